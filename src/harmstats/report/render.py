"""Reports that keep themselves true: a Markdown text whose figures are expressions.

:mod:`harmstats.report.template` reads the template, :mod:`harmstats.report.expressions` gives the expressions their
values and :mod:`harmstats.report.pandoc` writes the result.
"""

import re
import tempfile
from datetime import date
from pathlib import Path

from ..core.cells import past_day
from ..core.errors import HarmstatsError, suggest
from ..core.paths import data_dir
from ..core.registers import read
from ..core.words import day as in_words
from ..wording import references
from . import pandoc, template
from .expressions import CLOSE, FENCED, MIDDLE, OPEN, Language


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
    path = readable(file)
    language = Language(read(data_dir(data)), None if as_of is None else known_by(as_of))
    if out is None:
        return _whole(path, language)
    target = Path(out)
    if target.suffix not in pandoc.FORMATS:
        hint = suggest(target.suffix, pandoc.FORMATS)
        raise HarmstatsError(f"--out {target}: must end in {', '.join(pandoc.FORMATS)}.{hint}")
    if target.resolve() in template.files(path):
        raise HarmstatsError(f"--out {target.name}: is the report itself or a part of it; name another file")
    with tempfile.TemporaryDirectory() as folder:
        language.charts = Path(folder, f"{target.stem}-charts")
        language.picture = "png" if target.suffix == ".docx" else "svg"
        text = _whole(path, language)
        pandoc.write(text, target, language.charts, path.parent, language.as_of or date.today())
    return text


def readable(file: str | Path) -> Path:
    """Return the path of a report whose text can be read."""
    path = Path(file)
    try:
        path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise HarmstatsError(f"report {path.name}: cannot be read ({error.strerror})") from None
    except UnicodeDecodeError:
        raise HarmstatsError(f"report {path.name}: not UTF-8 text") from None
    return path.resolve()


def known_by(day: str | date) -> date:
    """Return the day as known on which a report is read; it does not lie in the future."""
    return past_day(day, f"date {day}: lies in the future; what will be known then is not known")


def body(path: Path, language: Language) -> str:
    """Render the template, and see that every expression stands in it as it was given; fences are still there."""
    template.files(path)
    text = template.rendered(path, language.functions)
    template.check_seen(text, path.name)
    if own := re.search(r"\[\^\d+\]", FENCED.sub("", text)):
        raise HarmstatsError(
            f"{path.name}: note {own[0]}: numbers belong to the expressions; give it a name, like [^a]"
        )
    fenced = {f"{OPEN}{number}{MIDDLE}{answer.text}{CLOSE}" for number, answer in enumerate(language.expressions)}
    shown = [match[0] for match in FENCED.finditer(text)]
    if not text.count(OPEN) == text.count(CLOSE) == len(shown) or not fenced.issuperset(shown):
        raise HarmstatsError(f"{path.name}: an expression was changed after it gave its text; show it as it is")
    return text


def _whole(path: Path, language: Language) -> str:
    """The report with its notes, its references and the day as known."""
    text = FENCED.sub(r"\2", body(path, language))
    notes = [f"[^{number}]: {note}" for number, note in enumerate(language.notes, start=1)]
    items = enumerate(language.references.values(), start=1)
    listed = [f"{number}. {references.render([item], 'markdown')}" for number, item in items]
    owed = references.attribution([language.registers.sources[source] for source in language.references])
    known = f"As known on {in_words(language.as_of or date.today())}, from harmstats. {owed}".strip()
    return "\n\n".join([text, *notes, "## References", "\n".join(listed), known]) + "\n"
