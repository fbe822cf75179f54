"""Differences of editions and revisions of figures: what is a revision, what is none, and how it is drawn."""

import itertools
import json

import pandas as pd
import pytest

import harmstats as hs
from harmstats.charts.revision_charts import as_known, through_editions, typical
from harmstats.cli.command_line import main
from harmstats.cli.comparisons import diff_json, diff_text
from harmstats.cli.printing import plain
from harmstats.comparison.editions import RANKED_BY, diff
from harmstats.comparison.revisions import AGES, NOT_KNOWN, THIN, _band, _words, revisions, revisions_by_age
from harmstats.comparison.vintages import vintages
from harmstats.core.errors import HarmstatsError, NotFound

GROUP = "prc-stalking-and-harassment"
# ONS Appendix A4/A5a and Home Office open data, as each edition printed them.
YEAR_2022 = [718_480, 718_514, 717_657, 716_824, 717_239]
PAIRS = [
    ("ons-appendix-ye-jun-2025", "ons-appendix-ye-sep-2025"),
    ("ons-appendix-ye-sep-2022", "ons-appendix-ye-jun-2025"),
    ("ho-prc-open-2023-10", "ho-prc-open-2026-04"),
    ("ho-prc-open-2018", "ho-prc-open-2023-10"),
    ("ho-prc-open-2018", "ho-prc-open-2026-04"),
    ("bbc-sdu-2021", "bbc-sdu-2022"),
]


@pytest.fixture(scope="module", params=PAIRS, ids="-to-".join)
def found(request):
    return diff(*request.param)


@pytest.fixture(scope="module")
def moved():
    return revisions(GROUP).set_index("period")


@pytest.fixture(scope="module")
def held():
    return vintages(GROUP)


# --- what one edition says otherwise than another


def test_every_printed_cell_is_in_one_group_and_no_other(found):
    cell = ["series", "period", "geography", "breakdown"]
    groups = [found.changes, found.rescoped, found.new, found.withdrawn, found.outside]
    cells = pd.concat([rows[cell] for rows in groups])
    assert not cells.duplicated().any()
    assert found.appeared == len(found.new)
    assert found.disappeared == len(found.withdrawn) + len(found.outside)


def test_the_largest_percentage_stands_first_then_the_largest_change(found):
    for rows in (found.changes, found.rescoped):
        size = list(zip(rows["percent_change"].abs().fillna(-1), rows["change"].abs(), strict=True))
        assert size == sorted(size, reverse=True)
    assert (found.changes["change"] != 0).all()


def test_figures_that_were_zero_have_no_percentage_and_come_last():
    changes = diff(*PAIRS[0]).changes
    zero = changes[changes["old"] == 0]
    assert len(zero)
    assert zero["percent_change"].isna().all()
    assert zero.index.min() == len(changes) - len(zero)


def test_nothing_beyond_the_reach_of_the_later_edition_is_withdrawn():
    """The edition to September 2025 starts its months in October 2023 and has no years ending June."""
    found = diff(*PAIRS[0])
    assert found.withdrawn.empty
    assert set(found.outside["axis"]) == {"months", "years ending June"}
    assert set(found.outside.loc[found.outside["axis"] == "months", "period"]) == {"Jul 2023", "Aug 2023", "Sep 2023"}


def test_what_the_later_edition_could_have_printed_is_withdrawn():
    found = diff("nisra-evawg-2025-12", "nisra-evawg-2026-06")
    assert set(found.withdrawn["series"]) == {"psni-stalking-and-harassment-sanction-outcomes"}
    assert found.outside.empty


def test_printed_sums_meet_the_sums_of_forces_of_the_later_edition():
    """Home Office, October 2023 and April 2026: the year ending March 2022 from quarters printed and summed."""
    changes = diff("ho-prc-open-2023-10", "ho-prc-open-2026-04").changes
    quarters = changes[(changes["series"] == GROUP) & (changes["geography"] == "England and Wales")]
    four = ["Apr-Jun 2021", "Jul-Sep 2021", "Oct-Dec 2021", "Jan-Mar 2022"]
    change = quarters[quarters["period"].isin(four)]["change"].sum()
    assert change == YEAR_2022[4] - YEAR_2022[1]


def test_another_scope_is_no_revision():
    """The BBC's files: England and Wales of 2018/19 without British Transport Police, then complete."""
    found = diff("bbc-sdu-2021", "bbc-sdu-2022")
    row = found.rescoped[
        found.rescoped["why"].str.contains("British Transport Police") & (found.rescoped["old"] == 19374)
    ]
    assert row["period"].tolist() == ["YE Mar 2019"]
    assert row["why"].str.endswith("then complete").all()
    whole = found.changes.merge(found.rescoped, on=["series", "period", "geography", "breakdown"])
    assert whole.empty


def test_a_printed_share_and_one_computed_here_are_told_apart():
    rescoped = diff("bbc-sdu-2021", "bbc-sdu-2022").rescoped
    shares = rescoped[rescoped["series"] == "charge-share-of-assigned-stalking-8q"]
    assert len(shares)
    assert shares["why"].str.startswith("divided by").all()


def test_an_edition_differs_from_itself_in_nothing():
    same = diff("ho-prc-open-2018", "ho-prc-open-2018")
    assert (len(same.changes), len(same.rescoped), same.appeared, same.disappeared) == (0, 0, 0, 0)
    assert same.unchanged == 24


@pytest.mark.parametrize(
    ("pair", "error", "says"),
    [
        (PAIRS[0][::-1], HarmstatsError, "give the earlier edition first"),
        (("ho-prc-open-2018", "bbc-sdu-2022"), HarmstatsError, "no table in common"),
        (("ho-prc-open-2019", "ho-prc-open-2026-04"), NotFound, "ho-prc-open-2018"),
    ],
)
def test_what_cannot_be_compared_is_refused(pair, error, says):
    with pytest.raises(error, match=says):
        diff(*pair)


def test_json_keeps_the_contract_and_adds_what_is_apart(found):
    document = diff_json(found)
    first = ["from", "to", "changes", "unchanged", "appeared", "disappeared"]
    assert list(document)[:6] == first
    keys = ["series", "period", "geography", "breakdown", "old", "new", "change", "percent_change"]
    for row in document["changes"]:
        assert list(row) == keys
    assert document["ranked_by"] == RANKED_BY
    assert document["appeared"] == len(document["new"])
    assert document["disappeared"] == len(document["withdrawn"]) + len(document["outside"])
    json.dumps(plain(document), allow_nan=False)


def test_text_says_by_what_it_is_ranked_and_what_is_not_withdrawn():
    text = diff_text(diff(*PAIRS[0]))
    assert f"Revised (ranked by {RANKED_BY}):" in text
    assert "116 of periods the later edition does not reach" in text
    assert "Not withdrawn" in text
    assert "\nWithdrawn" not in text
    assert max(map(len, diff_text(diff(*PAIRS[2])).splitlines())) < 150


def test_the_command_prints_one_json_document(capsys):
    assert main(["diff", *PAIRS[3], "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["unchanged"] == 1
    assert main(["diff", *PAIRS[0][::-1]]) == 2
    assert "give the earlier edition first" in capsys.readouterr().err


# --- how far figures moved


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


def test_second_hand_first_releases_count_only_where_asked(moved):
    asked = revisions(GROUP, secondhand=True).set_index("period")
    assert asked.loc["YE Mar 2022", "first"] == 722_574
    assert asked.loc["YE Mar 2022", "age"] == 3.7
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


# --- by age


@pytest.mark.parametrize(
    ("least", "most", "band"),
    [(3.7, 3.7, "under 6 months"), (0, 4, "under 6 months"), (6, 11.9, "6 to 11 months"), (12, 12, "1 to 2 years"),
     (21, 27.6, NOT_KNOWN), (33, 39.6, "2 to 4 years"), (47.9, 48, NOT_KNOWN), (96, 300, "8 years or more")],
)  # fmt: skip
def test_an_age_has_a_band_only_where_both_bounds_lie_in_it(least, most, band):
    assert _band(least, most) == band


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
    table = revisions_by_age([GROUP, "prc-stalking-8q"], wait=0)
    assert list(dict.fromkeys(table["series"])) == [GROUP, "prc-stalking-8q"]
    order = [*map(_words, range(len(AGES))), NOT_KNOWN]
    for _, rows in table.groupby(["series", "length"]):
        assert rows["age"].map(order.index).is_monotonic_increasing
    assert ((table["figures"] < THIN) == table["thin"]).all()
    assert (table["median"] <= table["largest"]).all()


def test_figures_without_time_to_move_are_left_out():
    months = revisions_by_age(GROUP, wait=0)
    assert "months" in set(months["length"])
    assert "months" not in set(revisions_by_age(GROUP)["length"])


# --- charts


@pytest.fixture
def known(held):
    rows = held[(held["axis"] == "years ending March") & held["period_end"].between("2013-03-31", "2018-03-31")]
    texts = {"name": "as-known", "title": "T", "subtitle": "S", "source": "ONS", "measure": "offences"}
    return lambda **more: as_known(
        rows, hs.breaks(GROUP), **(texts | {"known_on": "2019-07-18", "as_of": "2026-11-23"} | more)
    )


def test_the_data_hold_both_lines_and_the_band(known, held):
    data = known().data
    assert set(data["known_on"]) == {pd.Timestamp("2019-07-18"), pd.Timestamp("2026-11-23")}
    later = data[data["known_on"] == "2026-11-23"].set_index("period")
    earlier = data[data["known_on"] == "2019-07-18"].set_index("period")
    assert later.loc["YE Mar 2017", ["value", "lowest", "highest"]].tolist() == [214_450, 214_449, 227_791]
    assert earlier.loc["YE Mar 2017", "value"] == 227_791
    assert "low" not in data
    assert not set(held.loc[held["why"] != "", "edition"]) & set(data["edition"]) - set(
        held.loc[held["why"] == "", "edition"]
    )


def test_the_alt_text_says_where_the_lines_part(known):
    chart = known()
    assert chart.alt.endswith("they part most in YE Mar 2017: 227,791, then 214,450.")
    assert "on 18 Jul 2019 and on 23 Nov 2026" in chart.alt
    assert "Band: from the lowest to the highest value published for a period." in " ".join(chart.notes)


def test_the_earlier_line_lies_under_the_latest(known):
    for width in (800, 400):
        svg = known().svg(width)
        assert svg.index("--data-earlier-1") < svg.index("--data-latest-1")
        assert "--band-latest-1" in svg
        assert "--band-earlier" not in svg


def test_a_day_before_the_first_edition_and_days_in_the_wrong_order_are_refused(known):
    with pytest.raises(HarmstatsError, match="must be before"):
        known(known_on="2027-01-01")
    with pytest.raises(NotFound):
        known(known_on="2010-01-01")


def test_ticks_of_near_values_do_not_meet(held):
    year = held[held["period"] == "YE Mar 2022"]
    chart = through_editions(
        year, name="one-year", title="T", subtitle="S", source="ONS", publishers=dict.fromkeys(year["edition"], "ONS")
    )
    assert chart.notes[0].startswith("The axis does not start at zero.")
    for width in (800, 400):
        fitted = chart.drawing.fit(width)
        places = [fitted.px(tick) for tick in fitted.ticks]
        assert len(places) >= 2
        assert min(b - a for a, b in itertools.pairwise(places)) > 50
    assert chart.data["value"].tolist() == [722_574, *YEAR_2022]


def test_few_figures_are_named_under_the_chart():
    by_age = revisions_by_age(GROUP)
    years = by_age[by_age["length"] == "years"]
    chart = typical(years, name="typical", title="T", subtitle="S", source="ONS")
    assert "Few figures behind: under 6 months (4)" in " ".join(chart.notes)
    assert "95%" not in chart.svg() + chart.description
    assert chart.data["largest"].tolist() == years["largest"].tolist()
    with pytest.raises(HarmstatsError, match="one length"):
        typical(by_age, name="typical", title="T", subtitle="S", source="ONS")
