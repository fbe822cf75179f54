"""The strip above a plot that names the breaks, and the vertical marks that run down from it."""

from __future__ import annotations

from collections.abc import Callable

from . import style
from .canvas import Canvas, balance, line_height, text_width
from .drawn_figures import Mark
from .label_placement import flags

SAME_MARK = 5.0  # breaks closer than this many pixels share a mark
FOOT = 7.0  # keeps the lowest label clear of the topmost value


class Strip:
    """Break labels staggered for one width; words where they fit, otherwise numbers told in notes.

    Parameters
    ----------
    marks : list of Mark
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

    def __init__(self, marks: list[Mark], px: Callable[[float], float], width: float, *, several: bool = False):
        self.size = style.size("small", width)
        self.groups: list[list[Mark]] = []
        for mark in marks:
            if self.groups and px(mark.date.toordinal()) - px(self.groups[-1][0].date.toordinal()) < SAME_MARK:
                self.groups[-1].append(mark)
            else:
                self.groups.append([mark])
        self.height, self.notes, self.flags, self.blocks = 0.0, [], [], []
        if not self.groups:
            self.height = FOOT
            return
        xs = [px(group[0].date.toordinal()) for group in self.groups]
        row, told = line_height(self.size), [_told(group) for group in self.groups]
        edge = 8.0
        most = (3.2 if style.is_narrow(width) else 10.2) * row
        for apart, room in ((False, 999), (False, 180), (False, 140), (True, 999), (True, 140), (True, 100)):
            blocks = [[line for text in texts for line in _set(text, apart, room, self.size)] for texts in told]
            self._try(xs, blocks, edge, width - edge, row, most)
        if not self.flags:
            numbers = [[str(n)] for n in range(1, len(xs) + 1)]
            self._try(xs, numbers, 0, width, row, float("inf"))
            self.notes = [f"Break {n}, {'; '.join(texts)}." for n, texts in enumerate(told, start=1)]
        self.height += FOOT
        self.notes += self._meaning(several)

    def _meaning(self, several: bool) -> list[str]:
        """What the two kinds of vertical line say."""
        drawn = {_refuses(group) for group in self.groups}
        apart = (
            "a line cut there is not comparable across it" if several else "figures before and after are not comparable"
        )
        notes = [f"Dashed line: the counting changed; {apart}."] if True in drawn else []
        return [*notes, *(["Dotted line: gradual or smaller change."] if False in drawn else [])]

    def _try(self, xs, blocks, low, high, row, most):
        sizes = [max(text_width(line, self.size) for line in block) for block in blocks]
        placed = flags(xs, sizes, [len(block) * row + 2 for block in blocks], low, high)
        if placed is None:
            return
        height = max(flag.lift + flag.height for flag in placed)
        # A little lower is not worth another line break in every label.
        if height <= most and (not self.flags or height < self.height - row):
            self.height, self.flags, self.blocks = height, placed, blocks

    def draw(self, canvas: Canvas, roof: float, floor: float) -> None:
        """Draw marks down to `floor` and labels above `roof`, the upper edge of the plot."""
        for flag, block, group in zip(self.flags, self.blocks, self.groups, strict=True):
            refuse = _refuses(group)
            top = roof - FOOT - flag.lift - flag.height
            canvas.line(
                [flag.x, flag.x],
                [top, floor],
                colour=style.REFUSE_MARK if refuse else style.WARN_MARK,
                width=1.0 if refuse else 0.8,
                dashes=(4, 3) if refuse else (1, 3),
                gid=f"break-{group[0].date.isoformat()}",
                zorder=0.5,
            )
            x = flag.x + 4 if flag.align == "left" else flag.x - 4
            canvas.paragraph(
                x, top - 1, block, self.size, align=flag.align, colour=style.TEXT if refuse else style.QUIET
            )


def _refuses(group: list[Mark]) -> bool:
    return any(mark.weight == "refuse" for mark in group)


def _set(text: str, apart: bool, room: float, size: float) -> list[str]:
    """Lines of a label within `room`; the month stands on a line of its own where `apart`."""
    when, colon, words = text.partition(": ")
    if apart and colon:
        return [f"{when}:", *balance(words, room, size)]
    return balance(text, room, size)


def _told(group: list[Mark]) -> list[str]:
    return [f"{mark.when}: {label}" if n == 0 else label for mark in group for n, label in enumerate(mark.labels)]
