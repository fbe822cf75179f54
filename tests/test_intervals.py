"""Limits against the worked values of OHID/PHE.

PHEindicatormethods, tests/testthat/testdata_Byars_Wilson.xlsx and testdata_Rate.xlsx.
"""

import numpy as np
import pytest

from harmstats import intervals


@pytest.mark.parametrize(
    ("count", "confidence", "low", "high"),
    [
        (65, 0.95, 50.163187710459454, 82.84913854593984),
        (1045, 0.95, 982.5932018073325, 1110.33121298565),
        (65, 0.998, 42.8802614714802, 94.00029084431802),
        (1045, 0.998, 947.9407035610374, 1148.806160988033),
        (10, 0.998, 2.916318374695686, 24.193724927880535),
    ],
)
def test_byar(count, confidence, low, high):
    found = intervals.poisson([count], confidence).iloc[0]
    assert found["method"] == intervals.BYAR
    assert found[["low", "high"]].tolist() == pytest.approx([low, high], rel=1e-9)


@pytest.mark.parametrize(
    ("count", "people", "confidence", "low", "high"),
    [
        (1, 100, 0.95, 0.025317807984289897, 5.571643390938898),
        (1, 100, 0.998, 0.0010005003335835344, 9.233413476451585),
        (5, 100, 0.95, 1.62348639011842, 11.668332079322669),
        (20, 100, 0.95, 12.211428834875937, 30.889880369197066),
    ],
)
def test_rates_per_100(count, people, confidence, low, high):
    found = intervals.rate([count], [people], 100, confidence).iloc[0]
    assert found["method"] == (intervals.EXACT if count < 10 else intervals.BYAR)
    assert found[["low", "high"]].tolist() == pytest.approx([low, high], rel=1e-9)


def test_it_is_not_the_other_formula_called_byar():
    """R DescTools gives 15 in 400 as 0.0219084369245707 to 0.0602933510943048 (quoted in statsmodels)."""
    found = intervals.rate([15], [400], 1, 0.95).iloc[0]
    assert found["low"] == pytest.approx(0.0209731600330351, rel=1e-9)
    assert found["low"] != pytest.approx(0.0219084369245707, rel=1e-3)


@pytest.mark.parametrize("count", range(10))
def test_exact_limits_agree_with_statsmodels(count):
    """A second, independent source: confint_poisson(method="exact-c")."""
    from statsmodels.stats.rates import confint_poisson

    found = intervals.poisson([count], 0.95).iloc[0]
    assert (found["low"], found["high"]) == pytest.approx(
        confint_poisson(count, 1, method="exact-c", alpha=0.05), rel=1e-9
    )


def test_missing_in_missing_out_and_zero_has_a_limit():
    found = intervals.poisson([np.nan, 0], 0.95)
    assert found["low"].isna().tolist() == [True, False]
    assert found["method"].tolist() == ["", intervals.EXACT]
    assert found["high"].iloc[1] == pytest.approx(3.688879454113936)


@pytest.mark.parametrize(("counts", "people", "words"), [([-1], [10], "negative"), ([1], [0], "above zero")])
def test_bad_input(counts, people, words):
    with pytest.raises(ValueError, match=words):
        intervals.rate(counts, people, 1000, 0.95)


@pytest.mark.parametrize(
    ("count", "total", "confidence", "low", "high"),
    [
        (65, 100, 0.95, 0.5525444329688797, 0.7363575175690247),
        (1045, 5000, 0.95, 0.19795549880013297, 0.22049130373189027),
        (65, 100, 0.998, 0.4954946574070431, 0.7783540614089697),
        (1045, 5000, 0.998, 0.19179381799015244, 0.22731562902525818),
        (1, 100, 0.95, 0.0017674320640411, 0.054486196178705294),
    ],
)
def test_wilson(count, total, confidence, low, high):
    """testdata_Byars_Wilson.xlsx and testdata_Proportion.xlsx of PHEindicatormethods."""
    found = intervals.wilson([count], [total], confidence).iloc[0]
    assert found["method"] == intervals.WILSON
    assert found["low"] == pytest.approx(low, rel=1e-9)
    assert found["high"] == pytest.approx(high, rel=1e-9)


def test_wilson_agrees_with_statsmodels_and_stays_between_0_and_1():
    from statsmodels.stats.proportion import proportion_confint

    counts, totals = np.array([0, 0, 4, 19, 38, 190]), np.array([30, 77, 20, 38, 38, 200])
    found = intervals.wilson(counts, totals, 0.95)
    low, high = proportion_confint(counts, totals, method="wilson")
    assert found["low"].to_numpy() == pytest.approx(low, abs=1e-12)
    assert found["high"].to_numpy() == pytest.approx(high, abs=1e-12)
    assert found[["low", "high"]].min().min() >= 0
    assert found[["low", "high"]].max().max() <= 1


def test_wilson_of_the_charge_share_by_hand():
    """5,948 of 99,302: 5.99% (5.84% to 6.14%)."""
    found = intervals.wilson([5948], [99302], 0.95).iloc[0]
    assert [round(100 * found[name], 2) for name in ("value", "low", "high")] == [5.99, 5.84, 6.14]


def test_wilson_of_missing_is_missing():
    found = intervals.wilson([np.nan], [100], 0.95).iloc[0]
    assert found[["value", "low", "high"]].isna().all()
    assert found["method"] == ""


@pytest.mark.parametrize(
    ("count", "total", "words"), [(5, 4, "not a part"), (-1, 4, "not a part"), (0, 0, "above zero")]
)
def test_wilson_of_no_proportion(count, total, words):
    with pytest.raises(ValueError, match=words):
        intervals.wilson([count], [total], 0.95)
