"""Shared fixtures: a private copy of the data that a test may break, and the command line in this process."""

import shutil
from pathlib import Path

import pytest
from hypothesis import settings

ROOT = Path(__file__).resolve().parents[1]

# How long an example takes says how busy the machine is, not whether the code is right.
settings.register_profile("any machine", deadline=None)
settings.load_profile("any machine")


@pytest.fixture
def data(tmp_path):
    """A copy of the data folder, without notebooks beside it."""
    return Path(shutil.copytree(ROOT / "data", tmp_path / "data"))


@pytest.fixture
def cli(capsys):
    """Run the command line in this process; returns exit code, standard output, standard error."""
    from harmstats.cli.command_line import main

    def run(*words):
        code = main([str(word) for word in words])
        out, err = capsys.readouterr()
        return code, out, err

    return run
