"""What other figures do to the sentences of a report: each expression before and after, and why it changed."""

import re
from dataclasses import dataclass, field
from datetime import date
from operator import itemgetter
from pathlib import Path

import pandas as pd

from ..core.errors import HarmstatsError, few
from ..core.paths import data_dir
from ..core.registers import Registers, read
from ..core.words import day as in_words
from .expressions import CLOSE, FENCED, MIDDLE, OPEN, Expression, Language
from .render import body, known_by, readable

# Where a sentence, a list or a chart on a line of its own begins and ends.
STARTS = (". ", "! ", "? ", "\n\n", "\n- ", "\n* ", f"{CLOSE}\n{OPEN}")
ENDS = (". ", ".\n", "\n\n", f"{CLOSE}\n{OPEN}")


@dataclass(frozen=True)
class Change:
    """What one expression said before and says now, with the sentence around it, and why."""

    where: str
    what: str
    before: str
    after: str
    why: str


@dataclass(frozen=True)
class Reading:
    """A report as it reads with the figures of a day: its expressions, each in its sentence; or why it has none."""

    name: str
    registers: Registers = field(repr=False)
    expressions: tuple[Expression, ...] = ()
    sentences: tuple[str, ...] = ()
    failure: str = ""


def reading(path: Path, registers: Registers, as_of: date | None = None) -> Reading:
    """Render a report as known on a day, with gaps where a figure is missing or refused.

    Raises
    ------
    HarmstatsError
        As :func:`harmstats.report.render.render`.
    """
    language = Language(registers, as_of, lenient=True)
    text = body(path, language)
    return Reading(path.name, registers, tuple(language.expressions), _sentences(text, language.expressions))


def since(file: str | Path, day: str | date, *, data: str | Path | None = None) -> list[Change]:
    """Say which expressions of a report give something else than they did on a day, and why.

    Parameters
    ----------
    file : path
    day : str or date
        The day of the earlier version.
    data : path, optional
        Another data folder.

    Returns
    -------
    list of Change
        In the order of the report; empty where nothing has changed.

    Raises
    ------
    HarmstatsError
        As :func:`harmstats.report.render.render`; what was refused or not yet published on either day is
        told, not raised.
    """
    path, when, registers = readable(file), known_by(day), read(data_dir(data))
    before, after = reading(path, registers, when), reading(path, registers)
    then, now = len(before.expressions), len(after.expressions)
    if then != now:
        raise HarmstatsError(f"{path.name}: holds {then} expressions on {when} and {now} today; compare by eye")
    return changes(before, after)


def changes(before: Reading, after: Reading) -> list[Change]:
    """Return the expressions of a report that give something else in a later reading of it, in its order."""
    if after.failure:
        change = Change(after.name, "report", "could be rendered", "cannot be rendered", after.failure)
        return [] if before.failure else [change]
    if len(before.expressions) != len(after.expressions):
        then, now = (f"{len(version.expressions)} expressions" for version in (before, after))
        return [Change(after.name, "report", then, now, "it takes another way through its text")]
    return [
        Change(new.where, new.what, before.sentences[number], after.sentences[number], _why(old, new, after.registers))
        for number, (old, new) in enumerate(zip(before.expressions, after.expressions, strict=True))
        if _without_notes(old.text) != _without_notes(new.text) or bool(old.missing) != bool(new.missing)
    ]


def _why(before: Expression, after: Expression, registers: Registers) -> str:
    """Every reason that applies, the gravest first."""
    reasons = []
    if after.missing:
        reasons.append(f"{'now refused' if after.refused else 'no longer there'}: {after.missing}")
    if before.missing and not before.refused:
        reasons.append("not yet published then")
    elif before.missing and not after.missing:
        reasons.append("refused then, allowed now")
    if after.refused and not after.missing and not before.refused:
        reasons.append("now refused: a break lies between the two figures")
    if not before.missing and not after.missing:
        reasons += _reasons(before, after, registers)
    return " | ".join(reasons) or "other words or sources for the same figures"


def _reasons(before: Expression, after: Expression, registers: Registers) -> list[str]:
    cell = itemgetter("series", "geography", "breakdown", "period")
    then, now = ({cell(row): row for row in expression.figures} for expression in (before, after))
    pairs = [(then[key], now[key]) for key in now if key in then]
    newer: dict[str, list[str]] = {}
    for old, new in pairs:
        if old["value"] == new["value"] and old["edition"] != new["edition"]:
            newer.setdefault(f"{old['edition']} is now {new['edition']}", []).append(old["period"])
    known = _breaks_within(before, registers)
    breaks = [name for name in _breaks_within(after, registers) if name not in known]
    listed = {
        "new period": [row["period"] for key, row in now.items() if key not in then],
        "left out": [row["period"] for key, row in then.items() if key not in now],
        "revised": [
            f"{old['period']}: {old['value']:,.10g} ({old['edition']}) is now {new['value']:,.10g} ({new['edition']})"
            for old, new in pairs
            if old["value"] != new["value"]
        ],
        "newer edition, same figure": [f"{few(periods, 2)}: {editions}" for editions, periods in newer.items()],
        "status": [
            f"{old['period']}: {old['status']}, now {new['status']}"
            for old, new in pairs
            if old["status"] != new["status"]
        ],
        "break that did not concern it then": breaks,
    }
    return [f"{name}: {'; '.join(dict.fromkeys(parts))}" for name, parts in listed.items() if parts]


def _breaks_within(expression: Expression, registers: Registers) -> list[str]:
    """Registered breaks between the first and the last day of what an expression shows."""
    labels = []
    for series in dict.fromkeys(row["series"] for row in expression.figures):
        rows = [row for row in expression.figures if row["series"] == series and row["period_start"]]
        days = [pd.Timestamp(row[end]).date() for row in rows for end in ("period_start", "period_end")]
        for b in registers.breaks_of(series, rows[-1]["geography"], rows[-1]["edition"]) if rows else ():
            if b.starts_within(min(days), max(days)):
                labels.append(f"{b.label} ({in_words(b.date)})")
    return labels


def _sentences(text: str, expressions: list[Expression]) -> tuple[str, ...]:
    """The sentence, or the line of a table, around each expression; of one that is not shown, what it gave."""
    spans: dict[int, tuple[int, int]] = {}
    for match in FENCED.finditer(text):
        spans.setdefault(int(match[1]), match.span())
    sentences = []
    for number, expression in enumerate(expressions):
        piece = expression.text
        if number in spans:
            first, last = spans[number]
            start = max(text.rfind(mark, 0, first + 1) for mark in STARTS)
            end = min((at for mark in ENDS if (at := text.find(mark, last - 1)) >= 0), default=len(text))
            piece = re.sub(f"{OPEN}\\d+{MIDDLE}|{CLOSE}", "", text[start + 1 : end + 1])
        sentences.append(re.sub(r"\\(.)", r"\1", " ".join(_without_notes(piece).split())).lstrip("-*. "))
    return tuple(sentences)


def _without_notes(text: str) -> str:
    """Text without the numbers of its notes, which move when another expression changes."""
    return re.sub(r"\[\^\d+\]|\^\d+\^", "", text)
