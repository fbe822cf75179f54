"""Who published the figures of a table, under which licences, and what a notebook rests on."""

import hashlib
from importlib.metadata import version
from pathlib import Path

import pandas as pd

from .. import __version__
from ..core.errors import few
from ..core.paths import data_dir
from ..core.registers import read
from ..core.words import by, day
from .references import NO_LICENCE, licence_name

PACKAGES = ("pandas", "matplotlib", "seaborn", "statsmodels")


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
    return figures["source"].map(registers.publisher)


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
        title = f"{registers.publisher(source)}, {registers.sources[source]['title']}"
        dates.setdefault(title, []).append(by(dated) + day(published))
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
    licences: dict[str, list[str]] = {}
    for source in sorted(set(figures["source"])):
        licences.setdefault(licence_name(registers.sources[source]), []).append(registers.publisher(source))
    bare = list(dict.fromkeys(licences.pop(NO_LICENCE, [])))
    quoted = [f"figures of {few(bare)} are quoted as facts, no licence stated"] if bare else []
    return "; ".join([*licences, *quoted])


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
        lines.append(f"  {row.table}, {row.edition}, {by(row.dated)}{day(row.published)}")
    figure = ["series", "period_start", "period_end", "geography", "breakdown", "value"]
    prints = hashlib.sha256("".join(frame[figure].to_csv() for frame in frames).encode()).hexdigest()[:12]
    lines.append(f"Figures: {sum(map(len, frames))}, fingerprint {prints}")
    packages = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    return "\n".join([*lines, f"Versions: harmstats {__version__}, {packages}"])
