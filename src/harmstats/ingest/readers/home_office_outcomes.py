"""Home Office outcomes open data: outcomes of offences recorded, by force, quarter, offence code and outcome type.

Read is the column of outcomes *for offences recorded in the quarter*: the cohort. The other column counts
what was decided in the quarter, whenever the offence was recorded; the two must never be mixed.
"""

from collections import defaultdict
from itertools import pairwise
from operator import itemgetter

from ...core.periods import Period
from . import home_office as open_data
from . import home_office_crime as recorded_crime
from . import offence_classes as classes
from .cells import Book
from .headers import key
from .places import Places
from .reading import Found, Unreadable
from .shorthand import read as read_cell

TABLE = "home-office-outcomes"
COHORT = (
    "Outcomes for offences recorded in quarter",
    "Outcomes for offences recorded in the quarter",
    "Force outcomes for offences recorded in quarter",
    "Force outcomes for offences recorded in the quarter",
    "Number of outcomes for offences recorded in the quarter",
)
HELD = {code: classes.CLASSES[code].replace("prc-", "outcomes-") for code in ("8L", "8M", "8Q", "8R", "8U")}
PREVENTED = "outcome=prosecution-prevented-or-not-in-public-interest"
TYPES = {
    "0": "outcome=not-yet-assigned", "1": "outcome=charged", "1A": "outcome=charged",
    "4": "outcome=taken-into-consideration", "14": "outcome=evidential-victim-does-not-support",
    "15": "outcome=evidential-victim-supports", "16": "outcome=evidential-victim-does-not-support",
    "18": "outcome=no-suspect", "20": "outcome=transferred",
    "21": "outcome=further-investigation-not-in-public-interest", "22": "outcome=diversionary",
}  # fmt: skip
TYPES |= dict.fromkeys(("2", "2A", "3", "3A", "6"), "form=formal;outcome=out-of-court")
TYPES |= dict.fromkeys(("7", "8"), "form=informal;outcome=out-of-court")
TYPES |= dict.fromkeys(("5", "9", "10", "11", "12", "13", "17"), PREVENTED)
GROUPS = {
    "0": "notyetassigned", "1": "charge", "1A": "charge", "4": "takenintoconsideration", "14": "evidential",
    "15": "evidential", "16": "evidential", "18": "investigationcomplete", "20": "responsibility",
    "21": "furtherinvestigation", "22": "diversionary",
}  # fmt: skip
GROUPS |= dict.fromkeys(("2", "2A", "3", "3A", "6", "7", "8"), "outofcourt")
GROUPS |= dict.fromkeys(("5", "9", "10", "11", "12", "13", "17"), "prosecutionprevented")


def is_outcomes(layout: open_data.Layout) -> bool:
    """True where the columns are those of this table."""
    return key("Outcome Type") in layout.spots and key("Outcome Group") in layout.spots


def read(book: Book, places: Places, found: Found) -> Period:
    """Read every data sheet into `found`; return the last quarter."""
    counts: dict[tuple[str, str], dict[str, float]] = {}
    quarters: dict[tuple[str, str], set[Period]] = defaultdict(set)
    types: dict[tuple, set[str]] = defaultdict(set)
    for layout in open_data.layouts(book, found=found):
        if is_outcomes(layout):
            _sheet(layout, places, found, counts, quarters, types)
        else:
            found.skip(layout.sheet.at(layout.at), "the columns are not those of outcomes")
    if not counts:
        raise Unreadable(f"{book.file}: no row of an offence class that harmstats holds")
    every = sorted(set().union(*quarters.values()))
    for before, after in pairwise(every):
        if after != before.shifted(3):
            raise Unreadable(
                f"{book.file}: no row for {before.shifted(3).label}, between {before.label} and {after.label}"
            )
    if len(every) > 4:
        raise Unreadable(f"{book.file}: {len(every)} quarters; an outcomes workbook holds one financial year")
    span = Period(every[0].start, every[-1].end)
    number = ("one quarter", "two quarters", "three quarters", "four quarters")[len(every) - 1]
    method = f"sum of {number} and of outcome types"
    gaps = _gaps(types, found, book.file)
    for (code, force), there in sorted(quarters.items()):
        if (code, force) in gaps:
            continue
        if there != set(every):
            found.skip(f"{book.file}, {force}, code {code}", f"rows for {len(there)} of {len(every)} quarters only")
            continue
        _add(counts, code, force, span, method, found, book.file)
    for code in {c for c, _ in quarters}:
        if lost := [f for f in places.regions if (code, f) not in quarters]:
            found.skip(f"{book.file}, code {code}", f"no row of {', '.join(lost[:4])}")
    return every[-1]


def _gaps(types: dict, found: Found, file: str) -> set[tuple[str, str]]:
    """Forces that lack an outcome type nearly all others have; where many do, a missing row is nought."""
    every = set().union(*types.values())
    lacking = {at: every - there for at, there in types.items() if there != every}
    if len(lacking) > 0.1 * len(types):
        found.notes.append(
            f"{file}: {len(lacking)} quarters of forces have no row for some outcome types, which is read as nought"
        )
        return set()
    for (period, force, code), lost in sorted(lacking.items()):
        found.skip(
            f"{file}, {force}, {period.label}, code {code}", f"no row for outcome type {', '.join(sorted(lost))}"
        )
    return {(code, force) for _, force, code in lacking}


def _add(counts, code, force, span, method, found, file) -> None:
    values = dict(counts[code, force])
    assigned = sum(n for how, n in values.items() if how != TYPES["0"])
    values["outcome=out-of-court"] = sum(n for how, n in values.items() if how.endswith("outcome=out-of-court"))
    values["outcome=assigned"] = assigned
    if TYPES["0"] in values:
        values[""] = assigned + values[TYPES["0"]]
    year = f"{span.start.year}/{(span.start.year + 1) % 100:02d}"
    for how, value in sorted(values.items()):
        found.add(
            f"{file}, rows of {force}, code {code}",
            TABLE,
            HELD[code],
            span,
            force,
            value,
            breakdown=how,
            method=method,
            status="official-provisional",
            locator=f"sheet {year}, outcomes for offences recorded in quarter",
        )


def _sheet(layout, places, found, counts, quarters, types) -> None:
    sheet = layout.sheet
    which, forces = open_data.Quarters(), open_data.Forces(places)
    year, quarter, force_at, code_at = (layout.spot(name) for name in open_data.KEYS)
    type_at, group_at, count_at = layout.spot("Outcome Type"), layout.spot("Outcome Group"), layout.spot(*COHORT)
    words_at = layout.spots.get("offencedescription", code_at)
    what = itemgetter(code_at, words_at)
    codes: dict[tuple, str] = {}  # by how code and description are written; empty for offences that are not held
    seen: set[tuple] = set()
    for number, row in open_data.rows(layout):
        if (code := codes.get(what(row))) is None:
            if len(codes) > recorded_crime.MOST_KINDS:
                raise Unreadable(f"{sheet.at(number)}: more than {recorded_crime.MOST_KINDS:,} offences")
            code = codes[what(row)] = _code(sheet, number, row, code_at, words_at)
        if not code:
            continue
        period, force = which(row[year], row[quarter]), forces(row[force_at])
        if period is None or not force:
            raise Unreadable(
                f"{sheet.at(number)}: '{row[year]}', '{row[quarter]}', '{str(row[force_at])[:40]}': "
                "no quarter of a force"
            )
        kind = str(row[type_at]).strip().upper().removesuffix(".0")
        if kind not in TYPES or not key(row[group_at]).startswith(GROUPS[kind]):
            raise Unreadable(
                f"{sheet.at(number, type_at)}: outcome type '{kind[:10]}' with group "
                f"'{str(row[group_at])[:50]}' is not known"
            )
        cell = read_cell(row[count_at])
        if cell.number is None or cell.number != int(cell.number):
            raise Unreadable(
                f"{sheet.at(number, count_at)}: '{str(row[count_at])[:30]}' is no count; the year cannot be summed"
            )
        if cell.number < 0:
            found.doubt(
                f"{sheet.file}, rows of {force}, code {code}", f"a negative count, at {sheet.at(number, count_at)}"
            )
        entry = (period, force, code, kind)
        if entry in seen:
            raise Unreadable(
                f"{sheet.at(number)}: a second row for {force}, {period.label}, code {code}, outcome type {kind}"
            )
        seen.add(entry)
        quarters[code, force].add(period)
        types[period, force, code].add(kind)
        mine = counts.setdefault((code, force), defaultdict(float))
        mine[TYPES[kind]] += cell.number


def _code(sheet, number, row, code_at, words_at) -> str:
    code, words = str(row[code_at]).strip().upper(), key(row[words_at]) if words_at != code_at else ""
    if code not in HELD:
        if words in classes.BY_NAME and classes.BY_NAME[words] in HELD:
            raise Unreadable(
                f"{sheet.at(number, code_at)}: '{str(row[words_at])[:50]}' has code {classes.BY_NAME[words]}, "
                f"not '{code[:10]}'"
            )
        return ""
    if words and words not in classes.NAMES[code]:
        raise Unreadable(
            f"{sheet.at(number)}: code {code} beside '{str(row[words_at])[:50]}', which is another offence"
        )
    return code
