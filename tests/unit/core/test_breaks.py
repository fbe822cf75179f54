"""When a break lies between two figures: every boundary day, both ways."""

from datetime import date

import pytest

from harmstats.core.registers import Break

FIRST = date(2019, 4, 1), date(2020, 3, 31), "one"
SECOND = date(2020, 4, 1), date(2021, 3, 31), "two"


def made(day, until=None, **changes):
    """A break on a day; a coverage gap where `until` is given."""
    kind = "coverage" if until else "definition"
    lists = {"series": ("x",), "geography": (), "editions": ()}
    given = {**lists, "effect": "up", "weight": "refuse", "label": "L", "note": "N"}
    return Break(id="b", date=day, until=until, kind=kind, source="s", **{**given, **changes})


@pytest.mark.parametrize(
    ("day", "parted"),
    [
        (date(2019, 4, 1), False),  # both figures are of the new state from their first day on
        (date(2019, 4, 2), True),
        (date(2020, 3, 31), True),
        (date(2020, 4, 1), True),
        (date(2021, 3, 31), True),  # the last day of the later one is of the new state already
        (date(2021, 4, 1), False),
        (date(2018, 4, 1), False),
    ],
)
def test_a_new_state_parts_from_the_day_after_the_first_to_the_last(day, parted):
    assert made(day).parts(FIRST, SECOND) is parted
    assert made(day).falls_within(FIRST[0], SECOND[1]) is parted


@pytest.mark.parametrize(
    ("day", "until", "parted"),
    [
        (date(2019, 1, 1), date(2019, 3, 31), False),  # over on the day before
        (date(2019, 1, 1), date(2019, 4, 1), True),  # the first day of the earlier figure is missing
        (date(2019, 7, 1), date(2019, 7, 1), True),
        (date(2021, 3, 31), date(2021, 12, 31), True),  # the last day of the later figure is missing
        (date(2021, 4, 1), date(2021, 12, 31), False),
        (date(2018, 1, 1), date(2022, 1, 1), True),
    ],
)
def test_a_gap_parts_where_one_day_of_either_figure_is_missing(day, until, parted):
    assert made(day, until).parts(FIRST, SECOND) is parted
    assert made(day, until).falls_within(FIRST[0], SECOND[1]) is parted


def test_a_gap_between_two_figures_parts_neither():
    later = date(2021, 4, 1), date(2022, 3, 31), "two"
    assert not made(date(2020, 4, 1), date(2021, 3, 31)).parts(FIRST, later)


@pytest.mark.parametrize(
    ("editions", "gap", "change"),
    [((), True, True), (("one",), True, True), (("two",), False, True), (("three",), False, False)],
)
def test_editions_limit_a_break_to_the_figures_that_they_print(editions, gap, change):
    """The gap of 2019 is in the earlier figure only: it counts where that figure is of an edition with the gap."""
    assert made(date(2019, 7, 1), date(2019, 9, 30), editions=editions).parts(FIRST, SECOND) is gap
    assert made(date(2020, 4, 1), editions=editions).parts(FIRST, SECOND) is change
