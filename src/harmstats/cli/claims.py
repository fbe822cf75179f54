"""Verdicts on claims: on those registered, on one of your own, on a file of them."""

from argparse import Namespace
from collections import Counter
from collections.abc import Sequence

from ..core.errors import HarmstatsError
from ..core.registers import Registers
from ..core.words import day, number
from ..factcheck import check as checking
from ..factcheck.statement import DIFFERS
from ..factcheck.verdict import NO_STATISTIC, NOT_LIKE, VERDICTS, Verdict
from .printing import answer, columns, options, registers_of, sources_text, wrapped

# What is said above the reasons of a kind; all others are why the verdict is what it is.
HEADINGS = {
    "base": "What is counted:",
    "edition": "What the editions say:",
    "conflict": "Sources disagree:",
    "beside": "Beside it:",
    "note": "To know:",
}


def claims(arguments: Namespace) -> int:
    """Say the verdicts on the registered claims; a no where the one asked for differs."""
    return _verdicts(arguments, checking.claims(**options(arguments)), one=arguments.name is not None)


def check(arguments: Namespace) -> int:
    """Check a claim, or every line of a file of claims; a no where the only one differs."""
    if arguments.file and (arguments.series or arguments.says):
        raise HarmstatsError("check takes a FILE, or --series and --says; not both")
    if arguments.file:
        return _verdicts(arguments, checking.check_file(arguments.file, data=arguments.data))
    if not (arguments.series and arguments.says and arguments.period):
        raise HarmstatsError("check needs a FILE, or --series, --says and --to")
    return _verdicts(arguments, (checking.check(**options(arguments, "file")),))


def _verdicts(arguments: Namespace, verdicts: Sequence[Verdict], one: bool = True) -> int:
    """Say verdicts: a page for a single one, a list for several."""
    single = verdicts[0] if len(verdicts) == 1 else None

    def text() -> str:
        return verdict_text(single, registers_of(arguments)) if single else list_text(verdicts)

    no = bool(one and single and single.verdict_now in (DIFFERS, NOT_LIKE))
    return answer(arguments, lambda: {"claims": [verdict_json(item) for item in verdicts]}, text, no=no)


def verdict_json(verdict: Verdict) -> dict:
    """Return a verdict with the keys of the command contract first, then what was claimed.

    Examples
    --------
    >>> from harmstats import claims
    >>> list(verdict_json(*claims("A1-09")))[:6]
    ['id', 'statement', 'stated', 'verdict_then', 'verdict_now', 'value_then']
    """
    claim = verdict.claim
    document = {name: value for name, value in vars(verdict).items() if name != "claim"}
    document |= {name: getattr(claim, name) for name in ("kind", "article", "printed", "series")}
    document |= {"from": claim.earlier, "to": claim.period}
    return document | {name: getattr(claim, name) for name in ("geography", "breakdown", "of")}


def list_text(verdicts: Sequence[Verdict]) -> str:
    """List verdicts: id, day of print, then and now, the words; last how many of each there are."""
    table = [("", "printed", "then", "now", "stated")]
    for item in verdicts:
        table.append((item.id, f"{item.claim.printed}", item.verdict_then, item.verdict_now, item.stated))
    counts = Counter(item.verdict_now for item in verdicts)
    now = ", ".join(f"{counts[name]} {name}" for name in VERDICTS if counts[name])
    return "\n".join([*columns(table), "", wrapped(f"{len(verdicts)} claims. Now: {now}.", "")])


def verdict_text(verdict: Verdict, registers: Registers) -> str:
    """Say one verdict in full: the claim, the verdicts and values, every reason, the sources."""
    lines = [wrapped(f"{verdict.id}: {verdict.statement}", "")]
    lines += [wrapped(f"Printed {day(verdict.claim.printed)}: '{verdict.stated}'", ""), ""]
    if verdict.verdict_now == NO_STATISTIC:
        lines.append(f"Verdict: {NO_STATISTIC}")
    else:
        lines.append(f"On that day:    {verdict.verdict_then}{_value(verdict.value_then, verdict)}")
        lines.append(f"Today:          {verdict.verdict_now}{_value(verdict.value_now, verdict)}")
        if verdict.like_for_like is not None:
            lines.append(f"Like for like:  {_value(verdict.like_for_like, verdict).removeprefix(', ')}")
    heading = ""
    for reason in verdict.reasons:
        above, heading = heading, HEADINGS.get(reason.kind, "Why:")
        lines += ["", heading] if heading != above else []
        when = ""
        if reason.date and reason.kind not in ("edition", "beside"):
            when = f"{day(reason.date)}, {reason.label}. "
        lines.append(wrapped(f"{when}{reason.note}" + (f" [{reason.source}]" if reason.source else "")))
    return "\n".join([*lines, *sources_text(verdict.sources, registers, dated=False)])


def _value(value: float | None, verdict: Verdict) -> str:
    if value is None:
        return ""
    text = number(value, verdict.unit)
    if verdict.claim.saying.change:
        text = f"{value:+,.{0 if value == int(value) else 1}f}" + ("%" if verdict.unit == "percent" else "")
    return f", {text}" if verdict.unit == "percent" else f", {text} {verdict.unit}"
