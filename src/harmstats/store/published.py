"""Read ``data/published/<table>/<edition>.csv`` strictly: every cell is checked, every error has a line.

A published file is never edited once it has landed; what is wrong in it is declared in
``data/corrections.csv`` and applied while cleaning.
"""

import math
from pathlib import Path
from typing import Any

import pandas as pd

from ..core.csv_reading import rows, short
from ..core.errors import DataError
from ..core.periods import label
from ..core.registers import Registers
from ..core.schema import POPULATION, PUBLISHED, Table

COLUMNS = PUBLISHED.columns
KEY = ["table", "edition", *PUBLISHED.key]


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
    editions = {(e.table, e.id) for e in registers.editions}
    figures: list[dict[str, Any]] = []
    there: set[tuple[str, str]] = set()
    for path in sorted(registers.folder.glob(PUBLISHED.path)):
        table, name = path.parent.name, path.stem
        if (table, name) not in editions:
            raise DataError(f"{short(path)}: no row for this table and edition in data/editions.csv")
        there.add((table, name))
        figures += _file(path, PUBLISHED, registers, {"table": table, "edition": name})
    population = _file(registers.folder / POPULATION.path, POPULATION, registers, {"table": "population"})
    there |= {("population", row["edition"]) for row in population}
    for table, name in sorted(editions - there):
        raise DataError(
            f"data/editions.csv: edition '{name}' of table '{table}' has no file in data/published/{table}/"
        )
    for _, name in sorted(there - editions):
        raise DataError(f"data/reference/population.csv: edition '{name}' has no row in data/editions.csv")
    frame = pd.DataFrame(figures + population)
    for column in ("period_start", "period_end"):
        frame[column] = pd.to_datetime(frame[column]).astype("datetime64[s]")
    return frame[["table", "edition", *COLUMNS]]


def _file(path: Path, table: Table, registers: Registers, about: dict[str, str]) -> list[dict[str, Any]]:
    entries = {"series": registers.series, "geography": {*registers.forces, *registers.areas}}
    figures: list[dict[str, Any]] = []
    first_line: dict[tuple[Any, ...], str] = {}
    for where, cells in rows(path, table, entries):
        row = about | cells
        if math.isnan(row["value"]):
            raise DataError(f"{where}: value is empty; leave the row out where nothing is published")
        if row["low"] > row["value"] or row["high"] < row["value"]:
            raise DataError(f"{where}: low {row['low']:g} and high {row['high']:g} do not enclose {row['value']:g}")
        if registers.series[row["series"]].kind == "population" and row["value"] <= 0:
            raise DataError(f"{where}: a population of {row['value']:g}; rates are divided by it")
        key = tuple(row[name] for name in KEY)
        if key in first_line:
            raise DataError(
                f"{where}: {row['series']}, {label(row['period_start'], row['period_end'])}, "
                f"{row['geography']} stands twice in this edition (first in line {first_line[key]})"
            )
        first_line[key] = where.rpartition(" ")[2]
        figures.append(row)
    return figures
