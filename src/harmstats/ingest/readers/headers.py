"""Find a table in a sheet by what it says: its title, its header names, the periods in its headers."""

import re
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import islice

from ...core.errors import HarmstatsError
from ...core.periods import MONTHS, Period
from .cells import Sheet
from .reading import Found, Unreadable
from .shorthand import Cell
from .shorthand import read as read_cell

MOST_ROWS = 5_000
_NOTE = re.compile(r"\[\s*notes?\b[^\]]*\]", re.I)
_TITLE = re.compile(r"Table\s+[A-Z]\d+[a-z]?\s*:")
_YEAR_ENDING = re.compile(r"year\s+ending\s+([A-Za-z]{3,9})\s+(\d{4}|\d{2})(?=\D|\d(?:,\d+)+|\d|$)", re.I)


def clean(text) -> str:
    """A label in one line without note markers.

    Examples
    --------
    >>> clean("Stalking and harassment [note 22, 27]"), clean("Apr 2002 to \\n Mar 2003")
    ('Stalking and harassment', 'Apr 2002 to Mar 2003')
    """
    return " ".join(_NOTE.sub(" ", str(text).replace("\xa0", " ")).split())


def key(text) -> str:
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
    return next((text for text in texts if _TITLE.match(text)), texts[0] if texts else "")


def month(name: str) -> int:
    """Number of a month by its name or first letters; 0 where it is none.

    Examples
    --------
    >>> month("Sept"), month("march"), month("Ma"), month("Sepx")
    (9, 3, 0, 0)
    """
    low = name.lower()
    for number, full in enumerate(MONTHS, 1):
        if len(low) >= 3 and full.lower().startswith(low):
            return number
    return 0


def year_ending(number: int, year: int) -> Period:
    """The year that ends with a month."""
    return Period.parse(f"year ending {MONTHS[number - 1]} {year}")


def years_ending(text: str) -> list[Period]:
    """Every "year ending Month YYYY" of a text, footnote digits behind the year notwithstanding.

    Examples
    --------
    >>> [p.label for p in years_ending("year ending March 2003 to year ending December 20191,2")]
    ['YE Mar 2003', 'YE Dec 2019']
    >>> [p.label for p in years_ending("number of offences, year ending December 181,2")]
    ['YE Dec 2018']
    """
    found = []
    for name, digits in _YEAR_ENDING.findall(text):
        number = month(name)
        full = digits if digits[:2] in ("19", "20") and len(digits) == 4 else "20" + digits[:2]
        if number:
            found.append(year_ending(number, int(full)))
    return found


def period(text) -> Period | None:
    """The period that a column header names; None where it names none."""
    try:
        found = Period.parse(clean(text))
    except HarmstatsError:
        return None
    return found if found.months else None


@dataclass(frozen=True)
class Column:
    """One column with a period (`period`), a change between two (`base` set), or neither."""

    index: int
    header: str
    period: Period | None = None
    base: Period | None = None
    where: str = ""


@dataclass(frozen=True)
class Wide:
    """A table with one row a thing and one column a period; `rows` are (number, labels, cells)."""

    sheet: Sheet
    header_row: int
    labels: int
    columns: tuple[Column, ...]
    rows: tuple[tuple[int, tuple, list], ...] = field(repr=False)

    def cell(self, row: int, cells: list, col: Column) -> tuple[str, Cell]:
        """Where and what a cell is."""
        value = cells[col.index] if col.index < len(cells) else ""
        return self.sheet.at(row, col.index), read_cell(value)


def header_row(sheet: Sheet, names: tuple[str, ...], most: int = 40) -> int:
    """Row (from 0) whose cells have all these names; -1 where there is none."""
    wanted = {key(name) for name in names}
    for number, row in enumerate(sheet.head(most)):
        if wanted <= {key(cell) for cell in row if isinstance(cell, str)}:
            return number
    return -1


def wide(sheet: Sheet, names: tuple[str, ...], found: Found) -> Wide:
    """Read a table of periods.

    Parameters
    ----------
    sheet : Sheet
    names : tuple of str
        Headers of the label columns, left of the periods.
    found : Found
        Takes what is skipped.

    Raises
    ------
    Unreadable
        If the header is not there, periods stand out of order, or a number stands under no header.
    """
    at = header_row(sheet, names)
    if at < 0:
        raise Unreadable(f"{sheet.here}: no row with the headers {' and '.join(names)}")
    rows = list(islice(sheet.rows(), MOST_ROWS + 1))
    if len(rows) > MOST_ROWS and any(cell != "" for row in rows[1_000:] for cell in row):
        raise Unreadable(f"{sheet.at(MOST_ROWS)}: more than {MOST_ROWS:,} rows; a table of periods has a few hundred")
    head = rows[at]
    spots = [i for i, cell in enumerate(head) if key(cell) in {key(n) for n in names}]
    if [key(head[i]) for i in spots] != [key(n) for n in names]:
        raise Unreadable(f"{sheet.at(at)}: the headers {' and '.join(names)} stand in another order or twice")
    body = [
        (at + 1 + n, tuple(row[i] if i < len(row) else "" for i in spots), row) for n, row in enumerate(rows[at + 1 :])
    ]
    body = [item for item in body if any(cell != "" for cell in item[2])]
    columns = _columns(sheet, at, head, spots, found)
    known = {c.index for c in columns} | set(spots)
    for number, _, row in body:
        for index, value in enumerate(row):
            if (
                index not in known
                and read_cell(value).number is not None
                and not (index < len(head) and str(head[index]).strip())
            ):
                raise Unreadable(f"{sheet.at(number, index)}: a number under no header; columns may have slipped")
    return Wide(sheet, at, len(spots), tuple(columns), tuple(body))


def _columns(sheet: Sheet, at: int, head: list, spots: list[int], found: Found) -> list[Column]:
    columns: list[Column] = []
    unread = False
    last: dict[tuple, Period] = {}
    for index, cell in enumerate(head):
        if index in spots or not str(cell).strip():
            continue
        text, where = clean(cell), sheet.at(at, index)
        if "%" in text or "change" in text.lower():
            columns.append(_change(index, text, where))
            continue
        one = period(text)
        previous = columns[-1].period if columns else None
        if one and one.months not in (1, 12) and previous:
            one = _misprint(one, previous, text, where, found)
        if one is None or one.months not in (1, 12):
            found.skip(where, f"header '{text[:60]}' names no month and no year")
            unread = True
            continue
        group = (one.months, one.end.month if one.months == 12 else 0)
        if group in last and one != (expected := last[group].shifted(one.months)) and not (unread and one > expected):
            raise Unreadable(f"{where}: '{text[:40]}' follows {last[group].label}; {expected.label} would be next")
        last[group] = one
        columns.append(Column(index, text, one, where=where))
    if not columns:
        raise Unreadable(f"{sheet.at(at)}: no header names a month or a year")
    return [_based(c, columns, found) for c in columns]


def _misprint(one: Period, previous: Period, text: str, where: str, found: Found) -> Period:
    after = previous.shifted(12)
    if previous.months == 12 and (one.end == after.end) != (one.start == after.start):
        found.notes.append(f"{where}: header '{text}' is misprinted; read as {after.label}, the year that follows")
        return after
    return one


_CHANGE = re.compile(r"\b([A-Z][a-z]{2,8})\.?\s+(20\d\d|\d\d)\b")


def _change(index: int, text: str, where: str) -> Column:
    ends = sorted(
        year_ending(month(name), int(year) + (2000 if len(year) == 2 else 0))
        for name, year in _CHANGE.findall(text)
        if month(name)
    )
    if "compared with previous year" in text.lower() and ends:
        return Column(index, text, ends[-1], ends[-1].shifted(-12), where)
    if len(ends) != 2 or ends[0] == ends[1]:
        return Column(index, text, None, None, where)
    return Column(index, text, ends[1], ends[0], where)


def _based(col: Column, columns: list[Column], found: Found) -> Column:
    if "%" not in col.header and "change" not in col.header.lower():
        return col
    years = {c.period for c in columns if c.base is None and c.period}
    if col.period in years and col.base in years:
        return col
    found.skip(col.where, f"header '{col.header[:60]}' compares years that are no columns of this table")
    return replace(col, period=None, base=None)


def plain_day(text: str) -> date | None:
    """A day written 26 January 2023; None where there is none."""
    if m := re.search(r"\b(\d{1,2})(?:st|nd|rd|th)? ([A-Z][a-z]+) (20\d\d)\b", text):
        try:
            return date(int(m[3]), month(m[2]) or 13, int(m[1]))
        except ValueError:
            return None
    return None
