"""Hold figures against each other: declared arithmetic, repeats by other sources, disagreements.

What must hold is data (:mod:`harmstats.core.registers`), so that a new figure is checked without new code.
"""

from dataclasses import dataclass

import pandas as pd

from ..core.cells import day
from ..core.csv_reading import pairs
from ..core.periods import Period, label
from ..core.registers import Check, Conflict, Registers, rounding

CELL = ["series", "geography", "breakdown", "period_start", "period_end"]
# Later editions of these tables revise earlier ones as a matter of course: other values are no disagreement.
REVISED_KINDS = ("recorded", "population")


@dataclass(frozen=True)
class Instance:
    """One check on one place and period: the figures it touches, what they should give, what they give."""

    check: str
    figures: tuple[int, ...]
    expected: float
    found: float
    holds: bool


class Lookup:
    """Published figures by cell."""

    def __init__(self, figures: pd.DataFrame, registers: Registers):
        self.figures = figures
        self.recorded = {name for name, series in registers.series.items() if series.kind == "recorded"}
        self._held: dict[tuple, dict[str, int]] = {}
        for index, *cell, edition in figures[[*CELL, "edition"]].itertuples():
            self._held.setdefault(_plain(cell), {})[edition] = index

    def find(self, cell: tuple, edition: str, *, same: bool = False) -> int | None:
        """Row of a cell in an edition; where it is not there and `same` is False, the last one that is."""
        held = self._held.get(cell, {})
        if edition in held or same:
            return held.get(edition)
        return next(reversed(held.values()), None)

    def editions(self, cell: tuple) -> dict[str, int]:
        """Rows of a cell by edition."""
        return self._held.get(cell, {})

    def value(self, index: int) -> float:
        """Value of a row."""
        return self.figures.at[index, "value"]


def run(figures: pd.DataFrame, registers: Registers) -> list[Instance]:
    """Run every declared check on every figure it applies to.

    Parameters
    ----------
    figures : DataFrame
        Published figures with corrections, as from :func:`harmstats.store.clean.corrected`.
    registers : Registers

    Returns
    -------
    list of Instance
    """
    lookup = Lookup(figures, registers)
    return [instance for check in registers.checks for instance in _KINDS[check.kind](check, lookup)]


def problems(figures: pd.DataFrame, registers: Registers) -> list[str]:
    """Return what does not hold and is not declared, and what is declared and does hold; one line each."""
    instances = run(figures, registers)
    return [
        *_arithmetic(figures, registers, instances),
        *_repeats(figures, registers),
        *_disagreements(figures, registers),
    ]


def summary(figures: pd.DataFrame, registers: Registers) -> dict[str, int]:
    """Count published figures (each series, place, breakdown and period once) by what stands behind them.

    Returns
    -------
    dict
        ``figures``; ``second_source`` (another publisher gives it, or a repeat); ``arithmetic`` (a
        declared check holds on it); ``cross_checked`` (either); ``one_secondary`` (rests on one
        second-hand source and nothing else).
    """
    names = {name: registers.publisher(name) for name in registers.sources}
    source = {(e.table, e.id): e.source for e in registers.editions}
    repeated = {repeat.cell for repeat in registers.repeats}
    held = {i for instance in run(figures, registers) if instance.holds for i in instance.figures}
    counts = dict.fromkeys(("figures", "second_source", "arithmetic", "cross_checked", "one_secondary"), 0)
    cells: dict[tuple, list] = {}
    for index, *cell, table, edition, status, value in figures[
        [*CELL, "table", "edition", "status", "value"]
    ].itertuples():
        cells.setdefault(_plain(cell), []).append((index, source[table, edition], status, value))
    for cell, rows in cells.items():
        second = cell in repeated or any(
            names[a] != names[b] and _agree(x, y) for n, (_, a, _, x) in enumerate(rows) for _, b, _, y in rows[:n]
        )
        sums = any(index in held for index, *_ in rows)
        counts["figures"] += 1
        counts["second_source"] += second
        counts["arithmetic"] += sums
        counts["cross_checked"] += second or sums
        only = {status for _, _, status, _ in rows} == {"secondary"} and len({s for _, s, _, _ in rows}) == 1
        counts["one_secondary"] += only and not second
    return counts


def _adds(check: Check, lookup: Lookup):
    """Parts over one key of the breakdown, the other pairs fixed: they add to 100, or to the whole."""
    *fixed, last = check.breakdown.split(";")
    key, _, listed = last.partition("=")
    wanted = set(listed.split("|")) if listed else None
    own = lookup.figures[lookup.figures["series"] == check.series]
    parts = {}
    for index, text in own["breakdown"].items():
        found = pairs("", text)
        value = found.pop(key, None)
        if value and [f"{k}={v}" for k, v in found.items()] == fixed and (wanted is None or value in wanted):
            parts[index] = value
    rows = own.loc[list(parts)].assign(part=parts)
    for (edition, place, start, end), group in rows.groupby(
        ["edition", "geography", "period_start", "period_end"], dropna=False
    ):
        if len(group) < 2 or (wanted is not None and set(group["part"]) != wanted):
            continue
        touched, target = list(group.index), 100.0
        if check.kind == "adds to total":
            whole = lookup.find(_plain((check.series, place, ";".join(fixed), start, end)), edition)
            if whole is None:
                continue
            touched, target = [*touched, whole], lookup.value(whole)
        yield _instance(check, touched, target, group["value"].sum())


def _share(check: Check, lookup: Lookup):
    """A printed percentage is the one count over the other."""
    for index, cell, edition in _own(check, lookup):
        above = lookup.find((check.of[0], *cell[1:]), edition)
        below = lookup.find((check.base, cell[1], "", *cell[3:]), edition)
        if above is not None and below is not None and lookup.value(below):
            share = 100 * lookup.value(above) / lookup.value(below)
            yield _instance(check, [index, above, below], share, lookup.value(index))


def _change(check: Check, lookup: Lookup):
    """A printed percentage change is that of the counts of the two periods.

    Recorded offences are revised edition by edition: an edition that prints the count itself is not held
    against what another one prints for the period before.
    """
    for index, (_, place, breakdown, start, end), edition in _own(check, lookup):
        rest = pairs("", breakdown)
        before = day(rest.pop("compared_with_year_ending", ""))
        if before is None or end is None:
            continue
        months = 12 * (end.year - before.year) + end.month - before.month
        earlier = Period(start, end).shifted(-months)
        part = ";".join(f"{k}={v}" for k, v in rest.items())
        cells = [(check.of[0], place, part, *span) for span in ((earlier.start, earlier.end), (start, end))]
        own = check.of[0] in lookup.recorded and lookup.find(cells[1], edition, same=True) is not None
        one, two = (lookup.find(cell, edition, same=own) for cell in cells)
        if one is not None and two is not None and lookup.value(one):
            change = 100 * (lookup.value(two) / lookup.value(one) - 1)
            yield _instance(check, [index, one, two], change, lookup.value(index))


def _sum(check: Check, lookup: Lookup):
    """A figure is the sum of others of the same edition, place, period and breakdown."""
    for index, cell, edition in _own(check, lookup):
        parts = [lookup.find((name, *cell[1:]), edition, same=True) for name in check.of]
        if None not in parts:
            yield _instance(check, [index, *parts], sum(map(lookup.value, parts)), lookup.value(index))


_KINDS = {"adds to 100": _adds, "adds to total": _adds, "share": _share, "change": _change, "sum": _sum}


def _own(check: Check, lookup: Lookup):
    rows = lookup.figures[lookup.figures["series"] == check.series]
    for index, *cell, edition in rows[[*CELL, "edition"]].itertuples():
        yield index, _plain(cell), edition


def _instance(check: Check, touched: list[int], expected: float, found: float) -> Instance:
    off = abs(found - expected)
    return Instance(check.id, tuple(touched), float(expected), float(found), bool(off <= check.tolerance + 1e-9))


def _arithmetic(figures: pd.DataFrame, registers: Registers, instances: list[Instance]) -> list[str]:
    declared = {c.cell: c for c in registers.conflicts if c.kind == "arithmetic"}
    found, failing = [], set()
    for instance in instances:
        if instance.holds:
            continue
        rows = figures.loc[list(instance.figures)]
        cells = {_plain(cell) for cell in rows[CELL].itertuples(index=False)}
        if known := cells & declared.keys():
            failing |= known
            continue
        row = rows.iloc[0]
        found.append(
            f"data/checks.csv: check '{instance.check}' fails for {_named(row)}, edition '{row['edition']}': "
            f"{instance.found:g} where {instance.expected:g} is expected"
        )
    used = {instance.check for instance in instances}
    found += [f"data/checks.csv: check '{c.id}' applies to no figure" for c in registers.checks if c.id not in used]
    for cell in declared.keys() - failing:
        found.append(f"data/conflicts.csv: conflict '{declared[cell].id}': no check fails on this figure")
    return found


def _repeats(figures: pd.DataFrame, registers: Registers) -> list[str]:
    held = figures.set_index(["table", "edition"]).sort_index()
    cells: dict[tuple, float] = {}
    for row in held[[*CELL, "value"]].itertuples():
        cells[(*row.Index, *_plain(row[1:-1]))] = row[-1]
    found = []
    for repeat in registers.repeats:
        value = cells.get((repeat.table, repeat.edition, *repeat.cell))
        where = f"data/repeats.csv: '{repeat.source}' on {repeat.series}, {label(*repeat.cell[-2:])}"
        if value is None:
            found.append(f"{where}: edition '{repeat.edition}' of '{repeat.table}' holds no such figure")
        elif not repeat.holds(value):
            found.append(f"{where}: {value:g} is not '{repeat.form} {repeat.stated:g}'")
    return found


def _disagreements(figures: pd.DataFrame, registers: Registers) -> list[str]:
    """Every disagreement is registered, and every registered one is there."""
    lookup = Lookup(figures, registers)
    registered: dict[tuple, Conflict] = {c.cell: c for c in registers.conflicts if c.kind == "values"}
    found = []
    for conflict in registered.values():
        held = lookup.editions(conflict.cell)
        if conflict.used not in held:
            found.append(f"data/conflicts.csv: conflict '{conflict.id}': '{conflict.used}' holds no such figure")
        elif len({lookup.value(i) for i in held.values()}) < 2:
            found.append(f"data/conflicts.csv: conflict '{conflict.id}': the sources do not disagree")
    kinds = {s.id: s.kind for s in registers.series.values()}
    editions = {(e.table, e.id): (n, e.source) for n, e in enumerate(registers.editions)}
    keys = [editions[key] for key in zip(figures["table"], figures["edition"], strict=True)]
    rows = figures.assign(order=[n for n, _ in keys], publisher=[registers.publisher(s) for _, s in keys])
    rows = rows[~rows["series"].map(kinds).isin(REVISED_KINDS) & rows.duplicated(CELL, keep=False)]
    for cell, group in rows.sort_values("order").groupby(CELL, dropna=False, sort=False):
        values = _standing(group)
        if _plain(cell) not in registered and any(not _agree(a, b) for n, a in enumerate(values) for b in values[:n]):
            given = ", ".join(f"{v:g} ({e})" for v, e in zip(group["value"], group["edition"], strict=True))
            found.append(f"data/conflicts.csv: no entry for {_named(group.iloc[0])}, where sources disagree: {given}")
    return found


def _standing(group: pd.DataFrame) -> list[float]:
    """The values of one cell that still stand, oldest first in `group`.

    A publisher's restated figure replaces its earlier ones, a later second-hand table its own earlier
    ones; a second-hand figure that repeats one of another publisher is no voice of its own.
    """
    standing: list[tuple[str, str, float]] = []
    for who, status, value in group[["publisher", "status", "value"]].itertuples(index=False):
        if status in ("official-revised", "secondary"):
            standing = [other for other in standing if other[0] != who]
        standing = [other for other in standing if other[:2] != (who, "official-provisional")]
        standing.append((who, status, value))
    said = list(group[["publisher", "value"]].itertuples(index=False))
    return [
        value
        for who, status, value in standing
        if status != "secondary" or not any(who != other and _agree(value, v) for other, v in said)
    ]


def _agree(a: float, b: float) -> bool:
    """True where two values are equal, or one is the other rounded to its last digit that is no zero.

    Examples
    --------
    >>> _agree(5.99, 6.0), _agree(275652, 276000), _agree(13182, 13330)
    (True, True, False)
    """
    return a == b or abs(a - b) <= max(rounding(a), rounding(b))


def _plain(cell) -> tuple:
    """A cell with days in place of time stamps, None where undated."""
    *words, start, end = cell
    return (*words, *(when.date() if isinstance(when, pd.Timestamp) else None for when in (start, end)))


def _named(row: pd.Series) -> str:
    _, _, _, start, end = _plain(row[CELL])
    part = f", {row['breakdown']}" if row["breakdown"] else ""
    return f"{row['series']}, {label(start, end)}, {row['geography']}{part}"
