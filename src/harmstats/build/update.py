"""Take an edition in and bring along what depends on it, nothing else.

The ingest itself is atomic. What comes after it can be made again at any time: where something fails
there, the edition stays, and the report says what state things are in.
"""

import tempfile
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from shutil import copytree, ignore_patterns

from ..core.errors import HarmstatsError
from ..core.files import write_bytes
from ..core.paths import data_dir
from ..core.registers import read
from ..ingest import ingest as ingesting
from ..ingest.commit import FOLDER
from ..ingest.land_edition import land
from ..ingest.plan import Plan
from ..report.changes import Change
from .consequences import ChartChange, ClaimChange, Revision, changes_between, revisions, statements
from .dependents import clean_again, dependents
from .freshness import Inputs
from .parameters import moved_on
from .run import bring_up_to_date


@dataclass(frozen=True)
class Update:
    """What an edition did: figures, notebooks, charts, claims, sentences.

    `run` are the notebooks that were run, of a dry run those that would be; `followed` those whose
    parameters moved on to the edition.
    """

    plan: Plan
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
    file: str | Path,
    *,
    root: str | Path,
    published: str | date | None = None,
    complete: bool = False,
    dry_run: bool = False,
    data: str | Path | None = None,
    silent: bool = True,
) -> Update:
    """Ingest a publisher's file, clean again, run the notebooks that read what changed, and compare.

    Parameters
    ----------
    file : path
    root : path
        The clone, with ``notebooks/``, ``reports/`` and, unless `data` says otherwise, ``data/``. Charts
        go to ``build/`` beside the data folder.
    published, complete, dry_run, data
        As for :func:`harmstats.ingest.ingest.ingest`. A dry run says what would be, of charts only which
        notebooks would be run.
    silent : bool
        Show no progress.

    Raises
    ------
    HarmstatsError
        If the file is not understood or breaks a rule, or the notebooks fail before anything is
        ingested: then nothing was changed. After the ingest: one line that says what state things are in.
    """
    root, folder = Path(root).resolve(), data_dir(data).resolve()
    own, target = folder == root / "data", folder.parent / "build"
    plan = ingesting.planned(file, published=published, complete=complete, data=folder)
    if plan.refused or plan.held:
        return Update(plan, dry_run)
    if dry_run:
        return _rehearsed(plan, root, folder)
    reports = _reports(root)
    first = bring_up_to_date(root, target, data=folder, silent=silent)
    if first.failed:
        name, why = next(iter(first.failed.items()))
        raise HarmstatsError(f"before the update, {name} fails ({why}); nothing was ingested")
    before, revised = statements(folder, reports, first.state), revisions(plan, folder)
    stored: dict[Path, bytes] = {}
    land(plan, folder)
    try:
        held = read(folder)
        readers = dependents(first.notebooks, clean_again(held), held)
        first.state.take_as_run([path for path in first.notebooks if path not in readers], Inputs(root, folder))
        # an old edition that comes in late moves nothing on
        if own and [edition.id for edition in held.editions if edition.table == plan.table][-1] == plan.edition:
            stored = _move_on(readers, plan)
        second = bring_up_to_date(root, target, data=folder, silent=silent)
        for path in [path for path in stored if path.name in second.failed]:
            write_bytes(path, stored.pop(path))
        after = statements(folder, reports, second.state)
    except (HarmstatsError, OSError, KeyboardInterrupt) as error:
        why = str(error) or type(error).__name__
        raise HarmstatsError(
            f"'{plan.edition}' was ingested, what depends on it is not complete: {why}; "
            "'harmstats build' goes on from here"
        ) from None
    return Update(
        plan,
        dry_run,
        revised,
        len(second.notebooks),
        tuple(sorted({*second.run, *second.failed})),
        tuple(sorted(path.name for path in stored)),
        second.failed,
        *changes_between(before, after),
    )


def _rehearsed(plan: Plan, root: Path, folder: Path) -> Update:
    """Ingest into a copy and look at claims and reports there; of notebooks say which would be run."""
    notebooks, reports = sorted((root / "notebooks").glob("*.ipynb")), _reports(root)
    before, revised = statements(folder, reports), revisions(plan, folder)
    with tempfile.TemporaryDirectory() as name:
        copy = Path(copytree(folder, Path(name, "data"), ignore=ignore_patterns(FOLDER)))
        land(plan, copy)
        held = read(copy)
        run = tuple(path.name for path in dependents(notebooks, clean_again(held), held))
        after = statements(copy, reports)
    return Update(plan, True, revised, len(notebooks), run, (), {}, *changes_between(before, after))


def _reports(root: Path) -> list[Path]:
    return sorted((root / "reports").glob("*.md"))


def _move_on(notebooks: list[Path], plan: Plan) -> dict[Path, bytes]:
    """Let the parameters of notebooks follow to an edition; return what those held that were changed."""
    before = {edition.id for edition in plan.against.values()}
    stored = {}
    for path in notebooks:
        old = path.read_bytes()
        new = moved_on(old, plan.edition, str(plan.published), before)
        if new != old:
            stored[path] = old
            write_bytes(path, new)
    return stored
