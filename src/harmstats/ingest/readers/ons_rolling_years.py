"""Recorded crime by police force area, rolling years to December 2018: one CSV of forces, offences and ends of year."""

import re
from collections import defaultdict
from datetime import date
from functools import cache

from ...core.periods import MONTHS, Period
from . import offence_classes as classes
from .cell_values import read_cell
from .headers import header_row, key, parsed
from .home_office import PUBLISHER
from .places import Places
from .reading import ENGLAND_AND_WALES, Extract, Recognised, Unreadable
from .records import Records
from .sheets import Book

TABLE = "recorded-crime-rolling-years"
HEADERS = ("12 months ending", "PFA", "Offence", "Rolling year total number of offences")
HIGHER = (
    "higher than later editions for 2015/16 and 2016/17: the later files hold fewer offences for South Wales, "
    "Hampshire, Kent and Sussex"
)


def recognise(book: Book) -> Recognised | None:
    """Recognise the file by its columns; None where they are others."""
    if header_row(book.sheets[0], HEADERS, 5) < 0:
        return None
    return Recognised(PUBLISHER, "Recorded crime by police force area, rolling years", TABLE, "", None, None)


@cache
def end_of_year(value: object) -> Period | None:
    """The year that ends on a day written in any of the publisher's styles.

    Examples
    --------
    >>> [end_of_year(t).label for t in ("31/03/2003", "31-Mar-03", "2018-12-31", "31-Dec-2018")]
    ['YE Mar 2003', 'YE Mar 2003', 'YE Dec 2018', 'YE Dec 2018']
    >>> end_of_year("03/31/2003") is None and end_of_year("30/03/2003") is None
    True
    """
    text = str(value).strip()
    if written := re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)(?: 00:00:00)?", text):
        year, month, day = written.groups()
    elif written := re.fullmatch(r"(\d{1,2})[-/. ]([A-Za-z]{3,9}|\d{1,2})[-/. ]((?:\d\d)?\d\d)", text):
        day, month, year = written.groups()
    else:
        return None
    names = {str(number): name for number, name in enumerate(MONTHS, start=1)}
    return parsed(f"YE {int(day)} {names.get(month.lstrip('0'), month)} {year if len(year) == 4 else '20' + year}")


def read(book: Book, places: Places, extract: Extract) -> date:
    """Sum the forces of every year; a force missing in a year stops the reading. Return the last day covered."""
    sheet = book.sheets[0]
    records = Records.find(sheet, HEADERS, 5)
    assert records is not None  # it was recognised by them
    end_at, force_at, offence_at, count_at = map(records.column, HEADERS)
    values: dict[Period, dict[str, float]] = defaultdict(dict)
    for number, row in records.rows():
        if (year := end_of_year(row[end_at])) is None:
            raise Unreadable(f"{sheet.at(number, end_at)}: '{str(row[end_at])[:20]}' is not the last day of a month")
        offence = key(row[offence_at])
        if offence != "stalkingandharassment":
            if "stalk" in offence or "harassment" in offence:
                why = f"'{str(row[offence_at])[:40]}' is not the group Stalking and harassment"
                extract.skip(sheet.at(number, offence_at), why)
            continue
        force = places.force(str(row[force_at]))
        if not force:
            extract.skip(sheet.at(number, force_at), f"'{str(row[force_at])[:40]}' is no police force")
            continue
        count = read_cell(row[count_at]).number
        if count is None or count < 0 or not count.is_integer():
            why = f"'{str(row[count_at])[:30]}' is no count; the year cannot be summed"
            raise Unreadable(f"{sheet.at(number, count_at)}: {why}")
        if force in values[year]:
            raise Unreadable(f"{sheet.at(number)}: a second row for {force}, {year.label}")
        values[year][force] = count
    if not values:
        raise Unreadable(f"{sheet.here}: no row 'Stalking and harassment'")
    last = max(values)
    for year, forces in sorted(values.items()):
        if lost := sorted(places.regions.keys() - forces.keys()):
            why = f"no figure of {lost[0]} for {year.label}; all 44 forces are needed for a sum"
            raise Unreadable(f"{sheet.here}: {why}")
        note = classes.note("", year) or (HIGHER if date(2016, 3, 1) < year.end < date(2018, 3, 1) else "")
        more = {"status": "official" if year == last else "official-revised", "note": note}
        more |= {"method": "sum of forces", "locator": "all rows Stalking and harassment"}
        where, total = f"{sheet.here}, rows of {year.label}", sum(forces.values())
        extract.add(where, TABLE, classes.GROUP, year, ENGLAND_AND_WALES, total, **more)
    return last.end
