"""Marks on axes: a line with its gaps, hollow points and band."""

from __future__ import annotations

import numpy as np
import pandas as pd

from . import style
from .canvas import Canvas
from .drawn_figures import slug

MARKERS = {"plain": "o", "provisional": "o", "scope": "s", "secondary": "D"}


def unit_caption(rows: pd.DataFrame) -> str:
    """The unit of the figures as a caption of the value axis."""
    units = [unit for unit in dict.fromkeys(rows["unit"]) if unit]
    text = ", ".join(units)
    return text[:1].upper() + text[1:]


def draw_line(
    canvas: Canvas, part: pd.DataFrame, px, py, colour: str, key: str, *, band=True, width=2.2, dot=6.0
) -> None:
    """Draw one line: each segment apart, no join where figures are missing or not comparable.

    Parameters
    ----------
    canvas : Canvas
    part : DataFrame
        The prepared rows of one line.
    px, py : callable
        From day number and value to pixel.
    colour, key : str
        Colour of the line, and its key: every path has an id that names line and segment, so that the
        file can be held against the table.
    band : bool
        Draw `low` to `high`.
    width, dot : float
        Of the line and its points, in pixels.
    """
    name, axes = slug(key), canvas.axes
    x, y, low, high = px(part["x"].to_numpy()), *(py(part[c].to_numpy(float)) for c in ("value", "low", "high"))
    shapes, numbers = part["shape"].to_numpy(), part["segment"].to_numpy()
    for number in dict.fromkeys(numbers):
        here = numbers == number
        limited = here & ~np.isnan(low) & ~np.isnan(high)
        if band and limited.sum() == 1:  # a band needs two points; one alone gets a line from limit to limit
            at = np.flatnonzero(limited)[0]
            axes.plot(
                [x[at]] * 2,
                [low[at], high[at]],
                color=style.tint(colour, 0.5),
                linewidth=3,
                solid_capstyle="butt",
                clip_on=False,
                zorder=1.5,
                gid=f"limits95-{name}-{number}",
            )
        elif band and limited.any():
            axes.fill_between(
                x[limited],
                low[limited],
                high[limited],
                color=style.tint(colour),
                linewidth=0,
                clip_on=False,
                zorder=1.5,
                gid=f"band-{name}-{number}",
            )
        axes.plot(
            x[here],
            y[here],
            color=colour,
            linewidth=width,
            clip_on=False,
            solid_capstyle="round",
            solid_joinstyle="round",
            zorder=2,
            gid=f"data-{name}-{number}",
        )
        for kind, marker in MARKERS.items():
            chosen = here & (shapes == kind)
            if (
                kind == "plain" and here.sum() > 1
            ):  # a lone point would be invisible, and the last one carries the label
                chosen = chosen & (np.arange(len(part)) == len(part) - 1)
            if chosen.any():
                axes.plot(
                    x[chosen],
                    y[chosen],
                    linestyle="none",
                    marker=marker,
                    markersize=dot * (0.9 if marker != "o" else 1),
                    markerfacecolor=colour if kind == "plain" else style.PAPER,
                    markeredgecolor=colour,
                    markeredgewidth=1.5,
                    clip_on=False,
                    zorder=3,
                    gid=f"point-{kind}-{name}-{number}",
                )
