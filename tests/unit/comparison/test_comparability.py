"""The one rule: every reason that forbids or qualifies a comparison, on two figures made by hand."""

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from harmstats import load
from harmstats.comparison.comparability import CHANGES, COHORT, comparable, reasons, segments, stretches
from harmstats.core.registers import Break, read

NO_BREAK = ("register", "warn", "No break registered")


def figure(year=2021, **changes):
    """A figure of lost umbrellas in the calendar year, without anything to be said against it."""
    row = {
        "series": "lost-umbrellas", "geography": "England and Wales", "breakdown": "", "scope": "",
        "status": "official", "period_start": pd.Timestamp(year, 1, 1), "period_end": pd.Timestamp(year, 12, 31),
        "edition": "office-2022-07", "value": 500.0, "low": float("nan"), "method": "", "conflict": "",
        "source": f"s{year}", "extracted": pd.NaT,
    }  # fmt: skip
    return pd.Series({**row, **changes})


def of(start, end):
    return {"period_start": pd.Timestamp(start), "period_end": pd.Timestamp(end)}


def made(day=date(2020, 7, 1), until=None, **changes):
    """A break of lost umbrellas on a day."""
    given = {
        "id": "b", "series": ("lost-umbrellas",), "kind": "coverage" if until else "method", "weight": "refuse",
        "effect": "up", "geography": (), "editions": (), "label": "A break", "note": "Why.", "source": "office-2020",
    }  # fmt: skip
    return Break(date=day, until=until, **{**given, **changes})


@pytest.fixture
def said(small):
    """Ask for the reasons between two figures: kind, weight and label of each. By default a break lies far off."""

    def ask(a, b, *breaks, whole=False, **series):
        registers = read(small)
        name = a["series"]
        changed = {**registers.series, name: replace(registers.series[name], **series)}
        far = made(date(1990, 1, 1), series=(name,))
        found = reasons(a, b, replace(registers, series=changed, breaks=breaks or (far,)))
        return found if whole else [(r.kind, r.weight, r.label) for r in found]

    return ask


def test_two_years_of_one_edition_may_be_compared(said):
    assert said(figure(2020), figure(2021)) == []


def test_a_break_is_told_as_it_is_registered(said):
    (found,) = said(figure(2020), figure(2021), made(weight="refuse"), whole=True)
    assert vars(found) == {
        "kind": "method", "date": date(2020, 7, 1), "note": "Why.", "source": "office-2020", "weight": "refuse",
        "label": "A break",
    }  # fmt: skip
    assert said(figure(2020), figure(2021), made(weight="warn")) == [("method", "warn", "A break")]


@pytest.mark.parametrize(
    ("day", "parted"),
    [(date(2020, 1, 1), False), (date(2020, 1, 2), True), (date(2021, 12, 31), True), (date(2022, 1, 1), False)],
)
def test_a_break_counts_from_the_second_day_to_the_last(said, day, parted):
    assert said(figure(2020), figure(2021), made(day)) == [("method", "refuse", "A break")] * parted


def test_breaks_of_another_place_or_series_are_none(said):
    local, hats = made(geography=("Northshire",)), made(series=("lost-hats",))
    far = made(date(1990, 1, 1))
    assert said(figure(2020), figure(2021), local, far) == []
    assert said(figure(2020, geography="Northshire"), figure(2021, geography="Northshire"), local) == [
        ("method", "refuse", "A break")
    ]
    assert said(figure(2020), figure(2021), hats, far) == []


def test_breaks_of_another_edition_are_none(said):
    limited = made(editions=("office-2020-07",))
    assert said(figure(2020), figure(2021), limited) == []
    assert said(figure(2020, edition="office-2020-07"), figure(2021), limited)[0] == ("method", "refuse", "A break")


def test_breaks_come_in_the_order_of_the_register_and_before_all_else(said):
    first, second = made(label="First"), made(date(2020, 9, 1), label="Second", weight="warn")
    found = said(figure(2020), figure(2021, status="secondary"), first, second)
    assert [label for *_, label in found] == ["First", "Second", "Second-hand figure"]


GAP = {"day": date(2020, 7, 1), "until": date(2020, 9, 30), "label": "A gap"}


def test_a_gap_is_refused_unless_both_figures_leave_the_same_out(said):
    gap = made(**GAP)
    assert said(figure(2020), figure(2021), gap) == [("coverage", "refuse", "A gap")]
    same = figure(2020, scope="without Southshire"), figure(2021, scope="without Southshire")
    assert said(*same, gap) == [("coverage", "warn", "A gap")]


def test_what_is_left_out_of_both_makes_no_other_break_milder(said):
    same = figure(2020, scope="without Southshire"), figure(2021, scope="without Southshire")
    assert said(*same, made()) == [("method", "refuse", "A break")]


def test_scopes_that_differ_are_refused_once(said):
    part, whole = figure(2020, scope="without Southshire"), figure(2021)
    assert said(part, whole, made(**GAP)) == [("coverage", "refuse", "A gap")]
    assert said(part, whole, made(**GAP, weight="warn")) == [
        ("coverage", "warn", "A gap"),
        ("coverage", "refuse", "Scope differs"),
    ]
    assert said(part, whole, made()) == [("method", "refuse", "A break"), ("coverage", "refuse", "Scope differs")]
    assert said(part, figure(2021, scope="without Southshire")) == []


def test_the_scope_is_told_with_the_source_that_has_one(said):
    (found,) = said(figure(2020), figure(2021, scope="without Southshire"), whole=True)
    assert (found.note, found.source) == ("YE Dec 2020 is complete, YE Dec 2021 is without Southshire.", "s2021")
    (found,) = said(figure(2020, scope="without Southshire"), figure(2021), whole=True)
    assert (found.note, found.source) == ("YE Dec 2020 is without Southshire, YE Dec 2021 is complete.", "s2020")


def test_two_editions(said):
    (found,) = said(figure(2020, edition="office-2021-07"), figure(2021), whole=True)
    assert (found.kind, found.weight, found.label, found.source) == ("edition", "warn", "Two editions", "s2021")
    assert found.note.startswith("The figures come from two editions (office-2021-07, office-2022-07)")


def test_periods_overlap_from_one_shared_day_on(said):
    a = figure(**of("2020-01-01", "2020-12-31"))
    assert said(a, figure(**of("2020-12-01", "2021-11-30"))) == [("overlap", "warn", "Periods overlap")]
    assert said(a, figure(**of("2021-01-01", "2021-12-31"))) == []


def test_months_and_quarters_have_a_season_years_have_none(said):
    quarters = [figure(**of(f"{year}-{month:02d}-01", f"{year}-{month + 2:02d}-28")) for year, month in
                ((2020, 1), (2020, 10), (2021, 1))]  # fmt: skip
    months = [figure(**of(f"{year}-{month}-01", f"{year}-{month}-30")) for year, month in ((2020, "04"), (2020, "09"))]
    season = [("season", "warn", "Different months")]
    assert said(*months) == season
    assert said(quarters[0], quarters[1]) == season
    assert said(quarters[0], quarters[2]) == []
    assert said(figure(**of("2019-04-01", "2020-03-31")), figure(**of("2020-07-01", "2021-06-30"))) == []


def test_a_disagreement_of_sources_is_told_of_each_figure(said):
    found = said(figure(2020, conflict="c-1"), figure(2021, conflict="c-2"), whole=True)
    assert [(r.kind, r.weight, r.label, r.source) for r in found] == [
        ("conflict", "warn", "Sources disagree", "s2020"),
        ("conflict", "warn", "Sources disagree", "s2021"),
    ]
    assert found[0].note == "Sources disagree on YE Dec 2020 (c-1); 'show' lists all values."


@pytest.mark.parametrize("measure", CHANGES)
def test_a_change_is_compared_with_nothing(said, measure):
    assert said(figure(2020), figure(2021), measure=measure) == [("measure", "refuse", "A change is no level")]


@pytest.mark.parametrize("measure", COHORT)
def test_outcomes_of_two_editions_are_compared_where_a_day_of_extract_is_known(said, measure):
    day, outcome = pd.Timestamp("2021-06-07"), {"kind": "outcome", "measure": measure}
    unknown = [("edition", "warn", "Two editions"), ("age", "refuse", "Age of extract not known")]
    less_time = [("edition", "warn", "Two editions"), ("age", "warn", "Later year had less time")]
    a, b = figure(2020, edition="office-2021-07"), figure(2021)
    assert said(a, b, **outcome) == unknown
    assert said(a.replace({pd.NaT: day}), b, **outcome) == less_time
    assert said(a, figure(2021, extracted=day), **outcome) == less_time
    assert said(figure(2020), b, **outcome) == less_time[1:]


def test_only_cohorts_of_outcomes_have_an_age(said):
    a, b = figure(2020, edition="office-2021-07"), figure(2021)
    edition = [("edition", "warn", "Two editions")]
    assert said(a, b, kind="outcome", measure="outcomes of investigations closed") == edition
    assert said(a, b, kind="recorded", measure="count") == edition


@pytest.mark.parametrize("year", [2020, 2021])
def test_a_provisional_year_matters_to_outcomes(said, year):
    rows = [figure(y, status="official-provisional" if y == year else "official") for y in (2020, 2021)]
    measure = "outcomes of investigations closed"
    assert said(*rows, kind="outcome", measure=measure) == [("provisional", "warn", "Provisional year")]
    assert said(*rows, kind="recorded") == []


@pytest.mark.parametrize(
    ("kind", "unit", "estimated"),
    [("survey", "percent", True), ("survey", "people", True), ("study", "percent", True), ("study", "people", False),
     ("recorded", "percent", False)],
)  # fmt: skip
def test_estimates_need_an_interval_each(said, kind, unit, estimated):
    none = [("interval", "warn", "No interval published")] * estimated
    for lows in ((float("nan"), 4.0), (4.0, float("nan")), (float("nan"), float("nan"))):
        rows = [figure(year, low=low) for year, low in zip((2020, 2021), lows, strict=True)]
        assert said(*rows, kind=kind, unit=unit) == none
    assert said(figure(2020, low=4.0), figure(2021, low=4.0), kind=kind, unit=unit) == []


@pytest.mark.parametrize("changes", [{"status": "official-rounded"}, {"method": "rounded in print"},
                                     {"method": "printed as about"}])  # fmt: skip
@pytest.mark.parametrize("year", [2020, 2021])
def test_rounded_figures(said, changes, year):
    rows = [figure(y, **(changes if y == year else {})) for y in (2020, 2021)]
    assert said(*rows) == [("rounding", "warn", "Rounded figure")]


@pytest.mark.parametrize("year", [2020, 2021])
def test_second_hand_figures(said, year):
    rows = [figure(y, status="secondary" if y == year else "official-revised") for y in (2020, 2021)]
    assert said(*rows) == [("source", "warn", "Second-hand figure")]


@pytest.mark.parametrize(
    ("values", "few"),
    [((99, 500), True), ((500, 99), True), ((100, 100), False), ((0, 3), True)],
)
def test_small_counts_of_courts(said, values, few):
    rows = [figure(year, value=float(value)) for year, value in zip((2020, 2021), values, strict=True)]
    found = [("small", "warn", "Small counts")] if few else [NO_BREAK]
    assert said(*rows, kind="court") == found
    assert said(*rows, kind="court", unit="percent") == [NO_BREAK]
    assert said(*rows) == []


def test_where_the_register_is_silent_that_is_said(said):
    hats = figure(2020, series="hat-survey-scotland", low=1.0), figure(2021, series="hat-survey-scotland", low=1.0)
    other = made(series=("lost-umbrellas",))
    assert said(*hats, other) == [NO_BREAK]
    assert said(hats[0], hats[1].replace("official", "secondary"), other) == [
        ("source", "warn", "Second-hand figure"),
        NO_BREAK,
    ]


def test_of_courts_it_is_said_where_nothing_else_is(said):
    """A register of few breaks: the courts have one far off, which says little of other years."""
    assert said(figure(2020), figure(2021), kind="court") == [NO_BREAK]
    assert said(figure(2020), figure(2021, status="secondary"), kind="court") == [
        ("source", "warn", "Second-hand figure")
    ]


def years(*ends, edition="office-2022-07"):
    rows = [figure(end, edition=edition) for end in ends]
    return pd.DataFrame(rows, index=[f"row {end}" for end in ends])


def test_segments_are_numbered_in_order_of_time_whatever_the_order_of_rows():
    breaks = made(date(2019, 1, 1)), made(date(2021, 1, 1)), made(date(2018, 1, 1), weight="warn")
    found = segments(years(2021, 2017, 2020, 2018, 2019), breaks)
    assert list(found.items()) == [("row 2021", 2), ("row 2017", 0), ("row 2020", 1), ("row 2018", 0), ("row 2019", 1)]
    assert found.dtype == "int64"


def test_a_year_that_straddles_a_break_and_one_with_a_gap_stand_alone():
    assert segments(years(2018, 2019, 2020), [made(date(2019, 7, 1))]).tolist() == [0, 1, 2]
    gap = made(date(2019, 7, 1), date(2019, 9, 30), editions=("office-2022-07",))
    assert segments(years(2018, 2019, 2020), [gap]).tolist() == [0, 1, 2]
    assert segments(years(2018, 2019, 2020, edition="office-2021-07"), [gap]).tolist() == [0, 0, 0]


def test_numbers_start_at_nought_also_with_a_year_that_stands_alone():
    assert segments(years(2018, 2019), [made(date(2018, 7, 1))]).tolist() == [0, 1]
    assert segments(years(2018, 2019), [made(date(2018, 7, 1), date(2018, 9, 30))]).tolist() == [0, 1]


def test_the_breaks_of_another_folder(data):
    path = data / "breaks.csv"
    row = "cut,2019-01-01,,lost-umbrellas,method,up,refuse,,,A cut,Why.,office-2022\n"
    path.write_text(path.read_text(encoding="utf-8") + row, encoding="utf-8")
    assert segments(years(2018, 2019)).tolist() == [0, 0]
    assert segments(years(2018, 2019), data=data).tolist() == [0, 1]


def test_no_figures_have_no_segments():
    assert segments(years(2018).iloc[:0], [made()]).tolist() == []


def test_another_scope_begins_a_stretch_and_a_gap_left_out_of_all_does_not():
    rows = years(2018, 2019, 2020, 2021).assign(scope=["", "without Southshire", "without Southshire", ""])
    assert segments(rows, []).tolist() == [0, 1, 1, 2]
    assert segments(rows, [made(date(2019, 7, 1), date(2020, 6, 30))]).tolist() == [0, 1, 1, 2]


def test_every_figure_of_a_stretch_may_be_compared_with_every_other_not_only_with_its_neighbour(small):
    registers = read(small)
    outcome = replace(registers.series["lost-umbrellas"], kind="outcome", measure="cohort")
    registers = replace(registers, series={**registers.series, outcome.id: outcome}, breaks=())
    rows = years(2018, 2019, 2020).assign(
        edition=["e1", "e2", "e3"], extracted=[pd.NaT, pd.Timestamp(2021, 1, 1), pd.NaT]
    )
    assert comparable(rows.iloc[:-1], rows.iloc[1:], registers).tolist() == [True, True]
    assert not comparable(rows.iloc[0], rows.iloc[2], registers)
    assert stretches(rows, registers).tolist() == [0, 0, 1]


def test_stretches_are_numbered_for_each_place_breakdown_and_kind_of_period():
    rows = pd.concat([years(2018, 2019), years(2018, 2019).assign(geography="Northshire")], ignore_index=True)
    local = made(date(2019, 1, 1), geography=("Northshire",))
    assert segments(rows, [local]).tolist() == [0, 0, 0, 1]
    assert segments(rows.assign(breakdown=["a", "b", "a", "b"]), [local]).tolist() == [0, 0, 0, 0]
    everywhere = made(date(2019, 1, 1))
    assert segments(rows, [everywhere]).tolist() == [0, 1, 0, 1]
    assert segments(rows.assign(axis=["months", "years", "years", "years"]), [everywhere]).tolist() == [0, 0, 0, 1]


def test_breaks_are_those_of_the_data_folder_unless_given():
    rows = load("lost-umbrellas", geography="England and Wales")
    rows = rows[rows["axis"] == "years ending March"]
    assert segments(rows).tolist() == [0, 0, 0, 0, 1, 1, 1, 1, 1]
    assert segments(rows, []).tolist() == [0] * 9


def test_pairs_are_answered_together_as_one_by_one(small):
    """All neighbours of the small data folder, and what is said of each."""
    registers = read(small)
    rows = load(edition="all")
    rows = rows[rows["period_end"].notna()]
    answers = []
    for _, line in rows.groupby(["series", "geography", "breakdown", "axis"]):
        first, second = line.iloc[:-1], line.iloc[1:]
        together = comparable(first, second, registers).tolist()
        for n, answer in enumerate(together):
            refused = any(reason.weight == "refuse" for reason in reasons(first.iloc[n], second.iloc[n], registers))
            assert answer == comparable(first.iloc[n], second.iloc[n], registers) == (not refused)
        answers += together
    assert set(answers) == {True, False}
