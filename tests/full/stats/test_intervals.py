"""Limits of the figures held."""

import harmstats as hs
from harmstats.stats import intervals


def test_recorded_stalking_by_force():
    """The smallest and the largest force in the year ending December 2025."""
    held = hs.load("prc-stalking-8q", period="YE Dec 2025", edition="ho-prc-open-2026-04").set_index("geography")
    found = intervals.poisson(held["value"], 0.95)
    assert held.loc["City of London", "value"] == 24
    assert found.loc["City of London", ["low", "high"]].round(1).tolist() == [15.4, 35.7]
    assert (found["low"] < held["value"]).all()
    assert (held["value"] < found["high"]).all()
