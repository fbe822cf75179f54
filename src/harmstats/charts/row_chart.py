"""Rows of names, marks and values, one for each area or category: what ranked dots and bars share."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import partial
from typing import ClassVar

import pandas as pd

from ..core.errors import HarmstatsError
from ..core.periods import UNDATED, MixedPeriods
from . import alt_text, style
from .axes import tick_texts, value_ticks
from .canvas import Canvas
from .chart import Chart
from .drawn_figures import drawn_values, slug, unit_caption, usable_rows
from .label_placement import line_height, widest, wrap_evenly
from .texts import Texts

Reference = tuple[float, str]


def prepare_rows(frame: pd.DataFrame, words: Texts, by: str, labels: dict[str, str] | None, sort: bool) -> pd.DataFrame:
    """One row for each area or category, sorted, with its key and label.

    Raises
    ------
    HarmstatsError
        If there is nothing to draw or a row stands twice.
    MixedPeriods
        If the rows are of more than one period and no reason is given.
    """
    rows = usable_rows(frame, words.name, ["value"], by, labels or {})
    if (twice := rows[rows["key"].duplicated()]).size:
        raise HarmstatsError(
            f"chart '{words.name}': '{twice['key'].iloc[0]}' stands twice; choose one period, edition and breakdown"
        )
    if "span" in rows:
        rows["period"] = [span.label if span else UNDATED for span in rows["span"]]
        if rows["period"].nunique() > 1 and not words.allow_mixed:
            raise MixedPeriods(
                f"chart '{words.name}': {rows['period'].iloc[0]} and others in one ranking; "
                "choose one period or say why not"
            )
    if sort:
        rows = rows.sort_values("value", ascending=False, kind="stable")
    return rows.reset_index(drop=True)


def row_chart(
    rows: pd.DataFrame, plot: type[RowPlot], kind: str, words: Texts, reference: Reference | None, zero: bool = True
) -> Chart:
    """The chart of prepared rows."""
    return words.chart(
        rows,
        partial(plot, rows=rows, reference=reference, zero=zero),
        alt=alt_text.rank_alt(rows, words.measure or unit_caption(rows).lower(), kind, reference),
        description=alt_text.rank_description(rows, reference),
    )


@dataclass
class RowPlot:
    """Rows of names, marks and values measured for one width; the kinds differ in their marks."""

    width: float
    rows: pd.DataFrame
    reference: Reference | None
    zero: bool
    row_gap: ClassVar[float] = 4.0

    def __post_init__(self) -> None:
        rows, self.narrow = self.rows, style.is_narrow(self.width)
        self.small = style.size("small", self.width)
        self.row = line_height(self.small)
        self.names = [wrap_evenly(label, 130 if self.narrow else 230, self.small) for label in rows["label"]]
        self.left = style.EDGE + max(widest(lines, self.small) for lines in self.names) + 12
        self.values = [self.value_text(row) for row in rows.itertuples()]
        self.value_width = widest(self.values, self.small)
        self.right = self.width - style.EDGE - self.value_width - 14
        drawn = [*drawn_values(rows), *([self.reference[0]] if self.reference else [])]
        self.lowest = min(drawn)
        covered = [*drawn, 0.0] if self.zero else drawn
        low, high = min(covered), max(covered)
        margin = (high - low or 1.0) * 0.02
        self.ends = low - margin * (low < 0 or not self.zero), high + margin
        whole = not rows["decimals"].any()
        ticks = value_ticks(low, high, zero=self.zero, whole=whole, target=3 if self.narrow else 5)
        ticks = [tick for tick in ticks if self.ends[0] <= tick <= self.ends[1]]
        texts = tick_texts(ticks, rows["unit"].iloc[0])
        # values near each other have long labels on the axis, of which only every second or third may fit
        apart = self.px(ticks[1]) - self.px(ticks[0]) if len(ticks) > 1 else self.width
        step = math.ceil((widest(texts, self.small) + 4) / apart)
        self.ticks = dict(zip(ticks[::step], texts[::step], strict=True))
        self.heights = [len(lines) * self.row + self.row_gap for lines in self.names]
        self.unit = unit_caption(rows)
        self.head = self.row * bool(self.unit) + 8
        self.reference_lines = (
            wrap_evenly(self.reference[1], 150 if self.narrow else 260, self.small) if self.reference else []
        )
        self.top_axis = self.row * (1 + len(self.reference_lines)) + 8
        self.height = self.head + self.top_axis + sum(self.heights) + self.row + 6
        self.notes = self.own_notes()

    def value_text(self, row) -> str:
        """The value as it stands beside the row."""
        return str(row.text)

    def own_notes(self) -> list[str]:
        """What the marks mean."""
        raise NotImplementedError

    def px(self, value: float) -> float:
        """Pixel of a value."""
        return self.left + (value - self.ends[0]) / (self.ends[1] - self.ends[0]) * (self.right - self.left)

    def draw(self, canvas: Canvas, top: float) -> None:
        """Draw with the upper edge at `top`."""
        if self.unit:
            canvas.text(style.EDGE, top + self.small, self.unit, self.small, colour=style.QUIET)
        roof = top + self.head + self.top_axis
        floor = roof + sum(self.heights)
        for tick, text in self.ticks.items():
            x, colour = self.px(tick), style.SPINE if tick == 0 else style.GRID
            canvas.rule([x, x], [roof, floor], colour=colour, gid=f"xgrid-{tick}")
            canvas.text(x, roof - 6, text, self.small, align="center")
            canvas.text(x, floor + 4 + self.small, text, self.small, align="center")
        if self.reference:
            self._draw_reference(canvas, self.px(self.reference[0]), top + self.head, roof, floor)
        for item, lines, height in zip(self.rows.itertuples(), self.names, self.heights, strict=True):
            y = roof + height / 2
            canvas.paragraph(style.EDGE, y - 0.64 * self.small - (len(lines) - 1) * self.row / 2, lines, self.small)
            self.draw_mark(canvas, item, y)
            roof += height

    def _draw_reference(self, canvas: Canvas, x: float, top: float, roof: float, floor: float) -> None:
        half, colour = widest(self.reference_lines, self.small) / 2, style.REFUSE_MARK
        canvas.rule([x, x], [roof - 2, floor], colour=colour, dashes=(4, 3), gid="reference", zorder=0.8)
        canvas.rule([x, x], [top + self.row * len(self.reference_lines) + 2, roof - self.row - 2], colour=colour)
        middle = min(max(x, style.EDGE + half), self.width - style.EDGE - half)
        canvas.paragraph(middle, top, self.reference_lines, self.small, align="center")

    def draw_mark(self, canvas: Canvas, row, y: float) -> None:
        """Draw the mark of one row; `y` is the pixel of its middle."""
        raise NotImplementedError

    def draw_dot(self, canvas: Canvas, row, y: float, marker: str = "o", *, filled: bool = True, edge: float) -> None:
        """Draw a dot at the value, and write the value at the right edge."""
        canvas.data_points(
            [self.px(row.value)],
            [y],
            colour=style.FOCUS,
            gid=f"dot-{slug(row.key)}",
            marker=marker,
            size=4.5 if self.narrow else 6,
            filled=filled,
            edge=edge,
            zorder=4,
        )
        text = self.values[row.Index]
        canvas.text(self.width - style.EDGE, y + self.small * 0.36, text, self.small, align="right")
