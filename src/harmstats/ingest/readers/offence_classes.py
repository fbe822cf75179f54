"""The offence classes harmstats holds: code, series, names as printed, and the caveats of each."""

from datetime import date

from ...core.periods import Period
from .headers import key

GROUP = "prc-stalking-and-harassment"
CLASSES = {
    "8L": "prc-harassment-8l",
    "8M": "prc-racially-religiously-aggravated-harassment-8m",
    "8Q": "prc-stalking-8q",
    "8R": "prc-malicious-communications-8r",
    "8U": "prc-controlling-coercive-8u",
    "3B": "prc-threats-to-kill-3b",
    "88C": "prc-other-misc-sexual-88c",
    "88E": "prc-exposure-voyeurism-88e",
}
PARTS = ("8L", "8M", "8Q", "8R", "8U")
_NAMES = {
    "8L": ("harassment",),
    "8M": ("racially or religiously aggravated harassment", "racially/religiously aggravated harassment"),
    "8Q": ("stalking",),
    "8R": ("malicious communication", "malicious communications"),
    "8U": ("controlling and coercive behaviour", "controlling or coercive behaviour", "coercive control"),
    "3B": ("threats to kill",),
    "88C": ("other miscellaneous sexual offences",),
    "88E": ("exposure and voyeurism",),
}
NAMES = {code: {key(name) for name in names} for code, names in _NAMES.items()}
BY_NAME = {name: code for code, names in NAMES.items() for name in names}
_APRIL_2020 = date(2020, 4, 1)
_FIXED = {
    "8R": "also held disclosure of private sexual images until 31 January 2024",
    "3B": "counted in violence without injury, not in the stalking and harassment group",
    "88C": "not an intimate-image count: general class that took in sharing intimate images (088/15) "
    "from 31 January 2024",
}


def series(code: str) -> str:
    """The series of a class; of the group for any other code."""
    return CLASSES.get(code, GROUP)


def note(code: str, period: Period, base: Period | None = None) -> str:
    """What to know of a figure of a class, or of the group (empty `code`), in a period.

    Examples
    --------
    >>> note("8L", Period.parse("YE Mar 2016"))
    'includes malicious communications, which had no class of their own until April 2017'
    >>> note("8Q", Period.parse("YE Mar 2016"))
    ''
    """
    parts = []
    if code in ("", "8L") and period.end < date(2008, 4, 1):
        parts.append(
            "ONS estimate: before YE March 2009 forces returned harassment together with public fear/alarm/distress"
        )
    if code == "8L" and base is None and period.months == 12 and date(2015, 4, 1) <= period.start < date(2017, 4, 1):
        parts.append("includes malicious communications, which had no class of their own until April 2017")
    if code == "" and period.start >= _APRIL_2020:
        parts.append("includes controlling or coercive behaviour (8U), which was outside the group before April 2020")
        if base and base.end < _APRIL_2020:
            parts.append("scope differs: base year has no controlling or coercive behaviour")
    if code in _FIXED:
        parts.append(_FIXED[code])
    return "; ".join(parts)
