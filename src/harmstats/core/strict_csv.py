"""Read a small CSV with its line numbers, so that an error can say where."""

import csv
import math
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from .errors import DataError, HarmstatsError, suggest


def rows(path: Path, columns: tuple[str, ...]) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield line number and row of a CSV that must have exactly these columns.

    Parameters
    ----------
    path : Path
    columns : tuple of str
        The header, in order.

    Yields
    ------
    tuple of int and dict
        Number of the line on which the row ends, and the row.

    Raises
    ------
    DataError
        If the file is missing, not UTF-8, has another header, or a row has too few or too many cells.
    """
    try:
        with path.open(encoding="utf-8", newline="") as file:
            reader = csv.reader(file, strict=True)
            header = next(reader, [])
            if header and header[0].startswith("\ufeff"):
                raise DataError(f"{short(path)} line 1: starts with a byte order mark; save it as UTF-8 without one")
            check_header(path, header, columns)
            for cells in reader:
                if len(cells) != len(columns):
                    raise DataError(
                        f"{short(path)} line {reader.line_num}: {len(cells)} cells, but the header has {len(columns)}"
                    )
                yield reader.line_num, dict(zip(columns, cells, strict=True))
    except FileNotFoundError:
        raise DataError(f"{short(path)}: the file is missing") from None
    except OSError as error:
        raise DataError(f"{short(path)}: cannot be read ({error.strerror})") from None
    except UnicodeDecodeError as error:
        raise DataError(f"{short(path)}: not UTF-8 text at byte {error.start}") from None
    except csv.Error as error:
        raise DataError(f"{short(path)} line {reader.line_num}: broken CSV ({error})") from None


def day(text: str) -> date | None:
    """Read a date written 2020-04-01, of this or the last century; None where it is none.

    Examples
    --------
    >>> day("2020-04-01")
    datetime.date(2020, 4, 1)
    >>> day("20200401") is None and day("9999-12-31") is None
    True
    """
    if not re.fullmatch(r"(19|20)\d\d-\d\d-\d\d", text, re.ASCII):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def parse_day(text: str | date) -> date:
    """Read a date like ``2023-01-31``; raise HarmstatsError with what would be right."""
    if isinstance(text, date):
        return text
    found = day(text)
    if found is None:
        raise HarmstatsError(f"date '{text}' is not understood: write it like 2023-01-31")
    return found


def number(text: str) -> float | None:
    """Read a number written in plain digits; None where it is none.

    Examples
    --------
    >>> number("494906"), number("-1.5"), number("1_000"), number("1e5"), number("nan")
    (494906.0, -1.5, None, None, None)
    """
    return float(text) if re.fullmatch(r"-?\d{1,15}(\.\d+)?", text, re.ASCII) else None


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


def one_of(where: str, name: str, value: str, allowed: tuple) -> None:
    """Raise DataError unless `value` is one of a few words."""
    if value not in allowed:
        raise DataError(f"{where}: {name} '{value}' is not one of {', '.join(allowed)}")


def known(where: str, name: str, value: str, there, home: str) -> None:
    """Raise DataError unless `value` is in a register, naming the register and the nearest entry."""
    if value not in there:
        raise DataError(f"{where}: {name} '{value}' is not in {home}.{suggest(value, there)}")


def span(where: str, row: dict[str, str]) -> tuple[date | None, date | None]:
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


def check_header(path: Path, header: list[str], columns: tuple[str, ...]) -> None:
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
