"""What changes where an edition lands, and how: all files in one step or none, also when the process is killed.

Everything new, and a copy of everything old, is first written to ``.ingest/`` inside the data folder.
Then one rename makes the journal appear: before it nothing has happened, after it everything will.
What is left of a process that died in between is completed or dropped by the next one that asks.
"""

import errno
import hashlib
import json
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from ..core.errors import HarmstatsError

FOLDER = ".ingest"
FORWARD, BACK = "forward.json", "back.json"
# The only file outside the data folder that a journal may name.
OUTSIDE = "../CHANGELOG.md"
PATIENCE = 10.0


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Be the only one to change a data folder; what a dead process left is first completed or dropped.

    Raises
    ------
    HarmstatsError
        If another process keeps the folder for too long, or what was left cannot be completed.
    """
    handle = _lock(folder)
    try:
        _settle(folder)
        yield
    finally:
        if handle is not None:
            os.close(handle)


def recover(folder: Path) -> None:
    """Complete or drop what a killed process left in a data folder; costs nothing where there is none."""
    if (folder / FOLDER).is_dir():
        with locked(folder):
            pass


def commit(folder: Path, files: dict[str, bytes]) -> None:
    """Write files of a data folder, all or none; call it inside :func:`locked`.

    Parameters
    ----------
    folder : Path
    files : dict
        Content by name from the folder on, with ``/``; or :data:`OUTSIDE`.

    Raises
    ------
    HarmstatsError
        One line with the reason, and whether anything was changed.
    """
    stage = folder / FOLDER
    try:
        _stage(folder, files)
    except BaseException as error:
        # the journal first: without it, what is left of the rest means nothing
        with suppress(OSError):
            (stage / FORWARD).unlink(missing_ok=True)
            shutil.rmtree(stage, ignore_errors=True)
        if isinstance(error, OSError):
            raise HarmstatsError(f"{_said(folder, error)}; nothing was changed") from None
        raise
    try:
        _forward(folder)
    except OSError as error:
        try:
            os.replace(stage / FORWARD, stage / BACK)
            _back(folder)
        except OSError:
            raise HarmstatsError(f"{_said(folder, error)}; the next harmstats command settles what is left") from None
        raise HarmstatsError(f"{_said(folder, error)}; nothing was changed") from None


def _stage(folder: Path, files: dict[str, bytes]) -> None:
    stage = folder / FOLDER
    for part in ("new", "old"):
        (stage / part).mkdir(parents=True)
    entries, folders = [], []
    for number, (name, content) in enumerate(files.items()):
        target = _target(folder, name)
        _write(stage / "new" / str(number), content)
        old = target.read_bytes() if target.is_file() else None
        if old is not None:
            _write(stage / "old" / str(number), old)
            shutil.copymode(target, stage / "new" / str(number))
            shutil.copymode(target, stage / "old" / str(number))
        entries.append({"name": name, "old": None if old is None else _sha(old), "new": _sha(content)})
        missing = [p for p in target.parents if folder in p.parents and not p.exists()]
        folders += [p.relative_to(folder).as_posix() for p in missing]
    _write(stage / "journal", json.dumps({"files": entries, "folders": folders}).encode())
    for path in (stage / "new", stage / "old", stage):
        _sync(path)
    os.replace(stage / "journal", stage / FORWARD)
    _sync(stage)


def _settle(folder: Path) -> None:
    stage = folder / FOLDER
    if not stage.is_dir():
        return
    try:
        if (stage / FORWARD).is_file():
            _look(folder)
            _forward(folder)
        elif (stage / BACK).is_file():
            _back(folder)
        else:
            shutil.rmtree(stage)
    except OSError as error:
        raise HarmstatsError(f"an ingest stopped half way and cannot be completed: {_said(folder, error)}") from None


def _look(folder: Path) -> None:
    """Refuse to complete over a file that somebody has changed since."""
    for entry in _journal(folder / FOLDER / FORWARD)["files"]:
        target = _target(folder, entry["name"])
        there = _sha(target.read_bytes()) if target.is_file() else None
        if there not in (entry["old"], entry["new"]):
            raise HarmstatsError(
                f"an ingest stopped half way, and data/{entry['name']} was changed since: "
                f"put its earlier content back, or remove data/{FOLDER}/ to keep what is there"
            )


def _forward(folder: Path) -> None:
    stage = folder / FOLDER
    targets = []
    for number, entry in enumerate(_journal(stage / FORWARD)["files"]):
        target = _target(folder, entry["name"])
        targets.append(target)
        if (stage / "new" / str(number)).exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            os.replace(stage / "new" / str(number), target)
    for parent in {path.parent for path in targets}:
        _sync(parent)
    _clear(stage, FORWARD)


def _back(folder: Path) -> None:
    stage = folder / FOLDER
    journal = _journal(stage / BACK)
    for number, entry in enumerate(journal["files"]):
        target = _target(folder, entry["name"])
        if entry["old"] is None:
            target.unlink(missing_ok=True)
        elif (stage / "old" / str(number)).exists():
            os.replace(stage / "old" / str(number), target)
    for name in journal["folders"]:
        with suppress(OSError):
            _target(folder, name).rmdir()
    _clear(stage, BACK)


def _clear(stage: Path, journal: str) -> None:
    """Remove the journal: from here on it is over. What cannot be removed, the next process drops."""
    (stage / journal).unlink()
    shutil.rmtree(stage, ignore_errors=True)


def _journal(path: Path) -> dict:
    try:
        return json.loads(path.read_text("utf-8"))
    except ValueError:
        raise HarmstatsError(f"data/{FOLDER}/{path.name} is broken: remove data/{FOLDER}/") from None


def _target(folder: Path, name: str) -> Path:
    """Locate a file that a journal names; never one elsewhere, whoever wrote the journal."""
    parts = name.split("/")
    if name != OUTSIDE and (Path(name).is_absolute() or not {"", ".", "..", FOLDER}.isdisjoint(parts)):
        raise HarmstatsError(f"data/{FOLDER}/ names '{name}', which is not in the data folder: remove data/{FOLDER}/")
    return folder.parent / parts[-1] if name == OUTSIDE else folder.joinpath(*parts)


def _write(path: Path, content: bytes) -> None:
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _sync(folder: Path) -> None:
    """Make renames in a folder last, where the system can."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _lock(folder: Path) -> int | None:
    try:
        import fcntl
    except ImportError:
        return None
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError as error:
        raise HarmstatsError(f"{_said(folder, error)}; nothing was changed") from None
    end = time.monotonic() + PATIENCE
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return handle
        except OSError as error:
            if error.errno not in (errno.EWOULDBLOCK, errno.EACCES):
                return handle  # a file system without locks
            if time.monotonic() > end:
                os.close(handle)
                raise HarmstatsError("another ingest is at work in this data folder: try again later") from None
            time.sleep(0.05)


def _sha(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _said(folder: Path, error: OSError) -> str:
    return f"the data folder '{folder.name}' cannot be written ({error.strerror or error})"
