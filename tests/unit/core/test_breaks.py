"""When a break lies between two figures: every boundary day, both ways."""

from datetime import date

import pytest

from harmstats.core.registers import Break, read

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


@pytest.mark.parametrize(
    ("day", "until", "touched"),
    [
        (date(2019, 3, 31), None, False),
        (date(2019, 4, 1), None, True),  # unlike a new state that falls within
        (date(2020, 3, 31), None, True),
        (date(2020, 4, 1), None, False),
        (date(2019, 1, 1), date(2019, 3, 31), False),
        (date(2019, 1, 1), date(2019, 4, 1), True),
        (date(2020, 3, 31), date(2020, 12, 31), True),
        (date(2020, 4, 1), date(2020, 12, 31), False),
    ],
)
def test_days_are_touched_from_the_first_to_the_last(day, until, touched):
    assert made(day, until).touches(*FIRST[:2]) is touched


def test_a_state_has_begun_on_its_day():
    cut = made(date(2020, 4, 1))
    assert [cut.begun_by(date(2020, month, 1)) for month in (3, 4, 5)] == [False, True, True]


def test_breaks_of_a_series_by_place_edition_and_days(small):
    registers = read(small)

    def ids(*wanted):
        return [b.id for b in registers.breaks_of("lost-umbrellas", *wanted)]

    assert ids() == ["recording-2012", "counting-2017", "southshire-gap-2019", "northshire-system-2021"]
    assert ids("Northshire") == ["recording-2012", "counting-2017", "northshire-system-2021"]
    assert ids("Southshire") == ["recording-2012", "counting-2017", "southshire-gap-2019"]
    assert ids("Southshire", "office-2022-07") == ["recording-2012", "counting-2017"]
    assert ids(None, "office-2022-07") == ["recording-2012", "counting-2017", "northshire-system-2021"]
    assert registers.breaks_of("hat-study") == ()
    within = ("lost-umbrellas", "Southshire", "office-2020-07")
    year = date(2019, 4, 1), date(2020, 3, 31)
    assert [b.id for b in registers.breaks_within(*within, year)] == ["southshire-gap-2019"]
    assert registers.breaks_within(*within[:2], "office-2021-07", year) == ()
    assert registers.breaks_within(*within, (None, None)) == ()
