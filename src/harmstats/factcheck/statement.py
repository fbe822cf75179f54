"""What the words around a number claim: "rise of 45%", "more than 718,000", "about 3,000", "only 5%", "a third".

The words are read into a relation, a value, a unit and what the number is rounded to; what each relation
is held to is in :meth:`Saying.judge`.
"""

import re
from dataclasses import dataclass, replace

from ..core.errors import HarmstatsError, suggest

# A relation, and the words that mean it. The relation itself is always one of its words.
RELATIONS = {
    "exactly": ("exactly", "precisely", "a total of"),
    "about": ("about", "around", "roughly", "approximately", "circa", "some"),
    "only": ("only", "just", "a mere"),
    "more than": ("more than", "over", "above", "upwards of"),
    "less than": ("less than", "fewer than", "under", "below"),
    "at least": ("at least", "no fewer than", "no less than"),
    "at most": ("at most", "up to", "no more than"),
    "just over": ("just over", "just above", "slightly more than"),
    "just under": ("just under", "just below", "nearly", "almost", "slightly less than"),
    "most": ("most", "a majority", "the majority", "more than half", "more often than not"),
    "minority": ("minority", "a minority", "less than half", "fewer than half", "by no means the majority"),
    "largest": ("largest", "the largest", "most common", "the most common"),
    "rise of": ("rise of", "rise by", "rose by", "rose", "risen by", "risen", "increase of", "increase by",
                "increased by", "increased", "growth of", "grew by", "grew", "grown by", "up by", "up"),
    "fall of": ("fall of", "fall by", "fell by", "fell", "fallen by", "fallen", "decrease of", "decrease by",
                "decreased by", "decreased", "drop of", "dropped by", "dropped", "decline of", "declined by",
                "down by", "down"),
}  # fmt: skip
CHANGES = ("rise of", "fall of")
NUMBERLESS = ("most", "minority", "largest")
# What may stand in front of the number of a change: "rise of more than 45%".
BOUNDS = tuple(name for name in RELATIONS if name not in (*CHANGES, *NUMBERLESS))
INEQUALITIES = ("more than", "less than", "at least", "at most")
UNITS = ("", "percent", "points")
AGREES, ROUNDED, DIFFERS = "agrees", "agrees when rounded", "differs"
# What is told as an inequality and lies further off than a fifth is true, but loose.
LOOSE = 0.2
# "Nearly" and "just over": within one step of the rounding (a fifth at most), or a twentieth if that is more.
TIGHT = 0.05
# A fraction in words is loose: rounded to a tenth of itself, so "a third" is 31.7% to 35%.
WORDED = 0.1

FRACTIONS = {
    "third": 100 / 3, "quarter": 25, "fifth": 20, "tenth": 10, "half": 50,
    "two thirds": 200 / 3, "three quarters": 75, "two fifths": 40, "three fifths": 60, "four fifths": 80,
}  # fmt: skip
# "Doubled" is a rise of 100%, rounded to ten per cent.
VERBS = {
    "doubled": ("rise of", 100), "trebled": ("rise of", 200), "tripled": ("rise of", 200),
    "quadrupled": ("rise of", 300), "halved": ("fall of", 50),
}  # fmt: skip
PLENTY = {"dozens": 24, "hundreds": 200, "thousands": 2000, "tens of thousands": 20_000, "millions": 2_000_000}
COUNTS = (
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen",
    "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty",
)  # fmt: skip
SCALES = {"": 1, "thousand": 1000, "million": 10**6, "billion": 10**9}

NUMBER = re.compile(
    r"(?P<digits>\d{1,3}(?:,\d{3})+|\d{1,12})(?P<decimals>\.\d+)?"
    r"(?: (?P<scale>thousand|million|billion))?"
    r"(?P<unit> ?%| per ?cent(?:age points?)?| (?:percentage )?points?)?(?P<rest>(?: .*)?)",
    re.ASCII,
)
# What may follow a percentage; a word after a count is its unit and may be any.
FOLLOWS = ("", "of", "in", "on", "since", "from", "compared", "against", "over")
UP, DOWN = ("rise", "increase", "growth", "higher", "up"), ("fall", "decrease", "drop", "decline", "lower", "down")
# The number in front of the change: "a 45% rise", "more than 45% higher than in 2020".
AFTER = re.compile(
    rf"(?P<number>.+?) (?P<noun>{'|'.join(UP + DOWN)})(?: (?:in|of|on|since|from|than|compared|over) .*)?"
)
ONE_IN = re.compile(r"(?P<above>\S+) in (?:every )?(?P<below>\S+)(?P<rest>(?: .*)?)")
PART = re.compile(rf"(?:(?:an?|one|a further) )?(?P<part>{'|'.join(FRACTIONS)})(?P<rest>(?: of .*)?)")
WORDED_COUNT = re.compile(
    rf"(?:(?:(?:an? |one )?(?P<part>{'|'.join(FRACTIONS)}) (?:of )?)?(?P<count>an?|{'|'.join(COUNTS)})) "
    r"(?P<scale>thousand|million|billion)(?P<rest>(?: .*)?)"
)


@dataclass(frozen=True)
class Saying:
    """What is claimed of a figure, or of the change between two.

    `value` is in `unit`: ``percent``, ``points`` (percentage points), or empty for the unit of the
    series. The sign of a fall is in the relation, not in the value. `bound` is for changes only: the
    ``more than`` of a rise of more than 45%.
    """

    relation: str
    value: float
    rounding: float
    unit: str = ""
    bound: str = ""

    @property
    def change(self) -> bool:
        """True where two periods are compared."""
        return self.relation in CHANGES

    def rounds(self, value: float) -> bool:
        """True where `value` is the stated one once rounded: no further off than half of the rounding."""
        return abs(value - self.value) <= 0.5 * self.rounding * (1 + 1e-9)

    @property
    def inequality(self) -> bool:
        """True where the number is a bound, as in "more than" and "nearly", and not the figure itself."""
        return (self.bound or self.relation) in (*INEQUALITIES, "just over", "just under")

    def loose(self, value: float) -> bool:
        """True where an inequality holds by more than a fifth: the words are true, and far from the figure.

        Examples
        --------
        >>> read("more than 500,000").loose(714_604), read("more than 700,000").loose(714_604)
        (True, False)
        """
        size = -value if self.relation == "fall of" else value
        plain = (self.bound or self.relation) in INEQUALITIES
        return plain and self.judge(value) == AGREES and abs(size - self.value) > LOOSE * abs(self.value)

    def judge(self, value: float, others: tuple[float, ...] = ()) -> str:
        """Hold a figure or a change against the words.

        - ``exactly``, ``about``, ``only``: agrees if equal, agrees when rounded if it rounds to the
          number stated. Whether 5% is to be called "only" is no matter of arithmetic.
        - ``more than``, ``less than``: agrees if beyond the number; ``at least``, ``at most``: if the
          number is not passed. Plain inequalities, however far off: how loose one is says :meth:`loose`.
        - ``just under`` (nearly, almost): agrees if below or equal, ``just over`` if above, and near: within
          one step of the rounding (a fifth of the number at most), or within 5%, whichever is more.
        - ``most``: above 50%; ``minority``: below 50%; ``largest``: above all `others`.
        - ``rise of``, ``fall of``: as ``exactly``, or as the bound in front of the number, of a change in
          the direction stated; the other direction differs.

        Parameters
        ----------
        value : float
            The figure, or the change: positive for a rise.
        others : tuple of float
            For ``largest`` only.

        Examples
        --------
        >>> more = read("more than 718,000")
        >>> more.judge(718480), more.judge(717239), more.judge(1_000_000)
        ('agrees', 'differs', 'agrees')
        >>> read("nearly 850,000").judge(714604), read("nearly 720,000").judge(714604)
        ('differs', 'agrees')
        >>> read("rise of 45%").judge(45.2), read("fall of 45%").judge(45.2)
        ('agrees when rounded', 'differs')
        """
        if self.change:
            size = -value if self.relation == "fall of" else value
            wrong = size < 0 or size == 0 < self.value
            return DIFFERS if wrong else replace(self, relation=self.bound or "exactly").judge(size)
        off = value - self.value
        near = max(TIGHT * abs(self.value), min(self.rounding, LOOSE * abs(self.value))) * (1 + 1e-9)
        if self.relation in NUMBERLESS or self.inequality:
            holds = {
                "most": value > 50,
                "minority": value < 50,
                "largest": bool(others) and value > max(others, default=value),
                "more than": off > 0,
                "less than": off < 0,
                "at least": off >= 0,
                "at most": off <= 0,
                "just over": 0 < off <= near,
                "just under": 0 <= -off <= near,
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
        For example ``more than 718,000``, ``a rise of 45%``, ``more than 45% rise``, ``45% higher``,
        ``about 3,000``, ``only 5%``, ``a third``, ``just over one in twenty``, ``half a million``,
        ``nearly doubled``, ``thousands``, ``most``.

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
    Saying(relation='rise of', value=45.0, rounding=1.0, unit='percent', bound='')
    >>> read("about 3,000 images").rounding, read("1.5 million").rounding, read("one in five").value
    (1000.0, 100000.0, 20.0)
    """
    said = re.sub(r"(?<=[a-z])-(?=[a-z])", " ", " ".join(str(text).lower().split()))
    if said in PLENTY:
        return Saying("at least", float(PLENTY[said]), 0.0)
    found = _change(said)
    if found is None:
        relation, rest = _relation(said, RELATIONS)
        if relation in NUMBERLESS and not re.search(r"\d", rest):
            return Saying(relation, 0.0, 0.0) if relation == "largest" else Saying(relation, 50.0, 0.0, "percent")
        number = None if relation in NUMBERLESS else _number(rest)
        found = number and Saying(relation or "exactly", *number)
    if found is None:
        raise HarmstatsError(_unread(text, said))
    return found


def _change(said: str) -> Saying | None:
    """What is said of a change: the relation first, a verb such as doubled, or the number first."""
    bound, verb = _relation(said, BOUNDS)
    if verb in VERBS:
        relation, value = VERBS[verb]
        return Saying(relation, float(value), 10.0, "percent", bound)
    relation, rest = _relation(re.sub(r"^(?:an?|the) ", "", said), CHANGES)
    if not relation and (after := AFTER.fullmatch(said)):
        relation, rest = "rise of" if after["noun"] in UP else "fall of", after["number"]
    if not relation:
        return None
    bound, number = _relation(rest.removeprefix("a "), BOUNDS)  # "a more than 45% rise"
    number = _number(re.sub(r"^an? (?=\d)", "", number if bound else rest))
    return number and Saying(relation, *number, bound)


def _relation(said: str, among) -> tuple[str, str]:
    """The longest words of a relation in front, and the rest; "more than half a million" is no majority."""
    words = sorted(((w, name) for name in among for w in RELATIONS[name]), key=lambda p: -len(p[0]))
    for word, name in words:
        rest = said[len(word) + 1 :]
        if (said == word or said.startswith(word + " ")) and not (name in NUMBERLESS and WORDED_COUNT.match(rest)):
            return name, rest
    return "", said


def _number(text: str) -> tuple[float, float, str] | None:
    if m := WORDED_COUNT.fullmatch(text):
        many = SCALES[m["scale"]] * (COUNTS.index(m["count"]) + 1 if m["count"] in COUNTS else 1)
        value = many * FRACTIONS[m["part"]] / 100 if m["part"] else many
        return (value, WORDED * value if m["part"] else float(SCALES[m["scale"]]), "") if _follows(m["rest"]) else None
    if m := PART.fullmatch(text):
        value = FRACTIONS[m["part"]]
    elif (m := ONE_IN.fullmatch(text)) and (above := _count(m["above"])) and (below := _count(m["below"])):
        if not _follows(m["rest"]):
            return None
        value = 100 * above / below
    elif (m := NUMBER.fullmatch(text)) and _follows(m["rest"]):
        return _digits(m) if not m["unit"] or m["rest"].strip().split(" ")[0] in FOLLOWS else None
    else:
        return None
    return float(value), WORDED * value, "percent"


def _follows(rest: str) -> bool:
    """True for words that may follow a number: no other number, no range and no "in" but of a year."""
    return not re.match(r" (?:\W*\d|(?:to|and|or)\b|in (?:every )?(?![12]\d{3}\b)\d)", rest)


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
    hint = "" if first[:1].isdigit() or first in words else suggest(first, words)
    if spaced := re.search(r"(?<!\d)\d{1,3}(?: \d{3})+(?!\d)", said):
        hint = f" Write {spaced[0].replace(' ', ',')}."
    hint = hint or suggest(said.rsplit(" ", 1)[-1], ("rise", "fall", "increase", "decrease", *VERBS, *FRACTIONS))
    return (
        f"'{text}' is not understood.{hint} Write a relation and a number, for example 'more than 718,000', "
        "'rise of 45%', 'about 3,000', 'only 5%', 'a third'"
    )
