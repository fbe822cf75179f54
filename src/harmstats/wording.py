"""Words that stand on every chart, in every answer and under every citation of a kind of figure."""

RECORDED = "Police recorded crime shows what police recorded, not how much happened."
SEARCHED = "Counts follow how much is searched for and reported, not how much exists."
# What a figure of a kind does not show.
STAMPS = {"recorded": RECORDED, "report": SEARCHED}
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
PLACES = {"World": "worldwide", "United Kingdom": "in the United Kingdom"}


def number(value: float, unit: str = "", decimals: int = 1) -> str:
    """Write a number for reading: thousands separated, counts whole, others with `decimals`.

    Examples
    --------
    >>> number(714604), number(5.9898, "percent", 2), number(float("nan"))
    ('714,604', '5.99%', '')
    """
    if value != value:
        return ""
    text = f"{value:,.0f}" if value == int(value) else f"{value:,.{decimals}f}"
    return f"{text}%" if unit == "percent" else text


def day(when) -> str:
    """Write a date as 23 April 2026."""
    return f"{when.day} {when:%B %Y}"


def in_place(geography: str) -> str:
    """Say where, as it stands in a sentence.

    Examples
    --------
    >>> in_place("England and Wales"), in_place("World")
    ('in England and Wales', 'worldwide')
    """
    return PLACES.get(geography, f"in {geography}")


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
