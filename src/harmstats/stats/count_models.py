"""Models of counts: what is fitted, with which errors, and what comes out.

One wrapper round statsmodels for every model in the suite. Counts are modelled as counts, with the
logarithm of the population as offset; an estimate with its published interval as a weighted
log-linear regression. Which stretch may be fitted is not decided here but in :mod:`harmstats.comparison.slopes`.
"""

from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from .. import __version__
from ..core.refusal import Refusal
from .autocorrelation import serial
from .intervals import student

QUASI, LOG_LINEAR = "quasi-Poisson", "log-linear, weighted"
# An expected count that small, where there is none, is a term running off to minus infinity.
NOTHING = 1e-6
SEPARATED = "a term goes exactly with the zeros, so its size cannot be estimated."


@dataclass(frozen=True)
class Fit:
    """One fitted model.

    `terms` has estimate, se, low and high (logarithms of rate ratios) by term; `covariance` belongs to
    `se`. `dispersion` is Pearson's statistic by residual degree of freedom, 1 where counts are Poisson;
    `correlation` that of neighbouring errors, where it was estimated.
    """

    model: str
    formula: str
    terms: pd.DataFrame = field(repr=False)
    covariance: pd.DataFrame = field(repr=False)
    n: int
    df: int
    dispersion: float
    correlation: float | None
    confidence: float
    package: str

    def percent(self, term: str) -> tuple[float, float, float]:
        """Return the change by a unit of a term, in per cent, with its limits."""
        with np.errstate(over="ignore"):  # of a handful of wild points a limit may be infinite
            middle, low, high = 100 * np.expm1(self.terms.loc[term, ["estimate", "low", "high"]].to_numpy(dtype=float))
        return float(middle), float(low), float(high)

    @property
    def counted(self) -> bool:
        """True for a model of counts, which has a dispersion to tell."""
        return self.model == QUASI

    @property
    def errors(self) -> str:
        """Which standard errors these are, in words."""
        own = "errors scaled by the dispersion" if self.counted else "model errors"
        return own if self.correlation is None else f"{own}, neighbouring periods correlated by {self.correlation:.2f}"


def regress(
    counts: ArrayLike,
    design: pd.DataFrame,
    *,
    population: ArrayLike | None = None,
    weights: ArrayLike | None = None,
    times: ArrayLike | None = None,
    confidence: float = 0.95,
) -> Fit | Refusal:
    """Fit a model with a logarithmic link.

    Parameters
    ----------
    counts : array_like of float, shape (n,)
    design : DataFrame, shape (n, k)
        Every term, the intercept among them.
    population : array_like of float, optional
        People, or any total: its logarithm is the offset.
    weights : array_like of float, optional
        The inverse of the variance of each logarithm: the model is then log-linear. Without them it is
        quasi-Poisson, which scales Poisson errors by Pearson's dispersion, as R does, below 1 too: with
        Student's t that keeps what the interval promises.
    times : array_like of float, shape (n,), optional
        Numbers of the periods: errors of neighbours may then go together, as :mod:`harmstats.stats.autocorrelation`
        has it. Without it errors are independent.
    confidence : float
        Between 0 and 1. Limits are those of Student's t.

    Returns
    -------
    Fit or Refusal
        A refusal where the model cannot be fitted.

    Raises
    ------
    ValueError
        If `confidence` is not between 0 and 1.

    References
    ----------
    McCullagh P, Nelder JA (1989), Generalized linear models, second edition, chapter 6.

    Examples
    --------
    >>> doctors = [18, 17, 15, 20, 10, 20, 25, 13, 12]
    >>> outcome = [0, 1, 2] * 3
    >>> design = pd.DataFrame({"intercept": 1.0, "2": np.equal(outcome, 1), "3": np.equal(outcome, 2)}).astype(float)
    >>> found = regress(doctors, design)
    >>> found.terms["estimate"].round(4).tolist(), round(found.dispersion, 4)
    ([3.0445, -0.4543, -0.293], 0.8622)
    """
    import warnings

    import statsmodels
    import statsmodels.tools.sm_exceptions as sm_errors

    # not by way of statsmodels.api, which takes a third longer to import
    from statsmodels.genmod import families
    from statsmodels.genmod.generalized_linear_model import GLM
    from statsmodels.regression.linear_model import WLS

    if not 0 < confidence < 1:
        raise ValueError(f"confidence {confidence} is not between 0 and 1: write 0.95 for 95%")
    y, x = np.asarray(counts, dtype=float), design.to_numpy(dtype=float)
    people = np.ones(len(y)) if population is None else np.asarray(population, dtype=float)
    refused = _unfit(y, x, people, log_linear=weights is not None)
    if refused:
        return refused
    with warnings.catch_warnings():
        # what statsmodels says to a log is an answer here
        warnings.simplefilter("error", sm_errors.ModelWarning)
        try:
            if weights is None:
                result = GLM(y, x, family=families.Poisson(), offset=np.log(people)).fit(scale=1.0)
            else:
                result = WLS(np.log(y) - np.log(people), x, weights=np.asarray(weights, dtype=float)).fit()
        except sm_errors.PerfectSeparationWarning:
            return Refusal(SEPARATED)
        except (sm_errors.ModelWarning, np.linalg.LinAlgError):
            return Refusal("the fit does not converge.")
    df = len(y) - x.shape[1]
    if weights is None:
        if not result.converged:
            return Refusal("the fit does not converge.")
        if result.mu[y == 0].min(initial=1) < NOTHING:
            return Refusal(SEPARATED)
        dispersion = float(result.pearson_chi2 / df)
        covariance, residuals, roots = result.cov_params() * dispersion, result.resid_pearson, np.sqrt(result.mu)
    else:
        dispersion = float(result.scale)
        covariance, residuals, roots = result.cov_params(), result.wresid, np.sqrt(np.asarray(weights, dtype=float))
    correlation = None
    if times is not None:
        # limits must hold for trends and steps; neither the level nor the season is what is asked
        asked = (np.ptp(x, axis=0) > 0) & (np.diff(x, axis=0) >= 0).all(axis=0)
        places = np.asarray(times, dtype=float)
        related = serial(x * roots[:, None], residuals, places, confidence, asked if asked.any() else None)
        correlation, covariance = related.correlation, dispersion * related.covariance * related.stretch**2
    se = np.sqrt(np.diag(covariance))
    half = student(df, confidence) * se
    estimates = {"estimate": result.params, "se": se, "low": result.params - half, "high": result.params + half}
    offset = "" if population is None else " + offset(log population)"
    return Fit(
        model=QUASI if weights is None else LOG_LINEAR,
        formula=f"log mean = {' + '.join(map(str, design.columns))}{offset}",
        terms=pd.DataFrame(estimates, index=design.columns),
        covariance=pd.DataFrame(covariance, index=design.columns, columns=design.columns),
        n=len(y),
        df=df,
        dispersion=dispersion,
        correlation=correlation,
        confidence=confidence,
        package=f"harmstats {__version__}, statsmodels {statsmodels.__version__}",
    )


def season(months: ArrayLike, pairs: int) -> pd.DataFrame:
    """Harmonic pairs of a year: how a month or quarter differs from the rest of its year.

    Parameters
    ----------
    months : array_like of int
        The first month of each period, 1 to 12.
    pairs : int
        How many; terms that are zero throughout are left out (the second sine of quarters).

    Examples
    --------
    >>> season([1, 4, 7, 10], 2).round(1).abs().columns.tolist()
    ['cos 1', 'sin 1', 'cos 2']
    """
    angle = 2 * np.pi * (np.asarray(months, dtype=float) - 1) / 12
    waves: dict[str, np.ndarray] = {}
    for k in range(1, pairs + 1):
        waves |= {f"cos {k}": np.cos(k * angle), f"sin {k}": np.sin(k * angle)}
    return pd.DataFrame({name: wave for name, wave in waves.items() if np.abs(wave).max(initial=0) > 1e-9})


def _unfit(y: np.ndarray, x: np.ndarray, people: np.ndarray, *, log_linear: bool) -> Refusal | None:
    """Why these figures cannot be fitted, if they cannot."""
    if not np.isfinite(y).any():
        return Refusal("every figure is missing.")
    if not (np.isfinite(y).all() and np.isfinite(x).all()):
        return Refusal("a figure is missing; leave its period out.")
    if not (np.isfinite(people).all() and (people > 0).all()):
        return Refusal("a population is missing or not above zero.")
    if (y < 0).any():
        return Refusal(f"a count of {y.min():g} is a correction of earlier ones; there is no model of it.")
    if (y == y[0]).all() and (people == people[0]).all():
        return Refusal(f"every figure is {y[0]:g}; what does not vary has no slope to estimate.")
    if log_linear and (y == 0).any():
        return Refusal("a figure is zero and has no logarithm; use a model of counts.")
    if len(y) <= x.shape[1]:
        return Refusal(f"{len(y)} points cannot carry {x.shape[1]} terms.")
    if np.linalg.matrix_rank(x) < x.shape[1]:
        return Refusal("the terms cannot be told apart in these periods.")
    return None
