"""Errors of neighbouring periods that move together: how strongly, and limits that know of it.

The correlation is that of a first-order autoregression, estimated by restricted likelihood, which takes
account of the terms fitted. In short series even that comes out too small, so the limits are widened
until they hold what they promise in series simulated with the correlation found.
"""

from dataclasses import dataclass, field

import numpy as np

from .intervals import student

# Beyond the last a straight line with related errors is no longer told from a wandering level.
MOST = 0.6
GRID = np.arange(0, 13) / 20
DRAWS, SEED = 4000, 7160


@dataclass(frozen=True)
class Serial:
    """What the errors of a series have in common.

    `correlation` is that of neighbours, 0 to :data:`MOST`; `covariance` that of the terms, as a multiple of the
    dispersion of independent errors; `stretch` how many times wider than Student's t the limits must be.
    """

    correlation: float
    covariance: np.ndarray = field(repr=False)
    stretch: float


def serial(
    design: np.ndarray, residuals: np.ndarray, times: np.ndarray, confidence: float, watched: np.ndarray | None = None
) -> Serial:
    """Estimate how neighbouring errors go together, and what that does to the errors of the terms.

    Parameters
    ----------
    design : numpy.ndarray of float, shape (n, k)
        The terms, each row times the root of its weight; n is above k.
    residuals : numpy.ndarray of float, shape (n,)
        On the same scale (Pearson residuals).
    times : numpy.ndarray of float, shape (n,)
        The number of each period, so that a gap counts as one.
    confidence : float
        Between 0 and 1.
    watched : numpy.ndarray of bool, shape (k,), optional
        The terms whose limits must hold; all without.

    Returns
    -------
    Serial

    Notes
    -----
    Negative correlation is taken as none: limits never become narrower than those of independent errors
    for want of a few points.

    References
    ----------
    Cochrane D, Orcutt GH (1949), Journal of the American Statistical Association 44: 32-61, for the model;
    Harville DA (1977), Journal of the American Statistical Association 72: 320-338, for the restricted
    likelihood. The widening by simulation is ours.

    Examples
    --------
    >>> n = np.arange(40.0)
    >>> found = serial(np.column_stack([np.ones(40), n]), np.sin(n / 3), n, 0.95)
    >>> found.correlation, found.stretch > 1
    (0.6, True)
    """
    n, k = design.shape
    apart = np.abs(np.subtract.outer(times, times))
    inverse = np.linalg.inv(design.T @ design)
    plain = inverse @ design.T
    if residuals @ residuals <= 1e-18 * n:
        # a line that goes exactly through every point leaves nothing to estimate
        return Serial(0.0, inverse, 1.0)
    shapes, kernels, weights = [], [], []
    for rho in GRID:
        related = rho**apart
        other = np.linalg.inv(related)
        inner = design.T @ other @ design
        kernels.append(other - other @ design @ np.linalg.solve(inner, design.T @ other))
        weights.append(-(np.linalg.slogdet(related)[1] + np.linalg.slogdet(inner)[1]) / 2)
        shapes.append(plain @ related @ plain.T)
    own = np.array([np.diag(shape) for shape in shapes])

    def choose(errors: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The best place on the grid, and the scale there, for every column."""
        scales = np.array([np.einsum("ns,ns->s", errors, kernel @ errors) for kernel in kernels]) / (n - k)
        likelihood = np.array(weights)[:, None] - (n - k) / 2 * np.log(np.maximum(scales, 1e-300))
        best = likelihood.argmax(axis=0)
        return best, scales[best, np.arange(errors.shape[1])]

    (at,), (scale,) = choose(residuals[:, None])
    drawn = np.random.default_rng(SEED).standard_normal((n, DRAWS))
    drawn = np.linalg.cholesky(GRID[at] ** apart) @ drawn
    places, scales = choose(drawn)
    size = np.abs(plain @ drawn) / np.sqrt(scales * own[places].T)
    reach = np.quantile(size, confidence, axis=1)[slice(None) if watched is None else watched].max()
    wider = float(max(reach / student(n - k, confidence), 1))
    independent = residuals @ residuals / (n - k)
    return Serial(float(GRID[at]), shapes[at] * scale / independent, wider)
