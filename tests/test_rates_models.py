"""Models of counts against published results, through the one wrapper every slope uses."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harmstats.core.refusal import Refusal
from harmstats.stats import count_models as models

DOBSON = [18, 17, 15, 20, 10, 20, 25, 13, 12]


def dobson():
    """The randomised trial of Dobson (1990), page 93, as in R's ?glm: outcome by treatment."""
    outcome, treatment = np.tile([1, 2, 3], 3), np.repeat([1, 2, 3], 3)
    terms = {"intercept": np.ones(9)}
    terms |= {f"outcome{k}": outcome == k for k in (2, 3)} | {f"treatment{k}": treatment == k for k in (2, 3)}
    return pd.DataFrame(terms).astype(float)


def line(n, per=1):
    return pd.DataFrame({"intercept": 1.0, "year": np.arange(n) / per})


def test_dobson_poisson():
    """R: deviance 5.1291 on 4 degrees of freedom, AIC 56.76132."""
    found = models.regress(DOBSON, dobson(), model=models.POISSON)
    assert found.terms["estimate"].round(4).tolist() == [3.0445, -0.4543, -0.293, 0, 0]
    assert found.terms["se"].round(4).tolist()[1:] == [0.2022, 0.1927, 0.2000, 0.2000]
    assert (round(found.deviance, 4), found.df) == (5.1291, 4)
    assert -2 * found.log_likelihood + 2 * 5 == pytest.approx(56.76132, abs=5e-6)


def test_dobson_quasi_poisson():
    """The same fit, dispersion 1.2933; errors wider by its root."""
    found, poisson = (models.regress(DOBSON, dobson(), model=m) for m in (models.QUASI, models.POISSON))
    assert round(found.dispersion, 4) == 1.2933
    assert found.terms["se"].to_numpy() == pytest.approx(poisson.terms["se"].to_numpy() * np.sqrt(found.dispersion))
    assert found.log_likelihood is None


def cpunish():
    from statsmodels.datasets import cpunish

    data = cpunish.load_pandas()
    design = data.exog.astype(float).assign(intercept=1.0)
    design.iloc[:, 3] = np.log(design.iloc[:, 3])
    return data.endog, design


def test_cpunish():
    """R, as stored in statsmodels genmod/tests/results/results_glm.py."""
    found = models.regress(*cpunish(), model=models.POISSON)
    assert found.deviance == pytest.approx(18.591641759528944, rel=1e-9)
    assert found.dispersion * found.df == pytest.approx(24.75374835, rel=1e-7)
    assert -2 * found.log_likelihood + 2 * 7 == pytest.approx(77.8546573896503, rel=1e-9)
    stored = [2.611017e-04, 7.781801e-02, -9.493111e-02, 2.969349e-01, 2.301183, -1.872207e01, -6.801480]
    assert found.terms["estimate"].tolist() == pytest.approx(stored, rel=1e-6)


def test_cpunish_with_an_offset_moves_only_the_intercept():
    """An exposure of 100: intercept -11.40665."""
    counts, design = cpunish()
    plain = models.regress(counts, design, model=models.POISSON)
    found = models.regress(counts, design, model=models.POISSON, population=np.full(len(counts), 100))
    assert found.terms.loc["intercept", "estimate"] == pytest.approx(-1.140665e01, rel=1e-6)
    for column in ("estimate", "se"):
        rest = found.terms[column].drop("intercept"), plain.terms[column].drop("intercept")
        assert rest[0].to_numpy() == pytest.approx(rest[1].to_numpy(), rel=1e-6)
    assert found.deviance == pytest.approx(plain.deviance)


def test_randhie_negative_binomial():
    """R MASS glm.nb and Stata, as stored in statsmodels discrete/tests/results/results_discrete.py."""
    import statsmodels.api as sm

    data = sm.datasets.randhie.load_pandas()
    design = sm.add_constant(data.exog.astype(float), prepend=False)
    found = models.regress(data.endog, design, model=models.NB2)
    assert found.n == 20190
    assert found.log_likelihood == pytest.approx(-43383.66207653563, rel=1e-12)
    assert found.alpha == pytest.approx(1.292953339909746, rel=1e-6)
    stored = [-0.0579469537244314, -0.267787718814838, 0.0412060770911646, -0.0381376804392121, 0.268915772213171]
    assert found.terms["estimate"].tolist()[:5] == pytest.approx(stored, rel=1e-5)
    errors = [0.00607085853920512, 0.0226125368090765, 0.00405542008282773, 0.00344455936, 0.0298855063286547]
    assert found.terms["se"].tolist()[:5] == pytest.approx(errors, abs=5e-4)


def test_negative_binomial_agrees_with_statsmodels_joint_fit():
    import statsmodels.api as sm

    rng = np.random.default_rng(7160)
    design = line(60, 12)
    mean = np.exp(3 + 0.2 * design["year"])
    counts = rng.poisson(mean * rng.gamma(5, 1 / 5, 60))
    found = models.regress(counts, design, model=models.NB2)
    joint = sm.NegativeBinomial(counts, design.to_numpy()).fit(method="newton", disp=0)
    assert found.terms["estimate"].tolist() == pytest.approx(joint.params[:-1].tolist(), rel=1e-4)
    assert found.alpha == pytest.approx(joint.params[-1], rel=1e-4)
    assert found.log_likelihood == pytest.approx(joint.llf, rel=1e-9)


def test_log_linear_is_weighted_least_squares_of_logarithms():
    rates, weights = np.array([10.0, 12.0, 13.0, 17.0, 19.0]), np.array([1.0, 4.0, 2.0, 4.0, 1.0])
    design = line(5)
    found = models.regress(rates, design, model=models.LOG_LINEAR, weights=weights)
    x, w = design.to_numpy(), np.diag(weights)
    by_hand = np.linalg.solve(x.T @ w @ x, x.T @ w @ np.log(rates))
    assert found.terms["estimate"].tolist() == pytest.approx(by_hand.tolist())


def test_newey_west_errors_widen_the_whole_matrix_by_one_factor():
    import statsmodels.api as sm

    rng = np.random.default_rng(1)
    design = line(40, 4)
    noise = np.convolve(rng.normal(size=43), np.ones(4) / 2, mode="valid")
    counts = rng.poisson(np.exp(8 + 0.05 * noise))
    own, found = (models.regress(counts, design, lags=lags) for lags in (0, 4))
    glm = sm.GLM(counts, design.to_numpy(), family=sm.families.Poisson())
    hac = glm.fit(cov_type="HAC", cov_kwds={"maxlags": 4, "use_correction": True}).bse
    factor = (hac / own.terms["se"]).max()
    assert factor > 1
    assert found.terms["se"].to_numpy() == pytest.approx(factor * own.terms["se"].to_numpy())
    assert found.covariance.to_numpy() == pytest.approx(factor**2 * own.covariance.to_numpy())
    assert np.sqrt(np.diag(found.covariance)) == pytest.approx(found.terms["se"].to_numpy())
    assert "Newey-West errors (4 lags)" in found.errors


def test_season_of_quarters_and_months():
    quarters = models.season(np.tile([1, 4, 7, 10], 3), 2)
    assert list(quarters) == ["cos 1", "sin 1", "cos 2"]
    assert len(models.season(range(1, 13), 2).columns) == 4


@pytest.mark.parametrize(
    ("counts", "words", "options"),
    [
        ([np.nan] * 5, "every figure is missing", {}),
        ([1, 2, np.nan, 4, 5], "leave its period out", {}),
        ([7] * 5, "every figure is 7", {}),
        ([0] * 5, "every figure is 0", {}),
        ([1, 2, -3, 4, 5], "correction of earlier ones", {}),
        ([1, 2, 3, 4, 5], "population", {"population": [1, 1, 0, 1, 1]}),
        ([0, 2, 3, 4, 5], "has no logarithm", {"model": models.LOG_LINEAR}),
        ([100, 101, 102, 103, 104], "no more than Poisson", {"model": models.NB2}),
    ],
)
def test_what_cannot_be_fitted_is_refused(counts, words, options):
    found = models.regress(counts, line(5), **options)
    assert isinstance(found, Refusal)
    assert words in found.reason


def test_too_many_terms_are_refused():
    assert "cannot carry" in models.regress([3, 5], line(2)).reason
    doubled = line(5).assign(again=lambda d: 2 * d["year"])
    assert "cannot be told apart" in models.regress([3, 5, 4, 8, 9], doubled).reason


@pytest.mark.parametrize(("options", "words"), [({"model": "magic"}, "not known"), ({"confidence": 95}, "write 0.95")])
def test_bad_arguments(options, words):
    with pytest.raises(ValueError, match=words):
        models.regress([1, 2, 3, 5], line(4), **options)


VARYING = st.lists(st.integers(1, 10**5), min_size=5, max_size=12).filter(lambda x: len(set(x)) > 1)


@settings(deadline=None, max_examples=40)
@given(VARYING, st.floats(1e-3, 1e6), st.sampled_from([models.POISSON, models.QUASI, models.LOG_LINEAR]))
def test_rescaling_the_population_moves_only_the_intercept(counts, factor, model):
    people = np.linspace(1, 2, len(counts))
    one, other = (
        models.regress(counts, line(len(counts)), model=model, population=people * f).terms for f in (1, factor)
    )
    shift = one.loc["intercept", "estimate"] - other.loc["intercept", "estimate"]
    assert shift == pytest.approx(np.log(factor), abs=1e-6)
    assert one.loc["year"].tolist() == pytest.approx(other.loc["year"].tolist(), rel=1e-5, abs=1e-7)


@settings(deadline=None, max_examples=40)
@given(VARYING, st.sampled_from([models.POISSON, models.QUASI, models.LOG_LINEAR]), st.sampled_from([0.95, 0.998]))
def test_an_interval_of_a_slope_holds_it(counts, model, level):
    change, low, high = models.regress(counts, line(len(counts)), model=model, confidence=level).percent("year")
    assert low <= change <= high


def test_zeros_on_one_side_are_refused_and_not_warned_of():
    design = pd.DataFrame({"intercept": 1.0, "late": [0.0] * 4 + [1.0] * 4})
    for model in (models.POISSON, models.QUASI, models.NB2):
        found = models.regress([0, 0, 0, 0, 5, 9, 7, 4], design, model=model)
        assert found == Refusal("a term goes exactly with the zeros, so its size cannot be estimated."), model


@pytest.mark.parametrize(
    ("n", "per", "mean", "pairs", "correlation"),
    [(4, 1, 5000, 0, 0), (5, 1, 120_000, 0, 0), (23, 4, 30_000, 1, 0), (23, 4, 30_000, 1, 0.3), (27, 12, 10_000, 2, 0)],
)
def test_no_trend_is_found_where_there_is_none_more_often_than_promised(n, per, mean, pairs, correlation):
    """600 null series of the suite's own length and dispersion, at 5%: about 3% to 7%; 600 draws may be 1.5 off."""
    rng = np.random.default_rng(7160)
    design = line(n, per)
    if pairs:
        design = design.join(models.season(1 + 12 // per * (np.arange(n) % per), pairs))
    moved = np.linalg.cholesky(correlation ** np.abs(np.subtract.outer(np.arange(n), np.arange(n))))
    found = 0
    for _ in range(600):
        counts = rng.poisson(mean * np.exp(0.05 * moved @ rng.normal(size=n)))
        fit = models.regress(counts, design, times=np.arange(n) if per > 1 else None)
        found += not fit.terms.loc["year", "low"] <= 0 <= fit.terms.loc["year", "high"]
    assert 0.015 <= found / 600 <= 0.085
