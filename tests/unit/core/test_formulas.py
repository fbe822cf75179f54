"""Formulas of derived series: what is one, what is none."""

from datetime import date

import pytest

from harmstats.core.errors import DataError
from harmstats.core.formulas import Formula, Term, parse


def test_sum_with_a_part_that_belongs_from_a_day_on():
    found = parse("group - part@2020-04-01 + b-c")
    assert found == Formula((Term("group"), Term("part", -1, date(2020, 4, 1)), Term("b-c")))


def test_ratio_of_two_breakdowns():
    found = parse("100 * a[outcome=charged] / a[outcome=assigned]")
    assert found == Formula((Term("a", chosen=("outcome=charged",)), Term("a", chosen=("outcome=assigned",))), 100.0)


def test_ratio_with_several_choices_keeps_them_apart():
    assert parse("100 * a[outcome=x|y] / b").terms[0].chosen == ("outcome=x", "outcome=y")


def test_no_formula_has_no_terms():
    assert parse("") == Formula(())


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a  + b", "words set apart by one space"),
        ("a * b", "neither"),
        ("1000 * a /", "neither"),
        ("a + b@soon", "a part belongs from a day on"),
        ("a + b@2020-02-30", "a part belongs from a day on"),
        ("100 * a@2020-04-01 / b", "its parts have no day"),
        ("100 * a / b[k=x|y]", "divides by one figure"),
        ("100 * a[charged] / b", "a choice is written like"),
        ("100 * a[k=v / b", "a choice is written like"),
        ("a[k=v] + b", "choose in ratios only"),
    ],
)
def test_what_is_no_formula_says_what_would_be(text, words):
    with pytest.raises(DataError, match=words.replace("[", r"\[")):
        parse(text)
