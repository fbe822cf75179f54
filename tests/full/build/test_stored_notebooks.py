"""Every stored notebook keeps the rules."""

import pytest

from harmstats.build.notebook_rules import problems
from samples import ROOT

STORED = sorted((ROOT / "notebooks").glob("*.ipynb"))


@pytest.mark.parametrize("path", STORED, ids=lambda path: path.name)
def test_stored_notebook(path):
    assert problems(path) == []


def test_there_are_notebooks():
    assert STORED
