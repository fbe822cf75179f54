"""Tables for people: an accessible workbook of the latest figures, and the same tables as CSV.

Every figure stands in exactly one table. The workbook holds all national figures and, of police
forces, the financial years and the newest year; quarters and other rolling years of forces are CSV
only, since twenty-seven thousand rows more would help nobody who reads.
"""

import functools
import hashlib
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import compress
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from ..charts.save import csv_text
from ..comparison.comparability import stretches
from ..core.cells import parse_day, past_day
from ..core.errors import HarmstatsError, NotFound
from ..core.files import write_bytes
from ..core.paths import data_dir
from ..core.periods import UNDATED, Days, Period, spans
from ..core.registers import Registers, read
from ..core.schema import is_estimate
from ..core.words import KINDS, by, day
from ..core.words import breakdown as in_words
from ..store.figures import load
from ..wording.caveats import RECORDED, SEARCHED, STAMPS
from ..wording.references import ASKED, attribution, licence_name
from . import ods

FILE, MANIFEST = "harmstats-tables.ods", "datapackage.json"
PACKAGE = "harmstats-tables"
TITLE = "Published UK figures on stalking and online harm"
KEYWORDS = ("stalking", "harassment", "online harm", "police recorded crime", "official statistics", "United Kingdom")
RATE = "offences per 1,000 population"
ROLLING = ("quarters", "years ending June", "years ending September", "years ending December")
# The columns of a table of figures as CSV.
COLUMNS = [
    *["series", "title"],
    *["period", "period_start", "period_end"],
    *["geography", "geography_code", "breakdown"],
    *["value", "unit", "low", "high", "interval", "numerator", "denominator"],
    *["method", "status", "shorthand", "scope", "stretch"],
    *["published_by", "edition", "table", "published", "dated", "source", "locator"],
    *["breaks", "note", "notes"],
]
SHORTHAND = {
    "[b]": "break in series: a registered break falls within the period or on its first day",
    "[e]": "estimated from a sample",
    "[p]": "provisional: the publisher expects to revise it",
    "[r]": "revised since the publisher first printed it",
    "[u]": "low reliability: second-hand, reported by somebody other than who counted",
    "[x]": "not available: would apply, but is not published or not held",
    "[z]": "not applicable, such as an interval for a count of everything",
}
WARNINGS = (RECORDED, f"Reports of imagery and of online harm: {SEARCHED}")
METHODS = (
    "Each figure is from the last edition published by the day named on the cover. A publisher's exact "
    "figure stands before a rounded or second-hand one.",
    *WARNINGS,
    "Figures with one number in the column Comparable stretch, of one series, place, breakdown and kind of "
    "period, may all be compared with one another. Across stretches a difference is arithmetic only.",
    "Wilson 95% limits are ours, for shares of two counts that are held. They show natural variation, not "
    "errors of recording. Limits of surveys are shown where published and held; they cannot be worked out from the "
    "estimate alone.",
    "How made says 'as published' for a figure that is printed as such, else how it was derived. Numbers "
    "are shown with at most two decimals (four below 0.1); cells and CSV hold them in full.",
    "Days are written year-month-day. 'by' before a day of publication: the day itself was not seen, but "
    "the edition was out by then. An undated figure belongs on no time axis.",
)
LICENCES = (
    ods.Link(
        "Open Government Licence v3.0", "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/"
    ),
    ods.Link(
        "Open Parliament Licence v3.0",
        "https://www.parliament.uk/site-information/copyright-parliament/open-parliament-licence/",
    ),
    ods.Link("Creative Commons Attribution 4.0 International", "https://creativecommons.org/licenses/by/4.0/"),
)
# The sheets beside those of figures, in their order.
ABOUT = {
    "Notes": "Notes: methods, shorthand, breaks in series, disagreements of sources, remarks on single figures",
    "Series": "Series: what is counted, by whom, in which unit, of what base",
    "Sources": "Sources: who published what, where, under which licence",
}


@dataclass(frozen=True)
class Part:
    """One table: which figures it takes from those that no part before it took (empty: any)."""

    name: str
    title: str
    kinds: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    forces: bool | None = False
    rolling: bool = True
    csv_only: bool = False

    def takes(self, rows: pd.DataFrame) -> pd.Series:
        """True for the rows that belong here."""
        hit = rows["kind"].isin(self.kinds or rows["kind"]) & rows["unit"].isin(self.units or rows["unit"])
        if self.forces is not None:
            hit &= rows["force"] == self.forces
        return hit if self.rolling else hit & ~rows["older"]


NEWEST = "by police force: years ending March and the newest year"
QUARTERS = "by police force: quarters and other rolling years"
OTHERS = "by police force: other rolling years"
PARTS = (
    Part("Offences", "Offences recorded by the police", ("recorded",), ("offences",)),
    Part("Offence_rates", "Offences recorded by the police per 1,000 people", ("recorded",), (RATE,)),
    Part("Offence_shares", "Shares and changes of offences recorded by the police", ("recorded",)),
    Part("Outcomes", "Outcomes of offences", ("outcome",), ("offences", "outcomes")),
    Part("Outcome_shares", "Outcomes and charges as shares", ("outcome",), ("percent",)),
    Part("Outcomes_other", "Other figures on police investigations", ("outcome",)),
    Part("Defendants", "Defendants in court", ("court",), ("defendants",)),
    Part("Courts_other", "Prosecutors, courts and orders, other units", ("court",)),
    Part("Survey_shares", "Survey estimates, percent", ("survey",), ("percent",)),
    Part("Survey_people", "Survey estimates, numbers of people", ("survey",)),
    Part("Helpline_study_shares", "Helplines and studies, percent", ("helpline", "study"), ("percent",)),
    Part("Helpline_study_counts", "Helplines and studies, counts", ("helpline", "study")),
    Part("Reports", "Reports of child sexual abuse imagery and online harm", ("report",), ("reports",)),
    Part("Webpages", "Webpages with child sexual abuse imagery", ("report",), ("webpages",)),
    Part("Report_shares", "Reports of imagery and online harm, percent", ("report",), ("percent",)),
    Part("Reports_other", "Reports of imagery and online harm, other units", ("report",)),
    Part("Population", "Populations used for rates", ("population",), forces=None),
    Part("Force_offences", f"Offences recorded, {NEWEST}", ("recorded",), ("offences",), True, rolling=False),
    Part("Force_offences_rolling", f"Offences recorded, {QUARTERS}", ("recorded",), ("offences",), True, csv_only=True),
    Part("Force_rates", "Offences recorded per 1,000 people, by police force", ("recorded",), (RATE,), True),
    Part("Force_shares", f"Shares of all offences, {NEWEST}", ("recorded",), (), True, rolling=False),
    Part("Force_shares_rolling", f"Shares of all offences, {OTHERS}", ("recorded",), (), True, csv_only=True),
    Part("Force_outcomes", "Outcomes of offences, by police force", ("outcome",), ("offences",), True),
    Part("Force_outcome_shares", "Outcomes and charges as shares, by police force", ("outcome",), ("percent",), True),
    Part("Force_defendants", "Defendants in court, by police force", ("court",), ("defendants",), True),
    Part("Force_other", "Other figures by police force", (), (), True),
)


@dataclass(frozen=True)
class Workbook:
    """What is written: the document for reading, and each table as a frame for CSV, by file name."""

    document: ods.Document
    tables: dict[str, pd.DataFrame]


def workbook(
    series: str | Iterable[str] | None = None, *, as_of: str | date | None = None, data: str | Path | None = None
) -> Workbook:
    """Build the tables of these series, or of all.

    Parameters
    ----------
    series : str or iterable of str, optional
        Series ids; all series without it.
    as_of : str or date, optional
        With the editions known on this day.
    data : path, optional
        Another data folder.

    Returns
    -------
    Workbook

    Raises
    ------
    NotFound
        If a series is not known, or has no figure by that day.
    HarmstatsError
        If the day is not understood or in the future.

    Examples
    --------
    >>> book = workbook("moj-stalking-convictions")
    >>> [sheet.name for sheet in book.document.sheets]
    ['Cover', 'Contents', 'Notes', 'Series', 'Sources', 'Defendants', 'Force_defendants']
    """
    registers = read(data_dir(data))
    wanted = [series] if isinstance(series, str) else list(dict.fromkeys(series or ()))
    if as_of is not None:
        past_day(as_of, f"date '{as_of}' is in the future: write a day up to today, {date.today()}")
    frame = load(wanted or None, as_of=as_of, data=data)
    for name in wanted:
        if not (frame["series"] == name).any():
            when = f" published by {as_of}; 'harmstats show {name} --geography all' says when" if as_of else ""
            raise NotFound(f"series '{name}' has no figure{when}")
    known = parse_day(as_of) if as_of is not None else frame["published"].max().date()
    frame = _prepared(frame, registers)
    notes = _number_notes(frame, registers)
    about = {"Notes": notes, "Series": _series(frame, registers), "Sources": _sources(frame, notes, registers)}
    tables: dict[str, pd.DataFrame] = {}
    sheets: list[ods.Sheet] = []
    contents: list[tuple[ods.Cell, ...]] = []

    def add(name: str, title: str, rows: pd.DataFrame, sheet: ods.Sheet | None) -> None:
        file = f"{name.lower().replace('_', '-')}.csv"
        tables[file] = rows
        sheets.extend([sheet] if sheet else [])
        place = ods.Link(name, f"#{name}") if sheet else "not in this workbook"
        contents.append((place, title, len(rows), file))

    for name, rows in about.items():
        add(name, ABOUT[name], rows, _register(name, rows))
    left = frame
    for part in PARTS:
        hit = part.takes(left)
        rows, left = left[hit], left[~hit]
        if not rows.empty:
            add(part.name, part.title, rows[COLUMNS], None if part.csv_only else _figures(part, rows, day(known)))
    what = f"{len(frame):,} figures of {frame['series'].nunique():,} series, as known on {day(known)}"
    line = "One row is one table. Sheet names are links.", ods.Link("Go to the cover", "#Cover")
    listed = ods.Sheet("Contents", "Contents", line, ("Sheet", "Title", "Rows", "CSV file"), tuple(contents))
    pages = (_cover(what, frame, registers), listed, *sheets)
    return Workbook(ods.Document(TITLE, what, "The harmstats developers", KEYWORDS, known, pages), tables)


def write_tables(
    out_dir: str | Path,
    series: str | Iterable[str] | None = None,
    *,
    as_of: str | date | None = None,
    data: str | Path | None = None,
) -> list[Path]:
    """Write the workbook, its tables as CSV and their description; see :func:`workbook` for the choices.

    Returns
    -------
    list of Path
        ``harmstats-tables.ods``, ``datapackage.json`` and one CSV a table.

    Raises
    ------
    HarmstatsError
        As :func:`workbook`; or if the folder cannot be written. Nothing is written before all is made.

    Notes
    -----
    CSVs that an earlier run wrote there, and that this one no longer makes, are taken away; a file that
    somebody has changed or put there stays.
    """
    book, folder = workbook(series, as_of=as_of, data=data), Path(out_dir)
    tables = {name: csv_text(rows.map(_visible)).encode("utf-8") for name, rows in book.tables.items()}
    files = {FILE: ods.write(book.document), MANIFEST: _description(book, tables)} | tables
    try:
        stale = _stale(folder, tables)
        # the description comes last: a run that was cut short leaves the old one, which names what to take away
        for name in (FILE, *tables):
            write_bytes(folder / name, files[name])
        for path in stale:
            path.unlink()
        write_bytes(folder / MANIFEST, files[MANIFEST])
    except OSError as error:
        raise HarmstatsError(f"--out {out_dir}: cannot be written ({error.strerror})") from None
    return [folder / name for name in files]


def _visible(cell: Any) -> Any:
    return ods.plain(cell) if isinstance(cell, str) else cell


def _is_numeric(column: pd.Series) -> bool:
    return bool(pd.api.types.is_numeric_dtype(column))


def _stale(folder: Path, tables: Iterable[str]) -> list[Path]:
    """Tables of an earlier run that are no longer made: those its description names, as it wrote them."""
    try:
        before = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        hashes = {part["path"]: part["hash"] for part in before["resources"]} if before["name"] == PACKAGE else {}
    except (OSError, ValueError, KeyError, TypeError):
        return []
    gone = [folder / name for name in hashes if name not in tables and re.fullmatch(r"[a-z_-]+\.csv", name)]
    there = [path for path in gone if path.is_file() and not path.is_symlink()]
    return [path for path in there if _hash(path.read_bytes()) == hashes[path.name]]


def _hash(content: bytes) -> str:
    return f"sha256:{hashlib.sha256(content).hexdigest()}"


def _description(book: Workbook, tables: dict[str, bytes]) -> bytes:
    """Describe the CSV files as a Frictionless data package: the metadata that data for machines need."""
    resources = []
    for name, rows in book.tables.items():
        fields = [{"name": column, "type": "number" if _is_numeric(rows[column]) else "string"} for column in rows]
        resources.append(
            {
                "name": name.removesuffix(".csv"),
                "path": name,
                "encoding": "utf-8",
                "hash": _hash(tables[name]),
                "schema": {"fields": fields},
            }
        )
    about = {"name": PACKAGE, "title": TITLE, "description": book.document.description, "resources": resources}
    return (json.dumps(about, indent=1, ensure_ascii=False) + "\n").encode()


def _prepared(frame: pd.DataFrame, registers: Registers) -> pd.DataFrame:
    """Add to figures what a reader needs beside them.

    Returns
    -------
    DataFrame
        By the order of the register of series, with :data:`COLUMNS` but for the notes, and ``kind``, ``conflict``,
        ``long``, ``force``, ``estimate`` and ``older`` (a rolling year or quarter, not the newest year).
    """
    order = {name: number for number, name in enumerate(registers.series)}
    frame = frame.sort_values("series", key=lambda names: names.map(order), kind="stable", ignore_index=True)
    years = frame["axis"].str.startswith("years")
    newest = frame["period_end"].where(years).groupby(frame["series"]).transform("max")
    frame["older"] = frame["axis"].isin(ROLLING) & ~(years & (frame["period_end"] == newest))
    frame["force"] = frame["geography"].isin(registers.forces)
    frame["estimate"] = [is_estimate(*cells) for cells in zip(frame["kind"], frame["unit"], strict=True)]
    dated = frame[frame["period_end"].notna()]
    frame["stretch"] = (stretches(dated, registers) + 1).reindex(frame.index, fill_value=0)
    days = spans(frame)
    frame["long"] = [Period(first, last).long if first and last else UNDATED for first, last in days]
    frame["breaks"] = _breaks(frame, days, registers)
    for name in ("period_start", "period_end", "published"):
        frame[name] = frame[name].dt.strftime("%Y-%m-%d").fillna("")
    codes = {place["name"]: place["code"] for place in (*registers.areas.values(), *registers.forces.values())}
    frame["geography_code"] = frame["geography"].map(codes).fillna("")
    frame["title"] = frame["series"].map({series.id: series.title for series in registers.series.values()})
    frame["published_by"] = frame["source"].map({name: registers.publisher(name) for name in registers.sources})
    held, ours = frame["low"].notna(), frame["method"].str.contains("Wilson 95%", regex=False)
    expected = frame["estimate"] | frame["series"].map({s.id: bool(s.interval) for s in registers.series.values()})
    frame["interval"] = np.select([held & ours, held, expected], ["Wilson 95%", "as published", "[x]"], "[z]")
    marks = {
        "[b]": frame["breaks"] != "",
        "[e]": frame["estimate"],
        "[p]": frame["status"] == "official-provisional",
        "[r]": frame["status"] == "official-revised",
        "[u]": frame["status"] == "secondary",
    }
    frame["shorthand"] = [" ".join(compress(marks, applying)) for applying in zip(*marks.values(), strict=True)]
    return frame


def _breaks(frame: pd.DataFrame, days: list[Days], registers: Registers) -> list[str]:
    """Name the breaks within each period or on its first day: with it the new state begins."""

    @functools.cache
    def inside(series: str, place: str, edition: str, span: Days) -> str:
        first, last = span
        if first is None or last is None:
            return ""
        breaks = registers.breaks_of(series, place, edition)
        return ";".join(b.id for b in breaks if b.touches(first, last))

    return list(map(inside, frame["series"], frame["geography"], frame["edition"], days))


def _number_notes(frame: pd.DataFrame, registers: Registers) -> pd.DataFrame:
    """Number the notes that these figures need, the general ones first; the column ``notes`` refers to them."""
    used = {name for names in frame["breaks"].unique() for name in names.split(";")}
    disputed = set(frame["conflict"])
    notes = [("method", "", text, "") for text in METHODS]
    notes += [("shorthand", "", f"{mark} {text}", "") for mark, text in SHORTHAND.items()]
    notes += [("break", b.id, f"{b.date}: {b.note}", b.source) for b in registers.breaks if b.id in used]
    notes += [
        ("sources disagree", c.id, f"{c.why} Charts use {c.used}.", "") for c in registers.conflicts if c.id in disputed
    ]
    notes += [("remark", text, text, "") for text in frame["note"].unique() if text]
    names = {(about, key): f"note {number}" for number, (about, key, _, _) in enumerate(notes, start=1) if key}

    def references(breaks: str, conflict: str, remark: str) -> str:
        keys = [*(("break", name) for name in breaks.split(";")), ("sources disagree", conflict), ("remark", remark)]
        return ", ".join(names[key] for key in keys if key[1])

    frame["notes"] = list(map(references, frame["breaks"], frame["conflict"], frame["note"]))
    rows = [(f"note {number}", about, text, source) for number, (about, _, text, source) in enumerate(notes, start=1)]
    return pd.DataFrame(rows, columns=["note", "about", "text", "source"])


def _series(frame: pd.DataFrame, registers: Registers) -> pd.DataFrame:
    """List the series that these figures are of."""
    rows = pd.DataFrame([vars(registers.series[name]) for name in frame["series"].unique()])
    rows = rows.rename(columns={"id": "series"}).assign(kind=rows["kind"].map(KINDS))
    return rows[["series", "title", "kind", "measure", "unit", "base", "publisher", "formula", "rule", "note"]]


def _sources(frame: pd.DataFrame, notes: pd.DataFrame, registers: Registers) -> pd.DataFrame:
    """List the sources of these figures and of their breaks, publisher first."""
    rows = []
    for name in sorted({*frame["source"], *notes["source"]} - {""}):
        source = registers.sources[name]
        issued = "-".join(f"{part:02d}" for part in source.get("issued", {"date-parts": [[]]})["date-parts"][0])
        cells = (registers.publisher(name), source["title"], issued, licence_name(source), source.get("URL", ""))
        rows.append((name, *cells))
    return pd.DataFrame(rows, columns=["source", "publisher", "title", "issued", "licence", "address"])


def _register(name: str, rows: pd.DataFrame) -> ods.Sheet:
    """Build the sheet of notes, series or sources; the title of a source is the link to it."""
    line = "This sheet holds one table, one entry a row; 'none' stands where there is nothing to say."
    shown = rows.drop(columns="address", errors="ignore").replace("", "none").astype(object)
    if "address" in rows:
        shown["title"] = list(map(ods.Link, shown["title"], rows["address"]))
    headers = tuple(header.capitalize() for header in shown)
    cells = tuple(shown.itertuples(index=False, name=None))
    return ods.Sheet(name, ABOUT[name], (line, ods.Link("Go to the contents", "#Contents")), headers, cells)


def _figures(part: Part, rows: pd.DataFrame, known: str) -> ods.Sheet:
    """Build the sheet of one table of figures."""
    shorthand = f"note {len(METHODS) + 1} to note {len(METHODS) + len(SHORTHAND)}"
    lines: tuple[ods.Line, ...] = (
        f"This sheet holds one table: {len(rows):,} figures of {rows['series'].nunique():,} series, one a row.",
        *(stamp for kind, stamp in STAMPS.items() if (rows["kind"] == kind).any()),
        f"Shorthand in square brackets: {shorthand}. Comparable stretch: note 4. Limits: note 5.",
        ods.Link("Go to the notes", "#Notes"),
        ods.Link("Go to the contents", "#Contents"),
    )
    columns = _columns(rows)
    cells = tuple(zip(*(column.tolist() for column in columns.values()), strict=True))
    return ods.Sheet(part.name, f"{part.title}, as known on {known}", lines, tuple(columns), cells)


def _columns(rows: pd.DataFrame) -> dict[str, pd.Series]:
    """A table of figures for reading, by header; no cell stays empty."""
    units = rows["unit"].unique()
    unit = units[0] if len(units) == 1 else "see unit"
    limits = rows["interval"].where(rows["interval"].isin(list(SHORTHAND)), "[x]")
    counts = ((rows["unit"] == "percent") | rows["unit"].str.contains(" per ")).map({True: "[x]", False: "[z]"})

    def numbers(name: str, missing: pd.Series | str) -> pd.Series:
        return rows[name].astype(object).where(rows[name].notna(), missing)

    return {
        "Series": rows["title"],
        "Period": rows["long"],
        "First day": rows["period_start"].replace("", "[x]"),
        "Last day": rows["period_end"].replace("", "[x]"),
        "Geography": rows["geography"],
        "Area code": rows["geography_code"].replace("", "[z]"),
        "Breakdown": rows["breakdown"].map(in_words).replace("", "all"),
        f"Value ({unit})": numbers("value", "[x]"),
        "Unit": rows["unit"],
        f"Low ({unit})": numbers("low", limits),
        f"High ({unit})": numbers("high", limits),
        "Interval method": rows["interval"],
        "Numerator": numbers("numerator", counts),
        "Denominator": numbers("denominator", counts),
        "Shorthand": rows["shorthand"].replace("", "none"),
        "Status": rows["status"],
        "How made": rows["method"].replace("", "as published"),
        "Scope": rows["scope"].replace("", "full"),
        "Comparable stretch": rows["stretch"].astype(object).replace(0, "[x]"),
        "Published by": rows["published_by"],
        "Edition": rows["edition"],
        "Published": rows["dated"].map(by) + rows["published"],
        "Source": rows["source"],
        "Series id": rows["series"],
        "Notes": rows["notes"].replace("", "none"),
    }


def _cover(what: str, frame: pd.DataFrame, registers: Registers) -> ods.Sheet:
    """Build the first sheet: what this is, as known when, whom to cite, licences."""
    sources = [registers.sources[name] for name in sorted(frame["source"].unique())]
    owed = [attribution([source for source in sources if source["custom"]["licence"] == name]) for name in ASKED]
    bare = sum(source["custom"]["licence"] not in ASKED for source in sources)
    if bare:
        owed.append(
            f"{bare} sources state no licence or another (sheet Sources): their figures are quoted as facts, with "
            "attribution; ask the publisher before reproducing more."
        )
    lines: tuple[ods.Line, ...] = (
        f"{what}.",
        "Offences recorded by the police and their outcomes, courts and orders, surveys, helplines, studies, and "
        "reports of imagery and of online harm, each figure with its source, edition, status and caveat.",
        *WARNINGS,
        ods.Link("Go to the contents", "#Contents"),
        ods.Heading("How to read the tables"),
        "One sheet holds one table, one row one figure. Units stand in the headers. Columns of numbers hold numbers or "
        "shorthand in square brackets; the column Notes names entries of the sheet Notes.",
        *(f"{mark} {text}" for mark, text in SHORTHAND.items()),
        ods.Link("Go to the notes", "#Notes"),
        ods.Heading("How to cite"),
        "Name the publisher of the figure first (sheet Sources), who reports it second where that is somebody else, "
        "then harmstats. Give the edition and its date: figures are revised.",
        _example(frame, registers),
        ods.Link("Go to the sources", "#Sources"),
        ods.Heading("Licences and attribution"),
        *filter(None, owed),
        *LICENCES,
    )
    return ods.Sheet("Cover", TITLE, lines)


def _example(frame: pd.DataFrame, registers: Registers) -> str:
    """Cite the newest figure of the first series as an example, a national one where there is one."""
    rows = frame[frame["series"] == frame["series"].iloc[0]].sort_values(["force", "period_end"], kind="stable")
    row = rows[rows["force"] == rows["force"].iloc[0]].iloc[-1]
    title = registers.sources[row["source"]]["title"]
    value = f"{row['value']:,.{ods.decimals(row['value'])}f} {row['unit']}"
    return (
        f"Example: {row['published_by']}, {title}, published {by(row['dated'])}{row['published']}: "
        f"{row['title']}, {row['geography']}, {row['long']}: {value} (harmstats)."
    )
