"""Ratios and differences of two figures, against published limits."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from harmstats.stats import intervals, ratios


def test_ratio_of_poisson_rates_as_r_ratesci():
    """60 in 51,477.5 and 30 in 54,308.7: R ratesci scoreci, quoted in statsmodels test_rates_poisson.py."""
    found = ratios.ratio_of_rates((60, 51477.5), (30, 54308.7), 0.95)
    assert found == pytest.approx((60 / 51477.5 / (30 / 54308.7), 1.365962, 3.259306), abs=5e-7)


def test_ratio_agrees_with_statsmodels_where_it_finds_one():
    from statsmodels.stats.rates import confint_poisson_2indep

    for later, earlier in ((36230, 34514), (3, 1), (60, 30)):
        found = ratios.ratio_of_rates((later, 1), (earlier, 1), 0.95)
        # statsmodels inverts the test by root finding
        assert found[1:] == pytest.approx(confint_poisson_2indep(later, 1, earlier, 1, method="score"), rel=1e-6)


def test_ratio_to_and_from_zero():
    ratio, low, high = ratios.ratio_of_rates((0, 1), (5, 1), 0.95)
    assert (ratio, low) == (0, 0)
    assert high == pytest.approx(0.76829176, rel=1e-6)
    assert ratios.ratio_of_rates((5, 1), (0, 1), 0.95) is None


@pytest.mark.parametrize(
    ("later", "earlier", "low", "high"),
    [
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((6, 7), (2, 7), 0.0582, 0.8062),
        ((5, 56), (0, 29), -0.0381, 0.1926),
        ((10, 10), (0, 10), 0.6075, 1.0000),
    ],
)
def test_newcombe_difference(later, earlier, low, high):
    """Method 10 of Newcombe (1998), Statistics in Medicine 17: 873-890, for figures of his examples.

    The first two limits are quoted from the article by R propint (m-Py/propint, its tests); the article itself
    was not at hand, so all five are held to statsmodels and to Wilson's limits found as roots.
    """
    from statsmodels.stats.proportion import confint_proportions_2indep

    sides = [
        tuple(intervals.wilson([count], [total], 0.95)[["value", "low", "high"]].to_numpy()[0])
        for count, total in (later, earlier)
    ]
    found = ratios.square_and_add(*sides)
    assert found == pytest.approx((low, high), abs=6e-5)
    assert found == pytest.approx(confint_proportions_2indep(*later, *earlier, method="newcomb"), abs=1e-12)
    (x, x_low, x_high), (y, y_low, y_high) = (roots_of_wilson(count, total) for count, total in (later, earlier))
    by_hand = x - y - np.hypot(x - x_low, y_high - y), x - y + np.hypot(x_high - x, y - y_low)
    assert found == pytest.approx(by_hand, abs=1e-9)


def roots_of_wilson(count, total):
    """The shares at which the score test has exactly 5%, by search and not by Wilson's formula."""
    from scipy.optimize import brentq

    share, z = count / total, 1.959963984540054

    def test(p):
        return (share - p) ** 2 - z**2 * p * (1 - p) / total

    low = 0.0 if count == 0 else brentq(test, 1e-15, min(share, 1 - 1e-12), xtol=1e-15)
    high = 1.0 if count == total else brentq(test, max(share, 1e-12), 1 - 1e-15, xtol=1e-15)
    return share, low, high


def test_difference_of_poisson_rates_as_r_ratesci():
    """R ratesci moverci, Jeffreys limits, quoted in statsmodels: 0.2629322 to 0.9786493 per 1,000."""
    from scipy.stats import gamma

    sides = []
    for count, people in ((60, 51.4775), (30, 54.3087)):
        limits = gamma.ppf([0.025, 0.975], count + 0.5) / people
        sides.append((count / people, *limits))
    assert ratios.square_and_add(*sides) == pytest.approx((0.2629322, 0.9786493), abs=5e-3)


@pytest.mark.parametrize(("later", "earlier"), [((36, 40), (16, 80)), ((5948, 99302), (6000, 84000)), ((3, 9), (1, 7))])
def test_ratio_of_shares_by_koopmans_score(later, earlier):
    """Koopman (1984), Biometrics 40: 513-517: the ratios that his chi-square does not reject.

    The article was not at hand. The limits are found here as roots of the statistic as he defines it, with the
    shares most likely under each ratio; nothing of statsmodels is used.
    """
    from scipy.optimize import brentq, minimize_scalar

    (x, n), (y, m) = later, earlier

    def statistic(ratio):
        def unlikely(p):
            q = ratio * p
            return -(x * np.log(q) + (n - x) * np.log1p(-q) + y * np.log(p) + (m - y) * np.log1p(-p))

        bounds = 1e-12, min(1, 1 / ratio) * (1 - 1e-12)
        p = minimize_scalar(unlikely, bounds=bounds, method="bounded", options={"xatol": 1e-14}).x
        q = ratio * p
        return (x - n * q) ** 2 / (n * q * (1 - q)) + (y - m * p) ** 2 / (m * p * (1 - p)) - 3.841458820694124

    middle = x / n * m / y
    wanted = brentq(statistic, middle / 50, middle), brentq(statistic, middle, 50 * middle)
    found = ratios.ratio_of_shares(later, earlier, 0.95)
    assert found[0] == pytest.approx(middle)
    assert found[1:] == pytest.approx(wanted, rel=1e-5)


def test_no_ratio_of_shares_from_zero():
    assert ratios.ratio_of_shares((0, 40), (16, 80), 0.95) is None


COUNTS = st.integers(1, 10**6)


@given(COUNTS, COUNTS, st.sampled_from([0.95, 0.998]))
def test_an_interval_of_a_ratio_holds_it(later, earlier, level):
    ratio, low, high = ratios.ratio_of_rates((later, 1), (earlier, 1), level)
    assert low <= ratio <= high


@given(COUNTS, COUNTS, st.floats(0.01, 1e6))
def test_rescaling_both_populations_changes_no_ratio(later, earlier, factor):
    one = ratios.ratio_of_rates((later, 10), (earlier, 20), 0.95)
    other = ratios.ratio_of_rates((later, 10 * factor), (earlier, 20 * factor), 0.95)
    assert one == pytest.approx(other)
