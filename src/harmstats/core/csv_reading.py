"""Read a small CSV with its line numbers, so that an error can say where."""

import csv
import math
from collections.abc import Collection, Iterator
from datetime import date
from pathlib import Path

from .cells import day, number
from .errors import DataError, suggest
from .periods import Days
from .schema import Table


def rows(path: Path, table: Table) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield the rows of a CSV that must have exactly the columns of a table, each with its place for an error.

    Yields
    ------
    tuple of str and dict
        Where the row stands, like ``data/breaks.csv line 4: break 'ex-partner-rule'``, and its cells as text.

    Raises
    ------
    DataError
        If the file is missing, not UTF-8, has another header, a row has too few or too many cells, or a cell
        holds another word than the schema allows.
    """
    columns, allowed = table.columns, [(name, words, table.required(name)) for name, words in table.allowed.items()]
    try:
        with path.open(encoding="utf-8", newline="") as file:
            reader = csv.reader(file, strict=True)
            header = next(reader, [])
            if header and header[0].startswith("\ufeff"):
                raise DataError(f"{short(path)} line 1: starts with a byte order mark; save it as UTF-8 without one")
            _check_header(path, header, columns)
            for cells in reader:
                where = f"{short(path)} line {reader.line_num}"
                if len(cells) != len(columns):
                    raise DataError(f"{where}: {len(cells)} cells, but the header has {len(columns)}")
                row = dict(zip(columns, cells, strict=True))
                if table.entry:
                    where = f"{where}: {table.entry} '{row[table.key[-1]]}'"
                for name, words, required in allowed:
                    if row[name] or required:
                        one_of(where, name, row[name], words)
                yield where, row
    except FileNotFoundError:
        raise DataError(f"{short(path)}: the file is missing") from None
    except OSError as error:
        raise DataError(f"{short(path)}: cannot be read ({error.strerror})") from None
    except UnicodeDecodeError as error:
        raise DataError(f"{short(path)}: not UTF-8 text at byte {error.start}") from None
    except csv.Error as error:
        raise DataError(f"{short(path)} line {reader.line_num}: broken CSV ({error})") from None


def the_day(where: str, name: str, text: str) -> date:
    """Read a date; raise DataError with the place and what would be right."""
    found = day(text)
    if found is None:
        raise DataError(f"{where}: {name} '{text}' is not a date like 2020-04-01")
    return found


def the_number(where: str, name: str, text: str) -> float:
    """Read a number, nan where the cell is empty; raise DataError with the place and what would be right."""
    if text == "":
        return math.nan
    found = number(text)
    if found is None:
        raise DataError(
            f"{where}: {name} '{text}' is not a number; write digits without separators, for example 494906"
        )
    return found


def one_of(where: str, name: str, value: str, allowed: tuple[str, ...]) -> None:
    """Raise DataError unless `value` is one of a few words."""
    if value not in allowed:
        raise DataError(f"{where}: {name} '{value}' is not one of {', '.join(allowed)}")


def known(where: str, name: str, value: str, there: Collection[str], home: str) -> None:
    """Raise DataError unless `value` is in a register, naming the register and the nearest entry."""
    if value not in there:
        raise DataError(f"{where}: {name} '{value}' is not in {home}.{suggest(value, there)}")


def span(where: str, row: dict[str, str]) -> Days:
    """Read ``period_start`` and ``period_end``; both None where both are empty: undated.

    Raises
    ------
    DataError
        If only one is there, one is no date, or the start is after the end.
    """
    if not row["period_start"] and not row["period_end"]:
        return None, None
    start, end = (the_day(where, name, row[name]) for name in ("period_start", "period_end"))
    if start > end:
        raise DataError(f"{where}: period_start {start} is after period_end {end}")
    return start, end


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
    missing = [name for name in columns if name not in header]
    unknown = [name for name in header if name not in columns]
    if missing:
        raise DataError(f"{short(path)} line 1: column '{missing[0]}' is missing; the columns are {', '.join(columns)}")
    if unknown:
        raise DataError(
            f"{short(path)} line 1: column '{unknown[0]}' is not known; the columns are {', '.join(columns)}"
        )
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
