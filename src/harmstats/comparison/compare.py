"""Compare two periods of a series: find both figures, ask whether they may be compared, and what may be said instead.

A change is comparable only where nothing in :mod:`harmstats.comparison.comparability` forbids it. Otherwise
the arithmetic is still shown, as arithmetic, with the reasons and the nearest comparison that is valid.
"""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from typing import Any

import pandas as pd

from ..core.errors import HarmstatsError, NotFound, few, suggest
from ..core.formulas import parse
from ..core.periods import UNDATED, Period, periods_of
from ..core.registers import Registers
from ..core.words import breakdown as in_words
from ..store.figures import nearest_periods, of_period, rank, vintage
from .comparability import comparable, reasons
from .result import Comparison
from .selection import AsOf, Data, Selection, select
from .vintages import SPAN


def compare(
    series: str,
    earlier: str,
    later: str,
    *,
    geography: str | None = None,
    breakdown: str | None = "",
    as_of: AsOf = None,
    data: Data = None,
) -> Comparison:
    """Compare two periods of a series by the one rule.

    Parameters
    ----------
    series : str
    earlier, later : str
        Periods as people write them, for example ``YE Mar 2020``.
    geography : str, optional
        Without it England and Wales, or the only place the series has.
    breakdown : str
        ``key=value;key=value``; empty for the whole.
    as_of : str or date, optional
        With the editions known on this day.
    data : path, optional
        Another data folder.

    Returns
    -------
    Comparison

    Raises
    ------
    NotFound
        If a figure is not there.
    HarmstatsError
        If the periods are in the wrong order or of different length.

    Examples
    --------
    >>> result = compare("prc-stalking-and-harassment", "YE Mar 2020", "YE Jun 2022")
    >>> result.comparable, round(result.percent_change, 1), len(result.reasons)
    (False, 44.4, 2)
    """
    breakdown = breakdown or ""
    chosen = select(series, geography, breakdown, edition="all", as_of=as_of, data=data)
    if UNDATED in (earlier.strip().lower(), later.strip().lower()):
        raise HarmstatsError(f"series '{series}': an undated figure cannot be compared with another")
    first, second = Period.parse(earlier), Period.parse(later)
    if first.months != second.months:
        raise HarmstatsError(f"{first.label} and {second.label} are of different length: compare years with years")
    if first.end >= second.end:
        raise HarmstatsError(f"{first.label} is not before {second.label}: give the earlier period first")
    if chosen.rows.empty:
        there, hint = few(chosen.breakdowns), suggest(breakdown, chosen.breakdowns)
        raise NotFound(
            f"series '{series}' has no figure for {chosen.place}, {breakdown or 'whole'}; it has {there}.{hint}"
        )
    result = _compared(chosen, first, second)
    if result.comparable:
        return result
    labels = {reason.label for reason in result.refusals}
    others = []
    for name in _without_a_part(series, chosen.registers):
        with suppress(NotFound):
            other = select(name, chosen.place, breakdown, edition="all", as_of=as_of, data=data)
            others.append(_compared(other, first, second))
    return replace(
        result,
        nearest=_nearest(chosen, first, second),
        # worth offering only where taking the part out takes a reason away
        alternatives=tuple(other for other in others if labels - {reason.label for reason in other.refusals}),
    )


def _compared(chosen: Selection, first: Period, second: Period) -> Comparison:
    """The figures of two periods with the reasons that part them."""
    earlier, later = _pairs(pd.concat([_of(chosen, first), _of(chosen, second)]))
    return of_figures(earlier.iloc[0], later.iloc[0], chosen.registers)


def of_figures(a: pd.Series, b: pd.Series, registers: Registers) -> Comparison:
    """Compare two rows of :func:`harmstats.load`, of one series and place, as they are; nothing else is offered."""
    why = reasons(a, b, registers)
    change = float(b["value"] - a["value"])
    return Comparison(
        series=a["series"],
        earlier=_figure(registers, a),
        later=_figure(registers, b),
        change=change,
        percent_change=float(100 * change / a["value"]) if a["value"] else None,
        comparable=not any(reason.weight == "refuse" for reason in why),
        reasons=why,
    )


def _of(chosen: Selection, wanted: Period) -> pd.DataFrame:
    """Every edition's figure of a period."""
    figures = of_period(chosen.rows, wanted)
    if figures.empty:
        nearest = nearest_periods(chosen.rows, wanted)
        raise NotFound(f"series '{chosen.series}' has no figure for {wanted.label}; {nearest}")
    return figures


def _pairs(rows: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Every two periods, one behind the other: both from the best edition that has them, else each from its last."""
    row = rows[["edition", "table", *SPAN]].assign(row=range(len(rows)), rank=rank(rows))
    together = row.merge(row, on=["edition", "table"], suffixes=("_1", "_2"))
    latest = row.loc[vintage(rows).index]
    both = pd.concat([latest.merge(latest, how="cross", suffixes=("_1", "_2")), together])
    both = both[both["period_end_1"] < both["period_end_2"]]
    both = both.assign(rank=both["rank_1"] + both["rank_2"]).sort_values("rank", ascending=False, kind="stable")
    best = both.drop_duplicates([f"{name}_{side}" for side in (1, 2) for name in SPAN], keep="last")
    return rows.iloc[best["row_1"]], rows.iloc[best["row_2"]]


def _nearest(chosen: Selection, first: Period, second: Period) -> Comparison | None:
    """The valid pair that shifts the two periods by the fewest days; the later one stays where it can.

    Months and quarters are set against the same ones of another year first; periods overlap only
    where those asked for do.
    """
    a, b = _pairs(chosen.rows[[period.months == first.months for period in periods_of(chosen.rows)]])
    days = a[SPAN].reset_index(drop=True).join(b[SPAN].reset_index(drop=True).add_suffix("_b"))
    apart = days["period_end"] < days["period_end_b" if first.overlaps(second) else "period_start_b"]
    later = (days["period_end_b"] - pd.Timestamp(second.end)).abs()
    both = (days["period_end"] - pd.Timestamp(first.end)).abs() + later
    season = (days["period_start"].dt.month != days["period_start_b"].dt.month) & (first.months < 12)
    order = pd.concat([season, both, later, days], axis=1)[comparable(a, b, chosen.registers) & apart]
    if order.empty:
        return None
    nearest = min(order.itertuples(name=None), key=lambda row: row[1:])[0]
    return of_figures(a.iloc[nearest], b.iloc[nearest], chosen.registers)


def _without_a_part(series: str, registers: Registers) -> Iterator[str]:
    """The series that are declared as this one less a part."""
    for other in registers.series.values():
        formula = parse(other.formula)
        if len(formula.terms) > 1 and formula.terms[0].series == series and not formula.factor:
            yield other.id


def _figure(registers: Registers, row: pd.Series) -> dict[str, Any]:
    title = registers.series[row["series"]].title
    if row["breakdown"]:
        title += f" ({in_words(row['breakdown'])})"
    return {**row.to_dict(), "title": title, "long": Period.of(row).long}
