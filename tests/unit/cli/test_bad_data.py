"""Broken data give one line that says where and exit 2, change no file, and are no answer; on the small data."""

import json

import pytest

TABLE = "published/office-recorded/office-2022-07.csv"
SHOW = ("show", "lost-hats", "--period", "YE Mar 2022")
# Every rule of the data dictionary is broken in tests/unit/store/test_broken_data.py; here is one of each layer.
BROKEN = {
    "header": (TABLE, "status,", "", f"data/{TABLE} line 1: column 'status' is missing"),
    "broken CSV": (TABLE, "\nlost", '\n"lost', f"data/{TABLE} line"),
    "cell": (TABLE, ",3120,", ",lots,", "value 'lots' is not a number; write digits"),
    "quoted line end": (TABLE, "\nlost-hats,", '\n"lost\nhats",', "series 'lost hats' is not in"),
    "register": ("breaks.csv", ",refuse,", ",forbid,", "weight 'forbid' is not one of refuse, warn"),
    "sources": ("sources.json", "[", "(", "data/sources.json: not JSON"),
}


def edit(data, name, old, new):
    path = data / name
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{name} no longer has {old!r}"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def contents(folder):
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("name", BROKEN)
def test_one_line_and_exit_2(data, cli, name):
    file, old, new, words = BROKEN[name]
    edit(data, file, old, new)
    before = contents(data)
    code, out, err = cli(*SHOW, "--data", data)
    assert (code, out) == (2, "")
    assert words in err
    assert err.count("\n") == 1
    assert str(data) not in err
    assert contents(data) == before
    code, out, _ = cli("validate", "--json", "--data", data)
    assert code == 1
    assert any(words in problem for problem in json.loads(out)["problems"])


@pytest.mark.parametrize("name", ["series.csv", "sources.json", TABLE])
def test_a_folder_where_a_file_belongs(data, cli, name):
    (data / name).unlink()
    (data / name).mkdir()
    code, out, err = cli(*SHOW, "--data", data)
    assert (code, out) == (2, "")
    assert err.count("\n") == 1
    assert "unexpected" not in err


def test_reading_leaves_a_half_landed_edition_alone(data, cli):
    (data / ".ingest").mkdir()
    for name in ("journal.json", "forward.json"):
        (data / ".ingest" / name).write_text("{}")
    before = contents(data)
    code, out, err = cli(*SHOW, "--data", data)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert "'harmstats ingest' settles it" in err
    assert contents(data) == before


def test_a_register_without_breaks_would_let_everything_pass(data, cli):
    path = data / "breaks.csv"
    path.write_text(path.read_text(encoding="utf-8").splitlines()[0] + "\n", encoding="utf-8")
    code, _, err = cli("compare", "lost-things", "YE Mar 2020", "YE Mar 2022", "--data", data)
    assert code == 2
    assert "holds no break" in err


def test_no_data_folder(tmp_path, cli):
    code, _, err = cli("series", "--data", tmp_path)
    assert code == 2
    assert "no series.csv there" in err
