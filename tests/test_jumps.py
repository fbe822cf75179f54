"""Known changes of level: published comparability ratios, planted jumps, and what each jump costs."""

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from harmstats.core.errors import HarmstatsError
from harmstats.core.refusal import Refusal
from harmstats.stats.jumps import ComparabilityRatio, jump
from oracles import NCHS_MELANOMA_FALL, NCHS_MELANOMA_LIMITS, NCHS_RATIOS

YEARS = np.arange(2015, 2026)


def series(step=1.0, after=2018, slope=0.05, noise=0.01, seed=1):
    generator = np.random.default_rng(seed)
    line = 100 * np.exp(slope * (YEARS - YEARS[0]) + generator.normal(0, noise, len(YEARS)))
    return line * np.where(after < YEARS, step, 1)


def test_the_published_ratio_of_melanoma():
    """To the rounding of what is printed: ratio and error have four decimals, so the limits are known to 0.00015."""
    found = ComparabilityRatio(*NCHS_RATIOS["melanoma"])
    assert (found.low, found.high) == pytest.approx(NCHS_MELANOMA_LIMITS, abs=1.5e-4)
    more, low, high = found.percent
    assert round(more, 1) == NCHS_MELANOMA_FALL
    assert low < more < high
    assert found.to_frame()["ratio"].tolist() == [0.9677]


@pytest.mark.parametrize(("site", "words"), [("myeloma", "3.7% fewer"), ("oral cavity", "4.1% more")])
def test_other_sites_in_words(site, words):
    assert f"the old rules count {words} than the new" in ComparabilityRatio(*NCHS_RATIOS[site]).summary()


def test_a_ratio_that_is_not_told_from_one_is_said_with_its_signs():
    assert "(-1.9% to 2.0%)" in ComparabilityRatio(1.0, 0.01).summary()


@pytest.mark.parametrize(("ratio", "se"), [(0, 0.1), (1, 0), (1, -1), (float("nan"), 0.1)])
def test_a_ratio_needs_a_value_and_an_error(ratio, se):
    with pytest.raises(HarmstatsError, match="must be above zero"):
        ComparabilityRatio(ratio, se)


@pytest.mark.parametrize(
    ("changes", "inflation", "df"), [([2019], 1.8, 8), ([2019, 2021], 2.7, 7), ([2019, 2021, 2024], 3.7, 6)]
)
def test_what_several_jumps_cost_on_eleven_points(changes, inflation, df):
    """Years ending March 2015 to 2025; the changes fall before 2019, 2021 and 2024 (shared/reference.md E5)."""
    found = jump(YEARS, series(), changes=[change - 1 for change in changes])
    assert round(found.inflation, 1) == inflation
    assert found.fit.df == df
    assert f"{df} residual degrees of freedom" in found.summary()


@settings(deadline=None, max_examples=25)
@given(st.floats(0.3, 3), st.floats(-0.2, 0.2))
@example(2.9995258084771796, 0.0)  # fits exactly: every error is zero
def test_a_planted_jump_is_found(step, slope):
    found = jump(YEARS, series(step, slope=slope, noise=0), changes=[2018])
    assert found.jumps["ratio"].iloc[0] == pytest.approx(step, rel=1e-6)
    assert found.slopes["percent"].iloc[0] == pytest.approx(100 * np.expm1(slope), abs=1e-6)


def test_the_interval_holds_the_planted_jump_about_as_often_as_it_says():
    held = 0
    for seed in range(1000):
        row = jump(YEARS, series(1.3, noise=0.03, seed=seed), changes=[2018]).jumps.iloc[0]
        held += row["low"] <= 1.3 <= row["high"]
    assert 0.93 <= held / 1000 <= 0.97


def test_a_known_ratio_carries_its_error_into_the_slope():
    y = series(1 / 0.9, noise=0.01)
    exact, rough = (jump(YEARS, y, changes=[2018], ratios=[ComparabilityRatio(1 / 0.9, se)]) for se in (1e-9, 0.05))
    assert exact.slopes["percent"].iloc[0] == pytest.approx(100 * np.expm1(0.05), abs=0.4)
    assert rough.slopes["percent"].iloc[0] == pytest.approx(exact.slopes["percent"].iloc[0])
    width = [float((m.slopes["high"] - m.slopes["low"]).iloc[0]) for m in (exact, rough)]
    assert width[1] > 2 * width[0]
    assert exact.to_frame()["known"].tolist() == ["comparability ratio"]
    assert "with the ratio from outside" in exact.summary()


def test_an_estimated_jump_is_held_against_a_ratio_from_outside():
    found = jump(YEARS, series(1.3), changes=[2018])
    assert abs(found.distance(ComparabilityRatio(1.3, 0.02))) < 2
    assert found.distance(ComparabilityRatio(1.0, 0.02)) > 5


def test_a_jump_beside_a_bend():
    y = 100 * np.exp(0.05 * (YEARS - 2015) - 0.1 * np.clip(YEARS - 2021, 0, None)) * np.where(YEARS > 2018, 1.2, 1)
    found = jump(YEARS, y, np.full(len(y), 0.5), changes=[2018], bends=[2021])
    assert found.slopes["percent"].round(2).tolist() == [5.13, -4.88]
    assert found.jumps["ratio"].round(4).tolist() == [1.2]
    assert np.allclose(found.fitted["fitted"], y)


@pytest.mark.parametrize(
    ("years", "values", "reason"),
    [
        ([2020], [5.0], "there is 1"),
        ([], [], "every value is missing"),
        ([1, 2, 3, 4, 5], [np.nan] * 5, "every value is missing"),
        ([1, 2, 3, 4, 5], [7.0] * 5, "what does not vary"),
        ([1, 2, 3, 4, 5], [7, 8, 0, 9, 9], "use a model of counts"),
        ([1, 2, 3, 4], [7, 8, np.nan, 9], "there are 3"),
    ],
)
def test_refusals_say_why(years, values, reason):
    found = jump(years, values, changes=[2])
    assert isinstance(found, Refusal)
    assert reason in found.summary()


@pytest.mark.parametrize(
    ("given_", "message"),
    [
        ({"values": [1, 2, -3, 4, 5]}, "value -3 at 2017 is negative"),
        ({"times": [2015, 2014, 2016, 2017, 2018]}, "numbers that rise"),
        ({"times": [2015, 2016]}, "of the same length"),
        ({"errors": [1, 1, 0, 1, 1]}, "standard error at 2017 is not above zero"),
        ({"changes": [2040]}, "outside the series: it runs from 2015 to 2019"),
        ({"changes": []}, "no change is given"),
        ({"ratios": []}, "0 ratios for 1 changes"),
    ],
)
def test_bad_input_is_one_line(given_, message):
    usual = {"times": YEARS[:5], "values": [1, 2, 3, 4, 6], "changes": [2016]} | given_
    with pytest.raises(HarmstatsError, match=message) as error:
        jump(usual.pop("times"), usual.pop("values"), usual.pop("errors", None), **usual)
    assert "\n" not in str(error.value)


def test_too_many_jumps_are_refused():
    assert isinstance(jump(YEARS[:5], [1, 2, 3, 4, 6], changes=[2015, 2016, 2017]), Refusal)
