"""Run the notebooks that have changed, collect their charts and write the page that shows them.

Cleaning notebooks (1x) come first, one after another; the others follow, several at a time. An
executed notebook replaces the stored one only if it says something else. Imports of large packages
stay inside the functions that run notebooks: a build with nothing to do costs next to nothing.
"""

import json
import shutil
import signal
import sys
import threading
import time
from pathlib import Path

from ..core.errors import HarmstatsError
from ..core.files import write_bytes
from ..site import gallery as site
from . import reads
from .freshness import Inputs, State, file_digest, is_cleaning
from .notebook_rules import normalise, rules_broken


class _Build:
    """One build: what was run, what now says something else, what failed."""

    def __init__(self, root: Path, out: Path, data: Path, force: bool):
        self.state = State(out)
        self.inputs = Inputs(root, data)
        self.data = data
        # Notebooks run on data from elsewhere must not replace those of the project.
        self.stored = root / "notebooks" if data == root / "data" else out / "notebooks"
        self.out = out
        self.force = force
        self.notebooks = sorted((root / "notebooks").glob("*.ipynb"))
        self.run: list[str] = []
        self.changed: list[str] = []
        self.failed: dict[str, str] = {}
        self.cleaning: set[str] = set()
        if not self.notebooks:
            raise HarmstatsError(f"{root / 'notebooks'}: no notebook there; build runs in a clone of the project")
        for gone in self.state.notebooks.keys() - {path.name for path in self.notebooks}:
            self.state.forget(gone)

    def stale(self, cleaning: bool) -> list[Path]:
        """Return the notebooks of a stage that must be run, those that take long first.

        Stored outputs are a fair measure of how long drawing them takes. Cleaning notebooks keep
        their order, and if any of what they write is not as they left it all of them are run.
        """
        force = self.force or (cleaning and self.state.cleaned != self.inputs.cleaned)
        found = [
            path
            for path in self.notebooks
            if is_cleaning(path) == cleaning and (force or not self.state.is_fresh(path, self.inputs))
        ]
        return found if cleaning else sorted(found, key=lambda path: -path.stat().st_size)

    async def draw(self, path: Path, before: bytes, drawing: Path, places, display) -> tuple[bytes, float]:
        """Run a notebook until what it read is what the cleaning notebooks have left.

        Return its new bytes and how many seconds it ran.

        Other notebooks do not wait for the cleaning: most often it writes what was there before. Only
        if it did not is what they read in the meantime old, and they are run again.
        """
        from .kernels import NotebookFailed, execute, read, written

        while True:
            read_from, failure = self.inputs.cleaned, None
            notebook = read(before)
            async with places:
                display.start(path.name)
                begin = time.monotonic()
                try:
                    environment = {"HARMSTATS_OUT": str(drawing), "HARMSTATS_DATA": str(self.data)}
                    environment[reads.PLACE] = str(drawing / reads.PLACE)
                    with reads.watched(notebook):
                        await execute(notebook, path.parent, environment)
                except NotebookFailed as error:
                    failure = error
                seconds = time.monotonic() - begin
            if not is_cleaning(path):
                await self.cleaning_done.wait()
                if self.inputs.cleaned != read_from:
                    shutil.rmtree(drawing / "charts", ignore_errors=True)
                    continue
            if failure:
                raise failure
            normalise(notebook)
            return written(notebook), seconds

    async def one(self, path: Path, places, display) -> None:
        """Run one notebook and store it; a failure is noted, and leaves the stored notebook as it is."""
        before = path.read_bytes()
        try:
            with _folder(self.out) as drawing:
                after, seconds = await self.draw(path, before, Path(drawing), places, display)
                if self.failed.keys() & self.cleaning:
                    return
                if path.read_bytes() != before:
                    raise HarmstatsError("was saved by someone else while it ran; build again")
                charts = self.state.take_charts(path.name, Path(drawing, "charts"))
                notes = Path(drawing, reads.PLACE)
                series, asked = reads.noted(notes, reads.code_of(json.loads(after))), reads.asked(notes)
        except HarmstatsError as error:
            if is_cleaning(path) or not self.failed.keys() & self.cleaning:
                self.failed[path.name] = str(error)
                display.done(path.name, "failed")
            return
        note = f"{seconds:.1f} s"
        self.run.append(path.name)
        target = self.stored / path.name
        if not target.exists() or target.read_bytes() != after:
            write_bytes(target, after)
            self.changed.append(path.name)
            note += ", now says something else"
        key, narrow = self.inputs.key(path), "" if is_cleaning(path) else self.inputs.narrow(path, series)
        if broken := rules_broken(path.name, json.loads(after)):
            self.failed[path.name] = broken[0]
            note, key, narrow = "breaks a rule of stored notebooks", "", ""
        record = {"key": key, "charts": charts, "asked": asked}
        record |= {"reads": series, "narrow": narrow} if narrow else {}
        self.state.notebooks[path.name] = record
        self.state.save()
        display.done(path.name, note)

    async def all(self, jobs: int, display) -> None:
        """Run what is stale: cleaning notebooks one after another, beside them the others."""
        import asyncio

        places, alone = asyncio.Semaphore(jobs), asyncio.Semaphore(1)
        self.cleaning_done = asyncio.Event()
        cleaning = self.stale(cleaning=True)
        # Known to be altered since the last build: reading it now would be for nothing.
        altered = self.state.cleaned not in ("", self.inputs.cleaned)
        others = [] if cleaning and altered else self.stale(cleaning=False)
        self.cleaning = {path.name for path in cleaning}
        display.total_is(len(cleaning) + len(others))
        async with asyncio.TaskGroup() as group:
            async with places:
                for path in others:
                    group.create_task(self.one(path, places, display))
                for path in cleaning:
                    await self.one(path, alone, display)
                    if self.failed:
                        break
                self.inputs.read_cleaned()
            if not self.failed:
                self.state.cleaned = self.inputs.cleaned
                self.state.save()
                more = [path for path in self.stale(cleaning=False) if path not in others]
                display.total_is(len(cleaning) + len(others) + len(more))
                for path in more:
                    group.create_task(self.one(path, places, display))
            self.cleaning_done.set()

    def execute(self, jobs: int, silent: bool, check) -> None:
        """Check the data, then run what is stale."""
        import asyncio

        from .kernels import warm_up
        from .progress import display

        self.out.mkdir(parents=True, exist_ok=True)
        # A build that is told to end (by a CI service, say) tidies up as it does after Ctrl-C.
        if threading.current_thread() is threading.main_thread():
            signal.signal(signal.SIGTERM, lambda *_: signal.raise_signal(signal.SIGINT))
        warm_up()
        if check:
            check()  # while the server imports
        with display(silent) as shown:
            asyncio.run(self.all(jobs, shown))

    def page(self) -> None:
        """Write the page of all charts, if it is not there or not as it was written."""
        path = self.out / "index.html"
        records = [record["charts"] for _, record in sorted(self.state.notebooks.items())]
        order = [Path(name).stem for charts in records for name in charts if name.endswith(".json")]
        content = site.page(self.out / "charts", order).encode()
        write_bytes(path, content)
        self.state.page = file_digest(path)
        self.state.save()

    def is_done(self) -> bool:
        """True if nothing has to be run or written."""
        return not (
            self.stale(cleaning=True)
            or self.stale(cleaning=False)
            or self.state.page != file_digest(self.out / "index.html")
            or not self.state.page
        )


def _folder(out: Path):
    """A folder that goes away after use, for charts that are not yet known to be good."""
    from tempfile import TemporaryDirectory

    return TemporaryDirectory(prefix=".drawing-", dir=out)


def _shown(path: Path) -> str:
    """Return a path as short as it can be typed from here."""
    here = Path.cwd()
    return str(path.relative_to(here)) if path.is_relative_to(here) else str(path)


def run(
    root: str | Path,
    out: str | Path | None = None,
    *,
    jobs: int = 2,
    force: bool = False,
    data: str | Path | None = None,
    as_json: bool = False,
    check=None,
) -> int:
    """Bring notebooks, charts and the page of charts up to date.

    Parameters
    ----------
    root : path
        The clone, with ``notebooks/``, ``data/``, ``src/`` and ``requirements.lock``.
    out : path, optional
        Where charts (``charts/``), the page (``index.html``) and the record of the build go;
        ``build/`` below the root unless given.
    jobs : int
        Notebooks run at the same time, cleaning notebooks apart.
    force : bool
        Run every notebook, changed or not.
    data : path, optional
        A data folder other than the clone's. The executed notebooks then go to ``notebooks/``
        below `out`, and those of the project stay as they are.
    as_json : bool
        Print one JSON document on standard output instead of progress and text.
    check : callable, optional
        Called before notebooks are run, only if any has to be; raises HarmstatsError if the data
        are wrong, and then no notebook is run.

    Returns
    -------
    int
        0; 1 if a notebook failed (one line each on standard error); 130 if the build was stopped by
        Ctrl-C.

    Raises
    ------
    HarmstatsError
        If there is nothing to build, an argument cannot be, or the data are wrong.
    """
    begin = time.monotonic()
    try:
        build = bring(root, out, jobs=jobs, force=force, data=data, silent=as_json, check=check)
    except KeyboardInterrupt:
        print("harmstats build: stopped; notebooks that were done stay done", file=sys.stderr)
        return 130
    _report(build, time.monotonic() - begin, as_json)
    return 1 if build.failed else 0


def bring(
    root: str | Path,
    out: str | Path | None = None,
    *,
    jobs: int = 2,
    force: bool = False,
    data: str | Path | None = None,
    silent: bool = False,
    check=None,
) -> "_Build":
    """Do what :func:`run` does and return what was `run`, what `changed` and what `failed`; nothing is printed."""
    if jobs < 1:
        raise HarmstatsError(f"--jobs {jobs}: must be 1 or more")
    if out is not None and Path(out).resolve() == Path(root).resolve():
        raise HarmstatsError("--out: is the clone itself; name a folder of its own, for example build")
    root = Path(root).resolve()
    out = Path(out).resolve() if out is not None else root / "build"
    if out.exists() and not out.is_dir():
        raise HarmstatsError(f"--out {out}: is a file; name a folder")
    build = _Build(root, out, Path(data).resolve() if data is not None else root / "data", force)
    if not build.is_done():
        build.execute(jobs, silent, check)
        if not build.failed:
            build.page()
    return build


def _report(build: _Build, seconds: float, as_json: bool) -> None:
    page = build.out / "index.html"
    names = [path.name for path in build.notebooks]
    skipped = [name for name in names if name not in build.run and name not in build.failed]
    if as_json:
        failed = [{"notebook": name, "message": text} for name, text in sorted(build.failed.items())]
        document = {"run": sorted(build.run), "skipped": skipped, "changed": sorted(build.changed), "failed": failed}
        print(json.dumps(document | {"page": _shown(page), "seconds": round(seconds, 2)}))
    else:
        charts = sum(name.endswith(".json") for record in build.state.notebooks.values() for name in record["charts"])
        print(f"{len(build.run)} notebooks run, {len(skipped)} up to date, {charts} charts, {seconds:.1f} s")
        for name in sorted(build.changed):
            print(f"{name} now says something else: see {_shown(build.stored / name)}")
        if not build.failed:
            print(f"Open {_shown(page)}", flush=True)
    for name, problem in sorted(build.failed.items()):
        line = problem if problem.startswith(name) else f"{name}: {problem}"
        print(f"harmstats build: {line}", file=sys.stderr)
