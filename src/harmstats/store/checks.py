"""Hold figures against each other: declared arithmetic, repeats by other sources, disagreements.

What must hold is data (:mod:`harmstats.core.registers`), so that a new figure is checked without new code.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from math import fsum
from typing import NamedTuple

import pandas as pd

from ..core.cells import day
from ..core.csv_reading import pairs
from ..core.periods import Period, label, spans
from ..core.registers import Cell, Check, Registers, rounding

# Later editions of these series revise earlier ones as a matter of course: other values are no disagreement.
REVISED_KINDS = ("recorded", "population")


class Printed(NamedTuple):
    """A published figure: where it stands in the table of all, what it is of, and who printed it when."""

    row: int
    cell: Cell
    table: str
    edition: str
    status: str
    value: float
    order: int
    source: str
    publisher: str


@dataclass(frozen=True)
class Instance:
    """One check on one place and period: the figures it touches, what they should give, what they give."""

    check: str
    printed: tuple[Printed, ...]
    expected: float
    found: float
    holds: bool

    @property
    def figures(self) -> tuple[int, ...]:
        """Where the figures it touches stand in the table of all."""
        return tuple(figure.row for figure in self.printed)


class Lookup:
    """Published figures by series and by cell, in the order of the table of all."""

    def __init__(self, figures: pd.DataFrame, registers: Registers):
        self.kinds = {name: series.kind for name, series in registers.series.items()}
        self.by_series: dict[str, list[Printed]] = defaultdict(list)
        self.by_cell: dict[Cell, list[Printed]] = defaultdict(list)
        editions = {
            (e.table, e.id): (order, e.source, registers.publisher(e.source))
            for order, e in enumerate(registers.editions)
        }
        rows = figures[["series", "geography", "breakdown", "table", "edition", "status", "value"]].itertuples()
        for (row, *cell, table, edition, status, value), span in zip(rows, spans(figures), strict=True):
            figure = Printed(row, (*cell, *span), table, edition, status, value, *editions[table, edition])
            self.by_series[cell[0]].append(figure)
            self.by_cell[figure.cell].append(figure)

    def find(self, cell: Cell, edition: str, *, same: bool = False) -> Printed | None:
        """The figure of a cell in an edition; where it is not there and `same` is False, the last one that is."""
        there = self.by_cell.get(cell, [])
        own = [figure for figure in there if figure.edition == edition] or ([] if same else there)
        return own[-1] if own else None


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
    return _run(Lookup(figures, registers), registers)


def _run(lookup: Lookup, registers: Registers) -> list[Instance]:
    return [instance for check in registers.checks for instance in _KINDS[check.kind](check, lookup)]


def problems(figures: pd.DataFrame, registers: Registers) -> list[str]:
    """Return what does not hold and is not declared, and what is declared and does hold; one line each."""
    lookup = Lookup(figures, registers)
    return [*_arithmetic(lookup, registers), *_repeats(lookup, registers), *_disagreements(lookup, registers)]


def summary(figures: pd.DataFrame, registers: Registers) -> dict[str, int]:
    """Count published figures (each series, place, breakdown and period once) by what stands behind them.

    Returns
    -------
    dict
        ``figures``; ``second_source`` (another publisher gives it, or a repeat); ``arithmetic`` (a
        declared check holds on it); ``cross_checked`` (either); ``one_secondary`` (rests on one
        second-hand source and nothing else).
    """
    lookup = Lookup(figures, registers)
    repeated = {repeat.cell for repeat in registers.repeats}
    summed = {row for instance in _run(lookup, registers) if instance.holds for row in instance.figures}
    counts = dict.fromkeys(("figures", "second_source", "arithmetic", "cross_checked", "one_secondary"), 0)
    for cell, there in lookup.by_cell.items():
        second = cell in repeated or any(
            a.publisher != b.publisher and _agree(a.value, b.value) for n, a in enumerate(there) for b in there[:n]
        )
        sums = any(figure.row in summed for figure in there)
        only = {(figure.status == "secondary", figure.source) for figure in there}
        counts["figures"] += 1
        counts["second_source"] += second
        counts["arithmetic"] += sums
        counts["cross_checked"] += second or sums
        counts["one_secondary"] += not second and len(only) == 1 and only.pop()[0]
    return counts


def _adds(check: Check, lookup: Lookup) -> Iterator[Instance]:
    """Parts over one key of the breakdown, the other pairs fixed: they add to 100, or to the whole."""
    *fixed, last = check.breakdown.split(";")
    key, _, listed = last.partition("=")
    wanted = set(listed.split("|")) if listed else None
    groups: dict[tuple[str, Cell], dict[str, Printed]] = defaultdict(dict)
    for figure in lookup.by_series[check.series]:
        series, place, breakdown, start, end = figure.cell
        rest = pairs("", breakdown)
        part = rest.pop(key, None)
        if part and [f"{k}={v}" for k, v in rest.items()] == fixed and (wanted is None or part in wanted):
            groups[figure.edition, (series, place, ";".join(fixed), start, end)][part] = figure
    for (edition, cell), group in groups.items():
        if len(group) < 2 or (wanted is not None and set(group) != wanted):
            continue
        parts = list(group.values())
        total = fsum(figure.value for figure in parts)
        if check.kind == "adds to 100":
            yield _instance(check, parts, 100.0, total)
        elif whole := lookup.find(cell, edition):
            yield _instance(check, [*parts, whole], whole.value, total)


def _share(check: Check, lookup: Lookup) -> Iterator[Instance]:
    """A printed percentage is the one count over the other."""
    for figure in lookup.by_series[check.series]:
        _, place, breakdown, start, end = figure.cell
        above = lookup.find((check.of[0], place, breakdown, start, end), figure.edition)
        below = lookup.find((check.base, place, "", start, end), figure.edition)
        if above and below and below.value:
            yield _instance(check, [figure, above, below], 100 * above.value / below.value, figure.value)


def _change(check: Check, lookup: Lookup) -> Iterator[Instance]:
    """A printed percentage change is that of the counts of the two periods.

    Recorded offences are revised edition by edition: an edition that prints the count itself is not held
    against what another one prints for the period before.
    """
    (of,) = check.of
    for figure in lookup.by_series[check.series]:
        _, place, breakdown, start, end = figure.cell
        rest = pairs("", breakdown)
        before = day(rest.pop("compared_with_year_ending", ""))
        if before is None or start is None or end is None:
            continue
        earlier = Period(start, end).shifted(12 * (before.year - end.year) + before.month - end.month)
        part = ";".join(f"{k}={v}" for k, v in rest.items())
        cell = of, place, part, start, end
        own = lookup.kinds[of] == "recorded" and lookup.find(cell, figure.edition, same=True) is not None
        one = lookup.find((of, place, part, earlier.start, earlier.end), figure.edition, same=own)
        two = lookup.find(cell, figure.edition, same=own)
        if one and two and one.value:
            yield _instance(check, [figure, one, two], 100 * (two.value / one.value - 1), figure.value)


def _sum(check: Check, lookup: Lookup) -> Iterator[Instance]:
    """A figure is the sum of others of the same edition, place, period and breakdown."""
    for figure in lookup.by_series[check.series]:
        parts = [lookup.find((name, *figure.cell[1:]), figure.edition, same=True) for name in check.of]
        there = [part for part in parts if part]
        if len(there) == len(parts):
            yield _instance(check, [figure, *there], fsum(part.value for part in there), figure.value)


_KINDS = {"adds to 100": _adds, "adds to total": _adds, "share": _share, "change": _change, "sum": _sum}


def _instance(check: Check, printed: list[Printed], expected: float, found: float) -> Instance:
    return Instance(check.id, tuple(printed), expected, found, abs(found - expected) <= check.tolerance + 1e-9)


def _arithmetic(lookup: Lookup, registers: Registers) -> list[str]:
    instances = _run(lookup, registers)
    declared = {c.cell: c for c in registers.conflicts if c.kind == "arithmetic"}
    lines, failing = [], set()
    for instance in instances:
        if instance.holds:
            continue
        known = {figure.cell for figure in instance.printed} & declared.keys()
        failing |= known
        if not known:
            first = instance.printed[0]
            lines.append(
                f"data/checks.csv: check '{instance.check}' fails for {_named(first.cell)}, edition '{first.edition}': "
                f"{instance.found:g} where {instance.expected:g} is expected"
            )
    used = {instance.check for instance in instances}
    lines += [f"data/checks.csv: check '{c.id}' applies to no figure" for c in registers.checks if c.id not in used]
    for cell, conflict in declared.items():
        if cell not in failing:
            lines.append(f"data/conflicts.csv: conflict '{conflict.id}': no check fails on this figure")
    return lines


def _repeats(lookup: Lookup, registers: Registers) -> list[str]:
    lines = []
    for repeat in registers.repeats:
        figure = lookup.find(repeat.cell, repeat.edition, same=True)
        where = f"data/repeats.csv: '{repeat.source}' on {repeat.series}, {label(*repeat.cell[-2:])}"
        if figure is None or figure.table != repeat.table:
            lines.append(f"{where}: edition '{repeat.edition}' of '{repeat.table}' holds no such figure")
        elif not repeat.holds(figure.value):
            lines.append(f"{where}: {figure.value:g} is not '{repeat.form} {repeat.stated:g}'")
    return lines


def _disagreements(lookup: Lookup, registers: Registers) -> list[str]:
    """Every disagreement is registered, and every registered one is there."""
    registered = {c.cell: c for c in registers.conflicts if c.kind == "values"}
    lines = []
    for cell, conflict in registered.items():
        there = lookup.by_cell.get(cell, [])
        if conflict.used not in {figure.edition for figure in there}:
            lines.append(f"data/conflicts.csv: conflict '{conflict.id}': '{conflict.used}' holds no such figure")
        elif len({figure.value for figure in there}) < 2:
            lines.append(f"data/conflicts.csv: conflict '{conflict.id}': the sources do not disagree")
    for cell, there in lookup.by_cell.items():
        if cell in registered or len(there) < 2 or lookup.kinds[cell[0]] in REVISED_KINDS:
            continue
        printed = sorted(there, key=lambda figure: figure.order)
        values = _standing(printed)
        if any(not _agree(a, b) for n, a in enumerate(values) for b in values[:n]):
            given = ", ".join(f"{figure.value:g} ({figure.edition})" for figure in printed)
            lines.append(f"data/conflicts.csv: no entry for {_named(cell)}, where sources disagree: {given}")
    return lines


def _standing(printed: list[Printed]) -> list[float]:
    """The values of one cell that still stand, given oldest first.

    A publisher's restated figure replaces its earlier ones, a later second-hand table its own earlier
    ones; a second-hand figure that repeats one of another publisher is no voice of its own.
    """
    standing: list[Printed] = []
    for figure in printed:
        anew = figure.status in ("official-revised", "secondary")
        standing = [
            other
            for other in standing
            if other.publisher != figure.publisher or not (anew or other.status == "official-provisional")
        ]
        standing.append(figure)
    return [
        figure.value
        for figure in standing
        if figure.status != "secondary"
        or not any(figure.publisher != other.publisher and _agree(figure.value, other.value) for other in printed)
    ]


def _agree(a: float, b: float) -> bool:
    """True where two values are equal, or one is the other rounded to its last digit that is no zero.

    Examples
    --------
    >>> _agree(5.99, 6.0), _agree(275652, 276000), _agree(13182, 13330)
    (True, True, False)
    """
    return a == b or abs(a - b) <= max(rounding(a), rounding(b))


def _named(cell: Cell) -> str:
    series, place, breakdown, start, end = cell
    return f"{series}, {label(start, end)}, {place}{f', {breakdown}' if breakdown else ''}"
