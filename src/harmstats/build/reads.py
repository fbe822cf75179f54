"""Which series a notebook reads, so that it is run again only where one of them has changed.

The kernel that runs a notebook notes every series asked for. Whatever reaches figures by another way
counts as reading everything: what is not known to be narrow is run again rather than left as it was.
"""

import hashlib
import json
import os
import re
import sys
from contextlib import contextmanager
from pathlib import Path

# The environment variable that names the file for the notes.
PLACE = "HARMSTATS_READS"
EVERYTHING = "*"
# Put before the first cell of the copy that is run; the stored notebook knows nothing of it.
WATCH = "__import__('harmstats.build.reads').build.reads.watch()\n"
# Modules that ask for a series by its id before they take all figures and keep those of the series.
NARROW = ("harmstats.store.clean", "harmstats.store.figures", "harmstats.store.lookup")
# What in a notebook's own code reaches past the figures of named series.
_WIDE = re.compile(
    r"\bpublished\.|\bclean\.|\.editions\b|\.sources\b|\bdiff\((?!\))|\bopen\(|read_(?:csv|text|bytes)|import_module"
)


def watch() -> None:
    """Note from now on, in the file that :data:`PLACE` names, which series this process asks for."""
    from ..core.registers import Registers
    from ..store import clean, published

    place, seen = Path(os.environ[PLACE]), set()

    def note(name: str) -> None:
        if name not in seen:
            seen.add(name)
            with place.open("a", encoding="utf-8") as file:
                file.write(f"{name}\n")

    one_series, figures, read = Registers.one_series, clean.figures, published.read

    def one(self, name):
        note(name)
        return one_series(self, name)

    def wide(function):
        def told(*given):
            if sys._getframe(1).f_globals.get("__name__") not in NARROW:
                note(EVERYTHING)
            return function(*given)

        return told

    Registers.one_series, clean.figures, published.read = one, wide(figures), wide(read)


@contextmanager
def watched(notebook):
    """Have the copy that is run note which series it reads; its code is as it was afterwards."""
    first = next((cell for cell in notebook.cells if cell.cell_type == "code"), None)
    if first is None or first.source.startswith("%%"):
        yield
        return
    source, first.source = first.source, WATCH + first.source
    try:
        yield
    finally:
        first.source = source


def noted(place: Path, code: str) -> list[str]:
    """Return the series a notebook has read; :data:`EVERYTHING` where that is not known.

    Parameters
    ----------
    place : Path
        The file of notes.
    code : str
        The notebook's own code.
    """
    found = asked(place)
    return [EVERYTHING] if not found or EVERYTHING in found or _WIDE.search(code) else found


def asked(place: Path) -> list[str]:
    """Return what stands in a file of notes."""
    return sorted(set(place.read_text("utf-8").split("\n")) - {""}) if place.is_file() else []


def code_of(notebook: dict) -> str:
    """Join the code cells of a notebook that has been read as JSON."""
    cells = (cell["source"] for cell in notebook["cells"] if cell["cell_type"] == "code")
    return "\n".join("".join(source) for source in cells)


class Content:
    """What is held of each series in a data folder, to be told apart by hashes.

    Parameters
    ----------
    data : Path
        The data folder; ``clean/``, ``editions.csv`` and ``sources.json`` are read.
    """

    def __init__(self, data: Path):
        self.rows: dict[str, str] = {}
        self._editions: dict[str, set[tuple[str, str]]] = {}
        totals: dict[str, hashlib._Hash] = {}
        for path in sorted((data / "clean").glob("*.csv")):
            for line in path.read_bytes().split(b"\n")[1:]:
                table, edition, series, *_ = (*line.split(b",", 3), b"", b"", b"")
                totals.setdefault(series.decode(), hashlib.sha256()).update(line)
                self._editions.setdefault(series.decode(), set()).add((table.decode(), edition.decode()))
        self.rows = {series: total.hexdigest() for series, total in totals.items()}
        register = data / "editions.csv"
        lines = register.read_text("utf-8").splitlines()[1:] if register.is_file() else []
        self._register = {tuple(line.split(",", 2)[:2]): line for line in lines}
        sources = data / "sources.json"
        items = json.loads(sources.read_text("utf-8")) if sources.is_file() else []
        self._sources = {item["id"]: json.dumps(item, sort_keys=True) for item in items}

    def of(self, series: list[str]) -> str:
        """Return one hash over the figures of some series, their editions, and the sources.

        Of the sources, those are left out that belong to editions of other figures only: so that an
        edition that comes in is none of their business.
        """
        own = set().union(*(self._editions.get(name, set()) for name in series))
        mine = {line.split(",", 3)[2] for key, line in self._register.items() if key in own}
        others = {line.split(",", 3)[2] for key, line in self._register.items() if key not in own} - mine
        parts = [
            *(f"{name} {self.rows.get(name, '')}" for name in sorted(series)),
            *(line for key, line in sorted(self._register.items()) if key in own),
            *(text for name, text in sorted(self._sources.items()) if name not in others),
        ]
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()
