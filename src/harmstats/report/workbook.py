"""Tables for people: an accessible workbook of the latest figures, and the same tables as CSV.

Every figure stands in exactly one table. The workbook holds all national figures and, of police
forces, the financial years and the newest year; quarters and other rolling years of forces are CSV
only, since twenty-seven thousand rows more would help nobody who reads.
"""

import csv
import hashlib
import io
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pandas as pd

from ..core.cells import parse_day, past_day
from ..core.errors import HarmstatsError, NotFound
from ..core.files import write_bytes
from ..core.paths import data_dir
from ..core.registers import read
from ..core.words import day
from ..store.figures import load
from . import ods, sheets

FILE, MANIFEST = "harmstats-tables.ods", "datapackage.json"
PACKAGE = "harmstats-tables"
TITLE = "Published UK figures on stalking and online harm"
RATE = "offences per 1,000 population"
KEYWORDS = ("stalking", "harassment", "online harm", "police recorded crime", "official statistics", "United Kingdom")


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
        hit = pd.Series(True, index=rows.index)
        for name, wanted in (("kind", self.kinds), ("unit", self.units)):
            hit &= rows[name].isin(wanted) if wanted else True
        if self.forces is not None:
            hit &= rows["force"] == self.forces
        return hit if self.rolling else hit & ~rows["older"]


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
    Part("Force_offences", "Offences recorded, by police force: years ending March and the newest year",
         ("recorded",), ("offences",), True, rolling=False),
    Part("Force_offences_rolling", "Offences recorded, by police force: quarters and other rolling years",
         ("recorded",), ("offences",), True, csv_only=True),
    Part("Force_rates", "Offences recorded per 1,000 people, by police force", ("recorded",), (RATE,), True),
    Part("Force_shares", "Shares of all offences, by police force: years ending March and the newest year",
         ("recorded",), (), True, rolling=False),
    Part("Force_shares_rolling", "Shares of all offences, by police force: other rolling years",
         ("recorded",), (), True, csv_only=True),
    Part("Force_outcomes", "Outcomes of offences, by police force", ("outcome",), ("offences",), True),
    Part("Force_outcome_shares", "Outcomes and charges as shares, by police force", ("outcome",), ("percent",), True),
    Part("Force_defendants", "Defendants in court, by police force", ("court",), ("defendants",), True),
    Part("Force_other", "Other figures by police force", (), (), True),
)  # fmt: skip


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
    frame, notes = sheets.prepared(frame, registers)
    tables, made, contents = {}, [], []
    left = frame
    for part in PARTS:
        hit = part.takes(left)
        rows, left = left[hit], left[~hit]
        if rows.empty:
            continue
        name = part.name.lower().replace("_", "-") + ".csv"
        tables[name] = rows[list(sheets.COLUMNS)]
        if not part.csv_only:
            made.append(sheets.figures(part.name, part.title, rows, day(known)))
        place = "not in this workbook" if part.csv_only else ods.Link(part.name, f"#{part.name}")
        contents.append((place, part.title, len(rows), name))
    about = {
        "Notes": notes,
        "Series": sheets.series(frame, registers),
        "Sources": sheets.sources(frame, notes, registers),
    }
    tables = {f"{name.lower()}.csv": rows for name, rows in about.items()} | tables
    made[:0] = [sheets.register(name, rows) for name, rows in about.items()]
    contents[:0] = [
        (ods.Link(name, f"#{name}"), sheets.ABOUT[name], len(rows), f"{name.lower()}.csv")
        for name, rows in about.items()
    ]
    what = f"{len(frame):,} figures of {frame['series'].nunique():,} series, as known on {day(known)}"
    listed = ods.Sheet(
        "Contents", "Contents", ("One row is one table. Sheet names are links.", ods.Link("Go to the cover", "#Cover")),
        ("Sheet", "Title", "Rows", "CSV file"), tuple(contents),
    )  # fmt: skip
    made[:0] = [sheets.cover(TITLE, what, frame, registers), listed]
    return Workbook(ods.Document(TITLE, what, "The harmstats developers", KEYWORDS, known, tuple(made)), tables)


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
    made = {name: csv_text(rows).encode("utf-8") for name, rows in book.tables.items()}
    files = {FILE: ods.write(book.document), MANIFEST: _described(book, made)} | made
    try:
        stale = _stale(folder, made)
        # the description comes last: a run that was cut short leaves the old one, which names what to take away
        for name in (FILE, *made):
            write_bytes(folder / name, files[name])
        for path in stale:
            path.unlink()
        write_bytes(folder / MANIFEST, files[MANIFEST])
    except OSError as error:
        raise HarmstatsError(f"--out {out_dir}: cannot be written ({error.strerror})") from None
    return [folder / name for name in files]


def _stale(folder: Path, made: Iterable[str]) -> list[Path]:
    """Tables of an earlier run that are no longer made: those its description names, as it wrote them."""
    try:
        before = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        wrote = {part["path"]: part["hash"] for part in before["resources"]} if before["name"] == PACKAGE else {}
    except (OSError, ValueError, KeyError, TypeError):
        return []
    paths = [(folder / name, mark) for name, mark in wrote.items() if re.fullmatch(r"[a-z_-]+\.csv", name)]
    return [
        path
        for path, mark in paths
        if path.name not in made and path.is_file() and not path.is_symlink() and _hash(path.read_bytes()) == mark
    ]


def _hash(content: bytes) -> str:
    return f"sha256:{hashlib.sha256(content).hexdigest()}"


def csv_text(rows: pd.DataFrame) -> str:
    """Return a table as CSV; text that a spreadsheet would take for a formula gets an apostrophe before it.

    Examples
    --------
    >>> print(csv_text(pd.DataFrame({"note": ["=1+1", "1 - 1"], "value": [-3.0, 2.5]})), end="")
    note,value
    '=1+1,-3
    1 - 1,2.5
    """
    target = io.StringIO()
    writer = csv.writer(target, lineterminator="\n")
    writer.writerow(rows.columns)
    writer.writerows(zip(*([_csv_cell(value) for value in rows[name].tolist()] for name in rows.columns), strict=True))
    return target.getvalue()


def _csv_cell(value) -> str:
    if isinstance(value, str):
        text = ods.plain(value)
        return f"'{text}" if text[:1] in tuple("=+-@＝＋－＠") else text
    if value != value:
        return ""
    return str(int(value)) if value == int(value) else repr(value)


def _described(book: Workbook, made: dict[str, bytes]) -> bytes:
    """Describe the CSV files as a Frictionless data package: the metadata that data for machines need."""
    resources = [
        {
            "name": name.removesuffix(".csv"),
            "path": name,
            "encoding": "utf-8",
            "hash": _hash(made[name]),
            "schema": {"fields": [{"name": column, "type": _type(rows[column])} for column in rows.columns]},
        }
        for name, rows in book.tables.items()
    ]
    about = {"name": PACKAGE, "title": TITLE, "description": book.document.description}
    return (json.dumps({**about, "resources": resources}, indent=1, ensure_ascii=False) + "\n").encode()


def _type(column: pd.Series) -> str:
    return "number" if pd.api.types.is_numeric_dtype(column) else "string"
