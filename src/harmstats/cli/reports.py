"""Reports whose figures are expressions, and tables for people."""

from argparse import Namespace
from collections.abc import Sequence

from ..core.errors import HarmstatsError
from ..report.changes import Change, since
from ..report.render import render
from ..report.workbook import write_tables
from .printing import answer, options


def report(arguments: Namespace) -> int:
    """Render a report, or say what changed in it since a day."""
    day = arguments.since
    if day and (arguments.out or arguments.as_of):
        raise HarmstatsError("--since says what changed; it takes no --out and no --as-of")
    if day:
        changes = since(arguments.file, day, data=arguments.data)
        return answer(arguments, lambda: {"since": day, "changes": changes}, lambda: changes_text(changes, day))
    out, text = arguments.out, render(**options(arguments, "since"))
    return answer(arguments, lambda: {"out": out, "markdown": text}, lambda: f"wrote {out}" if out else text)


def changes_text(changes: Sequence[Change], day: str) -> str:
    """Say which expressions of a report say something else than on a day, and why."""
    if not changes:
        return f"Nothing in this report has changed since {day}."
    lines = [f"{len(changes)} expressions say something else than on {day}:"]
    for item in changes:
        lines += ["", f"{item.where}: {item.what}", f"  before: {item.before}", f"  now:    {item.after}"]
        lines.append(f"  why:    {item.why}")
    return "\n".join(lines)


def tables(arguments: Namespace) -> int:
    """Write the workbook and CSVs for people."""
    series = arguments.series or None
    paths = write_tables(arguments.out, series, as_of=arguments.as_of, data=arguments.data)
    return answer(arguments, lambda: {"files": list(map(str, paths))}, lambda: "\n".join(f"wrote {p}" for p in paths))
