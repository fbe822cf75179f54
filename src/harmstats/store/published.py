"""Read ``data/published/<table>/<edition>.csv`` strictly: every cell is checked, every error has a line.

A published file is never edited once it has landed; what is wrong in it is declared in
``data/corrections.csv`` and applied while cleaning.
"""

import math
from pathlib import Path

import pandas as pd

from ..core.errors import DataError
from ..core.periods import label
from ..core.registers import Registers
from ..core.strict_csv import known, one_of, pairs, rows, short, span, the_number

COLUMNS = (
    "series", "period_start", "period_end", "geography", "breakdown", "value", "low", "high",
    "method", "status", "scope", "locator", "note",
)  # fmt: skip
STATUSES = ("official", "official-revised", "official-rounded", "official-provisional", "secondary")
KEY = ["table", "edition", "series", "period_start", "period_end", "geography", "breakdown"]


def read(registers: Registers) -> pd.DataFrame:
    """Read every published file and the populations of a data folder.

    Parameters
    ----------
    registers : Registers

    Returns
    -------
    pandas.DataFrame
        One row a figure: the columns of the files with ``table`` and ``edition`` before them.
        Dates are datetime64, NaT where undated; ``value``, ``low`` and ``high`` float64, all others text.

    Raises
    ------
    DataError
        One line naming file, line, cell, rule and what would be right.
    """
    editions = {(e.table, e.id): e for e in registers.editions}
    folder = registers.folder / "published"
    found: list[dict] = []
    seen: set = set()
    for path in sorted(folder.glob("*/*.csv")):
        table, name = path.parent.name, path.stem
        if (table, name) not in editions:
            raise DataError(f"{short(path)}: no row for this table and edition in data/editions.csv")
        seen.add((table, name))
        found += _file(path, COLUMNS, registers, {"table": table, "edition": name})
    population = registers.folder / "reference" / "population.csv"
    found += _file(population, ("edition", *COLUMNS), registers, {"table": "population"})
    seen |= {("population", row["edition"]) for row in found if row["table"] == "population"}
    for table, name in sorted(editions.keys() - seen):
        raise DataError(
            f"data/editions.csv: edition '{name}' of table '{table}' has no file in data/published/{table}/"
        )
    for _, name in sorted(seen - editions.keys()):
        raise DataError(f"data/reference/population.csv: edition '{name}' has no row in data/editions.csv")
    frame = pd.DataFrame(found)
    for column in ("period_start", "period_end"):
        frame[column] = pd.to_datetime(frame[column]).astype("datetime64[s]")
    return frame[["table", "edition", *COLUMNS]]


def _file(path: Path, columns: tuple, registers: Registers, extra: dict) -> list[dict]:
    places = set(registers.forces) | set(registers.areas)
    found: list[dict] = []
    first_line: dict[tuple, int] = {}
    for line, row in rows(path, columns):
        where = f"{short(path)} line {line}"
        row = extra | row
        known(where, "series", row["series"], registers.series, "data/series.csv")
        known(where, "geography", row["geography"], places, "data/reference/")
        one_of(where, "status", row["status"], STATUSES)
        row["period_start"], row["period_end"] = span(where, row)
        for name in ("value", "low", "high"):
            row[name] = the_number(f"{where} ({row['series']}, {row['geography']})", name, row[name])
        if math.isnan(row["value"]):
            raise DataError(f"{where}: value is empty; leave the row out where nothing is published")
        if row["low"] > row["value"] or row["high"] < row["value"]:
            raise DataError(f"{where}: low {row['low']:g} and high {row['high']:g} do not enclose {row['value']:g}")
        if registers.series[row["series"]].kind == "population" and row["value"] <= 0:
            raise DataError(f"{where}: a population of {row['value']:g}; rates are divided by it")
        pairs(where, row["breakdown"])
        key = tuple(row[name] for name in KEY)
        if key in first_line:
            raise DataError(
                f"{where}: {row['series']}, {label(row['period_start'], row['period_end'])}, "
                f"{row['geography']} stands twice in this edition (first in line {first_line[key]})"
            )
        first_line[key] = line
        found.append(row)
    return found
