"""Where the trend of one comparable stretch bends: joinpoint regression with its whole path of choice.

After Kim and others (2000), Statistics in Medicine 19: 335-351. A bend found in a line is not a change
of the rules, and is never called one. Known changes are given: each is a jump, beside which no bend is offered.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from .. import __version__
from ..core.errors import HarmstatsError
from ..core.refusal import Refusal
from .jumps import inside, ordered, student

GAP = 3  # points in a segment, and between a joinpoint and either end
MOST = ((7, 0), (12, 1), (17, 2), (22, 3))  # below so many points, at most so many joinpoints; then 4
PERMUTATIONS, SEED = 4499, 7160  # as NCI's program has them
CHUNK = 250
EXACT = 1e-22  # part of the sum of squares that is rounding
TESTS = ["bends", "against", "p", "level", "verdict"]
NOTE = "A bend found in a line is not a change of the rules."


@dataclass(frozen=True)
class Joinpoints:
    """A log-linear trend in segments.

    `places` are the bends; `segments` has start, end, apc (annual percentage change), low, high; `models`
    the best fit with each number of bends (places, sse, bic); `tests` each step of the permutation test
    (against, p, level, verdict), empty where the choice is by BIC. `changes` are known, not found.
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
    confidence: float
    formula: str
    method: str
    package: str = f"harmstats {__version__}"

    def summary(self) -> str:
        """Say the trend in plain sentences."""
        level = f"{100 * self.confidence:g}% interval"
        said = "; ".join(
            f"{r.apc:+.1f}% a year ({r.low:+.1f}% to {r.high:+.1f}%) from {r.start:g} to {r.end:g}"
            for r in self.segments.itertuples()
        )
        found = f"bends at {', '.join(f'{p:g}' for p in self.places)}" if self.places else "no bend"
        known = f" Known changes after {', '.join(f'{c:g}' for c in self.changes)} are jumps." if self.changes else ""
        return f"By {self.chosen_by}, {found}: {said} ({level}). {NOTE}{known}"

    def to_frame(self) -> pd.DataFrame:
        """Return the segments, a row each, with the model."""
        named = {name: getattr(self, name) for name in ("chosen_by", "method", "formula", "package")}
        return self.segments.assign(**named)

    def aapc(self, start: float | None = None, end: float | None = None) -> tuple[float, float, float]:
        """Average annual percentage change from `start` to `end`, with limits.

        The slopes of the segments, weighted by their length within the span; parametric limits.
        """
        least, most = self.fitted["time"].iloc[[0, -1]]
        first, last = (least if start is None else start), (most if end is None else end)
        if not least <= first < last <= most:
            raise HarmstatsError(f"span {first:g} to {last:g}: the trend runs from {least:g} to {most:g}")
        inner = np.minimum(self.segments["end"], last) - np.maximum(self.segments["start"], first)
        share = np.clip(inner, 0, None).to_numpy() / (last - first)
        half = student(self.df, self.confidence) * np.sqrt(share @ self.covariance @ share)
        middle = share @ self.slopes
        return _percent(middle), _percent(middle - half), _percent(middle + half)


def joinpoints(
    times,
    values,
    errors=None,
    *,
    most: int | None = None,
    choose: str = "permutation",
    changes: Sequence[float] = (),
    permutations: int = PERMUTATIONS,
    seed: int = SEED,
    level: float = 0.05,
    confidence: float = 0.95,
) -> Joinpoints | Refusal:
    """Fit a log-linear trend in segments, the number of bends chosen.

    Parameters
    ----------
    times : array_like of float, shape (n,)
        Years, rising.
    values, errors : array_like of float, shape (n,)
        Rates or counts above zero, and their standard errors; alike in the logarithm without.
    most : int, optional
        Greatest number of bends; by the number of points without (0 below 7, at most 4).
    choose : {"permutation", "bic"}
    changes : sequence of float
        Known changes, each by the last time before it: jumps, with no bend within three points of one.
    permutations, seed : int
    level : float
        Of all tests together: each has `level` divided by the number of bends still in question.
    confidence : float

    Returns
    -------
    Joinpoints or Refusal

    Examples
    --------
    >>> years = range(2000, 2020)
    >>> rates = [10 * 1.05 ** min(n, 10) * (1.002 if n % 3 else 0.995) for n in range(20)]
    >>> found = joinpoints(years, rates, most=1, permutations=199)
    >>> found.places, found.segments["apc"].round().astype(int).tolist()
    ((2010.0,), [5, 0])
    """
    checked = ordered(times, values, errors)
    if isinstance(checked, Refusal):
        return checked
    if choose not in ("permutation", "bic"):
        raise HarmstatsError(f"choice '{choose}' is not known: use permutation or bic")
    if not 0 < level < 1 or not 0 < confidence < 1 or permutations < 1 or (most or 0) < 0:
        raise HarmstatsError("level and confidence lie between 0 and 1; permutations at least 1; most at least 0")
    t, y, se = checked
    known = tuple(inside(change, t, "change") for change in changes)
    n, root = len(t), np.ones(len(t)) if se is None else y / se
    root = root / np.sqrt(np.mean(root**2))
    target = root * np.log(y)
    base = root[:, None] * np.column_stack([np.ones(n), t - t[0], *(t > change for change in known)])

    def design(knots) -> np.ndarray:
        return np.column_stack([base, root[:, None] * np.clip(t[:, None] - t[knots], 0, None)]) if len(knots) else base

    if n <= base.shape[1] + 1 or np.linalg.matrix_rank(base) < base.shape[1]:
        return Refusal(f"{n} points cannot carry a trend and {len(known)} known changes.")
    most = next((limit for below, limit in MOST if n < below), 4) if most is None else most
    beside = {i + step for i in range(n) if t[i] in known for step in range(1 - GAP, GAP + 1)}
    spots = [i for i in range(GAP, n - GAP) if i not in beside]
    tree = _Tree.grow(base, design(spots)[:, base.shape[1] :], spots, most)
    gains, knots = tree.best(target)
    total = float(np.sum((target - base @ np.linalg.lstsq(base, target, rcond=None)[0]) ** 2))
    sse = np.maximum(total - gains, EXACT * (target @ target))
    parts = base.shape[1] + 2 * np.arange(len(sse))
    sse, parts = sse[parts < n], parts[parts < n]
    bic = np.log(sse / n) + parts * np.log(n) / n
    places = [tuple(map(float, t[k])) for k in knots[: len(sse)]]
    models = pd.DataFrame({"bends": range(len(sse)), "places": places, "sse": sse, "bic": bic})
    number, tests, by = int(np.argmin(bic)), pd.DataFrame(columns=TESTS), "BIC"
    if choose == "permutation":
        number, tests = _permute(tree, design, target, knots, sse, (permutations, seed, level))
        by = f"permutation test ({permutations:,} permutations, seed {seed})"
    at, x = t[knots[number]], design(knots[number])
    estimates = np.linalg.lstsq(x, target, rcond=None)[0]
    df = n - int(parts[number])
    pick = np.zeros((number + 1, x.shape[1]))
    pick[:, 1] = 1
    pick[:, base.shape[1] :] = np.tri(number + 1, number, -1)
    slopes = pick @ estimates
    covariance = pick @ np.linalg.inv(x.T @ x) @ pick.T * np.sum((target - x @ estimates) ** 2) / df
    half = student(df, confidence) * np.sqrt(np.diag(covariance))
    edges = [t[0], *at, t[-1]]
    limits = {"apc": slopes, "low": slopes - half, "high": slopes + half}
    segments = pd.DataFrame({"start": edges[:-1], "end": edges[1:]}).assign(**pd.DataFrame(limits).map(_percent))
    terms = ["1", "t", *(f"jump after {c:g}" for c in known), *(f"(t - {p:g})+" for p in at)]
    return Joinpoints(
        places=tuple(map(float, at)), chosen_by=by, segments=segments, models=models, tests=tests,
        fitted=pd.DataFrame({"time": t, "value": y, "fitted": np.exp(x @ estimates / root)}), changes=known,
        slopes=slopes, covariance=covariance, df=df, confidence=confidence, formula=f"log value = {' + '.join(terms)}",
        method="weighted least squares of the logarithm, grid search over the observed times",
    )  # fmt: skip


def refine(times, values, places: Sequence[float]) -> pd.DataFrame:
    """Move bends of a straight (not log) broken line off the grid, to the least sum of squares.

    Parameters
    ----------
    times, values : array_like of float, shape (n,)
    places : sequence of float
        Where to begin, for example the best points of the grid.

    Returns
    -------
    pandas.DataFrame
        Columns estimate and se (as Muggeo 2003); rows intercept, slope, one ``bend`` a place (change of
        slope) and one ``place``. ``attrs["sse"]`` is the residual sum of squares.

    Examples
    --------
    >>> x = np.arange(20.0)
    >>> refine(x, np.clip(x - 7.3, 0, None), [9]).loc["place 1", "estimate"].round(3)
    np.float64(7.3)
    """
    from scipy.optimize import minimize

    t, y, k = np.asarray(times, dtype=float), np.asarray(values, dtype=float), len(places)

    def fit(psi) -> tuple[np.ndarray, np.ndarray, float]:
        x = np.column_stack([np.ones(len(t)), t, np.clip(t[:, None] - psi, 0, None)])
        estimates = np.linalg.lstsq(x, y, rcond=None)[0]
        return x, estimates, float(np.sum((y - x @ estimates) ** 2))

    fine = {"xatol": 1e-8, "fatol": 1e-10, "maxiter": 10_000}
    psi = np.sort(minimize(lambda p: fit(p)[2], np.sort(places), method="Nelder-Mead", options=fine).x)
    x, estimates, sse = fit(psi)
    if (np.diff([t.min(), *psi, t.max()]) <= 0).any():
        raise HarmstatsError(f"the bends near {', '.join(f'{p:g}' for p in places)} do not settle: fewer may be there")
    wide = np.column_stack([x, (t[:, None] > psi) * -estimates[2:]])
    covariance = np.linalg.inv(wide.T @ wide) * sse / (len(t) - wide.shape[1])
    names = ["intercept", "slope", *(f"{word} {n}" for word in ("bend", "place") for n in range(1, k + 1))]
    found = pd.DataFrame({"estimate": [*estimates, *psi], "se": np.sqrt(np.diag(covariance))}, names)
    found.attrs["sse"] = sse
    return found


@dataclass(frozen=True)
class _Tree:
    """Every set of bends as a path; each bend adds a direction orthogonal to those before it on the path.

    So a set gains what its parent gains and one squared product more, for thousands of series at once.
    """

    directions: tuple[np.ndarray, ...]
    parents: tuple[np.ndarray, ...]
    knots: tuple[np.ndarray, ...]

    @classmethod
    def grow(cls, base: np.ndarray, hinges: np.ndarray, spots: list[int], most: int) -> "_Tree":
        """Build all levels: bends at least GAP points apart."""
        flat = np.linalg.qr(base)[0]
        rest = (hinges - flat @ (flat.T @ hinges)).T
        spots = np.array(spots, dtype=int)
        paths, last, knots = np.zeros((1, 0, len(base))), np.array([-1]), np.zeros((1, 0), dtype=int)
        levels = []
        for _ in range(most):
            before = np.where(last < 0, -GAP, spots[last] if len(spots) else 0)
            parent, child = np.nonzero(spots[None, :] >= before[:, None] + GAP)
            if not len(parent):
                break
            own = paths[parent]
            new = rest[child] - np.einsum("pd,pdn->pn", np.einsum("pdn,pn->pd", own, rest[child]), own)
            size = np.linalg.norm(new, axis=1, keepdims=True)
            new = np.divide(new, size, out=np.zeros_like(new), where=size > 1e-9)
            paths = np.concatenate([own, new[:, None, :]], axis=1)
            last, knots = child, np.column_stack([knots[parent], spots[child]])
            levels.append((new, parent, knots))
        return cls(*(tuple(level[n] for level in levels) for n in range(3)))

    def gains(self, columns: np.ndarray, depth: int):
        """The gain of every set, level by level, for each column."""
        held = np.zeros((1, columns.shape[1]))
        for direction, parent in zip(self.directions[:depth], self.parents[:depth], strict=True):
            held = np.square(direction @ columns) + held[parent]
            yield held

    def best(self, target: np.ndarray) -> tuple[np.ndarray, list[np.ndarray]]:
        """The greatest gain with each number of bends, and where they lie."""
        levels = [held[:, 0] for held in self.gains(target[:, None], len(self.knots))]
        places = [knots[np.argmax(level)] for knots, level in zip(self.knots, levels, strict=True)]
        return np.array([0.0, *(level.max() for level in levels)]), [np.array([], dtype=int), *places]


def _permute(tree, design, target, knots, sse, how) -> tuple[int, pd.DataFrame]:
    """Choose the number of bends: fewest against most, and closing in."""
    (permutations, seed, level), exact = how, EXACT * (target @ target)
    flat, fewest, most = np.linalg.qr(design([]))[0], 0, len(sse) - 1
    rows = []
    generator = np.random.default_rng(seed)
    while fewest < most:
        null = np.linalg.qr(design(knots[fewest]))[0]
        line = null @ (null.T @ target)
        orders = generator.permuted(np.tile(np.arange(len(target)), (permutations, 1)), axis=1)
        drawn = line[:, None] + (target - line)[orders].T
        reached = 0
        observed = sse[fewest] / sse[most]
        for first in range(0, permutations, CHUNK):
            part = drawn[:, first : first + CHUNK]
            left = np.square(part).sum(axis=0) - np.square(flat.T @ part).sum(axis=0)
            best = [np.zeros(part.shape[1]), *(held.max(axis=0) for held in tree.gains(part, most))]
            ratio = (left - best[fewest]) / np.maximum(left - best[most], exact)
            reached += int((ratio >= observed * (1 - 1e-9)).sum())
        p = (1 + reached) / (1 + permutations) if sse[fewest] > exact else 1.0
        each = level / (most - fewest)
        rows.append((fewest, most, p, each, "more" if p <= each else "fewer"))
        fewest, most = (fewest + 1, most) if p <= each else (fewest, most - 1)
    return fewest, pd.DataFrame(rows, columns=TESTS)


def _percent(slope: float) -> float:
    return float(100 * np.expm1(slope))
