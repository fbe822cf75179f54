"""What a comparison is: two figures, the reasons that part them, and the sentence that says so."""

from dataclasses import dataclass
from datetime import date


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
            f"{_number(x['value'], x['unit'], decimals)} {_in(x['long'])}" + (f" ({x['scope']})" if x["scope"] else "")
            for x in (a, b)
        )
        if not self.comparable:
            return (
                f"{a['title']}: {before}, {after}. The difference{share} is arithmetic only: "
                "the two figures are not like for like."
            )
        if self.change == 0:
            return f"{a['title']}: {before} and the same {_in(b['long'])}."
        return f"{a['title']} {'rose' if self.change > 0 else 'fell'} from {before} to {after}{share}."

    @property
    def caution(self) -> str:
        """What to take care of where the change may be quoted; empty where there is nothing."""
        said = [r.label + (f" ({r.date:%B %Y})" if r.date else "") for r in self.reasons if r.weight == "warn"]
        return f"Take care: {'; '.join(said)}." if said else ""

    def _share(self) -> str:
        if self.earlier["unit"] == "percent":
            return f" ({self.change:+.2g} percentage points)"
        return "" if self.percent_change is None else f" ({self.percent_change:+.1f}%)"


def _in(period: str) -> str:
    """``in the year ending ...``, ``in July 2023``, ``on 31 December 2023``, ``from 2021-06-02 to ...``."""
    if period.startswith("year"):
        return f"in the {period}"
    if period[:4].isdigit():
        return f"from {period}"
    return f"on {period}" if period[:1].isdigit() else f"in {period}"


def _number(value: float, unit: str, decimals: int) -> str:
    text = f"{value:,.0f}" if value == int(value) else f"{value:,.{decimals}f}"
    return f"{text}%" if unit == "percent" else text
