"""Cells of official tables: numbers, numbers as text, and the shorthand for figures that are not there.

A shorthand becomes a status code and never nought.
"""

import math
import re
from dataclasses import dataclass

CODES = {
    "[x]": "not available", "[z]": "not applicable", "[u]": "low reliability", "[s]": "suppressed",
    "[ns]": "not significant", "[c]": "confidential", "[low]": "rounds to nought", "[w]": "not available",
    "..": "not available", ".": "not applicable", "-": "not given", "–": "not given", ":": "not available",
    "*": "suppressed", "+": "not given", "n/a": "not applicable", "na": "not available",
}  # fmt: skip
MARKS = {
    "p": "provisional", "r": "revised", "e": "estimated", "b": "break in series", "u": "low reliability",
    "f": "forecast",
}  # fmt: skip
_PLAIN = re.compile(r"[-−]?(\d{1,15}|\d{1,3}(,\d{3}){1,4})(\.\d+)?", re.ASCII)
_MARK = re.compile(r"\s*\[((?:notes?\s*)?[\w, ]+)\]")
_SUPERSCRIPT = re.compile(r"[⁰¹²³⁴-⁹]+$")


@dataclass(frozen=True)
class Cell:
    """A cell as understood: a number, or a status code, or neither (`text` says what stood there)."""

    number: float | None = None
    code: str = ""
    marks: tuple[str, ...] = ()
    text: str = ""

    @property
    def understood(self) -> bool:
        """True for a number, a known shorthand and an empty cell."""
        return self.number is not None or bool(self.code)


def read(value) -> Cell:
    """Read one cell.

    Examples
    --------
    >>> read(494906.0).number, read("4.10").number, read(" 605,728 ").number, read("1,204 [r]").marks
    (494906.0, 4.1, 605728.0, ('revised',))
    >>> read("[x]").code, read("..").code, read("-").code, read("").code
    ('not available', 'not available', 'not given', 'empty')
    >>> read("60 5").understood, read("#REF!").understood, read(True).understood, read("1,23").understood
    (False, False, False, False)
    """
    if type(value) in (float, int):
        return Cell(float(value)) if math.isfinite(value) else Cell(text=str(value))
    if value is None:
        return Cell(code="empty")
    if not isinstance(value, str):
        return Cell(text=str(value))
    text = value.replace("\xa0", " ").strip()
    if not text:
        return Cell(code="empty")
    low = text.lower()
    if low in CODES:
        return Cell(code=CODES[low], text=text)
    marks = tuple(m.strip().lower() for m in _MARK.findall(text))
    bare = _SUPERSCRIPT.sub("", _MARK.sub("", text).strip()) if marks or not text.isascii() else text
    named = tuple(MARKS.get(m, m) for m in marks)
    if _PLAIN.fullmatch(bare) and all(m in MARKS or m.startswith("note") for m in marks):
        return Cell(float(bare.replace(",", "").replace("−", "-")), marks=named)
    if not bare and marks and all(f"[{m}]" in CODES or m.startswith("note") for m in marks):
        code = next((CODES[f"[{m}]"] for m in marks if f"[{m}]" in CODES), "")
        return Cell(code=code, text=text)
    if bare.lower() in CODES and all(m.startswith("note") for m in marks):
        return Cell(code=CODES[bare.lower()], marks=named, text=text)
    return Cell(text=text)
