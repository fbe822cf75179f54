"""Funnel plots: which places differ from the average by more than chance, given their size.

The limits stand round the average of all places, and widen as places get smaller. Counts of offences
are not independent events, so most places lie outside; with `overdispersion` the limits carry the
spread between ordinary places too (Spiegelhalter 2005), and what lies outside then is unusual.
A league table is given only with the range of ranks that chance leaves open.
"""

from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from .. import __version__
from ..core.refusal import Refusal
from .intervals import SMALL, normal

LEVELS = (0.95, 0.998)
SCORE = "score limits (those places whose Wilson interval leaves out the average; as OHID)"
EXACT_RATES = "exact Poisson limits"
SPREAD = "random-effects limits (Spiegelhalter 2005, z-scores winsorised at 10%)"
LEAST_PLACES = 5
WHOLES = ("England and Wales", "United Kingdom", "Great Britain")
WINSORISED = 0.1
DRAWS = 10_000
SEED = 7160


@dataclass(frozen=True)
class Funnel:
    """Places against limits.

    `places` has one row a place, by size: count, total, value, expected, the limits ``low_95``,
    ``high_95``, ``low_998``, ``high_998`` in the unit of value, `position` (``above 99.8%``,
    ``above 95%``, ``within``, ``below 95%``, ``below 99.8%``) and `small` (fewer than ten counted or
    expected). `target` is the average, `dispersion` the mean square of the winsorised z-scores (about 1
    where only chance is at work), `tau` the standard deviation between places on the scale of `method`,
    zero without the adjustment.
    """

    places: pd.DataFrame = field(repr=False)
    target: float
    per: float | None
    dispersion: float
    tau: float
    method: str
    package: str = f"harmstats {__version__}"

    def summary(self) -> str:
        """Say in one plain sentence how many places lie outside."""
        outside = {name: int((self.places["position"] == name).sum()) for name in ("above 99.8%", "below 99.8%")}
        unit = "%" if self.per is None else f" per {self.per:,.0f}"
        few = int(self.places["small"].sum())
        return (
            f"Of {len(self.places)} places {outside['above 99.8%']} lie above and {outside['below 99.8%']} below the "
            f"99.8% limits round the average of {self.target * (100 if self.per is None else 1):.3g}{unit}; "
            f"dispersion {self.dispersion:.3g} ({self.method})" + (f"; {few} rest on fewer than ten." if few else ".")
        )

    def to_frame(self) -> pd.DataFrame:
        """Return the places with target, method and package beside them."""
        return self.places.assign(
            target=self.target, dispersion=self.dispersion, tau=self.tau, method=self.method, package=self.package
        )

    def limits(self, totals: ArrayLike) -> pd.DataFrame:
        """Return the limits at any totals, to draw the funnel.

        Parameters
        ----------
        totals : array_like of float
        """
        return _limits(np.asarray(totals, dtype=float), self.target, self.per, self.tau, self.method == EXACT_RATES)


def funnel(
    rows: pd.DataFrame, count: str, total: str, *, per: float | None = None, overdispersion: bool = False
) -> Funnel | Refusal:
    """Set places against the limits of chance.

    Parameters
    ----------
    rows : DataFrame
        One row a place, all of one period, edition and definition.
    count, total : str
        Its columns of counts and of people, or of what the counts are a part of.
    per : float, optional
        1000 for rates per 1,000; without it the counts are parts of the totals, and the values shares.
    overdispersion : bool
        Let the limits carry the spread between places. Without it they are exact limits of a count for
        rates, score limits for shares.

    Returns
    -------
    Funnel or Refusal
        A refusal for places of several periods, editions or scopes, fewer than five places, missing or
        impossible counts, or nothing counted at all.

    References
    ----------
    Spiegelhalter DJ (2005), Funnel plots for comparing institutional performance, Statistics in
    Medicine 24: 1185-1202.

    Examples
    --------
    >>> rows = pd.DataFrame({"charged": [20, 30, 44, 90, 12], "closed": [400, 600, 900, 1000, 300]})
    >>> funnel(rows, "charged", "closed").places["position"].tolist()
    ['within', 'within', 'within', 'within', 'above 99.8%']
    """
    x, n = rows[count].to_numpy(dtype=float), rows[total].to_numpy(dtype=float)
    if refused := _refused(rows, x, n, per):
        return refused
    target = x.sum() / n.sum()
    dispersion, tau = _spread(x, n, target, per)
    if overdispersion:
        method = f"{SPREAD}, on the {'log' if per else 'logit'} scale"
    else:
        method, tau = SCORE if per is None else EXACT_RATES, 0.0
    scale = per or 1.0
    limits = _limits(n, target * scale, per, tau, method == EXACT_RATES)
    value = scale * x / n
    position = np.select(
        [value > limits["high_998"], value < limits["low_998"], value > limits["high_95"], value < limits["low_95"]],
        ["above 99.8%", "below 99.8%", "above 95%", "below 95%"],
        "within",
    )
    places = rows.assign(value=value, expected=n * target, **{name: limits[name].to_numpy() for name in limits})
    places = places.assign(position=position, small=(x < SMALL) | (n * target < SMALL))
    order = np.argsort(n, kind="stable")
    return Funnel(places.iloc[order], float(target * scale), per, dispersion, tau, method)


def ranks(
    rows: pd.DataFrame, count: str, total: str, *, per: float | None = None, confidence: float = 0.95
) -> pd.DataFrame | Refusal:
    """Rank places, each with the range of ranks that chance leaves open.

    Every place's rate or share is drawn 10,000 times from what its own count says of it (Jeffreys prior,
    fixed seed); the range holds the middle `confidence` of its ranks. Rank 1 is the highest.

    Parameters
    ----------
    rows, count, total, per
        As for :func:`funnel`.
    confidence : float
        Between 0 and 1.

    Returns
    -------
    pandas.DataFrame or Refusal
        `rows`, highest first, with value, rank, rank_low and rank_high.

    References
    ----------
    Goldstein H, Spiegelhalter DJ (1996), League tables and their limitations, Journal of the Royal
    Statistical Society A 159: 385-443.

    Examples
    --------
    >>> rows = pd.DataFrame({"n": [5, 6, 4, 90, 5], "of": [100, 100, 100, 100, 100]})
    >>> ranks(rows, "n", "of")[["rank", "rank_low", "rank_high"]].values.tolist()[0]
    [1, 1, 1]
    """
    x, n = rows[count].to_numpy(dtype=float), rows[total].to_numpy(dtype=float)
    if refused := _refused(rows, x, n, per):
        return refused
    rng = np.random.default_rng(SEED)
    shape = (DRAWS, len(x))
    drawn = rng.beta(x + 0.5, n - x + 0.5, shape) if per is None else rng.gamma(x + 0.5, size=shape) / n
    drawn_ranks = (-drawn).argsort(axis=1).argsort(axis=1) + 1
    tail = (1 - confidence) / 2
    low, high = np.quantile(drawn_ranks, [tail, 1 - tail], axis=0, method="inverted_cdf")
    value = pd.Series((per or 1.0) * x / n, index=rows.index)
    rank = value.rank(ascending=False, method="min").astype(int)
    # a place far from even its own draws keeps its rank inside its range
    low, high = np.minimum(low, rank).astype(int), np.maximum(high, rank).astype(int)
    return rows.assign(value=value, rank=rank, rank_low=low, rank_high=high).sort_values("rank", kind="stable")


def _refused(rows: pd.DataFrame, x: np.ndarray, n: np.ndarray, per: float | None) -> Refusal | None:
    """Why these rows are no set of places of one kind, as far as their columns tell, or have no rates to set apart."""
    for name in ("series", "breakdown", "period", "edition", "scope"):
        if name in rows and rows[name].nunique() > 1:
            kinds = ", ".join(sorted(str(kind) or "complete" for kind in rows[name].unique())[:3])
            return Refusal(f"places are set side by side in one {name} only; these are of {kinds}.")
    whole = [name for name in WHOLES if "geography" in rows and (rows["geography"] == name).any()]
    if whole:
        return Refusal(f"{whole[0]} is the sum of places, not one of them; leave it out.")
    if len(x) < LEAST_PLACES:
        return Refusal(f"{len(x)} places make no funnel; it takes {LEAST_PLACES}.")
    if not (np.isfinite(x).all() and np.isfinite(n).all()):
        return Refusal("a count or a total is missing; leave that place out, and say so.")
    if (x < 0).any() or (n <= 0).any():
        return Refusal("a count is negative or a total is not above zero.")
    if per is None and (x > n).any():
        return Refusal("a count is above the total it should be a part of.")
    if x.sum() == 0 or (per is None and (x == n).all()):
        return Refusal("every place is alike: nothing, or everything, was counted.")
    return None


def _limits(n: np.ndarray, target: float, per: float | None, tau: float, exact: bool) -> pd.DataFrame:
    """Limits round the average at each total, in the unit of the average."""
    from scipy import stats

    scale = per or 1.0
    p = target / scale
    columns = {}
    for level in LEVELS:
        tail, z = (1 - level) / 2, normal(level)
        if exact:
            low, high = (stats.poisson(n * p).ppf(end) / n for end in (tail, 1 - tail))
        elif tau:
            centre, own = (np.log(p / (1 - p)), 1 / (n * p * (1 - p))) if per is None else (np.log(p), 1 / (n * p))
            ends = (centre + sign * z * np.sqrt(own + tau**2) for sign in (-1, 1))
            low, high = (1 / (1 + np.exp(-end)) if per is None else np.exp(end) for end in ends)
        else:
            reach = z * np.sqrt(p * (1 - p if per is None else 1) / n)
            low, high = np.maximum(p - reach, 0), p + reach if per else np.minimum(p + reach, 1)
        name = f"{100 * level:g}".replace(".", "")
        columns[f"low_{name}"], columns[f"high_{name}"] = scale * low, scale * high
    return pd.DataFrame(columns)


def _spread(x: np.ndarray, n: np.ndarray, p: float, per: float | None) -> tuple[float, float]:
    """Dispersion of the winsorised z-scores, and the standard deviation between places it implies.

    A count of zero, or of all, is moved by half for its logarithm.
    """
    if per is None:
        inner = np.clip(x, 0.5, n - 0.5) / n
        distance, weight = np.log(inner / (1 - inner)) - np.log(p / (1 - p)), n * p * (1 - p)
    else:
        distance, weight = np.log(np.maximum(x, 0.5) / n) - np.log(p), n * p
    z = distance * np.sqrt(weight)
    z = np.clip(z, *np.quantile(z, [WINSORISED, 1 - WINSORISED]))
    dispersion = float(np.mean(z**2))
    places = len(x)
    excess = places * dispersion - (places - 1)
    tau2 = excess / (weight.sum() - (weight**2).sum() / weight.sum())
    return dispersion, float(np.sqrt(max(tau2, 0)))
