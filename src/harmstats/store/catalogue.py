"""What there is: series, editions, breaks."""

from datetime import date
from pathlib import Path

import pandas as pd

from ..core.cells import parse_day
from ..core.errors import NotFound, suggest
from ..core.paths import data_dir
from ..core.registers import Break, read
from ..core.schema import SERIES


def series(text: str = "", *, data: str | Path | None = None) -> pd.DataFrame:
    """Return the register of series, or those in which every word of `text` occurs.

    Parameters
    ----------
    text : str
        Words looked for in id, title and note, case ignored.
    data : path, optional
        Another data folder.

    Returns
    -------
    pandas.DataFrame
        Columns series, title, kind, measure, unit, base, publisher, formula, interval, rule, note;
        all text.

    Examples
    --------
    >>> series("stalking scotland")["series"].tolist()[0]
    'scot-stalking'
    """
    words = text.lower().split()
    found = [
        vars(series) | {"series": series.id}
        for series in read(data_dir(data)).series.values()
        if all(word in f"{series.id} {series.title} {series.note}".lower() for word in words)
    ]
    return pd.DataFrame(found, columns=[name for name in SERIES.columns if name not in ("short", "sums")])


def editions(table: str = "", *, as_of: str | date | None = None, data: str | Path | None = None) -> pd.DataFrame:
    """Return the editions held, oldest first, of one table where `table` is given; with `as_of` those out by that day.

    Returns
    -------
    pandas.DataFrame
        Columns table, edition, published, dated (``exact``, or ``by`` where only a latest day is
        known), extracted (NaT where not known), data_to (NaT where all is undated), publisher,
        title, note. Dates are datetime64, others text.

    Raises
    ------
    NotFound
        If no table has this name, or no edition was out by then.
    """
    registers, day = read(data_dir(data)), parse_day(as_of) if as_of else date.max
    tables = sorted({e.table for e in registers.editions})
    if table and table not in tables:
        raise NotFound(
            f"table '{table}' is not known.{suggest(table, tables) or ' The tables are ' + ', '.join(tables)}"
        )
    wanted = [edition for edition in registers.editions if table in ("", edition.table)]
    found = [vars(edition) | {"edition": edition.id} for edition in wanted if edition.published <= day]
    if not found:
        raise NotFound(f"no edition was out on {day}; the first edition held is {wanted[0].id}, {wanted[0].published}")
    frame = pd.DataFrame(found)
    frame["publisher"] = frame["source"].map(registers.publisher)
    frame["title"] = [registers.sources[source]["title"] for source in frame["source"]]
    for name in ("published", "extracted", "data_to"):
        frame[name] = pd.to_datetime(frame[name])
    return frame[["table", "edition", "published", "dated", "extracted", "data_to", "publisher", "title", "note"]]


def breaks(*series: str, data: str | Path | None = None) -> tuple[Break, ...]:
    """Return the registered breaks of these series in order of date, each once.

    Raises
    ------
    NotFound
        If a series is not known.

    Examples
    --------
    >>> [b.label for b in breaks("prc-malicious-communications-8r")][:1]
    ['Messages get their own class']
    """
    registers = read(data_dir(data))
    wanted = {registers.one_series(name).id for name in series}
    return tuple(b for b in registers.breaks if wanted & set(b.series))
