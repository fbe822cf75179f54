"""Sheets of a workbook or CSV as rows of plain Python values, with the address of every cell."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from . import guards
from .model import Unreadable

MOST_ROWS = 1_100_000
MOST_COLUMNS = 702


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
    source: object

    def rows(self) -> Iterator[list]:
        """Yield the rows; cells beyond the last filled one may be missing."""
        return self.source()

    def head(self, count: int) -> list[list]:
        """The first rows."""
        found = []
        for row in self.rows():
            if len(found) >= count:
                break
            found.append(row)
        return found

    def at(self, row: int, col: int | None = None) -> str:
        """Name a place: ``crime.xlsx, sheet 'Table_A5a', cell C12``; rows and columns count from 0."""
        place = f"row {row + 1}" if col is None else f"cell {column(col)}{row + 1}"
        return f"{self.here}, {place}"

    @property
    def here(self) -> str:
        """Name the sheet; a CSV has none."""
        shown = "".join(c if c.isprintable() else "?" for c in self.name.strip())[:60]
        return f"{self.file}, sheet '{shown}'" if self.name else self.file


@dataclass(frozen=True)
class Book:
    """A file as sheets, opened once."""

    file: str
    sheets: tuple[Sheet, ...]
    path: Path


def open_book(path: str | Path) -> Book:
    """Open an XLSX, ODS or CSV file.

    Raises
    ------
    Unreadable
        One line where the file is missing, empty, encrypted, truncated, disguised or dangerously big.
    """
    path = Path(path)
    name = "".join(c if c.isprintable() else "?" for c in path.name)[:120]
    if path.is_dir():
        raise Unreadable(f"{name}: a folder; name a file")
    if guards.kind(path) == "csv":
        return Book(name, (Sheet(name, "", _csv(path, name)),), path)
    guards.check_zip(path)
    import python_calamine

    try:
        workbook = python_calamine.load_workbook(str(path))
        names = list(workbook.sheet_names)
    except (python_calamine.CalamineError, OSError, ValueError) as error:
        raise Unreadable(f"{name}: not a workbook that can be read ({_short(error)}); download it again") from None
    return Book(name, tuple(Sheet(name, n, _grid(workbook, name, n)) for n in names), path)


def _short(error: Exception) -> str:
    return " ".join(str(error).split())[:100]


def _grid(workbook, file: str, name: str):
    kept: list = []

    def rows() -> Iterator[list]:
        import python_calamine

        if not kept:
            try:
                kept.append(workbook.get_sheet_by_name(name))
            except (python_calamine.CalamineError, ValueError) as error:
                raise Unreadable(f"{file}, sheet '{name}': cannot be read ({_short(error)})") from None
        sheet = kept[0]
        if sheet.start is None:
            return
        _, left = sheet.start  # iter_rows gives blank rows above the table, but no blank columns left of it
        if sheet.total_height > MOST_ROWS or sheet.total_width > MOST_COLUMNS:
            raise Unreadable(
                f"{file}, sheet '{name}': {sheet.total_height} rows and {sheet.total_width} columns; "
                f"at most {MOST_ROWS} and {MOST_COLUMNS}"
            )
        if left:
            pad = [""] * left
            for row in sheet.iter_rows():
                yield pad + row
        else:
            yield from sheet.iter_rows()

    return rows


def _csv(path: Path, name: str):
    def rows() -> Iterator[list]:
        encoding = _encoding(path)
        try:
            with path.open(encoding=encoding, newline="") as file:
                reader = csv.reader(file)
                for number, row in enumerate(reader):
                    if number >= MOST_ROWS or len(row) > 17_000:
                        raise Unreadable(
                            f"{name}, line {reader.line_num}: more than {MOST_ROWS} rows or 17,000 columns"
                        )
                    yield row
        except csv.Error as error:
            raise Unreadable(f"{name}, line {reader.line_num}: broken CSV ({error})") from None
        except UnicodeDecodeError as error:
            raise Unreadable(f"{name}: neither UTF-8 nor Windows-1252 text ({error.reason})") from None

    return rows


def _encoding(path: Path) -> str:
    import codecs

    decode = codecs.getincrementaldecoder("utf-8-sig")()
    with path.open("rb") as file:
        try:
            while piece := file.read(1 << 20):
                decode.decode(piece)
            decode.decode(b"", final=True)
        except UnicodeDecodeError:
            return "cp1252"
    return "utf-8-sig"
