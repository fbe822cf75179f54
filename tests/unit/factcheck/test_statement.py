"""The words around a number: what is read from them, what is not understood, and what each is held to."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harmstats.core.errors import HarmstatsError
from harmstats.factcheck.statement import read


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
    found = read(text)
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
    found = read(text)
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
        read(text)
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
    assert read(text).judge(value) == verdict


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
    assert read(text).loose(value) is loose


def test_largest_needs_others():
    largest = read("the largest")
    assert largest.judge(3, (1, 2)) == "agrees"
    assert largest.judge(3, (1, 3)) == "differs"


@given(st.integers(1, 10**9), st.sampled_from(["exactly", "about", "only"]))
def test_a_number_agrees_with_itself_however_it_is_written(value, relation):
    assert read(f"{relation} {value:,}").judge(value) == "agrees"
    assert read(f"{relation} {value}").judge(value) == "agrees"
