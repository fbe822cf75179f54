"""Periods are read as people write them, and never guessed."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harmstats.core.errors import NotFound
from harmstats.core.periods import MixedPeriods, Period, same_axis


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("YE Jun 2022", date(2021, 7, 1), date(2022, 6, 30)),
        ("year ending June 2022", date(2021, 7, 1), date(2022, 6, 30)),
        ("Year ending 30 June 2022", date(2021, 7, 1), date(2022, 6, 30)),
        ("2021/22", date(2021, 4, 1), date(2022, 3, 31)),
        ("2021/2022", date(2021, 4, 1), date(2022, 3, 31)),
        ("1999/00", date(1999, 4, 1), date(2000, 3, 31)),
        ("2023", date(2023, 1, 1), date(2023, 12, 31)),
        ("Jul-Sep 2022", date(2022, 7, 1), date(2022, 9, 30)),
        ("October to December 2022", date(2022, 10, 1), date(2022, 12, 31)),
        ("Nov 2021 - Jan 2022", date(2021, 11, 1), date(2022, 1, 31)),
        ("Feb 2024", date(2024, 2, 1), date(2024, 2, 29)),
        ("30 Jun 2024", date(2024, 6, 30), date(2024, 6, 30)),
    ],
)
def test_forms_of_the_command_line(text, start, end):
    assert Period.parse(text) == Period(start, end)


def test_financial_quarter_1_is_april_to_june():
    """Home Office user guide to the open data tables: the financial year starts in April."""
    assert [Period.parse(f"Q{n} 2021/22").label for n in (1, 2, 3, 4)] == [
        "Apr-Jun 2021", "Jul-Sep 2021", "Oct-Dec 2021", "Jan-Mar 2022",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("2011-12", "ambiguous: '2011/12' is the financial year, 'Dec 2011' the month"),
        ("YE 2022", "say the month"),
        ("Q1 2022", "financial quarter 1 is April to June"),
        ("2021/23", "'2021/22'"),
        ("Marsh 2022", "'marsh' is not a month"),
        ("31 Feb 2022", "no such day"),
        ("YE 31 Jun 2022", "last day of a month, here 30"),
        ("2021/1922", "'2021/22'"),
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


def test_years_ending_in_different_months_do_not_share_an_axis():
    with pytest.raises(MixedPeriods, match="years ending June and years ending March would share one axis"):
        same_axis([Period.parse("YE Mar 2020"), Period.parse("YE Jun 2020")])
    assert same_axis([Period.parse("YE Mar 2020"), Period.parse("2020/21")]) == "years ending March"


@given(st.dates(date(1990, 1, 1), date(2090, 12, 31)), st.sampled_from([1, 3, 6, 9, 12, 18]))
def test_labels_are_read_back(day, months):
    first = Period.parse(f"{day:%b %Y}")
    whole = Period(first.start, first.shifted(months - 1).end)
    assert whole.months == months
    assert Period.parse(whole.label) == whole
    assert Period.parse(whole.long) == whole
