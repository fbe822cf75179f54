"""What build says: as text, as JSON, and in lines on standard error."""

import json
from pathlib import Path
from types import SimpleNamespace

import pytest

from harmstats.build import run


@pytest.fixture
def built(monkeypatch, tmp_path):
    """What a build did, of which no notebook is run; what it was asked for is noted."""
    monkeypatch.chdir(tmp_path)
    records = {"21_x.ipynb": {"charts": {"a.json": "1", "a.svg": "2"}}, "22_y.ipynb": {"charts": {"b.json": "3"}}}
    done = SimpleNamespace(
        run=["22_y.ipynb", "21_x.ipynb"],
        skipped=["20_w.ipynb"],
        changed=["21_x.ipynb"],
        failed={},
        out=Path.cwd() / "build",
        stored=Path.cwd() / "notebooks",
        state=SimpleNamespace(notebooks=records),
        asked={},
    )

    def bring_up_to_date(root, out, **options):
        done.asked.update(options, root=root, out=out)
        return done

    monkeypatch.setattr(run, "bring_up_to_date", bring_up_to_date)
    return done


def test_text(built, cli):
    code, out, err = cli("build", "--jobs", 3)
    lines = out.splitlines()
    assert (code, err) == (0, "")
    assert lines[0].startswith("2 notebooks run, 1 up to date, 2 charts, 0.0 s")
    assert lines[1:] == ["21_x.ipynb now says something else: see notebooks/21_x.ipynb", "Open build/index.html"]
    assert (built.asked["jobs"], built.asked["silent"], built.asked["force"]) == (3, False, False)


def test_a_page_elsewhere_is_named_in_full(built, cli, tmp_path_factory):
    built.out = tmp_path_factory.mktemp("elsewhere")
    assert cli("build")[1].splitlines()[-1] == f"Open {built.out / 'index.html'}"


def test_json(built, cli):
    code, out, _ = cli("build", "--json", "--force")
    document = json.loads(out)
    assert code == 0
    assert out.count("\n") == 1
    assert document | {"seconds": 0} == {
        "run": ["21_x.ipynb", "22_y.ipynb"],
        "skipped": ["20_w.ipynb"],
        "changed": ["21_x.ipynb"],
        "failed": [],
        "page": "build/index.html",
        "seconds": 0,
    }
    assert (built.asked["silent"], built.asked["force"]) == (True, True)


def test_what_failed_is_a_line_each(built, cli):
    built.failed = {"22_y.ipynb": "cell 3: KeyError: 'x'", "21_x.ipynb": "21_x.ipynb: cell 2 wrote to stderr"}
    code, out, err = cli("build")
    assert code == 1
    assert "Open" not in out
    assert err.splitlines() == [
        "harmstats build: 21_x.ipynb: cell 2 wrote to stderr",
        "harmstats build: 22_y.ipynb: cell 3: KeyError: 'x'",
    ]
    failed = json.loads(cli("build", "--json")[1])["failed"]
    assert failed[1] == {"notebook": "22_y.ipynb", "message": "cell 3: KeyError: 'x'"}


def test_stopped_by_the_keyboard(built, cli, monkeypatch):
    def stopped(*arguments, **options):
        raise KeyboardInterrupt

    monkeypatch.setattr(run, "bring_up_to_date", stopped)
    assert cli("build") == (130, "", "harmstats build: stopped; notebooks that were done stay done\n")
