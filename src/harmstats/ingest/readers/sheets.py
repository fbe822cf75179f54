"""Open a workbook or CSV as sheets: rows of plain Python values, with the address of every cell."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from . import file_kind
from .csv_sheet import CsvSheet

if TYPE_CHECKING:  # loads the library that parses workbooks
    from .workbook import Workbook


def column(index: int) -> str:
    """Letters of a column, counted from 0.

    Examples
    --------
    >>> column(0), column(25), column(26), column(701)
    ('A', 'Z', 'AA', 'ZZ')
    """
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


@dataclass(frozen=True)
class Sheet:
    """One sheet: `file` and `name` for messages, `rows` to be run through again and again.

    Cells are str, float or other plain values, empty ones ``""``. Row 0 is the first row of the sheet
    even where the publisher left it blank, so that addresses are those a spreadsheet shows.
    """

    file: str
    name: str
    source: "CsvSheet | Workbook" = field(repr=False)

    def rows(self) -> Iterator[list]:
        """Yield the rows; cells beyond the last filled one may be missing."""
        return self.source.rows(self.name)

    def head(self, count: int) -> list[list]:
        """The first rows."""
        return self.source.head(self.name, count)

    def at(self, row: int, col: int | None = None) -> str:
        """Name a place: ``crime.xlsx, sheet 'Table_A5a', cell C12``; rows and columns count from 0."""
        return f"{self.here}, row {row + 1}" if col is None else f"{self.here}, cell {column(col)}{row + 1}"

    @cached_property
    def here(self) -> str:
        """Name the sheet; a CSV has none."""
        return f"{self.file}, sheet '{self.name.strip()[:60]}'" if self.name else self.file


@dataclass(frozen=True)
class Book:
    """A file as sheets, opened once."""

    file: str
    sheets: tuple[Sheet, ...]

    def close(self) -> None:
        """Let go of the file."""
        for sheet in self.sheets[:1]:
            sheet.source.close()


def open_book(path: str | Path) -> Book:
    """Open an XLSX, ODS or CSV file.

    Raises
    ------
    Unreadable
        One line where the file is missing, empty, encrypted, truncated, disguised or dangerously big.
    """
    path = Path(path)
    name = path.name[:120]
    if file_kind.kind(path) == "csv":
        return Book(name, (Sheet(name, "", CsvSheet(path, name)),))
    from .workbook import Workbook

    workbook = Workbook(path, name)
    return Book(name, tuple(Sheet(name, sheet, workbook) for sheet in workbook.names))
