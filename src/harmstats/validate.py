"""All checks of data and notebooks in one list."""

from pathlib import Path

import pandas as pd

from . import checks, clean, package, published
from .claiming import claims
from .errors import HarmstatsError
from .formulas import parse
from .paths import data_dir
from .registers import Registers, read


def problems(data: str | Path | None = None) -> list[str]:
    """Return everything wrong with a data folder and the notebooks beside it, one line each.

    Later checks need what earlier ones read: what is made from the data is looked at once they are right.

    Raises
    ------
    HarmstatsError
        If there is no data folder at all.
    """
    folder = data_dir(data)
    found = data_problems(folder)
    if found:
        return found
    try:
        claims(data=folder)
    except HarmstatsError as error:
        return [str(error)]
    if clean.is_current(folder):
        found = package.problems(folder)
    else:
        found = ["data/clean/: not made from the files beside it; 'harmstats build' makes it anew"]
    return found + _notebooks(folder.parent / "notebooks")


def data_problems(folder: Path) -> list[str]:
    """Return what is wrong with registers and published files: all that a build starts from."""
    try:
        registers = read(folder)
        figures = clean.corrected(published.read(registers), registers)
    except HarmstatsError as error:
        return [str(error)]
    return [
        *_inherited(registers),
        *_empty(figures, registers),
        *_vintages(figures, registers),
        *checks.problems(figures, registers),
    ]


def counts(data: str | Path | None = None) -> dict[str, int]:
    """Count series, editions, sources, registered disagreements and what stands behind the figures.

    Parameters
    ----------
    data : path, optional
        A data folder that :func:`problems` finds nothing wrong with.

    Returns
    -------
    dict
        ``series``, ``editions``, ``sources``, ``conflicts``, ``repeats`` and the counts of
        :func:`harmstats.checks.summary`.
    """
    registers = read(data_dir(data))
    figures = clean.corrected(published.read(registers), registers)
    return {
        "series": len(registers.series),
        "editions": len(registers.editions),
        "sources": len(registers.sources),
        "conflicts": len(registers.conflicts),
        "repeats": len(registers.repeats),
        **checks.summary(figures, registers),
    }


def _inherited(registers: Registers) -> list[str]:
    """A derived series breaks where the series it starts from breaks, unless the formula takes out the cause."""
    found = []
    for series in registers.series.values():
        parts = parse(series.formula).terms
        if not parts or parts[0].since:
            continue
        removed = {part.since for part in parts if part.sign < 0}
        own = {b.id for b in registers.breaks_of(series.id)}
        for item in registers.breaks_of(parts[0].series):
            if item.id not in own and not (item.kind == "scope" and item.date in removed):
                found.append(f"data/breaks.csv: break '{item.id}' of {parts[0].series} is not given for {series.id}")
    return found


def _empty(figures: pd.DataFrame, registers: Registers) -> list[str]:
    """Every series has a figure, published or computed."""
    there = set(figures["series"])
    return [
        f"data/series.csv: series '{s.id}' has no figure in data/published/ and no formula"
        for s in registers.series.values()
        if s.id not in there and not s.formula
    ]


def _vintages(figures, registers: Registers) -> list[str]:
    """No figure is older than the period it counts."""
    out = {(e.table, e.id): e for e in registers.editions}
    found = []
    ends = figures.groupby(["table", "edition"])["period_end"].max().reset_index()
    for table, edition, last in ends.astype(object).values.tolist():
        item = out[table, edition]
        if last is pd.NaT:
            if item.data_to:
                found.append(f"data/editions.csv: edition '{edition}' of '{table}' is undated, but has data_to")
            continue
        if item.published < last.date():
            found.append(
                f"data/editions.csv: edition '{edition}' of '{table}' was published {item.published}, "
                f"before the end of its last period {last.date()}"
            )
        if item.data_to != last.date():
            found.append(
                f"data/editions.csv: edition '{edition}' of '{table}' reaches {last.date()}, not {item.data_to}"
            )
    return found


def _notebooks(folder: Path) -> list[str]:
    if not folder.is_dir():
        return []
    from . import notebooks

    return [line for path in sorted(folder.glob("*.ipynb")) for line in notebooks.problems(path)]
