"""Two periods, the whole length of a series, two editions: what may be said of the difference."""

import math
import textwrap
from argparse import Namespace
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from ..comparison import compare as comparing
from ..comparison import editions, slopes
from ..comparison import trend as trending
from ..comparison.change import change
from ..comparison.result import Comparison, Reason
from ..core.refusal import Refusal
from ..core.registers import Registers
from ..core.words import by, day, number
from ..wording import references
from ..wording.caveats import STAMPS
from .printing import WIDTH, answer, columns, figure_json, options, registers_of, section, sources_text, wrapped

INTERVAL_KEYS = ("low", "high", "unit", "percent_low", "percent_high", "confidence", "method", "note")
MOST = 20  # changes between two editions that are listed


def compare(arguments: Namespace) -> int:
    """Compare two periods; a no where they are not like for like."""
    comparison = comparing.compare(**options(arguments))
    return answer(
        arguments,
        lambda: compare_json(comparison, arguments.data),
        lambda: compare_text(comparison, registers_of(arguments)),
        no=not comparison.comparable,
    )


def compare_json(comparison: Comparison, data: str | Path | None = None) -> dict:
    """Return a comparison with the keys of the command contract; alternatives nested in the same form.

    ``interval`` has the limits of the change, or null; then ``no_interval`` says why.
    """
    limits, nearest = change(comparison, data=data), comparison.nearest
    refused = isinstance(limits, Refusal)
    return {
        "series": comparison.series,
        "from": figure_json(comparison.earlier),
        "to": figure_json(comparison.later),
        **{name: getattr(comparison, name) for name in ("change", "percent_change", "comparable", "reasons")},
        "nearest": _nearest_json(nearest) if nearest else None,
        "interval": None if refused else {name: getattr(limits, name) for name in INTERVAL_KEYS},
        "no_interval": limits.reason if isinstance(limits, Refusal) else None,
        "alternatives": [compare_json(other, data) for other in comparison.alternatives],
        "summary": comparison.summary(),
    }


def _nearest_json(nearest: Comparison) -> dict:
    a, b = nearest.earlier, nearest.later
    moved = {"change": nearest.change, "percent_change": nearest.percent_change}
    about = {"editions": [a["edition"], b["edition"]], "reasons": nearest.reasons}
    return {"from": a["period"], "to": b["period"]} | moved | about


def compare_text(comparison: Comparison, registers: Registers) -> str:
    """Say a comparison: the sentence, the reasons with their sources, what may be said instead."""
    lines = [textwrap.fill(comparison.summary(), WIDTH)]
    if comparison.comparable:
        lines.append(textwrap.fill(_limits(comparison, registers), WIDTH))
    for weight, heading in (("refuse", "Not comparable because:"), ("warn", "Take care:")):
        lines += section(heading, [_reason(item) for item in comparison.reasons if item.weight == weight])
    near = comparison.nearest
    if not comparison.comparable:
        text = "there is none in the editions held."
        if near:
            text = f"{near.summary()} {_limits(near, registers)} {near.caution}".strip()
        lines += section("Nearest valid comparison:", [wrapped(text)])
    for other in comparison.alternatives:
        without = "Without the part that entered or left:" if other.comparable else "Without that part, too, refused:"
        lines += section(without, [wrapped(f"{other.summary()} {other.caution}".strip())])
    names: list[str] = []
    for each in (comparison, *filter(None, [near]), *comparison.alternatives):
        names += [each.earlier["source"], each.later["source"], *(item.source for item in each.reasons)]
    return "\n".join([*lines, *sources_text(names, registers)])


def _limits(comparison: Comparison, registers: Registers) -> str:
    """The interval of a change, or why it has none."""
    limits = change(comparison, data=registers.folder)
    return f"No interval of the change: {limits.reason}" if isinstance(limits, Refusal) else limits.limits


def _reason(reason: Reason) -> str:
    when = f"{day(reason.date)}, " if reason.date else ""
    return wrapped(f"{when}{reason.kind}: {reason.label}. {reason.note} [{reason.source}]")


def trend(arguments: Namespace) -> int:
    """Tell a series by its comparable stretches; a no where there is none."""
    if arguments.style:
        references.check_style(arguments.style)
    result = trending.trend(**options(arguments, "style"))

    def text() -> str:
        if arguments.style:
            return references.bibliography(result.figures, arguments.style, data=arguments.data)
        return trend_text(result, registers_of(arguments))

    return answer(arguments, lambda: trend_json(result), text, no=not result.changes)


def _stretches(result: trending.Trend) -> Iterator[tuple[pd.DataFrame, slopes.Slope | Refusal]]:
    """The figures of every stretch, with the slope through them or why there is none."""
    parts = (rows for _, rows in result.figures.groupby("segment", sort=True))
    return zip(parts, slopes.slopes(result), strict=True)


def trend_json(result: trending.Trend) -> dict:
    """Return a trend: its stretches and figures, its changes, slopes or why there are none, the breaks."""
    fitted, refused, stretches = [], [], []
    changes = {change.earlier["period"]: change for change in result.changes}
    for rows, slope in _stretches(result):
        first, last = rows.iloc[0], rows.iloc[-1]
        ends, change = {"from": first["period"], "to": last["period"]}, changes.get(first["period"])
        moved = {name: getattr(change, name, None) for name in ("change", "percent_change")}
        stretches.append(ends | {"axis": first["axis"]} | moved | {"reasons": change.reasons if change else ()})
        where = {"segment": int(first["segment"]), **ends}
        if isinstance(slope, Refusal):
            refused.append(where | {"points": len(rows), "reason": slope.reason})
        else:
            fitted.append(where | slope.to_frame().to_dict("records")[0])
    rows = result.figures.to_dict("records")
    return {
        "series": result.series,
        "stretches": stretches,
        "figures": [figure_json(row) | {"segment": row["segment"], "stretch": row["segment"]} for row in rows],
        "changes": [compare_json(item, result.data) for item in result.changes],
        "slopes": fitted,
        "refusals": refused,
        "breaks": result.breaks,
    }


def trend_text(result: trending.Trend, registers: Registers) -> str:
    """Say a trend: the stretches, the breaks between them, the sources."""
    series = registers.series[result.series]
    changes = [wrapped(f"{item.summary()} {item.caution}".strip()) for item in result.changes]
    lines = [series.title, "", "What may be said (comparable from first to last):"]
    lines += [*(changes or ["  nothing: no two of these periods may be compared"]), "", *_slopes_text(result)]
    alone = result.figures.loc[~result.figures["segment"].duplicated(keep=False), "period"]
    lines += ["", f"Standing alone: {', '.join(alone)}"] if len(alone) else []
    cuts = [wrapped(f"{day(b.date)}: {b.label}. {b.note}") for b in result.breaks if b.weight == "refuse"]
    lines += section("Not told across:", cuts)
    lines += ["", STAMPS[series.kind]] if series.kind in STAMPS else []
    return "\n".join([*lines, *sources_text(result.figures["source"], registers)])


def _slopes_text(result: trending.Trend) -> list[str]:
    """The slope of every stretch of two figures or more, or why there is none."""
    lines, scatter = [], ""
    for rows, slope in _stretches(result):
        if not isinstance(slope, Refusal):
            lines.append(f"{slope.sentence} {slope.caution}".strip())
            scatter = " (intervals: scatter round the line, not recording error)"
        elif len(rows) > 1:
            lines.append(f"No slope: {slope.reason}")
    if not lines:
        return ["Change a year: none is fitted; a slope needs four points in one stretch."]
    return [f"Change a year, fitted inside each stretch{scatter}:", *map(wrapped, dict.fromkeys(lines))]


def diff(arguments: Namespace) -> int:
    """Say what one edition prints otherwise than another."""
    difference = editions.diff(**options(arguments))
    return answer(arguments, lambda: diff_json(difference), lambda: diff_text(difference))


def diff_json(difference: editions.Difference) -> dict:
    """Return the difference of two editions with the keys of the command contract, then what else is apart."""
    apart = ("rescoped", "new", "withdrawn", "outside")
    tables = {name: getattr(difference, name).drop(columns="axis").to_dict("records") for name in ("changes", *apart)}
    return {
        "from": difference.earlier.id,
        "to": difference.later.id,
        "changes": tables["changes"],
        **{name: getattr(difference, name) for name in ("unchanged", "appeared", "disappeared")},
        "ranked_by": editions.RANKED_BY,
        **{name: tables[name] for name in apart},
        "computed": difference.computed,
    }


def diff_text(difference: editions.Difference) -> str:
    """Say the difference of two editions: revised, re-scoped, new, withdrawn; the largest changes first."""
    earlier, later = (f"{e.id} ({by(e.dated)}{day(e.published)})" for e in (difference.earlier, difference.later))
    changes, rescoped, outside = difference.changes, difference.rescoped, difference.outside
    counts = (
        f"{len(changes):,} revised, {difference.unchanged:,} unchanged, {len(rescoped):,} re-scoped, "
        f"{len(difference.new):,} new, {len(difference.withdrawn):,} withdrawn, "
        f"{len(outside):,} of periods the later edition does not reach"
    )
    lines = [f"From {earlier} to {later}", counts]
    whole = changes["breakdown"] == ""
    for heading, rows in (
        ("Revised", changes[whole]),
        ("Revised, parts of a figure", changes[~whole]),
        ("Re-scoped: not like for like, so no revision", rescoped),
    ):
        lines += section(f"{heading} (ranked by {editions.RANKED_BY}):", _changed(rows.head(MOST)))
        lines += [f"and {len(rows) - MOST:,} more: --json lists them all"] if len(rows) > MOST else []
    for heading, rows in (
        ("New", difference.new),
        ("Withdrawn: in reach of the later edition, and not in it as held here", difference.withdrawn),
        ("Not withdrawn, but of periods that the later edition does not reach", outside),
    ):
        lines += section(f"{heading}:", _counted(rows))
    if difference.computed:
        lines += ["", "Years, sums and rates computed here from both editions follow from these and are not listed."]
    return "\n".join(lines)


def _changed(rows: pd.DataFrame) -> list[str]:
    """Figures that are other ones now: what they were, are, and by how much they moved."""
    table = []
    for row in rows.to_dict("records"):
        old, new, moved = (number(row[name], decimals=2) for name in ("old", "new", "change"))
        percent = "" if math.isnan(row["percent_change"]) else f"{row['percent_change']:+,.2f}%"
        values = old, new, f"{'+' if row['change'] > 0 else ''}{moved}", percent, row.get("why", "")
        table.append((row["series"], row["period"], row["geography"], row["breakdown"], *values))
    return columns(table, right=(4, 5, 6, 7))


def _counted(rows: pd.DataFrame) -> list[str]:
    """How many figures of each series and kind of period, from which to which."""
    table = []
    for (name, axis), part in rows.groupby(["series", "axis"], sort=False):
        periods, places = part["period"].unique(), part["geography"].unique()
        # the label of a part period has a "to" of its own
        span = f"{len(periods)} periods" if axis == "part periods" else f"{periods[0]} to {periods[-1]}"
        where = places[0] if len(places) == 1 else f"{len(places)} places"
        table.append((name, axis, span if len(periods) > 1 else periods[0], where, f"{len(part):,}"))
    return columns(table, right=(4,))
