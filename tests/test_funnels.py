"""Funnels and ranks: limits are those of the intervals turned round, and ranks have a range."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import harmstats as hs
from harmstats.core.refusal import Refusal
from harmstats.stats import funnels, intervals


@pytest.fixture(scope="module")
def forces():
    """Recorded stalking in the year ending December 2025, with people at mid-2024."""
    people = hs.load("population-mid-year", period="30 Jun 2024")[["geography", "value"]]
    held = hs.load("prc-stalking-8q", period="YE Dec 2025", edition="ho-prc-open-2026-04")
    held = held[held["geography"] != "England and Wales"]
    return held.merge(people.rename(columns={"value": "people"}), on="geography")


@pytest.fixture(scope="module")
def charges():
    held = hs.load("charge-share-of-assigned-stalking-8q", period="YE Mar 2022")
    return held[held["geography"] != "England and Wales"]


def test_force_rates_spread_far_beyond_chance(forces):
    found = funnels.funnel(forces, "value", "people", per=1000)
    assert len(found.places) == 43
    assert found.target == pytest.approx(1000 * forces["value"].sum() / forces["people"].sum())
    assert found.dispersion > 100
    assert (found.places["position"] != "within").sum() >= 40
    assert found.summary().startswith("Of 43 places 18 lie above and 21 below the 99.8% limits")


def test_with_overdispersion_few_lie_outside(forces):
    found = funnels.funnel(forces, "value", "people", per=1000, overdispersion=True)
    assert found.tau > 0.2
    outside = found.places.loc[found.places["position"] != "within", "geography"]
    assert len(outside) < 10
    assert {"West Yorkshire", "Cambridgeshire"} <= set(outside)
    assert "random-effects" in found.method


def test_small_counts_are_shown_as_such(charges):
    found = funnels.funnel(charges, "numerator", "denominator")
    small = found.places[found.places["small"]]
    assert len(small) == 2
    assert ((small["numerator"] < 10) | (small["expected"] < 10)).all()
    assert "2 rest on fewer than ten" in found.summary()


def test_score_limits_are_the_wilson_interval_turned_round(charges):
    """A place lies outside just where its Wilson interval leaves out the average."""
    found = funnels.funnel(charges, "numerator", "denominator")
    for level, inside in ((0.95, ["within"]), (0.998, ["within", "above 95%", "below 95%"])):
        limits = intervals.wilson(found.places["numerator"], found.places["denominator"], level)
        holds = (limits["low"] <= found.target) & (found.target <= limits["high"])
        assert holds.tolist() == found.places["position"].isin(inside).tolist()


def test_exact_limits_are_the_exact_interval_turned_round(charges, forces):
    shares = funnels.funnel(charges, "numerator", "denominator", exact=True)
    limits = intervals.clopper_pearson(shares.places["numerator"], shares.places["denominator"], 0.998)
    holds = (limits["low"] <= shares.target) & (shares.target <= limits["high"])
    assert holds.tolist() == (~shares.places["position"].str.contains("99.8")).tolist()
    rates = funnels.funnel(forces, "value", "people", per=1000)
    raw = intervals.rate(forces["value"], forces["people"], 1000, 0.998, exact=True)
    holds = (raw["low"] <= rates.target) & (rates.target <= raw["high"])
    assert holds.reindex(rates.places.index).tolist() == (~rates.places["position"].str.contains("99.8")).tolist()


def test_score_limits_are_those_of_ohid():
    """PHEindicatormethods R/Funnels.R, sigma_adjustment, written out for p = 0.975: the same numbers."""
    p, n, z = 0.3, 80.0, intervals._normal(0.95)
    first, last = p * (n / z**2 + 1), 1 / z**2 + 1 / n
    inner = p * (n * (p * (n / z**2 + 2) - 1) + z**2 * (p - 1))
    reach = np.sqrt((-8 * first) ** 2 - 64 * last * inner) / 8
    ohid = ((first - reach) / last / n, (first + reach) / last / n)
    rows = pd.DataFrame({"n": [24, 24, 24, 24, 25], "of": [80, 80, 80, 80, 80]})
    found = funnels.funnel(rows, "n", "of")
    found = type(found)(found.places, p, None, found.dispersion, 0.0, found.method)
    limits = found.limits([n])
    assert (limits["low_95"].iloc[0], limits["high_95"].iloc[0]) == pytest.approx(ohid, rel=1e-9)


def test_limits_to_draw_are_those_of_the_places(forces):
    for options in ({}, {"exact": False}, {"overdispersion": True}):
        found = funnels.funnel(forces, "value", "people", per=1000, **options)
        drawn = found.limits(found.places["people"])
        for name in drawn:
            assert drawn[name].to_numpy() == pytest.approx(found.places[name].to_numpy())


def test_under_chance_few_lie_outside():
    """1,000 places with one rate: at most 5% and 0.2% outside by exact limits."""
    rng = np.random.default_rng(7160)
    people = rng.uniform(1e3, 1e6, 1000)
    rows = pd.DataFrame({"n": rng.poisson(people * 2e-3), "people": people})
    found = funnels.funnel(rows, "n", "people", per=1000)
    assert 0.02 < (found.places["position"] != "within").mean() < 0.06
    assert found.places["position"].str.contains("99.8").mean() <= 0.006
    assert found.dispersion < 1.1


def test_ranks_come_with_their_range(forces):
    found = funnels.ranks(forces, "value", "people", per=1000)
    assert found.iloc[0][["geography", "rank"]].tolist() == ["West Yorkshire", 1]
    assert ((found["rank_low"] <= found["rank"]) & (found["rank"] <= found["rank_high"])).all()
    city = found.set_index("geography").loc["City of London"]
    # 24 offences: its place among forces is all but unknown
    assert city["rank_high"] - city["rank_low"] >= 15
    pd.testing.assert_frame_equal(found, funnels.ranks(forces, "value", "people", per=1000))


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


def test_places_of_one_kind_only(charges, forces):
    mixed = forces.assign(edition=["a", *forces["edition"].iloc[1:]])
    assert "one edition only" in funnels.funnel(mixed, "value", "people", per=1000).reason
    whole = hs.load("charge-share-of-assigned-stalking-8q", period="YE Mar 2022")
    assert "sum of places" in funnels.funnel(whole, "numerator", "denominator").reason


@settings(deadline=None, max_examples=40)
@given(st.lists(st.tuples(st.integers(0, 500), st.integers(500, 10**6)), min_size=5, max_size=30), st.booleans())
def test_the_average_lies_within_its_limits(places, overdispersion):
    rows = pd.DataFrame(places, columns=["n", "of"])
    found = funnels.funnel(rows, "n", "of", overdispersion=overdispersion)
    if isinstance(found, funnels.Funnel):
        for level in ("95", "998"):
            assert (found.places[f"low_{level}"] <= found.target).all()
            assert (found.target <= found.places[f"high_{level}"]).all()
            assert found.places[[f"low_{level}", f"high_{level}"]].stack().between(0, 1).all()
