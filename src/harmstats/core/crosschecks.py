"""Who else states a figure, where sources disagree, and which sums and shares must agree.

Three registers over the published figures: ``repeats.csv`` (another source states a figure that is
held), ``conflicts.csv`` (sources disagree; which one the charts use, and why) and ``checks.csv``
(arithmetic that must hold between figures). :mod:`harmstats.store.checks` holds them against the figures.
"""

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from .errors import DataError
from .strict_csv import known, one_of, pairs, rows, short, span, the_number

FORMS = ("exact", "rounded", "about", "more than", "less than")
CONFLICT_KINDS = ("values", "arithmetic")
CHECK_KINDS = ("adds to 100", "adds to total", "share", "change", "sum")

PARTS = re.compile(r"(?:[^=;|\[\]]+=[^=;|\[\]]+;)*[^=;|\[\]]+(?:=[^=;\[\]]+)?")

REPEAT_COLUMNS = (
    "table", "edition", "series", "period_start", "period_end", "geography", "breakdown", "stated", "form",
    "source", "locator", "note",
)  # fmt: skip
CONFLICT_COLUMNS = ("id", "kind", "series", "period_start", "period_end", "geography", "breakdown", "used", "why")
CHECK_COLUMNS = ("id", "kind", "series", "breakdown", "of", "base", "tolerance", "note")


@dataclass(frozen=True)
class Repeat:
    """Another source states a figure: `stated`, in the `form` of words it uses."""

    table: str
    edition: str
    series: str
    start: date | None
    end: date | None
    geography: str
    breakdown: str
    stated: float
    places: int
    form: str
    source: str
    locator: str
    note: str

    @property
    def cell(self) -> tuple:
        """Series, geography, breakdown and period of the figure."""
        return self.series, self.geography, self.breakdown, self.start, self.end

    def holds(self, value: float) -> bool:
        """True where `value` is what the words say.

        ``rounded`` is to the last digit written that is not a zero, ``about`` within 5%; ``more
        than`` and ``less than`` are meant to be near: by less than 20%.
        """
        off = value - self.stated
        return {
            "exact": abs(off) < 1e-9 * max(1.0, abs(value)),
            "rounded": abs(off) <= 0.5 * 10**-self.places * (1 + 1e-9),
            "about": abs(off) <= 0.05 * abs(self.stated),
            "more than": 0 < off <= 0.2 * abs(self.stated),
            "less than": 0 < -off <= 0.2 * abs(self.stated),
        }[self.form]


@dataclass(frozen=True)
class Conflict:
    """Sources disagree on a figure (`values`), or a printed one with its own parts (`arithmetic`)."""

    id: str
    kind: str
    series: str
    start: date | None
    end: date | None
    geography: str
    breakdown: str
    used: str
    why: str

    @property
    def cell(self) -> tuple:
        """Series, geography, breakdown and period of the figure."""
        return self.series, self.geography, self.breakdown, self.start, self.end


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


def read_repeats(path: Path, series, sources, editions: set, places: set) -> tuple[Repeat, ...]:
    """Read ``repeats.csv``; `editions` are pairs of table and edition.

    Raises
    ------
    DataError
        One line naming file, line, rule and what would be right.
    """
    found = []
    for line, row in rows(path, REPEAT_COLUMNS):
        where = f"{short(path)} line {line}"
        start, end = _cell(where, row, series, places)
        one_of(where, "form", row["form"], FORMS)
        known(where, "source", row["source"], sources, "data/sources.json")
        if (row["table"], row["edition"]) not in editions:
            raise DataError(f"{where}: table '{row['table']}' has no edition '{row['edition']}' in data/editions.csv")
        stated = the_number(where, "stated", row["stated"])
        if stated != stated:
            raise DataError(f"{where}: stated is empty; write the number as the source states it")
        given = {name: row[name] for name in REPEAT_COLUMNS if name not in ("period_start", "period_end", "stated")}
        found.append(Repeat(**given, start=start, end=end, stated=stated, places=places_of(row["stated"])))
    return tuple(found)


def read_conflicts(path: Path, series, editions: set, places: set) -> tuple[Conflict, ...]:
    """Read ``conflicts.csv``; `editions` are the ids of editions.

    Raises
    ------
    DataError
        As :func:`read_repeats`.
    """
    found: dict[str, Conflict] = {}
    for line, row in rows(path, CONFLICT_COLUMNS):
        where = f"{short(path)} line {line}: conflict '{row['id']}'"
        start, end = _cell(where, row, series, places)
        one_of(where, "kind", row["kind"], CONFLICT_KINDS)
        known(where, "used", row["used"], editions, "data/editions.csv")
        if not row["id"] or row["id"] in found:
            raise DataError(f"{where} has no id or stands twice")
        if not row["why"]:
            raise DataError(f"{where}: needs a reason why charts use '{row['used']}'")
        given = {name: row[name] for name in CONFLICT_COLUMNS if name not in ("period_start", "period_end")}
        found[row["id"]] = Conflict(**given, start=start, end=end)
    return tuple(found.values())


def read_checks(path: Path, series) -> tuple[Check, ...]:
    """Read ``checks.csv``.

    Raises
    ------
    DataError
        As :func:`read_repeats`.
    """
    found: dict[str, Check] = {}
    for line, row in rows(path, CHECK_COLUMNS):
        where = f"{short(path)} line {line}: check '{row['id']}'"
        one_of(where, "kind", row["kind"], CHECK_KINDS)
        of = tuple(filter(None, row["of"].split("+")))
        for name in (row["series"], *of, *filter(None, [row["base"]])):
            known(where, "series", name, series, "data/series.csv")
        tolerance = the_number(where, "tolerance", row["tolerance"])
        wants = {"share": (1, 1), "change": (1, 0), "sum": (None, 0)}.get(row["kind"], (0, 0))
        if not (tolerance >= 0 and (wants[0] in (None, len(of))) and wants[1] == bool(row["base"])):
            raise DataError(
                f"{where}: needs a tolerance; 'share' one series in 'of' and one in 'base', 'change' one in 'of', "
                "'sum' some in 'of', the others none"
            )
        if bool(row["breakdown"]) != row["kind"].startswith("adds"):
            raise DataError(f"{where}: a breakdown belongs to 'adds to 100' and 'adds to total', and only to them")
        if row["breakdown"] and not PARTS.fullmatch(row["breakdown"]):
            raise DataError(f"{where}: breakdown '{row['breakdown']}' is not like sex=girls;severity or severity=A|B|C")
        if not row["id"] or row["id"] in found:
            raise DataError(f"{where} has no id or stands twice")
        found[row["id"]] = Check(
            row["id"], row["kind"], row["series"], row["breakdown"], of, row["base"], tolerance, row["note"]
        )
    return tuple(found.values())


def _cell(where: str, row: dict, series, places: set) -> tuple[date | None, date | None]:
    known(where, "series", row["series"], series, "data/series.csv")
    known(where, "geography", row["geography"], places, "data/reference/")
    pairs(where, row["breakdown"])
    return span(where, row)


def places_of(text: str) -> int:
    """Decimals written, or minus the zeros at the end of a whole number.

    Examples
    --------
    >>> places_of("5.99"), places_of("275000"), places_of("41")
    (2, -3, 0)
    """
    whole, point, decimals = text.lstrip("-").partition(".")
    if point:
        return len(decimals)
    return -(len(whole) - len(whole.rstrip("0"))) if int(whole) else 0
