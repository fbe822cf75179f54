"""An answer that is not given, as a value: the reason, and the nearest answer that may be had."""

from dataclasses import dataclass
from typing import Protocol


class Answer(Protocol):
    """A result that says itself in one plain sentence."""

    def summary(self) -> str: ...


@dataclass(frozen=True)
class Refusal:
    """Why there is no figure.

    `nearest` is a result with a ``summary()`` of its own, or None.

    Examples
    --------
    >>> Refusal("a slope needs four points; there are 2.").summary()
    'No figure is given: a slope needs four points; there are 2.'
    """

    reason: str
    nearest: Answer | None = None

    def summary(self) -> str:
        """Say why not, and what instead."""
        instead = f" Nearest valid: {self.nearest.summary()}" if self.nearest else ""
        return f"No figure is given: {self.reason}{instead}"
