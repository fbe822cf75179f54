"""What one edition says otherwise than another."""

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from . import clean
from .errors import HarmstatsError
from .paths import data_dir
from .periods import UNDATED, label
from .registers import Edition, read

CELL = ["series", "period_start", "period_end", "geography", "breakdown"]


@dataclass(frozen=True)
class Difference:
    """Two editions of one table.

    `changes` holds the figures that both print with different values, the largest relative change
    first: columns series, period, geography, breakdown, old, new, change, percent_change.
    """

    earlier: Edition
    later: Edition
    changes: pd.DataFrame
    unchanged: int
    appeared: int
    disappeared: int


def diff(earlier: str, later: str, *, data: str | Path | None = None) -> Difference:
    """Compare two editions, figure by figure, as published.

    Parameters
    ----------
    earlier, later : str
        Ids of editions.
    data : path, optional
        Another data folder.

    Returns
    -------
    Difference

    Raises
    ------
    NotFound
        If an edition is not known.
    HarmstatsError
        If the two have no table in common.

    Examples
    --------
    >>> found = diff("ons-appendix-ye-jun-2025", "ons-appendix-ye-sep-2025")
    >>> len(found.changes) > 100
    True
    """
    registers = read(data_dir(data))
    one, two = registers.edition(earlier), registers.edition(later)
    frame = clean.figures(registers)
    old, new = (frame[(frame["edition"] == e.id) & (frame["method"] == "")] for e in (one, two))
    tables = set(old["table"]) & set(new["table"])
    if not tables:
        raise HarmstatsError(
            f"editions '{earlier}' and '{later}' have no table in common: compare editions of one table"
        )
    old, new = old[old["table"].isin(tables)], new[new["table"].isin(tables)]
    both = old.merge(new, on=["table", *CELL], how="outer", suffixes=("_old", "_new"), indicator=True)
    shared = both[both["_merge"] == "both"]
    moved = shared[shared["value_old"] != shared["value_new"]]
    change = moved["value_new"] - moved["value_old"]
    changes = moved[CELL].assign(
        period=[_label(*span) for span in zip(moved["period_start"], moved["period_end"], strict=True)],
        old=moved["value_old"],
        new=moved["value_new"],
        change=change,
        percent_change=(100 * change / moved["value_old"]).where(moved["value_old"] != 0),
    )
    size = changes["percent_change"].abs().fillna(float("inf"))
    changes = changes.loc[size.sort_values(ascending=False, kind="stable").index]
    columns = ["series", "period", "geography", "breakdown", "old", "new", "change", "percent_change"]
    return Difference(
        one, two, changes[columns].reset_index(drop=True), len(shared) - len(moved),
        int((both["_merge"] == "right_only").sum()), int((both["_merge"] == "left_only").sum()),
    )  # fmt: skip


def _label(start, end) -> str:
    return UNDATED if end is pd.NaT else label(start.date(), end.date())
