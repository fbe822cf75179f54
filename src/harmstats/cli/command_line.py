"""The command line. Every answer comes as text or, with ``--json``, as one JSON document.

Exit codes: 0 done; 1 the answer is no (data invalid, comparison refused, claim differs, a notebook
failed); 2 bad input, with one line on standard error.
"""

import argparse
import os
import sys
from importlib import import_module
from typing import NoReturn

import harmstats

from ..core.errors import HarmstatsError, suggest

EXAMPLES = {
    "build": "harmstats build --jobs 2",
    "validate": "harmstats validate",
    "series": "harmstats series stalking",
    "show": 'harmstats show prc-stalking-and-harassment --period "YE Mar 2020" --edition all',
    "compare": 'harmstats compare prc-stalking-and-harassment "YE Mar 2020" "YE Jun 2022"',
    "trend": 'harmstats trend prc-stalking-8q --from "YE Mar 2015" --to "YE Mar 2025"',
    "cite": 'harmstats cite prc-stalking-8q "YE Mar 2025" --style harvard',
    "claims": "harmstats claims A2-17",
    "check": 'harmstats check --series prc-stalking-and-harassment --says "rise of 45%" --from "YE Mar 2020" '
    '--to "YE Jun 2022" --printed 2023-01-20',
    "report": "harmstats report reports/stalking-in-figures.md --as-of 2023-01-31 --out report.html",
    "tables": "harmstats tables --as-of 2023-01-31 prc-stalking-8q",
    "editions": "harmstats editions home-office-recorded-crime",
    "diff": "harmstats diff ons-appendix-ye-jun-2025 ons-appendix-ye-sep-2025",
    "fetch": "harmstats fetch prc-pfa-mar2013-onwards-tables-230726.ods",
    "ingest": "harmstats ingest crime.xlsx --published 2026-01-29 --dry-run",
    "update": "harmstats update crime.xlsx --published 2026-01-29 --dry-run",
    "completion": "harmstats completion bash > ~/.local/share/bash-completion/completions/harmstats",
}


def main(argv: list[str] | None = None) -> int:
    """Run one command and return its exit code; no traceback reaches a user."""
    try:
        arguments = parser().parse_args(argv)
        group = import_module(f".{arguments.group}", __package__)
        code: int = getattr(group, arguments.command)(arguments)
        sys.stdout.flush()
        return code
    except HarmstatsError as error:
        print(f"harmstats: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # the reader closed early (``| head``): nothing to say, and nothing to flush at exit
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:
        if "HARMSTATS_TRACE" in os.environ:
            raise
        if isinstance(error, OSError) and error.strerror:
            print(f"harmstats: {error.filename or 'the answer cannot be written'}: {error.strerror}", file=sys.stderr)
            return 2
        what = " ".join(f"{type(error).__name__}: {error}".split())
        print(f"harmstats: unexpected ({what}); HARMSTATS_TRACE=1 shows where, please report it", file=sys.stderr)
        return 2


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        if "invalid choice: '" in message:
            word, _, rest = message.partition("invalid choice: '")[2].partition("'")
            known = [word.strip(" '()") for word in rest.partition("choose from")[2].split(",")]
            name = message.partition(":")[0].removeprefix("argument ")
            message = f"{name}: '{word}' is not known{'.' + hint if (hint := suggest(word, known)) else ''}"
        stop = "" if message.endswith("?") else "."
        raise HarmstatsError(f"{message.rstrip('.')}{stop} '{self.prog} --help' shows an example")


def parser() -> argparse.ArgumentParser:
    """Return the parser of all commands; an argument has the name that the answering function gives it."""
    description = (harmstats.__doc__ or "").splitlines()[0]
    top = _Parser(prog="harmstats", description=description, allow_abbrev=False)
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND", parser_class=_Parser)

    def add(group: str, name: str, text: str) -> argparse.ArgumentParser:
        """A command, and the module of this package that answers it."""
        example = f"example: {EXAMPLES[name]}"
        command = commands.add_parser(name, help=text, description=text, epilog=example, allow_abbrev=False)
        command.add_argument("--json", action="store_true", help="one JSON document on standard output")
        command.add_argument("--data", metavar="DIR", help="another data folder")
        command.set_defaults(group=group)
        return command

    def as_of(command: argparse.ArgumentParser, text: str = "with the editions known on this day") -> None:
        command.add_argument("--as-of", metavar="DATE", help=text)

    def place(command: argparse.ArgumentParser, known_on: bool = True) -> None:
        command.add_argument("--geography", metavar="G", help="nation or police force")
        command.add_argument("--breakdown", default="", metavar="K=V", help="for example outcome=charged")
        if known_on:
            as_of(command)

    build = add("project", "build", "Clean, run the notebooks, write charts and the page that shows them")
    build.add_argument("--jobs", type=int, default=2, metavar="N", help="notebooks at a time (default 2)")
    build.add_argument("--force", action="store_true", help="run every notebook, changed or not")
    build.add_argument("--out", default="build", metavar="DIR", help="where charts go (default build)")

    add("project", "validate", "Check data, registers and stored notebooks")

    series = add("figures", "series", "List the series, or those in which all words of TEXT occur")
    series.add_argument("text", nargs="*", metavar="TEXT")

    everywhere = "nation or police force; all for every place (default England and Wales)"
    show = add("figures", "show", "Show figures of a series, with edition, status and source")
    show.add_argument("series", metavar="SERIES")
    show.add_argument("--period", metavar="P", help='for example "YE Jun 2022", "2021/22", "Jul-Sep 2022"')
    show.add_argument("--geography", metavar="G", help=everywhere)
    show.add_argument("--breakdown", metavar="K=V", help="for example gender=female")
    as_of(show)
    show.add_argument("--edition", default="latest", metavar="latest|first|all|ID")

    compare = add("comparisons", "compare", "Compare two periods; refuses where they are not like for like")
    for name, metavar in (("series", "SERIES"), ("earlier", "FROM"), ("later", "TO")):
        compare.add_argument(name, metavar=metavar)
    place(compare)

    trend = add("comparisons", "trend", "Tell a series by its comparable stretches, each with its change")
    trend.add_argument("series", metavar="SERIES")
    trend.add_argument("--from", dest="start", metavar="P", help="first period")
    trend.add_argument("--to", dest="end", metavar="P", help="last period")
    trend.add_argument("--style", metavar="STYLE", help="print the references of the whole trend, as cite does")
    place(trend)

    cite = add("citations", "cite", "A sentence that can be printed, its caveats and its reference")
    cite.add_argument("series", metavar="SERIES")
    cite.add_argument("period", metavar="PERIOD")
    cite.add_argument("--from", dest="earlier", metavar="P", help="cite the change from this period")
    cite.add_argument("--style", default="text", metavar="text|markdown|bibtex|csl-json|harvard|apa")
    place(cite)

    claims = add("claims", "claims", "Verdicts on claims in print: on the day they were printed, and today")
    claims.add_argument("name", nargs="?", metavar="ID")

    check = add("claims", "check", "Check a claim of your own, or a file of them: series | says | from | to | printed")
    check.add_argument("file", nargs="?", metavar="FILE")
    check.add_argument("--series", metavar="SERIES")
    check.add_argument("--says", metavar="WORDS", help='for example "rise of 45%%" or "more than 718,000"')
    check.add_argument("--from", dest="earlier", default="", metavar="P", help="for a change: the earlier period")
    check.add_argument("--to", dest="period", metavar="P", help="the period, for a change the later one")
    check.add_argument("--printed", metavar="DATE", help="the day on which it was printed (default today)")
    check.add_argument("--of", default="", metavar="SERIES", help="for a share: the base")
    place(check, known_on=False)

    report = add("reports", "report", "Render a report whose figures are expressions, or say what changed in it")
    report.add_argument("file", metavar="FILE.md")
    as_of(report)
    report.add_argument("--out", metavar="FILE", help="a file ending in .md, .html or .docx")
    report.add_argument("--since", metavar="DATE", help="say what changed since this day, and why")

    tables = add("reports", "tables", "Write tables for people: a workbook (ODS) and CSVs")
    tables.add_argument("series", nargs="*", metavar="SERIES")
    tables.add_argument("--out", default="build/tables", metavar="DIR", help="where they go (default build/tables)")
    as_of(tables)

    editions = add("editions", "editions", "List the editions held, oldest first")
    editions.add_argument("table", nargs="?", default="", metavar="TABLE")
    as_of(editions, "those that were out by this day")

    diff = add("comparisons", "diff", "Say what one edition prints otherwise than another, largest change first")
    diff.add_argument("earlier", metavar="EDITION")
    diff.add_argument("later", metavar="EDITION")

    fetch = add("editions", "fetch", "Download a publisher's file that is registered, or list those that are")
    fetch.add_argument("name", nargs="?", metavar="SOURCE")
    fetch.add_argument("--folder", metavar="DIR", help="where it goes (default a cache folder of yours)")

    ingest = add("editions", "ingest", "Take a publisher's file, as downloaded, into the published figures")
    ingest.add_argument("path", metavar="FILE")
    update = add("editions", "update", "Take a publisher's file in, and bring along what depends on it")
    update.add_argument("file", metavar="FILE")
    for command, end in ((ingest, ""), (update, " and change")):
        text = "the day of publication, where the file does not say it"
        command.add_argument("--published", metavar="DATE", help=text)
        command.add_argument("--complete", action="store_true", help="add what is not held to an edition held in part")
        command.add_argument("--dry-run", action="store_true", help=f"only say what would be written{end}")

    completion = add("project", "completion", "Print a completion script for a shell")
    completion.add_argument("shell", choices=("bash", "zsh", "tcsh"))
    return top
