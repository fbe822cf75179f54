"""Neighbouring errors that go together, against a direct maximisation and by simulation."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harmstats.stats.autocorrelation import GRID, MOST, serial


def drawn(n, correlation, seed=7160):
    apart = np.abs(np.subtract.outer(np.arange(n), np.arange(n)))
    return np.linalg.cholesky(correlation**apart) @ np.random.default_rng(seed).normal(size=n)


def line(n):
    return np.column_stack([np.ones(n), np.arange(n)])


def left(x, y):
    return y - x @ np.linalg.lstsq(x, y, rcond=None)[0]


@pytest.mark.parametrize("correlation", [0.2, 0.4])
def test_the_correlation_is_that_of_restricted_likelihood(correlation):
    """By another road: the likelihood of contrasts that the terms leave untouched."""
    from scipy.linalg import null_space
    from scipy.stats import multivariate_normal

    n = 120
    x, times = line(n), np.arange(n)
    residuals = left(x, drawn(n, correlation))
    found = serial(x, residuals, times, 0.95)
    contrasts = null_space(x.T).T
    z, heights = contrasts @ residuals, []
    for rho in GRID:
        shape = contrasts @ rho ** np.abs(np.subtract.outer(times, times)) @ contrasts.T
        scale = z @ np.linalg.solve(shape, z) / len(z)
        heights.append(multivariate_normal.logpdf(z, cov=scale * shape))
    assert found.correlation == pytest.approx(GRID[np.argmax(heights)])
    assert abs(found.correlation - correlation) <= 0.2


def test_a_covariance_of_a_mean_of_related_errors():
    """The variance of a mean of n values with correlation r: (n + 2 sum (n - l) r^l) / n squared."""
    n = 60
    x = np.ones((n, 1))
    found = serial(x, left(x, drawn(n, 0.6, 3)), np.arange(n), 0.95)
    rho = found.correlation
    assert rho > 0.2
    wanted = (n + 2 * sum((n - lag) * rho**lag for lag in range(1, n))) / n**2
    assert found.covariance[0, 0] / wanted == pytest.approx(1, abs=0.2)
    assert found.stretch >= 1


def test_independent_errors_keep_their_covariance():
    x = line(40)
    residuals = left(x, np.tile([1.0, -1.0], 20))
    found = serial(x, residuals, np.arange(40), 0.95)
    assert found.correlation == 0
    assert found.covariance == pytest.approx(np.linalg.inv(x.T @ x))
    assert found.stretch == pytest.approx(1, abs=0.05)


def test_a_line_through_every_point_has_nothing_to_estimate():
    found = serial(line(9), np.zeros(9), np.arange(9), 0.95)
    assert (found.correlation, found.stretch) == (0, 1)


def test_a_gap_counts_as_one():
    x, residuals = line(30), left(line(30), drawn(30, 0.5))
    close = serial(x, residuals, np.arange(30), 0.95)
    far = serial(x, residuals, 50 * np.arange(30), 0.95)
    assert close.correlation > 0
    # so far apart that no correlation reaches
    assert far.covariance == pytest.approx(np.linalg.inv(x.T @ x), rel=1e-6)


@settings(max_examples=20)
@given(st.integers(0, 10**6), st.integers(8, 30), st.floats(0.1, 1e4))
def test_the_scale_of_the_errors_moves_nothing(seed, n, factor):
    x = line(n)
    one, other = (serial(x, f * left(x, drawn(n, 0.3, seed)), np.arange(n), 0.95) for f in (1, factor))
    assert 0 <= one.correlation <= MOST
    assert one.correlation == other.correlation
    assert one.covariance == pytest.approx(other.covariance)
    assert np.linalg.eigvalsh(one.covariance).min() > 0
