"""Run the notebooks that have changed, collect their charts and write the page that shows them.

Cleaning notebooks (1x) come first, the others follow, several at a time. An executed notebook
replaces the stored one only if it says something else. Imports of large packages stay inside the
functions that run notebooks: a build with nothing to do costs next to nothing.
"""

import json
import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from ..core.errors import HarmstatsError
from ..core.files import write_bytes
from ..ingest.commit import settle
from .freshness import Inputs, State, file_digest, is_cleaning
from .notebook_rules import normalise, rules_broken

if TYPE_CHECKING:
    from .progress import Display


class Build:
    """One build: what was run, what now says something else, what failed.

    Parameters
    ----------
    root, out, data : Path
        The clone, where charts go, and the data folder; all of them absolute.
    force : bool
        Run every notebook, changed or not.

    Raises
    ------
    HarmstatsError
        If there is no notebook.
    """

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
        stage = [path for path in self.notebooks if is_cleaning(path) == cleaning]
        stale = [path for path in stage if force or not self.state.is_fresh(path, self.inputs)]
        return stale if cleaning else sorted(stale, key=lambda path: -path.stat().st_size)

    @property
    def skipped(self) -> list[str]:
        """Names of the notebooks that were up to date."""
        return [path.name for path in self.notebooks if path.name not in {*self.run, *self.failed}]

    def is_done(self) -> bool:
        """True if nothing has to be run or written."""
        page = file_digest(self.out / "index.html")
        return not (self.stale(cleaning=True) or self.stale(cleaning=False)) and self.state.page == page != ""

    def execute(self, jobs: int, silent: bool, check: Callable[[], object] | None) -> None:
        """Check the data, run what is stale, and write the page of charts if none failed."""
        import asyncio

        from .kernels import warm_up
        from .progress import Display

        self.out.mkdir(parents=True, exist_ok=True)
        # A build that is told to end (by a CI service, say) tidies up as it does after Ctrl-C.
        signal.signal(signal.SIGTERM, lambda *_: signal.raise_signal(signal.SIGINT))
        warm_up()
        if check:
            check()  # while the server imports
        display = Display(silent)
        with display.bar:
            asyncio.run(self._run_stale(jobs, display))
        if not self.failed:
            self._write_page()

    async def _run_stale(self, jobs: int, display: "Display") -> None:
        """Run what is stale: the cleaning notebooks, the one that describes what they wrote last, then the others."""
        import asyncio

        async def together(paths: list[Path]) -> None:
            places = asyncio.Semaphore(jobs)
            async with asyncio.TaskGroup() as group:
                for path in paths:
                    group.create_task(self._run_notebook(path, places, display))

        cleaning = self.stale(cleaning=True)
        display.total_is(len(cleaning) + len(self.stale(cleaning=False)))
        for stage in (cleaning[:-1], cleaning[-1:]):
            await together(stage)
            if self.failed:
                return
        self.inputs.read_cleaned()
        self.state.cleaned = self.inputs.cleaned
        self.state.save()
        others = self.stale(cleaning=False)
        display.total_is(len(cleaning) + len(others))
        await together(others)

    async def _run_notebook(self, path: Path, places, display: "Display") -> None:
        """Run one notebook and store it; a failure is noted, and leaves the stored notebook as it is."""
        from tempfile import TemporaryDirectory

        from .kernels import execute, read, written

        async with places:
            display.start(path.name)
            begin, before = time.monotonic(), path.read_bytes()
            try:
                # a folder for charts that are not yet known to be good
                with TemporaryDirectory(prefix=".drawing-", dir=self.out) as drawing:
                    notebook = read(before)
                    await execute(notebook, path.parent, {"HARMSTATS_OUT": drawing, "HARMSTATS_DATA": str(self.data)})
                    if path.read_bytes() != before:
                        raise HarmstatsError("was saved by someone else while it ran; build again")
                    charts = self.state.take_charts(path.name, Path(drawing, "charts"))
            except HarmstatsError as error:
                self.failed[path.name] = str(error)
                display.done(path.name, "failed")
                return
            normalise(notebook)
            note = self._store(path, written(notebook), charts)
            display.done(path.name, f"{time.monotonic() - begin:.1f} s{note}")

    def _store(self, path: Path, after: bytes, charts: dict[str, str]) -> str:
        """Store a notebook that was run, and what it was made from; say what is remarkable about it."""
        note = ""
        self.run.append(path.name)
        target = self.stored / path.name
        if not target.exists() or target.read_bytes() != after:
            write_bytes(target, after)
            self.changed.append(path.name)
            note = ", now says something else"
        record = {"charts": charts, "everything": self.inputs.everything(path), "read_by": self.inputs.read_by(path)}
        if broken := rules_broken(path.name, json.loads(after)):
            self.failed[path.name] = broken[0]
            note = ", breaks a rule of stored notebooks"
            record |= {"everything": "", "read_by": ""}
        self.state.notebooks[path.name] = record
        self.state.save()
        return note

    def _write_page(self) -> None:
        """Write the page of all charts."""
        from ..site.gallery import page

        path = self.out / "index.html"
        records = [record["charts"] for _, record in sorted(self.state.notebooks.items())]
        order = [Path(name).stem for charts in records for name in charts if name.endswith(".json")]
        write_bytes(path, page(self.out / "charts", order).encode())
        self.state.page = file_digest(path)
        self.state.save()


def bring_up_to_date(
    root: str | Path,
    out: str | Path | None = None,
    *,
    jobs: int = 2,
    force: bool = False,
    data: str | Path | None = None,
    silent: bool = False,
    check: Callable[[], object] | None = None,
) -> Build:
    """Bring notebooks, charts and the page of charts up to date.

    Parameters
    ----------
    root : path
        The clone, with ``notebooks/``, ``data/``, ``src/`` and ``requirements.lock``.
    out : path, optional
        Where charts (``charts/``), the page (``index.html``) and the record of the build go;
        ``build/`` below the root unless given.
    jobs : int
        Notebooks run at the same time.
    force : bool
        Run every notebook, changed or not.
    data : path, optional
        A data folder other than the clone's. The executed notebooks then go to ``notebooks/``
        below `out`, and those of the project stay as they are.
    silent : bool
        Show no progress.
    check : callable, optional
        Called before notebooks are run, only if any has to be; raises HarmstatsError if the data
        are wrong, and then no notebook is run.

    Returns
    -------
    Build
        What was `run`, what `changed`, and why what `failed` failed.

    Raises
    ------
    HarmstatsError
        If there is nothing to build, an argument cannot be, or the data are wrong.
    """
    if jobs < 1:
        raise HarmstatsError(f"--jobs {jobs}: must be 1 or more")
    root = Path(root).resolve()
    out = root / "build" if out is None else Path(out).resolve()
    if out == root:
        raise HarmstatsError("--out: is the clone itself; name a folder of its own, for example build")
    if out.exists() and not out.is_dir():
        raise HarmstatsError(f"--out {out}: is a file; name a folder")
    folder = root / "data" if data is None else Path(data).resolve()
    settle(folder)
    build = Build(root, out, folder, force)
    if not build.is_done():
        build.execute(jobs, silent, check)
    return build
