"""Reports that keep themselves true: a Markdown text whose figures are expressions.

:mod:`harmstats.report.template` reads the template, :mod:`harmstats.report.expressions` gives the expressions their
values and :mod:`harmstats.report.pandoc` writes the result.
"""

import inspect
import re
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ..core.cells import past_day
from ..core.errors import HarmstatsError, few, suggest
from ..core.paths import data_dir
from ..core.registers import Registers
from ..core.words import day as in_words
from . import pandoc as printing
from . import template as templates
from .expressions import CLOSE, OPEN, Composer, Said, composer, standing


@dataclass(frozen=True)
class Change:
    """What one expression said before and says now, with the sentence around it, and why."""

    where: str
    what: str
    before: str
    after: str
    why: str


def render(
    file: str | Path, *, as_of: str | date | None = None, out: str | Path | None = None, data: str | Path | None = None
) -> str:
    """Render a report, and write it where `out` is given.

    Parameters
    ----------
    file : path
        A Markdown text with expressions; docs/reports.md documents them.
    as_of : str or date, optional
        With the editions known on this day.
    out : path, optional
        A file ending in ``.md``, ``.html`` or ``.docx``; charts of a Markdown report go beside it.
    data : path, optional
        Another data folder.

    Returns
    -------
    str
        The report as Markdown.

    Raises
    ------
    HarmstatsError
        One line with file, line and reason: an expression that is not valid, a broken template, a
        circular include, a day in the future, an ending that is not known.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder, "r.md")
    ...     _ = path.write_text('Recorded: {{ value("prc-stalking-8q", "YE Mar 2025") }}.')
    ...     print(render(path).splitlines()[0])
    Recorded: 135,628[^1].
    """
    path, when = _readable(file), _day(as_of)
    if out is None:
        return _made(path, composer(data_dir(data), as_of=when))
    target = Path(out)
    if target.suffix not in printing.FORMATS:
        hint = suggest(target.suffix, printing.FORMATS)
        raise HarmstatsError(f"--out {target}: must end in {', '.join(printing.FORMATS)}.{hint}")
    if target.resolve() in templates.files(path):
        raise HarmstatsError(f"--out {target.name}: is the report itself or a part of it; name another file")
    picture = "png" if target.suffix == ".docx" else "svg"
    with tempfile.TemporaryDirectory() as folder:
        charts = Path(folder, f"{target.stem}-charts")
        text = _made(path, composer(data_dir(data), as_of=when, charts=charts, picture=picture))
        printing.write(text, target, charts, path.parent, when or date.today())
    return text


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
        As :func:`render`; what was refused or not yet published on either day is told, not raised.
    """
    path, when = _readable(file), _day(day)
    versions = []
    for as_of in (when, None):
        made = composer(data_dir(data), as_of=as_of, lenient=True)
        versions.append((made.said, _sentences(_body(path, made))))
    (old, before), (new, after) = versions
    if len(old) != len(new):
        raise HarmstatsError(
            f"{path.name}: holds {len(old)} expressions on {when} and {len(new)} today; compare by eye"
        )
    return [
        Change(b.where, b.what, before[n], after[n], _why(a, b, made.registers))
        for n, (a, b) in enumerate(zip(old, new, strict=True))
        if _unmarked(a.text) != _unmarked(b.text) or bool(a.missing) != bool(b.missing)
    ]


def _why(old: Said, new: Said, registers: Registers) -> str:
    """Every reason that applies, the gravest first."""
    then, now = ({_cell(row): row for row in said.figures} for said in (old, new))
    both = [(then[cell], now[cell]) for cell in now if cell in then]
    same = [(a, b) for a, b in both if a["value"] == b["value"]]
    before = _crossed(old, registers)
    breaks = [name for name in _crossed(new, registers) if name not in before]
    told = [
        f"now refused: {new.missing}" if new.missing and new.refused else "",
        f"no longer there: {new.missing}" if new.missing and not new.refused else "",
        "refused then, allowed now" if old.missing and old.refused and not new.missing else "",
        "not yet published then" if old.missing and not old.refused else "",
        "now refused: a break lies between the two figures" if new.refused and not (old.refused or new.missing) else "",
        _listed("new period", [] if old.missing else [row["period"] for cell, row in now.items() if cell not in then]),
        _listed("left out", [] if new.missing else [row["period"] for cell, row in then.items() if cell not in now]),
        _listed("revised", [
            f"{a['period']}: {a['value']:,.10g} ({a['edition']}) is now {b['value']:,.10g} ({b['edition']})"
            for a, b in both if a["value"] != b["value"]
        ]),
        _listed("newer edition, same figure", [
            f"{few([x['period'] for x, y in same if (x['edition'], y['edition']) == pair], 2)}: {' is now '.join(pair)}"
            for pair in dict.fromkeys((a["edition"], b["edition"]) for a, b in same)
            if pair[0] != pair[1]
        ]),
        _listed("status", [
            f"{a['period']}: {a['status']}, now {b['status']}" for a, b in both if a["status"] != b["status"]
        ]),
        _listed("break that did not concern it then", [] if old.missing or new.missing else breaks),
    ]  # fmt: skip
    return " | ".join(filter(None, told)) or "other words or sources for the same figures"


def _crossed(said: Said, registers: Registers) -> list[str]:
    """Registered breaks between the first and the last day of what an expression shows."""
    found = []
    for name in dict.fromkeys(row["series"] for row in said.figures):
        rows = [row for row in said.figures if row["series"] == name and row["period_start"]]
        days = [_date(row[end]) for row in rows for end in ("period_start", "period_end")]
        found += [
            f"{b.label} ({in_words(b.date)})"
            for b in registers.breaks_of(name, rows[-1]["geography"], rows[-1]["edition"])
            if b.starts_within(min(days), max(days))
        ] if rows else []  # fmt: skip
    return found


def _date(when) -> date:
    return when.date() if hasattr(when, "date") else when


def _cell(row: dict) -> tuple:
    return row["series"], row["geography"], row["breakdown"], row["period"]


def _listed(name: str, found: list[str]) -> str:
    return f"{name}: {'; '.join(dict.fromkeys(found))}" if found else ""


def _made(path: Path, made: Composer) -> str:
    return f"{_plain(_body(path, made))}\n\n{_back(made)}"


def _body(path: Path, made: Composer) -> str:
    """Render the template, and see that every expression stands in it as it was given."""
    templates.files(path)
    body = templates.rendered(path, {name: _checked(name, made) for name in made.language})
    given = {said.text for said in made.said}
    shown = re.findall(f"{OPEN}([^{OPEN}{CLOSE}]*){CLOSE}", body)
    printing.check_seen(body, path.name)
    if own := re.search(r"\[\^\d+\]", re.sub(f"{OPEN}[^{CLOSE}]*{CLOSE}", "", body)):
        raise HarmstatsError(
            f"{path.name}: note {own[0]}: numbers belong to the expressions; give it a name, like [^a]"
        )
    if len(shown) != body.count(OPEN) or len(shown) != body.count(CLOSE) or not given.issuperset(shown):
        raise HarmstatsError(f"{path.name}: an expression was changed after it gave its text; show it as it is")
    return body


def _checked(name: str, made: Composer) -> Callable[..., str]:
    """An expression that says in plain words what is wrong with what it was given."""
    expression = made.language[name]
    known = inspect.signature(expression).parameters.values()
    placed = [p.name for p in known if p.kind is p.POSITIONAL_OR_KEYWORD]
    needed = [p.name for p in known if p.kind is p.POSITIONAL_OR_KEYWORD and p.default is p.empty]
    words = [p.name for p in known if p.kind is not p.VAR_POSITIONAL]
    endless = any(p.kind is p.VAR_POSITIONAL for p in known)
    quoted = ", ".join(f'"{word.upper()}"' for word in needed)
    right = f"write it like {name}({quoted})"

    def call(*given, **more):
        unknown = [word for word in more if word not in words]
        lacking = [word for word in needed[len(given) :] if word not in more]
        twice = [word for word in placed[: len(given)] if word in more]
        odd = [value for value in (*given, *more.values()) if not isinstance(value, str)]
        wrong = []
        if unknown:
            hint = suggest(unknown[0], words)
            wrong.append(f"{name} knows no '{unknown[0]}', only {', '.join(words)}.{hint}".rstrip("."))
        if lacking:
            wrong.append(f"{name} lacks {' and '.join(lacking)}; {right}")
        if twice:
            wrong.append(f"{name} is given {twice[0]} twice; {right}")
        if len(given) > len(placed) and not endless:
            wrong.append(f"{name} is given too much; {right}, and name what follows, as in geography=...")
        if odd:
            wrong.append(f"{name} takes text in quotes, which {str(odd[0])[:40]} is not; {right}")
        if wrong:
            raise HarmstatsError(f"{standing()}: {wrong[0]}")
        for text in (*given, *more.values()):
            printing.check_seen(text, standing())
        return expression(*given, **more)

    return call


def _readable(file: str | Path) -> Path:
    path = Path(file)
    try:
        path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise HarmstatsError(f"report {path.name}: cannot be read ({error.strerror})") from None
    except UnicodeDecodeError:
        raise HarmstatsError(f"report {path.name}: not UTF-8 text") from None
    return path.resolve()


def _day(text: str | date | None) -> date | None:
    otherwise = f"date {text}: lies in the future; what will be known then is not known"
    return None if text is None else past_day(text, otherwise)


def _back(made: Composer) -> str:
    """Notes, references and the day as known."""
    notes = [f"[^{n}]: {text}" for n, text in enumerate(made.notes, start=1)]
    listed = [f"{n}. {text}" for n, text in enumerate(made.bibliography(), start=1)]
    known = f"As known on {in_words(made.as_of or date.today())}, from harmstats. {made.attribution()}".strip()
    return "\n\n".join([*notes, "## References", "\n".join(listed), known]) + "\n"


def _plain(text: str) -> str:
    return text.replace(OPEN, "").replace(CLOSE, "")


def _unmarked(text: str) -> str:
    """Text without the numbers of its notes, which move when another expression changes."""
    return re.sub(r"\[\^\d+\]|\^\d+\^", "", text)


def _sentences(body: str) -> list[str]:
    """The sentence, or the line of a table, around each expression, in order."""
    found = []
    for match in re.finditer(f"{OPEN}(.*?){CLOSE}", body, re.S):
        start = max(body.rfind(mark, 0, match.start()) for mark in (". ", "\n\n", "\n- ", "\n* ", "! ", "? "))
        start = max(start, body.rfind(f"{CLOSE}\n{OPEN}", 0, match.start() + 1))
        ends = [at for mark in (". ", ".\n", "\n\n") if (at := body.find(mark, match.end())) >= 0]
        ends += [at for at in [body.find(f"{CLOSE}\n{OPEN}", match.end() - 1)] if at >= 0]
        piece = body[start + 1 : min(ends, default=len(body)) + 1]
        found.append(_as_read(piece))
    return found


def _as_read(piece: str) -> str:
    """Markdown as a reader sees it: no marks of notes, no escapes."""
    return re.sub(r"\\(.)", r"\1", " ".join(_unmarked(_plain(piece)).split())).lstrip("-*. ")
