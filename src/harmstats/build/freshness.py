"""What the last build was made from, so that the next one runs only what has changed.

Times of files say nothing in a fresh clone; contents do. A notebook is up to date when its own
bytes (code and stored outputs), the data it reads, the pinned packages, the library and the Python
version are those of the last run, and its charts are still as it drew them. Where all data together
have changed, the series that it read decide (:mod:`harmstats.build.reads`).
"""

import hashlib
import json
import os
import sys
from pathlib import Path

from ..core.errors import HarmstatsError
from ..core.files import write_bytes
from .reads import EVERYTHING, Content

FILE = "state.json"
CLEANED = ("clean", "datapackage.json")
# What an edition that comes in changes, apart from CLEANED.
PUBLISHED = ("published", "editions.csv", "sources.json")
_FORM = 1


def digest(*parts: bytes) -> str:
    """Return one SHA-256 over several byte strings; where one ends and the next begins counts.

    Examples
    --------
    >>> digest(b"ab", b"c") == digest(b"a", b"bc")
    False
    """
    total = hashlib.sha256()
    for part in parts:
        total.update(len(part).to_bytes(8, "big"))
        total.update(part)
    return total.hexdigest()


def file_digest(path: Path) -> str:
    """Return the SHA-256 of a file, or an empty string if there is none."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except FileNotFoundError:
        return ""


def tree_digest(folder: Path, leave_out: tuple[str, ...] = ()) -> str:
    """Return one hash over names and contents of all files below a folder.

    Parameters
    ----------
    folder : Path
        May be missing: that is a content like any other.
    leave_out : tuple of str
        Names directly below that do not count. Byte code and hidden files never count.
    """
    parts = []
    for place, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if name != "__pycache__" and not name.startswith("."))
        if Path(place) == folder:
            folders[:] = [name for name in folders if name not in leave_out]
            files = [name for name in files if name not in leave_out]
        for name in sorted(files):
            if not name.startswith("."):
                path = Path(place, name)
                parts += [path.relative_to(folder).as_posix().encode(), path.read_bytes()]
    return digest(*parts)


class Inputs:
    """Hashes of what notebooks are made from, read once for a build.

    Parameters
    ----------
    root : Path
        The clone: ``src/harmstats/`` and ``requirements.lock`` are read.
    data : Path
        The data folder. What the cleaning notebooks write there (:data:`CLEANED`) is apart from
        what is published: it is an input of the other notebooks only.
    """

    def __init__(self, root: Path, data: Path):
        self._data = data
        self._common = digest(
            sys.version.encode(),
            file_digest(root / "requirements.lock").encode(),
            tree_digest(root / "src" / "harmstats").encode(),
        )
        self._published = tree_digest(data, leave_out=CLEANED)
        self._registers = ""
        self.read_cleaned()

    def read_cleaned(self) -> None:
        """Read again what the cleaning notebooks write, after they have written it."""
        described = file_digest(self._data / CLEANED[1]).encode()
        self.cleaned = digest(tree_digest(self._data / CLEANED[0]).encode(), described)
        self._content = None

    def key(self, notebook: Path) -> str:
        """Return the hash of everything that decides what a notebook says."""
        cleaned = "" if is_cleaning(notebook) else self.cleaned
        return digest(notebook.read_bytes(), self._common.encode(), self._published.encode(), cleaned.encode())

    def narrow(self, notebook: Path, reads: list[str]) -> str:
        """Return the hash of what decides what a notebook says that reads some series; empty for everything."""
        if EVERYTHING in reads:
            return ""
        self._registers = self._registers or tree_digest(self._data, leave_out=(*CLEANED, *PUBLISHED))
        self._content = self._content or Content(self._data)
        parts = (self._common, self._registers, self._content.of(reads))
        return digest(notebook.read_bytes(), *(part.encode() for part in parts))


def is_cleaning(notebook: Path) -> bool:
    """Cleaning notebooks are numbered from 10 to 19 and write what all others read."""
    return notebook.name.startswith("1")


class State:
    """The record of the last build in an output folder: per notebook its key and its charts.

    Also what the cleaning notebooks wrote: if that is no longer as they left it, they are run again.
    """

    def __init__(self, out: Path):
        self.out = out
        self.notebooks: dict[str, dict] = {}  # key, charts, series asked for; reads and narrow where these are all
        self.page = self.cleaned = ""
        try:
            stored = json.loads((out / FILE).read_bytes())
            if stored["form"] == _FORM:
                self.notebooks, self.page, self.cleaned = stored["notebooks"], stored["page"], stored["cleaned"]
        except (OSError, ValueError, KeyError, TypeError):
            pass  # no build yet, or none that can be relied on: everything is run

    def save(self) -> None:
        content = {"form": _FORM, "notebooks": self.notebooks, "page": self.page, "cleaned": self.cleaned}
        write_bytes(self.out / FILE, (json.dumps(content, indent=1, sort_keys=True) + "\n").encode())

    def is_fresh(self, notebook: Path, inputs: Inputs) -> bool:
        """True if the notebook was run from just these inputs and its charts are as it drew them."""
        record = self.notebooks.get(notebook.name)
        if record is None or any(
            file_digest(self.out / "charts" / name) != known for name, known in record["charts"].items()
        ):
            return False
        key = inputs.key(notebook)
        if record["key"] != key:
            # some data have changed: did any that it reads?
            if not record.get("narrow") or record["narrow"] != inputs.narrow(notebook, record["reads"]):
                return False
            record["key"] = key
        return True

    def forget(self, name: str) -> None:
        """Drop a notebook and delete the charts it drew."""
        for chart in self.notebooks.pop(name, {"charts": {}})["charts"]:
            (self.out / "charts" / chart).unlink(missing_ok=True)

    def take_charts(self, name: str, drawn: Path) -> dict[str, str]:
        """Move new charts into place, delete those no longer drawn, and return their hashes.

        Raises
        ------
        HarmstatsError
            If another notebook has drawn a chart of the same name; nothing is moved then.
        """
        files = sorted(path for path in drawn.rglob("*") if path.is_file()) if drawn.is_dir() else []
        hashes = {path.relative_to(drawn).as_posix(): file_digest(path) for path in files}
        for other, record in self.notebooks.items():
            if other != name and (twice := sorted(hashes.keys() & record["charts"].keys())):
                raise HarmstatsError(f"draws {twice[0]}, which {other} draws already; give it another name")
        old = self.notebooks.get(name, {"charts": {}})["charts"]
        for chart in old.keys() - hashes.keys():
            (self.out / "charts" / chart).unlink(missing_ok=True)
        for path, chart in zip(files, hashes, strict=True):
            target = self.out / "charts" / chart
            target.parent.mkdir(parents=True, exist_ok=True)
            path.replace(target)
        return hashes
