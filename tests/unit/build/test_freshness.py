"""What decides whether a notebook is run: its own bytes, the library, and of the figures those it names."""

import json

import pytest

from harmstats.build.dependents import clean_again, dependents
from harmstats.build.freshness import Figures, Inputs, State, tree_digest
from harmstats.core.errors import HarmstatsError
from harmstats.core.registers import read
from samples import code, notebook, write


def replace(path, old, new):
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


# What changes, and whether it is a matter of lost-hats and of umbrella-pages.
CHANGES = {
    "figure": (lambda d: replace(d / "clean/recorded-offences.csv", ",3500,", ",3501,"), True, False),
    "note of a figure": (lambda d: replace(d / "clean/recorded-offences.csv", "Table U2", "Table U9"), True, False),
    "figure of a force": (lambda d: replace(d / "clean/recorded-offences-by-force.csv", "1900", "1901"), False, False),
    "day of an edition": (
        lambda d: replace(d / "editions.csv", "2021-07-21,exact,,2021", "2021-07-22,exact,,2021"),
        True,
        False,
    ),
    "source": (lambda d: replace(d / "sources.json", "Annual report 2020", "Report"), False, True),
    "source of no edition": (lambda d: replace(d / "sources.json", "Hold on to your hat", "Hold on"), True, True),
    "edition of other figures": (
        lambda d: replace(d / "editions.csv", "2021-04-30", "2021-04-29"),
        False,
        False,
    ),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_of_what_it_reads_is_seen_and_no_other(data, change):
    make, hats, pages = CHANGES[change]
    before = [Figures(data).digest([name]) for name in ("lost-hats", "umbrella-page*", "nothing")]
    make(data)
    after = [Figures(data).digest([name]) for name in ("lost-hats", "umbrella-page*", "nothing")]
    assert [old != new for old, new in zip(before, after, strict=True)][:2] == [hats, pages]


def test_a_clean_file_edited_by_hand_is_a_content_like_any_other(data):
    before = Figures(data).digest(["lost-hats"])
    path = data / "clean/reports.csv"
    path.write_text(path.read_text() + "x\n\n")
    assert Figures(data).digest(["lost-hats"]) == before


@pytest.fixture
def project(data):
    """A project round the small data folder: what notebooks read, by their names."""
    root = data.parent
    (root / "src/harmstats").mkdir(parents=True)
    (root / "requirements.lock").write_text("a==1\n")
    sources = {
        "10_recorded": 'FAMILY = "recorded-offences"',
        "12_courts": 'FAMILY = "courts-and-orders"\nREADS = ["lost-hats"]',
        "14_calls": 'FAMILY = "helplines-and-studies"',
        "20_hats": 'READS = ["lost-hats"]',
        "30_all": 'READS = "all"',
        "40_pages": 'READS = ["umbrella-page*"]',
    }
    for name, source in sources.items():
        write(root / f"notebooks/{name}.ipynb", notebook(code(source, tags=["parameters"])))
    return root


def notebooks(project):
    return sorted((project / "notebooks").glob("*.ipynb"))


def stale(project):
    """Names of the notebooks that are not fresh, by what was recorded last."""
    inputs, state = Inputs(project, project / "data"), State(project / "build")
    return [path.stem for path in notebooks(project) if not state.is_fresh(path, inputs)]


def record(project):
    inputs, state = Inputs(project, project / "data"), State(project / "build")
    for path in notebooks(project):
        record = {"everything": inputs.everything(path), "read_by": inputs.read_by(path), "charts": {}}
        state.notebooks[path.name] = record
    state.save()


CLEANING = ["10_recorded", "12_courts", "14_calls"]
STALE = {
    "nothing": (lambda p: None, []),
    "figure": (lambda p: replace(p / "data/clean/recorded-offences.csv", ",3500,", ",3501,"), ["20_hats", "30_all"]),
    "other figure": (lambda p: replace(p / "data/clean/reports.csv", ",4000,", ",4001,"), ["30_all", "40_pages"]),
    "published": (
        lambda p: replace(p / "data/editions.csv", "2021-04-30", "2021-04-29"),
        [*CLEANING, "30_all"],
    ),
    "register": (
        lambda p: replace(p / "data/series.csv", "Umbrellas", "Brollies"),
        [*CLEANING, "20_hats", "30_all", "40_pages"],
    ),
    "notebook": (lambda p: replace(p / "notebooks/20_hats.ipynb", "A title", "Title"), ["20_hats"]),
    "library": (lambda p: (p / "src/harmstats/a.py").write_text("A = 1"), [*CLEANING, "20_hats", "30_all", "40_pages"]),
}


@pytest.mark.parametrize("change", STALE)
def test_only_what_reads_a_change_is_stale(project, change):
    make, expected = STALE[change]
    record(project)
    make(project)
    assert stale(project) == expected


def test_an_edition_is_a_matter_of_the_notebooks_that_read_its_figures(project):
    path = next((project / "data/published").glob("*/office-2022-07.csv"))
    replace(path, ",3500,", ",3600,")
    registers = read(project / "data")
    changed = clean_again(registers)
    assert "lost-hats" in changed
    assert "umbrella-pages" not in changed
    found = [path.stem for path in dependents(notebooks(project), changed, registers)]
    assert found == ["10_recorded", "12_courts", "20_hats", "30_all"]


def test_cleaning_notebooks_whose_figures_are_as_they_were_count_as_run(project):
    record(project)
    replace(project / "data/editions.csv", "2021-04-30", "2021-04-29")
    state = State(project / "build")
    state.take_as_run(
        [path for path in notebooks(project) if path.stem != "14_calls"], Inputs(project, project / "data")
    )
    assert stale(project) == ["14_calls", "30_all"]


def test_a_folder_is_told_by_names_and_contents(tmp_path):
    write(tmp_path / "a/b.txt", 1)
    before = tree_digest(tmp_path)
    write(tmp_path / "a/__pycache__/b.pyc", 1)
    write(tmp_path / ".hidden/c", 1)
    assert tree_digest(tmp_path) == before
    write(tmp_path / "c.txt", 1)
    assert tree_digest(tmp_path) != before
    assert tree_digest(tmp_path, leave_out=("c.txt",)) == before
    (tmp_path / "a/b.txt").rename(tmp_path / "a/d.txt")
    assert tree_digest(tmp_path, leave_out=("c.txt",)) != before


def test_charts_are_moved_into_place_and_old_ones_deleted(tmp_path):
    state = State(tmp_path / "build")
    for name in ("one", "two"):
        write(tmp_path / f"drawn-{name}/{name}.json", {"title": name})
        charts = state.take_charts("21_x.ipynb", tmp_path / f"drawn-{name}")
        state.notebooks["21_x.ipynb"] = {"charts": charts}
    assert [path.name for path in (tmp_path / "build/charts").iterdir()] == ["two.json"]
    write(tmp_path / "again/two.json", {})
    with pytest.raises(HarmstatsError, match=r"draws two\.json, which 21_x\.ipynb draws already"):
        state.take_charts("22_y.ipynb", tmp_path / "again")
    assert json.loads((tmp_path / "build/charts/two.json").read_text()) == {"title": "two"}
