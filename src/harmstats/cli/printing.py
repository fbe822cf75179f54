"""How every answer is printed: as one JSON document, or as text for a terminal."""

import json
import textwrap
from argparse import Namespace
from collections.abc import Callable
from dataclasses import is_dataclass
from typing import Any

WIDTH = 100


def answer(arguments: Namespace, document: Callable[[], dict], text: Callable[[], str], no: bool = False) -> int:
    """Print an answer in the form that was asked for, and return the exit code.

    Parameters
    ----------
    arguments : Namespace
        Of the command; with ``--json`` the document is printed, else the text. The other is not made.
    document, text : callable
    no : bool
        True where the answer is a no: data that are invalid, a comparison that is refused.

    Returns
    -------
    int
        0, or 1 for a no.
    """
    if arguments.json:
        print(json.dumps(plain(document()), indent=2, ensure_ascii=False, allow_nan=False))
    else:
        print(text())
    return int(no)


def plain(value: Any) -> Any:
    """Turn a value into one that JSON knows, whatever it is made of.

    Dates are text and what is missing is null; a whole number has no decimals.

    Examples
    --------
    >>> plain({"value": 5.0, "low": float("nan"), "parts": (0.5, None)})
    {'value': 5, 'low': None, 'parts': [0.5, None]}
    """
    if is_dataclass(value):
        value = vars(value)
    if isinstance(value, dict):
        return {key: plain(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [plain(part) for part in value]
    if value is None or value != value:  # NaN, or the NaT of a day
        return None
    if hasattr(value, "isoformat"):
        return value.isoformat()[:10]
    return int(value) if isinstance(value, float) and value == int(value) else value


def columns(table: list[tuple], right: tuple = ()) -> list[str]:
    """Align cells; a column that is empty in every row is left out."""
    kept = [i for i in range(len(table[0])) if any(row[i] for row in table)]
    widths = {i: max(len(row[i]) for row in table) for i in kept}
    return [
        "  ".join(f"{row[i]:>{widths[i]}}" if i in right else f"{row[i]:<{widths[i]}}" for i in kept).rstrip()
        for row in table
    ]


def wrapped(text: str, indent: str = "  ") -> str:
    """Wrap a paragraph; from its second line on it is indented twice as far."""
    return textwrap.fill(text, WIDTH, initial_indent=indent, subsequent_indent=2 * indent, break_on_hyphens=False)
