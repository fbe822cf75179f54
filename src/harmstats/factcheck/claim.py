"""What a claim in print is, and the verdict on it."""

from dataclasses import dataclass
from datetime import date

from ..comparison.result import Reason
from .statement import AGREES, DIFFERS, ROUNDED, Saying

THEN_ONLY, NOT_LIKE = "agreed when printed", "not like for like"
NOT_FOUND, NO_STATISTIC = "source not found", "not a statistic"
VERDICTS = (AGREES, ROUNDED, THEN_ONLY, NOT_LIKE, DIFFERS, NOT_FOUND, NO_STATISTIC)
WHAT = {
    "event": "A date or event, not a count.",
    "case": "A number of one single case or firm, not a statistic.",
    "label": "The name or number of categories, not a count of anything.",
    "furniture": "A number of the page, such as the length of a video; not data.",
}


@dataclass(frozen=True)
class Claim:
    """A statement in print, and what it claims of which figure.

    `saying` is None where nothing is claimed of a figure. `earlier` is filled where a change is
    claimed. `breakdown` may add several, joined by `` + ``; `of` is the figure it is a share of;
    `beside` are figures to show beside it. `article` is the source that printed it, if it has an id:
    figures known only from there are no source for it.
    """

    id: str
    article: str
    printed: date
    statement: str
    stated: str
    saying: Saying | None
    kind: str = "statistic"
    series: str = ""
    earlier: str = ""
    period: str = ""
    geography: str = ""
    breakdown: str = ""
    of: str = ""
    beside: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True)
class Verdict:
    """What may be said of a claim.

    `value_then` and `value_now` are the figure, the share or the change, in `unit` (``percent``, ``points``
    or the unit of the series); None where it is not known. `like_for_like` is the change without
    the part that entered or left, where a break lies between. `sources` are ids of
    ``data/sources.json``.
    """

    id: str
    statement: str
    stated: str
    verdict_then: str
    verdict_now: str
    value_then: float | None
    value_now: float | None
    like_for_like: float | None
    reasons: tuple[Reason, ...]
    sources: tuple[str, ...]
    unit: str
    claim: Claim
