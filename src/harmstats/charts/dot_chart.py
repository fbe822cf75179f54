"""Ranked values with their 95% and 99.8% limits."""

from __future__ import annotations

import pandas as pd

from ..core.errors import HarmstatsError
from . import style
from .chart import EDGE, OGL, Chart
from .drawn_figures import slug, status_notes
from .marks import MARKERS
from .rows import FittedRows, RowDrawing, prepare_rows, row_chart


def interval_dots(
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
    zero=True,
    note="",
    allow_mixed="",
    edition=None,
    licence=OGL,
) -> Chart:
    """Horizontal dots with thick 95% and thin 99.8% limits.

    Parameters
    ----------
    frame : DataFrame
        A frame of figures, one row a dot, with `low` and `high` (95% limits) and, where known,
        `low_998` and `high_998`.
    name, title, subtitle, source, as_of, labels, measure, note, allow_mixed, edition, licence
        As for `line`.
    by : str
        Column that names the rows.
    reference : (float, str), optional
        A value drawn as a vertical line through all rows, and what it is.
    sort : bool
        Greatest first; otherwise as given.
    zero : bool
        Start the axis at zero.

    Returns
    -------
    Chart

    Raises
    ------
    HarmstatsError
        If there is nothing to draw, a row stands twice, or a limit lies on the wrong side of its value.
    """
    rows = prepare_rows(frame, name, by, labels, sort, allow_mixed)
    for low, high, words in (("low", "high", "95%"), ("low_998", "high_998", "99.8%")):
        if low not in rows:
            rows[low], rows[high] = float("nan"), float("nan")
        wrong = rows[(rows[low] > rows["value"]) | (rows[high] < rows["value"])]
        if len(wrong):
            raise HarmstatsError(
                f"chart '{name}': the {words} limits of '{wrong['label'].iloc[0]}' do not enclose its value"
            )
    return row_chart(rows, DotDrawing, "Dot chart", locals())


class DotDrawing(RowDrawing):
    """How ranked dots are drawn."""

    def fit(self, width: float) -> FittedRows:
        """Measure names and values for one width."""
        return FittedDots(self, width)


class FittedDots(FittedRows):
    """Dots with limits."""

    def value_text(self, row) -> str:
        """The value, and in the wide version its 95% limits."""
        text = style.number(row.value, row.unit, self.d.decimals)
        if self.narrow or pd.isna(row.low):
            return text
        low, high = (style.number(limit, row.unit, self.d.decimals) for limit in (row.low, row.high))
        return f"{text} ({low} to {high})"

    def own_notes(self) -> list[str]:
        """What thick and thin lines mean."""
        rows, notes = self.d.rows, []
        if rows["low"].notna().any():
            thick = "Thick line" if self.narrow else "Thick line and figures in brackets"
            notes.append(
                f"{thick}: 95% limits" + ("." if rows["low_998"].isna().all() else "; thin line: 99.8% limits.")
            )
        return [*notes, *status_notes(rows)]

    def mark(self, canvas, item, y, height) -> None:
        """Thin line, thick line, dot, value."""
        name, kind = slug(item.key), item.shape
        for low, high, width, gid in (
            (item.low_998, item.high_998, 1.2, "limits998"),
            (item.low, item.high, 3.6, "limits95"),
        ):
            if pd.notna(low) and pd.notna(high):
                colour = style.tint(style.FOCUS, 0.55) if gid == "limits95" else style.FOCUS
                canvas.axes.plot(
                    [self.px(low), self.px(high)],
                    [y, y],
                    color=colour,
                    linewidth=width,
                    solid_capstyle="butt",
                    clip_on=False,
                    gid=f"{gid}-{name}",
                )
        canvas.axes.plot(
            [self.px(item.value)],
            [y],
            linestyle="none",
            marker=MARKERS[kind],
            markersize=4.5 if self.narrow else 6,
            markeredgecolor=style.FOCUS,
            markerfacecolor=style.FOCUS if kind == "plain" else style.PAPER,
            markeredgewidth=1.2,
            clip_on=False,
            zorder=4,
            gid=f"dot-{name}",
        )
        canvas.text(self.width - EDGE, y + self.small * 0.36, self.values[item.Index], self.small, align="right")
