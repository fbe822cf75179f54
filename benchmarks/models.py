"""How fast the statistics are, as ratios from one run, and how often they see what is not there.

Times: limits of a million rows against statsmodels' own call on the same rows; the permutation test of
the joinpoints on 35 points against a plain loop of statsmodels fits. Rates: each default method on series
in which nothing changes, of the suite's own lengths and dispersion, where 5% is promised.

    python benchmarks/models.py                 # times, and rates from 1,000 series each
    python benchmarks/models.py --series 4000   # finer rates
"""

import argparse
import itertools
import sys
import time
from multiprocessing import Pool
from types import SimpleNamespace

import numpy as np
import pandas as pd

from harmstats.core.refusal import Refusal
from harmstats.stats import intervals, ratios
from harmstats.stats.count_models import regress, season
from harmstats.stats.interrupted_series import interrupted
from harmstats.stats.joinpoints import GAP, joinpoints

ROWS, POINTS, PERMUTATIONS, MOST = 1_000_000, 35, 4499, 2
LOOPED = 3  # permutations of the plain loop; it is as slow in every other
BAR_LOW, BAR_HIGH = 3.0, 7.0
SEED, NOISE = 7160, 0.05
CORRELATIONS = (0, 0.2, 0.3, 0.4)
CHANGES = [SimpleNamespace(date=date, label=date) for date in ("2018-04-01", "2020-04-01", "2023-05-01")]


def seconds(work, turns: int = 3) -> float:
    """The quickest of some turns."""
    taken = []
    for _ in range(turns):
        begin = time.perf_counter()
        work()
        taken.append(time.perf_counter() - begin)
    return min(taken)


def line(name: str, ours: float, theirs: float, against: str) -> None:
    print(f"{name}: {ours:.3f} s, {against}: {theirs:.3f} s, ratio {ours / theirs:.3f}", flush=True)


def limits() -> None:
    """Limits of a million rows."""
    from statsmodels.stats.proportion import proportion_confint
    from statsmodels.stats.rates import confint_poisson

    rng = np.random.default_rng(SEED)
    counts = rng.poisson(rng.gamma(1, 200, ROWS))
    totals = counts + rng.integers(1, 1000, ROWS)
    people = rng.integers(10_000, 10_000_000, ROWS)
    line(
        f"rates with limits, {ROWS:,} rows",
        seconds(lambda: intervals.rate(counts, people, 1000, 0.95)),
        seconds(lambda: confint_poisson(counts, people, method="exact-c")),
        "statsmodels confint_poisson exact-c",
    )
    line(
        f"Wilson, {ROWS:,} rows",
        seconds(lambda: intervals.wilson(counts, totals, 0.95)),
        seconds(lambda: proportion_confint(counts, totals, method="wilson")),
        "statsmodels proportion_confint",
    )


def permutations() -> None:
    """The permutation test on 35 points, for one permutation on average."""
    import statsmodels.api as sm

    rng = np.random.default_rng(SEED)
    times = np.arange(POINTS)
    values = 60 * np.exp(0.02 * np.minimum(times, 15) - 0.01 * times + rng.normal(0, 0.01, POINTS))
    ours = seconds(lambda: joinpoints(times, values, most=MOST, permutations=PERMUTATIONS)) / PERMUTATIONS

    def loop() -> None:
        y = np.log(values)
        for _ in range(LOOPED):
            y = rng.permutation(y)
            spots = range(GAP, POINTS - GAP)
            for number in range(MOST + 1):
                for places in itertools.combinations(spots, number):
                    if all(b - a >= GAP for a, b in itertools.pairwise(places)):
                        bends = [np.clip(times - place, 0, None) for place in places]
                        sm.OLS(y, np.column_stack([np.ones(POINTS), times, *bends])).fit()

    theirs = seconds(loop, 1) / LOOPED
    print(f"one permutation of {POINTS} points, up to {MOST} bends: {1e6 * ours:.0f} microseconds, ", end="")
    print(f"a plain loop of statsmodels fits: {theirs:.3f} s, ratio {ours / theirs:.6f}", flush=True)


def related(n: int, correlation: float, rng) -> np.ndarray:
    """Errors of which neighbours have this correlation."""
    apart = np.abs(np.subtract.outer(np.arange(n), np.arange(n)))
    return np.linalg.cholesky(correlation**apart) @ rng.normal(size=n)


def slope(rng, n: int, per: int, correlation: float) -> bool:
    design = pd.DataFrame({"intercept": 1.0, "year": np.arange(n) / per})
    if per > 1:
        pairs = 2 if per == 12 else 1
        design = design.join(season(1 + 12 // per * (np.arange(n) % per), pairs))
    counts = rng.poisson(30_000 * np.exp(NOISE * related(n, correlation, rng)))
    fit = regress(counts, design, times=np.arange(n) if per > 1 else None)
    return not fit.terms.loc["year", "low"] <= 0 <= fit.terms.loc["year", "high"]


def step(rng, n: int, per: int, correlation: float) -> bool:
    starts = pd.date_range("2014-04-01", periods=n, freq="QS")
    frame = pd.DataFrame({"period_start": starts, "period_end": starts + pd.offsets.QuarterEnd(0)})
    frame["value"] = rng.poisson(10_000 * np.exp(NOISE * related(n, correlation, rng)))
    found = interrupted(frame, CHANGES, pairs=2, correlated=True).steps.iloc[1]
    return not found["low"] <= 1 <= found["high"]


def bend(rng, n: int, per: int, correlation: float) -> bool:
    values = 1000 * np.exp(0.05 * np.arange(n) + NOISE * related(n, correlation, rng))
    return bool(joinpoints(range(n), values, permutations=199, seed=int(rng.integers(10**6))).places)


def ratio(rng, n: int, per: int, correlation: float) -> bool:
    later, earlier = rng.poisson(200, 2)
    _, low, high = ratios.ratio_of_rates((later, 1), (earlier, 1), 0.95)
    return not low <= 1 <= high


def shares(rng, n: int, per: int, correlation: float) -> bool:
    sides = [tuple(intervals.wilson([x], [900], 0.95).iloc[0][:3].astype(float)) for x in rng.binomial(900, 0.08, 2)]
    low, high = ratios.square_and_add(*sides)
    return not low <= 0 <= high


JOBS = [
    ("slope of years", slope, (4, 1, 0)), ("slope of years", slope, (5, 1, 0)), ("slope of years", slope, (10, 1, 0)),
    *(("slope of quarters", slope, (n, 4, rho)) for n in (8, 12, 16, 23) for rho in CORRELATIONS),
    *(("slope of quarters", slope, (23, 4, rho)) for rho in (0.5, 0.6)),
    *(("slope of months", slope, (27, 12, rho)) for rho in CORRELATIONS),
    *(("step at a known change, quarters", step, (47, 4, rho)) for rho in CORRELATIONS),
    ("a bend, years", bend, (12, 1, 0)), ("a bend, years", bend, (23, 1, 0)),
    ("ratio of two Poisson counts", ratio, (2, 1, 0)), ("difference of two shares", shares, (2, 1, 0)),
]  # fmt: skip


def rate(job: tuple) -> tuple:
    name, test, shape, series = job
    rng = np.random.default_rng(SEED)
    found = [test(rng, *shape) for _ in range(series)]
    assert not any(isinstance(one, Refusal) for one in found)
    return name, *shape, 100 * sum(found) / series


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--series", type=int, default=1000, help="simulated for each rate")
    parser.add_argument("--jobs", type=int, default=2)
    asked = parser.parse_args()
    limits()
    permutations()
    print(f"false positives at 5%, {asked.series:,} series each (about {200 * (0.0475 / asked.series) ** 0.5:.1f} off)")
    outside = 0
    with Pool(asked.jobs) as pool:
        for name, n, _, rho, found in pool.imap(rate, [(*job, asked.series) for job in JOBS]):
            inside = BAR_LOW <= found <= BAR_HIGH
            outside += not inside
            print(f"  {name}, {n} points, correlation {rho:g}: {found:.1f}%{'' if inside else ', outside 3% to 7%'}")
    print(f"{outside} of {len(JOBS)} outside 3% to 7%")
    return 0


if __name__ == "__main__":
    sys.exit(main())
