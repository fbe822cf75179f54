"""Which series there are, and their figures: in which edition, by which source, and who says otherwise."""

import math
from argparse import Namespace

import pandas as pd

from ..core.errors import NotFound, suggest
from ..core.periods import spans
from ..core.registers import Conflict, Registers
from ..core.schema import is_estimate
from ..core.words import KINDS, breakdown, by, day, figure, number
from ..store import catalogue
from ..store.figures import load, places, usual_place
from ..wording.caveats import STAMPS
from .printing import answer, columns, figure_json, registers_of, section, sources_text, wrapped


def series(arguments: Namespace) -> int:
    """List the series, or those in which all words occur."""
    table = catalogue.series(" ".join(arguments.text), data=arguments.data)
    return answer(arguments, lambda: {"series": table.to_dict("records")}, lambda: series_text(table))


def series_text(table: pd.DataFrame) -> str:
    """List series by kind: id, title, unit."""
    if table.empty:
        return "no series has these words; 'harmstats series' lists them all"
    width = max(table["series"].str.len())
    lines: list[str] = []
    for kind, heading in KINDS.items():
        rows = table.loc[table["kind"] == kind, ["series", "title", "unit"]].values
        named = [f"  {name:<{width}}  {title} [{unit}]" for name, title, unit in rows]
        lines += section(f"{heading} ({len(rows)})", named)
    return "\n".join(lines[1:])


def show(arguments: Namespace) -> int:
    """Show figures with edition, status, source, and what other sources say."""
    registers = registers_of(arguments)
    everywhere = arguments.geography == "all"
    place = None if everywhere else arguments.geography or usual_place(arguments.series, registers)
    wanted = {"geography": place, "period": arguments.period, "as_of": arguments.as_of, "data": arguments.data}
    figures = load(arguments.series, edition=arguments.edition, **wanted)
    vintages = load(arguments.series, edition="all", **wanted)
    if arguments.breakdown is not None:
        figures = _with_breakdown(figures, arguments.breakdown)

    def text() -> str:
        others = len(places(arguments.series, registers)) - figures["geography"].nunique()
        more = f"\n\n{others} other places have figures of this series: --geography NAME, or --geography all"
        return show_text(figures, vintages, registers) + (more if others and not everywhere else "")

    return answer(arguments, lambda: show_json(figures, vintages, registers), text)


def _with_breakdown(figures: pd.DataFrame, wanted: str) -> pd.DataFrame:
    """The figures of a breakdown, given in whole or by one of its parts."""
    chosen = figures[[wanted in (text, *text.split(";")) for text in figures["breakdown"]]]
    if chosen.empty:
        known = sorted(figures["breakdown"].unique())
        hint = suggest(wanted, known) or f" It has {', '.join(text or 'the whole' for text in known)}."
        raise NotFound(f"series '{figures['series'].iloc[0]}' has no breakdown '{wanted}'.{hint}")
    return chosen


def show_json(figures: pd.DataFrame, vintages: pd.DataFrame, registers: Registers) -> dict:
    """Return figures, the registered disagreements on them, who else states them, and all sources."""
    disputed = _disputed(figures, vintages)
    disagreements = [
        {
            "id": item.id,
            "kind": item.kind,
            "period": rows["period"].iloc[0],
            **{key: getattr(item, key) for key in ("geography", "breakdown", "used", "why")},
            "figures": [figure_json(row) for row in rows.to_dict("records")],
        }
        for item, rows in _disagreements(disputed, registers)
    ]
    repeats = _repeats(figures, registers)
    names = {*figures["source"], *disputed["source"], *(item["source"] for item in repeats)}
    return {
        "figures": [figure_json(row) for row in figures.to_dict("records")],
        "conflicts": disagreements,
        "repeats": repeats,
        "sources": {name: registers.sources[name] for name in sorted(names)},
    }


def show_text(figures: pd.DataFrame, vintages: pd.DataFrame, registers: Registers) -> str:
    """List figures, then what to know of them, then who disagrees or says the same, then their sources."""
    records = figures.to_dict("records")
    about = registers.series[records[0]["series"]]
    unit = about.unit
    lines = [about.title if unit.lower() in about.title.lower() else f"{about.title}, {unit}"]
    lines += [wrapped(f"Base: {about.base}. {about.note}".strip()), ""]
    table = []
    for row in records:
        what = row["period"], row["geography"], row["breakdown"], figure(row), row["status"]
        table.append((*what, by(row["dated"]) + day(row["published"]), row["edition"], _details(row)))
    lines += columns(table, right=(3,))
    inside = {name for row in records for name in row["breaks"].split(";")}
    breaks = [wrapped(f"{day(item.date)}: {item.note}") for item in registers.breaks if item.id in inside]
    lines += section("Breaks within these periods (compare with care, or not at all):", breaks)
    disputed = _disputed(figures, vintages)
    for item, rows in _disagreements(disputed, registers):
        lines += ["", f"Sources disagree on {rows['period'].iloc[0]}, {item.geography}{_part(item.breakdown)}:"]
        for row in rows.to_dict("records"):
            lines.append(wrapped(f"{number(row['value'], unit)}, {row['edition']}: {row['note'] or row['locator']}"))
        lines.append(wrapped(f"Charts use {item.used}: {item.why}"))
    repeats, stated = _repeats(figures, registers), []
    for repeat in repeats:
        form = "" if repeat["form"] == "exact" else f"{repeat['form']} "
        value = f"{form}{number(repeat['stated'], unit)} [{repeat['source']}]"
        stated.append(wrapped(f"{repeat['period']}{_part(repeat['breakdown'])}: {value}"))
    lines += section("Also stated by:", stated)
    lines += ["", STAMPS[about.kind]] if about.kind in STAMPS else []
    names = [*figures["source"], *disputed["source"], *(repeat["source"] for repeat in repeats)]
    return "\n".join([*lines, *sources_text(names, registers)])


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


def _disputed(figures: pd.DataFrame, vintages: pd.DataFrame) -> pd.DataFrame:
    """Every value of the figures on which sources disagree."""
    return vintages[vintages["conflict"].isin(set(figures["conflict"]) - {""})]


def _disagreements(disputed: pd.DataFrame, registers: Registers) -> list[tuple[Conflict, pd.DataFrame]]:
    """The registered disagreements, each with every value."""
    values = dict(list(disputed.groupby("conflict", sort=False)))
    return [(item, values[item.id]) for item in registers.conflicts if item.id in values]


def _repeats(figures: pd.DataFrame, registers: Registers) -> list[dict]:
    """Who else states these figures."""
    cells = zip(figures["series"], figures["geography"], figures["breakdown"], spans(figures), strict=True)
    periods = {(*cell, *days): name for (*cell, days), name in zip(cells, figures["period"], strict=True)}
    keys = ("geography", "breakdown", "table", "edition", "stated", "form", "source", "locator", "note")
    return [
        {"period": periods[item.cell]} | {key: getattr(item, key) for key in keys}
        for item in registers.repeats
        if item.cell in periods
    ]


def _part(text: str) -> str:
    return f", {breakdown(text)}" if text else ""
