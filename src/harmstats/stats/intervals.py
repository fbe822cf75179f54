"""Limits for counts, rates and proportions, with the method named.

For a full recorded count the limits say how far the count would vary if it were Poisson: chance
around a constant rate, not recording error, which is far larger. Limits of survey estimates are
taken as published and never computed here.
"""

from statistics import NormalDist

import numpy as np
import pandas as pd

EXACT = "exact Poisson"
BYAR = "Byar (Breslow and Day 1987, as OHID)"
WILSON = "Wilson"
CLOPPER_PEARSON = "exact binomial (Clopper-Pearson)"
# What stands under the limits of a full recorded count, wherever they are shown.
RECORDED = "variation if counts were Poisson, not recording error"
SMALL = 10


def poisson(counts, confidence: float, *, exact: bool = False) -> pd.DataFrame:
    """Limits of a Poisson count: exact below 10, Byar's approximation from 10.

    Parameters
    ----------
    counts : array_like of float, shape (n,)
        Counts, not negative; missing in gives missing out.
    confidence : float
        Between 0 and 1, for example 0.95 or 0.998.
    exact : bool
        Exact limits for counts of any size.

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
    >>> poisson([65], 0.95, exact=True).round(3).values.tolist()
    [[50.166, 82.848, 'exact Poisson']]
    """
    z, tail = _normal(confidence), (1 - confidence) / 2
    x = _counts(counts)
    missing = np.isnan(x)
    exactly = ~missing & (exact | (x < SMALL))
    low, high = np.full(x.shape, np.nan), np.full(x.shape, np.nan)
    low[exactly], high[exactly] = _exact(x[exactly], tail)
    rest = ~missing & ~exactly
    low[rest], high[rest] = _byar(x[rest], z)
    return _limits(_index(counts), low=low, high=high, method=_named(missing, exactly, EXACT, BYAR))


def rate(counts, population, per: float, confidence: float, *, exact: bool = False) -> pd.DataFrame:
    """Rates with the limits of their counts; the population is taken as known.

    Parameters
    ----------
    counts, population : array_like of float, shape (n,)
        A missing count or population gives missing limits.
    per : float
        1000 for a rate per 1,000 population.
    confidence : float
        Between 0 and 1.
    exact : bool
        Exact limits for counts of any size.

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
    found = poisson(counts, confidence, exact=exact)
    factor = per / people
    return _limits(
        _index(counts, population),
        value=np.asarray(counts, dtype=float) * factor,
        low=found["low"].to_numpy() * factor,
        high=found["high"].to_numpy() * factor,
        method=found["method"].to_numpy() if not np.isnan(factor).any() else found["method"].where(factor > 0, ""),
    )


def wilson(counts, totals, confidence: float) -> pd.DataFrame:
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
    z = _normal(confidence)
    x, n = _parts(counts, totals)
    share = x / n
    middle = share + z**2 / (2 * n)
    reach = z * np.sqrt(share * (1 - share) / n + z**2 / (4 * n**2))
    # at the ends the formula gives 0 and 1 up to rounding
    low = np.where(x == 0, 0.0, (middle - reach) / (1 + z**2 / n))
    high = np.where(x == n, 1.0, (middle + reach) / (1 + z**2 / n))
    method = _named(np.isnan(share), True, WILSON)
    return _limits(_index(counts, totals), value=share, low=low, high=high, method=method)


def clopper_pearson(counts, totals, confidence: float) -> pd.DataFrame:
    """Exact limits of a proportion; parameters, result and errors as :func:`wilson`.

    References
    ----------
    Clopper CJ, Pearson ES (1934), The use of confidence or fiducial limits illustrated in the case of
    the binomial, Biometrika 26: 404-413.

    Examples
    --------
    >>> clopper_pearson([4], [20], 0.95).round(4).values.tolist()
    [[0.2, 0.0573, 0.4366, 'exact binomial (Clopper-Pearson)']]
    """
    from scipy.special import betaincinv

    _normal(confidence)
    tail = (1 - confidence) / 2
    x, n = _parts(counts, totals)
    share = x / n
    low, high = np.where(np.isnan(share), np.nan, 0.0), np.where(np.isnan(share), np.nan, 1.0)
    some, rest = x > 0, x < n
    low[some] = betaincinv(x[some], n[some] - x[some] + 1, tail)
    high[rest] = betaincinv(x[rest] + 1, n[rest] - x[rest], 1 - tail)
    method = _named(np.isnan(share), True, CLOPPER_PEARSON)
    return _limits(_index(counts, totals), value=share, low=low, high=high, method=method)


def grouped(
    rows: pd.DataFrame,
    by: str | list[str],
    counts: str,
    totals: str,
    *,
    per: float | None = None,
    confidence: float = 0.95,
    exact: bool = False,
) -> pd.DataFrame:
    """Sum rows to groups, then compute limits: an interval of a sum is not a sum of intervals.

    Parameters
    ----------
    rows : DataFrame
    by, counts, totals : str
        Its columns. A group with a missing part is missing.
    per : float, optional
        1000 for rates per 1,000; without it the counts are parts of the totals, and the result shares.
    confidence : float
        Between 0 and 1.
    exact : bool
        Exact limits throughout.

    Returns
    -------
    pandas.DataFrame
        One row a group: `by`, the summed counts and totals, value, low, high and method.

    Examples
    --------
    >>> rows = pd.DataFrame({"area": ["A", "A"], "offences": [1, 1], "people": [100, 100]})
    >>> grouped(rows, "area", "offences", "people", per=100_000).round(1).values.tolist()
    [['A', 2, 200, 1000.0, 121.1, 3612.3, 'exact Poisson']]
    """
    sums = rows.groupby(by, sort=True, dropna=False)[[counts, totals]].sum(skipna=False).reset_index()
    if per is not None:
        found = rate(sums[counts], sums[totals], per, confidence, exact=exact)
    else:
        found = (clopper_pearson if exact else wilson)(sums[counts], sums[totals], confidence)
    return pd.concat([sums, found], axis=1)


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


def _counts(counts) -> np.ndarray:
    x = np.atleast_1d(np.asarray(counts, dtype=float))
    if (x < 0).any():
        raise ValueError(f"count {x[x < 0][0]:g} is negative: a correction has no Poisson limits")
    if np.isinf(x).any():
        raise ValueError("a count is infinite: was something divided by zero?")
    return x


def _parts(counts, totals) -> tuple[np.ndarray, np.ndarray]:
    x, n = np.broadcast_arrays(*(np.atleast_1d(np.asarray(part, dtype=float)) for part in (counts, totals)))
    if (n <= 0).any():
        raise ValueError(f"total {n[n <= 0][0]:g} is not above zero: a proportion needs one")
    wrong = (x < 0) | (x > n)
    if wrong.any():
        raise ValueError(f"count {x[wrong][0]:g} is not a part of its total {n[wrong][0]:g}")
    return x, n


def _named(missing: np.ndarray, first, name: str, other: str = "") -> np.ndarray:
    """The method of each row; empty where a figure is missing."""
    return np.where(missing, "", np.where(first, name, other))


def _index(*inputs) -> pd.Index | None:
    """The index of the first Series, so that a result may be put beside the rows it was computed from."""
    return next((part.index for part in inputs if isinstance(part, pd.Series)), None)


def _limits(index: pd.Index | None, **columns) -> pd.DataFrame:
    frame = pd.DataFrame({name: np.asarray(column) for name, column in columns.items()})
    return frame if index is None else frame.set_axis(index)


def _normal(confidence: float) -> float:
    """Two-sided quantile of the normal distribution."""
    if not 0 < confidence < 1:
        raise ValueError(f"confidence {confidence} is not between 0 and 1: write 0.95 for 95%")
    return NormalDist().inv_cdf(1 - (1 - confidence) / 2)
