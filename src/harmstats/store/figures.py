"""Figures: what a series was in a period, in which edition, as known when."""

from datetime import date
from pathlib import Path

import pandas as pd

from ..core.cells import parse_day
from ..core.errors import HarmstatsError, NotFound, few, suggest
from ..core.paths import data_dir
from ..core.periods import UNDATED, Period, periods_of, spans
from ..core.registers import Registers, read
from . import clean
from .lookup import DESCRIBED, NOT_USED, RANK, describer, no_place, not_out, usual

COLUMNS = [
    "series", "kind", "period", "axis", "period_start", "period_end", "geography", "breakdown", "value", "unit",
    "low", "high", "method", "numerator", "denominator", "status", "scope", "edition", "table", "published", "dated",
    "extracted", "source", "locator", "note", "breaks", "conflict", "used",
]  # fmt: skip
ABOUT = ["kind", "period", "axis", "unit", "published", "dated", "extracted", "source", "breaks", "conflict"]
CELL = ["series", "geography", "breakdown", "period_start", "period_end"]


def load(
    series: str | list[str] | None = None,
    *,
    geography: str | None = None,
    period: str | None = None,
    as_of: str | date | None = None,
    edition: str = "latest",
    data: str | Path | None = None,
) -> pd.DataFrame:
    """Return figures as a tidy table.

    Parameters
    ----------
    series : str or list of str, optional
        Series ids; all series without it.
    geography : str, optional
        A nation or police force (name, official code or alias).
    period : str, optional
        As people write it, for example ``YE Jun 2022``; ``undated`` for figures without a time.
    as_of : str or date, optional
        Only what was published by this day counts.
    edition : {"latest", "first", "all"} or str
        Which vintage of each figure: the last one (the default), the first one, every one, or
        those of one edition id. ``latest`` prefers a publisher's exact figure to a rounded or
        second-hand one, and where sources disagree the one that ``data/conflicts.csv`` names;
        ``first`` is the earliest known, whoever reports it.
    data : path, optional
        Another data folder.

    Returns
    -------
    pandas.DataFrame
        One row a figure, sorted by series, geography, breakdown, period and publication. Dates are
        datetime64, NaT where undated; ``value``, ``low``, ``high`` float64 in ``unit``; ``numerator``
        and ``denominator`` of a ratio of counts float64; ``used`` bool, False where the register of
        conflicts sets the figure aside (``conflict`` names the entry); all others text. ``axis``
        says which periods may share an axis (``years ending March``, ``quarters``, ``months``);
        ``breaks`` names the registered breaks that fall within the figure's period.

    Raises
    ------
    NotFound
        If series, geography, period or edition are not there, or nothing was published by `as_of`.

    Examples
    --------
    >>> now = load("prc-stalking-and-harassment", period="YE Mar 2020", geography="England and Wales")
    >>> now[["value", "edition"]].values.tolist()
    [[494906.0, 'ho-prc-open-2026-04']]
    """
    registers = read(data_dir(data))
    wanted = [series] if isinstance(series, str) else list(series or registers.series)
    for name in wanted:
        registers.one_series(name)
    frame = clean.figures(registers)
    frame = frame[frame["series"].isin(wanted)]
    if geography is not None:
        place, there = registers.place(geography), sorted(frame["geography"].unique())
        if place not in there:
            raise no_place(wanted[0], place, there)
        frame = frame[frame["geography"] == place]
    if period is not None:
        frame = _only_period(frame, period, wanted)
    frame = _described(frame, registers)
    if edition not in ("latest", "first", "all"):
        out = registers.edition(edition).published
        if as_of is not None and out > parse_day(as_of):
            raise NotFound(f"edition '{edition}' was published {out}, after {parse_day(as_of)}")
    if as_of is not None:
        frame = _by(frame, as_of)
    return vintage(frame, edition).reset_index(drop=True)


def vintage(frame: pd.DataFrame, edition: str = "latest") -> pd.DataFrame:
    """Choose one vintage per figure; see :func:`load` for the choices.

    Raises
    ------
    NotFound
        If `edition` holds none of these figures.
    """
    if edition == "all":
        return frame
    if edition in ("latest", "first"):
        ordered = frame
        if edition == "latest":
            # a stable sort: editions of one day keep the register's order, by the data they reach to
            ordered = frame.loc[rank(frame).sort_values(ascending=False, kind="stable").index]
        chosen = ordered.drop_duplicates(CELL, keep="last" if edition == "latest" else "first")
        return frame.loc[chosen.index.sort_values()]
    chosen = frame[frame["edition"] == edition]
    if chosen.empty:
        there = few(list(dict.fromkeys(frame["edition"])))
        raise NotFound(f"edition '{edition}' holds none of these figures; it is there for {there}")
    return chosen


def rank(frame: pd.DataFrame) -> pd.Series:
    """How firm each figure is: 0 for a publisher's exact one, higher for those that stand behind it."""
    return frame["status"].map(RANK).fillna(0).where(frame["used"], NOT_USED)


def as_of(frame: pd.DataFrame, day: str | date) -> pd.DataFrame:
    """Return, per figure, the last vintage published by a day.

    Parameters
    ----------
    frame : DataFrame
        All vintages, as ``load(..., edition="all")`` returns them.
    day : str or date

    Raises
    ------
    NotFound
        If nothing in the frame was out by then.
    """
    return vintage(_by(frame, day), "latest")


def places(series: str, registers: Registers) -> list[str]:
    """Return the places a series has figures for, by name; raise NotFound if it is not known."""
    registers.one_series(series)
    frame = clean.figures(registers)
    return sorted(frame.loc[frame["series"] == series, "geography"].unique())


def usual_place(series: str, registers: Registers) -> str:
    """Return the place meant where none is named: the widest usual one that it has, or its only one.

    Raises
    ------
    HarmstatsError
        If the series has several places and none of them is usual.
    """
    there = places(series, registers)
    if place := usual(there):
        return place
    raise HarmstatsError(f"series '{series}' has several geographies: say which, one of {', '.join(there)}")


def _by(frame: pd.DataFrame, day: str | date) -> pd.DataFrame:
    day = parse_day(day)
    out = frame[frame["published"] <= pd.Timestamp(day)]
    if out.empty and len(frame):
        raise not_out(frame["series"].iloc[0], day, frame.loc[frame["published"].idxmin()])
    return out


def _only_period(frame: pd.DataFrame, text: str, wanted: list[str]) -> pd.DataFrame:
    if text.strip().lower() == UNDATED:
        if frame["period_end"].notna().all():
            raise NotFound(f"series '{wanted[0]}' has no undated figure")
        return frame[frame["period_end"].isna()]
    period = Period.parse(text)
    chosen = of_period(frame, period)
    if chosen.empty:
        raise NotFound(f"series '{wanted[0]}' has no figure for {period.label}; {nearest_periods(frame, period)}")
    return chosen


def of_period(frame: pd.DataFrame, period: Period) -> pd.DataFrame:
    """Return the figures of exactly this period."""
    start, end = pd.Timestamp(period.start), pd.Timestamp(period.end)
    return frame[(frame["period_start"] == start) & (frame["period_end"] == end)]


def nearest_periods(frame: pd.DataFrame, period: Period) -> str:
    """Say which periods there are near one that is not there."""
    there = set(periods_of(frame[frame["period_end"].notna()]))
    if not there:
        return "its figures are undated" if len(frame) else "it has none at all"
    near = sorted(there, key=lambda p: (abs((p.end - period.end).days), p.months != period.months))[:3]
    close = suggest(period.label, [p.label for p in there if abs((p.end - period.end).days) < 100])
    return f"the nearest are {', '.join(p.label for p in sorted(near))}.{close}"


def _described(frame: pd.DataFrame, registers: Registers) -> pd.DataFrame:
    """Add what the registers know: unit, kind, publication, label of the period, breaks."""
    describe = describer(registers)
    keys = frame[list(DESCRIBED)].itertuples(index=False, name=None)
    about = [describe(key, days) for key, days in zip(keys, spans(frame), strict=True)]
    frame = frame.join(pd.DataFrame(about, index=frame.index, columns=[*ABOUT, "order"]))
    for name in ("published", "extracted"):
        frame[name] = pd.to_datetime(frame[name]).astype("datetime64[s]")
    # the value that charts use, wherever it stands
    names = {c.id: c.used for c in registers.conflicts if c.kind == "values"}
    chosen = frame[frame["edition"] == frame["conflict"].map(names)].set_index("conflict")["value"].to_dict()
    frame["used"] = frame["value"] == frame["conflict"].map(chosen).fillna(frame["value"])
    frame = frame.sort_values([*CELL[:3], "period_end", "period_start", "order"], ignore_index=True)
    return frame[COLUMNS]
