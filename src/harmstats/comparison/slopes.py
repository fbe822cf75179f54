"""Slopes inside the stretches of a series that may be compared, or why there is none.

A slope needs four points in one stretch between breaks. Nothing is fitted across a break, and nothing
is foretold across or beyond one.
"""

from dataclasses import dataclass, field
from pathlib import Path
from statistics import NormalDist

import numpy as np
import pandas as pd

from ..core.paths import data_dir
from ..core.periods import Period, periods_of
from ..core.refusal import Refusal
from ..core.registers import Registers, read
from ..core.words import number
from ..stats.autocorrelation import MOST
from ..stats.count_models import LOG_LINEAR, NB2, QUASI, Fit, regress, season
from .change import COUNTED, EVENTS
from .trend import Trend

LEAST_POINTS = 4
# NB2 estimates one thing more than quasi-Poisson, and its errors are those of long series.
LEAST_NB2 = 24
WORDS = {1: "Months", 3: "Quarters", 6: "Half years", 12: "Years"}  # by length in months
# No further ahead than this part of the stretch that was fitted.
AHEAD = 0.5
# Published intervals of surveys are 95% ones.
PUBLISHED_REACH = 2 * NormalDist().inv_cdf(0.975)


@dataclass(frozen=True)
class Slope:
    """The annual percentage change of one comparable stretch, with limits.

    `data` has what was fitted: period, count, people (or total), weight, years since the first period.
    `caution` names registered changes inside the stretch that do not forbid comparison.
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
    fit: Fit
    data: pd.DataFrame = field(repr=False)
    caution: str = ""
    unit: str = ""

    @property
    def sentence(self) -> str:
        """The slope alone, for under a heading that names series and place."""
        fit = self.fit
        # a share that falls from 20% to 18% falls by 10% a year, not by 2
        of = " of itself" if self.unit == "percent" else ""
        said = f"{self.first.label} to {self.last.label}: {self.annual:+.1f}%{of} a year"
        return f"{said} ({100 * fit.confidence:g}% interval {self.low:+.1f}% to {self.high:+.1f}%); {self._how}."

    @property
    def _how(self) -> str:
        told = f"{self.fit.model} through {self.fit.n} points" + (", season taken out" if self.pairs else "")
        size = self.fit.dispersion
        return told if self.fit.model == LOG_LINEAR else f"{told}, dispersion {size:,.{0 if size >= 10 else 1}f}"

    def summary(self) -> str:
        """Say the slope in one plain sentence."""
        return f"{self.title}, {self.geography}, {self.sentence} {self.caution}".strip()

    def to_frame(self) -> pd.DataFrame:
        """Return the slope as one row."""
        fit = self.fit
        row = {
            "series": self.series, "geography": self.geography, "from": self.first.label, "to": self.last.label,
            "points": fit.n, "annual_percent_change": self.annual, "low": self.low, "high": self.high,
            "confidence": fit.confidence, "model": fit.model, "formula": fit.formula, "errors": fit.errors,
            "dispersion": fit.dispersion, "correlation": fit.correlation, "alpha": fit.alpha,
            "caution": self.caution, "package": fit.package,
        }  # fmt: skip
        return pd.DataFrame([row])


@dataclass(frozen=True)
class Forecast:
    """What a slope gives for a period, with limits for one new figure; if the rules stay as they are."""

    slope: Slope
    period: Period
    value: float
    low: float
    high: float

    def summary(self) -> str:
        """Say it in one plain sentence."""
        level = f"{100 * self.slope.fit.confidence:g}%"
        return (
            f"{self.slope.title}, {self.slope.geography}: {number(round(self.value))} ({level} interval "
            f"{number(round(self.low))} to {number(round(self.high))}) in {self.period.label}, if the change from "
            f"{self.slope.first.label} to {self.slope.last.label} and the rules of recording go on."
        )

    def to_frame(self) -> pd.DataFrame:
        """Return the forecast as one row."""
        row = {"period": self.period.label, "value": self.value, "low": self.low, "high": self.high}
        return self.slope.to_frame()[["series", "geography", "model", "package"]].assign(**row)


def slopes(
    found: Trend,
    *,
    model: str | None = None,
    population: pd.DataFrame | None = None,
    pairs: int | None = None,
    lags: int | None = None,
    confidence: float = 0.95,
    data: str | Path | None = None,
) -> tuple[Slope | Refusal, ...]:
    """Fit a slope to every comparable stretch of a series.

    Parameters
    ----------
    found : Trend
        As from :func:`harmstats.trend`.
    model : str, optional
        One of :data:`harmstats.stats.count_models.MODELS`; without it quasi-Poisson for counts and shares of
        counts, weighted log-linear for estimates with a published interval.
    population : DataFrame, optional
        Rows of ``population-mid-year`` for the place: rates are fitted, with the last estimate dated
        before each period starts, as ONS divides.
    pairs : int, optional
        Harmonic pairs; without it none for years, one for quarters, two for 24 months and more.
    lags : int, optional
        Of Newey-West errors, 0 for independent ones; without it errors of quarters and months may go
        together with those of their neighbours (:mod:`harmstats.stats.autocorrelation`), and those of years may not.
    confidence : float
        Between 0 and 1.
    data : path, optional
        Another data folder; that of the trend without.

    Returns
    -------
    tuple of Slope or Refusal
        One a stretch, in order.

    Examples
    --------
    >>> from harmstats.comparison.trend import trend
    >>> old, middle, new = slopes(trend("prc-stalking-8q", start="YE Mar 2015", end="YE Mar 2025"))
    >>> round(new.annual, 1), round(new.low, 1), round(new.high, 1)
    (7.3, 2.8, 12.0)
    >>> middle.reason
    'a slope needs four points; YE Mar 2019 to YE Mar 2020 has 2.'
    """
    registers = read(data_dir(data or found.data))
    people = None if population is None else _people(found.figures, population)
    return tuple(
        _slope(found, rows, registers, people, model, pairs, lags, confidence)
        for _, rows in found.figures.groupby("segment", sort=True)
    )


def forecast(slope: Slope, period: str, *, data: str | Path | None = None) -> Forecast | Refusal:
    """Carry a slope to a period, at most half its own length ahead and never past a break.

    Parameters
    ----------
    slope : Slope
    period : str
        Of the kind that was fitted, for example ``YE Mar 2026``.
    data : path, optional
        Another data folder.

    Returns
    -------
    Forecast or Refusal
        For rates and shares with the people or total of the last period fitted.

    Examples
    --------
    >>> from harmstats.comparison.trend import trend
    >>> old, *_ = slopes(trend("prc-stalking-8q", start="YE Mar 2015", end="YE Mar 2025"))
    >>> forecast(old, "YE Mar 2019").reason
    'between YE Mar 2018 and YE Mar 2019 lies a break: Course of conduct rule (April 2018).'
    """
    wanted = Period.parse(period)
    if wanted.axis != slope.last.axis:
        return Refusal(f"{wanted.label} is not one of the {slope.last.axis} that were fitted.", slope)
    if wanted.end < slope.first.end:
        return Refusal(f"{wanted.label} lies before the first figure fitted, {slope.first.label}.", slope)
    for b in read(data_dir(data)).breaks_of(slope.series, slope.geography):
        gap = b.kind == "coverage" and b.date <= wanted.end and b.until >= wanted.start
        if b.weight == "refuse" and (gap or slope.last.start < b.date <= wanted.end):
            told = f"{b.label} ({b.date:%B %Y})"
            return Refusal(f"between {slope.last.label} and {wanted.label} lies a break: {told}.", slope)
    length = (slope.last.end - slope.first.start).days
    if (wanted.end - slope.last.end).days > AHEAD * length:
        reason = f"{wanted.label} is further ahead of {slope.last.label} than half the stretch that was fitted."
        return Refusal(reason, slope)
    return _carried(slope, wanted)


def _carried(slope: Slope, wanted: Period) -> Forecast:
    from scipy import stats

    fit, fitted = slope.fit, slope.data
    row = _design([wanted], slope.first, slope.pairs)[fit.terms.index].to_numpy()[0]
    log_mean = row @ fit.terms["estimate"].to_numpy() + np.log(fitted["people"].iloc[-1])
    mean = np.exp(log_mean)
    own = {
        NB2: 1 / mean + (fit.alpha or 0),
        LOG_LINEAR: fit.dispersion / fitted["weight"].median(),
    }.get(fit.model, (max(fit.dispersion, 1) if fit.model == QUASI else 1) / mean)
    reach = stats.t.ppf(1 - (1 - fit.confidence) / 2, fit.df) * np.sqrt(row @ fit.covariance.to_numpy() @ row + own)
    return Forecast(slope, wanted, *(float(np.exp(log_mean + sign * reach)) for sign in (0, -1, 1)))


def _slope(found: Trend, rows: pd.DataFrame, registers: Registers, people, model, pairs, lags, confidence):
    series, place = registers.series[found.series], rows["geography"].iloc[0]
    rows = rows[rows["value"].notna()].sort_values("period_end")
    if rows.empty:
        return Refusal("every figure is missing.")
    periods = periods_of(rows)
    first, last = periods[0], periods[-1]
    span = f"{first.label} to {last.label}"
    change = next((c for c in found.changes if c.earlier["period"] in set(rows["period"])), None)
    if len(rows) < LEAST_POINTS:
        stretch = span if len(rows) > 1 else first.label
        return Refusal(f"a slope needs four points; {stretch} has {len(rows)}.", change)
    if model == NB2 and len(rows) < LEAST_NB2:
        return Refusal(f"{NB2} needs dozens of points; {span} has {len(rows)}.", change)
    if change is None or rows["scope"].nunique() > 1:
        return Refusal(f"the figures of {span} differ in what they cover and may not be compared throughout.", change)
    if first.months not in WORDS:
        return Refusal(f"a slope is fitted to months, quarters or years; {first.label} is none.", change)
    a_year = 12 // first.months
    if len(rows) < 2 * a_year and a_year > 1:
        return Refusal(f"{span} is shorter than two years, so season and trend cannot be told apart.", change)
    data = _data(rows, series.measure, None if people is None else people[rows.index])
    if isinstance(data, Refusal):
        return data
    if pairs is None:
        pairs = 0 if a_year == 1 else 2 if a_year == 12 and len(rows) >= 24 else 1
    design = _design(periods, first, pairs)
    times = a_year * design["year"] if lags is None and a_year > 1 else None
    known = model or (LOG_LINEAR if data["weight"].nunique() > 1 else QUASI)
    fit = regress(
        data["count"], design, model=known, population=data["people"] if (data["people"] != 1).any() else None,
        weights=data["weight"], times=times, lags=lags or 0, confidence=confidence,
    )  # fmt: skip
    if isinstance(fit, Refusal):
        return Refusal(f"{span}: {fit.reason}", change)
    inside = [b for b in found.breaks if first.start < b.date <= last.end and b.weight == "warn"]
    said = [f"{b.label} ({b.date:%B %Y})" for b in inside]
    if fit.correlation is not None and fit.correlation >= MOST:
        said.append(f"{WORDS[first.months]} leave the straight line for long at a time")
    caution = f"Take care: {'; '.join(said)}." if said else ""
    data, unit = data.assign(period=rows["period"], years=design["year"].to_numpy()), rows["unit"].iloc[0]
    return Slope(series.id, series.title, place, first, last, *fit.percent("year"), pairs, fit, data, caution, unit)


def _data(rows: pd.DataFrame, measure: str, people: pd.Series | None) -> pd.DataFrame | Refusal:
    """What is fitted: counts with people, shares as counts of a total, or estimates with weights."""
    if rows["numerator"].notna().all() and (rows["unit"] == "percent").all():
        return pd.DataFrame({"count": rows["numerator"], "people": rows["denominator"], "weight": 1.0})
    if rows[["low", "high"]].notna().all(axis=None) and (rows["low"] > 0).all():
        spread = np.log(rows["high"] / rows["low"]) / PUBLISHED_REACH
        return pd.DataFrame({"count": rows["value"], "people": 1.0, "weight": spread**-2})
    if measure == "rate":
        return Refusal("a rate has no model without its counts; fit the series of counts, with a population.")
    if measure not in COUNTED or not rows["kind"].isin(EVENTS).all():
        return Refusal(f"a {measure} without counts behind it or a published interval has no model here.")
    return pd.DataFrame({"count": rows["value"], "people": 1.0 if people is None else people, "weight": 1.0})


def _design(periods: list[Period], first: Period, pairs: int) -> pd.DataFrame:
    """Intercept, years since the first period, and season."""
    since = [(p.end.year - first.end.year) + (p.end.month - first.end.month) / 12 for p in periods]
    terms = pd.DataFrame({"intercept": 1.0, "year": since})
    if not pairs:
        return terms
    # the terms of a whole year, so that one period alone has them all
    months = range(1, 13, first.months) if first.months < 12 else range(1, 2)
    names = season([(first.start.month - 1 + m - 1) % 12 + 1 for m in months], pairs).columns
    angle = [2 * np.pi * (p.start.month - 1) / 12 for p in periods]
    waves = {n: (np.cos if n.startswith("cos") else np.sin)(int(n[4:]) * np.array(angle)) for n in names}
    return terms.assign(**waves)


def _people(figures: pd.DataFrame, population: pd.DataFrame) -> pd.Series:
    """The last estimate dated before each period starts; missing where there is none."""
    held = population[population["breakdown"] == ""].sort_values("period_end")
    known = held.set_index("period_end")["value"]
    at = known.index.searchsorted(figures["period_start"], side="left") - 1
    values = np.where(at >= 0, known.to_numpy()[at], np.nan)
    return pd.Series(values, index=figures.index)
