"""Text alternatives made from the figures drawn, never from hand."""

from __future__ import annotations

import pandas as pd

from . import style
from .drawn_figures import BreakMark

LONGEST = 215  # about 125 characters are asked for; place, period and two named values often need more


def join(words: list[str]) -> str:
    """Words with commas and a last "and".

    Examples
    --------
    >>> join(["a", "b", "c"])
    'a, b and c'
    """
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def covered(rows: pd.DataFrame) -> str:
    """First to last period drawn."""
    dated = rows[rows["period_end"].notna()].sort_values(["period_end", "period_start"])
    if dated.empty:
        return "undated"
    first, last = dated["period"].iloc[0], dated["period"].iloc[-1]
    if " to " in first + last:
        return f"{first.partition(' to ')[0]} to {last.rpartition(' to ')[2]}"
    return str(first) if first == last else f"{first} to {last}"


def places(rows: pd.DataFrame) -> str:
    """The geographies drawn, or how many."""
    names = [name for name in dict.fromkeys(rows["geography"]) if name]
    return join(names) if len(names) <= 2 else f"{len(names)} areas"


def line_alt(rows: pd.DataFrame, marks: list[BreakMark], measure: str, kind: str = "Line chart") -> str:
    """One sentence: chart type, measure, place, period, first and last comparable value, breaks.

    Two values are set against each other only where one comparable stretch holds both.
    """
    lines = list(dict.fromkeys(rows["label"]))
    where = places(rows) if len(lines) == 1 or rows["geography"].nunique() != len(lines) else ""
    named = measure or (join(lines) if len(join(lines)) <= 60 else f"{len(lines)} series")
    cuts = sum(mark.weight == "refuse" for mark in marks)
    broken = f", cut by {'one break' if cuts == 1 else f'{cuts} breaks'}" if cuts else ""
    start = f"{kind} of {named}{where and f', {where}'}, {covered(rows)}{broken}"
    if len(lines) == 1:
        return f"{start}{_course(rows)}."
    last = rows.drop_duplicates("label", keep="last")
    endings = []
    if last["period"].nunique() == 1 and len(lines) <= style.MOST_CATEGORIES:
        each = [f"{label} {text}" for label, text in zip(last["label"], last["text"], strict=True)]
        endings.append(f"; latest: {join(each)}")
    if rows["unit"].nunique() == 1:  # what is counted in different units has no lowest and no highest
        endings.append(f"; latest from {_extent(last)}")
    return f"{start}{next((words for words in endings if len(start + words) < LONGEST), '')}."


def _extent(rows: pd.DataFrame) -> str:
    lowest, highest = rows.loc[rows["value"].idxmin()], rows.loc[rows["value"].idxmax()]
    return f"{lowest['text']} ({lowest['label']}) to {highest['text']} ({highest['label']})"


def _course(rows: pd.DataFrame) -> str:
    """From where to where one line went in its last comparable stretch."""
    stretch = rows[rows["stretch"] == rows["stretch"].max()]
    first, last = stretch.iloc[0], stretch.iloc[-1]
    if len(rows) == 1:
        return f": {last['text']}"
    if len(stretch) == 1:
        return f": {last['text']} in {last['period']}, not comparable with earlier figures"
    if len(stretch) == len(rows):
        return f": from {first['text']} to {last['text']}"
    return f": comparable only from {first['text']} in {first['period']} to {last['text']} in {last['period']}"


def line_description(rows: pd.DataFrame, marks: list[BreakMark], *, brief: bool = False) -> str:
    """Every comparable segment with its first and last value, the breaks, and the points to take with care.

    Where `brief`, only the last comparable segment of each line: 43 forces would fill pages.
    """
    sentences = ["Last comparable stretch of each panel."] if brief else []
    for label, line in rows.groupby("label", sort=False):
        if brief:
            line = line[line["segment"] == line["segment"].max()]
        segments = []
        for _, segment in line.groupby("segment"):
            first, last = (f"{row['period']} {row['text']}" for _, row in segment.iloc[[0, -1]].iterrows())
            segments.append(first if len(segment) == 1 else f"{first} to {last}")
        sentences.append(f"{label}: {'; then, not joined to it, '.join(segments)}.")
    for weight, words in (("refuse", "Not comparable across"), ("warn", "Gradual or smaller change at")):
        chosen = [f"{mark.when} ({', '.join(mark.labels)})" for mark in marks if mark.weight == weight]
        if chosen:
            sentences.append(f"{words} {join(chosen)}.")
    return " ".join([*sentences, *_care(rows)])


def _care(rows: pd.DataFrame) -> list[str]:
    """Sentences that name the provisional, partial and secondary points."""
    words = {"provisional": "Provisional", "scope": "Not the full area", "secondary": "Not read at the publisher"}
    sentences = []
    for shape, word in words.items():
        chosen = rows[rows["shape"] == shape]
        if len(chosen) > 12:
            sentences.append(f"{word}: {len(chosen)} points, {covered(chosen)}.")
        elif len(chosen):
            periods = chosen.get("period", [""] * len(chosen))
            several = rows["label"].nunique() > 1
            names = [f"{a} {b}" if several else b for a, b in zip(chosen["label"], periods, strict=True)]
            sentences.append(f"{word}: {join(names)}.")
    return sentences


def rank_alt(rows: pd.DataFrame, measure: str, kind: str, reference: tuple[float, str] | None) -> str:
    """One sentence for a ranking: what, how many rows, when, from which to which value."""
    when = f", {covered(rows)}" if "period_end" in rows else ""
    where = places(rows)
    only = rows.iloc[0]
    extent = f"from {_extent(rows)}" if len(rows) > 1 else f"{only['text']} ({only['label']})"
    beside = ""
    if reference and not any(character.isdigit() for character in reference[1]):
        beside = f"; {reference[1]} {style.number(reference[0], '', only['decimals'])}"
    return f"{kind} of {measure or 'values'}{where and f', {where}'}{when}: {extent}{beside}."


def rank_description(rows: pd.DataFrame, reference: tuple[float, str] | None) -> str:
    """Every row with its value and 95% limits."""
    each = [f"{row.label} {row.text}{f' ({limits(row)})' if limits(row) else ''}" for row in rows.itertuples()]
    line = [f"Reference: {reference[1]}."] if reference else []
    return " ".join([f"{'; '.join(each)}.", *line, *_care(rows)])


def limits(row) -> str:
    """The 95% limits of a row; empty where there are none."""
    if pd.isna(row.low) or pd.isna(row.high):
        return ""
    low, high = (style.number(limit, row.unit, row.decimals) for limit in (row.low, row.high))
    return f"{low} to {high}"
