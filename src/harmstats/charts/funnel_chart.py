"""Places by size against limits that narrow as they grow."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from ..stats.funnels import Funnel
from . import style
from .axes import value_ticks
from .canvas import Canvas
from .chart import Chart
from .drawn_figures import slug
from .label_placement import line_height, place_near, text_width, widest
from .texts import Texts

LIMITS = ["value", "low_95", "high_95", "low_998", "high_998"]
LINES = (
    "Solid and dashed lines: 99.8% and 95% limits that carry the ordinary spread between forces; grey area: "
    "99.8% limits of chance alone."
)
DOT: dict[str, Any] = {"linestyle": "none", "marker": "o", "markersize": 6, "markeredgewidth": 1.0, "zorder": 4}


def funnel(chance: Funnel, spread: Funnel, total: str, *, unit: str, sizes: str, alt: str, **texts: Any) -> Chart:
    """Places by size, against the limits of chance and those that carry the ordinary spread between places.

    Places outside the 95% limits of the ordinary spread, and those with small counts, are named.

    Parameters
    ----------
    chance, spread : Funnel
        As from :func:`harmstats.funnel`, without and with `overdispersion`, of the same places.
    total : str
        The column of sizes that was given to both.
    unit, sizes : str
        What the values and the sizes are, as captions of the two axes.
    alt : str
        Text alternative, one sentence.
    **texts
        As for :class:`~harmstats.charts.Texts`.

    Returns
    -------
    Chart

    Examples
    --------
    >>> import pandas as pd
    >>> from harmstats.stats.funnels import funnel as limits
    >>> rows = pd.DataFrame({"charged": [20, 30, 44, 90, 12], "closed": [400, 600, 900, 1000, 300]})
    >>> rows = rows.assign(geography=list("ABCDE"), period="2024", kind="outcome", edition="x-2024", source="x")
    >>> tests = [limits(rows.assign(low=None), "charged", "closed", overdispersion=spread) for spread in (False, True)]
    >>> words = {"name": "f", "title": "t", "subtitle": "s", "source": "x", "alt": "a"}
    >>> funnel(*tests, "closed", unit="per cent", sizes="cases closed", **words).data["value"].round(1).tolist()
    [4.0, 5.0, 5.0, 4.9, 9.0]
    """
    places = spread.places.assign(label=spread.places["geography"], unit=unit)
    data = places[["label", "period", total, *LIMITS, "unit", "position", "small", "edition", "source"]].copy()
    data[LIMITS] *= 100 if spread.per is None else 1
    return Texts(**texts).chart(
        places,
        partial(FunnelPlot, chance=chance, spread=spread, total=total, unit=unit, sizes=sizes),
        alt=alt,
        description=f"{spread.summary()} {chance.summary()}",
        data=data,
    )


@dataclass
class FunnelPlot:
    """A funnel measured for one width; sizes stand on a logarithmic axis."""

    width: float
    chance: Funnel
    spread: Funnel
    total: str
    unit: str
    sizes: str

    def __post_init__(self) -> None:
        narrow, places = style.is_narrow(self.width), self.spread.places
        self.small = style.size("small", self.width)
        self.height = 380.0 if narrow else 430.0
        self.scale, self.sign = (100, "percent") if self.spread.per is None else (1, "")
        n = places[self.total].to_numpy(float)
        self.ends = float(np.log(n.min() / 1.3)), float(np.log(n.max() * 1.3))
        self.curve = np.exp(np.linspace(self.ends[0], self.ends[1], 160))
        self.inner, self.outer = (self.scale * test.limits(self.curve) for test in (self.chance, self.spread))
        # the funnel opens far beyond any value at the smallest sizes: what is drawn ends a little above them
        self.highest = max(1.25 * self.scale * places["value"].max(), 1.08 * self.outer["high_998"].iloc[-1])
        ticks = [tick for tick in value_ticks(0, self.highest) if tick <= self.highest]
        self.ticks = {tick: style.number(tick, self.sign) for tick in ticks}
        self.left = style.EDGE + widest(self.ticks.values(), self.small) + 8
        self.right = self.width - 12
        self.notes = [LINES, *["Open mark: fewer than ten counted or expected."] * bool(places["small"].any())]

    def px(self, size):
        """Pixel of a size, or of many."""
        return self.left + (np.log(size) - self.ends[0]) / (self.ends[1] - self.ends[0]) * (self.right - self.left)

    def draw(self, canvas: Canvas, top: float) -> None:
        """Draw with the upper edge at `top`."""
        row = line_height(self.small)
        roof, floor = top + row + 12, top + self.height - 2 * row - 10

        def py(value):
            return floor - np.clip(value, 0, self.highest) / self.highest * (floor - roof)

        canvas.text(style.EDGE, top + self.small, self.unit, self.small, colour=style.QUIET)
        for tick, text in self.ticks.items():
            colour = style.SPINE if tick == 0 else style.GRID
            canvas.rule([self.left, self.right], [py(tick)] * 2, colour=colour, zorder=0.5)
            canvas.text(self.left - 6, py(tick) + self.small * 0.36, text, self.small, align="right")
        for size in (multiple * 10**power for power in range(1, 8) for multiple in (1, 3)):
            x, half = self.px(size), text_width(f"{size:,}", self.small) / 2
            if np.exp(self.ends[0]) <= size <= np.exp(self.ends[1]) and x + half <= self.width - 4:
                canvas.rule([x, x], [floor, floor + 4], colour=style.SPINE)
                canvas.text(x, floor + 6 + self.small, f"{size:,}", self.small, align="center")
        base = floor + 8 + self.small + row
        canvas.text(self.right, base, self.sizes, self.small, align="right", colour=style.QUIET)
        xs = self.px(self.curve)
        low, high = (py(self.inner[name].to_numpy()) for name in ("low_998", "high_998"))
        canvas.axes.fill_between(xs, low, high, color=style.GRID, linewidth=0, zorder=1, gid="chance")
        for name, dashes in (("low_998", "-"), ("high_998", "-"), ("low_95", (0, (5, 3))), ("high_95", (0, (5, 3)))):
            ys = py(self.outer[name].where(self.outer[name] <= self.highest).to_numpy())
            canvas.axes.plot(xs, ys, color=style.FOCUS, linewidth=1.1, linestyle=dashes, zorder=2, gid=name)
        average = py(self.spread.target * self.scale)
        canvas.rule([self.left, self.right], [average] * 2, colour=style.REFUSE_MARK, dashes=(2, 2), zorder=1.6)
        words = f"Average {style.number(self.spread.target * self.scale, self.sign, 1)}"
        named = [(words, (self.right - text_width(words, self.small) / 2, average))]
        taken = []
        for place in self.spread.places.itertuples():
            x, y = self.px(getattr(place, self.total)), py(self.scale * place.value)
            taken.append((x - 5, y - 5, x + 5, y + 5))
            beyond = place.position != "within"
            if beyond or place.small:
                named.append((place.geography, (x, y)))
            edge = style.FOCUS if place.small else style.PAPER
            face = style.PAPER if place.small else style.FOCUS if beyond else style.CATEGORICAL[1]
            gid = f"dot-{slug(place.geography)}"
            canvas.axes.plot([x], [y], markeredgecolor=edge, markerfacecolor=face, gid=gid, **DOT)
        for words, (x, y) in named:
            size = (text_width(words, self.small), row)
            left, upper, right, lower = place_near((x, y), size, (self.left, roof, self.right, floor), taken, [])
            taken.append((left, upper, right, lower))
            near_x, near_y = np.clip(x, left, right), np.clip(y, upper, lower)
            if np.hypot(near_x - x, near_y - y) > 14:
                canvas.axes.plot([near_x, x], [near_y, y], color=style.QUIET, linewidth=0.8, zorder=3.5)
            canvas.box(left - 1, upper + 1, right + 1, lower, zorder=3)
            canvas.text(left, upper + self.small, words, self.small)
