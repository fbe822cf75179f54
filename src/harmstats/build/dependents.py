"""Clean again after an edition has come in, and let the notebooks that read it follow."""

import json
import re
from pathlib import Path

from ..core.files import write_bytes
from ..core.registers import read
from ..store import clean
from ..store import datapackage as package
from .freshness import Inputs, State, is_cleaning
from .reads import Content

_FAMILY = re.compile(rb'FAMILY = \\"([a-z-]+)\\"')
_PINNED = re.compile(rb'(\bEDITION = \\")([a-z0-9-]+)(\\")')
_KNOWN_ON = re.compile(rb'(\bAS_OF = \\")(\d{4}-\d\d-\d\d)(\\")')


def recleaned(root: Path, out: Path, data: Path) -> tuple[set[str], list[Path]]:
    """Make ``data/clean/`` anew.

    Returns
    -------
    tuple
        The series of which something else is held than before, and the cleaning notebooks to run. One
        whose family is as it was, and that asked for none of these series, counts as run.
    """
    registers = read(data)
    was, before = Content(data).rows, {family: _bytes(data, family) for family in clean.FAMILIES}
    made = clean.make(registers)
    for family in clean.FAMILIES:
        clean.write(made, registers, family)
    package.write(registers)
    families = {family for family in clean.FAMILIES if _bytes(data, family) != before[family]}
    changed = {series for series, rows in Content(data).rows.items() if was.get(series) != rows}
    state, inputs = State(out), Inputs(root, data)
    again = []
    for path in sorted(path for path in (root / "notebooks").glob("*.ipynb") if is_cleaning(path)):
        family, record = _FAMILY.search(path.read_bytes()), state.notebooks.get(path.name, {})
        own = family and family[1].decode() in clean.FAMILIES and family[1].decode() not in families
        if own and "asked" in record and not changed & set(record["asked"]):
            record["key"] = inputs.key(path)
        else:
            again.append(path)
    state.cleaned = inputs.cleaned
    state.save()
    return changed, again


def dependents(state: State, notebooks: list[Path], changed: set[str]) -> list[Path]:
    """Return the charting notebooks that read one of these series, or of which that is not known."""
    reads = {name: record.get("reads") for name, record in state.notebooks.items()}
    return [path for path in notebooks if not is_cleaning(path)
            and (not reads.get(path.name) or changed & set(reads[path.name]))]  # fmt: skip


def following(content: bytes, edition: str, day: str, before: set[str]) -> bytes:
    """Let the parameters of a notebook follow: to an edition in place of the one before, as known on its day.

    A notebook that names another edition stays with it, and with the day on which it is known.

    Parameters
    ----------
    content : bytes
        The file of the notebook.
    edition, day : str
        The edition that came in, and when it was published.
    before : set of str
        The editions it comes after.

    Examples
    --------
    >>> cell = b'{"cells": [{"metadata": {"tags": ["parameters"]}, "source": "AS_OF = \\\\"2026-01-30\\\\""}]}'
    >>> following(cell, "e-2", "2026-04-23", {"e-1"}).count(b"2026-04-23")
    1
    """
    pinned = _PINNED.search(content)
    if pinned and pinned[2].decode() not in before:
        return content
    known = _KNOWN_ON.search(content)
    content = _PINNED.sub(rb"\g<1>" + edition.encode() + rb"\g<3>", content, count=1)
    if known and known[2].decode() < day:
        content = _KNOWN_ON.sub(rb"\g<1>" + day.encode() + rb"\g<3>", content, count=1)
    return content


def moved(paths: list[Path], edition: str, day: str, before: set[str]) -> dict[Path, bytes]:
    """Let the parameters of notebooks follow; return what those held that were changed."""
    found = {}
    for path in paths:
        old = path.read_bytes()
        new = following(old, edition, day, before)
        if new != old:
            found[path] = old
            write_bytes(path, new)
    return found


def charts(out: Path, state: State) -> dict[str, tuple[str, str, str]]:
    """Return the charts of the last build by id: title, hash of the data, notebook."""
    found = {}
    for notebook, record in state.notebooks.items():
        for name in record["charts"]:
            if name.endswith(".json"):
                stem = name.removesuffix(".json")
                about = json.loads((out / "charts" / name).read_bytes())
                found[stem] = (about["title"], record["charts"].get(f"{stem}.csv", ""), notebook)
    return found


def _bytes(data: Path, family: str) -> list[bytes]:
    paths = (data / "clean" / f"{family}{end}" for end in (".csv", clean.BY_FORCE))
    return [path.read_bytes() if path.is_file() else b"" for path in paths]
