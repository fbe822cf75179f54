"""Figures that no publisher prints: sums, rolling years, rates and shares, and where there is none."""

import pandas as pd
import pytest

from harmstats import load
from harmstats.core.registers import read
from harmstats.store import clean

HERE = {"geography": "England and Wales"}


def made(series, period, **wanted):
    """Value, edition, table, status and method of every vintage of a figure."""
    found = load(series, period=period, edition="all", **{**HERE, **wanted})
    return found[["value", "edition", "table", "status", "method"]].values.tolist()


def put(data, name, old, new, times=-1):
    path = data / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, times), encoding="utf-8")


RECORDED = "published/office-recorded/office-2021-07.csv"
QUARTERS = "published/office-quarters/office-quarters-2022.csv"
FIRST = "lost-umbrellas,2021-04-01,2021-06-30,Northshire"


def test_a_sum_is_made_in_each_edition_that_does_not_print_it():
    assert made("lost-things", "YE Mar 2021") == [
        [13500, "office-2021-07", "office-recorded", "official", "sum of lost umbrellas, lost hats"],
        [13570, "office-2022-07", "office-recorded", "official", ""],
    ]


def test_before_a_part_belongs_the_sum_does_without_it():
    (old, new) = made("lost-things", "YE Mar 2017")
    assert (old[0], new[0], new[3]) == (9600, 9650, "official-revised")
    assert new[4] == "sum of lost umbrellas, lost hats"


@pytest.mark.parametrize(("end", "value"), [("2020-03-31", None), ("2020-04-01", 7)])
def test_a_part_belongs_from_its_day_on(data, end, value):
    """A period ending on 31 March needs no hats, one ending on 1 April does, and the part that is missing stops it."""
    row = f"lost-umbrellas,2020-03-01,{end},England and Wales,,5,,,,official,,,"
    put(data, RECORDED, "lost-umbrellas,2018", f"{row}\nlost-umbrellas,2018")
    found = load("lost-things", edition="office-2021-07", data=data, **HERE)
    there = found[found["period_start"] == "2020-03-01"]["value"].tolist()
    assert there == ([5] if value is None else [])
    put(
        data,
        RECORDED,
        "lost-hats,2020",
        f"lost-hats,2020-03-01,{end},England and Wales,,2,,,,official,,,\nlost-hats,2020",
    )
    found = load("lost-things", edition="office-2021-07", data=data, **HERE)
    assert found[found["period_start"] == "2020-03-01"]["value"].tolist() == [5 if value is None else value]


def test_a_part_may_be_taken_out():
    assert made("lost-things-without-hats", "YE Mar 2022") == [
        [12900, "office-2022-07", "office-recorded", "official", "lost things less lost hats"]
    ]
    assert made("lost-things-without-hats", "YE Mar 2020")[-1][:2] == [12720, "office-2022-07"]


def test_forces_add_up_where_all_are_there():
    assert made("lost-umbrellas", "Jul-Sep 2021") == [
        [3500, "office-quarters-2022", "office-quarters", "official", "sum of 2 forces"]
    ]


def test_with_a_force_missing_there_is_no_sum(data):
    put(data, QUARTERS, "lost-umbrellas,2021-07-01,2021-09-30,Southshire,,1500,,,,official,,Table Q,\n", "")
    found = load("lost-umbrellas", edition="office-quarters-2022", data=data, **HERE)
    assert found["period"].tolist() == ["Apr-Jun 2021", "Oct-Dec 2021", "Jan-Mar 2022", "Apr-Jun 2022"]
    years = load("lost-umbrellas", edition="office-quarters-2022", geography="Northshire", data=data)
    assert [p for p in years["period"] if p.startswith("YE")] == ["YE Mar 2022", "YE Jun 2022"]
    south = load("lost-umbrellas", edition="office-quarters-2022", geography="Southshire", data=data)
    assert not any(p.startswith("YE") for p in south["period"])


def test_four_quarters_in_a_row_make_a_year():
    made_years = {p: made("lost-umbrellas", p)[-1] for p in ("YE Mar 2022", "YE Jun 2022")}
    assert made_years["YE Mar 2022"][:1] + made_years["YE Mar 2022"][3:] == [12930, "official", "sum of four quarters"]
    assert made_years["YE Jun 2022"] == [
        13260, "office-quarters-2022", "office-quarters", "official-provisional", "sum of four quarters",
    ]  # fmt: skip
    (north,) = made("lost-umbrellas", "YE Jun 2022", geography="Northshire")
    assert (north[0], north[3]) == (7590, "official")


def test_a_sum_is_as_soft_as_its_softest_part():
    assert [row[3] for row in made("lost-umbrellas", "Apr-Jun 2022")] == ["official-provisional"]
    assert [row[3] for row in made("lost-umbrellas", "Apr-Jun 2021")] == ["official"]


def test_a_printed_figure_stands_in_place_of_a_sum(data):
    row = "lost-umbrellas,2021-07-01,2021-09-30,England and Wales,,3501,,,,official,,Table Q,\n"
    put(
        data,
        QUARTERS,
        "lost-umbrellas,2021-04-01,2021-06-30,Northshire",
        f"{row}lost-umbrellas,2021-04-01,2021-06-30,Northshire",
    )
    found = load("lost-umbrellas", period="Jul-Sep 2021", edition="all", data=data, **HERE)
    assert found[["value", "method"]].values.tolist() == [[3501, ""]]
    year = load("lost-umbrellas", period="YE Mar 2022", edition="office-quarters-2022", data=data, **HERE)
    assert year["value"].tolist() == [12931]


def test_rates_use_the_people_of_the_last_middle_of_a_year_before_it_starts_as_known_on_the_day():
    """The year ending March 2021 starts in April 2020, after mid-2019; revised between the two editions."""
    (then, now) = made("lost-umbrellas-rate", "YE Mar 2021")
    assert (then[0], then[4]) == (pytest.approx(1000 * 10400 / 2_000_000), "divided by mid-2019 population")
    assert (now[0], now[4]) == (pytest.approx(1000 * 10450 / 2_004_000, abs=1e-6), "divided by mid-2019 population")
    assert now[1:3] == ["office-2022-07", "office-recorded"]
    (north,) = made("lost-umbrellas-rate", "YE Mar 2022", geography="Northshire")
    assert (north[0], north[4]) == (pytest.approx(1000 * 7400 / 1_206_000, abs=1e-6), "divided by mid-2020 population")


def test_a_year_that_starts_in_july_uses_the_middle_of_that_year(data):
    people = "people-2022,population-mid-year,2021-06-30,2021-06-30,England and Wales,,2020000,,,,official,,,\n"
    put(data, "reference/population.csv", "people-2022,", f"{people}people-2022,", 1)
    put(data, "editions.csv", "2022-06-30,exact,,2020-06-30", "2022-06-30,exact,,2021-06-30")
    may = "lost-umbrellas,2021-06-01,2022-05-31,England and Wales,,13100,,,,official,,,\n"
    put(data, QUARTERS, FIRST, f"{may}{FIRST}")
    found = load("lost-umbrellas-rate", edition="office-quarters-2022", data=data, **HERE).set_index("period")
    assert found["method"].to_dict() == {
        "YE Mar 2022": "divided by mid-2020 population",
        "YE May 2022": "divided by mid-2020 population",
        "YE Jun 2022": "divided by mid-2021 population",
    }
    assert found.loc["YE Jun 2022", "value"] == pytest.approx(1000 * 13260 / 2_020_000, abs=1e-6)


def test_where_the_people_are_not_known_there_is_no_rate():
    found = load("lost-umbrellas-rate", edition="office-quarters-2022", **HERE)
    assert found["period"].tolist() == ["YE Mar 2022"]


def test_rates_are_of_years():
    found = load("lost-umbrellas-rate", edition="all")
    assert {axis[:5] for axis in found["axis"]} == {"years"}
    assert found["numerator"].isna().all()


def test_a_share_has_its_two_counts_and_wilson_limits_beside_it():
    (row,) = load("umbrella-return-share", period="YE Mar 2021", edition="outcomes-2022").to_dict("records")
    assert (row["numerator"], row["denominator"]) == (1100, 9050)
    assert row["value"] == pytest.approx(100 * 1100 / 9050, abs=1e-6)
    assert (round(row["low"], 3), round(row["high"], 3)) == (11.497, 12.844)  # statsmodels, proportion_confint
    assert row["method"] == "divided by outcomes (assigned); Wilson 95% interval"
    assert (row["breakdown"], row["scope"], row["status"]) == ("", "", "official-revised")


def test_a_share_keeps_the_scope_of_its_counts():
    found = load("umbrella-return-share", period="YE Mar 2020", edition="all")
    assert found[["value", "scope", "edition"]].values.tolist() == [
        [pytest.approx(100 * 850 / 6100, abs=1e-6), "without Southshire", "outcomes-2020"],
        [14, "", "outcomes-2021"],
    ]


@pytest.mark.parametrize(("old", "new"), [(",700,", ",-3,"), (",700,", ",9801,"), (",9800,", ",0,")])
def test_what_is_no_part_of_its_total_gives_no_share(data, old, new):
    put(data, "published/office-outcomes/outcomes-2022.csv", old, new)
    assert load("umbrella-return-share", edition="outcomes-2022", data=data)["period"].tolist() == ["YE Mar 2021"]


def test_derived_figures_are_sorted_among_the_published_and_typed_alike(small):
    figures = clean.make(read(small))
    assert list(figures.columns) == clean.COLUMNS
    assert figures[clean.ORDER].astype(str).values.tolist() == sorted(figures[clean.ORDER].astype(str).values.tolist())
    assert str(figures["period_end"].dtype) == "datetime64[s]"
    assert not figures.drop(columns=[*clean.DATES, *clean.NUMBERS]).isna().any().any()
    pd.testing.assert_frame_equal(clean.figures(read(small)), figures, check_dtype=False)
