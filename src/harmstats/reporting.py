"""Reports that keep themselves true: a Markdown text whose figures are expressions.

:mod:`harmstats.templates` reads the template, :mod:`harmstats.composing` gives the expressions their
values and :mod:`harmstats.printing` writes the result.
"""

import re
import tempfile
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from . import printing, templates
from .composing import CLOSE, OPEN, Composer, Said, composer
from .errors import HarmstatsError, suggest
from .paths import data_dir
from .tables import parse_day
from .wording import day as in_words


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
        Change(b.where, b.what, before[n], after[n], _why(a, b))
        for n, (a, b) in enumerate(zip(old, new, strict=True))
        if _unmarked(a.text) != _unmarked(b.text) or bool(a.missing) != bool(b.missing)
    ]


def _why(old: Said, new: Said) -> str:
    if new.missing:
        return f"now refused: {new.missing}" if new.refused else f"no longer there: {new.missing}"
    if old.missing:
        return "not yet published then" if not old.refused else "refused then, allowed now"
    if new.refused and not old.refused:
        return "now refused: a break lies between the two figures"
    periods = [[f["period"] for f in said.figures] for said in (old, new)]
    added = [period for period in periods[1] if period not in periods[0]]
    if added:
        return f"new period: {', '.join(dict.fromkeys(added))}"
    moved = [
        f"{a['period']}: {a['value']:,.10g} ({a['edition']}) is now {b['value']:,.10g} ({b['edition']})"
        for a, b in zip(old.figures, new.figures, strict=False)
        if a["value"] != b["value"]
    ]
    return f"revised: {'; '.join(dict.fromkeys(moved))}" if moved else "other words or sources for the same figures"


def _made(path: Path, made: Composer) -> str:
    return f"{_plain(_body(path, made))}\n\n{_back(made)}"


def _body(path: Path, made: Composer) -> str:
    """Render the template, and see that every expression stands in it as it was given."""
    templates.files(path)
    body = templates.rendered(path, made.language)
    given = {said.text for said in made.said}
    shown = re.findall(f"{OPEN}([^{OPEN}{CLOSE}]*){CLOSE}", body)
    if len(shown) != body.count(OPEN) or len(shown) != body.count(CLOSE) or not given.issuperset(shown):
        raise HarmstatsError(f"{path.name}: an expression was changed after it gave its text; show it as it is")
    return body


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
    if text is None:
        return None
    when = parse_day(text)
    if when > date.today():
        raise HarmstatsError(f"date {when}: lies in the future; what will be known then is not known")
    return when


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
        ends = [at for mark in (". ", ".\n", "\n\n") if (at := body.find(mark, match.end())) >= 0]
        piece = body[start + 1 : min(ends, default=len(body)) + 1]
        found.append(_as_read(piece))
    return found


def _as_read(piece: str) -> str:
    """Markdown as a reader sees it: no marks of notes, no escapes."""
    return re.sub(r"\\(.)", r"\1", " ".join(_unmarked(_plain(piece)).split())).lstrip("-*. ")
