"""What the words around a number claim: "rise of 45%", "more than 718,000", "about 3,000", "only 5%", "a third".

The words are read into a relation, a value, a unit and what the number is rounded to; what each relation
is held to is in :meth:`Saying.judge`.
"""

import re
from dataclasses import dataclass

from .errors import HarmstatsError, suggest

# A relation, and the words that mean it. The relation itself is always one of its words.
RELATIONS = {
    "exactly": ("exactly", "precisely", "a total of"),
    "about": ("about", "around", "roughly", "approximately", "circa", "some"),
    "only": ("only", "just", "a mere"),
    "more than": ("more than", "over", "above", "upwards of", "just over"),
    "less than": ("less than", "fewer than", "under", "below", "nearly", "almost", "just under"),
    "at least": ("at least", "no fewer than", "no less than"),
    "at most": ("at most", "up to", "no more than"),
    "most": ("most", "a majority", "the majority", "more than half", "more often than not"),
    "minority": ("minority", "a minority", "less than half", "fewer than half", "by no means the majority"),
    "largest": ("largest", "the largest", "most common", "the most common"),
    "rise of": ("rise of", "rise by", "rose by", "risen by", "increase of", "increased by", "growth of", "up by",
                "up"),
    "fall of": ("fall of", "fall by", "fell by", "fallen by", "decrease of", "decreased by", "drop of", "down by",
                "down"),
}  # fmt: skip
CHANGES = ("rise of", "fall of")
NUMBERLESS = ("most", "minority", "largest")
UNITS = ("", "percent", "points")
AGREES, ROUNDED, DIFFERS = "agrees", "agrees when rounded", "differs"
# "More than 718,000" is meant to be near 718,000: readers are not told that of a million.
NEAR = 0.2
# A fraction in words is loose: rounded to a tenth of itself, so "a third" is 31.7% to 35%.
WORDED = 0.1

FRACTIONS = {
    "a third": 100 / 3, "a quarter": 25, "a fifth": 20, "a tenth": 10, "half": 50,
    "two thirds": 200 / 3, "three quarters": 75, "two fifths": 40, "three fifths": 60, "four fifths": 80,
}  # fmt: skip
# "Doubled" is a rise of 100%, rounded to ten per cent.
VERBS = {
    "doubled": ("rise of", 100),
    "trebled": ("rise of", 200),
    "tripled": ("rise of", 200),
    "halved": ("fall of", 50),
}
PLENTY = {"dozens": 24, "hundreds": 200, "thousands": 2000, "tens of thousands": 20_000, "millions": 2_000_000}
COUNTS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
SCALES = {"": 1, "thousand": 1000, "million": 10**6, "billion": 10**9}

NUMBER = re.compile(
    r"(?P<digits>\d{1,3}(?:,\d{3})+|\d{1,12})(?P<decimals>\.\d+)?"
    r"(?: (?P<scale>thousand|million|billion))?"
    r"(?P<unit> ?%| per ?cent(?:age points?)?| (?:percentage )?points?)?(?P<rest>(?: .*)?)",
    re.ASCII,
)
# What may follow a percentage; a word after a count is its unit and may be any.
FOLLOWS = ("", "of", "in", "on", "since", "from", "compared", "against", "over")
AFTER = re.compile(
    r"(?:an? )?(?P<number>\S+(?: per ?cent| percentage points?| points?)?)"
    r" (?P<noun>rise|increase|growth|fall|decrease|drop)"
)
ONE_IN = re.compile(r"(?P<above>\S+) in (?:every )?(?P<below>\S+)(?P<rest>(?: .*)?)")


@dataclass(frozen=True)
class Saying:
    """What is claimed of a figure, or of the change between two.

    `value` is in `unit`: ``percent``, ``points`` (percentage points), or empty for the unit of the
    series. The sign of a fall is in the relation, not in the value.
    """

    relation: str
    value: float
    rounding: float
    unit: str = ""

    @property
    def change(self) -> bool:
        """True where two periods are compared."""
        return self.relation in CHANGES

    def rounds(self, value: float) -> bool:
        """True where `value` is the stated one once rounded: no further off than half of the rounding."""
        return abs(value - self.value) <= 0.5 * self.rounding * (1 + 1e-9)

    def judge(self, value: float, others: tuple[float, ...] = ()) -> str:
        """Hold a figure or a change against the words.

        - ``exactly``, ``about``, ``only``: agrees if equal, agrees when rounded if it rounds to the
          number stated. Whether 5% is to be called "only" is no matter of arithmetic.
        - ``more than``, ``less than``: agrees if beyond the number, by no more than a fifth of it.
        - ``at least``, ``at most``: agrees if the number is not passed.
        - ``most``: above 50%; ``minority``: below 50%; ``largest``: above all `others`.
        - ``rise of``, ``fall of``: as ``exactly``, of a change in the direction stated.

        Parameters
        ----------
        value : float
            The figure, or the change: positive for a rise.
        others : tuple of float
            For ``largest`` only.

        Returns
        -------
        str
            ``agrees``, ``agrees when rounded`` or ``differs``.

        Examples
        --------
        >>> more = read("more than 718,000")
        >>> more.judge(718480), more.judge(717239), more.judge(1_000_000)
        ('agrees', 'differs', 'differs')
        >>> read("rise of 45%").judge(45.2), read("fall of 45%").judge(45.2)
        ('agrees when rounded', 'differs')
        """
        off = value - self.value
        near = NEAR * abs(self.value)
        if self.relation == "fall of":
            value = -value
        if self.relation in NUMBERLESS or self.relation in ("more than", "less than", "at least", "at most"):
            holds = {
                "most": value > 50,
                "minority": value < 50,
                "largest": bool(others) and value > max(others, default=value),
                "more than": 0 < off <= near,
                "less than": 0 < -off <= near,
                "at least": off >= 0,
                "at most": off <= 0,
            }[self.relation]
            return AGREES if holds else DIFFERS
        if abs(value - self.value) < 1e-9 * max(1.0, abs(value)):
            return AGREES
        return ROUNDED if self.rounds(value) else DIFFERS


def read(text: str) -> Saying:
    """Read the words of a number.

    Parameters
    ----------
    text : str
        For example ``more than 718,000``, ``rise of 45%``, ``45% rise``, ``about 3,000``, ``only
        5%``, ``a third``, ``one in five``, ``doubled``, ``thousands``, ``most``.

    Returns
    -------
    Saying
        Rounded to the last digit written that is not a zero (percentages at least to whole ones),
        unless that is finer than it.

    Raises
    ------
    HarmstatsError
        If the words are not known; the message suggests the nearest.

    Examples
    --------
    >>> read("a 45% rise")
    Saying(relation='rise of', value=45.0, rounding=1.0, unit='percent')
    >>> read("about 3,000 images").rounding, read("1.5 million").rounding, read("one in five").value
    (1000.0, 100000.0, 20.0)
    """
    said = " ".join(str(text).lower().replace("one-", "one ").split())
    relation, rest = _relation(said)
    if relation in NUMBERLESS and not re.search(r"\d", rest):
        return Saying(relation, 0.0, 0.0) if relation == "largest" else Saying(relation, 50.0, 0.0, "percent")
    if said in VERBS:
        relation, value = VERBS[said]
        return Saying(relation, float(value), 10.0, "percent")
    if said in PLENTY:
        return Saying("at least", float(PLENTY[said]), 0.0)
    if after := AFTER.fullmatch(said):
        rest = after["number"]
        relation = "rise of" if after["noun"] in ("rise", "increase", "growth") else "fall of"
    number = None if relation in NUMBERLESS else _number(rest)
    if number is None:
        raise HarmstatsError(_unread(text, said))
    value, rounding, unit = number
    return Saying(relation or "exactly", value, rounding, unit)


def one_relation(name: str) -> str:
    """Return a relation by its own name; raise HarmstatsError with the nearest where there is none."""
    if name not in RELATIONS:
        hint = suggest(name, RELATIONS) or ""
        raise HarmstatsError(f"relation '{name}' is not known.{hint} The relations are {', '.join(RELATIONS)}")
    return name


def _relation(said: str) -> tuple[str, str]:
    """The relation in front and what follows it; the longest words that fit."""
    words = sorted(((w, name) for name, all_of in RELATIONS.items() for w in all_of), key=lambda p: -len(p[0]))
    for word, name in words:
        if said == word or said.startswith(word + " "):
            return name, said[len(word) + 1 :]
    return "", said


def _number(text: str) -> tuple[float, float, str] | None:
    if m := re.fullmatch(rf"({'|'.join(FRACTIONS)})( of .*)?", text.removeprefix("a further ").replace("-", " ")):
        value = FRACTIONS[m[1]]
    elif text.startswith("a further ") and f"a {text.removeprefix('a further ')}" in FRACTIONS:
        value = FRACTIONS[f"a {text.removeprefix('a further ')}"]
    elif (m := ONE_IN.fullmatch(text)) and (above := _count(m["above"])) and (below := _count(m["below"])):
        value = 100 * above / below
    elif (m := NUMBER.fullmatch(text)) and (not m["unit"] or m["rest"].strip().split(" ")[0] in FOLLOWS):
        return _digits(m)
    else:
        return None
    return float(value), WORDED * value, "percent"


def _digits(m: re.Match) -> tuple[float, float, str]:
    whole, decimals = m["digits"].replace(",", ""), m["decimals"] or ""
    scale = SCALES[m["scale"] or ""]
    unit = (m["unit"] or "").strip()
    unit = "points" if "point" in unit else "percent" if unit else ""
    zeros = len(whole) - len(whole.rstrip("0")) if int(whole) else 0
    places = len(decimals) - 1 if decimals else 0 if unit else -zeros
    # through text: 10 ** -2 is not the number that 0.01 is written as
    rounding = float(f"1e{-places}") * scale
    return float(whole + decimals) * scale, rounding, unit


def _count(text: str) -> int | None:
    if text in COUNTS:
        return COUNTS.index(text) + 1
    return int(text) if re.fullmatch(r"[1-9]\d{0,3}", text) else None


def _unread(text: str, said: str) -> str:
    """Say what was not understood: a relation that is misspelt, or no number at all."""
    words = [word for all_of in RELATIONS.values() for word in all_of]
    first = re.split(r"\s(?=\d|a |one )", said, maxsplit=1)[0]
    last = said.rsplit(" ", 1)[-1]
    hint = "" if first[:1].isdigit() else suggest(first, words)
    hint = hint or suggest(last, ("rise", "fall", "increase", "decrease", *VERBS, *FRACTIONS))
    return (
        f"'{text}' is not understood.{hint} Write a relation and a number, for example 'more than 718,000', "
        "'rise of 45%', 'about 3,000', 'only 5%', 'a third'"
    )
