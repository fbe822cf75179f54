"""Read a publisher's own file, unaltered: say which it is, and give its figures in the columns of ``data/published/``.

A table is found by what its sheet says, never by cell address or the name of the file; what is not understood is
listed with its place; figures that contradict each other stop the reading. Nothing is written here.
"""

import math
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd

from ..store.published import COLUMNS
from .readers import (
    home_office,
    home_office_crime,
    home_office_outcomes,
    ons_appendix,
    ons_appendix_offences,
    ons_force_areas,
    ons_rolling_years,
    ons_survey,
)
from .readers import places as reference
from .readers.headers import title
from .readers.reading import ENGLAND_AND_WALES, Extract, Reading, Recognised, Unreadable
from .readers.sheets import Book, open_book

KNOWN = (
    "ONS Appendix tables; ONS police force area tables; Home Office open data tables of recorded crime and of "
    "outcomes; the rolling years of recorded crime by police force area; ONS indicators 5.2.1 and 5.2.2"
)
_RECOGNISERS = (
    home_office.recognise,  # first, as it need not see every sheet
    ons_appendix.recognise,
    ons_force_areas.recognise,
    ons_survey.recognise,
    ons_rolling_years.recognise,
)
# What reads a file, by the table that it fills first.
_READERS = {
    home_office.RECORDED: home_office_crime.read,
    home_office.OUTCOMES: home_office_outcomes.read,
    ons_appendix_offences.TABLE: ons_appendix.read,
    ons_force_areas.TABLE: ons_force_areas.read,
    ons_survey.PARTNER.table: ons_survey.read,
    ons_survey.FAMILY.table: ons_survey.read,
    ons_rolling_years.TABLE: ons_rolling_years.read,
}
_CELL = ["series", "period_start", "period_end", "geography", "breakdown"]
# How far a figure may be revised from one edition to the next before it is doubted.
_NATIONAL, _LOCAL = 0.02, 0.10


def read(
    path: str | Path,
    published: date | None = None,
    before: Callable[[date | None], pd.DataFrame] | None = None,
    data: str | Path | None = None,
) -> Reading:
    """Read the figures of a publisher's file.

    Parameters
    ----------
    path : path
    published : datetime.date, optional
        The day of publication where the file does not say it; it stands before what the file says.
    before : callable, optional
        Gives the figures of the editions before a day of publication, in the columns of ``data/published/``, the
        newest edition last: what moved further than revisions do is listed in `doubts`.
    data : path, optional
        The data folder whose places are used.

    Raises
    ------
    Unreadable
        One line naming file, sheet, cell and rule: nothing of the file may be used.
    """
    extract, places = Extract(), reference.read(data)
    with closing(open_book(path)) as book:
        known = _recognise(book)
        extract.notes.extend(known.notes)
        end = _read_figures(book, known, places, extract)
        day = known.published
        if day is None and known.publisher == home_office.PUBLISHER:
            day = home_office.published(book)
    known = replace(known, published=day)
    day = published or day
    if published and known.data_to and published < known.data_to:
        raise Unreadable(f"{book.file}: published {published} is before the end of its data, {known.data_to}")
    edition = known.edition or (edition_name(known.table, day, end) if end else "")
    if extract.absent:
        extract.notes.append(f"{extract.absent} cells hold a shorthand for 'no figure' and give none")
    if before is not None:
        extract.doubts.extend(_doubts(extract, before(day)))
    return Reading(
        edition=edition,
        published=day,
        figures=pd.DataFrame(extract.rows, columns=["table", *COLUMNS]),
        places=tuple(extract.places),
        skipped=tuple(extract.skipped),
        notes=tuple(extract.notes),
        doubts=tuple(extract.doubts),
        recognised=known,
    )


def _recognise(book: Book) -> Recognised:
    for ask in _RECOGNISERS if book.sheets else ():
        if (known := ask(book)) is not None:
            return known
    start = next((text for sheet in book.sheets if (text := title(sheet))), "")
    raise Unreadable(f"{book.file}: not a file harmstats knows (it starts '{start[:60]}'); it knows: {KNOWN}")


def _read_figures(book: Book, known: Recognised, places: reference.Places, extract: Extract) -> date | None:
    """Read what is held of a file; return the last day covered, None where harmstats holds nothing of it."""
    if not known.table:
        for sheet in book.sheets:
            extract.skip(sheet.here, "harmstats knows this publication but holds no series of it")
        return None
    try:
        end = _READERS[known.table](book, places, extract)
    except (IndexError, KeyError, AttributeError, TypeError, OverflowError) as error:
        raise Unreadable(f"{book.file}: the layout is not as expected ({type(error).__name__}: {error})") from error
    if not extract.rows:
        where, why = extract.skipped[0] if extract.skipped else (book.file, "nothing was found")
        raise Unreadable(f"{book.file}: no figure could be read; first: {where}: {why}")
    return end


def edition_name(table: str, day: date | None, end: date) -> str:
    """The edition id of a file that does not say it, as the editions held here are named.

    Parameters
    ----------
    table : str
    day : datetime.date, optional
        The day of publication.
    end : datetime.date
        The last day covered.

    Examples
    --------
    >>> edition_name("home-office-recorded-crime", date(2026, 4, 23), date(2025, 12, 31))
    'ho-prc-open-2026-04'
    >>> edition_name("home-office-outcomes", None, date(2025, 3, 31))
    'ho-outcomes-2024-25'
    >>> edition_name("crime-survey-sdg-521", None, date(2022, 3, 31))
    'ons-sdg-521-data-to-2022-03'
    """
    if table == home_office.RECORDED:
        return f"ho-prc-open-{day:%Y-%m}" if day else f"ho-prc-open-{end.year}"
    if table == home_office.OUTCOMES:
        start = end.year - (end.month < 4)
        return f"ho-outcomes-{start}-{(start + 1) % 100:02d}{f'-{day:%Y-%m}' if day else ''}"
    if table == ons_rolling_years.TABLE:
        return f"ons-rec-crime-pfa-{end:%Y-%m}"
    number = table.rsplit("-", 1)[-1]
    return f"ons-sdg-{number}-{day:%Y%m}" if day else f"ons-sdg-{number}-data-to-{end:%Y-%m}"


def _doubts(extract: Extract, before: pd.DataFrame) -> list[tuple[str, str]]:
    """Figures that are far from those of the last edition, with the place of each: doubted, not dropped."""

    def cell(series: str, start: object, end: object, geography: str, breakdown: str) -> tuple[str, ...]:
        return series, str(start)[:10], str(end)[:10], geography, breakdown  # days, as dates or as text

    known = {cell(*row[:-1]): float(row[-1]) for row in before[[*_CELL, "value"]].itertuples(index=False)}
    doubts = []
    for row, where in zip(extract.rows, extract.places, strict=True):
        old = known.get(cell(*(row[name] for name in _CELL)), math.nan)
        share = _NATIONAL if row["geography"] == ENGLAND_AND_WALES else _LOCAL
        least = 25 if abs(old) > 100 else 3 if old.is_integer() else 0.05
        if abs(row["value"] - old) > max(least, share * abs(old)):
            doubts.append((where, f"{row['series']} is {row['value']:g}, but was {old:g} in the edition before"))
    return doubts
