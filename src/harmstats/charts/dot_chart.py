"""Ranked values with their 95% and 99.8% limits."""

from __future__ import annotations

from typing import Any

import pandas as pd

from ..core.errors import HarmstatsError
from . import alt_text, style
from .canvas import Canvas
from .chart import Chart
from .drawn_figures import slug, status_notes
from .line_chart import MARKERS
from .row_chart import Reference, RowPlot, prepare_rows, row_chart
from .texts import Texts


def interval_dots(
    frame: pd.DataFrame,
    *,
    by: str = "geography",
    labels: dict[str, str] | None = None,
    reference: Reference | None = None,
    sort: bool = True,
    zero: bool = True,
    **texts: Any,
) -> Chart:
    """Horizontal dots with thick 95% and thin 99.8% limits.

    Parameters
    ----------
    frame : DataFrame
        A frame of figures, one row a dot, with `low` and `high` (95% limits) and, where known,
        `low_998` and `high_998`.
    by : str
        Column that names the rows.
    labels : dict, optional
        How its values are written.
    reference : (float, str), optional
        A value drawn as a vertical line through all rows, and what it is.
    sort : bool
        Greatest first; otherwise as given.
    zero : bool
        Start the axis at zero.
    **texts
        As for :class:`~harmstats.charts.Texts`.

    Returns
    -------
    Chart

    Raises
    ------
    HarmstatsError
        If there is nothing to draw, a row stands twice, or a limit lies on the wrong side of its value.

    Examples
    --------
    >>> frame = pd.DataFrame({"geography": ["Kent"], "value": [1.5], "unit": "percent", "low": 1.2, "high": 1.8})
    >>> interval_dots(frame, name="d", title="t", subtitle="s", source="x").description
    'Kent 1.5% (1.2% to 1.8%).'
    """
    words = Texts(**texts)
    rows = prepare_rows(frame, words, by, labels, sort)
    for low, high, level in (("low", "high", "95%"), ("low_998", "high_998", "99.8%")):
        if low not in rows:
            rows[low], rows[high] = float("nan"), float("nan")
        wrong = rows[(rows[low] > rows["value"]) | (rows[high] < rows["value"])]
        if len(wrong):
            raise HarmstatsError(
                f"chart '{words.name}': the {level} limits of '{wrong['label'].iloc[0]}' do not enclose its value"
            )
    return row_chart(rows, DotPlot, "Dot chart", words, reference, zero)


class DotPlot(RowPlot):
    """Dots with limits."""

    def value_text(self, row) -> str:
        """The value, and in the wide version its 95% limits."""
        limits = "" if self.narrow else alt_text.limits(row)
        return f"{row.text} ({limits})" if limits else str(row.text)

    def own_notes(self) -> list[str]:
        """What thick and thin lines mean."""
        if self.rows["low"].isna().all():
            return status_notes(self.rows)
        thick = "Thick line" if self.narrow else "Thick line and figures in brackets"
        thin = "." if self.rows["low_998"].isna().all() else "; thin line: 99.8% limits."
        return [f"{thick}: 95% limits{thin}", *status_notes(self.rows)]

    def draw_mark(self, canvas: Canvas, row, y: float) -> None:
        """Thin line, thick line, dot and value."""
        name, light = slug(row.key), style.tint(style.FOCUS, 0.55)
        for low, high, width, colour, gid in (
            (row.low_998, row.high_998, 1.2, style.FOCUS, f"limits998-{name}"),
            (row.low, row.high, 3.6, light, f"limits95-{name}"),
        ):
            if pd.notna(low) and pd.notna(high):
                canvas.data_line([self.px(low), self.px(high)], [y, y], colour=colour, width=width, gid=gid)
        self.draw_dot(canvas, row, y, MARKERS[row.shape], filled=row.shape == "plain", edge=1.2)
