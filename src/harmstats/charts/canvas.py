"""A sheet measured in pixels, with text whose width is known before it is drawn."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from ..core.periods import MONTHS, SHORT
from . import style

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


def balance(text: str, width: float, size: float, bold: bool = False) -> list[str]:
    """Break a heading into as few lines as `wrap` does, but of like length, so that no word is left alone."""
    fewest = len(wrap(text, width, size, bold))
    word = max((text_width(word, size, bold) for word in re.split("[ \n]", _whole_dates(text))), default=0.0)
    narrow, wide = min(max(width / 2, word), width), width
    while fewest > 1 and wide - narrow > 4:
        middle = (narrow + wide) / 2
        narrow, wide = (narrow, middle) if len(wrap(text, middle, size, bold)) <= fewest else (middle, wide)
    return wrap(text, wide, size, bold)


@dataclass
class Canvas:
    """A matplotlib figure addressed in pixels from the top left corner.

    Parameters
    ----------
    width, height : float
        Size in CSS pixels; one SVG unit is one pixel.
    """

    width: float
    height: float
    figure: object = field(init=False)

    def __post_init__(self):
        from matplotlib.figure import Figure

        self.figure = Figure(figsize=(self.width / 72, self.height / 72), dpi=72, facecolor=style.PAPER)

    @cached_property
    def axes(self):
        """One pair of axes over the whole sheet, in pixels: what is plotted stands where it is told to."""
        axes = self.figure.add_axes((0, 0, 1, 1))
        axes.set_axis_off()
        axes.set_zorder(2)  # above gridlines and marks, below words
        axes.set_xlim(0, self.width)
        axes.set_ylim(self.height, 0)
        axes.set_autoscale_on(False)
        return axes

    def text(self, x, y, text, size, *, colour=style.TEXT, bold=False, align="left", gid=None):
        """One line of text with its baseline at `y`."""
        self.figure.text(
            x / self.width,
            1 - y / self.height,
            text,
            fontsize=size,
            color=colour,
            weight="bold" if bold else "normal",
            ha=align,
            va="baseline",
            gid=gid,
        )

    def paragraph(self, x, top, lines, size, **kwargs) -> float:
        """Lines one below the other; returns where the next may start."""
        for line in lines:
            self.text(x, top + size, line, size, **kwargs)
            top += line_height(size)
        return top

    def line(self, xs, ys, *, colour, width=1.0, dashes=None, gid=None, zorder=1.0):
        """A line through points given in pixels."""
        from matplotlib.lines import Line2D

        self.figure.add_artist(
            Line2D(
                [x / self.width for x in xs],
                [1 - y / self.height for y in ys],
                transform=self.figure.transFigure,
                color=colour,
                linewidth=width,
                linestyle=(0, dashes) if dashes else "solid",
                solid_capstyle="butt",
                dash_capstyle="butt",
                gid=gid,
                zorder=zorder,
            )
        )

    def box(self, left, top, right, bottom, *, colour=style.PAPER, gid=None, zorder=1.5):
        """A filled rectangle without edge."""
        from matplotlib.patches import Rectangle

        corner = (left / self.width, 1 - bottom / self.height)
        size = ((right - left) / self.width, (bottom - top) / self.height)
        self.figure.add_artist(
            Rectangle(
                corner, *size, transform=self.figure.transFigure, facecolor=colour, linewidth=0, gid=gid, zorder=zorder
            )
        )
