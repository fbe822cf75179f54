"""Models of counts against published results, through the one wrapper every slope uses."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harmstats.core.refusal import Refusal
from harmstats.stats import count_models as models
from planted import line

DOBSON = [18, 17, 15, 20, 10, 20, 25, 13, 12]


def dobson():
    """The randomised trial of Dobson (1990), page 93, as in R's ?glm: outcome by treatment."""
    outcome, treatment = np.tile([1, 2, 3], 3), np.repeat([1, 2, 3], 3)
    terms = {"intercept": np.ones(9)}
    terms |= {f"outcome{k}": outcome == k for k in (2, 3)} | {f"treatment{k}": treatment == k for k in (2, 3)}
    return pd.DataFrame(terms).astype(float)


def test_dobson():
    """R: the Poisson errors, wider by the root of the dispersion of 1.2933 on 4 degrees of freedom."""
    found = models.regress(DOBSON, dobson())
    assert found.terms["estimate"].round(4).tolist() == [3.0445, -0.4543, -0.293, 0, 0]
    assert (found.model, found.df, round(found.dispersion, 4)) == ("quasi-Poisson", 4, 1.2933)
    poisson = found.terms["se"] / np.sqrt(found.dispersion)
    assert poisson.round(4).tolist()[1:] == [0.2022, 0.1927, 0.2000, 0.2000]


def cpunish():
    from statsmodels.datasets import cpunish

    data = cpunish.load_pandas()
    design = data.exog.astype(float).assign(intercept=1.0)
    design.iloc[:, 3] = np.log(design.iloc[:, 3])
    return data.endog, design


def test_cpunish():
    """R, as stored in statsmodels genmod/tests/results/results_glm.py."""
    found = models.regress(*cpunish())
    assert found.dispersion * found.df == pytest.approx(24.75374835, rel=1e-7)
    stored = [2.611017e-04, 7.781801e-02, -9.493111e-02, 2.969349e-01, 2.301183, -1.872207e01, -6.801480]
    assert found.terms["estimate"].tolist() == pytest.approx(stored, rel=1e-6)


def test_cpunish_with_an_offset_moves_only_the_intercept():
    """An exposure of 100: intercept -11.40665."""
    counts, design = cpunish()
    plain = models.regress(counts, design)
    found = models.regress(counts, design, population=np.full(len(counts), 100))
    assert found.terms.loc["intercept", "estimate"] == pytest.approx(-1.140665e01, rel=1e-6)
    for column in ("estimate", "se"):
        rest = found.terms[column].drop("intercept"), plain.terms[column].drop("intercept")
        assert rest[0].to_numpy() == pytest.approx(rest[1].to_numpy(), rel=1e-6)
    assert found.dispersion == pytest.approx(plain.dispersion)


def test_log_linear_is_weighted_least_squares_of_logarithms():
    rates, weights = np.array([10.0, 12.0, 13.0, 17.0, 19.0]), np.array([1.0, 4.0, 2.0, 4.0, 1.0])
    design = line(5)
    found = models.regress(rates, design, weights=weights)
    x, w = design.to_numpy(), np.diag(weights)
    by_hand = np.linalg.solve(x.T @ w @ x, x.T @ w @ np.log(rates))
    assert found.terms["estimate"].tolist() == pytest.approx(by_hand.tolist())
    left = np.log(rates) - x @ by_hand
    assert found.dispersion == pytest.approx(left @ w @ left / 3)
    assert found.covariance.to_numpy() == pytest.approx(np.linalg.inv(x.T @ w @ x) * found.dispersion)
    assert (found.model, found.errors) == (models.LOG_LINEAR, "model errors")


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
        ([0, 2, 3, 4, 5], "has no logarithm", {"weights": [1] * 5}),
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


def test_a_confidence_in_per_cent_is_an_error():
    with pytest.raises(ValueError, match=r"write 0\.95"):
        models.regress([1, 2, 3, 5], line(4), confidence=95)


VARYING = st.lists(st.integers(1, 10**5), min_size=5, max_size=12).filter(lambda x: len(set(x)) > 1)


@settings(max_examples=40)
@given(VARYING, st.floats(1e-3, 1e6), st.booleans())
def test_rescaling_the_population_moves_only_the_intercept(counts, factor, weighted):
    people, weights = np.linspace(1, 2, len(counts)), np.ones(len(counts)) if weighted else None
    one, other = (
        models.regress(counts, line(len(counts)), weights=weights, population=people * f).terms for f in (1, factor)
    )
    shift = one.loc["intercept", "estimate"] - other.loc["intercept", "estimate"]
    assert shift == pytest.approx(np.log(factor), abs=1e-6)
    assert one.loc["year"].tolist() == pytest.approx(other.loc["year"].tolist(), rel=1e-5, abs=1e-7)


@settings(max_examples=40)
@given(VARYING, st.booleans(), st.sampled_from([0.95, 0.998]))
def test_an_interval_of_a_slope_holds_it(counts, weighted, level):
    weights = np.ones(len(counts)) if weighted else None
    change, low, high = models.regress(counts, line(len(counts)), weights=weights, confidence=level).percent("year")
    assert low <= change <= high


def test_zeros_on_one_side_are_refused_and_not_warned_of():
    design = pd.DataFrame({"intercept": 1.0, "late": [0.0] * 4 + [1.0] * 4})
    found = models.regress([0, 0, 0, 0, 5, 9, 7, 4], design)
    assert found == Refusal("a term goes exactly with the zeros, so its size cannot be estimated.")
