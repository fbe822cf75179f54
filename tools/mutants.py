"""Change the rules in small ways, one at a time, and see whether a unit test notices.

For whoever wants to know what the tests hold: mutmut makes some 1,800 mutants of the modules that ``[tool.mutmut]`` in
``pyproject.toml`` names, and runs for each the unit tests that reach it. It is laid over the environment for the time
of a run, with the version that the extra ``mutants`` pins, and writes into ``mutants/`` only. From the clone's root::

    .venv/bin/python tools/mutants.py [PATTERN ...]

A pattern is like ``harmstats.core.periods*``; results of earlier runs are kept as long as function and tests are the
same. ``docs/testing.md`` says why those that are listed there survive.
"""

import json
import re
import subprocess
import sys
import tomllib
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PATTERNS = (
    "harmstats.comparison.*",
    "harmstats.core.periods.*",
    "harmstats.core.registers.x?Break?*",
    "harmstats.core.registers.x?Registers?breaks*",
    "harmstats.stats.intervals.*",
    "harmstats.store.*",
)
SURVIVED, MOST = 0, 0.10


def mutmut(*words: str, **options) -> subprocess.CompletedProcess:
    """Run mutmut in the environment of this process with the pinned tool laid over it."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    (pin,) = project["optional-dependencies"]["mutants"]
    uv = [sys.executable, "-m", "uv", "run", "--quiet", "--no-project", "--python", sys.executable, "--with", pin]
    return subprocess.run([*uv, "mutmut", *words], cwd=ROOT, check=True, text=True, **options)


def exits() -> dict[str, int]:
    """Return the exit code of the tests for each mutant that was tried, by its name."""
    found = {}
    for path in sorted((ROOT / "mutants").rglob("*.meta")):
        codes = json.loads(path.read_text(encoding="utf-8"))["exit_code_by_key"]
        found |= {name: code for name, code in codes.items() if code is not None}
    return found


def changed(name: str) -> list[str]:
    """Return the lines that a mutant takes out and puts in."""
    return re.findall(r"^[-+] .*", mutmut("show", name, capture_output=True).stdout, re.M)


def main(patterns: list[str]) -> int:
    """Run, say how many were killed in each module, show those that were not; 1 where that is a tenth or more."""
    mutmut("run", "--max-children", "1", *(patterns or PATTERNS))
    found = exits()
    survivors = [name for name, code in found.items() if code == SURVIVED]
    for name in survivors:
        print(name, *changed(name), "", sep="\n")
    made, left = (Counter(name.partition(".x")[0] for name in names) for names in (found, survivors))
    for module in made:
        print(f"{module:40}{made[module]:6} mutants{made[module] - left[module]:6} killed{left[module]:5} survive")
    print(f"{len(survivors)} of {len(found)} survive: {len(survivors) / len(found):.1%}")
    return 1 if len(survivors) >= MOST * len(found) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
