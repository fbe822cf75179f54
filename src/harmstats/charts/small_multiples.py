"""Small multiples: one small line chart for each area or series, on one grid."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from ..core.errors import HarmstatsError
from . import alt_text as alt
from . import style
from .axes import enclosing, tick_decimals
from .canvas import Canvas, balance, line_height, text_width
from .chart import EDGE, OGL, Chart
from .drawn_figures import Mark, check_name, marks, periods, prepare, slug, status_notes
from .line_chart import common
from .marks import draw_line, unit_caption

GAP = 14.0  # pixels between two panels


def small_multiples(
    figures,
    breaks=(),
    *,
    name,
    title,
    subtitle,
    source,
    as_of=None,
    by="geography",
    labels=None,
    share_y=True,
    stacked=False,
    order="given",
    measure="",
    band=True,
    note="",
    allow_mixed="",
    edition=None,
    licence=OGL,
) -> Chart:
    """A grid of small line charts, each with its first and last value.

    Parameters
    ----------
    figures, breaks, name, title, subtitle, source, as_of, labels, measure, band, note, allow_mixed, edition, licence
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

    Returns
    -------
    Chart

    Raises
    ------
    MixedPeriods, HarmstatsError
        As for `line`; the number of panels has no limit.
    """
    check_name(name)
    rows = prepare(figures, breaks, name=name, by=by, labels=labels, allow_mixed=allow_mixed)
    if order != "given":
        last = (
            rows.groupby("key", sort=False)
            .tail(1)
            .sort_values("label" if order == "name" else "value", ascending=order == "name")
        )
        rank = {key: n for n, key in enumerate(last["key"])}
        rows = rows.sort_values("key", key=lambda keys: keys.map(rank), kind="stable").reset_index(drop=True)
    # A break concerns some panels only, and may cut one and merely touch another.
    own = {key: marks(part, breaks) for key, part in rows.groupby("key", sort=False)}
    shown = {mark.date for panel in own.values() for mark in panel}
    found = [mark for mark in marks(rows, breaks) if mark.date in shown]
    mixed = rows["unit"].nunique() > 1
    if mixed and not stacked:
        raise HarmstatsError(f"chart '{name}': panels of different units share no scale; set stacked=True")
    decimals = None if mixed else style.decimals_of(rows["value"])
    share_y = share_y and not stacked
    if not share_y:
        subtitle = f"{subtitle.rstrip('.')}. Each panel has its own scale."
    panels = rows["key"].nunique()
    return Chart(
        name=name,
        title=title,
        subtitle=subtitle,
        alt=alt.line_alt(
            rows, found, measure or unit_caption(rows).lower(), decimals, kind=f"{panels} small line charts"
        ),
        description=alt.line_description(rows, found, decimals, brief=panels > 8),
        drawing=MultiplesDrawing(rows, own, share_y, stacked, decimals, band),
        **common(rows, source=source, as_of=as_of, edition=edition, licence=licence, notes=(allow_mixed, note)),
    )


@dataclass(frozen=True)
class MultiplesDrawing:
    """How small multiples are drawn."""

    rows: pd.DataFrame
    marks: dict[str, list[Mark]]
    share_y: bool
    stacked: bool
    decimals: int | None
    band: bool

    def fit(self, width: float) -> FittedMultiples:
        """Settle the grid for one width."""
        return FittedMultiples(self, width)


class FittedMultiples:
    """Small multiples measured for one width."""

    def __init__(self, drawing: MultiplesDrawing, width: float):
        self.d, self.width, self.small = drawing, width, 11
        self.panels = dict(iter(drawing.rows.groupby("key", sort=False)))
        count = len(self.panels)
        self.yearly = (
            all(period.months == 12 for period in periods(drawing.rows))
            and drawing.rows["period_end"].dt.month.nunique() == 1
        )
        self.columns = 1 if drawing.stacked else min(count, _columns(count, style.is_narrow(width)))
        self.panel_width = (width - 2 * EDGE - GAP * (self.columns - 1)) / self.columns
        self.names = {
            key: balance(part["label"].iloc[0], self.panel_width, self.small, True) for key, part in self.panels.items()
        }
        self.plot_height = 58.0 if count > 8 else 130.0
        self.ends = {key: self._ends(part) for key, part in self.panels.items()}
        self.stacked = any(
            text_width(first[n], self.small, n == 0) + text_width(last[n], self.small, n == 0) + 6 > self.panel_width
            for first, last in self.ends.values()
            for n in (0, 1)
        )
        self.foot = 4 + line_height(self.small) * (4 if self.stacked else 2) + 16
        tall = [max(len(self.names[key]) for key in chunk) for chunk in _batched(list(self.panels), self.columns)]
        self.heads = [line_height(self.small) * (lines + 1) for lines in tall]
        self.height = sum(head + self.plot_height + self.foot for head in self.heads) - 16
        drawn = drawing.rows
        self.ticks = {key: self._ticks(drawn if drawing.share_y else part) for key, part in self.panels.items()}
        years = [f"Years ending {drawn['period_end'].iloc[0]:%B}."] if self.yearly else []
        self.notes = [*self._break_notes(), *years, *status_notes(drawn)]

    def _ticks(self, rows):
        drawn = pd.concat([rows["value"], *([rows["low"], rows["high"]] if self.d.band else [])]).dropna()
        return enclosing(drawn.min(), drawn.max())

    def _ends(self, part):
        first, last = part.iloc[0], part.iloc[-1]
        texts = [
            (
                style.number(r["value"], r["unit"], alt.decimals_for(r["value"], self.d.decimals)),
                str(r["period_end"].year) if self.yearly else r["period"],
            )
            for r in (first, last)
        ]
        return texts[0] if len(part) > 1 else ("", ""), texts[1]

    def _break_notes(self) -> list[str]:
        notes = []
        for weight, words in (
            ("refuse", "Dashed lines: the counting changed; figures before and after are not comparable"),
            ("warn", "Dotted lines: gradual or smaller change"),
        ):
            told: dict[tuple, dict[str, None]] = {}
            for mark in (mark for panel in self.d.marks.values() for mark in panel if mark.weight == weight):
                told.setdefault((mark.date, mark.when), {}).update(dict.fromkeys(mark.labels))
            if told:
                each = [f"{when} ({', '.join(labels)})" for (_, when), labels in sorted(told.items())]
                notes.append(f"{words}: {alt.join(each)}.")
        return notes

    def draw(self, canvas: Canvas, top: float) -> None:
        """Draw with the upper edge at `top`."""
        rows = self.d.rows
        first, last = rows["x"].min(), rows["x"].max()
        xlim = (first, last) if last > first else (first - 1, last + 1)
        for n, (key, part) in enumerate(self.panels.items()):
            line, column = divmod(n, self.columns)
            left = EDGE + column * (self.panel_width + GAP)
            above = sum(head + self.plot_height + self.foot for head in self.heads[:line])
            self._draw_panel(canvas, key, part, left, top + above + self.heads[line], xlim, labelled=column == 0)

    def _draw_panel(self, canvas, key, part, left, roof, xlim, labelled):
        size, row, name, ticks = self.small, line_height(self.small), slug(key), self.ticks[key]
        right, floor = left + self.panel_width, roof + self.plot_height
        canvas.paragraph(left, roof - row * (1 + len(self.names[key])), self.names[key], size, bold=True)

        def px(day):
            return left + 4 + (day - xlim[0]) / (xlim[1] - xlim[0]) * (self.panel_width - 8)

        def py(value):
            return floor - (value - ticks[0]) / (ticks[-1] - ticks[0]) * self.plot_height

        for tick in ticks:
            colour = style.SPINE if tick == 0 else style.GRID
            canvas.line([left, right], [py(tick)] * 2, colour=colour, width=0.8, gid=f"ygrid-{name}-{tick}")
        if labelled or not self.d.share_y:
            text = style.number(ticks[-1], part["unit"].iloc[0], tick_decimals(ticks))
            caption = "" if text.endswith("%") else unit_caption(part).lower()
            unit = f"{text} {caption}"
            fits = labelled and caption and text_width(unit, size) <= self.panel_width
            canvas.text(left, roof - 4, unit if fits else text, size, colour=style.QUIET)
        for mark in self.d.marks[key]:
            x, refuse = max(px(mark.date.toordinal()), left), mark.weight == "refuse"
            canvas.line(
                [x, x],
                [roof, floor],
                colour=style.REFUSE_MARK if refuse else style.WARN_MARK,
                width=0.7,
                dashes=(3, 2) if refuse else (1, 2),
                gid=f"break-{name}-{mark.date.isoformat()}",
                zorder=0.5,
            )
        draw_line(canvas, part, px, py, style.FOCUS, key, band=self.d.band, width=1.8, dot=4.5)
        for day, x in zip(part["period_end"].iloc[[0, -1]], px(part["x"].iloc[[0, -1]]), strict=True):
            canvas.line([x, x], [floor, floor + 3], colour=style.SPINE, width=0.8, gid=f"xtick-{name}-{day.date()}")
        (start, started), (end, ended) = self.ends[key]
        base = floor + 4 + size
        begins, stops = left, right
        if self.d.stacked:  # on one time axis a value stands under its own day, not at the edge
            widths = [
                max(text_width(a, size, n), text_width(b, size))
                for n, (a, b) in enumerate(((start, started), (end, ended)))
            ]
            begins = max(left, min(px(part["x"].iloc[0]) - 4, right - widths[0] - widths[1] - 12))
            stops = max(begins + widths[0] + widths[1] + 12, min(right, px(part["x"].iloc[-1]) + 4))
        if start:
            canvas.text(begins, base, start, size)
            canvas.text(begins, base + row, started, size, colour=style.QUIET)
        if self.stacked:
            base += 2 * row
        canvas.text(stops, base, end, size, bold=True, align="right")
        canvas.text(stops, base + row, ended, size, colour=style.QUIET, align="right")


def _columns(count: int, narrow: bool) -> int:
    if narrow:
        return 1 if count == 1 else 2 if count <= 8 else 3
    return next((columns for most, columns in ((3, 3), (4, 2), (6, 3), (8, 4), (15, 5)) if count <= most), 6)


def _batched(items: list, size: int) -> list[list]:
    return [items[at : at + size] for at in range(0, len(items), size)]
