"""ONS Appendix tables A7 (rates), B2 (offences within a class) and C5 (flagged online).

Each is checked against Table A5a (A4 to 2022) of the same workbook where the two touch.
"""

import re

from ...core.periods import Period
from . import offence_classes as classes
from .cells import Sheet
from .headers import clean, header_row, key, title, wide
from .ons_appendix import ALL, NUMBER, PLACE, check_unit, take
from .reading import Found, Unreadable
from .shorthand import read as read_cell

RATES, SUBS, ONLINE = "ons-appendix-rates", "ons-appendix-sub-offences", "ons-appendix-online-flag"
RATES_TITLE = re.compile(NUMBER + r"Police recorded crime rates.*per 1,000 population", re.I)
SUBS_TITLE = re.compile(NUMBER + r"Breakdown of selected Violence Against Women and Girls", re.I)
ONLINE_TITLE = re.compile(NUMBER + r"Offences recorded by the police .*flagged", re.I)
QUALITY = "ONS warns of known quality problems in the sub-offence split"
TOTALS = "sub-offence table; group totals differ by tens to hundreds from Table A5a (forces extract at different times)"
NEW_2024 = "new Online Safety Act offence, in force 31 January 2024"
SUB_OFFENCES = {
    "008/67": ("controlling or coercive behaviour", "engage in controlling", QUALITY),
    "088/09": ("exposure", "exposure", QUALITY),
    "088/10": ("voyeurism", "voyeurism", QUALITY),
    "088/12": ("upskirting", "upskirting", QUALITY),
    "088/13": ("observing breastfeeding", "film or observe", QUALITY),
    "088/14": (
        "sending photograph or film of genitals (cyberflashing)", "photograph or film of genitals",
        "in force 31 January 2024",
    ),
    "008/29": ("breach of harassment injunction", "injunction against harassment", QUALITY),
    "008/30": ("putting people in fear of violence", "putting people in fear", QUALITY),
    "008/31": ("breach of restraining order", "restraining order", QUALITY),
    "125/68": ("harassment of a person in the home", "in his home", QUALITY),
    "195/94": ("harassment without violence", "harassment", QUALITY),
    "005/28": ("communication threatening death or serious harm", "threatening death", NEW_2024),
    "008/71": (
        "disclose private sexual photographs", "private sexual photographs",
        "disclosure of private sexual images; repealed and replaced by 088/15 (class 88C) from "
        "31 January 2024, so later zeros are not a fall",
    ),
    "008/72": ("indecent or grossly offensive communication", "grossly offensive", QUALITY),
    "138/52": ("false communication", "false communication", NEW_2024),
    "008/56": ("racially or religiously aggravated stalking without violence", "stalking without violence", QUALITY),
    "008/58": ("racially or religiously aggravated stalking with fear of violence", "stalking with fear", QUALITY),
    "008/65": ("stalking involving fear of violence", "stalking involving fear", QUALITY),
    "008/66": ("stalking involving serious alarm or distress", "serious alarm", QUALITY),
    "008/74": ("breach of stalking protection order", "breach of stalking", QUALITY),
    "195/12": ("stalking without violence", "course of conduct", QUALITY),
}  # fmt: skip
_SUB = re.compile(r"(\d{3}/\d{2})\s*[-–]\s*(.+)", re.S)


def read_rates(sheet: Sheet, counts: dict, found: Found) -> None:
    """Read Table A7: the rate of the group, checked by the population that each column implies."""
    if not RATES_TITLE.match(title(sheet)):
        raise Unreadable(f"{sheet.here}: the title does not say 'rates per 1,000 population'")
    table = wide(sheet, ("Offence group",), found)
    rows = {}
    for number, (name,), cells in table.rows:
        for wanted in ("stalkingandharassment", ALL):
            if key(name) == wanted or (wanted == ALL and key(name).startswith(ALL)):
                if wanted in rows:
                    raise Unreadable(f"{sheet.at(number)}: a second row '{clean(name)[:40]}'")
                rows[wanted] = (number, cells)
    if len(rows) < 2:
        raise Unreadable(f"{sheet.here}: no row 'Stalking and harassment' or no row of all offences")
    columns = [c for c in table.columns if c.period and c.base is None]
    latest = max(c.period for c in columns)
    for code, year in counts:
        if not code and year.months == 12 and year not in {c.period for c in columns}:
            found.skip(sheet.at(table.header_row), f"no column for {year.label}, which the table of offences has")
    for col in columns:
        where, cell = table.cell(*rows["stalkingandharassment"], col)
        if not take(found, where, cell):
            continue
        _, total = table.cell(*rows[ALL], col)
        group, every = counts.get(("", col.period)), counts.get(("all", col.period))
        if group is None or every is None or not total.number or not cell.number:
            found.skip(where, f"no count for {col.period.label} to check the rate against")
            continue
        one, other = group / cell.number, every / total.number
        if abs(one / other - 1) > 2e-3 or not 50_000 < one < 75_000:
            raise Unreadable(
                f"{where}: rate {cell.number:.4f} and count {group:.0f} imply {one:,.0f} thousand people, "
                f"all offences {other:,.0f} thousand"
            )
        text = "all ages population as denominator"
        if any(note.startswith(f"{col.where}:") for note in found.notes):
            text = f"column header misprinted as {col.header} in the table; {text}"
        found.add(
            where,
            RATES,
            "prc-stalking-and-harassment-rate",
            col.period,
            PLACE,
            round(cell.number, 6),
            status="official" if col.period == latest else "official-revised",
            locator=sheet.name.strip(),
            note=text,
        )


def read_sub_offences(sheet: Sheet, counts: dict, found: Found) -> None:
    """Read Table B2: every class total must be the sum of its offences, and near Table A5a."""
    check_unit(sheet)
    table = wide(sheet, ("Offence",), found)
    columns = [c for c in table.columns if c.period and c.base is None]
    latest = max(c.period for c in columns)
    locator = sheet.name.strip()
    code, total, parts, last, ended = "", None, [], "", False
    for number, (name,), cells in (*table.rows, (-1, ("end",), [])):
        text = clean(name)
        if (sub := _SUB.fullmatch(text)) or key(text).startswith("notassigned"):
            if not code:
                raise Unreadable(f"{sheet.at(number)}: '{text[:40]}' stands under no offence class")
            subcode = sub[1] if sub else "zzz"
            if subcode <= last:
                raise Unreadable(f"{sheet.at(number)}: '{text[:40]}' is out of order or stands twice")
            last = subcode
            parts.append((number, sub, cells))
            continue
        if code:
            _block(table, columns, code, total, parts, counts, found, latest, locator)
        code, last, parts = classes.BY_NAME.get(key(text), ""), "", []
        total, ended = (number, cells), number < 0
        if not code and not ended:
            why = f"'{text[:50]}' is no offence class of this table and no offence within one"
            if any(read_cell(cell).number is not None for cell in cells):
                raise Unreadable(f"{sheet.at(number)}: {why}")
            found.skip(sheet.at(number), why)  # a line of text below the table


def _block(table, columns, code, total, parts, counts, found, latest, locator) -> None:
    series = classes.CLASSES[code]
    if not parts:
        raise Unreadable(f"{table.sheet.at(total[0])}: no offences under this class")
    for col in columns:
        where, whole = table.cell(*total, col)
        if not take(found, where, whole, whole=True):
            continue
        values = [(n, sub, *table.cell(n, cells, col)) for n, sub, cells in parts]
        added = sum(cell.number or 0 for *_, cell in values)
        if abs(added - whole.number) > 0.5:
            raise Unreadable(
                f"{where}: total {whole.number:.0f}, but its offences add up to {added:.0f} in '{col.header}'"
            )
        year = counts.get((code, col.period))
        if year is not None and abs(year - whole.number) > max(500, 0.02 * year):
            raise Unreadable(f"{where}: {whole.number:.0f} is far from {year:.0f} in the table of offences")
        status = "official" if col.period == latest else "official-revised"
        more = {"status": status, "locator": locator}
        found.add(where, SUBS, series, col.period, PLACE, whole.number, breakdown="subcode=total", note=TOTALS, **more)
        for _, sub, place, cell in values:
            if not take(found, place, cell, whole=True):
                continue
            if sub is None:
                found.add(
                    place,
                    SUBS,
                    series,
                    col.period,
                    PLACE,
                    cell.number,
                    breakdown="subcode=not assigned",
                    note=QUALITY,
                    **more,
                )
                continue
            label, words, note = SUB_OFFENCES.get(sub[1], ("", "", ""))
            if not label:
                found.skip(place, f"offence {sub[1]} is not among those harmstats holds: '{sub[2][:40]}'")
                continue
            if key(words) not in key(sub[2]):
                raise Unreadable(f"{place}: {sub[1]} is {label}, but the row says '{sub[2][:40]}'")
            found.add(
                place,
                SUBS,
                series,
                col.period,
                PLACE,
                cell.number,
                breakdown=f"subcode={sub[1]};offence={label}",
                note=note,
                **more,
            )


def read_online(sheet: Sheet, counts: dict, year: Period, found: Found) -> None:
    """Read Table C5: count and share must agree with the classes of Table A5a."""
    names = (
        "Offence codes in grouping",
        "Grouping",
        "Number of offences flagged as online crime",
        "Proportion of total offences flagged as online crime (%)",
    )
    at = header_row(sheet, names)
    if at < 0:
        raise Unreadable(f"{sheet.here}: no row with the headers {'; '.join(names)}")
    rows = list(sheet.rows())
    keys = [key(c) for c in rows[at]]
    spots = [keys.index(key(n)) for n in names]
    hits = [(n, r) for n, r in enumerate(rows[at + 1 :], at + 1) if key(r[spots[1]]) == "harassmentandstalking"]
    if len(hits) != 1:
        raise Unreadable(f"{sheet.here}: {len(hits)} rows 'Harassment and stalking'; one is expected")
    number, row = hits[0]
    if [c.strip() for c in str(row[spots[0]]).split(",")] != ["8L", "8M", "8Q", "8R"]:
        raise Unreadable(f"{sheet.at(number, spots[0])}: '{row[spots[0]]}' is another grouping than 8L, 8M, 8Q, 8R")
    where, count = sheet.at(number, spots[2]), read_cell(row[spots[2]])
    place, share = sheet.at(number, spots[3]), read_cell(row[spots[3]])
    if not take(found, where, count, whole=True) or not take(found, place, share):
        return
    base = sum(counts.get((code, year), 0) for code in ("8L", "8M", "8Q", "8R"))
    if not base or abs(100 * count.number / base - share.number) > 0.06:
        raise Unreadable(
            f"{where}: {count.number:.0f} is not {share.number:.2f}% of the {base:.0f} offences of the table"
        )
    series, more = (
        "prc-stalking-harassment-online-flagged",
        {"status": "official-provisional", "locator": sheet.name.strip()},
    )
    found.add(
        where,
        ONLINE,
        series,
        year,
        PLACE,
        count.number,
        **more,
        note="offences with the online flag, classes 8L 8M 8Q 8R only (no 8U); official statistics in development",
    )
    found.add(
        place,
        ONLINE,
        f"{series}-share",
        year,
        PLACE,
        round(share.number, 6),
        **more,
        note="share of offences in classes 8L 8M 8Q 8R carrying the online flag",
    )
