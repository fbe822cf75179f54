"""The Frictionless description of the data folder: every CSV, its columns, types and rules, from the one schema."""

import json
from pathlib import Path
from typing import Any

from ..core.files import write_text
from ..core.registers import Registers
from ..core.schema import CLEAN, POPULATION, PUBLISHED, REGISTERS, Table

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
        resources.append(_resource(f"{path.parent.name}--{path.stem}", path.relative_to(data).as_posix(), PUBLISHED))
    for path in sorted(data.glob(CLEAN.path)):
        resources.append(_resource(f"clean-{path.stem}", f"clean/{path.name}", CLEAN))
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
    fields: list[dict[str, Any]] = []
    for column in table.columns:
        rules: dict[str, Any] = {"required": True} if column in table.required else {}
        if column in table.allowed and column not in table.lists:
            rules["enum"] = list(table.allowed[column])
        fields.append({"name": column, "type": table.types[column]} | ({"constraints": rules} if rules else {}))
    schema = {"fields": fields} | ({"primaryKey": list(table.key)} if table.key else {})
    return {"name": name, "path": path, "encoding": "utf-8", "schema": schema}
