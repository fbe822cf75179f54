"""What a comparison is: two figures, and the reasons that forbid or qualify a change between them."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from ..wording import caveats, sentences


@dataclass(frozen=True)
class Reason:
    """Why a comparison is refused (weight ``refuse``) or needs care (``warn``)."""

    kind: str
    date: date | None
    note: str
    source: str
    weight: str
    label: str

    @property
    def dated(self) -> str:
        """The label, with the month where the reason has one."""
        return caveats.dated(self.label, self.date)


@dataclass(frozen=True)
class Comparison:
    """Two figures of one series and what may be said of the change.

    `change` and `percent_change` are arithmetic; they describe a change in the thing counted only
    where `comparable` is true. `nearest` is the closest comparison that is valid,
    `alternatives` the same comparison for series without the part that broke it.
    """

    series: str
    earlier: dict[str, Any]
    later: dict[str, Any]
    change: float
    percent_change: float | None
    comparable: bool
    reasons: tuple[Reason, ...]
    nearest: "Comparison | None" = None
    alternatives: tuple["Comparison", ...] = ()

    def summary(self) -> str:
        """Say the result in one plain sentence."""
        return sentences.change(self.earlier, self.later, comparable=self.comparable, by_chance=self._by_chance)

    @property
    def caution(self) -> str:
        """What to take care of where the change may be quoted; empty where there is nothing."""
        return caveats.take_care(reason.dated for reason in self.reasons if reason.weight == "warn")

    @property
    def moved(self) -> str:
        """The change as the verb of a sentence, ``rose by 13.4%``, under the rules of the summary."""
        return sentences.verb(self.earlier, self.later, by_chance=self._by_chance)

    @property
    def refusals(self) -> tuple[Reason, ...]:
        """The reasons that forbid the comparison."""
        return tuple(reason for reason in self.reasons if reason.weight == "refuse")

    @property
    def _by_chance(self) -> bool:
        return any(reason.kind == "interval" for reason in self.reasons)
