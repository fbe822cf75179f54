"""Limits of a ratio and of a difference of two independent figures.

They rest on the limits of single figures (:mod:`harmstats.stats.intervals`): a ratio of two Poisson rates on
those of a share, a difference on those of its two parts.
"""

import numpy as np

from . import intervals

POISSON_RATIO = "score interval of the ratio of two Poisson rates (Wilson on the later count's share of both)"
NEWCOMBE = "difference of two proportions, Newcombe (1998) method 10"
SQUARE_AND_ADD = "square and add, from the limits of both figures"

Pair = tuple[float, float]
Limits = tuple[float, float, float]


def ratio_of_rates(later: Pair, earlier: Pair, confidence: float) -> Limits | None:
    """The ratio of two Poisson rates, with limits from the share of the later count in both; None from zero.

    Parameters
    ----------
    later, earlier : tuple of float
        Count of each, and what it is counted in (people, or 1 for both).
    confidence : float
        Between 0 and 1.

    Returns
    -------
    tuple of float or None
        Ratio, low and high.

    References
    ----------
    Given the sum of both counts, the later one is a binomial part of it: Wilson EB (1927), Journal of the
    American Statistical Association 22: 209-212.

    Examples
    --------
    >>> [round(part, 4) for part in ratio_of_rates((60, 51477.5), (30, 54308.7), 0.95)]
    [2.11, 1.366, 3.2593]
    """
    if earlier[0] <= 0:
        return None
    (share,) = intervals.wilson([later[0]], [later[0] + earlier[0]], confidence)[["low", "high"]].to_numpy(dtype=float)
    low, high = earlier[1] / later[1] * share / (1 - share)
    return later[0] / later[1] * earlier[1] / earlier[0], float(low), float(high)


def ratio_of_shares(later: Pair, earlier: Pair, confidence: float) -> Limits | None:
    """The ratio of two shares with Koopman's score limits; None where a count is zero.

    Parameters
    ----------
    later, earlier : tuple of float
        Count and total of each.
    confidence : float
        Between 0 and 1.

    Returns
    -------
    tuple of float or None
        Ratio, low and high.

    References
    ----------
    Koopman PAR (1984), Confidence intervals for the ratio of two binomial proportions, Biometrics 40: 513-517.

    Examples
    --------
    >>> [round(part, 2) for part in ratio_of_shares((36, 40), (16, 80), 0.95)]
    [4.5, 2.94, 7.15]
    """
    from statsmodels.stats.proportion import confint_proportions_2indep

    if min(later[0], earlier[0]) <= 0:
        return None
    low, high = confint_proportions_2indep(
        *later, *earlier, method="score", compare="ratio", alpha=1 - confidence, correction=False
    )
    return later[0] / later[1] * earlier[1] / earlier[0], float(low), float(high)


def square_and_add(later: Limits, earlier: Limits) -> Pair:
    """Limits of a difference from the limits of its two independent parts.

    Parameters
    ----------
    later, earlier : tuple of float
        Value, low and high of each.

    Returns
    -------
    tuple of float
        Low and high of later less earlier.

    References
    ----------
    Newcombe RG (1998), Interval estimation for the difference between independent proportions,
    Statistics in Medicine 17: 873-890. Zou GY, Donner A (2008), Statistics in Medicine 27: 1693-1702.

    Examples
    --------
    >>> [round(end, 3) for end in square_and_add((10, 8, 12), (4, 3, 5))]
    [3.764, 8.236]
    """
    (x, x_low, x_high), (y, y_low, y_high) = later, earlier
    difference = x - y
    return float(difference - np.hypot(x - x_low, y_high - y)), float(difference + np.hypot(x_high - x, y - y_low))
