"""Land an edition: its files, its rows in the registers and its line in the changelog, all in one step."""

import csv
import io
import json
from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path

import pandas as pd

from ..core.errors import HarmstatsError
from ..core.registers import read
from ..store.published import COLUMNS
from .commit import OUTSIDE, commit, locked
from .plan import Plan

HEADING = "Editions taken in with `harmstats ingest`."
# How a published file may be sorted; one made by hand may follow its source instead.
ORDERS = (
    ("series", "geography", "breakdown", "period_start", "period_end"),
    ("series", "geography", "breakdown", "period_end", "period_start"),
    ("series", "period_start", "geography", "breakdown", "period_end"),
    ("series", "geography", "period_start", "breakdown", "period_end"),
)


def land(plan: Plan, folder: Path) -> None:
    """Write what was planned in one atomic step; nothing where all of it is held.

    Parameters
    ----------
    plan : Plan
    folder : Path
        The data folder.

    Raises
    ------
    HarmstatsError
        If the edition is held with other figures, or cannot be written; then nothing was changed.
    """
    if plan.refused:
        raise HarmstatsError(plan.refused)
    if plan.held:
        return
    with locked(folder):
        registers = read(folder)
        if any(edition.table in plan.write and edition.id == plan.edition for edition in registers.editions):
            raise HarmstatsError(f"edition '{plan.edition}' came in meanwhile: ingest again")
        commit(folder, files(plan, folder, registers.sources))


def files(plan: Plan, folder: Path, sources: dict[str, dict]) -> dict[str, bytes]:
    """Return what changes where a plan lands, by name from the data folder on."""
    changed, register = {}, (folder / "editions.csv").read_text("utf-8")
    for table in plan.write:
        rows = plan.figures[plan.figures["table"] == table]
        changed[f"published/{table}/{plan.edition}.csv"] = _csv(rows)
        cells = (table, plan.edition, plan.source, plan.published, plan.dated, "", rows["period_end"].max(), plan.note)
        register = with_row(register, _line(cells))
    for table in plan.complete:
        name, rows = f"published/{table}/{plan.edition}.csv", plan.added[plan.added["table"] == table]
        changed[name] = merged((folder / name).read_text("utf-8"), _csv(rows))
        register = reaching(register, table, plan.edition, rows["period_end"].max())
    changed["editions.csv"] = register
    if plan.item:
        items = sorted([*sources.values(), plan.item], key=lambda item: item["id"])
        changed["sources.json"] = json.dumps(items, indent=2, ensure_ascii=False) + "\n"
    log = folder.parent / "CHANGELOG.md"
    if log.is_file() and log.stat().st_dev == folder.stat().st_dev:
        changed[OUTSIDE] = with_line(log.read_text("utf-8"), HEADING, logged(plan))
    return {name: content.encode() for name, content in changed.items()}


def logged(plan: Plan) -> str:
    """Say in one line of the changelog what lands."""
    line, counts = f"- `{plan.edition}` of `{plan.table}`, published {plan.published}", plan.counts
    if plan.complete:
        more = plan.figures["table"].isin(plan.write).sum()
        return f"{line}, completed from {plan.file}: {len(plan.added) + more:,} figures more."
    what = ", ".join(f"{counts[name]:,} {name}" for name in ("new", "revised", "withdrawn"))
    return f"{line}: {len(plan.figures):,} figures, {what}."


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
    new = more.rstrip("\n").split("\n")[1:]
    rows = [dict(zip(head.split(","), _cells(line), strict=False)) for line in (*old, *new)]
    for order in ORDERS:
        keys = [tuple(row.get(name, "") for name in order) for row in rows]
        if all(one <= two for one, two in pairwise(keys[: len(old)])):
            lines = [line for _, line in sorted(zip(keys, (*old, *new), strict=True), key=lambda pair: pair[0])]
            return "\n".join([head, *lines]) + "\n"
    return "\n".join([head, *old, *new]) + "\n"  # it follows its source: what is new comes last


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
    cells = _cells(lines[at])
    if last > cells[6]:
        cells[6] = last
        lines[at] = _line(cells)
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
    return str(rows[list(COLUMNS)].to_csv(index=False, lineterminator="\n"))


def _cells(line: str) -> list[str]:
    return next(csv.reader([line]))


def _line(cells: Iterable[object]) -> str:
    csv.writer(written := io.StringIO(), lineterminator="").writerow(cells)
    return written.getvalue()
