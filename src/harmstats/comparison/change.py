"""A change with its interval: from two figures that may be compared, or a refusal.

The interval says how far chance alone would carry two independent counts around constant rates; it
knows nothing of recording. Where there is no honest interval the answer is a
:class:`harmstats.core.refusal.Refusal`, a value that says why and what may be asked instead.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from .. import __version__
from ..core.paths import data_dir
from ..core.periods import Period
from ..core.refusal import Refusal
from ..core.registers import read
from ..stats import intervals, ratios
from ..wording import sentences
from .result import Comparison

# Measures that count events; a stock, a median or a change as published is no Poisson count.
COUNTED = ("count", "total")
# Kinds of series that count events; a population is no event, and an estimate of a survey no count.
EVENTS = ("recorded", "outcome", "court", "helpline", "report")


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
    method: str
    note: str
    confidence: float = sentences.CONFIDENCE
    package: str = f"harmstats {__version__}"

    def summary(self) -> str:
        """Say the change in one plain sentence, then its interval and what may be wrong with it."""
        return f"{self.comparison.summary()} {self.limits} {self.comparison.caution}".strip()

    @property
    def limits(self) -> str:
        """The interval in words, for under a sentence that has the change itself."""
        percent = self.percent_low, self.percent_high
        return sentences.interval(self.comparison.earlier, (self.low, self.high, self.unit), percent, self.note)

    def to_frame(self) -> pd.DataFrame:
        """Return the change as one row."""
        a, b = self.comparison.earlier, self.comparison.later
        row = {"series": self.comparison.series, "geography": a["geography"], "from": a["period"], "to": b["period"]}
        return pd.DataFrame([row | {name: value for name, value in vars(self).items() if name != "comparison"}])


def change(comparison: Comparison, *, data: str | Path | None = None) -> Change | Refusal:
    """Put limits on a change, where the comparison is valid.

    Parameters
    ----------
    comparison : Comparison
        As from :func:`harmstats.compare`.
    data : path, optional
        Another data folder.

    Returns
    -------
    Change or Refusal
        At 95%. A refusal where the figures are not comparable, share months, or are no counts, shares of
        counts or estimates with a published interval.

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
    first, second = Period.of(a), Period.of(b)
    if not comparison.comparable:
        why = "; ".join(reason.dated for reason in comparison.refusals)
        return Refusal(f"the two figures are not like for like: {why}.", comparison.nearest)
    if first.overlaps(second):
        return Refusal(f"{first.label} and {second.label} share months, so chance moves both alike.")
    if "official-rounded" in (a["status"], b["status"]):
        return Refusal("one of the figures is rounded at the source, and rounding is larger than chance.")
    measure = read(data_dir(data)).series[comparison.series].measure
    if a["unit"] == "percent" and pd.notna(a["numerator"]) and pd.notna(b["numerator"]):
        return _of_shares(comparison)
    if a["kind"] in ("survey", "study") or pd.notna(a["low"]):
        return _of_estimates(comparison)
    if measure in COUNTED and a["kind"] in EVENTS:
        return _of_counts(comparison)
    return Refusal(f"a {measure} in {a['unit']} is no count of events, and no interval is published with it.")


def _of_counts(comparison: Comparison) -> Change | Refusal:
    a, b = comparison.earlier, comparison.later
    if min(a["value"], b["value"]) < 0:
        return Refusal("a negative count is a correction of earlier ones and has no Poisson limits.")
    if a["value"] + b["value"] == 0:
        return Refusal("both counts are zero: there is no change to put limits on.")
    counts = [a["value"], b["value"]]
    limits = intervals.poisson(counts, sentences.CONFIDENCE).assign(value=counts)
    before, after = limits[["value", "low", "high"]].to_numpy()
    ratio = ratios.ratio_of_rates((b["value"], 1), (a["value"], 1), sentences.CONFIDENCE)
    return _changed(comparison, before, after, a["unit"], ratio, ratios.POISSON_RATIO, intervals.RECORDED)


def _of_shares(comparison: Comparison) -> Change:
    figures = comparison.earlier, comparison.later
    counts, totals = ([figure[name] for figure in figures] for name in ("numerator", "denominator"))
    before, after = 100 * intervals.wilson(counts, totals, sentences.CONFIDENCE)[["value", "low", "high"]].to_numpy()
    ratio = ratios.ratio_of_shares((counts[1], totals[1]), (counts[0], totals[0]), sentences.CONFIDENCE)
    note = "variation if each case were independent, not recording error"
    return _changed(comparison, before, after, sentences.POINTS, ratio, ratios.NEWCOMBE, note)


def _of_estimates(comparison: Comparison) -> Change | Refusal:
    before, after = (tuple(x[end] for end in ("value", "low", "high")) for x in (comparison.earlier, comparison.later))
    if any(pd.isna(end) for end in (*before, *after)):
        return Refusal(
            "an interval is not published with both estimates, and none can be computed from estimates alone."
        )
    unit = sentences.POINTS if comparison.earlier["unit"] == "percent" else comparison.earlier["unit"]
    note = "sampling error as published, samples taken as independent"
    return _changed(comparison, before, after, unit, None, ratios.SQUARE_AND_ADD, note)


def _changed(
    comparison: Comparison, before: Any, after: Any, unit: str, ratio: ratios.Limits | None, method: str, note: str
) -> Change:
    """A change from value, low and high of both figures, and from their ratio where it may be told."""
    low, high = ratios.square_and_add(after, before)
    percent, percent_low, percent_high = (None if ratio is None else 100 * (ratio[n] - 1) for n in range(3))
    size = float(after[0] - before[0])
    return Change(comparison, size, low, high, unit, percent, percent_low, percent_high, method, note)
