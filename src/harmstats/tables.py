"""Read a small CSV with its line numbers, so that an error can say where."""

import csv
from collections.abc import Iterator
from pathlib import Path

from .errors import DataError


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
