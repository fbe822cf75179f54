"""How far the figures held have moved from edition to edition."""

import pandas as pd
import pytest

import harmstats as hs
from harmstats.comparison.revisions import AGES, NOT_KNOWN, THIN, revisions, revisions_by_age
from harmstats.comparison.vintages import vintages
from harmstats.core.errors import HarmstatsError, NotFound

GROUP = "prc-stalking-and-harassment"
# ONS Appendix A4/A5a and Home Office open data, as each edition printed them.
YEAR_2022 = [718_480, 718_514, 717_657, 716_824, 717_239]


@pytest.fixture(scope="module")
def moved():
    return revisions(GROUP).set_index("period")


@pytest.fixture(scope="module")
def held():
    return vintages(GROUP)


def test_the_year_2022_went_through_its_editions(held, moved):
    year = held[held["period"] == "YE Mar 2022"]
    assert year["value"].tolist() == [722_574, *YEAR_2022]
    assert year["why"].tolist() == ["second-hand", *[""] * 5]
    row = moved.loc["YE Mar 2022"]
    assert (row["first"], row["latest"], row["editions"], row["tables"]) == (YEAR_2022[0], YEAR_2022[-1], 5, 2)
    assert (row["lowest"], row["highest"]) == (min(YEAR_2022), max(YEAR_2022))
    assert row["change"] == -1241
    assert row["percent_change"] == pytest.approx(100 * -1241 / 718_480)
    assert (row["left_out"], row["why"]) == (1, "second-hand")


def test_second_hand_first_releases_do_not_count(held, moved):
    assert held[held["period"] == "YE Mar 2022"]["age"].iloc[0] == 3.7
    assert moved.loc["YE Mar 2022", "age"] == 9.9


@pytest.mark.parametrize(
    ("year", "first", "latest"), [("YE Mar 2016", 161_594, 158_873), ("YE Mar 2017", 227_791, 214_450)]
)
def test_two_years_shrank(moved, year, first, latest):
    """Recorded crime by police force area of early 2019, and the open data of April 2026."""
    assert moved.loc[year, ["first", "latest", "highest"]].tolist() == [first, latest, first]
    assert moved.loc[year, "first_dated"] == "by"


def test_figures_without_a_force_are_not_the_first_vintage_of_the_whole(held, moved):
    """ONS, January 2020: 448,960 without Greater Manchester; later editions have the force."""
    assert moved.loc["YE Sep 2019", "first"] == 473_137
    assert "without Greater Manchester" in moved.loc["YE Sep 2019", "why"]
    assert not held.loc[held["value"] == 448_960, "why"].eq("").any()


def test_as_known_earlier_there_were_fewer_editions(moved):
    then = revisions(GROUP, as_of="2023-12-31").set_index("period")
    assert then.loc["YE Mar 2022", "latest"] == 718_514
    assert then.loc["YE Mar 2022", "editions"] == 2
    assert "YE Mar 2025" not in then.index


def test_latest_is_what_the_library_calls_latest(moved):
    for series in (GROUP, "prc-stalking-8q", "prc-harassment-8l"):
        table = revisions(series)
        known = hs.load(series, geography="England and Wales")
        known = known[known["breakdown"] == ""].set_index("period")["value"]
        assert (table["latest"].to_numpy() == known.reindex(table["period"]).to_numpy()).all()


def test_rates_compare_printed_with_printed():
    """A rate computed here over another population is no revision of the one ONS prints."""
    table = revisions("prc-stalking-and-harassment-rate").set_index("period")
    assert table.loc["YE Mar 2025", "latest_edition"].startswith("ons-appendix")
    assert "computed here" in table.loc["YE Mar 2025", "why"]


def test_percentages_move_in_points():
    table = revisions("prc-stalking-harassment-online-flagged-share")
    assert table["percent_change"].isna().all()
    assert table["change"].notna().all()


def test_a_series_that_is_only_second_hand_is_refused():
    with pytest.raises(HarmstatsError, match="no dated exact figure"):
        revisions("csew-stalking-any")
    with pytest.raises(NotFound):
        revisions("prc-stalking")


def test_typical_revisions_are_those_of_the_vintages(held):
    """The row of the figures under six months old, worked out again by hand."""
    kept = held[(held["why"] == "") & held["axis"].str.startswith("years")]
    sizes = []
    for _, rows in kept.groupby(["period_start", "period_end"]):
        last = rows.iloc[-1]
        young = rows[(rows["age"] < 6) & ((last["published"] - rows["published"]).dt.days >= 365.25)]
        if len(young):
            sizes.append(abs(100 * (last["value"] / young["value"].iloc[0] - 1)))
    row = revisions_by_age(GROUP).iloc[0]
    assert (row["length"], row["age"], row["figures"]) == ("years", "under 6 months", len(sizes))
    assert row["largest"] == pytest.approx(max(sizes))
    assert row["median"] == pytest.approx(pd.Series(sizes).median())
    assert row["thin"]


def test_ages_are_in_order_and_thin_rows_say_so():
    table = revisions_by_age([GROUP, "prc-stalking-8q"])
    assert list(dict.fromkeys(table["series"])) == [GROUP, "prc-stalking-8q"]
    order = [*AGES.values(), NOT_KNOWN]
    for _, rows in table.groupby(["series", "length"]):
        assert rows["age"].map(order.index).is_monotonic_increasing
    assert ((table["figures"] < THIN) == table["thin"]).all()
    assert (table["median"] <= table["largest"]).all()


def test_figures_without_time_to_move_are_left_out(monkeypatch):
    assert "months" not in set(revisions_by_age(GROUP)["length"])
    monkeypatch.setattr("harmstats.comparison.revisions.WAIT", 1)
    assert "months" in set(revisions_by_age(GROUP)["length"])
