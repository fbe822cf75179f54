"""Say which publisher, table and edition a file is, by what stands in it; its name is not asked."""

import re
from datetime import date, timedelta

from ...core.periods import Period
from . import home_office as open_data
from . import home_office_crime as recorded_crime
from . import home_office_outcomes as outcomes
from . import ons_appendix as appendix
from . import ons_force_areas as force_areas
from . import ons_rolling_years as rolling
from . import ons_survey as survey
from .cells import Book
from .headers import clean, month, plain_day, title, year_ending, years_ending
from .reading import Recognised, Unreadable

ONS, HOME_OFFICE = "Office for National Statistics", "Home Office"
KNOWN = (
    "ONS Appendix tables; ONS police force area tables; Home Office open data tables of recorded crime and of "
    "outcomes; the rolling years of recorded crime by police force area; ONS indicators 5.2.1 and 5.2.2"
)
SOONEST = timedelta(days=45)
OTHER_ONS = re.compile(r"Crime in England (?:and|&) Wales|Crime Survey for England|police force area tables", re.I)


def recognise(book: Book) -> Recognised:
    """Recognise an opened file.

    Raises
    ------
    Unreadable
        One line that names the files harmstats knows.
    """
    for ask in (_open_data, _appendix, _force_areas, _survey, _rolling):  # first the one that need not see all
        if (answer := ask(book)) is not None:
            return answer
    heads = [title(s) for s in book.sheets]
    shown = next((h for h in heads if h), "")
    raise Unreadable(f"{book.file}: not a file harmstats knows (it starts '{shown[:60]}'); it knows: {KNOWN}")


def _short(year: Period) -> str:
    return f"ye-{year.label.split()[1].lower()}-{year.end.year}"


def _appendix(book: Book) -> Recognised | None:
    sheets = [s for s in book.sheets if appendix.is_offences(s)]
    if not sheets:
        return None
    years = [p for s in sheets for p in years_ending(title(s))] or [p for s in sheets for p in _month_years(title(s))]
    if not years:
        raise Unreadable(f"{sheets[0].here}: the title names no 'year ending'")
    year = max(years, key=lambda p: p.end)
    day, notes = _cover(book, year, "Appendix tables")
    edition = f"ons-appendix-{_short(year)}"
    return Recognised(ONS, f"Appendix tables, {year.long}", appendix.TABLE, edition, day, year.end, "appendix", notes)


def _month_years(text: str) -> list[Period]:
    found = re.findall(r"\bto ([A-Z][a-z]+) (20\d\d)", text)
    return [year_ending(month(name), int(year)) for name, year in found if month(name)]


def _cover(book: Book, year: Period, words: str) -> tuple[date | None, tuple[str, ...]]:
    day, notes = None, []
    for sheet in book.sheets:
        if re.search(r"table", sheet.name, re.I) and not re.search(r"content", sheet.name, re.I):
            continue
        for row in sheet.head(15):
            for cell in row:
                text = clean(cell)
                if words and words.lower() in text.lower() and (said := years_ending(text)) and said[-1] != year:
                    notes.append(f"{sheet.here}: says {said[-1].long}, the tables {year.long}; the tables are followed")
                if re.search(r"\bpublished on\b", text) and (one := plain_day(text[text.index("published on") :])):
                    day = day or one
    if day and day < year.end + SOONEST:
        notes.append(f"the cover says published on {day}, too early for data to {year.end}; give --published")
        day = None
    return day, tuple(dict.fromkeys(notes))


def _force_areas(book: Book) -> Recognised | None:
    sheets = [s for s in book.sheets if force_areas.is_force_areas(s)]
    if not sheets:
        return None
    year = force_areas.data_to(sheets)
    if year is None:
        raise Unreadable(f"{sheets[0].here}: the title names no 'year ending'")
    day, notes = _cover(book, year, "PFA tables")
    again = any("original publication" in str(c) for s in book.sheets[:1] for r in s.head(12) for c in r)
    edition = f"ons-pfa-{_short(year)}" + ("-v2" if again else "")
    return Recognised(ONS, f"Police force area tables, {year.long}", force_areas.TABLE, edition, day,
                      year.end, "force areas", notes)  # fmt: skip


def _open_data(book: Book) -> Recognised | None:
    for layout_ in open_data.layouts(book):  # the first data sheet says what the others are
        if outcomes.is_outcomes(layout_):
            name, table, layout = "outcomes", outcomes.TABLE, "outcomes"
        elif recorded_crime.is_recorded(layout_):
            name, table, layout = "recorded crime by police force area", recorded_crime.TABLE, "recorded crime"
        else:
            continue
        what = f"Open data tables: {name}"
        return Recognised(HOME_OFFICE, what, table, "", open_data.published(book, layout_.sheet), None, layout)
    for other in open_data.layouts(book, open_data.KEYS[:3]):
        if "offencecodes" not in other.spots:  # offences with knives have one column of several codes
            raise Unreadable(
                f"{other.sheet.at(other.at)}: open data without the columns 'Offence Code' and 'Offence Group' "
                "and 'Number of Offences', or 'Outcome Type' and 'Outcome Group'; a header may be misspelt"
            )
        what = title(book.sheets[0]) if other.sheet is not book.sheets[0] else "open data"
        return Recognised(HOME_OFFICE, what, "", "", open_data.published(book), None, "nothing held")
    return None


def _survey(book: Book) -> Recognised | None:
    kind = survey.which(book.sheets[0]) if book.sheets else ""
    if kind == "other":
        for number, row in enumerate(book.sheets[0].rows()):
            if any("stalking" in str(cell).lower() for cell in row):
                raise Unreadable(
                    f"{book.sheets[0].at(number)}: stalking in an indicator file without the columns "
                    f"{', '.join(survey.MARK_521)} or {', '.join(survey.MARK_522)}; a header may be misspelt"
                )
        return Recognised(
            ONS, "another indicator of the Sustainable Development Goals", "", "", None, None, "nothing held"
        )
    if not kind:
        return None
    table = survey.PARTNER if kind == "521" else survey.FAMILY
    return Recognised(
        ONS, f"Indicator 5.2.{kind[-1]} of the Sustainable Development Goals", table, "", None, None, "survey"
    )


def _rolling(book: Book) -> Recognised | None:
    if not book.sheets or not rolling.is_rolling(book.sheets[0]):
        return None
    title_ = "Recorded crime by police force area, rolling years"
    return Recognised(HOME_OFFICE, title_, rolling.TABLE, "", None, None, "rolling")


def named(layout: str, table: str, day: date | None, end: date) -> str:
    """The edition id of a file that does not say it, as the editions held here are named.

    Examples
    --------
    >>> named("recorded crime", "home-office-recorded-crime", date(2026, 4, 23), date(2025, 12, 31))
    'ho-prc-open-2026-04'
    >>> named("survey", "crime-survey-sdg-521", None, date(2022, 3, 31))
    'ons-sdg-521-data-to-2022-03'
    """
    if layout == "recorded crime":
        return f"ho-prc-open-{day:%Y-%m}" if day else f"ho-prc-open-{end.year}"
    if layout == "outcomes":
        return f"ho-outcomes-{end.year - (end.month < 4)}-{(end.year + (end.month > 3)) % 100:02d}" + (
            f"-{day:%Y-%m}" if day else ""
        )
    if layout == "rolling":
        return f"ons-rec-crime-pfa-{end:%Y-%m}"
    number = table.rsplit("-", 1)[-1]
    return f"ons-sdg-{number}-{day:%Y%m}" if day else f"ons-sdg-{number}-data-to-{end:%Y-%m}"
