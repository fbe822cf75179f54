"""The claims of two articles, as registered, and claims of our own on the published figures."""

import csv
import re

import pytest

from harmstats.core.registers import read as read_registers
from harmstats.core.schema import CLAIMS
from harmstats.factcheck import statement as words
from harmstats.factcheck.check import check, check_file, claims
from harmstats.factcheck.verdict import VERDICTS
from samples import ROOT

GROUP = "prc-stalking-and-harassment"
MULLEN = "study-mullen-1999"
# Two capitalised words in a row that name no person.
NO_PERSON = ("England and Wales", "United Kingdom", "United States", "Internet Watch Foundation")


@pytest.fixture(scope="module")
def all_claims():
    return {found.id: found for found in claims()}


@pytest.fixture(scope="module")
def register():
    with (ROOT / "data" / "claims.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def notes(found, kind):
    return [reason.note for reason in found.reasons if reason.kind == kind]


def test_the_register_holds_every_statement_with_a_number(register, all_claims):
    assert tuple(register[0]) == CLAIMS.columns
    assert len(register) == len(all_claims) == 42
    assert sum(row["id"].startswith("A1-") for row in register) == 10
    for found in all_claims.values():
        assert found.verdict_then in VERDICTS
        assert found.verdict_now in VERDICTS
        assert found.reasons
        assert found.verdict_then != "agreed when printed"


def test_words_and_columns_of_the_register_say_the_same(register):
    """The form is written out so that it can be read; where the words can be read too they must agree."""
    same = 0
    for row in register:
        if not row["series"]:
            continue
        found = words.read(row["stated"]) if row["stated"] != "most people" else None
        if found is None:  # told of the opposite: strangers are a minority
            assert row["relation"] == "minority"
            continue
        assert found.relation == row["relation"], row["id"]
        assert found.value == pytest.approx(float(row["value"]), rel=0.01), row["id"]
        assert found.rounding == pytest.approx(float(row["rounding"] or 0), rel=0.02), row["id"]
        same += 1
    assert same == 10


def test_a_single_case_is_anonymous(register):
    """No two capitalised words in a row, but for names of countries and bodies."""
    cases = [row for row in register if row["kind"] in ("case", "event")]
    assert len(cases) > 15
    for row in cases:
        for text in (row["statement"], row["stated"], row["note"]):
            for name in NO_PERSON:
                text = text.replace(name, "")
            assert not re.search(r"\b[A-Z][a-z]+ [A-Z][a-z]+\b", text.replace("Bletchley Park", "")), row["id"]
        assert "http" not in "".join(row.values())


@pytest.mark.parametrize(
    ("name", "then", "now"),
    [
        ("A1-01", "agrees", "agrees"),
        ("A1-02", "agrees when rounded", "agrees when rounded"),
        ("A1-04", "source not found", "agrees"),
        ("A1-05", "source not found", "source not found"),
        ("A1-09", "not a statistic", "not a statistic"),
        ("A2-14", "agrees", "agrees"),
        ("A2-15", "agrees when rounded", "agrees when rounded"),
        ("A2-16", "source not found", "differs"),
        ("A2-17", "not like for like", "not like for like"),
        ("A2-18", "agrees", "agrees"),
        ("A2-22", "agrees", "agrees"),
        ("A2-23", "differs", "differs"),
        ("A2-29", "source not found", "source not found"),
        ("A2-30", "not a statistic", "not a statistic"),
    ],
)
def test_verdicts(all_claims, name, then, now):
    assert (all_claims[name].verdict_then, all_claims[name].verdict_now) == (then, now)


def test_the_rise_of_45_percent(all_claims):
    """Printed 20 January 2023; the group was widened in April 2020 (ONS, notes of the appendix tables)."""
    found = all_claims["A2-17"]
    assert found.value_then is None
    assert round(found.value_now, 1) == 44.4
    assert round(found.like_for_like, 1) == 35.9
    labels = [reason.label for reason in found.reasons]
    assert "Coercive control added" in labels
    assert "Ex-partner rule" in labels
    (arithmetic,) = notes(found, "arithmetic")
    assert arithmetic.endswith("Rounded as in print, +44.4% is +44%, not '45% rise'.")
    first, second = notes(found, "edition")
    assert "19 October 2023: 495,049 and 715,785, +44.6%" in first
    assert "494,906 and 714,604, +44.4%: ho-prc-open-2026-04, published 23 April 2026" in second
    assert {"ho-prc-open-2023-10", "ho-prc-open-2026-04", "ons-appendix-ye-sep-2022"} <= set(found.sources)


def test_more_than_718_000_names_both_later_editions(all_claims):
    """Home Office open data: 715,785 (October 2023), 714,604 (April 2026); the bulletin of the day is not held."""
    found = all_claims["A2-16"]
    assert (found.value_then, found.value_now) == (None, 714_604)
    told = " ".join(notes(found, "edition"))
    assert "No edition held that was out by 20 January 2023 has it; the first is ho-prc-open-2023-10" in told
    assert "715,785" in told
    assert "714,604" in told
    assert "27 October 2022" in notes(found, "note")[0]


def test_five_per_cent_has_the_other_base_beside_it(all_claims):
    found = all_claims["A2-18"]
    assert found.value_then == found.value_now == 5
    (beside,) = notes(found, "beside")
    assert "5.99%" in beside
    assert "offences recorded in the year that have any outcome" in beside
    assert "6.6%" in " ".join(notes(found, "edition"))


def test_on_the_day_the_break_is_known_though_no_edition_is_held():
    (found,) = claims("A2-17", today="2023-01-20")
    assert (found.verdict_then, found.verdict_now) == ("not like for like", "not like for like")
    assert found.value_now is None
    (told,) = notes(found, "break")
    assert "in force since 1 April 2020" in told
    assert "the source held that says so was published 26 January 2023, after the day of print" in told


def test_what_is_counted_names_the_part(all_claims):
    found = all_claims["A1-01"]
    assert found.value_now == 20_254
    assert "(step posted)" in notes(found, "base")[0]
    assert "holds for 20,254, but loosely" in notes(found, "loose")[0]
    assert "law Coroners and Justice Act 2009" in notes(all_claims["A1-02"], "base")[0]
    assert "55%" in notes(all_claims["A2-14"], "note")[0]
    assert "January 2019" in notes(all_claims["A2-14"], "note")[0]


def test_a_share_of_the_whole_has_no_empty_part():
    found = check("prc-stalking-8q", "more than 10%", period="YE Mar 2025", of="prc-stalking-and-harassment[]")
    assert "(Stalking)" in " ".join(notes(found, "edition"))
    assert ", )" not in " ".join(reason.note for reason in found.reasons)


def test_an_article_is_no_source_for_itself(all_claims):
    """1,372 is held, but only from a copy of the article that states it."""
    found = all_claims["A1-05"]
    assert found.value_now is None
    assert "an article is no source for itself" in notes(found, "edition")[0]
    assert "sky-copy-2023" not in found.sources


def test_every_statistic_without_a_figure_says_what_was_looked_for(all_claims):
    for found in all_claims.values():
        if found.verdict_now == "source not found":
            assert notes(found, "note")
        for name in found.sources:
            assert name in read_registers(ROOT / "data").sources


def test_what_held_on_the_day_and_holds_no_longer_agreed_when_printed():
    found = check(GROUP, "more than 718,000", period="YE Mar 2022", printed="2023-02-01")
    assert (found.verdict_then, found.value_then) == ("agrees", 718_480)
    assert (found.verdict_now, found.value_now) == ("agreed when printed", 717_239)


def test_today_may_be_another_day():
    early = claims(today="2023-06-30")
    assert {found.id[:2] for found in early} == {"A2"}


def test_a_change_within_a_segment_is_held_to_its_number():
    rise = check("prc-stalking-8q", "rise of 18%", earlier="YE Mar 2021", period="YE Mar 2022")
    assert rise.verdict_now in ("agrees when rounded", "differs")
    exact = check(GROUP, f"rise of {13.4}%", earlier="YE Mar 2021", period="YE Jun 2022")
    assert exact.verdict_now == "agrees when rounded"
    assert exact.like_for_like is None
    assert check(GROUP, "fall of 13%", earlier="YE Mar 2021", period="YE Jun 2022").verdict_now == "differs"


def test_far_off_differs_break_or_no_break():
    found = check(GROUP, "rise of 90%", earlier="YE Mar 2020", period="YE Jun 2022")
    assert (found.verdict_then, found.verdict_now) == ("differs", "differs")
    assert round(found.like_for_like, 1) == 35.9


def test_a_change_that_nobody_could_know_yet_has_no_source():
    found = check(GROUP, "rise of 13%", earlier="YE Mar 2021", period="YE Jun 2022", printed="2023-01-20")
    assert (found.verdict_then, found.verdict_now) == ("source not found", "agrees when rounded")


def test_shares_sums_and_the_largest():
    forum = {"series": "iwf-ai-forum-images", "period": "Sep 2023"}
    law = "law=Protection of Children Act 1978;step=criminal"
    other = "law=Coroners and Justice Act 2009;step=criminal"
    share = check(says="nearly a quarter", breakdown=law, of="[step=assessed]", **forum)
    assert (share.verdict_now, round(share.value_now, 2), share.unit) == ("agrees", 23.06, "percent")
    assert check(says="2,978", breakdown=f"{law} + {other}", **forum).verdict_now == "agrees"
    partner = {"breakdown": "victim=former partner", "period": "undated"}
    assert check(MULLEN, "the largest", **partner).verdict_now == "agrees"
    assert check(MULLEN, "the largest", period="undated", breakdown="victim=stranger").verdict_now == "differs"


# --- a text of one's own

ARTICLE = """\
# An article on policing, our own words: one claim a line.
prc-stalking-8q | about 135,600 | | YE Mar 2025 | 2026-05-01
prc-stalking-and-harassment | risen by 44% | YE Mar 2020 | YE Jun 2022 | 2026-05-01

charge-share-of-assigned-stalking-8q | 6% | | YE Mar 2022 | 2023-01-20 | England and Wales
prc-stalking-and-harassment | over 718,000 offences | | YE Mar 2022 | 2023-02-01
iwf-ai-forum-images | one in four | | Sep 2023 | 2023-11-30 | World | step=criminal | [step=assessed]
"""


def test_an_article_of_five_new_claims_goes_through(tmp_path):
    path = tmp_path / "article.txt"
    path.write_text(ARTICLE, encoding="utf-8")
    found = check_file(path)
    assert [one.id for one in found] == ["line 2", "line 3", "line 5", "line 6", "line 7"]
    assert [one.verdict_now for one in found] == [
        "agrees when rounded",
        "not like for like",
        "agrees when rounded",
        "agreed when printed",
        "differs",
    ]
    assert [one.verdict_then for one in found][3] == "agrees"
    assert all(one.sources for one in found)
