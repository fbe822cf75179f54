"""A claim in print, and the figures it speaks of: every vintage that is held, and what was out by a day."""

import re
from dataclasses import dataclass
from datetime import date

import pandas as pd

from ..core.errors import HarmstatsError, NotFound, few, suggest
from ..core.periods import UNDATED, Period
from ..core.registers import Registers
from ..store.figures import load, of_period, usual_place, vintage
from ..store.lookup import no_place
from .statement import NOTHING, Saying

REFERENCE = re.compile(r"(?P<series>[a-z0-9-]*)(?:\[(?P<breakdown>[^\]]*)\])?(?:@(?P<period>.+))?")


@dataclass(frozen=True)
class Claim:
    """A statement in print, and what it claims of which figure.

    `saying` is :data:`NOTHING` where nothing is claimed of a figure. `earlier` is filled where a change is
    claimed. `breakdown` may add several, joined by `` + ``; `of` is the figure it is a share of;
    `beside` are figures to show beside it. `article` is the source that printed it, if it has an id:
    figures known only from there are no source for it.
    """

    id: str
    stated: str
    printed: date
    statement: str
    saying: Saying = NOTHING
    series: str = ""
    earlier: str = ""
    period: str = ""
    geography: str = ""
    breakdown: str = ""
    of: str = ""
    kind: str = "statistic"
    article: str = ""
    beside: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    note: str = ""


class Archive:
    """The registers of a data folder, and every vintage of the series that claims need, each read once."""

    def __init__(self, registers: Registers):
        self.registers = registers
        self._vintages: dict[str, pd.DataFrame] = {}

    def of(self, series: str) -> pd.DataFrame:
        """Return every vintage of a series, in all places; raise NotFound if it is not known."""
        if series not in self._vintages:
            self._vintages[series] = load(series, edition="all", data=self.registers.folder)
        return self._vintages[series]

    def place(self, series: str, wanted: str) -> str:
        """Return the wanted place where the series has it, else the one meant where none is named."""
        return wanted if wanted in set(self.of(series)["geography"]) else usual_place(series, self.registers)

    def vintages(self, claim: Claim, series: str, breakdown: str, period: str | None = None) -> pd.DataFrame:
        """Return every vintage of one figure, or of all its periods; empty where the period is not held.

        The place is that of the claim, or the usual one of a series that does not have it.
        """
        rows = self.of(series)
        places = sorted(set(rows["geography"]))
        place = claim.geography if series == claim.series else self.place(series, claim.geography)
        if place not in places:
            raise no_place(series, place, places)
        rows = rows[rows["geography"] == place]
        kinds = sorted(rows["breakdown"].unique())
        if breakdown not in kinds:
            hint = suggest(breakdown, kinds) or f" It has {few([text or 'the whole' for text in kinds])}."
            raise NotFound(f"series '{series}' has no breakdown '{breakdown or 'the whole'}' for {place}.{hint}")
        rows = rows[rows["breakdown"] == breakdown]
        if period == UNDATED:
            return rows[rows["period_end"].isna()]
        return rows if period is None else of_period(rows, Period.parse(period))


def reference(text: str, claim: Claim) -> tuple[str, str, str]:
    """Read ``series[breakdown]@period``; what is left out is as in the claim, and ``[]`` is the whole."""
    parts = REFERENCE.fullmatch(text)
    if not parts or not text:
        raise HarmstatsError(f"'{text}' is not of the form series[breakdown]@period")
    breakdown = claim.breakdown if parts["breakdown"] is None else parts["breakdown"]
    return parts["series"] or claim.series, breakdown, parts["period"] or claim.period


def out_by(rows: pd.DataFrame, day: date | None) -> pd.DataFrame:
    """Return what was out by a day; everything without one."""
    return rows if day is None else rows[rows["published"] <= pd.Timestamp(day)]


# A value as known on a day, and the figures it rests on.
Known = tuple[float, list[dict]]


def known_on(figures: list[pd.DataFrame], share: bool, day: date | None) -> Known | None:
    """Return the sum of all figures, or of all but the last over the last, as known on a day; None without one."""
    figures = [out_by(rows, day) for rows in figures]
    if any(rows.empty for rows in figures):
        return None
    last = [vintage(rows).iloc[-1].to_dict() for rows in figures]
    values = [float(row["value"]) for row in last]
    if share and not values[-1]:
        raise HarmstatsError(f"a share of nought: '{last[-1]['series']}' is 0 in {last[-1]['period']}")
    return 100 * sum(values[:-1]) / values[-1] if share else sum(values), last
