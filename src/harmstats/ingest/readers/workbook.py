"""Sheets of a workbook, parsed when they are asked for and let go when the next one is.

A parsed sheet is many times as big as its file. Kept are the first rows of every sheet that was
parsed, by which sheets are told apart, small sheets whole, and of the big ones the latest only.
"""

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from itertools import islice
from pathlib import Path
from threading import local

import python_calamine

from .reading import Unreadable

MOST_ROWS = 1_100_000
MOST_COLUMNS = 702
MOST_SHEETS = 200  # each may point to the same part of the file and would be parsed anew
HEAD = 60
MOST_CELLS = 60_000_000  # parsed in all, blank ones too
KEPT = 2_000_000  # cells of small sheets that are kept in all
SMALL = 100_000
LARGE = 3_000_000  # cells that may be held before another sheet is parsed ahead of its turn
_BROKEN = (python_calamine.CalamineError, OSError, ValueError)


def short(text: object) -> str:
    """Words that are not our own, in one line."""
    return "".join(c if c.isprintable() else "?" for c in " ".join(str(text).split()))[:100]


class Workbook:
    """An opened workbook: `names` are its sheets, `file` is its name in messages."""

    def __init__(self, path: Path, file: str):
        self.file = file
        try:
            book = python_calamine.load_workbook(str(path))
            self.names = list(book.sheet_names)
        except _BROKEN as error:
            raise Unreadable(f"{file}: not a workbook that can be read ({short(error)}); download it again") from None
        if len(self.names) > MOST_SHEETS:
            raise Unreadable(f"{file}: {len(self.names)} sheets; a publisher's workbook has at most {MOST_SHEETS}")
        self._heads: dict[str, list[list]] = {}
        self._small: dict[str, object] = {}
        self._room, self._left = KEPT, MOST_CELLS
        self._latest: tuple[str, object] = ("", None)
        self._ahead: dict[str, Future] = {}
        # The library lets Python go on while it parses. An ODS is parsed whole when it is opened: once is enough.
        self._many = 1 if path.suffix.lower() == ".ods" else 2
        self._parse = book.get_sheet_by_name if self._many == 1 else _Own(path)
        self._parser: ThreadPoolExecutor | None = None

    def close(self) -> None:
        """Let go of what was parsed; its threads end."""
        if self._parser:
            self._parser.shutdown(wait=True, cancel_futures=True)
        self._ahead, self._small, self._latest, self._parse = {}, {}, ("", None), None

    def head(self, name: str, count: int) -> list[list]:
        """The first rows of a sheet."""
        if name not in self._heads:
            self._heads[name] = list(islice(_rows(self._sheet(name)), HEAD))
        if count > HEAD:
            return list(islice(self.rows(name), count))
        return self._heads[name][:count]

    def rows(self, name: str) -> Iterator[list]:
        """The rows of a sheet from its first, blank ones too; no column is left out on the left."""
        sheet = self._sheet(name)
        if self._latest[0] == name:
            cells = sheet.total_height * sheet.total_width
            following = self.names[self.names.index(name) + 1 :][: min(2, LARGE // cells)]
            for other in following:
                if other not in self._heads and other not in self._ahead:
                    self._parser = self._parser or ThreadPoolExecutor(self._many)
                    self._ahead[other] = self._parser.submit(self._parse, other)
        return _rows(sheet)

    def _sheet(self, name: str):
        if name in self._small:
            return self._small[name]
        if self._latest[0] == name:
            return self._latest[1]
        self._latest = ("", None)  # let go before another is parsed
        try:
            sheet = self._parsed(name)
        except BaseException as error:
            if not (isinstance(error, _BROKEN) or type(error).__name__ == "PanicException"):
                raise
            raise Unreadable(f"{self.file}, sheet '{short(name)}': cannot be read ({short(error)})") from None
        if sheet.start is not None and (sheet.total_height > MOST_ROWS or sheet.total_width > MOST_COLUMNS):
            raise Unreadable(
                f"{self.file}, sheet '{short(name)}': {sheet.total_height} rows and {sheet.total_width} columns; "
                f"at most {MOST_ROWS} and {MOST_COLUMNS}"
            )
        cells = sheet.total_height * sheet.total_width
        self._left -= cells
        if self._left < 0:
            raise Unreadable(f"{self.file}, sheet '{short(name)}': more than {MOST_CELLS:,} cells up to here")
        if cells <= min(SMALL, self._room):
            self._small[name] = sheet
            self._room -= cells
        else:
            self._latest = (name, sheet)
        return sheet

    def _parsed(self, name: str):
        if name in self._ahead:
            return self._ahead.pop(name).result()
        if self._many == 1:
            wait(self._ahead.values())  # one handle takes one call at a time
        return self._parse(name)  # in this thread, whose memory is used again for the next workbook


class _Own(local):
    """Parse a sheet with a handle of this thread's own: one handle takes one call at a time."""

    def __init__(self, path: Path):
        self.book = python_calamine.load_workbook(str(path))

    def __call__(self, name: str):
        return self.book.get_sheet_by_name(name)


def _rows(sheet) -> Iterator[list]:
    if sheet.start is None:
        return iter(())
    _, left = sheet.start  # iter_rows gives blank rows above the table, but no blank columns left of it
    pad = [""] * left
    return (pad + row for row in sheet.iter_rows()) if left else iter(sheet.iter_rows())
