"""Formulas of derived series: a sum of series, or one series divided by another.

They stand in the column ``formula`` of ``data/series.csv``:

- ``a + b@2017-04-01 - c``: the part after ``@`` belongs to the sum from that day on;
- ``100 * a / b``: a share, or with another factor a rate;
- ``100 * a[outcome=charged] / a[outcome=assigned]``: one breakdown over another;
- ``100 * a[outcome=charged|cautioned] / b``: several, each a figure with its own breakdown.
"""

import re
from dataclasses import dataclass
from datetime import date

from .cells import day
from .errors import DataError

RATIO = re.compile(r"(\d+) \* (\S+) / (\S+)")
CHOSEN = re.compile(r"([^\[\]]+)\[([^=|\[\]]+)=([^=\[\]]+)\]")


@dataclass(frozen=True)
class Term:
    """One series in a formula: sign, the day from which it belongs, the breakdowns chosen of it."""

    series: str
    sign: int = 1
    since: date | None = None
    chosen: tuple[str, ...] = ("",)


@dataclass(frozen=True)
class Formula:
    """A sum of terms, or, where `factor` is set, `factor` times the first over the second."""

    terms: tuple[Term, ...]
    factor: float | None = None


def parse(text: str) -> Formula:
    """Read a formula; an empty text has no terms.

    Parameters
    ----------
    text : str
        As it stands in ``data/series.csv``.

    Returns
    -------
    Formula

    Raises
    ------
    DataError
        If the text is not of one of the forms, or a day or choice in it is not understood.

    Examples
    --------
    >>> [(t.series, t.sign) for t in parse("a-b - c-d@2020-04-01").terms]
    [('a-b', 1), ('c-d', -1)]
    >>> parse("100 * a[outcome=charged|fined] / a[outcome=assigned]").terms[0].chosen
    ('outcome=charged', 'outcome=fined')
    """
    if not text:
        return Formula(())
    if ratio := RATIO.fullmatch(text):
        above, below = _term(ratio[2], 1, text), _term(ratio[3], 1, text)
        if above.since or below.since or len(below.chosen) > 1:
            raise DataError(f"'{text}': a ratio divides by one figure, and its parts have no day")
        return Formula((above, below), float(ratio[1]))
    if not re.fullmatch(r"\S+(?: [+-] \S+)*", text):
        raise DataError(f"'{text}' is neither 'a + b - c' nor 'factor * a / b', words set apart by one space")
    words = f"+ {text}".split()
    pairs = zip(words[::2], words[1::2], strict=True)
    found = tuple(_term(word, -1 if sign == "-" else 1, text) for sign, word in pairs)
    if any(term.chosen != ("",) for term in found):
        raise DataError(f"'{text}': a sum adds whole series, each breakdown with its like; choose in ratios only")
    return Formula(found)


def _term(word: str, sign: int, text: str) -> Term:
    name, at, since = word.partition("@")
    if at and day(since) is None:
        raise DataError(f"'{text}': a part belongs from a day on, written like name@2020-04-01")
    chosen: tuple[str, ...] = ("",)
    if "[" in name:
        found = CHOSEN.fullmatch(name)
        if not found:
            raise DataError(f"'{text}': a choice is written like name[outcome=charged] or name[outcome=a|b]")
        name, key, values = found.groups()
        chosen = tuple(f"{key}={value}" for value in values.split("|"))
    return Term(name, sign, day(since) if at else None, chosen)
