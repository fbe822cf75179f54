"""The Frictionless description of the data folder: every CSV, its columns, types and rules, from the one schema."""

import json
from pathlib import Path
from typing import Any

from ..core.files import write_text
from ..core.registers import Registers
from ..core.schema import CLEAN, POPULATION, PUBLISHED, REGISTERS, Table
from . import clean

ABOUT = {
    "name": "harmstats",
    "title": "Published UK figures on stalking and online harm",
    "description": "Figures as published, every edition kept; registers of series, breaks, editions and sources; "
    "clean tables made from them. data/README.md says what each column means.",
    "licenses": [
        {
            "name": "OGL-UK-3.0",
            "title": "Open Government Licence v3.0",
            "path": "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/",
        },
    ],
}


def descriptor(data: Path) -> dict[str, Any]:
    """Return the package descriptor of a data folder; resources in order of their path."""
    resources = [_resource(Path(table.path).stem, table.path, table) for table in (*REGISTERS, POPULATION)]
    for path in sorted(data.glob(PUBLISHED.path)):
        name = f"{path.parent.name}--{path.stem}"
        resources.append(_resource(name, path.relative_to(data).as_posix(), PUBLISHED))
    for name in clean.files(data):
        resources.append(_resource(f"clean-{Path(name).stem}", f"clean/{name}", CLEAN))
    return {**ABOUT, "resources": resources}


def write(registers: Registers) -> None:
    """Write ``datapackage.json`` beside the data it describes."""
    write_text(registers.folder / "datapackage.json", _text(registers.folder))


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


def _resource(name: str, path: str, table: Table) -> dict[str, Any]:
    schema: dict[str, Any] = {"fields": [_field(column, table) for column in table.columns]}
    if table.key:
        schema["primaryKey"] = list(table.key)
    return {"name": name, "path": path, "encoding": "utf-8", "schema": schema}


def _field(name: str, table: Table) -> dict[str, Any]:
    field: dict[str, Any] = {"name": name, "type": table.types[name]}
    rules: dict[str, Any] = {}
    if name in table.required:
        rules["required"] = True
    if name in table.allowed and name not in table.lists:
        rules["enum"] = list(table.allowed[name])
    return field | ({"constraints": rules} if rules else {})
