"""Text alternatives made from the figures drawn, never from hand."""

from __future__ import annotations

import pandas as pd

from . import style
from .drawn_figures import Mark

LONGEST = 215  # about 125 characters are asked for; place, period and two named values often need more


def join(words: list[str]) -> str:
    """Words with commas and a last "and".

    Examples
    --------
    >>> join(["a", "b", "c"])
    'a, b and c'
    """
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def amount(row, decimals: int | None) -> str:
    """The value of a row as text."""
    return style.number(row.value, row.unit, decimals_for(row.value, decimals))


def decimals_for(value: float, decimals: int | None) -> int:
    """Decimals of one value; those it needs by itself where a chart of several units has none in common."""
    return style.decimals_of([value]) if decimals is None else decimals


def span(rows: pd.DataFrame) -> str:
    """First to last period drawn."""
    rows = rows[rows["period_end"].notna()]
    if rows.empty:
        return "undated"
    ordered = rows.sort_values(["period_end", "period_start"])
    first, last = ordered["period"].iloc[0], ordered["period"].iloc[-1]
    if " to " in first + last:
        return f"{first.partition(' to ')[0]} to {last.rpartition(' to ')[2]}"
    return first if first == last else f"{first} to {last}"


def places(rows: pd.DataFrame) -> str:
    """The geographies drawn, or how many."""
    names = [name for name in dict.fromkeys(rows["geography"]) if name]
    return join(names) if len(names) <= 2 else f"{len(names)} areas"


def _count(number: int, word: str) -> str:
    return f"{'one' if number == 1 else number} {word}{'' if number == 1 else 's'}"


def line_alt(rows: pd.DataFrame, marks: list[Mark], measure: str, decimals: int, kind: str = "Line chart") -> str:
    """One sentence: chart type, measure, place, period, first and last comparable value, breaks.

    Two values are set against each other only where one comparable segment holds both.
    """
    cuts = sum(mark.weight == "refuse" for mark in marks)
    broken = f", cut by {_count(cuts, 'break')}" if cuts else ""
    lines = list(dict.fromkeys(rows["label"]))
    where = (
        f", {places(rows)}" if (places(rows) and rows["geography"].nunique() != len(lines)) or len(lines) == 1 else ""
    )
    if len(lines) == 1:
        last = rows[rows["stretch"] == rows["stretch"].max()]
        first, final = next(last.head(1).itertuples()), next(last.tail(1).itertuples())
        start = f"{kind} of {measure or lines[0]}{where}, {span(rows)}{broken}"
        if len(rows) == 1:
            return f"{start}: {amount(final, decimals)}."
        if len(last) == 1:
            return f"{start}: {amount(final, decimals)} in {final.period}, not comparable with earlier figures."
        if rows["stretch"].nunique() == 1:
            return f"{start}: from {amount(first, decimals)} to {amount(final, decimals)}."
        since = f"{amount(first, decimals)} in {first.period}"
        return f"{start}: comparable only from {since} to {amount(final, decimals)} in {final.period}."
    named = measure or (join(lines) if len(join(lines)) <= 60 else f"{len(lines)} series")
    text = f"{kind} of {named}{where}, {span(rows)}{broken}"
    ends = list(rows.drop_duplicates("label", keep="last").itertuples())
    highest, lowest = max(ends, key=lambda row: row.value), min(ends, key=lambda row: row.value)
    # what is counted in different units has no lowest and no highest
    extent = " to ".join(f"{amount(row, decimals)} ({row.label})" for row in (lowest, highest))
    told = [""] if rows["unit"].nunique() > 1 else [f"; latest from {extent}", ""]
    if len({row.period for row in ends}) == 1 and len(lines) <= style.MOST_CATEGORIES:
        told.insert(0, f"; latest: {join([f'{row.label} {amount(row, decimals)}' for row in ends])}")
    return f"{text}{next((words for words in told if len(text + words) < LONGEST), '')}."


def line_description(rows: pd.DataFrame, marks: list[Mark], decimals: int, *, brief: bool = False) -> str:
    """Every comparable segment with its first and last value, the breaks, and the points to take with care.

    Where `brief`, only the last comparable segment of each line: 43 forces would fill pages.
    """
    sentences = ["Last comparable stretch of each panel."] if brief else []
    for label, part in rows.groupby("label", sort=False):
        if brief:
            part = part[part["segment"] == part["segment"].max()]
        stretches = []
        for _, segment in part.groupby("segment"):
            first, last = next(segment.head(1).itertuples()), next(segment.tail(1).itertuples())
            one = f"{first.period} {amount(first, decimals)}"
            stretches.append(one if len(segment) == 1 else f"{one} to {last.period} {amount(last, decimals)}")
        sentences.append(f"{label}: {'; then, not joined to it, '.join(stretches)}.")
    for weight, word in (("refuse", "Not comparable across"), ("warn", "Gradual or smaller change at")):
        chosen = [f"{mark.when} ({', '.join(mark.labels)})" for mark in marks if mark.weight == weight]
        if chosen:
            sentences.append(f"{word} {join(chosen)}.")
    return " ".join([*sentences, *care(rows)])


def care(rows: pd.DataFrame) -> list[str]:
    """Sentences that name the provisional, partial and secondary points."""
    words = {"provisional": "Provisional", "scope": "Not the full area", "secondary": "Not read at the publisher"}
    sentences = []
    for kind, word in words.items():
        chosen = rows[rows["shape"] == kind]
        if len(chosen) > 12:
            sentences.append(f"{word}: {len(chosen)} points, {span(chosen)}.")
        elif len(chosen):
            several = rows["label"].nunique() > 1
            names = [f"{row.label} {row.period}" if several else row.period for row in chosen.itertuples()]
            sentences.append(f"{word}: {join(names)}.")
    return sentences


def rank_alt(rows: pd.DataFrame, measure: str, decimals: int, kind: str, reference) -> str:
    """One sentence for a ranking: what, how many rows, when, from which to which value."""
    when = f", {span(rows)}" if "period_end" in rows else ""
    where = places(rows)
    among = f", {where}" if where else ""
    low, high = rows.loc[rows["value"].idxmin()], rows.loc[rows["value"].idxmax()]
    extent = (
        f"from {amount(low, decimals)} ({low['label']}) to {amount(high, decimals)} ({high['label']})"
        if len(rows) > 1
        else (f"{amount(high, decimals)} ({high['label']})")
    )
    beside = (
        f"; {reference[1]} {style.number(reference[0], '', decimals)}"
        if reference and not _has_number(reference[1])
        else ""
    )
    return f"{kind} of {measure or 'values'}{among}{when}: {extent}{beside}."


def _has_number(text: str) -> bool:
    return any(character.isdigit() for character in text)


def rank_description(rows: pd.DataFrame, decimals: int, reference) -> str:
    """Every row with its value and 95% limits."""
    parts = []
    for row in rows.itertuples():
        limits = ""
        if pd.notna(row.low) and pd.notna(row.high):
            limits = f" ({style.number(row.low, row.unit, decimals)} to {style.number(row.high, row.unit, decimals)})"
        parts.append(f"{row.label} {amount(row, decimals)}{limits}")
    shown = rows.assign(period="") if "period" not in rows else rows
    line = [f"Reference: {reference[1]}."] if reference else []
    return " ".join([f"{'; '.join(parts)}.", *line, *care(shown)])
