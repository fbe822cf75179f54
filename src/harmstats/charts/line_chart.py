"""Lines over time, cut where the figures are not comparable."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

import pandas as pd

from ..core.periods import Period
from ..core.registers import Break
from . import alt_text, style
from .axes import middle, period_ticks, tick_texts, value_ticks
from .break_strip import BreakStrip
from .canvas import Canvas
from .chart import Chart
from .drawn_figures import BreakMark, break_marks, drawn_values, prepare_lines, slug, status_notes, unit_caption
from .label_placement import Box, line_height, place_near, spread_apart, widest, wrap_evenly
from .texts import Texts

Remark = tuple[date | str, float, str]  # last day of the period, value, what is said
MARKERS = {"plain": "o", "provisional": "o", "scope": "s", "secondary": "D"}


def line(
    figures: pd.DataFrame,
    breaks: Iterable[Break] = (),
    *,
    by: str = "series",
    labels: dict[str, str] | None = None,
    notes: Sequence[Remark] = (),
    **texts: Any,
) -> Chart:
    """Lines over time in one set of axes.

    Parameters
    ----------
    figures : DataFrame
        A frame of figures, one edition a period and line; where they have `low` and `high`, these are
        drawn as a band.
    breaks : iterable of Break
        The register of breaks; those that do not concern what is drawn are passed over.
    by : str
        Column whose values are the lines.
    labels : dict, optional
        Label of each line by its value in `by`; also the order of the lines.
    notes : list of (period_end, value, text)
        Remarks set beside a point of the chart.
    **texts
        As for :class:`~harmstats.charts.Texts`.

    Returns
    -------
    Chart

    Raises
    ------
    MixedPeriods
        If periods of different kinds meet and `allow_mixed` is empty.
    HarmstatsError
        If there is nothing to draw, a period stands twice, or there are more than four lines.

    Examples
    --------
    >>> years = pd.DataFrame({"period_start": ["2023-04-01", "2024-04-01"], "period_end": ["2024-03-31", "2025-03-31"]})
    >>> years = years.assign(series="x", value=[10.0, 12.0])
    >>> line(years, name="l", title="t", subtitle="s", source="x", measure="offences").alt
    'Line chart of offences, YE Mar 2024 to YE Mar 2025: from 10 to 12.'
    """
    words = Texts(**texts)
    rows = prepare_lines(figures, breaks, by, labels or {}, words)
    marks = break_marks(rows, breaks)
    colours = style.colours(list(rows["key"].unique()), words.name)
    named = bool(labels) or len(colours) > 1
    return words.chart(
        rows,
        partial(LinePlot, rows=rows, marks=marks, colours=colours, named=named, remarks=notes),
        alt=alt_text.line_alt(rows, marks, words.measure),
        description=alt_text.line_description(rows, marks),
    )


@dataclass
class LinePlot:
    """Lines over time, measured for one width: labels, margins, strip of breaks and height.

    The line whose key is `underneath` is drawn first and thinner.
    """

    width: float
    rows: pd.DataFrame
    marks: list[BreakMark]
    colours: dict[str, str]
    named: bool
    remarks: Sequence[Remark]
    underneath: str | None = None

    def __post_init__(self) -> None:
        rows, self.narrow = self.rows, style.is_narrow(self.width)
        self.small, self.label = style.size("small", self.width), style.size("label", self.width)
        self.lines = dict(iter(rows.groupby("key", sort=False)))
        values = [*drawn_values(rows), *(value for _, value, _ in self.remarks)]
        whole = not rows["decimals"].any()
        self.ticks = value_ticks(min(values), max(values), whole=whole, target=4 if self.narrow else 5)
        self.tick_texts = tick_texts(self.ticks, rows["unit"].iloc[0])
        room = 104 if self.narrow else 170
        self.names = {
            key: wrap_evenly(line["label"].iloc[-1], room, self.label) if self.named else []
            for key, line in self.lines.items()
        }
        self.left = style.EDGE + widest(self.tick_texts, self.small) + 10
        name_width = max(widest(lines, self.label) for lines in self.names.values())
        values_at_end = [line["text"].iloc[-1] for line in self.lines.values()]
        self.right = self.width - style.EDGE - max(name_width, widest(values_at_end, self.label, bold=True)) - 14
        needed = sum((len(lines) + 1) * line_height(self.label) + 3 for lines in self.names.values())
        self.plot_height = max(230 if self.narrow else 330, needed)
        first, last = rows["x"].min(), rows["x"].max()
        self.days = (first, last) if last > first else (first - 1, last + 1)
        candidates, self.caption = period_ticks(list(rows["span"]))
        self.date_ticks = next(filter(self._fit, candidates), candidates[-1][-1:])
        # a break within the first period stands at the edge of the plot, not on the labels beside it
        self.strip = BreakStrip(
            self.marks, lambda day: max(self.px(day), self.left), self.width, several=len(self.lines) > 1
        )
        self.notes = [*self.strip.notes, *status_notes(rows)]
        self.unit = unit_caption(rows)
        self.caption_height = line_height(self.small) + 6 if self.unit else 6
        label_lines = max(text.count("\n") + 1 for _, text in self.date_ticks)
        self.axis_height = 6 + line_height(self.small) * (label_lines + 1)
        self.height = self.caption_height + self.strip.height + self.plot_height + self.axis_height

    def px(self, x):
        """Pixel of a day number, or of many."""
        inner = self.right - self.left - 16
        return self.left + 8 + (x - self.days[0]) / (self.days[1] - self.days[0]) * inner

    def py(self, value, floor: float):
        """Pixel of a value, or of many, where the plot ends at `floor`."""
        return floor - (value - self.ticks[0]) / (self.ticks[-1] - self.ticks[0]) * self.plot_height

    def _fit(self, ticks: list[tuple[Period, str]]) -> bool:
        """True where the labels of these ticks stand clear of each other and of the edges."""
        edge = -1e9
        for period, text in ticks:
            half = widest(text.split("\n"), self.small) / 2
            x = self.px(middle(period))
            if x - half < max(edge + 8, 2) or x + half > self.width - 2:
                return False
            edge = x + half
        return True

    def draw(self, canvas: Canvas, top: float) -> None:
        """Draw with the upper edge at `top`."""
        floor = top + self.caption_height + self.strip.height + self.plot_height
        py = partial(self.py, floor=floor)
        if self.unit:
            canvas.text(style.EDGE, top + self.small, self.unit, self.small, colour=style.QUIET)
        for tick, text in zip(self.ticks, self.tick_texts, strict=True):
            colour = style.SPINE if tick == 0 else style.GRID
            canvas.rule([self.left, self.right], [py(tick)] * 2, colour=colour, gid=f"ygrid-{tick}")
            canvas.text(self.left - 8, py(tick) + self.small * 0.36, text, self.small, align="right")
        for period, text in self.date_ticks:
            x = self.px(middle(period))
            canvas.rule([x, x], [floor, floor + 4], colour=style.SPINE, gid=f"xtick-{period.end.isoformat()}")
            canvas.paragraph(x, floor + 6, text.split("\n"), self.small, align="center")
        canvas.text(self.left, floor + self.axis_height, self.caption, self.small, colour=style.QUIET)
        self.strip.draw(canvas, floor - self.plot_height, floor)
        for key in sorted(self.lines, key=lambda key: key != self.underneath):
            width, dot = 1.6 if key == self.underneath else 2.2, 5 if self.narrow else 6
            draw_line(canvas, self.lines[key], self.px, py, self.colours[key], width=width, dot=dot)
        self._draw_remarks(canvas, py, floor, self._draw_ends(canvas, py, floor))

    def _draw_ends(self, canvas: Canvas, py: Callable, floor: float) -> list[Box]:
        """Write name and last value at the end of each line; return where they stand."""
        step, x, boxes = line_height(self.label), self.right + 14, []
        wanted = [py(line["value"].iloc[-1]) for line in self.lines.values()]
        heights = [(len(lines) + 1) * step for lines in self.names.values()]
        middles = spread_apart(wanted, heights, floor - self.plot_height - 4, floor + 4)
        for (key, line), want, height, at in zip(self.lines.items(), wanted, heights, middles, strict=True):
            end, last = self.px(line["x"].iloc[-1]), line["text"].iloc[-1]
            if abs(at - want) > 4 or x - end > 30:
                canvas.rule(
                    [end + 5, x - 3], [want, at], colour=style.WARN_MARK, width=0.8, gid=f"leader-{key}", zorder=0.6
                )
            top = at - height / 2
            boxes.append((x, top, self.width, top + height))
            colour = style.TEXT_COLOURS.get(self.colours[key], self.colours[key])
            for n, text in enumerate([*self.names[key], last]):
                bold = n == len(self.names[key])
                canvas.text(x, top + n * step + step * 0.75, text, self.label, bold=bold, colour=colour)
        return boxes

    def _draw_remarks(self, canvas: Canvas, py: Callable, floor: float, boxes: list[Box]) -> None:
        drawn = [
            list(zip(self.px(part["x"].to_numpy()), py(part["value"].to_numpy()), strict=True))
            for _, part in self.rows.groupby(["key", "segment"], sort=False)
        ]
        room = (self.left + 4, floor - self.plot_height, self.right, floor)
        middles = {span.end: middle(span) for span in self.rows["span"]}
        for when, value, text in self.remarks:
            end = pd.Timestamp(when).date()
            point = self.px(middles.get(end, end.toordinal())), py(value)
            lines = wrap_evenly(text, 110 if self.narrow else 170, self.small)
            size = widest(lines, self.small), len(lines) * line_height(self.small)
            left, top, right, bottom = place_near(point, size, room, boxes, drawn)
            boxes.append((left, top, right, bottom))
            canvas.box(left - 3, top, right + 3, bottom + 2)
            canvas.paragraph(left, top, lines, self.small)


def draw_line(
    canvas: Canvas, line: pd.DataFrame, px: Callable, py: Callable, colour: str, *, width: float, dot: float
) -> None:
    """Draw one line: each segment apart, no join where figures are missing or not comparable.

    Parameters
    ----------
    canvas : Canvas
    line : DataFrame
        The prepared rows of one line. Every path has an id that names line and segment, so that the file
        can be held against the table.
    px, py : callable
        From day number and value to pixel.
    colour : str
    width, dot : float
        Of the line and its points, in pixels.
    """
    last = line.index[-1]
    for segment, rows in line.groupby("segment"):
        name = f"{slug(rows['key'].iloc[0])}-{segment}"
        x, y = px(rows["x"].to_numpy()), py(rows["value"].to_numpy(float))
        limited = rows["low"].notna() & rows["high"].notna()
        low, high = (py(rows[limit].to_numpy(float))[limited] for limit in ("low", "high"))
        if limited.sum() == 1:  # a band needs two points; one alone gets a line from limit to limit
            xs, ys, half = [x[limited][0]] * 2, [low[0], high[0]], style.tint(colour, 0.5)
            canvas.data_line(xs, ys, colour=half, width=3, zorder=1.5, gid=f"limits95-{name}")
        elif limited.any():
            canvas.data_band(x[limited], low, high, colour=style.tint(colour), gid=f"band-{name}")
        canvas.data_line(x, y, colour=colour, width=width, cap="round", gid=f"data-{name}")
        for shape, marker in MARKERS.items():
            chosen = rows["shape"] == shape
            if shape == "plain" and len(rows) > 1:  # a lone point would be invisible; the last one carries the label
                chosen &= rows.index == last
            if chosen.any():
                size, gid = dot if marker == "o" else dot * 0.9, f"point-{shape}-{name}"
                canvas.data_points(
                    x[chosen], y[chosen], colour=colour, gid=gid, marker=marker, size=size, filled=shape == "plain"
                )
