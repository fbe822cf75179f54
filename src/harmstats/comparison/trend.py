"""A trend as far as it may be told: the comparable stretches of a series, each with its change.

Across a break there is no trend. Here no line is fitted; :mod:`harmstats.comparison.slopes` fits one through a
stretch that has points enough, or says why not.
"""

from dataclasses import dataclass, field

import pandas as pd

from ..core.errors import HarmstatsError, NotFound
from ..core.periods import Period
from ..core.refusal import Refusal
from ..core.registers import Break
from ..core.words import number
from ..store.figures import of_period
from .comparability import stretches
from .compare import of_figures
from .result import Comparison
from .selection import AsOf, Data, select


@dataclass(frozen=True)
class Trend:
    """One series in one place over periods of one kind.

    `figures` are the rows with their ``segment``, the number of the stretch; `changes` one comparison a stretch
    of two or more figures, from its first to its last as they stand in `figures`; `breaks` those that part the
    stretches or fall into them; `data` the folder they come from, None for the usual one.
    """

    series: str
    figures: pd.DataFrame
    changes: tuple[Comparison, ...]
    breaks: tuple[Break, ...]
    data: Data = field(default=None, repr=False, compare=False)

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
    as_of: AsOf = None,
    data: Data = None,
) -> Trend:
    """Tell a series over time, cut wherever the figures are not comparable.

    Every figure is the latest of its period, and changes are between the figures shown; where two editions
    meet, a change says so. (:func:`harmstats.compare` takes both figures from one edition that has both.)

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
    chosen = select(series, geography, breakdown, as_of=as_of, data=data)
    rows, place = chosen.rows, chosen.place
    if rows.empty:
        raise NotFound(f"series '{series}' has no dated figure for {place}, {breakdown or 'the whole'}")
    first, last = (Period.parse(text) if text else None for text in (start, end))
    if first and last and first.axis != last.axis:
        raise HarmstatsError(f"--from {first.label}, --to {last.label}: are periods of different kinds")
    bound = first or last
    axis = bound.axis if bound else rows["axis"].value_counts().idxmax()
    rows = rows[rows["axis"] == axis]
    if first:
        rows = rows[rows["period_start"] >= pd.Timestamp(first.start)]
    if last:
        rows = rows[rows["period_end"] <= pd.Timestamp(last.end)]
    if rows.empty:
        raise NotFound(f"series '{series}' has no {axis} between these periods")
    rows = rows.sort_values("period_end", ignore_index=True)
    breaks = chosen.registers.breaks_of(series, place)
    rows = rows.assign(segment=stretches(rows, chosen.registers))
    several = (part for _, part in rows.groupby("segment") if len(part) > 1)
    changes = tuple(of_figures(part.iloc[0], part.iloc[-1], chosen.registers) for part in several)
    first_day, last_day = rows["period_start"].min().date(), rows["period_end"].max().date()
    inside = tuple(b for b in breaks if b.starts_within(first_day, last_day))
    return Trend(series, rows, changes, inside, data)


def index(figures: pd.DataFrame, base: str) -> pd.DataFrame | Refusal:
    """Set a named period to 100, for the stretch that may be compared with it.

    Parameters
    ----------
    figures : DataFrame
        Rows of one series with ``segment``, as in ``figures`` of :func:`harmstats.trend`.
    base : str
        A period, for example ``YE Mar 2021``.

    Returns
    -------
    pandas.DataFrame or Refusal
        The rows of the base's segment with ``index`` and ``base``; others have no index on this base.

    Examples
    --------
    >>> found = index(trend("prc-stalking-8q", start="YE Mar 2015", end="YE Mar 2025").figures, "YE Mar 2021")
    >>> found[["period", "index"]].round(1).values.tolist()[-1]
    ['YE Mar 2025', 136.9]
    """
    wanted = Period.parse(base)
    here = of_period(figures, wanted)
    if here.empty:
        return Refusal(f"there is no figure for {wanted.label} to be set to 100.")
    row = here.iloc[0]
    if not row["value"] > 0:
        return Refusal(f"the figure for {wanted.label} is {number(row['value'])}; it cannot be set to 100.")
    rows = figures[figures["segment"] == row["segment"]]
    return rows.assign(index=100 * rows["value"] / row["value"], base=wanted.label)
