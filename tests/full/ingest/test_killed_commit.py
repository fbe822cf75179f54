"""Landing whole or not at all: a folder is changed by a process that is stopped at every step of its work."""

import signal

import pytest

from harmstats.core.files import JOURNAL
from harmstats.ingest import commit
from killing import NEW, child, everything, small


@pytest.mark.parametrize("way", ["kill", "fail", "full"])
def test_a_change_is_whole_or_not_there_at_every_step(tmp_path, way):
    """For a reader, who refuses while the journal is there, and for the next that writes."""
    first = small(tmp_path / "first")
    old = everything(first)
    done = child(first, 0, way)
    assert done.returncode == 0, done.stderr
    new, steps = everything(first), int(done.stderr.split()[-1])
    assert new != old
    assert steps > 30
    seen = set()
    for step in range(1, steps + 1):
        data = small(tmp_path / str(step))
        done = child(data, step, way)
        found = everything(data)
        assert (data / JOURNAL).exists() or found in (old, new), step
        if way == "kill":
            assert done.returncode == -signal.SIGKILL
        else:
            assert done.returncode in (0, 2), done.stderr
            if done.returncode == 0:
                assert found == new
            elif "nothing was changed" in done.stdout:
                assert found == old, (step, done.stdout)
                assert not (data / JOURNAL).exists()
            else:
                assert "'harmstats ingest' settles what is left" in done.stdout
        commit.settle(data)
        found = everything(data)
        assert found in (old, new), step
        assert not (data / commit.FOLDER).exists()
        assert (data / "published/new").exists() == (found == new)
        seen.add(found == new)
    assert seen == {True, False}


def test_settling_may_itself_be_killed(tmp_path):
    """The process that completes the work of a dead one dies at every step, too."""
    first = small(tmp_path / "first")
    old = everything(first)
    steps = int(child(first, 0, "kill").stderr.split()[-1])
    new = everything(first)
    for step in range(1, steps + 1, 5):
        for again in range(1, 16, 3):
            data = small(tmp_path / f"{step}-{again}")
            child(data, step, "kill")
            child(data, again, "kill")
            assert (data / JOURNAL).exists() or everything(data) in (old, new)
            commit.settle(data)
            assert everything(data) in (old, new)


def test_what_is_there_is_new(tmp_path):
    data = small(tmp_path)
    assert child(data, 0, "kill").returncode == 0
    names = [f"data/{name}" if name != commit.OUTSIDE else "CHANGELOG.md" for name in NEW]
    assert [everything(data)[name] for name in names] == list(NEW.values())
