"""Home Office outcomes open data: outcomes of offences recorded, by force, quarter, offence code and outcome type.

Read is the column of outcomes *for offences recorded in the quarter*: the cohort. The other column counts
what was decided in the quarter, whenever the offence was recorded; the two must never be mixed.
"""

from collections import defaultdict
from datetime import date
from operator import itemgetter

from ...core.periods import Period
from . import offence_classes as classes
from .cell_values import read_cell
from .headers import key
from .home_office import KEYS, OUTCOMES, Quarters, check_quarters, of_one_kind, offence
from .places import Places
from .reading import Extract, Unreadable
from .records import Records
from .sheets import Book

COHORT = (
    "Outcomes for offences recorded in quarter",
    "Outcomes for offences recorded in the quarter",
    "Force outcomes for offences recorded in quarter",
    "Force outcomes for offences recorded in the quarter",
    "Number of outcomes for offences recorded in the quarter",
)
# Outcome types: the breakdown they are part of, and how the publisher's name of their group begins, as key.
FORMAL, INFORMAL = "form=formal;outcome=out-of-court", "form=informal;outcome=out-of-court"
_GROUPS = (
    ("0", "outcome=not-yet-assigned", "notyetassigned"),
    ("1 1A", "outcome=charged", "charge"),
    ("4", "outcome=taken-into-consideration", "takenintoconsideration"),
    ("14 16", "outcome=evidential-victim-does-not-support", "evidential"),
    ("15", "outcome=evidential-victim-supports", "evidential"),
    ("18", "outcome=no-suspect", "investigationcomplete"),
    ("20", "outcome=transferred", "responsibility"),
    ("21", "outcome=further-investigation-not-in-public-interest", "furtherinvestigation"),
    ("22", "outcome=diversionary", "diversionary"),
    ("2 2A 3 3A 6", FORMAL, "outofcourt"),
    ("7 8", INFORMAL, "outofcourt"),
    ("5 9 10 11 12 13 17", "outcome=prosecution-prevented-or-not-in-public-interest", "prosecutionprevented"),
)
TYPES = {kind: (breakdown, group) for kinds, breakdown, group in _GROUPS for kind in kinds.split()}
NUMBERS = ("one quarter", "two quarters", "three quarters", "four quarters")

# Of every class and force: outcomes by quarter and type.
Outcomes = dict[tuple[str, str], dict[tuple[Period, str], float]]


def read(book: Book, places: Places, extract: Extract) -> date:
    """Read every data sheet; return the last day covered."""
    outcomes: Outcomes = defaultdict(dict)
    for data in of_one_kind(book, OUTCOMES, extract):
        _read_sheet(data, places, extract, outcomes)
    if not outcomes:
        raise Unreadable(f"{book.file}: no row of an offence class that harmstats holds")
    quarters = sorted({period for counts in outcomes.values() for period, _ in counts})
    check_quarters(book, quarters)
    if len(quarters) > len(NUMBERS):
        raise Unreadable(f"{book.file}: {len(quarters)} quarters; an outcomes workbook holds one financial year")
    span = Period(quarters[0].start, quarters[-1].end)
    method = f"sum of {NUMBERS[len(quarters) - 1]} and of outcome types"
    gaps = _gaps(book, outcomes, extract)
    for (code, force), counts in sorted(outcomes.items()):
        many = len({period for period, _ in counts})
        if (code, force) in gaps:
            continue
        if many < len(quarters):
            why = f"rows for {many} of {len(quarters)} quarters only"
            extract.skip(f"{book.file}, {force}, code {code}", why)
            continue
        sheet = f"sheet {span.start.year}/{(span.start.year + 1) % 100:02d}"
        more = {"method": method, "status": "official-provisional"}
        more["locator"] = f"{sheet}, outcomes for offences recorded in quarter"
        series = classes.CLASSES[code].replace("prc-", "outcomes-")
        where = f"{book.file}, rows of {force}, code {code}"
        for breakdown, value in sorted(_sums(counts).items()):
            extract.add(where, OUTCOMES, series, span, force, value, breakdown=breakdown, **more)
    for code in sorted({code for code, _ in outcomes}):
        if lost := [force for force in places.regions if (code, force) not in outcomes]:
            extract.skip(f"{book.file}, code {code}", f"no row of {', '.join(lost[:4])}")
    return quarters[-1].end


def _sums(counts: dict[tuple[Period, str], float]) -> dict[str, float]:
    """Add up quarters and types: by outcome, all out of court, all assigned, and all where it is known."""
    sums: dict[str, float] = defaultdict(float)
    for (_, kind), count in counts.items():
        sums[TYPES[kind][0]] += count
    unassigned = sums.get(TYPES["0"][0])
    assigned = sum(counts.values()) - (unassigned or 0)
    sums["outcome=out-of-court"] = sums.get(FORMAL, 0) + sums.get(INFORMAL, 0)
    sums["outcome=assigned"] = assigned
    if unassigned is not None:
        sums[""] = assigned + unassigned
    return sums


def _gaps(book: Book, outcomes: Outcomes, extract: Extract) -> set[tuple[str, str]]:
    """Forces that lack an outcome type nearly all others have; where many do, a missing row is nought."""
    types: dict[tuple[Period, str, str], set[str]] = defaultdict(set)
    for (code, force), counts in outcomes.items():
        for period, kind in counts:
            types[period, force, code].add(kind)
    every = set().union(*types.values())
    lacking = {at: every - there for at, there in types.items() if there != every}
    if len(lacking) > 0.1 * len(types):
        why = "quarters of forces have no row for some outcome types, which is read as nought"
        extract.notes.append(f"{book.file}: {len(lacking)} {why}")
        return set()
    for (period, force, code), lost in sorted(lacking.items()):
        where = f"{book.file}, {force}, {period.label}, code {code}"
        extract.skip(where, f"no row for outcome type {', '.join(sorted(lost))}")
    return {(code, force) for _, force, code in lacking}


def _read_sheet(data: Records, places: Places, extract: Extract, outcomes: Outcomes) -> None:
    sheet, quarters = data.sheet, Quarters(data, places)
    code_at, words_at = data.column(KEYS[3]), data.columns.get("offencedescription")
    type_at, group_at, count_at = data.column("Outcome Type"), data.column("Outcome Group"), data.column(*COHORT)
    label = itemgetter(code_at, code_at if words_at is None else words_at)
    codes: dict[tuple, str] = {}  # by how code and description are written
    for number, row in data.rows():
        if (code := codes.get(label(row))) is None:
            code = codes[label(row)] = offence(sheet, number, row, code_at, words_at)[0]
        if code not in classes.PARTS:
            continue
        force, period = quarters.of(number, row)
        kind = str(row[type_at]).strip().upper().removesuffix(".0")
        if kind not in TYPES or not key(row[group_at]).startswith(TYPES[kind][1]):
            why = f"outcome type '{kind[:10]}' with group '{str(row[group_at])[:50]}' is not known"
            raise Unreadable(f"{sheet.at(number, type_at)}: {why}")
        count = read_cell(row[count_at]).number
        if count is None or not count.is_integer():
            why = f"'{str(row[count_at])[:30]}' is no count; the year cannot be summed"
            raise Unreadable(f"{sheet.at(number, count_at)}: {why}")
        if count < 0:
            where = f"{sheet.file}, rows of {force}, code {code}"
            extract.doubts.append((where, f"a negative count, at {sheet.at(number, count_at)}"))
        counts = outcomes[code, force]
        if (period, kind) in counts:
            again = f"a second row for {force}, {period.label}, code {code}, outcome type {kind}"
            raise Unreadable(f"{sheet.at(number)}: {again}")
        counts[period, kind] = count
