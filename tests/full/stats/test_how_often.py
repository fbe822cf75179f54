"""How often the methods see what is not there, or miss what is: simulated series, so not for every edit.

They read no figures; they stand here because they take their time. benchmarks/models.py draws more of them.
"""

import numpy as np
import pytest

from harmstats.stats.count_models import regress, season
from harmstats.stats.interrupted_series import interrupted
from harmstats.stats.joinpoints import joinpoints
from planted import line, quarters, rules, scattered


@pytest.mark.parametrize(
    ("n", "per", "mean", "pairs", "correlation"),
    [(4, 1, 5000, 0, 0), (5, 1, 120_000, 0, 0), (23, 4, 30_000, 1, 0), (23, 4, 30_000, 1, 0.3), (27, 12, 10_000, 2, 0)],
)
def test_no_trend_is_found_where_there_is_none_more_often_than_promised(n, per, mean, pairs, correlation):
    """600 null series of the suite's own length and dispersion, at 5%: about 3% to 7%; 600 draws may be 1.5 off."""
    rng = np.random.default_rng(7160)
    design = line(n, per)
    if pairs:
        design = design.join(season(1 + 12 // per * (np.arange(n) % per), pairs))
    moved = np.linalg.cholesky(correlation ** np.abs(np.subtract.outer(np.arange(n), np.arange(n))))
    found = 0
    for _ in range(600):
        counts = rng.poisson(mean * np.exp(0.05 * moved @ rng.normal(size=n)))
        fit = regress(counts, design, times=np.arange(n) if per > 1 else None)
        found += not fit.terms.loc["year", "low"] <= 0 <= fit.terms.loc["year", "high"]
    assert 0.015 <= found / 600 <= 0.085


def test_a_straight_line_has_no_bend_more_often_than_it_should():
    """The test of no bend against one, at 5%, on the 12 annual points of the suite's own series."""
    t, found = np.arange(2014, 2026), 0
    for seed in range(200):
        y = 100 * np.exp(0.05 * (t - 2014) + np.random.default_rng(seed).normal(0, 0.05, len(t)))
        found += bool(joinpoints(t, y, most=1, permutations=199, seed=seed).places)
    assert 0.02 <= found / 200 <= 0.08


def test_a_constant_step_added_to_noisy_counts_is_found_as_often_as_the_interval_says():
    """Adding a step to simulated quarters: recovered within its 95% limits in 93% to 97% of 400 rounds."""
    t, held, generator = np.arange(47), 0, np.random.default_rng(5)
    for _ in range(400):
        mean = 2000 * np.exp(0.02 * t) * np.where(t >= 24, 1.5, 1)
        found = interrupted(quarters(scattered(generator, mean, 30)), rules("2020-04-01"))
        held += found.steps["low"].iloc[0] <= 1.5 <= found.steps["high"].iloc[0]
    assert 0.93 <= held / 400 <= 0.97


def test_where_nothing_happened_a_step_is_seen_in_about_one_of_twenty():
    """The default model at the length and dispersion of recorded stalking: 47 quarters, three dates, dispersion 33."""
    t, seen, generator = np.arange(47), np.zeros(3), np.random.default_rng(8)
    for _ in range(400):
        values = scattered(generator, 8000 * np.exp(0.02 * t), 33)
        found = interrupted(quarters(values), rules("2018-04-01", "2020-04-01", "2023-05-01"), pairs=2)
        seen += (found.steps["low"] > 1) | (found.steps["high"] < 1)
    assert (seen / 400 >= 0.03).all()
    assert (seen / 400 <= 0.07).all()
