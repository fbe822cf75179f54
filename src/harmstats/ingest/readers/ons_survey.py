"""ONS indicators 5.2.1 and 5.2.2 of the Sustainable Development Goals: stalking in the Crime Survey.

Rows are percentages of women; `Observation status` says whether a value may be used.
"""

from ...core.errors import HarmstatsError
from ...core.periods import Period
from .cells import Sheet
from .headers import clean, header_row, key
from .reading import Found, Unreadable
from .shorthand import read as read_cell

PARTNER, FAMILY = "crime-survey-sdg-521", "crime-survey-sdg-522"
GOOD = "normalvalue"
MARK_521 = ("Year", "Series", "Type of partner abuse", "Observation status", "Value")
MARK_522 = ("Year", "Type of non-partner abuse", "Relationship to perpetrator", "Observation status", "Value")
OTHER = ("Year", "Observation status", "Unit multiplier", "Value")
_CAVEAT = {
    "2021/22": ("interviews October 2021 to March 2022", "six months of interviews, not National Statistics"),
    "2022/23": ("", "eight months of interviews (October 2022 to January 2023 lost), not National Statistics"),
    "2018/19": ("", "asked of half the sample"),
    "2017/18": ("", "asked of half the sample"),
}
_PARTNER = {
    "2021/22": (
        "interviews October 2021 to March 2022",
        "six months of interviews, low response, not National Statistics",
    ),
    "2019/20": ("", "fieldwork stopped two weeks early in March 2020"),
}


def which(sheet: Sheet) -> str:
    """``521``, ``522``, ``other`` for another indicator file, or an empty string."""
    for name, mark in (("521", MARK_521), ("522", MARK_522), ("other", OTHER)):
        if header_row(sheet, mark, 3) == 0:
            return name
    return ""


def read(sheet: Sheet, found: Found) -> Period:
    """Read the stalking rows into `found`; return the last year with a row, stalking or not."""
    kind = which(sheet)
    rows = sheet.rows()
    head = next(rows)
    spots: dict[str, int] = {}
    for index, cell in enumerate(head):
        if key(cell) in spots:
            raise Unreadable(f"{sheet.at(0, index)}: a second column '{clean(cell)}'")
        spots[key(cell)] = index
    unit_at = next((spots[u] for u in ("units", "unitmeasure") if u in spots), None)
    if unit_at is None:
        raise Unreadable(f"{sheet.at(0)}: no column 'Units'")
    abuse = spots[key("Type of partner abuse" if kind == "521" else "Type of non-partner abuse")]
    years: set[Period] = set()
    held: dict[Period, int] = {}
    for number, row in enumerate(rows, 1):
        if not any(row):
            continue
        if len(row) != len(head):
            raise Unreadable(f"{sheet.at(number)}: {len(row)} cells, but the header has {len(head)}")
        year = _year(sheet, number, row[spots["year"]], spots["year"])
        years.add(year)
        if not key(row[abuse]).startswith("stalking"):
            if "stalk" in key(row[abuse]) or (key(row[abuse]) not in KNOWN_521 | KNOWN_522):
                found.skip(sheet.at(number, abuse), f"'{clean(row[abuse])[:50]}' is no kind of abuse harmstats knows")
            continue
        held[year] = held.get(year, 0) + 1
        _row(sheet, number, row, head, spots, abuse, unit_at, kind, year, found)
    if not years:
        raise Unreadable(f"{sheet.here}: no rows")
    for year in sorted(years - set(held)):
        found.skip(f"{sheet.here}, {_text(year)}", "no row for stalking in this year")
    return max(years)


KNOWN_521 = {
    "",
    "nonsexual",
    "sexualincludingattempts",
    "anypartnerabusenonphysicalabusethreatsforcesexualassaultorstalking",
    "anypartnerabuse",
}
KNOWN_522 = {"", "sexualincludingattempts", "nonsexual"}


def _row(sheet, number, row, head, spots, abuse, unit_at, kind, year, found) -> None:
    where = sheet.at(number, spots["value"])
    if key(row[unit_at]) != "percentage" or key(row[spots["unitmultiplier"]]) != "units":
        raise Unreadable(
            f"{sheet.at(number, unit_at)}: unit '{row[unit_at]}' x '{row[spots['unitmultiplier']]}', not percentage"
        )
    series = _series(sheet, number, row, spots, abuse, kind)
    group = _group(sheet, number, row, spots, kind)
    fixed = {abuse, unit_at, *(spots[k] for k in ("year", "unitmultiplier", "observationstatus", "value"))}
    fixed |= {spots[k] for k in ("series", "relationshiptoperpetrator", "age", "geocode") if k in spots}
    if kind == "521" and str(row[spots["age"]]).strip():
        fixed.discard(spots["age"])
    extra = [(head[i], c) for i, c in enumerate(row) if i not in fixed and str(c).strip()]
    if extra:
        found.skip(
            sheet.at(number),
            f"broken down by {extra[0][0]} ({extra[0][1]}), which harmstats does not hold for this table",
        )
        return
    status, cell = key(row[spots["observationstatus"]]), read_cell(row[spots["value"]])
    if status != GOOD:
        if cell.number is None and status.startswith("missing"):
            found.absent += 1
        else:
            found.skip(where, f"status '{row[spots['observationstatus']]}' beside value '{row[spots['value']]}'")
        return
    if cell.number is None:
        found.skip(where, f"status is normal, but '{cell.text[:40]}' is no number")
        return
    if not 0 <= cell.number <= 15:
        raise Unreadable(
            f"{where}: {cell.number:g}% of women stalked by a partner or relative in a year cannot be right"
        )
    scope, note = (_PARTNER if kind == "521" else {}).get(_text(year)) or _CAVEAT.get(_text(year), ("", ""))
    found.add(where, PARTNER if kind == "521" else FAMILY, series, year, "England and Wales", cell.number,
              breakdown=f"age={group};sex=female", status="official", scope=scope, note=note,
              locator="rows for stalking by a partner" if kind == "521"
              else "rows for stalking by a family member (ONS tables S41 and S42b)")  # fmt: skip


def _series(sheet, number, row, spots, abuse, kind) -> str:
    if kind == "521":
        if key(row[abuse]) != "stalkingbyapartnerexpartner":
            raise Unreadable(
                f"{sheet.at(number, abuse)}: '{clean(row[abuse])[:50]}', not stalking by a partner/ex-partner"
            )
        return "csew-stalking-partner"
    relation = spots["relationshiptoperpetrator"]
    if key(row[abuse]) != "stalking" or key(row[relation]) != "familymember":
        raise Unreadable(f"{sheet.at(number, relation)}: '{clean(row[relation])[:50]}' is no family member")
    return "csew-stalking-family"


def _group(sheet, number, row, spots, kind) -> str:
    text = clean(row[spots["series" if kind == "521" else "age"]])
    group = text.removeprefix("Women aged ") if kind == "521" else text
    if group not in ("16 to 59", "16 to 74", "16 and over"):
        raise Unreadable(f"{sheet.at(number)}: '{text[:40]}' is no age group of women that the survey uses")
    return group


def _year(sheet, number, text, col) -> Period:
    try:
        year = Period.parse(str(text))
    except HarmstatsError:
        year = None
    if year is None or year.end.month != 3 or year.months != 12:
        raise Unreadable(f"{sheet.at(number, col)}: '{str(text)[:20]}' is no financial year like 2021/22")
    return year


def _text(year: Period) -> str:
    return f"{year.start.year}/{year.end.year % 100:02d}"
