"""Figures that the register declares by formula and no publisher prints.

What a derived figure is stands in ``data/series.csv``, not here: `formula` for arithmetic between
series (``group - part@2020-04-01``: the part belongs to the group from that day on), `sums` for
adding up forces and quarters. A publisher's own figure always stands before a derived one of the
same edition; a missing part gives no figure.
"""

import numpy as np
import pandas as pd
from pandas.api.typing import Rolling

from ..core.formulas import Term, parse
from ..core.registers import Registers, Series
from ..stats import intervals

CELL = ["edition", "period_start", "period_end", "geography", "breakdown", "scope"]
# A derived figure is no firmer than the softest figure it is made of.
SOFTNESS = {"official": 0, "official-revised": 1, "official-provisional": 2, "official-rounded": 3, "secondary": 4}


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
    whole = (
        (figures["breakdown"] == "") & (figures["scope"] == "") & (figures["soft"] <= SOFTNESS["official-provisional"])
    )
    usable = figures[(whole | _of_outcomes(figures, registers)) & figures["period_end"].notna()]
    people = usable["table"] == "population"
    known = printed = usable[~people]
    for step in (_linear, _national, _years):
        known = pd.concat([known, _new(step(known, registers), known)], ignore_index=True)
    ratios = _ratios(known, registers, usable[people])
    result = pd.concat([known.iloc[len(printed) :], _new(ratios, known)], ignore_index=True)
    tables = printed.drop_duplicates(["edition", "series"]).set_index(["edition", "series"])["table"].to_dict()
    keys = zip(result["edition"], result["series"], strict=True)
    result["table"] = [_table(edition, series, tables, registers) for edition, series in keys]
    result["status"] = result["soft"].map({rank: status for status, rank in SOFTNESS.items()})
    result = result.reindex(columns=[*figures.columns.drop("soft"), "numerator", "denominator"])
    result = result.astype(figures.dtypes[["period_start", "period_end", "value", "low", "high"]].to_dict())
    text = [name for name in result if result[name].dtype.kind not in "fM"]
    result[text] = result[text].fillna("")
    return result


def _linear(known: pd.DataFrame, registers: Registers) -> pd.DataFrame:
    """Sums and differences of series, cell by cell, in the order of the register."""
    made = []
    values, soft = (known.pivot(index=CELL, columns="series", values=name) for name in ("value", "soft"))
    end = values.index.get_level_values("period_end")
    for series in registers.series.values():
        formula = parse(series.formula)
        if formula.factor or not formula.terms or not {part.series for part in formula.terms} <= set(values):
            continue
        total = worst = pd.Series(0.0, index=values.index)
        any_part = np.zeros(len(end), dtype=bool)
        for part in formula.terms:
            belongs = end >= pd.Timestamp(part.since or pd.Timestamp.min)
            total = total + (part.sign * values[part.series]).where(belongs, 0.0)
            worst = np.maximum(worst, soft[part.series].where(belongs, 0))
            any_part |= belongs
        total = total.where(any_part)
        whole = pd.DataFrame({"value": total, "soft": worst})[total.notna()].reset_index()
        made.append(whole.assign(series=series.id, method=_in_words(formula.terms, registers)))
        # A later formula starts from the printed figure where there is one.
        for wide, own in ((values, total), (soft, worst)):
            wide[series.id] = wide[series.id].fillna(own) if series.id in wide else own
    return pd.concat(made, ignore_index=True)


def _in_words(parts: tuple[Term, ...], registers: Registers) -> str:
    names = [registers.series[part.series].short.lower() for part in parts]
    if all(part.sign > 0 for part in parts):
        return "sum of " + ", ".join(names)
    return names[0] + "".join(f" less {name}" for name in names[1:])


def _of_outcomes(known: pd.DataFrame, registers: Registers) -> pd.Series:
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


def _ratios(known: pd.DataFrame, registers: Registers, population: pd.DataFrame) -> pd.DataFrame:
    """Rates and shares: ``factor * series / series``; of offences for years only."""
    year = known["period_end"] + pd.Timedelta(days=1) == known["period_start"] + pd.DateOffset(years=1)
    years = known[year | _of_outcomes(known, registers)]
    made = []
    for series in registers.series.values():
        formula = parse(series.formula)
        if not formula.factor:
            continue
        above, below = formula.terms
        top = _chosen(years, above)
        if below.series == "population-mid-year":
            top = _with_people(top, population, registers)
        else:
            bottom = _chosen(years, below).drop(columns=["breakdown", "soft"]).rename(columns={"value": "below"})
            top = top.merge(bottom, on=[name for name in CELL if name != "breakdown"])
            top["method"] = "divided by " + registers.series[below.series].short.lower()
            if below.chosen != ("",):
                top["method"] += f" ({below.chosen[0].partition('=')[2]})"
        made.append(_divided(top.dropna(subset=["value", "below"]), formula.factor, series))
    return pd.concat(made, ignore_index=True)


def _chosen(years: pd.DataFrame, term: Term) -> pd.DataFrame:
    """The figures of a term; a single choice stands for the whole of the result."""
    figures = years[(years["series"] == term.series) & years["breakdown"].isin(term.chosen)]
    figures = figures[[*CELL, "value", "soft"]].sort_values(CELL)
    return figures.assign(breakdown="") if len(term.chosen) == 1 else figures


def _with_people(top: pd.DataFrame, population: pd.DataFrame, registers: Registers) -> pd.DataFrame:
    """Put the population beside each figure that it is divided by, as known on the day the edition was out."""
    # ONS, Table A7: the last mid-year estimate dated before the year starts.
    start = top["period_start"].dt
    year = start.year - ((start.month < 6) | ((start.month == 6) & (start.day < 30)))
    estimates = [edition for edition in registers.editions if edition.table == "population"]
    order = {edition.id: number for number, edition in enumerate(estimates)}
    people = population.sort_values("edition", key=lambda names: names.map(order), kind="stable")
    people["out"] = people["edition"].map({edition.id: pd.Timestamp(edition.published) for edition in estimates})
    people = people.assign(year=people["period_end"].dt.year, below=people["value"])
    # An edition of several tables counts from the day of the first: the last assignment stays.
    published = {e.id: pd.Timestamp(e.published) for e in reversed(registers.editions) if e.table != "population"}
    top = top.assign(year=year, out=top["edition"].map(published)).sort_values("out")
    top["method"] = [f"divided by mid-{mid} population" for mid in top["year"]]
    known = people[["out", "year", "geography", "below"]]
    return pd.merge_asof(top, known, on="out", by=["year", "geography"]).drop(columns=["out", "year"])


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


def _new(made: pd.DataFrame, known: pd.DataFrame) -> pd.DataFrame:
    """Drop what the publisher prints itself."""
    key = ["series", *CELL]
    return made[~pd.MultiIndex.from_frame(made[key]).isin(pd.MultiIndex.from_frame(known[key]))]


def _table(edition: str, series: str, tables: dict[tuple[str, str], str], registers: Registers) -> str:
    """The table a figure was derived from: its own, else that of the first series in its formula."""
    parts = parse(registers.series[series].formula).terms
    origins = (_table(edition, part.series, tables, registers) for part in parts)
    return tables.get((edition, series)) or next(filter(None, origins), "")
