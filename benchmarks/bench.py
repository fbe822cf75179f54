"""How fast a build is, as ratios from one run on one machine.

The times of two machines cannot be compared, those of two commands on one machine can: a full build
against ``jupyter nbconvert --execute`` on the same notebooks in sequence, a build with nothing to do
and a citation against ``import pandas``.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BAR_FULL, BAR_UNCHANGED, BAR_CITE = 0.3, 0.5, 0.5
FULL_RUNS, SHORT_RUNS = 3, 9


def seconds(command: list[str], **variables: str) -> float:
    begin = time.perf_counter()
    done = subprocess.run(command, cwd=ROOT, env=os.environ | variables, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"bench: {' '.join(command[1:4])} failed:\n{done.stdout}{done.stderr}")
    return time.perf_counter() - begin


def line(name: str, ours: float, theirs: float, against: str, bar: float) -> bool:
    ratio = ours / theirs
    print(f"{name}: {ours:.2f} s, {against}: {theirs:.2f} s, ratio {ratio:.2f} (bar {bar})", flush=True)
    return ratio <= bar


def main() -> int:
    python = sys.executable
    notebooks = sorted(str(path.relative_to(ROOT)) for path in (ROOT / "notebooks").glob("*.ipynb"))
    with tempfile.TemporaryDirectory() as place:
        build = [python, "-m", "harmstats", "build", "--out", f"{place}/build"]
        convert = [python, "-m", "nbconvert", "--execute", "--to", "notebook"]
        convert += ["--ExecutePreprocessor.record_timing=False", "--output-dir", f"{place}/converted"]
        full = statistics.median(seconds([*build, "--force"]) for _ in range(FULL_RUNS))
        plain = seconds([*convert, *notebooks], HARMSTATS_OUT=f"{place}/drawn")
        good = line(f"full build, {len(notebooks)} notebooks", full, plain, "nbconvert in sequence", BAR_FULL)
        # Taken in turns, so that a slow moment of the machine falls on all.
        cite = [python, "-m", "harmstats", "cite", "prc-stalking-8q", "YE Mar 2025"]
        bare, pandas = ([python, "-c", code] for code in ("pass", "import pandas"))
        runs = [[seconds(command) for command in (build, cite, bare, pandas)] for _ in range(SHORT_RUNS)]
        built, cited, least, theirs = (statistics.median(times) for times in zip(*runs, strict=True))
        good &= line("unchanged build", built, theirs, "import pandas", BAR_UNCHANGED)
        good &= line("cite", cited, theirs, "import pandas", BAR_CITE)
        print(f"cite against python -c pass ({least:.3f} s): ratio {cited / least:.1f}")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
