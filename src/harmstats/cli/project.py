"""The project itself: build it, check it, complete its commands in a shell.

Every function imports what it needs: a build with nothing to do costs next to nothing.
"""

import json
import sys
import time
from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from ..core.errors import HarmstatsError
from .printing import answer

if TYPE_CHECKING:
    from ..build.run import Build


def build(arguments: Namespace) -> int:
    """Clean, run the notebooks, write charts and page; a no where a notebook failed, 130 after Ctrl-C."""
    from ..build.run import bring_up_to_date

    def check() -> None:
        from ..core.paths import data_dir
        from ..store.problems import data_problems

        if problems := data_problems(data_dir(arguments.data)):
            more = f" (and {len(problems) - 1} more: harmstats validate)" if len(problems) > 1 else ""
            raise HarmstatsError(problems[0] + more)

    begin = time.monotonic()
    how = {"jobs": arguments.jobs, "force": arguments.force, "data": arguments.data, "silent": arguments.json}
    try:
        done = bring_up_to_date(Path.cwd(), arguments.out, **how, check=check)
    except KeyboardInterrupt:
        print("harmstats build: stopped; notebooks that were done stay done", file=sys.stderr)
        return 130
    seconds = time.monotonic() - begin
    print(json.dumps(build_json(done, seconds)) if arguments.json else build_text(done, seconds), flush=True)
    for name, why in sorted(done.failed.items()):
        print(f"harmstats build: {why if why.startswith(name) else f'{name}: {why}'}", file=sys.stderr)
    return int(bool(done.failed))


def build_json(done: "Build", seconds: float) -> dict:
    """Return the notebooks that were run, were up to date, now say something else, or failed."""
    return {
        "run": sorted(done.run),
        "skipped": done.skipped,
        "changed": sorted(done.changed),
        "failed": [{"notebook": name, "message": why} for name, why in sorted(done.failed.items())],
        "page": _from_here(done.out / "index.html"),
        "seconds": round(seconds, 2),
    }


def build_text(done: "Build", seconds: float) -> str:
    """Say how much was done, which notebooks now say something else, and which page to open."""
    charts = sum(name.endswith(".json") for record in done.state.notebooks.values() for name in record["charts"])
    lines = [f"{len(done.run)} notebooks run, {len(done.skipped)} up to date, {charts} charts, {seconds:.1f} s"]
    lines += [f"{name} now says something else: see {_from_here(done.stored / name)}" for name in sorted(done.changed)]
    return "\n".join(lines if done.failed else [*lines, f"Open {_from_here(done.out / 'index.html')}"])


def _from_here(path: Path) -> str:
    """A path as short as it can be typed from here."""
    here = Path.cwd()
    return str(path.relative_to(here) if path.is_relative_to(here) else path)


def validate(arguments: Namespace) -> int:
    """Check data and notebooks, and say how much is cross-checked; a no where something is wrong."""
    from ..build.validate import problems
    from ..store.problems import counts

    wrong = problems(arguments.data)
    there = {} if wrong else counts(arguments.data)
    document = {"valid": not wrong, "problems": wrong, "counts": there}
    return answer(arguments, lambda: document, lambda: "\n".join(wrong) or counts_text(there), no=bool(wrong))


def counts_text(counts: dict[str, int]) -> str:
    """Say how many figures there are and what stands behind them."""
    n = {name: f"{count:,}" for name, count in counts.items()}
    return (
        f"{n['series']} series, {n['figures']} published figures in {n['editions']} editions, {n['sources']} sources\n"
        f"{n['cross_checked']} figures are cross-checked: {n['second_source']} by a second source, "
        f"{n['arithmetic']} by arithmetic\n"
        f"{n['one_secondary']} rest on one second-hand source; {n['conflicts']} disagreements are registered\n"
        "data and notebooks are valid"
    )


def completion(arguments: Namespace) -> int:
    """Print a completion script for a shell."""
    import shtab

    from .command_line import parser

    shell = arguments.shell
    script = shtab.complete(parser(), shell=shell)
    return answer(arguments, lambda: {"shell": shell, "script": script}, lambda: script)
