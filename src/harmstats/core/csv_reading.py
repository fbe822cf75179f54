"""Read a small CSV with its line numbers, so that an error can say where."""

import csv
import math
from collections.abc import Collection, Iterator, Mapping
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

from .cells import day, number
from .errors import DataError, suggest
from .schema import HOMES, Table


def rows(
    path: Path, table: Table, registers: Mapping[str, Collection[str]] | None = None
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the rows of a CSV as its schema wants them, each with its place for an error.

    Parameters
    ----------
    path : Path
    table : Table
        Its schema.
    registers : mapping, optional
        For columns that name an entry of another register: the entries that there are.

    Yields
    ------
    tuple of str and dict
        Where the row stands, like ``data/breaks.csv line 4: break 'ex-partner-rule'``, and its cells by
        column: dates (None where empty), numbers (nan where empty), tuples where there may be several, text.

    Raises
    ------
    DataError
        If the file is missing, not UTF-8, has another header, a row has too few or too many cells, or a cell
        breaks a rule of the schema; the message says where, and what would be right.
    """
    columns = table.columns
    reader = csv.reader(StringIO(read_text(path), newline=""), strict=True)
    try:
        _check_header(path, next(reader, []), columns)
        for cells in reader:
            where = f"{short(path)} line {reader.line_num}"
            if len(cells) != len(columns):
                raise DataError(f"{where}: {len(cells)} cells, but the header has {len(columns)}")
            row = dict(zip(columns, cells, strict=True))
            if table.entry:
                where = f"{where}: {table.entry} '{row[table.key[-1]]}'"
            yield where, _typed(where, row, table, registers or {})
    except csv.Error as error:
        raise DataError(f"{short(path)} line {reader.line_num}: broken CSV ({error})") from None


def read_text(path: Path) -> str:
    """Read a file of the data folder; raise DataError where it is missing, cannot be read or is not UTF-8."""
    try:
        return path.read_bytes().decode("utf-8")
    except FileNotFoundError:
        raise DataError(f"{short(path)}: the file is missing") from None
    except OSError as error:
        raise DataError(f"{short(path)}: cannot be read ({error.strerror})") from None
    except UnicodeDecodeError as error:
        raise DataError(f"{short(path)}: not UTF-8 text at byte {error.start}") from None


def _typed(where: str, row: dict[str, str], table: Table, registers: Mapping[str, Collection[str]]) -> dict[str, Any]:
    """Check every cell of a row against the schema and read it."""
    values: dict[str, Any] = dict(row)
    figure = "period_end" in row
    for name in table.ruled:
        text = row[name]
        parts = tuple(filter(None, text.split(table.lists[name]))) if name in table.lists else (text,)
        for part in parts:
            if name in registers:
                known(where, name, part, registers[name])
            if name in table.allowed and (part or name in table.required):
                one_of(where, name, part, table.allowed[name])
        if table.types[name] == "number":
            beside = f" ({row['series']}, {row['geography']})" if figure else ""
            values[name] = _number(where + beside, name, text)
        elif table.types[name] == "date":
            values[name] = _day(where, name, text) if text or name in table.required else None
        elif name in table.lists:
            values[name] = parts
    if figure:
        pairs(where, row["breakdown"])
        missing = [name for name in ("period_start", "period_end") if values[name] is None]
        if len(missing) == 1:
            raise DataError(f"{where}: {missing[0]} '' is not a date like 2020-04-01")
        if not missing and values["period_start"] > values["period_end"]:
            raise DataError(f"{where}: period_start {row['period_start']} is after period_end {row['period_end']}")
    return values


def _day(where: str, name: str, text: str) -> date:
    found = day(text)
    if found is None:
        raise DataError(f"{where}: {name} '{text}' is not a date like 2020-04-01")
    return found


def _number(where: str, name: str, text: str) -> float:
    found = number(text) if text else math.nan
    if found is None:
        raise DataError(
            f"{where}: {name} '{text}' is not a number; write digits without separators, for example 494906"
        )
    return found


def one_of(where: str, name: str, value: str, allowed: Collection[str]) -> None:
    """Raise DataError unless `value` is one of a few words."""
    if value not in allowed:
        raise DataError(f"{where}: {name} '{value}' is not one of {', '.join(allowed)}")


def known(where: str, name: str, value: str, entries: Collection[str], home: str = "") -> None:
    """Raise DataError unless `value` is an entry of a register, naming the register and the nearest entry."""
    if value not in entries:
        raise DataError(f"{where}: {name} '{value}' is not in {home or HOMES[name]}.{suggest(value, entries)}")


def pairs(where: str, text: str) -> dict[str, str]:
    """Read a breakdown, ``key=value;key=value``; raise DataError where it is none."""
    found = {}
    for part in filter(None, text.split(";")):
        key, equals, value = part.partition("=")
        if not (key and equals and value) or key in found:
            raise DataError(f"{where}: breakdown '{text}' is not key=value;key=value")
        found[key] = value
    return found


def _check_header(path: Path, header: list[str], columns: tuple[str, ...]) -> None:
    """Raise DataError unless `header` is exactly `columns`, naming what is missing or unknown."""
    if header and header[0].startswith("\ufeff"):
        raise DataError(f"{short(path)} line 1: starts with a byte order mark; save it as UTF-8 without one")
    wrong = [f"column '{name}' is missing" for name in columns if name not in header]
    wrong += [f"column '{name}' is not known" for name in header if name not in columns]
    if wrong:
        raise DataError(f"{short(path)} line 1: {wrong[0]}; the columns are {', '.join(columns)}")
    if tuple(header) != columns:
        raise DataError(f"{short(path)} line 1: columns in another order; the order is {', '.join(columns)}")


def short(path: Path) -> str:
    """Name a file from its data folder on: ``data/published/x/y.csv``, never the path of a machine."""
    parts = path.parts
    for anchor in ("published", "reference", "clean"):
        if anchor in parts[:-1]:
            at = len(parts) - 1 - parts[::-1].index(anchor)
            return "/".join(("data", *parts[at:]))
    return f"data/{path.name}"
