"""What a cell of a table says: days, numbers and breakdowns, read and written one way everywhere."""

import re
from datetime import date
from decimal import Decimal
from functools import lru_cache

from .errors import HarmstatsError

# How a cell starts that a spreadsheet computes (OWASP, CSV injection), also in full-width characters.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def inert(text: str) -> str:
    """Put an apostrophe before a text that a spreadsheet would compute, so that it stays text.

    Examples
    --------
    >>> inert("=1+1"), inert("  @SUM(A1)"), inert("1 - 1")
    ("'=1+1", "'  @SUM(A1)", '1 - 1')
    """
    return f"'{text}" if text.lstrip(" ").startswith(FORMULA_STARTS) else text


def plain_digits(value: float) -> str:
    """Write a number for a file: digits without separators or exponent, all decimals; empty where it is nan.

    Examples
    --------
    >>> plain_digits(494906.0), plain_digits(-1.5), plain_digits(6e-05), plain_digits(float("nan"))
    ('494906', '-1.5', '0.00006', '')
    """
    if value != value:
        return ""
    return str(int(value)) if value == int(value) else f"{Decimal(repr(float(value))):f}"


def number(text: str) -> float | None:
    """Read a number written in plain digits; None where it is none.

    Examples
    --------
    >>> number("494906"), number("-1.5"), number("1_000"), number("1e5"), number("nan")
    (494906.0, -1.5, None, None, None)
    """
    return float(text) if re.fullmatch(r"-?\d{1,15}(\.\d+)?", text, re.ASCII) else None


@lru_cache
def day(text: str) -> date | None:
    """Read a date written 2020-04-01, of this or the last century; None where it is none.

    Examples
    --------
    >>> day("2020-04-01")
    datetime.date(2020, 4, 1)
    >>> day("20200401") is None and day("9999-12-31") is None
    True
    """
    if not re.fullmatch(r"(19|20)\d\d-\d\d-\d\d", text, re.ASCII):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def parse_day(text: str | date) -> date:
    """Read a date like ``2023-01-31``; raise HarmstatsError with what would be right."""
    if isinstance(text, date):
        return text
    found = day(text)
    if found is None:
        raise HarmstatsError(f"date '{text}' is not understood: write it like 2023-01-31")
    return found


def past_day(text: str | date, otherwise: str, error: type[HarmstatsError] = HarmstatsError) -> date:
    """Read a date that is not after today; raise an error saying `otherwise` where it lies in the future.

    Examples
    --------
    >>> past_day("2023-01-31", "what will be known then is not known")
    datetime.date(2023, 1, 31)
    """
    when = parse_day(text)
    if when > date.today():
        raise error(otherwise)
    return when
