"""The ONS Appendix tables, one workbook a quarter: offences, rates (A7), offences within a class (B2), online (C5).

The tables of offences come first (:mod:`ons_appendix_offences`); the others are checked against them where they touch.
"""

import re
from datetime import date

from ...core.periods import Period
from . import offence_classes as classes
from . import ons_appendix_offences as offences
from . import ons_cover
from .cell_values import read_cell
from .headers import Column, PeriodTable, Row, clean, header_row, key, period_table, title
from .ons_appendix_offences import ALL, NUMBER, Counts
from .places import Places
from .reading import ENGLAND_AND_WALES, Extract, Recognised, Unreadable
from .records import Records
from .sheets import Book, Sheet

RATES, SUBS, ONLINE = "ons-appendix-rates", "ons-appendix-sub-offences", "ons-appendix-online-flag"
RATES_TITLE = re.compile(NUMBER + r"Police recorded crime rates.*per 1,000 population", re.I)
SUBS_TITLE = re.compile(NUMBER + r"Breakdown of selected Violence Against Women and Girls", re.I)
ONLINE_TITLE = re.compile(NUMBER + r"Offences recorded by the police .*flagged", re.I)
QUALITY = "ONS warns of known quality problems in the sub-offence split"
TOTALS = "sub-offence table; group totals differ by tens to hundreds from Table A5a (forces extract at different times)"
IN_FORCE = "in force 31 January 2024"
NEW_2024 = f"new Online Safety Act offence, {IN_FORCE}"
REPEALED = (
    "disclosure of private sexual images; repealed and replaced by 088/15 (class 88C) from 31 January 2024, "
    "so later zeros are not a fall"
)
# Offences within a class: as said here, words of the publisher's row, and what to know.
SUB_OFFENCES = {
    "008/67": ("controlling or coercive behaviour", "engage in controlling", QUALITY),
    "088/09": ("exposure", "exposure", QUALITY),
    "088/10": ("voyeurism", "voyeurism", QUALITY),
    "088/12": ("upskirting", "upskirting", QUALITY),
    "088/13": ("observing breastfeeding", "film or observe", QUALITY),
    "088/14": ("sending photograph or film of genitals (cyberflashing)", "photograph or film of genitals", IN_FORCE),
    "008/29": ("breach of harassment injunction", "injunction against harassment", QUALITY),
    "008/30": ("putting people in fear of violence", "putting people in fear", QUALITY),
    "008/31": ("breach of restraining order", "restraining order", QUALITY),
    "125/68": ("harassment of a person in the home", "in his home", QUALITY),
    "195/94": ("harassment without violence", "harassment", QUALITY),
    "005/28": ("communication threatening death or serious harm", "threatening death", NEW_2024),
    "008/71": ("disclose private sexual photographs", "private sexual photographs", REPEALED),
    "008/72": ("indecent or grossly offensive communication", "grossly offensive", QUALITY),
    "138/52": ("false communication", "false communication", NEW_2024),
    "008/56": ("racially or religiously aggravated stalking without violence", "stalking without violence", QUALITY),
    "008/58": ("racially or religiously aggravated stalking with fear of violence", "stalking with fear", QUALITY),
    "008/65": ("stalking involving fear of violence", "stalking involving fear", QUALITY),
    "008/66": ("stalking involving serious alarm or distress", "serious alarm", QUALITY),
    "008/74": ("breach of stalking protection order", "breach of stalking", QUALITY),
    "195/12": ("stalking without violence", "course of conduct", QUALITY),
}
_SUB = re.compile(r"(\d{3}/\d{2})\s*[-–]\s*(.+)", re.S)

ONLINE_HEADERS = (
    "Offence codes in grouping",
    "Grouping",
    "Number of offences flagged as online crime",
    "Proportion of total offences flagged as online crime (%)",
)
ONLINE_CODES = ["8L", "8M", "8Q", "8R"]


def recognise(book: Book) -> Recognised | None:
    """Recognise the workbook by the title of a table of offences; None where it has none."""
    sheets = [sheet for sheet in book.sheets if offences.is_offences(sheet)]
    if not sheets:
        return None
    year, name = ons_cover.last_year(sheets, offences.years_of), "Appendix tables"
    return ons_cover.recognised(book, offences.TABLE, year, name, name, "ons-appendix")


def read(book: Book, places: Places, extract: Extract) -> date:
    """Read every table of the workbook that harmstats knows; return the last day covered."""
    years, counts, months = None, dict[tuple[str, Period], float](), dict[tuple[str, Period], float]()
    for sheet in book.sheets:
        if offences.is_offences(sheet):
            table = offences.read(sheet, extract)
            if any(period.months == 12 for _, period in table):
                years, counts = sheet, counts | table
            else:
                months |= table
    if years is None:
        raise Unreadable(f"{book.file}: no table of offences by year (Table A5a, or A4 to 2022)")
    if months:
        offences.check_months(counts, months, years, extract)
    latest = max((period for _, period in counts), key=lambda period: period.end)
    for sheet in book.sheets:
        text = title(sheet)
        if RATES_TITLE.match(text):
            _read_rates(sheet, counts, extract)
        elif SUBS_TITLE.match(text):
            _read_sub_offences(sheet, counts, extract)
        elif ONLINE_TITLE.match(text):
            _read_online(sheet, counts, latest, extract)
        elif text.startswith(("Table A7", "Table B2", "Table C5")):
            why = f"the title '{text[:60]}' is not that of rates, offences within a class or the online mark"
            extract.skip(sheet.here, why)
        elif not offences.is_offences(sheet) and header_row(sheet, offences.LABELS) >= 0:
            why = f"offences by code under the title '{text[:60]}', which is no table harmstats knows"
            extract.skip(sheet.here, why)
    return latest.end


def _read_rates(sheet: Sheet, counts: Counts, extract: Extract) -> None:
    """Read Table A7: the rate of the group, checked by the population that each column implies."""
    table = period_table(sheet, ("Offence group",), extract)
    rows: dict[str, Row] = {}
    for row in table.rows:
        name = key(row.labels[0])
        name = ALL if name.startswith(ALL) else name
        if name in rows and name in (ALL, "stalkingandharassment"):
            raise Unreadable(f"{sheet.at(row.number)}: a second row '{clean(row.labels[0])[:40]}'")
        rows[name] = row
    if not {ALL, "stalkingandharassment"} <= rows.keys():
        raise Unreadable(f"{sheet.here}: no row 'Stalking and harassment' or no row of all offences")
    printed = {column.period for column in table.columns}
    for code, year in counts:
        if not code and year.months == 12 and year not in printed:
            extract.skip(sheet.at(table.header_row), f"no column for {year.label}, which the table of offences has")
    for column in table.columns:
        where, cell = table.cell(rows["stalkingandharassment"], column)
        rate = extract.number(where, cell)
        if rate is None:
            continue
        every_rate = table.cell(rows[ALL], column)[1].number
        group, every = counts.get(("", column.period)), counts.get(("all", column.period))
        if group is None or every is None or not every_rate or not rate:
            extract.skip(where, f"no count for {column.period.label} to check the rate against")
            continue
        people, same_people = group / rate, every / every_rate
        if abs(people / same_people - 1) > 2e-3 or not 50_000 < people < 75_000:
            raise Unreadable(
                f"{where}: rate {rate:.4f} and count {group:.0f} imply {people:,.0f} thousand people, "
                f"all offences {same_people:,.0f} thousand"
            )
        note = "all ages population as denominator"
        if any(line.startswith(f"{column.where}:") for line in extract.notes):
            note = f"column header misprinted as {column.header} in the table; {note}"
        series = "prc-stalking-and-harassment-rate"
        more = _status_and_place(table, column) | {"note": note}
        extract.add(where, RATES, series, column.period, ENGLAND_AND_WALES, round(rate, 6), **more)


def _status_and_place(table: PeriodTable, column: Column) -> dict[str, str]:
    status = "official" if column.period == table.latest else "official-revised"
    return {"status": status, "locator": table.sheet.name.strip()}


def _read_sub_offences(sheet: Sheet, counts: Counts, extract: Extract) -> None:
    """Read Table B2: every class total must be the sum of its offences, and near Table A5a."""
    offences.check_unit(sheet)
    table = period_table(sheet, ("Offence",), extract)
    code, whole, last = "", None, ""
    parts: list[tuple[re.Match | None, Row]] = []
    for row in table.rows:
        text = clean(row.labels[0])
        if (sub := _SUB.fullmatch(text)) or key(text).startswith("notassigned"):
            if not code:
                raise Unreadable(f"{sheet.at(row.number)}: '{text[:40]}' stands under no offence class")
            subcode = sub[1] if sub else "zzz"
            if subcode <= last:
                raise Unreadable(f"{sheet.at(row.number)}: '{text[:40]}' is out of order or stands twice")
            last = subcode
            parts.append((sub, row))
            continue
        _add_class(table, code, whole, parts, counts, extract)
        code, last, whole, parts = classes.BY_NAME.get(key(text), ""), "", row, []
        if not code:
            why = f"'{text[:50]}' is no offence class of this table and no offence within one"
            if any(read_cell(cell).number is not None for cell in row.cells):
                raise Unreadable(f"{sheet.at(row.number)}: {why}")
            extract.skip(sheet.at(row.number), why)  # a line of text below the table
    _add_class(table, code, whole, parts, counts, extract)


def _add_class(table: PeriodTable, code: str, whole: Row | None, parts: list, counts: Counts, extract: Extract) -> None:
    """Add a class that ends here, its total and its offences, once they add up."""
    if not code or whole is None:
        return
    if not parts:
        raise Unreadable(f"{table.sheet.at(whole.number)}: no offences under this class")
    for column in table.columns:
        where, cell = table.cell(whole, column)
        total = extract.number(where, cell, whole=True)
        if total is None:
            continue
        cells = [(sub, *table.cell(row, column)) for sub, row in parts]
        added = sum(cell.number or 0 for *_, cell in cells)
        if abs(added - total) > 0.5:
            raise Unreadable(f"{where}: total {total:.0f}, but its offences add up to {added:.0f} in '{column.header}'")
        year = counts.get((code, column.period))
        if year is not None and abs(year - total) > max(500, 0.02 * year):
            raise Unreadable(f"{where}: {total:.0f} is far from {year:.0f} in the table of offences")
        more, period, series = _status_and_place(table, column), column.period, classes.series(code)
        more |= {"breakdown": "subcode=total", "note": TOTALS}
        extract.add(where, SUBS, series, period, ENGLAND_AND_WALES, total, **more)
        for sub, place, cell in cells:
            count = extract.number(place, cell, whole=True)
            if count is None:
                continue
            breakdown, note = "subcode=not assigned", QUALITY
            if sub is not None:
                label, words, note = SUB_OFFENCES.get(sub[1], ("", "", ""))
                if not label:
                    extract.skip(place, f"offence {sub[1]} is not among those harmstats holds: '{sub[2][:40]}'")
                    continue
                if key(words) not in key(sub[2]):
                    raise Unreadable(f"{place}: {sub[1]} is {label}, but the row says '{sub[2][:40]}'")
                breakdown = f"subcode={sub[1]};offence={label}"
            more |= {"breakdown": breakdown, "note": note}
            extract.add(place, SUBS, series, period, ENGLAND_AND_WALES, count, **more)


def _read_online(sheet: Sheet, counts: Counts, year: Period, extract: Extract) -> None:
    """Read Table C5: count and share must agree with the classes of Table A5a."""
    records = Records.find(sheet, ONLINE_HEADERS)
    if records is None:
        raise Unreadable(f"{sheet.here}: no row with the headers {'; '.join(ONLINE_HEADERS)}")
    codes_at, name_at, count_at, share_at = map(records.column, ONLINE_HEADERS)
    rows = list(enumerate(sheet.rows()))[records.at + 1 :]
    hits = [(number, row) for number, row in rows if key(row[name_at]) == "harassmentandstalking"]
    if len(hits) != 1:
        raise Unreadable(f"{sheet.here}: {len(hits)} rows 'Harassment and stalking'; one is expected")
    ((number, row),) = hits
    if [code.strip() for code in str(row[codes_at]).split(",")] != ONLINE_CODES:
        raise Unreadable(f"{sheet.at(number, codes_at)}: '{row[codes_at]}' is another grouping than 8L, 8M, 8Q, 8R")
    where, place = sheet.at(number, count_at), sheet.at(number, share_at)
    count = extract.number(where, read_cell(row[count_at]), whole=True)
    share = None if count is None else extract.number(place, read_cell(row[share_at]))
    if count is None or share is None:
        return
    base = sum(counts.get((code, year), 0) for code in ONLINE_CODES)
    if not base or abs(100 * count / base - share) > 0.06:
        raise Unreadable(f"{where}: {count:.0f} is not {share:.2f}% of the {base:.0f} offences of the table")
    series, more = "prc-stalking-harassment-online-flagged", {"locator": sheet.name.strip()}
    more |= {"status": "official-provisional"}
    note = "offences with the online flag, classes 8L 8M 8Q 8R only (no 8U); official statistics in development"
    extract.add(where, ONLINE, series, year, ENGLAND_AND_WALES, count, note=note, **more)
    note = "share of offences in classes 8L 8M 8Q 8R carrying the online flag"
    extract.add(place, ONLINE, f"{series}-share", year, ENGLAND_AND_WALES, round(share, 6), note=note, **more)
