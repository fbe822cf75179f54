"""How far figures have moved: each one from the first edition held to the latest, and those of an age on the whole."""

import numpy as np
import pandas as pd

from .selection import AsOf, Data
from .vintages import MONTH, SPAN, percent, vintages

# Bands of age, by the months from the end of the period to the publication from which they begin.
AGES = {
    0: "under 6 months",
    6: "6 to 11 months",
    12: "1 to 2 years",
    24: "2 to 4 years",
    48: "4 to 8 years",
    96: "8 years or more",
}
NOT_KNOWN = "age not certain"
LENGTHS = ("years", "quarters", "months")
WAIT = 12  # months; a vintage that the latest one followed sooner had no time to move
THIN = 10  # figures; below this one more may change what is typical


def revisions(
    series: str, geography: str | None = None, breakdown: str = "", *, as_of: AsOf = None, data: Data = None
) -> pd.DataFrame:
    """Return how far each figure of a series has moved, from the first edition held to the latest.

    Parameters
    ----------
    series : str
    geography : str, optional
        Without it England and Wales, or the only place the series has.
    breakdown : str
        ``key=value;key=value``; empty for the whole.
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
    rows = vintages(series, geography, breakdown, as_of=as_of, data=data)
    kept, cells = rows[rows["why"] == ""], ["period_end", "period_start", "period", "axis"]
    groups = kept.groupby(cells)
    first = groups[["value", "edition", "published", "dated", "age"]].first()
    table = first.set_axis(["first", "first_edition", "first_published", "first_dated", "age"], axis=1)
    table[["latest", "latest_edition", "latest_published"]] = groups[["value", "edition", "published"]].last()
    table["change"] = table["latest"] - table["first"]
    points = kept["unit"].iloc[0] == "percent"
    table["percent_change"] = np.nan if points else percent(table["first"], table["latest"])
    table["lowest"], table["highest"] = groups["value"].min(), groups["value"].max()
    table["editions"], table["tables"] = groups["edition"].nunique(), groups["table"].nunique()
    others = rows[rows["why"] != ""].groupby(cells)["why"]
    table["left_out"] = others.size().reindex(table.index, fill_value=0)
    table["why"] = others.agg(lambda why: "; ".join(dict.fromkeys(why))).reindex(table.index, fill_value="")
    table = table.reset_index()
    return table[["period", "axis", *SPAN, *table.columns[4:]]]


def revisions_by_age(
    series: str | list[str], geography: str | None = None, breakdown: str = "", *, as_of: AsOf = None, data: Data = None
) -> pd.DataFrame:
    """Return how far figures of an age have still moved, by length of period and band of age.

    A period counts once in a band, with its first vintage there, against its latest one. Rolling years
    share quarters, so their revisions are not independent of each other. Vintages are left out where the latest
    one came less than :data:`WAIT` months later.

    Parameters
    ----------
    series : str or list of str
    geography, breakdown, as_of, data
        As for :func:`harmstats.revisions`.

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
    names = [series] if isinstance(series, str) else list(dict.fromkeys(series))
    rows = pd.concat([_moved(vintages(name, geography, breakdown, as_of=as_of, data=data)) for name in names])
    by = ["series", "length", "age"]
    groups = rows.reset_index(drop=True).groupby(by, sort=False)
    sizes = groups["size"]
    table = pd.DataFrame({"figures": sizes.size(), "median": sizes.median(), "largest": sizes.max()})
    table["largest_period"] = rows["period"].iloc[sizes.idxmax()].to_numpy()
    table["mean"], table["months"] = groups["move"].mean(), groups["months"].median()
    table["thin"] = table["figures"] < THIN
    order = {"series": names, "length": LENGTHS, "age": (*AGES.values(), NOT_KNOWN)}
    rank = {name: {value: n for n, value in enumerate(values)} for name, values in order.items()}
    return table.reset_index().sort_values(by, key=lambda column: column.map(rank[column.name]), ignore_index=True)


def _moved(rows: pd.DataFrame) -> pd.DataFrame:
    """The first vintage of each period in each band of age, with how far it has moved since."""
    rows = rows[(rows["why"] == "") & (rows["unit"] != "percent") & (rows["value"] != 0)]
    latest = rows.groupby(SPAN)[["value", "published"]].transform("last")
    rows = rows.assign(
        move=percent(rows["value"], latest["value"]),
        months=(latest["published"] - rows["published"]) / MONTH,
        age=[_band(least, most) for least, most in zip(rows["least_age"], rows["age"], strict=True)],
        length=rows["axis"].str.split().str[0],
    )
    rows = rows[(rows["months"] >= WAIT) & rows["length"].isin(LENGTHS)]
    return rows.drop_duplicates([*SPAN, "age"]).assign(size=lambda moved: moved["move"].abs())


def _band(least: float, most: float) -> str:
    """The band of an age that lies between two numbers of months."""
    first, last = (max((start for start in AGES if start <= age), default=0) for age in (least, most))
    return AGES[first] if first == last else NOT_KNOWN
