"""The strip above a plot that names the breaks, and the vertical lines that run down from it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from . import style
from .canvas import Canvas
from .drawn_figures import BreakMark, heaviest
from .label_placement import HungLabel, line_height, stagger, widest, wrap_evenly

FOOT = 7.0  # keeps the lowest label clear of the topmost value
# How labels may be set, the best first: whether the month has a line of its own, and the width in pixels.
SETTINGS = ((False, 999), (False, 180), (False, 140), (True, 999), (True, 140), (True, 100))


class BreakStrip:
    """Break labels staggered for one width; words where they fit, otherwise numbers told in notes.

    Parameters
    ----------
    marks : list of BreakMark
        In order of date.
    px : callable
        From day number to pixel.
    width : float
        Of the chart, in pixels.
    several : bool
        True where there are several lines, of which a break may concern only some.

    Attributes
    ----------
    height : float
        Room the labels need above the plot.
    notes : list of str
        What the numbers and the kinds of line mean.
    """

    def __init__(self, marks: list[BreakMark], px: Callable[[float], float], width: float, *, several: bool):
        self.size = style.size("small", width)
        self.row = line_height(self.size)
        self.groups: list[list[BreakMark]] = []
        xs: list[float] = []
        for mark in marks:
            x = px(mark.date.toordinal())
            if xs and x - xs[-1] < 5:  # so close, two breaks share a line
                self.groups[-1].append(mark)
            else:
                self.groups.append([mark])
                xs.append(x)
        self.height, self.notes = 0.0, list[str]()
        self.labels: list[HungLabel] = []
        self.blocks: list[list[str]] = []
        words = [
            [f"{mark.when}: {label}" if n == 0 else label for mark in group for n, label in enumerate(mark.labels)]
            for group in self.groups
        ]
        for month_apart, room in SETTINGS:
            blocks = [[line for text in texts for line in self._set(text, month_apart, room)] for texts in words]
            self._try(xs, blocks, style.EDGE, width - style.EDGE, (3.2 if style.is_narrow(width) else 10.2) * self.row)
        if xs and not self.labels:
            self._try(xs, [[str(n)] for n in range(1, len(xs) + 1)], 0, width, float("inf"))
            self.notes = [f"Break {n}, {'; '.join(texts)}." for n, texts in enumerate(words, start=1)]
        self.height += FOOT
        apart = "a line cut there is" if several else "figures before and after are"
        across = " across it" if several else ""
        weights = {heaviest(group) for group in self.groups}
        if "refuse" in weights:
            self.notes.append(f"Dashed line: the counting changed; {apart} not comparable{across}.")
        if "warn" in weights:
            self.notes.append("Dotted line: gradual or smaller change.")

    def _set(self, text: str, month_apart: bool, room: float) -> list[str]:
        """Lines of a label within `room`."""
        when, colon, words = text.partition(": ")
        if month_apart and colon:
            return [f"{when}:", *wrap_evenly(words, room, self.size)]
        return wrap_evenly(text, room, self.size)

    def _try(self, xs: Sequence[float], blocks: list[list[str]], low: float, high: float, most: float) -> None:
        """Keep these labels where they fit and no lower ones have been found."""
        widths = [widest(block, self.size) for block in blocks]
        placed = stagger(xs, widths, [len(block) * self.row + 2 for block in blocks], low, high)
        if not placed:
            return
        height = max(label.lift + label.height for label in placed)
        # A little lower is not worth another line break in every label.
        if height <= most and (not self.labels or height < self.height - self.row):
            self.height, self.labels, self.blocks = height, placed, blocks

    def draw(self, canvas: Canvas, roof: float, floor: float) -> None:
        """Draw lines down to `floor` and labels above `roof`, the upper edge of the plot."""
        for label, block, group in zip(self.labels, self.blocks, self.groups, strict=True):
            weight, gid = heaviest(group), f"break-{group[0].date.isoformat()}"
            top = roof - FOOT - label.lift - label.height
            canvas.rule([label.x, label.x], [top, floor], gid=gid, zorder=0.5, **style.BREAK_LINES[weight])
            x = label.x + (4 if label.align == "left" else -4)
            colour = style.TEXT if weight == "refuse" else style.QUIET
            canvas.paragraph(x, top - 1, block, self.size, align=label.align, colour=colour)
