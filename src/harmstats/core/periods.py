"""Periods: a start, an end and a label that never hides which twelve months are meant.

"Year ending" is a first-class period here. Peers cut the month off a "year ending June 2025"
and plot it as 2025, beside calendar years and financial years that are other twelve months.
"""

import re
from calendar import month_name
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from .errors import HarmstatsError, NotFound

MONTHS = tuple(month_name)[1:]
SHORT = tuple(name[:3] for name in MONTHS)
FORMS = "YE Jun 2022, year ending June 2022, 2021/22, 2023, Jul-Sep 2022, Jul 2023"
UNDATED = "undated"
# First and last day of a period; both None where a figure is undated.
Days = tuple[date | None, date | None]


class MixedPeriods(HarmstatsError):
    """Periods of different kinds would share one axis without anybody having said so."""


@dataclass(frozen=True, order=True)
class Period:
    """A span of days.

    Parameters
    ----------
    start, end : datetime.date
        First and last day, both inside the period.

    Examples
    --------
    >>> Period.parse("YE Jun 2022")
    Period(start=datetime.date(2021, 7, 1), end=datetime.date(2022, 6, 30))
    >>> Period.parse("2021/22").label
    'YE Mar 2022'
    >>> Period.parse("Apr-Jun 2022").long
    'April to June 2022'
    """

    start: date
    end: date

    def __post_init__(self) -> None:
        if self.start > self.end:
            raise HarmstatsError(f"period {self.start} to {self.end}: the start is after the end")

    @property
    def months(self) -> int:
        """Whole calendar months covered; 0 where the period is not made of whole months."""
        whole = self.start.day == 1 and (self.end + timedelta(days=1)).day == 1
        if not whole:
            return 0
        return (self.end.year - self.start.year) * 12 + self.end.month - self.start.month + 1

    @property
    def label(self) -> str:
        """Short label: ``YE Mar 2020``, ``Jul-Sep 2022``, ``Jul 2023``."""
        return self._label("YE {}", SHORT, "-")

    @property
    def long(self) -> str:
        """Label for a sentence: ``year ending March 2020``."""
        return self._label("year ending {}", MONTHS, " to ")

    def _label(self, year_form: str, names: tuple[str, ...], join: str) -> str:
        end = f"{names[self.end.month - 1]} {self.end.year}"
        if self.months == 12:
            return year_form.format(end)
        if self.months == 1:
            return end
        if self.start == self.end:
            return f"{self.end.day} {end}"
        first, year = names[self.start.month - 1], f" {self.start.year}"
        if self.months:
            return f"{first}{year if self.start.year != self.end.year else ''}{join}{end}"
        return f"{self.start.day} {first}{year} to {self.end.day} {end}"

    @property
    def axis(self) -> str:
        """What this period may share an axis with.

        Years ending in March and years ending in June are different axes: they overlap, and a line
        through both would count nine months twice.
        """
        if self.months == 12:
            return f"years ending {MONTHS[self.end.month - 1]}"
        if self.months == 3 and self.start.month % 3 == 1:
            return "quarters"
        if self.months == 1:
            return "months"
        if self.start == self.end:
            return "days"
        return f"periods of {self.months} months" if self.months else "part periods"

    def overlaps(self, other: "Period") -> bool:
        """True where the two periods share a day."""
        return self.start <= other.end and other.start <= self.end

    def shifted(self, months: int) -> "Period":
        """The same span `months` later (earlier where negative); whole months only."""
        return Period(_first(self.start, months), _first(self.end + timedelta(days=1), months) - timedelta(days=1))

    @classmethod
    def of(cls, figure: Mapping[str, Any]) -> "Period":
        """The period of a row of figures, which has one: ``period_start`` and ``period_end`` are time stamps."""
        return cls(figure["period_start"].date(), figure["period_end"].date())

    @classmethod
    def parse(cls, text: str) -> "Period":
        """Read a period as people write it.

        Parameters
        ----------
        text : str
            One of ``YE Jun 2022``, ``year ending June 2022``, ``2021/22`` (financial year April to
            March), ``2023`` (calendar year), ``Jul-Sep 2022``, ``Q1 2021/22`` (April to June 2021),
            ``Jul 2023``, ``30 Jun 2024``, ``2 Jun 2021 to 27 Jun 2021``.

        Raises
        ------
        NotFound
            If the text is not a period, or could be two different ones.
        """
        raw = " ".join(str(text).replace("–", "-").split())
        low = raw.lower()
        if m := re.fullmatch(r"(?:ye|y/e|year ending|year to|12 months to) (?:(\d{1,2}) )?([a-z]+) ([12]\d{3})", low):
            year = _months(int(m[3]), _month(m[2], raw), 12)
            if m[1] and int(m[1]) != year.end.day:
                raise NotFound(f"period '{raw}': a year ends on the last day of a month, here {year.end.day}")
            return year
        if re.fullmatch(r"(?:ye|y/e|year ending) ([12]\d{3})", low):
            raise NotFound(
                f"period '{raw}' is ambiguous: say the month, for example 'YE Mar {low[-4:]}' or 'YE Jun {low[-4:]}'"
            )
        if m := re.fullmatch(r"([12]\d{3})/(\d{2}|\d{4})", low):
            return _financial_year(int(m[1]), m[2], raw)
        if m := re.fullmatch(r"([12]\d{3})-(\d{2})", low):
            start, tail = int(m[1]), int(m[2])
            if (start + 1) % 100 == tail and 1 <= tail <= 12:
                raise NotFound(
                    f"period '{raw}' is ambiguous: '{start}/{tail:02d}' is the financial year, "
                    f"'{SHORT[tail - 1]} {start}' the month"
                )
            if (start + 1) % 100 == tail:
                return _financial_year(start, m[2], raw)
            if 1 <= tail <= 12:
                return _months(start, tail)
        if m := re.fullmatch(r"q([1-4]) ([12]\d{3})/(\d{2})", low):
            return _months(_financial_year(int(m[2]), m[3], raw).start.year, 3 + 3 * int(m[1]), 3)
        if re.fullmatch(r"q[1-4] [12]\d{3}", low):
            raise NotFound(
                f"period '{raw}' is ambiguous: financial quarter 1 is April to June; "
                f"name the months, for example 'Apr-Jun {low[-4:]}'"
            )
        if m := re.fullmatch(r"([a-z]+)(?: ([12]\d{3}))?(?: ?- ?| to )([a-z]+) ([12]\d{3})", low):
            first, last, end = _month(m[1], raw), _month(m[3], raw), int(m[4])
            start = int(m[2]) if m[2] else end - (first > last)
            return cls(_months(start, first).start, _months(end, last).end)
        if m := re.fullmatch(r"([a-z]+) ([12]\d{3})", low):
            return _months(int(m[2]), _month(m[1], raw))
        if m := re.fullmatch(r"(\d{1,2}) ([a-z]+) ([12]\d{3})", low):
            month = _month(m[2], raw)
            try:
                day = date(int(m[3]), month, int(m[1]))
            except ValueError:
                raise NotFound(f"period '{raw}': there is no such day") from None
            return cls(day, day)
        if m := re.fullmatch(r"(\d{1,2} [a-z]+ [12]\d{3}) to (\d{1,2} [a-z]+ [12]\d{3})", low):
            return cls(cls.parse(m[1]).start, cls.parse(m[2]).end)
        if m := re.fullmatch(r"(?:calendar year )?([12]\d{3})", low):
            return _months(int(m[1]), 12, 12)
        raise NotFound(f"period '{raw}' is not understood: write one of {FORMS}")


def _first(day: date, months: int) -> date:
    """The first day of the month that lies so many months after that of a day."""
    index = day.year * 12 + day.month - 1 + months
    return date(index // 12, index % 12 + 1, 1)


def _months(year: int, month: int, count: int = 1) -> Period:
    """So many whole months, the last of them this one; month 15 is March of the year after."""
    after = _first(date(year, 1, 1), month)
    return Period(_first(after, -count), after - timedelta(days=1))


def _financial_year(start: int, tail: str, raw: str) -> Period:
    if int(tail) != (start + 1 if len(tail) == 4 else (start + 1) % 100):
        raise NotFound(
            f"period '{raw}': a financial year runs into the next one, for example '{start}/{(start + 1) % 100:02d}'"
        )
    return _months(start + 1, 3, 12)


def _month(name: str, raw: str) -> int:
    for number, month in enumerate(MONTHS, start=1):
        if month.lower() == name or (len(name) in (3, 4) and month.lower().startswith(name)):
            return number
    raise NotFound(f"period '{raw}': '{name}' is not a month; write one of {FORMS}")


def day_of(stamp: datetime) -> date | None:
    """The day of a time stamp of a table; None where there is none (NaT)."""
    return None if stamp != stamp else stamp.date()


def spans(figures: Mapping[str, Iterable[datetime]]) -> list[Days]:
    """First and last day of each row of a table of figures; both None where it is undated."""
    return [(day_of(a), day_of(b)) for a, b in zip(figures["period_start"], figures["period_end"], strict=True)]


def periods_of(figures: Mapping[str, Iterable[datetime]]) -> list[Period]:
    """The period of each row of a table of figures, all of them dated."""
    return [Period(a.date(), b.date()) for a, b in zip(figures["period_start"], figures["period_end"], strict=True)]


def label(start: date | None, end: date | None) -> str:
    """Label of the period from `start` to `end`; ``undated`` where there is none.

    Examples
    --------
    >>> label(date(2021, 7, 1), date(2022, 6, 30)), label(None, None)
    ('YE Jun 2022', 'undated')
    """
    return UNDATED if start is None or end is None else Period(start, end).label


def same_axis(periods: Iterable[Period]) -> str:
    """Return the axis that all periods share.

    Parameters
    ----------
    periods : iterable of Period

    Returns
    -------
    str
        For example ``years ending March``; an empty string where there is no period.

    Raises
    ------
    MixedPeriods
        If the periods are of more than one kind.
    """
    kinds = sorted({period.axis for period in periods})
    if len(kinds) > 1:
        raise MixedPeriods(f"{' and '.join(kinds)} would share one axis: draw them apart, or say why they may")
    return kinds[0] if kinds else ""
