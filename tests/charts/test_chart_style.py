import pytest

from harmstats.charts import style
from harmstats.core.errors import HarmstatsError


def test_contrast_agrees_with_published_pairs():
    assert style.contrast("#FFFFFF", "#FFFFFF") == 1
    assert style.contrast("#767676") == 4.54  # the well-known lightest grey for text on white
    assert style.contrast("#12436D") == style.contrast("#FFFFFF", "#12436D") == 10.25


@pytest.mark.parametrize("colour", style.PALETTE)
def test_graphics_stand_out_from_paper(colour):
    assert style.contrast(colour) >= 3


@pytest.mark.parametrize("colour", [style.REFUSE_MARK, style.WARN_MARK, style.FOCUS, style.SPINE])
def test_marks_stand_out_from_paper(colour):
    assert style.contrast(colour) >= 3


@pytest.mark.parametrize("colour", [*style.PALETTE, style.CONTEXT, style.TEXT, style.QUIET])
def test_words_can_be_read(colour):
    assert style.contrast(style.text_colour(colour)) >= 4.5


@pytest.mark.parametrize(
    "pair", [*zip(style.CATEGORICAL, style.CATEGORICAL[1:], strict=False), style.PAIR, (style.FOCUS, style.CONTEXT)]
)
def test_neighbours_can_be_told_apart(pair):
    assert style.contrast(*pair) >= 3


def test_five_categories_are_too_many():
    with pytest.raises(HarmstatsError, match=r"chart 'c': 5 categories.*small_multiples"):
        style.colours(list("abcde"), name="c")


def test_two_lines_get_the_pair_and_a_focus_greys_the_rest():
    assert tuple(style.colours(["a", "b"], name="c").values()) == style.PAIR
    assert style.colours(["a", "b", "c"], name="c", focus=("b",)) == {
        "a": style.CONTEXT,
        "b": style.FOCUS,
        "c": style.CONTEXT,
    }
    with pytest.raises(HarmstatsError, match="focus names 'z'"):
        style.colours(["a"], name="c", focus=("z",))


@pytest.mark.parametrize(
    ("value", "unit", "decimals", "text"),
    [
        (0, "", 0, "0"),
        (-0.0, "", 1, "0.0"),
        (-0.04, "", 1, "0.0"),
        (-1234, "", 0, "−1,234"),
        (12.345, "percent", 1, "12.3%"),
    ],
)
def test_numbers(value, unit, decimals, text):
    assert style.number(value, unit, decimals) == text
