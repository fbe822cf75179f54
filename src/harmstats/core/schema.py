"""The schema of the data folder: every CSV, its columns, and what may stand in them.

:mod:`harmstats.core.csv_reading` reads by it, :mod:`harmstats.store.datapackage` makes the Frictionless description
from it; ``data/README.md`` says what each column means.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from .words import KINDS

DATES = {"printed", "period_start", "period_end", "date", "until", "published", "data_to", "extracted"}
NUMBERS = {"value", "low", "high", "numerator", "denominator", "expected", "corrected", "stated", "tolerance"}
NUMBERS |= {"rounding", "size"}


# The register that a column names an entry of.
HOMES = {
    "series": "data/series.csv",
    "source": "data/sources.json",
    "geography": "data/reference/",
    "editions": "data/editions.csv",
    "used": "data/editions.csv",
}


@dataclass(frozen=True)
class Table:
    """One CSV of the data folder, or several of one form.

    Parameters
    ----------
    path : str
        Where it lies in the data folder, with ``*`` where there are several.
    fields : str
        The names of its columns in order, a star behind each that must be filled.
    key : tuple of str
        The columns that tell its rows apart.
    entry : str
        What a row is called in an error, by the last column of the key; by its line only without it.
    allowed : mapping
        The words of each column that knows only some.
    lists : mapping
        What stands between the values of each column that may hold several.
    printed : str
        A column that holds numbers elsewhere, and here words as they were printed.
    """

    path: str
    fields: str
    key: tuple[str, ...] = ()
    entry: str = ""
    allowed: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    lists: Mapping[str, str] = field(default_factory=dict)
    printed: str = ""

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """The names of the columns in order."""
        return tuple(self.fields.replace("*", "").split())

    @cached_property
    def required(self) -> set[str]:
        """The columns that must be filled in every row."""
        return {name.rstrip("*") for name in self.fields.split() if name.endswith("*")}

    @cached_property
    def types(self) -> dict[str, str]:
        """``date``, ``number`` or ``string`` by column; a column of one name has one type wherever it stands."""
        numbers = NUMBERS - {self.printed}
        return {c: "date" if c in DATES else "number" if c in numbers else "string" for c in self.columns}

    @cached_property
    def ruled(self) -> tuple[str, ...]:
        """The columns that hold more than free text."""
        rules = {*DATES, *NUMBERS, *HOMES, *self.allowed, *self.lists}
        return tuple(name for name in self.columns if name in rules)


MEASURES = (
    "count", "total", "total since start", "total at a day", "rate", "ratio", "percentage", "mean", "median", "maximum",
    "minimum", "estimate", "change", "absolute change", "percentage change", "percentage points",
    "charges in the year over offences in the year", "cohort", "share of assigned outcomes",
    "outcomes of investigations closed", "campaign ratio", "share of outcomes, base not stated",
)  # fmt: skip
CLAIM_KINDS = ("statistic", "event", "case", "label", "furniture")

SERIES = Table(
    "series.csv",
    "series* title* short kind* measure* unit* base* publisher formula sums interval rule* note",
    key=("series",),
    entry="series",
    allowed={
        "kind": tuple(KINDS),
        "measure": MEASURES,
        "sums": ("forces", "quarters"),
        "interval": ("wilson", "published"),
    },
    lists={"sums": " "},
)
BREAKS = Table(
    "breaks.csv",
    "id* date* until series* kind* effect* weight* geography editions label* note* source*",
    key=("id",),
    entry="break",
    allowed={
        "kind": ("definition", "scope", "counting rule", "coverage", "method", "new series"),
        "effect": ("up", "down", "both", "scope"),
        "weight": ("refuse", "warn"),
    },
    lists={"series": ";", "geography": ";", "editions": ";"},
)
EDITIONS = Table(
    "editions.csv",
    "table* edition* source* published* dated* extracted data_to note",
    key=("table", "edition"),
    entry="edition",
    allowed={"dated": ("exact", "by")},
)
CORRECTIONS = Table(
    "corrections.csv",
    "table* edition* series* period_start period_end geography* breakdown expected* corrected* reason* source*",
)
REPEATS = Table(
    "repeats.csv",
    "table* edition* series* period_start period_end geography* breakdown stated* form* source* locator note",
    allowed={"form": ("exact", "rounded", "about", "more than", "less than")},
)
CONFLICTS = Table(
    "conflicts.csv",
    "id* kind* series* period_start period_end geography* breakdown used* why*",
    key=("id",),
    entry="conflict",
    allowed={"kind": ("values", "arithmetic")},
)
CHECKS = Table(
    "checks.csv",
    "id* kind* series* breakdown of base tolerance* note",
    key=("id",),
    entry="check",
    allowed={"kind": ("adds to 100", "adds to total", "share", "change", "sum")},
    lists={"of": "+"},
)
CLAIMS = Table(
    "claims.csv",
    "id* article printed* statement* stated* relation value rounding unit kind* series from to geography breakdown of "
    "beside source note",
    key=("id",),
    entry="claim",
    allowed={"kind": CLAIM_KINDS},
    lists={"source": ";", "beside": " + "},
    printed="stated",
)
FILES = Table("files.csv", "name* size* sha256* url* what", key=("name",), entry="file")
FORCES = Table("reference/police-forces.csv", "name* code region nation also", key=("name",), entry="place")
AREAS = Table("reference/areas.csv", "name* code also", key=("name",), entry="place")

_FIGURE = "series* period_start period_end geography* breakdown value* low high method status* scope locator note"
STATUS = {"status": ("official", "official-revised", "official-rounded", "official-provisional", "secondary")}
PUBLISHED = Table(
    "published/*/*.csv",
    _FIGURE,
    key=("series", "period_start", "period_end", "geography", "breakdown"),
    allowed=STATUS,
)
POPULATION = Table("reference/population.csv", f"edition* {_FIGURE}", allowed=STATUS)
CLEAN = Table("clean/*.csv", f"table* edition* {_FIGURE} numerator denominator", allowed=STATUS)

REGISTERS = (SERIES, BREAKS, EDITIONS, CORRECTIONS, REPEATS, CONFLICTS, CHECKS, CLAIMS, FILES, FORCES, AREAS)


def is_estimate(kind: str, unit: str) -> bool:
    """True for what is estimated from a sample: all of a survey, the shares of a study."""
    return kind == "survey" or (kind == "study" and unit == "percent")
