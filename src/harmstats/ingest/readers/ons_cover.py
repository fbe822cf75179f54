"""What the workbooks of an ONS bulletin say of themselves on their cover and notes sheets."""

import re
from collections.abc import Callable
from datetime import date, timedelta

from ...core.periods import Period
from .headers import clean, parsed_day, title, years_ending
from .reading import Recognised, Unreadable
from .sheets import Book, Sheet

PUBLISHER = "Office for National Statistics"


def last_year(sheets: list[Sheet], years_of: Callable[[str], list[Period]] = years_ending) -> Period:
    """The last year that the titles of tables name; raise Unreadable where they name none."""
    years = [year for sheet in sheets for year in years_of(title(sheet))]
    if not years:
        raise Unreadable(f"{sheets[0].here}: the title names no 'year ending'")
    return max(years)


def recognised(book: Book, table: str, year: Period, name: str, words: str, edition: str) -> Recognised:
    """Say which publication a workbook is, by its cover where that is true.

    Parameters
    ----------
    book : Book
    table : str
        The main table that it fills.
    year : Period
        The last year of its tables.
    name, words : str
        What its tables are, and what the publisher calls them: another year beside these words is told.
    edition : str
        What its editions are called, before the year.

    Examples
    --------
    >>> year = Period.parse("YE Sep 2025")
    >>> recognised(Book("crime.xlsx", ()), "", year, "Appendix tables", "Appendix tables", "ons-appendix").edition
    'ons-appendix-ye-sep-2025'
    """
    day: date | None = None
    notes = []
    for sheet in book.sheets:
        if re.search(r"table", sheet.name, re.I) and not re.search(r"content", sheet.name, re.I):
            continue
        for text in (clean(cell) for row in sheet.head(15) for cell in row):
            years = years_ending(text) if words.lower() in text.lower() else []
            if years and years[-1] != year:
                notes.append(f"{sheet.here}: says {years[-1].long}, the tables {year.long}; the tables are followed")
            if found := re.search(r"\bpublished on\b.*", text):
                day = day or parsed_day(found[0])
    if day and day < year.end + timedelta(days=45):
        notes.append(f"the cover says published on {day}, too early for data to {year.end}; give --published")
        day = None
    edition = f"{edition}-{year.label.lower().replace(' ', '-')}"
    return Recognised(PUBLISHER, f"{name}, {year.long}", table, edition, day, year.end, tuple(dict.fromkeys(notes)))
