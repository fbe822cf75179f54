"""What the Home Office open data tables share: one row a force, quarter and offence code, in every year sheet."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice

from ...core.errors import HarmstatsError
from ...core.periods import Period
from .cells import Book, Sheet
from .headers import header_row, key, plain_day
from .places import Places
from .reading import Found, Unreadable

KEYS = ("Financial Year", "Financial Quarter", "Force Name", "Offence Code")
OTHERS = {
    "actionfraud",
    "cifas",
    "ukfinance",
    "financialfraudactionuk",
    "nationalfraudintelligencebureau",
    "reportfraud",
}


@dataclass(frozen=True)
class Layout:
    """Where the columns of a data sheet are: `at` is the row of the header, `spots` column by name key."""

    sheet: Sheet
    at: int
    spots: dict[str, int]

    def spot(self, *names: str) -> int:
        """Index of the first of these columns that is there; raise Unreadable where none is."""
        for name in names:
            if key(name) in self.spots:
                return self.spots[key(name)]
        raise Unreadable(f"{self.sheet.at(self.at)}: no column '{names[0]}'; the header may be misspelt")


def layouts(book: Book, names: tuple[str, ...] = KEYS, found: Found | None = None) -> Iterator[Layout]:
    """The sheets that hold data, those with these headers, one by one: none is parsed before its turn.

    Sheets with some of the headers go into `found`, if it is given; one header amiss stops the reading.
    """
    for sheet in book.sheets:
        at = header_row(sheet, names)
        if at < 0:
            if found is not None:
                _nearly(sheet, names, found)
            continue
        spots: dict[str, int] = {}
        for index, cell in enumerate(sheet.head(at + 1)[at]):
            if not (name := key(cell)):
                continue
            if name in spots:
                raise Unreadable(f"{sheet.at(at, index)}: a second column '{str(cell)[:40]}'")
            spots[name] = index
        yield Layout(sheet, at, spots)


def _nearly(sheet: Sheet, names: tuple[str, ...], found: Found) -> None:
    wanted = {key(name): name for name in names}
    for number, row in enumerate(sheet.head(40)):
        lost = wanted.keys() - {key(cell) for cell in row if isinstance(cell, str)}
        if len(lost) == 1:
            raise Unreadable(f"{sheet.at(number)}: no column '{wanted[lost.pop()]}'; the header may be misspelt")
        if 1 < len(lost) < len(wanted) - 1:
            found.skip(
                sheet.at(number), f"no columns {' and '.join(sorted(wanted[n] for n in lost))}: not read as data"
            )


def rows(layout: Layout) -> Iterator[tuple[int, list]]:
    """Row number and cells below the header; blank rows of a padded sheet are passed over."""
    first, width = layout.spot("Financial Year"), max(layout.spots.values()) + 1
    for number, row in enumerate(islice(layout.sheet.rows(), layout.at + 1, None), layout.at + 1):
        if len(row) != width or row[first] == "":
            if not any(cell != "" for cell in row):
                continue
            if len(row) < width:
                raise Unreadable(f"{layout.sheet.at(number)}: {len(row)} cells; {width} are expected")
            if any(cell != "" for cell in row[width:]):
                raise Unreadable(f"{layout.sheet.at(number, width)}: a value under no header; columns may have slipped")
        yield number, row


class Quarters:
    """Financial quarters as months, each written form looked up once.

    Examples
    --------
    >>> Quarters()("2025/26", 3.0).label, Quarters()("2025/26", "Q4").label
    ('Oct-Dec 2025', 'Jan-Mar 2026')
    """

    def __init__(self):
        self.known: dict[tuple, Period | None] = {}

    def __call__(self, year, quarter) -> Period | None:
        """The quarter, or None where year or quarter is none."""
        at = (year, quarter)
        if at not in self.known:
            digits = str(quarter).strip().upper().removeprefix("Q").removesuffix(".0")
            try:
                self.known[at] = Period.parse(f"Q{digits} {str(year).strip()}") if digits in "1234" and digits else None
            except HarmstatsError:
                self.known[at] = None
        return self.known[at]


class Forces:
    """Names of forces, each looked up once; None for bodies that are no police force, "" where unknown."""

    def __init__(self, places: Places):
        self.places = places
        self.known: dict[str, str | None] = {}

    def __call__(self, text) -> str | None:
        """The force."""
        if text not in self.known:
            self.known[text] = None if key(text) in OTHERS else self.places.force(str(text))
        return self.known[text]


def published(book: Book, until: Sheet | None = None) -> date | None:
    """The day a cover or notes sheet names after the word published; None where it names none.

    With `until` no sheet behind that one is looked at: it would have to be parsed whole.
    """
    for sheet in book.sheets:
        if not sheet.name:
            continue
        for row in sheet.head(25):
            for cell in row:
                low = str(cell).lower()
                if "publi" in low and (day := plain_day(str(cell)[low.index("publi") :])):
                    return day
        if sheet is until:
            return None
    return None
