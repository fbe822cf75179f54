"""Set figures beside those of an earlier edition: what moved further than revisions do is doubted, not dropped."""

import math

import pandas as pd

from .reading import Found

KEY = ["series", "period_start", "period_end", "geography", "breakdown"]
NATIONAL, LOCAL = 0.02, 0.10


def doubts(found: Found, before: pd.DataFrame) -> tuple[tuple[str, str], ...]:
    """Figures of `found` that are far from the last value in `before`, with the place of each.

    Parameters
    ----------
    found : Found
    before : pandas.DataFrame
        Figures in the columns of ``data/published/``, the newest edition last; dates as dates or text.
    """
    known = {}
    for row in before[[*KEY, "value"]].itertuples(index=False):
        known[(row[0], _day(row[1]), _day(row[2]), row[3], row[4])] = float(row[5])
    told = []
    for row, where in zip(found.rows, found.places, strict=True):
        old = known.get(
            (row["series"], _day(row["period_start"]), _day(row["period_end"]), row["geography"], row["breakdown"])
        )
        if old is None or math.isnan(old):
            continue
        share = NATIONAL if row["geography"] == "England and Wales" else LOCAL
        least = 25 if abs(old) > 100 else 3 if float(old).is_integer() else 0.05
        if abs(row["value"] - old) > max(least, share * abs(old)):
            told.append((where, f"{row['series']} is {row['value']:g}, but was {old:g} in the edition before"))
    return tuple(told)


def _day(value) -> str:
    return str(value)[:10]
