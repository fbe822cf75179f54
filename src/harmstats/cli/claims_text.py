"""Verdicts on claims as text for a terminal and as plain values for JSON."""

import textwrap

from ..core.registers import Registers
from ..core.words import day, number
from ..factcheck.statement import CHANGES, DIFFERS
from ..factcheck.verdict import NO_STATISTIC, NOT_LIKE, VERDICTS, Verdict
from .answers import WIDTH
from .documents import plain

HEADINGS = {
    "base": "What is counted:",
    "edition": "What the editions say:",
    "conflict": "Sources disagree:",
    "beside": "Beside it:",
    "note": "To know:",
}
# The verdicts on which a caller ends with exit code 1, where one claim is asked for.
NO = (DIFFERS, NOT_LIKE)


def as_json(found: Verdict) -> dict:
    """Return a verdict with the keys of the command contract first, then more of it.

    Examples
    --------
    >>> from harmstats.claiming import claims
    >>> list(as_json(*claims("A1-09")))[:6]
    ['id', 'statement', 'stated', 'verdict_then', 'verdict_now', 'value_then']
    """
    claim = found.claim
    values = {name: getattr(found, name) for name in ("value_then", "value_now", "like_for_like")}
    values = plain(values)
    return {
        "id": found.id,
        "statement": found.statement,
        "stated": found.stated,
        "verdict_then": found.verdict_then,
        "verdict_now": found.verdict_now,
        "value_then": values["value_then"],
        "value_now": values["value_now"],
        "reasons": [plain(vars(reason)) for reason in found.reasons],
        "sources": list(found.sources),
        "like_for_like": values["like_for_like"],
        "unit": found.unit,
        "kind": claim.kind,
        "article": claim.article,
        "printed": claim.printed.isoformat(),
        "series": claim.series,
        "from": claim.earlier,
        "to": claim.period,
        "geography": claim.geography,
        "breakdown": claim.breakdown,
        "of": claim.of,
    }


def as_text(found: tuple[Verdict, ...], registers: Registers) -> str:
    """Say verdicts: a page for one, a short list for several.

    Parameters
    ----------
    found : tuple of Verdict
    registers : Registers

    Returns
    -------
    str
    """
    return page(found[0], registers) if len(found) == 1 else listed(found)


def listed(found: tuple[Verdict, ...]) -> str:
    """List verdicts: id, day of print, then and now, the words; last how many of each there are."""
    width = max(len(verdict) for one in found for verdict in (one.verdict_then, one.verdict_now))
    wide = max(len(one.id) for one in found)
    lines = [f"{'':<{wide}}  {'printed':<10}  {'then':<{width}}  {'now':<{width}}  stated"]
    lines += [
        f"{one.id:<{wide}}  {one.claim.printed}  {one.verdict_then:<{width}}  {one.verdict_now:<{width}}  {one.stated}"
        for one in found
    ]
    counts = {verdict: sum(one.verdict_now == verdict for one in found) for verdict in VERDICTS}
    told = ", ".join(f"{n} {verdict}" for verdict, n in counts.items() if n)
    return "\n".join([*lines, "", _wrapped(f"{len(found)} claims. Now: {told}.", "")])


def page(found: Verdict, registers: Registers) -> str:
    """Say one verdict in full: the claim, the verdicts and values, every reason, the sources."""
    claim = found.claim
    lines = [
        _wrapped(f"{found.id}: {found.statement}", ""),
        _wrapped(f"Printed {day(claim.printed)}: '{found.stated}'", ""),
        "",
    ]
    if found.verdict_now == NO_STATISTIC:
        lines.append(f"Verdict: {NO_STATISTIC}")
    else:
        lines += [
            f"On that day:    {found.verdict_then}{_value(found.value_then, found)}",
            f"Today:          {found.verdict_now}{_value(found.value_now, found)}",
        ]
        if found.like_for_like is not None:
            lines.append(f"Like for like:  {_value(found.like_for_like, found).removeprefix(', ')}")
    heading = ""
    for reason in found.reasons:
        new = HEADINGS.get(reason.kind, "Why:")
        if new != heading:
            lines += ["", new]
            heading = new
        source = f" [{reason.source}]" if reason.source else ""
        dated = reason.date and reason.kind not in ("edition", "beside")
        refused = f"{day(reason.date)}, {reason.label}. " if dated else ""
        lines.append(_wrapped(f"{refused}{reason.note}{source}"))
    if found.sources:
        lines += ["", "Sources:"]
        for name in found.sources:
            item = registers.sources[name]
            lines.append(_wrapped(f"[{name}] {registers.publisher(name)}: {item['title']}"))
            if "URL" in item:
                lines.append(f"    {item['URL']}")
    return "\n".join(lines)


def _value(value: float | None, found: Verdict) -> str:
    if value is None:
        return ""
    if found.claim.saying and found.claim.saying.relation in CHANGES:
        text = f"{value:+,.1f}" if value != int(value) else f"{value:+,.0f}"
        return f", {text}{'%' if found.unit == 'percent' else ' ' + found.unit}"
    text = number(value, found.unit)
    return f", {text}" if found.unit == "percent" else f", {text} {found.unit}"


def _wrapped(text: str, indent: str = "  ") -> str:
    after = indent + "  " if indent else ""
    return textwrap.fill(text, WIDTH, initial_indent=indent, subsequent_indent=after, break_on_hyphens=False)
