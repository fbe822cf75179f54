"""One figure, quickly: the same answers as :func:`harmstats.load`, read without pandas.

Importing pandas takes longer than everything else a citation needs. A test holds the two against each
other for every series.
"""

import csv
import json
import math
from datetime import date
from pathlib import Path

from ..core.cells import parse_day
from ..core.errors import NotFound, few, suggest
from ..core.periods import UNDATED, Period, label
from ..core.registers import Registers
from . import clean

NUMBERS = ("value", "low", "high", "numerator", "denominator")
# A newspaper's or a rounded figure never stands before a publisher's exact one.
RANK = {"official-rounded": 1, "secondary": 2}
# Nor does a figure that the register of conflicts sets aside, whoever printed it.
NOT_USED = 3
# Where no place is named, the widest of these that a series has.
USUAL = ("England and Wales", "United Kingdom", "World")


def rows(series: str, registers: Registers, *, forces: bool = True, place: str = "") -> list[dict]:
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
    kind, unit = registers.one_series(series).kind, registers.series[series].unit
    editions = {(e.table, e.id): (n, e) for n, e in enumerate(registers.editions)}
    conflicts = {c.cell: c for c in registers.conflicts}
    names = {c.id: c.used for c in registers.conflicts if c.kind == "values"}
    found = []
    for row in _stored(series, kind, registers, forces, place):
        order, edition = editions[row["table"], row["edition"]]
        span = row["period_start"], row["period_end"]
        conflict = conflicts.get((series, row["geography"], row["breakdown"], *span))
        within = registers.breaks_within(series, row["geography"], row["edition"], span)
        found.append(
            row
            | {
                "kind": kind, "unit": unit, "period": label(*span), "long": Period(*span).long if span[0] else UNDATED,
                "published": edition.published, "dated": edition.dated, "extracted": edition.extracted,
                "source": edition.source, "conflict": conflict.id if conflict else "", "used": True,
                "breaks": ";".join(b.id for b in within),
                "order": order,
            }
        )  # fmt: skip
    # the value that charts use, wherever it stands
    used = {row["conflict"]: row["value"] for row in found if row["edition"] == names.get(row["conflict"])}
    for row in found:
        row["used"] = row["value"] == used.get(row["conflict"], row["value"])
    return sorted(found, key=lambda row: row["order"])


def one(
    series: str, period: str, registers: Registers, *, geography: str | None = None, breakdown: str = "", as_of=None
) -> dict:
    """Return the figure that :func:`harmstats.load` puts first: the latest exact one, known by a day.

    Raises
    ------
    NotFound
        If there is none, saying what there is.
    """
    place = registers.place(geography) if geography else None
    held = place and rows(series, registers, forces=place in registers.forces, place=place)
    held = held or rows(series, registers, forces=place in registers.forces) or rows(series, registers)
    there = sorted({row["geography"] for row in held})
    place = place or next((p for p in USUAL if p in there), None)
    if place is None and len(there) > 1:
        raise NotFound(f"series '{series}' has several geographies: say which, one of {few(there)}")
    here = [row for row in held if row["geography"] == (place or there[0])]
    if not here:
        raise NotFound(f"series '{series}' has no figure for {place}; it has {few(there)}")
    wanted = UNDATED if period.strip().lower() == UNDATED else Period.parse(period).label
    then = [row for row in here if row["period"] == wanted]
    if not then:
        near = list(dict.fromkeys(row["period"] for row in sorted(here, key=_end)))
        raise NotFound(f"series '{series}' has no figure for {wanted}; it has {few(near[::-1])}")
    exact = [row for row in then if row["breakdown"] == breakdown]
    if not exact:
        kinds = sorted({row["breakdown"] or "the whole" for row in then})
        there = f"--breakdown, one of {few(kinds)}.{suggest(breakdown, kinds)}"
        raise NotFound(f"series '{series}' has no figure for {breakdown or 'the whole'}: {there}")
    if as_of is not None:
        day = parse_day(as_of)
        known = [row for row in exact if row["published"] <= day]
        if not known:
            first = exact[0]
            raise NotFound(
                f"no such figure of {series} was published by {day}: the first edition held that has one, "
                f"'{first['edition']}', was out {'on' if first['dated'] == 'exact' else 'by'} {first['published']}"
            )
        exact = known
    return latest(exact)


def latest(vintages: list[dict]) -> dict:
    """Choose among the vintages of one figure, oldest first: the last of the firmest."""
    best = min(rank(row) for row in vintages)
    return [row for row in vintages if rank(row) == best][-1]


def rank(row: dict) -> int:
    """How firm a figure is: 0 for a publisher's exact one, higher for those that stand behind it."""
    return RANK.get(row["status"], 0) if row["used"] else NOT_USED


def _end(row: dict) -> date:
    return row["period_end"] or date.min


def _stored(series: str, kind: str, registers: Registers, forces: bool, place: str) -> list[dict]:
    """Rows of one series from ``data/clean/``, or made anew where that is not current."""
    if not clean.is_current(registers.folder):
        return [row for row in _made(series, registers) if place in ("", row["geography"])]
    folder = registers.folder / "clean"
    family = next(name for name, kinds in clean.FAMILIES.items() if kind in kinds)
    found = []
    for name in json.loads(clean.stamp_of(folder, family).read_text(encoding="utf-8"))["files"]:
        if forces or not name.endswith(clean.BY_FORCE):
            found += _read(folder / name, series, place)
    return found


def _read(path: Path, series: str, place: str) -> list[dict]:
    with path.open(encoding="utf-8", newline="") as file:
        header = next(csv.reader([file.readline()]))
        # lines are looked through as text, since taking all of them apart costs more than the rest of a citation
        lines = (line for line in file if f",{series}," in line and place in line)
        found = [dict(zip(header, cells, strict=True)) for cells in csv.reader(lines)]
    found = [row for row in found if row["series"] == series and place in ("", row["geography"])]
    for row in found:
        for name in NUMBERS:
            row[name] = float(row[name]) if row[name] else math.nan
        for name in ("period_start", "period_end"):
            row[name] = date.fromisoformat(row[name]) if row[name] else None
    return found


def _made(series: str, registers: Registers) -> list[dict]:
    frame = clean.figures(registers)
    found = frame[frame["series"] == series].to_dict("records")
    for row in found:
        for name in ("period_start", "period_end"):
            row[name] = row[name].date() if row[name] == row[name] else None
    return found
