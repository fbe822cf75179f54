"""What stands on the sheets of a workbook: figures made ready for reading, notes, series, sources, cover."""

from datetime import date

import pandas as pd

from ..comparison.comparability import segments
from ..core.periods import UNDATED, Period
from ..core.registers import Registers
from ..core.schema import is_estimate
from ..core.words import KINDS, RECORDED, SEARCHED, STAMPS, breakdown, by
from ..wording.references import ASKED, attribution, licence_name
from . import ods

ROLLING = ("quarters", "years ending June", "years ending September", "years ending December")
NUMBERS = ("value", "low", "high", "numerator", "denominator")
COLUMNS = (
    "series", "title", "period", "period_start", "period_end", "geography", "geography_code", "breakdown", "value",
    "unit", "low", "high", "interval", "numerator", "denominator", "method", "status", "shorthand", "scope", "stretch",
    "published_by", "edition", "table", "published", "dated", "source", "locator", "breaks", "note", "notes",
)  # fmt: skip
HEADERS = (
    "Series", "Period", "First day", "Last day", "Geography", "Area code", "Breakdown", "Value ({})", "Unit",
    "Low ({})", "High ({})", "Interval method", "Numerator", "Denominator", "Shorthand", "Status", "How made", "Scope",
    "Comparable stretch", "Published by", "Edition", "Published", "Source", "Series id", "Notes",
)  # fmt: skip
SHORTHAND = {
    "[b]": "break in series: a registered break falls within the period or on its first day",
    "[e]": "estimated from a sample",
    "[p]": "provisional: the publisher expects to revise it",
    "[r]": "revised since the publisher first printed it",
    "[u]": "low reliability: second-hand, reported by somebody other than who counted",
    "[x]": "not available: would apply, but is not published or not held",
    "[z]": "not applicable, such as an interval for a count of everything",
}
GENERAL = (
    ("method", "Each figure is from the last edition published by the day named on the cover. A publisher's exact "
     "figure stands before a rounded or second-hand one."),
    ("method", RECORDED),
    ("method", f"Reports of imagery and of online harm: {SEARCHED}"),
    ("method", "Figures with one number in the column Comparable stretch, of one series, place, breakdown and kind of "
     "period, lie between the same registered breaks and have the same scope. Across stretches, or across scopes, a "
     "difference is arithmetic only."),
    ("method", "Wilson 95% limits are ours, for shares of two counts that are held. They show natural variation, not "
     "errors of recording. Limits of surveys are shown where published and held; they cannot be worked out from the "
     "estimate alone."),
    ("method", "How made says 'as published' for a figure that is printed as such, else how it was derived. Numbers "
     "are shown with at most two decimals (four below 0.1); cells and CSV hold them in full."),
    ("method", "Days are written year-month-day. 'by' before a day of publication: the day itself was not seen, but "
     "the edition was out by then. An undated figure belongs on no time axis."),
    *(("shorthand", f"{mark} {text}") for mark, text in SHORTHAND.items()),
)  # fmt: skip
LICENCES = (
    ("Open Government Licence v3.0", "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/"),
    ("Open Parliament Licence v3.0", "https://www.parliament.uk/site-information/copyright-parliament/open-parliament-licence/"),
    ("Creative Commons Attribution 4.0 International", "https://creativecommons.org/licenses/by/4.0/"),
)  # fmt: skip


ABOUT = {
    "Notes": "Notes: methods, shorthand, breaks in series, disagreements of sources, remarks on single figures",
    "Series": "Series: what is counted, by whom, in which unit, of what base",
    "Sources": "Sources: who published what, where, under which licence",
}


def prepared(frame: pd.DataFrame, registers: Registers) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Add to figures what a reader needs beside them, and number the notes.

    Parameters
    ----------
    frame : DataFrame
        As from :func:`harmstats.load`.
    registers : Registers

    Returns
    -------
    tuple of DataFrame
        The figures, by the order of the register of series, with the columns :data:`COLUMNS`, ``kind``,
        ``long``, ``force`` and ``older`` (a rolling year or quarter, not the newest year); and the notes.
    """
    order = {name: number for number, name in enumerate(registers.series)}
    frame = frame.sort_values("series", key=lambda names: names.map(order), kind="stable", ignore_index=True)
    years = frame["axis"].str.startswith("years")
    newest = frame["period_end"].where(years).groupby(frame["series"]).transform("max")
    frame["older"] = frame["axis"].isin(ROLLING) & ~(years & (frame["period_end"] == newest))
    frame["force"] = frame["geography"].isin(registers.forces)
    frame["stretch"] = _stretches(frame, registers)
    for name in ("period_start", "period_end", "published"):
        frame[name] = frame[name].dt.strftime("%Y-%m-%d").fillna("")
    codes = {place["name"]: place["code"] for place in (*registers.areas.values(), *registers.forces.values())}
    frame["geography_code"] = frame["geography"].map(codes).fillna("")
    frame["title"] = frame["series"].map({s.id: s.title for s in registers.series.values()})
    frame["published_by"] = frame["source"].map({name: registers.publisher(name) for name in registers.sources})
    spans = set(zip(frame["period_start"], frame["period_end"], strict=True))
    labels = {one: Period(*map(date.fromisoformat, one)).long for one in spans if one[1]} | {("", ""): UNDATED}
    frame["long"] = [labels[one] for one in zip(frame["period_start"], frame["period_end"], strict=True)]
    rows = frame.to_dict("records")
    frame["interval"] = [_interval(row, registers) for row in rows]
    key = ("series", "geography", "edition", "period_start", "period_end")
    keys = list(zip(*(frame[name] for name in key), strict=True))
    inside = {key: _breaks(registers, *key) for key in set(keys)}
    frame["breaks"] = [";".join(inside[key]) for key in keys]
    frame["shorthand"] = [
        " ".join(mark for mark, applies in _marks(row, inside[key]) if applies)
        for row, key in zip(rows, keys, strict=True)
    ]
    return _with_notes(frame, registers)


def _with_notes(frame: pd.DataFrame, registers: Registers) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Number the notes that these figures need, the general ones first, and refer to them."""
    used = {name for text in frame["breaks"].unique() for name in text.split(";")}
    disputed, remarks = set(frame["conflict"]), dict.fromkeys(frame["note"][frame["note"] != ""])
    found = [(about, "", text, "") for about, text in GENERAL]
    found += [("break", b.id, f"{b.date.isoformat()}: {b.note}", b.source) for b in registers.breaks if b.id in used]
    found += [
        ("sources disagree", c.id, f"{c.why} Charts use {c.used}.", "") for c in registers.conflicts if c.id in disputed
    ]
    found += [("remark", text, text, "") for text in remarks]
    numbers = {(about, key): number for number, (about, key, _, _) in enumerate(found, start=1) if key}
    frame["notes"] = [
        ", ".join(
            f"note {number}"
            for number in (
                *(numbers["break", name] for name in breaks.split(";") if name),
                *(numbers[about, key] for about, key in (("sources disagree", dispute), ("remark", remark)) if key),
            )
        )
        for breaks, dispute, remark in zip(frame["breaks"], frame["conflict"], frame["note"], strict=True)
    ]
    notes = pd.DataFrame(
        [(f"note {n}", about, text, source) for n, (about, _, text, source) in enumerate(found, start=1)],
        columns=["note", "about", "text", "source"],
    )
    return frame, notes


def _stretches(frame: pd.DataFrame, registers: Registers) -> list[int]:
    """Number, from 1, the stretches within which a series in one place may be compared; 0 where undated."""
    groups: dict[tuple, list[int]] = {}
    for number, one in enumerate(zip(*(frame[n] for n in ("series", "geography", "breakdown", "axis")), strict=True)):
        groups.setdefault(one, []).append(number)
    spans = list(zip(*(frame[n] for n in ("period_start", "period_end", "edition", "scope")), strict=True))
    made, known = [0] * len(frame), {}
    for (series, place, _, _), rows in groups.items():
        found = registers.breaks_of(series, place)
        # forces have the same periods from the same editions: most answers are there already
        key = (tuple(b.id for b in found), *(spans[n] for n in rows))
        if key not in known:
            parted = segments(frame.iloc[rows], found) if found else [0] * len(rows)
            numbers: dict[tuple, int] = {}
            cut = zip(parted, (spans[n][3] for n in rows), strict=True)
            known[key] = [numbers.setdefault(one, len(numbers) + 1) for one in cut]
        for number, stretch in zip(rows, known[key], strict=True):
            made[number] = stretch if spans[number][1] is not pd.NaT else 0
    return made


def _breaks(registers: Registers, series: str, geography: str, edition: str, start: str, end: str) -> list[str]:
    """Name the breaks within a period or on its first day: with it the new state begins."""
    return [
        b.id
        for b in registers.breaks_of(series, geography, edition)
        if end and b.date.isoformat() <= end and (b.until or b.date).isoformat() >= start
    ]


def _marks(row: dict, breaks: list[str]) -> tuple[tuple[str, bool], ...]:
    return (
        ("[b]", bool(breaks)),
        ("[e]", is_estimate(row["kind"], row["unit"])),
        ("[p]", row["status"] == "official-provisional"),
        ("[r]", row["status"] == "official-revised"),
        ("[u]", row["status"] == "secondary"),
    )


def _interval(row: dict, registers: Registers) -> str:
    """Name the method of the limits; [x] where limits belong and are not held, [z] where none belong."""
    if row["low"] == row["low"]:
        return "Wilson 95%" if "Wilson 95%" in row["method"] else "as published"
    expected = is_estimate(row["kind"], row["unit"]) or registers.series[row["series"]].interval
    return "[x]" if expected else "[z]"


def figures(name: str, title: str, rows: pd.DataFrame, known: str) -> ods.Sheet:
    """Build the sheet of one table of figures."""
    units = rows["unit"].unique()
    unit = units[0] if len(units) == 1 else "see unit"
    lines = [f"This sheet holds one table: {len(rows):,} figures of {rows['series'].nunique():,} series, one a row."]
    lines += [STAMPS[kind] for kind in STAMPS if (rows["kind"] == kind).any()]
    span = f"note {len(GENERAL) - len(SHORTHAND) + 1} to note {len(GENERAL)}"
    lines.append(f"Shorthand in square brackets: {span}. Comparable stretch: note 4. Limits: note 5.")
    lines += [ods.Link("Go to the notes", "#Notes"), ods.Link("Go to the contents", "#Contents")]
    cells = tuple(_cells(row) for row in rows.to_dict("records"))
    return ods.Sheet(name, f"{title}, as known on {known}", tuple(lines), tuple(h.format(unit) for h in HEADERS), cells)


def _cells(row: dict) -> tuple:
    """One figure as cells under :data:`HEADERS`; no cell stays empty."""
    limits = row["interval"] if row["interval"] in SHORTHAND else "[x]"
    ratio = "[x]" if row["unit"] == "percent" or " per " in row["unit"] else "[z]"
    return (
        row["title"], row["long"], row["period_start"] or "[x]", row["period_end"] or "[x]", row["geography"],
        row["geography_code"] or "[z]", breakdown(row["breakdown"]) or "all", _number(row["value"], "[x]"), row["unit"],
        _number(row["low"], limits), _number(row["high"], limits), row["interval"], _number(row["numerator"], ratio),
        _number(row["denominator"], ratio), row["shorthand"] or "none", row["status"], row["method"] or "as published",
        row["scope"] or "full", row["stretch"] or "[x]", row["published_by"], row["edition"],
        by(row["dated"]) + row["published"], row["source"], row["series"],
        row["notes"] or "none",
    )  # fmt: skip


def _number(value: float, missing: str) -> float | str:
    return value if value == value else missing


def series(frame: pd.DataFrame, registers: Registers) -> pd.DataFrame:
    """List the series that these figures are of."""
    found = [registers.series[name] for name in frame["series"].unique()]
    return pd.DataFrame(
        [
            (s.id, s.title, KINDS[s.kind], s.measure, s.unit, s.base, s.publisher, s.formula, s.rule, s.note)
            for s in found
        ],
        columns=["series", "title", "kind", "measure", "unit", "base", "publisher", "formula", "rule", "note"],
    )


def sources(frame: pd.DataFrame, notes: pd.DataFrame, registers: Registers) -> pd.DataFrame:
    """List the sources of these figures and of their breaks, publisher first."""
    names = dict.fromkeys([*frame["source"], *(name for name in notes["source"] if name)])
    made = []
    for name in sorted(names):
        source = registers.sources[name]
        issued = "-".join(f"{part:02d}" for part in source.get("issued", {"date-parts": [[]]})["date-parts"][0])
        made.append(
            (name, registers.publisher(name), source["title"], issued, licence_name(source), source.get("URL", ""))
        )
    return pd.DataFrame(made, columns=["source", "publisher", "title", "issued", "licence", "address"])


def register(name: str, rows: pd.DataFrame) -> ods.Sheet:
    """Build the sheet of notes, series or sources; the title of a source is the link to it."""
    line = "This sheet holds one table, one entry a row; 'none' stands where there is nothing to say."
    headers = [column for column in rows.columns if column != "address"]
    cells = [tuple(row[column] or "none" for column in headers) for row in rows.to_dict("records")]
    if "address" in rows:
        where = headers.index("title")
        cells = [
            (*row[:where], ods.Link(row[where], address), *row[where + 1 :])
            for row, address in zip(cells, rows["address"], strict=True)
        ]
    return ods.Sheet(
        name, ABOUT[name], (line, ods.Link("Go to the contents", "#Contents")),
        tuple(header.capitalize() for header in headers), tuple(cells),
    )  # fmt: skip


def cover(title: str, what: str, frame: pd.DataFrame, registers: Registers) -> ods.Sheet:
    """Build the first sheet: what this is, as known when, whom to cite, licences."""
    found = [registers.sources[name] for name in sorted(frame["source"].unique())]
    bare = [source for source in found if source["custom"]["licence"] not in ASKED]
    owed = [attribution([s for s in found if s["custom"]["licence"] == name]) for name in ASKED]
    lines = [
        f"{what}.",
        "Offences recorded by the police and their outcomes, courts and orders, surveys, helplines, studies, and "
        "reports of imagery and of online harm, each figure with its source, edition, status and caveat.",
        *(text for _, text in GENERAL[1:3]),
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
        *(text for text in owed if text),
        *([f"{len(bare)} sources state no licence or another (sheet Sources): their figures are quoted as facts, with "
           "attribution; ask the publisher before reproducing more."] if bare else []),
        *(ods.Link(*licence) for licence in LICENCES),
    ]  # fmt: skip
    return ods.Sheet("Cover", title, tuple(lines))


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
