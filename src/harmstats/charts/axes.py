"""Where gridlines and dates stand on the axes."""

from __future__ import annotations

import math
from datetime import date

from ..core.periods import Period

MOST_GRIDLINES = 10


def value_ticks(low: float, high: float, *, zero: bool = True, whole: bool = False, target: int = 5) -> list[float]:
    """Round values that enclose `low` to `high`, at most ten.

    Parameters
    ----------
    low, high : float
        Least and greatest value drawn.
    zero : bool
        True: the axis takes in zero, as it must for counts.
    whole : bool
        True: no fractions, since nothing counted comes in halves.
    target : int
        About how many intervals.

    Examples
    --------
    >>> value_ticks(33002, 715785)
    [0, 200000, 400000, 600000, 800000]
    """
    if zero:
        low, high = min(low, 0.0), max(high, 0.0)
    if high <= low:
        low, high = (low, low + 1) if zero or not low else (low - 1, high + 1)
    extent = high - low
    power = 10.0 ** math.floor(math.log10(extent / target))
    best = None
    for step in (power * m for m in (0.5, 1, 2, 5, 10)):
        step = max(step, 1.0) if whole else step
        first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
        count = last - first
        # Empty room above the highest value costs more than a gridline more or less.
        cost = (count * step - extent) / extent + 0.04 * abs(count - target)
        if count < MOST_GRIDLINES and (best is None or cost < best[0] - 1e-9):
            best = cost, step, first, last
    _, step, first, last = best
    digits = max(0, -math.floor(math.log10(step)))
    ticks = [round(n * step, digits) for n in range(first, last + 1)]
    return [int(t) if digits == 0 else t for t in ticks]


def enclosing(low: float, high: float) -> list[float]:
    """Zero and the nearest round value beyond the greatest (and beyond the least, where that is negative).

    Examples
    --------
    >>> enclosing(30, 11831)
    [0, 12000]
    """
    if low < 0:
        bottom = -enclosing(0, -low)[-1]
        return [bottom, 0, enclosing(0, high)[-1]] if high > 0 else [bottom, 0]
    if high <= 0:
        return [0, 1]
    power = 10.0 ** math.floor(math.log10(high))
    top = next(power * m for m in (1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10) if power * m >= high * (1 - 1e-9))
    top = round(top, max(0, 2 - math.floor(math.log10(high))))
    return [0, int(top) if top.is_integer() else top]


def tick_decimals(ticks: list[float]) -> int:
    """Decimals that the labels of `ticks` need."""
    return next(n for n in range(12) if n == 11 or all(abs(t - round(t, n)) < 1e-9 * max(1, abs(t)) for t in ticks))


def middle(start: date, end: date) -> float:
    """Day number of the middle of a period (`end` inclusive).

    A period stands on the axis at its middle: a change made on the first day of a year then falls
    half-way between the year before and the year itself, and not on top of the year before.
    """
    return (start.toordinal() + end.toordinal() + 1) / 2


def _month_index(day: date) -> int:
    return day.year * 12 + day.month - 1


def period_ticks(periods: list[Period]) -> tuple[list[list[tuple[Period, str]]], str]:
    """Candidate ticks from dense to sparse, and what the axis says under them.

    Parameters
    ----------
    periods : list of Period
        All periods drawn, any order.

    Returns
    -------
    (list of list of (Period, str), str)
        Each candidate is a list of periods with their labels (two lines for quarters and months);
        the caption says what a label means, for example ``Year ending March``.
    """
    ordered = sorted(set(periods), key=lambda p: (p.end, p.start))
    first, last = ordered[0], ordered[-1]
    kinds = {p.axis for p in ordered}
    length = first.months
    if len(kinds) > 1 or length not in (1, 3, 12):
        label = [[(p, p.label) for p in ordered[::step]] for step in (1, 2, 3, 4, 6, 8, 12, 24)]
        return [*label, [(first, first.label), (last, last.label)], [(last, last.label)]], "Period"
    if length == 12:
        calendar = first.end.month == 12
        steps, caption = (
            (12, 24, 60, 120, 240),
            "Calendar year" if calendar else f"Year ending {first.long.split()[-2]}",
        )
    elif length == 3:
        steps, caption = (3, 6, 12, 24, 36, 60, 120), "Quarter"
    else:
        steps, caption = (1, 2, 3, 6, 12, 24, 60, 120), "Month"
    candidates = []
    for step in steps:
        # Long steps stand on round years, two years on the last one, short steps on the first period drawn.
        anchor = _month_index(first.end) if step < 24 else _month_index(last.end) if step == 24 else first.end.month - 1
        offsets = range(
            (anchor - _month_index(first.end)) % step, _month_index(last.end) - _month_index(first.end) + 1, step
        )
        ticks = [first.shifted(offset) for offset in offsets]
        candidates.append([(p, _tick_label(p, length)) for p in ticks])
    return [c for c in candidates if c] or [[(first, _tick_label(first, length))]], caption


def _tick_label(period: Period, length: int) -> str:
    if length == 12:
        return str(period.end.year)
    name, _, year = period.label.rpartition(" ")
    return f"{name}\n{year}"


def ordinal(day) -> date:
    """A plain date from a Timestamp or date."""
    return day.date() if hasattr(day, "date") else day
