"""Read the publishers' own files, unaltered: XLSX, ODS and CSV into the columns of ``data/published/``.

A table is found by what its sheet says, never by cell address; what is not understood is listed with
its place; figures that contradict each other stop the reading. Nothing is written here.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd

from . import doubts as doubting
from . import home_office as open_data
from . import home_office_crime as recorded_crime
from . import home_office_outcomes as outcomes
from . import ons_appendix as appendix
from . import ons_appendix_more as appendix_more
from . import ons_force_areas as force_areas
from . import ons_rolling_years as rolling
from . import ons_survey as survey
from . import places
from . import recognise as recognising
from .cells import Book, open_book
from .headers import header_row, title
from .reading import Found, Reading, Recognised, Unreadable
from .recognise import KNOWN, named

__all__ = ["KNOWN", "Reading", "Recognised", "Unreadable", "read", "recognise"]


def recognise(path: str | Path) -> Recognised:
    """Say which publisher, table and edition a file is.

    Parameters
    ----------
    path : path
        An XLSX, ODS or CSV file as downloaded.

    Raises
    ------
    Unreadable
        One line where the file cannot be read, or is none that harmstats knows (the line names those).
    """
    with open_book(path) as book:
        return recognising.recognise(book)


def read(path: str | Path, published: date | None = None, before: Callable[[date | None], pd.DataFrame] | None = None,
         data: str | Path | None = None) -> Reading:  # fmt: skip
    """Read the figures of a publisher's file.

    Parameters
    ----------
    path : path
    published : datetime.date, optional
        The day of publication where the file does not say it; it stands before what the file says.
    before : callable, optional
        Gives the figures of the editions before a day of publication, in the columns of ``data/published/``:
        what moved further than revisions do is listed in `doubts`.
    data : path, optional
        The data folder whose places are used.

    Raises
    ------
    Unreadable
        One line naming file, sheet, cell and rule: nothing of the file may be used.
    """
    with open_book(path) as book:
        return _read(book, published, before, data)


def _read(book: Book, published: date | None, before, data: str | Path | None) -> Reading:
    known = recognising.recognise(book)
    found = Found()
    found.notes.extend(known.notes)
    try:
        end = _READERS[known.layout](book, places.read(data), found)
    except (IndexError, KeyError, AttributeError, TypeError, OverflowError) as error:
        raise Unreadable(f"{book.file}: the layout is not as expected ({type(error).__name__}: {error})") from error
    if known.layout != "nothing held" and not found.rows:
        where, why = found.skipped[0] if found.skipped else (book.file, "nothing was found")
        raise Unreadable(f"{book.file}: no figure could be read; first: {where}: {why}")
    said = known.published or (open_data.published(book) if known.publisher == recognising.HOME_OFFICE else None)
    day = published or said
    if published and known.data_to and published < known.data_to:
        raise Unreadable(f"{book.file}: published {published} is before the end of its data, {known.data_to}")
    edition = known.edition or (named(known.layout, known.table, day, end) if end else "")
    if found.absent:
        found.notes.append(f"{found.absent} cells hold a shorthand for 'no figure' and give none")
    told = tuple(found.doubts) + (doubting.doubts(found, before(day)) if before is not None else ())
    return Reading(known.table, edition, day, found.frame(), tuple(found.places), tuple(found.skipped),
                   tuple(found.notes), told, end, replace(known, published=said))  # fmt: skip


def _appendix(book: Book, _, found: Found):
    years, months, counts = None, None, {}
    for sheet in book.sheets:
        if not appendix.is_offences(sheet):
            continue
        one = appendix.read(sheet, found)
        if any(period.months == 12 for _, period in one):
            years, counts = sheet, counts | one
        else:
            months = one if months is None else months | one
    if years is None:
        raise Unreadable(f"{book.file}: no table of offences by year (Table A5a, or A4 to 2022)")
    if months is not None:
        appendix.check_months(counts, months, years, found)
    year = max((period for _, period in counts), key=lambda p: p.end)
    for sheet in book.sheets:
        text = title(sheet)
        if appendix_more.RATES_TITLE.match(text):
            appendix_more.read_rates(sheet, counts, found)
        elif appendix_more.SUBS_TITLE.match(text):
            appendix_more.read_sub_offences(sheet, counts, found)
        elif appendix_more.ONLINE_TITLE.match(text):
            appendix_more.read_online(sheet, counts, year, found)
        elif text.startswith(("Table A7", "Table B2", "Table C5")):
            found.skip(
                sheet.here, f"the title '{text[:60]}' is not that of rates, offences within a class or the online mark"
            )
        elif not appendix.is_offences(sheet) and header_row(sheet, ("Offence code", "Offence category")) >= 0:
            found.skip(sheet.here, f"offences by code under the title '{text[:60]}', which is no table harmstats knows")
    return year.end


def _force_areas(book: Book, where: places.Places, found: Found):
    counts: dict = {}
    sheets = [s for s in book.sheets if force_areas.is_force_areas(s)]
    for cell in (c for s in book.sheets if not s.name.startswith("Table") for r in s.head(12) for c in r):
        if "original publication" in str(cell):
            found.notes.append(" ".join(str(cell).split())[:300])
    latest = force_areas.data_to(sheets)
    order = {"count": 0, "change": 1, "rate": 2, "": 3}
    for sheet in sorted(sheets, key=lambda s: order[force_areas.unit(title(s))]):
        force_areas.read(sheet, where, found, counts, latest)
    for sheet in book.sheets:
        if sheet not in sheets and header_row(sheet, ("Area Name", "Stalking and harassment")) >= 0:
            found.skip(sheet.here, f"police force areas under the title '{title(sheet)[:60]}', which names no table")
    return latest.end


def _nothing(book: Book, _, found: Found):
    for sheet in book.sheets:
        found.skip(sheet.here, "harmstats knows this publication but holds no series of it")
    return


_READERS = {
    "appendix": _appendix,
    "force areas": _force_areas,
    "recorded crime": lambda book, where, found: recorded_crime.read(book, where, found).end,
    "outcomes": lambda book, where, found: outcomes.read(book, where, found).end,
    "survey": lambda book, where, found: survey.read(book.sheets[0], found).end,
    "rolling": lambda book, where, found: rolling.read(book.sheets[0], where, found).end,
    "nothing held": _nothing,
}
