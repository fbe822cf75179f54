"""Clean again after an edition has come in, and say which notebooks read what has changed."""

from collections.abc import Iterable
from pathlib import Path

from ..core.registers import Registers
from ..store import clean
from ..store import datapackage as package
from .freshness import Figures
from .parameters import ALL, named, parameters, reads


def clean_again(registers: Registers) -> set[str]:
    """Make ``data/clean/`` anew; return the series of which something else is held than before."""
    before = Figures(registers.folder).series
    cleaned = clean.make(registers)
    for family in clean.FAMILIES:
        clean.write(cleaned, registers, family)
    package.write(registers)
    after = Figures(registers.folder).series
    return {series for series in before.keys() | after.keys() if before.get(series) != after.get(series)}


def dependents(notebooks: Iterable[Path], changed: set[str], registers: Registers) -> list[Path]:
    """Return the notebooks that read one of these series, or of which that is not known."""
    readers = []
    for path in notebooks:
        notebook = path.read_bytes()
        kinds = clean.FAMILIES.get(parameters(notebook).get("FAMILY", ""), ())
        of_family = [series for series in changed if registers.series[series].kind in kinds]
        patterns = reads(notebook)
        if of_family or ALL in patterns or named(changed, patterns):
            readers.append(path)
    return readers
