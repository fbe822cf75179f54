"""Answers as text for a terminal."""

import math
import textwrap

import pandas as pd

from .catalogue import publisher
from .comparison import Comparison, Reason
from .documents import conflicts, repeats
from .registers import Registers, is_estimate
from .wording import KINDS, STAMPS, breakdown, day, number

WIDTH = 100


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
    if stamp := STAMPS.get(series.kind):
        lines += ["", stamp]
    names = [
        r["source"] for r in held[held["conflict"] != ""].to_dict("records") if r["conflict"] in set(found["conflict"])
    ]
    names = [*(r["source"] for r in records), *names, *(r["source"] for r in said)]
    return "\n".join([*lines, "", "Sources:", *_sources(dict.fromkeys(names), registers)])


def _value(row: dict) -> str:
    """A value; a share of counts with two decimals, since it is not rounded at the source."""
    if row["value"] == 0 and row["unit"] == "percent" and row["status"] == "official-rounded":
        return "less than 0.5%"
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


def _part(text: str) -> str:
    return f", {breakdown(text)}" if text else ""


def trended(found, registers: Registers) -> str:
    """Say a trend: the stretches, the breaks between them, the sources."""
    series = registers.series[found.series]
    lines = [series.title, "", "What may be said (comparable from first to last):"]
    lines += [_wrapped(f"{change.summary()} {change.caution}".strip()) for change in found.changes]
    if not found.changes:
        lines.append("  nothing: no two of these periods may be compared")
    alone = found.figures[~found.figures["segment"].duplicated(keep=False)]["period"].tolist()
    lines += ["", f"Standing alone: {', '.join(alone)}"] if alone else []
    cuts = [b for b in found.breaks if b.weight == "refuse"]
    lines += ["", "Not told across:"] if cuts else []
    lines += [_wrapped(f"{day(b.date)}: {b.label}. {b.note}") for b in cuts]
    lines += ["", STAMPS[series.kind]] if series.kind in STAMPS else []
    return "\n".join([*lines, "", "Sources:", *_sources(dict.fromkeys(found.figures["source"]), registers)])


def differed(found, most: int = 40) -> str:
    """Say the difference of two editions, the largest changes first."""
    lines = [
        f"{found.earlier.id} (published {day(found.earlier.published)}) and {found.later.id} "
        f"(published {day(found.later.published)}): {len(found.changes):,} figures revised, "
        f"{found.unchanged:,} unchanged, {found.appeared:,} appeared, {found.disappeared:,} disappeared"
    ]
    shown = [
        (r["series"], r["period"], r["geography"], r["breakdown"], number(r["old"]), number(r["new"]),
         "" if math.isnan(r["percent_change"]) else f"{r['percent_change']:+.2f}%")
        for r in found.changes.head(most).to_dict("records")
    ]  # fmt: skip
    lines += ["", *_columns(shown, right=(4, 5, 6))] if shown else []
    rest = len(found.changes) - len(shown)
    return "\n".join([*lines, *([f"and {rest:,} more: --json lists them all"] if rest else [])])


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
