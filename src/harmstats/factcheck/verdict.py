"""The verdict on a claim: for the day it was printed, and for today.

Both are computed from the editions held, each time with those out by the day, so that a sentence that
was right when it was written is told from one that was not.
"""

from dataclasses import replace
from datetime import date

import pandas as pd

from ..comparison.compare import compare
from ..comparison.result import Comparison, Reason
from ..core.errors import HarmstatsError, NotFound
from ..core.periods import UNDATED, Period
from ..core.registers import Registers
from ..core.words import breakdown as in_words
from ..core.words import day
from ..store.figures import nearest_periods
from .claim import NO_STATISTIC, NOT_FOUND, NOT_LIKE, THEN_ONLY, WHAT, Claim, Verdict
from .evidence import (
    Held,
    Known,
    beside,
    break_between,
    cell_of,
    counted,
    edition_of,
    first_with_both,
    known_on,
    loosely,
    note_of,
    out_by,
    reference,
    shown,
    signed,
    standing,
)
from .statement import AGREES, DIFFERS, ROUNDED, Saying

# Across a break a number is called "not like for like" where the arithmetic comes within a tenth of it;
# what is further off differs, break or no break.
CLOSE = 0.1


def judge(claim: Claim, held: Held, today: date | None = None) -> Verdict:
    """Compute the verdict on a claim.

    - A number of an event, a single case, a label or the page is `not a statistic`.
    - Without a figure that was out by the day: `source not found`. The reasons name the first edition
      that has it. For a change between two periods with a refusing break of before that day between
      them it is `not like for like` all the same, then and now: no edition is needed to know that.
    - A change across a break is `not like for like` where the arithmetic bears the words out or comes
      within a tenth of the number stated; else it `differs`.
    - What held with the editions of the day and holds no longer `agreed when printed`.
    - All else by the words: :meth:`harmstats.factcheck.statement.Saying.judge`.

    Parameters
    ----------
    claim : Claim
    held : Held
    today : date, optional
        Editions known on this day; without it all that are held.

    Returns
    -------
    Verdict

    Raises
    ------
    HarmstatsError
        If series, geography, breakdown or periods are not there, or do not fit the words.
    """
    note = note_of(claim)
    if claim.kind != "statistic":
        what = Reason(claim.kind, None, WHAT[claim.kind], "", "warn", "Not a statistic")
        return _verdict(claim, NO_STATISTIC, NO_STATISTIC, None, None, None, (what, *note), "")
    if not claim.series:
        reasons = (*note, *beside(claim, held, today))
        return _verdict(claim, NOT_FOUND, NOT_FOUND, None, None, None, reasons, "")
    claim = _placed(claim, held)
    if claim.saying.change:
        return _change(claim, held, today)
    return _level(claim, held, today)


def _placed(claim: Claim, held: Held) -> Claim:
    """The claim with its place named; an error where words and figures do not fit."""
    unit = held.registers.one_series(claim.series).unit
    place = held.registers.place(claim.geography) if claim.geography else held.place(claim.series, "")
    saying = claim.saying
    if saying.change != bool(claim.earlier):
        want = "needs an earlier period to compare with" if saying.change else "is no change: give one period only"
        raise HarmstatsError(f"'{claim.stated}' {want}")
    if saying.change and (claim.of or " + " in claim.breakdown):
        raise HarmstatsError(f"'{claim.stated}': a change is told of one figure, not of a share or a sum")
    if saying.unit == "points" and unit != "percent" and not claim.of:
        raise HarmstatsError(f"'{claim.stated}': series '{claim.series}' is counted in {unit}, not in percent")
    if saying.unit == "percent" and not saying.change and unit != "percent" and not claim.of:
        raise HarmstatsError(
            f"'{claim.stated}': series '{claim.series}' is counted in {unit}; a percentage needs 'of', the base"
        )
    if claim.of and saying.unit != "percent":
        raise HarmstatsError(f"'{claim.stated}' is no percentage, so it is no share of '{claim.of}'")
    if saying.unit == "points" and not saying.change:
        raise HarmstatsError(f"'{claim.stated}': percentage points are of a change; a level is written with %")
    base = reference(claim.of, claim)[2] if claim.of else ""
    for text in filter(None, (claim.earlier, claim.period, base)):
        if text != UNDATED and (end := Period.parse(text).end) > claim.printed:
            when = "today" if claim.printed == date.today() else "the day of print"
            raise HarmstatsError(
                f"period '{text}' ends {end}, after {when}, {claim.printed}: nothing can be counted yet"
            )
    return replace(claim, geography=place)


def _level(claim: Claim, held: Held, today: date | None) -> Verdict:
    registers = held.registers
    cells = [cell_of(claim.series, part, claim.period, claim, held) for part in claim.breakdown.split(" + ")]
    if claim.of:
        cells.append(cell_of(*reference(claim.of, claim), claim, held))
    own = [cell[cell["source"] == claim.article] for cell in cells]
    cells = [cell[cell["source"] != claim.article] for cell in cells]
    then, now = (known_on(cells, bool(claim.of), when) for when in (claim.printed, today))
    unit = "percent" if claim.of else registers.series[claim.series].unit
    verdicts = [_told(claim, found, held, when) for found, when in ((then, claim.printed), (now, today))]
    every = pd.concat([out_by(cell, today) for cell in cells])
    reasons = [counted(claim, registers)]
    if now is None and all(cell.empty for cell in cells) and not any(len(rows) for rows in own):
        text = f"No figure for {claim.period} is held"
        if claim.period != UNDATED:
            whole = held.of(claim.series)
            whole = whole[whole["geography"] == claim.geography]
            text += f"; {nearest_periods(whole, Period.parse(claim.period))}"
        reasons.append(Reason("period", None, text, "", "warn", "Period not held"))
    for rows in own:
        for row in rows.itertuples():
            text = f"{shown(row)} is held only as this article prints it; an article is no source for itself."
            reasons.append(Reason("edition", row.published.date(), text, "", "warn", "Known from the article only"))
    if then is None and now is not None:
        first = every.loc[every["published"].idxmin()]
        text = f"No edition held that was out by {day(claim.printed)} has it; the first is {edition_of(first)}."
        reasons.append(Reason("edition", first["published"].date(), text, first["source"], "warn", "Not held then"))
    for row in every.sort_values("published", kind="stable").itertuples():
        which = ", ".join(filter(None, (registers.series[row.series].short, in_words(row.breakdown))))
        part = f" ({which})" if len(cells) > 1 else ""
        text = f"{shown(row)}{part}: {edition_of(row._asdict())}." + (
            f" {row.note[:1].upper()}{row.note[1:]}." if row.note else ""
        )
        reasons.append(Reason("edition", row.published.date(), text, row.source, "warn", standing(row)))
    reasons += [
        Reason("conflict", None, item.why, "", "warn", "Sources disagree")
        for item in registers.conflicts
        if item.id in set(every["conflict"])
    ]
    reasons += [*beside(claim, held, today), *note_of(claim)]
    used = [row["source"] for found in (now, then) if found for row in found.rows]
    values = [found and found.value for found in (then, now)]
    reasons[1:1] = loosely(claim, values, unit)
    return _verdict(claim, *_turned(*verdicts), *values, None, reasons, unit, used)


def _change(claim: Claim, held: Held, today: date | None) -> Verdict:
    registers = held.registers
    cell = cell_of(claim.series, claim.breakdown, None, claim, held)
    first, second = Period.parse(claim.earlier), Period.parse(claim.period)
    both = claim.printed, today or date.today()
    then, now = (_compared(claim, registers, when) for when in (claim.printed, today))
    unit = claim.saying.unit or registers.series[claim.series].unit
    reasons = [counted(claim, registers)]
    then_said, now_said = _ruled(claim, then), _ruled(claim, now)
    cuts = [
        b
        for b in registers.breaks_of(claim.series, claim.geography)
        if b.weight == "refuse" and b.kind != "coverage" and not b.editions and b.starts_within(first.start, second.end)
    ]
    if now is not None:
        reasons.append(_arithmetic(claim, now))
    then_said, now_said = (
        NOT_LIKE if one is None and any(b.date <= when for b in cuts) else said
        for one, said, when in zip((then, now), (then_said, now_said), both, strict=True)
    )
    if then is None or now is None:
        reasons += [break_between(b, claim, registers) for b in cuts if b.date <= both[now is None]]
    found = now or then
    reasons += list(found.reasons) if found else []
    like = next((other for other in found.alternatives if other.comparable), None) if found else None
    if like:
        text = f"Like for like: {like.summary()} {like.caution}".strip()
        reasons.append(Reason("like for like", None, text, like.later["source"], "warn", "Like for like"))
    if found and found.nearest:
        text = f"Nearest valid comparison: {found.nearest.summary()} {found.nearest.caution}".strip()
        reasons.append(Reason("nearest", None, text, found.nearest.later["source"], "warn", "Nearest valid"))
    reasons += loosely(claim, (_moved(one, claim.saying) for one in (then, now)), unit)
    if then is None:
        reasons += first_with_both(claim, cell, first, second, today)
    reasons += [*beside(claim, held, today), *note_of(claim)]
    used = [figure["source"] for one in (now, then) if one for figure in (one.earlier, one.later)]
    values = (_moved(one, claim.saying) for one in (then, now, like))
    return _verdict(claim, *_turned(then_said, now_said), *values, reasons, unit, used)


def _compared(claim: Claim, registers: Registers, when: date | None) -> Comparison | None:
    try:
        return compare(
            claim.series, claim.earlier, claim.period, geography=claim.geography, breakdown=claim.breakdown,
            as_of=when, data=registers.folder,
        )  # fmt: skip
    except NotFound:
        return None


def _ruled(claim: Claim, found: Comparison | None) -> str:
    """The verdict on a change; see :func:`judge`."""
    value = _moved(found, claim.saying)
    if value is None:
        return NOT_FOUND
    if found.comparable:
        return claim.saying.judge(value)
    stated = -claim.saying.value if claim.saying.relation == "fall of" else claim.saying.value
    near = abs(value - stated) <= max(CLOSE * abs(stated), 0.5 * claim.saying.rounding)
    return NOT_LIKE if near or claim.saying.judge(value) != DIFFERS else DIFFERS


def _moved(found: Comparison | None, saying: Saying) -> float | None:
    if found is None:
        return None
    return found.percent_change if saying.unit == "percent" else found.change


def _arithmetic(claim: Claim, found: Comparison) -> Reason:
    value, saying = _moved(found, claim.saying), claim.saying
    said = ""
    size = None if value is None else -value if saying.relation == "fall of" else value
    if size is not None and not saying.inequality and not saying.rounds(size):
        near = saying.rounding * round(value / saying.rounding) if saying.rounding else value
        near = f"{near:+,.10g}" + {"percent": "%", "points": " percentage points"}.get(saying.unit, "")
        said = f" Rounded as in print, {signed(value, saying.unit)} is {near}, not '{claim.stated}'."
    return Reason("arithmetic", None, f"{found.summary()}{said}", found.later["source"], "warn", "Arithmetic")


def _told(claim: Claim, found: Known | None, held: Held, when: date | None) -> str:
    if found is None:
        return NOT_FOUND
    others = _others(found.rows[0], held, when) if claim.saying.relation == "largest" else ()
    if claim.saying.relation == "largest" and not others:
        raise HarmstatsError(f"'{claim.stated}': nothing is held beside '{claim.breakdown}' to be larger than")
    return claim.saying.judge(found.value, others)


def _others(row: dict, held: Held, when: date | None) -> tuple[float, ...]:
    """Figures of the same edition, place and period whose breakdown differs in one value only."""
    rows = out_by(held.of(row["series"]), when)
    same = [rows[name] == row[name] for name in ("edition", "geography", "period")]
    mine = dict(part.split("=", 1) for part in row["breakdown"].split(";") if part)
    found = []
    for other in rows[same[0] & same[1] & same[2]].to_dict("records"):
        theirs = dict(part.split("=", 1) for part in other["breakdown"].split(";") if part)
        if theirs.keys() == mine.keys() and sum(theirs[key] != mine[key] for key in mine) == 1:
            found.append(float(other["value"]))
    return tuple(found)


def _turned(then: str, now: str) -> tuple[str, str]:
    """What held on the day and holds no longer agreed when printed."""
    return then, THEN_ONLY if then in (AGREES, ROUNDED) and now == DIFFERS else now


def _verdict(claim, then, now, value_then, value_now, like, reasons, unit, used=()) -> Verdict:
    names = dict.fromkeys([*used, *claim.sources, *(r.source for r in reasons)])
    names.pop("", None)
    return Verdict(
        claim.id, claim.statement, claim.stated, then, now, value_then, value_now, like, tuple(reasons), tuple(names),
        unit, claim,
    )  # fmt: skip
