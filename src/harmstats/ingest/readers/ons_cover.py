"""What the workbooks of an ONS bulletin say of themselves on their cover and notes sheets."""

import re
from datetime import date, timedelta

from ...core.periods import Period
from .headers import clean, parsed_day, years_ending
from .sheets import Book

PUBLISHER = "Office for National Statistics"
SOONEST = timedelta(days=45)


def published(book: Book, year: Period, words: str) -> tuple[date | None, tuple[str, ...]]:
    """Return the day of publication, and what a reader should know of the cover.

    Parameters
    ----------
    book : Book
    year : Period
        The last year of its tables.
    words : str
        What the publisher calls these tables: another year beside them is told.

    Returns
    -------
    tuple of date and notes
        No date where the cover names none, or one too early for what is in the tables.
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
    if day and day < year.end + SOONEST:
        notes.append(f"the cover says published on {day}, too early for data to {year.end}; give --published")
        day = None
    return day, tuple(dict.fromkeys(notes))


def edition(tables: str, year: Period) -> str:
    """The id of an edition, as those held here are named.

    Examples
    --------
    >>> edition("appendix", Period.parse("YE Sep 2025"))
    'ons-appendix-ye-sep-2025'
    """
    return f"ons-{tables}-{year.label.lower().replace(' ', '-')}"
