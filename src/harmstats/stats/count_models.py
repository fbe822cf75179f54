"""Models of counts: what is fitted, with which errors, and what comes out.

One wrapper round statsmodels for every model in the suite. Counts are modelled as counts, with the
logarithm of the population as offset; an estimate with its published interval as a weighted
log-linear regression. Which stretch may be fitted is not decided here but in :mod:`harmstats.comparison.slopes`.
"""

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from .. import __version__
from ..core.refusal import Refusal
from .autocorrelation import serial

POISSON = "Poisson"
QUASI = "quasi-Poisson"
NB2 = "negative binomial (NB2)"
LOG_LINEAR = "log-linear, weighted"
# An expected count that small, where there is none, is a term running off to minus infinity.
NOTHING = 1e-6
SEPARATED = "a term goes exactly with the zeros, so its size cannot be estimated."
MODELS = (POISSON, QUASI, NB2, LOG_LINEAR)


@dataclass(frozen=True)
class Fit:
    """One fitted model.

    `terms` has estimate, se, low and high (logarithms of rate ratios) by term; `covariance` belongs to
    `se`. `dispersion` is Pearson's statistic by residual degree of freedom, 1 where counts are Poisson;
    `alpha` that of NB2, else None, as are `deviance` and `log_likelihood` where the model has none.
    `correlation`: of neighbouring errors, where it was estimated; `lags` above zero: Newey-West errors.
    """

    model: str
    formula: str
    terms: pd.DataFrame = field(repr=False)
    covariance: pd.DataFrame = field(repr=False)
    n: int
    df: int
    dispersion: float
    deviance: float | None
    log_likelihood: float | None
    alpha: float | None
    correlation: float | None
    lags: int
    confidence: float
    package: str

    def percent(self, term: str) -> tuple[float, float, float]:
        """Return the change by a unit of a term, in per cent, with its limits."""
        row = self.terms.loc[term]
        return tuple(float(100 * np.expm1(row[name])) for name in ("estimate", "low", "high"))

    @property
    def errors(self) -> str:
        """Which standard errors these are, in words."""
        own = {POISSON: "Poisson errors", QUASI: "errors scaled by the dispersion"}.get(self.model, "model errors")
        if self.correlation is not None:
            return f"{own}, neighbouring periods correlated by {self.correlation:.2f}"
        return f"{own}, no narrower than Newey-West errors ({self.lags} lags)" if self.lags else own


def regress(
    counts,
    design: pd.DataFrame,
    *,
    model: str = QUASI,
    population=None,
    weights=None,
    times=None,
    lags: int = 0,
    confidence: float = 0.95,
) -> Fit | Refusal:
    """Fit a model with a logarithmic link.

    Parameters
    ----------
    counts : array_like of float, shape (n,)
    design : DataFrame, shape (n, k)
        Every term, the intercept among them.
    model : str
        One of :data:`MODELS`. Quasi-Poisson scales Poisson errors by Pearson's dispersion, as R does,
        below 1 too: with Student's t that keeps what the interval promises. NB2 estimates its alpha by
        maximum likelihood; its errors are corrected for the number of terms.
    population : array_like of float, optional
        People, or any total: its logarithm is the offset.
    weights : array_like of float, optional
        For the log-linear model: the inverse of the variance of each logarithm; alike without.
    times : array_like of float, shape (n,), optional
        Numbers of the periods: errors of neighbours may then go together, as :mod:`harmstats.stats.autocorrelation`
        has it. The default of quarters and months; without it errors are independent.
    lags : int
        Above 0, and without `times`: Newey-West errors with so many lags (Bartlett kernel, corrected for
        the number of terms). Where one is wider than the model's own, one factor widens all, so that none
        is too narrow. In series of a few dozen points even these errors are too small.
    confidence : float
        Between 0 and 1. Limits are those of Student's t, but normal ones for Poisson errors.

    Returns
    -------
    Fit or Refusal
        A refusal where the model cannot be fitted.

    Raises
    ------
    ValueError
        If the model is unknown or `confidence` is not between 0 and 1.

    Examples
    --------
    >>> doctors = [18, 17, 15, 20, 10, 20, 25, 13, 12]
    >>> outcome = [0, 1, 2] * 3
    >>> design = pd.DataFrame({"intercept": 1.0, "2": np.equal(outcome, 1), "3": np.equal(outcome, 2)}).astype(float)
    >>> found = regress(doctors, design, model="Poisson")
    >>> found.terms["estimate"].round(4).tolist(), round(found.deviance, 4)
    ([3.0445, -0.4543, -0.293], 5.1291)
    """
    import warnings

    import statsmodels
    import statsmodels.tools.sm_exceptions as sm_errors
    from scipy import stats

    if model not in MODELS:
        raise ValueError(f"model '{model}' is not known: use one of {', '.join(MODELS)}")
    if not 0 < confidence < 1:
        raise ValueError(f"confidence {confidence} is not between 0 and 1: write 0.95 for 95%")
    y, x = np.asarray(counts, dtype=float), design.to_numpy(dtype=float)
    people = np.ones(len(y)) if population is None else np.asarray(population, dtype=float)
    refused = _unfit(y, x, people, model)
    if refused:
        return refused
    fit = {LOG_LINEAR: _log_linear, NB2: _negative_binomial}.get(model, _poisson)
    weights = np.ones(len(y)) if weights is None else np.asarray(weights, dtype=float)
    with warnings.catch_warnings():
        # what statsmodels says to a log is an answer here
        warnings.simplefilter("error", sm_errors.ModelWarning)
        try:
            found = fit(y, x, np.log(people), weights, lags, model)
        except sm_errors.PerfectSeparationWarning:
            return Refusal(SEPARATED)
        except (sm_errors.ModelWarning, np.linalg.LinAlgError):
            return Refusal("the fit does not converge.")
    if isinstance(found, Refusal):
        return found
    df = len(y) - x.shape[1]
    residuals, roots = found.pop("residuals"), found.pop("roots")
    correlation = None
    if times is not None:
        # limits must hold for trends and steps; neither the level nor the season is what is asked
        asked = (np.ptp(x, axis=0) > 0) & (np.diff(x, axis=0) >= 0).all(axis=0)
        asked = asked if asked.any() else None
        related = serial(x * roots[:, None], residuals, np.asarray(times, dtype=float), confidence, asked)
        correlation = related.correlation
        found["covariance"] = found.pop("factor") * related.covariance * related.stretch**2
    found.pop("factor", None)
    tail = 1 - (1 - confidence) / 2
    reach = stats.norm.ppf(tail) if model == POISSON and times is None else stats.t.ppf(tail, df)
    covariance = pd.DataFrame(found.pop("covariance"), index=design.columns, columns=design.columns)
    se = np.sqrt(np.diag(covariance))
    terms = pd.DataFrame({"estimate": found.pop("params"), "se": se}, index=design.columns)
    terms["low"], terms["high"] = (terms["estimate"] + sign * reach * terms["se"] for sign in (-1, 1))
    offset = "" if population is None else " + offset(log population)"
    return Fit(
        model=model, formula=f"log mean = {' + '.join(map(str, design.columns))}{offset}", terms=terms,
        covariance=covariance, n=len(y), df=df, correlation=correlation, lags=0 if times is not None else lags,
        confidence=confidence,
        package=f"harmstats {__version__}, statsmodels {statsmodels.__version__}", **found,
    )  # fmt: skip


def season(months, pairs: int) -> pd.DataFrame:
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
    waves = {f"{name} {k}": wave(k * angle) for k in range(1, pairs + 1) for name, wave in _WAVES}
    return pd.DataFrame({name: wave for name, wave in waves.items() if np.abs(wave).max(initial=0) > 1e-9})


_WAVES = (("cos", np.cos), ("sin", np.sin))


def _unfit(y: np.ndarray, x: np.ndarray, people: np.ndarray, model: str) -> Refusal | None:
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
    if model == LOG_LINEAR and (y == 0).any():
        return Refusal("a figure is zero and has no logarithm; use a model of counts.")
    if len(y) <= x.shape[1]:
        return Refusal(f"{len(y)} points cannot carry {x.shape[1]} terms.")
    if np.linalg.matrix_rank(x) < x.shape[1]:
        return Refusal("the terms cannot be told apart in these periods.")
    return None


def _poisson(y, x, offset, weights, lags, model) -> dict | Refusal:
    # not by way of statsmodels.api, which takes a third longer to import
    from statsmodels.genmod import families
    from statsmodels.genmod.generalized_linear_model import GLM

    glm = GLM(y, x, family=families.Poisson(), offset=offset)
    result = glm.fit(scale=1.0)
    if not result.converged:
        return Refusal("the fit does not converge.")
    if result.mu[y == 0].min(initial=1) < NOTHING:
        return Refusal(SEPARATED)
    dispersion = float(result.pearson_chi2 / result.df_resid)
    factor = dispersion if model == QUASI else 1.0
    likelihood = float(result.llf) if model == POISSON else None
    return {
        **_errors(result, glm, factor, lags, result.resid_pearson, np.sqrt(result.mu)), "dispersion": dispersion,
        "deviance": float(result.deviance), "log_likelihood": likelihood, "alpha": None,
    }  # fmt: skip


def _negative_binomial(y, x, offset, weights, lags, model) -> dict | Refusal:
    """NB2 by its profile likelihood: alpha is searched, the rest refitted for each.

    A joint search fails where counts are large and alpha small. In NB2 the coefficients and alpha are
    asymptotically independent, so the errors of the coefficients are those at the best alpha.
    """
    from scipy.optimize import minimize_scalar
    from statsmodels.genmod import families
    from statsmodels.genmod.generalized_linear_model import GLM

    def glm(alpha: float):
        return GLM(y, x, family=families.NegativeBinomial(alpha=alpha), offset=offset)

    first = GLM(y, x, family=families.Poisson(), offset=offset).fit()
    if first.mu[y == 0].min(initial=1) < NOTHING:
        return Refusal(SEPARATED)
    if first.pearson_chi2 <= first.df_resid:
        return Refusal("the counts vary no more than Poisson, so NB2 has no alpha to estimate; use quasi-Poisson.")
    limits = np.log(1e-9), np.log(1e4)
    search = minimize_scalar(
        lambda power: -glm(np.exp(power)).fit(start_params=first.params).llf, bounds=limits, options={"xatol": 1e-7}
    )
    if not search.success or min(abs(search.x - limit) for limit in limits) < 0.1:
        return Refusal("the negative binomial fit does not converge; use quasi-Poisson.")
    alpha = float(np.exp(search.x))
    result = glm(alpha).fit(start_params=first.params)
    # maximum likelihood takes no account of the terms, so that alpha comes out too small in short series
    factor = len(y) / result.df_resid
    roots = np.sqrt(result.mu / (1 + alpha * result.mu))
    return {
        **_errors(result, glm(alpha), factor, lags, result.resid_pearson, roots), "deviance": None, "alpha": alpha,
        "dispersion": float(result.pearson_chi2 / result.df_resid), "log_likelihood": float(result.llf),
    }  # fmt: skip


def _log_linear(y, x, offset, weights, lags, model) -> dict | Refusal:
    from statsmodels.regression.linear_model import WLS

    wls = WLS(np.log(y) - offset, x, weights=weights)
    result = wls.fit()
    # its own covariance holds the scale already
    return {
        **_errors(result, wls, 1.0, lags, result.wresid, np.sqrt(weights), float(result.scale)),
        "dispersion": float(result.scale), "deviance": None, "log_likelihood": None, "alpha": None,
    }  # fmt: skip


def _errors(result, model, factor: float, lags: int, residuals, roots, scale: float = 1.0) -> dict:
    """Estimates, their covariance, and what is needed for errors that go together."""
    covariance = result.cov_params() * factor
    if lags:
        other = model.fit(cov_type="HAC", cov_kwds={"maxlags": lags, "use_correction": True}).cov_params()
        own = np.diag(covariance)
        # one factor for all, so that sums of terms keep what their errors have in common; where the model goes
        # exactly through every point its errors are zero, and nothing to stretch
        covariance = covariance * np.divide(np.diag(other), own, out=np.ones(len(own)), where=own > 0).max(initial=1)
    return {
        "params": result.params, "covariance": covariance, "factor": factor * scale, "residuals": residuals,
        "roots": roots,
    }  # fmt: skip
