"""Figures that the register declares by formula and no publisher prints.

What a derived figure is stands in ``data/series.csv``, not here: `formula` for arithmetic between
series (``group - part@2020-04-01``: the part belongs to the group from that day on), `sums` for
adding up forces and quarters. A publisher's own figure always stands before a derived one of the
same edition; a missing part gives no figure.
"""

from dataclasses import dataclass
from datetime import date

import pandas as pd

from .registers import Registers

CELL = ["period_start", "period_end", "geography"]
# A derived figure is no firmer than the softest figure it is made of.
SOFTNESS = {"official": 0, "official-revised": 1, "official-provisional": 2}
STATUS = {rank: status for status, rank in SOFTNESS.items()}


@dataclass(frozen=True)
class Term:
    """One series in a formula: its sign and the day from which it belongs."""

    series: str
    sign: int = 1
    since: date | None = None


def derive(figures: pd.DataFrame, registers: Registers) -> pd.DataFrame:
    """Compute the figures that the register declares by formula and no publisher prints.

    Parameters
    ----------
    figures : DataFrame
        As from :func:`harmstats.published.read`.
    registers : Registers

    Returns
    -------
    DataFrame
        The derived figures only, same columns. ``method`` says how each was made.
    """
    usable = figures[(figures["breakdown"] == "") & (figures["scope"] == "") & figures["status"].isin(SOFTNESS)]
    usable = usable.assign(soft=usable["status"].map(SOFTNESS))
    population = usable[usable["series"] == "population-mid-year"]
    made = []
    for edition, rows_of_edition in usable[usable["table"] != "population"].groupby("edition", sort=True):
        tables = rows_of_edition.drop_duplicates("series").set_index("series")["table"].to_dict()
        known = rows_of_edition
        for step in (_linear, _national, _years):
            known = pd.concat([known, _new(step(known, registers), known)], ignore_index=True)
        day = min(e.published for e in registers.editions if e.id == edition)
        ratios = _new(_ratios(known, registers, _known_by(population, registers, day)), known)
        new = pd.concat([known.iloc[len(rows_of_edition) :], ratios], ignore_index=True)
        new["edition"] = edition
        new["table"] = [tables.get(name) or _first_table(name, tables, registers) for name in new["series"]]
        made.append(new)
    result = pd.concat(made, ignore_index=True)
    result["status"] = result["soft"].map(STATUS)
    result = result.reindex(columns=figures.columns)
    kinds = figures.dtypes[["period_start", "period_end", "value", "low", "high"]]
    result = result.astype(kinds.to_dict())
    text = [name for name in result if result[name].dtype.kind not in "fM"]
    result[text] = result[text].fillna("")
    return result


def terms(formula: str) -> list[Term]:
    """Split the series of a formula, left to right; numbers are left out.

    Examples
    --------
    >>> [(t.series, t.sign) for t in terms("a-b - c-d@2020-04-01")]
    [('a-b', 1), ('c-d', -1)]
    """
    found, sign = [], 1
    for word in formula.split():
        if word in "+-*/":
            sign = -1 if word == "-" else 1
        elif not word.isdigit():
            name, _, since = word.partition("@")
            found.append(Term(name, sign, date.fromisoformat(since) if since else None))
    return found


def _linear(known: pd.DataFrame, registers: Registers) -> pd.DataFrame:
    """Sums and differences of series, cell by cell, in the order of the register."""
    made = []
    values, soft = _wide(known, "value"), _wide(known, "soft")
    for series in registers.series.values():
        parts = terms(series.formula)
        if not parts or "/" in series.formula or series.id in values:
            continue
        total = pd.Series(0.0, index=values.index)
        worst = pd.Series(0.0, index=values.index)
        any_part = pd.Series(False, index=values.index)
        end = values.index.get_level_values("period_end")
        for part in parts:
            belongs = (
                pd.Series(True, index=values.index)
                if part.since is None
                else pd.Series(end >= pd.Timestamp(part.since), index=values.index)
            )
            if part.series not in values:
                total = total.mask(belongs)
                continue
            total = total + (part.sign * values[part.series]).where(belongs, 0.0)
            worst = worst.combine(soft[part.series].where(belongs, 0), max)
            any_part |= belongs
        cells = total[any_part].dropna()
        values[series.id], soft[series.id] = total.where(any_part), worst
        made.append(_frame(series.id, cells, worst, _said(parts, registers)))
    return _stack(made)


def _said(parts: list[Term], registers: Registers) -> str:
    names = [registers.series[part.series].short.lower() for part in parts]
    if all(part.sign > 0 for part in parts):
        return "sum of " + ", ".join(names)
    return names[0] + "".join(f" less {name}" for name in names[1:])


def _national(known: pd.DataFrame, registers: Registers) -> pd.DataFrame:
    """England and Wales as the sum of all forces, where every force is there."""
    forces = known[
        known["geography"].isin(registers.forces) & known["series"].map(lambda s: "forces" in registers.series[s].sums)
    ]
    groups = forces.groupby(["series", "period_start", "period_end"], sort=True)
    sums = groups.agg(value=("value", "sum"), n=("geography", "nunique"), soft=("soft", "max")).reset_index()
    whole = sums[sums["n"] == len(registers.forces)].drop(columns="n")
    return whole.assign(geography="England and Wales", method=f"sum of {len(registers.forces)} forces")


def _years(known: pd.DataFrame, registers: Registers) -> pd.DataFrame:
    """Rolling years: any four quarters in a row, for every place."""
    start, end = known["period_start"], known["period_end"]
    quarter = (end + pd.Timedelta(days=1) == start + pd.DateOffset(months=3)) & (start.dt.month % 3 == 1)
    summed = known["series"].map(lambda s: "quarters" in registers.series[s].sums)
    quarters = known[quarter & summed]
    if quarters.empty:
        return quarters
    index = ["series", "geography"]
    wide = quarters.pivot(index="period_start", columns=index, values="value").asfreq("QS")
    soft = quarters.pivot(index="period_start", columns=index, values="soft")
    years = wide.rolling(4).sum().stack(index, future_stack=True).dropna().rename("value")
    worst = soft.asfreq("QS").rolling(4).max().stack(index, future_stack=True).rename("soft")
    made = pd.concat([years, worst.reindex(years.index)], axis=1).reset_index()
    last = made["period_start"]
    return made.assign(
        period_start=last - pd.DateOffset(months=9),
        period_end=last + pd.DateOffset(months=3) - pd.Timedelta(days=1),
        method="sum of four quarters",
    )


def _ratios(known: pd.DataFrame, registers: Registers, population: pd.DataFrame) -> pd.DataFrame:
    """Rates and shares, for years only: ``factor * series / series``."""
    whole_year = known["period_end"] + pd.Timedelta(days=1) == known["period_start"] + pd.DateOffset(years=1)
    values = _wide(known[whole_year], "value")
    soft = _wide(known[whole_year], "soft")
    made = []
    for series in registers.series.values():
        if "/" not in series.formula:
            continue
        factor, _, above, _, below = series.formula.split()
        if above not in values:
            continue
        if below == "population-mid-year":
            start = values.index.get_level_values("period_start")
            # ONS, Table A7: the last mid-year estimate dated before the year starts.
            used = start.map(lambda day: day.year - (day < pd.Timestamp(day.year, 6, 30)))
            people = population.set_index(["year", "geography"])["value"]
            divisor = people.reindex(
                list(zip(used, values.index.get_level_values("geography"), strict=True))
            ).to_numpy()
            method = [f"divided by mid-{year} population" for year in used]
        elif below in values:
            divisor, method = values[below], f"divided by {registers.series[below].short.lower()}"
        else:
            continue
        ratio = (float(factor) * values[above] / divisor).round(6)
        frame = _frame(series.id, ratio, soft[above], method)
        made.append(frame.dropna(subset=["value"]))
    return _stack(made)


def _known_by(population: pd.DataFrame, registers: Registers, day: date) -> pd.DataFrame:
    """Populations as known on a day: per year and place the last edition out by then."""
    out = {e.id: (e.published, e.data_to) for e in registers.editions if e.table == "population" and e.published <= day}
    held = population[population["edition"].isin(out)].copy()
    held["order"] = held["edition"].map(out)
    held["year"] = held["period_end"].dt.year
    return held.sort_values("order", kind="stable").drop_duplicates(["year", "geography"], keep="last")


def _wide(known: pd.DataFrame, column: str) -> pd.DataFrame:
    return known.pivot(index=CELL, columns="series", values=column)


def _frame(series: str, values: pd.Series, soft: pd.Series, method) -> pd.DataFrame:
    frame = values.rename("value").reset_index()
    return frame.assign(series=series, soft=soft.reindex(values.index).to_numpy(), method=method)


def _new(made: pd.DataFrame, known: pd.DataFrame) -> pd.DataFrame:
    """Drop what the publisher prints itself."""
    key = ["series", *CELL]
    printed = pd.MultiIndex.from_frame(known[key])
    return made[~pd.MultiIndex.from_frame(made[key]).isin(printed)] if len(made) else made


def _stack(frames: list[pd.DataFrame]) -> pd.DataFrame:
    return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=["series", *CELL])


def _first_table(series: str, tables: dict, registers: Registers) -> str:
    for term in terms(registers.series[series].formula):
        table = tables.get(term.series) or _first_table(term.series, tables, registers)
        if table:
            return table
    return ""
