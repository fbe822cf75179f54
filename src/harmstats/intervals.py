"""Limits for counts, rates and proportions, with the method named.

For a full recorded count the limits say how far the count would vary if it were Poisson: chance
around a constant rate, not recording error, which is far larger.
"""

from statistics import NormalDist

import numpy as np
import pandas as pd

EXACT = "exact Poisson"
BYAR = "Byar (Breslow and Day 1987, as OHID)"
WILSON = "Wilson"
SMALL = 10


def poisson(counts, confidence: float) -> pd.DataFrame:
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
        Columns low, high (float64, in the unit of the counts) and method (text).

    Raises
    ------
    ValueError
        If a count is negative or `confidence` is not between 0 and 1.

    References
    ----------
    Breslow NE, Day NE (1987), Statistical methods in cancer research, volume II, page 69.
    Office for Health Improvement and Disparities, Technical guide on confidence intervals (2018).

    Examples
    --------
    >>> poisson([65], 0.95).round(3).values.tolist()
    [[50.163, 82.849, 'Byar (Breslow and Day 1987, as OHID)']]
    """
    from scipy.special import gammaincinv

    z, tail = _normal(confidence), (1 - confidence) / 2
    x = np.asarray(counts, dtype=float)
    if (x < 0).any():
        raise ValueError(f"count {x[x < 0][0]:g} is negative: a correction has no Poisson limits")
    with np.errstate(divide="ignore", invalid="ignore"):
        byar_low = x * (1 - 1 / (9 * x) - z / (3 * np.sqrt(x))) ** 3
        byar_high = (x + 1) * (1 - 1 / (9 * (x + 1)) + z / (3 * np.sqrt(x + 1))) ** 3
        # quantiles of gamma(x) and gamma(x + 1), half those of chi-square with 2x and 2x + 2 degrees of freedom
        exact_low = np.where(x > 0, gammaincinv(x, tail), 0.0)
        exact_high = gammaincinv(x + 1, 1 - tail)
    small = x < SMALL
    missing = np.isnan(x)
    return pd.DataFrame(
        {
            "low": np.where(missing, np.nan, np.where(small, exact_low, byar_low)),
            "high": np.where(missing, np.nan, np.where(small, exact_high, byar_high)),
            "method": np.where(missing, "", np.where(small, EXACT, BYAR)),
        }
    )


def rate(counts, population, per: float, confidence: float) -> pd.DataFrame:
    """Rates with the limits of their counts; the population is taken as known.

    Parameters
    ----------
    counts, population : array_like of float, shape (n,)
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
        If a population is not above zero, or as :func:`poisson`.

    Examples
    --------
    >>> rate([20], [100], 100, 0.95).round(3).values.tolist()
    [[20.0, 12.211, 30.89, 'Byar (Breslow and Day 1987, as OHID)']]
    """
    people = np.asarray(population, dtype=float)
    if (people <= 0).any():
        raise ValueError("a population is not above zero: a rate needs people")
    limits = poisson(counts, confidence)
    factor = per / people
    return pd.DataFrame(
        {
            "value": np.asarray(counts, dtype=float) * factor,
            "low": limits["low"] * factor,
            "high": limits["high"] * factor,
            "method": limits["method"],
        }
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
    x, n = np.asarray(counts, dtype=float), np.asarray(totals, dtype=float)
    if (n <= 0).any():
        raise ValueError(f"total {n[n <= 0][0]:g} is not above zero: a proportion needs one")
    wrong = (x < 0) | (x > n)
    if wrong.any():
        raise ValueError(f"count {x[wrong][0]:g} is not a part of its total {n[wrong][0]:g}")
    share = x / n
    middle = share + z**2 / (2 * n)
    reach = z * np.sqrt(share * (1 - share) / n + z**2 / (4 * n**2))
    # at the ends the formula gives 0 and 1 up to rounding
    low = np.where(x == 0, 0.0, (middle - reach) / (1 + z**2 / n))
    high = np.where(x == n, 1.0, (middle + reach) / (1 + z**2 / n))
    return pd.DataFrame({"value": share, "low": low, "high": high, "method": np.where(np.isnan(share), "", WILSON)})


def _normal(confidence: float) -> float:
    """Two-sided quantile of the normal distribution."""
    if not 0 < confidence < 1:
        raise ValueError(f"confidence {confidence} is not between 0 and 1: write 0.95 for 95%")
    return NormalDist().inv_cdf(1 - (1 - confidence) / 2)
