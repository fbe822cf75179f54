"""What a cell says: read strictly, written in one way, and never a formula."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harmstats.core.cells import FORMULA_STARTS, day, inert, number, parse_day, past_day, plain_digits
from harmstats.core.errors import DataError, HarmstatsError


@pytest.mark.parametrize("start", FORMULA_STARTS)
def test_no_cell_starts_a_formula(start):
    for text in (f"{start}1+1", f"  {start}cmd"):
        assert inert(text) == f"'{text}"
    assert inert(f"1{start}1") == f"1{start}1"
    assert inert("") == ""


@given(st.floats(allow_nan=False, allow_infinity=False, min_value=-1e14, max_value=1e14))
def test_plain_digits_are_read_back(value):
    text = plain_digits(value)
    assert "e" not in text
    assert number(text) == value


def test_plain_digits_of_what_a_file_holds():
    assert [plain_digits(v) for v in (0.0, -0.0, 494906, 5.99, 6e-05, 1e15)] == [
        "0", "0", "494906", "5.99", "0.00006", "1000000000000000",
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["", "1,000", "1 000", "1_000", "1e3", "nan", "inf", "+1", ".5", "5.", "１", "1" * 16])
def test_what_is_no_number(text):
    assert number(text) is None


@pytest.mark.parametrize(
    "text", ["", "2020-4-1", "20200401", "2020-04-31", "1899-12-31", "2100-01-01", "2020-04-01T00:00", "２０２０-04-01"]
)
def test_what_is_no_day(text):
    assert day(text) is None
    with pytest.raises(HarmstatsError, match="is not understood: write it like 2023-01-31"):
        parse_day(text)


def test_a_day_to_come_is_refused_in_the_words_given():
    today = date.today()
    assert past_day(today, "x") == today
    assert past_day("2023-01-31", "x") == date(2023, 1, 31)
    with pytest.raises(HarmstatsError, match="not yet"):
        past_day(today + timedelta(days=1), "not yet")
    with pytest.raises(DataError, match="not yet"):
        past_day(today + timedelta(days=1), "not yet", DataError)
