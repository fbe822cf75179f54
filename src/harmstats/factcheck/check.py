"""Claims in print: the register of them, and verdicts that are computed, not written.

``data/claims.csv`` states in a small form what each sentence claims of which figure. Anyone can add a row,
or ask :func:`check` without one.
"""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from ..core.cells import past_day
from ..core.csv_reading import known, one_of, rows
from ..core.errors import DataError, HarmstatsError, NotFound, suggest
from ..core.paths import data_dir
from ..core.registers import Registers, read
from ..core.schema import CLAIMS
from . import statement as words
from .claim import Archive, Claim
from .verdict import Verdict, judge

FILE = "claims.csv"
# A line of a file of claims; geography, breakdown and of may follow.
LINE = "series | says | from | to | printed"


def claims(
    name: str | None = None, *, data: str | Path | None = None, today: str | date | None = None
) -> tuple[Verdict, ...]:
    """Return the verdict on each claim of ``data/claims.csv``, or on one.

    Parameters
    ----------
    name : str, optional
        Id of one claim; all without it.
    data : path, optional
        Another data folder.
    today : str or date, optional
        Verdicts of now with the editions known on this day; with all held where it is not given.
        Claims printed later are left out.

    Returns
    -------
    tuple of Verdict

    Raises
    ------
    NotFound
        If no claim has this id.
    DataError
        If the file breaks a rule of the data dictionary.

    Examples
    --------
    >>> (rise,) = claims("A2-17")
    >>> rise.verdict_then, rise.verdict_now, round(rise.value_now, 1), round(rise.like_for_like, 1)
    ('not like for like', 'not like for like', 44.4, 35.9)
    """
    registers = read(data_dir(data))
    when = _past("today", today)
    register = read_claims(registers.folder / FILE, registers)
    chosen = {where: claim for where, claim in register.items() if name in (None, claim.id)}
    if name is not None and not chosen:
        hint = suggest(name, [claim.id for claim in register.values()]) or " 'harmstats claims' lists them all."
        raise NotFound(f"claim '{name}' is not known.{hint}")
    printed = {where: claim for where, claim in chosen.items() if when is None or claim.printed <= when}
    if chosen and not printed:
        what = f"claim '{name}' was" if name else "all claims were"
        first = min(claim.printed for claim in chosen.values())
        raise NotFound(f"{what} printed after {when}; the first on {first}")
    archive, verdicts = Archive(registers), []
    for where, claim in printed.items():
        try:
            verdicts.append(judge(claim, archive, when))
        except HarmstatsError as error:
            raise DataError(f"{where}: {error}") from None
    return tuple(verdicts)


def check(
    series: str,
    says: str,
    *,
    period: str,
    earlier: str | None = None,
    geography: str | None = None,
    breakdown: str = "",
    of: str = "",
    printed: str | date | None = None,
    today: str | date | None = None,
    data: str | Path | None = None,
) -> Verdict:
    """Return the verdict on one claim that is in no register.

    Parameters
    ----------
    series : str
    says : str
        The words of the number; see :func:`harmstats.factcheck.statement.read`.
    period : str
        The period it is said of, or ``undated``; of a change the later one.
    earlier : str, optional
        The period a change is counted from.
    geography : str, optional
        Without it England and Wales, or the only place the series has.
    breakdown : str
        ``key=value;key=value``; several joined by `` + `` are added up.
    of : str
        ``series[breakdown]@period``: the figure it is a share of; what is left out is as in the claim.
    printed : str or date, optional
        The day of print; today where it is not given.
    today : str or date, optional
        The verdict of now with the editions known on this day; with all held where it is not given.
    data : path, optional
        Another data folder.

    Returns
    -------
    Verdict

    Raises
    ------
    HarmstatsError
        If the words, the series, a period or a date are not understood, or a date lies in the future.

    Examples
    --------
    >>> found = check("prc-stalking-and-harassment", "more than 718,000", period="YE Mar 2022", printed="2023-02-01")
    >>> found.verdict_then, found.value_then, found.verdict_now, found.value_now
    ('agrees', 718480.0, 'agreed when printed', 717239.0)
    """
    archive = Archive(read(data_dir(data)))
    day, when = _days(printed, today)
    earlier, place = earlier or "", geography or ""
    claim = Claim(
        "claim", says, day, series=series, earlier=earlier, period=period, geography=place, breakdown=breakdown, of=of
    )
    return _checked(claim, archive, when)


def check_file(
    path: str | Path, *, data: str | Path | None = None, today: str | date | None = None
) -> tuple[Verdict, ...]:
    """Return the verdicts on a plain text of claims, one a line.

    A line is ``series | says | from | to | printed``, and may go on with ``| geography | breakdown | of``.
    `from` is empty unless a change is claimed, `printed` empty for today. Lines that are empty or start
    with ``#`` are passed over.

    Raises
    ------
    HarmstatsError
        If the file cannot be read or a line is not understood; the message names the line.
    """
    path = Path(path)
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except FileNotFoundError:
        raise NotFound(f"{path}: there is no such file") from None
    except OSError as error:
        raise HarmstatsError(f"{path}: cannot be read ({error.strerror})") from None
    except UnicodeDecodeError as error:
        raise HarmstatsError(f"{path}: cannot be read (not UTF-8 text at byte {error.start})") from None
    archive, verdicts = Archive(read(data_dir(data))), []
    for number, line in enumerate(lines, start=1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        cells = [cell.strip() for cell in line.split("|")]
        if not 5 <= len(cells) <= 8:
            raise HarmstatsError(f"{path.name} line {number}: write {LINE}, then if need be the others")
        series, says, earlier, period, printed, place, part, of = (*cells, "", "", "")[:8]
        name = f"line {number}"
        try:
            day, when = _days(printed or None, today)
            claim = Claim(
                name, says, day, series=series, earlier=earlier, period=period, geography=place, breakdown=part, of=of
            )
            verdicts.append(_checked(claim, archive, when))
        except HarmstatsError as error:
            raise HarmstatsError(f"{path.name} line {number}: {error}") from None
    if not verdicts:
        raise HarmstatsError(f"{path.name}: holds no claim; write {LINE}, one a line")
    return tuple(verdicts)


def _days(printed: str | date | None, today: str | date | None) -> tuple[date, date | None]:
    """The day of print, and the day of which editions are known; None for all that are held."""
    when = _past("today", today)
    day = _past("printed", printed) or when or date.today()
    if when is not None and day > when:
        raise HarmstatsError(f"printed {day} is after today {when}")
    return day, when


def _checked(claim: Claim, archive: Archive, when: date | None) -> Verdict:
    """The verdict on a claim of which the words are still to be read."""
    title = archive.registers.one_series(claim.series).title
    span = f"{claim.earlier} to {claim.period}" if claim.earlier else claim.period
    saying = words.read(claim.stated)
    return judge(replace(claim, saying=saying, statement=f"{title}, {span}: {claim.stated}"), archive, when)


def read_claims(path: Path, registers: Registers) -> dict[str, Claim]:
    """Read ``claims.csv``: the claims by the place where they stand.

    Raises
    ------
    DataError
        One line naming file, line, rule and what would be right.
    """
    register: dict[str, Claim] = {}
    ids = set()
    for where, row in rows(path, CLAIMS):
        if not row["id"] or row["id"] in ids:
            raise DataError(f"{where} has no id or stands twice")
        ids.add(row["id"])
        if not row["statement"] or not row["stated"]:
            raise DataError(f"{where}: needs a statement in our words, and the words of the number in stated")
        printed = row["printed"]
        past_day(printed, f"{where}: printed {printed} lies in the future", DataError)
        sources = _split(row["source"], ";")
        for name in sources:
            known(where, "source", name, registers.sources)
        saying = words.NOTHING
        if row["series"]:
            known(where, "series", row["series"], registers.series)
            if row["kind"] != "statistic":
                raise DataError(
                    f"{where}: is of kind '{row['kind']}', so it claims nothing of series '{row['series']}'"
                )
            if not row["to"]:
                raise DataError(f"{where}: needs a period in 'to', for example YE Jun 2022, or undated")
            saying = _saying(where, row)
        elif not row["note"]:
            raise DataError(f"{where}: needs a note that says what was looked for, as it names no series")
        alike = ("id", "article", "statement", "stated", "kind", "series", "geography", "breakdown", "of", "note")
        register[where] = Claim(
            **{name: row[name] for name in alike},
            printed=printed,
            saying=saying,
            earlier=row["from"],
            period=row["to"],
            beside=_split(row["beside"], " + "),
            sources=sources,
        )
    return register


def _saying(where: str, row: dict[str, Any]) -> words.Saying:
    """What a row claims of a series."""
    relation = row["relation"]
    if relation not in words.RELATIONS:
        hint = suggest(relation, words.RELATIONS)
        every = ", ".join(words.RELATIONS)
        raise DataError(f"{where}: relation '{relation}' is not known.{hint} The relations are {every}")
    one_of(where, "unit", row["unit"], words.UNITS)
    value, rounding = row["value"], row["rounding"]
    if relation in words.NUMBERLESS:
        return words.read(relation)
    if not (value == value and rounding >= 0):
        raise DataError(f"{where}: needs a value, and in rounding what it is rounded to, for example 1000")
    return words.Saying(relation, value, rounding, row["unit"])


def _split(text: str, at: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(at) if part.strip())


def _past(name: str, day: str | date | None) -> date | None:
    """Read a day that must not lie in the future; None where none is given."""
    return None if day is None else past_day(day, f"{name} {day} lies in the future: today is {date.today()}")
