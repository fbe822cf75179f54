"""Limits for counts, rates and proportions, with the method named.

For a full recorded count the limits say how far the count would vary if it were Poisson: chance
around a constant rate, not recording error, which is far larger. Limits of survey estimates are
taken as published and never computed here.
"""

from statistics import NormalDist

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

EXACT = "exact Poisson"
BYAR = "Byar (Breslow and Day 1987, as OHID)"
WILSON = "Wilson"
# What stands under the limits of a full recorded count, wherever they are shown.
RECORDED = "variation if counts were Poisson, not recording error"
SMALL = 10


def poisson(counts: ArrayLike, confidence: float) -> pd.DataFrame:
    """Limits of a Poisson count: exact below 10, Byar's approximation from 10.

    Parameters
    ----------
    counts : array_like of float, shape (n,)
        Counts, not negative; missing in gives missing out.
    confidence : float
        Between 0 and 1, for example 0.95 or 0.998.

    Returns
    -------
    pandas.DataFrame
        Columns low, high (float64, in the unit of the counts) and method (text), one row a count, with
        the index of `counts` where it has one.

    Raises
    ------
    ValueError
        If a count is negative or infinite or `confidence` is not between 0 and 1.

    References
    ----------
    Breslow NE, Day NE (1987), Statistical methods in cancer research, volume II, page 69.
    Office for Health Improvement and Disparities, Technical guide on confidence intervals (2018).

    Examples
    --------
    >>> poisson([65], 0.95).round(3).values.tolist()
    [[50.163, 82.849, 'Byar (Breslow and Day 1987, as OHID)']]
    >>> poisson([5], 0.95).round(3).values.tolist()
    [[1.623, 11.668, 'exact Poisson']]
    """
    z, tail = normal(confidence), (1 - confidence) / 2
    x = _counts(counts)
    small = x < SMALL
    low, high = _byar(np.where(small, SMALL, x), z)
    low[small], high[small] = _exact(x[small], tail)
    method = np.where(np.isnan(x), "", np.where(small, EXACT, BYAR))
    return pd.DataFrame({"low": low, "high": high, "method": method}, index=_index(counts))


def rate(counts: ArrayLike, population: ArrayLike, per: float, confidence: float) -> pd.DataFrame:
    """Rates with the limits of their counts; the population is taken as known.

    Parameters
    ----------
    counts, population : array_like of float, shape (n,)
        A missing count or population gives missing limits.
    per : float
        1000 for a rate per 1,000 population.
    confidence : float
        Between 0 and 1.

    Returns
    -------
    pandas.DataFrame
        Columns value, low, high (float64, per `per` population) and method (text).

    Raises
    ------
    ValueError
        If a population or `per` is not above zero, or as :func:`poisson`.

    Examples
    --------
    >>> rate([20], [100], 100, 0.95).round(3).values.tolist()
    [[20.0, 12.211, 30.89, 'Byar (Breslow and Day 1987, as OHID)']]
    """
    people = np.asarray(population, dtype=float)
    if (people <= 0).any():
        raise ValueError("a population is not above zero: a rate needs people")
    if not per > 0:
        raise ValueError(f"a rate per {per:g} means nothing: write 1000 or 100000")
    limits, factor = poisson(counts, confidence), per / people
    low, high = (limits[name].to_numpy() * factor for name in ("low", "high"))
    method = np.where(np.isnan(factor), "", limits["method"])
    columns = {"value": np.asarray(counts, dtype=float) * factor, "low": low, "high": high, "method": method}
    return pd.DataFrame(columns, index=_index(counts, population))


def wilson(counts: ArrayLike, totals: ArrayLike, confidence: float) -> pd.DataFrame:
    """Limits of a proportion, Wilson's score method.

    Parameters
    ----------
    counts, totals : array_like of float, shape (n,)
        Each count is a part of its total; missing in gives missing out.
    confidence : float
        Between 0 and 1, for example 0.95.

    Returns
    -------
    pandas.DataFrame
        Columns value, low, high (float64, between 0 and 1) and method (text).

    Raises
    ------
    ValueError
        If a count is negative or above its total, a total is not above zero, or `confidence` is not
        between 0 and 1.

    References
    ----------
    Wilson EB (1927), Probable inference, the law of succession, and statistical inference,
    Journal of the American Statistical Association 22: 209-212.

    Examples
    --------
    >>> wilson([65], [100], 0.95).round(4).values.tolist()
    [[0.65, 0.5525, 0.7364, 'Wilson']]
    """
    z = normal(confidence)
    x, n = _parts(counts, totals)
    share = x / n
    middle = share + z**2 / (2 * n)
    reach = z * np.sqrt(share * (1 - share) / n + z**2 / (4 * n**2))
    # at the ends the formula gives 0 and 1 up to rounding
    low = np.where(x == 0, 0.0, (middle - reach) / (1 + z**2 / n))
    high = np.where(x == n, 1.0, (middle + reach) / (1 + z**2 / n))
    columns = {"value": share, "low": low, "high": high, "method": np.where(np.isnan(share), "", WILSON)}
    return pd.DataFrame(columns, index=_index(counts, totals))


def normal(confidence: float) -> float:
    """Two-sided quantile of the normal distribution, for example 1.96 for 0.95."""
    if not 0 < confidence < 1:
        raise ValueError(f"confidence {confidence} is not between 0 and 1: write 0.95 for 95%")
    return NormalDist().inv_cdf(1 - (1 - confidence) / 2)


def student(df: int, confidence: float) -> float:
    """Two-sided quantile of Student's t."""
    from scipy.stats import t

    return float(t.ppf(1 - (1 - confidence) / 2, df))


def _exact(x: np.ndarray, tail: float) -> tuple[np.ndarray, np.ndarray]:
    """Quantiles of gamma(x) and gamma(x + 1), half those of chi-square with 2x and 2x + 2 degrees of freedom."""
    from scipy.special import gammaincinv

    some = x > 0
    low = np.zeros(x.shape)
    low[some] = gammaincinv(x[some], tail)
    return low, gammaincinv(x + 1, 1 - tail)


def _byar(x: np.ndarray, z: float) -> tuple[np.ndarray, np.ndarray]:
    """Byar's limits; far off, even below zero, for the smallest counts."""
    more = x + 1
    low = x * (1 - 1 / (9 * x) - z / (3 * np.sqrt(x))) ** 3
    return low, more * (1 - 1 / (9 * more) + z / (3 * np.sqrt(more))) ** 3


def _counts(counts: ArrayLike) -> np.ndarray:
    x = np.atleast_1d(np.asarray(counts, dtype=float))
    if (x < 0).any():
        raise ValueError(f"count {x[x < 0][0]:g} is negative: a correction has no Poisson limits")
    if np.isinf(x).any():
        raise ValueError("a count is infinite: was something divided by zero?")
    return x


def _parts(counts: ArrayLike, totals: ArrayLike) -> tuple[np.ndarray, np.ndarray]:
    x, n = np.broadcast_arrays(*(np.atleast_1d(np.asarray(part, dtype=float)) for part in (counts, totals)))
    if (n <= 0).any():
        raise ValueError(f"total {n[n <= 0][0]:g} is not above zero: a proportion needs one")
    wrong = (x < 0) | (x > n)
    if wrong.any():
        raise ValueError(f"count {x[wrong][0]:g} is not a part of its total {n[wrong][0]:g}")
    return x, n


def _index(*inputs: ArrayLike) -> pd.Index | None:
    """The index of the first Series, so that a result may be put beside the rows it was computed from."""
    return next((part.index for part in inputs if isinstance(part, pd.Series)), None)
