"""Make what is made in the small data folder of the unit tests, after its figures or registers were changed.

``clean/`` and ``datapackage.json`` of ``tests/unit/data/`` are written as a build writes them; then the folder is
checked as ``harmstats validate`` checks a data folder, and what is wrong is printed. From the clone's root::

    .venv/bin/python tools/small_data.py
"""

import sys
from pathlib import Path

from harmstats.build.validate import problems
from harmstats.core.registers import read
from harmstats.store import clean, datapackage

SMALL = Path(__file__).resolve().parents[1] / "tests" / "unit" / "data"


def main() -> int:
    """Write the clean tables and the description of the package; return 1 where the folder is not valid."""
    registers = read(SMALL)
    figures = clean.make(registers)
    for family in clean.FAMILIES:
        clean.write(figures, registers, family)
    datapackage.write(registers)
    wrong = problems(SMALL)
    print("\n".join(wrong) if wrong else f"{len(figures)} figures; the small data folder is valid")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
