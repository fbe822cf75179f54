"""Limits against the worked values of OHID/PHE.

PHEindicatormethods, tests/testthat/testdata_Byars_Wilson.xlsx and testdata_Rate.xlsx.
"""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import chi2

from harmstats.stats import intervals


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
    assert found[["low", "high"]].tolist() == pytest.approx([0.0209731600330351, 0.0618540783580982], rel=1e-9)
    other = (15.5 * (1 - 1 / (9 * 15.5) + np.array([-1, 1]) * 1.959963984540054 / 3 / np.sqrt(15.5)) ** 3) / 400
    assert other == pytest.approx([0.0219084369245707, 0.0602933510943048], rel=1e-9)  # on x + 0.5: not ours


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


@pytest.mark.parametrize(
    ("count", "confidence", "low", "high"),
    [(1, 0.95, 0.01307213290150435, 5.5637555824752605), (1, 0.998, None, 9.362180217908362)],
)
def test_byar_of_one_as_ohid_has_it_and_why_it_is_not_used(count, confidence, low, high):
    """testdata_Byars_Wilson.xlsx: no lower limit at 99.8%, where the formula goes below zero."""
    (found_low,), (found_high,) = intervals._byar(np.array([float(count)]), intervals.normal(confidence))
    assert found_high == pytest.approx(high, rel=1e-9)
    assert found_low < 0 if low is None else found_low == pytest.approx(low, rel=1e-9)
    assert intervals.poisson([count], confidence)["low"].iloc[0] > 0


def test_a_numerator_above_its_denominator_is_a_rate_but_no_proportion():
    """testdata_Rate.xlsx: 250 of 220 per 100,000."""
    found = intervals.rate([250], [220], 100_000, 0.95).iloc[0]
    assert found[["low", "high"]].tolist() == pytest.approx([99984.94738532876, 128631.14487455782], rel=1e-9)


@pytest.mark.parametrize(
    ("count", "total", "wilson"),
    [
        (4, 20, (0.0806576625797981, 0.4160174322518935)),
        (4, 200, (0.00780442641634947, 0.05028708690582643)),
        (190, 200, (0.910421851861224, 0.972617354399236)),
        (19, 38, (0.348499283643951, 0.651500716356049)),
    ],
)
def test_r_binom_as_stored_in_statsmodels(count, total, wilson):
    """statsmodels stats/tests/results/results_proportion.py (R package binom) and test_proportion.py."""
    found = intervals.wilson([count], [total], 0.95).iloc[0]
    assert found[["low", "high"]].tolist() == pytest.approx(wilson, rel=1e-9)


def test_wilson_of_none_in_thirty_as_printed():
    found = intervals.wilson([0], [30], 0.95).iloc[0]
    assert (found["low"], round(found["high"], 8)) == (0.0, 0.11351339)


def test_none_and_all_of_a_total_are_limits_themselves_whatever_the_rounding():
    totals = np.arange(1, 400)
    for confidence in (0.95, 0.998):
        assert (intervals.wilson(np.zeros(399), totals, confidence)["low"] == 0).all()
        assert (intervals.wilson(totals, totals, confidence)["high"] == 1).all()


def test_limits_keep_the_index_of_the_rows_they_belong_to():
    """Put beside filtered rows, limits must not slip to the wrong ones."""
    rows = pd.DataFrame({"n": [1, 20, 300], "of": [1000, 1000, 1000]}).iloc[1:]
    for found in (
        intervals.poisson(rows["n"], 0.95),
        intervals.rate(rows["n"], rows["of"], 1000, 0.95),
        intervals.wilson(rows["n"], rows["of"], 0.95),
    ):
        assert found.index.tolist() == [1, 2]


@pytest.mark.parametrize("index", [["a", "b"], [7, 3]])
def test_the_index_is_that_of_the_first_series_among_lists(index):
    counts, totals = pd.Series([1, 20], index=index), pd.Series([1000, 1000], index=index)
    other = pd.Series([1000, 1000], index=["x", "y"])
    for limits in (lambda *parts: intervals.rate(*parts, 1000, 0.95), lambda *parts: intervals.wilson(*parts, 0.95)):
        assert limits(counts, [1000, 1000]).index.tolist() == index
        assert limits([1, 20], totals).index.tolist() == index
        assert limits(counts, other).index.tolist() == index
        assert limits([1, 20], [1000, 1000]).index.tolist() == [0, 1]


def test_a_rate_is_told_per_so_many_people():
    found = intervals.rate([20, 3], [100, 600], 1000, 0.95)
    assert found["value"].tolist() == pytest.approx([200, 5])
    assert found.columns.tolist() == ["value", "low", "high", "method"]


def test_what_is_none_is_missing_and_numbers_may_stand_as_text():
    """As a column of a table that was read from text."""
    counts, totals = pd.Series([None, "20"], dtype="object"), pd.Series(["100", "100"], dtype="object")
    for found in (
        intervals.poisson(counts, 0.95),
        intervals.rate(counts, totals, 100, 0.95),
        intervals.wilson(counts, totals, 0.95),
    ):
        assert found["low"].isna().tolist() == [True, False]
        assert found["method"].iloc[0] == ""
    assert found["value"].iloc[1] == 0.2


def test_a_missing_population_gives_a_missing_rate_and_no_method():
    found = intervals.rate([5, 5], [np.nan, 100], 1000, 0.95)
    assert found["value"].isna().tolist() == [True, False]
    assert found["method"].tolist() == ["", intervals.EXACT]


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: intervals.poisson([np.inf], 0.95), "^a count is infinite: was something divided by zero"),
        (lambda: intervals.poisson([0, 0.5, -2], 0.95), "^count -2 is negative: a correction has no Poisson limits"),
        (lambda: intervals.rate([1], [-1], 1000, 0.95), "^a population is not above zero: a rate needs people"),
        (lambda: intervals.wilson([1, 1], [1, 0], 0.95), "^total 0 is not above zero: a proportion needs one"),
        (lambda: intervals.wilson([1, 3], [2, 2], 0.95), "^count 3 is not a part of its total 2"),
        (lambda: intervals.normal(0), "^confidence 0 is not between 0 and 1: write 0.95 for 95%"),
        (lambda: intervals.normal(1), "^confidence 1 is not between 0 and 1"),
        (lambda: intervals.rate([1], [1], 0, 0.95), "per 0 means nothing"),
        (lambda: intervals.poisson([1], 95), "write 0.95"),
        (lambda: intervals.wilson([1], [2], 95), "write 0.95"),
    ],
)
def test_more_bad_input(call, words):
    with pytest.raises(ValueError, match=words):
        call()


LEVELS = st.sampled_from([0.95, 0.998])


@given(st.integers(0, 10**6), LEVELS)
def test_an_interval_of_a_count_holds_it(count, level):
    found = intervals.poisson([count], level).iloc[0]
    assert 0 <= found["low"] <= count <= found["high"]


@given(st.integers(1, 10**6), st.data(), LEVELS)
def test_an_interval_of_a_share_holds_it_and_stays_between_0_and_1(total, data, level):
    count = data.draw(st.integers(0, total))
    found = intervals.wilson([count], [total], level).iloc[0]
    assert 0 <= found["low"] <= found["value"] <= found["high"] <= 1


@given(st.integers(10, 10**6))
def test_byar_is_close_to_exact(count):
    """OHID (2018): within 0.2% of exact at 95%, here by chi-square quantiles."""
    byar = intervals.poisson([count], 0.95)[["low", "high"]].to_numpy()[0]
    assert byar == pytest.approx([chi2.ppf(0.025, 2 * count) / 2, chi2.ppf(0.975, 2 * count + 2) / 2], rel=2e-3)


@pytest.mark.parametrize(("df", "confidence", "quantile"), [(1, 0.95, 12.706), (10, 0.95, 2.228), (10, 0.99, 3.169)])
def test_quantiles_of_student_as_every_table_has_them(df, confidence, quantile):
    assert intervals.student(df, confidence) == pytest.approx(quantile, abs=5e-4)
