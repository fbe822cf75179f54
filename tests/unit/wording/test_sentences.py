"""Every sentence that may be printed, word for word, on figures made by hand."""

import pytest

from harmstats.core.periods import Period
from harmstats.core.registers import read
from harmstats.stats.count_models import LOG_LINEAR, QUASI, Fit
from harmstats.wording import sentences

NONE = float("nan")


def figure(value, unit="umbrellas", long="year ending March 2021", **changes):
    row = {"value": value, "unit": unit, "long": long, "title": "Umbrellas lost", "scope": ""}
    return row | changes


def printed(small, **changes):
    """The sentence of a figure of lost umbrellas in England and Wales."""
    row = {
        "series": "lost-umbrellas", "breakdown": "", "value": 10450.0, "unit": "umbrellas", "low": NONE, "high": NONE,
        "numerator": NONE, "denominator": NONE, "scope": "", "status": "official", "geography": "England and Wales",
        "long": "year ending March 2021",
    }  # fmt: skip
    return sentences.figure(row | changes, read(small))


def test_a_figure(small):
    told = "Umbrellas lost recorded by the police: 10,450 in England and Wales in the year ending March 2021."
    assert printed(small) == told


def test_a_figure_of_a_part_in_a_police_force(small):
    found = printed(small, breakdown="colour=black;size=large", geography="Northshire")
    assert found.startswith(
        "Umbrellas lost recorded by the police (colour black, size large): 10,450 in the Northshire"
    )


def test_a_unit_that_the_title_does_not_name_is_added(small):
    assert ": 10,450 hats in England" in printed(small, unit="hats")
    assert ": 10,450% in England" in printed(small, unit="percent")
    assert ": 10,450 in England" in printed(small, unit="offences")


def test_what_stands_behind_a_figure(small):
    found = printed(small, low=10400.25, high=10500.0, numerator=41.0, denominator=720.0, scope="without Southshire")
    behind = " (95% interval 10,400.25 to 10,500; 41 of 720; without Southshire)."
    assert found.endswith("in the year ending March 2021" + behind)
    found = printed(small, unit="percent", value=5.694, low=4.2, high=7.6, numerator=41.0, denominator=720.0)
    assert "5.69% in" in found
    assert found.endswith(" (95% interval 4.20 to 7.60%; 41 of 720).")


def told(before, after, comparable=True, by_chance=False, unit="umbrellas", **later):
    earlier = figure(before, unit, "year ending March 2020")
    return sentences.change(earlier, figure(after, unit, **later), comparable=comparable, by_chance=by_chance)


def test_a_rise_and_a_fall():
    assert told(100.0, 150.0) == (
        "Umbrellas lost rose from 100 in the year ending March 2020 to 150 in the year ending March 2021 (+50.0%)."
    )
    assert told(150.0, 100.0).startswith("Umbrellas lost fell from 150 in")
    assert told(150.0, 100.0).endswith("(-33.3%).")


def test_no_change():
    same = "Umbrellas lost: 100 in the year ending March 2020 and the same in the year ending March 2021."
    assert told(100.0, 100.0) == same


def test_a_refused_change_is_never_told_as_a_rise():
    assert told(100.0, 150.0, comparable=False) == (
        "Umbrellas lost: 100 in the year ending March 2020, 150 in the year ending March 2021. The difference (+50.0%) "
        "is arithmetic only: the two figures are not like for like."
    )


def test_a_change_that_may_be_chance():
    assert told(4.0, 5.0, by_chance=True, unit="percent") == (
        "Umbrellas lost: 4% in the year ending March 2020, 5% in the year ending March 2021 (+1.0 percentage points); "
        "without a published interval the difference may be chance."
    )
    assert "arithmetic only" in told(4.0, 5.0, comparable=False, by_chance=True, unit="percent")


def test_the_scope_stands_with_the_figure_that_has_one():
    assert "150 in the year ending March 2021 (without Southshire) (+50.0%)." in told(
        100.0, 150.0, scope="without Southshire"
    )


@pytest.mark.parametrize(
    ("before", "after", "unit", "size"),
    [
        (20.0, 30.0, "umbrellas", " (+50.0%)."),
        (19.0, 30.0, "umbrellas", "."),  # a percentage of so few says less than the two counts
        (19.5, 39.0, "umbrellas", " (+100.0%)."),  # no count
        (0.0, 30.0, "umbrellas", "."),
        (100.0, 1100.0, "umbrellas", " (+1000.0%)."),
        (100.0, 1101.0, "umbrellas", "."),
        (10.0, 10.125, "percent", " (+0.1 percentage points)."),
        (10.0, 10.04, "percent", " (+0.04 percentage points)."),
        (10.0, 9.96, "percent", " (-0.04 percentage points)."),
    ],
)
def test_the_size_of_a_change(before, after, unit, size):
    assert told(before, after, unit=unit).endswith(f"in the year ending March 2021{size}")


def test_figures_that_look_alike_get_a_second_decimal():
    assert "from 5.98% in" in told(5.98, 6.02, unit="percent")
    assert "from 6.0% in" in told(5.98, 7.02, unit="percent")


def verb(before, after, unit="umbrellas", by_chance=False):
    return sentences.verb(figure(before, unit), figure(after, unit), by_chance=by_chance)


def test_a_change_as_a_verb():
    assert verb(100.0, 150.0) == "rose by 50.0%"
    assert verb(150.0, 100.0) == "fell by 33.3%"
    assert verb(10000.0, 10001.0) == "rose by less than 0.1%"
    assert verb(100.0, 100.0) == "did not change"
    assert verb(5.0, 9.0) == "rose from 5 to 9"
    assert verb(4.0, 5.25, "percent") == "rose by 1.2 percentage points"
    assert verb(4.0, 5.25, "percent", by_chance=True) == (
        "was 4% and then 5.25%, which may be chance without a published interval"
    )


@pytest.mark.parametrize(
    ("value", "limits", "percent", "size"),
    [
        (500.0, (-3.2, 41.4, "umbrellas"), (-0.61, 8.29), "-0.6% to +8.3%"),
        (500.0, (-3.2, 41.4, "umbrellas"), (None, None), "-3 to +41 umbrellas"),
        (19.0, (-3.2, 41.4, "umbrellas"), (-16.0, 218.0), "-3 to +41 umbrellas"),
        (20.0, (-3.2, 41.4, "umbrellas"), (-16.0, 1218.0), "-16.0% to +1,218.0%"),
        (50.0, (-1.346, -0.914, "percentage points"), (-20.0, -10.0), "-1.35 to -0.91 percentage points"),
    ],
)
def test_the_interval_of_a_change(value, limits, percent, size):
    found = sentences.interval(figure(value), limits, percent, "chance alone")
    assert found == f"95% interval of the change: {size} (chance alone)."


def fit(model=QUASI, dispersion=214.4, n=5):
    import pandas as pd

    terms = pd.DataFrame({"estimate": [0.07], "low": [-0.02], "high": [0.113]}, index=["year"])
    return Fit(model, "", terms, terms, n, n - 2, dispersion, None, 0.95, "")


def slope(fitted, season=False, share=False):
    return sentences.slope(Period.parse("2021"), Period.parse("2025"), fitted, season=season, share=share)


def test_a_slope_and_how_it_was_fitted():
    said = "YE Dec 2021 to YE Dec 2025: +7.3% a year (95% interval -2.0% to +12.0%); quasi-Poisson through 5 points"
    assert slope(fit()) == said + ", dispersion 214."
    assert slope(fit(dispersion=9.96), season=True) == said + ", season taken out, dispersion 10.0."
    assert slope(fit(dispersion=10.0)) == said + ", dispersion 10."
    assert "+7.3% of itself a year (" in slope(fit(), share=True)
    assert slope(fit(LOG_LINEAR)).endswith("; log-linear, weighted through 5 points.")
