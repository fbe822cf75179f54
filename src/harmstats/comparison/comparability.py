"""Where a comparison is refused: the reasons that part two figures, and the stretches of a series between them.

This is the one rule. What happened to a series is in the register of breaks; the other reasons are read off
the two figures: their edition, scope, measure, status, interval and size. A reason of weight ``refuse``
forbids the comparison, one of weight ``warn`` is told with it.
"""

import itertools
from collections.abc import Sequence
from datetime import date
from typing import Any

import pandas as pd

from ..core.periods import Period
from ..core.registers import Break, Registers, Series
from ..core.schema import is_estimate
from .result import Reason

CHANGES = ("change", "absolute change", "percentage change", "percentage points")
# Measures of a cohort of offences, to which outcomes are added for months.
COHORT = ("cohort", "share of assigned outcomes", "count")
SMALL = 100


def reasons(a: pd.Series, b: pd.Series, registers: Registers) -> tuple[Reason, ...]:
    """Say what forbids or qualifies a change between two figures of one series and place.

    Parameters
    ----------
    a, b : pandas.Series
        Rows of :func:`harmstats.load`, earlier and later.
    registers : Registers

    Returns
    -------
    tuple of Reason
        Those of the register first, in order of date. The two figures may be compared where none has
        the weight ``refuse``.
    """
    series = registers.series[a["series"]]
    registered = registers.breaks_of(series.id, a["geography"])
    listed = _between(registered, a, b) + _of_figures(series, a, b)
    if not registered or (series.kind == "court" and not listed):
        note = "The register holds no break between these periods; that is no proof that there is none."
        listed.append(Reason("register", None, note, b["source"], "warn", "No break registered"))
    return tuple(listed)


def segments(figures: pd.DataFrame, breaks: Sequence[Break]) -> pd.Series:
    """Number the comparable segments of one series in one place.

    Parameters
    ----------
    figures : DataFrame
        Rows of one series, geography and breakdown, with ``period_start`` and ``period_end``.
    breaks : sequence of Break
        As from :meth:`Registers.breaks_of`.

    Returns
    -------
    pandas.Series
        int, index of `figures`; rows with one number lie in one segment. A period that straddles a
        break, and one with a coverage gap, stands alone.
    """
    ordered = figures.sort_values(["period_end", "period_start"])
    spans = [span(row) for row in ordered[["period_start", "period_end", "edition"]].to_dict("records")]
    refusing = [b for b in breaks if b.weight == "refuse"]
    cuts = (any(b.parts(one, two) for b in refusing) for one, two in itertools.pairwise(spans))
    numbers = list(itertools.accumulate(cuts, initial=0))[: len(ordered)]
    return pd.Series(numbers, index=ordered.index, dtype="int64").reindex(figures.index)


def span(row: pd.Series | dict[str, Any]) -> tuple[date, date, str]:
    """First day, last day and edition of a figure, as :meth:`Break.parts` asks for them."""
    return row["period_start"].date(), row["period_end"].date(), row["edition"]


def _between(registered: Sequence[Break], a: pd.Series, b: pd.Series) -> list[Reason]:
    """The registered breaks that part the figures; and a difference of scope that no registered gap explains."""
    listed = []
    for item in registered:
        if item.parts(span(a), span(b)):
            # Left out of both figures, a force does not part them.
            alike = item.kind == "coverage" and a["scope"] and a["scope"] == b["scope"]
            weight = "warn" if alike else item.weight
            listed.append(Reason(item.kind, item.date, item.note, item.source, weight, item.label))
    if a["scope"] != b["scope"] and not any(r.kind == "coverage" and r.weight == "refuse" for r in listed):
        earlier, later = (f"{Period.of(row).label} is {row['scope'] or 'complete'}" for row in (a, b))
        source = b["source"] if b["scope"] else a["source"]
        listed.append(Reason("coverage", None, f"{earlier}, {later}.", source, "refuse", "Scope differs"))
    return listed


def _of_figures(series: Series, a: pd.Series, b: pd.Series) -> list[Reason]:
    """The reasons read off the figures, whatever happened between them."""
    listed: list[Reason] = []

    def add(kind: str, label: str, note: str, weight: str = "warn", source: str = b["source"]) -> None:
        listed.append(Reason(kind, None, note, source, weight, label))

    first, second = Period.of(a), Period.of(b)
    both, status = f"{first.label} and {second.label}", {a["status"], b["status"]}
    if a["edition"] != b["edition"]:
        editions = f"{a['edition']}, {b['edition']}"
        note = f"The figures come from two editions ({editions}); part of the change may be revision."
        add("edition", "Two editions", note)
    if first.overlaps(second):
        add("overlap", "Periods overlap", f"{both} share months, so the change is usually smaller than between others.")
    if first.months < 12 and first.start.month != second.start.month:
        add("season", "Different months", f"{both} are different months of the year; part of the change may be season.")
    for row in (a, b):
        if row["conflict"]:
            note = f"Sources disagree on {Period.of(row).label} ({row['conflict']}); 'show' lists all values."
            add("conflict", "Sources disagree", note, source=row["source"])
    if series.measure in CHANGES:
        note = "These are changes as published; one change is not compared with another."
        add("measure", "A change is no level", note, "refuse")
    if series.kind == "outcome" and series.measure in COHORT:
        if a["edition"] != b["edition"] and pd.isna(a["extracted"]) and pd.isna(b["extracted"]):
            note = (
                "Charges come late, so years compare at the same age only; "
                "when these counts were drawn is not published."
            )
            add("age", "Age of extract not known", note, "refuse")
        else:
            note = "Both years were drawn on one day, so the later one had less time for charges."
            add("age", "Later year had less time", note)
    if "official-provisional" in status and series.kind == "outcome":
        note = "The newest year is provisional: offences still open may yet be charged."
        add("provisional", "Provisional year", note)
    if is_estimate(series.kind, series.unit) and (pd.isna(a["low"]) or pd.isna(b["low"])):
        note = "No interval is published for both estimates, so a change may be chance."
        add("interval", "No interval published", note)
    method = f"{a['method']} {b['method']}"
    if "official-rounded" in status or "rounded" in method or "printed as" in method:
        note = "A figure is rounded, or a bound, as printed; a small change may be rounding."
        add("rounding", "Rounded figure", note)
    if "secondary" in status:
        note = "A figure is second-hand: somebody else reports what a publisher printed."
        add("source", "Second-hand figure", note)
    if series.kind == "court" and series.unit != "percent" and min(a["value"], b["value"]) < SMALL:
        add("small", "Small counts", f"A count is below {SMALL}; such counts vary much by chance.")
    return listed
