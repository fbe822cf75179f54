"""The verdict on a claim: for the day it was printed, and for today, with the reasons.

Both are computed from the editions held, each time with those out by the day, so that a sentence that
was right when it was written is told from one that was not. Reasons are data: every one names where it
comes from.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

import pandas as pd

from ..comparison.compare import compare
from ..comparison.result import Comparison, Reason
from ..core.csv_reading import pairs
from ..core.errors import HarmstatsError, NotFound
from ..core.periods import UNDATED, Period
from ..core.registers import Break, Registers
from ..core.words import breakdown as in_words
from ..core.words import day, number
from ..store.figures import nearest_periods, of_period, vintage
from ..wording.caveats import STAMPS
from .claim import Archive, Claim, Known, known_on, out_by, reference
from .statement import AGREES, DIFFERS, ROUNDED, Saying

THEN_ONLY, NOT_LIKE = "agreed when printed", "not like for like"
NOT_FOUND, NO_STATISTIC = "source not found", "not a statistic"
VERDICTS = (AGREES, ROUNDED, THEN_ONLY, NOT_LIKE, DIFFERS, NOT_FOUND, NO_STATISTIC)
# What a claim is that is no statistic.
WHAT = {
    "event": "A date or event, not a count.",
    "case": "A number of one single case or firm, not a statistic.",
    "label": "The name or number of categories, not a count of anything.",
    "furniture": "A number of the page, such as the length of a video; not data.",
}
# Across a break a number is called "not like for like" where the arithmetic comes within a tenth of it;
# what is further off differs, break or no break.
CLOSE = 0.1
# By the figures known on a day: the verdict, and the value if there is one.
Judged = tuple[str, float | None]


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
    reasons: tuple[Reason, ...]
    sources: tuple[str, ...]
    like_for_like: float | None
    unit: str
    claim: Claim


def judge(claim: Claim, archive: Archive, today: date | None = None) -> Verdict:
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
    archive : Archive
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
    # what the note rests on is among the sources of the claim
    note = [Reason("note", None, claim.note, "", "warn", "To know")] if claim.note else []
    if claim.kind != "statistic":
        what = Reason(claim.kind, None, WHAT[claim.kind], "", "warn", "Not a statistic")
        return _verdict(claim, [(NO_STATISTIC, None)] * 2, [what, *note])
    if not claim.series:
        return _verdict(claim, [(NOT_FOUND, None)] * 2, [*note, *_beside(claim, archive, today)])
    claim = _placed(claim, archive)
    if claim.saying.change:
        return _change(claim, archive, today, note)
    return _level(claim, archive, today, note)


def _verdict(
    claim: Claim, days: list[Judged], reasons: list[Reason], unit: str = "", used: Iterable[str] = ()
) -> Verdict:
    """Put a verdict together; `used` are the sources of the figures, which stand before those of the reasons."""
    (then, value_then), (now, value_now) = days
    if then in (AGREES, ROUNDED) and now == DIFFERS:
        now = THEN_ONLY
    sources = tuple(filter(None, dict.fromkeys([*used, *claim.sources, *(reason.source for reason in reasons)])))
    about = claim.id, claim.statement, claim.stated
    return Verdict(*about, then, now, value_then, value_now, tuple(reasons), sources, None, unit, claim)


def _placed(claim: Claim, archive: Archive) -> Claim:
    """The claim with its place named; an error where words and figures do not fit."""
    saying, unit = claim.saying, archive.registers.one_series(claim.series).unit
    place = archive.registers.place(claim.geography) if claim.geography else archive.place(claim.series, "")
    counted = f": series '{claim.series}' is counted in {unit}"
    no_share = unit != "percent" and not claim.of
    misfits = {
        " needs an earlier period to compare with": saying.change and not claim.earlier,
        " is no change: give one period only": claim.earlier and not saying.change,
        ": a change is told of one figure, not of a share or a sum": saying.change
        and (claim.of or " + " in claim.breakdown),
        f"{counted}, not in percent": saying.unit == "points" and no_share,
        f"{counted}; a percentage needs 'of', the base": saying.unit == "percent" and not saying.change and no_share,
        f" is no percentage, so it is no share of '{claim.of}'": claim.of and saying.unit != "percent",
        ": percentage points are of a change; a level is written with %": saying.unit == "points" and not saying.change,
    }
    for what, is_so in misfits.items():
        if is_so:
            raise HarmstatsError(f"'{claim.stated}'{what}")
    base = reference(claim.of, claim)[2] if claim.of else ""
    for text in filter(None, (claim.earlier, claim.period, base)):
        if text != UNDATED and (end := Period.parse(text).end) > claim.printed:
            when = "today" if claim.printed == date.today() else "the day of print"
            raise HarmstatsError(
                f"period '{text}' ends {end}, after {when}, {claim.printed}: nothing can be counted yet"
            )
    return replace(claim, geography=place)


def _level(claim: Claim, archive: Archive, today: date | None, note: list[Reason]) -> Verdict:
    """The verdict on a figure, a sum of figures or a share of one."""
    registers = archive.registers
    figures = [archive.vintages(claim, claim.series, part, claim.period) for part in claim.breakdown.split(" + ")]
    if claim.of:
        figures.append(archive.vintages(claim, *reference(claim.of, claim)))
    # an article is no source for itself
    own = [row for rows in figures for row in rows[rows["source"] == claim.article].to_dict("records")]
    figures = [rows[rows["source"] != claim.article] for rows in figures]
    then, now = (known_on(figures, bool(claim.of), when) for when in (claim.printed, today))
    days = [_by_the_words(claim, then, archive, claim.printed), _by_the_words(claim, now, archive, today)]
    unit = "percent" if claim.of else registers.series[claim.series].unit
    every = pd.concat([out_by(rows, today) for rows in figures]).sort_values("published", kind="stable")
    reasons = [_counted(claim, registers), *_loosely(claim, days, unit)]
    if now is None and not own and all(rows.empty for rows in figures):
        text = f"No figure for {claim.period} is held"
        if claim.period != UNDATED:
            whole = archive.of(claim.series)
            near = nearest_periods(whole[whole["geography"] == claim.geography], Period.parse(claim.period))
            text += f"; {near}"
        reasons.append(Reason("period", None, text, "", "warn", "Period not held"))
    for row in own:
        text = f"{_shown(row)} is held only as this article prints it; an article is no source for itself."
        reasons.append(Reason("edition", row["published"].date(), text, "", "warn", "Known from the article only"))
    if then is None and now is not None:
        first = every.iloc[0]
        text = f"No edition held that was out by {day(claim.printed)} has it; the first is {_edition(first)}."
        reasons.append(Reason("edition", first["published"].date(), text, first["source"], "warn", "Not held then"))
    for row in every.to_dict("records"):
        which = filter(None, (registers.series[row["series"]].short, in_words(row["breakdown"])))
        part = f" ({', '.join(which)})" if len(figures) > 1 else ""
        added = f" {row['note'][:1].upper()}{row['note'][1:]}." if row["note"] else ""
        label = "Second-hand" if row["status"] == "secondary" else "Edition"
        label = label if row["used"] else "Set aside"
        text = f"{_shown(row)}{part}: {_edition(row)}.{added}"
        reasons.append(Reason("edition", row["published"].date(), text, row["source"], "warn", label))
    disputed = [item for item in registers.conflicts if item.id in set(every["conflict"])]
    reasons += [Reason("conflict", None, item.why, "", "warn", "Sources disagree") for item in disputed]
    reasons += [*_beside(claim, archive, today), *note]
    used = [row["source"] for known in (now, then) if known for row in known[1]]
    return _verdict(claim, days, reasons, unit, used)


def _by_the_words(claim: Claim, known: Known | None, archive: Archive, when: date | None) -> Judged:
    if known is None:
        return NOT_FOUND, None
    (value, rows), others = known, tuple[float, ...]()
    if claim.saying.relation == "largest":
        others = _others(rows[0], out_by(archive.of(claim.series), when))
        if not others:
            raise HarmstatsError(f"'{claim.stated}': nothing is held beside '{claim.breakdown}' to be larger than")
    return claim.saying.judge(value, others), value


def _others(row: dict, rows: pd.DataFrame) -> tuple[float, ...]:
    """Figures of the same edition, place and period whose breakdown differs in one value only."""
    mine = pairs("", row["breakdown"])
    others = []
    for name in ("edition", "geography", "period"):
        rows = rows[rows[name] == row[name]]
    for text, value in zip(rows["breakdown"], rows["value"], strict=True):
        theirs = pairs("", text)
        if theirs.keys() == mine.keys() and sum(theirs[key] != mine[key] for key in mine) == 1:
            others.append(float(value))
    return tuple(others)


def _change(claim: Claim, archive: Archive, today: date | None, note: list[Reason]) -> Verdict:
    """The verdict on a change from one period to another."""
    registers, saying = archive.registers, claim.saying
    first, second = ((period.start, period.end, "") for period in map(Period.parse, (claim.earlier, claim.period)))
    cuts = [
        item
        for item in registers.breaks_of(claim.series, claim.geography)
        if item.weight == "refuse" and not item.until and item.parts(first, second)
    ]
    then, now = (_compared(claim, registers, when) for when in (claim.printed, today))
    in_force = [[cut for cut in cuts if cut.begun_by(when)] for when in (claim.printed, today or date.today())]
    days = [
        (NOT_LIKE, None) if compared is None and breaks else _by_the_change(claim, compared)
        for compared, breaks in zip((then, now), in_force, strict=True)
    ]
    unit = saying.unit or registers.series[claim.series].unit
    reasons = [_counted(claim, registers)]
    if now is not None:
        reasons.append(_arithmetic(claim, now))
    if then is None or now is None:
        reasons += [_break_between(cut, claim, registers) for cut in in_force[now is None]]
    like_for_like = None
    if known := now or then:
        reasons += known.reasons
        like_for_like = next((other for other in known.alternatives if other.comparable), None)
        for kind, words, label, other in (
            ("like for like", "Like for like", "Like for like", like_for_like),
            ("nearest", "Nearest valid comparison", "Nearest valid", known.nearest),
        ):
            if other:
                text = f"{words}: {other.summary()} {other.caution}".strip()
                reasons.append(Reason(kind, None, text, other.later["source"], "warn", label))
    reasons += _loosely(claim, days, unit)
    if then is None:
        reasons += _editions_with_both(claim, archive, today)
    reasons += [*_beside(claim, archive, today), *note]
    used = [figure["source"] for compared in (now, then) if compared for figure in (compared.earlier, compared.later)]
    return replace(_verdict(claim, days, reasons, unit, used), like_for_like=_moved(like_for_like, saying))


def _compared(claim: Claim, registers: Registers, when: date | None) -> Comparison | None:
    where = {"geography": claim.geography, "breakdown": claim.breakdown}
    try:
        return compare(claim.series, claim.earlier, claim.period, **where, as_of=when, data=registers.folder)
    except NotFound:
        return None


def _moved(compared: Comparison | None, saying: Saying) -> float | None:
    if compared is None:
        return None
    return compared.percent_change if saying.unit == "percent" else compared.change


def _by_the_change(claim: Claim, compared: Comparison | None) -> Judged:
    """The verdict on a change; see :func:`judge`."""
    saying, value = claim.saying, _moved(compared, claim.saying)
    if compared is None or value is None:
        return NOT_FOUND, value
    verdict = saying.judge(value)
    if compared.comparable:
        return verdict, value
    near = abs(value - saying.sign * saying.value) <= max(CLOSE * abs(saying.value), 0.5 * saying.rounding)
    return NOT_LIKE if near or verdict != DIFFERS else DIFFERS, value


def _arithmetic(claim: Claim, compared: Comparison) -> Reason:
    """Say the change; where the number in print is not it when rounded, what it is then."""
    saying, value, text = claim.saying, _moved(compared, claim.saying), compared.summary()
    if value is not None and not saying.inequality and not saying.rounds(saying.sign * value):
        rounded = saying.rounding * round(value / saying.rounding) if saying.rounding else value
        unit = {"percent": "%", "points": " percentage points"}.get(saying.unit, "")
        text += f" Rounded as in print, {_signed(value, saying.unit)} is {rounded:+,.10g}{unit}, not '{claim.stated}'."
    return Reason("arithmetic", None, text, compared.later["source"], "warn", "Arithmetic")


def _break_between(cut: Break, claim: Claim, registers: Registers) -> Reason:
    """Say that a break parts the two periods; where its source is later than the day of print, say that too."""
    text = f"{cut.label}: between the two periods, in force since {day(cut.date)}, so no edition is needed to tell"
    issued = registers.sources[cut.source].get("issued", {}).get("date-parts", [[]])[0]
    if len(issued) == 3 and (out := date(*issued)) > claim.printed:
        text += f"; the source held that says so was published {day(out)}, after the day of print"
    return Reason("break", cut.date, f"{text}.", cut.source, "refuse", "Break between")


def _editions_with_both(claim: Claim, archive: Archive, today: date | None) -> list[Reason]:
    """Every edition that has both periods, as none was held on the day."""
    rows = out_by(archive.vintages(claim, claim.series, claim.breakdown), today)
    first, second = (of_period(rows, Period.parse(period)) for period in (claim.earlier, claim.period))
    both = first.merge(second, on=["table", "edition"], suffixes=("_1", "")).sort_values("published", kind="stable")
    text = f"No edition held that was out by {day(claim.printed)} has both periods"
    if both.empty:
        return [Reason("edition", None, f"{text}.", "", "warn", "Not held then")]
    reasons: list[Reason] = []
    for row in both.to_dict("records"):
        change = row["value"] - row["value_1"]
        change = 100 * change / row["value_1"] if claim.saying.unit == "percent" and row["value_1"] else change
        values = " and ".join(number(row[name], row["unit"]) for name in ("value_1", "value"))
        moved, edition = f"{values}, {_signed(change, claim.saying.unit)}", _edition(row)
        both_say = f"{moved}: {edition}." if reasons else f"{text}; the first is {edition}: {moved}."
        reasons.append(Reason("edition", row["published"].date(), both_say, row["source"], "warn", "Edition with both"))
    return reasons


def _counted(claim: Claim, registers: Registers) -> Reason:
    """Say what is counted, which part of it was judged, and of what base."""
    series = registers.series[claim.series]
    parts = [in_words(part) for part in claim.breakdown.split(" + ")] if claim.breakdown else []
    text = series.title + (f" ({' plus '.join(parts)})" if parts else "")
    if claim.of:
        base, breakdown, period = reference(claim.of, claim)
        which = [in_words(breakdown) or "the whole", "" if period == claim.period else period]
        text += f", as a share of {registers.one_series(base).title} ({', '.join(filter(None, which))})"
    text = f"{text}. Base: {series.base}. {STAMPS.get(series.kind, '')}".strip()
    return Reason("base", None, text, "", "warn", "What is counted")


def _loosely(claim: Claim, days: list[Judged], unit: str) -> list[Reason]:
    """Say where words such as "more than" are true, and more than a fifth away from the figure."""
    loose = dict.fromkeys(value for _, value in days if value is not None and claim.saying.loose(value))
    shown = [_signed(value, unit) if claim.saying.change else number(value, unit) for value in loose]
    if not shown:
        return []
    text = (
        f"'{claim.stated}' holds for {' and '.join(shown)}, but loosely: the number stated is more than a fifth away."
    )
    return [Reason("loose", None, text, "", "warn", "Loosely put")]


def _beside(claim: Claim, archive: Archive, today: date | None) -> list[Reason]:
    """Say each figure that is to stand beside the claim, with its own base; not one that is out later."""
    reasons = []
    for text in claim.beside:
        name, breakdown, period = reference(text, claim)
        series = archive.registers.one_series(name)
        rows = archive.vintages(claim, name, breakdown, period)
        if rows.empty:
            raise NotFound(f"beside '{text}': series '{name}' has no such figure for {period or 'no period'}")
        rows = out_by(rows, today)
        if rows.empty:
            continue
        row = vintage(rows).iloc[-1]
        part = f" ({in_words(row['breakdown'])})" if row["breakdown"] else ""
        figure = f"{series.title}{part}, {row['period']}: {_shown(row)} ({_edition(row)}). Base: {series.base}."
        reasons.append(Reason("beside", row["published"].date(), figure, row["source"], "warn", "Another figure"))
    return reasons


def _shown(row: dict | pd.Series) -> str:
    """Write the value of a figure: two decimals where it is a share of counts."""
    return number(row["value"], row["unit"], 1 if pd.isna(row["denominator"]) else 2)


def _edition(row: dict | pd.Series) -> str:
    """Name an edition and the day it was out."""
    return f"{row['edition']}, {'published' if row['dated'] == 'exact' else 'out by'} {day(row['published'])}"


def _signed(value: float, unit: str) -> str:
    """Write a change with its sign.

    Examples
    --------
    >>> _signed(44.39, "percent"), _signed(-0.5, "points"), _signed(1200, "offences")
    ('+44.4%', '-0.5 percentage points', '+1,200')
    """
    if unit == "percent":
        return f"{value:+.1f}%"
    return f"{value:+.2g} percentage points" if unit == "points" else f"{value:+,.0f}"
