"""The command line. Every answer is text for people, or one JSON document with ``--json``.

Exit codes: 0 done; 1 the answer is no (data invalid, comparison refused, a notebook failed);
2 bad input, with one line on standard error.
"""

import argparse
import json
import os
import sys
from pathlib import Path

from .errors import HarmstatsError

EXAMPLES = {
    "build": "harmstats build --jobs 2",
    "validate": "harmstats validate",
    "series": "harmstats series stalking",
    "show": 'harmstats show prc-stalking-and-harassment --period "YE Mar 2020" --edition all',
    "compare": 'harmstats compare prc-stalking-and-harassment "YE Mar 2020" "YE Jun 2022"',
    "editions": "harmstats editions home-office-recorded-crime",
}


def main(argv: list[str] | None = None) -> int:
    """Run one command and return its exit code; no traceback reaches a user."""
    try:
        arguments = _parser().parse_args(argv)
        code = arguments.run(arguments)
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
        said = " ".join(f"{type(error).__name__}: {error}".split())
        print(f"harmstats: unexpected ({said}); HARMSTATS_TRACE=1 shows where, please report it", file=sys.stderr)
        return 2


class _Parser(argparse.ArgumentParser):
    def error(self, message):
        raise HarmstatsError(f"{message}. '{self.prog} --help' shows an example")


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="harmstats", description=__import__("harmstats").__doc__.splitlines()[0], allow_abbrev=False)
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND", parser_class=_Parser)

    def add(name: str, text: str, run) -> argparse.ArgumentParser:
        command = commands.add_parser(
            name, help=text, description=text, epilog=f"example: {EXAMPLES[name]}", allow_abbrev=False
        )
        command.add_argument("--json", action="store_true", help="one JSON document on standard output")
        command.add_argument("--data", metavar="DIR", help="another data folder")
        command.set_defaults(run=run)
        return command

    build = add("build", "Clean, run the notebooks, write charts and the page that shows them", _build)
    build.add_argument("--jobs", type=int, default=2, metavar="N", help="notebooks at a time (default 2)")
    build.add_argument("--force", action="store_true", help="run every notebook, changed or not")
    build.add_argument("--out", default="build", metavar="DIR", help="where charts go (default build)")

    add("validate", "Check data, registers and stored notebooks", _validate)

    series = add("series", "List the series, or those in which all words of TEXT occur", _series)
    series.add_argument("text", nargs="*", metavar="TEXT")

    show = add("show", "Show figures of a series, with edition, status and source", _show)
    show.add_argument("series", metavar="SERIES")
    show.add_argument("--period", metavar="P", help='for example "YE Jun 2022", "2021/22", "Jul-Sep 2022"')
    show.add_argument(
        "--geography", metavar="G", help="nation or police force; all for every place (default England and Wales)"
    )
    show.add_argument("--breakdown", metavar="K=V", help="for example gender=female")
    show.add_argument("--as-of", metavar="DATE", help="with the editions known on this day")
    show.add_argument("--edition", default="latest", metavar="latest|first|all|ID")

    compare = add("compare", "Compare two periods; refuses where they are not like for like", _compare)
    compare.add_argument("series", metavar="SERIES")
    compare.add_argument("earlier", metavar="FROM")
    compare.add_argument("later", metavar="TO")
    compare.add_argument("--geography", metavar="G", help="nation or police force")
    compare.add_argument("--breakdown", default="", metavar="K=V", help="for example outcome=charged")
    compare.add_argument("--as-of", metavar="DATE", help="with the editions known on this day")

    editions = add("editions", "List the editions held, oldest first", _editions)
    editions.add_argument("table", nargs="?", default="", metavar="TABLE")
    return parser


def _build(arguments) -> int:
    from .build import run

    def check() -> None:
        from .paths import data_dir
        from .validate import data_problems

        if found := data_problems(data_dir(arguments.data)):
            more = f" (and {len(found) - 1} more: harmstats validate)" if len(found) > 1 else ""
            raise HarmstatsError(found[0] + more)

    return run(
        Path.cwd(), Path(arguments.out), jobs=arguments.jobs, force=arguments.force, data=arguments.data,
        as_json=arguments.json, check=check,
    )  # fmt: skip


def _validate(arguments) -> int:
    from . import report
    from .validate import counts, problems

    found = problems(arguments.data)
    held = {} if found else counts(arguments.data)
    if arguments.json:
        _print_json({"valid": not found, "problems": found, "counts": held})
    else:
        print("\n".join(found) if found else f"{report.counts(held)}\ndata and notebooks are valid")
    return 1 if found else 0


def _series(arguments) -> int:
    from . import catalogue, report

    found = catalogue.series(" ".join(arguments.text), data=arguments.data)
    if arguments.json:
        _print_json({"series": found.to_dict("records")})
    else:
        print(report.series(found))
    return 0


def _show(arguments) -> int:
    from . import report
    from .errors import NotFound, suggest
    from .figures import load, places, usual_place
    from .paths import data_dir
    from .registers import read

    registers = read(data_dir(arguments.data))
    everywhere = arguments.geography == "all"
    place = None if everywhere else arguments.geography or usual_place(arguments.series, registers)
    wanted = {"geography": place, "period": arguments.period, "as_of": arguments.as_of, "data": arguments.data}
    found = load(arguments.series, edition=arguments.edition, **wanted)
    held = load(arguments.series, edition="all", **wanted)
    if arguments.breakdown is not None:
        there = sorted(found["breakdown"].unique())
        found = found[
            [arguments.breakdown in text.split(";") or arguments.breakdown == text for text in found["breakdown"]]
        ]
        if found.empty:
            hint = suggest(arguments.breakdown, there) or f" It has {', '.join(t or 'the whole' for t in there)}."
            raise NotFound(f"series '{arguments.series}' has no breakdown '{arguments.breakdown}'.{hint}")
    if arguments.json:
        rows = [report.figure(row) for row in found.to_dict("records")]
        disputed, said = report.conflicts(found, held, registers), report.repeats(found, registers)
        names = {*found["source"], *(f["source"] for c in disputed for f in c["figures"]), *(r["source"] for r in said)}
        sources = {name: registers.sources[name] for name in sorted(names)}
        _print_json({"figures": rows, "conflicts": disputed, "repeats": said, "sources": sources})
    else:
        print(report.show(found, held, registers))
        others = len(places(arguments.series, registers)) - found["geography"].nunique()
        if others and not everywhere:
            print(f"\n{others} other places have figures of this series: --geography NAME, or --geography all")
    return 0


def _compare(arguments) -> int:
    from . import report
    from .comparing import compare
    from .paths import data_dir
    from .registers import read

    found = compare(
        arguments.series, arguments.earlier, arguments.later, geography=arguments.geography,
        breakdown=arguments.breakdown, as_of=arguments.as_of, data=arguments.data,
    )  # fmt: skip
    if arguments.json:
        _print_json(report.comparison(found))
    else:
        print(report.compared(found, read(data_dir(arguments.data))))
    return 0 if found.comparable else 1


def _editions(arguments) -> int:
    from . import catalogue, report

    found = catalogue.editions(arguments.table, data=arguments.data)
    if arguments.json:
        _print_json({"editions": [report.plain(row) for row in found.to_dict("records")]})
    else:
        print(report.editions(found))
    return 0


def _print_json(document: dict) -> None:
    print(json.dumps(document, indent=2, ensure_ascii=False, allow_nan=False))


if __name__ == "__main__":
    sys.exit(main())
