"""Where words go: how wide they are, where lines break, and where labels stand so that none meets another.

Pure arithmetic, in pixels; nothing is drawn here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations_with_replacement, pairwise
from operator import add
from statistics import fmean

from ..core.periods import MONTHS, SHORT
from . import style

Point = tuple[float, float]
Box = tuple[float, float, float, float]  # left, top, right, bottom

# A date is one word: "23 / April 2026" over two lines is hard to read.
_DATE = re.compile(rf"\b(\d{{1,2}} )?({'|'.join(MONTHS)}|{'|'.join(SHORT)})( \d{{4}})?\b")


def text_width(text: str, size: float, bold: bool = False) -> float:
    """Width in pixels of one line of `text`.

    Taken from the outlines of the font, not from a screen, so it is the same in the SVG and the PNG.
    A line is as wide as its words and spaces together, and words come again and again.

    Examples
    --------
    >>> text_width("600,000", 11) < text_width("600,000", 12)
    True
    """
    return sum(_word_width(part, size, bold) for part in re.split("( )", text) if part)


def widest(lines: Iterable[str], size: float, bold: bool = False) -> float:
    """Width in pixels of the longest of `lines`."""
    return max((text_width(line, size, bold) for line in lines), default=0.0)


@lru_cache(maxsize=8192)
def _word_width(word: str, size: float, bold: bool) -> float:
    from matplotlib.font_manager import FontProperties
    from matplotlib.textpath import text_to_path

    face = FontProperties(family=style.FAMILY, size=size, weight="bold" if bold else "normal")
    return float(text_to_path.get_text_width_height_descent(word, face, False)[0])


def line_height(size: float) -> float:
    """Distance in pixels from one line of text to the next."""
    return round(size * 1.3, 1)


def wrap(text: str, width: float, size: float, bold: bool = False) -> list[str]:
    """Break `text` into lines of at most `width` pixels; a word that is too long is cut.

    Examples
    --------
    >>> wrap("Stalking and harassment", 90, 12)
    ['Stalking and', 'harassment']
    """
    lines: list[str] = []
    for paragraph in _whole_dates(text).split("\n"):
        line = ""
        for word in paragraph.split(" "):
            longer = f"{line} {word}" if line else word
            if text_width(longer, size, bold) <= width:
                line = longer
                continue
            if line:
                lines.append(line)
            while text_width(word, size, bold) > width and len(word) > 1:
                cut = max((n for n in range(1, len(word)) if text_width(word[:n], size, bold) <= width), default=1)
                lines.append(word[:cut])
                word = word[cut:]
            line = word
        lines.append(line)
    return [line.replace("\u00a0", " ").strip() for line in lines]


def _whole_dates(text: str) -> str:
    return _DATE.sub(lambda date: date[0].replace(" ", "\u00a0"), text)


def wrap_evenly(text: str, width: float, size: float, bold: bool = False) -> list[str]:
    """Break a heading into as few lines as `wrap` does, but of like length, so that no word is left alone."""
    fewest = len(wrap(text, width, size, bold))
    longest_word = widest(re.split("[ \n]", _whole_dates(text)), size, bold)
    narrow, wide = min(max(width / 2, longest_word), width), width
    while fewest > 1 and wide - narrow > 4:
        middle = (narrow + wide) / 2
        narrow, wide = (narrow, middle) if len(wrap(text, middle, size, bold)) <= fewest else (middle, wide)
    return wrap(text, wide, size, bold)


def spread_apart(
    centres: Sequence[float], heights: Sequence[float], low: float, high: float, gap: float = 3.0
) -> list[float]:
    """Move labels apart along one direction, as little as possible.

    Parameters
    ----------
    centres, heights : list of float
        Where each label wants its middle, and how tall it is.
    low, high : float
        Edges of the room. Where the labels do not fit they start at `low` and run over `high`.
    gap : float
        Least distance between two labels.

    Returns
    -------
    list of float
        Middles in the order given, without overlap.

    Notes
    -----
    With the room that the labels above need taken off, the task is a least-squares fit of a rising
    sequence (isotonic regression).

    Examples
    --------
    >>> spread_apart([50, 50], [10, 10], 0, 100, gap=0)
    [45.0, 55.0]
    """
    if not centres:
        return []
    order = sorted(range(len(centres)), key=lambda label: (centres[label], label))
    above = [0.0]  # room that the labels above need, from the middle of the first to that of each
    for upper, lower in pairwise(order):
        above.append(above[-1] + (heights[upper] + heights[lower]) / 2 + gap)
    least = low + heights[order[0]] / 2
    most = max(high - heights[order[-1]] / 2 - above[-1], least)
    rising = _nearest_rising([centres[label] - room for label, room in zip(order, above, strict=True)])
    middles = {
        label: min(max(middle, least), most) + room for label, middle, room in zip(order, rising, above, strict=True)
    }
    return [middles[label] for label in range(len(centres))]


def _nearest_rising(values: list[float]) -> list[float]:
    """The rising sequence that is nearest to `values` in least squares.

    By the max-min formula of Robertson, Wright and Dykstra (1988), Order Restricted Statistical
    Inference, chapter 1: fit for the few labels of a chart, too slow for many.
    """
    fitted = []
    for place in range(len(values)):
        ends = range(place + 1, len(values) + 1)
        lowest_means = [min(fmean(values[start:end]) for end in ends) for start in range(place + 1)]
        fitted.append(max(lowest_means))
    return fitted


@dataclass(frozen=True)
class HungLabel:
    """A label hung on a vertical line at `x`: `lift` is how far its foot stands above the plot."""

    x: float
    left: float
    right: float
    lift: float
    height: float
    align: str


def stagger(
    xs: Sequence[float], widths: Sequence[float], heights: Sequence[float], low: float, high: float, pad: float = 4.0
) -> list[HungLabel] | None:
    """Stagger labels above vertical lines so that no label meets another or another's line.

    The first lines may carry their label on the right (at the edge there is no room on the left), the
    next ones on the left, the last ones on the right again. The choice that needs the least height is
    taken.

    Parameters
    ----------
    xs : list of float
        Vertical lines, ascending.
    widths, heights : list of float
        Size of each label.
    low, high : float
        Edges that no label may cross.
    pad : float
        Distance of a label from its line.

    Returns
    -------
    list of HungLabel, or None
        In the order of `xs`; None where the labels cannot stay inside the edges.
    """
    best, least_height = None, float("inf")
    for first, last in combinations_with_replacement(range(len(xs) + 1), 2):
        on_the_left = range(first, last)
        spans = [
            (x - pad - width, x) if place in on_the_left else (x, x + pad + width)
            for place, (x, width) in enumerate(zip(xs, widths, strict=True))
        ]
        if any(left < low or right > high for left, right in spans):
            continue
        lifts = _lifts(xs, spans, heights, pad)
        if lifts and (height := max(map(add, lifts, heights))) < least_height:
            least_height = height
            best = [
                HungLabel(x, *span, lift, own, "right" if place in on_the_left else "left")
                for place, (x, span, lift, own) in enumerate(zip(xs, spans, lifts, heights, strict=True))
            ]
    return best


def _lifts(xs: Sequence[float], spans: list[tuple[float, float]], heights: Sequence[float], pad: float) -> list[float]:
    """How high each label stands; empty where two labels would each have to stand above the other.

    A label that reaches over another's line stands above that line's label, for the line runs up to it.
    """
    over = [
        {other for other, x in enumerate(xs) if other != label and left - pad < x < right + pad}
        for label, (left, right) in enumerate(spans)
    ]
    lifts: dict[int, float] = {}
    while len(lifts) < len(xs):
        ready = next((label for label in range(len(xs)) if label not in lifts and over[label] <= lifts.keys()), None)
        if ready is None:
            return []
        left, right = spans[ready]
        below = [other for other in lifts if spans[other][0] - pad < right and left < spans[other][1] + pad]
        lifts[ready] = max((lifts[other] + heights[other] for other in below), default=0.0)
    return [lifts[label] for label in range(len(xs))]


def place_near(
    point: Point, size: tuple[float, float], room: Box, boxes: Sequence[Box], lines: Sequence[Sequence[Point]]
) -> Box:
    """Find room for a remark near a point.

    Parameters
    ----------
    point : (x, y)
        What the remark is about.
    size : (width, height)
        Of the remark.
    room : (left, top, right, bottom)
        Where it may stand.
    boxes : list of (left, top, right, bottom)
        Labels that it must not meet.
    lines : list of list of (x, y)
        Lines that it should not meet.

    Returns
    -------
    (left, top, right, bottom) of the remark: the nearest place that is free, or free of labels at least.
    """
    (x, y), (width, height) = point, size
    second_best = None
    for distance in (8, 16, 28, 44, 64, 90, 120, 160, 210):
        lefts = (x - width / 2, x - width, x)
        above, below = ([(left, top) for left in lefts] for top in (y - distance - height, y + distance))
        beside = [(left, y - height / 2) for left in (x - distance - width, x + distance)]
        for left, top in (*above, *beside, *below):
            left = min(max(left, room[0]), max(room[2] - width, room[0]))
            top = min(max(top, room[1]), max(room[3] - height, room[1]))
            box = (left, top, left + width, top + height)
            if any(_meet(box, other) for other in boxes):
                continue
            if not any(_crosses(box, line) for line in lines):
                return box
            second_best = second_best or box
    return second_best or (room[0], room[1], room[0] + width, room[1] + height)


def _meet(a: Box, b: Box) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def _crosses(box: Box, line: Sequence[Point]) -> bool:
    """True where a broken line runs through a box, tested at close steps; a line of one point is that point."""
    for (x0, y0), (x1, y1) in pairwise([*line, line[-1]]):
        steps = max(1, int(max(abs(x1 - x0), abs(y1 - y0)) / 3))
        for step in range(steps + 1):
            x, y = x0 + (x1 - x0) * step / steps, y0 + (y1 - y0) * step / steps
            if box[0] - 3 <= x <= box[2] + 3 and box[1] - 3 <= y <= box[3] + 3:
                return True
    return False
