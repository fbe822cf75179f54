"""How far figures have moved: each one from the first edition held to the latest, and those of an age on the whole."""

from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd

from .vintages import SPAN, percent, vintages

# Months from the end of the period to the publication; a band runs up to the next number.
AGES = (0, 6, 12, 24, 48, 96)
NOT_KNOWN = "age not certain"
LENGTHS = ("years", "quarters", "months")
THIN = 10  # figures; below this one more may change what is typical


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


def revisions_by_age(
    series: str | list[str],
    geography: str | None = None,
    breakdown: str = "",
    *,
    wait: int = 12,
    secondhand: bool = False,
    as_of: str | date | None = None,
    data: str | Path | None = None,
) -> pd.DataFrame:
    """Return how far figures of an age have still moved, by length of period and band of age.

    A period counts once in a band, with its first vintage there, against its latest one. Rolling years
    share quarters, so their revisions are not independent of each other.

    Parameters
    ----------
    series : str or list of str
    geography, breakdown, secondhand, as_of, data
        As for :func:`harmstats.revisions`.
    wait : int
        Vintages are left out where the latest one came fewer months later: they had no time to move.

    Returns
    -------
    pandas.DataFrame
        Columns series, length (years, quarters or months), age (in words), figures (how many stand
        behind the row), median and largest (absolute percentage), largest_period, mean (signed
        percentage), months (median, from the vintage to the latest one), thin (True below
        :data:`THIN` figures). Where only a latest day of publication is known and the band depends
        on the day, age is :data:`NOT_KNOWN`.

    Examples
    --------
    >>> found = revisions_by_age("prc-stalking-and-harassment")
    >>> found[["length", "age", "figures", "thin"]].values.tolist()[0]
    ['years', 'under 6 months', 4, True]
    """
    names = [series] if isinstance(series, str) else list(series)
    options = {"secondhand": secondhand, "as_of": as_of, "data": data}
    made = [_moved(vintages(name, geography, breakdown, **options), wait) for name in dict.fromkeys(names)]
    rows = pd.concat(made, ignore_index=True)
    by = ["series", "length", "age"]
    groups = rows.groupby(by, sort=False)
    found = groups.agg(
        figures=("size", "size"), median=("size", "median"), largest=("size", "max"), mean=("move", "mean"),
        months=("months", "median"),
    )  # fmt: skip
    found.insert(3, "largest_period", rows.loc[groups["size"].idxmax()].set_index(by)["period"])
    found = found.assign(thin=found["figures"] < THIN).reset_index()
    order = {"series": names, "length": list(LENGTHS), "age": [*map(_words, range(len(AGES))), NOT_KNOWN]}
    return found.sort_values(by, key=lambda column: column.map(order[column.name].index), ignore_index=True)


def _moved(rows: pd.DataFrame, wait: int) -> pd.DataFrame:
    """The first vintage of each period in each band of age, with how far it has moved since."""
    rows = rows[(rows["why"] == "") & (rows["unit"] != "percent") & (rows["value"] != 0)]
    latest = rows.groupby(SPAN)[["value", "published"]].transform("last")
    rows = rows.assign(
        move=percent(rows["value"], latest["value"]),
        months=(latest["published"] - rows["published"]).dt.days / (365.25 / 12),
        age=[_band(least, most) for least, most in zip(rows["least_age"], rows["age"], strict=True)],
        length=rows["axis"].str.split().str[0],
    )
    rows = rows[(rows["months"] >= wait) & (rows["months"] > 0) & rows["length"].isin(LENGTHS)]
    return rows.drop_duplicates([*SPAN, "age"]).assign(size=lambda found: found["move"].abs())


def _band(least: float, most: float) -> str:
    """The band of an age that lies between two numbers of months."""
    one, two = (sum(age >= start for start in AGES) - 1 for age in (least, most))
    return _words(max(one, 0)) if one == two else NOT_KNOWN


def _words(band: int) -> str:
    start, end = (*AGES, None)[band : band + 2]
    if not start:
        return f"under {end} months"
    if start < 12:
        return f"{start} to {end - 1} months"
    return f"{start // 12} to {end // 12} years" if end else f"{start // 12} years or more"
