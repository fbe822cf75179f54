"""Cells of official tables: numbers, numbers as text, and the shorthand for figures that are not there.

A shorthand is told apart from what is not understood, and is never nought.
"""

import math
import re
from dataclasses import dataclass

_CODES = ("x", "z", "u", "s", "ns", "c", "low", "w")
SHORTHAND = {"..", ".", "-", "–", ":", "*", "+", "n/a", "na", *(f"[{code}]" for code in _CODES)}
# Beside a number: provisional, revised, estimated, break in series, low reliability, forecast.
MARKS = frozenset("prebuf")
_PLAIN = re.compile(r"[-−]?(\d{1,15}|\d{1,3}(,\d{3}){1,4})(\.\d+)?", re.ASCII)
_MARK = re.compile(r"\s*\[((?:notes?\s*)?[\w, ]+)\]")
_SUPERSCRIPT = re.compile(r"[⁰¹²³⁴-⁹]+$")


@dataclass(frozen=True)
class Cell:
    """A cell as understood: a number; no figure, by a known shorthand (`absent`); or neither, as `text` says."""

    number: float | None = None
    text: str = ""
    absent: bool = False


def read_cell(value: object) -> Cell:
    """Read one cell.

    Examples
    --------
    >>> [read_cell(value).number for value in (494906.0, "4.10", " 605,728 ", "1,204 [r]")]
    [494906.0, 4.1, 605728.0, 1204.0]
    >>> [read_cell(value).absent for value in ("[x]", "..", "- [note 3]", "")]
    [True, True, True, False]
    >>> [read_cell(value) == Cell(text=str(value)) for value in ("60 5", "#REF!", True, "1,23", float("nan"))]
    [True, True, True, True, True]
    """
    if isinstance(value, float | int) and not isinstance(value, bool) and math.isfinite(value):
        return Cell(float(value))
    if not isinstance(value, str):
        return Cell(text="" if value is None else str(value))
    text = value.replace("\xa0", " ").strip()
    marks = [mark.strip().lower() for mark in _MARK.findall(text)]
    codes = [mark for mark in marks if not mark.startswith("note")]
    bare = _SUPERSCRIPT.sub("", _MARK.sub("", text).strip())
    if _PLAIN.fullmatch(bare) and MARKS.issuperset(codes):
        return Cell(float(bare.replace(",", "").replace("−", "-")))
    signs = {bare.lower(), *(f"[{code}]" for code in codes)} - {""}
    return Cell(text=text, absent=bool(signs) and signs <= SHORTHAND)
