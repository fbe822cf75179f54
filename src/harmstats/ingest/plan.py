"""What a publisher's file would add: held against what is there, and counted."""

from dataclasses import dataclass, field
from datetime import date

import pandas as pd

from ..comparison.editions import CELL, beside
from ..core.registers import Edition

NUMBERS = ("value", "low", "high")
# How the line of a disagreement starts that is in no register.
DISAGREEMENT = "data/conflicts.csv: no entry"


@dataclass(frozen=True)
class Plan:
    """What a file would add, held against what is there.

    `figures` is what was found, as it is written, with the `table` of each; `write` names the tables not
    held yet, `complete` those that are held in part and get the rows in `added`. `against` names by table
    the edition compared with: this one where it is held, else the last one published by then.

    `counts` are those of :func:`counted`: ``withdrawn`` is what only an earlier edition prints although this
    file covers its table, series and time, ``outside`` what only that one prints beyond these, ``missing`` what
    is held of this very edition and not in this file. `refused` says why it may not be written, `remarks` what
    to look at.
    """

    table: str
    edition: str
    published: date | None
    figures: pd.DataFrame = field(repr=False)
    counts: dict[str, int]
    skipped: tuple[tuple[str, str], ...] = field(repr=False)
    against: dict[str, Edition] = field(repr=False)
    write: tuple[str, ...]
    complete: tuple[str, ...]
    added: pd.DataFrame = field(repr=False)
    source: str
    dated: str
    note: str
    file: str
    refused: str
    remarks: tuple[str, ...]
    item: dict | None = field(default=None, repr=False)

    @property
    def held(self) -> bool:
        """True where there is nothing to do: all figures of the file are there."""
        return not (self.write or self.complete or self.refused)


def compared(figures: pd.DataFrame, every: pd.DataFrame, against: dict[str, Edition]) -> pd.DataFrame:
    """Set the figures of a file beside those of the editions it is compared with.

    Parameters
    ----------
    figures : DataFrame
        As they are written: text, with the `table` of each.
    every : DataFrame
        All that is held, as :func:`harmstats.store.published.read` gives it.
    against : dict
        Edition by table.

    Returns
    -------
    DataFrame
        One row a figure: the columns of :data:`CELL`, ``value_old`` and ``value_new``, and ``state``:
        ``new``, ``revised``, ``unchanged``, ``withdrawn``, or ``outside`` of what the file covers.
    """
    pairs = zip(every["table"], every["edition"], strict=True)
    old = every[[table in against and against[table].id == edition for table, edition in pairs]]
    days = {name: old[name].dt.strftime("%Y-%m-%d").fillna("") for name in ("period_start", "period_end")}
    new = figures.assign(**{name: pd.to_numeric(figures[name], errors="coerce") for name in NUMBERS})
    both = beside(old.assign(**days), new, compared=list(NUMBERS), scope=["table", "series", "axis"])
    return both[[*CELL, "value_old", "value_new", "state"]]


def counted(both: pd.DataFrame, there: set[str]) -> dict[str, int]:
    """Count by state; in the tables where this very edition is held, nothing was withdrawn: it is missing.

    Examples
    --------
    >>> both = pd.DataFrame({"table": ["a", "a", "b"], "state": ["new", "withdrawn", "outside"]})
    >>> counted(both, {"b"})
    {'new': 1, 'revised': 0, 'unchanged': 0, 'withdrawn': 1, 'outside': 0, 'missing': 1}
    """
    gone = both["state"].isin(("withdrawn", "outside")) & both["table"].isin(there)
    states = both["state"].mask(gone, "missing")
    names = ("new", "revised", "unchanged", "withdrawn", "outside", "missing")
    return {name: int((states == name).sum()) for name in names}
