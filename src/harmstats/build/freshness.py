"""What the last build was made from, so that the next one runs only what has changed.

Times of files say nothing in a fresh clone; contents do. A notebook is up to date when its own
bytes (code and stored outputs), the data it reads, the pinned packages, the library and the Python
version are those of the last run, and its charts are still as it drew them. Where any data have
changed, the series that its parameters cell names decide (:mod:`harmstats.build.parameters`).
"""

import csv
import hashlib
import json
import sys
from functools import cached_property
from pathlib import Path

from ..core.errors import HarmstatsError
from ..core.files import write_bytes
from .parameters import ALL, named, reads

FILE = "state.json"
CLEANED = ("clean", "datapackage.json")
# What an edition that comes in changes, apart from CLEANED.
PUBLISHED = ("published", "editions.csv", "sources.json")
_FORM = 2


def digest(*parts: bytes | str) -> str:
    """Return one SHA-256 over several texts or byte strings; where one ends and the next begins counts.

    Examples
    --------
    >>> digest("ab", "c") == digest("a", "bc")
    False
    """
    total = hashlib.sha256()
    for part in parts:
        part = part.encode() if isinstance(part, str) else part
        total.update(len(part).to_bytes(8, "big"))
        total.update(part)
    return total.hexdigest()


def file_digest(path: Path) -> str:
    """Return the SHA-256 of a file, or an empty string if there is none."""
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""


def tree_digest(folder: Path, leave_out: tuple[str, ...] = ()) -> str:
    """Return one hash over names and contents of all files below a folder.

    Parameters
    ----------
    folder : Path
        May be missing: that is a content like any other.
    leave_out : tuple of str
        Names directly below that do not count. Byte code and hidden files never count.
    """
    parts: list[bytes | str] = []
    for path in sorted(folder.rglob("*")):
        names = path.relative_to(folder).parts
        hidden = any(name.startswith((".", "__pycache__")) for name in names)
        if names[0] not in leave_out and not hidden and path.is_file():
            parts += ["/".join(names), path.read_bytes()]
    return digest(*parts)


class Figures:
    """What is held of each series in a data folder, to be told apart by hashes.

    Parameters
    ----------
    data : Path
        The data folder; ``clean/``, ``editions.csv`` and ``sources.json`` are read.
    """

    def __init__(self, data: Path):
        rows: dict[str, list[str]] = {}
        self._editions: dict[str, set[tuple[str, str]]] = {}
        for path in sorted((data / "clean").glob("*.csv")):
            for row in _rows(path):
                table, edition, series, *_ = (*row, "", "", "")  # a file edited by hand may lack them
                rows.setdefault(series, []).append("\t".join(row))
                self._editions.setdefault(series, set()).add((table, edition))
        self.series = {name: digest(*held) for name, held in rows.items()}
        self._register = _rows(data / "editions.csv")
        self._sources = {item["id"]: json.dumps(item) for item in json.loads((data / "sources.json").read_bytes())}

    def digest(self, patterns: list[str]) -> str:
        """Return one hash over the figures of the series named, their editions, and the sources.

        Of the sources, those are left out that belong to editions of other figures only: so that an
        edition that comes in is none of their business.
        """
        series = sorted(named(self.series, patterns))
        editions = set().union(*(self._editions[name] for name in series))
        own = [row for row in self._register if (row[0], row[1]) in editions]
        mine, every = ({row[2] for row in rows} for rows in (own, self._register))
        sources = [text for name, text in sorted(self._sources.items()) if name in mine or name not in every]
        figures = [f"{name} {self.series[name]}" for name in series]
        return digest(*figures, *("\t".join(row) for row in own), *sources)


def _rows(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))[1:]


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
            sys.version, file_digest(root / "requirements.lock"), tree_digest(root / "src" / "harmstats")
        )
        self._published = tree_digest(data, leave_out=CLEANED)
        self.read_cleaned()

    def read_cleaned(self) -> None:
        """Read again what the cleaning notebooks write, after they have written it."""
        self.cleaned = digest(tree_digest(self._data / CLEANED[0]), file_digest(self._data / CLEANED[1]))
        self.__dict__.pop("_figures", None)

    @cached_property
    def _figures(self) -> Figures:
        return Figures(self._data)

    @cached_property
    def _registers(self) -> str:
        return tree_digest(self._data, leave_out=(*CLEANED, *PUBLISHED))

    def everything(self, notebook: Path) -> str:
        """Return the hash of all that a notebook may be made from, the whole data folder included."""
        cleaned = "" if is_cleaning(notebook) else self.cleaned
        return digest(notebook.read_bytes(), self._common, self._published, cleaned)

    def read_by(self, notebook: Path) -> str:
        """Return the hash of what a notebook is made from, of the figures those it names; "" where it names none."""
        content = notebook.read_bytes()
        patterns = reads(content)
        if is_cleaning(notebook) or patterns == [ALL]:
            return ""
        return digest(content, self._common, self._registers, self._figures.digest(patterns))


def is_cleaning(notebook: Path) -> bool:
    """Cleaning notebooks are numbered from 10 to 19 and write what all others read."""
    return notebook.name.startswith("1")


class State:
    """The record of the last build in an output folder: per notebook what it was made from, and its charts.

    Also what the cleaning notebooks wrote: if that is no longer as they left it, they are run again.
    """

    def __init__(self, out: Path):
        self.out = out
        self.notebooks: dict[str, dict] = {}  # everything, read_by: hashes; charts: hash by file
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
        if not record or any(file_digest(self.out / "charts" / name) != was for name, was in record["charts"].items()):
            return False
        everything = inputs.everything(notebook)
        if record["everything"] != everything:
            # some data have changed: did any that it reads?
            if not record["read_by"] or record["read_by"] != inputs.read_by(notebook):
                return False
            record["everything"] = everything
        return True

    def take_as_run(self, notebooks: list[Path], inputs: Inputs) -> None:
        """Count cleaning notebooks as run whose figures are, with new inputs, as they were."""
        for path in notebooks:
            if is_cleaning(path):
                self.notebooks[path.name]["everything"] = inputs.everything(path)
        self.cleaned = inputs.cleaned
        self.save()

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
        files = [path for path in sorted(drawn.rglob("*")) if path.is_file()]
        hashes = {path.relative_to(drawn).as_posix(): file_digest(path) for path in files}
        for other, record in self.notebooks.items():
            if other != name and (twice := sorted(hashes.keys() & record["charts"].keys())):
                raise HarmstatsError(f"draws {twice[0]}, which {other} draws already; give it another name")
        self.forget(name)
        for chart in hashes:
            target = self.out / "charts" / chart
            target.parent.mkdir(parents=True, exist_ok=True)
            (drawn / chart).replace(target)
        return hashes
