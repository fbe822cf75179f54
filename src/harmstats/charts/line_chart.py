"""Lines over time, cut where the figures are not comparable."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

import pandas as pd

from ..core.schema import is_estimate
from ..core.words import STAMPS
from . import alt_text as alt
from . import style
from .axes import middle, period_ticks, tick_decimals, value_ticks
from .break_strip import Strip
from .canvas import Canvas, balance, line_height, text_width
from .chart import EDGE, OGL, Chart
from .drawn_figures import Mark, check_name, marks, periods, prepare, sidecar, status_notes
from .label_placement import place_beside, spread
from .marks import draw_line, unit_caption


def line(
    figures,
    breaks=(),
    *,
    name,
    title,
    subtitle,
    source,
    as_of=None,
    labels=None,
    by="series",
    measure="",
    unit=None,
    focus=(),
    band=True,
    zero=True,
    notes=(),
    note="",
    allow_mixed="",
    edition=None,
    licence=OGL,
) -> Chart:
    """Lines over time in one set of axes.

    Parameters
    ----------
    figures : DataFrame
        A frame of figures, one edition a period and line.
    breaks : iterable of Break
        The register of breaks; those that do not concern what is drawn are passed over.
    name, title, subtitle, source : str
        File name; headline with the finding; what, where and when; publisher and publication.
    as_of : date or str, optional
        Day as known on which the figures are shown.
    labels : dict, optional
        Label of each line by its value in `by`; also the order of the lines.
    by : str
        Column whose values are the lines.
    measure : str
        What is counted, for the text alternative; the labels where empty.
    unit : str, optional
        Caption of the value axis; the unit of the figures where not given.
    focus : tuple of str
        Lines the chart is about; the others turn grey.
    band : bool
        Draw `low` to `high` as a band where the figures have them.
    zero : bool
        Start the value axis at zero.
    notes : list of (period_end, value, text)
        Remarks set beside a point of the chart.
    note : str
        A sentence for the foot of the chart.
    allow_mixed : str
        The reason why periods of different kinds may share the axis; it is printed.
    edition : str, optional
        Editions to name; the ids in the figures where not given.
    licence : str
        Licence of the figures.

    Returns
    -------
    Chart

    Raises
    ------
    MixedPeriods
        If periods of different kinds meet and `allow_mixed` is empty.
    HarmstatsError
        If there is nothing to draw, a period stands twice, or there are more than four lines.
    """
    check_name(name)
    rows = prepare(figures, breaks, name=name, by=by, labels=labels, allow_mixed=allow_mixed)
    keys = list(dict.fromkeys(rows["key"]))
    found = marks(rows, breaks)
    decimals = style.decimals_of(rows["value"])
    drawing = LineDrawing(
        rows=rows,
        marks=found,
        colours=style.colours(keys, name=name, focus=tuple(focus)),
        named=bool(labels) or len(keys) > 1,
        unit=unit_caption(rows) if unit is None else unit,
        decimals=decimals,
        zero=zero,
        band=band,
        remarks=[(pd.Timestamp(end).date(), float(value), text) for end, value, text in notes],
    )
    return Chart(
        name=name,
        title=title,
        subtitle=subtitle,
        alt=alt.line_alt(rows, found, measure, decimals),
        description=alt.line_description(rows, found, decimals),
        drawing=drawing,
        **common(rows, source=source, as_of=as_of, edition=edition, licence=licence, notes=(allow_mixed, note)),
    )


def common(rows: pd.DataFrame, *, source, as_of, edition, licence, notes) -> dict:
    """The parts of a chart that every kind makes in the same way."""
    ids = sorted({item for item in rows["edition"] if item})
    if edition is None:
        edition = ", ".join(ids) if len(ids) <= 3 else f"{len(ids)} editions, named in the data file"
    return {
        "source": source,
        "stamp": " ".join(text for kind, text in STAMPS.items() if (rows["kind"] == kind).any()),
        "data": sidecar(rows),
        "licence": licence,
        "edition": edition,
        "as_of": None if as_of is None else pd.Timestamp(as_of).date(),
        "notes": tuple(text for text in (*notes, _without_interval(rows)) if text),
    }


def _without_interval(rows: pd.DataFrame) -> str:
    """Say of estimates from samples that no interval is published, where none is."""
    sampled = rows[[is_estimate(kind, unit) for kind, unit in zip(rows["kind"], rows["unit"], strict=True)]]
    bare = sampled[sampled["low"].isna()]
    if bare.empty:
        return ""
    if len(sampled) < len(rows):
        return f"No interval published for {alt.join(list(dict.fromkeys(bare['label'])))}."
    periods = list(dict.fromkeys(bare["period"])) if "period" in bare and len(bare) < len(sampled) else []
    return f"No interval published{f' for {alt.join(periods)}' if periods else ''}."


@dataclass(frozen=True)
class LineDrawing:
    """How a line chart is drawn; `fit` settles everything that depends on the width."""

    rows: pd.DataFrame
    marks: list[Mark]
    colours: dict[str, str]
    named: bool
    unit: str
    decimals: int
    zero: bool
    band: bool
    remarks: list[tuple[date, float, str]] = field(default_factory=list)

    def fit(self, width: float) -> FittedLine:
        """Measure labels and settle margins, strip of breaks and height."""
        return FittedLine(self, width)


class FittedLine:
    """A line chart measured for one width."""

    def __init__(self, drawing: LineDrawing, width: float):
        self.d, self.width = drawing, width
        self.narrow = style.is_narrow(width)
        self.small, self.label = style.size("small", width), style.size("label", width)
        rows = drawing.rows
        drawn = rows[["value", "low", "high"]] if drawing.band else rows[["value"]]
        values = [*drawn.to_numpy().ravel()[~pd.isna(drawn.to_numpy().ravel())], *(v for _, v, _ in drawing.remarks)]
        self.ticks = value_ticks(
            min(values), max(values), zero=drawing.zero, whole=not drawing.decimals, target=4 if self.narrow else 5
        )
        unit = rows["unit"].iloc[0]
        self.tick_texts = [style.number(t, unit, tick_decimals(self.ticks)) for t in self.ticks]
        self.ends = self._end_labels()
        self.left = EDGE + max(text_width(t, self.small) for t in self.tick_texts) + 10
        self.right = (
            width
            - EDGE
            - max(text_width(t, self.label, bold) for lines in self.ends.values() for t, bold in lines)
            - 14
        )
        needed = sum(len(lines) * line_height(self.label) + 3 for lines in self.ends.values())
        self.plot_height = max(230 if self.narrow else 330, needed)
        xs = rows["x"]
        self.xlim = (xs.min(), xs.max()) if xs.max() > xs.min() else (xs.min() - 1, xs.max() + 1)
        self.candidates, self.caption = period_ticks(periods(rows))
        self.date_ticks = self._fitting_ticks()
        # a break within the first period stands at the edge of the plot, not on the labels beside it
        self.strip = Strip(drawing.marks, lambda day: max(self.px(day), self.left), width, several=len(self.ends) > 1)
        self.notes = [*self.strip.notes, *status_notes(rows)]
        self.caption_height = line_height(self.small) + 6 if drawing.unit else 6
        two_lines = any("\n" in text for _, text in self.date_ticks)
        self.axis_height = 6 + line_height(self.small) * ((2 if two_lines else 1) + 1)
        self.height = self.caption_height + self.strip.height + self.plot_height + self.axis_height

    def px(self, x: float) -> float:
        """Pixel of a day number."""
        inner = self.right - self.left - 16
        return self.left + 8 + (x - self.xlim[0]) / (self.xlim[1] - self.xlim[0]) * inner

    def _end_labels(self) -> dict[str, list[tuple[str, bool]]]:
        room = 104 if self.narrow else 170
        ends = {}
        for key, part in self.d.rows.groupby("key", sort=False):
            last = part.iloc[-1]
            words = balance(last["label"], room, self.label) if self.d.named else []
            ends[key] = [
                *((w, False) for w in words),
                (style.number(last["value"], last["unit"], self.d.decimals), True),
            ]
        return ends

    def _fitting_ticks(self):
        for ticks in self.candidates:
            edge, fits = -1e9, True
            for period, text in ticks:
                half = max(text_width(part, self.small) for part in text.split("\n")) / 2
                x = self.px(middle(period.start, period.end))
                fits = fits and x - half >= edge + 8 and x - half >= 2 and x + half <= self.width - 2
                edge = x + half
            if fits:
                return ticks
        return self.candidates[-1][-1:]

    def draw(self, canvas: Canvas, top: float) -> None:
        """Draw with the upper edge at `top`."""
        d, floor = self.d, top + self.caption_height + self.strip.height + self.plot_height
        if d.unit:
            canvas.text(EDGE, top + self.small, d.unit, self.small, colour=style.QUIET)
        ylim = (self.ticks[0], self.ticks[-1])

        def py(value):
            return floor - (value - ylim[0]) / (ylim[1] - ylim[0]) * self.plot_height

        for tick, text in zip(self.ticks, self.tick_texts, strict=True):
            base = tick == 0 or (tick == self.ticks[0] and self.ticks[0] > 0)
            canvas.line(
                [self.left, self.right], [py(tick)] * 2, colour=style.SPINE if base else style.GRID, gid=f"ygrid-{tick}"
            )
            canvas.text(self.left - 8, py(tick) + self.small * 0.36, text, self.small, align="right")
        for period, text in self.date_ticks:
            x = self.px(middle(period.start, period.end))
            canvas.line([x, x], [floor, floor + 4], colour=style.SPINE, gid=f"xtick-{period.end.isoformat()}")
            for n, part in enumerate(text.split("\n")):
                canvas.text(x, floor + 6 + self.small + n * line_height(self.small), part, self.small, align="center")
        canvas.text(self.left, floor + self.axis_height, self.caption, self.small, colour=style.QUIET)
        self.strip.draw(canvas, floor - self.plot_height, floor)
        self.draw_lines(canvas, py)
        self._draw_remarks(canvas, py, floor, self._draw_ends(canvas, py, floor))

    def draw_lines(self, canvas: Canvas, py) -> None:
        """Draw the lines in their order, each with its band."""
        d, dot = self.d, 5 if self.narrow else 6
        for key, part in d.rows.groupby("key", sort=False):
            draw_line(canvas, part, self.px, py, d.colours[key], key, band=d.band, dot=dot)

    def _draw_ends(self, canvas, py, floor):
        step, boxes = line_height(self.label), []
        lasts = {key: part.iloc[-1] for key, part in self.d.rows.groupby("key", sort=False)}
        wanted = [py(lasts[key]["value"]) for key in self.ends]
        heights = [len(lines) * step for lines in self.ends.values()]
        roof = floor - self.plot_height
        for (key, lines), want, height, at in zip(
            self.ends.items(), wanted, heights, spread(wanted, heights, roof - 4, floor + 4), strict=True
        ):
            x, end = self.right + 14, self.px(lasts[key]["x"])
            colour = self.d.colours[key]
            if abs(at - want) > 4 or x - end > 30:
                canvas.line(
                    [end + 5, x - 3], [want, at], colour=style.WARN_MARK, width=0.8, gid=f"leader-{key}", zorder=0.6
                )
            top = at - height / 2
            boxes.append((x, top, self.width, top + height))
            for n, (text, bold) in enumerate(lines):
                canvas.text(
                    x, top + n * step + step * 0.75, text, self.label, bold=bold, colour=style.text_colour(colour)
                )
        return boxes

    def _draw_remarks(self, canvas, py, floor, boxes):
        points = []
        for _, part in self.d.rows.groupby(["key", "segment"], sort=False):
            points.append(list(zip(self.px(part["x"].to_numpy()), py(part["value"].to_numpy()), strict=True)))
        room = (self.left + 4, floor - self.plot_height, self.right, floor)
        ends = {p.end: middle(p.start, p.end) for p in periods(self.d.rows)}
        for end, value, text in self.d.remarks:
            x, y = self.px(ends.get(end, end.toordinal())), py(value)
            lines = balance(text, 110 if self.narrow else 170, self.small)
            size = max(text_width(t, self.small) for t in lines), len(lines) * line_height(self.small)
            left, top = place_beside((x, y), size, room, boxes, points)
            boxes.append((left, top, left + size[0], top + size[1]))
            canvas.box(left - 3, top, left + size[0] + 3, top + size[1] + 2)
            canvas.paragraph(left, top, lines, self.small)
