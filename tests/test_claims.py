"""Claims in print: the words, the rules, the register and a text of one's own."""

import csv
import json
import re
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harmstats.cli.claims import list_text, verdict_json, verdict_text
from harmstats.cli.printing import plain
from harmstats.core.errors import DataError, HarmstatsError, NotFound
from harmstats.core.registers import read as read_registers
from harmstats.core.schema import CLAIMS
from harmstats.factcheck import statement as saying
from harmstats.factcheck.check import check, check_file, claims
from harmstats.factcheck.verdict import VERDICTS
from samples import ROOT

GROUP = "prc-stalking-and-harassment"
MULLEN = "study-mullen-1999"
# Two capitalised words in a row that name no person.
NO_PERSON = ("England and Wales", "United Kingdom", "United States", "Internet Watch Foundation")
CONTRACT = (
    "id", "statement", "stated", "verdict_then", "verdict_now", "value_then", "value_now", "reasons", "sources",
)  # fmt: skip


@pytest.fixture(scope="module")
def all_claims():
    return {found.id: found for found in claims()}


@pytest.fixture(scope="module")
def register():
    with (ROOT / "data" / "claims.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def edit(data, old, new):
    path = data / "claims.csv"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def notes(found, kind):
    return [reason.note for reason in found.reasons if reason.kind == kind]


# --- the words


@pytest.mark.parametrize(
    ("text", "relation", "value", "rounding", "unit"),
    [
        ("more than 718,000", "more than", 718_000, 1000, ""),
        ("over 2 million offences", "more than", 2_000_000, 10**6, ""),
        ("rise of 45%", "rise of", 45, 1, "percent"),
        ("a 45% rise", "rise of", 45, 1, "percent"),
        ("fell by 3 percentage points", "fall of", 3, 1, "points"),
        ("rise of 10,000", "rise of", 10_000, 10_000, ""),
        ("doubled", "rise of", 100, 10, "percent"),
        ("halved", "fall of", 50, 10, "percent"),
        ("about 3,000", "about", 3000, 1000, ""),
        ("only 5%", "only", 5, 1, "percent"),
        ("20 per cent", "exactly", 20, 1, "percent"),
        ("5.99%", "exactly", 5.99, 0.01, "percent"),
        ("1,372", "exactly", 1372, 1, ""),
        ("a third", "exactly", 100 / 3, 10 / 3, "percent"),
        ("a further third", "exactly", 100 / 3, 10 / 3, "percent"),
        ("nearly two-thirds", "just under", 200 / 3, 20 / 3, "percent"),
        ("one in five women", "exactly", 20, 2, "percent"),
        ("1 in 10", "exactly", 10, 1, "percent"),
        ("thousands", "at least", 2000, 0, ""),
        ("at least 30 calls every week", "at least", 30, 10, ""),
        ("more often than not", "most", 50, 0, "percent"),
        ("by no means the majority", "minority", 50, 0, "percent"),
        ("the most common", "largest", 0, 0, ""),
        ("a rise of 45%", "rise of", 45, 1, "percent"),
        ("an increase of 45%", "rise of", 45, 1, "percent"),
        ("increase by 45%", "rise of", 45, 1, "percent"),
        ("rose 45%", "rise of", 45, 1, "percent"),
        ("rose by 45%", "rise of", 45, 1, "percent"),
        ("fell 45%", "fall of", 45, 1, "percent"),
        ("45% higher", "rise of", 45, 1, "percent"),
        ("45% lower than in 2020", "fall of", 45, 1, "percent"),
        ("one third", "exactly", 100 / 3, 10 / 3, "percent"),
        ("just over one in twenty", "just over", 5, 0.5, "percent"),
        ("half a million", "exactly", 500_000, 50_000, ""),
        ("more than half a million", "more than", 500_000, 50_000, ""),
        ("more than half", "most", 50, 0, "percent"),
        ("quarter of a million", "exactly", 250_000, 25_000, ""),
        ("a quarter of a million offences", "exactly", 250_000, 25_000, ""),
        ("two million", "exactly", 2_000_000, 1_000_000, ""),
    ],
)
def test_words_are_read(text, relation, value, rounding, unit):
    found = saying.read(text)
    assert (found.relation, found.unit) == (relation, unit)
    assert (found.value, found.rounding) == (pytest.approx(value), pytest.approx(rounding))


@pytest.mark.parametrize(
    ("text", "relation", "value", "bound"),
    [
        ("rise of more than 45%", "rise of", 45, "more than"),
        ("a rise of about 45%", "rise of", 45, "about"),
        ("rise of nearly 45%", "rise of", 45, "just under"),
        ("more than 45% rise", "rise of", 45, "more than"),
        ("a more than 45% rise", "rise of", 45, "more than"),
        ("nearly a 45% fall", "fall of", 45, "just under"),
        ("fell by at least a third", "fall of", 100 / 3, "at least"),
        ("nearly doubled", "rise of", 100, "just under"),
        ("more than halved", "fall of", 50, "more than"),
        ("rise of 45%", "rise of", 45, ""),
    ],
)
def test_a_change_may_have_a_bound(text, relation, value, bound):
    found = saying.read(text)
    assert (found.relation, found.bound, found.unit) == (relation, bound, "percent")
    assert found.value == pytest.approx(value)


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("714 604", "Write 714,604."),
        ("714\u202f604", "Write 714,604."),
        ("more than 1 714 604 offences", "Write 1,714,604."),
        ("45 to 50", "Write a relation and a number"),
        ("rose to 45%", "Write a relation and a number"),
        ("1 in 0", "Write a relation and a number"),
        ("1 in 10 to 1 in 5", "Write a relation and a number"),
        ("mroe than 718,000", "Did you mean 'more than'?"),
        ("rise off 45%", "Did you mean 'rise of'?"),
        ("45% ries", "Did you mean 'rise'?"),
        ("doubbled", "Did you mean 'doubled'?"),
        ("", "Write a relation and a number"),
        ("-5", "Write a relation and a number"),
        ("nan", "Write a relation and a number"),
        ("١٢", "Write a relation and a number"),
        ("more than", "Write a relation and a number"),
    ],
)
def test_words_that_are_not_understood_get_one_line(text, hint):
    with pytest.raises(HarmstatsError) as caught:
        saying.read(text)
    assert hint in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "value", "verdict"),
    [
        ("more than 718,000", 718_480, "agrees"),
        ("more than 718,000", 717_239, "differs"),
        ("more than 718,000", 718_000, "differs"),
        ("more than 100", 120, "agrees"),
        ("more than 100", 121, "agrees"),
        ("less than 100", 80, "agrees"),
        ("less than 100", 79, "agrees"),
        ("about 3,000", 2978, "agrees when rounded"),
        ("about 3,000", 3000, "agrees"),
        ("about 3,000", 2499, "differs"),
        ("564", 564, "agrees"),
        ("564", 565, "differs"),
        ("only 5%", 5, "agrees"),
        ("only 5%", 5.4, "agrees when rounded"),
        ("only 5%", 5.99, "differs"),
        ("at least 30", 300, "agrees"),
        ("at least 30", 29, "differs"),
        ("up to 30", 30, "agrees"),
        ("up to 30", 31, "differs"),
        ("most", 50.1, "agrees"),
        ("most", 50, "differs"),
        ("a minority", 49.9, "agrees"),
        ("a third", 33, "agrees when rounded"),
        ("a third", 31, "differs"),
        ("rise of 45%", 45.2, "agrees when rounded"),
        ("rise of 45%", 44.4, "differs"),
        ("rise of 45%", -45, "differs"),
        ("fall of 45%", -45, "agrees"),
        ("fall of 45%", 45, "differs"),
        ("doubled", 104, "agrees when rounded"),
        ("doubled", 106, "differs"),
        ("more than 500,000", 714_604, "agrees"),
        ("fewer than one in ten", 5.99, "agrees"),
        ("less than 100", 100, "differs"),
        ("nearly 850,000", 714_604, "differs"),
        ("just over 600,000", 714_604, "differs"),
        ("nearly 720,000", 714_604, "agrees"),
        ("almost 714,604", 714_604, "agrees"),
        ("nearly 714,000", 714_604, "differs"),
        ("just over 714,000", 714_604, "agrees"),
        ("just over 714,604", 714_604, "differs"),
        ("just under 100", 95, "agrees"),
        ("just under 98", 93.2, "agrees"),
        ("just under 98", 93, "differs"),
        ("nearly 1 million", 800_000, "agrees"),
        ("nearly 1 million", 799_999, "differs"),
        ("just over one in twenty", 5.4, "agrees"),
        ("just over one in twenty", 5.6, "differs"),
        ("rise of more than 45%", 90, "agrees"),
        ("rise of more than 45%", 44.4, "differs"),
        ("rise of more than 45%", -90, "differs"),
        ("rise of less than 45%", -3, "differs"),
        ("fall of more than 45%", -46, "agrees"),
        ("rise of nearly 45%", 44.4, "agrees"),
        ("rise of about 45%", 44.6, "agrees when rounded"),
        ("nearly doubled", 95, "agrees"),
        ("nearly doubled", 101, "differs"),
        ("rise of 0%", 0, "agrees"),
    ],
)
def test_each_relation_has_its_rule(text, value, verdict):
    assert saying.read(text).judge(value) == verdict


@pytest.mark.parametrize(
    ("text", "value", "loose"),
    [
        ("more than 500,000", 714_604, True),
        ("more than 100", 120, False),
        ("more than 100", 121, True),
        ("more than 100", 99, False),
        ("fewer than one in ten", 5.99, True),
        ("just over 100", 130, False),
        ("about 100", 300, False),
        ("fall of more than 20%", -30, True),
        ("rise of more than 20%", -30, False),
    ],
)
def test_loose_words_are_told(text, value, loose):
    assert saying.read(text).loose(value) is loose


def test_largest_needs_others():
    largest = saying.read("the largest")
    assert largest.judge(3, (1, 2)) == "agrees"
    assert largest.judge(3, (1, 3)) == "differs"


@given(st.integers(1, 10**9), st.sampled_from(["exactly", "about", "only"]))
def test_a_number_agrees_with_itself_however_it_is_written(value, relation):
    assert saying.read(f"{relation} {value:,}").judge(value) == "agrees"
    assert saying.read(f"{relation} {value}").judge(value) == "agrees"


# --- the register


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
        found = saying.read(row["stated"]) if row["stated"] != "most people" else None
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
    found = check(
        "prc-stalking-8q", "more than 10%", period="YE Mar 2025",
        of="prc-stalking-and-harassment[]",
    )  # fmt: skip
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


# --- then and now


def test_what_held_on_the_day_and_holds_no_longer_agreed_when_printed():
    found = check(GROUP, "more than 718,000", period="YE Mar 2022", printed="2023-02-01")
    assert (found.verdict_then, found.value_then) == ("agrees", 718_480)
    assert (found.verdict_now, found.value_now) == ("agreed when printed", 717_239)


def test_today_may_be_another_day():
    early = claims(today="2023-06-30")
    assert {found.id[:2] for found in early} == {"A2"}
    with pytest.raises(NotFound, match="claim 'A1-01' was printed after 2023-06-30"):
        claims("A1-01", today="2023-06-30")
    with pytest.raises(HarmstatsError, match=f"today {TOMORROW} lies in the future"):
        claims(today=TOMORROW)


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


def test_a_period_that_is_not_held_has_no_source():
    found = check(GROUP, "more than 718,000", period="YE Mar 1950")
    assert found.verdict_now == "source not found"
    assert "the nearest are" in notes(found, "period")[0]


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
    for one in found:
        assert tuple(verdict_json(one))[: len(CONTRACT)] == CONTRACT
        assert one.sources
    text = list_text(found)
    assert "5 claims. Now: " in text


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("prc-stalking-8q | about 1", "line 1: write series | says | from | to | printed"),
        ("prc-stalkin-8q | about 1 | | YE Mar 2025 | ", "line 1: series 'prc-stalkin-8q' is not known. Did you mean"),
        ("prc-stalking-8q | abuot 1 | | YE Mar 2025 | ", "line 1: 'abuot 1' is not understood. Did you mean 'about'?"),
        ("prc-stalking-8q | about 1 | | YE Mar 2025 | soon", "line 1: date 'soon' is not understood"),
        ("# nothing", "holds no claim"),
    ],
)
def test_a_bad_line_is_named(tmp_path, line, said):
    path = tmp_path / "article.txt"
    path.write_text(line + "\n", encoding="utf-8")
    with pytest.raises(HarmstatsError, match=re.escape(said)):
        check_file(path)


def test_a_file_may_start_with_a_byte_order_mark(tmp_path):
    path = tmp_path / "article.txt"
    path.write_text("prc-stalking-8q | about 135,600 | | YE Mar 2025 |\n", encoding="utf-8-sig")
    (found,) = check_file(path)
    assert found.verdict_now == "agrees when rounded"


def test_a_file_that_is_not_there_or_no_text(tmp_path):
    with pytest.raises(NotFound, match="there is no such file"):
        check_file(tmp_path / "none.txt")
    (tmp_path / "bytes.txt").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(HarmstatsError, match="not UTF-8"):
        check_file(tmp_path / "bytes.txt")


# --- bad input

TOMORROW = (date.today() + timedelta(days=1)).isoformat()


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"series": "prc-stalkin-8q"}, "series 'prc-stalkin-8q' is not known. Did you mean 'prc-stalking-8q'?"),
        ({"says": "mroe than 5"}, "Did you mean 'more than'?"),
        ({"period": "2022 or so"}, "period '2022 or so' is not understood"),
        ({"period": "YE 2022"}, "is ambiguous"),
        ({"printed": TOMORROW}, f"printed {TOMORROW} lies in the future"),
        ({"geography": "Englnd and Wales"}, "Did you mean 'England and Wales'?"),
        ({"breakdown": "sex=female"}, "has no breakdown 'sex=female'"),
        ({"says": "rise of 5%"}, "needs an earlier period to compare with"),
        ({"earlier": "YE Mar 2021"}, "is no change: give one period only"),
        ({"says": "5%"}, "a percentage needs 'of', the base"),
        ({"says": "rise of 5 points", "earlier": "YE Mar 2021"}, "is counted in offences, not in percent"),
        ({"says": "rise of 5%", "earlier": "Jan-Mar 2021"}, "are of different length"),
        ({"says": "rise of 5%", "earlier": "YE Mar 2023"}, "give the earlier period first"),
        ({"says": "5%", "of": "x y"}, "is not of the form series[breakdown]@period"),
        ({"of": "prc-stalking-and-harassment"}, "is no percentage, so it is no share of"),
        ({"says": "the largest"}, "nothing is held beside"),
        ({"says": "6 percentage points", "series": "charge-share-of-assigned-stalking-8q"}, "a level is written with"),
        ({"period": "YE Mar 2090"}, "period 'YE Mar 2090' ends 2090-03-31, after today"),
        ({"printed": "2022-03-30"}, "period 'YE Mar 2022' ends 2022-03-31, after the day of print, 2022-03-30"),
        ({"says": "5%", "of": "prc-stalking-and-harassment[]@YE Mar 2090"}, "period 'YE Mar 2090' ends 2090-03-31"),
    ],
)
def test_bad_input_gets_one_line(given, said):
    base = {"series": "prc-stalking-8q", "says": "about 1,000", "period": "YE Mar 2022"}
    with pytest.raises(HarmstatsError) as caught:
        check(**(base | given))
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


BROKEN = {
    "relation misspelt": (",more than,718000", ",mor than,718000", "relation 'mor than' is not known. Did you mean"),
    "series misspelt": ("statistic,prc-stalking-and", "statistic,prc-stalkin-and", "is not in data/series.csv. Did"),
    "source misspelt": (",slt-super-complaint-2022;", ",slt-supercomplaint-2022;", "is not in data/sources.json. Did"),
    "kind": (",furniture,", ",furnitur,", "kind 'furnitur' is not one of statistic, event"),
    "unit": (",45,1,percent,statistic,prc", ",45,1,per cent,statistic,prc", "unit 'per cent' is not one of"),
    "value": (",718000,1000,", ',"718,000",1000,', "value '718,000' is not a number"),
    "no value": (",718000,1000,", ",,1000,", "needs a value, and in rounding"),
    "date": ("A1-01,sky-copy-2023,2023-10-25", "A1-01,sky-copy-2023,25 October", "printed '25 October' is not a date"),
    "future": ("A1-01,sky-copy-2023,2023-10-25", f"A1-01,sky-copy-2023,{TOMORROW}", "lies in the future"),
    "twice": ("\nA1-02,", "\nA1-01,", "claim 'A1-01' has no id or stands twice"),
    "no statement": ("2023-10-25,Length of a video set into the page,", "2023-10-25,,", "needs a statement"),
    "no note": ("A running time left in the text.", "", "needs a note that says what was looked for"),
    "no period": (",,YE Jun 2022,", ",,,", "needs a period in 'to'"),
    "a case with a series": ("121,,,,,case,,", f"121,,,,,case,{GROUP},", "is of kind 'case'"),
    "period": (",,YE Jun 2022,", ",,YE 2022,", "line 28: claim 'A2-16': period 'YE 2022' is ambiguous"),
    "breakdown": ("version=standing text", "version=standing", "claim 'A2-14': series 'helpline-relationship' has no"),
    "beside": (",charge-share-of-assigned-stalking-8q,", ",charge-share,", "series 'charge-share' is not known"),
    "columns": ("id,article", "claim,article", "data/claims.csv line 1: column 'id' is missing"),
    "cells": ("A1-09,", "A1-09,,", "20 cells, but the header has 19"),
    "quote": ("A1-09,", '"A1-09"",', "data/claims.csv line"),
}


@pytest.mark.parametrize(("old", "new", "said"), BROKEN.values(), ids=BROKEN)
def test_a_broken_register_gets_one_line(data, old, new, said):
    edit(data, old, new)
    with pytest.raises(DataError) as caught:
        claims(data=data)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_claim_that_is_not_there():
    with pytest.raises(NotFound, match="claim 'A2-71' is not known"):
        claims("A2-71")


# --- how it is said


def test_json_keeps_the_contract(all_claims):
    for found in all_claims.values():
        said = verdict_json(found)
        assert tuple(said)[: len(CONTRACT)] == CONTRACT
        json.dumps(plain(said), allow_nan=False)
        for reason in said["reasons"]:
            assert {"kind", "date", "note", "source"} <= set(plain(reason))


def test_the_page_of_one_claim_says_it_all(all_claims):
    registers = read_registers(ROOT / "data")
    text = verdict_text(all_claims["A2-17"], registers)
    for said in ("not like for like, +44.4%", "Like for like:  +35.9%", "1 April 2020, Coercive control added."):
        assert said in text
    assert "Police recorded crime shows what police recorded, not how much happened." in " ".join(text.split())
    assert text.index("Why:") < text.index("What the editions say:") < text.index("Sources:")
    assert max(len(line) for line in text.splitlines() if "http" not in line) <= 100


def test_the_list_has_one_line_a_claim(all_claims):
    text = list_text(tuple(all_claims.values()))
    assert len([line for line in text.splitlines() if re.match(r"A[12]-\d\d ", line)]) == 42
    assert "42 claims. Now: " in text


def test_a_check_without_a_day_is_of_today(cli):
    code, out, _ = cli(
        "check", "--series", "prc-stalking-8q", "--says", "135,628", "--to", "YE Mar 2025", "--json"
    )  # fmt: skip
    (claim,) = json.loads(out)["claims"]
    assert code == 0
    assert claim["verdict_then"] == claim["verdict_now"] == "agrees"
