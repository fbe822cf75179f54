"""How figures moved: a line as known on an earlier day beside the latest, one figure through its editions,
and typical revisions by age.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import pandas as pd

from ..core.errors import HarmstatsError
from ..core.periods import SHORT
from ..core.words import by
from ..store import figures
from . import alt_text as alt
from . import style
from .canvas import text_width
from .chart import EDGE, OGL, Chart
from .dot_chart import FittedDots, interval_dots
from .drawn_figures import slug
from .line_chart import FittedLine, LineDrawing, line
from .marks import draw_line
from .rows import FittedRows, RowDrawing, prepare_rows, row_chart

NOW, THEN = "latest", "earlier"
CELL = ["period_start", "period_end"]
NOT_ZERO = "The axis does not start at zero."
BAND = "Band: from the lowest to the highest value published for a period."


def as_known(
    vintages,
    breaks=(),
    *,
    name,
    title,
    subtitle,
    source,
    known_on,
    as_of,
    measure="",
    band=True,
    zero=True,
    notes=(),
    note="",
    unit=None,
    edition=None,
    licence=OGL,
) -> Chart:
    """A line as known on an earlier day beside the same line as known later, and the band of revisions.

    Parameters
    ----------
    vintages : DataFrame
        Every vintage of one series, place, breakdown and kind of period, as from ``load(edition="all")``
        or :func:`harmstats.comparison.vintages.vintages`; of the latter, rows with a `why` are left out.
    breaks : iterable of Break
        The register of breaks.
    name, title, subtitle, source, measure, zero, notes, note, unit, edition, licence
        As for `line`.
    known_on, as_of : date or str
        The earlier and the later day.
    band : bool
        Draw the band from the lowest to the highest value published for each period by `as_of`.

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
    rows = vintages[vintages["why"] == ""] if "why" in vintages else vintages
    one, two = pd.Timestamp(known_on), pd.Timestamp(as_of)
    if not one < two:
        raise HarmstatsError(f"chart '{name}': known_on {one.date()} must be before as_of {two.date()}")
    if len(rows[["series", "geography", "breakdown"]].drop_duplicates()) > 1:
        raise HarmstatsError(f"chart '{name}': revisions are drawn of one series, place and breakdown")
    if band and rows["low"].notna().any():
        raise HarmstatsError(f"chart '{name}': these figures have intervals of their own; use band=False")
    earlier, latest = (figures.as_of(rows, stamp.date()) for stamp in (one, two))
    ranges = rows[rows["published"] <= two].groupby(CELL)["value"].agg(["min", "max"])
    ranges = ranges.reindex(pd.MultiIndex.from_frame(latest[CELL]))
    latest = latest.assign(low=ranges["min"].to_numpy(), high=ranges["max"].to_numpy()) if band else latest
    labels = {NOW: f"As known on {_short(two)}", THEN: f"As known on {_short(one)}"}
    both = pd.concat([latest.assign(known=NOW), earlier.assign(known=THEN)], ignore_index=True)
    made = line(
        both, breaks, name=name, title=title, subtitle=subtitle, source=source, as_of=as_of, labels=labels,
        by="known", measure=measure, unit=unit, band=band, zero=zero, notes=notes,
        note=" ".join(filter(None, (BAND if band else "", note))), edition=edition, licence=licence,
    )  # fmt: skip
    drawing = KnownDrawing(**{field: getattr(made.drawing, field) for field in LineDrawing.__dataclass_fields__})
    days = {labels[NOW]: two, labels[THEN]: one}
    data = made.data.rename(columns={"low": "lowest", "high": "highest"} if band else {})
    data.insert(list(data).index("period"), "known_on", data["label"].map(days))
    cuts = sum(mark.weight == "refuse" for mark in drawing.marks)
    said = _alt(drawing.rows, measure or title, labels, drawing.decimals, cuts)
    return replace(made, drawing=drawing, data=data, alt=said)


def _short(when) -> str:
    """A day as 23 Apr 2026: a month in full would not fit beside a narrow chart."""
    return f"{when.day} {SHORT[when.month - 1]} {when.year}"


def _alt(rows: pd.DataFrame, measure: str, labels: dict[str, str], decimals: int, cuts: int) -> str:
    """One sentence: what, where, when, as known on which days, and where the two lines part most."""
    pairs = rows[rows["key"] == THEN].merge(rows[rows["key"] == NOW], on=CELL, suffixes=("_then", "_now"))
    days = " and ".join(labels[key].removeprefix("As known ") for key in (THEN, NOW))
    start = f"Line chart of {measure}, {alt.places(rows)}, {alt.span(rows)}, as known {days}"
    if pairs.empty:
        return f"{start}; no period is in both."
    row = pairs.loc[((pairs["value_now"] - pairs["value_then"]) / pairs["value_then"]).abs().idxmax()]
    then, now = (style.number(row[name], row["unit_now"], decimals) for name in ("value_then", "value_now"))
    broken = f", cut by {cuts} break{'s' if cuts > 1 else ''}" if cuts else ""
    if row["value_then"] == row["value_now"]:
        return f"{start}{broken}; the two are the same."
    return f"{start}{broken}; they part most in {row['period_now']}: {then}, then {now}."


@dataclass(frozen=True)
class KnownDrawing(LineDrawing):
    """A line and what it was: drawn like any lines, the earlier one thinner and underneath."""

    def fit(self, width: float) -> FittedKnown:
        """Settle margins, strip and height for one width."""
        return FittedKnown(self, width)


class FittedKnown(FittedLine):
    """The earlier line shows only where it leaves the latest one."""

    def draw_lines(self, canvas, py) -> None:
        """Draw the earlier line, then the latest over it."""
        dot = 5 if self.narrow else 6
        for key, width in ((THEN, 1.6), (NOW, 2.2)):
            part = self.d.rows[self.d.rows["key"] == key]
            draw_line(canvas, part, self.px, py, self.d.colours[key], key, band=self.d.band, width=width, dot=dot)


def through_editions(
    vintages, *, name, title, subtitle, source, publishers, as_of=None, measure="", note="", edition=None, licence=OGL
) -> Chart:
    """One figure as every edition prints it, oldest first, on an axis that need not start at zero.

    Parameters
    ----------
    vintages : DataFrame
        Every vintage of one figure, as from ``load(edition="all")``.
    name, title, subtitle, source, as_of, measure, note, edition, licence
        As for `line`.
    publishers : dict
        Short name of who prints it, by edition.

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
    made = interval_dots(
        vintages, name=name, by="edition", labels=labels, sort=False, zero=False, title=title, subtitle=subtitle,
        source=source, as_of=as_of, measure=measure, note=" ".join(filter(None, (NOT_ZERO, note))), edition=edition,
        licence=licence,
    )  # fmt: skip
    return replace(made, drawing=EditionsDrawing(**vars(made.drawing)))


class EditionsDrawing(RowDrawing):
    """Dots for the editions of one figure."""

    def fit(self, width: float) -> FittedEditions:
        """Measure names and values for one width."""
        return FittedEditions(self, width)


class FittedEditions(FittedDots):
    """Values so near each other have long labels on the axis, of which only some fit."""

    def __init__(self, drawing: RowDrawing, width: float):
        super().__init__(drawing, width)
        for step in range(1, len(self.ticks) + 1):
            ticks, texts = self.ticks[::step], self.tick_texts[::step]
            gap = self.px(ticks[1]) - self.px(ticks[0]) if len(ticks) > 1 else width
            if gap >= max(text_width(text, self.small) for text in texts) + 10:
                break
        self.ticks, self.tick_texts = ticks, texts


def typical(by_age, *, name, title, subtitle, source, as_of=None, note="", edition=None, licence=OGL) -> Chart:
    """Median and largest revision for each age of the figure.

    Parameters
    ----------
    by_age : DataFrame
        Rows of :func:`harmstats.comparison.revisions.revisions_by_age` of one series and length.
    name, title, subtitle, source, as_of, note, edition, licence
        As for `line`.

    Returns
    -------
    Chart

    Raises
    ------
    HarmstatsError
        If there is nothing to draw, or several series or lengths meet.
    """
    if len(by_age[["series", "length"]].drop_duplicates()) > 1:
        raise HarmstatsError(f"chart '{name}': draw one series and one length of period")
    few = [f"{age} ({number})" for age, number in by_age.loc[by_age["thin"], ["age", "figures"]].values]
    thin = f"Few figures behind: {alt.join(few)}; one more may change them." if few else ""
    labels = {
        row.age: f"{row.age[:1].upper()}{row.age[1:]}: {row.figures} figure{'s' if row.figures > 1 else ''}"
        for row in by_age.itertuples()
    }
    frame = by_age.assign(value=by_age["median"], unit="percent", kind="recorded")
    rows = prepare_rows(frame, name, "age", labels, False, "")
    given = {
        "name": name, "title": title, "subtitle": subtitle, "source": source, "as_of": as_of, "reference": None,
        "measure": "median revision", "zero": True, "allow_mixed": thin, "note": note, "edition": edition,
        "licence": licence,
    }  # fmt: skip
    made = row_chart(rows, TypicalDrawing, "Dot chart", given)
    told = "; ".join(
        f"{row.label}, median {_share(row.value)}, largest {_share(row.largest)} ({row.largest_period})"
        for row in rows.itertuples()
    )
    first, last = rows.iloc[0], rows.iloc[-1]
    return replace(
        made,
        alt=(
            f"Dot chart. {subtitle}: median {_share(first['value'])} at {first['age']}, "
            f"{_share(last['value'])} at {last['age']}; largest of all {_share(rows['largest'].max())}."
        ),
        description=f"{told}.",
        data=by_age.reset_index(drop=True),
    )


def _share(value: float) -> str:
    return style.number(value, "percent", 2) if value == 0 or value >= 0.005 else "under 0.01%"


class TypicalDrawing(RowDrawing):
    """How typical revisions are drawn."""

    def fit(self, width: float) -> FittedTypical:
        """Measure names and values for one width."""
        return FittedTypical(self, width)


class FittedTypical(FittedRows):
    """A dot at the median and a line to the largest revision."""

    row_gap = 12.0

    def __init__(self, drawing: RowDrawing, width: float):
        # the axis reaches to the largest revision: `high` is what the rows measure beside the value
        super().__init__(replace(drawing, rows=drawing.rows.assign(high=drawing.rows["largest"])), width)

    def value_text(self, row) -> str:
        """Median and largest."""
        if self.narrow:
            return f"{_share(row.value)}; {_share(row.largest)}"
        return f"{_share(row.value)}, at most {_share(row.largest)}"

    def own_notes(self) -> list[str]:
        """What dot and line mean."""
        return ["Dot and first number: median revision, up or down. Line and second number: up to the largest."]

    def mark(self, canvas, item, y, height) -> None:
        """Line, dot, value."""
        name = slug(item.key)
        canvas.axes.plot(
            [self.px(item.value), self.px(item.largest)], [y, y], color=style.tint(style.FOCUS, 0.55), linewidth=3.6,
            solid_capstyle="butt", clip_on=False, gid=f"largest-{name}",
        )  # fmt: skip
        canvas.axes.plot(
            [self.px(item.value)], [y], linestyle="none", marker="o", markersize=4.5 if self.narrow else 6,
            color=style.FOCUS, clip_on=False, zorder=4, gid=f"dot-{name}",
        )  # fmt: skip
        canvas.text(self.width - EDGE, y + self.small * 0.36, self.values[item.Index], self.small, align="right")
