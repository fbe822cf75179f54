"""ONS police force area tables P1 to P4 and the police force rows of C2, old and accessible form, XLSX and CSV.

Counts must add up twice: the parts of violence along a row, and forces to regions to England and Wales.
"""

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from ...core.periods import Period
from . import offence_classes as classes
from . import ons_cover
from .cell_values import Cell, read_cell
from .headers import clean, header_row, key, short_table, title, years_ending
from .places import Places
from .reading import ENGLAND_AND_WALES, Extract, Recognised, Unreadable
from .sheets import Book, Sheet

# Of every area by its name: the place and the cell of every column, by the key of its header.
Areas = dict[str, dict[str, tuple[str, Cell]]]
# Offences of the group and all offences, by area and year.
Counts = dict[tuple[str, Period], tuple[float, float | None]]

TABLE = "ons-police-force-areas"
TITLE = re.compile(
    r"Table\s+(P\d+|C\d+)\s*:\s*(?:Number of )?Police recorded crimes? (?:by offence group and police force area"
    r"|for headline offences by Community Safety Partnership area)",
    re.I,
)
GROUP, VIOLENCE, ALL = "stalkingandharassment", "violenceagainsttheperson", "totalrecordedcrimeexcludingfraud"
NEEDED = (VIOLENCE, ALL, "homicide", "violencewithinjury", "violencewithoutinjury", GROUP)
DRIVING = ("deathorseriousinjuryunlawfuldriving", "deathorseriousinjurycausedbyillegaldriving")
PARTS = (*NEEDED[2:], *DRIVING)
# What the title says the cells are; then how the row below the headers begins, where there is one.
UNITS = {
    "number of offences": "count",
    "number of police recorded crimes": "count",
    "percentage change": "change",
    "rate of offences": "rate",
}
UNIT_ROWS = {"count": "number", "change": "percentagechange", "rate": "rateperpopulation"}
# Headers of code and name of an area, by the letter of the table.
AREA_NAMES = {"P": ("Area Code", "Area Name"), "C": ("Police Force Area code", "Police Force Area name")}
TRANSPORT_POLICE = "British Transport Police"


def recognise(book: Book) -> Recognised | None:
    """Recognise the tables by their titles; None where none of them is there."""
    sheets = _tables(book)
    if not sheets:
        return None
    year, name = ons_cover.last_year(sheets), "Police force area tables"
    known = ons_cover.recognised(book, TABLE, year, name, "PFA tables", "ons-pfa")
    return replace(known, edition=f"{known.edition}-v2") if _republished(book.sheets[:1]) else known


def read(book: Book, places: Places, extract: Extract) -> date:
    """Read every table, counts first, which the others are checked by; return the last day covered."""
    extract.notes.extend(_republished(sheet for sheet in book.sheets if not sheet.name.startswith("Table")))
    sheets = _tables(book)
    latest = ons_cover.last_year(sheets)
    counts: Counts = {}
    order = ("count", "change", "rate", "")
    for sheet in sorted(sheets, key=lambda sheet: order.index(_unit(title(sheet)))):
        _read_table(sheet, places, extract, counts, latest)
    for sheet in book.sheets:
        if sheet not in sheets and header_row(sheet, ("Area Name", "Stalking and harassment")) >= 0:
            extract.skip(sheet.here, f"police force areas under the title '{title(sheet)[:60]}', which names no table")
    return latest.end


def _tables(book: Book) -> list[Sheet]:
    return [sheet for sheet in book.sheets if TITLE.match(title(sheet))]


def _republished(sheets: Iterable[Sheet]) -> list[str]:
    """What the sheets say of an original publication that this one replaces."""
    cells = [str(cell) for sheet in sheets for row in sheet.head(12) for cell in row]
    return [" ".join(cell.split())[:300] for cell in cells if "original publication" in cell]


def _unit(text: str) -> str:
    """``count``, ``change`` or ``rate`` by the title; an empty string where it says none of them."""
    units = {unit for words, unit in UNITS.items() if words in text.lower()}
    return units.pop() if len(units) == 1 else ""


def _read_table(sheet: Sheet, places: Places, extract: Extract, counts: Counts, latest: Period) -> None:
    text = title(sheet)
    unit, number = _unit(text), text.partition(":")[0].split()[-1].upper()
    years = sorted(set(years_ending(text)))
    if not unit or not years:
        raise Unreadable(f"{sheet.here}: the title names no unit (number, rate, percentage change) or no 'year ending'")
    base, year = years[0], years[-1]
    if unit == "change" and (len(years) != 2 or base != year.shifted(-12)):
        raise Unreadable(f"{sheet.here}: a percentage change needs two years in a row in the title")
    if unit != "count" and year != latest:
        raise Unreadable(f"{sheet.here}: the title says {year.label}, the other tables {latest.label}")
    areas, gap = _areas(sheet, places, extract, unit, AREA_NAMES[number[0]])
    if not areas:
        raise Unreadable(f"{sheet.here}: no row of a police force area under the headers")
    if number.startswith("C"):  # their sums are those of other tables
        areas = {name: cells for name, cells in areas.items() if name not in (ENGLAND_AND_WALES, "England", "Wales")}
    if unit == "count":
        _check_violence(areas)
        if number.startswith("P"):
            _check_regions(sheet, areas, places, gap)
    for name in sorted({name for name, _ in counts} - areas.keys() - {TRANSPORT_POLICE}):
        extract.skip(sheet.here, f"no row for {name}, which another table of this file has")
    first = year == latest and number == "P1" and not any("original publication" in note for note in extract.notes)
    for name, cells in areas.items():
        where, cell = cells[GROUP]
        value = extract.number(where, cell, whole=unit == "count")
        if value is None:
            continue
        without = gap and name in (ENGLAND_AND_WALES, "England", "North West region")
        notes = ["first release of this period"] if first else []
        notes += ["excludes Greater Manchester Police (data gap from July 2019)"] if without and unit == "count" else []
        more = {"status": "official" if year == latest else "official-revised", "locator": f"Table {number}"}
        more |= {"note": "; ".join(notes), "scope": "without Greater Manchester" if without else ""}
        series, every = classes.GROUP, cells[ALL][1].number
        if unit == "count":
            counts[name, year] = value, every
        elif value > (1_000_000 if unit == "change" else 200):
            what = "percentage" if unit == "change" else "rate per 1,000 people"
            raise Unreadable(f"{where}: {value:g} is no {what}")
        elif unit == "change":
            series, value = f"{series}-percent-change", round(value, 6)
            more["breakdown"] = f"compared_with_year_ending={base.end}"
            _check_change(where, value, counts.get((name, year)), counts.get((name, base)))
        else:
            series, value = f"{series}-rate", round(value, 6)
            _check_rate(where, value, every, counts.get((name, year)))
        extract.add(where, TABLE, series, year, name, value, **more)


def _check_change(where: str, change: float, now: tuple | None, then: tuple | None) -> None:
    """Raise Unreadable where a change does not follow from the counts of the two years."""
    if now is None:
        return
    count, base = now[0], then[0] if then else 0
    if base and abs(100 * (count / base - 1) - change) > 0.6:
        raise Unreadable(f"{where}: printed change {change:.1f}% does not follow from {base:.0f} and {count:.0f}")
    implied = count / (1 + change / 100) if change > -100 else 0
    if not base and change != round(change, 2) and abs(implied - round(implied)) > max(0.02, 2e-6 * implied):
        why = f"a change of {change}% to {count:.0f} starts from {implied:.2f} offences, no whole number"
        raise Unreadable(f"{where}: {why}")


def _check_rate(where: str, rate: float, every_rate: float | None, counts: tuple | None) -> None:
    """Raise Unreadable where the group and all offences imply populations too far from each other."""
    if not (counts and all(counts) and rate and every_rate):
        return
    people, same_people = counts[0] / rate, counts[1] / every_rate
    if abs(people / same_people - 1) > 0.02 + 0.1 / rate:
        why = f"rate {rate:.3f} implies {people:,.0f} thousand people, all offences {same_people:,.0f} thousand"
        raise Unreadable(f"{where}: {why}")


def _areas(sheet: Sheet, places: Places, extract: Extract, unit: str, names: tuple[str, str]) -> tuple[Areas, bool]:
    """Read the rows of areas; and whether the sheet says that Greater Manchester is left out."""
    rows = short_table(sheet)
    at = header_row(sheet, names)
    if at < 0:
        raise Unreadable(f"{sheet.here}: no row with the headers {' and '.join(map(key, names))}")
    columns = _columns(sheet, rows, at, names)
    code_at, name_at = (columns[key(name)] for name in names)
    part_at = columns.get("communitysafetypartnershipname", -1)
    first = at + 1
    below = rows[first] if first < len(rows) else []
    if (words := _only_text(below)) and not key(below[0]):
        first += 1
        if not words.startswith(UNIT_ROWS[unit]):
            raise Unreadable(f"{sheet.at(at + 1)}: unit '{words}' under a title of another unit")
    areas: Areas = {}
    partnerships = 0
    for number, row in enumerate(rows[first:], first):
        row = row + [""] * (len(rows[at]) - len(row))
        code, text = str(row[code_at]).strip(), str(row[name_at]).strip()
        filled = sum(bool(str(cell).strip()) for cell in row)
        if filled == 0 or (filled == 1 and not text):
            continue
        if part_at >= 0 and str(row[part_at]).strip():
            partnerships += 1
            continue
        name, wrong = places.area(code, text)
        if wrong:
            if any(read_cell(cell).number is not None for cell in row):
                raise Unreadable(f"{sheet.at(number, name_at)}: {wrong}")
            extract.skip(sheet.at(number, name_at), wrong)
            continue
        if code and code not in places.codes:
            why = f"no place has the code '{code[:12]}'; the name {name} is followed"
            extract.notes.append(f"{sheet.at(number, code_at)}: {why}")
        if name in areas:
            raise Unreadable(f"{sheet.at(number, name_at)}: a second row for {name}")
        areas[name] = {header: (sheet.at(number, i), read_cell(row[i])) for header, i in columns.items()}
    if partnerships:
        why = "community safety partnerships; harmstats holds police force areas"
        extract.skip(f"{sheet.here}, {partnerships} rows", why)
    gap = any("excluding greater manchester" in str(cell).lower() for row in rows[:at] for cell in row)
    return areas, gap


def _columns(sheet: Sheet, rows: list[list], at: int, names: tuple[str, str]) -> dict[str, int]:
    """Where each column is, by the key of its header; a header may stand in the row above."""
    above = rows[at - 1] if at else []
    columns: dict[str, int] = {}
    for index, cell in enumerate(rows[at]):
        name = key(cell) or key(above[index] if index < len(above) else "")
        if name in columns and name in (*map(key, names), VIOLENCE, ALL, *PARTS):
            raise Unreadable(f"{sheet.at(at, index)}: a second column '{clean(cell)[:40]}'")
        if name:
            columns.setdefault(name, index)
    for name in NEEDED:
        if name not in columns:
            raise Unreadable(f"{sheet.at(at)}: no column '{name}'; the headers may be misspelt")
    return columns


def _only_text(row: list) -> str:
    """The key of the only text in a row; an empty string where there are more, or none."""
    words = [key(cell) for cell in row if isinstance(cell, str) and cell.strip()]
    return words[0] if len(words) == 1 else ""


def _check_violence(areas: Areas) -> None:
    """Raise Unreadable where the parts of violence along a row do not add up to it."""
    for name, cells in areas.items():
        where, whole = cells[VIOLENCE]
        parts = [cells[part][1].number for part in PARTS if part in cells]
        known = [part for part in parts if part is not None]
        if whole.number is None or len(known) < len(parts):
            continue
        added = sum(known)
        if abs(added - whole.number) > 0.5:
            why = f"{name} has {whole.number:.0f} violent offences, but the parts add up to {added:.0f}"
            raise Unreadable(f"{where}: {why}")


def _check_regions(sheet: Sheet, areas: Areas, places: Places, gap: bool) -> None:
    """Raise Unreadable where forces do not add up to regions, and these to England and Wales."""
    absent = {"Greater Manchester"} if gap else set()
    if lost := sorted(places.regions.keys() - areas.keys() - absent):
        raise Unreadable(f"{sheet.here}: no row for {lost[0]}; all 44 forces are expected")
    regions = sorted({f"{region} region" for region in places.regions.values() if region and region != "Wales"})
    sums = {ENGLAND_AND_WALES: ["England", "Wales", TRANSPORT_POLICE], "England": regions}
    for region in (*regions, "Wales"):
        sums[region] = [force for force, of in places.regions.items() if of == region.removesuffix(" region")]
    for column in (GROUP, VIOLENCE, ALL):
        for whole, parts in sums.items():
            if whole not in areas:
                raise Unreadable(f"{sheet.here}: no row for {whole}")
            where, total = areas[whole][column]
            if total.number is None:
                continue
            numbers = [areas[part][column][1].number for part in parts if part in areas]
            known = [number for number in numbers if number is not None]
            if len(known) < len(parts) - len(absent):
                raise Unreadable(f"{where}: {whole} cannot be checked; one of its parts has no number")
            if abs(sum(known) - total.number) > 0.5:
                added = f"{total.number:.0f}, but its parts add up to {sum(known):.0f}"
                raise Unreadable(f"{where}: {whole} has {added}")
