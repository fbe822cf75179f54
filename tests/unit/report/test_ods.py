"""The writer of spreadsheets: text stays text, links lead to sheets or the web, and no rule can be broken."""

import io
import zipfile
from datetime import date
from xml.etree import ElementTree

import pytest

from harmstats.core.errors import HarmstatsError
from harmstats.report import ods
from spreadsheets import NS, OFFICE, TABLE, TEXT, read_sheets

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
