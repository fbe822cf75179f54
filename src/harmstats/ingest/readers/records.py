"""A sheet that is a list of records: a row each, below one row of headers."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from .headers import HEAD_ROWS, header_row, key
from .reading import Unreadable
from .sheets import Sheet


@dataclass(frozen=True)
class Records:
    """Where the columns are: `at` is the row of the headers, `columns` the index by the key of a header."""

    sheet: Sheet
    at: int
    columns: dict[str, int]

    @classmethod
    def find(cls, sheet: Sheet, names: tuple[str, ...], most: int = HEAD_ROWS) -> "Records | None":
        """The records below the row with all these headers; None where there is none in the first `most` rows."""
        at = header_row(sheet, names, most)
        if at < 0:
            return None
        columns: dict[str, int] = {}
        for index, cell in enumerate(sheet.head(at + 1)[at]):
            if (name := key(cell)) in columns:
                raise Unreadable(f"{sheet.at(at, index)}: a second column '{str(cell)[:40]}'")
            if name:
                columns[name] = index
        return cls(sheet, at, columns)

    def column(self, *names: str) -> int:
        """Index of the first of these columns that is there; raise Unreadable where none is."""
        for name in map(key, names):
            if name in self.columns:
                return self.columns[name]
        raise Unreadable(f"{self.sheet.at(self.at)}: no column '{names[0]}'; the header may be misspelt")

    def has(self, *names: str) -> bool:
        """True where all of these columns are there."""
        return all(key(name) in self.columns for name in names)

    def rows(self) -> Iterator[tuple[int, list]]:
        """Row number and cells below the headers; blank rows of a padded sheet are passed over."""
        first, width = min(self.columns.values()), max(self.columns.values()) + 1
        for number, row in enumerate(islice(self.sheet.rows(), self.at + 1, None), self.at + 1):
            if len(row) != width or row[first] == "":
                if not any(cell != "" for cell in row):
                    continue
                if len(row) < width:
                    raise Unreadable(f"{self.sheet.at(number)}: {len(row)} cells, but the header has {width}")
                if any(cell != "" for cell in row[width:]):
                    why = "a value under no header; columns may have slipped"
                    raise Unreadable(f"{self.sheet.at(number, width)}: {why}")
            yield number, row
