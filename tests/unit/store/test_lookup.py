"""One figure without pandas: the same as from load, in all it says, and the same where there is none."""

import math
from datetime import date

import pandas as pd
import pytest

from harmstats import load
from harmstats.core.errors import NotFound
from harmstats.core.registers import read
from harmstats.store import lookup


def plain(value):
    if isinstance(value, pd.Timestamp):
        return value.date()
    return None if value is pd.NaT or value != value else value


def same(row, wanted):
    """True where a row of lookup says all that a row of load does."""
    return {name: plain(row[name]) for name in wanted} == {name: plain(value) for name, value in wanted.items()}


@pytest.mark.parametrize("day", [None, "2021-06-01", "2021-07-21"])
def test_every_figure_is_the_one_that_load_puts_first(small, day):
    registers = read(small)
    figures = load(as_of=day).to_dict("records")
    assert len(figures) > 40
    for wanted in figures:
        found = lookup.one(
            wanted["series"], wanted["period"], registers, geography=wanted["geography"],
            breakdown=wanted["breakdown"], as_of=day,
        )  # fmt: skip
        assert same(found, wanted), wanted


def test_every_vintage_is_there_oldest_first(small, data):
    """Also where the stored copy is stale and the figures are made anew."""
    (data / "clean" / "outcomes.csv").write_text("", encoding="utf-8")
    for folder in (small, data):
        for name in ("lost-umbrellas", "found-umbrellas", "umbrella-pages", "hat-study"):
            wanted = load(name, edition="all", data=folder)
            found = lookup.rows(name, read(folder))
            cells = ("geography", "breakdown", "period", "edition")
            by_cell = {tuple(row[c] for c in cells): row for row in found}
            assert len(by_cell) == len(found) == len(wanted)
            assert all(same(by_cell[tuple(row[c] for c in cells)], row) for row in wanted.to_dict("records"))
            published = [row["published"] for row in found]
            assert published == sorted(published)


def test_a_current_folder_is_answered_from_as_it_is_stored(small, monkeypatch):
    """Without pandas, that is: making the figures anew would import it."""
    monkeypatch.setattr(lookup.clean, "figures", None)
    assert lookup.one("lost-umbrellas", "YE Mar 2021", read(small))["value"] == 10450


@pytest.mark.parametrize("status", ["official-rounded", "secondary"])
def test_the_last_of_the_firmest_stands(status):
    def row(value, status="official", used=True):
        return {"value": value, "status": status, "used": used}

    assert lookup.latest([row(1), row(2), row(3, status)])["value"] == 2
    assert lookup.latest([row(1, status), row(2, status), row(3, used=False)])["value"] == 2
    assert lookup.latest([row(1, "secondary"), row(2, "official-rounded"), row(3, "secondary")])["value"] == 2


def test_rows_of_one_place_or_without_forces(small):
    registers = read(small)

    def places(**wanted):
        return sorted({row["geography"] for row in lookup.rows("lost-umbrellas", registers, **wanted)})

    assert places() == ["England and Wales", "Northshire", "Southshire"]
    assert places(forces=False) == ["England and Wales"]
    assert places(place="Southshire") == ["Southshire"]
    assert places(place="Southshire", forces=False) == []


def test_without_forces_means_so_where_the_figures_are_made_anew(data):
    (data / "clean" / "outcomes.csv").write_text("", encoding="utf-8")
    found = lookup.rows("lost-umbrellas", read(data), forces=False)
    assert {row["geography"] for row in found} == {"England and Wales"}


def test_a_row_has_days_numbers_and_words(small):
    (row,) = lookup.rows("hat-survey-scotland", read(small))[:1]
    assert (row["period_start"], row["published"], row["long"]) == (
        date(2016, 4, 1), date(2019, 11, 6), "year ending March 2017",
    )  # fmt: skip
    assert (row["value"], math.isnan(row["low"]), row["unit"], row["kind"]) == (12.0, True, "percent", "survey")
    undated = lookup.one("hat-study", " UNDATED ", read(small), breakdown="finder=friend")
    assert (undated["period_end"], undated["period"], undated["axis"]) == (None, "undated", "undated")


def test_a_place_that_is_not_named_is_the_usual_one(small, data):
    registers = read(small)
    assert lookup.one("lost-umbrellas", "YE Mar 2022", registers)["geography"] == "England and Wales"
    assert lookup.one("umbrella-calls", "2020", registers)["geography"] == "United Kingdom"
    assert lookup.one("hat-study", "undated", registers, breakdown="finder=friend")["geography"] == "Scotland"
    assert lookup.one("umbrella-trials", "2021", registers, geography="norths")["value"] == 12
    path = data / "published/university-study/study-1999.csv"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("Scotland,finder=friend", "Northshire,finder=friend"), encoding="utf-8")
    # figures of forces are looked at last: what the country has is meant
    found = lookup.one("hat-study", "undated", read(data), breakdown="finder=stranger")
    assert found["geography"] == "Scotland"


@pytest.mark.parametrize(
    ("call", "words"),
    [
        ({"series": "lost-umbrelas"}, "series 'lost-umbrelas' is not known. Did you mean 'lost-umbrellas'?"),
        ({"geography": "Kent"}, "geography 'Kent' is not known."),
        ({"period": "YE Mar 2014"},
         "series 'lost-umbrellas' has no figure for YE Mar 2014; it has Apr-Jun 2022, YE Jun 2022, "
         "Jan-Mar 2022, YE Mar 2022 and 11 more"),
        ({"period": "undated"}, "series 'lost-umbrellas' has no figure for undated; it has "),
        ({"period": "2021-12"}, "no figure for Dec 2021"),
        ({"breakdown": "colour=red"}, "has no figure for colour=red: --breakdown, one of the whole."),
        ({"series": "umbrella-pages-share", "period": "2019"},
         "has no figure for the whole: --breakdown, one of colour=black, colour=other, colour=red."),
        ({"series": "umbrella-pages-share", "period": "2019", "breakdown": "colour=rde"}, "Did you mean 'colour=red'?"),
        ({"as_of": "2022-07-19"},
         "no such figure of lost-umbrellas was published by 2022-07-19: the first edition held that has one, "
         "'office-2022-07', was out on 2022-07-20"),
        ({"series": "umbrella-trials", "period": "2021", "as_of": "2022-05-30"}, "was out by 2022-05-31"),
        ({"as_of": "May"}, "date 'May' is not understood: write it like 2023-01-31"),
    ],
)  # fmt: skip
def test_what_is_said_where_there_is_none(small, call, words):
    wanted = {"series": "lost-umbrellas", "period": "YE Mar 2022", **call}
    with pytest.raises(Exception, match=r"^\w") as caught:
        lookup.one(wanted.pop("series"), wanted.pop("period"), read(small), **wanted)
    assert words in str(caught.value)


@pytest.mark.parametrize(
    ("series", "place", "there"),
    [
        ("lost-umbrellas", "Scotland", "England and Wales"),  # police forces are looked at for one of them only
        ("umbrella-trials", "Southshire", "England and Wales, Northshire"),
    ],
)
def test_the_places_there_are_named(small, series, place, there):
    with pytest.raises(NotFound) as caught:
        lookup.one(series, "2021", read(small), geography=place)
    assert str(caught.value) == f"series '{series}' has no figure for {place}; it has {there}"


def test_several_places_and_none_usual(data):
    path = data / "published/office-survey/survey-2019.csv"
    more = "hat-survey-scotland,2016-04-01,2017-03-31,Northshire,,3,,,,official,,,\n"
    text = (
        path.read_text(encoding="utf-8")
        .replace("Scotland,,14", "Southshire,,14")
        .replace("Scotland,,12", "Southshire,,12")
    )
    path.write_text(text + more, encoding="utf-8")
    with pytest.raises(NotFound) as caught:
        lookup.one("hat-survey-scotland", "YE Mar 2017", read(data))
    assert str(caught.value) == (
        "series 'hat-survey-scotland' has several geographies: say which, one of Northshire, Southshire"
    )


def test_a_word_in_another_column_is_no_figure_of_the_series(data):
    """Lines are looked through as text first: a series or a place that is only named in a note is not meant."""
    path = data / "published/office-courts/courts-2022.csv"
    text = path.read_text(encoding="utf-8")
    noted = text.replace(
        "Northshire,,0,,,,official,,Table C,", 'Northshire,,0,,,,official,,Table C,"not ,lost-hats, Southshire"'
    )
    assert noted != text
    path.write_text(noted, encoding="utf-8")
    from harmstats.store import clean

    registers = read(data)
    clean.write(clean.make(registers), registers, "courts-and-orders")
    assert lookup.rows("umbrella-trials", registers, place="Southshire") == []
    assert [row["value"] for row in lookup.rows("umbrella-trials", registers, place="Northshire")] == [0, 12]
