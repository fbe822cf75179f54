"""What an edition that lands changes: the text of its files, of the registers and of the changelog."""

import csv
import io
import json
from itertools import pairwise
from pathlib import Path

import pandas as pd

from ..store.published import COLUMNS
from .journal import OUTSIDE

HEADING = "Editions taken in with `harmstats ingest`."
# How a published file may be sorted; one made by hand may follow its source instead.
ORDERS = (
    ("series", "geography", "breakdown", "period_start", "period_end"),
    ("series", "geography", "breakdown", "period_end", "period_start"),
    ("series", "period_start", "geography", "breakdown", "period_end"),
    ("series", "geography", "period_start", "breakdown", "period_end"),
)


def files(found, folder: Path, sources: dict[str, dict]) -> dict[str, bytes]:
    """Return what changes where a plan lands, by name from the data folder on."""
    made, register = {}, (folder / "editions.csv").read_text("utf-8")
    for table in found.write:
        rows = found.figures[found.figures["table"] == table]
        made[f"published/{table}/{found.edition}.csv"] = _csv(rows)
        cells = (table, found.edition, found.source, found.published, found.dated, "", rows["period_end"].max())
        csv.writer(written := io.StringIO(), lineterminator="").writerow((*cells, found.note))
        register = with_row(register, written.getvalue())
    for table in found.complete:
        name, rows = f"published/{table}/{found.edition}.csv", found.added[found.added["table"] == table]
        made[name] = merged((folder / name).read_text("utf-8"), _csv(rows))
        register = reaching(register, table, found.edition, rows["period_end"].max())
    made["editions.csv"] = register
    if found.item:
        items = sorted([*sources.values(), found.item], key=lambda item: item["id"])
        made["sources.json"] = json.dumps(items, indent=2, ensure_ascii=False) + "\n"
    log = folder.parent / "CHANGELOG.md"
    if log.is_file() and log.stat().st_dev == folder.stat().st_dev:
        made[OUTSIDE] = with_line(log.read_text("utf-8"), HEADING, logged(found))
    return {name: content.encode() for name, content in made.items()}


def logged(found) -> str:
    """Say in one line of the changelog what lands."""
    line = f"- `{found.edition}` of `{found.table}`, published {found.published}"
    if found.complete:
        source = f" from {found.file}" if found.file else ""
        more = found.figures["table"].isin(found.write).sum()
        return f"{line}, completed{source}: {len(found.added) + more:,} figures more."
    return (f"{line}: {len(found.figures):,} figures, {found.new:,} new, {found.revised:,} revised, "
            f"{found.withdrawn:,} withdrawn.")  # fmt: skip


def merged(held: str, more: str) -> str:
    """Put rows into the text of a published file, where its order has them; what is held keeps every byte.

    Examples
    --------
    >>> head = "series,period_start,period_end,geography,breakdown,value"
    >>> held = f"{head}\\na,2020-01-01,2020-12-31,Wales,,10\\n"
    >>> print(merged(held, f"{head}\\na,2020-01-01,2020-12-31,England,,90\\n").partition("\\n")[2])
    a,2020-01-01,2020-12-31,England,,90
    a,2020-01-01,2020-12-31,Wales,,10
    <BLANKLINE>
    """
    head, *old = held.rstrip("\n").split("\n")
    names = head.split(",")
    old_keys = [dict(zip(names, next(csv.reader([line])), strict=False)) for line in old]
    order = next((order for order in ORDERS if _sorted([_key(row, order) for row in old_keys])), None)
    new = more.rstrip("\n").split("\n")[1:]
    if order is None:  # it follows its source: what is new comes last
        return "\n".join([head, *old, *new]) + "\n"
    new_keys = [dict(zip(names, next(csv.reader([line])), strict=False)) for line in new]
    keyed = [(_key(row, order), line) for row, line in zip(old_keys + new_keys, old + new, strict=True)]
    return "\n".join([head, *(line for _, line in sorted(keyed, key=lambda pair: pair[0]))]) + "\n"


def reaching(register: str, table: str, edition: str, last: str) -> str:
    """Move the last day covered of an edition on in the text of its register, where `last` is later.

    Examples
    --------
    >>> row = "t,e,s,2020-01-01,exact,,2019-06-30,"
    >>> reaching(f"table\\n{row}\\n", "t", "e", "2019-09-30").splitlines()[1]
    't,e,s,2020-01-01,exact,,2019-09-30,'
    """
    lines = register.split("\n")
    at = next(number for number, line in enumerate(lines) if line.startswith(f"{table},{edition},"))
    cells = next(csv.reader([lines[at]]))
    if last > cells[6]:
        cells[6] = last
        csv.writer(written := io.StringIO(), lineterminator="").writerow(cells)
        lines[at] = written.getvalue()
    return "\n".join(lines)


def with_row(register: str, row: str) -> str:
    """Put a row into the text of a register, after the last one that starts with the same cell.

    Examples
    --------
    >>> with_row("table,edition\\na,1\\nb,1\\n", "a,2")
    'table,edition\\na,1\\na,2\\nb,1\\n'
    """
    lines = register.rstrip("\n").split("\n")
    own = [number for number, line in enumerate(lines) if line.startswith(f"{row.partition(',')[0]},")]
    lines.insert(own[-1] + 1 if own else len(lines), row)
    return "\n".join(lines) + "\n"


def with_line(log: str, heading: str, line: str) -> str:
    """Put a line into the newest section of a changelog, at the end, under a heading of its own.

    Examples
    --------
    >>> with_line("# Log\\n\\n## 0.2\\n\\n- A\\n\\n## 0.1\\n", "New.", "- B")
    '# Log\\n\\n## 0.2\\n\\n- A\\n\\nNew.\\n\\n- B\\n\\n## 0.1\\n'
    """
    head, mark, rest = log.partition("\n## ")
    section, following, older = (rest if mark else head).partition("\n## ")
    before, there, entries = section.partition(f"\n{heading}\n\n")
    entries, gap, after = entries.rstrip("\n").partition("\n\n") if there else ("", "", "")
    block = f"{before.rstrip()}\n\n{heading}\n\n{entries}{chr(10) if entries else ''}{line}{gap}{after}\n"
    return (head + mark if mark else "") + block + following + older


def _csv(rows: pd.DataFrame) -> str:
    return rows[list(COLUMNS)].to_csv(index=False, lineterminator="\n")


def _key(row: dict, order: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(row.get(name, "") for name in order)


def _sorted(keys: list) -> bool:
    return all(one <= two for one, two in pairwise(keys))
