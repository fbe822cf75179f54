"""Reports that keep themselves true: a Markdown text whose figures are expressions.

Jinja2 reads the template in its sandbox; :mod:`harmstats.composing` gives the expressions their
values; pandoc turns the result into HTML or Word, with raw HTML and TeX switched off.
"""

import os
import re
import traceback
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from . import word
from .composing import CLOSE, OPEN, Composer, Said, composer
from .errors import HarmstatsError, suggest
from .files import write_bytes, write_text
from .paths import data_dir
from .tables import parse_day
from .wording import day as in_words

FORMATS = (".md", ".html", ".docx")
# Pandoc's Markdown without anything that passes through as markup or code.
MARKDOWN = "markdown-raw_html-raw_tex-raw_attribute-tex_math_dollars-tex_math_single_backslash-implicit_figures"
STYLE = """
<style>
body { max-width: 46rem; margin: 2rem auto; padding: 0 1rem; font: 1.05rem/1.5 system-ui, sans-serif; color: #1c1c1c; }
img { max-width: 100%; height: auto; }
table { border-collapse: collapse; }
th, td { padding: .2rem .8rem .2rem 0; text-align: left; border-bottom: 1px solid #ccc; }
td:nth-child(2), th:nth-child(2) { text-align: right; }
h1 { line-height: 1.2; }
.footnotes, #references ~ * { font-size: .9rem; overflow-wrap: anywhere; }
</style>
"""


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
    target = Path(out) if out is not None else None
    if target is not None and target.suffix not in FORMATS:
        raise HarmstatsError(f"--out {target}: must end in {', '.join(FORMATS)}.{suggest(target.suffix, FORMATS)}")
    charts = target.with_name(f"{target.stem}-charts") if target is not None else None
    made = composer(
        data_dir(data), as_of=when, charts=charts, picture="png" if target and target.suffix == ".docx" else "svg"
    )
    body = _body(path, made)
    text = f"{_plain(body)}\n\n{_back(made, when)}"
    if target is not None:
        _write(text, target, charts, when)
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


def _body(path: Path, made: Composer) -> str:
    """Render the template; every way in which it can fail becomes one line."""
    from jinja2 import FileSystemLoader, StrictUndefined, TemplateError, TemplateSyntaxError, UndefinedError
    from jinja2.sandbox import SandboxedEnvironment

    environment = SandboxedEnvironment(
        loader=FileSystemLoader(path.parent), undefined=StrictUndefined, autoescape=False, keep_trailing_newline=True
    )
    _no_circle(environment, path.name, ())
    try:
        return environment.get_template(path.name).render(made.language)
    except HarmstatsError:
        raise
    except TemplateSyntaxError as error:
        raise HarmstatsError(f"{error.name or path.name} line {error.lineno}: {error.message}") from None
    except UndefinedError as error:
        hint = suggest(str(error).split("'")[1], made.language) if "'" in str(error) else ""
        raise HarmstatsError(f"{_line(error, path)}: {error.message}.{hint}") from None
    except (TemplateError, TypeError, ValueError, ArithmeticError, RecursionError, AttributeError, KeyError) as error:
        said = str(error).replace("Composer.", "")
        raise HarmstatsError(f"{_line(error, path)}: {said}; docs/reports.md lists the expressions") from None


def _no_circle(environment, name: str, above: tuple[str, ...]) -> None:
    """Raise where a report includes itself, directly or through others."""
    from jinja2 import TemplateNotFound, TemplateSyntaxError, meta

    if name in above:
        raise HarmstatsError(f"{above[0]}: circular include: {' -> '.join((*above, name))}")
    try:
        text = environment.loader.get_source(environment, name)[0]
        inside = meta.find_referenced_templates(environment.parse(text, name))
    except TemplateSyntaxError as error:
        raise HarmstatsError(f"{name} line {error.lineno}: {error.message}") from None
    except TemplateNotFound:
        raise HarmstatsError(f"{above[-1] if above else name}: includes '{name}', which is not beside it") from None
    for other in inside:
        if other is None:
            raise HarmstatsError(f"{name}: an include must name its file in plain words")
        _no_circle(environment, other, (*above, name))


def _line(error: BaseException, path: Path) -> str:
    frames = [f for f in traceback.extract_tb(error.__traceback__) if Path(f.filename).parent == path.parent.resolve()]
    frames = frames or [f for f in traceback.extract_tb(error.__traceback__) if Path(f.filename).name == path.name]
    return f"{Path(frames[-1].filename).name} line {frames[-1].lineno}" if frames else path.name


def _readable(file: str | Path) -> Path:
    path = Path(file)
    try:
        path.read_text(encoding="utf-8")
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


def _back(made: Composer, when: date | None) -> str:
    """Notes, references and the day as known."""
    notes = [f"[^{n}]: {text}" for n, text in enumerate(made.notes, start=1)]
    listed = [f"{n}. {text}" for n, text in enumerate(made.bibliography(), start=1)]
    known = f"As known on {in_words(when or date.today())}, from harmstats. {made.attribution()}".strip()
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
    """Markdown as a reader sees it: no marks of notes, pictures as their text alternative, no escapes."""
    text = re.sub(r"!\[(.*?)\]\([^)]*\)(?:\{[^}]*\})?", r"chart: \1", _unmarked(_plain(piece)))
    return re.sub(r"\\(.)", r"\1", " ".join(text.split())).lstrip("-*. ")


def _write(text: str, target: Path, charts: Path, when: date | None) -> None:
    if target.suffix == ".md":
        write_text(target, text)
        return
    import pypandoc

    title = next((line.lstrip("# ") for line in text.splitlines() if line.startswith("# ")), target.stem)
    arguments = [
        "--standalone", "--metadata=lang:en-GB", f"--metadata=pagetitle:{title}", f"--resource-path={target.parent}",
    ]  # fmt: skip
    temporary = target.with_name(f".{target.name}.{os.getpid()}{target.suffix}")
    head = target.with_name(f".{target.name}.{os.getpid()}.head")
    # The same report on the same day gives the same bytes.
    os.environ["SOURCE_DATE_EPOCH"] = str(
        (when or date.today()).toordinal() * 86400 - date(1970, 1, 1).toordinal() * 86400
    )
    try:
        if target.suffix == ".docx":
            head.write_bytes(word.model())
            arguments += [f"--reference-doc={head}"]
        if target.suffix == ".html":
            head.write_text(STYLE, encoding="utf-8")
            arguments += ["--embed-resources", f"--include-in-header={head}"]
        pypandoc.convert_text(text, target.suffix[1:], format=MARKDOWN, outputfile=str(temporary), extra_args=arguments)
        write_bytes(target, temporary.read_bytes())
    except (OSError, RuntimeError) as error:
        raise HarmstatsError(f"--out {target.name}: cannot be written ({' '.join(str(error).split())[:200]})") from None
    finally:
        temporary.unlink(missing_ok=True)
        head.unlink(missing_ok=True)
