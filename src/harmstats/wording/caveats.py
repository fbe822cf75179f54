"""What must be known beside a figure or a change: the sentences under it, and the list after "Take care"."""

import math
from collections.abc import Iterable
from datetime import date
from typing import Any

from ..core.registers import Registers
from ..core.schema import is_estimate
from ..core.words import day

RECORDED = "Police recorded crime shows what police recorded, not how much happened."
SEARCHED = "Counts follow how much is searched for and reported, not how much exists."
# What a figure of a kind does not show: said wherever it is shown.
STAMPS = {"recorded": RECORDED, "report": SEARCHED}
BY_STATUS = {
    "secondary": "Second-hand: read where somebody else reports it.",
    "official-provisional": "Provisional: it will be revised.",
    "official-rounded": "Rounded at the source.",
}


def of_figure(row: dict[str, Any], registers: Registers) -> tuple[str, ...]:
    """Say what must be known beside a figure, the most important first.

    Parameters
    ----------
    row : dict
        A figure as :func:`harmstats.store.lookup.one` returns it.
    registers : Registers

    Returns
    -------
    tuple of str
        One sentence or more each, as they may be printed.
    """
    series = registers.series[row["series"]]
    sentences = [STAMPS.get(series.kind, ""), BY_STATUS.get(row["status"], "")]
    if is_estimate(series.kind, series.unit) and math.isnan(row["low"]):
        sentences.append("An estimate from a sample; no interval is published.")
    sentences += [f"Sources disagree: {c.why}" for c in registers.conflicts if c.id == row["conflict"]]
    within = row["breaks"].split(";")
    sentences += [f"Within the period, {day(b.date)}: {b.note}" for b in registers.breaks if b.id in within]
    if row["period_start"]:
        registered = registers.breaks_of(series.id, row["geography"], row["edition"])
        cuts = [b for b in registered if b.weight == "refuse" and not b.until and b.begun_by(row["period_start"])]
        sentences += [f"Not comparable with periods before {day(b.date)} ({b.label})." for b in cuts[-1:]]
    note = row["note"].rstrip(".")
    sentences.append(f"{note[:1].upper()}{note[1:]}." if note else "")
    return tuple(filter(None, sentences))


def dated(label: str, when: date | None) -> str:
    """Name a change of the rules with its month, where it has one.

    Examples
    --------
    >>> dated("Ex-partner rule", date(2020, 4, 1)), dated("Two editions", None)
    ('Ex-partner rule (April 2020)', 'Two editions')
    """
    return f"{label} ({when:%B %Y})" if when else label


def take_care(names: Iterable[str]) -> str:
    """Ask for care with what is named; nothing where nothing is.

    Examples
    --------
    >>> take_care(["Two editions", "Periods overlap"]), take_care([])
    ('Take care: Two editions; Periods overlap.', '')
    """
    named = "; ".join(names)
    return f"Take care: {named}." if named else ""
