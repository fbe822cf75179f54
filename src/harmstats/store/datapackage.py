"""The Frictionless description of the data folder: every CSV, its columns, types and rules."""

import json
from pathlib import Path

from ..core import crosschecks as witnesses
from ..core import schema as vocabulary
from ..core.files import write_text
from ..core.registers import Registers
from ..ingest import fetch as fetching
from . import clean, published

ABOUT = {
    "name": "harmstats",
    "title": "Published UK figures on stalking and online harm",
    "description": "Figures as published, every edition kept; registers of series, breaks, editions and sources; "
    "clean tables made from them. data/README.md says what each column means.",
    "licenses": [
        {"name": "OGL-UK-3.0", "title": "Open Government Licence v3.0",
         "path": "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/"},
    ],
}  # fmt: skip
DATES = {"printed", "period_start", "period_end", "date", "until", "data_to", "extracted"}
NUMBERS = {*clean.NUMBERS, "expected", "corrected", "stated", "tolerance", "rounding", "size"}
REQUIRED = {"series", "geography", "value", "status", "id", "date", "kind", "effect",
            "weight", "label", "source", "edition", "table", "dated", "title", "unit", "name", "used",
            "why", "stated", "form", "tolerance"}  # fmt: skip
# An empty geography in breaks.csv means every place; a claim without a series is no statistic.
OPTIONAL = {
    "breaks": {"geography"},
    "claims": {"series", "geography", "value", "unit", "source"},
}
ENUMS = {
    "status": published.STATUSES,
    "effect": vocabulary.EFFECTS,
    "weight": vocabulary.WEIGHTS,
    "dated": ("exact", "by"),
}


def descriptor(data: Path) -> dict:
    """Return the package descriptor of a data folder; resources in order of their path."""
    resources = [
        _resource("series", "series.csv", vocabulary.SERIES_COLUMNS, ["series"], kind=vocabulary.SERIES_KINDS),
        _resource("breaks", "breaks.csv", vocabulary.BREAK_COLUMNS, ["id"], kind=vocabulary.BREAK_KINDS),
        _resource("editions", "editions.csv", vocabulary.EDITION_COLUMNS, ["table", "edition"]),
        _resource("corrections", "corrections.csv", clean.CORRECTION_COLUMNS),
        _resource("repeats", "repeats.csv", witnesses.REPEAT_COLUMNS, form=witnesses.FORMS),
        _resource("conflicts", "conflicts.csv", witnesses.CONFLICT_COLUMNS, ["id"], kind=witnesses.CONFLICT_KINDS),
        _resource("checks", "checks.csv", witnesses.CHECK_COLUMNS, ["id"], kind=witnesses.CHECK_KINDS),
        _resource("claims", "claims.csv", vocabulary.CLAIM_COLUMNS, ["id"], kind=vocabulary.CLAIM_KINDS),
        _resource("files", "files.csv", fetching.FILE_COLUMNS, ["name"]),
        _resource("police-forces", "reference/police-forces.csv", vocabulary.FORCE_COLUMNS, ["name"]),
        _resource("areas", "reference/areas.csv", vocabulary.AREA_COLUMNS, ["name"]),
        _resource("population", "reference/population.csv", ("edition", *published.COLUMNS)),
    ]
    cell = [name for name in published.KEY if name not in ("table", "edition")]
    for path in sorted(data.glob("published/*/*.csv")):
        name = f"{path.parent.name}--{path.stem}"
        resources.append(_resource(name, path.relative_to(data).as_posix(), published.COLUMNS, cell))
    for name in clean.files(data):
        resources.append(_resource(f"clean-{Path(name).stem}", f"clean/{name}", tuple(clean.COLUMNS)))
    return {**ABOUT, "resources": resources}


def write(folder: Registers) -> None:
    """Write ``datapackage.json`` beside the data it describes."""
    write_text(folder.folder / "datapackage.json", _text(folder.folder))


def problems(data: Path) -> list[str]:
    """Return what the frictionless library finds wrong with the package, one line each.

    Every cell is checked against the type and the rules of its column.
    """
    stored = data / "datapackage.json"
    if not stored.is_file() or stored.read_bytes() != _text(data).encode():
        return ["data/datapackage.json: does not describe the files that are there; 'harmstats build' writes it anew"]
    from frictionless import Package, system

    with system.use_context(trusted=True):
        report = Package(str(stored)).validate()
    found = [f"data/{task.place}: {error.message}" for task in report.tasks for error in task.errors]
    return found + [f"data/datapackage.json: {error.message}" for error in report.errors]


def _text(data: Path) -> str:
    return json.dumps(descriptor(data), indent=1, ensure_ascii=False) + "\n"


def _resource(name: str, path: str, columns: tuple, key: list[str] | None = None, **enums: tuple) -> dict:
    required = REQUIRED - OPTIONAL.get(name, set())
    # in claims.csv the number stands as printed: more than 718,000
    numbers = NUMBERS - {"stated"} if name == "claims" else NUMBERS
    schema: dict = {"fields": [_field(column, {**ENUMS, **enums}, required, numbers) for column in columns]}
    if key:
        schema["primaryKey"] = key
    return {"name": name, "path": path, "encoding": "utf-8", "schema": schema}


def _field(name: str, enums: dict, required: set[str], numbers: set[str]) -> dict:
    dated = name in DATES or name == "published"
    field: dict = {"name": name, "type": "date" if dated else "number" if name in numbers else "string"}
    rules: dict = {}
    if name in required:
        rules["required"] = True
    if name in enums:
        rules["enum"] = list(enums[name])
    return field | ({"constraints": rules} if rules else {})
