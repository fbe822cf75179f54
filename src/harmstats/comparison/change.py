"""A change with its interval, through the gate: from two figures that may be compared, or a refusal.

The interval says how far chance alone would carry two independent counts around constant rates; it
knows nothing of recording. Where there is no honest interval the answer is a
:class:`harmstats.core.refusal.Refusal`, a value that says why and what may be asked instead.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from .. import __version__
from ..core.paths import data_dir
from ..core.periods import Period
from ..core.refusal import Refusal
from ..core.registers import read
from ..core.words import in_period, number
from ..stats import intervals
from ..stats.ratios import (
    EXACT_RATIO,
    NEWCOMBE,
    POISSON_RATIO,
    SQUARE_AND_ADD,
    ratio_of_rates,
    ratio_of_shares,
    square_and_add,
)
from ..wording.sentences import LEAST_BASE
from .result import Comparison

# Measures that count events; a stock, a median or a change as published is no Poisson count.
COUNTED = ("count", "total")
# Kinds of series that count events; a population is no event, and an estimate of a survey no count.
EVENTS = ("recorded", "outcome", "court", "helpline", "report")
AS_PUBLISHED = 0.95


@dataclass(frozen=True)
class Change:
    """A change between two comparable figures, with limits.

    `change`, `low` and `high` are in `unit`; `percent`, `percent_low` and `percent_high` are None where
    the earlier figure is zero or too unlike a count to bear a percentage. `note` says what the limits
    are limits of.
    """

    comparison: Comparison
    change: float
    low: float
    high: float
    unit: str
    percent: float | None
    percent_low: float | None
    percent_high: float | None
    confidence: float
    method: str
    note: str
    years: float
    package: str = f"harmstats {__version__}"

    def summary(self) -> str:
        """Say the change in one plain sentence, its interval and what may be wrong with it."""
        a, b = self.comparison.earlier, self.comparison.later
        level = f"{100 * self.confidence:g}% interval"
        if self.percent is None or self.unit == "percentage points" or a["value"] < LEAST_BASE:
            decimals = 0 if self.unit == a["unit"] else 1
            size = f"{self.change:+,.{decimals}f} {self.unit}"
            limits = f"{self.low:+,.{decimals}f} to {self.high:+,.{decimals}f}"
        else:
            size, limits = f"{self.percent:+.1f}%", f"{self.percent_low:+.1f}% to {self.percent_high:+.1f}%"
        before, after = (f"{number(x['value'], x['unit'])} {in_period(x['long'])}" for x in (a, b))
        said = f"{a['title']}, {a['geography']}: {size} ({level} {limits}; {self.note}), from {before} to {after}."
        return f"{said} {self.comparison.caution}".strip()

    @property
    def limits(self) -> str:
        """The interval in words, for under a sentence that has the change itself."""
        if self.percent is None or self.unit == "percentage points" or self.comparison.earlier["value"] < LEAST_BASE:
            decimals = 0 if self.unit == self.comparison.earlier["unit"] else 2
            said = f"{self.low:+,.{decimals}f} to {self.high:+,.{decimals}f} {self.unit}"
        else:
            said = f"{self.percent_low:+,.1f}% to {self.percent_high:+,.1f}%"
        return f"{100 * self.confidence:g}% interval of the change: {said} ({self.note})."

    def to_frame(self) -> pd.DataFrame:
        """Return the change as one row."""
        a, b = self.comparison.earlier, self.comparison.later
        names = ("change", "low", "high", "unit", "percent", "percent_low", "percent_high", "confidence", "method")
        row = {"series": self.comparison.series, "geography": a["geography"], "from": a["period"], "to": b["period"]}
        row |= {name: getattr(self, name) for name in names}
        return pd.DataFrame([row | {"note": self.note, "package": self.package}])


def change(
    comparison: Comparison,
    *,
    population: tuple[float, float] | None = None,
    per: float = 1000,
    confidence: float = 0.95,
    exact: bool = False,
    data: str | Path | None = None,
) -> Change | Refusal:
    """Put limits on a change, where the comparison is valid.

    Parameters
    ----------
    comparison : Comparison
        As from :func:`harmstats.compare`.
    population : tuple of float, optional
        People in the earlier and the later period: the change is then one of rates per `per` people.
    per : float
    confidence : float
        Between 0 and 1; survey estimates keep the 95% they are published with.
    exact : bool
        Exact limits of the ratio of two counts, not those of the score method.
    data : path, optional
        Another data folder.

    Returns
    -------
    Change or Refusal
        A refusal where the figures are not comparable, share months, or are no counts, shares of counts
        or estimates with a published interval.

    Examples
    --------
    >>> from harmstats.comparison.compare import compare
    >>> found = change(compare("prc-stalking-8q", "YE Mar 2024", "YE Mar 2025"))
    >>> round(found.percent, 1), round(found.percent_low, 1), round(found.percent_high, 1)
    (5.3, 4.5, 6.1)
    >>> change(compare("prc-stalking-8q", "YE Mar 2020", "YE Mar 2021")).reason
    'the two figures are not like for like: Ex-partner rule (April 2020).'
    """
    a, b = comparison.earlier, comparison.later
    first, second = _period(a), _period(b)
    if not comparison.comparable:
        parted = [r for r in comparison.reasons if r.weight == "refuse"]
        said = "; ".join(r.label + (f" ({r.date:%B %Y})" if r.date else "") for r in parted)
        return Refusal(f"the two figures are not like for like: {said}.", comparison.nearest)
    if first.overlaps(second):
        return Refusal(f"{first.label} and {second.label} share months, so chance moves both alike.")
    if any(x["status"] == "official-rounded" for x in (a, b)):
        return Refusal("one of the figures is rounded at the source, and rounding is larger than chance.")
    measure = read(data_dir(data)).series[comparison.series].measure
    if a["unit"] == "percent" and pd.notna(a["numerator"]) and pd.notna(b["numerator"]):
        found = _shares(a, b, confidence)
    elif a["kind"] in ("survey", "study") or pd.notna(a["low"]):
        found = _estimates(a, b, confidence)
    elif measure in COUNTED and a["kind"] in EVENTS:
        found = _counts(a, b, population, per, confidence, exact)
    else:
        found = Refusal(f"a {measure} in {a['unit']} is no count of events, and no interval is published with it.")
    if isinstance(found, Refusal):
        return found
    years = (second.end.year - first.end.year) + (second.end.month - first.end.month) / 12
    return Change(comparison=comparison, confidence=confidence, years=years, **found)


def _counts(a: dict, b: dict, population, per: float, confidence: float, exact: bool) -> dict | Refusal:
    if min(a["value"], b["value"]) < 0:
        return Refusal("a negative count is a correction of earlier ones and has no Poisson limits.")
    if a["value"] + b["value"] == 0:
        return Refusal("both counts are zero: there is no change to put limits on.")
    earlier, later = population or (1, 1)
    scale = per if population else 1
    before, after = (
        intervals.rate([x["value"]], [people], scale, confidence, exact=exact).iloc[0]
        for x, people in ((a, earlier), (b, later))
    )
    ends = ("value", "low", "high")
    low, high = square_and_add(tuple(after[end] for end in ends), tuple(before[end] for end in ends))
    found = {
        "change": float(after["value"] - before["value"]), "low": float(low), "high": float(high),
        "unit": f"{a['unit']} per {per:,.0f}" if population else a["unit"],
        "percent": None, "percent_low": None, "percent_high": None,
        "method": EXACT_RATIO if exact else POISSON_RATIO, "note": intervals.RECORDED,
    }  # fmt: skip
    if a["value"] > 0:
        ratios = ratio_of_rates(b["value"], later, a["value"], earlier, confidence, exact=exact)
        found["percent"] = float(100 * (after["value"] / before["value"] - 1))
        found["percent_low"], found["percent_high"] = (float(100 * (ratio[0] - 1)) for ratio in ratios)
    return found


def _shares(a: dict, b: dict, confidence: float) -> dict:
    before, after = (100 * _wilson(x, confidence) for x in (a, b))
    low, high = square_and_add(tuple(after), tuple(before))
    ratio = ratio_of_shares(*((x["numerator"], x["denominator"]) for x in (b, a)), confidence)
    percent = (None, None, None) if ratio is None else tuple(float(100 * (part - 1)) for part in ratio)
    return {
        "change": float(after[0] - before[0]), "low": float(low), "high": float(high), "unit": "percentage points",
        "percent": percent[0], "percent_low": percent[1], "percent_high": percent[2],
        "method": NEWCOMBE, "note": "variation if each case were independent, not recording error",
    }  # fmt: skip


def _wilson(figure: dict, confidence: float) -> np.ndarray:
    found = intervals.wilson([figure["numerator"]], [figure["denominator"]], confidence)
    return found[["value", "low", "high"]].to_numpy()[0]


def _estimates(a: dict, b: dict, confidence: float) -> dict | Refusal:
    ends = ("value", "low", "high")
    if any(pd.isna(x[end]) for x in (a, b) for end in ends):
        return Refusal(
            "an interval is not published with both estimates, and none can be computed from estimates alone."
        )
    if confidence != AS_PUBLISHED:
        return Refusal("survey intervals are taken as published, at 95%.")
    low, high = square_and_add(*(tuple(x[end] for end in ends) for x in (b, a)))
    return {
        "change": float(b["value"] - a["value"]), "low": float(low), "high": float(high),
        "unit": "percentage points" if a["unit"] == "percent" else a["unit"],
        "percent": None, "percent_low": None, "percent_high": None,
        "method": SQUARE_AND_ADD, "note": "sampling error as published, samples taken as independent",
    }  # fmt: skip


def _period(figure: dict) -> Period:
    return Period(figure["period_start"].date(), figure["period_end"].date())
