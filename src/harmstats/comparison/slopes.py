"""Slopes inside the stretches of a series that may be compared, or why there is none.

A slope needs four points in one stretch between breaks. Nothing is fitted across a break.
"""

from dataclasses import dataclass, field
from pathlib import Path
from statistics import NormalDist

import numpy as np
import pandas as pd

from ..core.paths import data_dir
from ..core.periods import Period, periods_of
from ..core.refusal import Refusal
from ..core.registers import Series, read
from ..stats.autocorrelation import MOST
from ..stats.count_models import Fit, regress, season
from ..wording import caveats, sentences
from .change import COUNTED, EVENTS
from .trend import Trend

LEAST_POINTS = 4
WORDS = {1: "Months", 3: "Quarters", 6: "Half years", 12: "Years"}  # by length in months
# Published intervals of surveys are 95% ones.
PUBLISHED_REACH = 2 * NormalDist().inv_cdf(0.975)


@dataclass(frozen=True)
class Slope:
    """The annual percentage change of one comparable stretch, with limits.

    `pairs` are the harmonic pairs of the season; `caution` names registered changes inside the stretch that
    do not forbid comparison.
    """

    series: str
    title: str
    geography: str
    first: Period
    last: Period
    annual: float
    low: float
    high: float
    pairs: int
    fit: Fit = field(repr=False)
    caution: str
    unit: str

    @property
    def sentence(self) -> str:
        """The slope alone, for under a heading that names series and place."""
        share = self.unit == "percent"
        return sentences.slope(self.first, self.last, self.fit, season=self.pairs > 0, share=share)

    def summary(self) -> str:
        """Say the slope in one plain sentence."""
        return f"{self.title}, {self.geography}, {self.sentence} {self.caution}".strip()

    def to_frame(self) -> pd.DataFrame:
        """Return the slope as one row."""
        fit = self.fit
        where = {"series": self.series, "geography": self.geography, "from": self.first.label, "to": self.last.label}
        size = {"points": fit.n, "annual_percent_change": self.annual, "low": self.low, "high": self.high}
        named = ("confidence", "model", "formula", "errors", "dispersion", "correlation")
        how = {name: getattr(fit, name) for name in named}
        # no model has the alpha of a negative binomial; the key stays for those who read it
        return pd.DataFrame([{**where, **size, **how, "alpha": None, "caution": self.caution, "package": fit.package}])


def slopes(trend: Trend, *, data: str | Path | None = None) -> tuple[Slope | Refusal, ...]:
    """Fit a slope to every comparable stretch of a series.

    Counts and shares of counts have a quasi-Poisson model, estimates with a published interval a weighted
    log-linear one. The season of quarters has one harmonic pair, that of 24 months and more two. Errors of
    quarters and months may go together with those of their neighbours (:mod:`harmstats.stats.autocorrelation`),
    those of years may not.

    Parameters
    ----------
    trend : Trend
        As from :func:`harmstats.trend`.
    data : path, optional
        Another data folder; that of the trend without.

    Returns
    -------
    tuple of Slope or Refusal
        One a stretch, in order.

    Examples
    --------
    >>> import harmstats as hs
    >>> old, middle, new = slopes(hs.trend("prc-stalking-8q", start="YE Mar 2015", end="YE Mar 2025"))
    >>> round(new.annual, 1), round(new.low, 1), round(new.high, 1)
    (7.3, 2.8, 12.0)
    >>> middle.reason
    'a slope needs four points; YE Mar 2019 to YE Mar 2020 has 2.'
    """
    series = read(data_dir(data or trend.data)).series[trend.series]
    return tuple(_slope(trend, rows, series) for _, rows in trend.figures.groupby("segment", sort=True))


def _slope(trend: Trend, rows: pd.DataFrame, series: Series) -> Slope | Refusal:
    periods = periods_of(rows)
    first, last = periods[0], periods[-1]
    span = f"{first.label} to {last.label}"
    change = next((c for c in trend.changes if c.earlier["period"] in set(rows["period"])), None)
    if len(rows) < LEAST_POINTS:
        stretch = span if len(rows) > 1 else first.label
        return Refusal(f"a slope needs four points; {stretch} has {len(rows)}.", change)
    if first.months not in WORDS:
        return Refusal(f"a slope is fitted to months, quarters or years; {first.label} is none.", change)
    a_year = 12 // first.months
    if len(rows) < 2 * a_year and a_year > 1:
        return Refusal(f"{span} is shorter than two years, so season and trend cannot be told apart.", change)
    fitted = _fitted(rows, series.measure)
    if isinstance(fitted, Refusal):
        return fitted
    since = [(p.end.year - first.end.year) + (p.end.month - first.end.month) / 12 for p in periods]
    design = pd.DataFrame({"intercept": 1.0, "year": since})
    pairs = 0 if a_year == 1 else 2 if a_year == 12 and len(rows) >= 24 else 1
    if pairs:
        design = design.join(season([p.start.month for p in periods], pairs))
    fit = regress(design=design, times=a_year * design["year"] if a_year > 1 else None, **fitted)
    if isinstance(fit, Refusal):
        return Refusal(f"{span}: {fit.reason}", change)
    inside = [b for b in trend.breaks if b.starts_within(first.start, last.end) and b.weight == "warn"]
    care = [caveats.dated(b.label, b.date) for b in inside]
    if fit.correlation is not None and fit.correlation >= MOST:
        care.append(f"{WORDS[first.months]} leave the straight line for long at a time")
    place, unit, caution = rows["geography"].iloc[0], rows["unit"].iloc[0], caveats.take_care(care)
    return Slope(series.id, series.title, place, first, last, *fit.percent("year"), pairs, fit, caution, unit)


def _fitted(rows: pd.DataFrame, measure: str) -> dict[str, pd.Series] | Refusal:
    """What is fitted: counts, shares as counts of a total, or estimates with weights."""
    if rows["numerator"].notna().all() and (rows["unit"] == "percent").all():
        return {"counts": rows["numerator"], "population": rows["denominator"]}
    if rows[["low", "high"]].notna().all(axis=None) and (rows["low"] > 0).all():
        spread = np.log(rows["high"] / rows["low"]) / PUBLISHED_REACH
        return {"counts": rows["value"], "weights": spread**-2}
    if measure == "rate":
        return Refusal("a rate has no model without its counts; fit the series of counts, with a population.")
    if measure not in COUNTED or not rows["kind"].isin(EVENTS).all():
        return Refusal(f"a {measure} without counts behind it or a published interval has no model here.")
    return {"counts": rows["value"]}
