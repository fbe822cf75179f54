"""What must be known beside a figure, on the small data folder."""

import pytest

from harmstats.core.registers import read
from harmstats.store.lookup import one
from harmstats.wording import caveats


def beside(small, series, period, **options):
    registers = read(small)
    return caveats.of_figure(one(series, period, registers, **options), registers)


def test_the_most_important_first(small):
    assert beside(small, "lost-umbrellas", "YE Mar 2022", geography="Northshire") == (
        "Police recorded crime shows what police recorded, not how much happened.",
        "Within the period, 15 November 2021: Northshire moves to another computer system.",
        "Not comparable with periods before 1 April 2017 (Children count).",
    )


@pytest.mark.parametrize(
    ("status", "said"),
    [
        ("secondary", "Second-hand: read where somebody else reports it."),
        ("official-provisional", "Provisional: it will be revised."),
        ("official-rounded", "Rounded at the source."),
        ("official", None),
        ("official-revised", None),
    ],
)
def test_the_status_of_a_figure(small, status, said):
    registers = read(small)
    row = one("lost-umbrellas", "YE Mar 2021", registers) | {"status": status}
    found = caveats.of_figure(row, registers)
    assert found[1:-1] == ((said,) if said else ())


def test_estimates_without_an_interval_say_so(small):
    assert "An estimate from a sample; no interval is published." in beside(
        small, "hat-study", "undated", breakdown="finder=friend"
    )


def test_sources_that_disagree_and_the_remark_of_a_figure(small):
    registers = read(small)
    row = one("umbrella-pages", "2019", registers)
    (conflict,) = [c for c in registers.conflicts if c.id == row["conflict"]]
    found = caveats.of_figure(row | {"note": "counted by hand."}, registers)
    assert found[0] == "Counts follow how much is searched for and reported, not how much exists."
    assert f"Sources disagree: {conflict.why}" in found
    assert found[-1] == "Counted by hand."


def test_a_break_counts_as_before_from_the_first_day_on(small):
    """Children count from April 2017: the year that begins then is not comparable with those before, 2016/17 is."""
    cut = "Not comparable with periods before 1 April 2017 (Children count)."
    assert cut in beside(small, "lost-umbrellas", "YE Mar 2018")
    assert cut not in beside(small, "lost-umbrellas", "YE Mar 2017")


def test_the_last_of_several_breaks_is_named(small):
    assert [text for text in beside(small, "lost-things", "YE Mar 2021") if text.startswith("Not comparable")] == [
        "Not comparable with periods before 1 April 2020 (Hats enter the group)."
    ]


def test_care_is_asked_for_with_what_is_named():
    assert caveats.take_care(["One", "Two"]) == "Take care: One; Two."
    assert caveats.take_care(()) == ""
