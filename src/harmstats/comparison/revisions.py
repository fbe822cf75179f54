"""How far each figure of a series has moved, from the first edition held to the latest."""

from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd

from ..core.errors import HarmstatsError
from ..core.paths import data_dir
from ..core.registers import Registers, read
from ..store.figures import load, usual_place
from .revision_basis import based, percent, told

SPAN = ["period_start", "period_end"]
MONTH = pd.Timedelta(days=365.25 / 12)
SET_ASIDE = "set aside where sources disagree"


def revisions(
    series: str,
    geography: str | None = None,
    breakdown: str = "",
    *,
    secondhand: bool = False,
    as_of: str | date | None = None,
    data: str | Path | None = None,
) -> pd.DataFrame:
    """Return how far each figure of a series has moved, from the first edition held to the latest.

    Parameters
    ----------
    series : str
    geography : str, optional
        Without it England and Wales, or the only place the series has.
    breakdown : str
        ``key=value;key=value``; empty for the whole.
    secondhand : bool
        Count what others report of a publisher's figure, too. It may be the only trace of a first
        release, and it may be misquoted.
    as_of : str or date, optional
        With the editions known on this day.
    data : path, optional
        Another data folder.

    Returns
    -------
    pandas.DataFrame
        One row a period: period, axis, period_start, period_end, first, first_edition,
        first_published, first_dated, age (months from the end of the period to that day; at most,
        where dated ``by``), latest, latest_edition, latest_published, change, percent_change (NaN for
        percentages: their change is in points), lowest, highest, editions (how many were counted),
        tables (in how many publications), left_out (figures of this period that are no vintages of
        the latest one) and why.

    Raises
    ------
    NotFound
        If series or place are not there.
    HarmstatsError
        If no exact figure is there.

    Examples
    --------
    >>> found = revisions("prc-stalking-and-harassment").set_index("period").loc["YE Mar 2017"]
    >>> float(found["first"]), float(found["latest"]), round(float(found["percent_change"]), 1)
    (227791.0, 214450.0, -5.9)
    """
    rows = vintages(series, geography, breakdown, secondhand=secondhand, as_of=as_of, data=data)
    kept, cells = rows[rows["why"] == ""], ["period_end", "period_start", "period", "axis"]
    groups = kept.groupby(cells)
    said = ["value", "edition", "published", "dated", "age"]
    first, last = groups[said].first(), groups[said].last()
    found = first.set_axis(["first", "first_edition", "first_published", "first_dated", "age"], axis=1)
    found[["latest", "latest_edition", "latest_published"]] = last[said[:3]]
    found["change"] = found["latest"] - found["first"]
    points = kept["unit"].iloc[0] == "percent"
    found["percent_change"] = np.nan if points else percent(found["first"], found["latest"])
    found["lowest"], found["highest"] = groups["value"].min(), groups["value"].max()
    found["editions"], found["tables"] = groups["edition"].nunique(), groups["table"].nunique()
    others = rows[rows["why"] != ""].groupby(cells)["why"]
    found["left_out"] = others.size().reindex(found.index, fill_value=0)
    found["why"] = others.agg(lambda why: "; ".join(dict.fromkeys(why))).reindex(found.index, fill_value="")
    found = found.reset_index()
    return found[["period", "axis", *SPAN, *found.columns[4:]]]


def vintages(
    series: str,
    geography: str | None = None,
    breakdown: str = "",
    *,
    secondhand: bool = False,
    as_of: str | date | None = None,
    data: str | Path | None = None,
) -> pd.DataFrame:
    """Return every figure held of a series in one place, and whether it is a vintage of the latest one.

    Parameters
    ----------
    series, geography, breakdown, secondhand, as_of, data
        As for :func:`revisions`.

    Returns
    -------
    pandas.DataFrame
        The columns of :func:`harmstats.load`, oldest publication of a period first, with `why` (empty
        for a vintage, else why it is none), `age` (months from the end of the period to the
        publication) and `least_age` (the same, at least, where only a latest day is known).

    Examples
    --------
    >>> found = vintages("prc-stalking-and-harassment")
    >>> found[found["period"] == "YE Sep 2019"][["value", "why"]].values.tolist()[0]
    [448960.0, 'scope: without Greater Manchester']
    """
    registers = read(data_dir(data))
    place = registers.place(geography) if geography else usual_place(series, registers)
    rows = load(series, geography=place, edition="all", as_of=as_of, data=data)
    rows = based(rows[(rows["breakdown"] == breakdown) & rows["period_end"].notna()], registers)
    soft = rows["form"].isin(["rounded"] if secondhand else ["rounded", "second-hand"])
    why = rows["form"].where(soft, "").mask(~rows["used"], SET_ASIDE)
    if (why != "").all():
        raise HarmstatsError(f"series '{series}' has no dated exact figure of {place}, {breakdown or 'the whole'}")
    # A rate computed here rests on a population of our choice; it stands back where the publisher prints one.
    printed = ((why == "") & (rows["divisor"] == "")).groupby([rows[name] for name in SPAN]).transform("any")
    why = why.mask((why == "") & printed & (rows["divisor"] != ""), "computed here")
    basis = ["scope", "gap", "divisor"]
    last = rows[why == ""].drop_duplicates(SPAN, keep="last")[[*SPAN, *basis]]
    latest = rows[SPAN].merge(last, on=SPAN, how="left").set_index(rows.index)
    for part in basis:
        unlike = (why == "") & (rows[part] != latest[part])
        why = why.mask(unlike, [told(part, value) for value in rows[part]])
    return rows.assign(why=why, **_ages(rows, registers))


def _ages(rows: pd.DataFrame, registers: Registers) -> dict[str, pd.Series]:
    """Months from the end of each period to its publication: at most, and at least.

    What is only known to have been out by a day came out after the last day it covers.
    """
    days = {(e.table, e.id): pd.Timestamp(e.data_to) for e in registers.editions}
    reach = pd.Series([days[key] for key in zip(rows["table"], rows["edition"], strict=True)], index=rows.index)
    reach = reach.astype("datetime64[s]").fillna(rows["period_end"])
    early = rows["published"].where(rows["dated"] == "exact", reach)
    months = {"age": rows["published"], "least_age": early}
    return {name: ((day - rows["period_end"]) / MONTH).round(1) for name, day in months.items()}
