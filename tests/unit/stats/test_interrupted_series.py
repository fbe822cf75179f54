"""Known interruptions of a series of counts: a published one, and planted ones."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import norm

from harmstats.core.errors import HarmstatsError
from harmstats.core.refusal import Refusal
from harmstats.stats.interrupted_series import interrupted, pool
from oracles import SICILY_BAN, SICILY_EVENTS, SICILY_FIRST, SICILY_PEOPLE
from planted import months, quarters, rules


@pytest.mark.parametrize(
    ("scale", "pairs", "expected", "dispersion"),
    [
        ("Poisson", 0, (0.894377, 0.864686, 0.925086), 3.559187),
        ("quasi-Poisson", 0, (0.894377, 0.839189, 0.953193), 3.559187),
        ("quasi-Poisson", 2, (0.885072, 0.839401, 0.933227), 2.262183),
    ],
)
def test_the_smoking_ban_of_sicily(scale, pairs, expected, dispersion):
    """Models 1 to 3 of Lopez Bernal and others (2017), Wald limits; the first without scaling by the dispersion."""
    figures = months(SICILY_EVENTS, SICILY_FIRST)
    found = interrupted(figures, rules(SICILY_BAN), population=SICILY_PEOPLE, pairs=pairs, trends="one")
    estimate, se = found.fit.terms.loc["step 1", ["estimate", "se"]]
    se /= np.sqrt(found.fit.dispersion) if scale == "Poisson" else 1
    limits = np.exp(estimate + norm.ppf([0.5, 0.025, 0.975]) * se)
    assert limits == pytest.approx(expected, abs=5e-6)
    assert found.fit.dispersion == pytest.approx(dispersion, abs=5e-6)
    assert found.steps["ratio"].iloc[0] == pytest.approx(expected[0], abs=5e-6)


def test_the_trend_of_sicily():
    ban = rules(SICILY_BAN)
    found = interrupted(months(SICILY_EVENTS, SICILY_FIRST), ban, population=SICILY_PEOPLE, trends="one")
    assert (1 + found.stretches["annual"].iloc[0] / 100) ** (1 / 12) == pytest.approx(1.004957, abs=1e-6)


@settings(max_examples=25)
@given(st.floats(0.5, 3), st.floats(0.5, 3), st.sampled_from(["one", "own"]))
def test_planted_steps_are_found(first, second, trends):
    t = np.arange(48)
    level = uneven(1000 * np.exp(0.01 * t) * np.where(t >= 16, first, 1) * np.where(t >= 32, second, 1))
    found = interrupted(months(level), rules("2021-05-01", "2022-09-01"), trends=trends)
    assert found.steps["ratio"].tolist() == pytest.approx([first, second], rel=0.005)
    assert found.stretches["annual"].tolist() == pytest.approx([100 * np.expm1(0.12)] * 3, abs=0.5)


def uneven(level):
    """A level with a thousandth more and less by turns."""
    return level * (1 + 0.001 * (-1) ** np.arange(len(level)))


def test_pooling_by_hand():
    """Four effects with errors of 0.1: Paule-Mandel sets Q to 3, so tau squared is 0.155/3 - 0.01."""
    found = pool([0.1, 0.3, 0.35, 0.65], [0.1] * 4)
    assert found.tau**2 == pytest.approx(0.155 / 3 - 0.01, abs=1e-6)
    assert found.high - found.value == pytest.approx(3.182446 * np.sqrt(0.155 / 12), rel=1e-6)
    assert found.to_frame()["places"].tolist() == [4]


def test_places_that_agree_have_no_spread_between_them():
    found = pool([0.2, 0.21, 0.19, 0.2], [0.1] * 4)
    assert found.tau == 0
    assert found.i2 == 0


def test_a_period_that_holds_a_change_has_a_part_of_the_step():
    """January to March 2023 lies one third after 1 March, so a doubling reaches it as the cube root of two."""
    level = np.where(np.arange(24) < 12, 1000.0, 2000.0)
    level[11] = 1000 * 2 ** (1 / 3)
    found = interrupted(quarters(uneven(level), "2020-04-01"), rules("2023-03-01"), trends="one")
    assert found.steps["ratio"].iloc[0] == pytest.approx(2, rel=0.002)
    assert found.fitted["fitted"].iloc[11] == pytest.approx(level[11], rel=0.002)


def test_what_settles_late_is_counted_to_the_change():
    level = uneven(np.r_[[1000.0] * 12, 1500, [2000.0] * 11])
    late, at_once = (interrupted(quarters(level, "2020-04-01"), rules("2023-04-01"), settle=n) for n in (1, 0))
    assert late.steps["ratio"].iloc[0] == pytest.approx(2, rel=0.005)
    assert at_once.steps["ratio"].iloc[0] < 1.9
    assert len(late.fitted) == len(level) - 1
    assert "with what happened in the first quarter after each" in late.summary()
    assert "periods after each" not in at_once.summary()


def test_no_rise_no_share():
    level = 1000 + np.random.default_rng(1).normal(0, 30, 24).round()
    found = interrupted(months(level), rules("2021-01-01"))
    assert found.share is None
    assert "no clear rise to divide" in found.summary()
    assert found.to_frame()["model"].unique().tolist() == ["quasi-Poisson"]


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ([np.nan] * 24, "0 figures are too few"),
        ([5.0], "1 figures are too few"),
        ([100.0] * 24, "what does not vary"),
        ([2.0, 3.0] * 12, "below 5 no step is told"),
        ([100.0, 110.0] * 7, "stretch 2 has 2 points and needs 4"),
        ([100.0, np.nan] * 12, "leave its period out"),
    ],
)
def test_refusals_say_why(values, reason):
    found = interrupted(months(values), rules("2021-01-01"))
    assert isinstance(found, Refusal)
    assert reason in found.summary()


def test_two_places_cannot_say_how_places_differ():
    assert "three are needed" in pool([1, 2], [1, 1]).summary()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"breaks": []}, "give a change or more"),
        ({"breaks": rules("2031-01-01")}, "lies outside the periods given"),
        ({"trends": "two"}, "use own or one"),
        ({"settle": -1}, "use own or one"),
        ({"figures": months([1.0] * 20 + [-3.0] * 4)}, "-3 is negative"),
        ({"figures": pd.concat([months([9.0] * 24)] * 2)}, "each once"),
        ({"figures": pd.concat([months([9.0] * 24), quarters([9.0] * 4, "2022-01-01")])}, "of one length"),
    ],
)
def test_bad_input_is_one_line(change, message):
    usual = {"figures": months(range(10, 34)), "breaks": rules("2021-01-01")} | change
    with pytest.raises(HarmstatsError, match=message) as error:
        interrupted(usual.pop("figures"), usual.pop("breaks"), **usual)
    assert "\n" not in str(error.value)


def test_effects_need_errors():
    with pytest.raises(HarmstatsError, match="the errors above zero"):
        pool([1, 2, 3], [1, 1, 0])
