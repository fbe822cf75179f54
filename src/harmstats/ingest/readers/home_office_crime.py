"""Home Office open data: offences recorded by police force area, offence code and financial quarter."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from itertools import pairwise
from operator import itemgetter

from ...core.periods import Period
from . import home_office as open_data
from . import offence_classes as classes
from .cells import Book
from .headers import key
from .places import Places
from .reading import Found, Unreadable
from .shorthand import read as read_cell

TABLE, ALL_TABLE = "home-office-recorded-crime", "home-office-all-offences"
COUNT = ("Number of Offences", "Force Offences")
HELD = {code: classes.CLASSES[code] for code in ("8L", "8M", "8Q", "8R", "8U", "3B")}
NOUGHT = "-00"
MOST, MOST_KINDS = 40, 5_000


def is_recorded(layout: open_data.Layout) -> bool:
    """True where the columns are those of this table."""
    return key("Number of Offences") in layout.spots and key("Offence Group") in layout.spots


@dataclass(slots=True, eq=False)
class _Spot:
    """One force in one quarter: what its rows add up to, and which offences it has had a row for."""

    force: str | None
    period: Period
    seen: set = field(default_factory=set)
    every: float = 0.0
    group: float = 0.0


@dataclass(slots=True, eq=False)
class _Kind:
    """One offence, however its labels are written."""

    code: str
    once: bool
    fraud: bool
    grouped: bool
    held: bool


@dataclass
class _Sums:
    """What the sheets add up to."""

    counts: dict[tuple[str, str, Period], tuple[float, str]] = field(default_factory=dict)
    everything: dict[tuple[str, Period], float] = field(default_factory=lambda: defaultdict(float))
    group: dict[Period, float] = field(default_factory=lambda: defaultdict(float))
    codes: dict[tuple[str, Period], set[str]] = field(default_factory=lambda: defaultdict(set))
    doubtful: set[tuple[str, Period]] = field(default_factory=set)
    negative: dict[tuple[str, Period], str] = field(default_factory=dict)


def read(book: Book, places: Places, found: Found) -> Period:
    """Read every data sheet into `found`; return the last quarter.

    By force for the classes of the group; threats to kill as a national sum; all offences excluding
    fraud by force. A force without a row for a class that others have in that quarter stops the reading.
    """
    sums = _Sums()
    for layout in open_data.layouts(book, found=found):
        if is_recorded(layout):
            _sheet(layout, places, found, sums)
        else:
            found.skip(layout.sheet.at(layout.at), "the columns are not those of recorded crime")
    counts = sums.counts
    if not counts:
        raise Unreadable(f"{book.file}: no row of an offence class that harmstats holds")
    last = max({period for _, _, period in counts})
    codes = _complete(book, counts, places)
    _common(book, sums, places, found)
    _add(counts, codes, last, found)
    labels = {period: period.label for _, period in sums.everything}
    for (force, period), value in sorted(sums.everything.items()):
        if (force, period) not in sums.doubtful:
            where = f"{book.file}, rows of {force}, {labels[period]}"
            if negative := sums.negative.get((force, period)):
                found.doubt(where, f"a sum with a negative count in it, at {negative}")
            found.add(
                where,
                ALL_TABLE,
                "prc-all-offences-excluding-fraud",
                period,
                force,
                value,
                method="sum of offence codes",
                status=_status(period, last),
                locator=_locator(period),
            )
    for period, value in sums.group.items():
        added = sum(counts[c, f, period][0] for c in codes[period] if c in classes.PARTS for f in places.regions)
        if abs(added - value) > 0.5:
            raise Unreadable(
                f"{book.file}: subgroup 'Stalking and harassment' has {value:.0f} offences in {period.label}, "
                f"its classes {added:.0f}"
            )
    return last


def _common(book: Book, sums: _Sums, places: Places, found: Found) -> None:
    """No sum of all offences for a force without a row for an offence that nearly all have."""
    forces: dict[Period, dict[str, int]] = defaultdict(Counter)
    for (_, period), codes in sums.codes.items():
        forces[period].update(codes)
    for period, counted in sorted(forces.items()):
        usual = {code for code, many in counted.items() if many >= MOST}
        for force in places.regions:
            for code in sorted(usual - sums.codes.get((force, period), set())):
                found.skip(
                    f"{book.file}, {force}, {period.label}", f"no row with code {code}, so no sum of all offences"
                )
                sums.doubtful.add((force, period))


def _sheet(layout, places, found, sums) -> None:
    sheet = layout.sheet
    quarters, forces = open_data.Quarters(), open_data.Forces(places)
    year, quarter, force_at, code_at = (layout.spot(name) for name in open_data.KEYS)
    names = ("Offence Description", "Offence Group", "Offence Subgroup")
    words_at, group_at, subgroup_at = (layout.spot(name) for name in names)
    count_at = layout.spot(*COUNT)
    when, what = itemgetter(year, quarter, force_at), itemgetter(code_at, words_at, group_at, subgroup_at)
    # Labels repeat in row after row: each is understood once, and found again by how it is written.
    spots: dict[tuple, _Spot] = {}
    kinds: dict[tuple, _Kind] = {}
    same: dict[tuple, _Spot | _Kind] = {}
    noughts = 0
    last = spot = None
    for number, row in open_data.rows(layout):
        at = when(row)
        if at != last:  # a force's rows mostly follow each other
            last = at
            if (spot := spots.get(at)) is None:
                spot = _spot(sheet, number, row, (year, quarter, force_at), quarters, forces)
                spots[at] = spot = same.setdefault((spot.force, spot.period), spot)
            seen = spot.seen
        label = what(row)
        if (kind := kinds.get(label)) is None:
            if len(kinds) > MOST_KINDS:
                raise Unreadable(
                    f"{sheet.at(number)}: more than {MOST_KINDS:,} offences; a publisher's table has about 150"
                )
            kind, words = _kind(sheet, number, row, (code_at, words_at, group_at, subgroup_at))
            kinds[label] = kind = same.setdefault((kind.code, words, kind.fraud, kind.grouped), kind)
        value = row[count_at]
        if type(value) is not float:
            text = str(value).strip()
            noughts += text == NOUGHT
            value = _number(sheet, number, count_at, text, value, found)
            if value is None:
                sums.doubtful.add((spot.force or "", spot.period))
                continue
        if not value.is_integer():
            raise Unreadable(f"{sheet.at(number, count_at)}: {value} is no count of offences")
        if spot.force is None:
            continue
        if kind in seen and kind.once:
            raise Unreadable(
                f"{sheet.at(number)}: a second row for {spot.force}, {spot.period.label}, code {kind.code}"
            )
        seen.add(kind)
        if value < 0:
            sums.negative[spot.force, spot.period] = sheet.at(number, count_at)
            found.doubt(sheet.at(number, count_at), f"{value:.0f}, a negative count: a correction by the publisher?")
        if not kind.fraud:
            spot.every += value
        if kind.grouped:
            spot.group += value
        if kind.held:
            entry = (kind.code, spot.force, spot.period)
            if entry in sums.counts:
                raise Unreadable(
                    f"{sheet.at(number)}: {spot.force}, {spot.period.label}, code {kind.code} stands twice, "
                    f"first at {sums.counts[entry][1]}"
                )
            sums.counts[entry] = (value, sheet.at(number, count_at))
    for spot in {id(s): s for s in spots.values() if s.force is not None}.values():
        sums.everything[spot.force, spot.period] += spot.every
        sums.codes[spot.force, spot.period] |= {kind.code for kind in spot.seen}
        if any(kind.grouped for kind in spot.seen):
            sums.group[spot.period] += spot.group
    if noughts:
        found.notes.append(f"{sheet.here}: {noughts} cells '-00', which is nought in the publisher's number format")


def _spot(sheet, number, row, at, quarters, forces) -> _Spot:
    year, quarter, force_at = at
    period = quarters(row[year], row[quarter])
    if period is None:
        raise Unreadable(
            f"{sheet.at(number, quarter)}: '{str(row[year])[:20]}', '{str(row[quarter])[:20]}' is no financial year "
            "and quarter"
        )
    if (force := forces(row[force_at])) == "":
        raise Unreadable(f"{sheet.at(number, force_at)}: '{str(row[force_at])[:40]}' is no police force")
    return _Spot(force, period)


def _kind(sheet, number, row, at) -> tuple[_Kind, str]:
    code_at, words_at, group_at, subgroup_at = at
    code, words = str(row[code_at]).strip().upper(), key(row[words_at])
    if code in HELD:
        if words not in classes.NAMES[code]:
            raise Unreadable(
                f"{sheet.at(number)}: code {code} beside '{str(row[words_at])[:50]}', which is another offence"
            )
    elif words in classes.BY_NAME and classes.BY_NAME[words] in HELD:
        raise Unreadable(
            f"{sheet.at(number, code_at)}: '{str(row[words_at])[:50]}' has code {classes.BY_NAME[words]}, "
            f"not '{code[:10]}'"
        )
    fraud, grouped = key(row[group_at]).startswith("fraud"), key(row[subgroup_at]) == "stalkingandharassment"
    return _Kind(code, "/" not in code, fraud, grouped, code in HELD), words  # homicide is one code for four rows


def _number(sheet, number, count_at, text, value, found) -> float | None:
    cell = read_cell(0.0 if text == NOUGHT else value)
    if cell.number is None:
        if cell.understood and cell.code != "empty":
            found.absent += 1
        else:
            found.skip(sheet.at(number, count_at), f"'{text[:40]}' is no number and no known shorthand")
    return cell.number


def _complete(book: Book, counts: dict, places: Places) -> dict[Period, set]:
    codes: dict[Period, set] = defaultdict(set)
    for code, _, period in counts:
        codes[period].add(code)
    for period, present in codes.items():
        for code in present:
            lost = [force for force in places.regions if (code, force, period) not in counts]
            if lost:
                raise Unreadable(
                    f"{book.file}: no figure of {lost[0]} for code {code} in {period.label}; other forces have one"
                )
    ordered = sorted(codes)
    for before, after in pairwise(ordered):
        if after != before.shifted(3):
            raise Unreadable(
                f"{book.file}: no row for {before.shifted(3).label}, between {before.label} and {after.label}"
            )
        if lost := sorted(codes[before] - codes[after]):
            raise Unreadable(f"{book.file}: code {lost[0]} has rows in {before.label}, but none in {after.label}")
    return codes


def _status(period: Period, last: Period) -> str:
    return "official" if period == last else "official-revised"


def _locator(period: Period) -> str:
    start = period.start.year - (period.start.month < 4)
    return f"sheet {start}/{(start + 1) % 100:02d} quarter {(period.start.month - 4) // 3 % 4 + 1}"


def _add(counts: dict, codes: dict, last: Period, found: Found) -> None:
    sums: dict[Period, float] = defaultdict(float)
    for (code, force, period), (value, where) in counts.items():
        if code == "3B":
            sums[period] += value
            continue
        found.add(
            where,
            TABLE,
            HELD[code],
            period,
            force,
            value,
            status=_status(period, last),
            locator=f"{_locator(period)} code {code}",
            note=classes.note(code, period),
        )
    for period, value in sums.items():
        found.add(
            f"rows with code 3B, {period.label}",
            TABLE,
            HELD["3B"],
            period,
            "England and Wales",
            value,
            method="sum of forces",
            status=_status(period, last),
            locator=_locator(period),
            note=classes.note("3B", period),
        )
