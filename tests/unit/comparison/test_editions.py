"""Two editions side by side, made by hand and on the small data folder."""

import pandas as pd
import pytest

from harmstats.comparison.editions import CELL, beside, diff
from harmstats.core.errors import HarmstatsError, NotFound


def rows(*cells, text=True):
    """Figures of one table and place: series, first day, last day, value."""
    frame = pd.DataFrame(cells, columns=["series", "period_start", "period_end", "value"])
    frame = frame.assign(table="t", geography="Kent", breakdown="", low=None)
    if not text:
        frame = frame.assign(**{day: pd.to_datetime(frame[day]) for day in ("period_start", "period_end")})
    return frame[[*CELL, "value", "low"]].astype({"low": float})


def year(of, value, series="s"):
    return series, f"{of}-01-01", f"{of}-12-31", value


def month(of, value, series="s"):
    return series, f"2020-{of:02d}-01", f"2020-{of:02d}-28" if of == 2 else f"2020-{of:02d}-30", value


def states(old, new, compared=("value", "low"), scope=("table", "series", "axis")):
    both = beside(old, new, list(compared), list(scope))
    return dict(zip(both["period"], both["state"], strict=True))


@pytest.mark.parametrize("text", [True, False])
def test_every_state_of_a_figure(text):
    old = rows(year(2016, 1.0), year(2018, 2.0), year(2019, 3.0), year(2020, 4.0), text=text)
    new = rows(year(2018, 2.0), year(2020, 5.0), year(2021, 6.0), text=text)
    assert states(old, new) == {
        "YE Dec 2016": "outside",
        "YE Dec 2018": "unchanged",
        "YE Dec 2019": "withdrawn",
        "YE Dec 2020": "revised",
        "YE Dec 2021": "new",
    }


def test_a_figure_is_revised_where_any_of_what_is_compared_differs():
    old, new = rows(year(2020, 1.0)), rows(year(2020, 1.0)).assign(low=0.5)
    assert states(old, new) == {"YE Dec 2020": "revised"}
    assert states(old, new, compared=["value"]) == {"YE Dec 2020": "unchanged"}
    assert states(new, new) == {"YE Dec 2020": "unchanged"}


@pytest.mark.parametrize("text", [True, False])
def test_reach_is_told_apart_for_years_and_months_and_for_each_series(text):
    old = rows(year(2019, 1.0), ("s", "2019-01-01", "2019-01-31", 2.0), year(2019, 3.0, "r"), text=text)
    new = rows(year(2018, 1.0), year(2020, 1.0), ("r", "2018-12-01", "2018-12-31", 1.0), text=text)
    found = beside(old, new, ["value"], ["table", "series", "axis"])
    gone = found[found["state"].isin(["withdrawn", "outside"])]
    assert dict(zip(zip(gone["series"], gone["period"], strict=True), gone["state"], strict=True)) == {
        ("s", "YE Dec 2019"): "withdrawn",
        ("s", "Jan 2019"): "outside",
        ("r", "YE Dec 2019"): "outside",
    }
    of_table = beside(old, new, ["value"], ["table", "axis"])
    assert of_table.set_index(["series", "period"]).loc[("r", "YE Dec 2019"), "state"] == "withdrawn"


def test_what_is_undated_is_withdrawn_where_the_later_edition_has_undated_figures():
    old = rows(("s", "", "", 1.0), ("r", "", "", 2.0))
    new = rows(year(2020, 1.0), ("q", "", "", 2.0))
    assert set(beside(old, new, ["value"], ["table", "axis"])["state"]) == {"withdrawn", "new"}
    found = beside(old, rows(year(2020, 1.0)), ["value"], ["table", "axis"])
    assert found.loc[found["period"] == "undated", "state"].tolist() == ["outside", "outside"]


def test_days_that_are_none_have_no_period():
    new = rows(("s", "2020-02-30", "2020-03-31", 1.0), ("s", "2021-12-31", "2021-01-01", 2.0))
    assert (
        beside(rows().astype({"value": float}), new, ["value"], ["table", "axis"])["period"].tolist() == ["undated"] * 2
    )


def test_two_editions_of_one_table():
    found = diff("office-2020-07", "office-2022-07")
    assert found.changes[["period", "old", "new", "change"]].values.tolist() == [
        ["YE Mar 2016", 9100, 9150, 50],
        ["YE Mar 2017", 9600, 9650, 50],
        ["YE Mar 2018", 11800, 11850, 50],
    ]
    assert found.changes["percent_change"].round(2).tolist() == [0.55, 0.52, 0.42]
    assert found.rescoped[["period", "why"]].values.tolist() == [
        ["YE Mar 2020", "scope: without Southshire, then complete; gap: Southshire is missing, then none"]
    ]
    assert set(found.new["series"]) == {"lost-hats", "lost-hats-share", "lost-things", "lost-umbrellas"}
    assert found.withdrawn["period"].tolist() == ["YE Mar 2019"]
    assert found.outside["period"].tolist() == ["YE Mar 2012", "YE Mar 2013"]
    assert (found.appeared, found.disappeared, found.unchanged) == (8, 3, 0)


def test_what_cannot_be_compared():
    with pytest.raises(HarmstatsError, match="'office-2022-07' was published after 'office-2020-07': give the earlier"):
        diff("office-2022-07", "office-2020-07")
    with pytest.raises(HarmstatsError, match="'pages-2020' and 'office-2022-07' have no table in common"):
        diff("pages-2020", "office-2022-07")
    with pytest.raises(NotFound, match="edition 'pages-202' is not known"):
        diff("pages-202", "pages-2021")
