"""What a running build shows: a moving bar on a terminal, plain lines in a log."""

import sys


class Lines:
    """One line for every notebook that is done."""

    def __init__(self):
        self.total, self.count = 0, 0

    def __enter__(self):
        return self

    def __exit__(self, *error):
        return None

    def total_is(self, total: int) -> None:
        """Say how many notebooks there are, once that is known."""
        self.total = total

    def start(self, name: str) -> None:
        """A notebook starts: a log does not need to know."""

    def done(self, name: str, note: str) -> None:
        self.count += 1
        print(f"[{self.count}/{self.total}] {name}  {note}", flush=True)


class Silent(Lines):
    """Nothing at all, so that standard output holds one JSON document."""

    def done(self, name: str, note: str) -> None:
        self.count += 1


class Bar:
    """A bar with the notebooks that are running, and a line above it for every one that is done."""

    def __init__(self):
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

        self._bar = Progress(
            SpinnerColumn(),
            BarColumn(bar_width=24),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TextColumn("{task.description}", markup=False),
        )
        self._task = self._bar.add_task("starting", total=None)
        self._running: list[str] = []

    def __enter__(self):
        self._bar.start()
        return self

    def __exit__(self, *error):
        self._bar.stop()

    def total_is(self, total: int) -> None:
        self._bar.update(self._task, total=total)

    def start(self, name: str) -> None:
        if name not in self._running:
            self._running.append(name)
        self._show()

    def done(self, name: str, note: str) -> None:
        if name in self._running:
            self._running.remove(name)
        self._bar.console.print(f"{name}  {note}", markup=False, highlight=False)
        self._bar.advance(self._task)
        self._show()

    def _show(self) -> None:
        self._bar.update(self._task, description=", ".join(self._running))


def display(silent: bool = False):
    """Return the display that fits where the output goes."""
    if silent:
        return Silent()
    return Bar() if sys.stdout.isatty() else Lines()
