"""Limits of a ratio and of a difference of two independent figures.

They rest on the limits of single figures (:mod:`harmstats.stats.intervals`): a ratio of two Poisson rates on
those of a share, a difference on those of its two parts.
"""

import numpy as np

from . import intervals

POISSON_RATIO = "score interval of the ratio of two Poisson rates (Wilson on the later count's share of both)"
EXACT_RATIO = "exact interval of the ratio of two Poisson rates (Clopper-Pearson on the later count's share of both)"
NEWCOMBE = "difference of two proportions, Newcombe (1998) method 10"
SQUARE_AND_ADD = "square and add, from the limits of both figures"


def ratio_of_rates(later, people_later, earlier, people_earlier, confidence: float, *, exact: bool = False):
    """Limits of the ratio of two Poisson rates, from the share of the later count in both.

    Parameters
    ----------
    later, people_later, earlier, people_earlier : array_like of float
        Counts, not both zero, and what they are counted in (people, or 1 for both).
    confidence : float
        Between 0 and 1.
    exact : bool
        Clopper-Pearson limits of the share, not Wilson's.

    Returns
    -------
    tuple of numpy.ndarray
        Low and high; the upper one is infinite where the earlier count is zero.

    Examples
    --------
    >>> low, high = ratio_of_rates(60, 51477.5, 30, 54308.7, 0.95)
    >>> float(low[0].round(4)), float(high[0].round(4))
    (1.366, 3.2593)
    """
    x, y = (np.atleast_1d(np.asarray(part, dtype=float)) for part in (later, earlier))
    share = (intervals.clopper_pearson if exact else intervals.wilson)(x, x + y, confidence)
    scale = np.asarray(people_earlier, dtype=float) / np.asarray(people_later, dtype=float)
    low, high = share["low"].to_numpy(), share["high"].to_numpy()
    with np.errstate(divide="ignore"):
        return scale * low / (1 - low), scale * high / (1 - high)


def square_and_add(later: tuple, earlier: tuple) -> tuple[float, float]:
    """Limits of a difference from the limits of its two independent parts.

    Parameters
    ----------
    later, earlier : tuple of float or numpy.ndarray
        Value, low and high of each.

    Returns
    -------
    tuple
        Low and high of later less earlier.

    References
    ----------
    Newcombe RG (1998), Interval estimation for the difference between independent proportions,
    Statistics in Medicine 17: 873-890. Zou GY, Donner A (2008), Statistics in Medicine 27: 1693-1702.

    Examples
    --------
    >>> low, high = square_and_add((10, 8, 12), (4, 3, 5))
    >>> float(low.round(3)), float(high.round(3))
    (3.764, 8.236)
    """
    (x, x_low, x_high), (y, y_low, y_high) = later, earlier
    difference = np.subtract(x, y)
    return difference - np.hypot(x - x_low, y_high - y), difference + np.hypot(x_high - x, y - y_low)


def ratio_of_shares(later: tuple, earlier: tuple, confidence: float) -> tuple[float, float, float] | None:
    """The ratio of two shares with Koopman's score limits; None where a count is zero.

    Parameters
    ----------
    later, earlier : tuple of float
        Count and total of each.
    confidence : float
        Between 0 and 1.

    References
    ----------
    Koopman PAR (1984), Confidence intervals for the ratio of two binomial proportions, Biometrics 40: 513-517.

    Examples
    --------
    >>> [round(float(part), 2) for part in ratio_of_shares((36, 40), (16, 80), 0.95)]
    [4.5, 2.94, 7.15]
    """
    from statsmodels.stats.proportion import confint_proportions_2indep

    if min(later[0], earlier[0]) <= 0:
        return None
    low, high = confint_proportions_2indep(
        *later, *earlier, method="score", compare="ratio", alpha=1 - confidence, correction=False
    )
    return later[0] / later[1] * earlier[1] / earlier[0], float(low), float(high)
