"""What new figures do to what was said: the verdicts on claims and the sentences of reports, before and after."""

import re
from dataclasses import dataclass
from pathlib import Path

from ..core.errors import HarmstatsError
from ..factcheck.check import claims
from . import template as templates
from .expressions import CLOSE, OPEN, Said, composer

# How many revised figures are named as the reason for one sentence.
MOST = 3


@dataclass(frozen=True)
class ClaimChange:
    """A claim whose verdict of today is another."""

    id: str
    was: str
    now: str
    value_was: float | None
    value_now: float | None


@dataclass(frozen=True)
class SentenceChange:
    """An expression of a report that gives something else, with the sentence around it, and why."""

    where: str
    what: str
    before: str
    after: str
    why: str


@dataclass(frozen=True)
class Told:
    """What is said on the figures of a data folder: verdicts by claim, expressions by report."""

    verdicts: dict
    reports: dict[str, tuple[tuple[Said, str], ...]]
    unread: dict[str, str]


def told(data: Path, reports: list[Path]) -> Told:
    """Judge every claim and render every report; a report that cannot be rendered is told apart."""
    found, unread = {}, {}
    for path in reports:
        try:
            found[path.name] = _expressions(path, data)
        except HarmstatsError as error:
            unread[path.name] = str(error)
    return Told({verdict.id: verdict for verdict in claims(data=data)}, found, unread)


def verdicts_changed(before: Told, after: Told) -> tuple[ClaimChange, ...]:
    """Return the claims whose verdict of today is not what it was."""
    return tuple(
        ClaimChange(name, old.verdict_now, new.verdict_now, old.value_now, new.value_now)
        for name, new in after.verdicts.items()
        if (old := before.verdicts.get(name)) and old.verdict_now != new.verdict_now
    )


def sentences_changed(before: Told, after: Told) -> tuple[SentenceChange, ...]:
    """Return the expressions of reports that say something else, in the order of the reports."""
    found = [SentenceChange(name, "report", "could be rendered", "cannot be rendered", why)
             for name, why in after.unread.items() if name not in before.unread]  # fmt: skip
    for name, new in after.reports.items():
        old = before.reports.get(name, ())
        if len(old) != len(new):
            gone = f"{len(old)} expressions", f"{len(new)} expressions"
            found.append(SentenceChange(name, "report", *gone, "it takes another way through its text"))
            continue
        found += [
            SentenceChange(two.where, two.what, was, now, _why(one, two))
            for (one, was), (two, now) in zip(old, new, strict=True)
            if _plain(one.text) != _plain(two.text)
        ]
    return tuple(found)


def _expressions(path: Path, data: Path) -> tuple[tuple[Said, str], ...]:
    made = composer(data, lenient=True)
    body = templates.rendered(path.resolve(), made.language)
    spans = [match.span() for match in re.finditer(f"{OPEN}[^{OPEN}{CLOSE}]*{CLOSE}", body)]
    if len(spans) != len(made.said):
        raise HarmstatsError(f"{path.name}: an expression was changed after it gave its text; show it as it is")
    return tuple((said, _around(body, *span)) for said, span in zip(made.said, spans, strict=True))


def _around(body: str, start: int, end: int) -> str:
    """The sentence, or the line of a list, in which an expression stands."""
    first = max(body.rfind(mark, 0, start) + len(mark) for mark in (". ", "! ", "? ", "\n\n", "\n- ", "\n* "))
    ends = [at for mark in (". ", ".\n", "\n\n") if (at := body.find(mark, end)) >= 0]
    piece = body[first if first > 1 else 0 : min(ends, default=len(body)) + 1]
    return re.sub(r"\\(.)", r"\1", " ".join(_plain(piece).split())).strip("-* ")


def _plain(text: str) -> str:
    """Text without fences and without the numbers of its notes, which move when another expression changes."""
    return re.sub(rf"[{OPEN}{CLOSE}]|\[\^\d+\]|\^\d+\^", "", text)


def _why(old: Said, new: Said) -> str:
    if new.missing or old.missing:
        return new.missing or "it was not there before"
    known = {figure["period"]: figure["value"] for figure in old.figures}
    added = [figure["period"] for figure in new.figures if figure["period"] not in known]
    if added:
        return f"new period: {', '.join(dict.fromkeys(added))}"
    moved = [
        f"{figure['period']} revised from {known[figure['period']]:,.10g} to {figure['value']:,.10g} "
        f"({figure['edition']})"
        for figure in new.figures
        if known[figure["period"]] != figure["value"]
    ]
    shown = list(dict.fromkeys(moved))
    more = [f"and {len(shown) - MOST} more"] if len(shown) > MOST else []
    return "; ".join([*shown[:MOST], *more]) or "the same figures in a newer edition"
