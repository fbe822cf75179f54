"""Which figure stands for a period, what is known of it, and what is said where there is none; on the small data."""

import pandas as pd
import pytest

from harmstats import Period, as_of, load
from harmstats.core.errors import HarmstatsError, NotFound
from harmstats.core.registers import read
from harmstats.store.figures import COLUMNS, nearest_periods, places, usual_place, vintage

HERE = {"geography": "England and Wales"}


def values(found):
    return list(zip(found["value"], found["edition"], strict=True))


def test_every_series_is_there_without_a_name():
    found = load()
    assert found["series"].nunique() == 17
    assert list(found.columns) == COLUMNS
    assert not found.duplicated(["series", "geography", "breakdown", "period_start", "period_end"]).any()
    assert found.index.tolist() == list(range(len(found)))
    assert {name: str(found[name].dtype) for name in ("value", "low", "high", "numerator", "denominator", "used")} == {
        **dict.fromkeys(("value", "low", "high", "numerator", "denominator"), "float64"), "used": "bool",
    }  # fmt: skip
    assert all(
        found[name].dtype == "datetime64[s]" for name in ("period_start", "period_end", "published", "extracted")
    )


def test_several_series_in_the_order_of_their_names():
    found = load(["umbrella-trials", "hat-study"])
    assert found["series"].unique().tolist() == ["hat-study", "umbrella-trials"]
    with pytest.raises(NotFound, match="Did you mean 'hat-study'"):
        load(["umbrella-trials", "hat-studdy"])


def test_figures_are_sorted_by_place_breakdown_period_and_publication():
    found = load("umbrella-calls", edition="all")
    assert found[["breakdown", "period", "edition"]].values.tolist() == [
        ["", "YE Dec 2018", "post-2021"], ["", "YE Dec 2019", "calls-2021"], ["", "Dec 2019", "calls-2021"],
        ["", "Jan 2020", "calls-2021"], ["", "YE Dec 2020", "calls-2021"], ["", "YE Dec 2020", "post-2021"],
        ["", "Dec 2020", "calls-2021"], ["", "2 Mar 2021 to 27 Mar 2021", "calls-2021"],
        ["caller=adult", "YE Dec 2020", "calls-2021"], ["caller=child", "YE Dec 2020", "calls-2021"],
    ]  # fmt: skip


def test_the_latest_is_the_last_of_the_firmest():
    year = {"period": "YE Mar 2021", **HERE}
    assert values(load("lost-umbrellas", edition="all", **year)) == [
        (10000, "post-2021"), (10400, "office-2021-07"), (10450, "office-2022-07"),
    ]  # fmt: skip
    assert values(load("lost-umbrellas", **year)) == [(10450, "office-2022-07")]
    assert values(load("lost-umbrellas", edition="first", **year)) == [(10000, "post-2021")]
    assert values(load("lost-umbrellas", edition="office-2021-07", **year)) == [(10400, "office-2021-07")]


def test_a_second_hand_figure_stands_behind_one_of_its_publisher_however_late():
    assert values(load("umbrella-calls", period="2020", edition="all")[lambda f: f["breakdown"] == ""]) == [
        (3480, "calls-2021"), (3500, "post-2021"),
    ]  # fmt: skip
    assert values(load("umbrella-calls", period="2020")[lambda f: f["breakdown"] == ""]) == [(3480, "calls-2021")]
    assert values(load("umbrella-calls", period="2018")) == [(2900, "post-2021")]


@pytest.mark.parametrize(
    ("statuses", "latest"),
    [
        (("official", "official", "official"), 3),
        (("official", "official-revised", "official-provisional"), 3),
        (("official", "official-rounded", "official-rounded"), 1),
        (("official-rounded", "official", "secondary"), 2),
        (("secondary", "official-rounded", "secondary"), 2),
        (("secondary", "secondary", "official-rounded"), 3),
    ],
)
def test_an_exact_figure_stands_before_a_rounded_one_that_before_a_second_hand_one(statuses, latest):
    frame = load("lost-umbrellas", period="YE Mar 2021", edition="all", **HERE)
    frame = frame.assign(status=list(statuses), value=[1.0, 2.0, 3.0])
    assert vintage(frame)["value"].tolist() == [latest]
    assert vintage(frame, "first")["value"].tolist() == [1]


def test_a_figure_set_aside_stands_behind_every_other():
    frame = load("lost-umbrellas", period="YE Mar 2021", edition="all", **HERE)
    frame = frame.assign(status=["secondary", "official-rounded", "official"], used=[True, True, False])
    assert vintage(frame)["edition"].tolist() == ["office-2021-07"]
    assert vintage(frame.assign(used=[True, False, False]))["edition"].tolist() == ["post-2021"]


def test_where_sources_disagree_the_figure_of_the_register_stands():
    found = load("umbrella-pages", period="2019", edition="all")
    assert found[["value", "edition", "conflict", "used"]].values.tolist() == [
        [5200, "pages-2020", "pages-2019", True],
        [5310, "pages-2021", "pages-2019", False],
    ]
    assert values(load("umbrella-pages", period="2019")) == [(5200, "pages-2020")]
    assert load("umbrella-pages", period="2020")[["conflict", "used"]].values.tolist() == [["", True]]


def test_a_figure_that_fails_its_own_arithmetic_is_named_and_used():
    found = load("umbrella-pages-share", period="2020")
    assert found[["breakdown", "conflict", "used"]].values.tolist() == [
        ["colour=black", "", True], ["colour=other", "", True], ["colour=red", "colours-2020", True],
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("day", "value", "edition"),
    [
        ("2021-05-02", 10000, "post-2021"),
        ("2021-07-20", 10000, "post-2021"),
        ("2021-07-21", 10400, "office-2021-07"),
        ("2022-07-19", 10400, "office-2021-07"),
        ("2022-07-20", 10450, "office-2022-07"),
    ],
)
def test_as_of_is_the_last_edition_out_by_the_day(day, value, edition):
    found = load("lost-umbrellas", period="YE Mar 2021", as_of=day, **HERE)
    assert values(found) == [(value, edition)]
    assert values(as_of(load("lost-umbrellas", period="YE Mar 2021", edition="all", **HERE), day)) == values(found)


def test_nothing_was_out_by_then():
    with pytest.raises(NotFound) as caught:
        load("lost-umbrellas", period="YE Mar 2021", as_of="2021-05-01", **HERE)
    assert str(caught.value) == (
        "no such figure of lost-umbrellas was published by 2021-05-01: the first edition held that has one, "
        "'post-2021', was out on 2021-05-02"
    )
    with pytest.raises(
        NotFound, match=r"^no such figure of umbrella-trials was .* 'courts-2022', was out by 2022-05-31$"
    ):
        load("umbrella-trials", period="2021", geography="Northshire", as_of="2022-05-30")


def test_an_edition_by_name_on_a_day():
    named = {"edition": "office-2021-07", "period": "YE Mar 2021", **HERE}
    assert values(load("lost-umbrellas", as_of="2021-07-21", **named)) == [(10400, "office-2021-07")]
    with pytest.raises(NotFound, match="edition 'office-2021-07' was published 2021-07-21, after 2021-07-20"):
        load("lost-umbrellas", as_of="2021-07-20", **named)
    with pytest.raises(NotFound, match="'survey-2019' holds none of these figures; it is there for office-2020-07, "):
        load("lost-umbrellas", edition="survey-2019")


def test_a_place_by_name_alias_and_code():
    for name in ("Northshire", "norths", "North Shire", "X23000001"):
        assert load("umbrella-trials", geography=name)["value"].tolist() == [0, 12]
    with pytest.raises(NotFound, match=r"has no figure for Scotland; it has England and Wales, Northshire$"):
        load("umbrella-trials", geography="Scotland")
    with pytest.raises(NotFound, match=r"geography 'Nothshire' is not known\. Did you mean 'Northshire'\?"):
        load("umbrella-trials", geography="Nothshire")


def test_figures_without_a_time_are_asked_for_as_undated():
    found = load(["hat-study", "umbrella-trials"], period=" Undated ")
    assert found[["series", "period", "axis"]].drop_duplicates().values.tolist() == [
        ["hat-study", "undated", "undated"]
    ]
    assert found["period_end"].isna().all()
    assert load("hat-study")["value"].tolist() == [45, 20]
    with pytest.raises(NotFound, match="series 'umbrella-trials' has no undated figure"):
        load("umbrella-trials", period="undated")


def test_a_period_that_is_not_there_names_the_nearest():
    with pytest.raises(NotFound) as caught:
        load("lost-umbrellas", period="YE Mar 2014", **HERE)
    assert str(caught.value) == (
        "series 'lost-umbrellas' has no figure for YE Mar 2014; the nearest are YE Mar 2012, YE Mar 2013, YE Mar 2016."
    )
    with pytest.raises(NotFound, match=r"are YE Mar 2022, YE Jun 2022, Apr-Jun 2022\. Did you mean 'YE Jun 2022'\?"):
        load("lost-umbrellas", period="YE Jul 2022", **HERE)
    with pytest.raises(NotFound, match=r"^series 'hat-study' has no figure for YE Dec 2020; its figures are undated$"):
        load("hat-study", period="2020")
    assert nearest_periods(load("hat-study").iloc[:0], Period.parse("2020")) == "it has none at all"


@pytest.mark.parametrize(("day", "meant"), [("8 Sep 2022", True), ("9 Sep 2022", False)])
def test_a_period_is_meant_that_ends_within_a_hundred_days(day, meant):
    held = Period.parse(day)
    frame = load("umbrella-calls", period="2018")
    frame = frame.assign(period_start=pd.Timestamp(held.start), period_end=pd.Timestamp(held.end))
    hint = f" Did you mean '{day}'?" if meant else ""
    assert nearest_periods(frame, Period.parse("1 Jun 2022")) == f"the nearest are {day}.{hint}"


def test_a_figure_names_the_breaks_inside_it():
    def inside(series, period, place="England and Wales"):
        found = load(series, period=period, geography=place, edition="all")
        return dict(zip(found["edition"], found["breaks"], strict=True))

    assert inside("lost-things", "YE Mar 2013") == {"office-2020-07": "recording-2012"}
    assert inside("lost-umbrellas", "YE Mar 2018") == {"office-2020-07": "", "office-2022-07": ""}
    assert inside("lost-umbrellas", "Oct-Dec 2021", "Northshire") == {"office-quarters-2022": "northshire-system-2021"}
    assert inside("lost-umbrellas", "Oct-Dec 2021", "Southshire") == {"office-quarters-2022": ""}
    assert inside("lost-umbrellas", "YE Mar 2020") == {
        "office-2020-07": "southshire-gap-2019", "office-2021-07": "", "office-2022-07": "",
    }  # fmt: skip
    scopes = load("lost-umbrellas", period="YE Mar 2020", edition="all", **HERE)["scope"].tolist()
    assert scopes == ["without Southshire", "", ""]


def test_what_the_registers_know_of_a_figure():
    (row,) = load("umbrella-return-share", period="YE Mar 2021", edition="outcomes-2021").to_dict("records")
    known = {name: row[name] for name in ("kind", "unit", "table", "dated", "source", "status", "axis", "numerator")}
    assert known == {
        "kind": "outcome", "unit": "percent", "table": "office-outcomes", "dated": "exact", "source": "outcomes-2021",
        "status": "official-provisional", "axis": "years ending March", "numerator": 1050,
    }  # fmt: skip
    assert (row["extracted"], row["published"]) == (pd.Timestamp("2021-06-07"), pd.Timestamp("2021-07-21"))
    assert load("umbrella-trials")["extracted"].isna().all()


def test_the_usual_place_is_the_widest_a_series_has(small, data):
    registers = read(small)
    usual = {name: usual_place(name, registers) for name in
             ("lost-umbrellas", "umbrella-calls", "umbrella-pages", "hat-study")}  # fmt: skip
    assert list(usual.values()) == ["England and Wales", "United Kingdom", "World", "Scotland"]
    assert places("lost-umbrellas", registers) == ["England and Wales", "Northshire", "Southshire"]
    path = data / "published/university-study/study-1999.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("Scotland,finder=friend", "Northshire,finder=friend"))
    with pytest.raises(HarmstatsError) as caught:
        usual_place("hat-study", read(data))
    assert str(caught.value) == "series 'hat-study' has several geographies: say which, one of Northshire, Scotland"
    with pytest.raises(NotFound, match="Did you mean"):
        places("lost-umbrelas", registers)


def test_clean_figures_that_are_stale_are_made_anew(data):
    """The stored copy is older than the published file, which is answered from."""
    path = data / "published/office-courts/courts-2022.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(",130,", ",131,"), encoding="utf-8")
    assert load("umbrella-trials", period="2021", data=data, **HERE)["value"].tolist() == [131]
    assert load("umbrella-trials", period="2021", **HERE)["value"].tolist() == [130]


def test_a_clean_file_that_was_touched_is_not_answered_from(data):
    path = data / "clean/courts-and-orders.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(",130,", ",131,"), encoding="utf-8")
    assert load("umbrella-trials", period="2021", data=data, **HERE)["value"].tolist() == [130]
