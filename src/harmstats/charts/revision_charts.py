"""How figures moved: a line as known on an earlier day beside the latest, one figure through its editions,
and typical revisions by age.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

import pandas as pd

from ..core.errors import HarmstatsError
from ..core.periods import SHORT
from ..core.registers import Break
from ..core.words import by
from ..store import figures
from . import alt_text, style
from .canvas import Canvas
from .chart import Chart
from .dot_chart import interval_dots
from .drawn_figures import break_marks, prepare_lines, sidecar, slug
from .line_chart import LinePlot, Remark
from .row_chart import RowPlot, prepare_rows
from .texts import Texts

NOW, THEN = "latest", "earlier"
CELL = ["period_start", "period_end"]
NOT_ZERO = "The axis does not start at zero."
BAND = "Band: from the lowest to the highest value published for a period."


def as_known(
    vintages: pd.DataFrame,
    breaks: Iterable[Break] = (),
    *,
    known_on: date | str,
    as_of: date | str,
    notes: Sequence[Remark] = (),
    **texts: Any,
) -> Chart:
    """A line as known on an earlier day beside the same line as known later, and the band of revisions.

    Parameters
    ----------
    vintages : DataFrame
        Every vintage of one series, place, breakdown and kind of period, as from ``load(edition="all")``
        or :func:`harmstats.comparison.vintages.vintages`; of the latter, rows with a `why` are left out.
    breaks : iterable of Break
        The register of breaks.
    known_on, as_of : date or str
        The earlier and the later day; the band reaches from the lowest to the highest value published for
        each period by the later one.
    notes
        As for `line`.
    **texts
        As for :class:`~harmstats.charts.Texts`.

    Returns
    -------
    Chart
        Its data hold both lines, with `known_on`; `lowest` and `highest` are the band.

    Raises
    ------
    HarmstatsError
        If the days are in the wrong order, figures have intervals of their own, or several series meet.
    NotFound
        If nothing was published by the earlier day.
    """
    words = Texts(as_of=as_of, **texts)
    rows = vintages[vintages["why"] == ""] if "why" in vintages else vintages
    then, now = pd.Timestamp(known_on), pd.Timestamp(as_of)
    if not then < now:
        raise HarmstatsError(f"chart '{words.name}': known_on {then.date()} must be before as_of {now.date()}")
    if len(rows[["series", "geography", "breakdown"]].drop_duplicates()) > 1:
        raise HarmstatsError(f"chart '{words.name}': revisions are drawn of one series, place and breakdown")
    if rows["low"].notna().any():
        raise HarmstatsError(f"chart '{words.name}': these figures have intervals of their own")
    earlier, latest = (figures.as_of(rows, stamp.date()) for stamp in (then, now))
    band = rows[rows["published"] <= now].groupby(CELL)["value"].agg(low="min", high="max").reset_index()
    latest = latest.drop(columns=["low", "high"]).merge(band, on=CELL, how="left")
    both = pd.concat([latest.assign(known=NOW), earlier.assign(known=THEN)], ignore_index=True)
    labels = {NOW: f"As known on {_short(now)}", THEN: f"As known on {_short(then)}"}
    lines = prepare_lines(both, breaks, "known", labels, words)
    marks = break_marks(lines, breaks)
    data = sidecar(lines).rename(columns={"low": "lowest", "high": "highest"})
    data.insert(list(data).index("period"), "known_on", lines["key"].map({NOW: now, THEN: then}))
    colours = style.colours([NOW, THEN], words.name)
    return replace(words, note=f"{BAND} {words.note}".strip()).chart(
        lines,
        partial(LinePlot, rows=lines, marks=marks, colours=colours, named=True, remarks=notes, underneath=THEN),
        alt=_known_alt(lines, words.measure or words.title, labels, sum(mark.weight == "refuse" for mark in marks)),
        description=alt_text.line_description(lines, marks),
        data=data,
    )


def _short(when: pd.Timestamp) -> str:
    """A day as 23 Apr 2026: a month in full would not fit beside a narrow chart."""
    return f"{when.day} {SHORT[when.month - 1]} {when.year}"


def _known_alt(rows: pd.DataFrame, measure: str, labels: dict[str, str], cuts: int) -> str:
    """One sentence: what, where, when, as known on which days, and where the two lines part most."""
    days = " and ".join(labels[key].removeprefix("As known ") for key in (THEN, NOW))
    start = f"Line chart of {measure}, {alt_text.places(rows)}, {alt_text.covered(rows)}, as known {days}"
    pairs = rows[rows["key"] == THEN].merge(rows[rows["key"] == NOW], on=CELL, suffixes=("_then", "_now"))
    if pairs.empty:
        return f"{start}; no period is in both."
    widest = pairs.loc[(pairs["value_now"] / pairs["value_then"] - 1).abs().idxmax()]
    broken = f", cut by {cuts} break{'s' * (cuts > 1)}" if cuts else ""
    if widest["value_then"] == widest["value_now"]:
        return f"{start}{broken}; the two are the same."
    return (
        f"{start}{broken}; they part most in {widest['period_now']}: {widest['text_then']}, then {widest['text_now']}."
    )


def through_editions(vintages: pd.DataFrame, *, publishers: dict[str, str], note: str = "", **texts: Any) -> Chart:
    """One figure as every edition prints it, oldest first, on an axis that need not start at zero.

    Parameters
    ----------
    vintages : DataFrame
        Every vintage of one figure, as from ``load(edition="all")``.
    publishers : dict
        Short name of who prints it, by edition.
    note, **texts
        As for :class:`~harmstats.charts.Texts`.

    Returns
    -------
    Chart

    Raises
    ------
    HarmstatsError
        If there is nothing to draw, or an edition stands twice.
    """
    labels = {
        row.edition: f"{publishers[row.edition]}, {by(row.dated)}{_short(row.published)}"
        for row in vintages.itertuples()
    }
    note = f"{NOT_ZERO} {note}".strip()
    return interval_dots(vintages, by="edition", labels=labels, sort=False, zero=False, note=note, **texts)


def typical(by_age: pd.DataFrame, **texts: Any) -> Chart:
    """Median and largest revision for each age of the figure.

    Parameters
    ----------
    by_age : DataFrame
        Rows of :func:`harmstats.comparison.revisions.revisions_by_age` of one series and length.
    **texts
        As for :class:`~harmstats.charts.Texts`.

    Returns
    -------
    Chart

    Raises
    ------
    HarmstatsError
        If there is nothing to draw, or several series or lengths meet.
    """
    words = Texts(measure="median revision", **texts)
    if len(by_age[["series", "length"]].drop_duplicates()) > 1:
        raise HarmstatsError(f"chart '{words.name}': draw one series and one length of period")
    thin = by_age[by_age["thin"]]
    few = alt_text.join([f"{age} ({number})" for age, number in zip(thin["age"], thin["figures"], strict=True)])
    labels = {
        row.age: f"{row.age[:1].upper()}{row.age[1:]}: {row.figures} figure{'s' if row.figures > 1 else ''}"
        for row in by_age.itertuples()
    }
    # the axis reaches to the largest revision: `high` is what rows are measured by beside the value
    frame = by_age.assign(value=by_age["median"], high=by_age["largest"], unit="percent", kind="recorded")
    rows = prepare_rows(frame, words, "age", labels, sort=False)
    each = [
        f"{row.label}, median {_share(row.value)}, largest {_share(row.largest)} ({row.largest_period})"
        for row in rows.itertuples()
    ]
    first, last = rows.iloc[0], rows.iloc[-1]
    caution = f"Few figures behind: {few}; one more may change them." if few else ""
    return replace(words, allow_mixed=caution).chart(
        rows,
        partial(TypicalPlot, rows=rows, reference=None, zero=True),
        alt=(
            f"Dot chart. {words.subtitle}: median {_share(first['value'])} at {first['age']}, "
            f"{_share(last['value'])} at {last['age']}; largest of all {_share(rows['largest'].max())}."
        ),
        description=f"{'; '.join(each)}.",
        data=by_age.reset_index(drop=True),
    )


def _share(value: float) -> str:
    return style.number(value, "percent", 2) if value == 0 or value >= 0.005 else "under 0.01%"


class TypicalPlot(RowPlot):
    """A dot at the median and a line to the largest revision."""

    row_gap = 12.0

    def value_text(self, row) -> str:
        """Median and largest."""
        return f"{_share(row.value)}{'; ' if self.narrow else ', at most '}{_share(row.largest)}"

    def own_notes(self) -> list[str]:
        """What dot and line mean."""
        return ["Dot and first number: median revision, up or down. Line and second number: up to the largest."]

    def draw_mark(self, canvas: Canvas, row, y: float) -> None:
        """Line, dot and value."""
        xs, light = [self.px(row.value), self.px(row.largest)], style.tint(style.FOCUS, 0.55)
        canvas.data_line(xs, [y, y], colour=light, width=3.6, gid=f"largest-{slug(row.key)}")
        self.draw_dot(canvas, row, y, edge=1.0)
