"""The build runs what has changed and nothing else, and never leaves half a thing behind."""

import importlib
import json
import multiprocessing
import os
import shutil
import signal
import subprocess
import sys
import time
from html.parser import HTMLParser
from pathlib import Path

import pytest

from harmstats.build import kernels
from harmstats.build.run import bring_up_to_date
from harmstats.core.errors import HarmstatsError
from samples import CLEAN, DRAW, END, code, notebook, small_project, write

LONG = 300  # seconds within which anything happens on a machine under load
ALL = ["11_clean.ipynb", "21_one.ipynb", "22_two.ipynb"]


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    root = small_project(tmp_path_factory.mktemp("project"))
    assert build(root).failed == {}
    return root


@pytest.fixture
def project(built, tmp_path):
    """A copy of a project that has been built."""
    return shutil.copytree(built, tmp_path / "project")


@pytest.fixture(autouse=True)
def no_kernel_is_left():
    yield
    assert multiprocessing.active_children() == []


def build(project, **options):
    """Build without a word, and return what was done."""
    return bring_up_to_date(project, silent=True, **options)


def contents(folder):
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def replace_code(project, name, number, source):
    path = project / "notebooks" / name
    content = json.loads(path.read_text())
    content["cells"][number - 1]["source"] = source
    return write(path, content)


def test_first_build(built):
    assert (built / "data/clean/x.csv").read_text() == "42"
    assert sorted(p.name for p in (built / "build/charts").iterdir()) == ["one.json", "one.svg", "two.json", "two.svg"]
    stored = json.loads((built / "notebooks/21_one.ipynb").read_text())
    assert [cell["execution_count"] for cell in stored["cells"][1:]] == [1, 2, 3, 4]
    assert "".join(stored["cells"][2]["outputs"][0]["text"]) == "42\n"
    assert sorted(p.name for p in (built / "build").iterdir()) == ["charts", "index.html", "state.json"]


def test_nothing_changed(project):
    before = contents(project)
    done = build(project)
    assert (done.run, done.skipped, done.failed) == ([], ALL, {})
    assert contents(project) == before


def test_nothing_changed_imports_nothing_large(project):
    script = "import sys\nfrom harmstats.build import run\nrun.bring_up_to_date(sys.argv[1])\nprint(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", script, str(project)], capture_output=True, text=True, check=True)
    large = {"pandas", "numpy", "matplotlib", "nbformat", "nbclient", "rich", "asyncio", "multiprocessing", "inspect"}
    assert large & set(done.stdout.split()) == set()


def test_two_runs_are_byte_identical(project):
    before = contents(project)
    done = build(project, force=True)
    assert (sorted(done.run), done.changed, done.failed) == (ALL, [], {})
    assert contents(project) == before


def test_same_outputs_as_a_plain_kernel(project, monkeypatch):
    import nbformat
    from nbclient import NotebookClient

    path = project / "notebooks/21_one.ipynb"
    plain = nbformat.read(path, as_version=4)
    (project / "plain").mkdir()
    monkeypatch.setenv("HARMSTATS_OUT", str(project / "plain"))
    where = {"metadata": {"path": str(path.parent)}}
    NotebookClient(plain, record_timing=False, resources=where, kernel_name="python3").execute()
    stored = nbformat.read(path, as_version=4)
    assert [cell.get("outputs") for cell in plain.cells] == [cell.get("outputs") for cell in stored.cells]


def test_same_outputs_where_the_system_cannot_fork(project, monkeypatch):
    before = contents(project)
    monkeypatch.setattr(kernels, "_can_fork", lambda: False)
    done = build(project, force=True)
    assert (sorted(done.run), done.changed, done.failed) == (ALL, [], {})
    assert contents(project) == before


def test_a_library_that_cannot_be_imported_beforehand_is_no_hindrance(project, tmp_path):
    (tmp_path / "broken.py").write_text("1 / 0")
    script = (
        "import sys; from harmstats.build import kernels; from harmstats.build.run import bring_up_to_date; "
        "kernels.WARM = ('broken',); print(bring_up_to_date(sys.argv[1], force=True, silent=True).failed)"
    )
    path = os.pathsep.join([str(tmp_path), *filter(None, [os.environ.get("PYTHONPATH")])])
    before = contents(project)
    command = [sys.executable, "-c", script, str(project)]
    done = subprocess.run(command, env={**os.environ, "PYTHONPATH": path}, capture_output=True, text=True)
    assert done.stdout == "{}\n", done.stderr
    assert "ZeroDivisionError" in done.stderr  # once, from the server
    assert contents(project) == before


def test_what_is_imported_beforehand_is_there():
    for name in kernels.WARM:
        importlib.import_module(name)


CHANGES = {
    "code": (lambda p: replace_code(p, "21_one.ipynb", 5, END + " "), ["21_one.ipynb"]),
    "library": (lambda p: (p / "src/harmstats/a.py").write_text("A = 2\n"), ALL),
    "lock": (lambda p: (p / "requirements.lock").write_text("a==2\n"), ALL),
    "published": (lambda p: (p / "data/published/x.csv").write_text("22"), ALL),
    "new data file": (lambda p: (p / "data/reference/y.csv").write_text(""), ALL),
    "cleaned by hand": (lambda p: (p / "data/clean/x.csv").write_text("43"), ALL[:1]),
    "cleaned file missing": (lambda p: (p / "data/clean/x.csv").unlink(), ALL[:1]),
    "new cleaned file": (lambda p: (p / "data/clean/y.csv").write_text(""), ALL),
    "description of the data": (lambda p: (p / "data/datapackage.json").write_text("{}"), ALL),
    "chart missing": (lambda p: (p / "build/charts/two.svg").unlink(), ["22_two.ipynb"]),
    "chart edited": (lambda p: (p / "build/charts/two.svg").write_text("<svg/>"), ["22_two.ipynb"]),
    "page missing": (lambda p: (p / "build/index.html").unlink(), []),
    "state missing": (lambda p: (p / "build/state.json").unlink(), ALL),
    "state broken": (lambda p: (p / "build/state.json").write_text("{"), ALL),
    "byte code": (lambda p: write(p / "src/harmstats/__pycache__/a.pyc", 1), []),
}


@pytest.mark.parametrize("change", CHANGES)
def test_only_what_depends_on_a_change_is_run(project, change):
    make, expected = CHANGES[change]
    make(project)
    done = build(project)
    assert (sorted(done.run), done.failed) == (expected, {})
    assert (project / "build/index.html").is_file()
    assert build(project).run == []


def test_what_cleaning_has_left_is_read_by_the_others(project):
    replace_code(project, "11_clean.ipynb", 3, "import time\ntime.sleep(2)\n" + CLEAN)
    (project / "data/published/x.csv").write_text("22")
    assert sorted(build(project, jobs=3).run) == ALL
    stored = json.loads((project / "notebooks/21_one.ipynb").read_text())
    assert "".join(stored["cells"][2]["outputs"][0]["text"]) == "44\n"


def test_the_last_cleaning_notebook_sees_what_the_others_wrote(project):
    show = "from pathlib import Path\nprint(Path('../data/clean/x.csv').read_text())"
    book = notebook(code("A = 1", tags=["parameters"]), code(show), code(END))
    path = write(project / "notebooks/12_describe.ipynb", book)
    replace_code(project, "11_clean.ipynb", 3, "import time\ntime.sleep(2)\n" + CLEAN)
    (project / "data/published/x.csv").write_text("22")
    assert build(project, jobs=3).failed == {}
    assert '"44\\n"' in path.read_text()


def test_cleaning_that_changes_nothing_runs_no_trend(project):
    replace_code(project, "11_clean.ipynb", 2, "FACTOR = 4 - 2")
    assert build(project).run == ["11_clean.ipynb"]


def test_stored_output_that_was_tampered_with_is_put_right(project):
    path = project / "notebooks/21_one.ipynb"
    before = path.read_bytes()
    path.write_bytes(before.replace(b'"42\\n"', b'"41\\n"'))
    assert path.read_bytes() != before
    done = build(project)
    assert (done.run, done.changed) == (["21_one.ipynb"], ["21_one.ipynb"])
    assert path.read_bytes() == before


FAILURES = {
    "error": ("x = {}['number']", "cell 3: KeyError: 'number'"),
    "many lines": ("raise ValueError('first\\nsecond')", "cell 3: ValueError: first"),
    "death": ("import os\nos._exit(3)", "cell 3: the kernel died (out of memory?)"),
    "too long": (f"import time\ntime.sleep({LONG})", "cell 3: ran longer than 5 seconds"),
    "twice": ("NAME = 'one'\n" + DRAW, "draws one.json, which 21_one.ipynb draws already; give it another name"),
    "meanwhile": (
        "open('22_two.ipynb', 'a').write(' ')\n_ = 1",
        "was saved by someone else while it ran; build again",
    ),
}


@pytest.mark.parametrize("failure", FAILURES)
def test_failure_is_one_line_and_changes_nothing(project, monkeypatch, failure):
    if failure == "too long":
        monkeypatch.setattr(kernels, "CELL_SECONDS", 5)
    source, message = FAILURES[failure]
    path = replace_code(project, "22_two.ipynb", 3, source)
    before = contents(project)
    assert build(project).failed == {"22_two.ipynb": message}
    after = contents(project)
    if failure == "meanwhile":
        assert after.pop("notebooks/22_two.ipynb") == before.pop("notebooks/22_two.ipynb") + b" "
    assert after == before
    assert path.is_file()
    assert list(build(project).failed) == ["22_two.ipynb"]


def test_failed_cleaning_stops_the_build(project):
    replace_code(project, "11_clean.ipynb", 3, "1 / 0")
    replace_code(project, "21_one.ipynb", 5, END + " ")
    done = build(project)
    assert done.failed == {"11_clean.ipynb": "cell 3: ZeroDivisionError: division by zero"}
    assert done.run == []


def test_broken_rule_is_stored_but_not_called_done(project):
    replace_code(project, "22_two.ipynb", 3, "import sys\nprint('oh', file=sys.stderr)")
    for _ in range(2):
        broken = "22_two.ipynb: cell 3 wrote to stderr; a stored notebook is free of warnings"
        assert build(project).failed == {"22_two.ipynb": broken}


def test_unreadable_notebook(project):
    (project / "notebooks/22_two.ipynb").write_text("{")
    (why,) = build(project).failed.values()
    assert why.startswith("not a readable notebook")


def test_charts_no_longer_drawn_are_deleted(project):
    replace_code(project, "21_one.ipynb", 2, "NAME = 'other'")
    (project / "notebooks/22_two.ipynb").unlink()
    assert build(project).failed == {}
    assert sorted(p.name for p in (project / "build/charts").iterdir()) == ["other.json", "other.svg"]


def test_chosen_output_folder(project):
    assert build(project, out=project / "elsewhere").failed == {}
    assert (project / "elsewhere/index.html").is_file()
    assert (project / "elsewhere/charts/one.svg").is_file()


def test_bad_arguments(project, tmp_path):
    with pytest.raises(HarmstatsError, match="--jobs 0: must be 1 or more"):
        build(project, jobs=0)
    with pytest.raises(HarmstatsError, match="no notebook there"):
        build(tmp_path)
    with pytest.raises(HarmstatsError, match="is a file; name a folder"):
        build(project, out=project / "requirements.lock")


def _is_running(pid):
    try:
        os.kill(pid, 0)
        state = Path(f"/proc/{pid}/stat")
        return not state.is_file() or state.read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@pytest.mark.parametrize(("how", "status"), [("SIGINT", 130), ("SIGTERM", 130), ("SIGKILL", -9)])
def test_stopped_build_leaves_no_kernel(project, tmp_path, how, status):
    note = f"_ = open({str(tmp_path / 'pid')!r}, 'w').write(str(os.getpid()))"
    sleeper = f"import os, time\n{note}\ntime.sleep({10 * LONG})"
    path = replace_code(project, "22_two.ipynb", 3, sleeper)
    before = path.read_bytes()
    script = (
        "import sys\nfrom harmstats.build.run import bring_up_to_date\n"
        "try:\n    bring_up_to_date(sys.argv[1])\nexcept KeyboardInterrupt:\n    sys.exit(130)"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", script, str(project)],
        start_new_session=True,
        stdout=-3,
        stderr=subprocess.PIPE,
        text=True,
    )
    _wait(lambda: (tmp_path / "pid").is_file() and (tmp_path / "pid").read_text())
    kernel = int((tmp_path / "pid").read_text())
    number = getattr(signal, how)
    # The keyboard interrupts every process of a terminal, other signals only the one named.
    (os.killpg if how == "SIGINT" else os.kill)(process.pid, number)
    _, errors = process.communicate(timeout=LONG)
    assert process.returncode == status
    assert errors == ""
    _wait(lambda: not _is_running(kernel))
    assert path.read_bytes() == before


def _wait(is_true):
    deadline = time.monotonic() + LONG
    while not is_true():
        assert time.monotonic() < deadline, f"not so within {LONG} seconds"
        time.sleep(0.05)


def test_wrong_data_stop_the_build(project):
    checked = []
    assert build(project, check=lambda: checked.append(1)).failed == {}
    assert checked == []  # nothing to run, nothing to check
    (project / "data/published/x.csv").write_text("22")
    before = contents(project)

    def check():
        raise HarmstatsError("data/published/x.csv: wrong")

    with pytest.raises(HarmstatsError, match="wrong"):
        build(project, check=check)
    assert contents(project) == before


def test_other_data_leave_the_stored_notebooks_alone(project, tmp_path):
    other = shutil.copytree(project / "data", tmp_path / "other")
    (other / "published/x.csv").write_text("5")
    before = contents(project / "notebooks")
    source = (
        "import os\nfrom pathlib import Path\nprint(Path(os.environ['HARMSTATS_DATA'], 'published/x.csv').read_text())"
    )
    replace_code(project, "22_two.ipynb", 3, source)
    before["22_two.ipynb"] = (project / "notebooks/22_two.ipynb").read_bytes()
    assert build(project, data=other, out=tmp_path / "out").failed == {}
    assert contents(project / "notebooks") == before
    assert '"5\\n"' in (tmp_path / "out/notebooks/22_two.ipynb").read_text()


def test_page(project):
    replace_code(project, "21_one.ipynb", 2, "NAME = 'one'; _ = None")
    source = DRAW.replace("'title': 'T'", "'title': 'Up <b> & \"up\"'").replace("'alt': 'A'", "'alt': 'Line <1>'")
    replace_code(project, "21_one.ipynb", 3, source)
    assert build(project).failed == {}
    text = (project / "build/index.html").read_text()
    page = _Page()
    page.feed(text)
    assert page.attributes["html"] == [{"lang": "en-GB"}]
    assert "<title>" in text
    assert [s["id"] for s in page.attributes["section"]] == ["one", "two"]
    assert [i["alt"] for i in page.attributes["img"]] == ["Line <1>", "A"]
    assert 'Up <b> & "up"' in page.text
    assert "script" not in page.attributes
    assert not [a for tag in page.attributes.values() for e in tag for a in e.values() if a and "//" in a]
    links = [a["href"] for a in page.attributes["a"]]
    assert "charts/one.svg" in links
    assert all((project / "build" / link).is_file() for link in links if not link.startswith("#"))


class _Page(HTMLParser):
    def __init__(self):
        super().__init__()
        self.attributes, self.text = {}, ""

    def handle_starttag(self, tag, attributes):
        self.attributes.setdefault(tag, []).append(dict(attributes))

    def handle_data(self, data):
        self.text += data


def test_page_offers_phones_the_narrow_drawing(project):
    narrow = "\n_ = (charts / 'one-narrow.svg').write_text('<svg/>')"
    replace_code(project, "21_one.ipynb", 3, DRAW + narrow)
    build(project)
    text = (project / "build/index.html").read_text()
    assert text.count('media="(max-width: 600px)" srcset="charts/one-narrow.svg"') == 1
    assert "two-narrow" not in text


def test_chart_description_that_is_none(project):
    replace_code(project, "21_one.ipynb", 3, DRAW.replace("'alt': 'A', ", ""))
    with pytest.raises(HarmstatsError, match=r"one\.json: must be a JSON object with name, title"):
        build(project)


def test_notebook_that_writes_no_chart(project):
    write(project / "notebooks/23_text.ipynb", notebook(code("A = 1", tags=["parameters"]), code(END)))
    done = build(project)
    assert (done.run, done.failed) == (["23_text.ipynb"], {})
