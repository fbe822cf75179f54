"""A trend as far as it may be told: the comparable stretches of a series, each with its change.

Across a break there is no trend. Here no line is fitted; :mod:`harmstats.comparison.slopes` fits one through a
stretch that has points enough, or says why not.
"""

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pandas as pd

from ..core.errors import HarmstatsError, NotFound
from ..core.paths import data_dir
from ..core.periods import Period
from ..core.registers import Break, read
from ..store.figures import load, usual_place
from .comparability import compare, segments
from .result import Comparison


@dataclass(frozen=True)
class Trend:
    """One series in one place over periods of one kind.

    `figures` are the rows with their ``segment``; `changes` one comparison a stretch of two or more
    figures, first to last; `breaks` those that part the stretches or fall into them; `data` the folder they
    come from, None for the usual one.
    """

    series: str
    figures: pd.DataFrame
    changes: tuple[Comparison, ...]
    breaks: tuple[Break, ...]
    data: str | Path | None = field(default=None, repr=False, compare=False)

    def summary(self) -> str:
        """Say every stretch in one sentence each."""
        if not self.changes:
            return "No two periods of this series may be compared."
        return " ".join(f"{change.summary()} {change.caution}".strip() for change in self.changes)


def trend(
    series: str,
    *,
    geography: str | None = None,
    breakdown: str = "",
    start: str | None = None,
    end: str | None = None,
    as_of: str | date | None = None,
    data: str | Path | None = None,
) -> Trend:
    """Tell a series over time, cut wherever the figures are not comparable.

    Parameters
    ----------
    series : str
    geography, breakdown : str, optional
        As for :func:`harmstats.compare`.
    start, end : str, optional
        First and last period, of one kind; the whole length where not given. Without either, the kind
        of period of which most are held.
    as_of : str or date, optional
        With the editions known on this day.
    data : path, optional
        Another data folder.

    Returns
    -------
    Trend

    Raises
    ------
    NotFound
        If the series has no figure of this kind.
    HarmstatsError
        If `start` and `end` are of different kinds.

    Examples
    --------
    >>> found = trend("prc-stalking-8q", start="YE Mar 2015", end="YE Mar 2025")
    >>> [(c.earlier["period"], c.later["period"]) for c in found.changes]
    [('YE Mar 2015', 'YE Mar 2018'), ('YE Mar 2019', 'YE Mar 2020'), ('YE Mar 2021', 'YE Mar 2025')]
    """
    registers = read(data_dir(data))
    registers.one_series(series)
    place = registers.place(geography) if geography else usual_place(series, registers)
    rows = load(series, geography=place, as_of=as_of, data=data)
    rows = rows[(rows["breakdown"] == breakdown) & rows["period_end"].notna()]
    if rows.empty:
        raise NotFound(f"series '{series}' has no dated figure for {place}, {breakdown or 'the whole'}")
    first, last = (Period.parse(text) if text else None for text in (start, end))
    if first and last and first.axis != last.axis:
        raise HarmstatsError(f"--from {first.label}, --to {last.label}: are periods of different kinds")
    axis = (first or last).axis if first or last else rows["axis"].value_counts(sort=True).idxmax()
    rows = rows[rows["axis"] == axis]
    if first:
        rows = rows[rows["period_start"] >= pd.Timestamp(first.start)]
    if last:
        rows = rows[rows["period_end"] <= pd.Timestamp(last.end)]
    if rows.empty:
        raise NotFound(f"series '{series}' has no {axis} between these periods")
    rows = rows.sort_values("period_end", ignore_index=True)
    breaks = registers.breaks_of(series, place)
    rows = rows.assign(segment=segments(rows, breaks))
    changes = []
    for _, part in rows.groupby("segment"):
        if len(part) > 1:
            found = compare(
                series, part["period"].iloc[0], part["period"].iloc[-1], geography=place, breakdown=breakdown,
                as_of=as_of, data=data,
            )  # fmt: skip
            changes += [found] if found.comparable else []
    span = rows["period_start"].min().date(), rows["period_end"].max().date()
    return Trend(series, rows, tuple(changes), tuple(b for b in breaks if span[0] < b.date <= span[1]), data)
