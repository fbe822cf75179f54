"""Funnels and ranks of police forces: limits are those of the intervals turned round, and ranks have a range."""

import pandas as pd
import pytest
from scipy.stats import poisson

import harmstats as hs
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


def test_exact_limits_are_the_exact_interval_turned_round(forces):
    found = funnels.funnel(forces, "value", "people", per=1000).places
    counts, expected = forces["value"].reindex(found.index), found["expected"]
    # the exact interval of a count holds the expected one where neither tail of it is below 0.1%
    holds = (poisson.cdf(counts, expected) > 0.001) & (poisson.sf(counts - 1, expected) > 0.001)
    assert list(holds) == (~found["position"].str.contains("99.8")).tolist()


def test_ranks_come_with_their_range(forces):
    found = funnels.ranks(forces, "value", "people", per=1000)
    assert found.iloc[0][["geography", "rank"]].tolist() == ["West Yorkshire", 1]
    assert ((found["rank_low"] <= found["rank"]) & (found["rank"] <= found["rank_high"])).all()
    city = found.set_index("geography").loc["City of London"]
    # 24 offences: its place among forces is all but unknown
    assert city["rank_high"] - city["rank_low"] >= 15
    pd.testing.assert_frame_equal(found, funnels.ranks(forces, "value", "people", per=1000))


def test_places_of_one_kind_only(charges, forces):
    mixed = forces.assign(edition=["a", *forces["edition"].iloc[1:]])
    assert "one edition only" in funnels.funnel(mixed, "value", "people", per=1000).reason
    whole = hs.load("charge-share-of-assigned-stalking-8q", period="YE Mar 2022")
    assert "sum of places" in funnels.funnel(whole, "numerator", "denominator").reason
