"""A series over time, cut where it may not be compared; on the small data folder."""

import pytest

from harmstats import compare, index, trend
from harmstats.core.errors import HarmstatsError, NotFound


def spans(found):
    return [spans_of(change) for change in found.changes]


def spans_of(change):
    return change.earlier["period"], change.later["period"]


def test_a_trend_is_told_by_its_stretches():
    found = trend("lost-umbrellas")
    assert spans(found) == [("YE Mar 2012", "YE Mar 2017"), ("YE Mar 2018", "YE Mar 2022")]
    assert found.figures["segment"].tolist() == [0, 0, 0, 0, 1, 1, 1, 1, 1]
    assert [b.id for b in found.breaks] == ["recording-2012", "counting-2017", "southshire-gap-2019"]
    umbrellas = "Umbrellas lost recorded by the police rose"
    assert found.summary() == (
        f"{umbrellas} from 8,000 in the year ending March 2012 to 9,650 in the year ending March 2017 (+20.6%). "
        f"Take care: Recording improves (July 2012); Two editions. {umbrellas} from 11,850 in the year ending March "
        "2018 to 12,930 in the year ending March 2022 (+9.1%). Take care: Two editions."
    )


def test_changes_are_between_the_figures_shown():
    """The year ending March 2022 is newer in the quarters than in the edition that has the years before it, too."""
    found = trend("lost-umbrellas")
    shown = found.figures.set_index("period")["value"]
    for change in found.changes:
        assert (change.earlier["value"], change.later["value"]) == tuple(shown[list(spans_of(change))])
    assert compare("lost-umbrellas", "YE Mar 2018", "YE Mar 2022").later["value"] == 12900


def test_start_and_end_are_within():
    found = trend("lost-umbrellas", start="YE Mar 2018", end="YE Mar 2020")
    assert found.figures["period"].tolist() == ["YE Mar 2018", "YE Mar 2019", "YE Mar 2020"]
    assert trend("lost-umbrellas", end="Jan-Mar 2022").figures["axis"].unique().tolist() == ["quarters"]


def test_where_no_two_figures_may_be_compared_that_is_said():
    found = trend("lost-umbrellas", start="YE Mar 2017", end="YE Mar 2018")
    assert (found.changes, found.figures["segment"].tolist()) == ((), [0, 1])
    assert found.summary() == "No two periods of this series may be compared."


def test_as_known_on_a_day():
    found = trend("lost-umbrellas", start="YE Mar 2019", as_of="2021-12-31")
    assert found.figures["value"].tolist() == [12350, 12700, 10400]


@pytest.mark.parametrize(
    ("asked", "error", "message"),
    [
        ({"start": "YE Mar 2015", "end": "2020"}, HarmstatsError,
         "--from YE Mar 2015, --to YE Dec 2020: are periods of different kinds"),
        ({"start": "YE Mar 2040"}, NotFound, "'lost-umbrellas' has no years ending March between these periods"),
        ({"breakdown": "x=y"}, NotFound, "'lost-umbrellas' has no dated figure for England and Wales, x=y"),
        ({"geography": "Atlantis"}, NotFound, "geography 'Atlantis' is not known"),
    ],
)  # fmt: skip
def test_what_cannot_be_asked(asked, error, message):
    with pytest.raises(error, match=message):
        trend("lost-umbrellas", **asked)


def test_an_index_stays_in_the_stretch_of_its_base():
    figures = trend("lost-umbrellas").figures
    found = index(figures, "YE Mar 2021")
    assert found["period"].tolist() == [f"YE Mar {year}" for year in range(2018, 2023)]
    assert found["index"].round(1).tolist() == [113.4, 118.2, 121.7, 100.0, 123.7]
    assert found["base"].unique().tolist() == ["YE Mar 2021"]
    assert index(figures, "YE Mar 2014").reason == "there is no figure for YE Mar 2014 to be set to 100."
    zero = index(figures.assign(value=0.0), "YE Mar 2021")
    assert zero.reason == "the figure for YE Mar 2021 is 0; it cannot be set to 100."
