"""Colours, sizes and matplotlib settings: the one visual language of all charts.

The palette is that of the Government Analysis Function. Its lighter colours reach the 3:1 that
graphics need on white but not the 4.5:1 that text needs, so words are set in a darker version.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from contextlib import AbstractContextManager
from typing import Any

from ..core import words
from ..core.errors import HarmstatsError

CATEGORICAL = ("#12436D", "#28A197", "#801650", "#F46A25")
PAIR = ("#12436D", "#F46A25")
FOCUS = "#12436D"
TEXT_COLOURS = {"#28A197": "#1B7A72", "#F46A25": "#BC4B0C"}

TEXT, QUIET, PAPER = "#3D3D3D", "#595959", "#FFFFFF"
GRID, SPINE = "#D9D9D9", "#3D3D3D"
REFUSE_MARK, WARN_MARK = "#3D3D3D", "#767676"
# The vertical lines of breaks by their weight, in a large and in a small plot.
BREAK_LINES: dict[str, dict[str, Any]] = {
    "refuse": {"colour": REFUSE_MARK, "width": 1.0, "dashes": (4, 3)},
    "warn": {"colour": WARN_MARK, "width": 0.8, "dashes": (1, 3)},
}
SMALL_BREAK_LINES: dict[str, dict[str, Any]] = {
    "refuse": {"colour": REFUSE_MARK, "width": 0.7, "dashes": (3, 2)},
    "warn": {"colour": WARN_MARK, "width": 0.7, "dashes": (1, 2)},
}

FAMILY = "DejaVu Sans"
# Verdana is about as wide and the usual sans-serif faces are narrower: what fits here fits where DejaVu is missing.
CSS_FAMILY = "'DejaVu Sans', Verdana, sans-serif"

WIDE, NARROW = 800, 400  # CSS pixels; one SVG unit is one pixel
EDGE = 8.0  # pixels kept free at the left and right
MOST_CATEGORIES = 4

RC = {
    "font.family": FAMILY,
    "text.parse_math": False,  # a dollar sign in a label is a dollar sign
    "text.usetex": False,
    "svg.fonttype": "none",
    "path.simplify": False,  # the file must hold every point that the sidecar holds
    "path.snap": False,
    "savefig.bbox": None,
    "savefig.facecolor": PAPER,
    "savefig.transparent": False,
}


def settings(more: dict[str, str] | None = None) -> AbstractContextManager[None]:
    """Matplotlib's settings for the time of a drawing, whatever the user's own are."""
    from matplotlib import rc_context

    return rc_context(RC | (more or {}))


def is_narrow(width: float) -> bool:
    """True for the version made for phones."""
    return width < 600


def size(role: str, width: float) -> float:
    """Font size in pixels of a `role` (title, subtitle, label, small) in a chart `width` pixels wide.

    Examples
    --------
    >>> size("small", 400)
    11
    """
    wide = {"title": 20, "subtitle": 14, "label": 13, "small": 12}
    narrow = {"title": 16, "subtitle": 12, "label": 11.5, "small": 11}
    return (narrow if is_narrow(width) else wide)[role]


def colours(keys: list[str], name: str) -> dict[str, str]:
    """Give each category of a chart its colour.

    Parameters
    ----------
    keys : list of str
        Categories in the order drawn.
    name : str
        Name of the chart, for the message.

    Raises
    ------
    HarmstatsError
        If there are more than four categories.
    """
    if len(keys) > MOST_CATEGORIES:
        raise HarmstatsError(
            f"chart '{name}': {len(keys)} categories in one set of axes, at most {MOST_CATEGORIES} can be told apart; "
            "use small_multiples instead"
        )
    return dict(zip(keys, PAIR if len(keys) == 2 else CATEGORICAL, strict=False))


def number(value: float, unit: str = "", decimals: int = 0) -> str:
    """Write a value on a chart: with just these decimals, and a true minus sign.

    Examples
    --------
    >>> number(494907), number(-5.25, "percent", 1), number(0.5, "per 1,000", 1)
    ('494,907', '−5.2%', '0.5')
    """
    text = words.number(abs(value), unit, decimals, fixed=True)
    return f"−{text}" if value < 0 and text.strip("0.,%") else text


def decimals_of(values: Iterable[float]) -> int:
    """Decimals that a set of values needs: 0 for counts, otherwise 1 (2 where all are below 1)."""
    numbers = [abs(float(value)) for value in values if not math.isnan(value)]
    if all(number.is_integer() for number in numbers):
        return 0
    return 2 if max(numbers) < 1 else 1


def tint(colour: str, share: float = 0.2) -> str:
    """`colour` mixed with white, as a solid colour: a see-through one would darken the grid under it."""
    channels = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return "#" + "".join(f"{round(255 - (255 - c) * share):02X}" for c in channels)
