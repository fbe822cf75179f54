"""Slopes of the real series, one a stretch, and everything that is refused."""

import numpy as np
import pytest

import harmstats as hs
from harmstats.comparison.slopes import Slope, slopes
from harmstats.core.refusal import Refusal
from harmstats.stats.autocorrelation import MOST
from harmstats.stats.count_models import LOG_LINEAR


@pytest.fixture(scope="module")
def years():
    return hs.trend("prc-stalking-8q", start="YE Mar 2015", end="YE Mar 2025")


@pytest.fixture(scope="module")
def quarters():
    return hs.trend("prc-stalking-8q", start="Apr-Jun 2014", end="Oct-Dec 2025")


def test_one_answer_a_stretch(years):
    old, middle, new = slopes(years)
    assert (old.first.label, old.last.label, old.fit.n) == ("YE Mar 2015", "YE Mar 2018", 4)
    assert [round(x, 1) for x in (new.annual, new.low, new.high)] == [7.3, 2.8, 12.0]
    assert middle == Refusal("a slope needs four points; YE Mar 2019 to YE Mar 2020 has 2.", middle.nearest)
    assert middle.nearest.later["period"] == "YE Mar 2020"
    assert "Nearest valid: " in middle.summary()


def test_the_sentence_names_model_dispersion_and_what_lies_inside(years):
    text = slopes(years)[-1].summary()
    assert text == (
        "Stalking offences recorded by the police (8Q), England and Wales, YE Mar 2021 to YE Mar 2025: +7.3% a year "
        "(95% interval +2.8% to +12.0%); quasi-Poisson through 5 points, dispersion 214. "
        "Take care: Double recording ends (May 2023)."
    )


def test_the_row_says_how_it_was_made(years):
    row = slopes(years)[-1].to_frame().iloc[0]
    assert (row["formula"], row["model"], row["points"]) == ("log mean = intercept + year", "quasi-Poisson", 5)
    assert row["package"].startswith(f"harmstats {hs.__version__}, statsmodels ")


def test_quarters_have_a_season_and_errors_for_their_order(quarters):
    new = slopes(quarters)[-1]
    assert new.pairs == 1
    assert list(new.fit.terms.index) == ["intercept", "year", "cos 1", "sin 1"]
    assert new.fit.correlation == MOST
    assert "season taken out" in new.summary()
    assert "Quarters leave the straight line for long at a time." in new.caution
    assert new.fit.errors == "errors scaled by the dispersion, neighbouring periods correlated by 0.60"


def test_months():
    (found,) = slopes(hs.trend("prc-stalking-8q", start="Jul 2023", end="Sep 2025"))
    assert (found.fit.n, found.pairs, found.fit.correlation) == (27, 2, 0.1)


def test_a_force():
    found = slopes(hs.trend("prc-stalking-8q", geography="Kent", start="YE Mar 2015", end="YE Mar 2025"))
    assert isinstance(found[-1], Slope)
    assert found[-1].low < 0 < found[-1].high
    assert found[-1].geography == "Kent"


def test_shares_with_three_points_a_stretch_and_rates_without_counts_are_refused():
    for series in ("charge-share-of-assigned-stalking-8q", "prc-stalking-and-harassment-rate"):
        assert all(isinstance(found, Refusal) for found in slopes(hs.trend(series)))


def test_a_share_is_fitted_by_its_counts(years):
    """Shares as counts of a total: ten more of a hundred each year on an even total."""
    from dataclasses import replace

    figures = years.figures.assign(unit="percent", numerator=years.figures["value"], denominator=1e6)
    found = slopes(replace(years, figures=figures))[-1]
    assert found.annual == pytest.approx(slopes(years)[-1].annual)
    assert "offset" in found.fit.formula


def test_estimates_are_weighted_by_their_published_interval(years):
    from dataclasses import replace

    value = years.figures["value"]
    width = np.linspace(0.05, 0.2, len(value))
    figures = years.figures.assign(kind="survey", low=value * (1 - width), high=value * (1 + width))
    found = slopes(replace(years, figures=figures))[-1]
    assert found.fit.model == LOG_LINEAR
    bare = figures.assign(low=np.nan)
    assert "published interval" in slopes(replace(years, figures=bare))[-1].reason


@pytest.mark.parametrize(("value", "words"), [(np.nan, "every figure is missing"), (5.0, "every figure is 5")])
def test_missing_and_constant_series_are_refused(years, value, words):
    from dataclasses import replace

    found = slopes(replace(years, figures=years.figures.assign(value=value)))
    assert words in found[-1].reason
    assert "nan" not in found[-1].summary()
