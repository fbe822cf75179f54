"""Small multiples: one small line chart for each area or series, on one grid."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import pandas as pd

from ..core.errors import HarmstatsError
from ..core.registers import Break
from . import alt_text, style
from .axes import enclosing, tick_texts
from .canvas import Canvas
from .chart import Chart
from .drawn_figures import BreakMark, break_marks, drawn_values, prepare_lines, slug, status_notes, unit_caption
from .label_placement import line_height, text_width, wrap_evenly
from .line_chart import draw_line
from .texts import Texts

GAP = 14.0  # pixels between two panels
SIZE = 11.0  # of all words, in pixels
ROW = line_height(SIZE)


def small_multiples(
    figures: pd.DataFrame,
    breaks: Iterable[Break] = (),
    *,
    by: str = "geography",
    labels: dict[str, str] | None = None,
    share_y: bool = True,
    stacked: bool = False,
    order: str = "given",
    **texts: Any,
) -> Chart:
    """A grid of small line charts, each with its first and last value.

    Parameters
    ----------
    figures, breaks, labels
        As for `line`.
    by : str
        Column whose values are the panels: ``geography``, ``series`` or another.
    share_y : bool
        True: all panels on one scale, so that heights may be compared. False: each on its own scale,
        which is then said in the subtitle.
    stacked : bool
        Panels under each other on one time axis, each with its own unit and scale: for things that
        may be looked at together but never measured against each other.
    order : str
        ``given``, ``name``, or ``last`` (greatest last value first).
    **texts
        As for :class:`~harmstats.charts.Texts`.

    Returns
    -------
    Chart

    Raises
    ------
    MixedPeriods, HarmstatsError
        As for `line`; the number of panels has no limit.
    """
    words = Texts(**texts)
    rows = prepare_lines(figures, breaks, by, labels or {}, words)
    if order != "given":
        column, ascending = ("label", True) if order == "name" else ("value", False)
        last = rows.drop_duplicates("key", keep="last").sort_values(column, ascending=ascending)
        rows = rows.set_index("key", drop=False).loc[last["key"]].reset_index(drop=True)
    # A break concerns some panels only, and may cut one and merely touch another.
    own_marks = {key: break_marks(panel, breaks) for key, panel in rows.groupby("key", sort=False)}
    shown = {mark.date for marks in own_marks.values() for mark in marks}
    marks = [mark for mark in break_marks(rows, breaks) if mark.date in shown]
    if rows["unit"].nunique() > 1 and not stacked:
        raise HarmstatsError(f"chart '{words.name}': panels of different units share no scale; set stacked=True")
    share_y = share_y and not stacked
    if not share_y:
        words = replace(words, subtitle=f"{words.subtitle.rstrip('.')}. Each panel has its own scale.")
    measure, kind = words.measure or unit_caption(rows).lower(), f"{len(own_marks)} small line charts"
    return words.chart(
        rows,
        partial(PanelsPlot, rows=rows, marks=own_marks, share_y=share_y, stacked=stacked),
        alt=alt_text.line_alt(rows, marks, measure, kind),
        description=alt_text.line_description(rows, marks, brief=len(own_marks) > 8),
    )


@dataclass
class PanelsPlot:
    """Small multiples measured for one width."""

    width: float
    rows: pd.DataFrame
    marks: dict[str, list[BreakMark]]
    share_y: bool
    stacked: bool

    def __post_init__(self) -> None:
        rows = self.rows
        self.panels = dict(iter(rows.groupby("key", sort=False)))
        count = len(self.panels)
        self.yearly = all(span.months == 12 for span in rows["span"]) and rows["period_end"].dt.month.nunique() == 1
        self.columns = 1 if self.stacked else min(count, _columns(count, style.is_narrow(self.width)))
        self.panel_width = (self.width - 2 * style.EDGE - GAP * (self.columns - 1)) / self.columns
        self.names = {
            key: wrap_evenly(panel["label"].iloc[0], self.panel_width, SIZE, bold=True)
            for key, panel in self.panels.items()
        }
        self.plot_height = 58.0 if count > 8 else 130.0
        self.ends = {key: self._first_and_last(panel) for key, panel in self.panels.items()}
        # first and last value stand under each other where there is no room side by side
        self.ends_stacked = any(
            text_width(first[n], SIZE, n == 0) + text_width(last[n], SIZE, n == 0) + 6 > self.panel_width
            for first, last in self.ends.values()
            for n in (0, 1)
        )
        self.foot = 4 + ROW * (4 if self.ends_stacked else 2) + 16
        lines = [len(name) for name in self.names.values()]
        self.heads = [ROW * (max(lines[n : n + self.columns]) + 1) for n in range(0, count, self.columns)]
        self.height = sum(head + self.plot_height + self.foot for head in self.heads) - 16
        scaled = {key: drawn_values(rows if self.share_y else panel) for key, panel in self.panels.items()}
        self.ticks = {key: enclosing(min(values), max(values)) for key, values in scaled.items()}
        years = [f"Years ending {rows['period_end'].iloc[0]:%B}."] if self.yearly else []
        self.notes = [*self._break_notes(), *years, *status_notes(rows)]
        first, last = rows["x"].min(), rows["x"].max()
        self.days = (first, last) if last > first else (first - 1, last + 1)

    def _first_and_last(self, panel: pd.DataFrame) -> list[tuple[str, str]]:
        """Value and period of the first and last figure; the first is empty where there is but one."""
        ends = [
            (row["text"], str(row["period_end"].year) if self.yearly else row["period"])
            for _, row in panel.iloc[[0, -1]].iterrows()
        ]
        return ends if len(panel) > 1 else [("", ""), ends[1]]

    def _break_notes(self) -> list[str]:
        notes = []
        for weight, words in (
            ("refuse", "Dashed lines: the counting changed; figures before and after are not comparable"),
            ("warn", "Dotted lines: gradual or smaller change"),
        ):
            labels: dict[tuple, dict[str, None]] = {}
            for mark in (mark for marks in self.marks.values() for mark in marks if mark.weight == weight):
                labels.setdefault((mark.date, mark.when), {}).update(dict.fromkeys(mark.labels))
            if labels:
                each = [f"{when} ({', '.join(own)})" for (_, when), own in sorted(labels.items())]
                notes.append(f"{words}: {alt_text.join(each)}.")
        return notes

    def draw(self, canvas: Canvas, top: float) -> None:
        """Draw with the upper edge at `top`."""
        for n, key in enumerate(self.panels):
            line, column = divmod(n, self.columns)
            above = sum(head + self.plot_height + self.foot for head in self.heads[:line])
            left = style.EDGE + column * (self.panel_width + GAP)
            self._draw_panel(canvas, key, left, top + above + self.heads[line], labelled=column == 0)

    def _draw_panel(self, canvas: Canvas, key: str, left: float, roof: float, labelled: bool) -> None:
        panel, name, ticks = self.panels[key], slug(key), self.ticks[key]
        right, floor = left + self.panel_width, roof + self.plot_height
        canvas.paragraph(left, roof - ROW * (1 + len(self.names[key])), self.names[key], SIZE, bold=True)

        def px(day):
            return left + 4 + (day - self.days[0]) / (self.days[1] - self.days[0]) * (self.panel_width - 8)

        def py(value):
            return floor - (value - ticks[0]) / (ticks[-1] - ticks[0]) * self.plot_height

        for tick in ticks:
            colour = style.SPINE if tick == 0 else style.GRID
            canvas.rule([left, right], [py(tick)] * 2, colour=colour, width=0.8, gid=f"ygrid-{name}-{tick}")
        if labelled or not self.share_y:
            text = tick_texts(ticks, panel["unit"].iloc[0])[-1]
            unit = "" if text.endswith("%") or not labelled else unit_caption(panel).lower()
            if unit and text_width(f"{text} {unit}", SIZE) <= self.panel_width:
                text = f"{text} {unit}"
            canvas.text(left, roof - 4, text, SIZE, colour=style.QUIET)
        for mark in self.marks[key]:
            x, gid = max(px(mark.date.toordinal()), left), f"break-{name}-{mark.date.isoformat()}"
            canvas.rule([x, x], [roof, floor], gid=gid, zorder=0.5, **style.SMALL_BREAK_LINES[mark.weight])
        draw_line(canvas, panel, px, py, style.FOCUS, width=1.8, dot=4.5)
        at = [px(x) for x in panel["x"].iloc[[0, -1]]]
        for day, x in zip(panel["period_end"].iloc[[0, -1]], at, strict=True):
            canvas.rule([x, x], [floor, floor + 3], colour=style.SPINE, width=0.8, gid=f"xtick-{name}-{day.date()}")
        self._draw_ends(canvas, key, at, left, right, floor + 4)

    def _draw_ends(self, canvas: Canvas, key: str, at: list[float], left: float, right: float, top: float) -> None:
        """Write the first and the last value under a panel, each with its period."""
        first, last = self.ends[key]
        begin, end = left, right
        if self.stacked:  # on one time axis a value stands under its own day, not at the edge
            first_width, last_width = (
                max(text_width(value, SIZE, bold), text_width(period, SIZE))
                for bold, (value, period) in ((False, first), (True, last))
            )
            begin = max(left, min(at[0] - 4, right - first_width - last_width - 12))
            end = max(begin + first_width + last_width + 12, min(right, at[1] + 4))
        base = top + SIZE
        if first[0]:
            canvas.text(begin, base, first[0], SIZE)
            canvas.text(begin, base + ROW, first[1], SIZE, colour=style.QUIET)
        if self.ends_stacked:
            base += 2 * ROW
        canvas.text(end, base, last[0], SIZE, bold=True, align="right")
        canvas.text(end, base + ROW, last[1], SIZE, colour=style.QUIET, align="right")


def _columns(count: int, narrow: bool) -> int:
    if narrow:
        return 1 if count == 1 else 2 if count <= 8 else 3
    return next((columns for most, columns in ((3, 3), (4, 2), (6, 3), (8, 4), (15, 5)) if count <= most), 6)
