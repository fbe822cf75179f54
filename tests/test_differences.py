"""Changes with limits, against published ones, and refused where they would mislead."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import harmstats as hs
from harmstats.comparison import change as differences
from harmstats.core.refusal import Refusal
from harmstats.stats import intervals
from harmstats.stats import ratios as contrasts


def changed(*periods, **words):
    return differences.change(hs.compare(*periods), **words)


def test_ratio_of_poisson_rates_as_r_ratesci():
    """60 in 51,477.5 and 30 in 54,308.7: R ratesci scoreci, quoted in statsmodels test_rates_poisson.py."""
    low, high = contrasts.ratio_of_rates(60, 51477.5, 30, 54308.7, 0.95)
    assert (low[0], high[0]) == pytest.approx((1.365962, 3.259306), abs=5e-7)


def test_exact_ratio_of_poisson_rates_as_r_exactci():
    """The same two rates: R exactci, central interval, quoted in the same file."""
    low, high = contrasts.ratio_of_rates(60, 51477.5, 30, 54308.7, 0.95, exact=True)
    assert (low[0], high[0]) == pytest.approx((1.339735721772650, 3.388365573616252), rel=1e-9)


def test_ratio_agrees_with_statsmodels_where_it_finds_one():
    from statsmodels.stats.rates import confint_poisson_2indep

    for later, earlier in ((36230, 34514), (3, 1), (60, 30)):
        found = [end[0] for end in contrasts.ratio_of_rates(later, 1, earlier, 1, 0.95)]
        # statsmodels inverts the test by root finding
        assert found == pytest.approx(confint_poisson_2indep(later, 1, earlier, 1, method="score"), rel=1e-6)


def test_ratio_to_and_from_zero():
    low, high = contrasts.ratio_of_rates([0, 5], 1, [5, 0], 1, 0.95)
    assert low[0] == 0
    assert high[0] == pytest.approx(0.76829176, rel=1e-6)
    assert low[1] == pytest.approx(1 / high[0])
    assert np.isinf(high[1])


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
    found = contrasts.square_and_add(*sides)
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
    assert contrasts.square_and_add(*sides) == pytest.approx((0.2629322, 0.9786493), abs=5e-3)


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
    found = contrasts.ratio_of_shares(later, earlier, 0.95)
    assert found[0] == pytest.approx(middle)
    assert found[1:] == pytest.approx(wanted, rel=1e-5)


def test_no_ratio_of_shares_from_zero():
    assert contrasts.ratio_of_shares((0, 40), (16, 80), 0.95) is None


def test_recorded_stalking_in_one_year():
    found = changed("prc-stalking-8q", "YE Mar 2024", "YE Mar 2025")
    assert found.change == 135628 - 128829
    assert [round(x, 2) for x in (found.percent, found.percent_low, found.percent_high)] == [5.28, 4.48, 6.08]
    assert found.method == contrasts.POISSON_RATIO
    assert intervals.RECORDED in found.summary()
    assert "Take care: Double recording ends (May 2023)." in found.summary()
    row = found.to_frame().iloc[0]
    assert (row["from"], row["to"], row["low"], row["package"]) == (
        "YE Mar 2024", "YE Mar 2025", found.low, f"harmstats {hs.__version__}",
    )  # fmt: skip


def test_a_rate_with_its_population():
    found = changed("prc-stalking-8q", "YE Mar 2024", "YE Mar 2025", population=(60_854_727, 61_806_682))
    assert found.unit == "offences per 1,000"
    assert found.percent == pytest.approx(100 * (135628 / 61_806_682 / (128829 / 60_854_727) - 1))
    assert found.low < found.change < found.high


def test_a_small_count_is_told_as_a_count():
    found = differences.change(hs.compare("prc-stalking-8q", "YE Mar 2024", "YE Mar 2025", geography="City of London"))
    assert "City of London: +17 offences (95% interval " in found.summary()
    exact = differences.change(found.comparison, exact=True)
    assert exact.percent_low < found.percent_low
    assert exact.percent_high > found.percent_high


def test_the_charge_share_by_newcombe():
    found = changed("charge-share-of-assigned-stalking-8q", "YE Mar 2021", "YE Mar 2022")
    assert (found.unit, found.method) == ("percentage points", contrasts.NEWCOMBE)
    assert found.low < found.change < found.high < 0
    assert found.percent_low < found.percent < found.percent_high < 0


@pytest.mark.parametrize(
    ("series", "earlier", "later", "words"),
    [
        ("prc-stalking-and-harassment", "YE Mar 2020", "YE Jun 2022", "not like for like: Coercive control added"),
        ("prc-stalking-8q", "YE Mar 2024", "YE Jun 2024", "share months"),
        ("prc-stalking-and-harassment-rate", "YE Mar 2022", "YE Mar 2023", "a rate in offences per 1,000 population"),
    ],
)
def test_refused_with_the_reason(series, earlier, later, words):
    found = changed(series, earlier, later)
    assert isinstance(found, Refusal)
    assert words in found.reason
    assert found.summary().startswith("No figure is given: ")


def test_a_refusal_names_the_nearest_valid_comparison():
    found = changed("prc-stalking-and-harassment", "YE Mar 2020", "YE Jun 2022")
    assert found.nearest.earlier["period"] == "YE Mar 2021"
    assert "Nearest valid: " in found.summary()


def fake(earlier, later, **fields):
    """A comparable pair of stalking figures with other values."""
    from dataclasses import replace

    real = hs.compare("prc-stalking-8q", "YE Mar 2022", "YE Mar 2025")
    figures = [{**side, "value": value, **fields} for side, value in ((real.earlier, earlier), (real.later, later))]
    return replace(real, earlier=figures[0], later=figures[1], change=later - earlier)


def test_from_zero_there_is_a_change_but_no_percentage():
    found = differences.change(fake(0.0, 12.0))
    assert (found.change, found.percent, found.percent_low) == (12, None, None)
    assert "nan" not in found.summary()
    assert isinstance(differences.annual_change(found), Refusal)


@pytest.mark.parametrize(
    ("pair", "words"),
    [
        (fake(-3.0, 4.0), "correction of earlier ones"),
        (fake(0.0, 0.0), "both counts are zero"),
        (fake(5.0, 6.0, kind="survey"), "an interval is not published with both"),
    ],
)
def test_no_figures_no_change(pair, words):
    assert words in differences.change(pair).reason


def test_survey_intervals_as_published():
    """Estimates of 5% (4% to 6%) and 7% (6% to 8%): 2 points, square and add gives 2 plus or minus root 2."""
    from dataclasses import replace

    pair = fake(5.0, 7.0, kind="survey", unit="percent")
    pair = replace(pair, earlier=pair.earlier | {"low": 4, "high": 6}, later=pair.later | {"low": 6, "high": 8})
    found = differences.change(pair)
    assert (found.low, found.high) == pytest.approx((2 - 2**0.5, 2 + 2**0.5))
    assert found.percent is None
    assert "at 95%" in differences.change(pair, confidence=0.998).reason


SURVEYS = {"csew-stalking-any": "age=16 to 59;sex=female", "csew-stalking-partner": "age=16 to 59;sex=female"}


@pytest.mark.parametrize("series", SURVEYS)
def test_real_survey_estimates_are_given_no_interval_of_our_own(series):
    """None of the survey estimates held is published with one; the change of each pair says so."""
    figures = hs.load(series)
    assert figures[["low", "high"]].isna().all(axis=None)
    pair = hs.compare(series, "YE Mar 2013", "YE Mar 2015", breakdown=SURVEYS[series])
    found = differences.change(pair)
    assert pair.comparable
    assert "an interval is not published with both estimates" in found.reason


def test_a_survey_interval_from_elsewhere_goes_with_the_real_estimates():
    """The day a file with limits is held: those of both years are carried into the change, and nothing else is."""
    from dataclasses import replace

    pair = hs.compare("csew-stalking-any", "YE Mar 2013", "YE Mar 2015", breakdown=SURVEYS["csew-stalking-any"])
    assert isinstance(differences.change(replace(pair, later=pair.later | {"low": 4.0, "high": 5.9})), Refusal)


@pytest.mark.parametrize("name", ["official-rounded"])
def test_a_rounded_figure_has_no_interval(name):
    assert "rounding is larger than chance" in differences.change(fake(300.0, 400.0, status=name)).reason


def test_a_population_is_no_count_of_events():
    assert "no count of events" in differences.change(fake(5e7, 6e7, kind="population")).reason


def test_the_limits_alone_for_under_a_sentence():
    counts = changed("prc-stalking-8q", "YE Mar 2024", "YE Mar 2025")
    said = "variation if counts were Poisson, not recording error"
    assert counts.limits == f"95% interval of the change: +4.5% to +6.1% ({said})."
    share = changed("charge-share-of-assigned-stalking-8q", "YE Mar 2021", "YE Mar 2022").limits
    assert share.startswith("95% interval of the change: -1.35 to -0.91 percentage points (")
    small = differences.change(hs.compare("prc-stalking-8q", "YE Mar 2024", "YE Mar 2025", geography="City of London"))
    assert small.limits == f"95% interval of the change: +4 to +31 offences ({said})."


def test_compound_annual_change_inside_one_segment():
    found = changed("prc-stalking-8q", "YE Mar 2022", "YE Mar 2025")
    yearly = differences.annual_change(found)
    assert (1 + yearly.percent / 100) ** 3 == pytest.approx(135628 / 117692)
    assert yearly.percent_low < yearly.percent < yearly.percent_high
    assert "compound, a year over 3 years" in yearly.summary()
    short = differences.annual_change(changed("prc-stalking-8q", "YE Mar 2024", "YE Mar 2025"))
    assert "two years apart" in short.reason


def test_index_stays_in_the_segment_of_its_base():
    figures = hs.trend("prc-stalking-8q", start="YE Mar 2015", end="YE Mar 2025").figures
    found = differences.index(figures, "YE Mar 2021")
    assert found["period"].tolist() == [f"YE Mar {year}" for year in range(2021, 2026)]
    assert found["index"].iloc[0] == 100
    assert found["base"].unique().tolist() == ["YE Mar 2021"]
    assert "no figure for YE Mar 2014" in differences.index(figures, "YE Mar 2014").reason
    assert "cannot be set to 100" in differences.index(figures.assign(value=0.0), "YE Mar 2021").reason


COUNTS = st.integers(1, 10**6)


@given(COUNTS, COUNTS, st.sampled_from([0.95, 0.998]), st.booleans())
def test_an_interval_of_a_ratio_holds_it(later, earlier, level, exact):
    low, high = contrasts.ratio_of_rates(later, 1, earlier, 1, level, exact=exact)
    assert low[0] <= later / earlier <= high[0]


@given(COUNTS, COUNTS, st.floats(0.01, 1e6))
def test_rescaling_both_populations_changes_no_ratio(later, earlier, factor):
    one = contrasts.ratio_of_rates(later, 10, earlier, 20, 0.95)
    other = contrasts.ratio_of_rates(later, 10 * factor, earlier, 20 * factor, 0.95)
    assert np.concatenate(one) == pytest.approx(np.concatenate(other))


def test_every_row_has_a_number():
    frame = changed("prc-stalking-8q", "YE Mar 2024", "YE Mar 2025").to_frame()
    assert isinstance(frame, pd.DataFrame)
    assert frame.notna().all(axis=None)
