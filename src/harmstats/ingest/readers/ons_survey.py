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
from .sheets import Book, Sheet

OTHER = ("Year", "Observation status", "Unit multiplier", "Value")
# Columns that break nothing down, beside those of an indicator, by key.
FIXED = {
    "year",
    "series",
    "unitmultiplier",
    "observationstatus",
    "value",
    "relationshiptoperpetrator",
    "geocode",
}
GROUPS = ("16 to 59", "16 to 74", "16 and over")
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
    """One indicator: what its file is told by, and the keys of its columns of abuse and age."""

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
    abuse="typeofpartnerabuse",
    age="series",
    locator="rows for stalking by a partner",
    caveats=_PARTNER_CAVEATS,
)
FAMILY = _Indicator(
    name="5.2.2",
    table="crime-survey-sdg-522",
    series="csew-stalking-family",
    headers=("Year", "Type of non-partner abuse", "Relationship to perpetrator", "Observation status", "Value"),
    abuse="typeofnonpartnerabuse",
    age="age",
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
    if not book.sheets:
        return None
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


@dataclass(frozen=True)
class _Row:
    """One row, its cells by the key of their header."""

    sheet: Sheet
    number: int
    cells: dict[str, str]

    def at(self, name: str) -> str:
        """Where the cell of a column is."""
        return self.sheet.at(self.number, list(self.cells).index(name))


def read(book: Book, places: Places, extract: Extract) -> date:
    """Read the rows of stalking; return the last day of the years with a row, stalking or not."""
    sheet = book.sheets[0]
    indicator = _indicator(sheet) or PARTNER
    rows = sheet.rows()
    head = next(rows)
    headers: dict[str, str] = {}
    for index, cell in enumerate(head):
        if key(cell) in headers:
            raise Unreadable(f"{sheet.at(0, index)}: a second column '{clean(cell)}'")
        headers[key(cell)] = cell
    if not headers.keys() & {"units", "unitmeasure"}:
        raise Unreadable(f"{sheet.at(0)}: no column 'Units'")
    stalking: dict[Period, bool] = {}
    for number, cells in enumerate(rows, 1):
        if not any(cells):
            continue
        if len(cells) != len(head):
            raise Unreadable(f"{sheet.at(number)}: {len(cells)} cells, but the header has {len(head)}")
        row = _Row(sheet, number, dict(zip(headers, cells, strict=True)))
        year = parsed(row.cells["year"])
        if year is None or year.end.month != 3 or year.months != 12:
            raise Unreadable(f"{row.at('year')}: '{str(row.cells['year'])[:20]}' is no financial year like 2021/22")
        abuse = key(row.cells[indicator.abuse])
        stalking[year] = stalking.get(year, False) or abuse.startswith("stalking")
        if abuse.startswith("stalking"):
            _add(row, headers, indicator, year, extract)
        elif "stalk" in abuse or abuse not in OTHER_ABUSE:
            what = clean(row.cells[indicator.abuse])[:50]
            extract.skip(row.at(indicator.abuse), f"'{what}' is no kind of abuse harmstats knows")
    if not stalking:
        raise Unreadable(f"{sheet.here}: no rows")
    for year in sorted(year for year, held in stalking.items() if not held):
        extract.skip(f"{sheet.here}, {_financial(year)}", "no row for stalking in this year")
    return max(stalking).end


def _add(row: _Row, headers: dict[str, str], indicator: _Indicator, year: Period, extract: Extract) -> None:
    """Add the figure of a row of stalking, where it is one of all women of an age group and may be used."""
    cells, sheet = row.cells, row.sheet
    unit = "units" if "units" in cells else "unitmeasure"
    if key(cells[unit]) != "percentage" or key(cells["unitmultiplier"]) != "units":
        raise Unreadable(f"{row.at(unit)}: unit '{cells[unit]}' x '{cells['unitmultiplier']}', not percentage")
    _check_kind(row, indicator)
    age = clean(cells[indicator.age])
    group = age.removeprefix("Women aged ") if indicator is PARTNER else age
    if group not in GROUPS:
        raise Unreadable(f"{sheet.at(row.number)}: '{age[:40]}' is no age group of women that the survey uses")
    for name, cell in cells.items():
        if str(cell).strip() and name not in (*FIXED, unit, indicator.abuse, indicator.age):
            why = f"broken down by {headers[name]} ({cell}), which harmstats does not hold for this table"
            extract.skip(sheet.at(row.number), why)
            return
    where, status, value = row.at("value"), key(cells["observationstatus"]), read_cell(cells["value"])
    if status.startswith("missing") and value.number is None:
        extract.absent += 1
    elif status != "normalvalue":
        extract.skip(where, f"status '{cells['observationstatus']}' beside value '{cells['value']}'")
    elif value.number is None:
        extract.skip(where, f"status is normal, but '{value.text[:40]}' is no number")
    elif not 0 <= value.number <= 15:
        why = f"{value.number:g}% of women stalked by a partner or relative in a year cannot be right"
        raise Unreadable(f"{where}: {why}")
    else:
        scope, note = indicator.caveats.get(_financial(year), ("", ""))
        more = {"breakdown": f"age={group};sex=female", "status": "official", "locator": indicator.locator}
        more |= {"scope": scope, "note": note}
        extract.add(where, indicator.table, indicator.series, year, ENGLAND_AND_WALES, value.number, **more)


def _check_kind(row: _Row, indicator: _Indicator) -> None:
    """Raise Unreadable where the stalking is of another kind than the series of this indicator."""
    abuse, relation = row.cells[indicator.abuse], row.cells.get("relationshiptoperpetrator", "")
    if indicator is PARTNER and key(abuse) != "stalkingbyapartnerexpartner":
        raise Unreadable(f"{row.at(indicator.abuse)}: '{clean(abuse)[:50]}', not stalking by a partner/ex-partner")
    if indicator is FAMILY and (key(abuse), key(relation)) != ("stalking", "familymember"):
        raise Unreadable(f"{row.at('relationshiptoperpetrator')}: '{clean(relation)[:50]}' is no family member")


def _financial(year: Period) -> str:
    return f"{year.start.year}/{year.end.year % 100:02d}"
