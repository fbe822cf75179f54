"""Jinja2 for reports: a sandbox in which figures come from expressions, whole, and from nowhere else."""

import re
import traceback
import unicodedata
from pathlib import Path

from jinja2 import FileSystemLoader, StrictUndefined, TemplateSyntaxError, UndefinedError, meta
from jinja2.exceptions import SecurityError, TemplateNotFound
from jinja2.sandbox import SandboxedEnvironment

from ..core.errors import HarmstatsError, suggest

# What turns the direction of a text, so that a number or an address reads otherwise than it is.
UNSEEN = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def check_seen(text: str, where: str) -> None:
    """Raise for a character that no reader sees and that changes or breaks what is read."""
    for character in text:
        if character in UNSEEN or (unicodedata.category(character) == "Cc" and character not in "\t\n\r"):
            raise HarmstatsError(f"{where}: holds the unseen character U+{ord(character):04X}; take it out")


class Sandbox(SandboxedEnvironment):
    """No arithmetic, and nothing printed but text: a figure is said as it was given."""

    intercepted_binops = frozenset(SandboxedEnvironment.default_binop_table)
    intercepted_unops = frozenset(SandboxedEnvironment.default_unop_table)

    def __init__(self, folder: Path):
        super().__init__(undefined=StrictUndefined, keep_trailing_newline=True, finalize=_text)
        self.loader: FileSystemLoader = FileSystemLoader(folder, encoding="utf-8-sig")
        self.globals = {name: self.globals[name] for name in ("range", "dict")}

    def call_binop(self, context, operator, *operands):
        raise SecurityError(f"'{operator}' calculates; a report shows only what the expressions give")

    call_unop = call_binop


def _text(value) -> str:
    if callable(value):
        raise SecurityError('an expression without brackets; write it like value("series", "period")')
    if not isinstance(value, str):
        raise SecurityError(f"{value!r} is not text that an expression gave")
    return value


def files(path: Path) -> set[Path]:
    """Return the report and every file that it includes; raise where it includes itself."""
    return {path.parent / name for name in _included(Sandbox(path.parent), path.name, ())}


def _included(sandbox: Sandbox, name: str, above: tuple[str, ...]) -> set[str]:
    if name in above:
        raise HarmstatsError(f"{above[0]}: circular include: {' -> '.join((*above, name))}")
    try:
        text = sandbox.loader.get_source(sandbox, name)[0]
        includes = meta.find_referenced_templates(sandbox.parse(text, name))
    except TemplateSyntaxError as error:
        raise HarmstatsError(f"{name} line {error.lineno}: {error.message}") from None
    except TemplateNotFound:
        raise HarmstatsError(f"{above[-1] if above else name}: includes '{name}', which is not beside it") from None
    except (OSError, UnicodeDecodeError):
        raise HarmstatsError(f"{above[-1] if above else name}: '{name}' is not UTF-8 text that can be read") from None
    names = {name}
    for other in includes:
        if other is None:
            raise HarmstatsError(f"{name}: an include must name its file in plain words")
        names |= _included(sandbox, other, (*above, name))
    return names


def rendered(path: Path, functions: dict) -> str:
    """Render a template; every way in which it can fail becomes one line with file, line and reason."""
    try:
        return Sandbox(path.parent).get_template(path.name).render(functions)
    except (HarmstatsError, OSError):
        raise
    except UndefinedError as error:
        hint = suggest(str(error).split("'")[1], functions) if "'" in str(error) else ""
        raise HarmstatsError(f"{_failed(error, path)[0]}: {error.message}.{hint}") from None
    except (SecurityError, OverflowError) as error:  # worded here, or by the sandbox
        reason = " ".join((str(error) or "too large").split())
        raise HarmstatsError(f"{_failed(error, path)[0]}: {reason}; docs/reports.md lists the expressions") from None
    except Exception as error:  # whatever a filter or a method of a text may raise
        where, expression = _failed(error, path)
        raise HarmstatsError(
            f"{where}: {expression} cannot be worked out: a filter or a call lacks what it needs, or is "
            "given something else than text; docs/reports.md lists the expressions"
        ) from None


def _failed(error: BaseException, path: Path) -> tuple[str, str]:
    """File and line that failed, and the first expression in that line, as it is written there."""
    frames = [
        frame for frame in traceback.extract_tb(error.__traceback__) if Path(frame.filename).parent == path.parent
    ]
    if not frames:
        return path.name, "an expression"
    expression = re.search(r"\{[{%].*?[%}]\}", frames[-1].line or "")
    where = f"{Path(frames[-1].filename).name} line {frames[-1].lineno}"
    return where, expression[0][:80] if expression else "an expression"
