"""NCI's published fit, with all the permutations of its program."""

import numpy as np
import pytest

from harmstats.stats.joinpoints import joinpoints
from oracles import NCI_ERRORS, NCI_MODELLED, NCI_PLACES, NCI_RATES, NCI_YEARS


@pytest.fixture(scope="module")
def nci():
    return joinpoints(NCI_YEARS, NCI_RATES, NCI_ERRORS)


def test_the_published_fit_of_nci(nci):
    assert nci.places == NCI_PLACES
    fitted = nci.fitted["fitted"].to_numpy()[: len(NCI_MODELLED)]
    assert np.abs(fitted - NCI_MODELLED).max() < 0.1
    assert nci.segments["apc"].round(2).tolist() == [1.13, -1.24, -3.18, 2.10, -2.94]
    assert (nci.segments["low"] < nci.segments["apc"]).all()
    assert (nci.segments["apc"] < nci.segments["high"]).all()


def test_the_path_of_the_choice_is_shown(nci):
    """With fewer bends: 1986; 1985 and 2002; 1986, 1995 and 1998, as NCI's own program chooses."""
    assert nci.models["places"].tolist() == [
        (), (1986.0,), (1985.0, 2002.0), (1986.0, 1995.0, 1998.0), tuple(map(float, NCI_PLACES)),
    ]  # fmt: skip
    assert nci.tests["verdict"].tolist() == ["more"] * 4
    assert nci.tests["against"].tolist() == [4] * 4
    assert nci.tests["level"].round(4).tolist() == [0.0125, 0.0167, 0.025, 0.05]
    assert "4,499 permutations, seed 7160" in nci.summary()
    assert "not a change of the rules" in nci.summary()
    assert nci.to_frame()["formula"].iloc[0].startswith("log value = 1 + t + (t - 1985)+")


def test_bic_agrees_with_the_permutation_test(nci):
    assert nci.models["bic"].is_monotonic_decreasing
    assert nci.models["places"].iloc[-1] == nci.places


def test_the_average_change_lies_between_those_of_the_segments(nci):
    average, low, high = nci.aapc()
    logs = np.log1p(nci.segments["apc"] / 100)
    lengths = nci.segments["end"] - nci.segments["start"]
    assert average == pytest.approx(100 * np.expm1((logs * lengths).sum() / lengths.sum()))
    assert low < average < high
    straight = joinpoints(NCI_YEARS, NCI_RATES, NCI_ERRORS, most=0)
    assert straight.aapc() == pytest.approx(straight.segments.iloc[0][["apc", "low", "high"]].tolist())
