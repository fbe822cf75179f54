from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harmstats.charts.axes import enclosing, middle, period_ticks, value_ticks
from harmstats.charts.canvas import balance, text_width, wrap
from harmstats.charts.label_placement import flags, place_beside, spread
from harmstats.core.periods import Period

LABELS = st.lists(st.tuples(st.floats(0, 300), st.floats(10, 60)), min_size=1, max_size=4)


@given(LABELS)
def test_spread_labels_never_overlap_and_stay_inside(labels):
    centres, heights = [c for c, _ in labels], [h for _, h in labels]
    placed = sorted(zip(spread(centres, heights, 0, 300), heights, strict=True))
    edges = [(c - h / 2, c + h / 2) for c, h in placed]
    assert edges[0][0] >= -1e-6
    assert edges[-1][1] <= 300 + 1e-6
    assert all(b[0] - a[1] >= 3 - 1e-6 for a, b in pairwise(edges))


def test_spread_leaves_alone_what_does_not_touch_and_keeps_the_order():
    assert spread([20, 100, 200], [10, 10, 10], 0, 300) == [20, 100, 200]
    top, bottom = spread([101, 100], [20, 20], 0, 300)
    assert top > bottom
    assert spread([5], [10], 0, 300) == [5]
    assert spread([], [], 0, 1) == []


@given(
    st.lists(st.tuples(st.floats(60, 640), st.floats(10, 120), st.sampled_from([15.0, 30.0])), min_size=1, max_size=8)
)
def test_flags_meet_neither_each_other_nor_another_mark(items):
    xs = sorted(x for x, _, _ in items)
    placed = flags(xs, [w for _, w, _ in items], [h for _, _, h in items], 0, 800)
    if placed is None:
        return
    for i, a in enumerate(placed):
        assert a.left >= 0
        assert a.right <= 800
        for j, b in enumerate(placed):
            if i == j:
                continue
            beside = a.right <= b.left + 1e-6 or b.right <= a.left + 1e-6
            assert beside or a.lift >= b.lift + b.height - 1e-6 or b.lift >= a.lift + a.height - 1e-6
            # the mark of b reaches up to the top of its own label
            if a.left + 1e-6 < b.x < a.right - 1e-6:
                assert a.lift >= b.lift + b.height - 1e-6


def test_flags_that_cannot_fit_say_so():
    assert flags([50], [200], [15], 0, 100) is None


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
    first, second = middle(before.start, before.end), middle(after.start, after.end)
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


@given(st.text(alphabet="abc defghij", max_size=60), st.integers(20, 200))
def test_wrapped_lines_fit_and_lose_nothing(text, width):
    lines = wrap(text, width, 11)
    assert all(text_width(line, 11) <= width or len(line) == 1 for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())


def test_wrapping_keeps_dates_whole_and_headings_even():
    lines = wrap("As known on 23 April 2026 and later", 110, 12)
    assert "23 April 2026" in " | ".join(lines)
    assert (
        balance("Malicious communications fell after the guidance of 2023; stalking did not", 760, 20, True)[1]
        != "did not"
    )
    assert balance("19 October 2023 edition", 120, 12)[0] == "19 October 2023"


def test_a_remark_avoids_lines_and_labels():
    line = [(0, 50), (200, 50)]
    left, top = place_beside((100, 50), (60, 20), (0, 0, 200, 100), [(60, 10, 140, 40)], [line])
    box = (left, top, left + 60, top + 20)
    assert not (box[1] - 3 <= 50 <= box[3] + 3)
    assert not (box[0] < 140 and box[2] > 60 and box[1] < 40 and box[3] > 10)
