"""What one edition says otherwise than another: revised, re-scoped, new, withdrawn."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from ..core.errors import HarmstatsError
from ..core.paths import data_dir
from ..core.periods import UNDATED, Period, label
from ..core.registers import Edition, Registers, read
from ..store import clean
from .revision_basis import BASIS, based, percent, told

CELL = ["series", "period_start", "period_end", "geography", "breakdown"]
KEY = ["table", *CELL]
REGULAR = ("years", "quarters", "months")
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
    one, two = registers.edition(earlier), registers.edition(later)
    if one.published > two.published:
        raise HarmstatsError(f"edition '{earlier}' was published after '{later}': give the earlier edition first")
    frame = clean.figures(registers)
    old, new = (frame[frame["edition"] == e.id] for e in (one, two))
    tables = sorted(set(old["table"]) & set(new["table"]))
    if not tables:
        raise HarmstatsError(
            f"editions '{earlier}' and '{later}' have no table in common: compare editions of one table"
        )
    old, new = (based(rows[rows["table"].isin(tables)], registers)[[*KEY, "value", *BASIS]] for rows in (old, new))
    both = _named(old.merge(new, on=KEY, how="outer", suffixes=("_old", "_new"), indicator="held"))
    printed = pd.MultiIndex.from_frame(both[KEY]).isin(_printed(registers, tables, (one.id, two.id)))
    reached = _reached(both)
    computed, both, reached = int((~printed).sum()), both[printed], reached[printed]
    shared = both["held"] == "both"
    alike = shared & np.logical_and.reduce([both[f"{part}_old"] == both[f"{part}_new"] for part in BASIS])
    moved = both["value_old"] != both["value_new"]
    gone = both["held"] == "left_only"
    return Difference(
        earlier=one,
        later=two,
        changes=_ranked(both[alike & moved]).drop(columns="why"),
        rescoped=_ranked(both[shared & ~alike]),
        new=_listed(both[both["held"] == "right_only"], "value_new"),
        withdrawn=_listed(both[gone & reached], "value_old"),
        outside=_listed(both[gone & ~reached], "value_old"),
        unchanged=int((alike & ~moved).sum()),
        computed=computed,
    )


def _named(both: pd.DataFrame) -> pd.DataFrame:
    """Add the label of each period, and the axis it may stand on."""
    spans = [
        (None, None) if end is pd.NaT else (start.date(), end.date())
        for start, end in zip(both["period_start"], both["period_end"], strict=True)
    ]
    names = {span: (label(*span), Period(*span).axis) if span[1] else (UNDATED, UNDATED) for span in set(spans)}
    return both.assign(period=[names[span][0] for span in spans], axis=[names[span][1] for span in spans])


def _printed(registers: Registers, tables: list[str], editions: tuple[str, str]) -> pd.MultiIndex:
    """The cells that at least one of the editions prints, as against those computed here in both."""
    found = []
    for table in tables:
        for name in editions:
            path = registers.folder / "published" / table / f"{name}.csv"
            if not path.is_file():  # populations lie elsewhere
                path = registers.folder / "reference" / "population.csv"
            cells = pd.read_csv(path, usecols=CELL, dtype=str, keep_default_na=False)
            found.append(cells.assign(table=table))
    cells = pd.concat(found, ignore_index=True)
    for name in ("period_start", "period_end"):
        cells[name] = pd.to_datetime(cells[name].where(cells[name] != "")).astype("datetime64[s]")
    return pd.MultiIndex.from_frame(cells[KEY])


def _reached(both: pd.DataFrame) -> pd.Series:
    """True for periods between the first and the last day that the later edition covers with periods of that kind.

    Running totals and stocks are of another day in every edition; to leave one out is not to withdraw it.
    """
    later = both[both["held"] != "left_only"].groupby(["table", "axis"])
    keys = pd.MultiIndex.from_frame(both[["table", "axis"]])
    first, last = later["period_start"].min().reindex(keys), later["period_end"].max().reindex(keys)
    inside = (both["period_start"].to_numpy() >= first.to_numpy()) & (both["period_end"].to_numpy() <= last.to_numpy())
    regular = both["axis"].str.split().str[0].isin(REGULAR).to_numpy()
    undated = (both["axis"] == UNDATED).to_numpy() & keys.isin(list(later.groups))
    return pd.Series(inside & regular | undated, index=both.index)


def _ranked(shared: pd.DataFrame) -> pd.DataFrame:
    """Both values of each cell, the largest change first; ties keep the order of series and period."""
    found = _columns(shared.sort_values(KEY)).assign(old=shared["value_old"], new=shared["value_new"])
    found["change"] = found["new"] - found["old"]
    found["percent_change"] = percent(found["old"], found["new"])
    pairs = {part: zip(shared[f"{part}_old"], shared[f"{part}_new"], strict=True) for part in BASIS}
    parts = pd.DataFrame({part: [told(part, *two) for two in pairs[part]] for part in BASIS}, index=shared.index)
    found["why"] = parts.agg(lambda row: "; ".join(filter(None, row)), axis=1) if len(parts) else ""
    size = pd.DataFrame({"percent": found["percent_change"].abs().fillna(-1), "change": found["change"].abs()})
    order = size.sort_values(["percent", "change"], ascending=False, kind="stable").index
    return found.loc[order].reset_index(drop=True)


def _listed(rows: pd.DataFrame, value: str) -> pd.DataFrame:
    rows = rows.sort_values(KEY)
    return _columns(rows).assign(value=rows[value]).reset_index(drop=True)


def _columns(rows: pd.DataFrame) -> pd.DataFrame:
    return rows[["series", "period", "axis", "geography", "breakdown"]]
