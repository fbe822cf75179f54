"""One figure, quickly: the same answers as :func:`harmstats.load`, read without pandas.

Importing pandas takes longer than everything else a citation needs. A test holds the two against each
other for every series; what both know - the register's part of a figure, which place and which vintage is
meant, what is said where there is none - stands here.
"""

import csv
import math
from collections.abc import Callable, Collection
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from ..core.cells import parse_day
from ..core.errors import NotFound, few, suggest
from ..core.periods import UNDATED, Days, Period, day_of
from ..core.registers import Registers
from . import clean

Row = dict[str, Any]
# A newspaper's or a rounded figure never stands before a publisher's exact one.
RANK = {"official-rounded": 1, "secondary": 2}
# Nor does a figure that the register of conflicts sets aside, whoever printed it.
NOT_USED = 3
DESCRIBED = ("table", "edition", "series", "geography", "breakdown")
# Where no place is named, the widest of these that a series has.
USUAL = ("England and Wales", "United Kingdom", "World")


def describer(registers: Registers) -> Callable[[tuple[str, ...], Days], Row]:
    """Return what tells what the registers know of a figure, given by :data:`DESCRIBED` and its days."""
    editions = {(e.table, e.id): (order, e) for order, e in enumerate(registers.editions)}
    conflicts = {conflict.cell: conflict.id for conflict in registers.conflicts}

    @cache
    def period(first: date | None, last: date | None) -> Row:
        if first is None or last is None:
            return {"period": UNDATED, "long": UNDATED, "axis": UNDATED}
        span = Period(first, last)
        return {"period": span.label, "long": span.long, "axis": span.axis}

    @cache
    def breaks(series: str, place: str, edition: str, days: Days) -> str:
        return ";".join(b.id for b in registers.breaks_within(series, place, edition, days))

    def describe(key: tuple[str, ...], days: Days) -> Row:
        table, edition, series, place, part = key
        order, publication = editions[table, edition]
        return {
            **{name: getattr(registers.series[series], name) for name in ("kind", "unit")},
            **{name: getattr(publication, name) for name in ("published", "dated", "extracted", "source")},
            "order": order,
            "breaks": breaks(series, place, edition, days),
            "conflict": conflicts.get((series, place, part, *days), ""),
            **period(*days),
        }

    return describe


def rows(series: str, registers: Registers, *, forces: bool = True, place: str = "") -> list[Row]:
    """Return every vintage of every figure of a series, oldest publication first.

    Parameters
    ----------
    series : str
    registers : Registers
    forces : bool
        Whether figures of single police forces are wanted; they are most of what is stored.
    place : str
        Only figures of this place, where one is named.

    Returns
    -------
    list of dict
        The columns of :func:`harmstats.load`; days as ``datetime.date`` (None where undated or not
        known), numbers as float (nan where missing), the rest text.

    Raises
    ------
    NotFound
        If the series is not known.
    """
    describe, kind = describer(registers), registers.one_series(series).kind
    found = [
        row | describe(tuple(row[name] for name in DESCRIBED), (row["period_start"], row["period_end"]))
        for row in _stored(series, kind, registers, forces, place)
    ]
    # the value that charts use, wherever it stands
    names = {c.id: c.used for c in registers.conflicts if c.kind == "values"}
    used = {row["conflict"]: row["value"] for row in found if row["edition"] == names.get(row["conflict"])}
    for row in found:
        row["used"] = row["value"] == used.get(row["conflict"], row["value"])
    return sorted(found, key=lambda row: row["order"])


def one(
    series: str,
    period: str,
    registers: Registers,
    *,
    geography: str | None = None,
    breakdown: str = "",
    as_of: str | date | None = None,
) -> Row:
    """Return the figure that :func:`harmstats.load` puts first: the latest exact one, known by a day.

    Raises
    ------
    NotFound
        If there is none, saying what there is.
    """
    place = registers.place(geography) if geography else ""
    forces = place in registers.forces
    held = rows(series, registers, forces=forces, place=place) or rows(series, registers, forces=forces)
    held = held or rows(series, registers)
    there = sorted({row["geography"] for row in held})
    place = place or usual(there)
    if not place:
        raise NotFound(f"series '{series}' has several geographies: say which, one of {few(there)}")
    here = [row for row in held if row["geography"] == place]
    if not here:
        raise no_place(series, place, there)
    wanted = UNDATED if period.strip().lower() == UNDATED else Period.parse(period).label
    then = [row for row in here if row["period"] == wanted]
    if not then:
        oldest_first = sorted(here, key=lambda row: row["period_end"] or date.min)
        near = list(dict.fromkeys(row["period"] for row in oldest_first))
        raise NotFound(f"series '{series}' has no figure for {wanted}; it has {few(near[::-1])}")
    exact = [row for row in then if row["breakdown"] == breakdown]
    if not exact:
        kinds = sorted({row["breakdown"] or "the whole" for row in then})
        hint = f"--breakdown, one of {few(kinds)}.{suggest(breakdown, kinds)}"
        raise NotFound(f"series '{series}' has no figure for {breakdown or 'the whole'}: {hint}")
    if as_of is not None:
        day = parse_day(as_of)
        known = [row for row in exact if row["published"] <= day]
        if not known:
            raise not_out(series, day, exact[0])
        exact = known
    return latest(exact)


def latest(vintages: list[Row]) -> Row:
    """Choose among the vintages of one figure, oldest first: the last of the firmest."""
    return min(reversed(vintages), key=rank)


def rank(row: Row) -> int:
    """How firm a figure is: 0 for a publisher's exact one, higher for those that stand behind it."""
    return RANK.get(row["status"], 0) if row["used"] else NOT_USED


def usual(there: Collection[str]) -> str:
    """Name the place meant where none is named: the first of :data:`USUAL`, or the only one; else nothing."""
    return next((name for name in USUAL if name in there), next(iter(there)) if len(there) == 1 else "")


def no_place(series: str, place: str, there: list[str]) -> NotFound:
    """Say that a series has no figure for a place, and for which it has."""
    return NotFound(f"series '{series}' has no figure for {place}; it has {few(there)}")


def not_out(series: str, day: date, first: Row) -> NotFound:
    """Say that no figure was out by a day, and when the first one was."""
    bound, published = "on" if first["dated"] == "exact" else "by", first["published"]
    return NotFound(
        f"no such figure of {series} was published by {day}: the first edition held that has one, "
        f"'{first['edition']}', was out {bound} {published:%Y-%m-%d}"
    )


def _stored(series: str, kind: str, registers: Registers, forces: bool, place: str) -> list[Row]:
    """Rows of one series from ``data/clean/``, or made anew where that is not current."""
    families = clean.current(registers.folder)
    if not families:
        made = (row for row in _made(series, registers) if forces or row["geography"] not in registers.forces)
        return [row for row in made if place in ("", row["geography"])]
    family = next(name for name, kinds in clean.FAMILIES.items() if kind in kinds)
    files = [name for name in families[family] if forces or not name.endswith(clean.BY_FORCE)]
    return [row for name in files for row in _read(registers.folder / "clean" / name, series, place)]


def _read(path: Path, series: str, place: str) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as file:
        header = next(csv.reader([file.readline()]))
        # lines are looked through as text, since taking all of them apart costs more than the rest of a citation
        lines = (line for line in file if f",{series}," in line and place in line)
        found: list[Row] = [dict(zip(header, cells, strict=True)) for cells in csv.reader(lines)]
    found = [row for row in found if row["series"] == series and place in ("", row["geography"])]
    for row in found:
        for name in clean.NUMBERS:
            row[name] = float(row[name]) if row[name] else math.nan
        for name in clean.DATES:
            row[name] = date.fromisoformat(row[name]) if row[name] else None
    return found


def _made(series: str, registers: Registers) -> list[Row]:
    frame = clean.figures(registers)
    found: list[Row] = frame[frame["series"] == series].to_dict("records")
    return [row | {name: day_of(row[name]) for name in clean.DATES} for row in found]
