"""Answers as text for a terminal and as plain values for JSON."""

import math
import textwrap

import pandas as pd

from .catalogue import publisher
from .comparison import Comparison, Reason
from .registers import Registers

WIDTH = 100
FIGURE_KEYS = (
    "series", "period", "period_start", "period_end", "geography", "breakdown", "value", "unit", "low", "high",
    "method", "status", "edition", "published", "source", "breaks",
)  # fmt: skip
MORE_KEYS = ("scope", "dated", "table", "locator", "note")


def plain(row: dict) -> dict:
    """Turn one row into values that JSON knows: dates as text, missing as null."""
    return {key: _plain(value) for key, value in row.items()}


def figure(row: dict) -> dict:
    """Return a figure with the keys of the command contract first, then scope, table, locator, note."""
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


def number(value: float, unit: str = "") -> str:
    """Write a number for reading: thousands separated, counts whole, rates to one decimal, shares to one."""
    if value != value:
        return ""
    text = f"{value:,.0f}" if value == int(value) else f"{value:,.1f}"
    return f"{text}%" if unit == "percent" else text


def day(when) -> str:
    """Write a date as 23 April 2026."""
    return f"{when.day} {when:%B %Y}"


def series(found: pd.DataFrame) -> str:
    """List series: id, title, unit."""
    if found.empty:
        return "no series has these words; 'harmstats series' lists them all"
    width = max(found["series"].str.len())
    return "\n".join(f"{s:<{width}}  {title} [{unit}]" for s, title, unit in found[["series", "title", "unit"]].values)


def editions(found: pd.DataFrame) -> str:
    """List editions: table, id, day of publication, data up to."""
    lines = _columns(
        [
            (row["table"], row["edition"], ("" if row["dated"] == "exact" else "by ") + day(row["published"]),
             f"data to {day(row['data_to'])}", row["publisher"])
            for row in found.to_dict("records")
        ]
    )  # fmt: skip
    return "\n".join(lines)


def show(found: pd.DataFrame, registers: Registers) -> str:
    """List figures, then what to know of them, then their sources."""
    records = found.to_dict("records")
    unit = records[0]["unit"]
    title = registers.series[records[0]["series"]].title
    lines = [f"{title}, {unit}" if unit.lower() not in title.lower() else title, ""]
    lines += _columns(
        [
            (r["period"], r["geography"], r["breakdown"], number(r["value"], r["unit"]), r["status"],
             ("" if r["dated"] == "exact" else "by ") + day(r["published"]), r["edition"],
             "; ".join(filter(None, (r["scope"], r["method"], r["note"]))))
            for r in records
        ],
        right=(3,),
    )  # fmt: skip
    inside = [b for b in registers.breaks if any(b.id in r["breaks"].split(";") for r in records)]
    if inside:
        lines += ["", "Breaks within these periods (compare with care, or not at all):"]
        lines += [_wrapped(f"{day(b.date)}: {b.note}") for b in inside]
    if records[0]["kind"] == "recorded":
        lines += ["", "Police recorded crime shows what police recorded, not how much happened."]
    return "\n".join([*lines, "", "Sources:", *_sources(dict.fromkeys(r["source"] for r in records), registers)])


def compared(found: Comparison, registers: Registers) -> str:
    """Say a comparison: the sentence, the reasons with their sources, what may be said instead."""
    lines = [textwrap.fill(found.summary(), WIDTH)]
    refusing = [r for r in found.reasons if r.weight == "refuse"]
    care = [r for r in found.reasons if r.weight == "warn"]
    if refusing:
        lines += ["", "Not comparable because:", *(_reason(r) for r in refusing)]
    if care:
        lines += ["", "Take care:", *(_reason(r) for r in care)]
    if not found.comparable:
        near = found.nearest
        nearest = f"{near.summary()} {near.caution}" if near else "there is none in the editions held."
        lines += ["", "Nearest valid comparison:", _wrapped(nearest.strip())]
    for other in found.alternatives:
        lines += [
            "",
            "Without the part that entered or left:" if other.comparable else "Without that part, too, refused:",
        ]
        lines += [_wrapped(f"{other.summary()} {other.caution}".strip())]
    every = [found, *filter(None, [found.nearest]), *found.alternatives]
    sources = dict.fromkeys(
        name
        for each in every
        for name in (each.earlier["source"], each.later["source"], *(r.source for r in each.reasons))
    )
    return "\n".join([*lines, "", "Sources:", *_sources(sources, registers)])


def _reason(reason: Reason) -> str:
    when = f"{day(reason.date)}, " if reason.date else ""
    return _wrapped(f"{when}{reason.kind}: {reason.label}. {reason.note} [{reason.source}]")


def _sources(ids, registers: Registers) -> list[str]:
    lines = []
    for name in ids:
        item = registers.sources[name]
        when = item.get("issued", {}).get("date-parts", [[]])[0]
        text = f"[{name}] {publisher(registers, name)}: {item['title']}" + (
            f" ({'-'.join(f'{n:02d}' for n in when)})" if when else ""
        )
        lines.append(_wrapped(text) + (f"\n    {item['URL']}" if "URL" in item else ""))
    return lines


def _columns(table: list[tuple], right: tuple = ()) -> list[str]:
    """Align cells; a column that is empty in every row is left out."""
    kept = [i for i in range(len(table[0])) if any(row[i] for row in table)]
    widths = {i: max(len(row[i]) for row in table) for i in kept}
    return [
        "  ".join(f"{row[i]:>{widths[i]}}" if i in right else f"{row[i]:<{widths[i]}}" for i in kept).rstrip()
        for row in table
    ]


def _wrapped(text: str) -> str:
    return textwrap.fill(text, WIDTH, initial_indent="  ", subsequent_indent="    ", break_on_hyphens=False)


def _plain(value):
    if value is None or value is pd.NaT or (isinstance(value, float) and math.isnan(value)):
        return None
    if hasattr(value, "isoformat"):
        return value.isoformat()[:10]
    return int(value) if isinstance(value, float) and value == int(value) else value
