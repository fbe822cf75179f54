"""Changes with their limits, from two figures made by hand; and refused where they would mislead."""

import pandas as pd
import pytest
from statsmodels.stats.proportion import confint_proportions_2indep

from harmstats.comparison.change import change
from harmstats.comparison.result import Comparison, Reason
from harmstats.core.refusal import Refusal
from harmstats.stats import intervals, ratios

NONE = float("nan")
SHARE = {"series": "umbrella-return-share", "kind": "outcome"}


def figure(value, year=2020, **changes):
    row = {
        "value": value, "unit": "umbrellas", "kind": "recorded", "status": "official", "low": NONE, "high": NONE,
        "numerator": NONE, "denominator": NONE, "geography": "Kent", "scope": "", "title": "Umbrellas lost",
        "period": f"YE Dec {year}", "long": f"year ending December {year}",
        "period_start": pd.Timestamp(year, 1, 1), "period_end": pd.Timestamp(year, 12, 31),
    }  # fmt: skip
    return row | changes


def pair(before, after, *reasons, series="lost-umbrellas", **changes):
    """Two figures, each a value or the fields it has."""
    rows = [
        figure(**({"value": side} if isinstance(side, float) else side) | changes, year=year)
        for side, year in ((before, 2020), (after, 2021))
    ]
    moved = rows[1]["value"] - rows[0]["value"]
    comparable = not any(reason.weight == "refuse" for reason in reasons)
    return Comparison(series, *rows, moved, None, comparable, reasons)


def test_counts():
    found = change(pair(100.0, 150.0))
    assert (found.change, found.percent, found.unit) == (50, 50, "umbrellas")
    _, low, high = ratios.ratio_of_rates((150, 1), (100, 1), 0.95)
    assert (found.percent_low, found.percent_high) == pytest.approx((100 * (low - 1), 100 * (high - 1)))
    sides = [(x, *intervals.poisson([x], 0.95)[["low", "high"]].to_numpy()[0]) for x in (150, 100)]
    assert (found.low, found.high) == pytest.approx(ratios.square_and_add(*sides))
    assert (found.method, found.note, found.confidence) == (ratios.POISSON_RATIO, intervals.RECORDED, 0.95)


def test_the_sentence_has_the_interval_and_the_care():
    care = Reason("edition", None, "n", "s", "warn", "Two editions")
    assert change(pair(100.0, 150.0, care)).summary() == (
        "Umbrellas lost rose from 100 in the year ending December 2020 to 150 in the year ending December 2021 "
        "(+50.0%). 95% interval of the change: +16.5% to +93.1% (variation if counts were Poisson, not recording "
        "error). Take care: Two editions."
    )


def test_from_zero_there_is_a_change_but_no_percentage():
    found = change(pair(0.0, 12.0))
    assert (found.change, found.percent, found.percent_low, found.percent_high) == (12, None, None, None)
    assert "+5 to +21 umbrellas" in found.limits


def test_a_share_of_counts():
    before = {"value": 40.0, "numerator": 40.0, "denominator": 100.0}
    after = {"value": 25.0, "numerator": 50.0, "denominator": 200.0}
    found = change(pair(before, after, unit="percent", kind="outcome"))
    assert (found.unit, found.change, found.method) == ("percentage points", -15, ratios.NEWCOMBE)
    by_statsmodels = confint_proportions_2indep(50, 200, 40, 100, method="newcomb")
    assert (found.low / 100, found.high / 100) == pytest.approx(by_statsmodels)
    assert found.percent == pytest.approx(100 * (25 / 40 - 1))
    assert found.limits.startswith("95% interval of the change: -26.23 to -3.89 percentage points (variation if each")


def test_a_share_with_counts_behind_one_figure_only_is_none():
    found = change(pair({"value": 40.0, "numerator": 40.0, "denominator": 100.0}, 25.0, unit="percent", **SHARE))
    assert found.reason.startswith("a share of assigned outcomes in percent is no count of events")


def test_survey_intervals_as_published():
    """Estimates of 5% (4% to 6%) and 7% (6% to 8%): 2 points, square and add gives 2 plus or minus root 2."""
    before, after = {"value": 5.0, "low": 4.0, "high": 6.0}, {"value": 7.0, "low": 6.0, "high": 8.0}
    found = change(pair(before, after, kind="survey", unit="percent"))
    assert (found.low, found.high) == pytest.approx((2 - 2**0.5, 2 + 2**0.5))
    assert (found.percent, found.unit, found.method) == (None, "percentage points", ratios.SQUARE_AND_ADD)
    assert change(pair(before, after, kind="helpline")).unit == "umbrellas"


@pytest.mark.parametrize("end", ["low", "high"])
@pytest.mark.parametrize("year", [0, 1])
def test_an_interval_that_is_not_published_is_not_made_up(end, year):
    sides = [{"value": 5.0, "low": 4.0, "high": 6.0}, {"value": 7.0, "low": 6.0, "high": 8.0}]
    sides[year][end] = NONE
    assert change(pair(*sides, kind="survey")).reason == (
        "an interval is not published with both estimates, and none can be computed from estimates alone."
    )


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        (pair(-3.0, 4.0), "a negative count is a correction of earlier ones and has no Poisson limits."),
        (pair(0.0, 0.0), "both counts are zero: there is no change to put limits on."),
        (pair(300.0, {"value": 400.0, "status": "official-rounded"}), "rounding is larger than chance"),
        (pair({"value": 300.0, "status": "official-rounded"}, 400.0), "rounding is larger than chance"),
        (pair(5e7, 6e7, kind="population"), "a count in umbrellas is no count of events, and no interval is published"),
        (pair(5.0, 6.0, series="lost-umbrellas-rate"), "a rate in umbrellas is no count of events"),
    ],
)
def test_no_figures_no_change(asked, words):
    found = change(asked)
    assert isinstance(found, Refusal)
    assert words in found.reason


def test_periods_that_share_months_have_no_interval():
    later = {"value": 150.0, "period_start": pd.Timestamp(2020, 12, 1), "period_end": pd.Timestamp(2021, 11, 30)}
    assert change(pair(100.0, later)).reason == "YE Dec 2020 and YE Nov 2021 share months, so chance moves both alike."


def test_a_refused_comparison_has_no_interval_and_names_the_nearest():
    from dataclasses import replace
    from datetime import date

    rule = Reason("counting rule", date(2020, 7, 1), "n", "s", "refuse", "New rule")
    scope = Reason("coverage", None, "n", "s", "refuse", "Scope differs")
    asked = replace(pair(100.0, 150.0, rule, scope), nearest=pair(100.0, 101.0))
    found = change(asked)
    assert found.reason == "the two figures are not like for like: New rule (July 2020); Scope differs."
    assert found.nearest is asked.nearest


def test_the_row_has_all_that_was_reckoned():
    (row,) = change(pair(100.0, 150.0)).to_frame().to_dict("records")
    assert (row["series"], row["geography"], row["from"], row["to"]) == (
        "lost-umbrellas", "Kent", "YE Dec 2020", "YE Dec 2021",
    )  # fmt: skip
    assert {"change", "low", "high", "unit", "percent", "percent_low", "percent_high", "method", "note"} <= set(row)
