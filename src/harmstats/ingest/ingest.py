"""Take a publisher's file into the published figures: first say what it holds, then write it in one step.

A published file is never edited once it has landed: an edition that is held with other figures is
refused, and a later publication has an id of its own.
"""

import hashlib
import re
import tempfile
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from shutil import copytree, ignore_patterns

import pandas as pd

from ..core import registers as register
from ..core.cells import parse_day, past_day
from ..core.errors import DataError, HarmstatsError, NotFound
from ..core.paths import data_dir
from ..core.registers import Registers
from ..store import published
from ..store.problems import data_problems
from . import journal
from . import land_edition as landing
from .plan import CELL, DISAGREEMENT, NUMBERS, Plan, compared, counted

FORMULA = ("=", "+", "-", "@")  # how a cell starts that a spreadsheet computes
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
    found = planned(path, published=published, complete=complete, data=folder)
    if not dry_run:
        apply(found, folder)
    return found


def planned(
    path: str | Path, *, published: str | date | None = None, complete: bool = False, data: str | Path | None = None
) -> Plan:
    """Read a publisher's file and say what :func:`ingest` would write; nothing is written."""
    from . import read_file

    folder, path = data_dir(data), Path(path)
    if not path.is_file():
        raise HarmstatsError(f"{path}: there is no such file")
    journal.recover(folder)
    day, registers = parse_day(published) if published else None, register.read(folder)

    def before(out: date | None) -> pd.DataFrame:
        held = _held(registers, out or date.today())
        return held[held["status"] != "secondary"]

    reading = read_file.read(path, published=day, before=before, data=folder)
    return plan(reading, data=folder, published=day, known=reading.recognised, path=path, complete=complete)


def plan(
    reading,
    *,
    data: Path,
    published: str | date | None = None,
    known=None,
    path: Path | None = None,
    complete: bool = False,
) -> Plan:
    """Hold what was read against what is held; nothing is written.

    Its source is that of the reading, else made of `known`; name and SHA-256 of `path` go with it.
    `complete` lets it add to an edition that is held in part.

    Raises
    ------
    HarmstatsError
        If a rule is broken, or a total does not match its parts. What only :func:`apply` refuses is no error here.
    """
    registers = register.read(Path(data))
    where = f"edition '{reading.edition}' of table '{reading.table}'"
    said = (known or reading).published
    day = parse_day(published) if published else said
    if day:
        past_day(day, f"{where}: published {day} is a day to come")
    note = f"the file itself says {said}" if said and said != day else ""
    figures, skipped = _figures(reading, registers, day)
    tables = tuple(figures["table"].unique())
    there = {e.table: e for e in registers.editions if e.id == reading.edition and e.table in tables}
    same = next(iter(there.values()), None)
    against, by = {}, same.published if same else day
    for table in tables:
        if not (ID.fullmatch(table) and ID.fullmatch(reading.edition)) or table == "population":
            raise DataError(f"{where}: ids are made of lower-case letters, digits and hyphens")
        before = [e for e in registers.editions if e.table == table and (by is None or e.published <= by)]
        against |= {table: there.get(table) or before[-1]} if table in there or before else {}
    both = compared(figures, _held(registers), against)
    counts = counted(both, set(there))
    found = Plan(
        reading.table, reading.edition, same.published if same else day, figures, **counts, skipped=skipped,
        against=against, write=tuple(t for t in tables if t not in there),
        source=same.source if same else "", dated=same.dated if same else "exact", note=same.note if same else note,
        file=_words(path.name) if path else "",
        remarks=() if same else tuple(": ".join(doubt) for doubt in getattr(reading, "doubts", ())),
    )  # fmt: skip
    if figures.empty:
        why = f" ({': '.join(skipped[0])})" if skipped else ""
        return replace(found, refused=f"no figure of a series in data/series.csv is in this file{why}")
    mine = both[both["table"].isin(there)]
    differ, more = (mine["state"] == "revised").sum(), mine[mine["state"] == "new"]
    if differ:
        clash = f"{differ:,} differ, {len(more):,} are not in it, {counts['missing']:,} only in it"
        return replace(found, refused=f"{where} is held with other figures ({clash}); a published file is never "
                       "edited: a later publication needs an id of its own")  # fmt: skip
    if found.published is None:
        return replace(found, refused=f"{where}: the file does not say when it was published: add --published DATE")
    if same and published and day != same.published:
        told = f"held as published {'by' if same.dated == 'by' else 'on'} {same.published}: {day} was not used"
        found = replace(found, remarks=(*found.remarks, told))
    if len(more):
        if not complete:
            return replace(found, refused=f"{where} is held in part: {len(more):,} figures of this file are not in it, "
                           f"none differs; --complete adds them")  # fmt: skip
        added = figures.merge(more[CELL], on=CELL)
        found = replace(found, added=added, complete=tuple(added["table"].unique()))
    if found.held:
        return found
    if not same:
        name, item = _source(reading, registers, found, known, path)
        found = replace(found, source=name, item=item)
    return replace(found, remarks=found.remarks + _rehearsed(found, registers))


def apply(found: Plan, data: str | Path) -> bool:
    """Write what was planned in one atomic step; False where there was nothing to do.

    Raises
    ------
    HarmstatsError
        If the edition is held with other figures, or cannot be written; then nothing was changed.
    """
    folder = Path(data)
    if found.refused:
        raise HarmstatsError(found.refused)
    if found.held:
        return False
    with journal.locked(folder):
        registers = register.read(folder)
        if any(e.table in found.write and e.id == found.edition for e in registers.editions):
            raise HarmstatsError(f"edition '{found.edition}' came in meanwhile: ingest again")
        journal.commit(folder, landing.files(found, folder, registers.sources))
    return True


def _held(registers: Registers, before: date = date.max) -> pd.DataFrame:
    """Return all that was published before a day, the newest edition last."""
    order = {(e.table, e.id): number for number, e in enumerate(registers.editions) if e.published < before}
    every = published.read(registers)
    keys = zip(every["table"], every["edition"], strict=True)
    places = pd.Series([order.get(key, -1) for key in keys]).sort_values(kind="stable")
    return every.iloc[places.index[places >= 0]]


def _figures(reading, registers: Registers, out: date | None) -> tuple[pd.DataFrame, tuple[tuple[str, str], ...]]:
    """Return the figures as text in a fixed order, and what was left out with its place and reason."""
    kept: dict[tuple, dict] = {}
    skipped = [(_words(where), _words(why)) for where, why in reading.skipped]
    records = reading.figures.to_dict("records")
    places = getattr(reading, "places", ()) or [record["locator"] for record in records]
    for record, place in zip(records, places, strict=True):
        row = {"table": record.get("table", reading.table)} | _row({n: record[n] for n in published.COLUMNS})
        where = _words(place) or row["series"]
        try:
            registers.one_series(row["series"])
            row["geography"] = registers.place(row["geography"])
        except NotFound as error:
            skipped.append((where, str(error)))
            continue
        key = tuple(row[name] for name in CELL)
        if not row["value"]:
            skipped.append((where, "no value"))
        elif out and row["period_end"] > out.isoformat():
            raise DataError(f"{where}: a figure up to {row['period_end']}, but the edition was published {out}")
        elif row["breakdown"][:1] in FORMULA[1:]:
            raise DataError(f"{where}: breakdown '{row['breakdown']}' starts like a formula of a spreadsheet")
        elif kept.setdefault(key, row) is not row:
            said = " ".join(key)
            raise DataError(f"{where}: {said} stands twice, also at {kept[key]['locator']} ({kept[key]['value']})")
    frame = pd.DataFrame(list(kept.values()), columns=["table", *published.COLUMNS], dtype=str)
    return frame.sort_values(CELL, ignore_index=True), tuple(skipped)


def _row(record: dict) -> dict[str, str]:
    """One figure as the text of its cells; what is wrong with it, the rehearsal finds."""
    row = {name: _words(value) for name, value in record.items()}
    row |= {name: row[name].partition(" ")[0] for name in ("period_start", "period_end")}
    for name in NUMBERS:
        if isinstance(record[name], float | int) and abs(record[name]) < 1e15:
            row[name] = f"{Decimal(repr(float(record[name]))):f}".removesuffix(".0")
    for name in ("method", "scope", "locator", "note"):
        row[name] = f"'{row[name]}" if row[name][:1] in FORMULA else row[name]
    return row


def _words(value) -> str:
    text = "" if value is None or value != value else str(value)
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def _source(reading, registers: Registers, found: Plan, known, path: Path | None) -> tuple[str, dict | None]:
    """Return the id of the source and its item; None where the register holds it already."""
    item = getattr(reading, "source", None) or {}
    name = item.get("id", found.edition)
    if name in registers.sources:
        return name, None
    earlier = registers.sources[found.against[found.table].source] if found.table in found.against else {}
    if not item and known and earlier:
        item = {key: earlier[key] for key in ("type", "URL") if key in earlier} | {
            "id": name, "title": known.title, "author": [{"literal": known.publisher}],
            "issued": {"date-parts": [[found.published.year, found.published.month, found.published.day]]},
            "custom": {"licence": earlier["custom"]["licence"]},
        }  # fmt: skip
    if "licence" not in item.get("custom", {}):
        raise DataError(f"edition '{name}': its source is not in data/sources.json, nor one of an earlier edition")
    file = {"name": _words(path.name), "sha256": hashlib.sha256(path.read_bytes()).hexdigest()} if path else None
    return name, item | {"custom": item["custom"] | ({"file": file} if file else {})}


def _rehearsed(found: Plan, registers: Registers) -> tuple[str, ...]:
    """Write into a copy of the data and check that: what breaks a rule is an error, a new disagreement a remark."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(copytree(registers.folder, Path(name, "data"), ignore=ignore_patterns("clean", journal.FOLDER)))
        for name, content in landing.files(found, folder, registers.sources).items():
            (folder / name).parent.mkdir(exist_ok=True)
            (folder / name).write_bytes(content)
        problems = data_problems(folder)
    was = data_problems(registers.folder) if problems else []
    problems = [line for line in problems if line not in was]
    if failing := [line for line in problems if not line.startswith(DISAGREEMENT)]:
        raise DataError(failing[0] + (f" (and {len(failing) - 1} more)" if len(failing) > 1 else ""))
    return tuple(problems)
