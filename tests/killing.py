"""A small folder, changed by a child process that is killed, or fails, at a chosen step of its work."""

import json
import subprocess
import sys

from harmstats.ingest.commit import FOLDER, OUTSIDE
from samples import ROOT

NEW = {"editions.csv": b"a,2\n", "sources.json": b"[2]", "published/new/e.csv": b"2\n", OUTSIDE: b"# 2\n"}
CHILD = """
import errno, json, os, signal, sys
from pathlib import Path
from harmstats.ingest import commit
folder, step, way = Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
new = {name: content.encode() for name, content in json.load(sys.stdin).items()}
count, full = 0, False
def at(what, writes):
    global count, full
    count += 1
    if count == step:
        if way == "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        full = way == "full"
        if way == "fail" or writes:
            raise OSError(errno.ENOSPC, "No space left on device")
    elif full and writes:
        raise OSError(errno.ENOSPC, "No space left on device")
def hook(event, arguments):
    if event in ("open", "os.rename", "os.mkdir", "os.remove", "os.rmdir", "shutil.rmtree", "os.chmod"):
        if str(folder.parent) in str(arguments[0]):
            at(event, event == "os.mkdir" or event == "open" and "w" in str(arguments[1]))
sync = os.fsync
def fsync(handle):
    at("fsync", False)
    sync(handle)
os.fsync = fsync
sys.addaudithook(hook)
try:
    with commit.locked(folder):
        commit.commit(folder, new)
except commit.HarmstatsError as error:
    print(error)
    sys.exit(2)
finally:
    print("steps", count, file=sys.stderr)
"""


def small(folder):
    """A data folder of two files beside a changelog."""
    (folder / "data/published/old").mkdir(parents=True)
    (folder / "CHANGELOG.md").write_bytes(b"# 1\n")
    (folder / "data/editions.csv").write_bytes(b"a,1\n")
    (folder / "data/sources.json").write_bytes(b"[1]")
    return folder / "data"


def everything(data):
    """All files of the folder and beside it, without what is written beside while an edition lands."""
    found = {p.relative_to(data.parent).as_posix(): p.read_bytes() for p in data.parent.rglob("*") if p.is_file()}
    return {name: content for name, content in found.items() if FOLDER not in name}


def child(data, step, way, new=NEW):
    """Commit `new` in a process that is stopped at a step: killed, or a call fails, or the disk is full from there."""
    # without the site packages, which commit does not need: hundreds of children start faster
    words = [sys.executable, "-S", "-c", CHILD, str(data), str(step), way]
    files = json.dumps({name: content.decode() for name, content in new.items()})
    return subprocess.run(
        words, input=files, capture_output=True, text=True, timeout=600, env={"PYTHONPATH": str(ROOT / "src")}
    )
