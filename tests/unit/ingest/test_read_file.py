"""Every layout is found by what it says, in every format, with rows and columns to spare."""

import csv
from datetime import date

import pytest

from harmstats.ingest import read_file
from harmstats.ingest.readers.cell_values import read_cell
from harmstats.ingest.readers.sheets import column, open_book
from harmstats.store.published import COLUMNS
from readers import publisher_samples as samples

pytestmark = pytest.mark.slow

BUILT = {
    "appendix": (samples.appendix(), "ons-appendix-offences", "ons-appendix-ye-sep-2025"),
    "appendix of a quarter not seen yet": (
        samples.appendix(2026, 3),
        "ons-appendix-offences",
        "ons-appendix-ye-mar-2026",
    ),
    "appendix to 2022": (samples.appendix(2022, 9, old=True), "ons-appendix-offences", "ons-appendix-ye-sep-2022"),
    "force areas of 2019": (samples.force_areas(), "ons-police-force-areas", "ons-pfa-ye-dec-2019"),
    "force areas of 2025": (samples.force_areas(2025, 6, old=False), "ons-police-force-areas", "ons-pfa-ye-jun-2025"),
    "recorded crime": (samples.recorded_crime(), "home-office-recorded-crime", "ho-prc-open-2026-04"),
    "outcomes": (samples.outcomes(), "home-office-outcomes", "ho-outcomes-2024-25-2025-07"),
}
CSVS = {
    "force areas": ([samples.force_areas(2025, 6, old=False)[1]], "ons-pfa-ye-jun-2025"),
    "recorded crime": ([samples.recorded_crime((2017,))[2]], "ho-prc-open-2018"),
    "partner": (samples.partner_survey(), "ons-sdg-521-data-to-2022-03"),
    "family": (samples.family_survey(), "ons-sdg-522-data-to-2022-03"),
    "rolling, 31/03/2003": (samples.rolling(), "ons-rec-crime-pfa-2018-12"),
    "rolling, 31-Mar-03": (samples.rolling("%d-%b-%y"), "ons-rec-crime-pfa-2018-12"),
}


def values(reading):
    keys = ["table", "series", "period_start", "period_end", "geography", "breakdown"]
    return {tuple(row[:-1]): row[-1] for row in reading.figures[[*keys, "value"]].itertuples(index=False)}


@pytest.mark.parametrize("name", BUILT)
@pytest.mark.parametrize("suffix", [".xlsx", ".ods"])
def test_a_workbook_is_recognised_and_read(tmp_path, name, suffix):
    sheets, table, edition = BUILT[name]
    path = samples.write(tmp_path / f"anything{suffix}", sheets)
    reading = read_file.read(path)
    assert (reading.recognised.table, reading.edition, reading.skipped) == (table, edition, ())
    assert tuple(reading.figures.columns) == ("table", *COLUMNS)
    assert table in set(reading.figures["table"])
    assert len(reading.places) == len(reading.figures)
    assert all(place.startswith("anything") or "rows" in place for place in reading.places)


@pytest.mark.parametrize("name", CSVS)
@pytest.mark.parametrize(("encoding", "end"), [("utf-8", "\r\n"), ("utf-8-sig", "\n"), ("cp1252", "\r\n")])
def test_a_csv_is_read_in_every_encoding_and_line_ending(tmp_path, name, encoding, end):
    sheets, edition = CSVS[name]
    sheets = [(sheets[0][0], [*sheets[0][1]])]
    reading = read_file.read(samples.write_csv(tmp_path / "file.csv", sheets, encoding, end))
    assert reading.edition == edition
    assert len(reading.figures)


@pytest.mark.parametrize("sign", [";", "\t"])
@pytest.mark.parametrize("name", CSVS)
def test_a_csv_with_other_separators_has_the_same_figures(tmp_path, name, sign):
    sheets = CSVS[name][0]
    plain = read_file.read(samples.write_csv(tmp_path / "a.csv", sheets))
    with (tmp_path / "b.csv").open("w", encoding="cp1252", newline="") as out:
        csv.writer(out, delimiter=sign).writerows(sheets[0][1])
    assert values(read_file.read(tmp_path / "b.csv")) == values(plain)


def test_the_csv_has_the_figures_of_the_workbook(tmp_path):
    sheets = samples.force_areas(2025, 6, old=False)
    book = values(read_file.read(samples.write_xlsx(tmp_path / "a.xlsx", sheets)))
    table = values(read_file.read(samples.write_csv(tmp_path / "a.csv", [sheets[1]])))
    assert table == {k: v for k, v in book.items() if k[1] == "prc-stalking-and-harassment"}


@pytest.mark.parametrize("name", ["appendix", "force areas of 2019", "recorded crime"])
def test_a_row_and_a_column_more_do_not_matter(tmp_path, name):
    sheets = BUILT[name][0]
    plain = read_file.read(samples.write_xlsx(tmp_path / "a.xlsx", sheets))
    moved = [(n, [rows[0], [""], *rows[1:]]) if n.startswith("Table") else (n, rows) for n, rows in sheets]
    moved = [(n, [["", *row] for row in rows]) for n, rows in moved]
    assert values(read_file.read(samples.write_xlsx(tmp_path / "b.xlsx", moved))) == values(plain)


def test_a_renamed_sheet_is_found_by_its_title(tmp_path):
    sheets = [(f"Sheet{n}", rows) for n, (_, rows) in enumerate(samples.appendix())]
    plain = read_file.read(samples.write_xlsx(tmp_path / "a.xlsx", samples.appendix()))
    assert values(read_file.read(samples.write_xlsx(tmp_path / "b.xlsx", sheets))) == values(plain)


def test_an_edition_with_more_rows_and_columns_in_another_order_and_with_new_numbers(tmp_path):
    sheets = samples.appendix(2026, 6)
    plain = read_file.read(samples.write_xlsx(tmp_path / "a.xlsx", sheets))
    moved = []
    for name, rows in reversed(sheets):
        head = next((n for n, row in enumerate(rows) if len(row) > 3), None)
        if head is not None:
            rows = [[*row, "Footnote" if n == head else ""] for n, row in enumerate(rows)]
            rows = [*rows[:1], ["This table has a new note."], *rows[1:], [], ["Source: a new line"]]
            if name in ("Table_A5a", "Table_A5b"):  # a class that is not held, inside the rape block
                at = next(n for n, row in enumerate(rows) if str(row[0]) == "19C")
                rows.insert(at, ["19X", "Another offence", *(0 if c != "" else "" for c in rows[at][2:-1]), ""])
                change = next((n for n, c in enumerate(rows[head + 1]) if "change" in str(c)), None)
                if change:
                    rows[at][change] = "[z]"
        rows = [[c.replace("A5a:", "A6a:").replace("B2:", "B3:") if isinstance(c, str) else c for c in r] for r in rows]
        moved.append((f"{name} new", rows))
    moved.insert(0, ("Change log", [["What is new"], ["A table was renumbered"]]))
    reading = read_file.read(samples.write_xlsx(tmp_path / "b.xlsx", moved))
    assert values(reading) == values(plain)
    assert reading.edition == plain.edition == "ons-appendix-ye-jun-2026"


@pytest.mark.parametrize("suffix", [".xlsx", ".ods"])
def test_open_data_with_a_new_year_new_notes_and_a_new_column(tmp_path, suffix):
    old = read_file.read(samples.write(tmp_path / f"a{suffix}", samples.recorded_crime((2019, 2020))))
    sheets = samples.recorded_crime((2019, 2020, 2021), 2)
    data = [(n, [["New column" if k == 0 else "x", *row] for k, row in enumerate(rows)]) for n, rows in sheets[2:]]
    notes = [("Contents", [["Sheet", "About"], ["2021-22", "new"]]), ("Quality", [["A new note"]])]
    new = read_file.read(samples.write(tmp_path / f"b{suffix}", [*data, *sheets[:2], *notes]))
    assert (new.skipped, new.published, new.edition) == ((), date(2026, 4, 23), "ho-prc-open-2026-04")
    assert values(old).keys() < values(new).keys()
    assert new.figures["period_end"].max() == date(2021, 9, 30)


def test_outcomes_with_a_new_note_and_column(tmp_path):
    sheets = samples.outcomes()
    plain = read_file.read(samples.write_xlsx(tmp_path / "a.xlsx", sheets))
    rows = [[*row[:4], "New" if n == 0 else "y", *row[4:]] for n, row in enumerate(sheets[1][1])]
    more = [("Notes", [["Note"], ["Outcome 22 is new"]]), ("All outcomes", rows), sheets[0]]
    assert values(read_file.read(samples.write_xlsx(tmp_path / "b.xlsx", more))) == values(plain)


def test_a_data_sheet_with_a_misspelt_header_is_not_passed_over(tmp_path):
    sheets = samples.recorded_crime()
    sheets[-1][1][0] = [cell.replace("Offence Code", "Offense Code") for cell in sheets[-1][1][0]]
    with pytest.raises(read_file.Unreadable, match=r"sheet '2020-21', row 1: no column 'Offence Code'"):
        read_file.read(samples.write_xlsx(tmp_path / "a.xlsx", sheets))


def test_negative_counts_are_doubted_with_the_sums_they_enter(tmp_path):
    sheets = samples.recorded_crime()
    sheets[2][1][1][7] = -3  # harassment, Avon and Somerset
    reading = read_file.read(samples.write_xlsx(tmp_path / "a.xlsx", sheets))
    assert [where for where, _ in reading.doubts] == [
        "a.xlsx, sheet '2019-20', cell H2", "a.xlsx, rows of Avon and Somerset, Apr-Jun 2019"
    ]  # fmt: skip
    sheets = samples.outcomes()
    sheets[1][1][1][10] = -3
    reading = read_file.read(samples.write_xlsx(tmp_path / "b.xlsx", sheets))
    assert [where for where, _ in reading.doubts] == ["b.xlsx, rows of Avon and Somerset, code 8L"]
    sheets = samples.rolling()
    sheets[0][1][1][4] = -3
    with pytest.raises(read_file.Unreadable, match=r"cell E2: '-3' is no count"):
        read_file.read(samples.write_csv(tmp_path / "c.csv", sheets))


def test_months_of_financial_quarters(tmp_path):
    reading = read_file.read(samples.write_csv(tmp_path / "a.csv", CSVS["recorded crime"][0]))
    starts = set(reading.figures["period_start"])
    assert starts == {date(2017, 4, 1), date(2017, 7, 1), date(2017, 10, 1), date(2018, 1, 1)}
    assert "City of London" in set(reading.figures["geography"])


def test_a_shorthand_gives_no_figure_and_never_nought(tmp_path):
    reading = read_file.read(samples.write_xlsx(tmp_path / "a.xlsx", samples.appendix()))
    control = reading.figures[reading.figures["series"] == "prc-controlling-coercive-8u"]
    years = control[(control["table"] == "ons-appendix-offences") & (control["status"] == "official-revised")]
    assert date(2020, 3, 31) not in set(years["period_end"])
    assert not (reading.figures["value"] == 0).any()
    assert any("no figure" in note for note in reading.notes)


@pytest.mark.parametrize(
    "text", ["[x]", "[z]", "[u]", "[s]", "[ns]", "[c]", "[low]", "..", "-", ":", "*", "+", "[x] [note 3]"]
)
def test_every_shorthand_is_known(text):
    cell = read_cell(text)
    assert cell.number is None
    assert cell.absent


def test_a_misprinted_year_is_read_by_its_place_and_said(tmp_path):
    sheets = samples.appendix()
    rates = next(rows for name, rows in sheets if name == "Table_A7")
    spot = rates[2].index("Apr 2021 to \n Mar 2022")
    rates[2][spot] = "Apr 2020 to Mar 2022"
    reading = read_file.read(samples.write_xlsx(tmp_path / "a.xlsx", sheets))
    assert any("misprinted" in note and "YE Mar 2022" in note for note in reading.notes)


def test_a_cover_that_says_a_day_too_early_is_not_believed(tmp_path):
    sheets = samples.appendix()
    sheets[0][1][2][0] = sheets[0][1][2][0].replace("29 January 2026", "23 October 2025")
    path = samples.write_xlsx(tmp_path / "a.xlsx", sheets)
    assert read_file.read(path).published is None
    assert any("too early" in note for note in read_file.read(path).notes)
    assert read_file.read(path, published=date(2026, 1, 29)).published == date(2026, 1, 29)


def test_a_file_it_does_not_know_names_those_it_knows(tmp_path):
    path = samples.write_csv(tmp_path / "a.csv", [("", [["fruit", "price"], ["apple", 3]])])
    with pytest.raises(read_file.Unreadable, match=r"a\.csv: not a file harmstats knows .*Appendix tables.*5\.2\.2"):
        read_file.read(path)


def test_knives_are_known_but_not_held(tmp_path):
    head = [
        "Financial Year",
        "Financial Quarter",
        "Force Name",
        "Offence codes",
        "Offence description",
        "Force Offences",
    ]
    sheets = [
        ("Cover_sheet", [["Police recorded offences involving knives"]]),
        ("2012-13", [head, ["2012/13", "Q1", "Kent", "3B", "x", 2]]),
    ]
    reading = read_file.read(samples.write_ods(tmp_path / "a.ods", sheets))
    assert (len(reading.figures), len(reading.skipped)) == (0, 2)


def test_doubts_name_what_moved_further_than_revisions_do(tmp_path):
    whole = read_file.read(samples.write_ods(tmp_path / "a.ods", samples.recorded_crime()))
    before = whole.figures.assign(value=[v * 3 if i == 7 else v for i, v in enumerate(whole.figures["value"])])
    again = read_file.read(tmp_path / "a.ods", before=lambda day: before)
    assert [where for where, _ in again.doubts] == [whole.places[7]]


def test_addresses_count_blank_rows_and_columns(tmp_path):
    path = samples.write_xlsx(tmp_path / "a.xlsx", [("S", [[""], ["", ""], ["", "x", 7]])])
    (sheet,) = open_book(path).sheets
    rows = list(sheet.rows())
    assert rows[2][1:] == ["x", 7.0]
    assert sheet.at(2, 2) == "a.xlsx, sheet 'S', cell C3"
    assert column(16383) == "XFD"
