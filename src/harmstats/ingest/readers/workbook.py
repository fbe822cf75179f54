"""Sheets of a workbook, parsed when they are asked for and let go when the next one is.

A parsed sheet is many times as big as its file. Kept are the first rows of every sheet that was
parsed, by which sheets are told apart, small sheets whole, and of the big ones the latest only.
"""

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import islice
from pathlib import Path
from typing import Any

import python_calamine

from . import workbook_limits
from .reading import Unreadable

MOST_SHEETS = 200  # each may point to the same part of the file and would be parsed anew
HEAD = 60
MOST_CELLS = 60_000_000  # parsed in all, blank ones too
SMALL = 20_000  # cells of a sheet that is kept
AHEAD = 3_000_000  # cells that may be held before another sheet is parsed ahead of its turn
_BROKEN = (python_calamine.CalamineError, OSError, ValueError)


class Workbook:
    """An opened workbook: `names` are its sheets, `file` is its name in messages."""

    def __init__(self, path: Path, file: str):
        self.file = file
        workbook_limits.check(path)
        try:
            book = python_calamine.load_workbook(str(path))
        except _BROKEN as error:
            why = f"not a workbook that can be read ({str(error)[:100]}); download it again"
            raise Unreadable(f"{file}: {why}") from None
        self.names = list(book.sheet_names)
        if len(self.names) > MOST_SHEETS:
            raise Unreadable(f"{file}: {len(self.names)} sheets; a publisher's workbook has at most {MOST_SHEETS}")
        self._parse = book.get_sheet_by_name
        # One handle takes one call at a time; the library lets Python go on while it parses.
        self._parser = ThreadPoolExecutor(1)
        self._heads: dict[str, list[list]] = {}
        self._small: dict[str, Any] = {}
        self._latest: tuple[str, Any] = ("", None)
        self._ahead: dict[str, Future] = {}
        self._left = MOST_CELLS

    def close(self) -> None:
        """Let go of what was parsed; its thread ends."""
        self._parser.shutdown(wait=True, cancel_futures=True)
        self._ahead, self._small, self._latest, self._parse = {}, {}, ("", None), None

    def head(self, name: str, count: int) -> list[list]:
        """The first rows of a sheet."""
        if name not in self._heads:
            self._heads[name] = list(islice(_rows(self._sheet(name)), HEAD))
        return self._heads[name][:count] if count <= HEAD else list(islice(self.rows(name), count))

    def rows(self, name: str) -> Iterator[list]:
        """The rows of a sheet from its first, blank ones too; no column is left out on the left."""
        sheet = self._sheet(name)
        if self._latest[0] == name:
            following = self.names[self.names.index(name) + 1 :][: min(2, AHEAD // _cells(sheet))]
            for other in following:
                if other not in self._heads and other not in self._ahead:
                    self._ahead[other] = self._parser.submit(self._parse, other)
        return _rows(sheet)

    def _sheet(self, name: str) -> Any:
        if name in self._small:
            return self._small[name]
        if self._latest[0] == name:
            return self._latest[1]
        self._latest = ("", None)  # let go before another is parsed
        parsing = self._ahead.pop(name, None) or self._parser.submit(self._parse, name)
        try:
            sheet = parsing.result()
        except BaseException as error:
            if not (isinstance(error, _BROKEN) or type(error).__name__ == "PanicException"):
                raise
            raise Unreadable(f"{self.file}, sheet '{name[:100]}': cannot be read ({str(error)[:100]})") from None
        cells = _cells(sheet)
        self._left -= cells
        if self._left < 0:
            raise Unreadable(f"{self.file}, sheet '{name[:100]}': more than {MOST_CELLS:,} cells up to here")
        if cells <= SMALL:
            self._small[name] = sheet
        else:
            self._latest = (name, sheet)
        return sheet


def _cells(sheet: Any) -> int:
    return int(sheet.total_height * sheet.total_width)


def _rows(sheet: Any) -> Iterator[list]:
    left = sheet.start[1] if sheet.start else 0  # the library leaves out blank columns left of the table
    return ([""] * left + row for row in sheet.iter_rows()) if left else iter(sheet.iter_rows())
