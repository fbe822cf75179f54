"""Rows of names, marks and values, one for each area or category: what ranked dots and bars share."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from ..core.errors import HarmstatsError
from ..core.periods import UNDATED, MixedPeriods, Period, same_axis
from . import alt_text as alt
from . import style
from .axes import tick_decimals, value_ticks
from .canvas import Canvas, balance, line_height, text_width
from .chart import EDGE, Chart
from .drawn_figures import check_name, periods, usable
from .line_chart import common
from .marks import unit_caption

SPAN = ["period_start", "period_end"]


def prepare_rows(frame, name, by, labels, sort, allow_mixed) -> pd.DataFrame:
    """One row for each area or category, sorted, with its key and label.

    Raises
    ------
    HarmstatsError
        If there is nothing to draw or a row stands twice.
    MixedPeriods
        If the rows are of more than one period and no reason is given.
    """
    check_name(name)
    rows = usable(frame, name, ["value", by])
    rows["key"] = rows[by].astype(str)
    rows["label"] = [dict(labels or {}).get(key, key) for key in rows["key"]]
    if (twice := rows[rows.duplicated("key")]).size:
        raise HarmstatsError(
            f"chart '{name}': '{twice['key'].iloc[0]}' stands twice; choose one period, edition and breakdown"
        )
    if {"period_start", "period_end"} <= set(rows.columns):
        rows["period_start"], rows["period_end"] = (
            pd.to_datetime(rows["period_start"]),
            pd.to_datetime(rows["period_end"]),
        )
        spans = [UNDATED if row.isna().any() else periods(row.to_frame().T)[0] for _, row in rows[SPAN].iterrows()]
        if len(set(spans)) > 1 and not allow_mixed:
            same_axis([span for span in spans if span != UNDATED])
            raise MixedPeriods(
                f"chart '{name}': {_label(spans[0])} and others in one ranking; choose one period or say why not"
            )
        rows["period"] = [_label(span) for span in spans]
    if sort:
        rows = rows.sort_values("value", ascending=False, kind="stable")
    return rows.reset_index(drop=True)


def _label(span: Period | str) -> str:
    return span if isinstance(span, str) else span.label


def row_chart(rows, drawing, kind, given) -> Chart:
    """The chart of prepared rows; `given` holds the arguments of the public function."""
    decimals = style.decimals_of(rows["value"])
    return Chart(
        name=given["name"],
        title=given["title"],
        subtitle=given["subtitle"],
        alt=alt.rank_alt(rows, given["measure"] or unit_caption(rows).lower(), decimals, kind, given["reference"]),
        description=alt.rank_description(rows, decimals, given["reference"]),
        drawing=drawing(rows, unit_caption(rows), decimals, given["reference"], given["zero"]),
        **common(
            rows,
            source=given["source"],
            as_of=given["as_of"],
            edition=given["edition"],
            licence=given["licence"],
            notes=(given["allow_mixed"], given["note"]),
        ),
    )


@dataclass(frozen=True)
class RowDrawing:
    """How rows are drawn; each kind says in `fit` what it draws."""

    rows: pd.DataFrame
    unit: str
    decimals: int
    reference: tuple[float, str] | None
    zero: bool

    def fit(self, width: float) -> FittedRows:
        """Measure names and values for one width."""
        raise NotImplementedError


class FittedRows:
    """Rows of names, marks and values measured for one width; the kinds differ in their marks."""

    row_gap = 4.0

    def __init__(self, drawing: RowDrawing, width: float):
        self.d, self.width = drawing, width
        self.narrow = style.is_narrow(width)
        self.small = style.size("small", width)
        rows = drawing.rows
        self.names = [balance(label, 130 if self.narrow else 230, self.small) for label in rows["label"]]
        self.left = EDGE + max(text_width(line, self.small) for lines in self.names for line in lines) + 12
        self.values = [self.value_text(row) for row in rows.itertuples()]
        self.value_width = max(text_width(text, self.small) for text in self.values)
        self.right = width - EDGE - self.value_width - 14
        drawn = pd.concat([rows[c] for c in ("value", "low", "high", "low_998", "high_998") if c in rows]).dropna()
        self.extent = [*drawn, *([drawing.reference[0]] if drawing.reference else [])]
        low, high = min(self.extent), max(self.extent)
        low, high = (min(low, 0.0), max(high, 0.0)) if drawing.zero else (low, high)
        margin = (high - low or 1.0) * 0.02
        self.limits = low - margin * (low < 0 or not drawing.zero), high + margin
        ticks = value_ticks(low, high, zero=drawing.zero, whole=not drawing.decimals, target=3 if self.narrow else 5)
        self.ticks = [tick for tick in ticks if self.limits[0] <= tick <= self.limits[1]]
        self.tick_texts = [style.number(t, rows["unit"].iloc[0], tick_decimals(self.ticks)) for t in self.ticks]
        row = line_height(self.small)
        self.heights = [len(lines) * row + self.row_gap for lines in self.names]
        self.head = row * (1 if drawing.unit else 0) + 8
        self.reference_lines = (
            balance(drawing.reference[1], 150 if self.narrow else 260, self.small) if drawing.reference else []
        )
        self.top_axis = row * (1 + len(self.reference_lines)) + 8
        self.bottom_axis = row + 6
        self.height = self.head + self.top_axis + sum(self.heights) + self.bottom_axis
        self.notes = self.own_notes()

    def value_text(self, row) -> str:
        """The value as it stands beside the row."""
        return style.number(row.value, row.unit, self.d.decimals)

    def own_notes(self) -> list[str]:
        """What the marks mean."""
        return []

    def px(self, value: float) -> float:
        """Pixel of a value."""
        return self.left + (value - self.limits[0]) / (self.limits[1] - self.limits[0]) * (self.right - self.left)

    def draw(self, canvas: Canvas, top: float) -> None:
        """Draw with the upper edge at `top`."""
        row = line_height(self.small)
        if self.d.unit:
            canvas.text(EDGE, top + self.small, self.d.unit, self.small, colour=style.QUIET)
        roof = top + self.head + self.top_axis
        floor = roof + sum(self.heights)
        for tick, text in zip(self.ticks, self.tick_texts, strict=True):
            x = self.px(tick)
            canvas.line([x, x], [roof, floor], colour=style.SPINE if tick == 0 else style.GRID, gid=f"xgrid-{tick}")
            canvas.text(x, roof - 6, text, self.small, align="center")
            canvas.text(x, floor + 4 + self.small, text, self.small, align="center")
        if self.d.reference:
            x = self.px(self.d.reference[0])
            widest = max(text_width(line, self.small) for line in self.reference_lines)
            at = min(max(x, EDGE + widest / 2), self.width - EDGE - widest / 2)
            canvas.line([x, x], [roof - 2, floor], colour=style.REFUSE_MARK, dashes=(4, 3), gid="reference", zorder=0.8)
            canvas.line(
                [x, x],
                [top + self.head + row * len(self.reference_lines) + 2, roof - row - 2],
                colour=style.REFUSE_MARK,
            )
            canvas.paragraph(at, top + self.head, self.reference_lines, self.small, align="center")
        middle = roof
        for item, lines, height in zip(self.d.rows.itertuples(), self.names, self.heights, strict=True):
            y = middle + height / 2
            canvas.paragraph(EDGE, y - 0.64 * self.small - (len(lines) - 1) * row / 2, lines, self.small)
            self.mark(canvas, item, y, height)
            middle += height

    def mark(self, canvas, item, y, height) -> None:
        """Draw the mark of one row; `y` is the pixel of its middle."""
        raise NotImplementedError
