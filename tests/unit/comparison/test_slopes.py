"""Slopes of stretches made by hand, and every reason why there is none."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from harmstats import trend
from harmstats.comparison.result import Comparison
from harmstats.comparison.slopes import slopes
from harmstats.comparison.trend import Trend
from harmstats.core.refusal import Refusal

YEARS = pd.period_range("2010", periods=8, freq="Y")
MONTHS = pd.period_range("2018-01", periods=30, freq="M")
QUARTERS = pd.period_range("2018Q1", periods=12, freq="Q")


def stretch(periods, values, series="lost-umbrellas", **columns):
    """A trend of one stretch, the ends of which may be compared."""
    frame = pd.DataFrame({"period_start": periods.start_time, "period_end": periods.end_time.normalize()})
    frame = frame.assign(
        value=np.asarray(values, dtype=float), period=periods.astype(str), segment=0, geography="Kent", scope="",
        unit="umbrellas", kind="recorded", numerator=np.nan, denominator=np.nan, low=np.nan, high=np.nan,
    ).assign(**columns)  # fmt: skip
    change = Comparison(series, {"period": frame["period"].iloc[0]}, {}, 0.0, None, True, ())
    return Trend(series, frame, (change,), ())


def wavy(periods, rise=0.05, per=1):
    """Counts that rise by so much a year, a little uneven."""
    n = np.arange(len(periods))
    return 1000 * np.exp(rise * n / per + 0.01 * (-1) ** n)


def test_counts_of_years():
    (found,) = slopes(stretch(YEARS, wavy(YEARS)))
    assert found.annual == pytest.approx(100 * np.expm1(0.05), abs=0.2)
    assert (found.first.label, found.last.label, found.pairs, found.fit.n) == ("YE Dec 2010", "YE Dec 2017", 0, 8)
    assert found.fit.correlation is None
    assert found.summary().startswith("Umbrellas lost recorded by the police, Kent, YE Dec 2010 to YE Dec 2017: +5.")
    row = found.to_frame().iloc[0]
    assert (row["points"], row["annual_percent_change"], row["model"]) == (8, found.annual, "quasi-Poisson")


@pytest.mark.parametrize(("periods", "per", "pairs"), [(QUARTERS, 4, 1), (MONTHS, 12, 2), (MONTHS[:24], 12, 2)])
def test_quarters_and_months_have_a_season_and_errors_that_go_together(periods, per, pairs):
    (found,) = slopes(stretch(periods, wavy(periods, per=per)))
    assert found.pairs == pairs
    assert found.fit.correlation is not None
    assert found.annual == pytest.approx(100 * np.expm1(0.05), abs=1)
    assert "season taken out" in found.sentence


def test_a_wandering_level_is_told():
    values = 1000 + 200 * np.sin(np.arange(30) / 4)
    (found,) = slopes(stretch(MONTHS, values))
    assert found.caution == "Take care: Months leave the straight line for long at a time."


def test_a_share_is_fitted_by_its_counts():
    counts = wavy(YEARS)
    (found,) = slopes(stretch(YEARS, counts / 100, unit="percent", numerator=counts, denominator=1e4))
    assert found.annual == pytest.approx(slopes(stretch(YEARS, counts))[0].annual)
    assert found.fit.formula == "log mean = intercept + year + offset(log population)"
    assert "% of itself a year" in found.sentence


def test_estimates_are_weighted_by_their_published_interval():
    values, width = wavy(YEARS), np.linspace(0.02, 0.2, 8)
    (found,) = slopes(stretch(YEARS, values, kind="survey", low=values * (1 - width), high=values * (1 + width)))
    assert found.fit.model == "log-linear, weighted"
    assert "dispersion" not in found.sentence


def test_registered_changes_inside_that_forbid_nothing_are_told():
    found = trend("lost-umbrellas", end="YE Mar 2017")
    (slope, *_) = slopes(found)
    assert slope.caution == "Take care: Recording improves (July 2012)."


@pytest.mark.parametrize(
    ("asked", "reason"),
    [
        (stretch(YEARS[:3], [1, 2, 3]), "a slope needs four points; YE Dec 2010 to YE Dec 2012 has 3."),
        (stretch(YEARS[:1], [1]), "a slope needs four points; YE Dec 2010 has 1."),
        (stretch(MONTHS[:23], wavy(MONTHS[:23])), "Jan 2018 to Nov 2019 is shorter than two years, so"),
        (stretch(QUARTERS[:7], wavy(QUARTERS[:7])),
         "Jan-Mar 2018 to Jul-Sep 2019 is shorter than two years, so season and trend cannot be told apart."),
        (stretch(YEARS, wavy(YEARS), series="lost-umbrellas-rate"),
         "a rate has no model without its counts; fit the series of counts, with a population."),
        (stretch(YEARS, wavy(YEARS), series="hat-study"),
         "a percentage without counts behind it or a published interval has no model here."),
        (stretch(YEARS, wavy(YEARS), kind="population"), "a count without counts behind it or a published interval"),
        (stretch(YEARS, [5] * 8), "YE Dec 2010 to YE Dec 2017: every figure is 5; what does not vary has no slope"),
    ],
)  # fmt: skip
def test_why_there_is_no_slope(asked, reason):
    (found,) = slopes(asked)
    assert isinstance(found, Refusal)
    assert found.reason.startswith(reason)


def test_periods_that_are_neither_months_quarters_nor_years():
    days = stretch(YEARS, wavy(YEARS)).figures
    days = days.assign(period_start=days["period_end"])
    (found,) = slopes(replace(stretch(YEARS, wavy(YEARS)), figures=days))
    assert found.reason == "a slope is fitted to months, quarters or years; 31 Dec 2010 is none."
