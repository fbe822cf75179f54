"""Claims in print: the register of them, and verdicts that are computed, not written.

``data/claims.csv`` states in a small form what each sentence claims of which figure. Anyone can add a row,
or ask :func:`check` without one.
"""

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

# A line of a file of claims; the last three may be left off.
LINE = "series | says | from | to | printed"
FIELDS = ("series", "says", "earlier", "period", "printed", "geography", "breakdown", "of")


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
    register = read_claims(registers.folder / CLAIMS.path, registers)
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
    figure = {"series": series, "earlier": earlier or "", "period": period, "geography": geography or ""}
    return _checked(Archive(read(data_dir(data))), "claim", says, printed, breakdown=breakdown, of=of, **figure)


def check_file(path: str | Path, *, data: str | Path | None = None) -> tuple[Verdict, ...]:
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
        if not 5 <= len(cells) <= len(FIELDS):
            raise HarmstatsError(f"{path.name} line {number}: write {LINE}, then if need be the others")
        try:
            verdicts.append(_checked(archive, f"line {number}", **dict(zip(FIELDS, cells, strict=False))))
        except HarmstatsError as error:
            raise HarmstatsError(f"{path.name} line {number}: {error}") from None
    if not verdicts:
        raise HarmstatsError(f"{path.name}: holds no claim; write {LINE}, one a line")
    return tuple(verdicts)


def _checked(archive: Archive, name: str, says: str, printed: str | date | None, **figure: str) -> Verdict:
    """The verdict on one claim in words; `figure` is what it is said of, with the names that a claim has."""
    day = _past("printed", printed or None) or date.today()
    title = archive.registers.one_series(figure["series"]).title
    span = " to ".join(filter(None, (figure["earlier"], figure["period"])))
    statement, saying = f"{title}, {span}: {says}", words.read(says)
    return judge(Claim(name, says, day, statement, saying, beside=(), sources=(), **figure), archive)


def read_claims(path: Path, registers: Registers) -> dict[str, Claim]:
    """Read ``claims.csv``: the claims by the place where they stand.

    Raises
    ------
    DataError
        One line naming file, line, rule and what would be right.
    """
    register: dict[str, Claim] = {}
    ids: set[str] = set()
    for where, row in rows(path, CLAIMS, {"source": registers.sources}):
        series, kind, in_words = row["series"], row["kind"], row["statement"] and row["stated"]
        wrong = {
            " has no id or stands twice": row["id"] in ("", *ids),
            ": needs a statement in our words, and the words of the number in stated": not in_words,
            f": is of kind '{kind}', so it claims nothing of series '{series}'": series and kind != "statistic",
            ": needs a period in 'to', for example YE Jun 2022, or undated": series and not row["to"],
            ": needs a note that says what was looked for, as it names no series": not (series or row["note"]),
        }
        for what, is_so in wrong.items():
            if is_so:
                raise DataError(f"{where}{what}")
        ids.add(row["id"])
        past_day(row["printed"], f"{where}: printed {row['printed']} lies in the future", DataError)
        if series:
            known(where, "series", series, registers.series)
        same = ("article", "statement", "kind", "series", "geography", "breakdown", "of", "note")
        register[where] = Claim(
            row["id"],
            row["stated"],
            row["printed"],
            saying=_saying(where, row) if series else words.NOTHING,
            earlier=row["from"],
            period=row["to"],
            beside=row["beside"],
            sources=row["source"],
            **{name: row[name] for name in same},
        )
    return register


def _saying(where: str, row: dict[str, Any]) -> words.Saying:
    """What a row claims of a series."""
    relation = row["relation"]
    if relation not in words.RELATIONS:
        more = f"{suggest(relation, words.RELATIONS)} The relations are {', '.join(words.RELATIONS)}"
        raise DataError(f"{where}: relation '{relation}' is not known.{more}")
    one_of(where, "unit", row["unit"], words.UNITS)
    value, rounding = row["value"], row["rounding"]
    if relation in words.NUMBERLESS:
        return words.read(relation)
    if not (value == value and rounding >= 0):
        raise DataError(f"{where}: needs a value, and in rounding what it is rounded to, for example 1000")
    return words.Saying(relation, value, rounding, row["unit"])


def _past(name: str, day: str | date | None) -> date | None:
    """Read a day that must not lie in the future; None where none is given."""
    return None if day is None else past_day(day, f"{name} {day} lies in the future: today is {date.today()}")
