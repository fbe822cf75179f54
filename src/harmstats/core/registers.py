"""The registers: what is counted, what broke it, who published it when, where, and what must hold; read and checked.

They are data, not code: everything harmstats refuses, warns of or cites is a row of a CSV that can be
read, corrected and reviewed by somebody who does not write Python. Three of them hold the published figures
against each other: ``repeats.csv`` (another source states a figure that is held), ``conflicts.csv`` (sources
disagree; which one the charts use, and why) and ``checks.csv`` (arithmetic that must hold between figures);
:mod:`harmstats.store.checks` does so.
"""

import json
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, overload

from . import formulas, schema
from .cells import plain_digits
from .csv_reading import known, read_text, rows, short
from .errors import DataError, NotFound, suggest
from .files import JOURNAL, contents
from .periods import Days

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Columns = tuple[NDArray[np.datetime64], NDArray[np.datetime64], NDArray[Any]]

FILES = ("*.json", "*.csv", "reference/*.csv")
LABEL_LENGTH = 28
Day = date  # a break has a field of this name
Entries = Mapping[str, Collection[str]]
Cell = tuple[str, str, str, date | None, date | None]
PARTS = re.compile(r"(?:[^=;|\[\]]+=[^=;|\[\]]+;)*[^=;|\[\]]+(?:=[^=;\[\]]+)?")


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
    comparison, ``warn`` is for gradual or minor changes. `effect` says in which direction, to whoever reads the
    register or ``trend --json``; no comparison asks for it.
    """

    id: str
    date: Day
    until: Day | None
    series: tuple[str, ...]
    kind: str
    effect: str
    weight: str
    geography: tuple[str, ...]
    editions: tuple[str, ...]
    label: str
    note: str
    source: str

    def starts_within(self, first: Day, last: Day) -> bool:
        """True where the new state begins after `first`, and by `last`: what spans both days straddles it."""
        return (first < self.date) & (self.date <= last)

    def leaves_out(self, first: Day, last: Day) -> bool:
        """True where a part of the days from `first` to `last` is missing; only coverage gaps leave out."""
        return self.until is not None and (self.date <= last) & (self.until >= first)

    def falls_within(self, first: Day, last: Day) -> bool:
        """True for a gap that leaves out a part of these days, and for a new state that starts within them."""
        return self.leaves_out(first, last) if self.until else self.starts_within(first, last)

    def touches(self, first: Day, last: Day) -> bool:
        """As :meth:`falls_within`, and for a state that begins with the first of these days."""
        return self.date <= last and (self.until or self.date) >= first

    def begun_by(self, day: Day) -> bool:
        """True where the new state, or the gap, has begun on this day or before."""
        return self.date <= day

    @overload
    def parts(self, earlier: tuple[Day, Day, str], later: tuple[Day, Day, str]) -> bool: ...
    @overload
    def parts(self, earlier: "Columns", later: "Columns") -> "NDArray[np.bool_]": ...
    def parts(self, earlier: Any, later: Any) -> Any:
        """True where two figures, each given by first day, last day and edition, lie on two sides of it.

        All three may be arrays, for as many figures; then so is the answer.
        A gap parts them where it leaves out a part of either, in an edition to which it applies; any other
        break where it starts between the first day of the one and the last day of the other.
        """
        one, other = self.concerns(earlier[2]), self.concerns(later[2])
        if self.until:
            return (one & self.leaves_out(*earlier[:2])) | (other & self.leaves_out(*later[:2]))
        return (one | other) & self.starts_within(earlier[0], later[1])

    def concerns(self, edition: str) -> bool:
        """True where it applies to the figures of an edition: to those named, or to all where none is."""
        return not self.editions or sum(edition == name for name in self.editions) > 0


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
class OfFigure:
    """What a register says of one published figure, wherever it stands."""

    series: str
    geography: str
    breakdown: str
    period_start: date | None
    period_end: date | None

    @property
    def cell(self) -> Cell:
        """Series, geography, breakdown and period of the figure."""
        return self.series, self.geography, self.breakdown, self.period_start, self.period_end


@dataclass(frozen=True)
class Repeat(OfFigure):
    """Another source states a figure: `stated`, in the `form` of words it uses."""

    table: str
    edition: str
    stated: float
    form: str
    source: str
    locator: str
    note: str

    def holds(self, value: float) -> bool:
        """True where `value` is what the words say.

        ``rounded`` is to the last digit written that is not a zero, ``about`` within 5%; ``more
        than`` and ``less than`` are meant to be near: by less than 20%.
        """
        off = value - self.stated
        return {
            "exact": abs(off) < 1e-9 * max(1.0, abs(value)),
            "rounded": abs(off) <= rounding(self.stated),
            "about": abs(off) <= 0.05 * abs(self.stated),
            "more than": 0 < off <= 0.2 * abs(self.stated),
            "less than": 0 < -off <= 0.2 * abs(self.stated),
        }[self.form]


@dataclass(frozen=True)
class Conflict(OfFigure):
    """Sources disagree on a figure (`values`), or a printed one with its own parts (`arithmetic`)."""

    id: str
    kind: str
    used: str
    why: str


@dataclass(frozen=True)
class Check:
    """Arithmetic that must hold; see the data dictionary for what each kind means."""

    id: str
    kind: str
    series: str
    breakdown: str
    of: tuple[str, ...]
    base: str
    tolerance: float
    note: str


@dataclass(frozen=True)
class Registers:
    """All registers of one data folder; make it with :func:`read`."""

    folder: Path
    series: dict[str, Series]
    breaks: tuple[Break, ...]
    editions: tuple[Edition, ...]
    sources: dict[str, dict[str, Any]]
    forces: dict[str, dict[str, str]] = field(repr=False)
    areas: dict[str, dict[str, str]] = field(repr=False)
    repeats: tuple[Repeat, ...] = field(repr=False)
    conflicts: tuple[Conflict, ...] = field(repr=False)
    checks: tuple[Check, ...] = field(repr=False)

    def one_series(self, name: str) -> Series:
        """Return the series with this id; raise NotFound with the nearest id where there is none."""
        if name not in self.series:
            hint = suggest(name, self.series) or " 'harmstats series' lists them all."
            raise NotFound(f"series '{name}' is not known.{hint}")
        return self.series[name]

    def place(self, name: str) -> str:
        """Return the name a geography has in the data; raise NotFound with the nearest name."""
        places = (*self.areas.values(), *self.forces.values())
        aliases = {place["name"]: (place["name"], place["code"], *place["also"].split(";")) for place in places}
        names = {alias.lower(): place for place, known in aliases.items() for alias in known if alias}
        if name.lower() not in names:
            hint = suggest(name, names.values()) or " Police forces and areas are in data/reference/."
            raise NotFound(f"geography '{name}' is not known.{hint}")
        return names[name.lower()]

    def edition(self, name: str) -> Edition:
        """Return the first edition with this id; raise NotFound with the nearest id."""
        editions = {edition.id: edition for edition in reversed(self.editions)}
        if name not in editions:
            hint = suggest(name, editions) or " 'harmstats editions' lists them all."
            raise NotFound(f"edition '{name}' is not known.{hint}")
        return editions[name]

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

    def breaks_within(self, series: str, geography: str, edition: str, span: Days) -> tuple[Break, ...]:
        """Return the breaks that fall within a period, given by first and last day; none where it is undated."""
        start, end = span
        if start is None or end is None:
            return ()
        return tuple(b for b in self.breaks_of(series, geography, edition) if b.falls_within(start, end))


def read(folder: Path) -> Registers:
    """Read and check the registers of a data folder.

    Raises
    ------
    DataError
        One line naming file, line, rule and what would be right.
    """
    if (folder / JOURNAL).is_file():
        raise DataError(
            "data/.ingest/: an edition is landing, or its ingest stopped half way; 'harmstats ingest' settles it"
        )
    return _read(folder, f"{Path.cwd()} {contents(folder, FILES)}")


@lru_cache(maxsize=4)
def _read(folder: Path, content: str) -> Registers:
    # the same content need not be taken apart again
    sources = _sources(folder / "sources.json")
    series = _series(folder)
    editions = _editions(folder, {"source": sources})
    forces, areas = _places(folder, schema.FORCES), _places(folder, schema.AREAS)
    places, ids = {*forces, *areas}, {edition.id for edition in editions}
    entries: Entries = {"series": series, "source": sources, "geography": places, "editions": ids, "used": ids}
    breaks, conflicts, checks = _breaks(folder, entries), _conflicts(folder, entries), _checks(folder, entries)
    repeats = _repeats(folder, entries, {(edition.table, edition.id) for edition in editions})
    return Registers(folder, series, breaks, editions, sources, forces, areas, repeats, conflicts, checks)


def _sources(path: Path) -> dict[str, dict[str, Any]]:
    try:
        items = json.loads(read_text(path))
    except ValueError as error:
        raise DataError(f"{short(path)}: not JSON ({error})") from None
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        raise DataError(f"{short(path)}: must be a list of CSL-JSON items, each an object with id, title and author")
    sources: dict[str, dict[str, Any]] = {}
    for item in items:
        key = item.get("id", "")
        names = item.get("author")
        named = isinstance(names, list) and names and all(isinstance(n, dict) and n.get("literal") for n in names)
        if not (isinstance(key, str) and key and item.get("title") and named):
            raise DataError(f"{short(path)}: source '{key}' needs an id, a title and an author with a literal name")
        if key in sources:
            raise DataError(f"{short(path)}: source '{key}' stands twice")
        parts = item["issued"].get("date-parts") if isinstance(item.get("issued"), dict) else None
        if "issued" in item and not (parts and parts[0] and all(isinstance(n, int) for n in parts[0])):
            raise DataError(f"{short(path)}: source '{key}': issued must be like {{\"date-parts\": [[2026, 4, 23]]}}")
        sources[key] = item
    return sources


def _places(folder: Path, table: schema.Table) -> dict[str, dict[str, str]]:
    register: dict[str, dict[str, str]] = {}
    for where, row in rows(folder / table.path, table):
        if not row["name"] or row["name"] in register:
            raise DataError(f"{where} has no name or stands twice")
        register[row["name"]] = row
    return register


def _series(folder: Path) -> dict[str, Series]:
    register: dict[str, Series] = {}
    for where, row in rows(folder / schema.SERIES.path, schema.SERIES):
        name = row.pop("series")
        if name in register:
            raise DataError(f"{where} stands twice")
        if not (name and row["title"] and row["unit"]):
            raise DataError(f"{where}: series, title and unit must be filled")
        if not row["base"] or not row["rule"]:
            raise DataError(f"{where}: needs a base (of what it is a count or share) and a rule (which source stands)")
        register[name] = Series(id=name, **row)
    for name, series in register.items():
        where = f"data/series.csv: formula of '{name}'"
        try:
            parts = formulas.parse(series.formula).terms
        except DataError as error:
            raise DataError(f"{where}: {error}") from None
        for part in parts:
            known(where, "series", part.series, {*register} - {name}, "data/series.csv (or is the series itself)")
    return register


def _editions(folder: Path, entries: Entries) -> tuple[Edition, ...]:
    register: dict[tuple[str, str], Edition] = {}
    for where, row in rows(folder / schema.EDITIONS.path, schema.EDITIONS, entries):
        table, name = row["table"], row.pop("edition")
        if (table, name) in register:
            raise DataError(f"{where} of table '{table}' stands twice")
        register[table, name] = Edition(id=name, **row)
    return tuple(sorted(register.values(), key=lambda e: (e.published, e.data_to or date.min, e.table, e.id)))


def _breaks(folder: Path, entries: Entries) -> tuple[Break, ...]:
    register: dict[str, Break] = {}
    for where, row in rows(folder / schema.BREAKS.path, schema.BREAKS, entries):
        if (row["until"] is not None) != (row["kind"] == "coverage"):
            raise DataError(f"{where}: 'until' is filled for coverage gaps, and only for them")
        if row["until"] and row["until"] < row["date"]:
            raise DataError(f"{where}: until {row['until']} is before date {row['date']}")
        if not row["note"] or not 0 < len(row["label"]) <= LABEL_LENGTH:
            raise DataError(f"{where}: needs a note, and a label of at most {LABEL_LENGTH} characters for charts")
        if not re.fullmatch(r"[a-z0-9-]+", row["id"]):
            raise DataError(f"{where}: an id is made of lower-case letters, digits and hyphens")
        if row["id"] in register:
            raise DataError(f"{where} stands twice")
        register[row["id"]] = Break(**row)
    if not register:
        raise DataError("data/breaks.csv: holds no break; without breaks every comparison would pass")
    return tuple(sorted(register.values(), key=lambda b: (b.date, b.id)))


def _repeats(folder: Path, entries: Entries, editions: set[tuple[str, str]]) -> tuple[Repeat, ...]:
    register = []
    for where, row in rows(folder / schema.REPEATS.path, schema.REPEATS, entries):
        if (row["table"], row["edition"]) not in editions:
            raise DataError(f"{where}: table '{row['table']}' has no edition '{row['edition']}' in data/editions.csv")
        if row["stated"] != row["stated"]:
            raise DataError(f"{where}: stated is empty; write the number as the source states it")
        register.append(Repeat(**row))
    return tuple(register)


def _conflicts(folder: Path, entries: Entries) -> tuple[Conflict, ...]:
    register: dict[str, Conflict] = {}
    for where, row in rows(folder / schema.CONFLICTS.path, schema.CONFLICTS, entries):
        if not row["id"] or row["id"] in register:
            raise DataError(f"{where} has no id or stands twice")
        if not row["why"]:
            raise DataError(f"{where}: needs a reason why charts use '{row['used']}'")
        register[row["id"]] = Conflict(**row)
    return tuple(register.values())


def _checks(folder: Path, entries: Entries) -> tuple[Check, ...]:
    register: dict[str, Check] = {}
    for where, row in rows(folder / schema.CHECKS.path, schema.CHECKS, entries):
        kind, of, base = row["kind"], row["of"], row["base"]
        for name in (*of, *filter(None, [base])):
            known(where, "series", name, entries["series"])
        of_fits = kind == "sum" or len(of) == int(kind in ("share", "change"))
        if not (row["tolerance"] >= 0 and of_fits and bool(base) == (kind == "share")):
            raise DataError(
                f"{where}: needs a tolerance; 'share' one series in 'of' and one in 'base', 'change' one in 'of', "
                "'sum' some in 'of', the others none"
            )
        if bool(row["breakdown"]) != kind.startswith("adds"):
            raise DataError(f"{where}: a breakdown belongs to 'adds to 100' and 'adds to total', and only to them")
        if row["breakdown"] and not PARTS.fullmatch(row["breakdown"]):
            raise DataError(f"{where}: breakdown '{row['breakdown']}' is not like sex=girls;severity or severity=A|B|C")
        if not row["id"] or row["id"] in register:
            raise DataError(f"{where} has no id or stands twice")
        register[row["id"]] = Check(**row)
    return tuple(register.values())


def rounding(value: float) -> float:
    """By how much a number may differ that is rounded to the last digit of this one which is not a zero.

    Examples
    --------
    >>> round(rounding(5.99), 4), round(rounding(275000), 1), round(rounding(41), 1)
    (0.005, 500.0, 0.5)
    """
    whole, _, decimals = plain_digits(abs(value)).partition(".")
    places = len(decimals) or len(whole.rstrip("0") or whole) - len(whole)
    return 0.5 * 10.0**-places * (1 + 1e-9)
