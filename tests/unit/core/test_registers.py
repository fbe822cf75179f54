"""What a register says of a figure, and how it is found again."""

import pytest

from harmstats.core.errors import NotFound
from harmstats.core.registers import Repeat, read, rounding


def repeat(stated, form):
    return Repeat("s", "World", "", None, None, "t", "e", float(stated), form, "q", "", "")


@pytest.mark.parametrize(
    ("stated", "form", "value", "holds"),
    [
        ("718000", "more than", 718480, True),
        ("718000", "more than", 717239, False),
        ("718000", "more than", 1500000, False),
        ("275000", "rounded", 275652, False),
        ("276000", "rounded", 275652, True),
        ("5.9", "rounded", 5.94, True),
        ("5.9", "rounded", 5.99, False),
        ("6", "exact", 5.99, False),
        ("3000", "about", 2978, True),
        ("3000", "about", 2500, False),
        ("100", "less than", 95, True),
        ("100", "less than", 101, False),
    ],
)
def test_what_another_source_says_holds_or_not(stated, form, value, holds):
    assert repeat(stated, form).holds(value) is holds


@pytest.mark.parametrize(
    ("value", "half"), [(5.94, 0.005), (5.9, 0.05), (41, 0.5), (276000, 500), (0, 0.5), (-120, 5), (100000, 50000)]
)
def test_a_number_is_rounded_to_its_last_digit_that_is_no_zero(value, half):
    assert rounding(value) == pytest.approx(half)


def test_a_place_is_found_by_its_name_its_code_and_its_other_names(small):
    registers = read(small)
    for place in (*registers.areas.values(), *registers.forces.values()):
        for alias in filter(None, (place["name"], place["code"], *place["also"].split(";"), place["name"].upper())):
            assert registers.place(alias) == place["name"]
    with pytest.raises(NotFound, match=r"geography 'Southshier' is not known\. Did you mean 'Southshire'"):
        registers.place("Southshier")
    with pytest.raises(NotFound, match=r"geography '' is not known\. Police forces and areas are in data/reference/"):
        registers.place("")


def test_the_first_edition_of_a_name_is_found(small):
    registers = read(small)
    for edition in registers.editions:
        assert registers.edition(edition.id) == next(e for e in registers.editions if e.id == edition.id)
    with pytest.raises(NotFound, match=r"edition 'office-2022-7' is not known\. Did you mean 'office-2022-07'"):
        registers.edition("office-2022-7")
    with pytest.raises(NotFound, match=r"edition 'x' is not known\. 'harmstats editions' lists them all"):
        registers.edition("x")
