"""What must be the same for two figures of one cell to be two vintages of one figure."""

import numpy as np
import pandas as pd

from ..core.registers import Registers

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
    gaps = {b.id for b in registers.breaks if b.editions and b.weight == "refuse" and b.kind == "coverage"}
    found = pd.Series("", index=rows.index)
    concerned = rows["series"].isin({name for b in registers.breaks if b.id in gaps for name in b.series})
    for row in rows[concerned & rows["period_end"].notna()].itertuples():
        span = (row.period_start.date(), row.period_end.date())
        inside = registers.breaks_within(row.series, row.geography, row.edition, span)
        found[row.Index] = "; ".join(b.label for b in inside if b.id in gaps)
    rounded = (rows["status"] == "official-rounded") | rows["method"].str.contains("rounded|printed as")
    form = np.select([rows["status"] == "secondary", rounded], ["second-hand", "rounded"], "")
    quotient = rows["method"].where(rows["method"].str.startswith("divided by"), "")
    return rows.assign(gap=found, form=form, divisor=quotient.str.split(";").str[0])


def told(part: str, *values: str) -> str:
    """Say how figures differ in one part of :data:`BASIS`; nothing where they do not.

    Examples
    --------
    >>> told("scope", "without Greater Manchester", "")
    'scope: without Greater Manchester, then complete'
    >>> told("form", "", "")
    ''
    """
    if len(values) > 1 and len(set(values)) == 1:
        return ""
    name, absent = _WORDS[part]
    said = ", then ".join(value or absent for value in values)
    return f"{name}: {said}" if name else said


def percent(old: pd.Series, new: pd.Series) -> pd.Series:
    """Return the change in percent of the old value, NaN where that is zero."""
    return (100 * (new - old) / old.abs()).where(old != 0)
