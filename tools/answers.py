"""Record what ``harmstats`` answers to some 240 command lines, and compare two such records.

For whoever moves code about and means to change no answer: record before, record after, compare. Run it in the
checkout that is to be recorded; its own ``src/`` is what is asked, and no call writes into it or goes to the network::

    python tools/answers.py record OUT_DIR [--only VERB ...]
    python tools/answers.py compare DIR_A DIR_B [--only VERB ...]

The environment variable ``HARMSTATS_OFFICIAL`` names a folder of publishers' files, in sub-folders as in :data:`CALLS`;
without it the calls that read them are left out. What differs from run to run (folders, seconds, today) is replaced by
its name. Both records have to come from the same version of this script: a call is known by its number.
"""

import argparse
import difflib
import hashlib
import io
import os
import re
import shlex
import sys
import tempfile
import time
import warnings
import zipfile
from base64 import b64decode
from collections import Counter
from contextlib import redirect_stderr, redirect_stdout, suppress
from datetime import date
from pathlib import Path

VERBS = ("build", "validate", "series", "show", "compare", "trend", "cite", "claims", "check", "report", "tables",
         "editions", "diff", "fetch", "ingest", "update", "completion")  # fmt: skip
STYLES = ("text", "markdown", "bibtex", "csl-json", "harvard", "apa")

# Series of all kinds, with place and breakdown, and two periods to compare.
SAMPLE = """
prc-stalking-and-harassment | YE Mar 2020 | YE Jun 2022
prc-stalking-8q --geography Kent | YE Mar 2021 | YE Mar 2025
prc-stalking-8q --breakdown "subcode=195/12;offence=stalking without violence" | YE Mar 2022 | YE Mar 2025
prc-harassment-8l --geography "Metropolitan Police" | YE Mar 2014 | YE Mar 2018
prc-controlling-coercive-8u --geography "Devon and Cornwall" | Apr-Jun 2021 | Apr-Jun 2025
prc-stalking-and-harassment-without-8u --geography Wales | YE Mar 2018 | YE Dec 2019
prc-stalking-and-harassment-rate | YE Mar 2021 | YE Sep 2025
prc-stalking-and-harassment-percent-change | YE Mar 2020 | YE Sep 2022
scot-stalking | 2014/15 | 2017/18
psni-stalking-and-harassment-victims --breakdown gender=female | 2019/20 | 2025/26
prc-exposure-voyeurism-88e --breakdown "subcode=088/09;offence=exposure" | YE Mar 2021 | YE Sep 2025
outcomes-stalking-8q --geography Kent --breakdown outcome=charged | YE Mar 2015 | YE Mar 2022
charge-share-of-assigned-stalking-8q | YE Mar 2016 | YE Mar 2025
charge-rate-cohort-harassment-8l --geography met | YE Mar 2024 | YE Mar 2025
moj-stalking-convictions --geography Kent | 2013 | 2021
pnc-stalking-reconvictions | 2010 | 2021
csew-stalking-any --breakdown "age=16 to 59;sex=female" | YE Mar 2005 | YE Mar 2016
csew-stalking-partner --breakdown "age=16 to 59" | YE Mar 2012 | YE Mar 2017
iwf-reports-assessed | 2019 | 2024
iwf-hosting-share --breakdown country=Netherlands | 2016 | 2024
ncmec-cybertipline-reports | 2019 | 2025
helpline-relationship --breakdown "relationship=former intimate partner;version=standing text" | undated | undated
study-mullen-1999 --breakdown offender=unemployed | undated | undated
iwf-ai-forum-images --breakdown step=criminal | Aug 2023 | Sep 2023
population-mid-year | 30 June 2019 | 30 June 2024
"""

# Wordings to check: series and options | words | from | to | day of print.
CHECKS = """
prc-stalking-and-harassment | rise of 45% | YE Mar 2020 | YE Jun 2022 | 2023-01-20
prc-stalking-and-harassment | more than 718,000 | | YE Mar 2022 | 2023-02-01
prc-stalking-and-harassment | nearly 720,000 | | YE Jun 2022 | 2023-02-01
prc-stalking-and-harassment | about three quarters of a million offences | | YE Jun 2022 | 2023-02-01
prc-stalking-and-harassment | a more than 35% rise | YE Mar 2021 | YE Jun 2022 | 2023-01-20
prc-stalking-8q --geography Kent | doubled | YE Mar 2019 | YE Mar 2021 | 2021-12-31
prc-stalking-8q | nearly doubled | YE Mar 2020 | YE Mar 2025 | 2026-05-01
prc-stalking-8q | fell by at least a third | YE Mar 2024 | YE Mar 2025 |
prc-stalking-8q | hundreds | | YE Mar 2025 |
prc-stalking-8q --of prc-stalking-and-harassment | one in five | | YE Mar 2025 |
prc-stalking-and-harassment-rate | exactly 10.6 | | YE Mar 2025 | 2026-05-01
charge-share-of-assigned-stalking-8q | only 5% | | YE Mar 2022 | 2023-01-20
charge-share-of-assigned-stalking-8q | fall of 10 percentage points | YE Mar 2016 | YE Mar 2022 | 2023-01-20
outcomes-stalking-8q --breakdown "outcome=charged + outcome=out-of-court" | just over 5,000 | | YE Mar 2025 | 2026-05-01
csew-stalking-any --breakdown "age=16 to 59;sex=female" | 1 in 20 women | | YE Mar 2016 | 2017-01-31
csew-stalking-partner --breakdown "age=16 to 59;sex=female" --of csew-stalking-any | most | | YE Mar 2016 | 2017-01-31
helpline-relationship --breakdown "relationship=former intimate partner;version=standing text" | about 45% | | undated |
study-mullen-1999 --breakdown offender=unemployed | a minority | | undated | 2000-01-31
iwf-reports-assessed | a 63 per cent rise | 2019 | 2024 | 2025-06-01
ncmec-cybertipline-reports | tens of thousands | | 2023 | 2024-06-01
scot-stalking | rose by a quarter | 2014/15 | 2017/18 | 2019-01-01
prc-stalking-8q | mroe than 100,000 | | YE Mar 2025 |
prc-stalking-8q | rose to 45% | YE Mar 2024 | YE Mar 2025 |
prc-stalkin-8q | about 3,000 | | YE Mar 2025 |
prc-stalking-8q | about 135,000 | | YE Mar 1999 | 2026-05-01
prc-stalking-8q | about 135,000 | | YE Mar 2025 | 2049-01-01
"""

# Files that the calls read, beside the publishers': good ones and bad ones.
INPUTS = {
    "claims.txt": "# two claims\n\nprc-stalking-8q | more than 130,000 | | YE Mar 2025 | 2026-05-01\n"
    "prc-stalking-and-harassment | rise of 45% | YE Mar 2020 | YE Jun 2022 | 2023-01-20 | England and Wales\n",
    "wrong.txt": "# two claims\n\nprc-stalking-8q | more than 130,000\n",
    "report.md": '# Kent\n\n{{ sentence("prc-stalking-8q", "YE Mar 2025", geography="Kent") }}\n\n'
    '{{ table("prc-stalking-8q", "YE Mar 2021", "YE Mar 2022") }}\n',
    "refused.md": '# Rise\n\n{{ change("prc-stalking-and-harassment", "YE Mar 2020", "YE Mar 2022") }}\n',
    "misspelt.md": '# Rise\n\n{{ value("prc-stalkin-8q", "YE Mar 2025") }}\n',
    "figures.json": '{"figures": []}\n',
    "figures.csv": "area,offences\nKent,3\n",
    "figures.xlsx": "no workbook\n",
    "empty.csv": "",
}

# The other calls, alternately as text and as JSON; those with a plus as both.
CALLS = """
| --version
| shaw prc-stalking-8q
| --json
build --jobs many
build --jobs 0
build --job 2
build --out README.md
+ validate
validate --data {inputs}/nowhere
+ series
series stalking
series stalking scotland
series zebra
+ show prc-stalking-and-harassment --period "YE Mar 2020" --edition all
show prc-stalking-8q --period "YE Mar 2025" --geography all
show prc-stalking-8q --period "YE Sep 2022" --edition ons-appendix-ye-sep-2022
show prc-stalkin-8q
show prc-stalking-8q --period 2011-12
show prc-stalking-8q --period "YE Mar 1999"
show prc-stalking-8q --as-of 2001-01-01
show prc-stalking-8q --edition ons-apendix
show prc-stalking-8q --geography Knet
show psni-stalking-and-harassment-victims --breakdown gender=femal
show prc-stalking-8q --perod "YE Mar 2020"
compare prc-stalking-and-harassment "YE Jun 2019" "YE Dec 2019" --as-of 2020-06-30
compare prc-stalking-and-harassment "YE Jun 2019" "YE Dec 2019"
compare prc-stalking-8q "YE Mar 2021" latest
compare prc-stalking-and-harassment "YE Mar 2021" "YE Mar 2020"
compare prc-stalking-and-harassment "YE Mar 2020"
compare prc-stalking-8q "YE Mar 2021" "YE Mar 2031"
compare prc-staking-8q "YE Mar 2021" "YE Mar 2025"
trend prc-stalking-8q --from "YE Mar 2015" --to "YE Mar 2025"
trend prc-stalking-8q --from "YE Mar 2015" --to "YE Mar 2025" --style harvard
trend prc-stalking-8q --style vancouver
trend prc-stalking-8q --from "YE Mar 2025" --to "YE Mar 2015"
cite prc-stalking-8q "YE Mar 2025" --style vancouver
cite prc-stalking-8q "YE Mar 2031"
cite prc-stalking-8q "YE Mar 2025" --as-of 2049-01-01
cite prc-stalking-8q
+ claims
claims A9-99
check {inputs}/claims.txt
check {inputs}/wrong.txt
check {inputs}/nowhere.txt
check {inputs}/claims.txt --series prc-stalking-8q
check --series prc-stalking-8q --says "about 3,000"
+ report reports/stalking-in-figures.md
report reports/stalking-in-figures.md --as-of 2023-01-31
report reports/stalking-in-figures.md --as-of 2026-05-01 --out {out}/report.md
report reports/stalking-in-figures.md --out {out}/report.html
report reports/stalking-in-figures.md --as-of 2026-05-01 --out {out}/report.docx
report reports/stalking-in-figures.md --since 2023-01-31
report reports/stalking-in-figures.md --since 2026-05-01
report {inputs}/report.md
report {inputs}/refused.md
report {inputs}/misspelt.md
report {inputs}/nowhere.md
report {inputs}/report.md --out {out}/report.pdf
tables prc-stalking-8q scot-stalking --out {out}
tables prc-stalking-8q --as-of 2023-01-31 --out {out}
tables csew-stalking-any iwf-reports-assessed charge-share-of-assigned-stalking-8q --out {out}
tables prc-stalkin-8q --out {out}
+ editions
editions home-office-recorded-crime
editions ons-appendix-offences --as-of 2023-02-01
editions home-office
diff ons-appendix-ye-jun-2025 ons-appendix-ye-sep-2025
diff ons-appendix-ye-sep-2022 ons-appendix-ye-sep-2025
diff ho-prc-open-2018 ho-prc-open-2026-04
diff ho-prc-open-2023-10 ho-prc-open-2026-04
diff bbc-sdu-2021 bbc-sdu-2022
diff ons-sdg-522-201803 ons-sdg-522-202309
diff iwf-ar-2021 iwf-ar-2022
diff ons-appendix-ye-sep-2025 ons-appendix-ye-jun-2025
diff ons-apendix-ye-jun-2025 ons-appendix-ye-sep-2025
fetch --folder {inputs}
fetch prc-outcomes --folder {inputs}
ingest {official}/ons-appendix-ye-dec-2025/crime.xlsx --published 2026-04-23 --dry-run
ingest {official}/ons-appendix-ye-dec-2025/crime.xlsx --dry-run
ingest {official}/ons-appendix-ye-sep-2025/crime.xlsx --dry-run
ingest {official}/ho-knife-open-data-ods/knifecrime.ods --dry-run
ingest {official}/ho-prc-pfa-2017-18-csv/prc-pfa-mar2013-onwards-tables201718.csv --complete --dry-run
ingest {official}/ons-pfa-tables-2018-2019/pfatablesdec19.xlsx --complete --dry-run
ingest {official}/ons-pfa-tables-ye-jun-2025-csv/table_p1_policeforceareatablesyejune25final.csv --dry-run
ingest {official}/ons-sdg-indicators/indicator_5-2-1.csv --published 2023-04-20 --dry-run
ingest {official}/ons-sdg-indicators/indicator_16-1-3.csv --dry-run
ingest {inputs}/figures.json --dry-run
ingest {inputs}/figures.csv --dry-run
ingest {inputs}/figures.xlsx --dry-run
ingest {inputs}/empty.csv --dry-run
ingest {inputs}/nowhere.csv --dry-run
ingest {inputs}/figures.csv --dry-rum
update {official}/ons-appendix-ye-dec-2025/crime.xlsx --published 2026-04-23 --dry-run
update {official}/ons-appendix-ye-sep-2025/crime.xlsx --dry-run
update {inputs}/figures.csv --dry-run
completion bash
completion zsh
completion tcsh
completion fish
"""
CLAIMS = ("A1-01", "A1-03", "A1-05", "A2-14", "A2-16", "A2-17", "A2-18", "A2-21", "A2-23", "A2-29")


def cells(text: str) -> list[list[str]]:
    """Return the rows of a table in this file, cut at the bars."""
    return [[cell.strip() for cell in line.split("|")] for line in text.strip().splitlines()]


def calls() -> list[list[str]]:
    """Return the words of every call; its place in this list is the number of its record."""
    found, lines, seen = [["--help"], *([verb, "--help"] for verb in VERBS)], [], Counter()
    vintages = ("", "--edition first", "--edition all --period {}", "--as-of 2023-01-31")
    for number, (what, *periods) in enumerate(cells(SAMPLE)):
        earlier, later = map(shlex.quote, periods)
        lines.append(f"show {what} {vintages[number % 4].format(later)}")
        lines.append(f"cite {what} {later} --style {STYLES[number % 6]}")
        if number % 2 == 0 or number < 4:
            lines.append(f"compare {what} {earlier} {later}")
        if number % 2 or number < 4:
            lines.append(f"trend {what}")
        if number % 4 == 0:
            lines.append(f"cite {what} {later} --from {earlier} --style {STYLES[number // 4 % 6]}")
    for what, *words in cells(CHECKS):
        options = zip(("--says", "--from", "--to", "--printed"), words, strict=True)
        lines.append(" ".join([f"check --series {what}", *(f"{a} {shlex.quote(b)}" for a, b in options if b)]))
    for line in lines + [f"claims {name}" for name in CLAIMS] + CALLS.strip().splitlines():
        words = shlex.split(line.lstrip("+|"))
        number, both = seen[verb_of(words)], line.startswith("+")
        seen[verb_of(words)] += 1
        found += [words] * (both or number % 2 == 0) + [[*words, "--json"]] * (both or number % 2)
    return found


def verb_of(words: list[str]) -> str:
    """Return the command of a call, or ``none``."""
    return words[0] if words[0] in VERBS else "none"


def named(text: str, places: dict[str, str]) -> str:
    """Replace what differs from run to run by its name: folders, seconds, today."""
    for name, place in places.items():
        text = text.replace(place, f"<{name}>") if place else text
    text = re.sub(rf"{re.escape(tempfile.gettempdir())}/tmp\w{{8}}", "<temp>", text)
    today = date.today()
    for form in (today.isoformat(), f"{today.day} {today:%B %Y}"):
        text = text.replace(form, "<today>")
    return re.sub(r"\b\d+\.\d+ s\b", "<seconds> s", text)


def written(folder: Path, places: dict[str, str]) -> list[str]:
    """Return a line with a hash for every file in a folder, and for every member of one that is an archive.

    Pictures inside a page are unpacked first: those that are text may hold today, too.
    """
    found = {}
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        name = path.relative_to(folder).as_posix()
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as archive:
                found |= {f"{name}: {part}": archive.read(part) for part in archive.namelist()}
        else:
            found[name] = path.read_bytes()
    for name, content in found.items():
        with suppress(ValueError):  # no text
            text = re.sub(r"base64,([\w+/]+=*)", lambda uri: str(b64decode(uri[1]), errors="replace"), content.decode())
            found[name] = named(text, places).encode()
    return [f"{hashlib.sha256(content).hexdigest()[:24]}  {name}" for name, content in found.items()]


def answer(main, words: list[str]) -> tuple[str, str, str]:
    """Run one call; return its exit code, what it printed and what it said on standard error."""
    out, err, before = io.StringIO(), io.StringIO(), dict(os.environ)
    # warnings and environment as they were for every call, so that the order of the calls does not matter
    with redirect_stdout(out), redirect_stderr(err), warnings.catch_warnings():
        try:
            code = str(main(words))
        except SystemExit as stop:
            code = str(stop.code or 0)
        except Exception as error:  # none should come out of main; one that does is recorded
            code = f"{type(error).__name__}: {error}"
    os.environ.clear()
    os.environ.update(before)
    return code, out.getvalue(), err.getvalue()


def record(target: Path, only: list[str]) -> int:
    """Run every call in this process and write one file for each; say how long they took.

    Parameters
    ----------
    target : path
        Where the records go; older records of the same verbs are taken away.
    only : list of str
        The verbs to be recorded; all where it is empty.
    """
    root, official = str(Path.cwd()), os.environ.get("HARMSTATS_OFFICIAL", "")
    sys.path.insert(0, f"{root}/src")
    sys.dont_write_bytecode = True
    os.environ.update(COLUMNS="80", NO_COLOR="1")
    for name in ("HARMSTATS_DATA", "HARMSTATS_TRACE", "FORCE_COLOR"):
        os.environ.pop(name, None)
    from harmstats import cli

    if not cli.__file__.startswith(f"{root}/src/"):
        sys.exit(f"harmstats is {cli.__file__}: run this in the checkout that is to be recorded")
    target.mkdir(parents=True, exist_ok=True)
    for path in records(target, only):
        path.unlink()
    taken: list[tuple[float, str, str, str]] = []
    with tempfile.TemporaryDirectory() as folder:
        inputs = Path(folder, "inputs")
        inputs.mkdir()
        for name, text in INPUTS.items():
            (inputs / name).write_text(text, encoding="utf-8")
        for number, words in enumerate(calls()):
            verb, call, out = verb_of(words), shlex.join(words), Path(folder, f"out-{number}")
            if only and verb not in only:
                continue
            places = {"out": str(out), "inputs": str(inputs), "official": official, "checkout": root}
            asked = [word.format(**places) for word in words]
            if "{official}" in call and not os.path.isfile(asked[1]):
                print(f"left out, as HARMSTATS_OFFICIAL names no folder with it: {call}")
                continue
            out.mkdir()
            begin = time.perf_counter()
            code, said, complained = answer(cli.main, asked)
            taken.append((time.perf_counter() - begin, verb, code, f"{number:03d} {call}"))
            parts = [f"$ harmstats {call}", f"exit {code}", "--- stdout", said, "--- stderr", complained, "--- files"]
            text = named("\n".join(parts), places) + "\n" + "".join(f"{line}\n" for line in written(out, places))
            slug = re.sub(r"[^a-z0-9]+", "-", " ".join(words[verb != "none" :]).lower()).strip("-")[:60].strip("-")
            (target / f"{number:03d}-{verb}-{slug}.txt").write_text(text, encoding="utf-8")
    for verb in ("none", *VERBS, "all"):
        if here := [one for one in taken if verb in (one[1], "all")]:
            codes = sorted(Counter(one[2] for one in here).items())
            exits = ", ".join(f"{count} exit {code}" for code, count in codes)
            print(f"{verb:<11}{len(here):>4} calls {sum(one[0] for one in here):>7.1f} s   {exits}")
    print("the slowest:", *(f"{one[0]:>6.1f} s  {one[3]}" for one in sorted(taken, reverse=True)[:10]), sep="\n")
    return 0


def records(folder: Path, only: list[str]) -> list[Path]:
    """Return the records in a folder, of all verbs or of some."""
    return sorted(p for p in folder.glob("[0-9][0-9][0-9]-*.txt") if not only or p.name.split("-")[1] in only)


def compare(before: Path, after: Path, only: list[str]) -> int:
    """Print where two records differ; return 1 if they do, or if there is nothing to compare."""
    old, new = ({p.name: p.read_text(encoding="utf-8") for p in records(folder, only)} for folder in (before, after))
    differing = [name for name in sorted({*old, *new}) if old.get(name) != new.get(name)]
    for name in differing:
        texts = old.get(name, "").splitlines(), new.get(name, "").splitlines()
        print(*difflib.unified_diff(*texts, str(before / name), str(after / name), n=2, lineterm=""), sep="\n")
    print(f"{len({*old, *new})} records, {len(differing)} differ")
    return 1 if differing or not old else 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    tasks = parser.add_subparsers(dest="task", required=True)
    for task, folders in ((record, ["OUT_DIR"]), (compare, ["DIR_A", "DIR_B"])):
        command = tasks.add_parser(task.__name__, help=task.__doc__.splitlines()[0])
        for name in folders:
            command.add_argument(name, type=Path)
        command.add_argument("--only", action="append", default=[], choices=("none", *VERBS), metavar="VERB")
        command.set_defaults(task=task, folders=folders)
    given = parser.parse_args()
    sys.exit(given.task(*(getattr(given, name) for name in given.folders), given.only))
