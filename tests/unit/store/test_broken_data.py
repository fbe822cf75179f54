"""Every rule of the data dictionary, broken once: one line that says where and what would be right."""

import pytest

from harmstats.core.errors import DataError
from harmstats.core.registers import read
from harmstats.store.problems import data_problems

RECORDED = "published/office-recorded/office-2022-07.csv"
ROW = "lost-hats,2021-04-01,2022-03-31,England and Wales,,3500,,,,official,,Table U2,"


def put(data, name, old, new, times=1):
    path = data / name
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{name} no longer has {old!r}"
    path.write_text(text.replace(old, new, times), encoding="utf-8")


# what is wrong: file, old text, new text, and words of the problem
REGISTERS = {
    "missing column": ("series.csv", "series,title", "title", "data/series.csv line 1: column 'series' is missing;"),
    "unknown column": ("series.csv", "series,title", "series,titel,title", "line 1: column 'titel' is not known; the"),
    "order of columns": ("series.csv", "series,title", "title,series", "line 1: columns in another order; the order"),
    "too few cells": ("breaks.csv", ",2012-07-01,,", ",2012-07-01,", "data/breaks.csv line 2: 11 cells, but the"),
    "byte order mark": ("series.csv", "series,title", "\ufeffseries,title", "line 1: starts with a byte order mark"),
    "broken CSV": ("breaks.csv", "\nrecording", '\n"recording', "data/breaks.csv line 9: broken CSV"),
    "kind": ("series.csv", ",recorded,", ",counted,", "line 2: series 'lost-things': kind 'counted' is not one of"),
    "measure": ("series.csv", ",recorded,count,", ",recorded,number,", "measure 'number' is not one of count, total"),
    "interval": ("series.csv", ",wilson,", ",wald,", "interval 'wald' is not one of wilson, published"),
    "sums": ("series.csv", ",forces quarters,", ",forces years,", "sums 'years' is not one of forces, quarters"),
    "series twice": ("series.csv", "\nlost-hats,", "\nlost-things,", "line 4: series 'lost-things' stands twice"),
    "no title": ("series.csv", "Hats lost recorded by the police", "", "'lost-hats': series, title and unit must be"),
    "no unit": ("series.csv", ",count,hats,", ",count,,", "series 'lost-hats': series, title and unit must be filled"),
    "no base": ("series.csv", ",hats recorded in the period,", ",,", "'lost-hats': needs a base (of what it is a"),
    "no rule": ("series.csv", ",The study.,", ",,", "'hat-study': needs a base (of what it is a count or share) and"),
    "formula that is none": ("series.csv", "1000 * lost", "1000 lost", "data/series.csv: formula of"),
    "formula of itself": (
        "series.csv",
        ",lost-umbrellas + lost-hats@",
        ",lost-things + lost-hats@",
        "formula of 'lost-things':",
    ),
    "formula of the unknown": ("series.csv", "- lost-hats@", "- lost-hat@", "series 'lost-hat' is not in"),
    "kind of break": ("breaks.csv", ",definition,", ",defined,", "break 'pages-twice-2020': kind 'defined' is not"),
    "effect": ("breaks.csv", ",definition,down,", ",definition,less,", "effect 'less' is not one of up, down, both,"),
    "weight": ("breaks.csv", ",refuse,", ",forbid,", "weight 'forbid' is not one of refuse, warn"),
    "source of a break": ("breaks.csv", ",office-2020\n", ",office-1999\n", "source 'office-1999' is not in"),
    "series of a break": ("breaks.csv", ",hat-survey,", ",hat-servey,", "'hat-servey' is not in data/series.csv. Did"),
    "place of a break": ("breaks.csv", "Southshire;", "Southshier;", "geography 'Southshier' is not in"),
    "edition of a break": ("breaks.csv", ",office-2020-07,", ",office-2020-7,", "editions 'office-2020-7' is not in"),
    "gap without an end": ("breaks.csv", "2019-07-01,2020-03-31", "2019-07-01,", "'until' is filled for coverage"),
    "end without a gap": ("breaks.csv", "2017-04-01,,", "2017-04-01,2018-03-31,", "'until' is filled for coverage"),
    "gap that ends first": (
        "breaks.csv",
        "2019-07-01,2020-03-31",
        "2019-07-01,2019-06-30",
        "break 'southshire-gap-2019':",
    ),
    "date of a break": ("breaks.csv", ",2017-04-01,", ",April 2017,", "date 'April 2017' is not a date like"),
    "no note": ("breaks.csv", "Umbrellas of children are counted from April 2017.", "", "needs a note, and a label of"),
    "no label": ("breaks.csv", ",Children count,", ",,", "needs a note, and a label of at most 28 characters"),
    "long label": ("breaks.csv", ",Children count,", ",xxxxxxxxxxxxxxxxxxxxxxxxxxxxx,", "a label of at most 28"),
    "id of a break": ("breaks.csv", "\ncounting-2017", "\nCounting 2017", "an id is made of lower-case letters,"),
    "break twice": ("breaks.csv", "\ncounting-2017", "\nrecording-2012", "line 3: break 'recording-2012' stands"),
    "source of an edition": (
        "editions.csv",
        ",survey-2019,2019",
        ",survey-1919,2019",
        "source 'survey-1919' is not in",
    ),
    "dated": ("editions.csv", ",by,,", ",about,,", "edition 'courts-2022': dated 'about' is not one of exact, by"),
    "published": ("editions.csv", "2019-11-06", "2019-11-31", "published '2019-11-31' is not a date like 2020-04-01"),
    "extracted": ("editions.csv", "2021-06-07", "7.6.2021", "extracted '7.6.2021' is not a date"),
    "data_to": ("editions.csv", ",,2019-03-31", ",,March", "data_to 'March' is not a date"),
    "edition twice": (
        "editions.csv",
        "office-outcomes,outcomes-2021",
        "office-outcomes,outcomes-2020",
        "edition 'outcomes-2020' of",
    ),
    "not JSON": ("sources.json", "[", "(", "data/sources.json: not JSON"),
    "source without author": ("sources.json", '"literal": "Example University"', '"x": 1', "source 'study-1999' needs"),
    "source without title": ("sources.json", '"title": "A hundred hats"', '"title": ""', "'study-1999' needs an id, a"),
    "source twice": ("sources.json", '"id": "post-2021"', '"id": "post-2020"', "source 'post-2020' stands twice"),
    "issued": ("sources.json", "[[1999]]", '[["1999"]]', "source 'study-1999': issued must be like"),
    "place twice": ("reference/police-forces.csv", "\nSouthshire", "\nNorthshire", "line 3: place 'Northshire' has"),
    "place without name": ("reference/areas.csv", "\nWorld", "\n", "data/reference/areas.csv line 5: place '' has no"),
    "form": ("repeats.csv", ",rounded,", ",rather,", "data/repeats.csv line 3: form 'rather' is not one of exact,"),
    "source of a repeat": ("repeats.csv", ",post-2020,", ",post-2019,", "source 'post-2019' is not in"),
    "edition of a repeat": (
        "repeats.csv",
        "office-courts,courts-2022",
        "office-courts,courts-2021",
        "table 'office-courts' has no",
    ),
    "nothing stated": ("repeats.csv", ",11800,", ",,", "stated is empty; write the number as the source states it"),
    "stated in words": ("repeats.csv", ",11800,", ",many,", "stated 'many' is not a number; write digits without"),
    "series of a repeat": ("repeats.csv", ",lost-things,", ",lost-thing,", "series 'lost-thing' is not in"),
    "place of a repeat": ("repeats.csv", ",Northshire,", ",Nordshire,", "geography 'Nordshire' is not in"),
    "breakdown of a repeat": ("repeats.csv", "finder=stranger", "stranger", "breakdown 'stranger' is not key=value"),
    "half a period": ("repeats.csv", "2017-04-01,2018-03-31", "2017-04-01,", "period_end '' is not a date like"),
    "kind of conflict": ("conflicts.csv", ",values,", ",numbers,", "kind 'numbers' is not one of values, arithmetic"),
    "edition used": ("conflicts.csv", ",pages-2020,", ",pages-2019,", "conflict 'pages-2019': used 'pages-2019' is"),
    "conflict twice": ("conflicts.csv", "\ncolours-2020", "\npages-2019", "'pages-2019' has no id or stands twice"),
    "no reason": ("conflicts.csv", "The three colours add to 104 per cent.", "", "needs a reason why charts use"),
    "kind of check": ("checks.csv", ",adds to 100,", ",adds to 99,", "kind 'adds to 99' is not one of adds to 100"),
    "no tolerance": ("checks.csv", ",,0,", ",,,", "check 'group-is-its-classes': needs a tolerance; 'share' one"),
    "negative tolerance": ("checks.csv", ",,0,", ",,-1,", "needs a tolerance; 'share' one series in 'of' and one in"),
    "share without base": ("checks.csv", ",lost-hats,lost-things,", ",lost-hats,,", "'share' one series in 'of' and"),
    "share of two": ("checks.csv", ",lost-hats,lost-things,", ",lost-hats+lost-hats,lost-things,", "needs a tolerance"),
    "sum with a base": ("checks.csv", "+lost-hats,,", "+lost-hats,lost-things,", "needs a tolerance; 'share' one"),
    "series of a check": ("checks.csv", "+lost-hats,,", "+lost-hat,,", "series 'lost-hat' is not in data/series.csv."),
    "check without breakdown": ("checks.csv", ",caller=adult|child,", ",,", "a breakdown belongs to 'adds to 100'"),
    "breakdown too many": (
        "checks.csv",
        "lost-hats-share,,",
        "lost-hats-share,colour,",
        "a breakdown belongs to 'adds",
    ),
    "breakdown of a check": (
        "checks.csv",
        ",caller=adult|child,",
        ",caller=[adult],",
        "is not like sex=girls;severity",
    ),
    "check twice": ("checks.csv", "\ncallers", "\ncolours", "check 'colours' has no id or stands twice"),
}
FIGURES = {
    "series": (RECORDED, "\nlost-hats,", "\nlost-hat,", f"data/{RECORDED} line 2:"),
    "place": (RECORDED, "England and Wales", "England & Wales", "geography 'England & Wales' is not in"),
    "status": (RECORDED, "official-revised", "revised", f"data/{RECORDED} line 2:"),
    "no such day": (RECORDED, "2021-03-31", "2021-03-32", "period_end '2021-03-32' is not a date like 2020-04-01"),
    "period backwards": (RECORDED, "2020-04-01,", "2022-04-01,", "period_start 2022-04-01 is after period_end"),
    "half a period": (RECORDED, "2020-04-01,", ",", "period_start '' is not a date like 2020-04-01"),
    "words": (RECORDED, ",3120,", ",many,", "(lost-hats, England and Wales): value 'many' is not a number; write"),
    "separator": (RECORDED, ",3120,", ',"3,120",', "value '3,120' is not a number; write digits without separators"),
    "not a number": (RECORDED, ",3120,", ",nan,", "value 'nan' is not a number"),
    "no value": (RECORDED, ",3120,", ",,", "value is empty; leave the row out where nothing is published"),
    "interval below": (RECORDED, ",3120,,", ",3120,3121,", "low 3121 and high nan do not enclose 3120"),
    "interval above": (RECORDED, ",3120,,,", ",3120,3000,3119,", "low 3000 and high 3119 do not enclose 3120"),
    "breakdown": (RECORDED, "Wales,,3120", "Wales,red;red,3120", "breakdown 'red;red' is not key=value;key=value"),
    "breakdown twice": (RECORDED, "Wales,,3120", "Wales,a=b;a=c,3120", "breakdown 'a=b;a=c' is not"),
    "figure twice": (RECORDED, ROW, f"{ROW}\n{ROW}", f"data/{RECORDED} line 4:"),
    "nobody lives there": ("reference/population.csv", ",1206000,", ",0,", "a population of 0; rates are divided by"),
    "edition without a file": (
        "editions.csv",
        "\npost-articles,",
        "\nsun-articles,",
        "data/published/post-articles/post-2021.csv:",
    ),
    "file without an edition": (
        "editions.csv",
        "\noffice-changes,",
        "\noffice-deltas,office-2020-07,office-2020,2020-07-15,exact,,2020-03-31,\noffice-changes,",
        "data/editions.csv: edition",
    ),
    "population without an edition": (
        "reference/population.csv",
        "\npeople-2020,",
        "\npeople-2019,",
        "data/reference/population.csv:",
    ),
    "correction of nothing": ("corrections.csv", ",lost-umbrellas,", ",lost-hats,", "data/corrections.csv line 2: no"),
    "correction without a source": (
        "corrections.csv",
        ",office-2021\n",
        ",office-1999\n",
        "source 'office-1999' is not",
    ),
    "correction in words": ("corrections.csv", ",12350,", ",less,", "corrected 'less' is not a number; write digits"),
    "correction without a reason": (
        "corrections.csv",
        '"two digits stand in the wrong order, as a letter of the office says"',
        "",
        "must be numbers in plain",
    ),
    "corrected at the source": ("corrections.csv", ",13250,", ",13251,", "lost-umbrellas is 13250 at the source, the"),
    # what may be read, and is wrong all the same
    "break not inherited": (
        "breaks.csv",
        ",lost-umbrellas;lost-things;lost-umbrellas-rate;",
        ",lost-umbrellas;",
        "data/breaks.csv: break",
    ),
    "series without a figure": (
        "series.csv",
        "\nhat-study,",
        "\nhat-trick,Tricks,Tricks,study,count,hats,hats,X,,,,All.,\nhat-study,",
        "data/series.csv: series",
    ),
    "published too early": ("editions.csv", "2021-07-21,exact,2021", "2021-03-30,exact,2021", "'outcomes-2021' of"),
    "data_to": (
        "editions.csv",
        "2019-11-06,exact,,2019-03-31",
        "2019-11-06,exact,,2018-03-31",
        "edition 'survey-2019' of",
    ),
    "undated with a date": (
        "editions.csv",
        "1999-05-01,by,,,",
        "1999-05-01,by,,1998-12-31,",
        "edition 'study-1999' of",
    ),
    # figures against each other
    "sum": (RECORDED, ",16400,", ",16401,", "data/checks.csv: check 'group-is-its-classes' fails for lost-things, YE"),
    "share": (RECORDED, ",21.3,", ",21.4,", "check 'share-of-hats' fails for lost-hats-share, YE Mar 2022"),
    "change": ("published/office-changes/office-2022-07.csv", ",23,", ",25,", "check 'umbrellas-change' fails for"),
    "adds to 100": ("published/charity-pages/pages-2020.csv", ",60,", ",62,", "check 'colours' fails for"),
    "adds to total": ("published/charity-calls/calls-2021.csv", ",480,", ",481,", "check 'callers' fails for"),
    "check of nothing": ("checks.csv", ",caller=adult|child,", ",caller=adult|old,", "check 'callers' applies to no"),
    "repeat of nothing": (
        "repeats.csv",
        "2017-04-01,2018-03-31",
        "2013-04-01,2014-03-31",
        "'post-2020' on lost-umbrellas,",
    ),
    "repeat that differs": ("repeats.csv", ",11800,", ",11801,", "on lost-umbrellas, YE Mar 2018: 11800 is not"),
    "no entry for a disagreement": (
        "conflicts.csv",
        ",2019-01-01,2019-12-31,",
        ",2018-01-01,2018-12-31,",
        "data/conflicts.csv: no entry",
    ),
    "no disagreement": ("published/charity-pages/pages-2021.csv", ",5310,", ",5200,", "data/conflicts.csv: conflict"),
    "nothing to be used": (
        "conflicts.csv",
        "World,,pages-2020",
        "World,,office-2020-07",
        "data/conflicts.csv: conflict",
    ),
    "arithmetic that holds": ("published/charity-pages/pages-2021.csv", ",12,", ",8,", "data/conflicts.csv: conflict"),
}


@pytest.mark.parametrize("name", REGISTERS)
def test_a_register_that_breaks_a_rule_is_not_read(data, name):
    file, old, new, words = REGISTERS[name]
    put(data, file, old, new)
    with pytest.raises(DataError) as caught:
        read(data)
    assert words in str(caught.value)
    assert str(caught.value).startswith("data/")
    assert data_problems(data) == [str(caught.value)]


@pytest.mark.parametrize("name", FIGURES)
def test_figures_that_break_a_rule_are_a_problem(data, name):
    file, old, new, words = FIGURES[name]
    put(data, file, old, new)
    found = data_problems(data)
    assert any(words in line for line in found), found
    assert not any("\n" in line or str(data) in line for line in found)


def test_nothing_is_wrong_with_the_small_data(small):
    assert data_problems(small) == []


@pytest.mark.parametrize("name", ["series.csv", "sources.json", RECORDED])
def test_a_file_that_is_missing_or_a_folder(data, name):
    (data / name).unlink()
    if name != RECORDED:
        assert data_problems(data) == [f"data/{name}: the file is missing"]
    (data / name).mkdir()
    (problem,) = data_problems(data)
    assert problem.startswith(f"data/{name}: cannot be read")


def test_text_that_is_not_utf_8(data):
    path = data / RECORDED
    path.write_bytes(path.read_bytes().replace(b"Table U2", b"Table \xff", 1))
    (problem,) = data_problems(data)
    assert problem.startswith(f"data/{RECORDED}: not UTF-8 text at byte ")


@pytest.mark.parametrize("text", ["[1, 2]", "{}", '[{"id": "x", "title": "t", "author": null}]', '[{"id": 1}]'])
def test_sources_that_are_no_list_of_items(data, text):
    (data / "sources.json").write_text(text, encoding="utf-8")
    (problem,) = data_problems(data)
    assert problem.startswith("data/sources.json: ")


def test_a_register_without_breaks_would_let_everything_pass(data):
    path = data / "breaks.csv"
    path.write_text(path.read_text(encoding="utf-8").splitlines()[0] + "\n", encoding="utf-8")
    assert data_problems(data) == ["data/breaks.csv: holds no break; without breaks every comparison would pass"]


def test_an_ingest_that_stopped_half_way_is_settled_first(data):
    (data / ".ingest").mkdir()
    (data / ".ingest" / "journal.json").write_text("[]")
    (problem,) = data_problems(data)
    assert problem.startswith("data/.ingest/: an edition is landing, or its ingest stopped half way; ")
