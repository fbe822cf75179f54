from itertools import pairwise

import pytest

from harmstats.charts import style
from harmstats.core.errors import HarmstatsError


def contrast(one, other=style.PAPER):
    """Contrast ratio of two colours as WCAG 2.2 defines it, between 1 and 21."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return round((light + 0.05) / (dark + 0.05), 2)


def luminance(colour):
    channels = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_contrast_agrees_with_published_pairs():
    assert contrast("#FFFFFF", "#FFFFFF") == 1
    assert contrast("#000000", "#FFFFFF") == 21
    assert contrast("#767676") == 4.54  # the well-known lightest grey for text on white
    assert contrast("#12436D") == contrast("#FFFFFF", "#12436D") == 10.25


@pytest.mark.parametrize("colour", style.CATEGORICAL)
def test_graphics_stand_out_from_paper(colour):
    assert contrast(colour) >= 3


@pytest.mark.parametrize("colour", [style.REFUSE_MARK, style.WARN_MARK, style.FOCUS, style.SPINE])
def test_marks_stand_out_from_paper(colour):
    assert contrast(colour) >= 3


@pytest.mark.parametrize("colour", [*style.CATEGORICAL, style.TEXT, style.QUIET])
def test_words_can_be_read(colour):
    assert contrast(style.TEXT_COLOURS.get(colour, colour)) >= 4.5


@pytest.mark.parametrize("pair", [*pairwise(style.CATEGORICAL), style.PAIR])
def test_neighbours_can_be_told_apart(pair):
    assert contrast(*pair) >= 3


def test_five_categories_are_too_many():
    with pytest.raises(HarmstatsError, match=r"chart 'c': 5 categories.*small_multiples"):
        style.colours(list("abcde"), "c")


def test_two_lines_get_the_pair():
    assert tuple(style.colours(["a", "b"], "c").values()) == style.PAIR
    assert tuple(style.colours(["a", "b", "c"], "c").values()) == style.CATEGORICAL[:3]


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
