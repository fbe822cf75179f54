"""An answer that is not given, as a value: the reason, and the nearest answer that may be had."""

from dataclasses import dataclass


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
    nearest: object | None = None

    def summary(self) -> str:
        """Say why not, and what instead."""
        instead = f" Nearest valid: {self.nearest.summary()}" if self.nearest else ""
        return f"No figure is given: {self.reason}{instead}"
