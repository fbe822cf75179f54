"""A break is marked in the panels it concerns, and as strongly as it counts there."""

import re

import pandas as pd

from harmstats import breaks, charts, load

PANELS = {"prc-stalking-8q": "Stalking", "prc-malicious-communications-8r": "Malicious communications"}


def test_a_break_cuts_one_panel_and_touches_another():
    """May 2023: refuses for malicious communications, warns for stalking; June 2023 concerns the former only."""
    held = load(list(PANELS), geography="England and Wales", edition="ho-prc-open-2026-04")
    quarters = held[held["axis"] == "quarters"]
    chart = charts.small_multiples(
        quarters,
        breaks(*PANELS),
        name="panels",
        title="t",
        subtitle="s",
        source="x",
        by="series",
        labels=PANELS,
        measure="m",
    )
    svg = chart.svg()
    assert len(re.findall(r'id="[^"]*break-prc-stalking-8q-2023-05-01"', svg)) == 1
    assert "break-prc-stalking-8q-2023-06-01" not in svg
    assert "break-prc-malicious-communications-8r-2023-06-01" in svg
    notes = " ".join(chart.plot(800).notes)
    dashed, dotted = notes.split("Dotted lines:")
    assert "May 2023 (Double recording ends)" in dashed
    assert "May 2023 (Double recording ends)" in dotted
    stalking = chart.data[chart.data["series"] == "prc-stalking-8q"]
    after = stalking[pd.to_datetime(stalking["period_start"]) >= "2020-04-01"]
    assert after["segment"].nunique() == 1
