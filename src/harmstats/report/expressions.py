"""The little language of reports: what may stand between ``{{`` and ``}}``.

Every expression asks the registers, remembers where it stood and what it gave, and sets a numbered
note. What cannot be said honestly stops the rendering, unless the author accepts it in words that are
then printed. docs/reports.md is the one page that documents the language.
"""

import re
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

from ..comparison.compare import compare
from ..core.errors import HarmstatsError, NotFound, suggest
from ..core.periods import MONTHS
from ..core.registers import Registers, read
from ..core.words import breakdown as in_words
from ..core.words import figure, in_place, number
from ..store.figures import load, usual_place
from ..store.lookup import one
from ..wording import references
from . import citation as citing

# Private-use characters that fence what an expression gave: no author types them, and they never get out.
OPEN, CLOSE = "\ue000", "\ue001"
# Per cent of the width of the text, up to which a chart is shown as drawn for a small screen.
NARROW = 60
# What a number is divided by, and the last place that is kept.
FORMS = {"whole": (1, "1"), "thousands": (1000, "1"), "millions": (1000000, "0.1")}


@dataclass
class Said:
    """One expression: where it stood, what it gave, and from which figures."""

    where: str
    what: str
    text: str
    figures: tuple[dict, ...] = ()
    refused: bool = False
    missing: str = ""


@dataclass
class Composer:
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
        Give a marked gap instead of stopping where a figure was not yet published.
    """

    registers: Registers
    as_of: date | None = None
    charts: Path | None = None
    picture: str = "svg"
    lenient: bool = False
    said: list[Said] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    items: dict[str, dict] = field(default_factory=dict)
    sources: dict[str, dict] = field(default_factory=dict)

    @property
    def language(self) -> dict[str, Callable]:
        """The functions that a report may use, by name."""
        names = ("value", "change", "sentence", "chart", "table", "cite", "latest")
        return {name: getattr(self, name) for name in names}

    def value(self, series: str, period: str, *, geography: str = "", breakdown: str = "", form: str = "exact") -> str:
        """A number as text: ``exact``, ``thousands`` (715 thousand), ``millions``, ``whole`` (6%)."""

        def give():
            row = self._one(series, period, geography, breakdown)
            return self._number(row, form) + self._note(citing.of_figure(row, self.registers)), (row,), False

        return self._say(f"value of {series}, {period}", give)

    def sentence(self, series: str, period: str, *, geography: str = "", breakdown: str = "") -> str:
        """A whole sentence: what, how much, where, when, how sure."""

        def give():
            row = self._one(series, period, geography, breakdown)
            found = citing.of_figure(row, self.registers)
            return references.escaped(found.sentence) + self._note(found), (row,), False

        return self._say(f"sentence on {series}, {period}", give)

    def change(
        self, series: str, earlier: str, later: str, *, geography: str = "", breakdown: str = "", accept: str = ""
    ) -> str:
        """A change in words, ``rose by 13.4%``; refused where not like for like, unless accepted in words."""

        def give():
            found = compare(
                series, earlier, later, geography=geography or None, breakdown=breakdown, as_of=self.as_of,
                data=self.registers.folder,
            )  # fmt: skip
            cited = citing.of_comparison(found, self.registers)
            why = "; ".join(r.label for r in found.reasons if r.weight == "refuse")
            if not found.comparable and not accept.strip():
                raise HarmstatsError(
                    f"the change of {series} from {earlier} to {later} is not like for like ({why}); take "
                    'another pair, or accept it in words: accept="...", which is then printed'
                )
            text = found.moved
            if not found.comparable:
                text += f" (not like for like: {references.escaped(accept)})"
            between = f"Between the two figures: {why}." if why else ""
            return text + self._note(cited, between), (found.earlier, found.later), not found.comparable

        return self._say(f"change of {series}, {earlier} to {later}", give)

    def cite(self, series: str, period: str, *, geography: str = "", breakdown: str = "") -> str:
        """Only the number of a note."""

        def give():
            row = self._one(series, period, geography, breakdown)
            return self._note(citing.of_figure(row, self.registers)), (row,), False

        return self._say(f"note on {series}, {period}", give)

    def latest(self, series: str, ending: str = "", *, geography: str = "", breakdown: str = "") -> str:
        """The label of the newest year of a series; `ending` is a month where years of several kinds are held."""
        try:
            return self._years(series, ending, geography, breakdown)["period"].iloc[-1]
        except HarmstatsError as error:
            raise HarmstatsError(f"{standing()}: {error}") from None

    def table(self, series: str, *periods: str, geography: str = "", breakdown: str = "", ending: str = "") -> str:
        """A table of a series: the periods named, or the last five years."""

        def give():
            named = list(periods) or list(self._years(series, ending, geography, breakdown)["period"].tail(5))
            found = [self._one(series, period, geography, breakdown) for period in named]
            title = self.registers.series[series].short
            unit = found[0]["unit"]
            lines = [f"| Period | {references.escaped(title)} ({unit}) | Status |", "|:--|--:|:--|"]
            for row in found:
                status = row["status"].removeprefix("official-") if row["status"] != "official" else ""
                note = self._note(citing.of_figure(row, self.registers))
                lines.append(f"| {row['period']} | {self._number(row, 'exact')}{note} | {status} |")
            return "\n".join(lines), tuple(found), False

        return self._say(f"table of {series}", give)

    def chart(
        self,
        series: str,
        *more: str,
        title: str = "",
        geography: str = "",
        breakdown: str = "",
        ending: str = "",
        width: str = "100%",
    ) -> str:
        """A line chart of one to four series, cut at their breaks, with its text alternative."""

        def give():
            import pandas as pd

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
            subtitle = ", ".join(
                filter(None, [whole, in_words(breakdown), f"{rows['period'].iloc[0]} to {last['period']}"])
            )
            name = f"report-{'-'.join(names)}-{len(self.said) + 1}"
            drawn = charts.line(
                rows, breaks(*names, data=folder), name=name[:120].strip("-"), labels=labels,
                title=title or f"{labels[series]}: {figure(last)} {where} in {last['period']}",
                subtitle=subtitle,
                source=source_line(rows, data=folder), licence=licence_line(rows, data=folder),
                as_of=self.as_of or date.today(), measure=whole[:1].lower() + whole[1:],
            )  # fmt: skip
            for source, edition in dict.fromkeys(zip(rows["source"], rows["edition"], strict=True)):
                self._keep(references.item(self.registers.sources[source], edition=edition))
            text = f"Chart: {references.escaped(drawn.alt)}"
            if self.charts is not None:
                kind = self.picture if int(width[:-1]) > NARROW else f"{self.picture}-narrow"
                path = f"{self.charts.name}/{charts.save(drawn, self.charts)[kind].name}"
                text = f"![{references.escaped(drawn.alt)}]({path}){{width={width}}}"
            return text, tuple(rows.to_dict("records")), False

        return self._say(f"chart of {series}", give)

    def bibliography(self, style: str = "markdown") -> list[str]:
        """The references of everything shown, in order of first use."""
        return [references.render([item], style) for item in self.items.values()]

    def attribution(self) -> str:
        """What the licences of everything shown ask for."""
        return references.attribution(list(self.sources.values()))

    def _say(self, what: str, give: Callable) -> str:
        where = standing()
        try:
            text, figures, refused = give()
            found = Said(where, what, text, figures, refused)
        except NotFound as error:
            if not self.lenient:
                raise HarmstatsError(f"{where}: {error}") from None
            found = Said(where, what, "[not yet published]", missing=str(error))
        except HarmstatsError as error:
            if not self.lenient:
                raise HarmstatsError(f"{where}: {error}") from None
            found = Said(where, what, "[refused]", refused=True, missing=str(error))
        self.said.append(found)
        return f"{OPEN}{found.text}{CLOSE}"

    def _one(self, series: str, period: str, geography: str, breakdown: str) -> dict:
        return one(series, period, self.registers, geography=geography or None, breakdown=breakdown, as_of=self.as_of)

    def _years(self, series: str, ending: str, geography: str, breakdown: str):
        place = geography or usual_place(series, self.registers)
        frame = load(series, geography=place, as_of=self.as_of, data=self.registers.folder)
        frame = frame[(frame["breakdown"] == breakdown) & frame["axis"].str.startswith("years")]
        if frame.empty:
            raise NotFound(f"series '{series}' has no year for {place}, {breakdown or 'the whole'}")
        axis = frame["axis"].value_counts().idxmax()
        if ending:
            month = next((m for m in MONTHS if m.lower().startswith(ending.lower())), "")
            if not month:
                raise HarmstatsError(f"'{ending}' is not a month; write it like March.{suggest(ending, MONTHS)}")
            axis = f"years ending {month}"
        frame = frame[frame["axis"] == axis]
        if frame.empty:
            raise NotFound(f"series '{series}' has no years ending {ending}")
        return frame.sort_values("period_end")

    def _number(self, row, form: str) -> str:
        value, unit = row["value"], row["unit"]
        if form == "exact":
            return figure(row)
        if form not in FORMS:
            raise HarmstatsError(f"form '{form}' is not known: write exact, whole, thousands or millions")
        if not value:
            return figure(row)
        size, step = FORMS[form]
        if form != "whole" and (unit == "percent" or abs(value) < size):
            raise HarmstatsError(f"form '{form}' does not fit {number(value, unit, 2)}; write exact or whole")
        rounded = float((Decimal(str(value)) / size).quantize(Decimal(step), ROUND_HALF_UP))
        if form == "whole" and not rounded:
            raise HarmstatsError(f"form 'whole' would make {number(value, unit, 2)} zero; write exact")
        return number(rounded, unit) if form == "whole" else f"{number(rounded)} {form.removesuffix('s')}"

    def _note(self, found: citing.Citation, more: str = "") -> str:
        marks = [self._keep(item) for item in found.items]
        text = " ".join(references.escaped(caveat) for caveat in (*found.caveats, more) if caveat)
        pages = "; ".join(dict.fromkeys(row["locator"] for row in found.figures if row["locator"]))
        said = f"Reference {' and '.join(str(mark) for mark in dict.fromkeys(marks))}"
        note = f"{text} {said}{f' ({references.escaped(pages)})' if pages else ''}.".strip()
        if note in self.notes:  # a second mark of one note would set the note a second time
            return f"^{self.notes.index(note) + 1}^"
        self.notes.append(note)
        return f"[^{len(self.notes)}]"

    def _keep(self, item: dict) -> int:
        """Remember a reference; return its number in the list."""
        source = item["id"]
        self.sources.setdefault(source, self.registers.sources[source])
        # one entry a source, with its editions: sheets and pages are told in the notes
        kept = self.items.setdefault(source, {key: value for key, value in item.items() if key != "note"})
        edition = next((part for part in item.get("note", "").split("; ") if part.startswith("edition ")), "")
        if edition not in kept.get("note", "").split("; "):
            kept["note"] = "; ".join(filter(None, [kept.get("note", ""), edition]))
        return list(self.items).index(source) + 1


def composer(data: Path, **given) -> Composer:
    """Make a composer on a data folder."""
    return Composer(read(data), **given)


def standing() -> str:
    """Say where a report is being rendered: file and line of its template."""
    frame = sys._getframe(1)
    while frame is not None:
        template = frame.f_globals.get("__jinja_template__")
        if template is not None:
            return f"{template.name} line {template.get_corresponding_lineno(frame.f_lineno)}"
        frame = frame.f_back
    return "report"
