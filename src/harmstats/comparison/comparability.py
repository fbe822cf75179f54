"""The gate: a change between two periods, and whether it may be called one.

A change is comparable only where both periods lie wholly in one segment between breaks of weight
``refuse``, and in one scope of one edition. Otherwise the arithmetic is still shown, as arithmetic,
with the reasons from the register and the nearest comparison that is valid.
"""

import itertools
from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd

from ..core.errors import HarmstatsError, NotFound, few, suggest
from ..core.formulas import parse
from ..core.paths import data_dir
from ..core.periods import UNDATED, Period
from ..core.registers import Break, Registers, read
from ..core.words import breakdown as in_words
from ..store.figures import load, nearest_periods, rank, usual_place, vintage
from .cautions import cautions
from .result import Comparison, Reason


def compare(
    series: str,
    earlier: str,
    later: str,
    *,
    geography: str | None = None,
    breakdown: str | None = "",
    as_of: str | date | None = None,
    data: str | Path | None = None,
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
    registers = read(data_dir(data))
    registers.one_series(series)
    breakdown = breakdown or ""
    if UNDATED in (earlier.strip().lower(), later.strip().lower()):
        raise HarmstatsError(f"series '{series}': an undated figure cannot be compared with another")
    first, second = Period.parse(earlier), Period.parse(later)
    if first.months != second.months:
        raise HarmstatsError(f"{first.label} and {second.label} are of different length: compare years with years")
    if first.end >= second.end:
        raise HarmstatsError(f"{first.label} is not before {second.label}: give the earlier period first")
    place = registers.place(geography) if geography else usual_place(series, registers)
    held = load(series, geography=place, as_of=as_of, edition="all", data=data)
    kinds = sorted(text or "the whole" for text in held["breakdown"].unique())
    held = held[(held["breakdown"] == breakdown) & held["period_end"].notna()]
    if held.empty:
        hint = suggest(breakdown, kinds)
        raise NotFound(
            f"series '{series}' has no figure for {place}, {breakdown or 'whole'}; it has {few(kinds)}.{hint}"
        )
    pair = _pair(held, first, second, series)
    result = _gate(registers, series, *pair)
    if result.comparable:
        return result
    refused = {r.label for r in result.reasons if r.weight == "refuse"}
    others = _alternatives(registers, series, first, second, place, breakdown, as_of, data)
    return replace(
        result,
        nearest=_nearest(registers, series, held, first, second),
        # worth offering only where taking the part out takes a reason away
        alternatives=tuple(o for o in others if refused - {r.label for r in o.reasons if r.weight == "refuse"}),
    )


def segments(figures: pd.DataFrame, breaks: tuple[Break, ...]) -> pd.Series:
    """Number the comparable segments of one series in one place.

    Parameters
    ----------
    figures : DataFrame
        Rows of one series, geography and breakdown, with ``period_start`` and ``period_end``.
    breaks : tuple of Break
        As from :meth:`Registers.breaks_of`.

    Returns
    -------
    pandas.Series
        int, index of `figures`; rows with one number lie in one segment. A period that straddles a
        break, and one with a coverage gap, stands alone.
    """
    ordered = figures.sort_values(["period_end", "period_start"])
    spans = list(zip(ordered["period_start"].dt.date, ordered["period_end"].dt.date, ordered["edition"], strict=True))
    refusing = [b for b in breaks if b.weight == "refuse"]
    cuts = [any(_hits(b, one, two) for b in refusing) for one, two in itertools.pairwise(spans)]
    numbers = list(itertools.accumulate(cuts, initial=0))[: len(ordered)]
    return pd.Series(numbers, index=ordered.index, dtype="int64").reindex(figures.index)


def _span(row: pd.Series) -> tuple[date, date, str]:
    """First day, last day and edition of a figure."""
    return row["period_start"].date(), row["period_end"].date(), row["edition"]


def _hits(b: Break, earlier: tuple[date, date, str], later: tuple[date, date, str]) -> bool:
    """True where a break parts two figures: it lies between the first day of the one and the last of the other.

    A coverage gap parts them where it lies within either figure, for the editions it applies to.
    """
    concerned = [span for span in (earlier, later) if not b.editions or span[2] in b.editions]
    if b.kind == "coverage":
        return any(b.date <= end and b.until >= start for start, end, _ in concerned)
    return bool(concerned) and earlier[0] < b.date <= later[1]


def _gate(registers: Registers, series: str, a: pd.Series, b: pd.Series) -> Comparison:
    first, second = _period(a), _period(b)
    reasons = []
    registered = registers.breaks_of(series, a["geography"])
    for item in registered:
        if _hits(item, _span(a), _span(b)):
            # Left out of both figures, a force does not part them.
            alike = item.kind == "coverage" and a["scope"] and a["scope"] == b["scope"]
            weight = "warn" if alike else item.weight
            reasons.append(Reason(item.kind, item.date, item.note, item.source, weight, item.label))
    if a["scope"] != b["scope"] and not any(r.kind == "coverage" and r.weight == "refuse" for r in reasons):
        note = f"{first.label} is {a['scope'] or 'complete'}, {second.label} is {b['scope'] or 'complete'}."
        reasons.append(
            Reason("coverage", None, note, b["source"] if b["scope"] else a["source"], "refuse", "Scope differs")
        )
    if a["edition"] != b["edition"]:
        note = (
            f"The figures come from two editions ({a['edition']}, {b['edition']}); part of the change may be revision."
        )
        reasons.append(Reason("edition", None, note, b["source"], "warn", "Two editions"))
    if first.overlaps(second):
        note = f"{first.label} and {second.label} share months, so the change is usually smaller than between others."
        reasons.append(Reason("overlap", None, note, b["source"], "warn", "Periods overlap"))
    if first.months < 12 and first.start.month != second.start.month:
        note = f"{first.label} and {second.label} are different months of the year; part of the change may be season."
        reasons.append(Reason("season", None, note, b["source"], "warn", "Different months"))
    reasons += cautions(registers.series[series], a, b)
    if not registered or (registers.series[series].kind == "court" and not reasons):
        note = "The register holds no break between these periods; that is no proof that there is none."
        reasons.append(Reason("register", None, note, b["source"], "warn", "No break registered"))
    change = b["value"] - a["value"]
    return Comparison(
        series=series,
        earlier=_figure(registers, a),
        later=_figure(registers, b),
        change=float(change),
        percent_change=float(100 * change / a["value"]) if a["value"] else None,
        comparable=not any(r.weight == "refuse" for r in reasons),
        reasons=tuple(reasons),
    )


def _pair(held: pd.DataFrame, first: Period, second: Period, series: str) -> tuple[pd.Series, pd.Series]:
    """Both figures from the best edition that has both; else each from its own last one."""
    one, two = _of(held, first), _of(held, second)
    for period, found in ((first, one), (second, two)):
        if found.empty:
            raise NotFound(f"series '{series}' has no figure for {period.label}; {nearest_periods(held, period)}")
    both = one.merge(two, on=["edition", "table"], suffixes=("", "_2"))
    if not both.empty:
        second = both[["status_2", "used_2"]].rename(columns=lambda name: name.removesuffix("_2"))
        ranks = rank(both) + rank(second)
        best = both.loc[ranks[ranks == ranks.min()].index[-1]]
        key = (best["edition"], best["table"])
        if rank(one).min() + rank(two).min() >= ranks.min():
            return tuple(f[(f["edition"] == key[0]) & (f["table"] == key[1])].iloc[-1] for f in (one, two))
    return vintage(one).iloc[0], vintage(two).iloc[0]


def _nearest(registers: Registers, series: str, held: pd.DataFrame, first: Period, second: Period) -> Comparison | None:
    """The valid pair that shifts the two periods by the fewest days; the later one stays where it can.

    Months and quarters are set against the same ones of another year first; periods overlap only
    where those asked for do.
    """
    spans = {_period(row): _span(row) for _, row in vintage(held).iterrows()}
    cutting = [b for b in registers.breaks_of(series, held["geography"].iloc[0]) if b.weight == "refuse"]

    def shift(a: Period, b: Period) -> int:
        return abs((a.end - b.end).days)

    pairs = sorted(
        (a.months < 12 and a.start.month != b.start.month, shift(a, first) + shift(b, second), shift(b, second), a, b)
        for a, b in itertools.permutations(spans, 2)
        if a.months == b.months == first.months
        if a.end < (b.end if first.overlaps(second) else b.start)
        if not any(_hits(cut, spans[a], spans[b]) for cut in cutting)
    )
    for *_, a, b in pairs:
        found = _gate(registers, series, *_pair(held, a, b, series))
        if found.comparable:
            return found
    return None


def _alternatives(registers, series, first, second, place, breakdown, as_of, data) -> tuple[Comparison, ...]:
    """The same comparison for series declared as this one less a part."""
    found = []
    for other in registers.series.values():
        formula = parse(other.formula)
        if len(formula.terms) > 1 and formula.terms[0].series == series and not formula.factor:
            try:
                held = load(other.id, geography=place, as_of=as_of, edition="all", data=data)
                pair = _pair(held[held["breakdown"] == breakdown], first, second, other.id)
            except NotFound:
                continue
            found.append(_gate(registers, other.id, *pair))
    return tuple(found)


def _of(held: pd.DataFrame, period: Period) -> pd.DataFrame:
    return held[(held["period_start"] == pd.Timestamp(period.start)) & (held["period_end"] == pd.Timestamp(period.end))]


def _period(row: pd.Series) -> Period:
    return Period(row["period_start"].date(), row["period_end"].date())


def _figure(registers: Registers, row: pd.Series) -> dict:
    title = registers.series[row["series"]].title
    if row["breakdown"]:
        title += f" ({in_words(row['breakdown'])})"
    return {**row.to_dict(), "title": title, "long": _period(row).long}
