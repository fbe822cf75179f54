"""A CSV as rows, whatever program saved it: UTF-8 or Windows-1252, commas, semicolons or tabs."""

import csv
from collections import Counter
from collections.abc import Iterator
from functools import cached_property
from itertools import islice
from pathlib import Path

from .reading import Unreadable

MOST_ROWS, MOST_COLUMNS = 1_100_000, 17_000
MOST_LINE = 2 << 20
SAMPLE = 60  # rows by which the separator is told


class CsvSheet:
    """One file; `file` is its name in messages."""

    def __init__(self, path: Path, file: str):
        self.path, self.file = path, file

    def close(self) -> None:
        """Nothing is held open."""

    def head(self, _: str, count: int) -> list[list]:
        """The first rows."""
        return list(islice(self.rows(), count))

    def rows(self, _: str = "") -> Iterator[list]:
        """Yield the rows as they stand, blank ones too."""
        yield from self._read(self._separator)

    @cached_property
    def _separator(self) -> str:
        """The sign that cuts most rows into the same number of cells: titles and numbers may hold any of them."""

        def same(sign: str) -> tuple[int, int]:
            widths = Counter(len(row) for row in islice(self._read(sign), SAMPLE) if len(row) > 1)
            return max(((many, width) for width, many in widths.items()), default=(0, 0))

        return max((",", ";", "\t"), key=same)

    @cached_property
    def _encoding(self) -> str:
        encoding = "utf-8-sig"
        with self.path.open("rb") as file:
            while line := file.readline(MOST_LINE + 1):
                if len(line) > MOST_LINE:
                    raise Unreadable(f"{self.file}: a line of more than {MOST_LINE >> 20} MB; it is no table")
                if encoding != "cp1252":
                    try:
                        line.decode()
                    except UnicodeDecodeError:
                        encoding = "cp1252"
        return encoding

    def _read(self, separator: str) -> Iterator[list]:
        try:
            with self.path.open(encoding=self._encoding, newline="") as file:
                csv.field_size_limit(1 << 17)  # Python's own, which other libraries lift for the whole process
                reader = csv.reader(file, delimiter=separator)
                for number, row in enumerate(reader):
                    if number >= MOST_ROWS or len(row) > MOST_COLUMNS:
                        why = f"more than {MOST_ROWS:,} rows or {MOST_COLUMNS:,} columns"
                        raise Unreadable(f"{self.file}, line {reader.line_num}: {why}")
                    yield row
        except csv.Error as error:
            raise Unreadable(f"{self.file}, line {reader.line_num}: broken CSV ({error})") from None
        except UnicodeDecodeError as error:
            raise Unreadable(f"{self.file}: neither UTF-8 nor Windows-1252 text ({error.reason})") from None
        except OSError as error:
            raise Unreadable(f"{self.file}: cannot be read ({error.strerror})") from None
