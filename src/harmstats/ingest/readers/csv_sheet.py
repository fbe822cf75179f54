"""A CSV as rows, whatever program saved it: UTF-8 or Windows-1252, commas, semicolons or tabs."""

import codecs
import csv
from collections import Counter
from collections.abc import Iterator
from functools import cached_property
from itertools import islice
from pathlib import Path

from .reading import Unreadable

MOST_ROWS, MOST_COLUMNS = 1_100_000, 17_000
MOST_LINE = 2 << 20
HEAD = 60


class CsvSheet:
    """One file; `file` is its name in messages."""

    def __init__(self, path: Path, file: str):
        self.path, self.file = path, file

    def close(self) -> None:
        """Nothing is held open."""

    def head(self, _: str, count: int) -> list[list]:
        """The first rows."""
        return self._head[:count] if count <= HEAD else list(islice(self.rows(), count))

    def rows(self, _: str = "") -> Iterator[list]:
        """Yield the rows as they stand, blank ones too."""
        yield from self._read(self._separator)

    @cached_property
    def _head(self) -> list[list]:
        return list(islice(self.rows(), HEAD))

    @cached_property
    def _separator(self) -> str:
        """The sign that cuts most rows into the same number of cells: titles and numbers may hold any of them."""

        def same(sign: str) -> tuple[int, int]:
            widths = Counter(len(row) for row in islice(self._read(sign), HEAD) if len(row) > 1)
            return max(((many, width) for width, many in widths.items()), default=(0, 0))

        return max((",", ";", "\t"), key=same)

    @cached_property
    def _encoding(self) -> str:
        decoder, line = codecs.getincrementaldecoder("utf-8-sig")(), 0
        try:
            with self.path.open("rb") as file:
                while piece := file.read(1 << 20):
                    end = max(piece.rfind(b"\n"), piece.rfind(b"\r"))
                    line = len(piece) - end if end >= 0 else line + len(piece)
                    if line > MOST_LINE:
                        raise Unreadable(f"{self.file}: a line of more than {MOST_LINE >> 20} MB; it is no table")
                    decoder.decode(piece)
                decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return "cp1252"
        return "utf-8-sig"

    def _read(self, separator: str) -> Iterator[list]:
        try:
            with self.path.open(encoding=self._encoding, newline="") as file:
                reader = csv.reader(file, delimiter=separator)
                try:
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
