"""The parameters cell of a stored notebook: what it reads, which edition it names, known on which day.

``READS`` names the series whose figures a notebook reads, as ids or patterns (``iwf-*``), or says ``"all"``:
then anything in the data folder may be read. The build and an update rely on it, and a test holds it to be
true. A cleaning notebook reads the series of its ``FAMILY``; its ``READS`` are those beside them.
"""

import json
import re
from collections.abc import Iterable
from fnmatch import filter as matching

ALL = "all"

_PINNED = re.compile(rb'(\bEDITION = \\")([a-z0-9-]+)(\\")')
_KNOWN_ON = re.compile(rb'(\bAS_OF = \\")(\d{4}-\d\d-\d\d)(\\")')


def parameters(notebook: bytes) -> dict:
    """Return the values that the parameters cell sets, by name.

    The cell is run here with no function within reach; one that needs more than values sets nothing.

    Parameters
    ----------
    notebook : bytes
        The file of the notebook.

    Examples
    --------
    >>> cell = '{"cells": [{"metadata": {"tags": ["parameters"]}, "source": "A = 1"}]}'
    >>> parameters(cell.encode())
    {'A': 1}
    """
    values: dict = {"__builtins__": {}}
    try:
        cells = json.loads(notebook)["cells"]
        source = next(cell["source"] for cell in cells if "parameters" in cell["metadata"].get("tags", []))
        exec("".join(source), values)
    except Exception:  # not a notebook, no such cell, or whatever a cell may raise: nothing is known of it
        return {}
    del values["__builtins__"]
    return values


def reads(notebook: bytes) -> list[str]:
    """Return the ids and patterns of series that a notebook names; :data:`ALL` where it names none, and no family."""
    values = parameters(notebook)
    patterns = values.get("READS", [] if "FAMILY" in values else ALL)
    return [patterns] if isinstance(patterns, str) else list(patterns)


def named(series: Iterable[str], patterns: Iterable[str]) -> set[str]:
    """Return those of some series that are named by an id or a pattern."""
    return {name for pattern in patterns for name in matching(series, pattern)}


def moved_on(notebook: bytes, edition: str, day: str, before: set[str]) -> bytes:
    """Let the parameters follow to an edition in place of the one before, as known on its day.

    A notebook that names another edition stays with it, and with the day on which it is known.

    Parameters
    ----------
    notebook : bytes
        The file of the notebook.
    edition, day : str
        The edition that came in, and when it was published.
    before : set of str
        The editions it comes after.

    Examples
    --------
    >>> cell = b'{"cells": [{"metadata": {"tags": ["parameters"]}, "source": "AS_OF = \\\\"2026-01-30\\\\""}]}'
    >>> moved_on(cell, "e-2", "2026-04-23", {"e-1"}).count(b"2026-04-23")
    1
    """
    pinned, known = _PINNED.search(notebook), _KNOWN_ON.search(notebook)
    if pinned and pinned[2].decode() not in before:
        return notebook
    notebook = _PINNED.sub(rb"\g<1>" + edition.encode() + rb"\g<3>", notebook, count=1)
    if known and known[2].decode() < day:
        notebook = _KNOWN_ON.sub(rb"\g<1>" + day.encode() + rb"\g<3>", notebook, count=1)
    return notebook
