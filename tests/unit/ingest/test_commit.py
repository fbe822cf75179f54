"""One commit step: what stops it, and what is said of what was left half way."""

import errno
import json
import os
import subprocess
import sys

import pytest

from harmstats.core import registers
from harmstats.core.errors import HarmstatsError
from harmstats.core.files import JOURNAL
from harmstats.ingest import commit
from killing import NEW, everything, small


def stopped(folder):
    """A folder whose writer died just after the journal appeared."""
    data = small(folder)
    commit._stage(data, NEW)
    return data


def test_a_reader_refuses_until_the_next_that_writes_has_completed_it(tmp_path):
    data = stopped(tmp_path)
    with pytest.raises(HarmstatsError, match="stopped half way; 'harmstats ingest' settles it"):
        registers.read(data)
    commit.settle(data)
    assert (data / "published/new/e.csv").read_bytes() == b"2\n"
    assert not (data / commit.FOLDER).exists()


def test_what_was_left_before_the_journal_is_dropped(tmp_path):
    data = stopped(tmp_path)
    old = everything(data)
    (data / JOURNAL).unlink()
    with commit.locked(data):
        pass
    assert everything(data) == old
    assert not (data / commit.FOLDER).exists()
    assert not (data / "published/new").exists()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs limits of a process")
@pytest.mark.parametrize("limit", [0, 1, 2, 3, 4, 100, 300])
def test_a_write_that_truly_fails_changes_nothing(tmp_path, limit):
    """The system refuses to let any file grow beyond a limit, as a full disk does."""
    data = small(tmp_path)
    old = everything(data)
    code = (
        "import resource, signal, sys\nfrom pathlib import Path\nfrom harmstats.ingest import commit\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        f"resource.setrlimit(resource.RLIMIT_FSIZE, ({limit}, {limit}))\n"
        f"try:\n    with commit.locked(Path({str(data)!r})):\n        commit.commit(Path({str(data)!r}), {NEW!r})\n"
        "except commit.HarmstatsError as error:\n    sys.exit(3)\n"
    )
    assert subprocess.run([sys.executable, "-B", "-c", code], timeout=600).returncode == 3
    assert everything(data) == old
    assert not (data / commit.FOLDER).exists()


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="a superuser may write everywhere")
def test_a_folder_beside_that_cannot_be_written_stops_it_before_anything_is_changed(tmp_path):
    data = small(tmp_path)
    old = everything(data)
    tmp_path.chmod(0o500)
    with pytest.raises(HarmstatsError, match=r"Permission denied.*nothing was changed"), commit.locked(data):
        commit.commit(data, NEW)
    tmp_path.chmod(0o700)
    assert everything(data) == old


def test_another_process_waits_and_then_says_so(tmp_path, monkeypatch):
    data = small(tmp_path)
    monkeypatch.setattr(commit, "PATIENCE", 0.1)
    with commit.locked(data), pytest.raises(HarmstatsError, match="another ingest is at work"), commit.locked(data):
        pass


def test_what_somebody_changed_since_is_not_overwritten(tmp_path):
    data = stopped(tmp_path)
    (data / "editions.csv").write_text("mine\n")
    with pytest.raises(HarmstatsError, match=r"data/editions\.csv was changed since"):
        commit.settle(data)
    assert (data / "editions.csv").read_text() == "mine\n"


@pytest.mark.parametrize("name", ["../../x", "/elsewhere/x", "../x", "a/../../x", ".ingest/x", ""])
def test_a_journal_names_no_file_elsewhere(tmp_path, name):
    data = stopped(tmp_path)
    entries = json.loads((data / JOURNAL).read_text())
    entries[0]["name"] = name
    (data / JOURNAL).write_text(json.dumps(entries))
    old = everything(data)
    with pytest.raises(HarmstatsError, match="which is not in the data folder"):
        commit.settle(data)
    assert everything(data) == old


def test_a_broken_journal_is_one_line(tmp_path):
    data = stopped(tmp_path)
    (data / JOURNAL).write_text("{")
    with pytest.raises(HarmstatsError, match="is broken: remove data/"):
        commit.settle(data)


def test_a_folder_that_cannot_be_written_is_one_line(tmp_path, monkeypatch):
    data = small(tmp_path)
    old = everything(data)

    def fail(path, content):
        raise OSError(errno.EROFS, "Read-only file system")

    monkeypatch.setattr(commit, "_write", fail)
    with pytest.raises(HarmstatsError, match=r"Read-only file system.*nothing was changed"), commit.locked(data):
        commit.commit(data, NEW)
    assert everything(data) == old
