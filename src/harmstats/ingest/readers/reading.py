"""What reading a publisher's file gives: what it is, its figures, where each stood, and what was left out."""

import math
from dataclasses import dataclass, field
from datetime import date

import pandas as pd

from ...core.errors import DataError
from ...core.periods import Period
from ...store.published import COLUMNS
from .cell_values import Cell

MOST_REMARKS = 10_000
ENGLAND_AND_WALES = "England and Wales"


class Unreadable(DataError):
    """A publisher's file that cannot be read, or whose figures contradict each other."""


@dataclass(frozen=True)
class Recognised:
    """Which publication a file is.

    `table` names the main table of ``data/published/``; empty where harmstats knows the file but holds
    no series of it. `edition` is made as the editions held here are named; empty where it follows from the
    figures. `published` is None where the file does not say, or says a day that cannot be true.
    """

    publisher: str
    title: str
    table: str
    edition: str
    published: date | None
    data_to: date | None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Reading:
    """The figures of one file.

    `figures` has a column ``table`` (one workbook may fill several) before the columns of the files in
    ``data/published/``; `places` says for each figure in turn where it stood. `skipped` lists what was
    not understood, as pairs of where and why; `notes` what a reader should know of the whole;
    `doubts` figures that look wrong beside an earlier edition, where one was given; `recognised` what
    the file is, with the day of publication that it says itself.
    """

    edition: str
    published: date | None
    figures: pd.DataFrame
    places: tuple[str, ...] = field(repr=False)
    skipped: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]
    doubts: tuple[tuple[str, str], ...]
    recognised: Recognised


@dataclass
class Extract:
    """What a reader gathers on its way through a file: figures, their places, what it skipped and noticed."""

    rows: list[dict] = field(default_factory=list)
    places: list[str] = field(default_factory=list)
    skipped: list[tuple[str, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    doubts: list[tuple[str, str]] = field(default_factory=list)
    absent: int = 0
    first_at: dict[tuple, str] = field(default_factory=dict, repr=False)

    def add(
        self, where: str, table: str, series: str, period: Period, geography: str, value: float, **more: str
    ) -> None:
        """Add a figure; raise Unreadable where the file gives the same one twice."""
        row: dict[str, object] = {**dict.fromkeys(("table", *COLUMNS), ""), "low": math.nan, "high": math.nan}
        row |= {"table": table, "series": series, "period_start": period.start, "period_end": period.end}
        row |= {"geography": geography, "value": value} | more
        key = (table, series, period, geography, row["breakdown"])
        if key in self.first_at:
            first = self.first_at[key]
            raise Unreadable(f"{where}: {series}, {period.label}, {geography} stands twice (first at {first})")
        self.first_at[key] = where
        self.rows.append(row)
        self.places.append(where)

    def number(self, where: str, cell: Cell, whole: bool = False) -> float | None:
        """Return the number of a cell; count a shorthand, list what is not understood.

        Raises
        ------
        Unreadable
            Where a `whole` count is negative or has decimals.
        """
        if cell.number is None:
            if cell.absent:
                self.absent += 1
            else:
                words = f"'{cell.text[:40]}' is no number and no known shorthand"
                self.skip(where, words if cell.text else "the cell is empty")
        elif whole and (cell.number < 0 or not cell.number.is_integer()):
            raise Unreadable(f"{where}: {cell.number:g} is no count of offences")
        return cell.number

    def skip(self, where: str, why: str) -> None:
        """List what was not understood; raise Unreadable where it is no list that anybody would read."""
        self.skipped.append((where, why))
        if len(self.skipped) > MOST_REMARKS:
            first = ": ".join(self.skipped[0])
            raise Unreadable(f"{where}: more than {MOST_REMARKS:,} places are not understood; the first: {first}")
