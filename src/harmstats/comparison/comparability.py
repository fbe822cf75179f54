"""The one rule: whether figures may be compared, why not, and the stretches of a series within which they may be.

What happened to a series is in the register of breaks; the other reasons are read off the two figures: their
edition, scope, measure, status, interval and size. A reason of weight ``refuse`` forbids the comparison, one of
weight ``warn`` is told with it. What forbids is written once, for a figure as for a column of figures:
:func:`comparable` answers for any number of pairs at once, :func:`reasons` puts the answer for one into words.
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any, TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ..core.paths import data_dir
from ..core.periods import Period
from ..core.registers import Break, Registers, Series, read
from ..core.schema import is_estimate
from .result import Reason
from .selection import Data

CHANGES = ("change", "absolute change", "percentage change", "percentage points")
# Measures of a cohort of offences, to which outcomes are added for months.
COHORT = ("cohort", "share of assigned outcomes", "count")
SMALL = 100
# What figures of one line over time have in common.
LINE = ("series", "geography", "breakdown", "axis")
# What the rule asks of a figure, and how it is compared.
ASKED = {"geography": "O", "period_start": "M8[D]", "period_end": "M8[D]", "edition": "O", "scope": "O"}
Figures: TypeAlias = pd.Series | pd.DataFrame  # a row of :func:`harmstats.load`, or many
Columns: TypeAlias = dict[str, NDArray[Any]]
Answer: TypeAlias = NDArray[np.bool_]


def comparable(a: Figures, b: Figures, registers: Registers) -> Answer:
    """Say whether figures may be compared: nothing between them, and nothing about them, forbids it.

    Parameters
    ----------
    a, b : pandas.Series or pandas.DataFrame
        Rows of :func:`harmstats.load`, earlier and later, of one series and place; or frames of rows of one
        series, each row of `a` with the row of `b` in the same position.
    registers : Registers

    Returns
    -------
    numpy.ndarray
        bool, one for each pair.
    """
    name = next(iter(np.ravel(a["series"])), "")
    series, first, second = registers.series.get(name), _asked(a), _asked(b)
    forbidden = _differ("scope", first, second) | _no_level(series) | _age_unknown(series, first, second)
    for item in registers.breaks_of(name):
        forbidden |= _parts(item, first, second) & _forbids(item, first, second)
    return ~forbidden


def stretches(figures: pd.DataFrame, registers: Registers) -> pd.Series:
    """Number the stretches of figures that may all be compared with one another.

    In order of time a new stretch begins with each figure that may not be compared with every one before it in
    its stretch. So a period that straddles a break stands alone, and one with a gap in coverage.

    Parameters
    ----------
    figures : DataFrame
        Dated rows of :func:`harmstats.load`, of any number of series, places and breakdowns. Where there is no
        ``axis``, periods of all kinds count as one line.
    registers : Registers

    Returns
    -------
    pandas.Series
        int, index of `figures`; from 0 on within one series, place, breakdown and kind of period.
    """
    numbers = pd.Series(0, index=range(len(figures)))
    needed = figures[[name for name in figures if name in {*LINE, *ASKED, "extracted"}]]
    ordered = needed.reset_index(drop=True).sort_values(["period_end", "period_start"])
    for _, rows in ordered.groupby("series"):
        lines = list(rows.groupby([name for name in LINE if name in rows]).indices.values())
        pairs = np.hstack([line[np.array(np.triu_indices(len(line), 1))] for line in lines])
        earlier, later = pairs[:, ~comparable(rows.iloc[pairs[0]], rows.iloc[pairs[1]], registers)]
        refused = np.full(len(rows), -1)  # the last one before each figure that it may not be compared with
        np.maximum.at(refused, later, earlier)
        for line in lines:
            number = start = 0
            for at in line:
                if refused[at] >= start:
                    number, start = number + 1, at
                numbers[rows.index[at]] = number
    return numbers.set_axis(figures.index)


def segments(figures: pd.DataFrame, breaks: Iterable[Break] | None = None, *, data: Data = None) -> pd.Series:
    """Number the stretches of figures that may all be compared with one another, as :func:`stretches` does.

    Parameters
    ----------
    figures : DataFrame
        Dated rows of :func:`harmstats.load`.
    breaks : iterable of Break, optional
        The register of breaks, as from :func:`harmstats.breaks`; that of the data folder without it. Those of
        other series and places are passed over.
    data : path, optional
        Another data folder.

    Returns
    -------
    pandas.Series
        int, index of `figures`; rows of one series, place, breakdown and kind of period with one number may
        be compared.

    Examples
    --------
    >>> import harmstats as hs
    >>> figures = hs.load("prc-stalking-8q", geography="England and Wales")
    >>> years = figures[(figures["axis"] == "years ending March") & (figures["breakdown"] == "")]
    >>> segments(years).tolist()
    [0, 0, 0, 0, 1, 1, 2, 2, 2, 2, 2]
    """
    registers = read(data_dir(data))
    return stretches(figures, registers if breaks is None else replace(registers, breaks=tuple(breaks)))


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
        Those of the register first, in order of date. One of them has the weight ``refuse`` just where
        :func:`comparable` says no.
    """
    series = registers.series[a["series"]]
    registered = registers.breaks_of(series.id, a["geography"])
    listed = _between(registered, a, b) + _of_figures(series, a, b)
    if not registered or (series.kind == "court" and not listed):
        note = "The register holds no break between these periods; that is no proof that there is none."
        listed.append(Reason("register", None, note, b["source"], "warn", "No break registered"))
    return tuple(listed)


def _asked(figures: Figures) -> Columns:
    """What the rule asks of a figure, or of each in a frame."""
    columns = {name: np.asarray(figures[name], kind) for name, kind in ASKED.items()}
    return columns | {"undrawn": np.asarray(pd.isna(figures["extracted"]))}


def _differ(name: str, a: Columns, b: Columns) -> Answer:
    return np.asarray(a[name] != b[name])


def _parts(item: Break, a: Columns, b: Columns) -> Answer:
    """Whether a break concerns the place and parts the figures."""
    here = np.isin(a["geography"], item.geography) if item.geography else np.True_
    first, second = ((side["period_start"], side["period_end"], side["edition"]) for side in (a, b))
    return here & item.parts(first, second)


def _forbids(item: Break, a: Columns, b: Columns) -> Answer:
    """Whether a break forbids to compare the figures it parts: left out of both, a force does not."""
    alike = (a["scope"] != "") & ~_differ("scope", a, b)
    return ~np.asarray(alike & (item.kind == "coverage")) & (item.weight == "refuse")


def _no_level(series: Series | None) -> bool:
    return series is not None and series.measure in CHANGES


def _is_cohort(series: Series | None) -> bool:
    return series is not None and series.kind == "outcome" and series.measure in COHORT


def _age_unknown(series: Series | None, a: Columns, b: Columns) -> Answer:
    """Whether counts of a cohort may have had more or less time: of two editions, neither with its day of extract."""
    return _differ("edition", a, b) & a["undrawn"] & b["undrawn"] & _is_cohort(series)


def _between(registered: Iterable[Break], a: pd.Series, b: pd.Series) -> list[Reason]:
    """The registered breaks that part the figures; and a difference of scope that no registered gap explains."""
    listed, first, second = [], _asked(a), _asked(b)
    for item in registered:
        if _parts(item, first, second):
            weight = "refuse" if _forbids(item, first, second) else "warn"
            listed.append(Reason(item.kind, item.date, item.note, item.source, weight, item.label))
    if _differ("scope", first, second) and not any(r.kind == "coverage" and r.weight == "refuse" for r in listed):
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
    if _no_level(series):
        note = "These are changes as published; one change is not compared with another."
        add("measure", "A change is no level", note, "refuse")
    if _is_cohort(series):
        if _age_unknown(series, _asked(a), _asked(b)):
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
