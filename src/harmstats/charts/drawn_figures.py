"""From a frame of figures to what is drawn: lines, segments, marks of breaks, and the sidecar table."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from itertools import accumulate, pairwise

import pandas as pd

from ..core.errors import HarmstatsError
from ..core.periods import SHORT, MixedPeriods, Period, same_axis
from .axes import middle, ordinal

SIDECAR = [
    "series",
    "label",
    "kind",
    "geography",
    "breakdown",
    "period",
    "period_start",
    "period_end",
    "value",
    "unit",
    "low",
    "high",
    "low_998",
    "high_998",
    "method",
    "numerator",
    "denominator",
    "status",
    "scope",
    "edition",
    "published",
    "extracted",
    "source",
    "locator",
    "breaks",
    "segment",
]
NEEDED = ["period_start", "period_end", "value"]


@dataclass(frozen=True)
class Mark:
    """Breaks of one date, which share one vertical mark."""

    date: date
    labels: tuple[str, ...]
    weight: str
    series: frozenset[str]

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


def check_name(name: str) -> str:
    """Return `name` where it can be a file name and an id."""
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name):
        raise HarmstatsError(
            f"chart name '{name}': use small letters, digits and single hyphens, for example '{slug(name)}'"
        )
    return name


def usable(frame: pd.DataFrame, name: str, needed: list[str]) -> pd.DataFrame:
    """A copy with all text columns there and rows without a value left out.

    Raises
    ------
    HarmstatsError
        If nothing is left to draw, or a needed column is missing.
    """
    if missing := [column for column in needed if column not in frame.columns]:
        raise HarmstatsError(f"chart '{name}': no column {missing[0]}; needed: {', '.join(needed)}")
    rows = frame[pd.to_numeric(frame["value"], errors="coerce").notna()].copy()
    if rows.empty:
        raise HarmstatsError(f"chart '{name}': no figures to draw")
    for column in ("low", "high"):
        if column not in rows:
            rows[column] = float("nan")
    for column in (
        "series",
        "kind",
        "geography",
        "breakdown",
        "unit",
        "method",
        "status",
        "scope",
        "edition",
        "source",
    ):
        rows[column] = rows[column].fillna("").astype(str) if column in rows else ""
    rows["shape"] = shapes(rows)
    return rows


def prepare(figures: pd.DataFrame, breaks, *, name: str, by: str, labels=None, allow_mixed: str = "") -> pd.DataFrame:
    """Sort figures into lines and segments.

    Parameters
    ----------
    figures : DataFrame
        A frame of figures.
    breaks : iterable of Break
        The register; those of other series are passed over.
    name : str
        Name of the chart, for messages.
    by : str
        Column whose values are the lines.
    labels : dict, optional
        Label of each line; its order is the order of the lines.
    allow_mixed : str
        Reason why periods of different kinds may share the axis.

    Returns
    -------
    DataFrame
        The figures, with `key`, `label`, `stretch` (1, 2, ... within a line; rows of one number may be
        compared), `segment` (rows of one number are joined by a line: a stretch without gaps) and `x`
        (day number of the middle of the period).

    Raises
    ------
    MixedPeriods
        If the periods are of more than one kind and no reason is given.
    HarmstatsError
        If a period stands twice in a line, a figure is undated, or nothing is left to draw.
    """
    rows = usable(figures, name, [*NEEDED, by])
    if rows["period_end"].isna().any():
        raise HarmstatsError(
            f"chart '{name}': undated figures never stand on a time axis; show them as bars or a table"
        )
    rows["period_start"], rows["period_end"] = pd.to_datetime(rows["period_start"]), pd.to_datetime(rows["period_end"])
    rows["key"] = rows[by].astype(str)
    labels = dict(labels or {})
    order = [key for key in labels if key in set(rows["key"])]
    order += [key for key in dict.fromkeys(rows["key"]) if key not in labels]
    rows["label"] = [labels.get(key, key) for key in rows["key"]]
    rows = rows.sort_values(["period_end", "period_start"], kind="stable")
    spans = periods(rows)
    if not allow_mixed:
        try:
            same_axis(spans)
        except MixedPeriods as error:
            raise MixedPeriods(f"chart '{name}': {error}") from None
    rows["x"] = [middle(p.start, p.end) for p in spans]
    if "period" not in rows:
        rows["period"] = [p.label for p in spans]
    parts = []
    for key in order:
        part = rows[rows["key"] == key].reset_index(drop=True)
        twice = part[part.duplicated(["period_start", "period_end"])]
        if len(twice):
            raise HarmstatsError(
                f"chart '{name}': two figures for {twice['period'].iloc[0]} in the line '{key}'; "
                "choose one edition, geography and breakdown"
            )
        part["stretch"] = _comparable(part, breaks)
        part["segment"] = _joined(part)
        parts.append(part)
    return pd.concat(parts, ignore_index=True)


def periods(rows: pd.DataFrame) -> list[Period]:
    """The period of each row; all are dated."""
    return [Period(ordinal(a), ordinal(b)) for a, b in zip(rows["period_start"], rows["period_end"], strict=True)]


def _comparable(part: pd.DataFrame, breaks) -> list[int]:
    """Numbers that rise by one wherever two neighbours may not be compared."""
    from ..comparison.comparability import segments

    series, where = set(part["series"]), set(part["geography"])
    mine = tuple(b for b in breaks if series & set(b.series) and (not b.geography or where & set(b.geography)))
    # outcomes drawn on different days have had different time for charges
    drawn = part["edition"].where(part["kind"] == "outcome", "")
    numbers = list(zip(segments(part, mine), part["scope"], drawn, strict=True))
    return list(accumulate((a != b for a, b in pairwise(numbers)), initial=1))[: len(part)]


def _joined(part: pd.DataFrame) -> list[int]:
    """Numbers that rise by one wherever the line must be cut: at a new stretch, and where figures are missing."""
    spans, stretch = periods(part), list(part["stretch"])
    ends = [p.end.year * 12 + p.end.month for p in spans]
    steps = sorted(b - a for a, b in pairwise(ends))
    usual = min([max(set(steps), key=steps.count), *(p.months for p in spans if p.months)]) if steps else 0
    cuts = (stretch[i] != stretch[i - 1] or bool(usual and ends[i] - ends[i - 1] > usual) for i in range(1, len(part)))
    return list(accumulate(cuts, initial=1))[: len(part)]


def marks(rows: pd.DataFrame, breaks) -> list[Mark]:
    """The breaks that fall inside what is drawn, one mark a date."""
    first, last = ordinal(rows["period_start"].min()), ordinal(rows["period_end"].max())
    series, editions, where = set(rows["series"]), set(rows["edition"]), set(rows["geography"])
    found: dict[date, list] = {}
    for item in sorted(breaks, key=lambda b: (b.date, b.weight, b.id)):
        applies = (not item.editions or editions & set(item.editions)) and (
            not item.geography or where & set(item.geography)
        )
        if series & set(item.series) and applies and item.starts_within(first, last):
            found.setdefault(item.date, []).append(item)
    return [
        Mark(
            day,
            tuple(dict.fromkeys(item.label for item in items)),
            "refuse" if any(item.weight == "refuse" for item in items) else "warn",
            frozenset(s for item in items for s in item.series),
        )
        for day, items in found.items()
    ]


def sidecar(rows: pd.DataFrame) -> pd.DataFrame:
    """Exactly what is drawn, in the columns of the CSV beside a chart."""
    table = pd.DataFrame({column: rows[column] for column in SIDECAR if column in rows})
    return table.reset_index(drop=True)


def shapes(rows: pd.DataFrame) -> list[str]:
    """How each point is drawn: plain, provisional, scope or secondary; what must be told first wins."""
    return [
        "secondary"
        if status == "secondary"
        else "scope"
        if scope
        else "provisional"
        if status == "official-provisional"
        else "plain"
        for status, scope in zip(rows["status"], rows["scope"], strict=True)
    ]


def status_notes(rows: pd.DataFrame) -> list[str]:
    """Sentences that explain the hollow points."""
    drawn = set(rows["shape"])
    notes = []
    if "provisional" in drawn:
        notes.append("Hollow circle: provisional.")
    if "scope" in drawn:
        scopes = "; ".join(dict.fromkeys(scope for scope in rows["scope"] if scope))
        notes.append(f"Hollow square: {scopes}.")
    if "secondary" in drawn:
        notes.append("Hollow diamond: reported by someone other than the publisher.")
    return notes
