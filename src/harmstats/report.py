"""Answers as text for a terminal and as plain values for JSON."""

import math
import textwrap

import pandas as pd

from .catalogue import publisher
from .comparison import Comparison, Reason
from .registers import Registers, is_estimate

WIDTH = 100
FIGURE_KEYS = (
    "series", "period", "period_start", "period_end", "geography", "breakdown", "value", "unit", "low", "high",
    "method", "status", "edition", "published", "source", "breaks",
)  # fmt: skip
MORE_KEYS = (
    "scope", "numerator", "denominator", "extracted", "dated", "table", "locator", "note", "conflict", "used",
)  # fmt: skip
KINDS = {
    "recorded": "Recorded by the police",
    "outcome": "Outcomes of police investigations",
    "court": "Prosecutors, courts and orders",
    "survey": "Surveys",
    "report": "Reports of imagery and of online harm",
    "helpline": "Helplines",
    "study": "Studies",
    "population": "Populations",
}


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


def number(value: float, unit: str = "", decimals: int = 1) -> str:
    """Write a number for reading: thousands separated, counts whole, others with `decimals`."""
    if value != value:
        return ""
    text = f"{value:,.0f}" if value == int(value) else f"{value:,.{decimals}f}"
    return f"{text}%" if unit == "percent" else text


def day(when) -> str:
    """Write a date as 23 April 2026."""
    return f"{when.day} {when:%B %Y}"


def series(found: pd.DataFrame) -> str:
    """List series by kind: id, title, unit."""
    if found.empty:
        return "no series has these words; 'harmstats series' lists them all"
    width = max(found["series"].str.len())
    lines = []
    for kind, heading in KINDS.items():
        rows = found.loc[found["kind"] == kind, ["series", "title", "unit"]].values
        if len(rows):
            lines += ["", f"{heading} ({len(rows)})"] if lines else [f"{heading} ({len(rows)})"]
            lines += [f"  {name:<{width}}  {title} [{unit}]" for name, title, unit in rows]
    return "\n".join(lines)


def editions(found: pd.DataFrame) -> str:
    """List editions: table, id, day of publication, data up to."""
    lines = _columns(
        [
            (row["table"], row["edition"], ("" if row["dated"] == "exact" else "by ") + day(row["published"]),
             "undated" if row["data_to"] is pd.NaT else f"data to {day(row['data_to'])}", row["publisher"])
            for row in found.to_dict("records")
        ]
    )  # fmt: skip
    return "\n".join(lines)


def show(found: pd.DataFrame, held: pd.DataFrame, registers: Registers) -> str:
    """List figures, then what to know of them, then who disagrees or says the same, then their sources.

    Parameters
    ----------
    found : DataFrame
        The figures asked for.
    held : DataFrame
        Every vintage of them, for what other sources say.
    registers : Registers
    """
    records = found.to_dict("records")
    series = registers.series[records[0]["series"]]
    unit = series.unit
    lines = [f"{series.title}, {unit}" if unit.lower() not in series.title.lower() else series.title]
    lines += [_wrapped(f"Base: {series.base}. {series.note}".strip()), ""]
    lines += _columns(
        [
            (r["period"], r["geography"], r["breakdown"], _value(r), r["status"],
             ("" if r["dated"] == "exact" else "by ") + day(r["published"]), r["edition"], _details(r))
            for r in records
        ],
        right=(3,),
    )  # fmt: skip
    inside = [b for b in registers.breaks if any(b.id in r["breaks"].split(";") for r in records)]
    if inside:
        lines += ["", "Breaks within these periods (compare with care, or not at all):"]
        lines += [_wrapped(f"{day(b.date)}: {b.note}") for b in inside]
    for item in conflicts(found, held, registers):
        lines += ["", f"Sources disagree on {item['period']}, {item['geography']}{_part(item['breakdown'])}:"]
        lines += [
            _wrapped(f"{number(f['value'], unit)}, {f['edition']}: {f['note'] or f['locator']}")
            for f in item["figures"]
        ]
        lines.append(_wrapped(f"Charts use {item['used']}: {item['why']}"))
    said = repeats(found, registers)
    if said:
        lines += ["", "Also stated by:"]
        lines += [
            _wrapped(f"{r['period']}{_part(r['breakdown'])}: {'' if r['form'] == 'exact' else r['form'] + ' '}"
                     f"{number(r['stated'], unit)} [{r['source']}]")
            for r in said
        ]  # fmt: skip
    if series.kind == "recorded":
        lines += ["", "Police recorded crime shows what police recorded, not how much happened."]
    names = [
        r["source"] for r in held[held["conflict"] != ""].to_dict("records") if r["conflict"] in set(found["conflict"])
    ]
    names = [*(r["source"] for r in records), *names, *(r["source"] for r in said)]
    return "\n".join([*lines, "", "Sources:", *_sources(dict.fromkeys(names), registers)])


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


def _days(*stamps) -> tuple:
    return tuple(None if stamp is pd.NaT else stamp.date() for stamp in stamps)


def _value(row: dict) -> str:
    """A value; a share of counts with two decimals, since it is not rounded at the source."""
    return number(row["value"], row["unit"], 1 if math.isnan(row["denominator"]) else 2)


def _details(row: dict) -> str:
    """What stands behind a value: interval, counts, what is missing, how it was made."""
    interval = counts = ""
    if not math.isnan(row["low"]):
        interval = f"({number(row['low'], decimals=2)} to {number(row['high'], row['unit'], 2)})"
    elif is_estimate(row["kind"], row["unit"]):
        interval = "no interval published"
    if not math.isnan(row["denominator"]):
        counts = f"{number(row['numerator'])} of {number(row['denominator'])}"
        drawn = "day of extract not published" if row["extracted"] is pd.NaT else f"extract of {day(row['extracted'])}"
        counts += f", {drawn}" if row["kind"] == "outcome" else ""
    return "; ".join(filter(None, (interval, counts, row["scope"], row["method"], row["note"])))


def _part(breakdown: str) -> str:
    return f", {breakdown}" if breakdown else ""


def counts(held: dict[str, int]) -> str:
    """Say how many figures there are and what stands behind them."""
    n = {name: f"{count:,}" for name, count in held.items()}
    return (
        f"{n['series']} series, {n['figures']} published figures in {n['editions']} editions, {n['sources']} sources\n"
        f"{n['cross_checked']} figures are cross-checked: {n['second_source']} by a second source, "
        f"{n['arithmetic']} by arithmetic\n"
        f"{n['one_secondary']} rest on one second-hand source; {n['conflicts']} disagreements are registered"
    )


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
