"""Periods are read as people write them, and never guessed."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harmstats.core.errors import HarmstatsError, NotFound
from harmstats.core.periods import MixedPeriods, Period, label, same_axis

JUNE_2022 = date(2021, 7, 1), date(2022, 6, 30)
MARCH_2022 = date(2021, 4, 1), date(2022, 3, 31)


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("YE Jun 2022", *JUNE_2022),
        ("ye june 2022", *JUNE_2022),
        ("Y/E Jun 2022", *JUNE_2022),
        ("year ending June 2022", *JUNE_2022),
        ("year to June 2022", *JUNE_2022),
        ("12 months to June 2022", *JUNE_2022),
        ("Year ending 30 June 2022", *JUNE_2022),
        ("  YE   Jun  2022 ", *JUNE_2022),
        ("YE Feb 2024", date(2023, 3, 1), date(2024, 2, 29)),
        ("YE Dec 2021", date(2021, 1, 1), date(2021, 12, 31)),
        ("2021/22", *MARCH_2022),
        ("2021/2022", *MARCH_2022),
        ("2012-13", date(2012, 4, 1), date(2013, 3, 31)),
        ("1999/00", date(1999, 4, 1), date(2000, 3, 31)),
        ("1999-00", date(1999, 4, 1), date(2000, 3, 31)),
        ("2023", date(2023, 1, 1), date(2023, 12, 31)),
        ("calendar year 2023", date(2023, 1, 1), date(2023, 12, 31)),
        ("Jul-Sep 2022", date(2022, 7, 1), date(2022, 9, 30)),
        ("Jul–Sep 2022", date(2022, 7, 1), date(2022, 9, 30)),
        ("Jul - Sep 2022", date(2022, 7, 1), date(2022, 9, 30)),
        ("October to December 2022", date(2022, 10, 1), date(2022, 12, 31)),
        ("Nov 2021 - Jan 2022", date(2021, 11, 1), date(2022, 1, 31)),
        ("Nov-Jan 2022", date(2021, 11, 1), date(2022, 1, 31)),
        ("Jul-Jul 2022", date(2022, 7, 1), date(2022, 7, 31)),
        ("Jan-Dec 2022", date(2022, 1, 1), date(2022, 12, 31)),
        ("Feb 2024", date(2024, 2, 1), date(2024, 2, 29)),
        ("Dec 2021", date(2021, 12, 1), date(2021, 12, 31)),
        ("2021-05", date(2021, 5, 1), date(2021, 5, 31)),
        ("2021-01", date(2021, 1, 1), date(2021, 1, 31)),
        ("2012-12", date(2012, 12, 1), date(2012, 12, 31)),
        ("Sept 2022", date(2022, 9, 1), date(2022, 9, 30)),
        ("June 2022", date(2022, 6, 1), date(2022, 6, 30)),
        ("may 1999", date(1999, 5, 1), date(1999, 5, 31)),
        ("30 Jun 2024", date(2024, 6, 30), date(2024, 6, 30)),
        ("1 January 2024", date(2024, 1, 1), date(2024, 1, 1)),
        ("2 Jun 2021 to 27 Jun 2021", date(2021, 6, 2), date(2021, 6, 27)),
    ],
)
def test_every_written_form(text, start, end):
    assert Period.parse(text) == Period(start, end)


@pytest.mark.parametrize("number", range(1, 13))
def test_every_month_is_read_by_its_name_and_by_three_letters(number):
    name = f"{date(2022, number, 1):%B}"
    for written in (name, name[:3], name.upper()):
        assert Period.parse(f"{written} 2022").start == date(2022, number, 1)


def test_financial_quarter_1_is_april_to_june():
    """Home Office user guide to the open data tables: the financial year starts in April."""
    assert [Period.parse(f"Q{n} 2021/22").label for n in (1, 2, 3, 4)] == [
        "Apr-Jun 2021", "Jul-Sep 2021", "Oct-Dec 2021", "Jan-Mar 2022",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("2011-12", "ambiguous: '2011/12' is the financial year, 'Dec 2011' the month"),
        ("2000-01", "ambiguous: '2000/01' is the financial year, 'Jan 2000' the month"),
        ("2021-00", "not understood"),
        ("2021-13", "not understood"),
        ("2021-21", "not understood"),
        ("YE 2022", "is ambiguous: say the month, for example 'YE Mar 2022' or 'YE Jun 2022'"),
        ("year ending 2022", "say the month"),
        ("YE 30 Mar 2022", "a year ends on the last day of a month, here 31"),
        ("Q5 2021/22", "not understood"),
        ("Q1 2021/23", "period 'Q1 2021/23': a financial year runs into the next one, for example '2021/22'"),
        ("1999/01", "a financial year runs into the next one, for example '1999/00'"),
        (
            "Q1 2022",
            "' is ambiguous: financial quarter 1 is April to June; name the months, for example 'Apr-Jun 2022'",
        ),
        ("2021/23", "period '2021/23': a financial year runs into the next one, for example '2021/22'"),
        ("Marsh 2022", "period 'Marsh 2022': 'marsh' is not a month; write one of YE Jun 2022, "),
        ("YE Marsh 2022", "period 'YE Marsh 2022': 'marsh' is not a month"),
        ("Marsh-Sep 2022", "period 'Marsh-Sep 2022': 'marsh' is not a month"),
        ("Jul-Sop 2022", "period 'Jul-Sop 2022': 'sop' is not a month"),
        ("3 Marsh 2022", "period '3 Marsh 2022': 'marsh' is not a month"),
        ("31 Feb 2022", "period '31 Feb 2022': there is no such day"),
        ("YE 31 Jun 2022", "period 'YE 31 Jun 2022': a year ends on the last day of a month, here 30"),
        ("2021/1922", "'2021/22'"),
        ("Ma 2022", "'ma' is not a month"),
        ("Decem 2022", "'decem' is not a month; write one of YE Jun 2022"),
        ("0 Feb 2022", "no such day"),
        ("lately", "not understood: write one of YE Jun 2022"),
        ("0000", "not understood"),
    ],
)
def test_what_is_no_period_says_what_would_be_right(text, words):
    with pytest.raises(NotFound, match=r"^period ") as error:
        Period.parse(text)
    assert words in str(error.value)


def test_a_year_ending_never_loses_its_month():
    assert Period.parse("YE Jun 2022").label == "YE Jun 2022"
    assert Period.parse("2023").label == "YE Dec 2023"
    assert Period.parse("2021/22").long == "year ending March 2022"


@pytest.mark.parametrize(
    ("start", "end", "short", "long", "axis", "months"),
    [
        (*MARCH_2022, "YE Mar 2022", "year ending March 2022", "years ending March", 12),
        ((2022, 7, 1), (2022, 9, 30), "Jul-Sep 2022", "July to September 2022", "quarters", 3),
        ((2022, 8, 1), (2022, 10, 31), "Aug-Oct 2022", "August to October 2022", "periods of 3 months", 3),
        ((2021, 11, 1), (2022, 1, 31), "Nov 2021-Jan 2022", "November 2021 to January 2022", "periods of 3 months", 3),
        ((2022, 1, 1), (2022, 6, 30), "Jan-Jun 2022", "January to June 2022", "periods of 6 months", 6),
        ((2022, 7, 1), (2022, 7, 31), "Jul 2022", "July 2022", "months", 1),
        ((2020, 4, 1), (2021, 9, 30), "Apr 2020-Sep 2021", "April 2020 to September 2021", "periods of 18 months", 18),
        ((2024, 6, 30), (2024, 6, 30), "30 Jun 2024", "30 June 2024", "days", 0),
        ((2024, 7, 1), (2024, 7, 1), "1 Jul 2024", "1 July 2024", "days", 0),
        ((2021, 6, 2), (2021, 6, 27), "2 Jun 2021 to 27 Jun 2021", "2 June 2021 to 27 June 2021", "part periods", 0),
        ((2021, 6, 1), (2021, 6, 29), "1 Jun 2021 to 29 Jun 2021", "1 June 2021 to 29 June 2021", "part periods", 0),
        ((2021, 6, 2), (2021, 6, 30), "2 Jun 2021 to 30 Jun 2021", "2 June 2021 to 30 June 2021", "part periods", 0),
    ],
)
def test_labels_axes_and_length(start, end, short, long, axis, months):
    found = Period(*(day if isinstance(day, date) else date(*day) for day in (start, end)))
    assert (found.label, found.long, found.axis, found.months) == (short, long, axis, months)
    assert label(found.start, found.end) == short


def test_a_figure_without_a_time_is_undated():
    assert label(None, None) == "undated"


def test_a_period_that_ends_before_it_starts():
    with pytest.raises(HarmstatsError, match=r"^period 2022-02-02 to 2022-02-01: the start is after the end$"):
        Period(date(2022, 2, 2), date(2022, 2, 1))
    assert Period(date(2022, 2, 2), date(2022, 2, 2)).axis == "days"


def test_two_periods_overlap_where_they_share_a_day():
    june = Period.parse("Jun 2022")
    for other, shared in (
        ("30 Jun 2022", True), ("1 Jul 2022", False), ("1 Jun 2022", True), ("31 May 2022", False), ("2022", True),
        ("15 Jun 2022", True), ("Jul 2022", False), ("May 2022", False), ("2023", False), ("2021", False),
    ):  # fmt: skip
        assert june.overlaps(Period.parse(other)) is shared
        assert Period.parse(other).overlaps(june) is shared


def test_a_period_is_shifted_by_whole_months():
    quarter = Period.parse("Oct-Dec 2021")
    assert [quarter.shifted(n).label for n in (-12, -1, 0, 2, 3)] == [
        "Oct-Dec 2020", "Sep-Nov 2021", "Oct-Dec 2021", "Dec 2021-Feb 2022", "Jan-Mar 2022",
    ]  # fmt: skip


def test_years_ending_in_different_months_do_not_share_an_axis():
    with pytest.raises(
        MixedPeriods,
        match=r"^years ending June and years ending March would share one axis: draw them apart, or say why they may",
    ):
        same_axis([Period.parse("YE Mar 2020"), Period.parse("YE Jun 2020")])
    assert same_axis([Period.parse("YE Mar 2020"), Period.parse("2020/21")]) == "years ending March"
    assert same_axis([]) == ""


@given(st.dates(date(1990, 1, 1), date(2090, 12, 31)), st.sampled_from([1, 3, 6, 9, 12, 18]))
def test_labels_are_read_back(day, months):
    first = Period.parse(f"{day:%b %Y}")
    whole = Period(first.start, first.shifted(months - 1).end)
    assert whole.months == months
    assert Period.parse(whole.label) == whole
    assert Period.parse(whole.long) == whole
