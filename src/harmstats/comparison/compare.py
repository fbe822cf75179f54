"""Compare two periods of a series: find both figures, ask whether they may be compared, and what may be said instead.

A change is comparable only where nothing in :mod:`harmstats.comparison.comparability` forbids it. Otherwise
the arithmetic is still shown, as arithmetic, with the reasons and the nearest comparison that is valid.
"""

import itertools
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from typing import Any

import pandas as pd

from ..core.errors import HarmstatsError, NotFound, few, suggest
from ..core.formulas import parse
from ..core.periods import UNDATED, Period
from ..core.registers import Registers
from ..core.words import breakdown as in_words
from ..store.figures import nearest_periods, of_period, rank, vintage
from .comparability import reasons, span
from .result import Comparison
from .selection import AsOf, Data, Selection, select


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
    """Compare two periods of a series, through the gate.

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
    a, b = _pair(chosen, first, second)
    why = reasons(a, b, chosen.registers)
    change = float(b["value"] - a["value"])
    return Comparison(
        series=chosen.series,
        earlier=_figure(chosen.registers, a),
        later=_figure(chosen.registers, b),
        change=change,
        percent_change=float(100 * change / a["value"]) if a["value"] else None,
        comparable=not any(reason.weight == "refuse" for reason in why),
        reasons=why,
    )


def _pair(chosen: Selection, first: Period, second: Period) -> tuple[pd.Series, pd.Series]:
    """Both figures from the best edition that has both; else each from its own last one."""
    rows = chosen.rows
    earlier, later = (_editions_of(chosen, wanted) for wanted in (first, second))
    both = earlier.reset_index().merge(later.reset_index(), on=["edition", "table"], suffixes=("_1", "_2"))
    ranks = both["rank_1"] + both["rank_2"]
    if len(both) and ranks.min() <= earlier["rank"].min() + later["rank"].min():
        best = both[ranks == ranks.min()].iloc[-1]
        return rows.loc[best["index_1"]], rows.loc[best["index_2"]]
    return vintage(rows.loc[earlier.index]).iloc[0], vintage(rows.loc[later.index]).iloc[0]


def _editions_of(chosen: Selection, wanted: Period) -> pd.DataFrame:
    """Every edition's figure of a period, with how firm it is."""
    figures = of_period(chosen.rows, wanted)
    if figures.empty:
        nearest = nearest_periods(chosen.rows, wanted)
        raise NotFound(f"series '{chosen.series}' has no figure for {wanted.label}; {nearest}")
    return figures.assign(rank=rank(figures))


def _nearest(chosen: Selection, first: Period, second: Period) -> Comparison | None:
    """The valid pair that shifts the two periods by the fewest days; the later one stays where it can.

    Months and quarters are set against the same ones of another year first; periods overlap only
    where those asked for do.
    """
    spans = {Period.of(row): span(row) for row in vintage(chosen.rows).to_dict("records")}
    cutting = [b for b in chosen.registers.breaks_of(chosen.series, chosen.place) if b.weight == "refuse"]

    def shift(a: Period, b: Period) -> int:
        return abs((a.end - b.end).days)

    pairs = sorted(
        (a.months < 12 and a.start.month != b.start.month, shift(a, first) + shift(b, second), shift(b, second), a, b)
        for a, b in itertools.permutations(spans, 2)
        if a.months == b.months == first.months
        if a.end < (b.end if first.overlaps(second) else b.start)
        if not any(cut.parts(spans[a], spans[b]) for cut in cutting)
    )
    tried = (_compared(chosen, a, b) for *_, a, b in pairs)
    return next((pair for pair in tried if pair.comparable), None)


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
