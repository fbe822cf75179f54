from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from harmstats.charts.label_placement import place_near, spread_apart, stagger, text_width, wrap, wrap_evenly

LABELS = st.lists(st.tuples(st.floats(0, 300), st.floats(10, 60)), min_size=1, max_size=4)


@given(LABELS)
def test_spread_labels_never_overlap_and_stay_inside(labels):
    centres, heights = [c for c, _ in labels], [h for _, h in labels]
    placed = sorted(zip(spread_apart(centres, heights, 0, 300), heights, strict=True))
    edges = [(c - h / 2, c + h / 2) for c, h in placed]
    assert edges[0][0] >= -1e-6
    assert edges[-1][1] <= 300 + 1e-6
    assert all(b[0] - a[1] >= 3 - 1e-6 for a, b in pairwise(edges))


def test_spread_leaves_alone_what_does_not_touch_and_keeps_the_order():
    assert spread_apart([20, 100, 200], [10, 10, 10], 0, 300) == [20, 100, 200]
    top, bottom = spread_apart([101, 100], [20, 20], 0, 300)
    assert top > bottom
    assert spread_apart([5], [10], 0, 300) == [5]
    assert spread_apart([], [], 0, 1) == []


@given(
    st.lists(st.tuples(st.floats(60, 640), st.floats(10, 120), st.sampled_from([15.0, 30.0])), min_size=1, max_size=8)
)
def test_staggered_labels_meet_neither_each_other_nor_another_mark(items):
    xs = sorted(x for x, _, _ in items)
    placed = stagger(xs, [w for _, w, _ in items], [h for _, _, h in items], 0, 800)
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


def test_staggered_labels_that_cannot_fit_say_so():
    assert stagger([50], [200], [15], 0, 100) is None


@given(st.text(alphabet="abc defghij", max_size=60), st.integers(20, 200))
def test_wrapped_lines_fit_and_lose_nothing(text, width):
    lines = wrap(text, width, 11)
    assert all(text_width(line, 11) <= width or len(line) == 1 for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())


def test_wrapping_keeps_dates_whole_and_headings_even():
    lines = wrap("As known on 23 April 2026 and later", 110, 12)
    assert "23 April 2026" in " | ".join(lines)
    assert (
        wrap_evenly("Malicious communications fell after the guidance of 2023; stalking did not", 760, 20, True)[1]
        != "did not"
    )
    assert wrap_evenly("19 October 2023 edition", 120, 12)[0] == "19 October 2023"


def test_a_remark_avoids_lines_and_labels():
    line = [(0, 50), (200, 50)]
    box = place_near((100, 50), (60, 20), (0, 0, 200, 100), [(60, 10, 140, 40)], [line])
    assert (box[2] - box[0], box[3] - box[1]) == (60, 20)
    assert not (box[1] - 3 <= 50 <= box[3] + 3)
    assert not (box[0] < 140 and box[2] > 60 and box[1] < 40 and box[3] > 10)
