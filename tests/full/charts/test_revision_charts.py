"""Charts of revisions, on the figures of stalking and harassment."""

import itertools

import pandas as pd
import pytest

import harmstats as hs
from harmstats import charts
from harmstats.comparison.revisions import revisions_by_age
from harmstats.comparison.vintages import vintages
from harmstats.core.errors import HarmstatsError, NotFound

GROUP = "prc-stalking-and-harassment"
# ONS Appendix A4/A5a and Home Office open data, as each edition printed them.
YEAR_2022 = [718_480, 718_514, 717_657, 716_824, 717_239]


@pytest.fixture(scope="module")
def held():
    return vintages(GROUP)


@pytest.fixture
def known(held):
    rows = held[(held["axis"] == "years ending March") & held["period_end"].between("2013-03-31", "2018-03-31")]
    texts = {"name": "as-known", "title": "T", "subtitle": "S", "source": "ONS", "measure": "offences"}
    return lambda **more: charts.as_known(
        rows, hs.breaks(GROUP), **(texts | {"known_on": "2019-07-18", "as_of": "2026-11-23"} | more)
    )


def test_the_data_hold_both_lines_and_the_band(known, held):
    data = known().data
    assert set(data["known_on"]) == {pd.Timestamp("2019-07-18"), pd.Timestamp("2026-11-23")}
    later = data[data["known_on"] == "2026-11-23"].set_index("period")
    earlier = data[data["known_on"] == "2019-07-18"].set_index("period")
    assert later.loc["YE Mar 2017", ["value", "lowest", "highest"]].tolist() == [214_450, 214_449, 227_791]
    assert earlier.loc["YE Mar 2017", "value"] == 227_791
    assert "low" not in data
    assert not set(held.loc[held["why"] != "", "edition"]) & set(data["edition"]) - set(
        held.loc[held["why"] == "", "edition"]
    )


def test_the_alt_text_says_where_the_lines_part(known):
    chart = known()
    assert chart.alt.endswith("they part most in YE Mar 2017: 227,791, then 214,450.")
    assert "on 18 Jul 2019 and on 23 Nov 2026" in chart.alt
    assert "Band: from the lowest to the highest value published for a period." in " ".join(chart.notes)


def test_the_earlier_line_lies_under_the_latest(known):
    for width in (800, 400):
        svg = known().svg(width)
        assert svg.index("--data-earlier-1") < svg.index("--data-latest-1")
        assert "--band-latest-1" in svg
        assert "--band-earlier" not in svg


def test_a_day_before_the_first_edition_and_days_in_the_wrong_order_are_refused(known):
    with pytest.raises(HarmstatsError, match="must be before"):
        known(known_on="2027-01-01")
    with pytest.raises(NotFound):
        known(known_on="2010-01-01")


def test_ticks_of_near_values_do_not_meet(held):
    year = held[held["period"] == "YE Mar 2022"]
    chart = charts.through_editions(
        year, name="one-year", title="T", subtitle="S", source="ONS", publishers=dict.fromkeys(year["edition"], "ONS")
    )
    assert chart.notes[0].startswith("The axis does not start at zero.")
    for width in (800, 400):
        plot = chart.plot(width)
        places = [plot.px(tick) for tick in plot.ticks]
        assert len(places) >= 2
        assert min(b - a for a, b in itertools.pairwise(places)) > 50
    assert chart.data["value"].tolist() == [722_574, *YEAR_2022]


def test_few_figures_are_named_under_the_chart():
    by_age = revisions_by_age(GROUP)
    years = by_age[by_age["length"] == "years"]
    chart = charts.typical(years, name="typical", title="T", subtitle="S", source="ONS")
    assert "Few figures behind: under 6 months (4)" in " ".join(chart.notes)
    assert "95%" not in chart.svg() + chart.description
    assert chart.data["largest"].tolist() == years["largest"].tolist()
    with pytest.raises(HarmstatsError, match="one length"):
        charts.typical(by_age, name="typical", title="T", subtitle="S", source="ONS")
