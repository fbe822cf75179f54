"""The shape of the library: packages with imports one way, light to start, documented names."""

import ast
import json
import subprocess
import sys

import house
import pytest

import harmstats
from harmstats.cli.command_line import EXAMPLES
from samples import ROOT

SOURCE = ROOT / "src" / "harmstats"
PACKAGES = [SOURCE / name for name in house.ORDER]


def test_every_module_is_in_a_package():
    assert {house.package_of(name) for name in house.modules(SOURCE)} == {*house.ORDER, "", "__main__"}


def test_imports_between_packages_point_one_way():
    assert house.upward(house.arrows(SOURCE)) == []


@pytest.mark.parametrize("package", PACKAGES, ids=lambda folder: folder.name)
def test_a_package_says_what_comes_in_what_goes_out_and_what_it_may_not_know(package):
    told = " ".join(ast.get_docstring(ast.parse((package / "__init__.py").read_text(encoding="utf-8"))).split())
    assert all(word in told for word in ("In: ", "Out: ", "Knows nothing of: "))


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
