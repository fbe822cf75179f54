"""Hostile and broken files end in one line, in bounded time and memory."""

import os
import re
import time
import zipfile
from pathlib import Path

import pytest

from harmstats.ingest import read_file
from readers import publisher_samples as samples

pytestmark = pytest.mark.slow

HEAD = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
TAIL = "</sheetData></worksheet>"


def with_part(path, part, content):
    """A workbook whose first sheet, or other part, is replaced."""
    samples.write(path, samples.force_areas())
    with zipfile.ZipFile(path) as source:
        parts = {n: source.read(n) for n in source.namelist()}
    parts[part] = content
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        for name, data in parts.items():
            out.writestr(name, data)
    return path


@pytest.fixture(autouse=True)
def bounded():
    """Two gigabytes more than there are now, and no more: a library that asks for them ends the process."""
    resource = pytest.importorskip("resource")
    pages = Path("/proc/self/statm")
    if not pages.is_file():
        yield
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    now = int(pages.read_text().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (now + (2 << 30), hard))
    yield
    resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


def refused(path, words):
    started = time.process_time()  # of this process, however busy the machine is
    with pytest.raises(read_file.Unreadable, match=words) as caught:
        read_file.read(path)
    assert time.process_time() - started < 20
    assert "\n" not in str(caught.value)
    assert path.name in str(caught.value)
    assert str(path.parent) not in str(caught.value)


def test_a_zip_bomb(tmp_path):
    bomb = HEAD + '<row r="1"></row>' * (5 << 20) + TAIL
    refused(with_part(tmp_path / "a.xlsx", "xl/worksheets/sheet1.xml", bomb), "looks like a bomb")


def test_blanks_without_an_end(tmp_path):
    text = HEAD + " " * (20 << 20) + TAIL  # too few for a bomb by its ratio
    refused(with_part(tmp_path / "a.xlsx", "xl/worksheets/sheet1.xml", text), "without '>'")


def test_entities(tmp_path):
    text = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>' + HEAD + TAIL
    refused(with_part(tmp_path / "a.xlsx", "xl/worksheets/sheet1.xml", text), "entities")


@pytest.mark.parametrize("at", ["XFD1048576", "AAA1"])
def test_a_cell_far_away(tmp_path, at):
    row = "".join(c for c in at if c.isdigit())
    text = f'{HEAD}<row r="1"><c r="A1"><v>1</v></c></row><row r="{row}"><c r="{at}"><v>1</v></c></row>{TAIL}'
    refused(with_part(tmp_path / "a.xlsx", "xl/worksheets/sheet1.xml", text), "column ZZ")


def test_a_cell_far_down_and_across(tmp_path):
    text = f'{HEAD}<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="ZZ1048576"><v>1</v></c></row>{TAIL}'
    refused(with_part(tmp_path / "a.xlsx", "xl/worksheets/sheet1.xml", text), "below row 9,999")


def test_padding_without_values_is_read(tmp_path):
    sheets = samples.force_areas()
    plain = read_file.read(samples.write_xlsx(tmp_path / "a.xlsx", sheets))
    with zipfile.ZipFile(tmp_path / "a.xlsx") as source:
        text = source.read("xl/worksheets/sheet2.xml").decode()
    wide = "".join(f'<c r="{samples.column(i)}2" s="0"/>' for i in range(16_384))
    pad = "".join(f'<row r="{n}"><c r="A{n}" s="0"/></row>' for n in range(5_000, 60_000))
    text = text.replace('<row r="2"></row>', f'<row r="2">{wide}</row>').replace("</sheetData>", pad + "</sheetData>")
    padded = read_file.read(with_part(tmp_path / "b.xlsx", "xl/worksheets/sheet2.xml", text))
    assert list(padded.figures["value"]) == list(plain.figures["value"])


def test_a_value_repeated_over_an_ods_sheet(tmp_path):
    path = samples.write_ods(tmp_path / "a.ods", [("S", [["x", 1.0]])])
    with zipfile.ZipFile(path) as source:
        parts = {n: source.read(n).decode() for n in source.namelist()}
    wide = parts["content.xml"].replace(
        "<table:table-cell office", '<table:table-cell table:number-columns-repeated="16384" office'
    )
    tall = parts["content.xml"].replace("<table:table-row>", '<table:table-row table:number-rows-repeated="1048576">')
    for text in (wide, tall):
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
            for name, data in (parts | {"content.xml": text}).items():
                out.writestr(name, data)
        refused(path, "not a file harmstats knows")  # a million cells cost little


def test_blank_rows_below_a_table_are_padding(tmp_path):
    plain = read_file.read(samples.write(tmp_path / "a.ods", samples.force_areas()))
    with zipfile.ZipFile(tmp_path / "a.ods") as source:
        parts = {n: source.read(n).decode() for n in source.namelist()}
    blank = '<table:table-row table:number-rows-repeated="%d"><table:table-cell/></table:table-row>'
    padding = blank % 1_048_000 + blank % 500 + "</table:table>"
    with zipfile.ZipFile(tmp_path / "b.ods", "w", zipfile.ZIP_DEFLATED) as out:
        for name, data in parts.items():
            out.writestr(name, data.replace("</table:table>", padding))
    assert list(read_file.read(tmp_path / "b.ods").figures["value"]) == list(plain.figures["value"])


ONE = '<c r="A1"><v>1</v></c>'


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        (ONE + '</row><row r="1048576">' + "<c><v>1</v></c>" * 900, "does not begin with the address"),
        (ONE + '<c r = "XFD1048576"><v>1</v></c>', "does not begin with the address"),
        (ONE + '<x:c xmlns:x="y" s="1" r="XFD1048576"><v>1</v></x:c>', "does not begin with the address"),
        (ONE + '<c r="&#88;FD1048576"><v>1</v></c>', "does not begin with the address"),
        (ONE + '<c r="A4294967290"><v>1</v></c>', "does not begin with the address"),
        (ONE + '<c r="A9999999"><v>1</v></c>', "does not begin with the address"),
        (ONE + '<c r="XFD1048576" x="/>"><v>1</v></c>', "column ZZ"),
        (ONE + '<x:c r="AB1"><v>1</v></x:c></row><row r="99999"><c r="A99999"><v>1</v></c>', "below row 9,999"),
    ],
)
def test_cells_that_hide_where_they_are(tmp_path, cells, words):
    text = f'{HEAD}<row r="1">{cells}</row>{TAIL}'
    refused(with_part(tmp_path / "a.xlsx", "xl/worksheets/sheet1.xml", text), words)


def test_a_long_text_in_very_many_cells(tmp_path):
    path = samples.write(tmp_path / "a.xlsx", samples.force_areas())
    with zipfile.ZipFile(path) as source:
        parts = {n: source.read(n) for n in source.namelist()}
    rows = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, 9_000))
    parts["xl/sharedStrings.xml"] = f"<sst><si><t>{'b' * 200_000}</t></si></sst>"
    parts["xl/worksheets/sheet1.xml"] = HEAD + rows + TAIL
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        for name, data in parts.items():
            out.writestr(name, data)
    refused(path, "long texts repeated")


def test_a_part_that_unpacks_to_more_than_it_says(tmp_path):
    text = f'{HEAD}<row r="1">{ONE}</row>' + " " * (1 << 20) + f'<row r="9"><c r="XFD9"><v>1</v></c></row>{TAIL}'
    path = with_part(tmp_path / "a.xlsx", "xl/worksheets/sheet1.xml", text)
    with zipfile.ZipFile(path) as source:
        size = source.getinfo("xl/worksheets/sheet1.xml").file_size
    path.write_bytes(path.read_bytes().replace(size.to_bytes(4, "little"), (60).to_bytes(4, "little")))
    refused(path, "column ZZ")


def test_a_table_of_texts_under_another_name(tmp_path):
    long, path = "b" * 200_000, samples.write(tmp_path / "a.xlsx", samples.force_areas())
    with zipfile.ZipFile(path) as source:
        parts = {n: source.read(n) for n in source.namelist()}
    rows = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, 9_000))
    parts |= {
        "xl/SHAREDSTRINGS.XML": f"<sst><si><t>{long}</t></si></sst>",
        "xl/worksheets/sheet1.xml": HEAD + rows + TAIL,
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        for name, data in parts.items():
            out.writestr(name, data)
    refused(path, "long texts repeated")


def test_a_link_to_what_is_not_watched(tmp_path):
    samples.write(tmp_path / "a.xlsx", samples.force_areas())
    with zipfile.ZipFile(tmp_path / "a.xlsx") as source:
        text = source.read("xl/_rels/workbook.xml.rels").decode().replace("sheet2.xml", "sheet2.png")
    refused(with_part(tmp_path / "a.xlsx", "xl/_rels/workbook.xml.rels", text), "which is no sheet")


def test_ten_thousand_sheets_of_one_part(tmp_path):
    samples.write(tmp_path / "a.xlsx", samples.force_areas())
    with zipfile.ZipFile(tmp_path / "a.xlsx") as source:
        text = source.read("xl/workbook.xml").decode()
    more = "".join(f'<sheet name="Q{n}" sheetId="{n + 9}" r:id="r2"/>' for n in range(10_000))
    refused(with_part(tmp_path / "a.xlsx", "xl/workbook.xml", text.replace("</sheets>", more + "</sheets>")), "200")


def test_a_dimension_that_lies_changes_nothing(tmp_path):
    plain = read_file.read(samples.write(tmp_path / "a.xlsx", samples.force_areas()))
    with zipfile.ZipFile(tmp_path / "a.xlsx") as source:
        text = source.read("xl/worksheets/sheet2.xml").decode()
    text = text.replace("<sheetData>", '<dimension ref="A1:XFD1048576"/><sheetData>')
    lying = read_file.read(with_part(tmp_path / "b.xlsx", "xl/worksheets/sheet2.xml", text))
    assert list(lying.figures["value"]) == list(plain.figures["value"])


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("<table:table-row>", "<table:table-row table:number-rows-repeated = '99000000'>", "bomb"),
        (
            "<table:table-row>",
            '<table:table-row table:number-rows-repeated="1048576">' + "<table:table-cell/>" * 60,
            "bomb",
        ),
        (
            "<table:table-cell office",
            '<table:table-cell table:number-columns-repeated="16000" office:note="' + "y" * 90_000 + '" office',
            "bomb",
        ),
        (
            "<table:table-row>",
            "<table:table-row>" + "<table:table-cell/>" * 600 + '<table:table-cell office:value="1"/></table:table-row>'
            '<table:table-row table:number-rows-repeated="200000"><table:table-cell/></table:table-row>'
            "<table:table-row>",
            "bomb",
        ),
        ("x</text:p>", '<text:s text:c="2000000000"/></text:p>', "blanks in one cell"),
    ],
)
def test_what_an_ods_stands_for_is_counted(tmp_path, old, new, words):
    path = samples.write_ods(tmp_path / "a.ods", [("S", [["x", 1.0]])])
    with zipfile.ZipFile(path) as source:
        parts = {n: source.read(n).decode() for n in source.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        for name, data in (parts | {"content.xml": parts["content.xml"].replace(old, new, 1)}).items():
            out.writestr(name, data)
    refused(path, words)


def test_a_csv_of_a_gigabyte_and_one_of_a_single_line(tmp_path):
    with (tmp_path / "a.csv").open("wb") as out:
        out.write(b"Year,Value\n" * 500)
        out.truncate(1 << 30)
    refused(tmp_path / "a.csv", "1024 MB")
    (tmp_path / "b.csv").write_bytes(b"," * (5 << 20))
    refused(tmp_path / "b.csv", "a line of more than 2 MB")


def test_a_pipe_a_device_and_a_loop_of_links(tmp_path):
    os.mkfifo(tmp_path / "a.csv")
    refused(tmp_path / "a.csv", "not a file")
    (tmp_path / "b.csv").symlink_to(os.devnull)
    refused(tmp_path / "b.csv", "not a file")
    (tmp_path / "c.csv").symlink_to(tmp_path / "c.csv")
    refused(tmp_path / "c.csv", "cannot be read")


def test_more_offences_than_there_are(tmp_path):
    head = samples.recorded_crime()[2][1][0]
    rows = [["2017/18", 1, "Kent", f"Thing {n}", "Theft", "Theft", n, 1] for n in range(6_000)]
    refused(samples.write_csv(tmp_path / "a.csv", [("", [head, *rows])]), "more than 5,000 offences")


@pytest.mark.parametrize("share", [0.1, 0.5, 0.97])
def test_a_truncated_workbook(tmp_path, share):
    path = samples.write(tmp_path / "a.xlsx", samples.force_areas())
    whole = path.read_bytes()
    path.write_bytes(whole[: int(len(whole) * share)])
    refused(path, "truncated or damaged")


def test_a_flipped_byte(tmp_path):
    path = samples.write(tmp_path / "a.xlsx", samples.force_areas())
    whole = bytearray(path.read_bytes())
    whole[len(whole) // 2] ^= 0xFF
    path.write_bytes(whole)
    with pytest.raises(read_file.Unreadable):
        read_file.read(path)


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "encrypted"),
        ("a.xlsx", b"<!DOCTYPE html><html><body>Not found</body></html>", "HTML page"),
        ("a.xlsx", b"Year,Value\n2020,1\n", "rename it to .csv"),
        ("a.csv", b"", "empty"),
        ("a.csv", b"a\0b,c\n", "neither a workbook nor text"),
        ("a.csv", "Year,Wert\n".encode("utf-16"), "UTF-16"),
        ("a.csv", b"%PDF-1.7\n", "PDF"),
        ("a.csv", b'"a,b\n' + b"x" * 200_000, "broken CSV"),
        ("a.xls", b"PK\x03\x04rubbish", "truncated or damaged"),
    ],
)
def test_what_is_no_workbook(tmp_path, name, content, words):
    path = tmp_path / name
    path.write_bytes(content)
    refused(path, words)


def test_a_workbook_under_another_name(tmp_path):
    path = samples.write(tmp_path / "a.xlsx", samples.force_areas()).rename(tmp_path / "a.csv")
    refused(path, r"rename it to \.xlsx")


def test_a_missing_file_and_a_folder(tmp_path):
    refused(tmp_path / "none.csv", "cannot be read")
    (tmp_path / "folder.csv").mkdir()
    refused(tmp_path / "folder.csv", "not a file")


def test_formulas_without_values_are_no_figures(tmp_path):
    path = samples.write(tmp_path / "a.xlsx", samples.force_areas())
    with zipfile.ZipFile(path) as source:
        text = source.read("xl/worksheets/sheet2.xml").decode()
    text = re.sub(r'(<c r="I\d+">)<v>[^<]*</v>', r"\1<f>A1+B1</f>", text)
    reading = read_file.read(with_part(path, "xl/worksheets/sheet2.xml", text))
    assert "prc-stalking-and-harassment" not in set(reading.figures["series"])
    assert ("a.xlsx, sheet 'Table P1', cell I7", "the cell is empty") in reading.skipped


def test_control_characters_do_not_reach_the_message(tmp_path):
    path = tmp_path / "a\x1b[31m.csv"
    path.write_bytes(b"fruit,price\napple\x07,3\n")
    with pytest.raises(read_file.Unreadable) as caught:
        read_file.read(path)
    assert str(caught.value).isprintable()
