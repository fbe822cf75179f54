"""What the parameters cell of a stored notebook says."""

import json

import pytest

from harmstats.build.parameters import ALL, moved_on, named, parameters, reads
from samples import code, notebook


def stored(source, tags=("parameters",)):
    return json.dumps(notebook(code(source, tags=tags), code("READS = ['later']"))).encode()


def test_values_are_those_that_the_cell_sets():
    cell = 'CLASSES = {"a": "A", "b": "B"}\nAS_OF = "2026-01-30"  # a day\nREADS = [*CLASSES, f"{AS_OF}-x"]'
    assert parameters(stored(cell)) == {
        "CLASSES": {"a": "A", "b": "B"},
        "AS_OF": "2026-01-30",
        "READS": ["a", "b", "2026-01-30-x"],
    }
    assert reads(stored(cell)) == ["a", "b", "2026-01-30-x"]


@pytest.mark.parametrize(
    "content",
    [
        stored("A = 1"),
        stored('READS = "all"'),
        stored('READS = ["a"]', tags=()),
        stored('READS = ["a"]\nimport os'),
        stored('READS = ["a"]\nopen("x")'),
        stored("%%time\nREADS = ['a']"),
        stored("READS = ["),
        b"{",
        b"[]",
    ],
    ids=range(9),
)
def test_what_is_not_known_to_be_narrow_reads_everything(content):
    assert reads(content) == [ALL]


def test_source_as_a_list_of_lines():
    book = notebook(code(["A = 1\n", "READS = ['a']"], tags=["parameters"]))
    assert reads(json.dumps(book).encode()) == ["a"]


def test_a_cleaning_notebook_reads_its_family_and_what_it_names_beside_it():
    assert reads(stored('FAMILY = "surveys"')) == []
    assert reads(stored('FAMILY = "surveys"\nREADS = ["a"]')) == ["a"]
    assert reads(stored('FAMILY = "surveys"\nREADS = "all"')) == [ALL]


def test_series_are_named_by_id_or_pattern():
    series = ["iwf-urls", "iwf-reports", "iwf", "prc-stalking-8q", "prc-stalking-8q-rate"]
    assert named(series, ["iwf-*", "prc-stalking-8q"]) == {"iwf-urls", "iwf-reports", "prc-stalking-8q"}
    assert named(series, []) == set()


def test_parameters_follow_only_to_the_edition_that_comes_after():
    cell = b'"EDITION = \\"e-1\\"\\n", "AS_OF = \\"2026-01-30\\""'
    moved = moved_on(cell, "e-2", "2026-04-23", {"e-1"})
    assert moved == b'"EDITION = \\"e-2\\"\\n", "AS_OF = \\"2026-04-23\\""'
    assert moved_on(cell, "e-2", "2026-04-23", {"e-0"}) == cell
    assert moved_on(cell, "e-2", "2025-04-23", {"e-1"}).count(b"2026-01-30") == 1
