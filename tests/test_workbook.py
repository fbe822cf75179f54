"""The tables for people, held against the Analysis Function's rules for spreadsheets."""

import csv
import hashlib
import io
import itertools
import json
import re
import zipfile
from datetime import date, timedelta
from xml.etree import ElementTree

import pandas as pd
import pytest

import harmstats as hs
from harmstats.core import registers
from harmstats.core.errors import HarmstatsError, NotFound
from harmstats.core.paths import data_dir
from harmstats.report import ods
from harmstats.report.workbook import COLUMNS, FILE, METHODS, SHORTHAND, csv_text, workbook, write_tables

NS = {name: f"{{{address}}}" for name, address in ods._SPACES.items()}
TABLE, OFFICE, TEXT = NS["table"], NS["office"], NS["text"]
NUMERIC = re.compile(r"Value|Low|High|Numerator|Denominator|Comparable stretch|Rows")
CELL = ("series", "geography", "breakdown", "period_start", "period_end")
MARK = re.compile(r"\[[bcefkpruxz]\]")


def read_cell(cell):
    """A number, or the text of a cell."""
    if cell.get(f"{OFFICE}value-type") == "float":
        return float(cell.get(f"{OFFICE}value"))
    return "".join("".join(p.itertext()) for p in cell.iter(f"{TEXT}p"))


def read_sheets(content):
    """Name of each sheet with its rows, as a reader gets them."""
    tree = ElementTree.fromstring(zipfile.ZipFile(io.BytesIO(content)).read("content.xml"))
    return tree, {
        table.get(f"{TABLE}name"): [
            [read_cell(cell) for cell in row.iter(f"{TABLE}table-cell")] for row in table.iter(f"{TABLE}table-row")
        ]
        for table in tree.iter(f"{TABLE}table")
    }


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    out = tmp_path_factory.mktemp("tables")
    write_tables(out)
    return out


@pytest.fixture(scope="module")
def content(folder):
    return (folder / FILE).read_bytes()


@pytest.fixture(scope="module")
def read(content):
    return read_sheets(content)


@pytest.fixture(scope="module")
def tree(read):
    return read[0]


@pytest.fixture(scope="module")
def pages(read):
    return read[1]


@pytest.fixture(scope="module")
def ranges(tree):
    """First row, last row and last column of the named range on each sheet."""
    found = {}
    for one in tree.iter(f"{TABLE}database-range"):
        address = one.get(f"{TABLE}target-range-address")
        sheet, first, again, column, last = re.fullmatch(r"(\w+)\.A(\d+):(\w+)\.([A-Z])(\d+)", address).groups()
        assert sheet == again
        assert one.get(f"{TABLE}contains-header") == "true"
        assert one.get(f"{TABLE}display-filter-buttons") == "false"
        found[sheet] = one.get(f"{TABLE}name"), int(first), int(last), ord(column) - ord("A") + 1
    return found


@pytest.fixture(scope="module")
def tables(pages, ranges):
    """Each table as a frame."""
    return {
        name: pd.DataFrame(pages[name][first:last], columns=pages[name][first - 1])
        for name, (_, first, last, _) in ranges.items()
    }


def only(table, **wanted):
    hit = pd.Series(True, index=table.index)
    for name, value in wanted.items():
        hit &= table[name.replace("_", " ")] == value
    (row,) = table[hit].to_dict("records")
    return row


def test_cover_contents_and_notes_come_first(pages):
    assert list(pages)[:5] == ["Cover", "Contents", "Notes", "Series", "Sources"]


def test_every_sheet_but_the_cover_holds_one_table_to_its_last_row(pages, ranges):
    assert set(pages) - set(ranges) == {"Cover"}
    for name, (label, first, last, width) in ranges.items():
        assert label == f"table_{name.lower()}"
        assert last == len(pages[name])  # nothing stands under the table
        assert {len(row) for row in pages[name][first - 1 :]} == {width}
        assert {len(row) for row in pages[name][: first - 1]} == {1}


def test_names_of_sheets_and_tables_are_short_and_their_own(pages, ranges):
    assert all(re.fullmatch(r"[A-Za-z]\w{0,30}", name) for name in pages)
    assert len({name for name, *_ in ranges.values()}) == len(ranges)


def test_a1_holds_the_title_as_a_heading(tree, pages):
    for table in tree.iter(f"{TABLE}table"):
        assert next(table.iter(f"{TABLE}table-cell")).get(f"{TABLE}style-name") == "Heading_20_1"
    assert all(rows[0][0] for rows in pages.values())
    assert len({rows[0][0] for rows in pages.values()}) == len(pages)


def test_headers_are_filled_and_different_and_marked(tree, tables):
    for table in tables.values():
        assert all(table.columns)
        assert table.columns.is_unique
    assert len(list(tree.iter(f"{TABLE}table-header-rows"))) == len(tables)


def test_no_cell_is_empty_and_no_row(pages):
    for name, rows in pages.items():
        assert all(row and all(cell != "" for cell in row) for row in rows), name


def test_nothing_merged_frozen_filtered_hidden_drawn_or_computed(tree, content):
    names = {element.tag.split("}")[1] for element in tree.iter()}
    attributes = {key.split("}")[1] for element in tree.iter() for key in element.attrib}
    assert not names & {"covered-table-cell", "filter", "frame", "annotation", "scripts", "script", "shapes", "control"}
    assert not attributes & {"number-columns-spanned", "number-rows-spanned", "visibility", "formula"}
    assert zipfile.ZipFile(io.BytesIO(content)).namelist() == [
        "mimetype", "META-INF/manifest.xml", "meta.xml", "styles.xml", "content.xml",
    ]  # no settings: that is where frozen panes live  # fmt: skip


def test_columns_of_numbers_hold_numbers_or_one_shorthand_and_no_others_hold_numbers(tables):
    for name, table in tables.items():
        for header in table.columns:
            cells = set(table[header])
            if NUMERIC.match(header):
                assert all(isinstance(c, float) or c in ("[x]", "[z]") for c in cells), (name, header)
            else:
                assert not any(isinstance(c, float) for c in cells), (name, header)


def test_units_stand_in_the_header(tables):
    for name, table in tables.items():
        if name != "Series" and "Unit" in table:
            units = set(table["Unit"])
            unit = units.pop() if len(units) == 1 else "see unit"
            assert f"Value ({unit})" in table, name


def test_shorthand_is_that_of_the_list_and_explained(tables):
    notes = " ".join(tables["Notes"]["Text"])
    for table in tables.values():
        for mark in set(table.get("Shorthand", [])) - {"none"}:
            assert all(MARK.fullmatch(one) and f"{one} " in notes for one in mark.split())


def test_notes_are_named_in_words_and_are_there(tables, pages, folder):
    there = set(tables["Notes"]["Note"])
    assert list(tables["Notes"]["Note"]) == [f"note {n}" for n in range(1, len(there) + 1)]
    used = {one for table in tables.values() for cell in set(table.get("Notes", [])) for one in cell.split(", ")}
    assert used - {"none"} <= there
    said = {one for rows in pages.values() for row in rows[:6] for one in re.findall(r"note \d+", str(row[0]))}
    assert said <= there
    general = {f"note {n}" for n in range(1, len(METHODS) + len(SHORTHAND) + 1)}
    for name in folder.glob("*-rolling.csv"):  # forces' quarters may meet breaks that no year does
        cells = pd.read_csv(name, usecols=["notes"], dtype=str, keep_default_na=False)["notes"].unique()
        used |= {one for cell in cells for one in cell.split(", ") if one}
    assert there == used - {"none"} | general  # none stands unused


def test_sources_and_series_named_are_there(tables):
    for name, table in tables.items():
        if "Series id" in table:
            assert set(table["Source"]) <= set(tables["Sources"]["Source"]), name
            assert set(table["Series id"]) <= set(tables["Series"]["Series"]), name


def test_links_lead_to_sheets_or_the_web(tree, pages):
    targets = {link.get(f"{NS['xlink']}href") for link in tree.iter(f"{TEXT}a")}
    assert {t[1:] for t in targets if t.startswith("#")} <= set(pages)
    assert all(re.match("#|https?://", target) for target in targets)


def test_the_properties_name_title_organisation_keywords_and_language(content):
    meta = ElementTree.fromstring(zipfile.ZipFile(io.BytesIO(content)).read("meta.xml"))
    said = {element.tag.split("}")[1]: element.text for element in meta.iter() if element.text}
    assert said["title"] == "Published UK figures on stalking and online harm"
    assert said["creator"] == said["initial-creator"] == "The harmstats developers"
    assert said["language"] == "en-GB"
    assert len(list(meta.iter(f"{NS['meta']}keyword"))) > 3


def test_it_is_an_open_document_by_its_first_bytes(content):
    assert content[30 : 38 + len(ods.MIMETYPE)] == b"mimetype" + ods.MIMETYPE.encode()


def test_the_cover_is_free_of_contacts_and_names_date_licences_and_order(pages):
    text = " ".join(row[0] for row in pages["Cover"])
    assert "@" not in text
    for words in ("as known on", "Open Government Licence v3.0", "publisher of the figure first", "harmstats"):
        assert words in text


def test_every_figure_stands_in_one_table(folder):
    figures = [name for name in folder.glob("*.csv") if name.stem not in ("notes", "series", "sources")]
    held = pd.concat([pd.read_csv(name, dtype=str, keep_default_na=False) for name in figures])
    assert not held.duplicated(list(CELL)).any()
    expected = hs.load()
    assert len(held) == len(expected)
    assert held["value"].astype(float).sum() == pytest.approx(expected["value"].sum(), rel=1e-12)


def test_national_figures_are_all_in_the_workbook(tables):
    rows = sum(
        len(t) for n, t in tables.items() if "Series id" in t and not n.startswith("Force_") and n != "Population"
    )
    expected = hs.load()
    local = expected["geography"].isin(registers.read(data_dir()).forces) | (expected["kind"] == "population")
    assert rows == (~local).sum()
    assert max(len(table) for table in tables.values()) < 10_000


@pytest.mark.parametrize(
    ("sheet", "series", "period", "value"),
    [
        ("Offences", "prc-stalking-and-harassment", "year ending March 2022", 717_239),
        ("Reports", "iwf-reports-confirmed", "year ending December 2023", 275_652),
    ],
)
def test_figures_known_from_print(tables, sheet, series, period, value):
    table = tables[sheet]
    header = next(name for name in table if name.startswith("Value"))
    table = table[(table["Series id"] == series) & (table["Period"] == period) & (table["Breakdown"] == "all")]
    assert value in set(table[header])


def test_the_charge_share_has_its_counts_and_its_limits(tables):
    row = only(
        tables["Outcome_shares"], Series_id="charge-share-of-assigned-stalking-8q", Period="year ending March 2022"
    )
    assert round(row["Value (percent)"], 2) == 5.99
    assert (row["Numerator"], row["Denominator"], row["Interval method"]) == (5_948, 99_302, "Wilson 95%")
    assert round(row["Low (percent)"], 2), round(row["High (percent)"], 2) == (5.84, 6.14)


@pytest.mark.parametrize("sheet", ["Offences", "Survey_shares", "Reports", "Force_outcome_shares"])
def test_values_equal_those_of_load(tables, sheet):
    table = tables[sheet]
    expected = hs.load(sorted(set(table["Series id"])))
    held = dict(zip(zip(*(expected[name] for name in CELL), strict=True), expected["value"], strict=True))
    header = next(name for name in table if name.startswith("Value"))
    for row in table.iloc[:: max(1, len(table) // 50)].to_dict("records"):
        days = (pd.NaT if row[name] == "[x]" else pd.Timestamp(row[name]) for name in ("First day", "Last day"))
        if row["Breakdown"] == "all" and row["First day"] != "[x]":
            assert held[row["Series id"], row["Geography"], "", *days] == row[header]


def test_a_survey_without_limits_says_so_and_a_count_needs_none(tables):
    survey, counts = tables["Survey_shares"], tables["Offences"]
    assert "[x]" in set(survey["Interval method"])
    assert set(survey["Low (percent)"][survey["Interval method"] == "[x]"]) == {"[x]"}
    assert all("[e]" in marks for marks in survey["Shorthand"])
    assert set(counts["Low (offences)"]) == set(counts["Interval method"]) == {"[z]"}


def test_the_year_a_class_entered_is_marked_and_stands_in_another_stretch(tables):
    table = tables["Offences"]
    wanted = {"Series_id": "prc-stalking-and-harassment", "Geography": "England and Wales"}
    before, first, after = (only(table, Period=f"year ending March {year}", **wanted) for year in (2020, 2021, 2022))
    assert "[b]" in first["Shorthand"]
    notes = tables["Notes"].set_index("Note")["Text"]
    assert any("Controlling or coercive behaviour" in notes[one] for one in first["Notes"].split(", "))
    assert before["Comparable stretch"] != first["Comparable stretch"] == after["Comparable stretch"]


def test_stretches_agree_with_the_gate(tables):
    table = tables["Offences"]
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


def test_csv_has_interval_method_status_and_note(folder):
    rows = list(csv.DictReader(io.StringIO((folder / "outcome-shares.csv").read_text(encoding="utf-8"))))
    assert list(rows[0]) == COLUMNS
    for name in ("value", "low", "high", "numerator", "denominator"):
        assert all(row[name] == "" or float(row[name]) is not None for row in rows)
    assert {row["interval"] for row in rows} == {"Wilson 95%", "[x]", "[z]"}


def test_the_description_names_every_csv_and_its_columns(folder):
    described = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    assert {r["path"] for r in described["resources"]} == {path.name for path in folder.glob("*.csv")}
    for resource in described["resources"]:
        header = next(csv.reader(io.StringIO((folder / resource["path"]).read_text(encoding="utf-8"))))
        assert [field["name"] for field in resource["schema"]["fields"]] == header


def test_two_runs_give_the_same_bytes(tmp_path):
    one, two = (write_tables(tmp_path / name, ["prc-stalking-8q", "scot-stalking"]) for name in "ab")
    assert [path.name for path in one] == [path.name for path in two]
    assert [path.read_bytes() for path in one] == [path.read_bytes() for path in two]


def test_as_known_on_a_day():
    book = workbook("prc-stalking-and-harassment", as_of="2023-01-31")
    rows = pd.concat(
        [rows for name, rows in book.tables.items() if name not in ("notes.csv", "series.csv", "sources.csv")]
    )
    assert rows["published"].max() <= "2023-01-31"
    assert book.document.day == date(2023, 1, 31)
    assert "31 January 2023" in book.document.sheets[0].lines[0]


@pytest.mark.parametrize("axis", ["undated", "quarters", "days"])
def test_a_series_of_any_kind_of_period_alone(axis):
    figures = hs.load()
    series = figures.loc[figures["axis"] == axis, "series"].iloc[-1]
    _, pages = read_sheets(ods.write(workbook(series).document))
    assert len(pages) > 5


HOSTILE = [
    "<script>alert(1)</script> & <b>", '=HYPERLINK("https://example.org";"x")', "+1+1", "-2+3", "@SUM(A1)",
    "]]> <!-- ", "a\x00b\x1bc\ud800d", "\t=1+1", "\u202e=1", "' OR \"", "=cmd|' /C calc'!A0",
]  # fmt: skip


def test_hostile_text_stays_text_in_the_workbook():
    sheet = ods.Sheet(
        "A", HOSTILE[0], tuple(HOSTILE), ("x", "=y"), tuple((text, ods.Link(text, text)) for text in HOSTILE)
    )
    content = ods.write(ods.Document(HOSTILE[0], HOSTILE[6], HOSTILE[5], tuple(HOSTILE), date(2026, 4, 23), (sheet,)))
    tree, pages = read_sheets(content)
    for cell in tree.iter(f"{TABLE}table-cell"):
        assert cell.get(f"{OFFICE}value-type") == "string"
        assert f"{TABLE}formula" not in cell.attrib
    assert [row[0] for row in pages["A"][-len(HOSTILE) :]] == [ods.plain(text) for text in HOSTILE]
    assert not list(tree.iter(f"{TEXT}a"))  # not one of them is an address
    ElementTree.fromstring(zipfile.ZipFile(io.BytesIO(content)).read("meta.xml"))


def test_no_address_but_of_the_web_becomes_a_link():
    for target in ("javascript:alert(1)", "file:///etc/passwd", "vnd.sun.star.script:x", " https://example.org"):
        assert "text:a" not in ods._text("x", "Cell", target)
    cell = ods._text("x", "Cell", """https://example.org/?a=1&b="'<c>""")
    link = ElementTree.fromstring(f"<x {ods._ROOT}>{cell}</x>").find(f".//{TEXT}a")
    assert link.get(f"{NS['xlink']}href") == """https://example.org/?a=1&b="'<c>"""


def test_hostile_text_stays_text_in_csv():
    text = csv_text(pd.DataFrame({"note": HOSTILE, "value": [-1.5] * len(HOSTILE)}))
    rows = list(csv.DictReader(io.StringIO(text)))
    assert not [row for row in rows if row["note"][:1] in tuple("=+-@\t\r")]
    assert {row["value"] for row in rows} == {"-1.5"}


def test_hostile_registers_reach_no_formula(data, tmp_path):
    path = data / "series.csv"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("Stalking offences recorded by the police (8Q)", "=1+1 <b>]]>", 1), encoding="utf-8")
    write_tables(tmp_path / "out", "prc-stalking-8q", data=data)
    _, pages = read_sheets((tmp_path / "out" / FILE).read_bytes())
    assert "=1+1 <b>]]>" in {row[0] for row in pages["Offences"]}
    assert "\nprc-stalking-8q,'=1+1 <b>]]>," in (tmp_path / "out" / "offences.csv").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("series", "as_of", "words"),
    [
        ("prc-stalkin-8q", None, "Did you mean 'prc-stalking-8q'"),
        ("prc-stalking-8q", (date.today() + timedelta(days=1)).isoformat(), "is in the future"),
        ("prc-stalking-8q", "23/04/2026", "write it like 2023-01-31"),
        ("prc-stalking-8q", "1990-01-01", "1990-01-01"),
        (["prc-stalking-8q", "iwf-ai-forum-images"], "2022-12-01", "iwf-ai-forum-images"),
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
        write_tables(tmp_path / "out", "scot-stalking")


def test_sheets_that_break_a_rule_cannot_be_made():
    with pytest.raises(HarmstatsError, match="a name is a letter"):
        ods.Sheet("A sheet", "Title", ())
    with pytest.raises(HarmstatsError, match="different"):
        ods.Sheet("A", "Title", (), ("x", "x"))
    with pytest.raises(HarmstatsError, match="row 1 has 1 cells"):
        ods.Sheet("A", "Title", (), ("x", "y"), ((1,),))
    for value in (float("nan"), float("inf"), None, True):
        with pytest.raises(HarmstatsError, match="a number"):
            ods.write(ods.Document("", "", "", (), date(2026, 1, 1), (ods.Sheet("A", "T", (), ("x",), ((value,),)),)))
    with pytest.raises(HarmstatsError, match="one name"):
        ods.write(ods.Document("", "", "", (), date(2026, 1, 1), (ods.Sheet("A", "T", ()), ods.Sheet("a", "T", ()))))


def test_not_found_is_told_apart():
    with pytest.raises(NotFound):
        workbook("nothing")


def test_tables_no_longer_made_are_taken_away_and_nothing_else(tmp_path):
    write_tables(tmp_path, ["prc-stalking-8q", "moj-stalking-convictions"])
    assert (tmp_path / "defendants.csv").is_file()
    (tmp_path / "mine.csv").write_text("a", encoding="utf-8")
    (tmp_path / "force-defendants.csv").write_text("changed by somebody", encoding="utf-8")
    paths = write_tables(tmp_path, "prc-stalking-8q")
    left = {path.name for path in tmp_path.iterdir()}
    assert left == {path.name for path in paths} | {"mine.csv", "force-defendants.csv"}
    assert "defendants.csv" not in left


@pytest.mark.parametrize("name", ["../outside.csv", "/outside.csv", "notes.txt"])
def test_a_description_that_was_tampered_with_takes_nothing_away(tmp_path, name):
    folder = tmp_path / "out"
    write_tables(folder, "moj-stalking-convictions")
    other = tmp_path / "outside.csv"
    other.write_text("a", encoding="utf-8")
    (folder / "notes.txt").write_text("a", encoding="utf-8")
    about = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    mark = f"sha256:{hashlib.sha256(b'a').hexdigest()}"
    about["resources"].append({"path": name, "hash": mark})
    (folder / "datapackage.json").write_text(json.dumps(about), encoding="utf-8")
    write_tables(folder, "moj-stalking-convictions")
    assert other.is_file()
    assert (folder / "notes.txt").is_file()
