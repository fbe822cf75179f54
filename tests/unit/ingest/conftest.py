"""Readers of publishers' files look up the real places; no published figure is read here either."""

import pytest

from samples import ROOT


@pytest.fixture(autouse=True)
def small(monkeypatch):
    """The data folder of the clone: all 44 police forces are in its reference."""
    monkeypatch.setenv("HARMSTATS_DATA", str(ROOT / "data"))
    return ROOT / "data"
