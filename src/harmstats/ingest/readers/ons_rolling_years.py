"""Recorded crime by police force area, rolling years to December 2018: one CSV of forces, offences and ends of year."""

import re
from collections import defaultdict
from datetime import date, datetime
from itertools import islice

from ...core.periods import Period
from . import offence_classes as classes
from .cells import Sheet
from .headers import header_row, key, month, year_ending
from .places import Places
from .reading import Found, Unreadable
from .shorthand import read as read_cell

TABLE = "recorded-crime-rolling-years"
MARK = ("12 months ending", "PFA", "Offence", "Rolling year total number of offences")
OFFENCE = "stalkingandharassment"
HIGHER = (
    "higher than later editions for 2015/16 and 2016/17: the later files hold fewer offences for South Wales, "
    "Hampshire, Kent and Sussex"
)


def is_rolling(sheet: Sheet) -> bool:
    """True where the columns are those of this table."""
    return header_row(sheet, MARK, 5) >= 0


def end_of_year(value) -> Period | None:
    """The year that ends on a day written in any of the publisher's styles.

    Examples
    --------
    >>> [end_of_year(t).label for t in ("31/03/2003", "31-Mar-03", "2018-12-31", "31-Dec-2018")]
    ['YE Mar 2003', 'YE Mar 2003', 'YE Dec 2018', 'YE Dec 2018']
    >>> end_of_year("03/31/2003") is None and end_of_year("30/03/2003") is None
    True
    """
    text = str(value.date() if isinstance(value, datetime) else value).strip()
    if m := re.fullmatch(r"(\d{1,2})[-/. ]([A-Za-z]{3,9}|\d{1,2})[-/. ](\d{4}|\d{2})", text):
        day, name, year = int(m[1]), m[2], int(m[3]) + (2000 if len(m[3]) == 2 else 0)
    elif m := re.fullmatch(r"(\d{4})-(\d{2})-(\d{2})(?: 00:00:00)?", text):
        day, name, year = int(m[3]), m[2], int(m[1])
    else:
        return None
    number = int(name) if name.isdigit() else month(name)
    if not 1 <= number <= 12 or not 1990 <= year <= 2100:
        return None
    found = year_ending(number, year)
    return found if found.end == date(year, number, min(day, found.end.day)) and day == found.end.day else None


def read(sheet: Sheet, places: Places, found: Found) -> Period:
    """Sum the forces of every year into `found`; a force missing in a year stops the reading."""
    at = header_row(sheet, MARK, 5)
    keys = [key(c) for c in sheet.head(at + 1)[at]]
    when, pfa, offence, count = (keys.index(key(n)) for n in MARK)
    values: dict[Period, dict[str, float]] = defaultdict(dict)
    known: dict[str, Period | None] = {}
    for number, row in enumerate(islice(sheet.rows(), at + 1, None), at + 1):
        if not any(str(c).strip() for c in row):
            continue
        if len(row) < len(keys):
            raise Unreadable(f"{sheet.at(number)}: {len(row)} cells, but the header has {len(keys)}")
        text = str(row[when])
        if text not in known:
            known[text] = end_of_year(row[when])
        if (year := known[text]) is None:
            raise Unreadable(f"{sheet.at(number, when)}: '{text[:20]}' is not the last day of a month")
        words = key(row[offence])
        if words != OFFENCE:
            if "stalk" in words or "harassment" in words:
                found.skip(
                    sheet.at(number, offence), f"'{str(row[offence])[:40]}' is not the group Stalking and harassment"
                )
            continue
        force = places.force(str(row[pfa]))
        if not force:
            found.skip(sheet.at(number, pfa), f"'{str(row[pfa])[:40]}' is no police force")
            continue
        cell = read_cell(row[count])
        if cell.number is None or cell.number < 0 or cell.number != int(cell.number):
            raise Unreadable(
                f"{sheet.at(number, count)}: '{str(row[count])[:30]}' is no count; the year cannot be summed"
            )
        if force in values[year]:
            raise Unreadable(f"{sheet.at(number)}: a second row for {force}, {year.label}")
        values[year][force] = cell.number
    if not values:
        raise Unreadable(f"{sheet.here}: no row 'Stalking and harassment'")
    last = max(values)
    for year, forces in sorted(values.items()):
        if lost := sorted(set(places.regions) - set(forces)):
            raise Unreadable(
                f"{sheet.here}: no figure of {lost[0]} for {year.label}; all 44 forces are needed for a sum"
            )
        note = classes.note("", year) or (HIGHER if date(2016, 3, 1) < year.end < date(2018, 3, 1) else "")
        found.add(
            f"{sheet.here}, rows of {year.label}",
            TABLE,
            classes.GROUP,
            year,
            "England and Wales",
            sum(forces.values()),
            method="sum of forces",
            status="official" if year == last else "official-revised",
            locator="all rows Stalking and harassment",
            note=note,
        )
    return last
