"""What one edition says otherwise than another: revised, re-scoped, new, withdrawn."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from ..core.errors import HarmstatsError
from ..core.paths import data_dir
from ..core.periods import UNDATED, Period
from ..core.registers import Edition, Registers, read
from ..store import clean
from .vintages import BASIS, SPAN, based, percent, unlike_in

CELL = ["table", "series", "geography", "breakdown", "period_start", "period_end"]
ORDER = ["table", "series", "period_start", "period_end", "geography", "breakdown"]
COLUMNS = ["series", "period", "axis", "geography", "breakdown"]
REGULAR = ("years", "quarters", "months", UNDATED)
RANKED_BY = "absolute percentage, then absolute change; figures that were 0 come last"


@dataclass(frozen=True)
class Difference:
    """Two editions of one table, figure by figure.

    Every table has the columns series, period, axis, geography and breakdown, then: `changes` (revised
    figures) old, new, change, percent_change; `rescoped` (figures of one cell that are not like for
    like) the same, and why; `new`, `withdrawn` and `outside` (figures that only one of the two has)
    value. `outside` are those of periods that the later edition does not reach, on which it says
    nothing; `withdrawn` are those it could have printed. The first two are ranked by
    :data:`RANKED_BY`, the others go by series and period. `computed` counts the cells that are
    computed here in both editions and follow from the others.
    """

    earlier: Edition
    later: Edition
    changes: pd.DataFrame
    rescoped: pd.DataFrame
    new: pd.DataFrame
    withdrawn: pd.DataFrame
    outside: pd.DataFrame
    unchanged: int
    computed: int

    @property
    def appeared(self) -> int:
        """How many figures only the later edition has."""
        return len(self.new)

    @property
    def disappeared(self) -> int:
        """How many figures only the earlier edition has."""
        return len(self.withdrawn) + len(self.outside)


def diff(earlier: str, later: str, *, data: str | Path | None = None) -> Difference:
    """Compare two editions, figure by figure: revised, re-scoped, new, withdrawn.

    Parameters
    ----------
    earlier, later : str
        Ids of editions.
    data : path, optional
        Another data folder.

    Returns
    -------
    Difference
        Of every figure that at least one of the two prints. Where the other prints only the parts,
        their sum stands for it.

    Raises
    ------
    NotFound
        If an edition is not known.
    HarmstatsError
        If the two have no table in common, or stand in the wrong order.

    Examples
    --------
    >>> found = diff("ons-appendix-ye-jun-2025", "ons-appendix-ye-sep-2025")
    >>> len(found.changes) > 100, len(found.withdrawn)
    (True, 0)
    """
    registers = read(data_dir(data))
    first, second = registers.edition(earlier), registers.edition(later)
    if first.published > second.published:
        raise HarmstatsError(f"edition '{earlier}' was published after '{later}': give the earlier edition first")
    frame = clean.figures(registers)
    old, new = (frame[frame["edition"] == e.id] for e in (first, second))
    tables = sorted(set(old["table"]) & set(new["table"]))
    if not tables:
        raise HarmstatsError(
            f"editions '{earlier}' and '{later}' have no table in common: compare editions of one table"
        )
    old, new = (based(rows[rows["table"].isin(tables)], registers)[[*CELL, "value", *BASIS]] for rows in (old, new))
    both = beside(old, new, compared=["value"], scope=["table", "axis"])
    # running totals and stocks are of another day in every edition; to leave one out is not to withdraw it
    stock = ~both["axis"].str.split().str[0].isin(REGULAR)
    both["state"] = both["state"].mask((both["state"] == "withdrawn") & stock, "outside")
    printed = pd.MultiIndex.from_frame(both[CELL]).isin(_printed(registers, tables, (first.id, second.id)))
    computed, both = int((~printed).sum()), both[printed]
    shared = both["state"].isin(("revised", "unchanged"))
    alike = np.logical_and.reduce([both[f"{part}_old"] == both[f"{part}_new"] for part in BASIS])
    return Difference(
        earlier=first,
        later=second,
        changes=_ranked(both[alike & (both["state"] == "revised")]).drop(columns="why"),
        rescoped=_ranked(both[shared & ~alike]),
        new=_listed(both[both["state"] == "new"], "value_new"),
        withdrawn=_listed(both[both["state"] == "withdrawn"], "value_old"),
        outside=_listed(both[both["state"] == "outside"], "value_old"),
        unchanged=int((alike & (both["state"] == "unchanged")).sum()),
        computed=computed,
    )


def beside(old: pd.DataFrame, new: pd.DataFrame, compared: list[str], scope: list[str]) -> pd.DataFrame:
    """Set the figures of two editions side by side, cell by cell.

    Parameters
    ----------
    old, new : DataFrame
        The columns of :data:`CELL`, the days as datetimes or as text, and what else is wanted of both.
    compared : list of str
        Columns in which a figure that both have must be the same, else it is revised.
    scope : list of str
        What the later edition covers is told for each of these apart, from its first day to its last.

    Returns
    -------
    DataFrame
        One row a cell, sorted: :data:`CELL`, the other columns with ``_old`` and ``_new`` behind their
        names, ``period``, ``axis`` and ``state``: ``new``, ``revised``, ``unchanged``, ``withdrawn``, or
        ``outside`` of what the later edition covers.

    Examples
    --------
    >>> cell = {"table": "t", "series": "s", "geography": "Kent", "breakdown": "", "period_start": "2021-01-01"}
    >>> one = pd.DataFrame([cell | {"period_end": "2021-12-31", "value": 2.0}])
    >>> beside(one, one.assign(value=3.0), ["value"], ["table", "axis"])[["period", "state"]].values.tolist()
    [['YE Dec 2021', 'revised']]
    """
    both = old.merge(new, on=CELL, how="outer", suffixes=("_old", "_new"), indicator="held")
    start, end = (pd.to_datetime(both[name], format="ISO8601", errors="coerce") for name in SPAN)
    periods = [Period(a.date(), b.date()) if a <= b else None for a, b in zip(start, end, strict=True)]
    names = {period: (period.label, period.axis) if period else (UNDATED, UNDATED) for period in set(periods)}
    both["period"], both["axis"] = ([names[period][n] for period in periods] for n in (0, 1))
    pairs = [(both[f"{name}_old"], both[f"{name}_new"]) for name in compared]
    same = np.logical_and.reduce([(a == b) | (a.isna() & b.isna()) for a, b in pairs])
    later = both[both["held"] != "left_only"].groupby(scope)
    reach = later.agg(first=("period_start", "min"), last=("period_end", "max"), figures=("held", "size"))
    reach = both[scope].join(reach, on=scope)
    covered = (both["period_start"] >= reach["first"]) & (both["period_end"] <= reach["last"])
    covered |= (both["axis"] == UNDATED) & reach["figures"].notna()
    states = [both["held"] == "right_only", (both["held"] == "both") & same, both["held"] == "both", covered]
    both["state"] = np.select(states, ["new", "unchanged", "revised", "withdrawn"], "outside")
    return both.drop(columns="held")


def _printed(registers: Registers, tables: list[str], editions: tuple[str, str]) -> pd.MultiIndex:
    """The cells that at least one of the editions prints, as against those computed here in both."""
    parts = []
    for table in tables:
        for name in editions:
            path = registers.folder / "published" / table / f"{name}.csv"
            if not path.is_file():  # populations lie elsewhere
                path = registers.folder / "reference" / "population.csv"
            cells = pd.read_csv(path, usecols=CELL[1:], dtype=str, keep_default_na=False)
            parts.append(cells.assign(table=table))
    cells = pd.concat(parts, ignore_index=True)
    for name in SPAN:
        cells[name] = pd.to_datetime(cells[name].where(cells[name] != "")).astype("datetime64[s]")
    return pd.MultiIndex.from_frame(cells[CELL])


def _ranked(shared: pd.DataFrame) -> pd.DataFrame:
    """Both values of each cell, the largest change first; ties keep the order of series and period."""
    shared = shared.sort_values(ORDER)
    ranked = shared[COLUMNS].assign(old=shared["value_old"], new=shared["value_new"])
    ranked["change"] = ranked["new"] - ranked["old"]
    ranked["percent_change"] = percent(ranked["old"], ranked["new"])
    basis = shared[[f"{part}_{which}" for part in BASIS for which in ("old", "new")]].to_numpy()
    whys = ([unlike_in(part, *row[2 * n : 2 * n + 2]) for n, part in enumerate(BASIS)] for row in basis)
    ranked["why"] = ["; ".join(filter(None, parts)) for parts in whys]
    by = {"ascending": False, "key": lambda column: column.abs().fillna(-1), "ignore_index": True}
    return ranked.sort_values(["percent_change", "change"], **by)


def _listed(rows: pd.DataFrame, value: str) -> pd.DataFrame:
    rows = rows.sort_values(ORDER, ignore_index=True)
    return rows[COLUMNS].assign(value=rows[value])
