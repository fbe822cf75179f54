"""What each command does with its arguments: ask the library, print text or one JSON document.

Every function imports what it needs and no more, so that a light command starts lightly.
"""

import json
import sys
from pathlib import Path

from ..core.errors import HarmstatsError, NotFound, suggest
from .editions import editions, fetch, ingest, update  # noqa: F401


def build(arguments) -> int:
    """Clean, run the notebooks, write charts and page."""
    from ..build.run import run

    def check() -> None:
        from ..core.paths import data_dir
        from ..store.problems import data_problems

        if found := data_problems(data_dir(arguments.data)):
            more = f" (and {len(found) - 1} more: harmstats validate)" if len(found) > 1 else ""
            raise HarmstatsError(found[0] + more)

    return run(
        Path.cwd(), Path(arguments.out), jobs=arguments.jobs, force=arguments.force, data=arguments.data,
        as_json=arguments.json, check=check,
    )  # fmt: skip


def validate(arguments) -> int:
    """Check data and notebooks; say how much is cross-checked."""
    from ..build.validate import problems
    from ..store.problems import counts
    from . import answers

    found = problems(arguments.data)
    held = {} if found else counts(arguments.data)
    if arguments.json:
        print_json({"valid": not found, "problems": found, "counts": held})
    else:
        print("\n".join(found) if found else f"{answers.counts(held)}\ndata and notebooks are valid")
    return 1 if found else 0


def series(arguments) -> int:
    """List series."""
    from ..store import catalogue
    from . import answers

    found = catalogue.series(" ".join(arguments.text), data=arguments.data)
    return _say(arguments, lambda: {"series": found.to_dict("records")}, lambda: answers.series(found))


def show(arguments) -> int:
    """Show figures with edition, status, source, and what other sources say."""
    from ..store.figures import load, places, usual_place
    from . import answers, documents

    registers = _registers(arguments)
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
        rows = [documents.figure(row) for row in found.to_dict("records")]
        disputed, said = documents.conflicts(found, held, registers), documents.repeats(found, registers)
        names = {*found["source"], *(f["source"] for c in disputed for f in c["figures"]), *(r["source"] for r in said)}
        sources = {name: registers.sources[name] for name in sorted(names)}
        print_json({"figures": rows, "conflicts": disputed, "repeats": said, "sources": sources})
        return 0
    print(answers.show(found, held, registers))
    others = len(places(arguments.series, registers)) - found["geography"].nunique()
    if others and not everywhere:
        print(f"\n{others} other places have figures of this series: --geography NAME, or --geography all")
    return 0


def compare(arguments) -> int:
    """Compare two periods; 1 where they are not like for like."""
    from ..comparison.compare import compare as asked
    from . import answers, documents

    found = asked(
        arguments.series, arguments.earlier, arguments.later, geography=arguments.geography,
        breakdown=arguments.breakdown, as_of=arguments.as_of, data=arguments.data,
    )  # fmt: skip
    _say(
        arguments, lambda: documents.comparison(found, arguments.data),
        lambda: answers.compared(found, _registers(arguments)),
    )  # fmt: skip
    return 0 if found.comparable else 1


def trend(arguments) -> int:
    """Tell a series by its comparable stretches; 1 where there is none."""
    from ..comparison.trend import trend as asked
    from ..wording import references
    from ..wording.references import bibliography
    from . import answers, documents

    if arguments.style:
        references.check_style(arguments.style)

    found = asked(
        arguments.series, geography=arguments.geography, breakdown=arguments.breakdown, start=arguments.start,
        end=arguments.end, as_of=arguments.as_of, data=arguments.data,
    )  # fmt: skip
    if arguments.style and not arguments.json:
        print(bibliography(found.figures, arguments.style, data=arguments.data))
    else:
        _say(arguments, lambda: documents.trend(found), lambda: answers.trended(found, _registers(arguments)))
    return 0 if found.changes else 1


def cite(arguments) -> int:
    """Cite a figure or a comparison."""
    from ..report.citation import cite as asked
    from ..wording import references
    from . import documents

    references.check_style(arguments.style)
    found = asked(
        arguments.series, arguments.period, arguments.earlier, geography=arguments.geography,
        breakdown=arguments.breakdown, as_of=arguments.as_of, data=arguments.data,
    )  # fmt: skip
    if not arguments.json:
        plain = arguments.style in ("bibtex", "csl-json")
        print(found.reference(arguments.style) if plain else found.text(arguments.style))
    else:
        print_json(documents.citation(found, arguments.style))
    return 1 if found.refused else 0


def claims(arguments) -> int:
    """Say verdicts on claims in print; 1 where the one asked for differs."""
    from ..factcheck.check import claims as asked
    from . import claims_text

    found = asked(arguments.id, data=arguments.data)
    _say(
        arguments, lambda: {"claims": [claims_text.as_json(v) for v in found]},
        lambda: claims_text.as_text(found, _registers(arguments)),
    )  # fmt: skip
    return 1 if arguments.id and found[0].verdict_now in claims_text.NO else 0


def check(arguments) -> int:
    """Check a claim, or every line of a file of claims."""
    from ..factcheck.check import check as one
    from ..factcheck.check import check_file
    from . import claims_text

    if arguments.file and (arguments.series or arguments.says):
        raise HarmstatsError("check takes a FILE, or --series and --says; not both")
    if arguments.file:
        found = check_file(arguments.file, data=arguments.data)
    elif arguments.series and arguments.says and arguments.period:
        found = (
            one(
                arguments.series, arguments.says, earlier=arguments.earlier, period=arguments.period,
                geography=arguments.geography or "", breakdown=arguments.breakdown, of=arguments.of,
                printed=arguments.printed, data=arguments.data,
            ),
        )  # fmt: skip
    else:
        raise HarmstatsError("check needs a FILE, or --series, --says and --to")
    _say(
        arguments, lambda: {"claims": [claims_text.as_json(v) for v in found]},
        lambda: claims_text.as_text(found, _registers(arguments)),
    )  # fmt: skip
    return 1 if len(found) == 1 and found[0].verdict_now in claims_text.NO else 0


def report(arguments) -> int:
    """Render a report, or say what changed in it since a day."""
    from ..report.changes import since
    from ..report.render import render

    if arguments.since:
        if arguments.out or arguments.as_of:
            raise HarmstatsError("--since says what changed; it takes no --out and no --as-of")
        found = since(arguments.file, arguments.since, data=arguments.data)
        _say(
            arguments, lambda: {"since": arguments.since, "changes": [vars(change) for change in found]},
            lambda: _changes(found, arguments.since),
        )  # fmt: skip
        return 0
    text = render(arguments.file, as_of=arguments.as_of, out=arguments.out, data=arguments.data)
    if arguments.json:
        print_json({"out": arguments.out, "markdown": text})
    else:
        print(f"wrote {arguments.out}" if arguments.out else text)
    return 0


def _changes(found, day: str) -> str:
    if not found:
        return f"Nothing in this report has changed since {day}."
    lines = [f"{len(found)} expressions say something else than on {day}:"]
    for change in found:
        lines += ["", f"{change.where}: {change.what}", f"  before: {change.before}", f"  now:    {change.after}",
                  f"  why:    {change.why}"]  # fmt: skip
    return "\n".join(lines)


def tables(arguments) -> int:
    """Write the workbook and CSVs for people."""
    from ..report.workbook import write_tables

    paths = write_tables(arguments.out, arguments.series or None, as_of=arguments.as_of, data=arguments.data)
    return _say(arguments, lambda: {"files": [str(p) for p in paths]}, lambda: "\n".join(f"wrote {p}" for p in paths))


def diff(arguments) -> int:
    """Say what one edition prints otherwise than another."""
    from ..comparison.editions import diff as asked
    from . import answers, documents

    found = asked(arguments.earlier, arguments.later, data=arguments.data)
    return _say(arguments, lambda: documents.difference(found), lambda: answers.differed(found))


def print_json(document: dict) -> None:
    """Print one JSON document, without NaN."""
    print(json.dumps(document, indent=2, ensure_ascii=False, allow_nan=False))
    sys.stdout.flush()


def _say(arguments, document, text) -> int:
    if arguments.json:
        print_json(document())
    else:
        print(text())
    return 0


def _registers(arguments):
    from ..core.paths import data_dir
    from ..core.registers import read

    return read(data_dir(arguments.data))
