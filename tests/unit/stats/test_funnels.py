"""Funnels and ranks of places made by hand."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harmstats.core.refusal import Refusal
from harmstats.stats import funnels, intervals


def test_score_limits_are_those_of_ohid():
    """PHEindicatormethods R/Funnels.R, sigma_adjustment, written out for p = 0.975: the same numbers."""
    p, n, z = 0.3, 80.0, intervals.normal(0.95)
    first, last = p * (n / z**2 + 1), 1 / z**2 + 1 / n
    inner = p * (n * (p * (n / z**2 + 2) - 1) + z**2 * (p - 1))
    reach = np.sqrt((-8 * first) ** 2 - 64 * last * inner) / 8
    ohid = ((first - reach) / last / n, (first + reach) / last / n)
    rows = pd.DataFrame({"n": [24, 24, 24, 24, 25], "of": [80, 80, 80, 80, 80]})
    found = funnels.funnel(rows, "n", "of")
    found = type(found)(found.places, p, None, found.dispersion, 0.0, found.method)
    limits = found.limits([n])
    assert (limits["low_95"].iloc[0], limits["high_95"].iloc[0]) == pytest.approx(ohid, rel=1e-9)


def test_under_chance_few_lie_outside():
    """1,000 places with one rate: at most 5% and 0.2% outside by exact limits."""
    rng = np.random.default_rng(7160)
    people = rng.uniform(1e3, 1e6, 1000)
    rows = pd.DataFrame({"n": rng.poisson(people * 2e-3), "people": people})
    found = funnels.funnel(rows, "n", "people", per=1000)
    assert 0.02 < (found.places["position"] != "within").mean() < 0.06
    assert found.places["position"].str.contains("99.8").mean() <= 0.006
    assert found.dispersion < 1.1


@pytest.mark.parametrize(
    ("rows", "per", "words"),
    [
        ({"n": [1, 2], "of": [9, 9]}, None, "make no funnel"),
        ({"n": [1, 2, 3, 4, np.nan], "of": [9] * 5}, None, "missing"),
        ({"n": [1, 2, 3, 4, -1], "of": [9] * 5}, 1000, "negative"),
        ({"n": [1, 2, 3, 4, 5], "of": [9, 9, 9, 9, 0]}, 1000, "not above zero"),
        ({"n": [1, 2, 3, 4, 10], "of": [9] * 5}, None, "above the total"),
        ({"n": [0] * 5, "of": [9] * 5}, 1000, "every place is alike"),
    ],
)
def test_no_funnel(rows, per, words):
    for make in (funnels.funnel, funnels.ranks):
        found = make(pd.DataFrame(rows), "n", "of", per=per)
        assert isinstance(found, Refusal)
        assert words in found.reason


@settings(max_examples=40)
@given(st.lists(st.tuples(st.integers(0, 500), st.integers(500, 10**6)), min_size=5, max_size=30), st.booleans())
def test_the_average_lies_within_its_limits(places, overdispersion):
    rows = pd.DataFrame(places, columns=["n", "of"])
    found = funnels.funnel(rows, "n", "of", overdispersion=overdispersion)
    if isinstance(found, funnels.Funnel):
        for level in ("95", "998"):
            assert (found.places[f"low_{level}"] <= found.target).all()
            assert (found.target <= found.places[f"high_{level}"]).all()
            assert found.places[[f"low_{level}", f"high_{level}"]].stack().between(0, 1).all()


PLACES = pd.DataFrame(
    {"geography": list("ABCDEF"), "n": [30, 60, 80, 100, 160, 3], "of": [1e4, 2e4, 3e4, 4e4, 4e4, 1e3]}
)


def test_the_sentence_counts_the_places_outside():
    found = funnels.funnel(PLACES, "n", "of", per=1000)
    assert found.summary() == (
        "Of 6 places 1 lie above and 0 below the 99.8% limits round the average of 3.07 per 1,000; dispersion 1.21 "
        "(exact Poisson limits); 1 rest on fewer than ten."
    )
    assert found.places["geography"].tolist() == list("FABCDE")
    assert found.places.set_index("geography").loc["E", "position"] == "above 99.8%"
    assert found.to_frame()["target"].unique().round(2).tolist() == [3.07]


@pytest.mark.parametrize(
    "options", [{}, {"per": 1000}, {"overdispersion": True}, {"per": 1000, "overdispersion": True}]
)
def test_limits_to_draw_are_those_of_the_places(options):
    found = funnels.funnel(PLACES, "n", "of", **options)
    drawn = found.limits(found.places["of"])
    for name in drawn:
        assert drawn[name].to_numpy() == pytest.approx(found.places[name].to_numpy())


def test_ranks_have_the_range_that_chance_leaves_open():
    found = funnels.ranks(PLACES, "n", "of", per=1000).set_index("geography")
    assert found.index[0] == "E"
    assert (found.loc["E", ["rank", "rank_low"]] == 1).all()
    assert found.loc["F", "rank_high"] - found.loc["F", "rank_low"] == 5
    assert ((found["rank_low"] <= found["rank"]) & (found["rank"] <= found["rank_high"])).all()


def test_places_of_one_kind_only():
    mixed = PLACES.assign(edition=["a", *"bbbbb"])
    assert funnels.funnel(mixed, "n", "of").reason.endswith("in one edition only; these are of a, b.")
    scopes = PLACES.assign(scope=["without A", *[""] * 5])
    assert "these are of complete, without A" in funnels.ranks(scopes, "n", "of").reason
    whole = PLACES.assign(geography=["Great Britain", *"bcdef"])
    assert funnels.funnel(whole, "n", "of").reason.startswith("Great Britain is the sum of places")
