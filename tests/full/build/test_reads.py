"""No notebook reads a series that its parameters cell does not name.

Each is run on data that hold the series it names and no other, under altered words on the editions and
sources of others: it has to say the very same. What READS leaves out can then be no reason to run it again.
"""

import asyncio
import csv
import hashlib
import json
from pathlib import Path

import pytest

from harmstats.build import kernels
from harmstats.build.notebook_rules import normalise
from harmstats.build.parameters import ALL, named, parameters, reads
from harmstats.core.cells import plain_digits
from harmstats.core.files import contents
from harmstats.core.registers import read
from harmstats.store import clean
from samples import ROOT

DATA = ROOT / "data"
STORED = sorted((ROOT / "notebooks").glob("*.ipynb"))
NARROW = [path for path in STORED if reads(path.read_bytes()) != [ALL]]


def rows_of(path):
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        return list(reader.fieldnames), list(reader)


def write_rows(path, columns, rows):
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def cut(folder, series):
    """Write the data with the clean figures of some series only, other published ones, and other words on the rest."""
    editions = set()
    for path in DATA.rglob("*.csv"):
        columns, rows = rows_of(path)
        if path.parent.name == "clean" or path.name == "corrections.csv":
            rows = [row for row in rows if row["series"] in series]
        if path.parent.name == "clean":
            editions |= {(row["table"], row["edition"]) for row in rows}
        if path.parent.parent.name == "published":
            for row in rows:
                if row["series"] not in series:
                    row |= {"value": plain_digits(3 * float(row["value"]) + 1000), "low": "", "high": ""}
        write_rows(folder / path.relative_to(DATA), columns, rows)
    columns, rows = rows_of(DATA / "editions.csv")
    other = [row for row in rows if (row["table"], row["edition"]) not in editions]
    sources = {row["source"] for row in other} - {row["source"] for row in rows if row not in other}
    for row in other:
        row["note"] = "Another note"
    write_rows(folder / "editions.csv", columns, rows)
    items = json.loads((DATA / "sources.json").read_text("utf-8"))
    (folder / "sources.json").write_text(
        json.dumps([item | {"title": "Another title"} if item["id"] in sources else item for item in items])
    )
    made_from = contents(folder, clean.INPUTS)
    for stamp in (DATA / "clean").glob("*.json"):
        names = json.loads(stamp.read_text())["files"]
        files = {name: hashlib.sha256((folder / "clean" / name).read_bytes()).hexdigest() for name in names}
        (folder / "clean" / stamp.name).write_text(json.dumps({"made from": made_from, "files": files}))
    return folder


def names_of(path):
    """The series that a notebook names, those of its family included."""
    registers, notebook = read(DATA), path.read_bytes()
    kinds = clean.FAMILIES.get(parameters(notebook).get("FAMILY"), ())
    own = {series.id for series in registers.series.values() if series.kind in kinds}
    return own | named(registers.series, reads(notebook))


@pytest.mark.parametrize("path", NARROW, ids=lambda path: path.stem)
def test_a_notebook_says_the_same_where_only_what_it_names_is_held(path, tmp_path):
    data = cut(tmp_path / "data", names_of(path))
    assert clean.current(data)
    notebook, stored = kernels.read(path.read_bytes()), kernels.read(path.read_bytes())
    kernels.warm_up()
    variables = {"HARMSTATS_DATA": str(data), "HARMSTATS_OUT": str(tmp_path)}
    asyncio.run(kernels.execute(notebook, Path(path.parent), variables))
    normalise(notebook)
    for cell, before in zip(notebook.cells, stored.cells, strict=True):
        assert cell.get("outputs") == before.get("outputs"), cell.source


def test_every_notebook_says_what_it_reads():
    for path in STORED:
        assert {"READS", "FAMILY"} & parameters(path.read_bytes()).keys(), path.name
