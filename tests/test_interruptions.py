"""Known interruptions of a series of counts: a published one, planted ones, and the rise in recorded stalking."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import norm

import harmstats as hs
from harmstats.core.errors import HarmstatsError
from harmstats.core.refusal import Refusal
from harmstats.stats.interrupted_series import ALL, BETWEEN, CHANGES, interrupted, pool
from oracles import SICILY_BAN, SICILY_EVENTS, SICILY_FIRST, SICILY_PEOPLE

EDITION = "ho-prc-open-2026-04"
RULES = ("course-of-conduct-2018", "ex-partner-stalking-2020", "double-recording-conduct-2023")


def months(values, first="2020-01-01"):
    starts = pd.date_range(first, periods=len(values), freq="MS")
    return pd.DataFrame({"period_start": starts, "period_end": starts + pd.offsets.MonthEnd(0), "value": values})


def quarters(values, first="2014-04-01"):
    starts = pd.date_range(first, periods=len(values), freq="QS")
    return pd.DataFrame({"period_start": starts, "period_end": starts + pd.offsets.QuarterEnd(0), "value": values})


@pytest.fixture(scope="module")
def stalking():
    rows = hs.load("prc-stalking-8q", edition=EDITION)
    return rows[rows["axis"] == "quarters"]


@pytest.fixture(scope="module")
def rules():
    return [b for b in hs.breaks("prc-stalking-8q") if b.id in RULES]


@pytest.mark.parametrize(
    ("model", "pairs", "expected", "dispersion"),
    [
        ("Poisson", 0, (0.894377, 0.864686, 0.925086), 3.559187),
        ("quasi-Poisson", 0, (0.894377, 0.839189, 0.953193), 3.559187),
        ("quasi-Poisson", 2, (0.885072, 0.839401, 0.933227), 2.262183),
    ],
)
def test_the_smoking_ban_of_sicily(model, pairs, expected, dispersion):
    """Models 1 to 3 of Lopez Bernal and others (2017), Wald limits; shared/reference.md E2.4."""
    figures = months(SICILY_EVENTS, SICILY_FIRST)
    found = interrupted(figures, [SICILY_BAN], population=SICILY_PEOPLE, pairs=pairs, trends="one", model=model)
    estimate, se = found.fit.terms.loc["step 1", ["estimate", "se"]]
    limits = np.exp(estimate + norm.ppf([0.5, 0.025, 0.975]) * se)
    assert limits == pytest.approx(expected, abs=5e-6)
    assert found.fit.dispersion == pytest.approx(dispersion, abs=5e-6)
    assert found.steps["ratio"].iloc[0] == pytest.approx(expected[0], abs=5e-6)


def test_the_trend_of_sicily():
    found = interrupted(months(SICILY_EVENTS, SICILY_FIRST), [SICILY_BAN], population=SICILY_PEOPLE, trends="one")
    assert found.fit.deviance == pytest.approx(197.3096, abs=1e-4)
    assert (1 + found.stretches["annual"].iloc[0] / 100) ** (1 / 12) == pytest.approx(1.004957, abs=1e-6)


@settings(deadline=None, max_examples=25)
@given(st.floats(0.5, 3), st.floats(0.5, 3), st.sampled_from(["one", "own"]))
def test_planted_steps_are_found(first, second, trends):
    t = np.arange(48)
    level = uneven(1000 * np.exp(0.01 * t) * np.where(t >= 16, first, 1) * np.where(t >= 32, second, 1))
    found = interrupted(months(level), ["2021-05-01", "2022-09-01"], trends=trends)
    assert found.steps["ratio"].tolist() == pytest.approx([first, second], rel=0.005)
    assert found.stretches["annual"].tolist() == pytest.approx([100 * np.expm1(0.12)] * 3, abs=0.5)


def test_a_constant_step_added_to_noisy_counts_is_found_as_often_as_the_interval_says():
    """Adding a step to simulated quarters: recovered within its 95% limits in 93% to 97% of 400 rounds."""
    t, held, generator = np.arange(47), 0, np.random.default_rng(5)
    for _ in range(400):
        mean = 2000 * np.exp(0.02 * t) * np.where(t >= 24, 1.5, 1)
        found = interrupted(quarters(scattered(generator, mean, 30)), ["2020-04-01"])
        held += found.steps["low"].iloc[0] <= 1.5 <= found.steps["high"].iloc[0]
    assert 0.93 <= held / 400 <= 0.97


def test_where_nothing_happened_a_step_is_seen_in_about_one_of_twenty():
    """The default model at the length and dispersion of recorded stalking: 47 quarters, three dates, dispersion 33."""
    t, seen, generator = np.arange(47), np.zeros(3), np.random.default_rng(8)
    for _ in range(400):
        values = scattered(generator, 8000 * np.exp(0.02 * t), 33)
        found = interrupted(quarters(values), ["2018-04-01", "2020-04-01", "2023-05-01"], pairs=2)
        seen += (found.steps["low"] > 1) | (found.steps["high"] < 1)
    assert (seen / 400 >= 0.03).all()
    assert (seen / 400 <= 0.07).all()


def uneven(level):
    """A level with a thousandth more and less by turns."""
    return level * (1 + 0.001 * (-1) ** np.arange(len(level)))


def scattered(generator, mean, dispersion):
    """Counts with a variance of `dispersion` times their mean."""
    return generator.poisson(generator.gamma(mean / (dispersion - 1), dispersion - 1))


def test_the_parts_of_a_rise_add_up_and_multiply(stalking, rules):
    national = stalking[stalking["geography"] == "England and Wales"]
    split = interrupted(national, rules, pairs=2, settle=1).split.set_index("part")
    steps = split.iloc[:3]
    assert steps["added"].sum() == pytest.approx(split.loc[CHANGES, "added"])
    assert split.loc[[CHANGES, BETWEEN], "added"].sum() == pytest.approx(split.loc[ALL, "added"])
    assert steps["factor"].prod() == pytest.approx(split.loc[CHANGES, "factor"])
    assert split.loc[[CHANGES, BETWEEN], "factor"].prod() == pytest.approx(split.loc[ALL, "factor"])
    assert ((split["low"] < split["added"]) & (split["added"] < split["high"])).all()
    first, last = national["value"].iloc[[0, -1]]
    assert split.loc[ALL, "added"] == pytest.approx(last - first, rel=0.05)


@pytest.mark.parametrize(
    ("trends", "settle", "share"),
    [("own", 0, 39), ("own", 1, 51), ("own", 2, 55), ("one", 0, 44), ("one", 1, 55), ("one", 2, 57)],
)
def test_about_half_of_the_rise_came_at_the_changes_whatever_is_assumed(stalking, rules, trends, settle, share):
    national = stalking[stalking["geography"] == "England and Wales"]
    found = interrupted(national, rules, pairs=2, trends=trends, settle=settle, lags=4)
    assert round(found.share[0]) == share
    assert found.share[1] < found.share[0] < found.share[2]
    assert "a sensitivity analysis" in found.summary()
    assert "assumes" in found.summary()
    largest = found.split.iloc[:3].set_index("part")["added"].idxmax()
    assert largest == "Ex-partner rule"


def test_forces_are_pooled_with_their_spread(stalking, rules):
    effects = []
    for name, rows in stalking[stalking["geography"] != "England and Wales"].groupby("geography"):
        found = interrupted(rows, rules, pairs=2, settle=1)
        if isinstance(found, Refusal):
            assert name in ("City of London", "British Transport Police", "Lincolnshire")
            continue
        effects.append(found.split.iloc[1][["factor", "log_se"]].tolist())
    ratio, se = np.array(effects).T
    found = pool(np.log(ratio), se)
    assert found.places == len(effects)
    assert np.exp([found.value, found.low, found.high]).round(1).tolist() == [2.5, 2.0, 3.1]
    assert found.spread_low < np.log(1) < found.low
    assert "one more would lie between" in found.summary()


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
    found = interrupted(quarters(uneven(level), "2020-04-01"), ["2023-03-01"], trends="one")
    assert found.steps["ratio"].iloc[0] == pytest.approx(2, rel=0.002)
    assert found.fitted["fitted"].iloc[11] == pytest.approx(level[11], rel=0.002)


def test_what_settles_late_is_counted_to_the_change():
    level = uneven(np.r_[[1000.0] * 12, 1500, [2000.0] * 11])
    late, at_once = (interrupted(quarters(level, "2020-04-01"), ["2023-04-01"], settle=n) for n in (1, 0))
    assert late.steps["ratio"].iloc[0] == pytest.approx(2, rel=0.005)
    assert at_once.steps["ratio"].iloc[0] < 1.9
    assert len(late.fitted) == len(level) - 1
    assert "with what happened in the first quarter after each" in late.summary()
    assert "periods after each" not in at_once.summary()


def test_no_rise_no_share():
    level = 1000 + np.random.default_rng(1).normal(0, 30, 24).round()
    found = interrupted(months(level), ["2021-01-01"])
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
    found = interrupted(months(values), ["2021-01-01"])
    assert isinstance(found, Refusal)
    assert reason in found.summary()


def test_two_places_cannot_say_how_places_differ():
    assert "three are needed" in pool([1, 2], [1, 1]).summary()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"breaks": []}, "give a change or more"),
        ({"breaks": ["2031-01-01"]}, "lies outside the periods given"),
        ({"breaks": ["soon"]}, "write dates as 2020-04-01"),
        ({"trends": "two"}, "use own or one"),
        ({"settle": -1}, "use own or one"),
        ({"figures": months([1.0] * 20 + [-3.0] * 4)}, "-3 is negative"),
        ({"figures": pd.concat([months([9.0] * 24)] * 2)}, "each once"),
        ({"figures": pd.concat([months([9.0] * 24), quarters([9.0] * 4, "2022-01-01")])}, "of one length"),
        ({"figures": pd.DataFrame({"value": [1.0]})}, "no column period_end, period_start"),
    ],
)
def test_bad_input_is_one_line(change, message):
    usual = {"figures": months(range(10, 34)), "breaks": ["2021-01-01"]} | change
    with pytest.raises(HarmstatsError, match=message) as error:
        interrupted(usual.pop("figures"), usual.pop("breaks"), **usual)
    assert "\n" not in str(error.value)


def test_effects_need_errors():
    with pytest.raises(HarmstatsError, match="the errors above zero"):
        pool([1, 2, 3], [1, 1, 0])


def test_errors_that_go_together_are_wider_and_move_no_estimate(stalking, rules):
    national = stalking[stalking["geography"] == "England and Wales"]
    plain, found = (interrupted(national, rules, pairs=2, settle=1, correlated=c) for c in (False, True))
    assert found.share[0] == pytest.approx(plain.share[0])
    assert found.share_se > plain.share_se
    assert found.fit.correlation > 0
    assert plain.fit.correlation is None
    # one matrix: the parts of the rise still have errors that belong together
    whole = found.split.set_index("part").loc[ALL]
    assert 0 < whole["low"] < whole["added"] < whole["high"] < 2 * whole["added"]
