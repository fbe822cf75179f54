"""Ranked dots and bars."""

import pandas as pd
import pytest

from harmstats import charts
from harmstats.core.errors import HarmstatsError
from harmstats.core.periods import MixedPeriods

NAMES = [
    "Avon and Somerset",
    "Metropolitan Police",
    "London, City of",
    "Devon and Cornwall",
    "Dyfed-Powys",
    "Greater Manchester",
    *(f"Force {n}" for n in range(37)),
]


def ranked(figures, values=None, names=NAMES, **columns):
    values = values if values is not None else [0.5 + 0.1 * n for n in range(len(names))]
    frame = pd.concat(
        [
            figures([value], geography=name, unit="offences per 1,000 people")
            for value, name in zip(values, names, strict=True)
        ]
    )
    for column, extra in (("low", -0.1), ("high", 0.1), ("low_998", -0.2), ("high_998", 0.2)):
        frame[column] = frame["value"] + extra
    return frame.assign(**columns).reset_index(drop=True)


@pytest.mark.parametrize("width", [800, 400])
def test_dots_and_limits_agree_with_the_sidecar(figures, words, picture, width):
    chart = charts.interval_dots(ranked(figures), **words, reference=(2.2, "England and Wales 2.2"))
    seen = picture(chart.svg(width))
    value = seen.scale("xgrid-", 0)
    assert chart.data["value"].is_monotonic_decreasing
    assert len(seen.ids("dot-")) == len(chart.data) == 43
    heights = []
    for row in chart.data.itertuples():
        key = row.geography.lower().replace(", ", "-").replace(" ", "-")
        (x, y), *_ = seen.points(f"dot-{key}")
        heights.append(y)
        assert value(x) == pytest.approx(row.value, abs=1e-3)
        for gid, low, high in (("limits95", row.low, row.high), ("limits998", row.low_998, row.high_998)):
            assert [value(p[0]) for p in seen.points(f"{gid}-{key}")] == pytest.approx([low, high], abs=1e-3)
    assert heights == sorted(heights)
    assert value(seen.points("reference")[0][0]) == pytest.approx(2.2, abs=1e-3)
    assert seen.problems() == []


@pytest.mark.parametrize("width", [800, 400])
@pytest.mark.parametrize("values", [[0, 0, 0], [5], [-1234, 5020, 80], [-3, -2], [1e9, 1]])
def test_bars_start_at_zero_and_agree_with_the_sidecar(figures, words, picture, width, values):
    names = ["Controlling or coercive behaviour", "Harassment", "Malicious communications"][: len(values)]
    frame = ranked(
        figures, values, names, low=float("nan"), high=float("nan"), low_998=float("nan"), high_998=float("nan")
    )
    chart = charts.bars(frame, **words)
    seen = picture(chart.svg(width))
    assert seen.ids("xgrid-0")
    value = seen.scale("xgrid-", 0) if len(seen.ids("xgrid-")) > 1 else None
    for row in chart.data.itertuples():
        xs = [x for x, _ in seen.points(f"bar-{row.geography.lower().replace(' ', '-')}")]
        if value:
            ends = sorted((value(min(xs)), value(max(xs))))
            assert ends == pytest.approx(sorted((0, row.value)), abs=max(1e-3, 1e-4 * max(map(abs, values))))
    assert seen.problems() == []


@pytest.mark.parametrize("width", [800, 400])
def test_bars_with_care_marks_name_the_bar(figures, words, picture, width):
    frame = ranked(figures, [3, 2], NAMES[:2], status=["official", "secondary"])
    seen = picture(charts.bars(frame, **words).svg(width))
    assert "Outlined bar, reported by someone other than the publisher: Metropolitan Police." in " ".join(
        text for text, *_ in seen.texts()
    )
    assert seen.problems() == []


def test_ranks_refuse_what_cannot_be_ranked(figures, words):
    frame = ranked(figures)
    with pytest.raises(HarmstatsError, match="'Avon and Somerset' stands twice"):
        charts.interval_dots(pd.concat([frame, frame]), **words)
    with pytest.raises(HarmstatsError, match="no figures to draw"):
        charts.bars(frame[:0], **words)
    with pytest.raises(HarmstatsError, match=r"99\.8% limits of 'Force 36'"):
        charts.interval_dots(frame.assign(high_998=0.0), **words)
    other = frame[:1].assign(
        geography="Else", period_start=pd.Timestamp("2003-07-01"), period_end=pd.Timestamp("2004-06-30")
    )
    with pytest.raises(MixedPeriods):
        charts.bars(pd.concat([frame, other]), **words)


def test_rank_alt_names_both_ends(figures, words):
    chart = charts.interval_dots(
        ranked(figures), **words, measure="stalking per 1,000 people", reference=(2.2, "England and Wales")
    )
    assert chart.alt == (
        "Dot chart of stalking per 1,000 people, 43 areas, YE Mar 2003: "
        "from 0.5 (Avon and Somerset) to 4.7 (Force 36); England and Wales 2.2."
    )
    assert "Metropolitan Police 0.6 (0.5 to 0.7)" in chart.description
