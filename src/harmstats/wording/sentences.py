"""The sentences that may be printed: of a figure, of a change, its interval, and a slope.

A function takes what it says as plain values and rows, so that it needs not know how they were come by.
What must be known beside a sentence is in :mod:`harmstats.wording.caveats`.
"""

import math
from typing import TYPE_CHECKING, Any

from ..core.periods import Period
from ..core.registers import Registers
from ..core.words import breakdown, in_period, in_place, number
from ..core.words import figure as written

if TYPE_CHECKING:  # a citation is made of these sentences, and must not wait for pandas
    from ..stats.count_models import Fit

Row = dict[str, Any]

# A percentage of a count below the one, or above the other, says less than the two counts.
LEAST_BASE, MOST_PERCENT = 20, 1000
# Surveys publish their intervals at this level, and ours are given at the same.
CONFIDENCE = 0.95
LEVEL = f"{100 * CONFIDENCE:g}% interval"
POINTS = "percentage points"


def figure(row: Row, registers: Registers) -> str:
    """Say a figure in one sentence: what, how much, where, when, how sure.

    Parameters
    ----------
    row : dict
        A figure as :func:`harmstats.store.lookup.one` returns it.
    registers : Registers
    """
    series = registers.series[row["series"]]
    what = f"{series.title} ({breakdown(row['breakdown'])})" if row["breakdown"] else series.title
    value = written(row)
    if row["unit"] not in ("percent", "offences") and row["unit"].lower() not in what.lower():
        value += f" {row['unit']}"
    behind = []
    if not math.isnan(row["low"]):
        behind.append(f"{LEVEL} {number(row['low'], decimals=2)} to {number(row['high'], row['unit'], 2)}")
    if not math.isnan(row["denominator"]):
        behind.append(f"{number(row['numerator'])} of {number(row['denominator'])}")
    if row["scope"]:
        behind.append(row["scope"])
    more = f" ({'; '.join(behind)})" if behind else ""
    where = in_place(row["geography"], row["geography"] in registers.forces)
    return f"{what}: {value} {where} {in_period(row['long'])}{more}."


def change(earlier: Row, later: Row, *, comparable: bool, by_chance: bool) -> str:
    """Say two figures and the change between them, where it may be called one.

    Parameters
    ----------
    earlier, later : dict
        Rows of :func:`harmstats.load` with ``title`` and ``long`` (the period for a sentence).
    comparable : bool
        False where the difference is arithmetic only.
    by_chance : bool
        True where no interval is published, so that the difference may be chance.
    """
    moved = later["value"] - earlier["value"]
    decimals = 2 if moved and round(earlier["value"], 1) == round(later["value"], 1) else 1
    before, after = (
        f"{number(row['value'], row['unit'], decimals)} {in_period(row['long'])}"
        + (f" ({row['scope']})" if row["scope"] else "")
        for row in (earlier, later)
    )
    title, size = earlier["title"], _size(earlier, later)
    share = f" ({size})" if size else ""
    if not comparable:
        return (
            f"{title}: {before}, {after}. The difference{share} is arithmetic only: "
            "the two figures are not like for like."
        )
    if by_chance:
        return f"{title}: {before}, {after}{share}; without a published interval the difference may be chance."
    if moved == 0:
        return f"{title}: {before} and the same {in_period(later['long'])}."
    return f"{title} {'rose' if moved > 0 else 'fell'} from {before} to {after}{share}."


def verb(earlier: Row, later: Row, *, by_chance: bool) -> str:
    """Say a change as the verb of a sentence, ``rose by 13.4%``; parameters as for :func:`change`."""
    before, after = (number(row["value"], row["unit"], 2) for row in (earlier, later))
    if by_chance:
        return f"was {before} and then {after}, which may be chance without a published interval"
    if later["value"] == earlier["value"]:
        return "did not change"
    direction, size = "rose" if later["value"] > earlier["value"] else "fell", _size(earlier, later)
    if not size:
        return f"{direction} from {before} to {after}"
    return f"{direction} by {'less than 0.1%' if size[1:] == '0.0%' else size[1:]}"


def interval(earlier: Row, limits: tuple[float, float, str], percent: tuple[float | None, ...], note: str) -> str:
    """Say the interval of a change, and what it is an interval of.

    Parameters
    ----------
    earlier : dict
        The figure that the change is from.
    limits : tuple
        Low, high and their unit.
    percent : tuple
        Low and high in per cent of the earlier figure, or None; told where that figure is large enough.
    note : str
        What moves a figure within the limits.

    Examples
    --------
    >>> row = {"value": 128829.0, "unit": "offences"}
    >>> interval(row, (5790, 7808, "offences"), (4.484, 6.077), "variation if counts were Poisson")
    '95% interval of the change: +4.5% to +6.1% (variation if counts were Poisson).'
    """
    low, high, unit = limits
    if percent[0] is None or unit == POINTS or earlier["value"] < LEAST_BASE:
        decimals = 0 if unit == earlier["unit"] else 2
        size = f"{low:+,.{decimals}f} to {high:+,.{decimals}f} {unit}"
    else:
        size = f"{percent[0]:+,.1f}% to {percent[1]:+,.1f}%"
    return f"{LEVEL} of the change: {size} ({note})."


def slope(first: Period, last: Period, fit: "Fit", *, season: bool, share: bool) -> str:
    """Say the change a year of a stretch, and how it was fitted.

    Parameters
    ----------
    first, last : Period
    fit : Fit
        With a term ``year``.
    season : bool
        True where the season is taken out.
    share : bool
        True for a share: one that falls from 20% to 18% falls by 10% a year of itself, not by 2.
    """
    middle, low, high = fit.percent("year")
    how = f"{fit.model} through {fit.n} points" + (", season taken out" if season else "")
    if fit.counted:
        how += f", dispersion {fit.dispersion:,.{0 if fit.dispersion >= 10 else 1}f}"
    size = f"{middle:+.1f}%{' of itself' if share else ''} a year ({LEVEL} {low:+.1f}% to {high:+.1f}%)"
    return f"{first.label} to {last.label}: {size}; {how}."


def _size(earlier: Row, later: Row) -> str:
    """The size of a change, in points or per cent; no percentage of a base too small to bear one."""
    base, moved = earlier["value"], later["value"] - earlier["value"]
    if earlier["unit"] == "percent":
        return f"{moved:+.{1 if abs(moved) >= 0.1 or not moved else 2}f} {POINTS}"
    counted = base == int(base)
    if not base or (counted and base < LEAST_BASE) or abs(100 * moved / base) > MOST_PERCENT:
        return ""
    return f"{100 * moved / base:+.1f}%"
