"""Figures that the register declares by formula and no publisher prints.

What a derived figure is stands in ``data/series.csv``, not here: `formula` for arithmetic between
series (``group - part@2020-04-01``: the part belongs to the group from that day on), `sums` for
adding up forces and quarters. A publisher's own figure always stands before a derived one of the
same edition; a missing part gives no figure.
"""

import numpy as np
import pandas as pd
from pandas.api.typing import Rolling

from ..core import formulas
from ..core.registers import Registers, Series
from ..stats import intervals

CELL = ["edition", "period_start", "period_end", "geography", "breakdown", "scope"]
# A derived figure is no firmer than the softest figure it is made of.
SOFTNESS = {"official": 0, "official-revised": 1, "official-provisional": 2, "official-rounded": 3, "secondary": 4}
STATUS = {rank: status for status, rank in SOFTNESS.items()}
FIRM = 2


def derive(figures: pd.DataFrame, registers: Registers) -> pd.DataFrame:
    """Compute the figures that the register declares by formula and no publisher prints.

    Parameters
    ----------
    figures : DataFrame
        As from :func:`harmstats.store.published.read`.
    registers : Registers

    Returns
    -------
    DataFrame
        The derived figures only, same columns, with ``numerator`` and ``denominator`` of each ratio
        of two counts beside them. ``method`` says how each was made.
    """
    figures = figures.assign(soft=figures["status"].map(SOFTNESS))
    # Outcomes are divided as they come: by breakdown, with forces missing, second-hand. Offences only where whole.
    outcomes = _outcomes(figures, registers)
    whole = (figures["breakdown"] == "") & (figures["scope"] == "") & (figures["soft"] <= FIRM)
    usable = figures[(outcomes | whole) & figures["period_end"].notna()]
    people = usable["table"] == "population"
    printed = usable[~people]
    known = printed
    for step in (_linear, _national, _years):
        known = pd.concat([known, _new(step(known, registers), known)], ignore_index=True)
    ratios = _ratios(known, registers, _people(usable[people], registers, known["edition"].unique()))
    result = pd.concat([known.iloc[len(printed) :], _new(ratios, known)], ignore_index=True)
    tables = printed.drop_duplicates(["edition", "series"]).set_index(["edition", "series"])["table"].to_dict()
    keys = list(zip(result["edition"], result["series"], strict=True))
    tables |= {key: _table(*key, tables, registers) for key in set(keys)}
    result["table"] = [tables[key] for key in keys]
    result["status"] = result["soft"].map(STATUS)
    result = result.reindex(columns=[*figures.columns.drop("soft"), "numerator", "denominator"])
    kinds = figures.dtypes[["period_start", "period_end", "value", "low", "high"]]
    result = result.astype(kinds.to_dict())
    text = [name for name in result if result[name].dtype.kind not in "fM"]
    result[text] = result[text].fillna("")
    return result


def _linear(known: pd.DataFrame, registers: Registers) -> pd.DataFrame:
    """Sums and differences of series, cell by cell, in the order of the register."""
    made = []
    values, soft = _wide(known, "value"), _wide(known, "soft")
    end = values.index.get_level_values("period_end")
    for series in registers.series.values():
        formula = formulas.parse(series.formula)
        if not formula.terms or formula.factor:
            continue
        parts = formula.terms
        if not {part.series for part in parts} <= set(values):
            continue
        total = pd.Series(0.0, index=values.index)
        worst = pd.Series(0.0, index=values.index)
        any_part = pd.Series(False, index=values.index)
        for part in parts:
            belongs = np.full(len(end), True) if part.since is None else end >= pd.Timestamp(part.since)
            total = total + (part.sign * values[part.series]).where(belongs, 0.0)
            worst = worst.combine(soft[part.series].where(belongs, 0), max)
            any_part |= belongs
        total = total.where(any_part)
        made.append(_frame(series.id, total.dropna(), worst, _said(parts, registers)))
        # A later formula starts from the printed figure where there is one.
        for wide, own in ((values, total), (soft, worst)):
            wide[series.id] = wide[series.id].fillna(own) if series.id in wide else own
    return pd.concat(made, ignore_index=True)


def _said(parts: tuple[formulas.Term, ...], registers: Registers) -> str:
    names = [registers.series[part.series].short.lower() for part in parts]
    if all(part.sign > 0 for part in parts):
        return "sum of " + ", ".join(names)
    return names[0] + "".join(f" less {name}" for name in names[1:])


def _outcomes(known: pd.DataFrame, registers: Registers) -> pd.Series:
    return known["series"].isin([s.id for s in registers.series.values() if s.kind == "outcome"])


def _summed(known: pd.DataFrame, registers: Registers, dimension: str) -> pd.Series:
    return known["series"].isin([s.id for s in registers.series.values() if dimension in s.sums])


def _national(known: pd.DataFrame, registers: Registers) -> pd.DataFrame:
    """England and Wales as the sum of all forces, where every force is there."""
    forces = known[known["geography"].isin(registers.forces) & _summed(known, registers, "forces")]
    groups = forces.groupby(["edition", "series", "period_start", "period_end", "breakdown", "scope"], sort=True)
    sums = groups.agg(value=("value", "sum"), n=("geography", "nunique"), soft=("soft", "max")).reset_index()
    whole = sums[sums["n"] == len(registers.forces)].drop(columns="n")
    return whole.assign(geography="England and Wales", method=f"sum of {len(registers.forces)} forces")


def _years(known: pd.DataFrame, registers: Registers) -> pd.DataFrame:
    """Rolling years: any four quarters in a row, for every place."""
    start, end = known["period_start"], known["period_end"]
    quarter = (end + pd.Timedelta(days=1) == start + pd.DateOffset(months=3)) & (start.dt.month % 3 == 1)
    quarters = known[quarter & _summed(known, registers, "quarters")]
    index = ["edition", "series", "geography", "breakdown", "scope"]

    def rolling(column: str) -> Rolling:
        return quarters.pivot(index="period_start", columns=index, values=column).asfreq("QS").rolling(4)

    made = rolling("value").sum().melt(ignore_index=False).reset_index()
    made["soft"] = rolling("soft").max().melt()["value"]
    made = made.dropna(subset=["value"])
    last = made["period_start"]
    return made.assign(
        period_start=last - pd.DateOffset(months=9),
        period_end=last + pd.DateOffset(months=3) - pd.Timedelta(days=1),
        method="sum of four quarters",
    )


def _ratios(known: pd.DataFrame, registers: Registers, people: pd.Series) -> pd.DataFrame:
    """Rates and shares: ``factor * series / series``; of offences for years only."""
    year = known["period_end"] + pd.Timedelta(days=1) == known["period_start"] + pd.DateOffset(years=1)
    years = known[year | _outcomes(known, registers)]
    made = []
    for series in registers.series.values():
        formula = formulas.parse(series.formula)
        if not formula.factor:
            continue
        above, below = formula.terms
        top = _chosen(years, above)
        if below.series == "population-mid-year":
            # ONS, Table A7: the last mid-year estimate dated before the year starts.
            start = top["period_start"].dt
            used = start.year - ((start.month < 6) | ((start.month == 6) & (start.day < 30)))
            top["below"] = people.reindex(list(zip(top["edition"], used, top["geography"], strict=True))).to_numpy()
            top["method"] = [f"divided by mid-{year} population" for year in used]
        else:
            bottom = _chosen(years, below).drop(columns=["breakdown", "soft"]).rename(columns={"value": "below"})
            top = top.merge(bottom, on=[name for name in CELL if name != "breakdown"])
            top["method"] = "divided by " + registers.series[below.series].short.lower()
            if below.chosen != ("",):
                top["method"] += f" ({below.chosen[0].partition('=')[2]})"
        made.append(_divided(top.dropna(subset=["value", "below"]), formula.factor, series))
    return pd.concat(made, ignore_index=True)


def _chosen(years: pd.DataFrame, term: formulas.Term) -> pd.DataFrame:
    """The figures of a term; a single choice stands for the whole of the result."""
    found = years[(years["series"] == term.series) & years["breakdown"].isin(term.chosen)]
    found = found[[*CELL, "value", "soft"]].sort_values(CELL)
    return found.assign(breakdown="") if len(term.chosen) == 1 else found


def _divided(top: pd.DataFrame, factor: float, series: Series) -> pd.DataFrame:
    """Divide; where the register says so, with Wilson limits.

    A count that is no part of its total, as where a force corrects earlier ones by negative counts,
    gives no share.
    """
    if series.interval == "wilson":
        top = top[(top["below"] > 0) & top["value"].between(0, top["below"])].reset_index(drop=True)
    made = top.assign(series=series.id, value=(factor * top["value"] / top["below"]).round(6))
    if series.measure != "rate":
        made = made.assign(numerator=top["value"], denominator=top["below"])
    if series.interval == "wilson":
        limits = intervals.wilson(top["value"], top["below"], 0.95)
        made["low"], made["high"] = (factor * limits[end].round(8) for end in ("low", "high"))
        made["method"] += "; Wilson 95% interval"
    return made.drop(columns="below")


def _people(population: pd.DataFrame, registers: Registers, editions) -> pd.Series:
    """Populations by edition, year and place, each as known on the day the edition was out."""
    out = {e.id: e for e in registers.editions if e.table == "population"}
    # An edition of several tables counts from the day of the first: the last assignment stays.
    published = {e.id: e.published for e in reversed(registers.editions) if e.table != "population"}
    ordered = population.assign(
        year=population["period_end"].dt.year,
        day=population["edition"].map({name: e.published for name, e in out.items()}),
        data_to=population["edition"].map({name: e.data_to for name, e in out.items()}),
    ).sort_values(["day", "data_to"], kind="stable")
    found = {}
    for edition in editions:
        held = ordered[ordered["day"] <= published[edition]].drop_duplicates(["year", "geography"], keep="last")
        found |= {(edition, y, g): v for y, g, v in held[["year", "geography", "value"]].itertuples(index=False)}
    return pd.Series(found)


def _wide(known: pd.DataFrame, column: str) -> pd.DataFrame:
    return known.pivot(index=CELL, columns="series", values=column)


def _frame(series: str, values: pd.Series, soft: pd.Series, method) -> pd.DataFrame:
    frame = values.rename("value").reset_index()
    return frame.assign(series=series, soft=soft.reindex(values.index).to_numpy(), method=method)


def _new(made: pd.DataFrame, known: pd.DataFrame) -> pd.DataFrame:
    """Drop what the publisher prints itself."""
    key = ["series", *CELL]
    return made[~pd.MultiIndex.from_frame(made[key]).isin(pd.MultiIndex.from_frame(known[key]))]


def _table(edition: str, series: str, tables: dict, registers: Registers) -> str:
    """The table a figure was derived from: its own, else that of the first series in its formula."""
    if (edition, series) in tables:
        return tables[edition, series]
    return next(
        (
            table
            for term in formulas.parse(registers.series[series].formula).terms
            if (table := _table(edition, term.series, tables, registers))
        ),
        "",
    )
