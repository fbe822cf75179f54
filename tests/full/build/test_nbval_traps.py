"""Known ways in which a stored notebook passes nbval, or fails it, without reason.

Each is sprung in a notebook of its own; either the rules of stored notebooks or nbval, run with the
project's own options, must refuse it.
"""

import os
import subprocess
import sys
from xml.etree import ElementTree

import pytest

from harmstats.build.notebook_rules import problems
from samples import ROOT, SVG, code, executed, notebook, stream, write


def _edit(index, **changes):
    content = executed()
    content["cells"][index].update(changes)
    return content


def _drawing(svg):
    content = executed()
    content["cells"][4]["outputs"][0]["data"]["image/svg+xml"] = svg
    return content


def _png():
    content = _edit(2, source="from IPython.display import Image\nImage(bytes.fromhex('89504e470d0a1a0a'))")
    picture = {"image/png": "AAAA", "text/plain": "<IPython.core.display.Image object>"}
    content["cells"][2]["outputs"] = [
        {"output_type": "execute_result", "execution_count": 2, "data": picture, "metadata": {}}
    ]
    content["cells"][3]["source"] = "14"
    return content


def _stripped():
    content = executed()
    for cell in content["cells"][1:]:
        cell.update(execution_count=None, outputs=[])
    return content


def _foreign_kernel():
    content = executed()
    content["metadata"]["kernelspec"]["name"] = "env-of-the-author"
    return content


def _steps():
    """Cells that each need the one before, enough for two workers to share."""
    cells = [code("n = 0", 1)]
    cells += [code(f"n = n + 1\nprint(n, {i})", i + 1, stream(f"{i} {i}\n")) for i in range(1, 12)]
    return notebook(*cells)


WARNING = "import sys\nend = 12\nprint('deprecated', file=sys.stderr)\nprint(end)"
ADDRESS = stream("<object object at 0x7f0000000000>\n")
PATH = "import pathlib\nend = 12\nprint(pathlib.PurePosixPath('/') / 'srv' / 'figures')"

# name: (notebook, what the rules say or None, does nbval refuse it)
TRAPS = {
    "sound": (executed(), None, False),
    "unrun_cell": (_edit(2, execution_count=None, outputs=[], source="end = 99\nprint(end)"), "was never run", True),
    "unrun_last": (_edit(5, execution_count=None, outputs=[]), "was never run", False),
    "stripped": (_stripped(), "was never run", False),
    "swapped_png": (_png(), "image/png is never compared", False),
    "stderr": (
        _edit(2, source=WARNING, outputs=[stream("deprecated\n", "stderr"), stream("12\n")]),
        "wrote to stderr",
        False,
    ),
    "new_warning": (_edit(2, source=WARNING), None, True),
    "address": (_edit(2, source="end = 12\nprint(object())", outputs=[ADDRESS]), "memory address", True),
    "absolute_path": (_edit(2, source=PATH, outputs=[stream("/srv/figures\n")]), "absolute path", False),
    "foreign_kernel": (_foreign_kernel(), "kernel is named 'env-of-the-author'", False),
    "exempted": (_edit(2, source="# NBVAL_IGNORE_OUTPUT\nend = 12\nprint(13)"), "is exempted", False),
    "other_number": (_edit(2, outputs=[stream("13\n")]), None, True),
    "other_coordinate": (_drawing(SVG.replace("40 12", "40 12.1")), None, True),
    "semicolon": (_edit(3, source="end + 2;", outputs=[]), None, True),
}


def _nbval(folder, *options):
    """Run nbval as make test does; return per notebook whether it was refused, and the output."""
    report = folder / "report.xml"
    variables = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    command = [sys.executable, "-m", "pytest", "-c", "pyproject.toml", "-n", "2", *options]
    done = subprocess.run(
        [*command, f"--junitxml={report}", str(folder)], cwd=ROOT, env=variables, capture_output=True, text=True
    )
    refused = {}
    for case in ElementTree.parse(report).iter("testcase"):
        name = next(n for n in [*TRAPS, "steps"] if f"21_{n}_x" in f"{case.get('classname')} {case.get('name')}")
        refused[name] = refused.get(name, False) or case.find("failure") is not None or case.find("error") is not None
    return refused, done.stdout + done.stderr


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    folder = tmp_path_factory.mktemp("traps")
    for name, (content, _, _) in TRAPS.items():
        write(folder / f"21_{name}_x.ipynb", content)
    write(folder / "21_steps_x.ipynb", _steps())
    refused, output = _nbval(folder)
    return folder, refused, output


@pytest.mark.parametrize("name", TRAPS)
def test_trap_is_closed(run, name):
    folder, refused, output = run
    _, message, by_nbval = TRAPS[name]
    found = problems(folder / f"21_{name}_x.ipynb")
    assert refused[name] == by_nbval, output
    if message is None:
        assert found == []
    else:
        assert message in " ".join(found)
    assert found or refused[name] or name == "sound"


def test_cells_of_a_notebook_stay_together(run):
    _, refused, output = run
    assert not refused["steps"], output


def test_scattered_cells_fail_without_the_option(tmp_path):
    write(tmp_path / "21_steps_x.ipynb", _steps())
    refused, output = _nbval(tmp_path, "--dist=load")
    assert refused["steps"], output
