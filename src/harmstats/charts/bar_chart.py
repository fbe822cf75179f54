"""Bars from zero, with the value at the end of each."""

from __future__ import annotations

import pandas as pd

from . import style
from .canvas import text_width
from .chart import OGL, Chart
from .drawn_figures import slug
from .rows import FittedRows, RowDrawing, prepare_rows, row_chart

THICKNESS = 18.0  # pixels, whether the name beside a bar takes one line or two


def bars(
    frame,
    *,
    name,
    title,
    subtitle,
    source,
    as_of=None,
    by="geography",
    labels=None,
    reference=None,
    sort=True,
    measure="",
    note="",
    allow_mixed="",
    edition=None,
    licence=OGL,
) -> Chart:
    """Horizontal bars from zero, with the value at the end of each.

    Parameters are those of `interval_dots`; limits, where there are any, are drawn as a thin line.
    """
    rows = prepare_rows(frame, name, by, labels, sort, allow_mixed)
    zero = True
    return row_chart(rows, BarDrawing, "Bar chart", locals())


class BarDrawing(RowDrawing):
    """How bars are drawn."""

    def fit(self, width: float) -> FittedRows:
        """Measure names and values for one width."""
        return FittedBars(self, width)


class FittedBars(FittedRows):
    """Bars from zero."""

    row_gap = 11.0

    def own_notes(self) -> list[str]:
        """What the outlined bars are, by name."""
        words = {"provisional": "provisional", "secondary": "reported by someone other than the publisher"}
        marked = self.d.rows[self.d.rows["shape"] != "plain"]
        if marked.empty:
            return []
        why = [row.scope if row.shape == "scope" else words[row.shape] for row in marked.itertuples()]
        if len(marked) == len(self.d.rows) > 1 and len(set(why)) == 1:
            return [f"Outlined bars: {why[0]}."]
        told = {reason: [n for n, w in zip(marked["label"], why, strict=True) if w == reason] for reason in why}
        return [
            f"Outlined bar{'s' * (len(names) > 1)}, {reason}: {'; '.join(names)}." for reason, names in told.items()
        ]

    def __init__(self, drawing: RowDrawing, width: float):
        super().__init__(drawing, width)
        if min(self.extent) < 0:  # the value of a negative bar stands on its left
            self.left += self.value_width + 8

    def mark(self, canvas, item, y, height) -> None:
        """Bar, thin limits, value at its end."""
        kind, name = item.shape, slug(item.key)
        canvas.axes.barh(
            [y],
            [self.px(item.value) - self.px(0)],
            left=self.px(0),
            height=THICKNESS,
            edgecolor=style.FOCUS,
            color=style.FOCUS if kind == "plain" else style.PAPER,
            linewidth=0 if kind == "plain" else 1.5,
            clip_on=False,
            zorder=1.5,
        )[0].set_gid(f"bar-{name}")
        ends = [item.value, 0.0]
        if pd.notna(item.low) and pd.notna(item.high):
            canvas.axes.plot(
                [self.px(item.low), self.px(item.high)],
                [y, y],
                color=style.PALETTE[3],
                linewidth=1.6,
                clip_on=False,
                gid=f"limits95-{name}",
            )
            ends += [item.low, item.high]
        below = item.value < 0
        x = self.px(min(ends)) - 6 if below else self.px(max(ends)) + 6
        text = self.values[item.Index]
        left = x - text_width(text, self.small) if below else x
        canvas.box(left - 2, y - self.small * 0.6, left + text_width(text, self.small) + 2, y + self.small * 0.6)
        canvas.text(left, y + self.small * 0.36, text, self.small)
