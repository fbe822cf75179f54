"""What the Home Office open data tables share: one row a force, quarter and offence code, in every year sheet."""

from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from operator import itemgetter

from ...core.periods import Period
from . import offence_classes as classes
from .headers import key, parsed, parsed_day, title
from .places import Places
from .reading import Extract, Recognised, Unreadable
from .records import Records
from .sheets import Book, Sheet

PUBLISHER = "Home Office"
KEYS = ("Financial Year", "Financial Quarter", "Force Name", "Offence Code")
MOST_KINDS = 5_000
RECORDED, OUTCOMES = "home-office-recorded-crime", "home-office-outcomes"
# What the tables are called, where their figures go, and the columns that tell them apart.
KINDS = (
    ("outcomes", OUTCOMES, ("Outcome Type", "Outcome Group")),
    ("recorded crime by police force area", RECORDED, ("Number of Offences", "Offence Group")),
)
HELD = {"8L", "8M", "8Q", "8R", "8U", "3B"}
# Bodies beside the forces, as keys.
BODIES = {
    "actionfraud",
    "cifas",
    "ukfinance",
    "financialfraudactionuk",
    "nationalfraudintelligencebureau",
    "reportfraud",
}


def data_sheets(book: Book, names: tuple[str, ...] = KEYS, extract: Extract | None = None) -> Iterator[Records]:
    """The sheets that hold data, those with these headers, one by one: none is parsed before its turn.

    Sheets with some of the headers go into `extract`, if it is given; one header amiss stops the reading.
    """
    for sheet in book.sheets:
        if data := Records.find(sheet, names):
            yield data
        elif extract is not None:
            _check_headers(sheet, names, extract)


def _check_headers(sheet: Sheet, names: tuple[str, ...], extract: Extract) -> None:
    wanted = {key(name): name for name in names}
    for number, row in enumerate(sheet.head(40)):
        lost = wanted.keys() - {key(cell) for cell in row if isinstance(cell, str)}
        if len(lost) == 1:
            raise Unreadable(f"{sheet.at(number)}: no column '{wanted[lost.pop()]}'; the header may be misspelt")
        if 1 < len(lost) < len(wanted) - 1:
            absent = " and ".join(sorted(wanted[name] for name in lost))
            extract.skip(sheet.at(number), f"no columns {absent}: not read as data")


def recognise(book: Book) -> Recognised | None:
    """Recognise open data by the first data sheet: the others are like it.

    Raises
    ------
    Unreadable
        Where a sheet has the columns of open data, but those of no kind that harmstats knows.
    """
    for data in data_sheets(book):
        for name, table, columns in KINDS:
            if data.has(*columns):
                day = published(book, data.sheet)
                return Recognised(PUBLISHER, f"Open data tables: {name}", table, "", day, None)
    for data in data_sheets(book, KEYS[:3]):
        if not data.has("Offence codes"):  # offences with knives have one column of several codes
            raise Unreadable(
                f"{data.sheet.at(data.at)}: open data without the columns 'Offence Code' and 'Offence Group' "
                "and 'Number of Offences', or 'Outcome Type' and 'Outcome Group'; a header may be misspelt"
            )
        name = title(book.sheets[0]) if data.sheet is not book.sheets[0] else "open data"
        return Recognised(PUBLISHER, name, "", "", published(book), None)
    return None


def published(book: Book, until: Sheet | None = None) -> date | None:
    """The day a cover or notes sheet names after the word published; None where it names none.

    With `until` no sheet behind that one is looked at: it would have to be parsed whole.
    """
    for sheet in book.sheets:
        for text in (str(cell) for row in sheet.head(25) for cell in row):
            at = text.lower().find("publi")
            if sheet.name and at >= 0 and (day := parsed_day(text[at:])):
                return day
        if sheet is until:
            return None
    return None


def of_one_kind(book: Book, table: str, extract: Extract) -> Iterator[Records]:
    """The data sheets of a table; others with the headers of open data go into `extract`."""
    words, columns = next((words, columns) for words, name, columns in KINDS if name == table)
    for data in data_sheets(book, extract=extract):
        if data.has(*columns):
            yield data
        else:
            extract.skip(data.sheet.at(data.at), f"the columns are not those of {words.partition(' by ')[0]}")


class Quarters:
    """Force and quarter of each row, understood once by how they are written: they repeat in row after row."""

    def __init__(self, data: Records, places: Places):
        self.sheet, self.places = data.sheet, places
        self.columns = tuple(data.column(name) for name in KEYS[:3])
        self.labels = itemgetter(*self.columns)
        self.known: dict[tuple, tuple[str, Period]] = {}

    def of(self, number: int, row: list) -> tuple[str, Period]:
        """Return the force and the quarter; no force for a body that is none, as Action Fraud."""
        labels = self.labels(row)
        if labels not in self.known:
            self.known[labels] = self._read(number, *labels)
        return self.known[labels]

    def _read(self, number: int, year: object, quarter: object, name: object) -> tuple[str, Period]:
        digit = str(quarter).strip().upper().removeprefix("Q").removesuffix(".0")
        period = parsed(f"Q{digit} {str(year).strip()}")
        if period is None:
            why = f"'{str(year)[:20]}', '{str(quarter)[:20]}' is no financial year and quarter"
            raise Unreadable(f"{self.sheet.at(number, self.columns[1])}: {why}")
        force = "" if key(name) in BODIES else self.places.force(str(name))
        if not force and key(name) not in BODIES:
            raise Unreadable(f"{self.sheet.at(number, self.columns[2])}: '{str(name)[:40]}' is no police force")
        return force, period


def offence(sheet: Sheet, number: int, row: list, code_at: int, words_at: int | None) -> tuple[str, str]:
    """Return code and description of the offence of a row, the description as key.

    Raises
    ------
    Unreadable
        Where a code of the classes held stands beside another description, or the description beside another code.
    """
    code, words = str(row[code_at]).strip().upper(), "" if words_at is None else key(row[words_at])
    shown, usual = "" if words_at is None else str(row[words_at])[:50], classes.BY_NAME.get(words)
    if code in HELD and words and words not in classes.NAMES[code]:
        raise Unreadable(f"{sheet.at(number)}: code {code} beside '{shown}', which is another offence")
    if code not in HELD and usual in HELD:
        raise Unreadable(f"{sheet.at(number, code_at)}: '{shown}' has code {usual}, not '{code[:10]}'")
    return code, words


def check_quarters(book: Book, quarters: list[Period]) -> None:
    """Raise Unreadable where a quarter between the first and the last has no row."""
    for before, after in pairwise(quarters):
        if after != before.shifted(3):
            gap = f"no row for {before.shifted(3).label}, between {before.label} and {after.label}"
            raise Unreadable(f"{book.file}: {gap}")
