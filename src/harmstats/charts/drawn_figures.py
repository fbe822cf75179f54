"""From a frame of figures to what is drawn: lines, segments, marks of breaks, and the table beside a chart."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from ..comparison.comparability import segments
from ..core.errors import HarmstatsError
from ..core.periods import SHORT, MixedPeriods, Period, same_axis, spans
from ..core.registers import Break
from . import style
from .axes import middle

if TYPE_CHECKING:
    from .texts import Texts

# The columns of the CSV beside a chart.
SIDECAR = [
    "series", "label", "kind", "geography", "breakdown", "period", "period_start", "period_end", "value", "unit",
    "low", "high", "low_998", "high_998", "method", "numerator", "denominator", "status", "scope", "edition",
    "published", "extracted", "source", "locator", "breaks", "segment",
]  # fmt: skip
TEXTS = ("series", "kind", "geography", "breakdown", "unit", "method", "status", "scope", "edition", "source")


@dataclass(frozen=True)
class BreakMark:
    """Breaks of one date, which share one vertical line."""

    date: date
    labels: tuple[str, ...]
    weight: str

    @property
    def when(self) -> str:
        """Month and year of the mark."""
        return f"{SHORT[self.date.month - 1]} {self.date.year}"


def slug(text: str) -> str:
    """A form of `text` that may stand in an id.

    Examples
    --------
    >>> slug("London, City of")
    'london-city-of'
    """
    return re.sub(r"[^a-z0-9]+", "-", str(text).lower()).strip("-") or "x"


def usable_rows(frame: pd.DataFrame, name: str, needed: list[str], by: str, labels: dict[str, str]) -> pd.DataFrame:
    """The rows that have a value, made ready to be drawn.

    Parameters
    ----------
    frame : DataFrame
        A frame of figures.
    name : str
        Name of the chart, for messages.
    needed : list of str
        Columns that must be there.
    by : str
        Column that names a line or a row.
    labels : dict
        How its values are written.

    Returns
    -------
    DataFrame
        With all :data:`TEXTS`, limits, `key` and `label`, `span` (Period, None where undated), `shape` (plain,
        provisional, scope or secondary: what must be told first wins), `decimals`, and `text`: the value as written.

    Raises
    ------
    HarmstatsError
        If nothing is left to draw, or a needed column is missing.
    """
    if missing := [column for column in (*needed, by) if column not in frame.columns]:
        raise HarmstatsError(f"chart '{name}': no column {missing[0]}; needed: {', '.join([*needed, by])}")
    rows = frame[frame["value"].notna()].copy()
    if rows.empty:
        raise HarmstatsError(f"chart '{name}': no figures to draw")
    for column in ("low", "high"):
        rows[column] = rows.get(column, float("nan"))
    for column in TEXTS:
        rows[column] = rows[column].fillna("").astype(str) if column in rows else ""
    rows["key"] = rows[by].astype(str)
    rows["label"] = [labels.get(key, key) for key in rows["key"]]
    if {"period_start", "period_end"} <= set(rows.columns):
        for column in ("period_start", "period_end"):
            rows[column] = pd.to_datetime(rows[column])
        rows["span"] = [Period(first, last) if first and last else None for first, last in spans(rows)]
    secondary, provisional = (rows["status"] == status for status in ("secondary", "official-provisional"))
    kinds = ["secondary", "scope", "provisional"]
    rows["shape"] = np.select([secondary, rows["scope"] != "", provisional], kinds, "plain")
    # values of several units have no decimals in common
    common = [style.decimals_of(rows["value"])] * len(rows) if rows["unit"].nunique() == 1 else None
    rows["decimals"] = common or [style.decimals_of([value]) for value in rows["value"]]
    rows["text"] = [style.number(*row) for row in rows[["value", "unit", "decimals"]].itertuples(index=False)]
    return rows


def prepare_lines(
    figures: pd.DataFrame, breaks: Iterable[Break], by: str, labels: dict[str, str], words: Texts
) -> pd.DataFrame:
    """Sort figures into lines and segments.

    Parameters
    ----------
    figures : DataFrame
        A frame of figures.
    breaks : iterable of Break
        The register; those of other series are passed over.
    by : str
        Column whose values are the lines.
    labels : dict
        Label of each line; its order is the order of the lines.
    words : Texts
        Of the chart: its name for messages, the reason why periods of different kinds may share the axis, and the
        data folder.

    Returns
    -------
    DataFrame
        As from `usable_rows`, with `stretch` (1, 2, ... within a line; rows of one number may be
        compared), `segment` (rows of one number are joined by a line: a stretch without gaps) and `x`
        (day number of the middle of the period).

    Raises
    ------
    MixedPeriods
        If the periods are of more than one kind and no reason is given.
    HarmstatsError
        If a period stands twice in a line, a figure is undated, or nothing is left to draw.
    """
    rows = usable_rows(figures, words.name, ["period_start", "period_end", "value"], by, labels)
    if rows["span"].isna().any():
        raise HarmstatsError(
            f"chart '{words.name}': undated figures never stand on a time axis; show them as bars or a table"
        )
    keys = [key for key in dict.fromkeys([*labels, *rows["key"]]) if key in set(rows["key"])]
    rows = rows.sort_values(["period_end", "period_start"], kind="stable")
    if not words.allow_mixed:
        try:
            same_axis(rows["span"])
        except MixedPeriods as error:
            raise MixedPeriods(f"chart '{words.name}': {error}") from None
    rows["x"] = [middle(span) for span in rows["span"]]
    if "period" not in rows:
        rows["period"] = [span.label for span in rows["span"]]
    lines = []
    for key in keys:
        line = rows[rows["key"] == key].reset_index(drop=True)
        twice = line[line["span"].duplicated()]
        if len(twice):
            raise HarmstatsError(
                f"chart '{words.name}': two figures for {twice['period'].iloc[0]} in the line '{key}'; "
                "choose one edition, geography and breakdown"
            )
        line["stretch"] = _stretches(line, breaks, words.data)
        line["segment"] = _segments(line)
        lines.append(line)
    return pd.concat(lines, ignore_index=True)


def _stretches(line: pd.DataFrame, breaks: Iterable[Break], data: str | Path | None) -> pd.Series:
    """Numbers that rise by one wherever a new stretch begins, or other figures than those before."""
    # frames made by hand know no day of extract; periods of several kinds that share a line are one line
    rows = line.assign(extracted=line.get("extracted")).drop(columns="axis", errors="ignore")
    numbered = line[["series", "geography", "breakdown"]].assign(stretch=segments(rows, breaks, data=data))
    return (numbered != numbered.shift()).any(axis="columns").cumsum()


def _segments(line: pd.DataFrame) -> pd.Series:
    """Numbers that rise by one wherever the line must be cut: at a new stretch, and where figures are missing."""
    steps = (line["period_end"].dt.year * 12 + line["period_end"].dt.month).diff()
    lengths = [span.months for span in line["span"] if span.months]
    usual = min([*steps.mode()[:1], *lengths], default=0)
    return ((line["stretch"].diff() != 0) | ((steps > usual) & (usual > 0))).cumsum()


def _concerning(breaks: Iterable[Break], rows: pd.DataFrame) -> list[Break]:
    series, places = set(rows["series"]), set(rows["geography"])
    return [b for b in breaks if series & set(b.series) and (not b.geography or places & set(b.geography))]


def break_marks(rows: pd.DataFrame, breaks: Iterable[Break]) -> list[BreakMark]:
    """The breaks that fall inside what is drawn, one mark a date."""
    first, last, editions = rows["period_start"].min().date(), rows["period_end"].max().date(), set(rows["edition"])
    by_date: dict[date, list[Break]] = {}
    for item in sorted(_concerning(breaks, rows), key=lambda b: (b.date, b.weight, b.id)):
        if item.starts_within(first, last) and (not item.editions or editions & set(item.editions)):
            by_date.setdefault(item.date, []).append(item)
    return [
        BreakMark(when, tuple(dict.fromkeys(item.label for item in items)), heaviest(items))
        for when, items in by_date.items()
    ]


def heaviest(breaks: Sequence[Break | BreakMark]) -> str:
    """The weight that counts where breaks stand together."""
    return "refuse" if any(item.weight == "refuse" for item in breaks) else "warn"


def drawn_values(rows: pd.DataFrame) -> list[float]:
    """All values and limits, which an axis must take in."""
    columns = [column for column in ("value", "low", "high", "low_998", "high_998") if column in rows]
    return [float(value) for value in pd.concat([rows[column] for column in columns]).dropna()]


def unit_caption(rows: pd.DataFrame) -> str:
    """The unit of the figures as a caption of the value axis."""
    text = ", ".join(unit for unit in dict.fromkeys(rows["unit"]) if unit)
    return text[:1].upper() + text[1:]


def sidecar(rows: pd.DataFrame) -> pd.DataFrame:
    """Exactly what is drawn, in the columns of the CSV beside a chart."""
    return rows[[column for column in SIDECAR if column in rows]].reset_index(drop=True)


def status_notes(rows: pd.DataFrame) -> list[str]:
    """Sentences that explain the hollow points."""
    scopes = "; ".join(dict.fromkeys(scope for scope in rows["scope"] if scope))
    words = {
        "provisional": "Hollow circle: provisional.",
        "scope": f"Hollow square: {scopes}.",
        "secondary": "Hollow diamond: reported by someone other than the publisher.",
    }
    return [sentence for shape, sentence in words.items() if shape in set(rows["shape"])]
