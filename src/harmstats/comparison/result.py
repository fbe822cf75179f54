"""What a comparison is: two figures, the reasons that part them, and the sentence that says so."""

from dataclasses import dataclass
from datetime import date

from ..core.words import in_period, number

# A percentage of a count below the one, or above the other, says less than the two counts.
LEAST_BASE, MOST_PERCENT = 20, 1000


@dataclass(frozen=True)
class Reason:
    """Why a comparison is refused (weight ``refuse``) or needs care (``warn``)."""

    kind: str
    date: date | None
    note: str
    source: str
    weight: str
    label: str


@dataclass(frozen=True)
class Comparison:
    """Two figures of one series and what may be said of the change.

    `change` and `percent_change` are arithmetic; they describe a change in the thing counted only
    where `comparable` is true. `nearest` is the closest comparison that is valid,
    `alternatives` the same comparison for series without the part that broke it.
    """

    series: str
    earlier: dict
    later: dict
    change: float
    percent_change: float | None
    comparable: bool
    reasons: tuple[Reason, ...]
    nearest: "Comparison | None" = None
    alternatives: tuple["Comparison", ...] = ()

    def summary(self) -> str:
        """Say the result in one plain sentence."""
        a, b = self.earlier, self.later
        share = self._share()
        decimals = 2 if self.change and round(a["value"], 1) == round(b["value"], 1) else 1
        before, after = (
            f"{number(x['value'], x['unit'], decimals)} {in_period(x['long'])}"
            + (f" ({x['scope']})" if x["scope"] else "")
            for x in (a, b)
        )
        if not self.comparable:
            return (
                f"{a['title']}: {before}, {after}. The difference{share} is arithmetic only: "
                "the two figures are not like for like."
            )
        if any(r.kind == "interval" for r in self.reasons):
            return f"{a['title']}: {before}, {after}{share}; without a published interval the difference may be chance."
        if self.change == 0:
            return f"{a['title']}: {before} and the same {in_period(b['long'])}."
        return f"{a['title']} {'rose' if self.change > 0 else 'fell'} from {before} to {after}{share}."

    @property
    def caution(self) -> str:
        """What to take care of where the change may be quoted; empty where there is nothing."""
        said = [r.label + (f" ({r.date:%B %Y})" if r.date else "") for r in self.reasons if r.weight == "warn"]
        return f"Take care: {'; '.join(said)}." if said else ""

    @property
    def moved(self) -> str:
        """The change as the verb of a sentence, ``rose by 13.4%``, under the rules of the summary."""
        a, b = self.earlier, self.later
        before, after = number(a["value"], a["unit"], 2), number(b["value"], b["unit"], 2)
        if any(r.kind == "interval" for r in self.reasons):
            return f"was {before} and then {after}, which may be chance without a published interval"
        if self.change == 0:
            return "did not change"
        verb, size = "rose" if self.change > 0 else "fell", self._size()
        if not size:
            return f"{verb} from {before} to {after}"
        return f"{verb} by {'less than 0.1%' if size[1:] == '0.0%' else size[1:]}"

    def _share(self) -> str:
        size = self._size()
        return f" ({size})" if size else ""

    def _size(self) -> str:
        """The size of the change, in points or per cent; no percentage of a base too small to bear one."""
        a, change = self.earlier, self.percent_change
        if a["unit"] == "percent":
            return f"{self.change:+.{1 if abs(self.change) >= 0.1 or not self.change else 2}f} percentage points"
        counted = a["value"] == int(a["value"])
        if change is None or abs(change) > MOST_PERCENT or (counted and a["value"] < LEAST_BASE):
            return ""
        return f"{change:+.1f}%"
