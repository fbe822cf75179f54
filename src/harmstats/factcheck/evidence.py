"""What the data hold for a claim: figures as known on a day, and what to say of them.

Reasons are data: every one names where it comes from.
"""

import re
from dataclasses import dataclass
from datetime import date

import pandas as pd

from ..comparison.result import Reason
from ..core.errors import HarmstatsError, NotFound, few, suggest
from ..core.periods import UNDATED, Period
from ..core.registers import Break, Registers
from ..core.words import STAMPS, day, number
from ..core.words import breakdown as in_words
from ..store.figures import USUAL, load, usual_place, vintage
from .claim import Claim

REFERENCE = re.compile(r"(?P<series>[a-z0-9-]*)(?:\[(?P<breakdown>[^\]]*)\])?(?:@(?P<period>.+))?")


class Held:
    """The registers, and every vintage of the series that claims need, each read once.

    Parameters
    ----------
    registers : Registers
    series : iterable of str
        Series to read ahead, in one pass.
    """

    def __init__(self, registers: Registers, series=()):
        self.registers = registers
        wanted = list(dict.fromkeys(series))
        frame = load(wanted, edition="all", data=registers.folder) if wanted else None
        self._frames = {name: frame[frame["series"] == name] for name in wanted}

    def of(self, series: str) -> pd.DataFrame:
        """Return every vintage of a series, in all places; raise NotFound if it is not known."""
        if series not in self._frames:
            self._frames[series] = load(series, edition="all", data=self.registers.folder)
        return self._frames[series]

    def place(self, series: str, wanted: str) -> str:
        """Return the wanted place where the series has it, else the one meant where none is named."""
        there = set(self.of(series)["geography"])
        for name in (wanted, *USUAL):
            if name in there:
                return name
        return there.pop() if len(there) == 1 else usual_place(series, self.registers)


@dataclass(frozen=True)
class Known:
    """A value as known on a day, and the figures it rests on."""

    value: float
    rows: tuple


def cell_of(series: str, breakdown: str, period: str | None, claim: Claim, held: Held) -> pd.DataFrame:
    """Every vintage of one figure (of all its periods without `period`); empty where the period is not held."""
    rows = held.of(series)
    place = claim.geography if series == claim.series else held.place(series, claim.geography)
    rows = rows[rows["geography"] == place]
    if rows.empty:
        raise NotFound(
            f"series '{series}' has no figure for {place}; it has {few(sorted(set(held.of(series)['geography'])))}"
        )
    kinds = sorted(rows["breakdown"].unique())
    if breakdown not in kinds:
        hint = suggest(breakdown, kinds) or f" It has {few([text or 'the whole' for text in kinds])}."
        raise NotFound(f"series '{series}' has no breakdown '{breakdown or 'the whole'}' for {place}.{hint}")
    rows = rows[rows["breakdown"] == breakdown]
    if period is None:
        return rows
    if period == UNDATED:
        return rows[rows["period_end"].isna()]
    return rows[in_span(rows, Period.parse(period))]


def in_span(rows: pd.DataFrame, span: Period) -> pd.Series:
    """True for the figures of exactly this period."""
    return (rows["period_start"] == pd.Timestamp(span.start)) & (rows["period_end"] == pd.Timestamp(span.end))


def reference(text: str, claim: Claim) -> tuple[str, str, str]:
    """Read ``series[breakdown]@period``; what is left out is as in the claim, and ``[]`` is the whole."""
    found = REFERENCE.fullmatch(text)
    if not found or not text:
        raise HarmstatsError(f"'{text}' is not of the form series[breakdown]@period")
    breakdown = claim.breakdown if found["breakdown"] is None else found["breakdown"]
    return found["series"] or claim.series, breakdown, found["period"] or claim.period


def out_by(cell: pd.DataFrame, when: date | None) -> pd.DataFrame:
    """Return what was out by a day; everything without one."""
    return cell if when is None else cell[cell["published"] <= pd.Timestamp(when)]


def known_on(cells: list[pd.DataFrame], share: bool, when: date | None) -> Known | None:
    """The sum of all figures, or of all but the last over the last, as known on a day."""
    cells = [out_by(cell, when) for cell in cells]
    if any(cell.empty for cell in cells):
        return None
    rows = tuple(vintage(cell).iloc[-1].to_dict() for cell in cells)
    values = [float(row["value"]) for row in rows]
    if share and not values[-1]:
        raise HarmstatsError(f"a share of nought: '{rows[-1]['series']}' is 0 in {rows[-1]['period']}")
    return Known(100 * sum(values[:-1]) / values[-1] if share else sum(values), rows)


def counted(claim: Claim, registers: Registers) -> Reason:
    """Say what is counted, which part of it was judged, and of what base."""
    about = registers.series[claim.series]
    cells = [in_words(part) for part in claim.breakdown.split(" + ")] if claim.breakdown else []
    text = about.title + (f" ({' plus '.join(cells)})" if cells else "")
    if claim.of:
        series, breakdown, period = reference(claim.of, claim)
        which = [in_words(breakdown) if breakdown else "the whole", "" if period == claim.period else period]
        text += f", as a share of {registers.one_series(series).title} ({', '.join(filter(None, which))})"
    text = f"{text}. Base: {about.base}. {STAMPS.get(about.kind, '')}".strip()
    return Reason("base", None, text, "", "warn", "What is counted")


def beside(claim: Claim, held: Held, today: date | None) -> list[Reason]:
    """Say each figure that is to stand beside the claim, with its own base."""
    reasons = []
    for text in claim.beside:
        series, breakdown, period = reference(text, claim)
        held.registers.one_series(series)
        every = cell_of(series, breakdown, period, claim, held)
        cell = out_by(every, today)
        if cell.empty and len(every):
            continue  # not out yet on that day
        if cell.empty:
            raise NotFound(f"beside '{text}': series '{series}' has no such figure for {period or 'no period'}")
        row = vintage(cell).iloc[-1]
        part = f" ({in_words(row['breakdown'])})" if row["breakdown"] else ""
        about = held.registers.series[series]
        said = f"{about.title}{part}, {row['period']}: {shown(row)} ({edition_of(row)}). Base: {about.base}."
        reasons.append(Reason("beside", row["published"].date(), said, row["source"], "warn", "Another figure"))
    return reasons


def first_with_both(
    claim: Claim, cell: pd.DataFrame, first: Period, second: Period, today: date | None
) -> list[Reason]:
    """Every edition that has both periods, as none was held on the day."""
    rows = [out_by(cell, today)[lambda frame, span=span: in_span(frame, span)] for span in (first, second)]
    both = rows[0].merge(rows[1], on=["table", "edition"], suffixes=("_1", "")).sort_values("published", kind="stable")
    text = f"No edition held that was out by {day(claim.printed)} has both periods"
    reasons = [Reason("edition", None, f"{text}.", "", "warn", "Not held then")] if both.empty else []
    for row in both.to_dict("records"):
        move = row["value"] - row["value_1"]
        move = 100 * move / row["value_1"] if claim.saying.unit == "percent" and row["value_1"] else move
        values = " and ".join(number(row[name], row["unit"]) for name in ("value_1", "value"))
        told = f"{values}, {signed(move, claim.saying.unit)}"
        lead = f"{text}; the first is {edition_of(row)}: {told}." if not reasons else f"{told}: {edition_of(row)}."
        reasons.append(Reason("edition", row["published"].date(), lead, row["source"], "warn", "Edition with both"))
    return reasons


def break_between(cut: Break, claim: Claim, registers: Registers) -> Reason:
    """Say that a break parts the two periods; where its source is later than the day of print, say that too."""
    text = f"{cut.label}: between the two periods, in force since {day(cut.date)}, so no edition is needed to tell"
    issued = registers.sources[cut.source].get("issued", {}).get("date-parts", [[]])[0]
    if len(issued) == 3 and (out := date(*issued)) > claim.printed:
        text += f"; the source held that says so was published {day(out)}, after the day of print"
    return Reason("break", cut.date, f"{text}.", cut.source, "refuse", "Break between")


def loosely(claim: Claim, values, unit: str) -> list[Reason]:
    """Say where words such as "more than" are true, and more than a fifth away from the figure."""
    loose = dict.fromkeys(v for v in values if v is not None and claim.saying.loose(v))
    told = [signed(v, unit) if claim.saying.change else number(v, unit) for v in loose]
    if not told:
        return []
    text = f"'{claim.stated}' holds for {' and '.join(told)}, but loosely: the number stated is more than a fifth away."
    return [Reason("loose", None, text, "", "warn", "Loosely put")]


def note_of(claim: Claim) -> tuple[Reason, ...]:
    """Return the note of the claim; what it rests on is among the sources of the claim."""
    return (Reason("note", None, claim.note, "", "warn", "To know"),) if claim.note else ()


def shown(row) -> str:
    """Write the value of a figure: two decimals where it is a share of counts."""
    row = row if isinstance(row, (dict, pd.Series)) else row._asdict()
    return number(row["value"], row["unit"], 1 if pd.isna(row["denominator"]) else 2)


def edition_of(row) -> str:
    """Name an edition and the day it was out."""
    when = f"{'published' if row['dated'] == 'exact' else 'out by'} {day(row['published'])}"
    return f"{row['edition']}, {when}"


def standing(row) -> str:
    """Label a vintage: set aside by the register of conflicts, second-hand, or an edition."""
    if not row.used:
        return "Set aside"
    return "Second-hand" if row.status == "secondary" else "Edition"


def signed(value: float, unit: str) -> str:
    """Write a change with its sign.

    Examples
    --------
    >>> signed(44.39, "percent"), signed(-0.5, "points"), signed(1200, "offences")
    ('+44.4%', '-0.5 percentage points', '+1,200')
    """
    if unit == "percent":
        return f"{value:+.1f}%"
    return f"{value:+.2g} percentage points" if unit == "points" else f"{value:+,.0f}"
