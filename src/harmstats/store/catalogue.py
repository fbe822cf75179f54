"""What there is: series, editions, breaks."""

from datetime import date
from pathlib import Path

import pandas as pd

from ..core.cells import parse_day
from ..core.errors import NotFound, suggest
from ..core.paths import data_dir
from ..core.registers import Break, read


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
        s
        for s in read(data_dir(data)).series.values()
        if all(word in f"{s.id} {s.title} {s.note}".lower() for word in words)
    ]
    columns = [
        "series", "title", "kind", "measure", "unit", "base", "publisher", "formula", "interval", "rule", "note",
    ]  # fmt: skip
    return pd.DataFrame([[s.id, *(getattr(s, c) for c in columns[1:])] for s in found], columns=columns)


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
    found = [
        [e.table, e.id, pd.Timestamp(e.published), e.dated, pd.Timestamp(e.extracted), pd.Timestamp(e.data_to),
         registers.publisher(e.source), registers.sources[e.source]["title"], e.note]
        for e in registers.editions
        if table in ("", e.table) and e.published <= day
    ]  # fmt: skip
    if not found:
        first = next(e for e in registers.editions if table in ("", e.table))
        raise NotFound(f"no edition was out on {day}; the first edition held is {first.id}, {first.published}")
    columns = ["table", "edition", "published", "dated", "extracted", "data_to", "publisher", "title", "note"]
    return pd.DataFrame(found, columns=columns)


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
