"""Notebooks run by Jupyter kernels that are forked from a warm process.

A kernel of its own for every notebook costs two seconds of imports each. Here one server process
imports the large packages once, and every kernel is a fork of it: the outputs are the same bytes
as those of a plain ``jupyter nbconvert --execute``, in a third of the time. Where a system cannot
fork, or the server died at an import, kernels start as Jupyter starts them.

Three things are easy to get wrong, and are settled here:

- the drawing backend is named before the server imports matplotlib, and each kernel switches
  inline pictures on by itself, otherwise no picture is sent;
- forked kernels talk over sockets in a private folder, because free network ports are a race between
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
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

# ruff: noqa: E402
# What checks notebooks also checks international addresses where there is a grammar for them, which takes a
# second to build. Notebooks hold no such address: it is made to look not installed before the first import.
sys.modules.setdefault("rfc3987_syntax", ModuleType("rfc3987_syntax"))

import nbformat
from jupyter_client.manager import AsyncKernelManager
from jupyter_client.provisioning import LocalProvisioner
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError
from nbformat import NotebookNode

from ..core.errors import HarmstatsError

CELL_SECONDS = 120
WARM = (
    "ipykernel.kernelapp",
    "matplotlib_inline.backend_inline",
    "matplotlib.backends.backend_agg",
    "matplotlib.backends.backend_svg",
    "PIL.PngImagePlugin",
    "pandas",
    "harmstats.build.kernels",
    "harmstats.charts",
    "harmstats.comparison.compare",
    "harmstats.store.catalogue",
)


def warm_up() -> None:
    """Start the server that imports the large packages, and return without waiting for it."""
    os.environ["MPLBACKEND"] = "module://matplotlib_inline.backend_inline"
    if not _can_fork():
        return
    from multiprocessing import forkserver

    forkserver.set_forkserver_preload(list(WARM))
    # Ctrl-C reaches the server too: the build ends it in good order, it need not break off an import.
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        forkserver.ensure_running()
    finally:
        signal.signal(signal.SIGINT, before)


def _can_fork() -> bool:
    return "forkserver" in multiprocessing.get_all_start_methods()


def _end_with_build(place: Path) -> None:
    """Wait for the end of the build, tidy up for it and end this kernel: a build that was killed can do neither."""
    build = multiprocessing.parent_process()
    if build:
        build.join()
    shutil.rmtree(place, ignore_errors=True)
    os._exit(1)


def _serve(connection_file: str, folder: str, environment: dict[str, str]) -> None:
    """Turn this freshly forked process into a kernel."""
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


class _Fork:
    """A forked kernel that answers what Jupyter asks of a ``subprocess.Popen``."""

    stdin = stdout = stderr = None

    def __init__(self, *arguments: Any):
        self._process = multiprocessing.get_context("forkserver").Process(target=_serve, args=arguments, daemon=True)
        self._process.start()

    def poll(self) -> int | None:
        return self._process.exitcode

    def wait(self) -> int | None:
        self._process.join()
        return self._process.exitcode

    def send_signal(self, number: int) -> None:
        if self._process.pid and self._process.is_alive():
            os.kill(self._process.pid, number)


class _Forking(LocalProvisioner):
    """Starts a kernel as a fork of the server, or as Jupyter does where the server is dead."""

    async def launch_kernel(self, cmd: list[str], **options: Any) -> dict:
        try:
            self.process = _Fork(self.parent.connection_file, options["cwd"], options["env"])
        except (OSError, EOFError):
            return await super().launch_kernel(cmd, **options)
        return self.connection_info


@asynccontextmanager
async def _client(notebook: NotebookNode, folder: Path, environment: dict[str, str]) -> AsyncIterator[NotebookClient]:
    """Give a notebook a kernel of its own as long as the context lasts."""
    with tempfile.TemporaryDirectory(prefix="harmstats-", ignore_cleanup_errors=True) as place:
        manager = AsyncKernelManager(connection_file=f"{place}/kernel.json")
        if _can_fork():
            if len(place) > 80:  # the system allows about 104 bytes, and a port number is appended
                raise HarmstatsError(
                    f"TMPDIR {Path(place).parent}: too long for a socket; set TMPDIR to a shorter path"
                )
            manager.transport, manager.ip = "ipc", f"{place}/k"
            manager.provisioner = _Forking(kernel_spec=manager.kernel_spec, parent=manager)
        # An empty IPython folder: the reader's own start-up files must not decide what a notebook says.
        variables = {**os.environ, "IPYTHONDIR": f"{place}/ipython", **environment}
        await manager.start_kernel(cwd=str(folder), env=variables)
        runner = NotebookClient(notebook, km=manager, record_timing=False, timeout=CELL_SECONDS)
        runner.kc = manager.client()
        runner.kc.start_channels()
        try:
            await runner.kc.wait_for_ready(timeout=300)  # for a machine under load
            yield runner
        finally:
            runner.kc.stop_channels()
            await manager.shutdown_kernel(now=True)


def read(content: bytes) -> NotebookNode:
    """Return a notebook from the bytes of its file.

    Raises
    ------
    HarmstatsError
        If they are not a notebook.
    """
    try:
        return nbformat.reads(content.decode(), as_version=4)
    except Exception as error:  # whatever a broken file makes the reader stumble over
        raise HarmstatsError(f"not a readable notebook ({type(error).__name__})") from None


def written(notebook: NotebookNode) -> bytes:
    """Return the bytes of a notebook's file."""
    return (nbformat.writes(notebook) + "\n").encode()


async def execute(notebook: NotebookNode, folder: Path, environment: dict[str, str] | None = None) -> None:
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
    HarmstatsError
        One line that names the cell (counted from 1, text cells included).
    """
    where = ""
    try:
        async with _client(notebook, folder, environment or {}) as runner:
            for number, cell in enumerate(notebook.cells):
                where = f"cell {number + 1}: "
                await runner.async_execute_cell(cell, number, execution_count=runner.code_cells_executed + 1)
    except CellExecutionError as error:
        message = re.sub(r"\x1b\[[0-9;]*m", "", str(error.evalue)).strip().partition("\n")[0]
        raise HarmstatsError(f"{where}{error.ename}: {message}".rstrip(": ")) from None
    except CellTimeoutError:
        raise HarmstatsError(f"{where}ran longer than {CELL_SECONDS} seconds") from None
    except RuntimeError:
        task = asyncio.current_task()
        if task and task.cancelling():  # the runner takes a cancelled build for a dead kernel
            raise asyncio.CancelledError from None
        what = "the kernel died (out of memory?)" if where else "the kernel did not start"
        raise HarmstatsError(f"{where}{what}") from None
