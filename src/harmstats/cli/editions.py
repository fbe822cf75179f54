"""Editions: which are held, and a new one from the publisher's file to all that depends on it."""

from argparse import Namespace
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ..core.words import by, day
from .printing import answer, columns, options, section

if TYPE_CHECKING:  # each command imports what it needs when it runs, so that a light one starts lightly
    import pandas as pd

    from ..build.update import Update
    from ..ingest.fetch import Fetched
    from ..ingest.plan import Plan

MOST = 10  # rows of one part of a page


def editions(arguments: Namespace) -> int:
    """List the editions held."""
    from ..store import catalogue

    table = catalogue.editions(**options(arguments))
    return answer(arguments, lambda: {"editions": table.to_dict("records")}, lambda: editions_text(table))


def editions_text(table: "pd.DataFrame") -> str:
    """List editions: table, id, day of publication, data up to, publisher."""
    rows = []
    for row in table.to_dict("records"):
        published = by(row["dated"]) + day(row["published"])
        data_to = "undated" if row["data_to"] != row["data_to"] else f"data to {day(row['data_to'])}"
        rows.append((row["table"], row["edition"], published, data_to, row["publisher"]))
    return "\n".join(columns(rows))


def fetch(arguments: Namespace) -> int:
    """Download a registered file, or list all of them."""
    from ..ingest import fetch as fetching

    files = fetching.fetch(**options(arguments))
    return answer(arguments, lambda: fetch_json(files), lambda: fetch_text(files))


def fetch_json(files: "Sequence[Fetched]") -> dict:
    """Return each file as registered, where it lies and in which state."""
    return {"files": [vars(item.file) | {"path": str(item.path), "state": item.state} for item in files]}


def fetch_text(files: "Sequence[Fetched]") -> str:
    """Say which files are known and whether they are there; of a single one, where it is."""
    first = files[0]
    if len(files) == 1 and first.state in ("there", "fetched"):
        return f"{first.path}  {first.state}, {first.file.size:,} bytes, SHA-256 as registered"
    rows = [(item.file.name, f"{item.file.size / 1e6:>5.1f} MB", f"{item.state:<13}", item.file.what) for item in files]
    lines = [f"  {line}" for line in columns(rows)]
    return "\n".join([*lines, "", f"Folder: {first.path.parent}", "'harmstats fetch NAME' downloads one."])


def ingest(arguments: Namespace) -> int:
    """Take a publisher's file in; a no where a dry run says that it would be refused."""
    from ..ingest.ingest import ingest as take_in

    plan, dry = take_in(**options(arguments)), arguments.dry_run
    return answer(arguments, lambda: ingest_json(plan, dry), lambda: ingest_text(plan, dry), no=bool(plan.refused))


def ingest_json(plan: "Plan", dry_run: bool = False) -> dict:
    """Return what a file holds and what became of it, the keys of the command contract first."""
    return {
        "edition": plan.edition,
        "table": plan.table,
        "published": plan.published,
        "figures": len(plan.figures),
        **{name: plan.counts[name] for name in ("new", "revised", "unchanged", "withdrawn")},
        "skipped": [{"where": where, "why": why} for where, why in plan.skipped],
        **{name: plan.counts[name] for name in ("outside", "missing")},
        "tables": plan.figures["table"].value_counts(sort=False).to_dict(),
        "against": {table: edition.id for table, edition in plan.against.items()},
        "completed": [] if plan.refused else plan.complete,
        "written": not (dry_run or plan.held or plan.refused),
        "held": plan.held,
        "refused": plan.refused or None,
        "remarks": plan.remarks,
    }


def ingest_text(plan: "Plan", dry_run: bool = False) -> str:
    """Say what a file holds and what became of it."""
    end = "Dry run: nothing was written." if dry_run else "Written; 'harmstats build' makes the rest anew."
    if plan.refused:
        end = f"Would be refused: {plan.refused}."
    elif plan.held:
        end = "Nothing to do: this edition is held with the same figures."
    return "\n".join([*_plan_lines(plan), "", end])


def _plan_lines(plan: "Plan") -> list[str]:
    """What was found: figures by table, counts, what was left out, what to look at."""
    from ..ingest.plan import DISAGREEMENT

    counts = plan.counts
    others = ", ".join(dict.fromkeys(f"{e.id} of {e.published}" for e in plan.against.values())) or "nothing held"
    lines = [
        f"{plan.edition or 'no edition'}, published {plan.published or 'on a day that the file does not say'}",
        *(f"  {table}: {count:,} figures" for table, count in plan.figures["table"].value_counts().items()),
        f"  {len(plan.figures):,} figures against {others}: {counts['new']:,} new, {counts['revised']:,} revised, "
        f"{counts['unchanged']:,} unchanged, {counts['withdrawn']:,} withdrawn",
    ]
    if counts["outside"]:
        lines.append(f"  {counts['outside']:,} more are of series and periods that this file does not cover")
    if counts["missing"]:
        lines.append(f"  {counts['missing']:,} held figures of this edition are not in this file, and stay")
    for title, rows in (("skipped", [": ".join(pair) for pair in plan.skipped]), ("to look at", plan.remarks)):
        lines += section(f"  {title} ({len(rows):,}):", _first(rows, "    "))
    if any(row.startswith(DISAGREEMENT) for row in plan.remarks):
        lines.append("  Each disagreement needs an entry in data/conflicts.csv; until then 'harmstats build' stops.")
    return lines


def update(arguments: Namespace) -> int:
    """Take a file in and bring along what depends on it; a no where it is refused or a notebook fails."""
    from ..build import update as updating

    done = updating.update(root=Path.cwd(), silent=arguments.json, **options(arguments))
    no = bool(done.plan.refused or done.failed)
    return answer(arguments, lambda: update_json(done), lambda: update_text(done), no=no)


def update_json(done: "Update") -> dict:
    """Return an update: the keys of ``ingest``, then what depends on the edition."""
    what_followed = {name: value for name, value in vars(done).items() if name not in ("plan", "dry_run")}
    failed = [{"notebook": name, "message": why} for name, why in sorted(done.failed.items())]
    return ingest_json(done.plan, done.dry_run) | what_followed | {"failed": failed}


def update_text(done: "Update") -> str:
    """Say an update on one page."""
    if done.plan.refused or done.plan.held:
        return ingest_text(done.plan, done.dry_run)
    revisions = []
    for item in done.revisions:
        where = ", ".join(filter(None, [item.period, item.geography, item.breakdown]))
        percent = "" if item.percent is None else f" ({item.percent:+.1f}%)"
        revisions.append(f"{item.title}, {where}: {item.before:,.10g} -> {item.after:,.10g}{percent}")
    lines = [*_plan_lines(done.plan), *_part("Revised, largest first", revisions)]
    lines += ["", f"Notebooks {'would be ' if done.dry_run else ''}run: {len(done.run)} of {done.notebooks}"]
    lines += [f"  {name}{', moved on to this edition' if name in done.followed else ''}" for name in done.run]
    if not done.dry_run:
        lines += _part("Charts that changed", [f"{chart.id}: {chart.title or 'is gone'}" for chart in done.charts])
    lines += _part("Claims with another verdict", [f"{item.id}: {item.was}, now {item.now}" for item in done.claims])
    sentences = [f"{item.where}: {item.before}\n    now: {item.after}\n    why: {item.why}" for item in done.sentences]
    lines += _part("Sentences of reports", sentences)
    if done.failed:
        failed = [f"  {name}: {why}" for name, why in sorted(done.failed.items())]
        lines += section("Notebooks that failed, and stay as they were:", failed)
        state = f"'{done.plan.edition}' is in, and data/clean/ is made anew; mend these, then 'harmstats build'."
        lines += ["", state]
    return "\n".join([*lines, "", "Dry run: nothing was written."] if done.dry_run else lines)


def _part(title: str, rows: Sequence[str]) -> list[str]:
    return ["", f"{title}: {len(rows):,}", *_first(rows, "  ")]


def _first(rows: Sequence[str], indent: str) -> list[str]:
    """The first rows, and how many more there are."""
    more = [f"and {len(rows) - MOST:,} more (--json lists all)"] if len(rows) > MOST else []
    return [f"{indent}{row}" for row in (*rows[:MOST], *more)]
