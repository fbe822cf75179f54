"""The rise in recorded stalking: at the changes of the rules, or between them."""

import numpy as np
import pytest

import harmstats as hs
from harmstats.core.refusal import Refusal
from harmstats.stats.interrupted_series import ALL, BETWEEN, CHANGES, interrupted, pool

EDITION = "ho-prc-open-2026-04"
RULES = ("course-of-conduct-2018", "ex-partner-stalking-2020", "double-recording-conduct-2023")


@pytest.fixture(scope="module")
def stalking():
    rows = hs.load("prc-stalking-8q", edition=EDITION)
    return rows[rows["axis"] == "quarters"]


@pytest.fixture(scope="module")
def rules():
    return [b for b in hs.breaks("prc-stalking-8q") if b.id in RULES]


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
    found = interrupted(national, rules, pairs=2, trends=trends, settle=settle, correlated=True)
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


def test_errors_that_go_together_are_wider_and_move_no_estimate(stalking, rules):
    national = stalking[stalking["geography"] == "England and Wales"]
    plain, found = (interrupted(national, rules, pairs=2, settle=1, correlated=c) for c in (False, True))
    assert found.share[0] == pytest.approx(plain.share[0])
    assert found.share[2] - found.share[1] > plain.share[2] - plain.share[1]
    assert found.fit.correlation > 0
    assert plain.fit.correlation is None
    # one matrix: the parts of the rise still have errors that belong together
    whole = found.split.set_index("part").loc[ALL]
    assert 0 < whole["low"] < whole["added"] < whole["high"] < 2 * whole["added"]
