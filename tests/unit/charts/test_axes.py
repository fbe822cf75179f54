import pytest
from hypothesis import given
from hypothesis import strategies as st

from harmstats.charts.axes import enclosing, middle, period_ticks, value_ticks
from harmstats.core.periods import Period


@given(
    st.integers(-(10**9), 10**9).map(lambda n: n / 100), st.integers(0, 10**9).map(lambda n: n / 100), st.integers(2, 5)
)
def test_at_most_ten_gridlines_that_enclose_the_values(low, extent, target):
    ticks = value_ticks(low, low + extent, target=target)
    assert 2 <= len(ticks) <= 10
    slack = 1e-6 * (ticks[1] - ticks[0])
    assert ticks[0] <= min(low, 0) + slack
    assert ticks[-1] >= max(low + extent, 0) - slack
    assert 0 in ticks


def test_a_change_on_the_first_day_of_a_year_falls_half_way_between_two_years():
    before, after = Period.parse("YE Mar 2019"), Period.parse("YE Mar 2020")
    first, second = middle(before), middle(after)
    assert after.start.toordinal() - first == pytest.approx(second - after.start.toordinal(), abs=1)
    assert second - first == pytest.approx(365.5, abs=1)


def test_counts_have_no_halves():
    assert value_ticks(0, 1, whole=True) == [0, 1]
    assert value_ticks(0, 0, whole=True) == [0, 1]


@pytest.mark.parametrize(
    ("low", "high", "ticks"), [(0, 0, [0, 1]), (3, 12000, [0, 12000]), (-30, 7, [-30, 0, 8]), (-5, -1, [-5, 0])]
)
def test_enclosing(low, high, ticks):
    assert enclosing(low, high) == ticks


def test_year_ticks_stand_on_years_ending_and_say_so():
    start = Period.parse("YE Mar 2003")
    candidates, caption = period_ticks([start.shifted(12 * n) for n in range(23)])
    assert caption == "Year ending March"
    assert [text for _, text in candidates[2]] == ["2005", "2010", "2015", "2020", "2025"]
    assert all(period.label == f"YE Mar {text}" for ticks in candidates for period, text in ticks)


@pytest.mark.parametrize(
    ("first", "text", "caption"),
    [
        ("Jul 2023", "Jul\n2023", "Month"),
        ("Apr-Jun 2013", "Apr-Jun\n2013", "Quarter"),
        ("2013", "2013", "Calendar year"),
    ],
)
def test_other_axes_name_their_periods(first, text, caption):
    start = Period.parse(first)
    candidates, said = period_ticks([start, start.shifted(start.months)])
    assert (candidates[0][0][1], said) == (text, caption)
