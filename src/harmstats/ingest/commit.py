"""Write several files of a data folder in one step: all of them or none, also when the process is killed.

Everything new is first written to ``.ingest/`` inside the data folder. Then one rename makes the journal appear:
before it nothing has happened, after it everything will. While it is there nobody reads the folder, and whoever
writes next completes it; without it, what is left in ``.ingest/`` means nothing.
"""

import hashlib
import json
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from ..core.errors import HarmstatsError
from ..core.files import JOURNAL

FOLDER = JOURNAL.partition("/")[0]
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


def settle(folder: Path) -> None:
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
    try:
        _stage(folder, files)
    except BaseException as error:
        with suppress(OSError):
            (folder / JOURNAL).unlink(missing_ok=True)
            _drop(folder)
        if isinstance(error, OSError):
            raise HarmstatsError(f"{_unwritable(folder, error)}; nothing was changed") from None
        raise
    try:
        _complete(folder)
    except OSError as error:
        raise HarmstatsError(f"{_unwritable(folder, error)}; 'harmstats ingest' settles what is left") from None


def _stage(folder: Path, files: dict[str, bytes]) -> None:
    """Write all that is new beside what is there; the journal last, by one rename."""
    stage = folder / FOLDER
    stage.mkdir()
    entries = []
    for number, (name, content) in enumerate(files.items()):
        target, new, old = _target(folder, name), stage / str(number), None
        target.parent.mkdir(parents=True, exist_ok=True)
        if not os.access(target.parent, os.W_OK):
            raise PermissionError("Permission denied")
        _write(new, content)
        if target.is_file():
            old = _sha256(target)
            shutil.copymode(target, new)
        entries.append({"name": name, "old": old, "new": _sha256(new)})
    _write(stage / "journal", json.dumps(entries).encode())
    _sync(stage)
    os.replace(stage / "journal", folder / JOURNAL)
    _sync(stage)


def _complete(folder: Path) -> None:
    """Put everything new in its place, which may have been done in part; then it is over."""
    for number, entry in enumerate(_entries(folder)):
        new, target = folder / FOLDER / str(number), _target(folder, entry["name"])
        if new.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            os.replace(new, target)
            _sync(target.parent)
    (folder / JOURNAL).unlink()
    shutil.rmtree(folder / FOLDER, ignore_errors=True)


def _drop(folder: Path) -> None:
    """Remove what was written beside, and folders that were made for it."""
    shutil.rmtree(folder / FOLDER, ignore_errors=True)
    for path in (folder / "published").glob("*"):
        with suppress(OSError):  # it holds something, or is a file
            path.rmdir()


def _settle(folder: Path) -> None:
    try:
        if not (folder / JOURNAL).is_file():
            if (folder / FOLDER).is_dir():
                _drop(folder)
            return
        for entry in _entries(folder):
            target = _target(folder, entry["name"])
            if (_sha256(target) if target.is_file() else None) not in (entry["old"], entry["new"]):
                raise HarmstatsError(
                    f"an ingest stopped half way, and data/{entry['name']} was changed since: "
                    f"put its earlier content back, or remove data/{FOLDER}/ to keep what is there"
                )
        _complete(folder)
    except OSError as error:
        why = _unwritable(folder, error)
        raise HarmstatsError(f"an ingest stopped half way and cannot be completed: {why}") from None


def _entries(folder: Path) -> list[dict]:
    try:
        return list(json.loads((folder / JOURNAL).read_text("utf-8")))
    except ValueError:
        raise HarmstatsError(f"data/{JOURNAL} is broken: remove data/{FOLDER}/") from None


def _target(folder: Path, name: str) -> Path:
    """Locate a file that a journal names; never one elsewhere, whoever wrote the journal."""
    if name == OUTSIDE:
        return folder.parent / "CHANGELOG.md"
    if Path(name).is_absolute() or not {"", ".", "..", FOLDER}.isdisjoint(name.split("/")):
        raise HarmstatsError(f"data/{FOLDER}/ names '{name}', which is not in the data folder: remove data/{FOLDER}/")
    return folder / name


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
    """Wait for the folder; closing the handle lets go of it. None on a system without such locks."""
    try:
        import fcntl
    except ImportError:
        return None
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError as error:
        raise HarmstatsError(f"{_unwritable(folder, error)}; nothing was changed") from None
    end = time.monotonic() + PATIENCE
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return handle
        except BlockingIOError:
            if time.monotonic() > end:
                os.close(handle)
                raise HarmstatsError("another ingest is at work in this data folder: try again later") from None
            time.sleep(0.05)
        except OSError:
            return handle  # a file system without locks


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _unwritable(folder: Path, error: OSError) -> str:
    return f"the data folder '{folder.name}' cannot be written ({error.strerror or error})"
