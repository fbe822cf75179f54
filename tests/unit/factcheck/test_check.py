"""Claims on the small data folder: the register, a claim of one's own, a text of them, and what is wrong with them."""

import re
from datetime import date, timedelta

import pytest

from harmstats.core.errors import DataError, HarmstatsError, NotFound
from harmstats.factcheck.check import check, check_file, claims
from harmstats.factcheck.verdict import VERDICTS

TOMORROW = (date.today() + timedelta(days=1)).isoformat()


def notes(verdict, kind):
    return [reason.note for reason in verdict.reasons if reason.kind == kind]


# --- the register


def test_every_verdict_is_given():
    verdicts = claims()
    assert {item.verdict_now for item in verdicts} == {*VERDICTS}
    assert all(item.reasons for item in verdicts)


def test_claims_as_known_on_another_day():
    early = claims(today="2022-05-01")
    assert [item.id for item in early] == ["P-03", "P-09", "P-11"]
    with pytest.raises(NotFound, match="claim 'P-01' was printed after 2022-05-01; the first on 2022-08-01"):
        claims("P-01", today="2022-05-01")
    with pytest.raises(NotFound, match="all claims were printed after 2019-05-01; the first on 2020-05-04"):
        claims(today="2019-05-01")
    with pytest.raises(HarmstatsError, match=f"today {TOMORROW} lies in the future"):
        claims(today=TOMORROW)


def test_a_claim_that_is_not_there():
    with pytest.raises(NotFound, match=r"claim 'P-71' is not known\. Did you mean 'P-"):
        claims("P-71")


def test_a_register_without_claims_has_no_verdicts(data):
    path = data / "claims.csv"
    path.write_text(path.read_text(encoding="utf-8").split("\n", 1)[0] + "\n", encoding="utf-8")
    assert claims(data=data) == ()


BROKEN = {
    "relation misspelt": (",more than,2900", ",mor than,2900", "relation 'mor than' is not known. Did you mean 'more"),
    "series misspelt": ("statistic,lost-hats,,", "statistic,lost-hast,,", "is not in data/series.csv. Did you mean"),
    "source misspelt": (",pages-2021,", ",pages-201,", "source 'pages-201' is not in data/sources.json. Did you mean"),
    "kind": (",,,,event,", ",,,,evnt,", "claim 'P-07': kind 'evnt' is not one of statistic, event"),
    "unit": (",29,1,percent,", ",29,1,per cent,", "unit 'per cent' is not one of"),
    "value": (",13000,1000,", ',"13,000",1000,', "value '13,000' is not a number"),
    "no value": (",13000,1000,", ",,1000,", "needs a value, and in rounding"),
    "date": ("P-01,post-2022,2022-08-01", "P-01,post-2022,1 August", "printed '1 August' is not a date"),
    "future": ("P-01,post-2022,2022-08-01", f"P-01,post-2022,{TOMORROW}", f"printed {TOMORROW} lies in the future"),
    "twice": ("\nP-02,", "\nP-01,", "claim 'P-01' has no id or stands twice"),
    "no id": ("\nP-02,", "\n,", "claim '' has no id or stands twice"),
    "no statement": (",Calls doubled,", ",,", "claim 'P-05': needs a statement"),
    "no words": (",Calls doubled,doubled,", ",Calls doubled,,", "claim 'P-05': needs a statement"),
    "no note": (
        "Looked for in all reports of the office and the charity.",
        "",
        "needs a note that says what was looked",
    ),
    "no period": (",2019,2020,", ",2019,,", "claim 'P-05': needs a period in 'to'"),
    "a case with a series": (
        ",event,,",
        ",event,lost-hats,",
        "is of kind 'event', so it claims nothing of series 'lost",
    ),
    "period": (",,YE Mar 2021,", ",,YE 2021,", "line 4: claim 'P-03': period 'YE 2021' is ambiguous"),
    "breakdown": ("colour=red", "colour=rde", "claim 'P-10': series 'umbrella-pages-share' has no breakdown"),
    "beside": (",lost-hats,,\n", ",lost-hast,,\n", "claim 'P-02': series 'lost-hast' is not known"),
    "beside another time": (
        ",lost-hats,,\n",
        ",lost-hats@YE Mar 1950,,\n",
        "beside 'lost-hats@YE Mar 1950': series 'lost-hats' has no such figure for YE Mar 1950",
    ),
    "columns": ("id,article", "claim,article", "data/claims.csv line 1: column 'id' is missing"),
    "cells": ("P-09,", "P-09,,", "20 cells, but the header has 19"),
    "quote": ("P-09,", '"P-09"",', "data/claims.csv line"),
}


@pytest.mark.parametrize(("old", "new", "said"), BROKEN.values(), ids=BROKEN)
def test_a_broken_register_gets_one_line(data, old, new, said):
    path = data / "claims.csv"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(DataError) as caught:
        claims(data=data)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


# --- a claim of one's own


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"series": "lost-umbrelas"}, "series 'lost-umbrelas' is not known. Did you mean 'lost-umbrellas'?"),
        ({"says": "mroe than 5"}, "Did you mean 'more than'?"),
        ({"period": "2022 or so"}, "period '2022 or so' is not understood"),
        ({"period": "YE 2022"}, "is ambiguous"),
        ({"printed": TOMORROW}, f"printed {TOMORROW} lies in the future"),
        ({"geography": "Englnd and Wales"}, "Did you mean 'England and Wales'?"),
        ({"geography": "Scotland"}, "series 'lost-umbrellas' has no figure for Scotland; it has"),
        ({"breakdown": "sex=female"}, "has no breakdown 'sex=female'"),
        ({"says": "rise of 5%", "earlier": "YE Mar 2021", "breakdown": "sex=female"}, "has no breakdown 'sex=female'"),
        ({"says": "rise of 5%"}, "needs an earlier period to compare with"),
        ({"earlier": "YE Mar 2021"}, "is no change: give one period only"),
        ({"says": "5%"}, "a percentage needs 'of', the base"),
        ({"says": "rise of 5 points", "earlier": "YE Mar 2021"}, "is counted in umbrellas, not in percent"),
        (
            {"says": "rise of 5%", "earlier": "YE Mar 2021", "of": "lost-things"},
            "of one figure, not of a share or a sum",
        ),
        ({"says": "rise of 5%", "earlier": "Jan-Mar 2021"}, "are of different length"),
        ({"says": "rise of 5%", "earlier": "YE Mar 2021", "period": "YE Mar 2020"}, "give the earlier period first"),
        ({"says": "5%", "of": "x y"}, "is not of the form series[breakdown]@period"),
        ({"of": "lost-things"}, "is no percentage, so it is no share of"),
        ({"says": "the largest"}, "nothing is held beside"),
        ({"says": "6 percentage points", "series": "lost-hats-share"}, "a level is written with %"),
        ({"period": "YE Mar 2090"}, "period 'YE Mar 2090' ends 2090-03-31, after today"),
        ({"printed": "2022-03-30"}, "period 'YE Mar 2022' ends 2022-03-31, after the day of print, 2022-03-30"),
        ({"says": "5%", "of": "lost-things[]@YE Mar 2090"}, "period 'YE Mar 2090' ends 2090-03-31"),
    ],
)
def test_bad_input_gets_one_line(given, said):
    with pytest.raises(HarmstatsError) as caught:
        check(**({"series": "lost-umbrellas", "says": "about 1,000", "period": "YE Mar 2022"} | given))
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_share_of_the_whole_has_no_empty_part():
    found = check("lost-hats", "more than 10%", period="YE Mar 2022", of="lost-things[]")
    assert found.verdict_now == "agrees"
    assert "(Lost hats)" in " ".join(notes(found, "edition"))
    assert ", )" not in " ".join(reason.note for reason in found.reasons)


def test_far_off_differs_break_or_no_break():
    """12,720 and 16,400 things were lost; hats entered the group in between."""
    group = {"series": "lost-things", "earlier": "YE Mar 2020", "period": "YE Mar 2022"}
    near, far = (check(says=f"rise of {number}%", **group) for number in (30, 90))
    assert (near.verdict_now, far.verdict_now) == ("not like for like", "differs")
    assert round(near.value_now, 1) == round(far.value_now, 1) == 28.9
    assert round(far.like_for_like, 1) == 1.4


def test_a_change_that_nobody_could_know_yet_has_no_source():
    found = check("lost-things", "rise of 21%", earlier="YE Mar 2021", period="YE Mar 2022", printed="2022-04-02")
    assert (found.verdict_then, found.verdict_now) == ("source not found", "agrees when rounded")
    assert "has both periods; the first is office-2022-07" in notes(found, "edition")[0]


def test_a_period_that_is_not_held_has_no_source():
    found = check("lost-umbrellas", "more than 718,000", period="YE Mar 1950")
    assert found.verdict_now == "source not found"
    assert "the nearest are" in notes(found, "period")[0]


# --- a text of one's own

ARTICLE = """\
# An article on lost things, our own words: one claim a line.
lost-hats | 3,500 | | YE Mar 2022 | 2022-08-01
lost-things | risen by 29% | YE Mar 2020 | YE Mar 2022 | 2022-08-01

lost-hats | more than a fifth | | YE Mar 2022 | | England and Wales | | lost-things
"""


def test_an_article_of_claims_goes_through(tmp_path):
    path = tmp_path / "article.txt"
    path.write_text(ARTICLE, encoding="utf-8")
    found = check_file(path)
    assert [item.id for item in found] == ["line 2", "line 3", "line 5"]
    assert [item.verdict_now for item in found] == ["agrees", "not like for like", "agrees"]
    assert [item.claim.of for item in found] == ["", "", "lost-things"]
    assert all(item.sources for item in found)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("lost-hats | about 1", "line 1: write series | says | from | to | printed, then if need be the others"),
        ("lost-hats | 1 | | YE Mar 2022 | | | | | ", "line 1: write series | says | from | to | printed, then if need"),
        ("lost-hast | about 1 | | YE Mar 2022 | ", "line 1: series 'lost-hast' is not known. Did you mean"),
        ("lost-hats | abuot 1 | | YE Mar 2022 | ", "line 1: 'abuot 1' is not understood. Did you mean 'about'?"),
        ("lost-hats | about 1 | | YE Mar 2022 | soon", "line 1: date 'soon' is not understood"),
        ("# nothing", "holds no claim; write series | says | from | to | printed, one a line"),
    ],
)
def test_a_bad_line_is_named(tmp_path, line, said):
    path = tmp_path / "article.txt"
    path.write_text(line + "\n", encoding="utf-8")
    with pytest.raises(HarmstatsError, match=re.escape(said)):
        check_file(path)


def test_a_file_may_start_with_a_byte_order_mark(tmp_path):
    path = tmp_path / "article.txt"
    path.write_text("lost-hats | about 3,500 | | YE Mar 2022 |\n", encoding="utf-8-sig")
    (found,) = check_file(path)
    assert found.verdict_now == "agrees"


def test_a_file_that_is_not_there_or_no_text(tmp_path):
    with pytest.raises(NotFound, match="there is no such file"):
        check_file(tmp_path / "none.txt")
    with pytest.raises(HarmstatsError, match="cannot be read"):
        check_file(tmp_path)
    (tmp_path / "bytes.txt").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(HarmstatsError, match="not UTF-8 text at byte 0"):
        check_file(tmp_path / "bytes.txt")
