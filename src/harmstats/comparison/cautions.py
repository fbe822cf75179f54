"""What two figures say of themselves against comparing them, or for care.

The register of breaks knows what happened to a series; these reasons are read off the figures: their
measure, status, edition, interval and size.
"""

import pandas as pd

from ..core.periods import label
from ..core.registers import Series
from ..core.schema import is_estimate
from .result import Reason

CHANGES = ("change", "absolute change", "percentage change", "percentage points")
# Measures of a cohort of offences, to which outcomes are added for months.
COHORT = ("cohort", "share of assigned outcomes", "count")
SMALL = 100


def cautions(series: Series, a: pd.Series, b: pd.Series) -> list[Reason]:
    """Return reasons read off two figures of a series, earlier and later.

    Parameters
    ----------
    series : Series
    a, b : pandas.Series
        Rows of :func:`harmstats.load`.

    Returns
    -------
    list of Reason
    """
    found = []
    for item in (a, b):
        if item["conflict"]:
            when = label(item["period_start"].date(), item["period_end"].date())
            note = f"Sources disagree on {when} ({item['conflict']}); 'show' lists all values."
            found.append(Reason("conflict", None, note, item["source"], "warn", "Sources disagree"))
    status, method = {a["status"], b["status"]}, f"{a['method']} {b['method']}"
    unlike = a["edition"] != b["edition"] and pd.isna(a["extracted"]) and pd.isna(b["extracted"])
    cohort = series.kind == "outcome" and series.measure in COHORT
    checks = (
        (series.measure in CHANGES, "measure", "refuse", "A change is no level",
         "These are changes as published; one change is not compared with another."),
        (cohort and unlike, "age", "refuse", "Age of extract not known",
         "Charges come late, so years compare at the same age only; when these counts were drawn is not published."),
        (cohort and not unlike, "age", "warn", "Later year had less time",
         "Both years were drawn on one day, so the later one had less time for charges."),
        ("official-provisional" in status and series.kind == "outcome", "provisional", "warn", "Provisional year",
         "The newest year is provisional: offences still open may yet be charged."),
        (is_estimate(series.kind, series.unit) and (pd.isna(a["low"]) or pd.isna(b["low"])), "interval", "warn",
         "No interval published", "No interval is published for both estimates, so a change may be chance."),
        ("official-rounded" in status or "rounded" in method or "printed as" in method, "rounding", "warn",
         "Rounded figure", "A figure is rounded, or a bound, as printed; a small change may be rounding."),
        ("secondary" in status, "source", "warn", "Second-hand figure",
         "A figure is second-hand: somebody else reports what a publisher printed."),
        (series.kind == "court" and series.unit != "percent" and min(a["value"], b["value"]) < SMALL, "small", "warn",
         "Small counts", f"A count is below {SMALL}; such counts vary much by chance."),
    )  # fmt: skip
    return found + [
        Reason(kind, None, note, b["source"], weight, label) for holds, kind, weight, label, note in checks if holds
    ]
