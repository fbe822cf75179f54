"""What a publisher's file would add: held against what is there, and counted."""

import re
from dataclasses import dataclass, field
from datetime import date

import pandas as pd

from ..core.registers import Edition

CELL = ["table", "series", "geography", "breakdown", "period_start", "period_end"]
NUMBERS = ("value", "low", "high")
DAYS = re.compile(r"(?:\d{4}-\d\d-\d\d){2}", re.ASCII)
# How the line of a disagreement starts that is in no register.
DISAGREEMENT = "data/conflicts.csv: no entry"


@dataclass(frozen=True)
class Plan:
    """What a file would add, held against what is there.

    `figures` is what was found, as it is written, with the `table` of each; `write` names the tables not
    held yet, `complete` those that are held in part and get the rows in `added`. `against` names by table
    the edition compared with: this one where it is held, else the last one published by then.

    `withdrawn` counts what only an earlier edition prints although this file covers its table, series
    and time; `outside` what only that one prints beyond these. `missing` counts what is held of this
    very edition and not in this file. `refused` says why it may not be written, `remarks` what to look at.
    """

    table: str
    edition: str
    published: date | None
    figures: pd.DataFrame = field(repr=False)
    new: int
    revised: int
    unchanged: int
    withdrawn: int
    outside: int
    missing: int
    skipped: tuple[tuple[str, str], ...] = field(repr=False)
    against: dict[str, Edition] = field(repr=False)
    write: tuple[str, ...]
    complete: tuple[str, ...] = ()
    added: pd.DataFrame | None = field(default=None, repr=False)
    source: str = ""
    item: dict | None = field(default=None, repr=False)
    dated: str = "exact"
    note: str = ""
    file: str = ""
    refused: str = ""
    remarks: tuple[str, ...] = ()

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
    both = old.assign(**days).merge(new, on=CELL, how="outer", suffixes=("_old", "_new"), indicator=True)
    same = pd.Series(True, index=both.index)
    for name in NUMBERS:
        one, two = both[f"{name}_old"], both[f"{name}_new"]
        same &= (one == two) | (one.isna() & two.isna())
    # years ending June and years ending September, or years and months, are not one stretch of time
    scope = ["table", "series", "axis"]
    own = (
        figures.assign(axis=_axes(figures)).groupby(scope).agg(start=("period_start", "min"), end=("period_end", "max"))
    )
    reach = both[["table", "series"]].assign(axis=_axes(both)).join(own, on=scope)
    inside = (both["period_start"] >= reach["start"]) & (both["period_end"] <= reach["end"])
    both["state"] = "unchanged"
    both.loc[(both["_merge"] == "both") & ~same, "state"] = "revised"
    both.loc[both["_merge"] == "right_only", "state"] = "new"
    both.loc[both["_merge"] == "left_only", "state"] = "outside"
    both.loc[(both["_merge"] == "left_only") & inside, "state"] = "withdrawn"
    return both[[*CELL, "value_old", "value_new", "state"]]


def _axes(frame: pd.DataFrame) -> list[str]:
    """Which periods follow on each other: those as long as each other, of years those that end in one month."""
    axes = []
    for start, end in zip(frame["period_start"], frame["period_end"], strict=True):
        months = (
            12 * (int(end[:4]) - int(start[:4])) + int(end[5:7]) - int(start[5:7]) + 1
            if DAYS.fullmatch(start + end)
            else 0
        )
        axes.append(f"{months} to {end[5:7]}" if months == 12 else str(months))
    return axes


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
