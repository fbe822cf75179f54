"""A sheet measured in pixels from its top left corner."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from . import style
from .label_placement import line_height

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


@dataclass
class Canvas:
    """A matplotlib figure addressed in pixels from the top left corner.

    Rules, boxes and words stand on the figure; lines and points that show data on one pair of axes
    above the rules and below the words.

    Parameters
    ----------
    width, height : float
        Size in CSS pixels; one SVG unit is one pixel.
    """

    width: float
    height: float
    figure: Figure = field(init=False)

    def __post_init__(self) -> None:
        from matplotlib.figure import Figure

        self.figure = Figure(figsize=(self.width / 72, self.height / 72), dpi=72, facecolor=style.PAPER)

    @cached_property
    def axes(self) -> Axes:
        """One pair of axes over the whole sheet, in pixels: what is plotted stands where it is told to."""
        axes = self.figure.add_axes((0, 0, 1, 1))
        axes.set_axis_off()
        axes.set_zorder(2)  # above gridlines and marks, below words
        axes.set_xlim(0, self.width)
        axes.set_ylim(self.height, 0)
        axes.set_autoscale_on(False)
        return axes

    def text(
        self, x: float, y: float, text: str, size: float, *, colour: str = style.TEXT, bold: bool = False, align="left"
    ) -> None:
        """One line of text with its baseline at `y`."""
        weight = "bold" if bold else "normal"
        place = (x / self.width, 1 - y / self.height)
        self.figure.text(*place, text, fontsize=size, color=colour, weight=weight, ha=align, va="baseline")

    def paragraph(self, x: float, top: float, lines: Sequence[str], size: float, **kwargs: Any) -> float:
        """Lines one below the other; returns where the next may start."""
        for line in lines:
            self.text(x, top + size, line, size, **kwargs)
            top += line_height(size)
        return top

    def rule(self, xs, ys, *, colour: str, width=1.0, dashes=None, gid: str | None = None, zorder=1.0) -> None:
        """A line that shows no data: of the grid, of an axis, of a break, to a label."""
        from matplotlib.lines import Line2D

        line = Line2D(
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
        self.figure.add_artist(line)

    def box(self, left: float, top: float, right: float, bottom: float, *, zorder: float = 1.5) -> None:
        """A rectangle in the colour of the paper, so that words upon it can be read."""
        from matplotlib.patches import Rectangle

        corner = (left / self.width, 1 - bottom / self.height)
        size = ((right - left) / self.width, (bottom - top) / self.height)
        patch = Rectangle(corner, *size, transform=self.figure.transFigure, facecolor=style.PAPER, linewidth=0)
        patch.set_zorder(zorder)
        self.figure.add_artist(patch)

    def data_line(self, xs, ys, *, colour: str, width: float, gid: str, cap: str = "butt", zorder: float = 2.0) -> None:
        """A line through values."""
        self.axes.plot(xs, ys, color=colour, linewidth=width, solid_capstyle=cap, clip_on=False, zorder=zorder, gid=gid)

    def data_band(self, xs, lows, highs, *, colour: str, gid: str) -> None:
        """An area from limit to limit."""
        self.axes.fill_between(xs, lows, highs, color=colour, linewidth=0, clip_on=False, zorder=1.5, gid=gid)

    def data_points(self, xs, ys, *, colour: str, gid: str, marker, size, filled, edge=1.5, zorder=3.0) -> None:
        """Points at values, filled or hollow; `edge` is the width of their outline."""
        face = colour if filled else style.PAPER
        look: dict[str, Any] = {"marker": marker, "markersize": size, "markeredgewidth": edge, "zorder": zorder}
        look |= {"linestyle": "none", "markerfacecolor": face, "markeredgecolor": colour}
        self.axes.plot(xs, ys, clip_on=False, gid=gid, **look)
