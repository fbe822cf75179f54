"""Answers as plain values for JSON, with the keys of the command contract first."""

import json
from typing import TYPE_CHECKING

from ..comparison.result import Comparison
from ..core.refusal import Refusal
from ..core.registers import Registers

if TYPE_CHECKING:  # a citation is one of these documents, and must not wait for pandas
    import pandas as pd

    from ..report.citation import Citation

FIGURE_KEYS = (
    "series", "period", "period_start", "period_end", "geography", "breakdown", "value", "unit", "low", "high",
    "method", "status", "edition", "published", "source", "breaks",
)  # fmt: skip
MORE_KEYS = (
    "scope", "numerator", "denominator", "extracted", "dated", "table", "locator", "note", "conflict", "used",
)  # fmt: skip
INTERVAL_KEYS = (
    "low", "high", "unit", "percent_low", "percent_high", "confidence", "method", "note",
)  # fmt: skip


def plain(row: dict) -> dict:
    """Turn one row into values that JSON knows: dates as text, missing as null."""
    return {key: _plain(value) for key, value in row.items()}


def figure(row: dict) -> dict:
    """Return a figure with the keys of the command contract first, then those of :data:`MORE_KEYS`."""
    found = plain({key: row[key] for key in FIGURE_KEYS + MORE_KEYS})
    return found | {"breaks": [name for name in row["breaks"].split(";") if name]}


def citation(found: "Citation", style: str = "text") -> dict:
    """Return a citation: sentence, caveats, references in each style for machines and in the one asked for.

    Parameters
    ----------
    found : Citation
    style : str
        One of :data:`harmstats.wording.references.STYLES`.

    Returns
    -------
    dict
        ``sentence, caveats, references, csl-json, attribution, refused, figures``; the figures as
        :func:`figure` gives them.
    """
    wanted = dict.fromkeys(("text", "markdown", "bibtex", *([style] if style != "csl-json" else [])))
    return {
        "sentence": found.sentence,
        "caveats": list(found.caveats),
        "references": {name: found.reference(name) for name in wanted},
        "csl-json": json.loads(found.reference("csl-json")),
        "attribution": found.attribution,
        "refused": found.refused,
        "figures": [figure(row) for row in found.figures],
    }


def comparison(found: Comparison, data=None) -> dict:
    """Return a comparison with the keys of the command contract; alternatives nested in the same form.

    ``interval`` has the limits of the change, or null; then ``no_interval`` says why.
    """
    from ..comparison.change import change

    limits = change(found, data=data)
    refused = isinstance(limits, Refusal)
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
        "interval": None if refused else plain({name: getattr(limits, name) for name in INTERVAL_KEYS}),
        "no_interval": limits.reason if refused else None,
        "alternatives": [comparison(other, data) for other in found.alternatives],
        "summary": found.summary(),
    }


def conflicts(found: "pd.DataFrame", held: "pd.DataFrame", registers: Registers) -> list[dict]:
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


def repeats(found: "pd.DataFrame", registers: Registers) -> list[dict]:
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
    """Return a trend: its figures with segment numbers, its changes, slopes or why there are none, the breaks."""
    from ..comparison.slopes import slopes

    fitted, refused = [], []
    for (segment, rows), slope in zip(found.figures.groupby("segment", sort=True), slopes(found), strict=True):
        where = {"segment": int(segment), "from": rows["period"].iloc[0], "to": rows["period"].iloc[-1]}
        if isinstance(slope, Refusal):
            refused.append(where | {"points": len(rows), "reason": slope.reason})
        else:
            fitted.append(where | plain(slope.to_frame().to_dict("records")[0]))
    return {
        "series": found.series,
        "figures": [figure(row) | {"segment": row["segment"]} for row in found.figures.to_dict("records")],
        "changes": [comparison(change, found.data) for change in found.changes],
        "slopes": fitted,
        "refusals": refused,
        "breaks": [plain(vars(b)) | {"series": list(b.series)} for b in found.breaks],
    }


def difference(found) -> dict:
    """Return the difference of two editions with the keys of the command contract, then what else is apart."""
    from ..comparison.editions import RANKED_BY

    apart = ("rescoped", "new", "withdrawn", "outside")
    tables = {
        name: [plain(row) for row in getattr(found, name).drop(columns="axis").to_dict("records")]
        for name in ("changes", *apart)
    }
    return {
        "from": found.earlier.id,
        "to": found.later.id,
        "changes": tables["changes"],
        "unchanged": found.unchanged,
        "appeared": found.appeared,
        "disappeared": found.disappeared,
        "ranked_by": RANKED_BY,
        **{name: tables[name] for name in apart},
        "computed": found.computed,
    }


def _days(*stamps) -> tuple:
    return tuple(None if stamp != stamp else stamp.date() for stamp in stamps)


def _plain(value):
    if value is None or value != value:  # NaN, or the NaT of a day
        return None
    if hasattr(value, "isoformat"):
        return value.isoformat()[:10]
    return int(value) if isinstance(value, float) and value == int(value) else value
