"""What a running build shows: a moving bar on a terminal, and a line for every notebook that is done."""

import sys

from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn


class Display:
    """Shows which notebooks run and which are done; in a log only these; nothing at all where `silent`."""

    def __init__(self, silent: bool):
        self._silent = silent
        columns = (SpinnerColumn(), BarColumn(bar_width=24), MofNCompleteColumn(), TimeElapsedColumn())
        names = TextColumn("{task.description}", markup=False)
        self.bar = Progress(*columns, names, disable=silent or not sys.stdout.isatty())
        self._task = self.bar.add_task("starting", total=0)
        self._running: list[str] = []

    def total_is(self, total: int) -> None:
        """Say how many notebooks there are, once that is known."""
        self.bar.update(self._task, total=total)

    def start(self, name: str) -> None:
        """Show a notebook among those that are running."""
        self._running.append(name)
        self.bar.update(self._task, description=", ".join(self._running))

    def done(self, name: str, note: str) -> None:
        """Take a notebook off the bar and say in a line what became of it."""
        self._running.remove(name)
        self.bar.update(self._task, advance=1, description=", ".join(self._running))
        task = self.bar.tasks[self._task]
        if not self._silent:
            line = f"[{task.completed:.0f}/{task.total:.0f}] {name}  {note}"
            self.bar.console.print(line, markup=False, highlight=False, soft_wrap=True)
