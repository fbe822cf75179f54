"""Home Office open data: offences recorded by police force area, offence code and financial quarter."""

from collections import defaultdict
from itertools import pairwise

from ..periods import Period
from . import classes, open_data
from .cells import Book
from .layout import key
from .model import Found, Unreadable
from .places import Places
from .shorthand import read as read_cell

TABLE, ALL_TABLE = "home-office-recorded-crime", "home-office-all-offences"
COUNT = ("Number of Offences", "Force Offences")
HELD = {code: classes.CLASSES[code] for code in ("8L", "8M", "8Q", "8R", "8U", "3B")}
NOUGHT = "-00"
MOST = 40


def is_recorded(layout: open_data.Layout) -> bool:
    """True where the columns are those of this table."""
    return key("Number of Offences") in layout.spots and key("Offence Group") in layout.spots


def read(book: Book, places: Places, found: Found) -> Period:
    """Read every data sheet into `found`; return the last quarter.

    By force for the classes of the group; threats to kill as a national sum; all offences excluding
    fraud by force. A force without a row for a class that others have in that quarter stops the reading.
    """
    counts: dict[tuple[str, str, Period], tuple[float, str]] = {}
    everything: dict[tuple[str, Period], float] = defaultdict(float)
    kinds: dict[tuple[Period, str], set[str]] = defaultdict(set)
    group: dict[Period, float] = defaultdict(float)
    doubtful: set[tuple[str, Period]] = set()
    for layout in open_data.layouts(book):
        if is_recorded(layout):
            _sheet(layout, places, found, counts, everything, doubtful, group, kinds)
    if not counts:
        raise Unreadable(f"{book.file}: no row of an offence class that harmstats holds")
    last = max(period for _, _, period in counts)
    codes = _complete(book, counts, places)
    for (period, code), there in sorted(kinds.items()):
        for force in (f for f in places.regions if f not in there and len(there) >= MOST):
            found.skip(f"{book.file}, {force}, {period.label}", f"no row with code {code}, so no sum of all offences")
            doubtful.add((force, period))
    _add(counts, codes, last, found)
    for (force, period), value in sorted(everything.items()):
        if (force, period) not in doubtful:
            found.add(
                f"{book.file}, rows of {force}, {period.label}",
                ALL_TABLE,
                "prc-all-offences-excluding-fraud",
                period,
                force,
                value,
                method="sum of offence codes",
                status=_status(period, last),
                locator=_locator(period),
            )
    for period, value in group.items():
        added = sum(counts[c, f, period][0] for c in codes[period] if c in classes.PARTS for f in places.regions)
        if abs(added - value) > 0.5:
            raise Unreadable(
                f"{book.file}: subgroup 'Stalking and harassment' has {value:.0f} offences in {period.label}, "
                f"its classes {added:.0f}"
            )
    return last


def _sheet(layout, places, found, counts, everything, doubtful, group, kinds) -> None:
    sheet = layout.sheet
    quarters, forces = open_data.Quarters(), open_data.Forces(places)
    year, quarter, force_at, code_at = (layout.spot(name) for name in open_data.KEYS)
    words_at, group_at, count_at = layout.spot("Offence Description"), layout.spot("Offence Group"), layout.spot(*COUNT)
    subgroup_at = layout.spot("Offence Subgroup")
    least = max(layout.spots.values())
    noughts = 0
    seen: set[tuple] = set()
    for number, row in open_data.rows(layout):
        if len(row) <= least:
            raise Unreadable(f"{sheet.at(number)}: {len(row)} cells; {least + 1} are expected")
        period = quarters(row[year], row[quarter])
        if period is None:
            raise Unreadable(
                f"{sheet.at(number, quarter)}: '{row[year]}', '{row[quarter]}' is no financial year and quarter"
            )
        force = forces(row[force_at])
        if force == "":
            raise Unreadable(f"{sheet.at(number, force_at)}: '{str(row[force_at])[:40]}' is no police force")
        code, value = str(row[code_at]).strip().upper(), row[count_at]
        if type(value) is not float:
            text = str(value).strip()
            noughts += text == NOUGHT
            cell = read_cell(0.0 if text == NOUGHT else value)
            value = cell.number
            if value is None:
                if cell.understood and cell.code != "empty":
                    found.absent += 1
                else:
                    found.skip(sheet.at(number, count_at), f"'{text[:40]}' is no number and no known shorthand")
                doubtful.add((force or "", period))
                continue
        if value != int(value):
            raise Unreadable(f"{sheet.at(number, count_at)}: {value} is no count of offences")
        words, subgroup = key(row[words_at]), key(row[subgroup_at])
        if code in HELD:
            if words not in classes.NAMES[code]:
                raise Unreadable(
                    f"{sheet.at(number)}: code {code} beside '{str(row[words_at])[:50]}', which is another offence"
                )
        elif words in classes.BY_NAME and classes.BY_NAME[words] in HELD:
            raise Unreadable(
                f"{sheet.at(number, code_at)}: '{row[words_at]}' has code {classes.BY_NAME[words]}, not '{code[:10]}'"
            )
        if force is None:
            continue
        entry = (force, period, code, words)
        if entry in seen and "/" not in code:  # homicide is one code for four rows
            raise Unreadable(f"{sheet.at(number)}: a second row for {force}, {period.label}, code {code[:10]}")
        seen.add(entry)
        kinds[period, code].add(force)
        if value < 0:
            found.doubts.append(
                (sheet.at(number, count_at), f"{value:.0f}, a negative count: a correction by the publisher?")
            )
        if not key(row[group_at]).startswith("fraud"):
            everything[force, period] += value
        if subgroup == "stalkingandharassment":
            group[period] += value
        if code in HELD:
            if (code, force, period) in counts:
                raise Unreadable(
                    f"{sheet.at(number)}: {force}, {period.label}, code {code} stands in another sheet too"
                )
            counts[code, force, period] = (value, sheet.at(number, count_at))
    if noughts:
        found.notes.append(f"{sheet.here}: {noughts} cells '-00', which is nought in the publisher's number format")


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
