"""Small multiples: many areas in one picture."""

import pandas as pd
import pytest

from harmstats import charts

pytestmark = pytest.mark.slow

NAMES = [
    "Avon and Somerset",
    "Metropolitan Police",
    "London, City of",
    "Devon and Cornwall",
    "Dyfed-Powys",
    "Greater Manchester",
    *(f"Force {n}" for n in range(37)),
]


def forces(figures, count, values=(10, 20, 15, 40)):
    return pd.concat(
        [figures([v * (n + 1) for v in values], geography=name) for n, name in enumerate(NAMES[:count])],
        ignore_index=True,
    )


@pytest.mark.parametrize("share_y", [True, False])
@pytest.mark.parametrize("count", [1, 4, 6, 43])
@pytest.mark.parametrize("width", [800, 400])
def test_panels_agree_with_the_sidecar(figures, words, broken, picture, width, count, share_y):
    breaks = [broken("2004-04-01", "Rule changes"), broken("2003-06-01", "Slow change", weight="warn")]
    chart = charts.small_multiples(forces(figures, count), breaks, **words, share_y=share_y)
    seen = picture(chart.svg(width))
    drawn = 0
    for (name, segment), rows in chart.data.groupby(["geography", "segment"]):
        key = name.lower().replace(", ", "-").replace(" ", "-")
        value = seen.scale(f"ygrid-{key}-", 1)
        points = seen.points(f"data-{key}-{segment}")
        assert [value(y) for _, y in points] == pytest.approx(rows["value"].tolist(), rel=1e-4)
        drawn += len(points)
    assert drawn == len(chart.data) == 4 * count
    assert chart.data.groupby("geography")["segment"].nunique().eq(2).all()
    assert seen.problems() == []
    told = " ".join(text for text, *_ in seen.texts())
    assert ("Each panel has its own scale" in told) is not share_y
    assert "Apr 2004 (Rule changes)" in told


@pytest.mark.parametrize("width", [800, 400])
@pytest.mark.parametrize("values", [(0, 0), (2_345_678_901, 1), (-5, 7), (3,), (None, 4, None, 6)])
def test_panels_of_odd_values(figures, words, picture, width, values):
    frame = pd.concat([figures(values, series=f"s{n}", first="Apr-Jun 2013") for n in range(3)])
    chart = charts.small_multiples(
        frame, **words, by="series", labels={"s0": "A long name for one series", "s1": "B", "s2": "C"}
    )
    assert picture(chart.svg(width)).problems() == []


@pytest.mark.parametrize("width", [800, 400])
def test_many_panels_of_huge_values_and_long_periods(figures, words, picture, width):
    values = (1_234_567_890, 2_345_678_901)
    frame = pd.concat([figures(values, geography=name, first="Apr-Jun 2013") for name in NAMES])
    assert picture(charts.small_multiples(frame, **words).svg(width)).problems() == []


def test_panels_in_order_of_name_or_last_value(figures, words):
    frame = forces(figures, 3)
    by_name = charts.small_multiples(frame, **words, order="name").data["geography"].drop_duplicates().tolist()
    by_last = charts.small_multiples(frame, **words, order="last").data["geography"].drop_duplicates().tolist()
    assert by_name == sorted(NAMES[:3])
    assert by_last == NAMES[2::-1]


def test_multiples_describe_themselves(figures, words):
    chart = charts.small_multiples(forces(figures, 43), **words, measure="stalking offences")
    assert chart.alt == (
        "43 small line charts of stalking offences, YE Mar 2003 to YE Mar 2006; "
        "latest from 40 (Avon and Somerset) to 1,720 (Force 36)."
    )
    assert "Force 36: YE Mar 2003 430 to YE Mar 2006 1,720." in chart.description
