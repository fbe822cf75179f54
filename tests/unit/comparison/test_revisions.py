"""Which figures are vintages of one figure, how far they moved, and bands of age; on the small data folder."""

import pytest

from harmstats.comparison.revisions import NOT_KNOWN, _band, revisions, revisions_by_age
from harmstats.comparison.vintages import unlike_in, vintages
from harmstats.core.errors import HarmstatsError


def test_what_is_no_vintage_of_the_latest_figure_says_why():
    rows = vintages("lost-umbrellas")
    assert rows.loc[rows["why"] != "", ["period", "value", "why"]].values.tolist() == [
        ["YE Mar 2020", 7200, "scope: without Southshire"],
        ["YE Mar 2021", 10000, "second-hand"],
    ]


def test_ages_in_months_from_the_end_of_the_period():
    rows = vintages("lost-umbrellas").set_index(["period", "edition"])
    assert rows.loc[("YE Mar 2021", "office-2021-07"), ["age", "least_age"]].tolist() == [3.7, 3.7]


def test_what_was_out_by_a_day_came_after_the_last_day_it_covers():
    rows = vintages("umbrella-calls").set_index(["period", "edition"])
    assert rows.loc[("YE Dec 2020", "calls-2021"), ["age", "least_age"]].tolist() == [3.9, 2.8]


def test_a_figure_set_aside_and_rounded_ones_do_not_count():
    assert "set aside where sources disagree" in set(vintages("umbrella-pages")["why"])
    with pytest.raises(HarmstatsError, match="'hat-study' has no dated exact figure of Scotland, the whole"):
        vintages("hat-study")


def test_an_age_that_is_not_certain_is_called_so():
    assert NOT_KNOWN == "age not certain"


def test_from_the_first_edition_to_the_latest():
    table = revisions("lost-umbrellas").set_index("period")
    row = table.loc["YE Mar 2021"]
    assert row[["first", "first_edition", "latest", "latest_edition"]].tolist() == [
        10400, "office-2021-07", 10450, "office-2022-07",
    ]  # fmt: skip
    assert (row["change"], round(row["percent_change"], 2), row["editions"], row["tables"]) == (50, 0.48, 2, 1)
    assert (row["lowest"], row["highest"], row["left_out"], row["why"]) == (10400, 10450, 1, "second-hand")
    assert table.loc["YE Mar 2022", ["editions", "tables"]].tolist() == [2, 2]
    assert revisions("lost-umbrellas", as_of="2021-12-31").set_index("period").loc["YE Mar 2021", "latest"] == 10400


def test_by_age_a_figure_counts_with_a_year_to_move():
    """First held after 27.5, 39.5 and 51.5 months; what the next edition followed within a year does not count."""
    table = revisions_by_age("lost-umbrellas").set_index("age")
    assert table["length"].unique().tolist() == ["years"]
    assert table["figures"].to_dict() == {"1 to 2 years": 1, "2 to 4 years": 2, "4 to 8 years": 1}
    row = table.loc["2 to 4 years"]
    assert row["median"] == row["mean"] == pytest.approx(100 * (50 / 9600 + 50 / 11800) / 2)
    assert (row["largest"], row["largest_period"]) == (pytest.approx(100 * 50 / 9600), "YE Mar 2017")
    assert (round(row["months"], 1), row["thin"]) == (24.1, True)


@pytest.mark.parametrize(
    ("least", "most", "band"),
    [(3.7, 3.7, "under 6 months"), (0, 4, "under 6 months"), (6, 11.9, "6 to 11 months"), (12, 12, "1 to 2 years"),
     (21, 27.6, NOT_KNOWN), (33, 39.6, "2 to 4 years"), (47.9, 48, NOT_KNOWN), (96, 300, "8 years or more")],
)  # fmt: skip
def test_an_age_has_a_band_only_where_both_bounds_lie_in_it(least, most, band):
    assert _band(least, most) == band


def test_what_a_figure_rests_on_in_words():
    assert unlike_in("gap", "", "Southshire is missing") == "gap: none, then Southshire is missing"
    assert unlike_in("divisor", "divided by people") == "divided by people"
    assert unlike_in("form", "rounded") == "form: rounded"
