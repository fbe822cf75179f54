"""ONS Appendix tables A4 (to 2022), A5a and A5b: offences by class, years and months, England and Wales.

The figures of a column must add up: the code rows above a subtotal give the subtotal, the printed
changes follow from the years, and the months of Table A5b from the years of Table A5a.
"""

import re
from datetime import timedelta

from ...core.periods import Period
from . import offence_classes as classes
from .cells import Sheet
from .headers import Wide, key, month, title, wide, year_ending, years_ending
from .reading import Found, Unreadable

TABLE = "ons-appendix-offences"
PLACE = "England and Wales"
NUMBER = r"Table\s+[A-Z]\d+[a-z]?\s*:\s*"  # the publisher numbers tables anew now and then: A4 became A5a
TITLE = re.compile(NUMBER + r"Police recorded crime by offences?\b(?! group)", re.I)
CHECKED = ("violencewithoutinjury", "stalkingandharassment", "othersexualoffences")
ALL = "totalrecordedcrimealloffencesexcludingfraud"
_TO = re.compile(r"\bto ([A-Z][a-z]{2,8}) (20\d\d)")
_OTHER_UNIT = re.compile(r"\b(thousands?|000s?|per 1,000|rates?|proportions?|percentages? of)\b", re.I)


def is_offences(sheet: Sheet) -> bool:
    """True where the sheet says it is one of these tables."""
    return bool(TITLE.match(title(sheet)))


def check_unit(sheet: Sheet, words: re.Pattern = _OTHER_UNIT) -> str:
    """Return the title; raise Unreadable where it names a unit other than single offences."""
    text = title(sheet)
    if other := words.search(text):
        raise Unreadable(f"{sheet.here}: the title says '{other[0]}'; this table counts offences")
    return text


def read(sheet: Sheet, found: Found) -> dict[tuple[str, Period], float]:
    """Read one of the tables into `found`; return the counts by code ("" the group, ``all`` the total) and period."""
    check_unit(sheet)
    table = wide(sheet, ("Offence code", "Offence category"), found)
    picked = _pick(sheet, table)
    _check_sums(table)
    yearly = any(c.period and c.base is None and c.period.months == 12 for c in table.columns)
    latest = max(c.period for c in table.columns if c.period)
    counts: dict[tuple[str, Period], float] = {}
    for code, (number, cells) in picked.items():
        series = classes.CLASSES.get(code, classes.GROUP)
        for col in (c for c in table.columns if c.period and c.base is None):
            where, cell = table.cell(number, cells, col)
            if not take(found, where, cell, whole=True):
                continue
            counts[code, col.period] = cell.number
            if code == "all":
                continue
            first = yearly and col.period == latest
            text = classes.note(code, col.period)
            status = "official" if first else "official-revised" if yearly else "official-provisional"
            if first:
                text = "; ".join(filter(None, ("first release of this period", text)))
            found.add(
                where,
                TABLE,
                series,
                col.period,
                PLACE,
                cell.number,
                status=status,
                locator=sheet.name.strip(),
                note=text,
            )
    for code, (number, cells) in picked.items():
        _changes(table, code, number, cells, counts, found)
    _check_end(table, latest, found)
    return counts


def _check_end(table: Wide, latest: Period, found: Found) -> None:
    """Raise Unreadable where the columns end before or after what the title says, unless one was skipped."""
    text = title(table.sheet)
    ends = [p.end for p in years_ending(text)]
    ends += [year_ending(month(name), int(year)).end for name, year in _TO.findall(text) if month(name)]
    head = {table.sheet.at(table.header_row, index) for index in range(200)}
    if ends and max(ends) != latest.end and not head & {where for where, _ in found.skipped}:
        raise Unreadable(f"{table.sheet.here}: the title runs to {max(ends)}, the columns to {latest.end}")


def take(found: Found, where: str, cell, whole: bool = False) -> bool:
    """True for a number; count a shorthand, list what is not understood; whole counts must be whole."""
    if cell.number is None:
        if cell.code and cell.code != "empty":
            found.absent += 1
        else:
            found.skip(
                where, f"'{cell.text[:40]}' is no number and no known shorthand" if cell.text else "the cell is empty"
            )
        return False
    if whole and (cell.number < 0 or cell.number != int(cell.number)):
        raise Unreadable(f"{where}: {cell.number:g} is no count of offences")
    return True


def _pick(sheet: Sheet, table: Wide) -> dict[str, tuple[int, list]]:
    picked: dict[str, tuple[int, list]] = {}
    for number, (code, name), cells in table.rows:
        code, words = str(code).strip().upper(), key(name)
        if code and code in classes.CLASSES and code != "88E":
            if words not in classes.NAMES[code]:
                raise Unreadable(f"{sheet.at(number)}: code {code} beside '{str(name)[:50]}', which is another offence")
        elif not code and words == "stalkingandharassment":
            code = ""
        elif not code and words.startswith(ALL):
            code = "all"
        elif classes.BY_NAME.get(words, "88") not in ("88", "88C", "88E"):
            raise Unreadable(
                f"{sheet.at(number)}: '{str(name)[:50]}' beside code '{code[:10]}', not {classes.BY_NAME[words]}"
            )
        else:
            continue
        if code in picked:
            raise Unreadable(f"{sheet.at(number)}: a second row for {code or 'Stalking and harassment'}")
        picked[code] = (number, cells)
    if "" not in picked:
        raise Unreadable(f"{sheet.here}: no row 'Stalking and harassment'")
    if missing := [c for c in ("8L", "8M", "8Q", "3B", "88C") if c not in picked]:
        raise Unreadable(f"{sheet.here}: no row with code {missing[0]}")
    return picked


def _check_sums(table: Wide) -> None:
    columns = [c for c in table.columns if c.period and c.base is None]
    added = [0.0] * len(columns)
    parts = 0
    seen = set()
    for number, (code, name), cells in table.rows:
        values = [table.cell(number, cells, c)[1].number for c in columns]
        if str(code).strip():
            added = [a + (v or 0) for a, v in zip(added, values, strict=True)]
            parts += 1
            continue
        if key(name) in CHECKED and parts > 1:
            seen.add(key(name))
            for col, total, parts_sum in zip(columns, values, added, strict=True):
                if total is not None and abs(total - parts_sum) > 0.5:
                    raise Unreadable(
                        f"{table.sheet.at(number, col.index)}: {str(name).strip()[:40]} {total:.0f} in '{col.header}', "
                        f"but the rows above add up to {parts_sum:.0f}"
                    )
        added, parts = [0.0] * len(columns), 0
    if missing := [c for c in CHECKED if c not in seen]:
        raise Unreadable(f"{table.sheet.here}: no subtotal row '{missing[0]}' under its parts; they cannot be checked")


def _changes(table: Wide, code: str, number: int, cells: list, counts: dict, found: Found) -> None:
    series = classes.CLASSES.get(code, classes.GROUP) + "-percent-change"
    for col in (c for c in table.columns if c.base):
        where, cell = table.cell(number, cells, col)
        if not take(found, where, cell):
            continue
        new, old = counts.get((code, col.period)), counts.get((code, col.base))
        if not old or new is None or abs(100 * (new / old - 1) - cell.number) > 0.06:
            raise Unreadable(
                f"{where}: printed change {cell.number:.2f}% does not follow from {old or 0:.0f} and {new or 0:.0f}"
            )
        if code == "all":
            continue
        found.add(
            where,
            TABLE,
            series,
            col.period,
            PLACE,
            round(cell.number, 6),
            status="official",
            breakdown=f"compared_with_year_ending={col.base.end}",
            locator=f"{table.sheet.name.strip()} last columns",
            note=classes.note(code, col.period, col.base),
        )


def check_months(years: dict, months: dict, sheet: Sheet, found: Found) -> None:
    """Raise Unreadable where twelve months of Table A5b do not add up to the year of Table A5a."""
    checked = 0
    for (code, year), count in years.items():
        parts = [months.get((code, p)) for p in _months(year)]
        if any(p is None for p in parts):
            continue
        checked += 1
        if abs(sum(parts) - count) > 0.5:
            raise Unreadable(
                f"{sheet.here}: the months of {classes.CLASSES.get(code, 'the group')} add up to {sum(parts):.0f} for "
                f"{year.label}, but the table of years has {count:.0f}"
            )
    if not checked:
        found.notes.append(
            f"{sheet.here}: no year is covered by twelve months, so months were not checked against years"
        )


def _months(year: Period) -> list[Period]:
    found, start = [], year.start
    while start <= year.end:
        following = (start.replace(day=28) + timedelta(days=4)).replace(day=1)
        found.append(Period(start, following - timedelta(days=1)))
        start = following
    return found
