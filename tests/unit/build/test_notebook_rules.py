"""Each rule of stored notebooks is one that can be broken."""

import pytest

from harmstats.build.notebook_rules import normalise, problems, rules_broken
from samples import code, executed, notebook, stream, write


def test_sound_notebook():
    assert rules_broken("21_sample.ipynb", executed()) == []


def _last_output(content):
    return content["cells"][5]["outputs"][0]


FAULTS = {
    "first cell must be a title": lambda n: n["cells"][0].update(source="# Only a title"),
    "must be tagged 'parameters'": lambda n: n["cells"][1].update(metadata={}),
    "cell ids are missing or not unique": lambda n: n["cells"][1].update(id="n01"),
    "stores the Python version": lambda n: n["metadata"]["language_info"].update(version="3.11.2"),
    "kernel is named 'my-env'": lambda n: n["metadata"]["kernelspec"].update(name="my-env"),
    "cell 3 was never run": lambda n: n["cells"][2].update(execution_count=None),
    "cell 3 execution count is 7, 2 expected": lambda n: n["cells"][2].update(execution_count=7),
    "cell 3 stores an error (KeyError)": lambda n: n["cells"][2].update(
        outputs=[{"output_type": "error", "ename": "KeyError", "evalue": "", "traceback": []}]
    ),
    "cell 3 wrote to stderr": lambda n: n["cells"][2]["outputs"].append(stream("oh", "stderr")),
    "cell 3 output image/png is never compared": lambda n: n["cells"][2]["outputs"].append(
        {"output_type": "display_data", "data": {"image/png": "iVBORw0K"}, "metadata": {}}
    ),
    "cell 3 is exempted": lambda n: n["cells"][2].update(source="# NBVAL_IGNORE_OUTPUT\nprint(12)"),
    "cell 4 is exempted": lambda n: n["cells"][3].update(metadata={"tags": ["nbval-skip"]}),
    "cell 5 drawing without alt text": lambda n: n["cells"][4]["outputs"][0].update(metadata={}),
    "memory address 0x7f00aa11": lambda n: n["cells"][2]["outputs"].append(stream("<object at 0x7f00aa11>")),
    "absolute path /srv/data/x.csv in the output": lambda n: n["cells"][2]["outputs"].append(
        stream("read " + "/srv/data/x.csv")
    ),
    "absolute path /srv/data/x.csv in the code": lambda n: n["cells"][2].update(source='open("/srv/data/x.csv")'),
    "cell 3 empty code cell": lambda n: n["cells"][2].update(source=" "),
    "last code cell must print the editions": lambda n: _last_output(n).update(text="harmstats 0.1, pandas 3.1.1"),
    "and the versions of": lambda n: _last_output(n).update(text="Editions: x. harmstats 0.1, pandas"),
}


@pytest.mark.parametrize("message", FAULTS)
def test_each_fault_is_named(message):
    content = executed()
    FAULTS[message](content)
    found = rules_broken("21_sample.ipynb", content)
    assert len(found) == 1
    assert found[0].startswith("21_sample.ipynb: ")
    assert message in found[0]


@pytest.mark.parametrize("name", ["sample.ipynb", "21-sample.ipynb", "21_Sample.ipynb"])
def test_name(name):
    assert any("name must be" in line for line in rules_broken(name, executed()))


@pytest.mark.parametrize("text", ["", "[]", "{}", "{'a'"])
def test_unreadable(tmp_path, text):
    path = tmp_path / "21_x.ipynb"
    path.write_text(text)
    assert len(problems(path)) == 1
    assert "not a readable notebook" in problems(path)[0]


@pytest.mark.parametrize(
    "text",
    [
        "2021/22 and 2022/23/24",
        "https://www.ons.gov.uk/peoplepopulation/crime",
        "<b>a</b><i>x</i>/year",
        "police force/quarter/code",
        "data/published/x.csv, ../data/clean/x.csv",
        "#0x12 or 0xff",
    ],
)
def test_what_is_no_path_and_no_address(tmp_path, text):
    content = executed()
    content["cells"][2]["outputs"] = [stream(text)]
    assert problems(write(tmp_path / "21_x.ipynb", content)) == []


def test_normalise_joins_a_print_cut_in_two_and_strips_the_machine():
    import nbformat

    content = executed()
    content["metadata"]["language_info"]["version"] = "3.11.2"
    content["metadata"]["kernelspec"]["name"] = "my-env"
    content["metadata"]["widgets"] = {}
    content["cells"][2]["outputs"] = [stream("1"), stream("2\n")]
    content["cells"][2]["metadata"] = {"execution": {"iopub.status.busy": "2026-01-01"}, "collapsed": True}
    content["cells"][2]["id"] = "b1946ac9"
    book = nbformat.from_dict(content)
    normalise(book)
    assert rules_broken("21_x.ipynb", book) == []
    assert book.cells[2].outputs == [stream("12\n")]
    assert book.cells[2].metadata == {}
    assert book.cells[1].metadata == {"tags": ["parameters"]}
    assert [cell.id for cell in book.cells] == ["n01", "n02", "n03", "n04", "n05", "n06"]
    assert "widgets" not in book.metadata


def test_normalise_keeps_the_order_of_prints_and_drawings():
    import nbformat

    drawing = executed()["cells"][4]["outputs"][0]
    book = nbformat.from_dict(notebook(code("x", 1, stream("a"), drawing, stream("b"), stream("c", "stderr"))))
    normalise(book)
    assert [output.get("text") for output in book.cells[1].outputs] == ["a", None, "b", "c"]
