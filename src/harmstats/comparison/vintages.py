"""Vintages: every figure held of a series, oldest edition first, and which of them are like the latest one.

Two figures of one cell are vintages of one figure where they rest on the same basis: what is covered, which
forces are missing, how firmly it is stated, and by what it was divided.
"""

import numpy as np
import pandas as pd

from ..core.errors import HarmstatsError
from ..core.registers import Registers
from .selection import AsOf, Data, select

SPAN = ["period_start", "period_end"]
MONTH = pd.Timedelta(days=365.25 / 12)
SET_ASIDE = "set aside where sources disagree"
# What is covered, which forces are missing, how firmly it is stated, and by what it was divided.
BASIS = ("scope", "gap", "form", "divisor")
# How each part is called where it differs, and what its absence means.
_WORDS = {"scope": ("scope", "complete"), "gap": ("gap", "none"), "form": ("form", "exact"), "divisor": ("", "printed")}


def based(rows: pd.DataFrame, registers: Registers) -> pd.DataFrame:
    """Add gap, form and divisor to figures that have series, period, geography, edition, status and method.

    Parameters
    ----------
    rows : DataFrame
    registers : Registers

    Returns
    -------
    pandas.DataFrame
        `gap` names the registered gaps in coverage that this edition has and another one filled;
        `form` is empty for a publisher's exact figure, else ``rounded`` or ``second-hand``; `divisor`
        says what a quotient computed here was divided by.
    """
    # A gap of certain editions only: a later one filled it, so the two are not like for like.
    gaps = [b for b in registers.breaks if b.editions and b.weight == "refuse" and b.kind == "coverage"]
    concerned = rows["series"].isin({name for b in gaps for name in b.series}) & rows["period_end"].notna()
    gap = pd.Series("", index=rows.index)
    for row in rows[concerned].itertuples():
        days = row.period_start.date(), row.period_end.date()
        inside = registers.breaks_within(row.series, row.geography, row.edition, days)
        gap[row.Index] = "; ".join(b.label for b in inside if b in gaps)
    rounded = (rows["status"] == "official-rounded") | rows["method"].str.contains("rounded|printed as")
    form = np.select([rows["status"] == "secondary", rounded], ["second-hand", "rounded"], "")
    quotient = rows["method"].where(rows["method"].str.startswith("divided by"), "")
    return rows.assign(gap=gap, form=form, divisor=quotient.str.split(";").str[0])


def unlike_in(part: str, *values: str) -> str:
    """Say how figures differ in one part of :data:`BASIS`; nothing where they do not.

    Examples
    --------
    >>> unlike_in("scope", "without Greater Manchester", "")
    'scope: without Greater Manchester, then complete'
    >>> unlike_in("form", "", "")
    ''
    """
    if len(values) > 1 and len(set(values)) == 1:
        return ""
    name, absent = _WORDS[part]
    words = ", then ".join(value or absent for value in values)
    return f"{name}: {words}" if name else words


def percent(old: pd.Series, new: pd.Series) -> pd.Series:
    """Return the change in percent of the old value, NaN where that is zero."""
    return (100 * (new - old) / old.abs()).where(old != 0)


def vintages(
    series: str, geography: str | None = None, breakdown: str = "", *, as_of: AsOf = None, data: Data = None
) -> pd.DataFrame:
    """Return every figure held of a series in one place, and whether it is a vintage of the latest one.

    Parameters
    ----------
    series, geography, breakdown, as_of, data
        As for :func:`harmstats.revisions`.

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
    chosen = select(series, geography, breakdown, edition="all", as_of=as_of, data=data)
    rows = based(chosen.rows, chosen.registers)
    why = rows["form"].where(rows["used"], SET_ASIDE)
    if (why != "").all():
        whole = breakdown or "the whole"
        raise HarmstatsError(f"series '{series}' has no dated exact figure of {chosen.place}, {whole}")
    # A rate computed here rests on a population of our choice; it stands back where the publisher prints one.
    printed = ((why == "") & (rows["divisor"] == "")).groupby([rows[name] for name in SPAN]).transform("any")
    why = why.mask((why == "") & printed & (rows["divisor"] != ""), "computed here")
    basis = ["scope", "gap", "divisor"]
    last = rows[why == ""].drop_duplicates(SPAN, keep="last")[[*SPAN, *basis]]
    latest = rows[SPAN].merge(last, on=SPAN, how="left").set_index(rows.index)
    for part in basis:
        unlike = (why == "") & (rows[part] != latest[part])
        why = why.mask(unlike, [unlike_in(part, value) for value in rows[part]])
    # what is only known to have been out by a day came out after the last day it covers
    days = {(e.table, e.id): pd.Timestamp(e.data_to) for e in chosen.registers.editions}
    reach = pd.Series([days[key] for key in zip(rows["table"], rows["edition"], strict=True)], index=rows.index)
    reach = reach.astype("datetime64[s]").fillna(rows["period_end"])
    early = rows["published"].where(rows["dated"] == "exact", reach)
    age, least_age = (((day - rows["period_end"]) / MONTH).round(1) for day in (rows["published"], early))
    return rows.assign(why=why, age=age, least_age=least_age)
