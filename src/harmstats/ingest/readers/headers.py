"""Find a table in a sheet by what it says: its title, its header names, the periods in its headers."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import islice

from ...core.errors import HarmstatsError
from ...core.periods import Period
from .cell_values import Cell, read_cell
from .reading import Extract, Unreadable
from .sheets import Sheet

MOST_ROWS, HEAD_ROWS = 5_000, 40
_NOTE = re.compile(r"\[\s*notes?\b[^\]]*\]", re.I)
_YEAR_ENDING = re.compile(r"year\s+ending\s+([A-Za-z]{3,9})\s+(\d{4}|\d{2})(?=\D|\d(?:,\d+)+|\d|$)", re.I)
_CHANGE = re.compile(r"\b([A-Z][a-z]{2,8})\.?\s+(?:20)?(\d\d)\b")


def clean(text: object) -> str:
    """A label in one line without note markers.

    Examples
    --------
    >>> clean("Stalking and harassment [note 22, 27]"), clean("Apr 2002 to \\n Mar 2003")
    ('Stalking and harassment', 'Apr 2002 to Mar 2003')
    """
    return " ".join(_NOTE.sub(" ", str(text).replace("\xa0", " ")).split())


def key(text: object) -> str:
    """What is left of a label for comparing: its letters. Footnote digits glued to a name fall away.

    Examples
    --------
    >>> key("Stalking and harassment 5") == key("Stalking\\nand harassment [note 3]")
    True
    """
    return re.sub(r"[^a-z]", "", clean(text).lower())


def title(sheet: Sheet) -> str:
    """The text of a sheet that starts ``Table A5a:``, else its first text, else an empty string."""
    texts = [clean(cell) for row in sheet.head(8) for cell in row if isinstance(cell, str) and cell.strip()]
    return next((text for text in texts if re.match(r"Table\s+[A-Z]\d+[a-z]?\s*:", text)), texts[0] if texts else "")


def parsed(text: object) -> Period | None:
    """The period of whole months that a text names; None where it names none."""
    try:
        period = Period.parse(clean(text))
    except HarmstatsError:
        return None
    return period if period.months else None


def parsed_day(text: str) -> date | None:
    """The first day written like 26 January 2023; None where there is none."""
    written = re.search(r"\b(\d{1,2})(?:st|nd|rd|th)? ([A-Z][a-z]+ 20\d\d)\b", text)
    try:
        return Period.parse(f"{written[1]} {written[2]}").start if written else None
    except HarmstatsError:
        return None


def years_ending(text: str) -> list[Period]:
    """Every "year ending Month YYYY" of a text, footnote digits behind the year notwithstanding.

    Examples
    --------
    >>> [year.label for year in years_ending("year ending March 2003 to year ending December 20191,2")]
    ['YE Mar 2003', 'YE Dec 2019']
    >>> [year.label for year in years_ending("number of offences, year ending December 181,2")]
    ['YE Dec 2018']
    """
    return years_to(
        (name, digits if len(digits) == 4 and digits[:2] in ("19", "20") else f"20{digits[:2]}")
        for name, digits in _YEAR_ENDING.findall(text)
    )


def years_to(ends: Iterable[tuple[str, str]]) -> list[Period]:
    """The years that end with months given by name and year; what is no month is left out."""
    return [year for name, number in ends if (year := parsed(f"year ending {name} {number}"))]


def header_row(sheet: Sheet, names: tuple[str, ...], most: int = HEAD_ROWS) -> int:
    """Row (from 0) whose cells have all these names; -1 where there is none."""
    wanted = {key(name) for name in names}
    for number, row in enumerate(sheet.head(most)):
        if wanted <= {key(cell) for cell in row if isinstance(cell, str)}:
            return number
    return -1


def short_table(sheet: Sheet) -> list[list]:
    """All rows of a sheet that is no list of records; raise Unreadable where it has too many."""
    rows = list(islice(sheet.rows(), MOST_ROWS + 1))
    if len(rows) > MOST_ROWS and any(cell != "" for row in rows[1_000:] for cell in row):
        raise Unreadable(f"{sheet.at(MOST_ROWS)}: more than {MOST_ROWS:,} rows; a table of periods has a few hundred")
    return rows


@dataclass(frozen=True)
class Column:
    """A column of one period."""

    index: int
    header: str
    where: str
    period: Period


@dataclass(frozen=True)
class ChangeColumn(Column):
    """A column of changes to its period from another."""

    base: Period


@dataclass(frozen=True)
class Row:
    """A row: its number, the cells of the label columns, and all cells."""

    number: int
    labels: tuple
    cells: list


@dataclass(frozen=True)
class PeriodTable:
    """A table with one row a thing and one column a period; `unread` says that a header was not understood."""

    sheet: Sheet
    header_row: int
    columns: tuple[Column, ...]
    changes: tuple[ChangeColumn, ...]
    rows: tuple[Row, ...]
    unread: bool

    @property
    def latest(self) -> Period:
        """The last of its periods."""
        return max(column.period for column in self.columns)

    def cell(self, row: Row, column: Column) -> tuple[str, Cell]:
        """Where and what a cell is."""
        value = row.cells[column.index] if column.index < len(row.cells) else ""
        return self.sheet.at(row.number, column.index), read_cell(value)


def period_table(sheet: Sheet, names: tuple[str, ...], extract: Extract) -> PeriodTable:
    """Read a table of periods.

    Parameters
    ----------
    sheet : Sheet
    names : tuple of str
        Headers of the label columns, left of the periods.
    extract : Extract
        Takes what is skipped.

    Raises
    ------
    Unreadable
        If the header is not there, periods stand out of order, or a number stands under no header.
    """
    at = header_row(sheet, names)
    if at < 0:
        raise Unreadable(f"{sheet.here}: no row with the headers {' and '.join(names)}")
    rows = short_table(sheet)
    head, wanted = rows[at], [key(name) for name in names]
    labels = [index for index, cell in enumerate(head) if key(cell) in wanted]
    if [key(head[index]) for index in labels] != wanted:
        raise Unreadable(f"{sheet.at(at)}: the headers {' and '.join(names)} stand in another order or twice")
    headed = {index for index, cell in enumerate(head) if str(cell).strip()}
    headers = [(i, clean(head[i]), sheet.at(at, i)) for i in sorted(headed - set(labels))]
    skipped = len(extract.skipped)
    columns = _columns([header for header in headers if not _is_change(header[1])], extract)
    if not columns:
        raise Unreadable(f"{sheet.at(at)}: no header names a month or a year")
    changes = _changes([header for header in headers if _is_change(header[1])], columns, extract)
    unread = len(extract.skipped) > skipped
    body = []
    for number, row in enumerate(rows[at + 1 :], at + 1):
        for index, value in enumerate(row):
            if index not in headed and read_cell(value).number is not None:
                raise Unreadable(f"{sheet.at(number, index)}: a number under no header; columns may have slipped")
        if any(cell != "" for cell in row):
            body.append(Row(number, tuple(row[i] if i < len(row) else "" for i in labels), row))
    return PeriodTable(sheet, at, tuple(columns), tuple(changes), tuple(body), unread)


def _is_change(header: str) -> bool:
    return "%" in header or "change" in header.lower()


def _columns(headers: list[tuple[int, str, str]], extract: Extract) -> list[Column]:
    columns: list[Column] = []
    unread = False
    last: dict[tuple, Period] = {}
    for index, text, where in headers:
        period = parsed(text)
        if period and period.months not in (1, 12) and columns:
            after = columns[-1].period.shifted(12)
            if after.months == 12 and (period.end == after.end) != (period.start == after.start):
                year = f"{after.label}, the year that follows"
                extract.notes.append(f"{where}: header '{text}' is misprinted; read as {year}")
                period = after
        if period is None or period.months not in (1, 12):
            extract.skip(where, f"header '{text[:60]}' names no month and no year")
            unread = True
            continue
        kind = (period.months, period.end.month if period.months == 12 else 0)
        following = last[kind].shifted(period.months) if kind in last else period
        if period != following and not (unread and period > following):
            raise Unreadable(f"{where}: '{text[:40]}' follows {last[kind].label}; {following.label} would be next")
        last[kind] = period
        columns.append(Column(index, text, where, period))
    return columns


def _changes(headers: list[tuple[int, str, str]], columns: list[Column], extract: Extract) -> list[ChangeColumn]:
    """The columns of changes between two years that are columns themselves."""
    held, changes = {column.period for column in columns}, []
    for index, text, where in headers:
        ends = sorted(years_to((name, f"20{year}") for name, year in _CHANGE.findall(text)))
        if "compared with previous year" in text.lower() and ends:
            ends = [ends[-1].shifted(-12), ends[-1]]
        if len(ends) == 2 and ends[0] != ends[1] and held.issuperset(ends):
            changes.append(ChangeColumn(index, text, where, ends[1], ends[0]))
        else:
            extract.skip(where, f"header '{text[:60]}' compares years that are no columns of this table")
    return changes
