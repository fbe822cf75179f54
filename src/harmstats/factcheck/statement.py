"""What the words around a number claim: "rise of 45%", "more than 718,000", "about 3,000", "only 5%", "a third".

The words are read into a relation, a value, a unit and what the number is rounded to; what each relation
is held to is in :meth:`Saying.judge`.
"""

import re
from collections.abc import Iterable
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

FRACTIONS = {"third": 100 / 3, "quarter": 25, "fifth": 20, "tenth": 10, "half": 50}
FRACTIONS |= {"two thirds": 200 / 3, "three quarters": 75, "two fifths": 40, "three fifths": 60, "four fifths": 80}
# "Doubled" is a rise of 100%, rounded to ten per cent.
VERBS = {"doubled": ("rise of", 100), "trebled": ("rise of", 200), "tripled": ("rise of", 200)}
VERBS |= {"quadrupled": ("rise of", 300), "halved": ("fall of", 50)}
PLENTY = {"dozens": 24, "hundreds": 200, "thousands": 2000, "tens of thousands": 20_000, "millions": 2_000_000}
DOZEN = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
COUNTS = (*DOZEN, "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty")
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

    @property
    def sign(self) -> int:
        """What makes a change of the direction stated positive: -1 of a fall."""
        return -1 if self.relation == "fall of" else 1

    @property
    def inequality(self) -> bool:
        """True where the number is a bound, as in "more than" and "nearly", and not the figure itself."""
        return (self.bound or self.relation) in (*INEQUALITIES, "just over", "just under")

    def rounds(self, value: float) -> bool:
        """True where `value` is the stated one once rounded: no further off than half of the rounding."""
        return abs(value - self.value) <= 0.5 * self.rounding * (1 + 1e-9)

    def loose(self, value: float) -> bool:
        """True where an inequality holds by more than a fifth: the words are true, and far from the figure.

        Examples
        --------
        >>> read("more than 500,000").loose(714_604), read("more than 700,000").loose(714_604)
        (True, False)
        """
        plain = (self.bound or self.relation) in INEQUALITIES
        far = abs(self.sign * value - self.value) > LOOSE * abs(self.value)
        return plain and far and self.judge(value) == AGREES

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
            size = self.sign * value
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


# Where nothing is claimed of a figure.
NOTHING = Saying("", 0.0, 0.0)


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
    words = re.sub(r"(?<=[a-z])-(?=[a-z])", " ", " ".join(str(text).lower().split()))
    if words in PLENTY:
        return Saying("at least", float(PLENTY[words]), 0.0)
    if change := _change(words):
        return change
    relation, rest = _relation(words, RELATIONS)
    if relation not in NUMBERLESS:
        if number := _number(rest):
            return Saying(relation or "exactly", *number)
    elif not re.search(r"\d", rest):
        return Saying(relation, 0.0, 0.0) if relation == "largest" else Saying(relation, 50.0, 0.0, "percent")
    raise HarmstatsError(_not_understood(text, words))


def _change(words: str) -> Saying | None:
    """What is said of a change: the relation first, a verb such as doubled, or the number first."""
    bound, verb = _relation(words, BOUNDS)
    if verb in VERBS:
        relation, percent = VERBS[verb]
        return Saying(relation, float(percent), 10.0, "percent", bound)
    relation, rest = _relation(re.sub(r"^(?:an?|the) ", "", words), CHANGES)
    if not relation and (after := AFTER.fullmatch(words)):
        relation, rest = "rise of" if after["noun"] in UP else "fall of", after["number"]
    bound, size = _relation(rest.removeprefix("a "), BOUNDS)  # "a more than 45% rise"
    number = _number(re.sub(r"^an? (?=\d)", "", size if bound else rest))
    return Saying(relation, *number, bound) if relation and number else None


def _relation(words: str, among: Iterable[str]) -> tuple[str, str]:
    """The longest words of a relation in front, and the rest; "more than half a million" is no majority."""
    phrases = sorted(((phrase, name) for name in among for phrase in RELATIONS[name]), key=lambda pair: -len(pair[0]))
    for phrase, name in phrases:
        rest = words[len(phrase) + 1 :]
        if f"{words} ".startswith(f"{phrase} ") and not (name in NUMBERLESS and WORDED_COUNT.match(rest)):
            return name, rest
    return "", words


def _number(text: str) -> tuple[float, float, str] | None:
    """The value, what it is rounded to and its unit; None where the words are no number, or more than one."""
    for form, read_form in ((WORDED_COUNT, _worded_count), (PART, _part), (ONE_IN, _one_in), (NUMBER, _digits)):
        if match := form.fullmatch(text):
            # no other number may follow, no range, and no "in" but of a year
            if re.match(r" (?:\W*\d|(?:to|and|or)\b|in (?:every )?(?![12]\d{3}\b)\d)", match["rest"]):
                return None
            if number := read_form(match):
                return number
    return None


def _worded_count(match: re.Match[str]) -> tuple[float, float, str]:
    """Half a million, two thousand."""
    scale = SCALES[match["scale"]]
    many = scale * (COUNTS.index(match["count"]) + 1 if match["count"] in COUNTS else 1)
    if match["part"]:
        value = many * FRACTIONS[match["part"]] / 100
        return value, WORDED * value, ""
    return many, float(scale), ""


def _part(match: re.Match[str]) -> tuple[float, float, str]:
    """A third, three quarters."""
    value = float(FRACTIONS[match["part"]])
    return value, WORDED * value, "percent"


def _one_in(match: re.Match[str]) -> tuple[float, float, str] | None:
    """One in five, 3 in every 10."""
    above, below = (_count(match[name]) for name in ("above", "below"))
    if not (above and below):
        return None
    value = 100 * above / below
    return value, WORDED * value, "percent"


def _count(text: str) -> int:
    if text in COUNTS:
        return COUNTS.index(text) + 1
    return int(text) if re.fullmatch(r"[1-9]\d{0,3}", text) else 0


def _digits(match: re.Match[str]) -> tuple[float, float, str] | None:
    """45%, 1.5 million, 3 percentage points; what follows a percentage must say of what or since when."""
    whole, decimals = match["digits"].replace(",", ""), match["decimals"] or ""
    scale, unit = SCALES[match["scale"] or ""], match["unit"] or ""
    if unit and match["rest"].strip().split(" ")[0] not in FOLLOWS:
        return None
    zeros = len(whole) - len(whole.rstrip("0")) if int(whole) else 0
    places = len(decimals) - 1 if decimals else 0 if unit else -zeros
    # through text: 10 ** -2 is not the number that 0.01 is written as
    rounding = float(f"1e{-places}") * scale
    return float(whole + decimals) * scale, rounding, "points" if "point" in unit else "percent" if unit else ""


def _not_understood(text: str, words: str) -> str:
    """Say what was not understood: a relation that is misspelt, or no number at all."""
    phrases = [phrase for phrases in RELATIONS.values() for phrase in phrases]
    first = re.split(r"\s(?=\d|a |one )", words, maxsplit=1)[0]
    hint = "" if first[:1].isdigit() or first in phrases else suggest(first, phrases)
    if spaced := re.search(r"(?<!\d)\d{1,3}(?: \d{3})+(?!\d)", words):
        hint = f" Write {spaced[0].replace(' ', ',')}."
    hint = hint or suggest(words.rsplit(" ", 1)[-1], ("rise", "fall", "increase", "decrease", *VERBS, *FRACTIONS))
    return (
        f"'{text}' is not understood.{hint} Write a relation and a number, for example 'more than 718,000', "
        "'rise of 45%', 'about 3,000', 'only 5%', 'a third'"
    )
