"""What all answers share: one JSON document or text for a terminal, and how figures and sources stand in them."""

import json
import textwrap
from argparse import Namespace
from collections.abc import Callable, Iterable, Sequence
from dataclasses import is_dataclass
from typing import Any

from ..core.paths import data_dir
from ..core.registers import Registers, read

WIDTH = 100
# The keys of a figure in a JSON document, those of the command contract first.
FIGURE_KEYS = (
    "series", "period", "period_start", "period_end", "geography", "breakdown", "value", "unit", "low", "high",
    "method", "status", "edition", "published", "source", "breaks",
    "scope", "numerator", "denominator", "extracted", "dated", "table", "locator", "note", "conflict", "used",
)  # fmt: skip


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


def options(arguments: Namespace, *own: str) -> dict[str, Any]:
    """Return the options of a command as keywords of the function that answers it, but for the command's own."""
    return {name: value for name, value in vars(arguments).items() if name not in ("command", "group", "json", *own)}


def registers_of(arguments: Namespace) -> Registers:
    """Read the registers of the data folder that was asked for."""
    return read(data_dir(arguments.data))


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


def figure_json(row: dict) -> dict:
    """Return a figure with the keys of :data:`FIGURE_KEYS`."""
    return {key: row[key] for key in FIGURE_KEYS} | {"breaks": [name for name in row["breaks"].split(";") if name]}


def section(heading: str, lines: Iterable[str]) -> list[str]:
    """Put a heading over lines, and an empty line before it; nothing where there are none."""
    below = list(lines)
    return ["", heading, *below] if below else []


def columns(table: Sequence[tuple[str, ...]], right: tuple[int, ...] = ()) -> list[str]:
    """Align cells, those of the columns named in `right` to the right; a column without any text is left out."""
    cells = [[row[i] for row in table] for i in range(len(table[0]))] if table else []
    widths = [max(map(len, column)) for column in cells]
    kept = [i for i, width in enumerate(widths) if width]
    return ["  ".join(f"{row[i]:{'>' if i in right else '<'}{widths[i]}}" for i in kept).rstrip() for row in table]


def wrapped(text: str, indent: str = "  ") -> str:
    """Wrap a paragraph; from its second line on it is indented twice as far."""
    return textwrap.fill(text, WIDTH, initial_indent=indent, subsequent_indent=2 * indent, break_on_hyphens=False)


def sources_text(names: Iterable[str], registers: Registers, dated: bool = True) -> list[str]:
    """List sources, each once: id, publisher, title, the day of publication, address."""
    lines = []
    for name in dict.fromkeys(names):
        item = registers.sources[name]
        day = "-".join(f"{number:02d}" for number in item.get("issued", {}).get("date-parts", [[]])[0])
        text = f"[{name}] {registers.publisher(name)}: {item['title']}"
        lines.append(wrapped(f"{text} ({day})" if day and dated else text))
        lines += [f"    {item['URL']}"] if "URL" in item else []
    return section("Sources:", lines)
