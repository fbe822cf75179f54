"""Take a publisher's file into the published figures: first say what it holds, then write it in one step.

A published file is never edited once it has landed: an edition that is held with other figures is
refused, and a later publication has an id of its own.
"""

import hashlib
import re
import tempfile
from dataclasses import replace
from datetime import date
from pathlib import Path
from shutil import copytree, ignore_patterns

import pandas as pd

from ..core import registers as register
from ..core.cells import inert, parse_day, past_day, plain_digits
from ..core.errors import DataError, HarmstatsError, NotFound
from ..core.paths import data_dir
from ..core.registers import Registers
from ..store import published as store
from ..store.problems import data_problems
from .commit import FOLDER, settle
from .land_edition import files, land
from .plan import CELL, DISAGREEMENT, NUMBERS, Plan, compared, counted
from .readers.reading import Reading

ID = re.compile(r"[a-z0-9][a-z0-9-]{0,79}")


def ingest(
    path: str | Path,
    *,
    published: str | date | None = None,
    complete: bool = False,
    dry_run: bool = False,
    data: str | Path | None = None,
) -> Plan:
    """Read a publisher's file, as downloaded, and write its figures; all or nothing.

    Parameters
    ----------
    path : path
    published : str or date, optional
        The day of publication, where the file does not say it or says it wrongly.
    complete : bool
        Add what is not held to an edition that is held in part, as where it lies in several files.
    dry_run : bool
        Only say what would be written.
    data : path, optional
        Another data folder.

    Raises
    ------
    HarmstatsError
        If the file is not understood, breaks a rule, or its edition is held with other figures.
    """
    folder = data_dir(data)
    plan = planned(path, published=published, complete=complete, data=folder)
    if not dry_run:
        land(plan, folder)
    return plan


def planned(path: str | Path, *, published: str | date | None, complete: bool, data: Path) -> Plan:
    """Read a publisher's file and say what :func:`ingest` would write; nothing is written.

    Parameters
    ----------
    path, published, complete, data
        As for :func:`ingest`.

    Raises
    ------
    HarmstatsError
        If the file is not understood or breaks a rule. What only landing refuses is no error here.
    """
    from . import read_file

    path = Path(path)
    if not path.is_file():
        raise HarmstatsError(f"{path}: there is no such file")
    settle(data)
    day, registers = parse_day(published) if published else None, register.read(data)

    def before(out: date | None) -> pd.DataFrame:
        held = _held(registers, out or date.today())
        return held[held["status"] != "secondary"]

    reading = read_file.read(path, published=day, before=before, data=data)
    return plan_of(reading, path, data=data, published=day, complete=complete)


def plan_of(reading: Reading, path: Path, *, data: Path, published: str | date | None, complete: bool) -> Plan:
    """Hold what was read against what is held; nothing is written.

    Parameters
    ----------
    reading : Reading
    path : Path
        The file that was read: its name and SHA-256 go with the source, where it is a new one.
    data : Path
        The data folder.
    published, complete
        As for :func:`ingest`.

    Raises
    ------
    HarmstatsError
        If a rule is broken, or a total does not match its parts. What only landing refuses is no error here.
    """
    registers = register.read(data)
    where = f"edition '{reading.edition}' of table '{reading.recognised.table}'"
    said = reading.recognised.published
    day = parse_day(published) if published else said
    if day:
        past_day(day, f"{where}: published {day} is a day to come")
    figures, skipped = _figures(reading, registers, day)
    tables = tuple(figures["table"].unique())
    if (tables and not all(map(ID.fullmatch, (*tables, reading.edition)))) or "population" in tables:
        raise DataError(f"{where}: ids are made of lower-case letters, digits and hyphens")
    there = {e.table: e for e in registers.editions if e.id == reading.edition and e.table in tables}
    same = next(iter(there.values()), None)
    latest = same.published if same else day
    before = {e.table: e for e in registers.editions if e.table in tables and (not latest or e.published <= latest)}
    against = {table: (before | there)[table] for table in tables if table in before or table in there}
    both = compared(figures, _held(registers), against)
    counts = counted(both, set(there))
    mine = both[both["table"].isin(there)]
    differ, more = (mine["state"] == "revised").sum(), mine[mine["state"] == "new"]
    refused, added, remarks = "", figures[:0], [] if same else [_words(": ".join(doubt)) for doubt in reading.doubts]
    if figures.empty:
        why = f" ({': '.join(skipped[0])})" if skipped else ""
        refused = f"no figure of a series in data/series.csv is in this file{why}"
    elif differ:
        refused = (
            f"{where} is held with other figures ({differ:,} differ, {len(more):,} are not in it, "
            f"{counts['missing']:,} only in it); a published file is never edited: a later publication needs an id of "
            "its own"
        )
    elif not latest:
        refused = f"{where}: the file does not say when it was published: add --published DATE"
    else:
        if same and published and day != same.published:
            held = f"held as published {'by' if same.dated == 'by' else 'on'} {same.published}"
            remarks.append(f"{held}: {day} was not used")
        if len(more) and complete:
            added = figures.merge(more[CELL], on=CELL)
        elif len(more):
            refused = f"{where} is held in part: {len(more):,} figures of this file are not in it, none differs; "
            refused += "--complete adds them"
    plan = Plan(
        table=reading.recognised.table,
        edition=reading.edition,
        published=latest,
        figures=figures,
        counts=counts,
        skipped=skipped,
        against=against,
        write=tuple(table for table in tables if table not in there),
        complete=tuple(added["table"].unique()),
        added=added,
        source=same.source if same else reading.edition,
        dated=same.dated if same else "exact",
        note=same.note if same else f"the file itself says {said}" if said and said != day else "",
        file=_words(path.name),
        refused=refused,
        remarks=tuple(remarks),
    )
    if plan.refused or plan.held:
        return plan
    if plan.source not in registers.sources:
        plan = replace(plan, item=_source(plan, reading, registers, path))
    return replace(plan, remarks=plan.remarks + _rehearsed(plan, registers))


def _held(registers: Registers, before: date = date.max) -> pd.DataFrame:
    """Return all that was published before a day, the newest edition last."""
    order = {(e.table, e.id): number for number, e in enumerate(registers.editions) if e.published < before}
    every = store.read(registers)
    places = pd.Series(list(zip(every["table"], every["edition"], strict=True))).map(order)
    return every.iloc[places.dropna().sort_values(kind="stable").index]


def _figures(
    reading: Reading, registers: Registers, published: date | None
) -> tuple[pd.DataFrame, tuple[tuple[str, str], ...]]:
    """Return the figures as text in a fixed order, and what was left out with its place and reason."""
    kept: dict[tuple, dict[str, str]] = {}
    skipped = [(_words(where), _words(why)) for where, why in reading.skipped]
    for record, place in zip(reading.figures.to_dict("records"), reading.places, strict=True):
        row, where = _row(record), _words(place)
        try:
            registers.one_series(row["series"])
            row["geography"] = registers.place(row["geography"])
        except NotFound as error:
            skipped.append((where, str(error)))
            continue
        key = tuple(row[name] for name in CELL)
        if not row["value"]:
            skipped.append((where, "no value"))
        elif published and row["period_end"] > published.isoformat():
            raise DataError(f"{where}: a figure up to {row['period_end']}, but the edition was published {published}")
        elif kept.setdefault(key, row) is not row:
            again = f"{' '.join(key)} stands twice, also at {kept[key]['locator']} ({kept[key]['value']})"
            raise DataError(f"{where}: {again}")
    frame = pd.DataFrame(list(kept.values()), columns=["table", *store.COLUMNS], dtype=str)
    return frame.sort_values(CELL, ignore_index=True), tuple(skipped)


def _row(record: dict) -> dict[str, str]:
    """One figure as the text of its cells; what is wrong with it, the rehearsal finds."""
    row = {name: _words(value) for name, value in record.items()}
    row |= {name: row[name].partition(" ")[0] for name in ("period_start", "period_end")}
    row |= {name: plain_digits(record[name]) for name in NUMBERS if row[name] and abs(record[name]) < 1e15}
    return row | {name: inert(row[name]) for name in ("method", "scope", "locator", "note")}


def _words(value: object) -> str:
    text = "" if value is None or value != value else str(value)
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def _source(plan: Plan, reading: Reading, registers: Registers, path: Path) -> dict:
    """Return the item of a new source: as that of the edition before, but for title, day and file."""
    if plan.table not in plan.against:
        name = f"edition '{plan.edition}'"
        raise DataError(f"{name}: its source is not in data/sources.json, nor one of an earlier edition")
    earlier = registers.sources[plan.against[plan.table].source]
    file = {"name": plan.file, "sha256": hashlib.sha256(path.read_bytes()).hexdigest()}
    return {name: earlier[name] for name in ("type", "URL") if name in earlier} | {
        "id": plan.edition,
        "title": reading.recognised.title,
        "author": [{"literal": reading.recognised.publisher}],
        "issued": {"date-parts": [[int(part) for part in str(plan.published).split("-")]]},
        "custom": {"licence": earlier["custom"]["licence"], "file": file},
    }


def _rehearsed(plan: Plan, registers: Registers) -> tuple[str, ...]:
    """Write into a copy of the data and check that: what breaks a rule is an error, a new disagreement a remark."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(copytree(registers.folder, Path(place, "data"), ignore=ignore_patterns("clean", FOLDER)))
        for name, content in files(plan, folder, registers.sources).items():
            (folder / name).parent.mkdir(exist_ok=True)
            (folder / name).write_bytes(content)
        problems = data_problems(folder)
    before = data_problems(registers.folder) if problems else []
    problems = [line for line in problems if line not in before]
    if failing := [line for line in problems if not line.startswith(DISAGREEMENT)]:
        raise DataError(failing[0] + (f" (and {len(failing) - 1} more)" if len(failing) > 1 else ""))
    return tuple(problems)
