"""Limits for counts and rates, with the method named.

For a full recorded count the limits say how far the count would vary if it were Poisson: chance
around a constant rate, not recording error, which is far larger.
"""

import numpy as np
import pandas as pd
from scipy.special import gammaincinv, ndtri

EXACT = "exact Poisson"
BYAR = "Byar (Breslow and Day 1987, as OHID)"
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
    if not 0 < confidence < 1:
        raise ValueError(f"confidence {confidence} is not between 0 and 1: write 0.95 for 95%")
    x = np.asarray(counts, dtype=float)
    if (x < 0).any():
        raise ValueError(f"count {x[x < 0][0]:g} is negative: a correction has no Poisson limits")
    tail = (1 - confidence) / 2
    z = ndtri(1 - tail)
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
