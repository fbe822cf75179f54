"""Look through a workbook for what makes a library take far more memory than the file has bytes.

The library lays a sheet out as a rectangle round its cells, and copies a text for every cell that refers
to it. So counted are, before it opens the file: bytes unpacked, cells that a sheet claims, texts copied. Looked at
are bytes, not parsed XML, since a sheet has millions of cells: so cells must be written as Excel, LibreOffice and
the common libraries write them, and a file that hides them is not opened.
"""

import re
import zipfile
from collections.abc import Iterator
from copy import copy
from itertools import repeat
from pathlib import Path

from .file_kind import DAMAGED
from .reading import Unreadable

MOST_UNPACKED, MOST_RATIO, SMALL = 2 << 30, 250, 64 << 20
PIECE, MOST_REST = 1 << 18, 16 << 20  # small enough to stay near the processor while it is looked at
MOST_CELLS, NARROW, MOST_COPIED, LONG = 66_000_000, 60, 1 << 30, 500
# What is no cell of a narrow sheet: looked at closer where there is any, as there is at both ends of a sheet.
_ODD = re.compile(rb"""<c(?! r="[A-Z]\d{1,6}")""")
# A cell whose address does not come first, or is none.
_HIDDEN = re.compile(rb"""<c(?! r="[A-Z]{1,3}(?:\d{1,6}|10\d{5})")[\s/>]""")
_HIDDEN_BY_PREFIX = re.compile(_HIDDEN.pattern.replace(b"<c", rb"<[^<>\s/!?]+:c"))
# Cells that hold something: an empty styled one closes itself and costs the library nothing.
_CELL = rb"""c r="%b"(?!(?: [\w:]+="\w*")* ?/>)"""
_FAR, _WIDE, _TALL = (re.compile(_CELL % at) for at in (rb"[A-Z]{3}\d+", rb"[A-Z]{2,}\d+", rb"[A-Z]+\d{5,}"))
_REFERENCE = re.compile(rb"""=\s*["']s["'][^>]*>\s*<(?:\w+:)?v[^>]*>[\s+0]*(\d+)""")
_LINK = re.compile(rb"""Target\s*=\s*["']([^"':]*)["']""")
_COLUMNS, _ROWS = (re.compile(rb"""number-%b-repeated\s*=\s*["'](\d+)""" % name) for name in (b"columns", b"rows"))
_BLANKS = re.compile(rb"""text:c\s*=\s*["']\d{4,}""")
_ODS_CELL = b"<table:table-cell"


def check(path: Path) -> None:
    """Unpack every part of XML in pieces; raise Unreadable where one would burst memory or is damaged."""
    left, texts = MOST_UNPACKED, _Texts("")
    try:
        with zipfile.ZipFile(path) as archive:
            # The table of texts first: how long they are tells how dear a reference to one is.
            for member in sorted(archive.infolist(), key=lambda m: "sharedstrings" not in m.filename.lower()):
                name, inside = member.filename.lower(), f"{path.name}, part {member.filename[:60]}"
                if not name.endswith((".xml", ".rels")):
                    continue
                if path.suffix.lower() == ".ods":
                    part = _Content(inside) if name == "content.xml" else _Part(inside)
                elif "sharedstrings" in name:
                    part = texts = _Texts(inside)
                else:  # a sheet may go by any name that the links have
                    part = _Links(inside) if name.endswith("workbook.xml.rels") else _Sheet(inside, texts)
                size = 0
                for piece in _pieces(archive, member):
                    size += len(piece)
                    if size > left or size > max(SMALL, MOST_RATIO * member.compress_size):
                        raise part.bomb(f"unpacks to more than {size >> 20} MB")
                    part.feed(piece)
                left -= size
    except DAMAGED:
        raise Unreadable(f"{path.name}: the workbook is truncated or damaged; download it again") from None


def _pieces(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Iterator[bytes]:
    """Unpack a part to its end, whatever size it says it has."""
    if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise NotImplementedError
    endless = copy(member)
    endless.file_size = 1 << 62
    with archive.open(endless) as part:
        while piece := part.read(PIECE):
            yield piece


class _Part:
    """A part of XML, looked at in pieces that stop behind `end`."""

    end = b">"

    def __init__(self, inside: str):
        self.inside, self.rest = inside, b""

    def feed(self, piece: bytes) -> None:
        """Look at what is whole by now; keep the rest for the next piece."""
        text = self.rest + piece
        if b"<!DOCTYPE" in text or b"\x00" in text:
            raise Unreadable(f"{self.inside}: declares entities or is no UTF-8, as no spreadsheet; it is not opened")
        at = text.rfind(self.end) + len(self.end)
        whole, self.rest = (text[:at], text[at:]) if at >= len(self.end) else (b"", text)
        if len(self.rest) > MOST_REST:
            raise self.bomb(f"more than {MOST_REST >> 20} MB without '{self.end.decode()}'")
        self.look(whole)

    def look(self, whole: bytes) -> None:
        """Raise Unreadable where this is dangerous."""

    def bomb(self, why: str) -> Unreadable:
        """The error to raise."""
        return Unreadable(f"{self.inside}: {why}; it looks like a bomb")


class _Links(_Part):
    """What the sheets of an XLSX are called: XML, or they would not be looked at."""

    def look(self, whole: bytes) -> None:
        for target in _LINK.findall(whole):
            if not target.lower().endswith(b".xml"):
                shown = target.decode(errors="replace")[:60]
                raise Unreadable(f"{self.inside}: a link to '{shown}', which is no sheet; save it without macros")


class _Texts(_Part):
    """The table of texts of an XLSX: `long` are the lengths of long ones by their numbers."""

    end = b"</si>"

    def __init__(self, inside: str):
        super().__init__(inside)
        self.many, self.long = 0, dict[bytes, int]()

    def look(self, whole: bytes) -> None:
        for text in whole.split(self.end)[:-1]:
            if len(text) > LONG:
                self.long[b"%d" % self.many] = len(text)
            self.many += 1


class _Sheet(_Part):
    """A sheet of an XLSX."""

    def __init__(self, inside: str, texts: _Texts):
        super().__init__(inside)
        self.long, self.copied = texts.long, 0
        self.wide = self.tall = False

    def look(self, whole: bytes) -> None:
        odd = b":c" in whole or _ODD.search(whole)
        if odd and (hidden := _HIDDEN.search(whole) or _HIDDEN_BY_PREFIX.search(whole)):
            cell = whole[hidden.start() : hidden.start() + 20].decode(errors="replace")
            why = f"'{cell}' does not begin with the address of a cell; save it with Excel or LibreOffice"
            raise Unreadable(f"{self.inside}: {why}")
        self.wide = self.wide or bool(odd and _WIDE.search(whole))
        self.tall = self.tall or bool(_TALL.search(whole))
        if self.wide and (self.tall or _FAR.search(whole)):
            why = "right of column ZZ, or both right of column Z and below row 9,999"
            raise Unreadable(f"{self.inside}: values {why}; no publisher's table is as big")
        if self.long:
            self.copied += sum(map(self.long.get, _REFERENCE.findall(whole), repeat(0)))
            if self.copied > MOST_COPIED:
                raise self.bomb("long texts repeated in very many cells")


class _Content(_Part):
    """All sheets of an ODS."""

    end = b"</table:table-row>"

    def __init__(self, inside: str):
        super().__init__(inside)
        self.rows = self.widest = self.copied = self.blank = 0

    def look(self, whole: bytes) -> None:
        if b"text:c" in whole and _BLANKS.search(whole):
            raise self.bomb("more than 999 blanks in one cell")
        rows = whole.split(self.end)[:-1]
        long = [row for row in rows if len(row) > NARROW * len(_ODS_CELL)]  # a shorter one has no room for more cells
        self.widest = max(self.widest, *map(bytes.count, long, repeat(_ODS_CELL)), NARROW)
        for row in rows if self.blank or b"-repeated" in whole else ():
            if self.blank or b"-repeated" in row:
                self._expand(row)
                self.rows -= 1
        self.rows += len(rows)
        if self.rows * self.widest > MOST_CELLS or self.copied > MOST_COPIED:
            raise self.bomb(f"{self.rows:,} rows of up to {self.widest:,} cells, or values repeated very often")

    def _expand(self, row: bytes) -> None:
        """Count what a row stands for, without the padding behind its last value and behind the last row with one."""
        before, _, row = row.partition(b"<table:table-row")
        if b"</table:table>" in before:
            self.blank = 0
        last, repeated = max(row.rfind(b"value"), row.rfind(b"formula")), _ROWS.search(row)
        times = int(repeated[1]) if repeated else 1
        if last < 0:
            self.blank += times
            return
        end = row.find(_ODS_CELL, last)
        filled = row[:end] if end > 0 else row
        _, *repeats = _COLUMNS.split(filled)
        width, size = filled.count(_ODS_CELL), len(filled)
        for many, cell in zip(map(int, repeats[::2]), repeats[1::2], strict=True):
            width += many - 1
            size += (many - 1) * len(cell.partition(_ODS_CELL)[0])
        self.rows, self.blank, self.widest = self.rows + self.blank + times, 0, max(self.widest, width)
        self.copied += times * size - len(filled)
