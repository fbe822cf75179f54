"""Where the trend of one comparable stretch bends: joinpoint regression with its whole path of choice.

After Kim and others (2000), Statistics in Medicine 19: 335-351. A bend found in a line is not a change
of the rules, and is never called one. Known changes are given: each is a jump, beside which no bend is offered.
"""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from .. import __version__
from ..core.errors import HarmstatsError
from ..core.refusal import Refusal
from .intervals import student

GAP = 3  # points in a segment, and between a joinpoint and either end
MOST = ((7, 0), (12, 1), (17, 2), (22, 3))  # below so many points, at most so many joinpoints; then 4
PERMUTATIONS, SEED = 4499, 7160  # as NCI's program has them
LEVEL, CONFIDENCE = 0.05, 0.95  # of all tests together; of the limits
CHUNK = 100  # permutations at once
EXACT = 1e-22  # part of the sum of squares that is rounding


@dataclass(frozen=True)
class Joinpoints:
    """A log-linear trend in segments.

    `places` are the bends; `segments` has start, end, apc (annual percentage change), low, high; `models`
    the best fit with each number of bends (places, sse, bic); `tests` each step of the permutation test
    (against, p, level, verdict). `changes` are known, not found. `slopes` and `covariance` are those of the
    segments, of the logarithm a year, on `df` degrees of freedom.
    """

    places: tuple[float, ...]
    chosen_by: str
    segments: pd.DataFrame
    models: pd.DataFrame
    tests: pd.DataFrame
    fitted: pd.DataFrame = field(repr=False)
    changes: tuple[float, ...]
    slopes: np.ndarray = field(repr=False)
    covariance: np.ndarray = field(repr=False)
    df: int
    formula: str
    method: str = "weighted least squares of the logarithm, grid search over the observed times"
    package: str = f"harmstats {__version__}"

    def summary(self) -> str:
        """Say the trend in plain sentences."""
        trends = "; ".join(
            f"{r.apc:+.1f}% a year ({r.low:+.1f}% to {r.high:+.1f}%) from {r.start:g} to {r.end:g}"
            for r in self.segments.itertuples()
        )
        bends = f"bends at {', '.join(f'{p:g}' for p in self.places)}" if self.places else "no bend"
        known = f" Known changes after {', '.join(f'{c:g}' for c in self.changes)} are jumps." if self.changes else ""
        note = f"A bend found in a line is not a change of the rules.{known}"
        return f"By {self.chosen_by}, {bends}: {trends} (95% interval). {note}"

    def to_frame(self) -> pd.DataFrame:
        """Return the segments, a row each, with the model."""
        named = {name: getattr(self, name) for name in ("chosen_by", "method", "formula", "package")}
        return self.segments.assign(**named)

    def aapc(self) -> tuple[float, float, float]:
        """Average annual percentage change of the whole time, with parametric limits.

        The slopes of the segments, weighted by their length.
        """
        lengths = (self.segments["end"] - self.segments["start"]).to_numpy()
        share = lengths / (self.segments["end"].iloc[-1] - self.segments["start"].iloc[0])
        half = student(self.df, CONFIDENCE) * np.sqrt(share @ self.covariance @ share)
        middle = share @ self.slopes
        return _percent(middle), _percent(middle - half), _percent(middle + half)


def joinpoints(
    times: ArrayLike,
    values: ArrayLike,
    errors: ArrayLike | None = None,
    *,
    most: int | None = None,
    changes: Sequence[float] = (),
    permutations: int = PERMUTATIONS,
    seed: int = SEED,
) -> Joinpoints | Refusal:
    """Fit a log-linear trend in segments, the number of bends chosen by permutation.

    Parameters
    ----------
    times : array_like of float, shape (n,)
        Years, rising.
    values, errors : array_like of float, shape (n,)
        Rates or counts above zero, and their standard errors; alike in the logarithm without.
    most : int, optional
        Greatest number of bends; by the number of points without (0 below 7, at most 4).
    changes : sequence of float
        Known changes, each by the last time before it: jumps, with no bend within three points of one.
    permutations, seed : int

    Returns
    -------
    Joinpoints or Refusal

    Raises
    ------
    HarmstatsError
        If the times do not rise, a value is negative, or a change lies outside the series.

    References
    ----------
    Kim HJ and others (2000), Permutation tests for joinpoint regression with applications to cancer rates,
    Statistics in Medicine 19: 335-351.

    Examples
    --------
    >>> years = range(2000, 2020)
    >>> rates = [10 * 1.05 ** min(n, 10) * (1.002 if n % 3 else 0.995) for n in range(20)]
    >>> found = joinpoints(years, rates, most=1, permutations=199)
    >>> found.places, found.segments["apc"].round().astype(int).tolist()
    ((2010.0,), [5, 0])
    """
    checked = _checked(times, values, errors)
    if isinstance(checked, Refusal):
        return checked
    if permutations < 1 or (most or 0) < 0:
        raise HarmstatsError(f"{permutations} permutations, {most} bends: at least 1 and at least 0")
    t, y, root = checked
    for change in changes:
        if not t[0] <= change < t[-1]:
            raise HarmstatsError(f"change {change:g} is outside the series: it runs from {t[0]:g} to {t[-1]:g}")
    known = tuple(float(t[t <= change][-1]) for change in changes)
    n = len(t)
    root = root / np.sqrt(np.mean(root**2))
    target = root * np.log(y)
    base = root[:, None] * np.column_stack([np.ones(n), t - t[0], *(t > change for change in known)])
    fixed = base.shape[1]

    def design(knots: np.ndarray) -> np.ndarray:
        return np.column_stack([base, root[:, None] * np.clip(t[:, None] - t[knots], 0, None)])

    if n <= fixed + 1 or np.linalg.matrix_rank(base) < fixed:
        return Refusal(f"{n} points cannot carry a trend and {len(known)} known changes.")
    most = next((limit for below, limit in MOST if n < below), 4) if most is None else most
    beside = {i + step for i in range(n) if t[i] in known for step in range(1 - GAP, GAP + 1)}
    spots = [i for i in range(GAP, n - GAP) if i not in beside]
    flat, hinges = np.linalg.qr(base)[0], design(np.arange(n))[:, fixed:]
    hinges -= flat @ (flat.T @ hinges)
    numbers = [number for number in range(most + 1) if fixed + 2 * number < n]
    levels = [level for level in (_Bends.of(number, spots, hinges) for number in numbers) if len(level.sets)]
    gains = [level.gains(target[:, None])[:, 0] for level in levels]
    knots = [level.sets[gain.argmax()] for level, gain in zip(levels, gains, strict=True)]
    total = float(np.sum((target - base @ np.linalg.lstsq(base, target, rcond=None)[0]) ** 2))
    sse = np.maximum(total - np.array([gain.max() for gain in gains]), EXACT * (target @ target))
    parts = fixed + 2 * np.arange(len(levels))
    places = [tuple(map(float, t[k])) for k in knots]
    bic = np.log(sse / n) + parts * np.log(n) / n
    models = pd.DataFrame({"bends": range(len(sse)), "places": places, "sse": sse, "bic": bic})
    designs = [np.linalg.qr(design(knot))[0] for knot in knots]
    number, tests = _permute(levels, designs, target, sse, permutations, seed)
    x, df = design(knots[number]), n - int(parts[number])
    estimates = np.linalg.lstsq(x, target, rcond=None)[0]
    # the slope of a segment is the first one and every turn before it
    pick = np.zeros((number + 1, x.shape[1]))
    pick[:, 1] = 1
    pick[:, fixed:] = np.tri(number + 1, number, -1)
    slopes = pick @ estimates
    covariance = pick @ np.linalg.inv(x.T @ x) @ pick.T * np.sum((target - x @ estimates) ** 2) / df
    half = student(df, CONFIDENCE) * np.sqrt(np.diag(covariance))
    edges = [t[0], *places[number], t[-1]]
    limits = pd.DataFrame({"apc": slopes, "low": slopes - half, "high": slopes + half}).map(_percent)
    terms = ["1", "t", *(f"jump after {c:g}" for c in known), *(f"(t - {p:g})+" for p in places[number])]
    return Joinpoints(
        places=places[number],
        chosen_by=f"permutation test ({permutations:,} permutations, seed {seed})",
        segments=pd.DataFrame({"start": edges[:-1], "end": edges[1:]}).join(limits),
        models=models,
        tests=tests,
        fitted=pd.DataFrame({"time": t, "value": y, "fitted": np.exp(x @ estimates / root)}),
        changes=known,
        slopes=slopes,
        covariance=covariance,
        df=df,
        formula=f"log value = {' + '.join(terms)}",
    )


def _checked(
    times: ArrayLike, values: ArrayLike, errors: ArrayLike | None
) -> tuple[np.ndarray, np.ndarray, np.ndarray] | Refusal:
    """Times, values and the root of their weights without what is missing; or why there is no trend to test."""
    t, y = np.asarray(times, dtype=float), np.asarray(values, dtype=float)
    se = y if errors is None else np.asarray(errors, dtype=float)
    if t.ndim != 1 or t.shape != y.shape or se.shape != y.shape:
        raise HarmstatsError("times, values and errors must be lists of the same length")
    if not np.isfinite(t).all() or (np.diff(t) <= 0).any():
        raise HarmstatsError("the times must be numbers that rise, each once")
    if (y < 0).any():
        raise HarmstatsError(f"value {y[y < 0][0]:g} at {t[y < 0][0]:g} is negative: it has no logarithm")
    kept = np.isfinite(y) & np.isfinite(se)
    t, y, se = t[kept], y[kept], se[kept]
    if errors is not None and (se <= 0).any():
        raise HarmstatsError(f"the standard error at {t[se <= 0][0]:g} is not above zero")
    if not len(y):
        return Refusal("every value is missing.")
    if len(y) < 4:
        return Refusal(f"a trend needs four points; there {'is 1' if len(y) == 1 else f'are {len(y)}'}.")
    if (y == 0).any():
        return Refusal(f"the value at {t[y == 0][0]:g} is zero and has no logarithm; use a model of counts.")
    if np.ptp(y) == 0:
        return Refusal(f"every value is {y[0]:g}; what does not vary has no trend to test.")
    return t, y, y / se


@dataclass(frozen=True)
class _Bends:
    """Every set of so many bends, each set with directions that are orthogonal to the base and to each other.

    A set explains of a series what its directions have in common with it, for thousands of series at once.
    """

    sets: np.ndarray
    directions: np.ndarray

    @classmethod
    def of(cls, number: int, spots: list[int], hinges: np.ndarray) -> "_Bends":
        """Choose bends at least GAP points apart; `hinges` are those of all points, with the base taken out."""
        combined = itertools.combinations(spots, number)
        apart = [places for places in combined if all(b - a >= GAP for a, b in itertools.pairwise(places))]
        sets = np.array(apart, dtype=int).reshape(len(apart), number)
        return cls(sets, np.linalg.qr(hinges.T[sets].transpose(0, 2, 1))[0].transpose(0, 2, 1))

    def gains(self, columns: np.ndarray) -> np.ndarray:
        """How much of the squares of each column each set explains."""
        sets, number, points = self.directions.shape
        along = np.square(self.directions.reshape(sets * number, points) @ columns)
        explained: np.ndarray = along.reshape(sets, number, columns.shape[1]).sum(axis=1)
        return explained


def _permute(
    levels: list[_Bends], designs: list[np.ndarray], target: np.ndarray, sse: np.ndarray, permutations: int, seed: int
) -> tuple[int, pd.DataFrame]:
    """Choose the number of bends: fewest against most, and closing in.

    `designs` are orthonormal, of the best fit with each number. Each test has :data:`LEVEL` divided by the number
    of bends still in question.
    """
    exact = EXACT * (target @ target)
    flat, fewest, most = designs[0], 0, len(sse) - 1
    rows = []
    generator = np.random.default_rng(seed)
    while fewest < most:
        line = designs[fewest] @ (designs[fewest].T @ target)
        orders = generator.permuted(np.tile(np.arange(len(target)), (permutations, 1)), axis=1)
        drawn = line[:, None] + (target - line)[orders].T
        reached = 0
        observed = sse[fewest] / sse[most]
        for first in range(0, permutations, CHUNK):
            part = drawn[:, first : first + CHUNK]
            left = np.square(part).sum(axis=0) - np.square(flat.T @ part).sum(axis=0)
            few, many = (levels[number].gains(part).max(axis=0) for number in (fewest, most))
            ratio = (left - few) / np.maximum(left - many, exact)
            reached += int((ratio >= observed * (1 - 1e-9)).sum())
        p = (1 + reached) / (1 + permutations) if sse[fewest] > exact else 1.0
        level = LEVEL / (most - fewest)
        rows.append((fewest, most, p, level, "more" if p <= level else "fewer"))
        fewest, most = (fewest + 1, most) if p <= level else (fewest, most - 1)
    return fewest, pd.DataFrame(rows, columns=["bends", "against", "p", "level", "verdict"])


def _percent(slope: float) -> float:
    return float(100 * np.expm1(slope))
