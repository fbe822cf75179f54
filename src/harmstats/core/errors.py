"""Errors that reach a reader of the command line: one line each, never a traceback."""

from collections.abc import Iterable

LONGEST = 1000


class HarmstatsError(Exception):
    """Bad input. The message is one line: what, where, and what would be right."""

    def __str__(self) -> str:
        # one line that a terminal can show, whatever a cell of somebody's file holds
        text = "".join(c if c.isprintable() else "?" for c in " ".join(super().__str__().split()))
        return text if len(text) <= LONGEST else f"{text[: LONGEST - 3]}..."


class DataError(HarmstatsError):
    """A data file breaks a rule of the data dictionary."""


class NotFound(HarmstatsError):
    """A series, period, geography or edition that is not there."""


def suggest(word: str, known: Iterable[str]) -> str:
    """Return `` Did you mean 'x'?`` for the closest known word, else an empty string.

    Examples
    --------
    >>> suggest("prc-stalkin-8q", ["prc-stalking-8q", "scot-stalking"])
    " Did you mean 'prc-stalking-8q'?"
    >>> suggest("zebra", ["prc-stalking-8q"])
    ''
    """
    from difflib import get_close_matches

    by_lower = {str(name).lower(): str(name) for name in known}
    close = get_close_matches(word.lower(), by_lower, n=1, cutoff=0.6)
    return f" Did you mean '{by_lower[close[0]]}'?" if close else ""


def few(names: list[str], most: int = 4) -> str:
    """Name the first of many.

    Examples
    --------
    >>> few(["a", "b", "c"], 2)
    'a, b and 1 more'
    """
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more
