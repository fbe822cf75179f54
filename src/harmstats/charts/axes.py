"""Where gridlines and dates stand on the axes."""

from __future__ import annotations

import math

from ..core.periods import MONTHS, Period
from . import style

# Months between two labelled periods, dense to sparse, by the months of a period.
STEPS = {12: (12, 24, 60, 120, 240), 3: (3, 6, 12, 24, 36, 60, 120), 1: (1, 2, 3, 6, 12, 24, 60, 120)}


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
    choices = []
    for multiple in (0.5, 1, 2, 5, 10):
        step = max(power * multiple, 1.0) if whole else power * multiple
        first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
        # Empty room above the highest value costs more than a gridline more or less.
        cost = ((last - first) * step - extent) / extent + 0.04 * abs(last - first - target)
        if last - first < 10:
            choices.append((round(cost, 9), step, first, last))
    _, step, first, last = min(choices)
    digits = max(0, -math.floor(math.log10(step)))
    ticks = [round(n * step, digits) for n in range(first, last + 1)]
    return [int(tick) if digits == 0 else tick for tick in ticks]


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


def tick_texts(ticks: list[float], unit: str) -> list[str]:
    """The labels of `ticks`, all with as many decimals as they need.

    Examples
    --------
    >>> tick_texts([0, 2.5, 5], "percent")
    ['0.0%', '2.5%', '5.0%']
    """
    decimals = next(
        n for n in range(12) if all(abs(tick - round(tick, n)) < 1e-9 * max(1, abs(tick)) for tick in ticks)
    )
    return [style.number(tick, unit, decimals) for tick in ticks]


def middle(period: Period) -> float:
    """Day number of the middle of a period.

    A period stands on the axis at its middle: a change made on the first day of a year then falls
    half-way between the year before and the year itself, and not on top of the year before.
    """
    return (period.start.toordinal() + period.end.toordinal() + 1) / 2


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
    ordered = sorted(set(periods), key=lambda period: (period.end, period.start))
    first, last, length = ordered[0], ordered[-1], ordered[0].months
    if len({period.axis for period in ordered}) > 1 or length not in STEPS:
        labelled = [(period, period.label) for period in ordered]
        sparse = [[labelled[0], labelled[-1]], labelled[-1:]]
        return [*(labelled[::step] for step in (1, 2, 3, 4, 6, 8, 12, 24)), *sparse], "Period"
    start, stop = _month_index(first), _month_index(last)
    candidates = []
    for step in STEPS[length]:
        # Long steps stand on round years, two years on the last one, short steps on the first period drawn.
        anchor = start if step < 24 else stop if step == 24 else first.end.month - 1
        ticks = [first.shifted(offset) for offset in range((anchor - start) % step, stop - start + 1, step)]
        if ticks:
            candidates.append([(tick, _tick_label(tick)) for tick in ticks])
    yearly = "Calendar year" if first.end.month == 12 else f"Year ending {MONTHS[first.end.month - 1]}"
    return candidates, {12: yearly, 3: "Quarter", 1: "Month"}[length]


def _month_index(period: Period) -> int:
    return period.end.year * 12 + period.end.month - 1


def _tick_label(period: Period) -> str:
    if period.months == 12:
        return str(period.end.year)
    name, _, year = period.label.rpartition(" ")
    return f"{name}\n{year}"
