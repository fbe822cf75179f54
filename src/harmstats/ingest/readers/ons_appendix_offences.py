"""ONS Appendix tables A4 (to 2022), A5a and A5b: offences by class, years and months, England and Wales.

The figures of a column must add up: the code rows above a subtotal give the subtotal, the printed
changes follow from the years, and the months of Table A5b from the years of Table A5a.
"""

import re

from ...core.periods import Period
from . import offence_classes as classes
from .headers import PeriodTable, Row, key, period_table, title, years_ending, years_to
from .reading import ENGLAND_AND_WALES, Extract, Unreadable
from .sheets import Sheet

Counts = dict[tuple[str, Period], float]

TABLE = "ons-appendix-offences"
NUMBER = r"Table\s+[A-Z]\d+[a-z]?\s*:\s*"  # the publisher numbers tables anew now and then: A4 became A5a
TITLE = re.compile(NUMBER + r"Police recorded crime by offences?\b(?! group)", re.I)
LABELS = ("Offence code", "Offence category")
SUBTOTALS = ("violencewithoutinjury", "stalkingandharassment", "othersexualoffences")
ALL = "totalrecordedcrimealloffencesexcludingfraud"
_TO = re.compile(r"\bto ([A-Z][a-z]{2,8}) (20\d\d)")
_OTHER_UNIT = re.compile(r"\b(thousands?|000s?|per 1,000|rates?|proportions?|percentages? of)\b", re.I)


def is_offences(sheet: Sheet) -> bool:
    """True where the sheet says it is one of these tables."""
    return bool(TITLE.match(title(sheet)))


def years_of(text: str) -> list[Period]:
    """The years that a title names, as "year ending June 2025" and as "to June 2025"."""
    return [*years_ending(text), *years_to(_TO.findall(text))]


def check_unit(sheet: Sheet) -> None:
    """Raise Unreadable where the title names a unit other than single offences."""
    if other := _OTHER_UNIT.search(title(sheet)):
        raise Unreadable(f"{sheet.here}: the title says '{other[0]}'; this table counts offences")


def read(sheet: Sheet, extract: Extract) -> Counts:
    """Read one of the tables; return the counts by code ("" the group, ``all`` the total) and period."""
    check_unit(sheet)
    table = period_table(sheet, LABELS, extract)
    rows = _rows(table)
    _check_subtotals(table)
    yearly = any(column.period.months == 12 for column in table.columns)
    counts: Counts = {}
    for code, row in rows.items():
        for column in table.columns:
            where, cell = table.cell(row, column)
            count = extract.number(where, cell, whole=True)
            if count is None:
                continue
            counts[code, column.period] = count
            if code == "all":
                continue
            note, status = classes.note(code, column.period), "official-revised" if yearly else "official-provisional"
            if yearly and column.period == table.latest:
                note = "; ".join(filter(None, ("first release of this period", note)))
                status = "official"
            more = {"status": status, "locator": sheet.name.strip(), "note": note}
            extract.add(where, TABLE, classes.series(code), column.period, ENGLAND_AND_WALES, count, **more)
    for code, row in rows.items():
        _add_changes(table, code, row, counts, extract)
    ends = [year.end for year in years_of(title(sheet))]
    if ends and max(ends) != table.latest.end and not table.unread:
        raise Unreadable(f"{sheet.here}: the title runs to {max(ends)}, the columns to {table.latest.end}")
    return counts


def check_months(years: Counts, months: Counts, sheet: Sheet, extract: Extract) -> None:
    """Raise Unreadable where twelve months of Table A5b do not add up to the year that Table A5a has."""
    checked = False
    for (code, year), count in years.items():
        parts = [part for (of, month), part in months.items() if of == code and year.start <= month.start <= year.end]
        if len(parts) < year.months:
            continue
        checked = True
        if abs(sum(parts) - count) > 0.5:
            raise Unreadable(
                f"{sheet.here}: the months of {classes.CLASSES.get(code, 'the group')} add up to {sum(parts):.0f} for "
                f"{year.label}, but the table of years has {count:.0f}"
            )
    if not checked:
        why = "no year is covered by twelve months, so months were not checked against years"
        extract.notes.append(f"{sheet.here}: {why}")


def _rows(table: PeriodTable) -> dict[str, Row]:
    """The rows of the classes held, of the group and of all offences, by code."""
    rows: dict[str, Row] = {}
    sheet = table.sheet
    for row in table.rows:
        code, name, words = str(row.labels[0]).strip().upper(), str(row.labels[1])[:50], key(row.labels[1])
        if code in classes.CLASSES and code != "88E":
            if words not in classes.NAMES[code]:
                raise Unreadable(f"{sheet.at(row.number)}: code {code} beside '{name}', which is another offence")
        elif not code and words.startswith(ALL):
            code = "all"
        elif classes.BY_NAME.get(words, "88") not in ("88", "88C", "88E"):
            raise Unreadable(
                f"{sheet.at(row.number)}: '{name}' beside code '{code[:10]}', not {classes.BY_NAME[words]}"
            )
        elif code or words != "stalkingandharassment":
            continue
        if code in rows:
            raise Unreadable(f"{sheet.at(row.number)}: a second row for {code or 'Stalking and harassment'}")
        rows[code] = row
    if "" not in rows:
        raise Unreadable(f"{sheet.here}: no row 'Stalking and harassment'")
    if missing := [code for code in ("8L", "8M", "8Q", "3B", "88C") if code not in rows]:
        raise Unreadable(f"{sheet.here}: no row with code {missing[0]}")
    return rows


def _check_subtotals(table: PeriodTable) -> None:
    """Raise Unreadable where a subtotal is not the sum of the rows with a code right above it."""
    checked = set()
    parts: list[Row] = []
    for row in table.rows:
        code, name = row.labels
        if str(code).strip():
            parts.append(row)
            continue
        if key(name) in SUBTOTALS and len(parts) > 1:
            checked.add(key(name))
            for column in table.columns:
                where, total = table.cell(row, column)
                added = sum(table.cell(part, column)[1].number or 0 for part in parts)
                if total.number is not None and abs(total.number - added) > 0.5:
                    raise Unreadable(
                        f"{where}: {str(name).strip()[:40]} {total.number:.0f} in '{column.header}', "
                        f"but the rows above add up to {added:.0f}"
                    )
        parts = []
    if missing := [name for name in SUBTOTALS if name not in checked]:
        raise Unreadable(f"{table.sheet.here}: no subtotal row '{missing[0]}' under its parts; they cannot be checked")


def _add_changes(table: PeriodTable, code: str, row: Row, counts: Counts, extract: Extract) -> None:
    for column in table.changes:
        where, cell = table.cell(row, column)
        change = extract.number(where, cell)
        if change is None:
            continue
        new, old = counts.get((code, column.period), 0), counts.get((code, column.base), 0)
        if not old or abs(100 * (new / old - 1) - change) > 0.06:
            raise Unreadable(f"{where}: printed change {change:.2f}% does not follow from {old:.0f} and {new:.0f}")
        if code != "all":
            more = {"status": "official", "breakdown": f"compared_with_year_ending={column.base.end}"}
            more |= {"locator": f"{table.sheet.name.strip()} last columns"}
            more |= {"note": classes.note(code, column.period, column.base)}
            series = f"{classes.series(code)}-percent-change"
            extract.add(where, TABLE, series, column.period, ENGLAND_AND_WALES, round(change, 6), **more)
