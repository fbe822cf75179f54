"""Every kind of broken data gives one line that says where, and changes no file."""

import json

import pytest

TABLE = "published/ons-appendix-offences/ons-appendix-ye-sep-2025.csv"
SHOW = ("show", "prc-stalking-8q", "--period", "YE Mar 2025")


def edit(data, name, old, new, times=1):
    path = data / name
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{name} no longer has {old!r}"
    path.write_text(text.replace(old, new, times), encoding="utf-8")


def contents(folder):
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def first_row(data):
    return (data / TABLE).read_text(encoding="utf-8").splitlines()[1]


BROKEN = {
    "broken CSV": (TABLE, "\nprc", '\n"prc', f"data/{TABLE} line"),
    "missing column": (TABLE, "status,", "", f"data/{TABLE} line 1: column 'status' is missing"),
    "unknown column": (TABLE, "status,", "state,", f"data/{TABLE} line 1: column 'status' is missing"),
    "text where a number belongs": (TABLE, ",135590,", ",lots,", "value 'lots' is not a number; write digits"),
    "thousands separator": (TABLE, ",135590,", ',"135,590",', "value '135,590' is not a number"),
    "not a number": (TABLE, ",135590,", ",nan,", "value 'nan' is not a number"),
    "empty value": (TABLE, ",135590,", ",,", "value is empty"),
    "no such day": (TABLE, "2025-03-31", "2025-03-32", "period_end '2025-03-32' is not a date"),
    "status": (TABLE, "official-revised", "offical", "status 'offical' is not one of official, "),
    "series misspelt": (TABLE, "\nprc-stalking-8q,", "\nprc-stalking-8x,", "Did you mean 'prc-stalking-8q'?"),
    "geography misspelt": (TABLE, "England and Wales", "England & Wales", "geography 'England & Wales' is not in"),
    "source without item": ("editions.csv", ",ho-prc-open-2026-04,2026", ",ho-prc-2026,2026", "source 'ho-prc-2026'"),
    "break on an unknown series": ("breaks.csv", ";prc-stalking-8q;", ";prc-stalking-8z;", "series 'prc-stalking-8z'"),
    "break of unknown weight": ("breaks.csv", ",refuse,", ",forbid,", "weight 'forbid' is not one of refuse, warn"),
    "break without date": ("breaks.csv", "2014-04-01,,prc-stalking-8q", "soon,,prc-stalking-8q", "date 'soon'"),
    "edition without file": ("editions.csv", "\nbbc-shared-data-unit,", "\nbbc-data,", "data/"),
    "series of unknown kind": ("series.csv", ",recorded,count", ",counted,count", "kind 'counted' is not one of"),
    "quoted line end": (TABLE, "\nprc-stalking-8q,", '\n"prc-stalking\n8q",', "series 'prc-stalking 8q' is not in"),
    "period backwards": (TABLE, "2024-04-01,2025-03-31", "2025-04-01,2025-03-31", "is after period_end 2025-03-31"),
    "byte order mark": (TABLE, "series,", "\ufeffseries,", "byte order mark"),
    "gap that ends before it starts": (
        "breaks.csv",
        "2019-07-01,2020-03-31",
        "2019-07-01,2019-03-31",
        "is before date",
    ),
    "source without author": ("sources.json", '"literal": "BBC Shared Data Unit"', '"x": 1', "needs an id, a title"),
    "formula with an unknown series": ("series.csv", "- prc-controlling-coercive-8u@", "- prc-8u@", "series 'prc-8u'"),
    "formula that is none": ("series.csv", "1000 * prc", "2 * 3 prc", "is neither 'a + b - c' nor"),
    "underscore in a number": (TABLE, ",135590,", ",135_590,", "value '135_590' is not a number"),
    "date without hyphens": (TABLE, ",2025-03-31,", ",20250331,", "period_end '20250331' is not a date"),
    "half a period": (
        "published/bbc-shared-data-unit/bbc-sdu-2022.csv",
        "2021-04-01,2022-03-31",
        ",2022-03-31",
        "period_start '' is not a date",
    ),
    "choice that is none": ("series.csv", "[outcome=charged]", "[charged]", "a choice is written like"),
    "series without a base": ("series.csv", ",offences recorded in the period,", ",,", "needs a base"),
    "interval unknown": ("series.csv", ",wilson,", ",wald,", "interval 'wald' is not one of"),
    "conflict of an unknown edition": (
        "conflicts.csv",
        ",iwf-news-2015ar,",
        ",iwf-news-2019ar,",
        "used 'iwf-news-2019ar'",
    ),
    "repeat of an unknown form": ("repeats.csv", ",rounded,", ",rather,", "form 'rather' is not one of exact, rounded"),
    "repeat of an unknown source": ("repeats.csv", ",kent-2016,", ",kent-2061,", "Did you mean 'kent-2016'?"),
    "check without tolerance": ("checks.csv", ",0,from April 2020", ",,from April 2020", "needs a tolerance"),
    "check of an unknown kind": ("checks.csv", ",adds to 100,", ",adds to 99,", "kind 'adds to 99' is not one of"),
    "sources not JSON": ("sources.json", "[", "(", "data/sources.json: not JSON"),
}


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


def test_sources_that_are_no_list_of_items(data, cli):
    for text in ("[1, 2]", "{}", '[{"id": "x", "title": "t", "author": null}]'):
        (data / "sources.json").write_text(text, encoding="utf-8")
        code, _, err = cli(*SHOW, "--data", data)
        assert code == 2
        assert err.startswith("harmstats: data/sources.json:")


def test_a_figure_that_stands_twice_names_both_lines(data, cli):
    row = first_row(data)
    with (data / TABLE).open("a", encoding="utf-8") as file:
        file.write(row + "\n")
    code, _, err = cli(*SHOW, "--data", data)
    assert code == 2
    assert "stands twice in this edition (first in line 2)" in err


def test_a_new_edition_is_seen_before_anything_is_rebuilt(data, cli):
    """data/clean is a copy: a change in data/published is answered from at once."""
    edit(data, TABLE, ",135590,", ",135591,")
    code, out, _ = cli(*SHOW, "--edition", "ons-appendix-ye-sep-2025", "--data", data)
    assert (code, "135,591" in out) == (0, True)
    code, out, _ = cli("validate", "--data", data)
    assert code == 1
    assert "check 'prc-group-is-its-classes' fails" in out
    edit(data, TABLE, ",135591,", ",135590,")
    edit(data, TABLE, ",Table_A5a,", ",Table A5a,")
    _, out, _ = cli("validate", "--data", data)
    assert "data/clean/: not made from the files beside it" in out


def test_a_touched_clean_file_is_not_answered_from(data, cli):
    edit(data, "clean/recorded-offences.csv", ",135590,", ",999999,")
    code, out, _ = cli(*SHOW, "--edition", "ons-appendix-ye-sep-2025", "--data", data)
    assert (code, "135,590" in out) == (0, True)


def test_a_correction_stops_once_the_source_has_changed(data, cli):
    row = "ons-appendix-offences,ons-appendix-ye-sep-2025,prc-stalking-8q,2024-04-01,2025-03-31,"
    row += "England and Wales,,{},1,misprint,{}"
    path = data / "corrections.csv"
    header = path.read_text(encoding="utf-8")
    key = ("ons-appendix-ye-sep-2025",)
    path.write_text(header + row.format(135590, *key) + "\n", encoding="utf-8")
    code, out, _ = cli(*SHOW, "--edition", "ons-appendix-ye-sep-2025", "--json", "--data", data)
    figure = json.loads(out)["figures"][0]
    assert (code, figure["value"], figure["note"]) == (0, 1, "corrected from 135590: misprint")
    path.write_text(header + row.format(135500, *key) + "\n", encoding="utf-8")
    code, _, err = cli(*SHOW, "--data", data)
    assert code == 2
    assert "is 135590 at the source, the correction expects 135500" in err


def test_a_derived_series_must_carry_the_breaks_of_its_parts(data, cli):
    edit(data, "breaks.csv", ";prc-stalking-and-harassment-rate;", ";")
    _, out, _ = cli("validate", "--data", data)
    assert "is not given for prc-stalking-and-harassment-rate" in out


def test_a_register_without_breaks_would_let_everything_pass(data, cli):
    path = data / "breaks.csv"
    path.write_text(path.read_text(encoding="utf-8").splitlines()[0] + "\n", encoding="utf-8")
    code, _, err = cli("compare", "prc-stalking-and-harassment", "YE Mar 2020", "YE Jun 2022", "--data", data)
    assert code == 2
    assert "holds no break" in err


def test_no_data_folder(tmp_path, cli):
    code, _, err = cli("series", "--data", tmp_path)
    assert code == 2
    assert "no series.csv there" in err
