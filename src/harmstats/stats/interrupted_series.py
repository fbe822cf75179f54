"""How much of a rise came at known changes of the rules, how much between: a sensitivity analysis, never a headline.

An interrupted time series of counts: steps at known dates, trends between, the season, errors scaled by dispersion.
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from .. import __version__
from ..core.errors import HarmstatsError
from ..core.periods import periods_of
from ..core.refusal import Refusal
from .count_models import Fit, regress, season
from .intervals import student

OWN, ONE = "own", "one"
LEAST_POINTS, LEAST_MEAN = 4, 5  # points in a stretch with its own trend; offences a period in it
PARTS = ["part", "added", "low", "high", "factor", "factor_low", "factor_high", "log_se"]
CHANGES, BETWEEN, ALL = "at the changes", "between the changes", "in all"
ASSUMED = {
    OWN: "assumes that each trend would have run straight, on a logarithmic scale, up to the change and from it on, "
    "and that nothing else moved recording at that moment",
    ONE: "assumes one trend throughout, so that every other bend of the curve is laid to the changes",
}


class KnownChange(Protocol):
    """A change of the rules, as the register of breaks has it."""

    @property
    def date(self) -> datetime.date: ...

    @property
    def label(self) -> str: ...


@dataclass(frozen=True)
class Interrupted:
    """A series with known interruptions.

    `steps`: one row a change (label, date, ratio of the level after to before, limits). `stretches`: the
    trend between (percentage change a year, limits). `split`: the parts of the rise from the first to the
    last fitted level, season taken out; `added` (in the unit of the counts; per person where a population
    is given) sums, `factor` multiplies. `share`: how much of the added came at the changes, in per cent; None where
    nothing clearly rose. `autocorrelation` of neighbouring residuals: far above zero, errors must be fitted as such.
    `months` is the length of a period.
    """

    steps: pd.DataFrame
    stretches: pd.DataFrame
    split: pd.DataFrame
    share: tuple[float, float, float] | None
    fitted: pd.DataFrame = field(repr=False)
    fit: Fit = field(repr=False)
    autocorrelation: float
    trends: str
    settle: int
    months: int
    package: str = f"harmstats {__version__}"

    def summary(self) -> str:
        """Say the split in one plain sentence, with what it assumes."""
        level = f"{100 * self.fit.confidence:g}% interval"
        total = self.split.set_index("part").loc[ALL]
        if self.share is None:
            limits = f"{level} {total['low']:+,.0f} to {total['high']:+,.0f}"
            return f"The level changed by {total['added']:+,.0f} ({limits}): no clear rise to divide."
        share, low, high = self.share
        length = {1: "month", 3: "quarter", 12: "year"}.get(self.months, "period")
        late = f"{self.settle} {length}s" if self.settle > 1 else length
        late = f", with what happened in the first {late} after each" if self.settle else ""
        return (
            f"Of the rise of {total['added']:,.0f} a {length}, {share:.0f}% ({level} {low:.0f}% to {high:.0f}%) "
            f"came at the {len(self.steps)} known change{'s' * (len(self.steps) > 1)}{late}, the rest between them; "
            f"this {ASSUMED[self.trends]}: a sensitivity analysis."
        )

    def to_frame(self) -> pd.DataFrame:
        """Return the split, a row a part, with the model."""
        named = {name: getattr(self.fit, name) for name in ("model", "formula", "dispersion", "package")}
        return self.split.assign(trends=self.trends, **named)


def interrupted(
    figures: pd.DataFrame,
    breaks: Sequence[KnownChange],
    *,
    population: ArrayLike | None = None,
    pairs: int = 0,
    trends: str = OWN,
    settle: int = 0,
    correlated: bool = False,
) -> Interrupted | Refusal:
    """Fit a series of counts with known interruptions.

    Parameters
    ----------
    figures : DataFrame
        One series, place and kind of period: ``period_start``, ``period_end``, ``value``.
    breaks : sequence of Break
        Known changes; a period that holds one has the step for its days after it.
    population : array_like of float, optional
        One a row of `figures`: the logarithm is the offset.
    pairs : int
        Harmonic pairs of the year.
    trends : {"own", "one"}
        A trend for every stretch, or one for all.
    settle : int
        Leave out so many periods after each change, and count what happened in them to it.
    correlated : bool
        Let the errors of neighbouring periods go together (:mod:`harmstats.stats.autocorrelation`).

    Returns
    -------
    Interrupted or Refusal

    Raises
    ------
    HarmstatsError
        If no change is given or one lies outside the periods, if these are of different lengths or one
        stands twice, or if a count is negative.

    References
    ----------
    Lopez Bernal J, Cummins S, Gasparrini A (2017), Interrupted time series regression for the evaluation of
    public health interventions, International Journal of Epidemiology 46: 348-355.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> months = pd.date_range("2020-01-01", periods=24, freq="MS")
    >>> values = [round(100 * 1.01**n * (1.5 if n >= 12 else 1)) for n in range(24)]
    >>> frame = pd.DataFrame({"period_start": months, "period_end": months + pd.offsets.MonthEnd(0), "value": values})
    >>> rule = SimpleNamespace(date=datetime.date(2021, 1, 1), label="New rule")
    >>> found = interrupted(frame, [rule], trends="one")
    >>> found.steps["ratio"].round(2).tolist(), [round(limit) for limit in found.share]
    ([1.5], [63, 63, 64])
    """
    if trends not in ASSUMED or min(settle, pairs) < 0 or not len(breaks):
        raise HarmstatsError(f"trends '{trends}', {len(breaks)} changes: use own or one, and give a change or more")
    rows, months = _periods(figures, population)
    if rows["value"].isna().all() or len(rows) < LEAST_POINTS:
        return Refusal(f"{rows['value'].notna().sum()} figures are too few: every stretch needs {LEAST_POINTS}.")
    origin = rows["period_start"].iloc[0]
    known = sorted((pd.Timestamp(b.date), b.label) for b in breaks)
    for day, label in known:
        if not origin < day < rows["period_end"].iloc[-1]:
            raise HarmstatsError(f"change '{label}': {day:%d %B %Y} lies outside the periods given")
    starts = np.array([_months(day, origin) for day in rows["period_start"]]) / months
    at = np.array([_months(day, origin) for day, _ in known]) / months
    kept = ~np.any([(starts >= np.floor(t)) & (starts < np.floor(t) + settle) for t in at], axis=0)
    rows, starts = rows[kept], starts[kept]
    stretch = np.searchsorted(at, starts, side="right")
    needed = LEAST_POINTS if trends == OWN else 1
    for number in range(len(known) + 1):
        values = rows.loc[stretch == number, "value"]
        if len(values) < needed:
            return Refusal(f"stretch {number + 1} has {len(values)} points and needs {needed}.")
        mean = values.mean()
        if mean < LEAST_MEAN:
            return Refusal(f"stretch {number + 1} has {mean:.1f} a period; below {LEAST_MEAN} no step is told.")
    year = months / 12
    design = pd.DataFrame(_terms(starts + 0.5, np.clip(starts[:, None] + 1 - at, 0, 1), at, year, trends), rows.index)
    if pairs:
        design = design.join(season(rows["period_start"].dt.month, pairs).set_index(rows.index))
    people = None if population is None else rows["people"]
    fit = regress(rows["value"], design, population=people, times=starts if correlated else None)
    if isinstance(fit, Refusal):
        return fit
    # the levels that part the rise: first, before and after each change, last
    landed = np.where(settle > 0, np.floor(at) + settle, at)
    when = np.array([starts[0] + 0.5, *np.column_stack([at, landed]).ravel(), starts[-1] + 0.5])
    passed = (np.arange(len(when))[:, None] // 2 > np.arange(len(at))).astype(float)
    points = pd.DataFrame(_terms(when, passed, at, year, trends)).reindex(columns=design.columns, fill_value=0.0)
    split, share, slopes = _split(fit, points.to_numpy(), [label for _, label in known], np.diff(when)[::2] * year)
    steps = split.iloc[: len(known)][["part", "factor", "factor_low", "factor_high", "log_se"]]
    steps = steps.set_axis(["label", "ratio", "low", "high", "log_se"], axis=1)
    steps.insert(1, "date", [day for day, _ in known])
    edges = [origin, *(day for day, _ in known), rows["period_end"].iloc[-1]]
    stretches = pd.DataFrame({"start": edges[:-1], "end": edges[1:]}).join(slopes)
    mean = np.exp(design.to_numpy() @ fit.terms["estimate"].to_numpy()) * (1 if people is None else people)
    residual = ((rows["value"] - mean) / np.sqrt(mean)).to_numpy()
    rho = float(residual[1:] @ residual[:-1] / (residual @ residual))
    return Interrupted(steps, stretches, split, share, rows.assign(fitted=mean), fit, rho, trends, settle, months)


@dataclass(frozen=True)
class Pooled:
    """One effect over many places, by random effects.

    `low` and `high`: limits of the mean; `spread_low` and `spread_high`: where one more place would lie.
    `tau`: standard deviation between places; `i2`: the part of the variation that is not chance.
    """

    value: float
    low: float
    high: float
    spread_low: float
    spread_high: float
    tau: float
    i2: float
    places: int
    confidence: float
    method: str = "random effects, Paule-Mandel, limits of Hartung-Knapp"

    def to_frame(self) -> pd.DataFrame:
        """Return the pooled effect as one row."""
        return pd.DataFrame([vars(self)])

    def summary(self) -> str:
        """Say the mean and the spread in one plain sentence."""
        return (
            f"{self.value:.3g} on average of {self.places} places ({100 * self.confidence:g}% interval {self.low:.3g} "
            f"to {self.high:.3g}); one more would lie between {self.spread_low:.3g} and {self.spread_high:.3g}."
        )


def pool(effects: ArrayLike, errors: ArrayLike, confidence: float = 0.95) -> Pooled | Refusal:
    """Pool effects of places, which are taken to differ, by random effects.

    Parameters
    ----------
    effects, errors : array_like of float, shape (k,)
        Estimates (of ratios: the logarithms) and standard errors.
    confidence : float

    Returns
    -------
    Pooled or Refusal

    Raises
    ------
    HarmstatsError
        If the two are of different lengths, an effect is missing, or an error is not above zero.

    References
    ----------
    Paule RC, Mandel J (1982), Journal of Research of the National Bureau of Standards 87: 377-385, for the
    spread; Hartung J, Knapp G (2001), Statistics in Medicine 20: 3875-3889, for the limits.

    Examples
    --------
    >>> pool([0.1, 0.3, 0.35, 0.65], [0.1, 0.1, 0.1, 0.1]).summary()
    '0.35 on average of 4 places (95% interval -0.0117 to 0.712); one more would lie between -0.655 and 1.36.'
    """
    from statsmodels.stats.meta_analysis import combine_effects

    value, se = np.asarray(effects, dtype=float), np.asarray(errors, dtype=float)
    if value.shape != se.shape or not (np.isfinite(value).all() and (se > 0).all()):
        raise HarmstatsError("effects and errors must be lists of one length, the errors above zero")
    if len(value) < 3:
        return Refusal(f"{len(value)} places are too few to say how places differ; three are needed.")
    pooled = combine_effects(value, se**2, method_re="iterated", use_t=True)
    mean, own, tau = float(pooled.mean_effect_re), float(pooled.sd_eff_w_re_hksj), float(np.sqrt(max(pooled.tau2, 0)))
    half = student(len(value) - 1, confidence) * own
    wide = student(len(value) - 2, confidence) * float(np.hypot(tau, own))
    limits = (mean - half, mean + half, mean - wide, mean + wide)
    return Pooled(mean, *limits, tau, max(float(pooled.i2), 0.0), len(value), confidence)


def _terms(t: np.ndarray, after: np.ndarray, at: np.ndarray, year: float, trends: str) -> dict[str, np.ndarray]:
    """Intercept, trend (years), a step and where wanted a bend of the trend for every change."""
    terms = {"start": np.ones(len(t)), "trend": t * year}
    for n in range(len(at)):
        terms[f"step {n + 1}"] = after[:, n]
        if trends == OWN:
            terms[f"turn {n + 1}"] = np.where(after[:, n] > 0, np.clip(t - at[n], 0, None) * year, 0)
    return terms


def _split(
    fit: Fit, points: np.ndarray, labels: list[str], lengths: np.ndarray
) -> tuple[pd.DataFrame, tuple[float, float, float] | None, pd.DataFrame]:
    """The parts of the rise, the share of it at the changes, and the trends, with limits by the delta method.

    `points` are the terms at the first level, before and after each change, and at the last; `lengths` the years
    of the stretches between.
    """
    estimates, covariance = fit.terms["estimate"].to_numpy(), fit.covariance.to_numpy()
    reach = student(fit.df, fit.confidence)

    def limits(value: float, gradient: np.ndarray) -> tuple[float, float, float]:
        half = reach * np.sqrt(gradient @ covariance @ gradient)
        return float(value), float(value - half), float(value + half)

    level = np.exp(points @ estimates)
    moved, added, raised = np.diff(points, axis=0), np.diff(level), np.diff(level[:, None] * points, axis=0)
    at, between = slice(1, None, 2), slice(0, None, 2)
    parts: list[tuple[str, Any, Any, Any]] = list(zip(labels, moved[at], added[at], raised[at], strict=True))
    for name, which in ((CHANGES, at), (BETWEEN, between)):
        parts.append((name, moved[which].sum(axis=0), added[which].sum(), raised[which].sum(axis=0)))
    grown, all_raised = level[-1] - level[0], level[-1] * points[-1] - level[0] * points[0]
    parts.append((ALL, points[-1] - points[0], grown, all_raised))
    table = []
    for part, logs, more, gradient in parts:
        factor = np.exp(limits(logs @ estimates, logs))
        table.append((part, *limits(more, gradient), *factor, float(np.sqrt(logs @ covariance @ logs))))
    yearly = moved[between] / lengths[:, None]
    slopes = [limits(row @ estimates, row) for row in yearly]
    _, _, jumped, jumps_raised = parts[len(labels)]
    gradient = 100 * (jumps_raised * grown - all_raised * jumped) / grown**2
    share = limits(100 * jumped / grown, gradient) if limits(grown, all_raised)[1] > 0 else None
    trends = pd.DataFrame(100 * np.expm1(slopes), columns=["annual", "low", "high"])
    return pd.DataFrame(table, columns=PARTS), share, trends


def _periods(figures: pd.DataFrame, population: ArrayLike | None) -> tuple[pd.DataFrame, int]:
    """The rows in order, and the length of their periods in months."""
    rows = figures[["period_start", "period_end", "value"]].reset_index(drop=True)
    if population is not None:
        rows["people"] = np.asarray(population, dtype=float)
    rows = rows.sort_values("period_start")
    if (rows["value"] < 0).any():
        raise HarmstatsError(f"a count of {rows['value'].min():g} is negative: leave corrections out")
    lengths = {period.months for period in periods_of(rows)}
    if len(lengths) != 1 or lengths == {0} or rows["period_start"].duplicated().any():
        raise HarmstatsError("the periods must be whole months of one length, each once: choose one place and axis")
    return rows, lengths.pop()


def _months(day: pd.Timestamp, origin: pd.Timestamp) -> float:
    """Months from one day to another, the days of a begun month as a part of it."""
    return float(12 * (day.year - origin.year) + day.month - origin.month + (day.day - origin.day) / day.days_in_month)
