"""The project itself: build it, check it, complete its commands in a shell.

Every function imports what it needs: a build with nothing to do costs next to nothing.
"""

from argparse import Namespace
from pathlib import Path

from ..core.errors import HarmstatsError
from .printing import answer


def build(arguments: Namespace) -> int:
    """Clean, run the notebooks, write charts and page."""
    from ..build.run import run

    def check() -> None:
        from ..core.paths import data_dir
        from ..store.problems import data_problems

        if problems := data_problems(data_dir(arguments.data)):
            more = f" (and {len(problems) - 1} more: harmstats validate)" if len(problems) > 1 else ""
            raise HarmstatsError(problems[0] + more)

    how = {"jobs": arguments.jobs, "force": arguments.force, "data": arguments.data}
    return run(Path.cwd(), Path(arguments.out), **how, as_json=arguments.json, check=check)


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
