"""A known change of the rules in an annual series: the size of its jump, or a ratio known from outside.

After Chen and others (2020). The jump model estimates the jump and takes the trend to run on through
it; the comparability-ratio model takes the ratio from figures coded both ways and carries its error.
No such double coding of recorded stalking is known, so for it only the first is open.
"""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import NormalDist

import numpy as np
import pandas as pd

from .. import __version__
from ..core.errors import HarmstatsError
from ..core.refusal import Refusal
from .count_models import LOG_LINEAR, Fit, regress

JUMP, RATIO = "jump estimated", "comparability ratio"
REFERENCE = "Chen HS and others (2020), Journal of Official Statistics 36(1): 49-62"


@dataclass(frozen=True)
class ComparabilityRatio:
    """Figures under the new rules over figures under the old ones, for cases coded both ways.

    Examples
    --------
    >>> melanoma = ComparabilityRatio(0.9677, 0.0032)
    >>> round(melanoma.low, 4), round(melanoma.high, 4)
    (0.9614, 0.974)
    >>> melanoma.summary()
    'Ratio 0.9677 (95% interval 0.9614 to 0.9740): the old rules count 3.3% more than the new (2.7% to 4.0%).'
    """

    ratio: float
    se: float
    confidence: float = 0.95

    def __post_init__(self):
        if not (np.isfinite([self.ratio, self.se]).all() and self.ratio > 0 and self.se > 0):
            raise HarmstatsError(f"comparability ratio {self.ratio:g}, error {self.se:g}: both must be above zero")
        if not 0 < self.confidence < 1:
            raise HarmstatsError(f"confidence {self.confidence} is not between 0 and 1: write 0.95 for 95%")

    @property
    def low(self) -> float:
        """Lower limit of the ratio."""
        return self.ratio - _reach(self.confidence) * self.se

    @property
    def high(self) -> float:
        """Upper limit of the ratio."""
        return self.ratio + _reach(self.confidence) * self.se

    @property
    def percent(self) -> tuple[float, float, float]:
        """How much more the old rules count than the new, in per cent, with limits."""
        return tuple(100 * (1 / ratio - 1) for ratio in (self.ratio, self.high, self.low))

    def summary(self) -> str:
        """Say the ratio in one plain sentence."""
        more, *limits = self.percent
        word = "more" if more >= 0 else "fewer"
        least, most = sorted(limits, key=abs) if min(limits) * max(limits) > 0 else limits
        shown = (more, least, most) if more >= 0 else (-more, -least, -most)
        return (
            f"Ratio {self.ratio:.4f} ({100 * self.confidence:g}% interval {self.low:.4f} to {self.high:.4f}): the old "
            "rules count {:.1f}% {} than the new ({:.1f}% to {:.1f}%).".format(shown[0], word, *shown[1:])
        )

    def to_frame(self) -> pd.DataFrame:
        """Return the ratio as one row."""
        names = ("ratio", "se", "low", "high")
        return pd.DataFrame([{name: getattr(self, name) for name in names}])


@dataclass(frozen=True)
class Jump:
    """A trend with known changes of level.

    `jumps` has one row a change (last time before it, ratio of after to before, limits, how known);
    `slopes` one a stretch between bends (percentage change a year, limits). `inflation`: how many times
    wider the slope's error is than without the jumps.
    """

    model: str
    jumps: pd.DataFrame
    slopes: pd.DataFrame
    fitted: pd.DataFrame = field(repr=False)
    fit: Fit = field(repr=False)
    inflation: float
    reference: str = REFERENCE
    package: str = f"harmstats {__version__}"

    def summary(self) -> str:
        """Say the jumps in one plain sentence, and what they rest on."""
        said = "; ".join(
            f"after {r.after:g}, {r.ratio:.3f} ({r.low:.3f} to {r.high:.3f})" for r in self.jumps.itertuples()
        )
        slope = "; ".join(f"{r.percent:+.1f}% ({r.low:+.1f}% to {r.high:+.1f}%)" for r in self.slopes.itertuples())
        rest = (
            "if the trend ran on through each change as before" if self.model == JUMP else "with the ratio from outside"
        )
        return (
            f"Ratio of level {said} ({100 * self.fit.confidence:g}% interval); trend a year {slope}, {rest}: a "
            f"sensitivity analysis on {self.fit.df} residual degrees of freedom."
        )

    def to_frame(self) -> pd.DataFrame:
        """Return the jumps, a row each, with the model."""
        return self.jumps.assign(model=self.model, formula=self.fit.formula, package=self.fit.package)

    def distance(self, ratio: ComparabilityRatio, which: int = 0) -> float:
        """How many standard errors an estimated jump lies from a ratio known from outside; distrust it beyond 2."""
        row = self.jumps.iloc[which]
        return float((np.log(row["ratio"]) - np.log(ratio.ratio)) / np.hypot(row["log_se"], ratio.se / ratio.ratio))


def jump(
    times,
    values,
    errors=None,
    *,
    changes: Sequence[float],
    bends: Sequence[float] = (),
    ratios: Sequence[ComparabilityRatio] | None = None,
    confidence: float = 0.95,
) -> Jump | Refusal:
    """Fit a log-linear trend with known changes of level.

    Parameters
    ----------
    times : array_like of float, shape (n,)
        Years, rising.
    values, errors : array_like of float, shape (n,)
        Rates or counts above zero, and their standard errors; alike in the logarithm without.
    changes : sequence of float
        The last time before each change; the jump lies half-way to the next.
    bends : sequence of float
        Times where the trend turns, already known.
    ratios : sequence of ComparabilityRatio, optional
        One a change: the figures before it are multiplied by the ratio, and no jump is estimated.
    confidence : float

    Returns
    -------
    Jump or Refusal

    Raises
    ------
    HarmstatsError
        If the times are not rising, a value is negative, or a change lies outside the series.

    Notes
    -----
    The trend is one on both sides of a change. Where a rule draws offences in from another class over
    several years that is doubtful, and the jump is then too large or too small. NCI's program allows
    one jump; with several, `inflation` says what each costs.

    Examples
    --------
    >>> years = range(2010, 2020)
    >>> rates = [10 * 1.02**n * (1.3 if n > 4 else 1) * (1.01 if n % 2 else 0.99) for n in range(10)]
    >>> found = jump(years, rates, changes=[2014])
    >>> found.jumps[["after", "ratio"]].round(2).values.tolist()
    [[2014.0, 1.31]]
    """
    checked = ordered(times, values, errors)
    if isinstance(checked, Refusal):
        return checked
    t, y, se = checked
    places = [inside(place, t, "change") for place in changes]
    if ratios is not None and len(ratios) != len(places):
        raise HarmstatsError(f"{len(ratios)} ratios for {len(places)} changes: give one for each")
    if not places:
        raise HarmstatsError("no change is given: the jump model needs the last time before each")
    before = np.column_stack([t <= place for place in places]).astype(float)
    design = {"start": np.ones(len(t)), "trend": t - t[0]}
    design |= {f"bend {b:g}": np.clip(t - inside(b, t, "bend"), 0, None) for b in bends}
    plain = pd.DataFrame(design)
    names = [f"jump after {place:g}" for place in places]
    weights = None if se is None else (y / se) ** 2
    if ratios is None:
        terms = plain.join(pd.DataFrame(1 - before, columns=names))
        fit = regress(y, terms, model=LOG_LINEAR, weights=weights, confidence=confidence)
        shift, extra = np.zeros(len(t)), None
    else:
        terms, shift = plain, before @ np.log([r.ratio for r in ratios])
        fit = regress(y * np.exp(shift), terms, model=LOG_LINEAR, weights=weights, confidence=confidence)
        extra = [r.se / r.ratio for r in ratios]
    if isinstance(fit, Refusal):
        return fit
    x, w = terms.to_numpy(), np.ones(len(t)) if weights is None else weights
    bread = np.linalg.inv(x.T @ (x * w[:, None]))
    covariance = fit.covariance.to_numpy()
    if extra is not None:
        moved = bread @ x.T @ (before * w[:, None]) * extra
        covariance = covariance + moved @ moved.T
    lean = plain.to_numpy()
    inflation = np.sqrt(bread[1, 1] / np.linalg.inv(lean.T @ (lean * w[:, None]))[1, 1])
    estimates = fit.terms["estimate"].to_numpy()
    reach = student(fit.df, confidence)
    slopes = []
    edges = [t[0], *sorted(bends), t[-1]]
    for n, (start, end) in enumerate(itertools.pairwise(edges)):
        row = np.zeros(len(estimates))
        row[1] = 1
        for column, bend in enumerate(bends, start=2):
            row[column] = bend <= start and n > 0
        middle, half = row @ estimates, reach * np.sqrt(row @ covariance @ row)
        limits = 100 * np.expm1([middle, middle - half, middle + half])
        slopes.append({"start": start, "end": end, **dict(zip(("percent", "low", "high"), limits, strict=True))})
    if ratios is None:
        found = fit.terms.loc[names]
        jumps = pd.DataFrame({"after": places, **np.exp(found[["estimate", "low", "high"]]).to_dict("list")})
        jumps = jumps.rename(columns={"estimate": "ratio"}).assign(log_se=found["se"].to_numpy(), known=JUMP)
    else:
        jumps = pd.concat([r.to_frame() for r in ratios], ignore_index=True).rename(columns={"se": "log_se"})
        jumps = jumps[["ratio", "low", "high", "log_se"]].assign(known=RATIO, log_se=extra)
        jumps.insert(0, "after", places)
    line = np.exp(x @ estimates - shift)
    fitted = pd.DataFrame({"time": t, "value": y, "fitted": line})
    return Jump(RATIO if ratios is not None else JUMP, jumps, pd.DataFrame(slopes), fitted, fit, float(inflation))


def ordered(times, values, errors=None) -> tuple[np.ndarray, np.ndarray, np.ndarray | None] | Refusal:
    """Check a series for a model of its logarithm; return it without missing values, or say why not.

    Examples
    --------
    >>> ordered([2019], [3.0]).reason
    'a trend needs four points; there is 1.'
    """
    t, y = np.asarray(times, dtype=float), np.asarray(values, dtype=float)
    se = None if errors is None else np.asarray(errors, dtype=float)
    if t.ndim != 1 or t.shape != y.shape or (se is not None and se.shape != y.shape):
        raise HarmstatsError("times, values and errors must be lists of the same length")
    if not np.isfinite(t).all() or (np.diff(t) <= 0).any():
        raise HarmstatsError("the times must be numbers that rise, each once")
    if (y < 0).any():
        raise HarmstatsError(f"value {y[y < 0][0]:g} at {t[y < 0][0]:g} is negative: it has no logarithm")
    kept = np.isfinite(y) if se is None else np.isfinite(y) & np.isfinite(se)
    t, y, se = t[kept], y[kept], None if se is None else se[kept]
    if se is not None and (se <= 0).any():
        raise HarmstatsError(f"the standard error at {t[se <= 0][0]:g} is not above zero")
    if not len(y):
        return Refusal("every value is missing.")
    if len(y) < 4:
        return Refusal(f"a trend needs four points; there {'is 1' if len(y) == 1 else f'are {len(y)}'}.")
    if (y == 0).any():
        return Refusal(f"the value at {t[y == 0][0]:g} is zero and has no logarithm; use a model of counts.")
    if np.ptp(y) == 0:
        return Refusal(f"every value is {y[0]:g}; what does not vary has no trend to test.")
    return t, y, se


def inside(place: float, times: np.ndarray, what: str) -> float:
    """Return a place that lies in a series with points on both sides, as the last time at or before it."""
    if not times[0] <= place < times[-1]:
        raise HarmstatsError(f"{what} {place:g} is outside the series: it runs from {times[0]:g} to {times[-1]:g}")
    return float(times[times <= place][-1]) if what == "change" else float(place)


def _reach(confidence: float) -> float:
    return NormalDist().inv_cdf(1 - (1 - confidence) / 2)


def student(df: int, confidence: float) -> float:
    """Two-sided quantile of Student's t."""
    from scipy.stats import t

    return float(t.ppf(1 - (1 - confidence) / 2, df))
