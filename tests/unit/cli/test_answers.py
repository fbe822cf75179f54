"""What the commands answer on the small data folder, word for word.

``answers/VERB.txt`` is a transcript: a line ``$ harmstats ...`` is a call, what follows is its answer, with ``stderr:``
before what went to standard error and ``exit:`` before a code that is not 0. To add a call write its line into a
transcript; to store the answers anew (and look at the difference before it is committed)::

    HARMSTATS_RECORD=1 .venv/bin/python -m pytest tests/unit/cli/test_answers.py
"""

import os
import shlex
import shutil
from datetime import date
from pathlib import Path

import pytest

HERE = Path(__file__).parent
CALL = "$ harmstats "


def transcript(path):
    """Return the calls of a transcript, each with what it is to answer."""
    blocks = path.read_text(encoding="utf-8").split(CALL)[1:]
    return [tuple(block.split("\n", 1)) for block in blocks]


def answered(cli, capsys, call):
    """Run a call; return its answer as it stands in a transcript."""
    try:
        code, out, err = cli(*shlex.split(call))
    except SystemExit as stop:  # --help and --version end the process
        code, (out, err) = stop.code or 0, capsys.readouterr()
    if out.startswith("usage: "):  # which each version of Python breaks into lines in its own way
        out = out.partition("\n\n")[2]
    lines = [out.rstrip("\n")] if out else []
    lines += [f"stderr: {line}" for line in err.splitlines()]
    lines += [f"exit: {code}"] if code else []
    text, today = "\n".join(lines), date.today()
    for form in (today.isoformat(), f"{today.day} {today:%B %Y}"):
        text = text.replace(form, "<today>")
    return f"{text}\n\n"


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    """A folder of its own with the files that the calls name; 80 columns, no colours."""
    shutil.copytree(HERE / "inputs", tmp_path / "inputs")
    (tmp_path / "inputs" / "figures.xlsx").write_text("no workbook\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("NO_COLOR", "1")
    for name in ("FORCE_COLOR", "HARMSTATS_TRACE"):
        monkeypatch.delenv(name, raising=False)


TRANSCRIPTS = sorted((HERE / "answers").glob("*.txt"))


@pytest.mark.parametrize("path", TRANSCRIPTS, ids=[path.stem for path in TRANSCRIPTS])
def test_answers_are_those_stored(path, cli, capsys):
    stored = transcript(path)
    now = [(call, answered(cli, capsys, call)) for call, _ in stored]
    if "HARMSTATS_RECORD" in os.environ:
        path.write_text("".join(f"{CALL}{call}\n{answer}" for call, answer in now), encoding="utf-8")
    for (call, answer), (_, before) in zip(now, stored, strict=True):
        assert answer == before, f"harmstats {call}"
