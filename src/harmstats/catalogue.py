"""What there is: series, editions, sources, and what a notebook rests on."""

import hashlib
from datetime import date
from importlib.metadata import version
from pathlib import Path

import pandas as pd

from . import __version__
from .errors import NotFound, few, suggest
from .paths import data_dir
from .references import NO_LICENCE, licence_name
from .registers import Break, Registers, read
from .tables import parse_day

PACKAGES = ("pandas", "matplotlib", "seaborn", "statsmodels")


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
         publisher(registers, e.source), registers.sources[e.source]["title"], e.note]
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


def publisher(registers: Registers, source: str) -> str:
    """Name the publisher of a source, as its CSL item does."""
    return " and ".join(a["literal"] for a in registers.sources[source]["author"])


def publishers(figures: pd.DataFrame, *, data: str | Path | None = None) -> pd.Series:
    """Name the publisher of each figure, or who reports it where it is second-hand.

    Parameters
    ----------
    figures : DataFrame
        As from :func:`harmstats.load`.

    Returns
    -------
    pandas.Series
        Text, with the index of `figures`.

    Examples
    --------
    >>> from harmstats import load
    >>> publishers(load("iwf-url-list-year")).unique().tolist()
    ['Internet Watch Foundation']
    """
    registers = read(data_dir(data))
    return figures["source"].map(lambda source: publisher(registers, source))


def source_line(figures: pd.DataFrame, *, data: str | Path | None = None) -> str:
    """Name every source of a table of figures in one line: publisher, title, date.

    Parameters
    ----------
    figures : DataFrame
        As from :func:`harmstats.load`.

    Returns
    -------
    str
        For example ``Home Office, Police recorded crime open data ... (published 23 April 2026)``,
        sources joined by a semicolon, each once with all its dates.
    """
    registers = read(data_dir(data))
    dates: dict[str, list[str]] = {}
    for source, published, dated in figures[["source", "published", "dated"]].drop_duplicates().itertuples(index=False):
        title = f"{publisher(registers, source)}, {registers.sources[source]['title']}"
        dates.setdefault(title, []).append(f"{'' if dated == 'exact' else 'by '}{published.day} {published:%B %Y}")
    return "; ".join(f"{title} (published {' and '.join(dict.fromkeys(days))})" for title, days in dates.items())


def licence_line(figures: pd.DataFrame, *, data: str | Path | None = None) -> str:
    """Name the licences of a table of figures in one line.

    Parameters
    ----------
    figures : DataFrame
        As from :func:`harmstats.load`.
    data : path, optional
        Another data folder.

    Returns
    -------
    str
        For example ``Open Government Licence v3.0``; publishers that state none are named.

    Examples
    --------
    >>> import harmstats as hs
    >>> licence_line(hs.load("prc-stalking-8q", period="YE Mar 2025", geography="England and Wales"))
    'Open Government Licence v3.0'
    """
    registers = read(data_dir(data))
    found: dict[str, list[str]] = {}
    for source in sorted(set(figures["source"])):
        item = registers.sources[source]
        found.setdefault(licence_name(item), []).append(publisher(registers, source))
    bare = list(dict.fromkeys(found.pop(NO_LICENCE, [])))
    named = list(found)
    if bare:
        named.append(f"figures of {few(bare)} are quoted as facts, no licence stated")
    return "; ".join(named)


def colophon(*frames: pd.DataFrame, data: str | Path | None = None) -> str:
    """Say what a notebook rests on: the editions of its figures, their fingerprint, the versions used.

    Parameters
    ----------
    *frames : DataFrame
        Tables of figures with the columns table, edition, published, dated and value.
    data : path, optional
        Another data folder.

    Returns
    -------
    str
        Several lines. The fingerprint changes when one figure changes. The version of Python is
        left out: it decides no figure and no drawing.
    """
    used = pd.concat([frame[["table", "edition", "published", "dated"]] for frame in frames]).drop_duplicates()
    lines = ["Editions:"]
    for row in used.sort_values(["published", "table", "edition"]).itertuples():
        by = "" if row.dated == "exact" else "by "
        lines.append(f"  {row.table}, {row.edition}, {by}{row.published.day} {row.published:%B %Y}")
    total = hashlib.sha256()
    for frame in frames:
        total.update(
            frame[["series", "period_start", "period_end", "geography", "breakdown", "value"]].to_csv().encode()
        )
    count = sum(len(frame) for frame in frames)
    packages = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    return "\n".join(
        [
            *lines,
            f"Figures: {count}, fingerprint {total.hexdigest()[:12]}",
            f"Versions: harmstats {__version__}, {packages}",
        ]
    )
