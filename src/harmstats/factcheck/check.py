"""Claims in print: the register of them, and verdicts that are computed, not written.

``data/claims.csv`` states in a small form what each sentence claims of which figure. Anyone can add a row,
or ask :func:`check` without one.
"""

from datetime import date
from pathlib import Path

from ..core.cells import past_day
from ..core.csv_reading import known, one_of, rows, the_day, the_number
from ..core.errors import DataError, HarmstatsError, NotFound, suggest
from ..core.paths import data_dir
from ..core.registers import Registers, read
from ..core.schema import CLAIMS
from . import statement as saying
from .claim import Claim, Verdict
from .evidence import Held
from .statement import Saying
from .verdict import judge

FILE = "claims.csv"
# A line of a file of claims: the first five are always there, the others may be left off.
LINE = ("series", "says", "from", "to", "printed", "geography", "breakdown", "of")


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
    when = None if today is None else _not_later("today", today)
    register = read_claims(registers.folder / FILE, registers)
    chosen = [(where, claim) for where, claim in register if name in (None, claim.id)]
    if not chosen:
        hint = suggest(name, [claim.id for _, claim in register]) or " 'harmstats claims' lists them all."
        raise NotFound(f"claim '{name}' is not known.{hint}")
    known_by = [(where, claim) for where, claim in chosen if when is None or claim.printed <= when]
    if not known_by:
        what = f"claim '{name}' was" if name else "all claims were"
        raise NotFound(f"{what} printed after {when}; the first on {min(claim.printed for _, claim in chosen)}")
    held = Held(registers, (claim.series for _, claim in known_by if claim.series))
    found = []
    for where, claim in known_by:
        try:
            found.append(judge(claim, held, when))
        except HarmstatsError as error:
            raise DataError(f"{where}: {error}") from None
    return tuple(found)


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
    called: str = "claim",
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
    called : str
        What to call it.

    Returns
    -------
    Verdict

    Raises
    ------
    HarmstatsError
        If the words, the series, a period or a date are not understood, or a date lies in the future.

    Examples
    --------
    >>> said = check("prc-stalking-and-harassment", "more than 718,000", period="YE Mar 2022", printed="2023-02-01")
    >>> said.verdict_then, said.value_then, said.verdict_now, said.value_now
    ('agrees', 718480.0, 'agreed when printed', 717239.0)
    """
    claim = {"series": series, "says": says, "period": period, "earlier": earlier, "geography": geography,
             "breakdown": breakdown, "of": of, "printed": printed, "called": called}  # fmt: skip
    return _checked(Held(read(data_dir(data))), today, **claim)


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
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else f"not UTF-8 text at byte {error.start}"
        raise HarmstatsError(f"{path}: cannot be read ({why})") from None
    held, found = Held(read(data_dir(data))), []
    for number, line in enumerate(lines, start=1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        cells = [cell.strip() for cell in line.split("|")]
        if not 5 <= len(cells) <= len(LINE):
            raise HarmstatsError(f"{path.name} line {number}: write {' | '.join(LINE[:5])}, then if need be the others")
        said = dict(zip(LINE, cells, strict=False))
        try:
            found.append(
                _checked(
                    held, today, series=said["series"], says=said["says"], period=said["to"], earlier=said["from"],
                    printed=said["printed"] or None, geography=said.get("geography"),
                    breakdown=said.get("breakdown", ""), of=said.get("of", ""), called=f"line {number}",
                )
            )  # fmt: skip
        except HarmstatsError as error:
            raise HarmstatsError(f"{path.name} line {number}: {error}") from None
    if not found:
        raise HarmstatsError(f"{path.name}: holds no claim; write {' | '.join(LINE[:5])}, one a line")
    return tuple(found)


def read_claims(path: Path, registers: Registers) -> tuple[tuple[str, Claim], ...]:
    """Read ``claims.csv``: where each claim stands, and the claim.

    Raises
    ------
    DataError
        One line naming file, line, rule and what would be right.
    """
    found: dict[str, tuple[str, Claim]] = {}
    for where, row in rows(path, CLAIMS):
        if not row["id"] or row["id"] in found:
            raise DataError(f"{where} has no id or stands twice")
        if not row["statement"] or not row["stated"]:
            raise DataError(f"{where}: needs a statement in our words, and the words of the number in stated")
        printed = the_day(where, "printed", row["printed"])
        past_day(printed, f"{where}: printed {printed} lies in the future", DataError)
        sources = _split(row["source"])
        for name in sources:
            known(where, "source", name, registers.sources, "data/sources.json")
        if row["series"]:
            known(where, "series", row["series"], registers.series, "data/series.csv")
        if row["series"] and row["kind"] != "statistic":
            raise DataError(f"{where}: is of kind '{row['kind']}', so it claims nothing of series '{row['series']}'")
        if not row["series"] and not row["note"]:
            raise DataError(f"{where}: needs a note that says what was looked for, as it names no series")
        if row["series"] and not row["to"]:
            raise DataError(f"{where}: needs a period in 'to', for example YE Jun 2022, or undated")
        found[row["id"]] = where, Claim(
            id=row["id"], article=row["article"], printed=printed, statement=row["statement"], stated=row["stated"],
            saying=_saying(where, row), kind=row["kind"], series=row["series"], earlier=row["from"], period=row["to"],
            geography=row["geography"], breakdown=row["breakdown"], of=row["of"], beside=_split(row["beside"], " + "),
            sources=sources, note=row["note"],
        )  # fmt: skip
    return tuple(found.values())


def _checked(held: Held, today, *, series, says, period, earlier, geography, breakdown, of, printed, called) -> Verdict:
    """The verdict on one claim in words; see :func:`check`."""
    when = None if today is None else _not_later("today", today)
    day = when or date.today()
    if printed is not None:
        day = _not_later("printed", printed)
        if when is not None and day > when:
            raise HarmstatsError(f"printed {day} is after today {when}")
    title = held.registers.one_series(series).title
    span = f"{earlier} to {period}" if earlier else period
    claim = Claim(
        id=called, article="", printed=day, statement=f"{title}, {span}: {says}", stated=says, saying=saying.read(says),
        series=series, earlier=earlier or "", period=period, geography=geography or "", breakdown=breakdown, of=of,
    )  # fmt: skip
    return judge(claim, held, when)


def _saying(where: str, row: dict[str, str]) -> Saying | None:
    """What a row claims; None where it claims nothing of a series."""
    if not row["series"]:
        return None
    try:
        relation = _relation(row["relation"])
    except HarmstatsError as error:
        raise DataError(f"{where}: {error}") from None
    one_of(where, "unit", row["unit"], saying.UNITS)
    value, rounding = (the_number(where, name, row[name]) for name in ("value", "rounding"))
    if relation in saying.NUMBERLESS:
        return saying.read(relation)
    if not (value == value and rounding >= 0):
        raise DataError(f"{where}: needs a value, and in rounding what it is rounded to, for example 1000")
    return Saying(relation, value, rounding, row["unit"])


def _relation(name: str) -> str:
    if name not in saying.RELATIONS:
        hint = suggest(name, saying.RELATIONS) or ""
        raise HarmstatsError(f"relation '{name}' is not known.{hint} The relations are {', '.join(saying.RELATIONS)}")
    return name


def _split(text: str, at: str = ";") -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(at) if part.strip())


def _not_later(name: str, day: str | date) -> date:
    return past_day(day, f"{name} {day} lies in the future: today is {date.today()}")
