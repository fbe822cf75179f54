"""Watch the XML of a workbook for what makes a library take far more memory than the file has bytes.

The library lays a sheet out as a rectangle round its cells, and copies a text for every cell that refers
to it. Looked at are bytes, not parsed XML, since a sheet has millions of cells: so cells must be written
as Excel, LibreOffice and the common libraries write them, and a file that hides them is not opened.
"""

import re
from collections.abc import Callable

from .reading import Unreadable

WIDE, TALL, WIDEST, TALLEST = 26, 10_000, 702, 1_100_000
MOST_CELLS, NARROW, SHORTEST = 66_000_000, 60, len("<table:table-cell/>")
MOST_REPEATED, MOST_ROW = 20_000, 16 << 20
MOST_TEXT, MOST_CELL, MOST_TAG, LONG = 1 << 30, 1 << 18, 1 << 20, 500
# What is no cell of a narrow sheet: looked at closer where there is any, as there is at both ends of a sheet.
_ODD = re.compile(rb"""<c(?! r="[A-Z]\d{1,6}")""")
# Cells that hold something: an empty styled one closes itself and costs the library nothing.
_FAR = re.compile(rb"""<c r="([A-Z]{3,}\d+|[A-Z]{1,2}\d{7,})"[^>]*(?<!/)>""")
_WIDE = re.compile(rb"""<c r="[A-Z]{2}\d+"[^>]*(?<!/)>""")
_TALL = re.compile(rb"""<c r="[A-Z]{1,2}\d{5,}"[^>]*(?<!/)>""")
_UNNAMED = re.compile(rb"""<c r="(?![A-Z]{1,3}\d{1,9}")""")
_ELEMENT = re.compile(rb"<[^?!]")
_OTHERWISE = re.compile(rb"""<(?:[^<>"'=\s:/]+:)?c(?! r="|[\w:])""")
_CELL_REPEAT = re.compile(
    rb"""<table:(?:covered-)?table-cell[^>]*?number-columns-repeated\s*=\s*["'](\d{2,})["'][^>]*>"""
)
_ROW_REPEAT = re.compile(rb"""number-rows-repeated\s*=\s*["'](\d+)["']""")
_TARGET = re.compile(rb"""Target\s*=\s*["']([^"']*)["']""")
_BLANKS = re.compile(rb"""text:c\s*=\s*["']\d{4,}""")


class Watch:
    """Watches over one workbook, whose parts come one by one, the table of texts first."""

    def __init__(self, file: str, ods: bool):
        self.file, self.ods = file, ods
        self.texts = _Texts("")

    def over(self, part: str) -> Callable[[bytes], bytes]:
        """What to call with the pieces of a part, each behind what the call before returned."""
        inside = f"{self.file}, part {part[:60]}"
        if not part.endswith((".xml", ".rels")):
            return _Bytes()
        if self.ods:
            return _Content(inside) if part == "content.xml" else _Other(inside)
        if part.endswith("workbook.xml.rels"):
            return _Links(inside)
        if part.endswith("sharedStrings.xml"):
            self.texts = _Texts(inside)
            return self.texts
        return _Sheet(inside, self.texts)  # a sheet may go by any name that the links have


class _Bytes:
    """A part that is not read as text: a picture, a thumbnail."""

    def __call__(self, text: bytes) -> bytes:
        return b""


class _Other:
    """Any part of XML."""

    begun = False

    def __init__(self, inside: str):
        self.inside = inside

    def __call__(self, text: bytes) -> bytes:
        self.entities(text)
        return text[-20:]

    def entities(self, text: bytes) -> None:
        """Entities are declared before the first element, and nowhere else."""
        if self.begun:
            return
        if b"<!DOCTYPE" in text or b"<!ENTITY" in text:
            raise Unreadable(f"{self.inside}: declares entities, which no spreadsheet does; it is not opened")
        if b"\x00" in text:
            raise Unreadable(f"{self.inside}: neither UTF-8 nor ASCII; it is not opened")
        self.begun = bool(_ELEMENT.search(text))


class _Links(_Other):
    """What the sheets of an XLSX are called: XML, or they would not be watched."""

    def __call__(self, text: bytes) -> bytes:
        self.entities(text)
        for target in _TARGET.findall(text):
            if not target.endswith(b".xml") and b":" not in target:
                shown = "".join(c if c.isprintable() else "?" for c in target.decode(errors="replace"))[:60]
                raise Unreadable(f"{self.inside}: a link to '{shown}', which is no sheet; save it without macros")
        return text


class _Texts(_Other):
    """The table of texts of an XLSX: `long` are the numbers of those over 500 bytes, `longest` is the length."""

    def __init__(self, inside: str):
        super().__init__(inside)
        self.number, self.longest, self.long = 0, 0, []

    def __call__(self, text: bytes) -> bytes:
        self.entities(text)
        *whole, rest = text.split(b"</si>")
        for one in whole:
            if len(one) > LONG:
                self.long.append(self.number)
                self.longest = max(self.longest, len(one))
            self.number += 1
        if len(rest) > MOST_CELL:
            raise Unreadable(f"{self.inside}: a text of more than {MOST_CELL >> 10} KB in a cell; it is not opened")
        return rest


class _Sheet(_Other):
    """A sheet of an XLSX."""

    tall = wide = False
    copied = 0

    def __init__(self, inside: str, texts: _Texts):
        super().__init__(inside)
        self.longest = texts.longest
        # Where few texts are long, references to them are counted one by one; else every cell counts as one.
        numbers = b"|".join(b"%d" % n for n in texts.long) if 0 < len(texts.long) <= 1_000 else b""
        self.to_long = re.compile(rb"<v>\s*0*(?:%b)\s*</v>" % numbers) if numbers else None

    def __call__(self, text: bytes) -> bytes:
        self.entities(text)
        end = text.rfind(b">") + 1
        whole, rest = text[:end], text[end:]
        if len(rest) > MOST_TAG:
            raise Unreadable(f"{self.inside}: more than {MOST_TAG >> 20} MB without a tag; it looks like a bomb")
        if b":c" in whole or _ODD.search(whole):
            if _OTHERWISE.search(whole):
                raise Unreadable(
                    f"{self.inside}: cells that do not begin with their address; save it with Excel or LibreOffice"
                )
            self._far(whole)
        named = whole.count(b"<c ") if self.longest else 0
        if self.longest and self.copied + named * self.longest > MOST_TEXT:
            named = sum(1 for _ in self.to_long.finditer(whole)) if self.to_long else named
        self.copied += named * self.longest
        if self.copied > MOST_TEXT:
            raise Unreadable(f"{self.inside}: long texts repeated in very many cells; it looks like a bomb")
        self.tall = self.tall or bool(_TALL.search(whole))
        if self.tall and self.wide:
            raise Unreadable(
                f"{self.inside}: values below row 9,999 and right of column Z; no publisher's table is both"
            )
        return rest

    def _far(self, whole: bytes) -> None:
        if odd := _UNNAMED.search(whole):
            raise Unreadable(
                f"{self.inside}: '{odd.string[odd.start() : odd.start() + 20].decode(errors='replace')}' names no cell"
            )
        for far in _FAR.finditer(whole):
            letters = far[1].rstrip(b"0123456789")
            if len(letters) > 2:
                raise Unreadable(
                    f"{self.inside}, cell {far[1].decode()}: a value right of column ZZ, the last that is read"
                )
            if int(far[1][len(letters) :]) > TALLEST:
                raise Unreadable(f"{self.inside}, cell {far[1].decode()}: a value below row {TALLEST:,}")
        self.wide = self.wide or bool(_WIDE.search(whole))


class _Content(_Other):
    """All sheets of an ODS."""

    repeated = rows = 0
    widest = NARROW

    def __call__(self, text: bytes) -> bytes:
        self.entities(text)
        end = text.rfind(b"</table:table-row>") + 18
        if end < 18:
            if len(text) > MOST_ROW:
                raise Unreadable(f"{self.inside}: a row of more than {MOST_ROW >> 20} MB; it looks like a bomb")
            return text
        whole, rest = text[:end], text[end:]
        if b"text:c" in whole and _BLANKS.search(whole):
            raise Unreadable(f"{self.inside}: more than 999 blanks in one cell; it looks like a bomb")
        rows = whole.split(b"</table:table-row>")
        self.rows += len(rows)
        for row in rows:
            if len(row) > NARROW * SHORTEST:  # a shorter row has no room for more cells
                self.widest = max(self.widest, row.count(b"table-cell") // 2)
        if b"s-repeated" in whole:
            for row in rows:
                if b"s-repeated" in row:
                    self._repeated(row)
        if self.widest * (self.rows + self.repeated) > MOST_CELLS:
            raise Unreadable(
                f"{self.inside}: {self.rows:,} rows of up to {self.widest} cells; no publisher's table is as big"
            )
        return rest

    def _repeated(self, row: bytes) -> None:
        last = row.rfind(b"value-type")
        if last < 0:  # padding costs the library nothing
            return
        head = row[: row.find(b">", last) + 1]
        times = _CELL_REPEAT.findall(head)
        if any(int(n) > WIDEST for n in times):
            raise Unreadable(f"{self.inside}: one cell repeated over more than {WIDEST} columns; it looks like a bomb")
        self.widest = max(self.widest, sum(map(int, times)) + head.count(b"table-cell"))
        if many := _ROW_REPEAT.search(head):
            self.repeated += int(many[1])
            if self.repeated > MOST_REPEATED:
                raise Unreadable(
                    f"{self.inside}: rows of values repeated {self.repeated:,} times; it looks like a bomb"
                )
