"""ONS police force area tables P1 to P4 and the police force rows of C2, old and accessible form, XLSX and CSV.

Counts must add up twice: the parts of violence along a row, and forces to regions to England and Wales.
"""

import re
from dataclasses import dataclass

from ...core.periods import Period
from . import offence_classes as classes
from .cells import Sheet
from .headers import clean, key, title, years_ending
from .ons_appendix import take
from .places import Places
from .reading import Found, Unreadable
from .shorthand import Cell
from .shorthand import read as read_cell

TABLE = "ons-police-force-areas"
TITLE = re.compile(
    r"Table\s+(P\d+|C\d+)\s*:\s*(?:Number of )?Police recorded crimes? (?:by offence group and police force area"
    r"|for headline offences by Community Safety Partnership area)", re.I)  # fmt: skip
VIOLENCE = "violenceagainsttheperson"
PARTS = {
    "homicide": 1, "violencewithinjury": 1, "violencewithoutinjury": 1, "stalkingandharassment": 1,
    "deathorseriousinjuryunlawfuldriving": 0, "deathorseriousinjurycausedbyillegaldriving": 0,
}  # fmt: skip
ALL = "totalrecordedcrimeexcludingfraud"
UNITS = {
    "number of offences": "count",
    "percentage change": "change",
    "rate of offences": "rate",
    "number of police recorded crimes": "count",
}
NO_GMP = re.compile(r"excluding Greater Manchester", re.I)


@dataclass(frozen=True)
class Row:
    """One area: its name, where its row is, and its cells by column key."""

    number: int
    name: str
    cells: dict[str, tuple[str, Cell]]


def is_force_areas(sheet: Sheet) -> bool:
    """True where the sheet says it is one of these tables."""
    return bool(TITLE.match(title(sheet)))


def unit(text: str) -> str:
    """``count``, ``change`` or ``rate`` by the title; an empty string where it says none of them."""
    found = {unit for words, unit in UNITS.items() if words in text.lower()}
    return found.pop() if len(found) == 1 else ""


def read(sheet: Sheet, places: Places, found: Found, counts: dict, latest: Period) -> None:
    """Read one of the tables into `found`; `counts` takes counts by place and is what rates are checked by."""
    text = title(sheet)
    kind, number = unit(text), TITLE.match(text)[1].upper()
    years = years_ending(text)
    if not kind or not years:
        raise Unreadable(f"{sheet.here}: the title names no unit (number, rate, percentage change) or no 'year ending'")
    year = max(years, key=lambda p: p.end)
    base = min(years, key=lambda p: p.end) if kind == "change" else None
    if kind == "change" and (len(set(years)) != 2 or base != year.shifted(-12)):
        raise Unreadable(f"{sheet.here}: a percentage change needs two years in a row in the title")
    if kind != "count" and year != latest:
        raise Unreadable(f"{sheet.here}: the title says {year.label}, the other tables {latest.label}")
    rows, without = _rows(sheet, places, found, kind, number)
    if not rows:
        raise Unreadable(f"{sheet.here}: no row of a police force area under the headers")
    if number.startswith("C"):
        rows = [r for r in rows if r.name not in ("England and Wales", "England", "Wales")]
    if kind == "count":
        _check_rows(sheet, rows)
        if number.startswith("P"):
            _check_places(sheet, rows, places, without)
    for name in {place for place, *_ in counts} - {row.name for row in rows} - {"British Transport Police"}:
        found.skip(sheet.here, f"no row for {name}, which another table of this file has")
    locator = f"Table {number}"
    first = year == latest and number == "P1" and not any("original publication" in n for n in found.notes)
    for row in rows:
        where, cell = row.cells["stalkingandharassment"]
        if not take(found, where, cell, whole=kind == "count"):
            continue
        gap = without and row.name in ("England and Wales", "England", "North West region")
        notes = ["first release of this period"] if first else []
        notes += ["excludes Greater Manchester Police (data gap from July 2019)"] if gap and kind == "count" else []
        more = {
            "status": "official" if year == latest else "official-revised",
            "locator": locator,
            "note": "; ".join(notes),
        }
        more["scope"] = "without Greater Manchester" if gap else ""
        _add(found, row, where, cell, kind, year, base, counts, more)


def _add(found, row, where, cell, kind, year, base, counts, more) -> None:
    series, value = classes.GROUP, cell.number
    if kind == "count":
        counts[row.name, year] = value
        counts[row.name, year, "all"] = row.cells[ALL][1].number if ALL in row.cells else None
    elif value > (1_000_000 if kind == "change" else 200):
        raise Unreadable(f"{where}: {value:g} is no {'percentage' if kind == 'change' else 'rate per 1,000 people'}")
    elif kind == "change":
        series, value = f"{series}-percent-change", round(value, 6)
        more["breakdown"] = f"compared_with_year_ending={base.end}"
        _check_change(row, where, value, year, base, counts)
    else:
        series, value = f"{series}-rate", round(value, 6)
        _check_rate(row, where, value, year, counts)
    found.add(where, TABLE, series, year, row.name, value, **more)


def _check_change(row, where, value, year, base, counts) -> None:
    now, then = counts.get((row.name, year)), counts.get((row.name, base))
    if now is None:
        return
    if then and abs(100 * (now / then - 1) - value) > 0.6:
        raise Unreadable(f"{where}: printed change {value:.1f}% does not follow from {then:.0f} and {now:.0f}")
    implied = now / (1 + value / 100) if value > -100 else 0
    if not then and value != round(value, 2) and abs(implied - round(implied)) > max(0.02, 2e-6 * implied):
        raise Unreadable(
            f"{where}: a change of {value}% to {now:.0f} starts from {implied:.2f} offences, no whole number"
        )


def _check_rate(row, where, value, year, counts) -> None:
    now, every = counts.get((row.name, year)), counts.get((row.name, year, "all"))
    _, total = row.cells.get(ALL, ("", None))
    if not (now and every and value and total and total.number):
        return
    one, other = now / value, every / total.number
    if abs(one / other - 1) > 0.02 + 0.1 / value:
        raise Unreadable(
            f"{where}: rate {value:.3f} implies {one:,.0f} thousand people, all offences {other:,.0f} thousand"
        )


def _header(sheet: Sheet, rows: list[list], number: str) -> tuple[int, dict[str, int], int]:
    names = ("areacode", "areaname") if number.startswith("P") else ("policeforceareacode", "policeforceareaname")
    for at, row in enumerate(rows[:40]):
        keys = [key(c) for c in row]
        if not set(names) <= set(keys):
            continue
        last = at
        above = rows[at - 1] if at else []
        merged = {i: k or key(above[i] if i < len(above) else "") for i, k in enumerate(keys)}
        spots: dict[str, int] = {}
        for index, name in merged.items():
            if name and name in spots and name in (*names, *PARTS, VIOLENCE, ALL):
                raise Unreadable(f"{sheet.at(at, index)}: a second column '{clean(row[index])[:40]}'")
            spots.setdefault(name, index)
        if len(rows) > at + 1 and not key(rows[at + 1][0] if rows[at + 1] else "") and _unit_row(rows[at + 1]):
            last = at + 1
        return last, spots, at
    raise Unreadable(f"{sheet.here}: no row with the headers {' and '.join(names)}")


def _unit_row(row: list) -> str:
    words = [key(c) for c in row if isinstance(c, str) and c.strip()]
    return words[0] if len(words) == 1 else ""


def _rows(sheet: Sheet, places: Places, found: Found, kind: str, number: str) -> tuple[list[Row], bool]:
    rows = [r for _, r in zip(range(5_000), sheet.rows(), strict=False)]
    last, spots, at = _header(sheet, rows, number)
    said = _unit_row(rows[last]) if last > at else ""
    if said and not said.startswith(
        {"count": "number", "change": "percentagechange", "rate": "rateperpopulation"}[kind]
    ):
        raise Unreadable(f"{sheet.at(last)}: unit '{said}' under a title of another unit")
    without = any(NO_GMP.search(str(c)) for r in rows[:at] for c in r)
    needed = [VIOLENCE, ALL, *(p for p, must in PARTS.items() if must)]
    for name in needed:
        if name not in spots:
            raise Unreadable(f"{sheet.at(at)}: no column '{name}'; the headers may be misspelt")
    picked: list[Row] = []
    names: set[str] = set()
    code_at, name_at = (
        spots[n]
        for n in (
            ("areacode", "areaname") if number.startswith("P") else ("policeforceareacode", "policeforceareaname")
        )
    )
    part_at = spots.get("communitysafetypartnershipname", -1)
    inner = 0
    for n, row in enumerate(rows[last + 1 :], last + 1):
        text = [row[i] if i < len(row) else "" for i in (code_at, name_at)]
        if not any(str(c).strip() for c in row) or (_lone(row) and not str(text[1]).strip()):
            continue
        if part_at >= 0 and part_at < len(row) and str(row[part_at]).strip():
            inner += 1
            continue
        name, wrong = places.area(str(text[0]), str(text[1]))
        if wrong:
            if any(read_cell(c).number is not None for c in row):
                raise Unreadable(f"{sheet.at(n, name_at)}: {wrong}")
            found.skip(sheet.at(n, name_at), wrong)
            continue
        if (code := str(text[0]).strip()) and code not in places.codes:
            found.notes.append(
                f"{sheet.at(n, code_at)}: no place has the code '{code[:12]}'; the name {name} is followed"
            )
        if name in names:
            raise Unreadable(f"{sheet.at(n, name_at)}: a second row for {name}")
        names.add(name)
        cells = {k: (sheet.at(n, i), read_cell(row[i] if i < len(row) else "")) for k, i in spots.items() if k}
        picked.append(Row(n, name, cells))
    if inner:
        found.skip(f"{sheet.here}, {inner} rows", "community safety partnerships; harmstats holds police force areas")
    return picked, without


def _lone(row: list) -> bool:
    return sum(bool(str(c).strip()) for c in row) == 1


def _check_rows(sheet: Sheet, rows: list[Row]) -> None:
    for row in rows:
        where, whole = row.cells[VIOLENCE]
        parts = [row.cells[p][1] for p in PARTS if p in row.cells]
        if whole.number is None or any(p.number is None for p in parts):
            continue
        added = sum(p.number for p in parts)
        if abs(added - whole.number) > 0.5:
            raise Unreadable(
                f"{where}: {row.name} has {whole.number:.0f} violent offences, but the parts add up to {added:.0f}"
            )


def _check_places(sheet: Sheet, rows: list[Row], places: Places, without: bool) -> None:
    by_name = {row.name: row for row in rows}
    absent = {"Greater Manchester"} if without else set()
    if lost := sorted(set(places.regions) - set(by_name) - absent):
        raise Unreadable(f"{sheet.here}: no row for {lost[0]}; all 44 forces are expected")
    regions = sorted({f"{r} region" for r in places.regions.values() if r and r != "Wales"})
    sums = {"England and Wales": ["England", "Wales", "British Transport Police"], "England": regions}
    for region in (*regions, "Wales"):
        sums[region] = [f for f, r in places.regions.items() if r == region.removesuffix(" region")]
    for column in ("stalkingandharassment", VIOLENCE, ALL):
        for whole, parts in sums.items():
            if whole not in by_name:
                raise Unreadable(f"{sheet.here}: no row for {whole}")
            where, total = by_name[whole].cells[column]
            numbers = [by_name[p].cells[column][1].number for p in parts if p in by_name]
            if total.number is None:
                continue
            known = [n for n in numbers if n is not None]
            if len(known) < len(parts) - len(absent):
                raise Unreadable(f"{where}: {whole} cannot be checked; one of its parts has no number")
            if abs(sum(known) - total.number) > 0.5:
                raise Unreadable(f"{where}: {whole} has {total.number:.0f}, but its parts add up to {sum(known):.0f}")


def data_to(sheets: list[Sheet]) -> Period | None:
    """The latest year of these tables by their titles."""
    years = [p for s in sheets for p in years_ending(title(s))]
    return max(years, key=lambda p: p.end) if years else None
