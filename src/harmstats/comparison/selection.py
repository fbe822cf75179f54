"""The figures that a question about one series is about: one place, one breakdown, dated."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pandas as pd

from ..core.paths import data_dir
from ..core.registers import Registers, read
from ..store.figures import load, usual_place

# A day, with the editions known on it; now without one. A data folder; the usual one without.
AsOf = str | date | None
Data = str | Path | None


@dataclass(frozen=True)
class Selection:
    """Dated figures of one series in one place, one breakdown of it.

    `rows` are as from :func:`harmstats.load`, and may be empty; `breakdowns` names all that the place has.
    """

    series: str
    registers: Registers
    place: str
    rows: pd.DataFrame
    breakdowns: list[str]


def select(
    series: str, geography: str | None, breakdown: str, *, edition: str = "latest", as_of: AsOf, data: Data
) -> Selection:
    """Load the dated figures of a series in one place.

    Parameters
    ----------
    series : str
    geography : str, optional
        Without it England and Wales, the United Kingdom, the World, or the only place the series has.
    breakdown : str
        ``key=value;key=value``; empty for the whole.
    edition, as_of, data
        As for :func:`harmstats.load`.

    Raises
    ------
    NotFound
        If series, place or edition are not there, or nothing was published by `as_of`.

    Examples
    --------
    >>> select("prc-stalking-8q", None, "", as_of=None, data=None).place
    'England and Wales'
    """
    registers = read(data_dir(data))
    registers.one_series(series)
    place = registers.place(geography) if geography else usual_place(series, registers)
    rows = load(series, geography=place, edition=edition, as_of=as_of, data=data)
    breakdowns = sorted(text or "the whole" for text in rows["breakdown"].unique())
    rows = rows[(rows["breakdown"] == breakdown) & rows["period_end"].notna()]
    return Selection(series, registers, place, rows, breakdowns)
