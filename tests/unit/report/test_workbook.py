"""The tables for people, held against the Analysis Function's rules for spreadsheets."""

import csv
import hashlib
import io
import json
import re
import zipfile
from datetime import date, timedelta
from pathlib import Path
from xml.etree import ElementTree

import pandas as pd
import pytest

import harmstats as hs
from harmstats.charts.save import csv_text
from harmstats.core.errors import HarmstatsError, NotFound
from harmstats.report import ods
from harmstats.report.workbook import COLUMNS, FILE, workbook, write_tables
from spreadsheets import NS, TABLE, TEXT, Book, only, read_sheets

pytestmark = pytest.mark.slow

SMALL = Path(__file__).parents[1] / "data"
HOSTILE = [
    '=HYPERLINK("https://example.org";"x")',
    "+1+1",
    "-2+3",
    "@SUM(A1)",
    "\t=1+1",
    "\u202e=1",
    "=cmd|' /C calc'!A0",
]


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    out = tmp_path_factory.mktemp("tables")
    write_tables(out, data=SMALL)
    return Book(out)


def test_cover_contents_and_notes_come_first(book):
    assert list(book.pages)[:5] == ["Cover", "Contents", "Notes", "Series", "Sources"]


def test_every_sheet_but_the_cover_holds_one_table_to_its_last_row(book):
    assert set(book.pages) - set(book.ranges) == {"Cover"}
    for name, (label, first, last, width) in book.ranges.items():
        assert label == f"table_{name.lower()}"
        assert last == len(book.pages[name])  # nothing stands under the table
        assert {len(row) for row in book.pages[name][first - 1 :]} == {width}
        assert {len(row) for row in book.pages[name][: first - 1]} == {1}


def test_names_of_sheets_and_tables_are_short_and_their_own(book):
    assert all(re.fullmatch(r"[A-Za-z]\w{0,30}", name) for name in book.pages)
    assert len({name for name, *_ in book.ranges.values()}) == len(book.ranges)


def test_a1_holds_the_title_as_a_heading(book):
    for table in book.tree.iter(f"{TABLE}table"):
        assert next(table.iter(f"{TABLE}table-cell")).get(f"{TABLE}style-name") == "Heading_20_1"
    assert all(rows[0][0] for rows in book.pages.values())
    assert len({rows[0][0] for rows in book.pages.values()}) == len(book.pages)


def test_headers_are_filled_and_different_and_marked(book):
    for table in book.tables.values():
        assert all(table.columns)
        assert table.columns.is_unique
    assert len(list(book.tree.iter(f"{TABLE}table-header-rows"))) == len(book.tables)


def test_nothing_merged_frozen_filtered_hidden_drawn_or_computed(book):
    names = {element.tag.split("}")[1] for element in book.tree.iter()}
    attributes = {key.split("}")[1] for element in book.tree.iter() for key in element.attrib}
    assert not names & {"covered-table-cell", "filter", "frame", "annotation", "scripts", "script", "shapes", "control"}
    assert not attributes & {"number-columns-spanned", "number-rows-spanned", "visibility", "formula"}
    assert zipfile.ZipFile(io.BytesIO(book.content)).namelist() == [
        "mimetype", "META-INF/manifest.xml", "meta.xml", "styles.xml", "content.xml",
    ]  # no settings: that is where frozen panes live  # fmt: skip


def test_links_lead_to_sheets_or_the_web(book):
    targets = {link.get(f"{NS['xlink']}href") for link in book.tree.iter(f"{TEXT}a")}
    assert {t[1:] for t in targets if t.startswith("#")} <= set(book.pages)
    assert all(re.match("#|https?://", target) for target in targets)


def test_the_properties_name_title_organisation_keywords_and_language(book):
    meta = ElementTree.fromstring(zipfile.ZipFile(io.BytesIO(book.content)).read("meta.xml"))
    said = {element.tag.split("}")[1]: element.text for element in meta.iter() if element.text}
    assert said["title"] == "Published UK figures on stalking and online harm"
    assert said["creator"] == said["initial-creator"] == "The harmstats developers"
    assert said["language"] == "en-GB"
    assert len(list(meta.iter(f"{NS['meta']}keyword"))) > 3


def test_it_is_an_open_document_by_its_first_bytes(book):
    assert book.content[30 : 38 + len(ods.MIMETYPE)] == b"mimetype" + ods.MIMETYPE.encode()


def test_the_cover_is_free_of_contacts_and_names_date_licences_and_order(book):
    text = " ".join(row[0] for row in book.pages["Cover"])
    assert "@" not in text
    for words in ("as known on", "Open Government Licence v3.0", "publisher of the figure first", "harmstats"):
        assert words in text


def test_csv_has_interval_method_status_and_note(book):
    rows = list(csv.DictReader(io.StringIO((book.folder / "outcome-shares.csv").read_text(encoding="utf-8"))))
    assert list(rows[0]) == COLUMNS
    for name in ("value", "low", "high", "numerator", "denominator"):
        assert all(row[name] == "" or float(row[name]) is not None for row in rows)
    assert {row["interval"] for row in rows} == {"Wilson 95%"}


def test_the_description_names_every_csv_and_its_columns(book):
    described = json.loads((book.folder / "datapackage.json").read_text(encoding="utf-8"))
    assert {r["path"] for r in described["resources"]} == {path.name for path in book.folder.glob("*.csv")}
    for resource in described["resources"]:
        header = next(csv.reader(io.StringIO((book.folder / resource["path"]).read_text(encoding="utf-8"))))
        assert [field["name"] for field in resource["schema"]["fields"]] == header


def test_two_runs_give_the_same_bytes(tmp_path):
    one, two = (write_tables(tmp_path / name, ["lost-umbrellas", "hat-study"]) for name in "ab")
    assert [path.name for path in one] == [path.name for path in two]
    assert [path.read_bytes() for path in one] == [path.read_bytes() for path in two]


def test_as_known_on_a_day():
    book = workbook("lost-things", as_of="2021-08-01")
    rows = pd.concat(
        [rows for name, rows in book.tables.items() if name not in ("notes.csv", "series.csv", "sources.csv")]
    )
    assert rows["published"].max() <= "2021-08-01"
    assert book.document.day == date(2021, 8, 1)
    assert "1 August 2021" in book.document.sheets[0].lines[0]


def test_a_figure_stands_with_all_that_must_be_known_of_it(book):
    """A provisional share with counts and limits, the year in which a class entered the group, an undated estimate."""
    table = book.tables["Outcome_shares"]
    share = only(table, Period="year ending March 2022")
    assert (share["Value (percent)"], share["Low (percent)"], share["High (percent)"]) == (7.142857, 6.649581, 7.669719)
    assert (share["Numerator"], share["Denominator"], share["Interval method"]) == (700, 9800, "Wilson 95%")
    assert (share["Shorthand"], share["Status"], share["Published"]) == ("[p]", "official-provisional", "2022-07-20")
    wanted = {"Series_id": "lost-things", "Geography": "England and Wales"}
    before, first = (
        only(book.tables["Offence_shares"], Period=f"year ending March {y}", **wanted) for y in (2020, 2021)
    )
    assert (before["Comparable stretch"], first["Comparable stretch"]) == (2, 3)
    assert (before["Shorthand"], first["Shorthand"]) == ("[r]", "[b]")
    notes = book.tables["Notes"].set_index("Note")["Text"]
    assert notes[first["Notes"]] == "2020-04-01: Hats belong to the group from April 2020."
    undated = only(book.tables["Helpline_study_shares"], Breakdown="finder friend")
    assert [undated[name] for name in ("Period", "First day", "Comparable stretch")] == ["undated", "[x]", "[x]"]
    assert (undated["Low (percent)"], undated["Shorthand"]) == ("[x]", "[e]")


def test_quarters_and_rolling_years_of_forces_are_csv_only(book):
    places = {row[-1]: row[0] for row in book.pages["Contents"]}
    assert places["force-shares.csv"] == "Force_shares"
    assert places["force-shares-rolling.csv"] == "not in this workbook"
    assert "Force_shares_rolling" not in book.pages
    quarters = (book.folder / "force-shares-rolling.csv").read_text(encoding="utf-8")
    assert "\nlost-umbrellas,Umbrellas lost recorded by the police,Jul-Sep 2021," in quarters


@pytest.mark.parametrize("axis", ["undated", "quarters", "days"])
def test_a_series_of_any_kind_of_period_alone(axis):
    figures = hs.load()
    series = figures.loc[figures["axis"] == axis, "series"].iloc[-1]
    _, pages = read_sheets(ods.write(workbook(series).document))
    assert len(pages) > 5


def test_hostile_text_stays_text_in_csv():
    text = csv_text(pd.DataFrame({"note": HOSTILE, "value": [-1.5] * len(HOSTILE)}))
    rows = list(csv.DictReader(io.StringIO(text)))
    assert not [row for row in rows if row["note"][:1] in tuple("=+-@\t\r")]
    assert {row["value"] for row in rows} == {"-1.5"}


def test_hostile_registers_reach_no_formula(data, tmp_path):
    path = data / "series.csv"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("Umbrellas lost recorded by the police", "=1+1 <b>]]>", 1), encoding="utf-8")
    write_tables(tmp_path / "out", "lost-umbrellas", data=data)
    _, pages = read_sheets((tmp_path / "out" / FILE).read_bytes())
    assert "=1+1 <b>]]>" in {row[0] for row in pages["Offence_shares"]}
    assert "\nlost-umbrellas,'=1+1 <b>]]>," in (tmp_path / "out" / "offence-shares.csv").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("series", "as_of", "words"),
    [
        ("lost-umbrelas", None, "Did you mean 'lost-umbrellas'"),
        ("lost-umbrellas", (date.today() + timedelta(days=1)).isoformat(), "is in the future"),
        ("lost-umbrellas", "23/04/2026", "write it like 2023-01-31"),
        ("lost-umbrellas", "1990-01-01", "1990-01-01"),
        (["lost-umbrellas", "umbrella-trials"], "2021-12-01", "umbrella-trials"),
    ],
)
def test_bad_input_is_one_line_and_writes_nothing(tmp_path, series, as_of, words):
    with pytest.raises(HarmstatsError) as found:
        write_tables(tmp_path / "out", series, as_of=as_of)
    assert words in str(found.value)
    assert "\n" not in str(found.value)
    assert not (tmp_path / "out").exists()


def test_a_folder_that_cannot_be_written_is_one_line(tmp_path):
    (tmp_path / "out").write_text("a file", encoding="utf-8")
    with pytest.raises(HarmstatsError, match="--out"):
        write_tables(tmp_path / "out", "hat-study")


def test_not_found_is_told_apart():
    with pytest.raises(NotFound):
        workbook("nothing")


def test_tables_no_longer_made_are_taken_away_and_nothing_else(tmp_path):
    write_tables(tmp_path, ["lost-umbrellas", "umbrella-trials"])
    assert (tmp_path / "courts-other.csv").is_file()
    (tmp_path / "mine.csv").write_text("a", encoding="utf-8")
    (tmp_path / "force-other.csv").write_text("changed by somebody", encoding="utf-8")
    paths = write_tables(tmp_path, "lost-umbrellas")
    left = {path.name for path in tmp_path.iterdir()}
    assert left == {path.name for path in paths} | {"mine.csv", "force-other.csv"}
    assert "courts-other.csv" not in left


@pytest.mark.parametrize("name", ["../outside.csv", "/outside.csv", "notes.txt"])
def test_a_description_that_was_tampered_with_takes_nothing_away(tmp_path, name):
    folder = tmp_path / "out"
    write_tables(folder, "umbrella-trials")
    other = tmp_path / "outside.csv"
    other.write_text("a", encoding="utf-8")
    (folder / "notes.txt").write_text("a", encoding="utf-8")
    about = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    mark = f"sha256:{hashlib.sha256(b'a').hexdigest()}"
    about["resources"].append({"path": name, "hash": mark})
    (folder / "datapackage.json").write_text(json.dumps(about), encoding="utf-8")
    write_tables(folder, "umbrella-trials")
    assert other.is_file()
    assert (folder / "notes.txt").is_file()
