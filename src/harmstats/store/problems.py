"""What is wrong with registers and published figures, and how much of them is cross-checked."""

from pathlib import Path

import pandas as pd

from ..core.errors import HarmstatsError
from ..core.formulas import parse
from ..core.paths import data_dir
from ..core.periods import day_of
from ..core.registers import Registers, read
from . import checks, clean, published


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
        A data folder that :func:`data_problems` finds nothing wrong with.

    Returns
    -------
    dict
        ``series``, ``editions``, ``sources``, ``conflicts``, ``repeats`` and the counts of
        :func:`harmstats.store.checks.summary`.
    """
    registers = read(data_dir(data))
    figures = clean.corrected(published.read(registers), registers)
    names = ("series", "editions", "sources", "conflicts", "repeats")
    return {name: len(getattr(registers, name)) for name in names} | checks.summary(figures, registers)


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
    there = {*figures["series"], *(series.id for series in registers.series.values() if series.formula)}
    nothing = "has no figure in data/published/ and no formula"
    return [f"data/series.csv: series '{name}' {nothing}" for name in registers.series if name not in there]


def _vintages(figures: pd.DataFrame, registers: Registers) -> list[str]:
    """No figure is older than the period it counts."""
    editions = {(edition.table, edition.id): edition for edition in registers.editions}
    lines = []
    for (table, name), stamp in figures.groupby(["table", "edition"])["period_end"].max().items():
        edition, last = editions[table, name], day_of(stamp)
        where = f"data/editions.csv: edition '{name}' of '{table}'"
        if last is not None and edition.published < last:
            lines.append(f"{where} was published {edition.published}, before the end of its last period {last}")
        if edition.data_to != last:
            reach = f"reaches {last}, not {edition.data_to}" if last else "is undated, but has data_to"
            lines.append(f"{where} {reach}")
    return lines
