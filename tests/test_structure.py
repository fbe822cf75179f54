"""The shape of the library: imports one way, light to start, small modules, documented names."""

import ast
import json
import subprocess
import sys
from pathlib import Path

import pytest

import harmstats
from harmstats.cli import EXAMPLES

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "harmstats"
# From the bottom up; a module may import from those before it.
ORDER = [
    "errors", "files", "journal", "paths", "wording", "periods", "tables", "formulas", "witnesses", "vocabulary",
    "registers", "fetching", "stamp", "published", "readers", "plans", "landing", "refusals", "serial", "intervals",
    "contrasts", "rates_models", "jumps", "joinpoints", "interruptions", "funnels", "derive", "clean", "reads",
    "lookup", "figures", "references", "catalogue", "checks", "comparison", "cautions", "comparing", "differences",
    "citing", "trending", "slopes", "revising", "documents", "answers", "saying", "verdict", "evidence", "judging",
    "claiming", "claims_text", "charts", "ods", "sheets", "workbook", "composing", "templates", "word", "printing",
    "retelling", "reporting", "package", "notebooks", "validate", "ingesting", "state", "renewing", "progress",
    "warm", "kernels", "site", "build", "updating", "commands", "cli",
]  # fmt: skip


def modules():
    return sorted(path for path in SOURCE.rglob("*.py") if path.name != "__init__.py")


def layer(path):
    return path.relative_to(SOURCE).parts[0].removesuffix(".py")


def test_every_module_has_its_place():
    assert {layer(path) for path in modules()} == set(ORDER)


@pytest.mark.parametrize("path", modules(), ids=lambda p: p.relative_to(SOURCE).as_posix())
def test_imports_point_downwards(path):
    here = layer(path)
    depth = len(path.relative_to(SOURCE).parts)
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.level == depth:
            for name in [node.module.split(".")[0]] if node.module else [alias.name for alias in node.names]:
                if name != "__version__":
                    assert ORDER.index(name) < ORDER.index(here), f"{here} imports {name}"


@pytest.mark.parametrize("path", modules(), ids=lambda p: p.relative_to(SOURCE).as_posix())
def test_modules_stay_small(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 310


def test_importing_harmstats_costs_nothing():
    code = (
        "import sys, harmstats; print(sorted({'pandas', 'matplotlib', 'numpy', 'seaborn', 'scipy'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("name", harmstats.__all__)
def test_public_names_are_documented(name):
    found = getattr(harmstats, name)
    assert found.__doc__
    assert f"hs.{name}" in (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_readme_names_every_notebook_and_command():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    for path in (ROOT / "notebooks").glob("*.ipynb"):
        assert path.name in text
    for command in EXAMPLES:
        assert f"harmstats {command}" in text


def test_the_chart_in_the_readme_is_the_one_of_the_notebook():
    """Stale? Copy build/charts/what-the-2020-change-did.svg to docs/."""
    stored = json.loads((ROOT / "notebooks" / "22_what_the_2020_change_did.ipynb").read_text(encoding="utf-8"))
    drawn = [
        "".join(output["data"]["image/svg+xml"])
        for cell in stored["cells"]
        for output in cell.get("outputs", [])
        if "image/svg+xml" in output.get("data", {})
    ]
    shown = (ROOT / "docs" / "what-the-2020-change-did.svg").read_text(encoding="utf-8")
    assert shown.strip() in [svg.strip() for svg in drawn]


def test_the_data_dictionary_names_every_column_and_table():
    text = (ROOT / "data" / "README.md").read_text(encoding="utf-8")
    described = json.loads((ROOT / "data" / "datapackage.json").read_text(encoding="utf-8"))
    for resource in described["resources"]:
        for field in resource["schema"]["fields"]:
            assert f"`{field['name']}`" in text, (resource["name"], field["name"])
    for folder in (ROOT / "data" / "published").iterdir():
        assert f"`{folder.name}`" in text


def test_an_address_that_carries_a_victims_name_is_left_out():
    sources = json.loads((ROOT / "data" / "sources.json").read_text(encoding="utf-8"))
    (item,) = [source for source in sources if source["id"] == "tyla-2021-03-15"]
    assert "URL" not in item
    assert "read_from" not in item["custom"]
