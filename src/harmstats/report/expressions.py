"""The little language of reports: what may stand between ``{{`` and ``}}``.

Every expression asks the registers, is remembered with where it stood and what it gave, and sets a
numbered note. What cannot be said honestly stops the rendering, unless the author accepts it in words
that are then printed. docs/reports.md is the one page that documents the language.
"""

import inspect
import re
import sys
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from types import FrameType

import pandas as pd

from ..comparison.compare import compare
from ..comparison.selection import select
from ..core.errors import HarmstatsError, NotFound, suggest
from ..core.periods import MONTHS
from ..core.registers import Registers
from ..core.words import breakdown as in_words
from ..core.words import figure, in_place, number
from ..store.lookup import one
from ..wording import references
from .citation import Citation, of_comparison, of_figure
from .template import check_seen

# Private-use characters that fence what an expression gave, its number before it: no author types them.
OPEN, MIDDLE, CLOSE = "\ue000", "\ue002", "\ue001"
FENCED = re.compile(f"{OPEN}(\\d+){MIDDLE}([^{OPEN}{CLOSE}]*){CLOSE}")
# Per cent of the width of the text, up to which a chart is shown as drawn for a small screen.
NARROW = 60
# What a number is divided by, and the last place that is kept.
FORMS = {"whole": (1, "1"), "thousands": (1000, "1"), "millions": (1000000, "0.1")}
# The expressions that give a text, and how a list of changes calls them.
CALLED = {
    "value": "value of {series}, {period}",
    "sentence": "sentence on {series}, {period}",
    "change": "change of {series}, {earlier} to {later}",
    "cite": "note on {series}, {period}",
    "table": "table of {series}",
    "chart": "chart of {series}",
}


@dataclass(frozen=True)
class Expression:
    """One expression: the text it gave and the figures in it, where it stood and what it asked for.

    `missing` says why a gap is marked where a text should stand.
    """

    text: str
    figures: tuple[dict, ...] = ()
    refused: bool = False
    missing: str = ""
    where: str = ""
    what: str = ""


@dataclass
class Language:
    """Gives expressions their values as known on a day, and keeps the notes and references they need.

    Parameters
    ----------
    registers : Registers
    as_of : date or None
        The day as known on which the report is rendered; None for now.
    charts : Path or None
        Folder for chart files; None where charts are not written.
    picture : str
        ``svg`` or ``png``: which picture of a chart the report shows.
    lenient : bool
        Give a marked gap instead of stopping where a figure is missing or refused.
    """

    registers: Registers
    as_of: date | None = None
    charts: Path | None = None
    picture: str = "svg"
    lenient: bool = False
    expressions: list[Expression] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    references: dict[str, dict] = field(default_factory=dict)

    @property
    def functions(self) -> dict[str, Callable[..., str]]:
        """The functions that a report may use, by name."""

        def function(name: str) -> Callable[..., str]:
            return lambda *words, **named: self._give(name, words, named)

        return {name: function(name) for name in (*CALLED, "latest")}

    def value(
        self, series: str, period: str, *, geography: str = "", breakdown: str = "", form: str = "exact"
    ) -> Expression:
        """A number as text: ``exact``, ``thousands`` (715 thousand), ``millions``, ``whole`` (6%)."""
        row = self._figure(series, period, geography, breakdown)
        return Expression(_number(row, form) + self._note(of_figure(row, self.registers)), (row,))

    def sentence(self, series: str, period: str, *, geography: str = "", breakdown: str = "") -> Expression:
        """A whole sentence: what, how much, where, when, how sure."""
        row = self._figure(series, period, geography, breakdown)
        cited = of_figure(row, self.registers)
        return Expression(references.escaped(cited.sentence) + self._note(cited), (row,))

    def cite(self, series: str, period: str, *, geography: str = "", breakdown: str = "") -> Expression:
        """Only the number of a note."""
        row = self._figure(series, period, geography, breakdown)
        return Expression(self._note(of_figure(row, self.registers)), (row,))

    def change(
        self, series: str, earlier: str, later: str, *, geography: str = "", breakdown: str = "", accept: str = ""
    ) -> Expression:
        """A change in words, ``rose by 13.4%``; refused where not like for like, unless accepted in words."""
        place, folder = geography or None, self.registers.folder
        comparison = compare(
            series, earlier, later, geography=place, breakdown=breakdown, as_of=self.as_of, data=folder
        )
        text, between = comparison.moved, ""
        if not comparison.comparable:
            why = "; ".join(reason.label for reason in comparison.refusals)
            if not accept.strip():
                raise HarmstatsError(
                    f"the change of {series} from {earlier} to {later} is not like for like ({why}); take "
                    'another pair, or accept it in words: accept="...", which is then printed'
                )
            text += f" (not like for like: {references.escaped(accept)})"
            between = f"Between the two figures: {why}."
        note = self._note(of_comparison(comparison, self.registers), between)
        return Expression(text + note, (comparison.earlier, comparison.later), refused=not comparison.comparable)

    def latest(self, series: str, ending: str = "", *, geography: str = "", breakdown: str = "") -> str:
        """The label of the newest year of a series; `ending` is a month where years of several kinds are held."""
        return str(self._years(series, ending, geography, breakdown)["period"].iloc[-1])

    def table(
        self, series: str, *periods: str, geography: str = "", breakdown: str = "", ending: str = ""
    ) -> Expression:
        """A table of a series: the periods named, or the last five years."""
        periods = periods or tuple(self._years(series, ending, geography, breakdown)["period"].tail(5))
        rows = tuple(self._figure(series, period, geography, breakdown) for period in periods)
        title = references.escaped(self.registers.series[series].short)
        lines = [f"| Period | {title} ({rows[0]['unit']}) | Status |", "|:--|--:|:--|"]
        for row in rows:
            status = row["status"].removeprefix("official-") if row["status"] != "official" else ""
            lines.append(f"| {row['period']} | {figure(row)}{self._note(of_figure(row, self.registers))} | {status} |")
        return Expression("\n".join(lines), rows)

    def chart(
        self,
        series: str,
        *more: str,
        title: str = "",
        geography: str = "",
        breakdown: str = "",
        ending: str = "",
        width: str = "100%",
    ) -> Expression:
        """A line chart of one to four series, cut at their breaks, with its text alternative."""
        from .. import charts
        from ..store.catalogue import breaks
        from ..wording.source_lines import licence_line, source_line

        if not re.fullmatch(r"[1-9]\d?%|100%", width):
            raise HarmstatsError(f"width '{width}' is not like 60%")
        names, folder = (series, *more), self.registers.folder
        rows = pd.concat([self._years(name, ending, geography, breakdown) for name in names], ignore_index=True)
        last = rows[rows["series"] == series].iloc[-1]
        where = in_place(last["geography"], last["geography"] in self.registers.forces)
        labels = {name: self.registers.series[name].short for name in names}
        whole = self.registers.series[series].title
        years = f"{rows['period'].iloc[0]} to {last['period']}"
        drawn = charts.line(
            rows,
            breaks(*names, data=folder),
            name=f"report-{'-'.join(names)}-{len(self.expressions) + 1}"[:120].strip("-"),
            labels=labels,
            title=title or f"{labels[series]}: {figure(last)} {where} in {last['period']}",
            subtitle=", ".join(filter(None, [whole, in_words(breakdown), years])),
            source=source_line(rows, data=folder),
            licence=licence_line(rows, data=folder),
            as_of=self.as_of or date.today(),
            measure=whole[:1].lower() + whole[1:],
            data=folder,
        )
        for source, edition in dict.fromkeys(zip(rows["source"], rows["edition"], strict=True)):
            self._reference(references.item(self.registers.sources[source], edition=edition))
        alt = references.escaped(drawn.alt)
        text = f"Chart: {alt}"
        if self.charts is not None:
            kind = self.picture if int(width[:-1]) > NARROW else f"{self.picture}-narrow"
            text = f"![{alt}]({self.charts.name}/{charts.save(drawn, self.charts)[kind].name}){{width={width}}}"
        return Expression(text, tuple(rows.to_dict("records")))

    def _give(self, name: str, words: tuple, named: dict) -> str:
        """Check what an expression is given, remember what it gives, and fence it: a change of it is then seen."""
        where, function = _standing(), getattr(self, name)
        signature = inspect.signature(function)
        if wrong := _misuse(name, signature, words, named):
            raise HarmstatsError(f"{where}: {wrong}")
        for text in (*words, *named.values()):
            check_seen(text, where)
        try:
            answer = function(*words, **named)
        except HarmstatsError as error:
            if not self.lenient or name == "latest":
                raise HarmstatsError(f"{where}: {error}") from None
            refused = not isinstance(error, NotFound)
            answer = Expression("[refused]" if refused else "[not yet published]", (), refused, missing=str(error))
        if name == "latest":
            return str(answer)
        what = CALLED[name].format(**signature.bind(*words, **named).arguments)
        self.expressions.append(replace(answer, where=where, what=what))
        return f"{OPEN}{len(self.expressions) - 1}{MIDDLE}{answer.text}{CLOSE}"

    def _figure(self, series: str, period: str, geography: str, breakdown: str) -> dict:
        return one(series, period, self.registers, geography=geography or None, breakdown=breakdown, as_of=self.as_of)

    def _years(self, series: str, ending: str, geography: str, breakdown: str) -> pd.DataFrame:
        selection = select(series, geography, breakdown, as_of=self.as_of, data=self.registers.folder)
        years = selection.rows[selection.rows["axis"].str.startswith("years")]
        if years.empty:
            raise NotFound(f"series '{series}' has no year for {selection.place}, {breakdown or 'the whole'}")
        axis = years["axis"].value_counts().idxmax()
        if ending:
            month = next((m for m in MONTHS if m.lower().startswith(ending.lower())), "")
            if not month:
                raise HarmstatsError(f"'{ending}' is not a month; write it like March.{suggest(ending, MONTHS)}")
            axis = f"years ending {month}"
        years = years[years["axis"] == axis]
        if years.empty:
            raise NotFound(f"series '{series}' has no years ending {ending}")
        return years.sort_values("period_end")

    def _note(self, cited: Citation, more: str = "") -> str:
        """Set a note on what is cited, or name the one that says the same; return its mark."""
        numbers = dict.fromkeys(str(self._reference(item)) for item in cited.items)
        pages = "; ".join(dict.fromkeys(row["locator"] for row in cited.figures if row["locator"]))
        parts = [references.escaped(text) for text in (*cited.caveats, more) if text]
        parts.append(f"Reference {' and '.join(numbers)}{f' ({references.escaped(pages)})' if pages else ''}.")
        note = " ".join(parts)
        if note in self.notes:  # a second mark of one note would set the note a second time
            return f"^{self.notes.index(note) + 1}^"
        self.notes.append(note)
        return f"[^{len(self.notes)}]"

    def _reference(self, item: dict) -> int:
        """Put a source on the list, once, with its editions (sheets and pages are told in notes); return its number."""
        listed = self.references.setdefault(item["id"], {key: item[key] for key in item if key != "note"})
        edition = next((part for part in item.get("note", "").split("; ") if part.startswith("edition ")), "")
        if edition not in listed.get("note", "").split("; "):
            listed["note"] = "; ".join(filter(None, [listed.get("note", ""), edition]))
        return list(self.references).index(item["id"]) + 1


def _number(row: dict, form: str) -> str:
    """Write the value of a figure in one of `FORMS`, or exactly."""
    value, unit = row["value"], row["unit"]
    if form != "exact" and form not in FORMS:
        raise HarmstatsError(f"form '{form}' is not known: write exact, whole, thousands or millions")
    if form == "exact" or not value:
        return figure(row)
    size, step = FORMS[form]
    if form != "whole" and (unit == "percent" or abs(value) < size):
        raise HarmstatsError(f"form '{form}' does not fit {number(value, unit, 2)}; write exact or whole")
    rounded = float((Decimal(str(value)) / size).quantize(Decimal(step), ROUND_HALF_UP))
    if form == "whole" and not rounded:
        raise HarmstatsError(f"form 'whole' would make {number(value, unit, 2)} zero; write exact")
    return number(rounded, unit) if form == "whole" else f"{number(rounded)} {form.removesuffix('s')}"


def _misuse(name: str, signature: inspect.Signature, words: tuple, named: dict) -> str:
    """Say in plain words what is wrong with what an expression is given; nothing where it is right."""
    parameters = signature.parameters.values()
    endless = any(p.kind is p.VAR_POSITIONAL for p in parameters)
    names = [p.name for p in parameters if p.kind is not p.VAR_POSITIONAL]
    placed = [p.name for p in parameters if p.kind is p.POSITIONAL_OR_KEYWORD]
    needed = [word for word in placed if signature.parameters[word].default is inspect.Parameter.empty]
    quoted = ", ".join(f'"{word.upper()}"' for word in needed)
    right = f"write it like {name}({quoted})"
    for word in named:
        if word not in names:
            return f"{name} knows no '{word}', only {', '.join(names)}.{suggest(word, names)}".rstrip(".")
    if lacking := [word for word in needed[len(words) :] if word not in named]:
        return f"{name} lacks {' and '.join(lacking)}; {right}"
    for word in placed[: len(words)]:
        if word in named:
            return f"{name} is given {word} twice; {right}"
    if len(words) > len(placed) and not endless:
        return f"{name} is given too much; {right}, and name what follows, as in geography=..."
    for value in (*words, *named.values()):
        if not isinstance(value, str):
            return f"{name} takes text in quotes, which {str(value)[:40]} is not; {right}"
    return ""


def _standing() -> str:
    """Say where a report is being rendered: file and line of its template."""
    frame: FrameType | None = sys._getframe(1)
    while frame is not None:
        if template := frame.f_globals.get("__jinja_template__"):
            return f"{template.name} line {template.get_corresponding_lineno(frame.f_lineno)}"
        frame = frame.f_back
    return "report"
