"""How fast a Home Office workbook becomes checked figures, as ratios from one run on one machine.

A workbook in the publisher's layout is made in a temporary folder and read in fresh processes: by harmstats,
by fastexcel without any checking (the yardstick), and by what else there is. Peak memory is of the whole process.
"""

import argparse
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
import zipfile
from collections import deque
from collections.abc import Iterator
from functools import partial
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from xml.sax.saxutils import escape

BAR_TIME, BAR_ROWS, BAR_MEMORY, RUNS = 1.5, 11.0, 1.1, 3
HELD = {
    "8L": "Harassment", "8M": "Racially or religiously aggravated harassment", "8Q": "Stalking",
    "8R": "Malicious communications", "8U": "Controlling or coercive behaviour", "3B": "Threats to kill",
}  # fmt: skip
HEAD = ["Financial Year", "Financial Quarter", "Force Name", "ONS Code", "Offence Description", "Offence Group",
        "Offence Subgroup", "Offence Code"]  # fmt: skip
RECORDED = [*HEAD, "Number of Offences"]
OUTCOMES = [*HEAD, "Outcome Type", "Outcome Group", "Force outcomes recorded in quarter",
            "Force outcomes for offences recorded in quarter"]  # fmt: skip
TYPES = {
    0: "Not yet assigned an outcome", 1: "Charged/Summonsed", 4: "Taken into consideration", 6: "Out-of-court (formal)",
    14: "Evidential difficulties", 15: "Evidential difficulties", 16: "Evidential difficulties",
    18: "Investigation complete", 20: "Responsibility for further investigation transferred",
    21: "Further investigation to support formal action not in the public interest",
}  # fmt: skip
CODES = 130


def offences() -> Iterator[list]:
    """Description, group, subgroup and code of as many offences as the publisher's tables have."""
    for number, (code, name) in enumerate(HELD.items()):
        part = "Stalking and harassment" if number < 5 else "Violence without injury"
        yield [name, "Violence against the person", part, code]
    for number in range(CODES - len(HELD)):
        yield [f"Another offence, number {number}", "Theft offences", "All other theft offences", f"{100 + number}"]


def year(start: int) -> str:
    return f"{start}/{(start + 1) % 100:02d}"


def recorded(rows: int) -> list[tuple[str, Iterator[list]]]:
    """Cover, notes and a sheet a year; the last year ends with its last full quarter."""
    from harmstats.ingest.readers.places import read

    forces = [(f, code) for code, f in read().codes.items() if f in read().regions]
    forces.append(("British Transport Police", ""))
    quarters = max(1, round(rows / (len(forces) * CODES)))
    rng = random.Random(1)

    def sheet(start: int, many: int) -> Iterator[list]:
        yield RECORDED
        for quarter in range(1, many + 1):
            for force, code in forces:
                for offence in offences():
                    yield [year(start), quarter, force, code, *offence, rng.randint(0, 4_000)]

    years = range(2012, 2012 + -(-quarters // 4))
    return [
        ("Cover_sheet", iter([["Police recorded crime open data tables"], ["Published 23 April 2026"]])),
        ("Notes", iter([["Notes"], ["There may be negative offence numbers in some quarters."]])),
        *((year(y).replace("/", "-"), sheet(y, min(4, quarters - 4 * (y - 2012)))) for y in years),
    ]


def outcomes(start: int, rows: int) -> list[tuple[str, Iterator[list]]]:
    """The outcomes workbook of one year."""
    from harmstats.ingest.readers.places import read

    forces = list(read().regions)
    rng = random.Random(start)
    codes = list(offences())[: max(6, rows // (4 * len(forces) * len(TYPES)))]

    def sheet() -> Iterator[list]:
        yield OUTCOMES
        for quarter in range(1, 5):
            for force in forces:
                for offence in codes:
                    for kind, group in TYPES.items():
                        yield [year(start), quarter, force, "", *offence, kind, group, 0, rng.randint(0, 90)]

    return [
        ("Cover_sheet", iter([["Crime outcomes open data tables"], ["Published 18 July 2025"]])),
        (f"Outcomes {year(start).replace('/', '-')}", sheet()),
    ]


def write_xlsx(path: Path, sheets: list) -> None:
    """Write as Excel does, texts once in a part of their own; row by row, so that memory stays small."""
    types = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    rel = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    texts: dict[str, int] = {}

    def cell(at: str, value) -> str:
        if isinstance(value, str):
            return f'<c r="{at}" t="s"><v>{texts.setdefault(value, len(texts))}</v></c>' if value else ""
        return f'<c r="{at}"><v>{value}</v></c>'

    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as out:
        numbers = range(1, len(sheets) + 1)
        parts = "".join(
            f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{types}.worksheet+xml"/>' for n in numbers
        )
        out.writestr(
            "[Content_Types].xml",
            f'<Types xmlns="{package}/content-types"><Default Extension="rels" '
            'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override '
            f'PartName="/xl/workbook.xml" ContentType="{types}.sheet.main+xml"/><Override '
            f'PartName="/xl/sharedStrings.xml" ContentType="{types}.sharedStrings+xml"/>{parts}</Types>',
        )
        link = f'<Relationship Id="r1" Type="{rel}/officeDocument" Target="xl/workbook.xml"/>'
        out.writestr("_rels/.rels", f'<Relationships xmlns="{package}/relationships">{link}</Relationships>')
        named = "".join(f'<sheet name="{name}" sheetId="{n}" r:id="r{n}"/>' for n, (name, _) in enumerate(sheets, 1))
        out.writestr("xl/workbook.xml", f'<workbook {main} xmlns:r="{rel}"><sheets>{named}</sheets></workbook>')
        link = f'<Relationship Id="r%d" Type="{rel}/worksheet" Target="worksheets/sheet%d.xml"/>'
        links = "".join(link % (n, n) for n in numbers)
        links += f'<Relationship Id="t" Type="{rel}/sharedStrings" Target="sharedStrings.xml"/>'
        links = f'<Relationships xmlns="{package}/relationships">{links}</Relationships>'
        out.writestr("xl/_rels/workbook.xml.rels", links)
        for n, (_, rows) in enumerate(sheets, 1):
            with out.open(f"xl/worksheets/sheet{n}.xml", "w") as part:
                part.write(f"<worksheet {main}><sheetData>".encode())
                for at, row in enumerate(rows, 1):
                    cells = "".join(cell(f"{chr(65 + i)}{at}", v) for i, v in enumerate(row))
                    part.write(f'<row r="{at}">{cells}</row>'.encode())
                part.write(b"</sheetData></worksheet>")
        body = "".join(f"<si><t>{escape(text)}</t></si>" for text in texts)
        out.writestr("xl/sharedStrings.xml", f'<sst {main} uniqueCount="{len(texts)}">{body}</sst>')


def write_ods(path: Path, sheets: list) -> None:
    """Write as LibreOffice does, row by row."""
    base = "urn:oasis:names:tc:opendocument:xmlns"
    spaces = " ".join(f'xmlns:{p}="{base}:{p}:1.0"' for p in ("office", "table", "text"))

    def cell(value) -> str:
        if isinstance(value, str):
            shown = f"<text:p>{escape(value)}</text:p>"
            return f'<table:table-cell office:value-type="string">{shown}</table:table-cell>'
        kind = f'office:value-type="float" office:value="{value}"'
        return f"<table:table-cell {kind}><text:p>{value}</text:p></table:table-cell>"

    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as out:
        out.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet", zipfile.ZIP_STORED)
        listed = "".join(
            f'<manifest:file-entry manifest:full-path="{name}" manifest:media-type="{kind}"/>'
            for name, kind in (("/", "application/vnd.oasis.opendocument.spreadsheet"), ("content.xml", "text/xml"))
        )  # odfpy reads no part that is not listed
        space = f'xmlns:manifest="{base}:manifest:1.0"'
        out.writestr("META-INF/manifest.xml", f"<manifest:manifest {space}>{listed}</manifest:manifest>")
        with out.open("content.xml", "w") as part:
            part.write(f"<office:document-content {spaces}><office:body><office:spreadsheet>".encode())
            for name, rows in sheets:
                part.write(f'<table:table table:name="{name}">'.encode())
                for row in rows:
                    part.write(f"<table:table-row>{''.join(map(cell, row))}</table:table-row>".encode())
                part.write(b"</table:table>")
            part.write(b"</office:spreadsheet></office:body></office:document-content>")


def read_harmstats(*paths: str) -> None:
    from harmstats.ingest import read_file

    for path in paths:
        if not len(read_file.read(path).figures):
            sys.exit(f"no figure in {path}")


def read_fastexcel(path: str) -> None:
    import fastexcel

    book = fastexcel.read_excel(path)
    for name in book.sheet_names:
        sheet = book.load_sheet(name, header_row=None)
        sheet.to_arrow() if find_spec("pyarrow") else sheet.__arrow_c_array__()


def read_calamine(path: str) -> None:
    import python_calamine

    book = python_calamine.load_workbook(path)
    for name in book.sheet_names:
        deque(book.get_sheet_by_name(name).iter_rows(), 0)


def read_pandas(path: str, engine: str = "calamine") -> None:
    import pandas

    pandas.read_excel(path, sheet_name=None, header=None, engine=engine)


TASKS = {
    "harmstats": read_harmstats, "fastexcel": read_fastexcel, "calamine": read_calamine, "pandas": read_pandas,
    "openpyxl": partial(read_pandas, engine="openpyxl"), "odf": partial(read_pandas, engine="odf"),
}  # fmt: skip
NEEDS = {
    "harmstats": ("harmstats.ingest.readers.workbook",), "fastexcel": ("fastexcel", "pyarrow"),
    "calamine": ("python_calamine",), "pandas": ("pandas", "python_calamine"), "openpyxl": ("pandas", "openpyxl"),
    "odf": ("pandas", "odf"),
}  # fmt: skip


def child(task: str, names: list[str]) -> None:
    """Do one task; print its seconds, with and without imports, and the peak memory of this process in MB."""
    begin = time.perf_counter()
    if task == "make":
        name, rows = names[0], int(names[1])
        sheets = outcomes(int(names[2]), rows) if len(names) > 2 else recorded(rows)
        (write_xlsx if name.endswith(".xlsx") else write_ods)(Path(name), sheets)
        loaded = begin
    else:
        for module in NEEDS[task]:
            if find_spec(module):
                import_module(module)
        loaded = time.perf_counter()
        TASKS[task](*names)
    end = time.perf_counter()
    print(end - loaded, end - begin, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


def run(task: str, *names) -> tuple[float, float, float]:
    done = subprocess.run([sys.executable, __file__, "--task", task, *map(str, names)], capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"reading: {task} failed: {done.stderr}")
    return tuple(map(float, done.stdout.split()[-3:]))


def medians(jobs: dict[str, tuple], runs: int = RUNS) -> dict[str, tuple[float, float, float]]:
    """Medians of jobs in turns: a slow moment of the machine falls on all."""
    taken = [{name: run(*job) for name, job in jobs.items()} for _ in range(runs)]
    return {name: tuple(map(statistics.median, zip(*(t[name] for t in taken), strict=True))) for name in jobs}


def judged(words: str, ratio: float, bar: float) -> bool:
    print(f"  {words}: ratio {ratio:.2f} (bar {bar})", flush=True)
    return ratio <= bar


def compared(path: Path, rows: int, others: list[str]) -> tuple[bool, float]:
    """Read one workbook by every reader; return whether the bar is kept, and our seconds."""
    jobs = {name: (name, path) for name in TASKS if name not in ("openpyxl", "odf")}
    found = medians(jobs) | {name: run(name, path) for name in others}
    print(f"{path.name}, {rows:,} rows x {len(RECORDED)} columns:")
    for name, (seconds, whole, megabytes) in found.items():
        print(f"  {name}: {seconds:.2f} s, with imports {whole:.2f} s, peak {megabytes:.0f} MB", flush=True)
    ours, good = found["harmstats"], True
    for name, (seconds, _, megabytes) in found.items():
        if name == "fastexcel":
            good = judged("to checked figures against bare fastexcel", ours[0] / seconds, BAR_TIME)
        elif name != "harmstats":
            print(f"  against {name}: ratio {ours[0] / seconds:.2f}, memory {ours[2] / megabytes:.2f}")
    return good, ours[0]


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--rows", type=int, default=60_000, help="rows of the workbook (60000); 400000 is life-size")
    options.add_argument("--openpyxl", action="store_true", help="compare with openpyxl too (minutes)")
    options.add_argument("--odf", action="store_true", help="compare with odfpy too (minutes, gigabytes)")
    chosen = options.parse_args()
    good = True
    if not find_spec("fastexcel"):
        print(
            f"fastexcel is missing, so its ratio is left out; to have it: {sys.executable} -m uv pip install fastexcel"
        )
        del TASKS["fastexcel"]
    with tempfile.TemporaryDirectory() as place:
        for suffix, other in ((".xlsx", "openpyxl"), (".ods", "odf")):
            few, many = Path(place, f"few{suffix}"), Path(place, f"many{suffix}")
            for path, rows in ((few, chosen.rows // 10), (many, chosen.rows)):
                run("make", path, rows)
            kept, ours = compared(many, chosen.rows, [other] if getattr(chosen, other) else [])
            tenth = medians({"harmstats": ("harmstats", few)})["harmstats"][0]
            good &= kept & judged(f"10 times the rows, {tenth:.2f} s to {ours:.2f} s", ours / tenth, BAR_ROWS)
        books = [Path(place, f"outcomes-{number}.xlsx") for number in range(12)]
        for number, book in enumerate(books):
            run("make", book, chosen.rows, 2014 + number)
        one, two, every = (run("harmstats", *books[:many])[2] for many in (1, 2, 12))
        print(f"outcomes workbooks, peak: 1: {one:.0f} MB, 2: {two:.0f} MB, 12: {every:.0f} MB")
        # The second finds the memory of the first in pieces; from there on nothing may be added.
        good &= judged("memory of 12 workbooks against 2", every / two, BAR_MEMORY)
    return 0 if good else 1


if __name__ == "__main__":
    if sys.argv[1:2] == ["--task"]:
        child(sys.argv[2], sys.argv[3:])
    else:
        sys.exit(main())
