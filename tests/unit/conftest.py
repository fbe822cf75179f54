"""Fixtures of the unit tests: all of them read the small data folder, none the published figures."""

import shutil
from pathlib import Path

import pytest

SMALL = Path(__file__).parent / "data"


@pytest.fixture(autouse=True)
def small(monkeypatch):
    """Path of the small data folder, which is the usual one of every test here."""
    monkeypatch.setenv("HARMSTATS_DATA", str(SMALL))
    return SMALL


@pytest.fixture
def data(tmp_path):
    """A copy of the small data folder that a test may break."""
    return Path(shutil.copytree(SMALL, tmp_path / "data"))
