"""Bars from zero, with the value at the end of each."""

from __future__ import annotations

from typing import Any

import pandas as pd

from . import style
from .canvas import Canvas
from .chart import Chart
from .drawn_figures import slug
from .label_placement import text_width
from .row_chart import Reference, RowPlot, prepare_rows, row_chart
from .texts import Texts

THICKNESS = 18.0  # pixels, whether the name beside a bar takes one line or two


def bars(
    frame: pd.DataFrame,
    *,
    by: str = "geography",
    labels: dict[str, str] | None = None,
    reference: Reference | None = None,
    sort: bool = True,
    **texts: Any,
) -> Chart:
    """Horizontal bars from zero, with the value at the end of each.

    Parameters are those of `interval_dots`; limits, where there are any, are drawn as a thin line.

    Examples
    --------
    >>> frame = pd.DataFrame({"geography": ["Kent", "Essex"], "value": [1.5, 2.0], "unit": "percent"})
    >>> bars(frame, name="b", title="t", subtitle="s", source="x", measure="shares").alt
    'Bar chart of shares, Essex and Kent: from 1.5% (Kent) to 2.0% (Essex).'
    """
    words = Texts(**texts)
    return row_chart(prepare_rows(frame, words, by, labels, sort), BarPlot, "Bar chart", words, reference)


class BarPlot(RowPlot):
    """Bars from zero."""

    row_gap = 11.0

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.lowest < 0:  # the value of a negative bar stands on its left
            self.left += self.value_width + 8

    def own_notes(self) -> list[str]:
        """What the outlined bars are, by name."""
        words = {"provisional": "provisional", "secondary": "reported by someone other than the publisher"}
        outlined = self.rows[self.rows["shape"] != "plain"]
        reasons = outlined["shape"].map(words).fillna(outlined["scope"])
        if len(outlined) == len(self.rows) > 1 and reasons.nunique() == 1:
            return [f"Outlined bars: {reasons.iloc[0]}."]
        return [
            f"Outlined bar{'s' * (len(bars) > 1)}, {reason}: {'; '.join(bars['label'])}."
            for reason, bars in outlined.groupby(reasons, sort=False)
        ]

    def draw_mark(self, canvas: Canvas, row, y: float) -> None:
        """Bar, thin limits, value at its end."""
        plain, zero = row.shape == "plain", self.px(0)
        bar = canvas.axes.barh(
            [y],
            [self.px(row.value) - zero],
            left=zero,
            height=THICKNESS,
            edgecolor=style.FOCUS,
            color=style.FOCUS if plain else style.PAPER,
            linewidth=0 if plain else 1.5,
            clip_on=False,
            zorder=1.5,
        )
        bar[0].set_gid(f"bar-{slug(row.key)}")
        ends = [row.value, 0.0]
        if pd.notna(row.low) and pd.notna(row.high):
            xs, gid = [self.px(row.low), self.px(row.high)], f"limits95-{slug(row.key)}"
            canvas.data_line(xs, [y, y], colour=style.CATEGORICAL[3], width=1.6, cap="projecting", gid=gid)
            ends += [row.low, row.high]
        text = self.values[row.Index]
        width = text_width(text, self.small)
        left = self.px(min(ends)) - 6 - width if row.value < 0 else self.px(max(ends)) + 6
        canvas.box(left - 2, y - self.small * 0.6, left + width + 2, y + self.small * 0.6)
        canvas.text(left, y + self.small * 0.36, text, self.small)
