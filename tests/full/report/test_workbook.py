"""The tables of all published figures: each stands in one of them, as it is loaded, with what must be known of it."""

import itertools
import re

import pandas as pd
import pytest

import harmstats as hs
from harmstats.core import registers
from harmstats.core.paths import data_dir
from harmstats.report.workbook import METHODS, SHORTHAND, write_tables
from spreadsheets import Book, only

NUMERIC = re.compile(r"Value|Low|High|Numerator|Denominator|Comparable stretch|Rows")
CELL = ("series", "geography", "breakdown", "period_start", "period_end")
MARK = re.compile(r"\[[bcefkpruxz]\]")


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    out = tmp_path_factory.mktemp("tables")
    write_tables(out)
    return Book(out)


def test_no_cell_is_empty_and_no_row(book):
    for name, rows in book.pages.items():
        assert all(row and all(cell != "" for cell in row) for row in rows), name


def test_columns_of_numbers_hold_numbers_or_one_shorthand_and_no_others_hold_numbers(book):
    for name, table in book.tables.items():
        for header in table.columns:
            cells = set(table[header])
            if NUMERIC.match(header):
                assert all(isinstance(c, float) or c in ("[x]", "[z]") for c in cells), (name, header)
            else:
                assert not any(isinstance(c, float) for c in cells), (name, header)


def test_units_stand_in_the_header(book):
    for name, table in book.tables.items():
        if name != "Series" and "Unit" in table:
            units = set(table["Unit"])
            unit = units.pop() if len(units) == 1 else "see unit"
            assert f"Value ({unit})" in table, name


def test_shorthand_is_that_of_the_list_and_explained(book):
    notes = " ".join(book.tables["Notes"]["Text"])
    for table in book.tables.values():
        for mark in set(table.get("Shorthand", [])) - {"none"}:
            assert all(MARK.fullmatch(one) and f"{one} " in notes for one in mark.split())


def test_notes_are_named_in_words_and_are_there(book):
    there = set(book.tables["Notes"]["Note"])
    assert list(book.tables["Notes"]["Note"]) == [f"note {n}" for n in range(1, len(there) + 1)]
    used = {one for table in book.tables.values() for cell in set(table.get("Notes", [])) for one in cell.split(", ")}
    assert used - {"none"} <= there
    said = {one for rows in book.pages.values() for row in rows[:6] for one in re.findall(r"note \d+", str(row[0]))}
    assert said <= there
    general = {f"note {n}" for n in range(1, len(METHODS) + len(SHORTHAND) + 1)}
    for name in book.folder.glob("*-rolling.csv"):  # forces' quarters may meet breaks that no year does
        cells = pd.read_csv(name, usecols=["notes"], dtype=str, keep_default_na=False)["notes"].unique()
        used |= {one for cell in cells for one in cell.split(", ") if one}
    assert there == used - {"none"} | general  # none stands unused


def test_sources_and_series_named_are_there(book):
    for name, table in book.tables.items():
        if "Series id" in table:
            assert set(table["Source"]) <= set(book.tables["Sources"]["Source"]), name
            assert set(table["Series id"]) <= set(book.tables["Series"]["Series"]), name


def test_every_figure_stands_in_one_table(book):
    figures = [name for name in book.folder.glob("*.csv") if name.stem not in ("notes", "series", "sources")]
    held = pd.concat([pd.read_csv(name, dtype=str, keep_default_na=False) for name in figures])
    assert not held.duplicated(list(CELL)).any()
    expected = hs.load()
    assert len(held) == len(expected)
    assert held["value"].astype(float).sum() == pytest.approx(expected["value"].sum(), rel=1e-12)


def test_national_figures_are_all_in_the_workbook(book):
    rows = sum(
        len(t) for n, t in book.tables.items() if "Series id" in t and not n.startswith("Force_") and n != "Population"
    )
    expected = hs.load()
    local = expected["geography"].isin(registers.read(data_dir()).forces) | (expected["kind"] == "population")
    assert rows == (~local).sum()
    assert max(len(table) for table in book.tables.values()) < 10_000


@pytest.mark.parametrize(
    ("sheet", "series", "period", "value"),
    [
        ("Offences", "prc-stalking-and-harassment", "year ending March 2022", 717_239),
        ("Reports", "iwf-reports-confirmed", "year ending December 2023", 275_652),
    ],
)
def test_figures_known_from_print(book, sheet, series, period, value):
    table = book.tables[sheet]
    header = next(name for name in table if name.startswith("Value"))
    table = table[(table["Series id"] == series) & (table["Period"] == period) & (table["Breakdown"] == "all")]
    assert value in set(table[header])


def test_the_charge_share_has_its_counts_and_its_limits(book):
    row = only(
        book.tables["Outcome_shares"], Series_id="charge-share-of-assigned-stalking-8q", Period="year ending March 2022"
    )
    assert round(row["Value (percent)"], 2) == 5.99
    assert (row["Numerator"], row["Denominator"], row["Interval method"]) == (5_948, 99_302, "Wilson 95%")
    assert (round(row["Low (percent)"], 2), round(row["High (percent)"], 2)) == (5.84, 6.14)


@pytest.mark.parametrize("sheet", ["Offences", "Survey_shares", "Reports", "Force_outcome_shares"])
def test_values_equal_those_of_load(book, sheet):
    table = book.tables[sheet]
    expected = hs.load(sorted(set(table["Series id"])))
    held = dict(zip(zip(*(expected[name] for name in CELL), strict=True), expected["value"], strict=True))
    header = next(name for name in table if name.startswith("Value"))
    for row in table.iloc[:: max(1, len(table) // 50)].to_dict("records"):
        days = (pd.NaT if row[name] == "[x]" else pd.Timestamp(row[name]) for name in ("First day", "Last day"))
        if row["Breakdown"] == "all" and row["First day"] != "[x]":
            assert held[row["Series id"], row["Geography"], "", *days] == row[header]


def test_a_survey_without_limits_says_so_and_a_count_needs_none(book):
    survey, counts = book.tables["Survey_shares"], book.tables["Offences"]
    assert "[x]" in set(survey["Interval method"])
    assert set(survey["Low (percent)"][survey["Interval method"] == "[x]"]) == {"[x]"}
    assert all("[e]" in marks for marks in survey["Shorthand"])
    assert set(counts["Low (offences)"]) == set(counts["Interval method"]) == {"[z]"}


def test_the_year_a_class_entered_is_marked_and_stands_in_another_stretch(book):
    table = book.tables["Offences"]
    wanted = {"Series_id": "prc-stalking-and-harassment", "Geography": "England and Wales"}
    before, first, after = (only(table, Period=f"year ending March {year}", **wanted) for year in (2020, 2021, 2022))
    assert "[b]" in first["Shorthand"]
    notes = book.tables["Notes"].set_index("Note")["Text"]
    assert any("Controlling or coercive behaviour" in notes[one] for one in first["Notes"].split(", "))
    assert before["Comparable stretch"] != first["Comparable stretch"] == after["Comparable stretch"]


def test_stretches_agree_with_the_gate(book):
    table = book.tables["Offences"]
    for series in ("prc-stalking-and-harassment", "prc-harassment-8l", "scot-stalking"):
        rows = table[(table["Series id"] == series) & table["Period"].str.startswith("year ending March")]
        rows = rows[(rows["Breakdown"] == "all") & (rows["Geography"] == rows["Geography"].mode()[0])].to_dict(
            "records"
        )
        assert len(rows) > 3
        for one, two in itertools.pairwise(rows):
            found = hs.compare(series, one["Period"], two["Period"], geography=one["Geography"])
            refused = [r for r in found.reasons if r.weight == "refuse" and r.kind != "edition"]
            assert (one["Comparable stretch"] == two["Comparable stretch"]) == (not refused), (series, two["Period"])
