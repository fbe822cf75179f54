"""Numbers, days, places, periods and kinds of figures in words, as they stand in a sentence."""

from collections.abc import Mapping
from datetime import date
from typing import Any

KINDS = {
    "recorded": "Recorded by the police",
    "outcome": "Outcomes of police investigations",
    "court": "Prosecutors, courts and orders",
    "survey": "Surveys",
    "report": "Reports of imagery and of online harm",
    "helpline": "Helplines",
    "study": "Studies",
    "population": "Populations",
}
# Places that need more than "in" before them; a police force is named as the area that it polices.
PLACES = {
    "World": "worldwide",
    "United Kingdom": "in the United Kingdom",
    "United States": "in the United States",
    "Isle of Man": "on the Isle of Man",
    "British Transport Police": "on the railways (British Transport Police)",
    "Metropolitan Police": "in the Metropolitan Police area",
}


def number(value: float, unit: str = "", decimals: int = 1, *, fixed: bool = False) -> str:
    """Write a number for reading: thousands separated, whole ones without decimals unless `fixed`, others with them.

    Examples
    --------
    >>> number(714604), number(5.9898, "percent", 2), number(5, "percent", fixed=True), number(float("nan"))
    ('714,604', '5.99%', '5.0%', '')
    """
    if value != value:
        return ""
    text = f"{value:,.{decimals}f}" if fixed or value != int(value) else f"{value:,.0f}"
    return f"{text}%" if unit in ("percent", "per cent", "%") else text


def figure(row: Mapping[str, Any]) -> str:
    """Write the value of a figure, given as a row with value, unit, status and denominator.

    A share of counts has two decimals, since it is not rounded at the source; and what is too small to
    be seen is not called nothing.

    Examples
    --------
    >>> row = {"value": 0.0, "unit": "percent", "status": "official-rounded", "denominator": float("nan")}
    >>> figure(row), figure(row | {"status": "official"}), figure(row | {"value": 0.0018, "denominator": 55421.0})
    ('less than 0.5%', '0%', 'less than 0.01%')
    """
    value, unit = row["value"], row["unit"]
    decimals = 1 if row["denominator"] != row["denominator"] else 2
    if value == 0 and unit == "percent" and row["status"] == "official-rounded":
        return "less than 0.5%"
    if 0 < value < 0.5 * 10**-decimals:
        return f"less than {number(10**-decimals, unit, decimals)}"
    return number(value, unit, decimals)


def day(when: date) -> str:
    """Write a date as 23 April 2026."""
    return f"{when.day} {when:%B %Y}"


def by(dated: str) -> str:
    """What stands before a day of publication: ``by`` where only a latest day is known, nothing where it is exact.

    Examples
    --------
    >>> by("by") + "23 April 2026", by("exact") + "23 April 2026"
    ('by 23 April 2026', '23 April 2026')
    """
    return "" if dated == "exact" else "by "


def in_place(geography: str, force: bool = False) -> str:
    """Say where, as it stands in a sentence; `force` where it is a police force, which is no county.

    Examples
    --------
    >>> in_place("England and Wales"), in_place("World"), in_place("South East region")
    ('in England and Wales', 'worldwide', 'in the South East region')
    >>> in_place("Kent", force=True), in_place("Metropolitan Police", force=True)
    ('in the Kent police area', 'in the Metropolitan Police area')
    """
    if force:
        return PLACES.get(geography, f"in the {geography} police area")
    return PLACES.get(geography, f"in {'the ' if geography.endswith(' region') else ''}{geography}")


def in_period(long: str) -> str:
    """Say when, as it stands in a sentence, from the long label of a period.

    Examples
    --------
    >>> in_period("year ending June 2022"), in_period("July 2023"), in_period("31 December 2023")
    ('in the year ending June 2022', 'in July 2023', 'on 31 December 2023')
    >>> in_period("2 June 2021 to 27 June 2021"), in_period("undated")
    ('from 2 June 2021 to 27 June 2021', '(undated)')
    """
    if long == "undated":
        return "(undated)"
    if long.startswith("year"):
        return f"in the {long}"
    if long[:1].isdigit():
        return f"from {long}" if " to " in long else f"on {long}"
    return f"in {long}"


def breakdown(text: str) -> str:
    """Say a breakdown in words.

    Examples
    --------
    >>> breakdown("age=16 to 59;sex=female")
    'age 16 to 59, sex female'
    """
    return text.replace(";", ", ").replace("=", " ").replace("_", " ")
