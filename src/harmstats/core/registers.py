"""The registers: series, breaks, editions, sources and places, read once and checked against each other.

They are data, not code: everything harmstats refuses, warns of or cites is a row of a CSV that can be
read, corrected and reviewed by somebody who does not write Python.
"""

import json
import re
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path

from ..ingest import journal
from . import crosschecks as witnesses
from . import formulas
from . import schema as vocabulary
from .errors import DataError, NotFound, suggest
from .files import contents
from .strict_csv import known, one_of, rows, short, the_day

FILES = ("*.json", "*.csv", "reference/*.csv")


@dataclass(frozen=True)
class Series:
    """One thing that one publisher counts.

    `base` says of what it is a count or a share, `rule` which publication stands where several print
    it. `formula` declares how the series is computed where no publisher prints it; `sums` along
    which dimensions its counts may be added up (``forces`` to England and Wales, ``quarters`` to
    years); `interval` is ``wilson`` for shares with Wilson limits, ``published`` where the publisher
    prints intervals.
    """

    id: str
    title: str
    short: str
    kind: str
    measure: str
    unit: str
    base: str
    publisher: str
    formula: str
    sums: tuple[str, ...]
    interval: str
    rule: str
    note: str


@dataclass(frozen=True)
class Break:
    """A dated, sourced event after which a series is not like before.

    `until` is set for coverage gaps only: the last day without the missing part. `geography` and
    `editions` are empty where the break counts for all of them. Weight ``refuse`` forbids a
    comparison, ``warn`` is for gradual or minor changes.
    """

    id: str
    date: date
    until: date | None
    series: tuple[str, ...]
    kind: str
    effect: str
    weight: str
    geography: tuple[str, ...]
    editions: tuple[str, ...]
    label: str
    note: str
    source: str

    def starts_within(self, first: date, last: date) -> bool:
        """True where the new state begins after `first`, and by `last`: what spans both days straddles it."""
        return first < self.date <= last

    def leaves_out(self, first: date, last: date) -> bool:
        """True where a part of the days from `first` to `last` is missing; only coverage gaps leave out."""
        return self.until is not None and self.date <= last and self.until >= first

    def falls_within(self, first: date, last: date) -> bool:
        """True for a gap that leaves out a part of these days, and for a new state that starts within them."""
        return self.leaves_out(first, last) if self.until else self.starts_within(first, last)

    def parts(self, earlier: tuple[date, date, str], later: tuple[date, date, str]) -> bool:
        """True where two figures, each given by first day, last day and edition, lie on two sides of it.

        A gap parts them where it leaves out a part of either, in an edition to which it applies; any other
        break where it starts between the first day of the one and the last day of the other.
        """
        concerned = [(first, last) for first, last, edition in (earlier, later) if self.concerns(edition)]
        if self.until:
            return any(self.leaves_out(*days) for days in concerned)
        return bool(concerned) and self.starts_within(earlier[0], later[1])

    def concerns(self, edition: str) -> bool:
        """True where it applies to the figures of an edition: to those named, or to all where none is."""
        return not self.editions or edition in self.editions


@dataclass(frozen=True)
class Edition:
    """One publication of one table.

    `dated` is ``exact``, or ``by`` where only a latest day is known. `extracted` is the day on which
    counts were drawn from live systems, where that is known; `data_to` the last day covered, None
    where all is undated.
    """

    table: str
    id: str
    source: str
    published: date
    dated: str
    extracted: date | None
    data_to: date | None
    note: str


@dataclass(frozen=True)
class Registers:
    """All registers of one data folder; make it with :func:`read`."""

    folder: Path
    series: dict[str, Series]
    breaks: tuple[Break, ...]
    editions: tuple[Edition, ...]
    sources: dict[str, dict]
    forces: dict[str, dict] = field(repr=False)
    areas: dict[str, dict] = field(repr=False)
    repeats: tuple[witnesses.Repeat, ...] = field(repr=False)
    conflicts: tuple[witnesses.Conflict, ...] = field(repr=False)
    checks: tuple[witnesses.Check, ...] = field(repr=False)

    def one_series(self, name: str) -> Series:
        """Return the series with this id; raise NotFound with the nearest id where there is none."""
        if name not in self.series:
            hint = suggest(name, self.series) or " 'harmstats series' lists them all."
            raise NotFound(f"series '{name}' is not known.{hint}")
        return self.series[name]

    def place(self, name: str) -> str:
        """Return the name a geography has in the data; raise NotFound with the nearest name."""
        names: dict[str, str] = {}
        for place in (*self.areas.values(), *self.forces.values()):
            for alias in (place["name"], place["code"], *place["also"].split(";")):
                names[alias.lower()] = place["name"]
        names.pop("", None)
        if name.lower() not in names:
            hint = suggest(name, names.values()) or " Police forces and areas are in data/reference/."
            raise NotFound(f"geography '{name}' is not known.{hint}")
        return names[name.lower()]

    def edition(self, name: str, table: str | None = None) -> Edition:
        """Return an edition by id (and table); raise NotFound with the nearest id."""
        for edition in self.editions:
            if edition.id == name and table in (None, edition.table):
                return edition
        hint = suggest(name, [e.id for e in self.editions]) or " 'harmstats editions' lists them all."
        raise NotFound(f"edition '{name}' is not known.{hint}")

    def publisher(self, source: str) -> str:
        """Name the publisher of a source, as its CSL item does."""
        return " and ".join(author["literal"] for author in self.sources[source]["author"])

    def breaks_of(self, series: str, geography: str | None = None, edition: str | None = None) -> tuple[Break, ...]:
        """Return the breaks of a series in order of date, for one geography and edition where given."""
        return tuple(
            b
            for b in self.breaks
            if series in b.series
            and (geography is None or not b.geography or geography in b.geography)
            and (edition is None or b.concerns(edition))
        )

    def breaks_within(self, series: str, geography: str, edition: str, span: tuple) -> tuple[Break, ...]:
        """Return the breaks that fall within a period, given by first and last day; none where it is undated."""
        start, end = span
        return tuple(
            b for b in (self.breaks_of(series, geography, edition) if end else ()) if b.falls_within(start, end)
        )


def read(folder: Path) -> Registers:
    """Read and check the registers of a data folder.

    Raises
    ------
    DataError
        One line naming file, line, rule and what would be right.
    """
    journal.recover(folder)
    try:
        content = contents(folder, FILES)
    except OSError:
        content = ""  # told below, by the file that cannot be read
    return _read(folder, f"{Path.cwd()} {content}")


@lru_cache(maxsize=4)
def _read(folder: Path, content: str) -> Registers:
    # the same content need not be taken apart again
    sources = _sources(folder / "sources.json")
    series = _series(folder / "series.csv")
    editions = _editions(folder / "editions.csv", sources)
    forces = _places(folder / "reference" / "police-forces.csv", vocabulary.FORCE_COLUMNS)
    areas = _places(folder / "reference" / "areas.csv", vocabulary.AREA_COLUMNS)
    places = set(forces) | set(areas)
    breaks = _breaks(folder / "breaks.csv", series, sources, {e.id for e in editions}, places)
    tables = {(e.table, e.id) for e in editions}
    return Registers(
        folder, series, breaks, editions, sources, forces, areas,
        repeats=witnesses.read_repeats(folder / "repeats.csv", series, sources, tables, places),
        conflicts=witnesses.read_conflicts(folder / "conflicts.csv", series, {e.id for e in editions}, places),
        checks=witnesses.read_checks(folder / "checks.csv", series),
    )  # fmt: skip


def _places(path: Path, columns: tuple) -> dict[str, dict]:
    found: dict[str, dict] = {}
    for line, row in rows(path, columns):
        if not row["name"] or row["name"] in found:
            raise DataError(f"{short(path)} line {line}: place '{row['name']}' has no name or stands twice")
        found[row["name"]] = row
    return found


def _sources(path: Path) -> dict[str, dict]:
    try:
        items = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise DataError(f"{short(path)}: the file is missing") from None
    except OSError as error:
        raise DataError(f"{short(path)}: cannot be read ({error.strerror})") from None
    except ValueError as error:
        raise DataError(f"{short(path)}: not JSON ({error})") from None
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        raise DataError(f"{short(path)}: must be a list of CSL-JSON items, each an object with id, title and author")
    found: dict[str, dict] = {}
    for item in items:
        key = item.get("id", "")
        names = item.get("author")
        named = isinstance(names, list) and names and all(isinstance(n, dict) and n.get("literal") for n in names)
        if not (isinstance(key, str) and key and item.get("title") and named):
            raise DataError(f"{short(path)}: source '{key}' needs an id, a title and an author with a literal name")
        if key in found:
            raise DataError(f"{short(path)}: source '{key}' stands twice")
        parts = item["issued"].get("date-parts") if isinstance(item.get("issued"), dict) else None
        if "issued" in item and not (parts and parts[0] and all(isinstance(n, int) for n in parts[0])):
            raise DataError(f"{short(path)}: source '{key}': issued must be like {{\"date-parts\": [[2026, 4, 23]]}}")
        found[key] = item
    return found


def _series(path: Path) -> dict[str, Series]:
    found: dict[str, Series] = {}
    for line, row in rows(path, vocabulary.SERIES_COLUMNS):
        where = f"{short(path)} line {line}: series '{row['series']}'"
        one_of(where, "kind", row["kind"], vocabulary.SERIES_KINDS)
        if row["series"] in found:
            raise DataError(f"{where} stands twice")
        if not row["series"] or not row["title"] or not row["unit"]:
            raise DataError(f"{where}: series, title and unit must be filled")
        sums = tuple(row.pop("sums").split())
        for name in sums:
            one_of(where, "sums", name, ("forces", "quarters"))
        one_of(where, "interval", row["interval"], vocabulary.INTERVALS)
        one_of(where, "measure", row["measure"], vocabulary.MEASURES)
        if not row["base"] or not row["rule"]:
            raise DataError(f"{where}: needs a base (of what it is a count or share) and a rule (which source stands)")
        name = row.pop("series")
        found[name] = Series(id=name, sums=sums, **row)
    for name, series in found.items():
        where = f"{short(path)}: formula of '{name}'"
        try:
            parts = formulas.parse(series.formula).terms
        except DataError as error:
            raise DataError(f"{where}: {error}") from None
        for part in parts:
            known(where, "series", part.series, set(found) - {name}, "data/series.csv (or is the series itself)")
    return found


def _editions(path: Path, sources: dict) -> tuple[Edition, ...]:
    found: dict[tuple[str, str], Edition] = {}
    for line, row in rows(path, vocabulary.EDITION_COLUMNS):
        where = f"{short(path)} line {line}: edition '{row['edition']}'"
        one_of(where, "dated", row["dated"], ("exact", "by"))
        known(where, "source", row["source"], sources, "data/sources.json")
        if (row["table"], row["edition"]) in found:
            raise DataError(f"{where} of table '{row['table']}' stands twice")
        found[row["table"], row["edition"]] = Edition(
            row["table"], row["edition"], row["source"], the_day(where, "published", row["published"]), row["dated"],
            the_day(where, "extracted", row["extracted"]) if row["extracted"] else None,
            the_day(where, "data_to", row["data_to"]) if row["data_to"] else None, row["note"],
        )  # fmt: skip
    return tuple(sorted(found.values(), key=lambda e: (e.published, e.data_to or date.min, e.table, e.id)))


def _breaks(path: Path, series: dict, sources: dict, editions: set, places: set) -> tuple[Break, ...]:
    found: dict[str, Break] = {}
    for line, row in rows(path, vocabulary.BREAK_COLUMNS):
        where = f"{short(path)} line {line}: break '{row['id']}'"
        one_of(where, "kind", row["kind"], vocabulary.BREAK_KINDS)
        one_of(where, "effect", row["effect"], vocabulary.EFFECTS)
        one_of(where, "weight", row["weight"], vocabulary.WEIGHTS)
        known(where, "source", row["source"], sources, "data/sources.json")
        lists = {name: _split(row[name]) for name in ("series", "geography", "editions")}
        for name, there, home in (
            ("series", series, "data/series.csv"),
            ("geography", places, "data/reference/"),
            ("editions", editions, "data/editions.csv"),
        ):
            for value in lists[name]:
                known(where, name, value, there, home)
        until = the_day(where, "until", row["until"]) if row["until"] else None
        if (until is not None) != (row["kind"] == "coverage"):
            raise DataError(f"{where}: 'until' is filled for coverage gaps, and only for them")
        starts = the_day(where, "date", row["date"])
        if until and until < starts:
            raise DataError(f"{where}: until {until} is before date {starts}")
        if not row["note"] or not 0 < len(row["label"]) <= vocabulary.LABEL_LENGTH:
            raise DataError(
                f"{where}: needs a note, and a label of at most {vocabulary.LABEL_LENGTH} characters for charts"
            )
        if not re.fullmatch(r"[a-z0-9-]+", row["id"]):
            raise DataError(f"{where}: an id is made of lower-case letters, digits and hyphens")
        if row["id"] in found:
            raise DataError(f"{where} stands twice")
        found[row["id"]] = Break(
            id=row["id"], date=starts, until=until, kind=row["kind"], effect=row["effect"],
            weight=row["weight"], label=row["label"], note=row["note"], source=row["source"], **lists,
        )  # fmt: skip
    if not found:
        raise DataError(f"{short(path)}: holds no break; without breaks every comparison would pass")
    return tuple(sorted(found.values(), key=lambda b: (b.date, b.id)))


def _split(text: str) -> tuple[str, ...]:
    return tuple(part for part in text.split(";") if part)
