"""Home Office open data: offences recorded by police force area, offence code and financial quarter."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from operator import itemgetter

from ...core.periods import Period
from . import offence_classes as classes
from .cell_values import read_cell
from .headers import key
from .home_office import HELD, KEYS, MOST_KINDS, RECORDED, Quarters, check_quarters, of_one_kind, offence
from .places import Places
from .reading import ENGLAND_AND_WALES, Extract, Unreadable
from .records import Records
from .sheets import Book

ALL_TABLE, ALL_SERIES = "home-office-all-offences", "prc-all-offences-excluding-fraud"
LABELS = (KEYS[3], "Offence Description", "Offence Group", "Offence Subgroup")


@dataclass(slots=True)
class _Sum:
    """What the rows of one force and quarter add up to: of which offences, and whether all had a number."""

    offences: set[str] = field(default_factory=set)
    codes: set[str] = field(default_factory=set)
    value: float = 0.0
    negative: str = ""
    whole: bool = True


@dataclass
class _Tally:
    """Counts of the classes held with their places, sums of all offences, and the printed group."""

    counts: dict[tuple[str, str, Period], tuple[float, str]] = field(default_factory=dict)
    sums: dict[tuple[str, Period], _Sum] = field(default_factory=dict)
    group: dict[Period, float] = field(default_factory=lambda: defaultdict(float))


def read(book: Book, places: Places, extract: Extract) -> date:
    """Read every data sheet; return the last day covered.

    By force for the classes of the group; threats to kill as a national sum; all offences excluding
    fraud by force. A force without a row for a class that others have in that quarter stops the reading.
    """
    tally = _Tally()
    for data in of_one_kind(book, RECORDED, extract):
        _read_sheet(data, places, extract, tally)
    if not tally.counts:
        raise Unreadable(f"{book.file}: no row of an offence class that harmstats holds")
    codes = _codes(book, tally.counts, places)
    last = max(codes)
    _leave_out_gaps(book, tally, places, extract)
    _add_classes(tally.counts, last, extract)
    for (force, period), total in sorted(tally.sums.items(), key=itemgetter(0)):
        if force and total.whole:
            where = f"{book.file}, rows of {force}, {period.label}"
            if total.negative:
                extract.doubts.append((where, f"a sum with a negative count in it, at {total.negative}"))
            more = _status_and_place(period, last) | {"method": "sum of offence codes"}
            extract.add(where, ALL_TABLE, ALL_SERIES, period, force, total.value, **more)
    for period, value in tally.group.items():
        held = codes[period].intersection(classes.PARTS)
        added = sum(tally.counts[code, force, period][0] for code in held for force in places.regions)
        if abs(added - value) > 0.5:
            raise Unreadable(
                f"{book.file}: subgroup 'Stalking and harassment' has {value:.0f} offences in {period.label}, "
                f"its classes {added:.0f}"
            )
    return last.end


def _read_sheet(data: Records, places: Places, extract: Extract, tally: _Tally) -> None:
    sheet, quarters = data.sheet, Quarters(data, places)
    spots = [data.column(name) for name in LABELS]
    when, what, count_at = quarters.labels, itemgetter(*spots), data.column("Number of Offences", "Force Offences")
    kinds: dict[tuple, tuple[str, str, bool, bool]] = {}
    noughts = 0
    last = None
    for number, row in data.rows():
        if (written := when(row)) != last:  # a force's rows mostly follow each other
            force, period = quarters.of(number, row)
            total, last = tally.sums.setdefault((force, period), _Sum()), written
        if (kind := kinds.get(what(row))) is None:
            if len(kinds) > MOST_KINDS:
                why = f"more than {MOST_KINDS:,} offences; a publisher's table has about 150"
                raise Unreadable(f"{sheet.at(number)}: {why}")
            kind = kinds[what(row)] = _kind(data, number, row, spots)
        value = row[count_at]
        if type(value) is not float:
            nought = str(value).strip() == "-00"
            noughts += nought
            value = 0.0 if nought else extract.number(sheet.at(number, count_at), read_cell(value))
            if value is None:
                total.whole = False
                continue
        code, name, fraud, grouped = kind
        if not value.is_integer():
            raise Unreadable(f"{sheet.at(number, count_at)}: {value} is no count of offences")
        if not force:
            continue
        if name not in total.offences:
            total.offences.add(name)
            total.codes.add(code)
        elif "/" not in code:  # homicide is one code for four rows
            raise Unreadable(f"{sheet.at(number)}: a second row for {force}, {period.label}, code {code}")
        if value < 0:
            total.negative = sheet.at(number, count_at)
            extract.doubts.append((total.negative, f"{value:.0f}, a negative count: a correction by the publisher?"))
        if not fraud:
            total.value += value
        if grouped:
            tally.group[period] += value
        if code in HELD:
            tally.counts[code, force, period] = value, sheet.at(number, count_at)
    if noughts:
        extract.notes.append(f"{sheet.here}: {noughts} cells '-00', which is nought in the publisher's number format")


def _kind(data: Records, number: int, row: list, spots: list[int]) -> tuple[str, str, bool, bool]:
    """The code of an offence; what may stand once for a force and quarter; whether it is fraud, or of the group."""
    code_at, words_at, group_at, subgroup_at = spots
    code, words = offence(data.sheet, number, row, code_at, words_at)
    name = code if code in HELD else f"{code} {words}"  # a class that is held is one however it is written
    return code, name, key(row[group_at]).startswith("fraud"), key(row[subgroup_at]) == "stalkingandharassment"


def _codes(book: Book, counts: dict[tuple[str, str, Period], tuple[float, str]], places: Places) -> dict[Period, set]:
    """The classes held of every quarter; raise Unreadable where a force, a quarter or a class is missing."""
    codes: dict[Period, set[str]] = defaultdict(set)
    for code, _, period in counts:
        codes[period].add(code)
    for period, present in codes.items():
        for code in present:
            if lost := [force for force in places.regions if (code, force, period) not in counts]:
                why = f"no figure of {lost[0]} for code {code} in {period.label}; other forces have one"
                raise Unreadable(f"{book.file}: {why}")
    check_quarters(book, sorted(codes))
    for before, after in pairwise(sorted(codes)):
        if lost := sorted(codes[before] - codes[after]):
            raise Unreadable(f"{book.file}: code {lost[0]} has rows in {before.label}, but none in {after.label}")
    return codes


def _leave_out_gaps(book: Book, tally: _Tally, places: Places, extract: Extract) -> None:
    """No sum of all offences for a force without a row for an offence that nearly all have."""
    forces: dict[Period, Counter[str]] = defaultdict(Counter)
    for (_, period), total in tally.sums.items():
        forces[period].update(total.codes)
    for period, counted in sorted(forces.items()):
        # where 40 of 44 forces have a row for an offence in a quarter, the others should have one
        usual = {code for code, many in counted.items() if many >= 40}
        for force in places.regions:
            total = tally.sums.setdefault((force, period), _Sum(whole=False))
            for code in sorted(usual - total.codes):
                where = f"{book.file}, {force}, {period.label}"
                extract.skip(where, f"no row with code {code}, so no sum of all offences")
                total.whole = False


def _status_and_place(period: Period, last: Period) -> dict[str, str]:
    start = period.start.year - (period.start.month < 4)
    quarter = (period.start.month - 4) // 3 % 4 + 1
    status = "official" if period == last else "official-revised"
    return {"status": status, "locator": f"sheet {start}/{(start + 1) % 100:02d} quarter {quarter}"}


def _add_classes(counts: dict[tuple[str, str, Period], tuple[float, str]], last: Period, extract: Extract) -> None:
    threats: dict[Period, float] = defaultdict(float)
    for (code, force, period), (value, where) in counts.items():
        if code == "3B":
            threats[period] += value
            continue
        more = _status_and_place(period, last) | {"note": classes.note(code, period)}
        more["locator"] += f" code {code}"
        extract.add(where, RECORDED, classes.CLASSES[code], period, force, value, **more)
    for period, value in threats.items():
        more = _status_and_place(period, last) | {"method": "sum of forces", "note": classes.note("3B", period)}
        where = f"rows with code 3B, {period.label}"
        extract.add(where, RECORDED, classes.CLASSES["3B"], period, ENGLAND_AND_WALES, value, **more)
