"""A funnel: every place at its size and value, and who is named."""

import pandas as pd
import pytest

from harmstats import charts
from harmstats.stats.funnels import funnel as limits

COUNTS = {"Kent": (400, 4000), "Essex": (520, 5000), "Surrey": (90, 1000), "Dorset": (190, 1800), "Wales": (310, 3100)}


def shown(counts, words, per=None):
    rows = pd.DataFrame(
        [(place, *pair) for place, pair in counts.items()], columns=["geography", "charged", "closed"]
    ).assign(period="YE Mar 2025", kind="outcome", edition="table-2026-04", source="ons-x", low=float("nan"))
    chance, spread = (limits(rows, "charged", "closed", per=per, overdispersion=wide) for wide in (False, True))
    return charts.funnel(chance, spread, "closed", unit="per cent", sizes="outcomes", alt="Funnel plot.", **words)


@pytest.mark.parametrize("width", [800, 400])
def test_every_place_stands_at_its_size_and_value(words, picture, width):
    chart = shown(COUNTS, words)
    plot, seen = chart.plot(width), picture(chart.svg(width))
    assert seen.problems() == []
    for row in chart.data.itertuples():
        points = seen.points(f"dot-{row.label.lower()}")
        assert points[0][0] == pytest.approx(plot.px(row.closed), abs=1e-3)
    by_value = chart.data.sort_values("value")["label"]
    heights = [seen.points(f"dot-{place.lower()}")[0][1] for place in by_value]
    assert heights == sorted(heights, reverse=True)


def test_shares_are_percentages_and_rates_are_as_they_are(words):
    assert shown(COUNTS, words).data.set_index("label").loc["Kent", "value"] == pytest.approx(10)
    assert shown(COUNTS, words, per=1000).data.set_index("label").loc["Kent", "value"] == pytest.approx(100)


def test_who_is_outside_or_small_is_named_and_small_counts_are_explained(words, picture):
    chart = shown(COUNTS | {"Rutland": (4, 30), "Powys": (900, 4000)}, words)
    texts = [text for text, *_ in picture(chart.svg()).texts()]
    outside = chart.data.loc[(chart.data["position"] != "within") | chart.data["small"], "label"]
    assert "Rutland" in set(outside)
    assert {place for place in chart.data["label"] if place in texts} == set(outside)
    assert "Open mark: fewer than ten counted or expected." in " ".join(chart.plot(800).notes)
    assert "Open mark: fewer than ten counted or expected." not in shown(COUNTS, words).plot(800).notes
