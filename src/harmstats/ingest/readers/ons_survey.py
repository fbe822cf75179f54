"""ONS indicators 5.2.1 and 5.2.2 of the Sustainable Development Goals: stalking in the Crime Survey.

Rows are percentages of women; `Observation status` says whether a value may be used.
"""

from dataclasses import dataclass
from datetime import date

from ...core.periods import Period
from . import ons_cover
from .cell_values import read_cell
from .headers import clean, header_row, key, parsed
from .places import Places
from .reading import ENGLAND_AND_WALES, Extract, Recognised, Unreadable
from .records import Records
from .sheets import Book, Sheet

OTHER = ("Year", "Observation status", "Unit multiplier", "Value")
UNITS = ("Units", "Unit measure")
# Columns that break nothing down, beside those of an indicator.
FIXED = (*OTHER, *UNITS, "Series", "Relationship to perpetrator", "GeoCode")
# Kinds of abuse beside stalking, by key.
OTHER_ABUSE = {
    "",
    "nonsexual",
    "sexualincludingattempts",
    "anypartnerabusenonphysicalabusethreatsforcesexualassaultorstalking",
    "anypartnerabuse",
}
_SIX_MONTHS, _HALF = "interviews October 2021 to March 2022", ("", "asked of half the sample")
# Scope and note by year.
_CAVEATS = {
    "2021/22": (_SIX_MONTHS, "six months of interviews, not National Statistics"),
    "2022/23": ("", "eight months of interviews (October 2022 to January 2023 lost), not National Statistics"),
    "2018/19": _HALF,
    "2017/18": _HALF,
}
_PARTNER_CAVEATS = _CAVEATS | {
    "2021/22": (_SIX_MONTHS, "six months of interviews, low response, not National Statistics"),
    "2019/20": ("", "fieldwork stopped two weeks early in March 2020"),
}


@dataclass(frozen=True)
class _Indicator:
    """One indicator: what its file is told by, and its columns of abuse and age."""

    name: str
    table: str
    series: str
    headers: tuple[str, ...]
    abuse: str
    age: str
    locator: str
    caveats: dict[str, tuple[str, str]]


PARTNER = _Indicator(
    name="5.2.1",
    table="crime-survey-sdg-521",
    series="csew-stalking-partner",
    headers=("Year", "Series", "Type of partner abuse", "Observation status", "Value"),
    abuse="Type of partner abuse",
    age="Series",
    locator="rows for stalking by a partner",
    caveats=_PARTNER_CAVEATS,
)
FAMILY = _Indicator(
    name="5.2.2",
    table="crime-survey-sdg-522",
    series="csew-stalking-family",
    headers=("Year", "Type of non-partner abuse", "Relationship to perpetrator", "Observation status", "Value"),
    abuse="Type of non-partner abuse",
    age="Age",
    locator="rows for stalking by a family member (ONS tables S41 and S42b)",
    caveats=_CAVEATS,
)


def _indicator(sheet: Sheet) -> _Indicator | None:
    return next((kind for kind in (PARTNER, FAMILY) if header_row(sheet, kind.headers, 3) == 0), None)


def recognise(book: Book) -> Recognised | None:
    """Recognise a file by its columns; None where it is no indicator file.

    Raises
    ------
    Unreadable
        Where another indicator file has a row of stalking.
    """
    sheet = book.sheets[0]
    if indicator := _indicator(sheet):
        name = f"Indicator {indicator.name} of the Sustainable Development Goals"
        return Recognised(ons_cover.PUBLISHER, name, indicator.table, "", None, None)
    if header_row(sheet, OTHER, 3) != 0:
        return None
    for number, row in enumerate(sheet.rows()):
        if any("stalking" in str(cell).lower() for cell in row):
            columns = " or ".join(", ".join(kind.headers) for kind in (PARTNER, FAMILY))
            raise Unreadable(
                f"{sheet.at(number)}: stalking in an indicator file without the columns "
                f"{columns}; a header may be misspelt"
            )
    name = "another indicator of the Sustainable Development Goals"
    return Recognised(ons_cover.PUBLISHER, name, "", "", None, None)


def read(book: Book, places: Places, extract: Extract) -> date:
    """Read the rows of stalking; return the last day of the years with a row, stalking or not."""
    sheet = book.sheets[0]
    indicator = _indicator(sheet) or PARTNER
    records = Records.find(sheet, indicator.headers, 1)
    assert records is not None  # it was recognised by them
    unit_at, year_at, abuse_at = records.column(*UNITS), records.column("Year"), records.column(indicator.abuse)
    stalking: dict[Period, bool] = {}
    for number, row in records.rows():
        year, abuse = parsed(row[year_at]), key(row[abuse_at])
        if year is None or year.end.month != 3 or year.months != 12:
            why = f"'{str(row[year_at])[:20]}' is no financial year like 2021/22"
            raise Unreadable(f"{sheet.at(number, year_at)}: {why}")
        if abuse.startswith("stalking"):
            if key(row[unit_at]) != "percentage" or key(row[records.column("Unit multiplier")]) != "units":
                unit = f"'{row[unit_at]}' x '{row[records.column('Unit multiplier')]}'"
                raise Unreadable(f"{sheet.at(number, unit_at)}: unit {unit}, not percentage")
            _add(records, number, row, indicator, year, extract)
        elif "stalk" in abuse or abuse not in OTHER_ABUSE:
            why = f"'{clean(row[abuse_at])[:50]}' is no kind of abuse harmstats knows"
            extract.skip(sheet.at(number, abuse_at), why)
        stalking[year] = stalking.get(year, False) or abuse.startswith("stalking")
    if not stalking:
        raise Unreadable(f"{sheet.here}: no rows")
    for year in sorted(year for year, held in stalking.items() if not held):
        extract.skip(f"{sheet.here}, {_financial(year)}", "no row for stalking in this year")
    return max(stalking).end


def _add(records: Records, number: int, row: list, indicator: _Indicator, year: Period, extract: Extract) -> None:
    """Add the figure of a row of stalking, where it is one of all women of an age group and may be used."""
    sheet, at = records.sheet, records.column
    abuse_at, relation_at = at(indicator.abuse), at("Relationship to perpetrator", indicator.abuse)
    if indicator is PARTNER and key(row[abuse_at]) != "stalkingbyapartnerexpartner":
        why = f"'{clean(row[abuse_at])[:50]}', not stalking by a partner/ex-partner"
        raise Unreadable(f"{sheet.at(number, abuse_at)}: {why}")
    if indicator is FAMILY and (key(row[abuse_at]), key(row[relation_at])) != ("stalking", "familymember"):
        raise Unreadable(f"{sheet.at(number, relation_at)}: '{clean(row[relation_at])[:50]}' is no family member")
    age = clean(row[at(indicator.age)])
    group = age.removeprefix("Women aged ") if indicator is PARTNER else age
    if group not in ("16 to 59", "16 to 74", "16 and over"):
        raise Unreadable(f"{sheet.at(number)}: '{age[:40]}' is no age group of women that the survey uses")
    fixed = {at(name) for name in (*FIXED, indicator.abuse, indicator.age) if records.has(name)}
    for index, cell in enumerate(row):
        if index not in fixed and str(cell).strip():
            header = sheet.head(1)[0][index]
            why = f"broken down by {header} ({cell}), which harmstats does not hold for this table"
            extract.skip(sheet.at(number), why)
            return
    where, status, value = sheet.at(number, at("Value")), row[at("Observation status")], row[at("Value")]
    share = read_cell(value)
    if key(status).startswith("missing") and share.number is None:
        extract.absent += 1
    elif key(status) != "normalvalue":
        extract.skip(where, f"status '{status}' beside value '{value}'")
    elif share.number is None:
        extract.skip(where, f"status is normal, but '{share.text[:40]}' is no number")
    elif not 0 <= share.number <= 15:
        why = f"{share.number:g}% of women stalked by a partner or relative in a year cannot be right"
        raise Unreadable(f"{where}: {why}")
    else:
        scope, note = indicator.caveats.get(_financial(year), ("", ""))
        more = {"breakdown": f"age={group};sex=female", "status": "official", "locator": indicator.locator}
        more |= {"scope": scope, "note": note}
        extract.add(where, indicator.table, indicator.series, year, ENGLAND_AND_WALES, share.number, **more)


def _financial(year: Period) -> str:
    return f"{year.start.year}/{year.end.year % 100:02d}"
