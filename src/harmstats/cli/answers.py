"""Answers as text for a terminal."""

import math
import textwrap

import pandas as pd

from ..comparison.result import Comparison, Reason
from ..core.refusal import Refusal
from ..core.registers import Registers
from ..core.schema import is_estimate
from ..core.words import KINDS, STAMPS, breakdown, by, day, figure, number
from .documents import conflicts, repeats

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
            (r["period"], r["geography"], r["breakdown"], figure(r), r["status"],
             by(r["dated"]) + day(r["published"]), r["edition"], _details(r))
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
    lines += ["", *_slopes(found)]
    alone = found.figures[~found.figures["segment"].duplicated(keep=False)]["period"].tolist()
    lines += ["", f"Standing alone: {', '.join(alone)}"] if alone else []
    cuts = [b for b in found.breaks if b.weight == "refuse"]
    lines += ["", "Not told across:"] if cuts else []
    lines += [_wrapped(f"{day(b.date)}: {b.label}. {b.note}") for b in cuts]
    lines += ["", STAMPS[series.kind]] if series.kind in STAMPS else []
    return "\n".join([*lines, "", "Sources:", *_sources(dict.fromkeys(found.figures["source"]), registers)])


def _slopes(found) -> list[str]:
    """The slope of every stretch of two figures or more, or why there is none."""
    from ..comparison.slopes import slopes

    said, fitted = [], False
    for (_, rows), slope in zip(found.figures.groupby("segment", sort=True), slopes(found), strict=True):
        if isinstance(slope, Refusal):
            said += [] if len(rows) == 1 else [f"No slope: {slope.reason}"]
        else:
            said.append(f"{slope.sentence} {slope.caution}".strip())
            fitted = True
    if not said:
        return ["Change a year: none is fitted; a slope needs four points in one stretch."]
    scatter = " (intervals: scatter round the line, not recording error)" if fitted else ""
    return [f"Change a year, fitted inside each stretch{scatter}:", *map(_wrapped, dict.fromkeys(said))]


def differed(found, most: int = 20) -> str:
    """Say the difference of two editions: revised, re-scoped, new, withdrawn; the largest changes first."""
    from ..comparison.editions import RANKED_BY

    one, two = (f"{e.id} ({by(e.dated)}{day(e.published)})" for e in (found.earlier, found.later))
    counts = {
        "revised": len(found.changes), "unchanged": found.unchanged, "re-scoped": len(found.rescoped),
        "new": len(found.new), "withdrawn": len(found.withdrawn),
        "of periods the later edition does not reach": len(found.outside),
    }  # fmt: skip
    lines = [f"From {one} to {two}", ", ".join(f"{n:,} {name}" for name, n in counts.items())]
    whole = found.changes["breakdown"] == ""
    for heading, rows in (
        ("Revised", found.changes[whole]),
        ("Revised, parts of a figure", found.changes[~whole]),
        ("Re-scoped: not like for like, so no revision", found.rescoped),
    ):
        if len(rows):
            shown = _columns(_changed(rows.head(most)), right=(4, 5, 6, 7))
            lines += ["", f"{heading} (ranked by {RANKED_BY}):", *shown]
            lines += [f"and {len(rows) - most:,} more: --json lists them all"] if len(rows) > most else []
    for heading, rows in (
        ("New", found.new),
        ("Withdrawn: in reach of the later edition, and not in it as held here", found.withdrawn),
        ("Not withdrawn, but of periods that the later edition does not reach", found.outside),
    ):
        lines += ["", f"{heading}:", *_tallied(rows)] if len(rows) else []
    if found.computed:
        lines += ["", "Years, sums and rates computed here from both editions follow from these and are not listed."]
    return "\n".join(lines)


def _changed(rows: pd.DataFrame) -> list[tuple]:
    return [
        (r["series"], r["period"], r["geography"], r["breakdown"], number(r["old"], decimals=2),
         number(r["new"], decimals=2), f"{'+' if r['change'] > 0 else ''}{number(r['change'], decimals=2)}",
         "" if math.isnan(r["percent_change"]) else f"{r['percent_change']:+,.2f}%", r.get("why", ""))
        for r in rows.to_dict("records")
    ]  # fmt: skip


def _tallied(rows: pd.DataFrame) -> list[str]:
    """How many figures of each series and kind of period, from which to which."""
    found = []
    for (name, axis), part in rows.groupby(["series", "axis"], sort=False):
        periods = list(dict.fromkeys(part["period"]))
        places = part["geography"].unique()
        where = places[0] if len(places) == 1 else f"{len(places)} places"
        if len(periods) > 1:  # the label of a part period has a "to" of its own
            periods = [f"{len(periods)} periods" if axis == "part periods" else f"{periods[0]} to {periods[-1]}"]
        found.append((name, axis, periods[0], where, f"{len(part):,}"))
    return _columns(found, right=(4,))


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
    if found.comparable:
        lines.append(textwrap.fill(_limits(found, registers), WIDTH))
    refusing = [r for r in found.reasons if r.weight == "refuse"]
    care = [r for r in found.reasons if r.weight == "warn"]
    if refusing:
        lines += ["", "Not comparable because:", *(_reason(r) for r in refusing)]
    if care:
        lines += ["", "Take care:", *(_reason(r) for r in care)]
    if not found.comparable:
        near = found.nearest
        nearest = "there is none in the editions held."
        if near:
            nearest = f"{near.summary()} {_limits(near, registers)} {near.caution}"
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


def _limits(found: Comparison, registers: Registers) -> str:
    """The interval of a change, or why it has none."""
    from ..comparison.change import change

    limits = change(found, data=registers.folder)
    return f"No interval of the change: {limits.reason}" if isinstance(limits, Refusal) else limits.limits


def _reason(reason: Reason) -> str:
    when = f"{day(reason.date)}, " if reason.date else ""
    return _wrapped(f"{when}{reason.kind}: {reason.label}. {reason.note} [{reason.source}]")


def _sources(ids, registers: Registers) -> list[str]:
    lines = []
    for name in ids:
        item = registers.sources[name]
        when = item.get("issued", {}).get("date-parts", [[]])[0]
        text = f"[{name}] {registers.publisher(name)}: {item['title']}" + (
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
