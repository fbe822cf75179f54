"""Answers as plain values for JSON, with the keys of the command contract first."""

import math

import pandas as pd

from .comparison import Comparison
from .registers import Registers

FIGURE_KEYS = (
    "series", "period", "period_start", "period_end", "geography", "breakdown", "value", "unit", "low", "high",
    "method", "status", "edition", "published", "source", "breaks",
)  # fmt: skip
MORE_KEYS = (
    "scope", "numerator", "denominator", "extracted", "dated", "table", "locator", "note", "conflict", "used",
)  # fmt: skip


def plain(row: dict) -> dict:
    """Turn one row into values that JSON knows: dates as text, missing as null."""
    return {key: _plain(value) for key, value in row.items()}


def figure(row: dict) -> dict:
    """Return a figure with the keys of the command contract first, then those of :data:`MORE_KEYS`."""
    found = plain({key: row[key] for key in FIGURE_KEYS + MORE_KEYS})
    return found | {"breaks": [name for name in row["breaks"].split(";") if name]}


def comparison(found: Comparison) -> dict:
    """Return a comparison with the keys of the command contract; alternatives nested in the same form."""
    nearest = found.nearest and {
        "from": found.nearest.earlier["period"],
        "to": found.nearest.later["period"],
        "change": _plain(found.nearest.change),
        "percent_change": _plain(found.nearest.percent_change),
        "editions": [found.nearest.earlier["edition"], found.nearest.later["edition"]],
        "reasons": [plain(vars(reason)) for reason in found.nearest.reasons],
    }
    return {
        "series": found.series,
        "from": figure(found.earlier),
        "to": figure(found.later),
        "change": _plain(found.change),
        "percent_change": _plain(found.percent_change),
        "comparable": found.comparable,
        "reasons": [plain(vars(reason)) for reason in found.reasons],
        "nearest": nearest,
        "alternatives": [comparison(other) for other in found.alternatives],
        "summary": found.summary(),
    }


def conflicts(found: pd.DataFrame, held: pd.DataFrame, registers: Registers) -> list[dict]:
    """Return the registered disagreements on these figures, each with every value and what it counts."""
    wanted = set(found["conflict"]) - {""}
    items = []
    for item in registers.conflicts:
        if item.id in wanted:
            rows = held[held["conflict"] == item.id].to_dict("records")
            items.append(
                {"id": item.id, "kind": item.kind, "period": rows[0]["period"], "geography": item.geography,
                 "breakdown": item.breakdown, "used": item.used, "why": item.why,
                 "figures": [figure(row) for row in rows]}
            )  # fmt: skip
    return items


def repeats(found: pd.DataFrame, registers: Registers) -> list[dict]:
    """Return who else states these figures."""
    there = {
        (row.series, row.geography, row.breakdown, *_days(row.period_start, row.period_end)): row.period
        for row in found.itertuples()
    }
    keys = ("geography", "breakdown", "table", "edition", "stated", "form", "source", "locator", "note")
    return [
        {"period": there[item.cell]} | {key: _plain(getattr(item, key)) for key in keys}
        for item in registers.repeats
        if item.cell in there
    ]


def trend(found) -> dict:
    """Return a trend: its figures with segment numbers, its changes, the breaks."""
    return {
        "series": found.series,
        "figures": [figure(row) | {"segment": row["segment"]} for row in found.figures.to_dict("records")],
        "changes": [comparison(change) for change in found.changes],
        "breaks": [plain(vars(b)) | {"series": list(b.series)} for b in found.breaks],
    }


def difference(found) -> dict:
    """Return the difference of two editions with the keys of the command contract."""
    return {
        "from": found.earlier.id,
        "to": found.later.id,
        "changes": [plain(row) for row in found.changes.to_dict("records")],
        "unchanged": found.unchanged,
        "appeared": found.appeared,
        "disappeared": found.disappeared,
    }


def _days(*stamps) -> tuple:
    return tuple(None if stamp is pd.NaT else stamp.date() for stamp in stamps)


def _plain(value):
    if value is None or value is pd.NaT or (isinstance(value, float) and math.isnan(value)):
        return None
    if hasattr(value, "isoformat"):
        return value.isoformat()[:10]
    return int(value) if isinstance(value, float) and value == int(value) else value
