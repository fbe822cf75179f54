"""Notebooks run by real Jupyter kernels that are forked from a warm process.

A kernel of its own for every notebook costs two seconds of imports each. Here one server process
imports the large packages once, and every kernel is a fork of it: the outputs are the same bytes
as those of a plain ``jupyter nbconvert --execute``, in a fraction of the time.

Three things are easy to get wrong, and are settled here:

- the drawing backend is named before the server imports matplotlib, and each kernel switches
  inline pictures on by itself, otherwise no picture is sent;
- kernels talk over sockets in a private folder, because free network ports are a race between
  kernels that start at the same time;
- a kernel ends with its notebook, also after an error or Ctrl-C, and with the build if that is
  killed.
"""

import asyncio
import multiprocessing
import os
import re
import shutil
import signal
import sys
import tempfile
import threading
import time
from contextlib import asynccontextmanager
from importlib import import_module
from multiprocessing import forkserver
from pathlib import Path

from ..core.errors import HarmstatsError

CELL_SECONDS = 120
START_SECONDS = 60
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
_SOCKET_PATH_LIMIT = 80  # the system allows about 104 bytes, and a port number is appended


class NotebookFailed(HarmstatsError):
    """A cell raised an error or ran too long, or the kernel died."""


def warm_up() -> None:
    """Start the server that imports the large packages, and return without waiting for it."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        raise HarmstatsError(
            "harmstats build: kernels are forked, which this system cannot do; "
            "use Linux, macOS or the Windows Subsystem for Linux"
        )
    os.environ["MPLBACKEND"] = "module://matplotlib_inline.backend_inline"
    multiprocessing.get_context("forkserver").set_forkserver_preload(["harmstats.build.warm"])
    # Ctrl-C reaches the server too: the build ends it in good order, it need not break off an import.
    in_main_thread = threading.current_thread() is threading.main_thread()
    before = signal.signal(signal.SIGINT, signal.SIG_IGN) if in_main_thread else None
    try:
        forkserver.ensure_running()
    finally:
        if in_main_thread:
            signal.signal(signal.SIGINT, before)


def _end_with_build(place: Path) -> None:
    """Wait for the end of the build, then tidy up for it and end this kernel (in the child).

    A build that has been killed can do neither.
    """
    multiprocessing.parent_process().join()
    shutil.rmtree(place, ignore_errors=True)
    os._exit(1)


def _serve(connection_file: str, folder: str, environment: dict[str, str]) -> None:
    """Turn this freshly forked process into a kernel (runs in the child)."""
    os.chdir(folder)
    os.environ.update(environment)
    threading.Thread(target=_end_with_build, args=(Path(connection_file).parent,), daemon=True).start()
    quiet = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(quiet, stream)
    from ipykernel.kernelapp import IPKernelApp

    app = IPKernelApp.instance()
    app.initialize(["-f", connection_file, "--HistoryManager.hist_file=:memory:"])
    app.shell.run_line_magic("matplotlib", "inline")
    app.start()


class _Kernel:
    """A forked kernel and the client that talks to it: what ``NotebookClient`` asks of a manager."""

    def __init__(self, place: Path, folder: Path, environment: dict[str, str]):
        from jupyter_client.asynchronous import AsyncKernelClient
        from jupyter_client.connect import write_connection_file

        connection, _ = write_connection_file(
            str(place / "kernel.json"), ip=str(place / "k"), transport="ipc", key=os.urandom(16).hex().encode()
        )
        self.client = AsyncKernelClient(connection_file=connection)
        self.client.load_connection_file()
        self.process = multiprocessing.get_context("forkserver").Process(
            target=_serve, args=(connection, str(folder), environment), daemon=True
        )

    async def is_alive(self) -> bool:
        return self.process.is_alive()

    async def interrupt_kernel(self) -> None:
        """Nothing to do: a cell that runs too long ends with its kernel."""

    async def start(self) -> None:
        from queue import Empty

        # Waits until the server has done its imports, so not in this thread. A build that is stopped
        # meanwhile must know the process before it can end it.
        starting = asyncio.ensure_future(asyncio.to_thread(self.process.start))
        try:
            await asyncio.shield(starting)
        except asyncio.CancelledError:
            await starting
            raise
        self.client.start_channels()
        deadline = time.monotonic() + START_SECONDS
        while self.process.is_alive() and time.monotonic() < deadline:
            self.client.kernel_info()
            try:
                await self.client.shell_channel.get_msg(timeout=1)
                await self.client.iopub_channel.get_msg(timeout=0.2)
                return
            except Empty:
                continue
        raise NotebookFailed("the kernel did not start")

    def stop(self) -> None:
        self.client.stop_channels()
        if self.process.pid is not None:
            self.process.kill()
            self.process.join()


@asynccontextmanager
async def _kernel(folder: Path, environment: dict[str, str]):
    with tempfile.TemporaryDirectory(prefix="harmstats-", ignore_cleanup_errors=True) as name:
        place = Path(name)
        if len(name) > _SOCKET_PATH_LIMIT:
            raise HarmstatsError(f"TMPDIR {place.parent}: too long for a socket; set TMPDIR to a shorter path")
        # An empty IPython folder: the reader's own start-up files must not decide what a notebook says.
        kernel = _Kernel(place, folder, {"IPYTHONDIR": str(place / "ipython"), **environment})
        try:
            await kernel.start()
            yield kernel
        finally:
            kernel.stop()


def _quickly(module: str):
    """Import nbformat or nbclient without the grammar that takes most of their import time.

    jsonschema builds it, for a second, to check international addresses where the package for it is
    installed. Notebooks hold none, so it is made to look not installed while the import lasts.
    """
    grammar = "rfc3987_syntax"
    hide = grammar not in sys.modules
    if hide:
        sys.modules[grammar] = None
    try:
        return import_module(module)
    finally:
        if hide:
            del sys.modules[grammar]


def read(content: bytes):
    """Return a notebook from the bytes of its file.

    Raises
    ------
    NotebookFailed
        If they are not a notebook.
    """
    nbformat = _quickly("nbformat")
    try:
        return nbformat.reads(content.decode(), as_version=4)
    except Exception as error:  # whatever a broken file makes the reader stumble over
        raise NotebookFailed(f"not a readable notebook ({type(error).__name__})") from None


def written(notebook) -> bytes:
    """Return the bytes of a notebook's file."""
    return (_quickly("nbformat").writes(notebook) + "\n").encode()


async def execute(notebook, folder: Path, environment: dict[str, str] | None = None) -> None:
    """Run every code cell of a notebook, in place.

    Parameters
    ----------
    notebook : nbformat.NotebookNode
        Its outputs and execution counts are replaced.
    folder : Path
        Working folder of the kernel.
    environment : dict, optional
        Variables set in the kernel only.

    Raises
    ------
    NotebookFailed
        One line that names the cell (counted from 1, text cells included).
    """
    client = _quickly("nbclient").NotebookClient
    from nbclient.exceptions import CellControlSignal, CellExecutionError, CellTimeoutError, DeadKernelError

    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    async with _kernel(folder, environment or {}) as kernel:
        runner = client(notebook, km=kernel, record_timing=False, timeout=CELL_SECONDS)
        runner.kc = kernel.client
        runner.reset_execution_trackers()
        for number, cell in enumerate(notebook.cells):
            where = f"cell {number + 1}"
            try:
                await runner.async_execute_cell(cell, number, execution_count=runner.code_cells_executed + 1)
            except CellExecutionError as error:
                message = _COLOUR.sub("", str(error.evalue)).strip().splitlines()
                raise NotebookFailed(f"{where}: {error.ename}: {message[0] if message else ''}".rstrip(": ")) from None
            except CellTimeoutError:
                raise NotebookFailed(f"{where}: ran longer than {CELL_SECONDS} seconds") from None
            except DeadKernelError:
                if asyncio.current_task().cancelling():  # the runner takes a cancelled build for a dead kernel
                    raise asyncio.CancelledError from None
                raise NotebookFailed(f"{where}: the kernel died (out of memory?)") from None
            except CellControlSignal as error:
                raise NotebookFailed(f"{where}: {type(error).__name__}") from None
