"""Take an edition in and bring along what depends on it, nothing else.

The ingest itself is atomic. What comes after it can be made again at any time: where something fails
there, the edition stays, and the report says what state things are in.
"""

import tempfile
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from shutil import copy as copy_file
from shutil import copytree, ignore_patterns

import pandas as pd

from ..core import registers
from ..core.errors import HarmstatsError
from ..core.files import write_bytes
from ..core.paths import data_dir
from ..core.periods import UNDATED, Period
from ..factcheck.check import claims
from ..factcheck.verdict import Verdict
from ..ingest import ingest as ingesting
from ..ingest import plan as plans
from ..ingest.journal import FOLDER
from ..report.changes import Change, Reading, changes, reading
from ..store import published
from . import dependents as renewing
from . import run as build
from .freshness import FILE, State


@dataclass(frozen=True)
class Revision:
    """A figure that an edition prints otherwise than the one before."""

    series: str
    title: str
    period: str
    geography: str
    breakdown: str
    before: float
    after: float
    percent: float | None


@dataclass(frozen=True)
class ChartChange:
    """A chart whose data changed; one that is gone has no title now."""

    id: str
    title: str
    was: str
    notebook: str


@dataclass(frozen=True)
class ClaimChange:
    """A claim whose verdict of today is another."""

    id: str
    was: str
    now: str
    value_was: float | None
    value_now: float | None


@dataclass(frozen=True)
class Statements:
    """What is said on the figures of a data folder: the verdicts on claims, and the reports as they read."""

    verdicts: dict[str, Verdict]
    reports: tuple[Reading, ...]


@dataclass(frozen=True)
class Update:
    """What an edition did: figures, notebooks, charts, claims, sentences.

    `run` are the notebooks that were run, of a dry run those that would be; `followed` those whose
    parameters moved on to the edition; `pinned` those that read changed figures and name another edition.
    """

    plan: plans.Plan
    dry_run: bool
    revisions: tuple[Revision, ...] = ()
    notebooks: int = 0
    run: tuple[str, ...] = ()
    followed: tuple[str, ...] = ()
    failed: dict[str, str] = field(default_factory=dict)
    charts: tuple[ChartChange, ...] = ()
    claims: tuple[ClaimChange, ...] = ()
    sentences: tuple[Change, ...] = ()


def update(
    file: str | Path, *, root: str | Path, out: str | Path | None = None, published: str | date | None = None,
    complete: bool = False, dry_run: bool = False, data: str | Path | None = None, jobs: int = 2, silent: bool = True,
) -> Update:  # fmt: skip
    """Ingest a publisher's file, clean again, run the notebooks that read what changed, and compare.

    Parameters
    ----------
    file : path
    root : path
        The clone, with ``notebooks/``, ``reports/`` and, unless `data` says otherwise, ``data/``.
    out : path, optional
        Where charts go; ``build/`` below the root, or beside a data folder that is not the clone's.
    published, complete, dry_run, data
        As for :func:`harmstats.ingest.ingest.ingest`. A dry run says what would be, of charts only which
        notebooks would be run.
    jobs : int
        Notebooks run at the same time.
    silent : bool
        Show no progress.

    Raises
    ------
    HarmstatsError
        If the file is not understood or breaks a rule, or the notebooks fail before anything is
        ingested: then nothing was changed. After the ingest: one line that says what state things are in.
    """
    root, folder = Path(root).resolve(), data_dir(data).resolve()
    own = folder == root / "data"
    target = Path(out).resolve() if out is not None else (root if own else folder.parent) / "build"
    found = ingesting.planned(file, published=published, complete=complete, data=folder)
    if found.refused or found.held:
        return Update(found, dry_run)
    reports = sorted((root / "reports").glob("*.md"))
    given = {"jobs": jobs, "data": folder, "silent": silent}
    revisions = revised(found, folder)
    if dry_run:
        return _rehearsed(found, root, target, folder, reports, revisions)
    first = build.bring(root, target, **given)
    if first.failed:
        name, why = next(iter(first.failed.items()))
        raise HarmstatsError(f"before the update, {name} fails ({why}); nothing was ingested")
    before, drawn = statements(folder, reports), renewing.charts(target, first.state)
    old: dict[Path, bytes] = {}
    ingesting.apply(found, folder)
    try:
        changed, _ = renewing.recleaned(root, target, folder)
        if own and _is_newest(found, folder):
            paths = renewing.dependents(State(target), first.notebooks, changed)
            others = {edition.id for edition in found.against.values()}
            old = renewing.moved(paths, found.edition, found.published.isoformat(), others)
        second = build.bring(root, target, **given)
        for path in [path for path in old if path.name in second.failed]:
            write_bytes(path, old.pop(path))
        after = statements(folder, reports)
    except (HarmstatsError, OSError, KeyboardInterrupt) as error:
        why = str(error) or type(error).__name__
        raise HarmstatsError(f"'{found.edition}' was ingested, what depends on it is not complete: {why}; "
                             "'harmstats build' goes on from here") from None  # fmt: skip
    return Update(
        found, False, revisions, len(second.notebooks), tuple(sorted({*second.run, *second.failed})),
        tuple(sorted(path.name for path in old)), dict(second.failed),
        _charts_changed(drawn, renewing.charts(target, second.state)),
        claims_changed(before, after), sentences_changed(before, after),
    )  # fmt: skip


def revised(found: plans.Plan, folder: Path) -> tuple[Revision, ...]:
    """Return the figures that a planned edition revises, the largest relative change first, those from zero last."""
    held = registers.read(folder)
    both = plans.compared(found.figures, published.read(held), found.against)
    both = both[both["state"] == "revised"]
    percent = 100 * (both["value_new"] - both["value_old"]) / both["value_old"].where(both["value_old"] != 0).abs()
    order = percent.abs().sort_values(ascending=False, kind="stable", na_position="last").index
    return tuple(
        Revision(
            row.series, held.series[row.series].title, _label(row.period_start, row.period_end), row.geography,
            row.breakdown, row.value_old, row.value_new, None if pd.isna(percent[row.Index]) else percent[row.Index],
        )
        for row in both.loc[order].itertuples()
        if row.value_old != row.value_new
    )  # fmt: skip


def statements(folder: Path, reports: list[Path]) -> Statements:
    """Judge every claim and render every report; one that cannot be rendered says why."""
    held, readings = registers.read(folder), []
    for path in reports:
        try:
            readings.append(reading(path, held))
        except HarmstatsError as error:
            readings.append(Reading(path.name, held, failure=str(error)))
    return Statements({verdict.id: verdict for verdict in claims(data=folder)}, tuple(readings))


def claims_changed(before: Statements, after: Statements) -> tuple[ClaimChange, ...]:
    """Return the claims whose verdict of today is not what it was."""
    return tuple(
        ClaimChange(name, old.verdict_now, new.verdict_now, old.value_now, new.value_now)
        for name, new in after.verdicts.items()
        if (old := before.verdicts.get(name)) and old.verdict_now != new.verdict_now
    )


def sentences_changed(before: Statements, after: Statements) -> tuple[Change, ...]:
    """Return the expressions of reports that say something else, in the order of the reports."""
    return tuple(change for pair in zip(before.reports, after.reports, strict=True) for change in changes(*pair))


def _rehearsed(found, root: Path, out: Path, folder: Path, reports: list[Path], revisions) -> Update:
    """Ingest into a copy and look at claims and reports there; of notebooks say which would be run."""
    before = statements(folder, reports)
    with tempfile.TemporaryDirectory() as name:
        copy = Path(copytree(folder, Path(name, "data"), ignore=ignore_patterns(FOLDER)))
        ingesting.apply(found, copy)
        if (out / FILE).is_file():  # what the notebooks asked for
            copy_file(out / FILE, Path(name))
        changed, again = renewing.recleaned(root, Path(name), copy)
        after = statements(copy, reports)
    every = sorted((root / "notebooks").glob("*.ipynb"))
    run = [*again, *renewing.dependents(State(out), every, changed)]
    return Update(found, True, revisions, len(every), tuple(path.name for path in run),
                  claims=claims_changed(before, after),
                  sentences=sentences_changed(before, after))  # fmt: skip


def _is_newest(found: plans.Plan, folder: Path) -> bool:
    """Whether no later edition of the table is held: an old one that comes in late moves nothing on."""
    editions = [edition for edition in registers.read(folder).editions if edition.table == found.table]
    return editions[-1].id == found.edition


def _charts_changed(before: dict, after: dict) -> tuple[ChartChange, ...]:
    gone = [ChartChange(name, "", before[name][0], before[name][2]) for name in before if name not in after]
    return (*(ChartChange(name, title, before.get(name, ("",))[0], notebook)
              for name, (title, rows, notebook) in after.items()
              if name not in before or before[name][1] != rows), *gone)  # fmt: skip


def _label(start: str, end: str) -> str:
    return Period(date.fromisoformat(start), date.fromisoformat(end)).label if end else UNDATED
