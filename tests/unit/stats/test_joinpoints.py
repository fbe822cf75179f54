"""Joinpoints: what is planted is found, and what is refused."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harmstats.core.errors import HarmstatsError
from harmstats.core.refusal import Refusal
from harmstats.stats.joinpoints import Joinpoints, joinpoints
from oracles import NCI_ERRORS, NCI_PLACES, NCI_RATES, NCI_YEARS


def test_the_published_bends_of_nci_with_few_permutations():
    """SEER Cancer Statistics Review 1975-2012, figure 6.3; all of it in tests/full."""
    found = joinpoints(NCI_YEARS, NCI_RATES, NCI_ERRORS, permutations=199)
    assert found.places == NCI_PLACES
    assert found.segments["apc"].round(2).tolist() == [1.13, -1.24, -3.18, 2.10, -2.94]


@settings(max_examples=20)
@given(st.integers(6, 23), st.floats(0.05, 0.3), st.integers(0, 10**6))
def test_a_planted_bend_is_found(place, turn, seed):
    t = np.arange(30)
    noise = np.random.default_rng(seed).normal(0, 0.002, 30)
    found = joinpoints(t, 50 * np.exp(0.03 * t - turn * np.clip(t - place, 0, None) + noise), most=1, permutations=199)
    assert found.places == (place,)
    assert found.segments["apc"].iloc[0] == pytest.approx(100 * np.expm1(0.03), abs=0.3)


def test_a_known_change_is_no_discovery():
    t = np.arange(2000, 2025)
    y = 100 * np.exp(0.03 * (t - 2000) + np.random.default_rng(2).normal(0, 0.005, len(t))) * np.where(t > 2012, 1.6, 1)
    blind, told = (joinpoints(t, y, permutations=999, changes=changes) for changes in ([], [2012]))
    assert set(blind.places) & {2011.0, 2012.0, 2013.0}
    assert told.places == ()
    assert "Known changes after 2012 are jumps." in told.summary()
    assert not {place for places in told.models["places"] for place in places} & set(range(2010, 2016))
    assert told.segments["apc"].iloc[0] == pytest.approx(100 * np.expm1(0.03), abs=0.2)


def test_no_bend_within_three_points_of_an_end_or_of_another():
    found = joinpoints(NCI_YEARS, NCI_RATES, NCI_ERRORS, most=5, permutations=19)
    for places in found.models["places"]:
        assert all(b - a >= 3 for a, b in zip([1975, *places], [*places, 2009], strict=True))


@pytest.mark.parametrize("points", [4, 5, 6])
def test_few_points_carry_no_bend(points):
    found = joinpoints(range(points), [10, 12, 11, 15, 9, 20][:points])
    assert isinstance(found, Joinpoints)
    assert found.places == ()
    assert np.isfinite(found.segments[["apc", "low", "high"]].to_numpy()).all()


def test_a_perfect_line_has_no_bend():
    found = joinpoints(range(20), 10 * 1.05 ** np.arange(20), permutations=99)
    assert found.places == ()
    assert found.segments["apc"].round(6).tolist() == [5.0]


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ([5.0], "there is 1"),
        ([np.nan] * 12, "every value is missing"),
        ([3.0] * 12, "what does not vary"),
        ([3.0] * 11 + [0.0], "use a model of counts"),
    ],
)
def test_refusals_say_why(values, reason):
    found = joinpoints(range(len(values)), values)
    assert isinstance(found, Refusal)
    assert reason in found.summary()


def test_missing_values_are_left_out():
    rates = [np.nan if n == 20 else rate for n, rate in enumerate(NCI_RATES)]
    assert len(joinpoints(NCI_YEARS, rates, NCI_ERRORS, permutations=19).fitted) == len(NCI_RATES) - 1


@pytest.mark.parametrize(
    ("given_", "message"),
    [
        ({"permutations": 0}, "at least 1"),
        ({"most": -1}, "at least 0"),
        ({"changes": [1900]}, "outside the series"),
        ({"changes": [2009]}, "outside the series"),
        ({"errors": [1]}, "lists of the same length"),
        ({"errors": [0, *NCI_ERRORS[1:]]}, "error at 1975 is not above zero"),
    ],
)
def test_bad_input_is_one_line(given_, message):
    with pytest.raises(HarmstatsError, match=message):
        joinpoints(NCI_YEARS, NCI_RATES, **given_)


def test_negative_values_are_an_error():
    with pytest.raises(HarmstatsError, match="is negative"):
        joinpoints(range(5), [1, 2, -3, 4, 5])


def test_times_must_rise():
    with pytest.raises(HarmstatsError, match="numbers that rise"):
        joinpoints([1, 2, 2, 3, 4], [1, 2, 3, 4, 5])
