"""Jinja2 for reports: a sandbox in which figures come from expressions, whole, and from nowhere else."""

import re
import traceback
from pathlib import Path

from jinja2 import FileSystemLoader, StrictUndefined, TemplateError, TemplateSyntaxError, UndefinedError, meta
from jinja2.exceptions import SecurityError, TemplateNotFound
from jinja2.sandbox import SandboxedEnvironment

from ..core.errors import HarmstatsError, suggest

FAILURES = (
    TemplateError, TypeError, ValueError, ArithmeticError, RecursionError, AttributeError, KeyError, MemoryError
)  # fmt: skip


class Sandbox(SandboxedEnvironment):
    """No arithmetic, and nothing printed but text: a figure is said as it was given."""

    intercepted_binops = frozenset(SandboxedEnvironment.default_binop_table)
    intercepted_unops = frozenset(SandboxedEnvironment.default_unop_table)

    def call_binop(self, context, operator, left, right):
        raise SecurityError(f"'{operator}' calculates; a report shows only what the expressions give")

    def call_unop(self, context, operator, arg):
        raise SecurityError(f"'{operator}' calculates; a report shows only what the expressions give")


def environment(folder: Path) -> Sandbox:
    """Make the environment of a report that lies in `folder`."""
    made = Sandbox(
        loader=FileSystemLoader(folder, encoding="utf-8-sig"),
        undefined=StrictUndefined,
        autoescape=False,
        keep_trailing_newline=True,
        finalize=_text,
    )
    made.globals = {name: made.globals[name] for name in ("range", "dict")}
    return made


def _text(given):
    if callable(given):
        raise SecurityError('an expression without brackets; write it like value("series", "period")')
    if not isinstance(given, str):
        raise SecurityError(f"{given!r} is not text that an expression gave")
    return given


def files(path: Path) -> set[Path]:
    """Return the report and every file that it includes; raise where it includes itself."""
    return {path.parent / name for name in _inside(environment(path.parent), path.name, ())}


def rendered(path: Path, language: dict) -> str:
    """Render a template; every way in which it can fail becomes one line with file, line and reason."""
    try:
        return environment(path.parent).get_template(path.name).render(language)
    except HarmstatsError:
        raise
    except TemplateSyntaxError as error:
        raise HarmstatsError(f"{error.name or path.name} line {error.lineno}: {error.message}") from None
    except UndefinedError as error:
        hint = suggest(str(error).split("'")[1], language) if "'" in str(error) else ""
        raise HarmstatsError(f"{_line(error, path)}: {error.message}.{hint}") from None
    except (SecurityError, OverflowError) as error:  # worded here, or by the sandbox
        said = " ".join((str(error) or "too large").split())
        raise HarmstatsError(f"{_line(error, path)}: {said}; docs/reports.md lists the expressions") from None
    except FAILURES as error:
        where = _line(error, path)
        raise HarmstatsError(
            f"{where}: {_expression(path, where)} cannot be worked out: a filter or a call lacks what it needs, or is "
            "given something else than text; docs/reports.md lists the expressions"
        ) from None


def _inside(made: Sandbox, name: str, above: tuple[str, ...]) -> set[str]:
    if name in above:
        raise HarmstatsError(f"{above[0]}: circular include: {' -> '.join((*above, name))}")
    try:
        text = made.loader.get_source(made, name)[0]
        inside = meta.find_referenced_templates(made.parse(text, name))
    except TemplateSyntaxError as error:
        raise HarmstatsError(f"{name} line {error.lineno}: {error.message}") from None
    except TemplateNotFound:
        raise HarmstatsError(f"{above[-1] if above else name}: includes '{name}', which is not beside it") from None
    except (OSError, UnicodeDecodeError):
        raise HarmstatsError(f"{above[-1] if above else name}: '{name}' is not UTF-8 text that can be read") from None
    found = {name}
    for other in inside:
        if other is None:
            raise HarmstatsError(f"{name}: an include must name its file in plain words")
        found |= _inside(made, other, (*above, name))
    return found


def _expression(path: Path, where: str) -> str:
    """The first expression in the line of the report that failed, as it is written there."""
    name, _, line = where.rpartition(" line ")
    try:
        text = (path.parent / name).read_text(encoding="utf-8-sig").splitlines()[int(line) - 1]
    except (OSError, ValueError, IndexError):
        return "an expression"
    found = re.search(r"\{[{%].*?[%}]\}", text)
    return found[0][:80] if found else "an expression"


def _line(error: BaseException, path: Path) -> str:
    frames = [f for f in traceback.extract_tb(error.__traceback__) if Path(f.filename).parent == path.parent]
    frames = frames or [f for f in traceback.extract_tb(error.__traceback__) if Path(f.filename).name == path.name]
    return f"{Path(frames[-1].filename).name} line {frames[-1].lineno}" if frames else path.name
