"""Small files in the publishers' layouts, made here: nothing of the official files is in the repository.

A sample is a list of sheets, each a name and rows of cells, so that a test can change one cell before
it is written as XLSX, ODS or CSV.
"""

import csv
import random
import zipfile
from pathlib import Path
from xml.sax.saxutils import escape

from harmstats.core.periods import MONTHS, SHORT
from harmstats.ingest.readers.home_office_outcomes import TYPES
from harmstats.ingest.readers.places import read as read_places
from harmstats.ingest.readers.sheets import column

PLACES = read_places()
FORCES = tuple(PLACES.regions)
CLASS_NAMES = {
    "8L": "Harassment",
    "8M": "Racially or religiously aggravated harassment",
    "8Q": "Stalking",
    "8R": "Malicious communications",
    "8U": "Controlling or coercive behaviour",
    "3B": "Threats to kill",
}
OUTCOME_GROUPS = {
    "notyetassigned": "Not yet assigned an outcome",
    "charge": "Charged/Summonsed",
    "takenintoconsideration": "Taken into consideration",
    "evidential": "Evidential difficulties (victim supports action)",
    "investigationcomplete": "Investigation complete – no suspect identified",
    "responsibility": "Responsibility for further investigation transferred to another body",
    "furtherinvestigation": "Further investigation to support formal action not in the public interest",
    "diversionary": "Diversionary, educational or intervention activity",
    "outofcourt": "Out-of-court (formal)",
    "prosecutionprevented": "Prosecution prevented or not in the public interest",
}


def xml_text(value) -> str:
    return escape("".join(c for c in str(value) if c.isprintable() or c == "\n"))


def write_xlsx(path: Path, sheets: list) -> Path:
    """Write sheets as an XLSX workbook with inline strings."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        parts = "".join(
            f'<Override PartName="/xl/worksheets/sheet{n}.xml" '
            'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>'
            for n in range(1, len(sheets) + 1)
        )
        out.writestr(
            "[Content_Types].xml",
            '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            '<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.'
            f'spreadsheetml.sheet.main+xml"/>{parts}</Types>',
        )
        rel = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
        package = "http://schemas.openxmlformats.org/package/2006/relationships"
        main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
        out.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{package}"><Relationship Id="r1" Type="{rel}/officeDocument" '
            'Target="xl/workbook.xml"/></Relationships>',
        )
        names = "".join(f'<sheet name="{xml_text(s[0])}" sheetId="{n}" r:id="r{n}"/>' for n, s in enumerate(sheets, 1))
        out.writestr("xl/workbook.xml", f'<workbook xmlns="{main}" xmlns:r="{rel}"><sheets>{names}</sheets></workbook>')
        links = "".join(
            f'<Relationship Id="r{n}" Type="{rel}/worksheet" Target="worksheets/sheet{n}.xml"/>'
            for n in range(1, len(sheets) + 1)
        )
        out.writestr("xl/_rels/workbook.xml.rels", f'<Relationships xmlns="{package}">{links}</Relationships>')
        for n, (_, rows) in enumerate(sheets, 1):
            body = "".join(_xlsx_row(i, row) for i, row in enumerate(rows, 1))
            out.writestr(
                f"xl/worksheets/sheet{n}.xml", f'<worksheet xmlns="{main}"><sheetData>{body}</sheetData></worksheet>'
            )
    return path


def _xlsx_row(number: int, row: list) -> str:
    cells = []
    for index, value in enumerate(row):
        at = f"{column(index)}{number}"
        if value == "":
            continue
        if isinstance(value, str):
            cells.append(f'<c r="{at}" t="inlineStr"><is><t xml:space="preserve">{xml_text(value)}</t></is></c>')
        else:
            cells.append(f'<c r="{at}"><v>{value!r}</v></c>')
    return f'<row r="{number}">{"".join(cells)}</row>'


def write_ods(path: Path, sheets: list) -> Path:
    """Write sheets as an ODS workbook."""
    tables = []
    for name, rows in sheets:
        body = []
        for row in rows:
            cells = []
            for value in row:
                if value == "":
                    cells.append("<table:table-cell/>")
                elif isinstance(value, str):
                    text = "".join(f"<text:p>{xml_text(line)}</text:p>" for line in value.split("\n"))
                    cells.append(f'<table:table-cell office:value-type="string">{text}</table:table-cell>')
                else:
                    cells.append(
                        f'<table:table-cell office:value-type="float" office:value="{value!r}">'
                        f"<text:p>{value!r}</text:p></table:table-cell>"
                    )
            body.append(f"<table:table-row>{''.join(cells) or '<table:table-cell/>'}</table:table-row>")
        tables.append(f'<table:table table:name="{xml_text(name)}">{"".join(body)}</table:table>')
    base = "urn:oasis:names:tc:opendocument:xmlns"
    spaces = " ".join(f'xmlns:{p}="{base}:{p}:1.0"' for p in ("office", "table", "text"))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        out.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet", zipfile.ZIP_STORED)
        out.writestr(
            "META-INF/manifest.xml",
            f'<manifest:manifest xmlns:manifest="{base}:manifest:1.0"><manifest:file-entry manifest:full-path="/" '
            'manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/></manifest:manifest>',
        )
        out.writestr(
            "content.xml",
            f"<office:document-content {spaces}><office:body><office:spreadsheet>{''.join(tables)}"
            "</office:spreadsheet></office:body></office:document-content>",
        )
    return path


def write_csv(path: Path, sheets: list, encoding: str = "utf-8", end: str = "\r\n") -> Path:
    """Write the first sheet as a CSV."""
    with path.open("w", encoding=encoding, newline="") as out:
        csv.writer(out, lineterminator=end).writerows(sheets[0][1])
    return path


def write(path: Path, sheets: list) -> Path:
    """Write sheets in the form that the name says."""
    return {".xlsx": write_xlsx, ".ods": write_ods, ".csv": write_csv}[path.suffix](path, sheets)


def _years(last_year: int, month: int) -> list[tuple[str, int, int]]:
    found = [(f"Apr {y - 1} to \n Mar {y}", y, 3) for y in range(2019, last_year + (month >= 3))]
    if month != 3:
        first = SHORT[month % 12]
        found += [
            (f"{first} {y - (month < 12)} to {SHORT[month - 1]} {y}", y, month) for y in (last_year - 1, last_year)
        ]
    return found


def appendix(year: int = 2025, month: int = 9, seed: int = 1, old: bool = False) -> list:
    """An Appendix workbook with tables A5a and A5b (A4 where `old`), A7, B2 and C5."""
    rng = random.Random(seed)
    years = _years(year, month)
    blocks = [
        (
            "Violence without injury [note 4]",
            [("3B", "Threats to kill [note 18]", 40_000), ("104", "Assault without injury on a constable", 21_000)],
        ),
        (
            "Stalking and harassment [note 22, 27]",
            [
                ("8L", "Harassment [note 24,25,26,27]", 260_000),
                ("8M", "Racially or religiously aggravated harassment", 7_000),
                ("8Q", "Stalking [note 25,27]", 110_000),
                ("8R", "Malicious communication [note 26]", 170_000),
                ("8U", "Controlling and coercive behaviour [note 22]", 45_000),
            ],
        ),
        ("Rape", [("19C", "Rape of a female aged 16 and over", 40_000)]),
        (
            "Other sexual offences [note 28]",
            [("88C", "Other miscellaneous sexual offences [note 28, 35]", 900), ("88A", "Sexual grooming", 6_000)],
        ),
    ]
    months = []
    for back in range(23, -1, -1):
        index = year * 12 + month - 1 - back
        months.append((index // 12, index % 12 + 1))
    level = {code: base for _, parts in blocks for code, _, base in parts}
    monthly = {c: [max(1, int(b / 12 * rng.uniform(0.8, 1.2))) for _ in months] for c, b in level.items()}
    yearly: dict[str, list] = {}
    for code, base in level.items():
        row = []
        for _, y, m in years:
            at = [i for i, (a, b) in enumerate(months) if (y - 1) * 12 + m - 1 < a * 12 + b - 1 <= y * 12 + m - 1]
            if len(at) == 12:
                row.append(sum(monthly[code][i] for i in at))
            elif code == "8U" and (y, m) < (2021, 3):
                row.append("[x]")
            else:
                row.append(int(base * (1 + 0.06 * (y - 2022)) * rng.uniform(0.9, 1.1)))
        yearly[code] = row
    name = "Table A4" if old else "Table_A5a"
    number = "A4" if old else "A5a"
    end = f"{MONTHS[month - 1]} {year}"
    a5a = [
        [
            f"Table {number}:  Police recorded crime by offence, year ending March 2019 to year ending {end} and "
            "percentage "
            f"change between year ending {MONTHS[month - 1]} {year - 1} and year ending {end} [notes 1, 2]"
        ],
        ["England and Wales"],
        ["Some shorthand is used in this table. [x] indicates that data are not available."],
        ["Source: Police recorded crime from the Home Office"],
        [
            "Offence\n code",
            "Offence category",
            *(h for h, _, _ in years),
            f"{SHORT[month - 1]} {year - 1} with\n {SHORT[month - 1]} {year}\n % change",
        ],
    ]
    base_at = len(years) - 2
    a5a += _body(blocks, yearly, len(years), lambda v: _change(v[-1], v[base_at]))
    sheets = [
        (
            "Cover Sheet",
            [
                [f"Crime in England and Wales, Appendix tables - year ending {end}"],
                ["Information", "Useful links"],
                [
                    f"These data tables are published alongside the bulletin Crime in England & Wales, "
                    f"year ending {end} "
                    f"published on 29 {MONTHS[(month + 3) % 12]} {year + (month > 8)}."
                ],
            ],
        ),
        (name, a5a),
    ]
    if not old:
        a5b = [
            [f"Table A5b:  Police recorded crime by offence, {SHORT[months[0][1] - 1]} {months[0][0]} to {end}"],
            ["England and Wales"],
            ["Some shorthand is used in this table. [x] indicates that data are not available"],
            ["Offence code", "Offence category", *(f"{SHORT[m - 1]} {y}" for y, m in months)],
        ]
        sheets.append(("Table_A5b", a5b + _body(blocks, monthly, len(months), None)))
    group = [sum(v for c in ("8L", "8M", "8Q", "8R", "8U") if (v := yearly[c][i]) != "[x]") for i in range(len(years))]
    total = [sum(v for r in yearly.values() if (v := r[i]) != "[x]") for i in range(len(years))]
    people = [59_400 + 150 * i for i in range(len(years))]
    sheets.append(
        (
            "Table_A7",
            [
                ["Table A7: Police recorded crime rates, rates per 1,000 population [note 7]"],
                ["England and Wales"],
                ["Offence group [note 3]", *(h for h, _, _ in years)],
                ["     Homicide", *(0.01 for _ in years)],
                ["        Stalking and harassment [note 27]", *(g / p for g, p in zip(group, people, strict=True))],
                [
                    "TOTAL RECORDED CRIME - ALL OFFENCES EXCLUDING FRAUD AND COMPUTER MISUSE [note 2]",
                    *(t / p for t, p in zip(total, people, strict=True)),
                ],
            ],
        )
    )
    if old:
        return sheets
    sheets.append(("Table_B2", _sub_offences(years, yearly, rng)))
    part = yearly["8L"][-1] + yearly["8M"][-1] + yearly["8Q"][-1] + yearly["8R"][-1]
    flagged = int(part * 0.3)
    sheets.append(
        (
            "Table_C5",
            [
                ["Table C5: Offences recorded by the police in England and Wales which were flagged as online, " + end],
                ["Source: Police recorded crime from the Home Office"],
                [
                    "Offence codes in grouping",
                    "Grouping",
                    "Number of offences\n flagged as online crime",
                    "Proportion of total offences\n flagged as online crime (%)",
                ],
                ["8L, 8M, 8Q, 8R", "Harassment and stalking", flagged, 100 * flagged / part],
                [86, "Obscene publications", 32191, 75.116],
            ],
        )
    )
    return sheets


def _change(new, old):
    return "[u]" if old == "[x]" or old < 50 else 100 * (new / old - 1)


def _body(blocks, values, count, change) -> list:
    rows, everything = [], [0] * count
    for subtotal, parts in blocks:
        added = [0] * count
        for code, name, _ in parts:
            row = values[code]
            added = [a + (0 if v == "[x]" else v) for a, v in zip(added, row, strict=True)]
            rows.append([code, name, *row, *([change(row)] if change else [])])
        rows.append(["", subtotal, *added, *([change(added)] if change else [])])
        everything = [a + b for a, b in zip(everything, added, strict=True)]
    rows.append(
        [
            "",
            "TOTAL RECORDED CRIME - ALL OFFENCES EXCLUDING FRAUD AND COMPUTER MISUSE [note 59]",
            *everything,
            *([change(everything)] if change else []),
        ]
    )
    return rows


def _sub_offences(years, yearly, rng) -> list:
    kept = [i for i, (_, y, m) in enumerate(years) if (y, m) >= (2021, 3)]
    named = [
        ("8U", "Controlling and coercive behaviour", [("008/67", "Engage in controlling/coercive behaviour", 1)]),
        (
            "8L",
            "Harassment",
            [
                ("008/30", "Putting People In Fear Of Violence.", 0.2),
                ("008/31", "Breach Of Restraining Order", 0.1),
                ("195/94", "Harassment", 0.7),
            ],
        ),
        (
            "8Q",
            "Stalking",
            [
                ("008/65", "Stalking involving fear of violence.", 0.2),
                ("008/66", "Stalking involving serious alarm/distress.", 0.3),
                ("195/12", "Pursue course of conduct in breach of Sec 1 (1) which amounts to stalking", 0.5),
            ],
        ),
    ]
    rows = [
        ["Table B2: Breakdown of selected Violence Against Women and Girls (VAWG) offences [notes 1, 2]"],
        ["England and Wales year ending March 2021 onwards"],
        ["Offence", *(years[i][0] for i in kept)],
    ]
    for code, name, subs in named:
        counts = [[int(yearly[code][i] * share * 0.998) for i in kept] for _, _, share in subs]
        rest = [rng.randint(0, 90) for _ in kept]
        rows.append([name, *(sum(c[k] for c in counts) + rest[k] for k in range(len(kept)))])
        rows += [[f"{sub} - {text}", *c] for (sub, text, _), c in zip(subs, counts, strict=True)]
        rows.append(["Not assigned to a sub offence", *rest])
    return rows


AREA_COLUMNS = (
    "Violence against the person4",
    "Homicide",
    "Violence with injury",
    "Violence without injury",
    "Stalking and harassment 5",
    "Death or serious injury - unlawful driving",
    "Sexual offences",
)


def force_areas(year: int = 2019, month: int = 12, seed: int = 2, old: bool = True) -> list:
    """Police force area tables P1 to P3: merged headers and glued footnote digits where `old`, else accessible."""
    rng = random.Random(seed)
    now = {
        f: [
            rng.randint(3, 30),
            rng.randint(5_000, 40_000),
            rng.randint(5_000, 50_000),
            rng.randint(900, 30_000),
            rng.randint(1, 40),
            rng.randint(900, 9_000),
        ]
        for f in FORCES
    }
    then = {f: [int(v * rng.uniform(0.7, 1.3)) + 60 for v in row] for f, row in now.items()}
    people = {f: rng.randint(500, 9_000) for f in FORCES}
    end = f"{MONTHS[month - 1]} {year}"
    tables = []
    for number, words in (("P1", "number of offences"), ("P2", "percentage change"), ("P3", "rate of offences")):
        title = f"Table {number}: Police recorded crime by offence group and police force area, "
        title += f"English regions and Wales, {words}, "
        title += (
            f"year ending {end}"
            if number != "P2"
            else f"year ending {MONTHS[month - 1]} {year - 1} compared with year ending {end}"
        )
        rows = [[title + ("1,2" if old else " [note 1]")], [], ["England and Wales"]]
        if old:
            rows += [
                ["", "", "Total recorded crime (excluding fraud3)", "", "Victim-based crime"],
                ["Area Code", "Area Name", "", "", *AREA_COLUMNS],
                ["", "", {"P1": "Numbers", "P2": "Percentage change5", "P3": "Rate per 1,000 population"}[number]],
            ]
        else:
            rows.append(
                [
                    "Area Code",
                    "Area Name",
                    "Total recorded crime\n (excluding fraud) \n[note 2]",
                    *(c.rstrip("45 ") for c in AREA_COLUMNS),
                ]
            )
        for code, name, forces in _areas(old):
            a, b = _sum(now, forces), _sum(then, forces)
            if number == "P1":
                cells = a
            elif number == "P2":
                cells = ["-" if y < 50 else 100 * (x / y - 1) for x, y in zip(a, b, strict=True)]
            elif name.startswith("British"):
                continue
            else:
                cells = [x / sum(people[f] for f in forces) for x in a]
            if not old and number == "P1":
                cells = [f"{v:,}" for v in cells]
            rows.append([code, name, cells[0], *([""] if old else []), *cells[1:]])
        rows += [
            ["Source: Home Office - Police recorded crime"],
            ["1. Police recorded crime data are not designated as National Statistics"],
        ]
        tables.append((f"Table {number} ", rows))
    return [("Notes", [[f"Crime in England and Wales, year ending {end} - PFA tables"]]), *tables]


def _areas(old: bool):
    codes = {name: code for code, name in PLACES.codes.items()}
    english = [f for f, r in PLACES.regions.items() if r and r != "Wales"]
    welsh = [f for f, r in PLACES.regions.items() if r == "Wales"]
    yield codes["England and Wales"], "ENGLAND AND WALES7,8" if old else "ENGLAND AND WALES [note 3]", list(FORCES)
    yield codes["England"], "ENGLAND8" if old else "ENGLAND ", english
    for region in sorted({r for r in PLACES.regions.values() if r and r != "Wales"}):
        mine = [f for f in english if PLACES.regions[f] == region]
        yield codes[f"{region} region"], f"{region}8" if old else region, mine
        for force in mine:
            yield codes[force], force, [force]
    yield codes["Wales"], "WALES", welsh
    for force in welsh:
        yield codes[force], f"{force}4" if old and force == "Dyfed-Powys" else force, [force]
    yield "", "British Transport Police", ["British Transport Police"]


def _sum(values, forces) -> list:
    homicide, injury, without, group, driving, sexual = (sum(values[f][i] for f in forces) for i in range(6))
    violence = homicide + injury + without + group + driving
    return [violence + sexual, violence, homicide, injury, without, group, driving, sexual]


def recorded_crime(years=(2019, 2020), quarters: int = 4, seed: int = 3, forces=FORCES) -> list:
    """Home Office recorded crime by police force area: cover, notes and a sheet a year."""
    rng = random.Random(seed)
    head = [
        "Financial Year",
        "Financial Quarter",
        "Force Name",
        "Offence Description",
        "Offence Group",
        "Offence Subgroup",
        "Offence Code",
        "Number of Offences",
    ]
    sheets = [
        ("Cover_sheet", [[""], ["Police recorded crime open data tables"], ["Published 23 April 2026"]]),
        ("Notes", [["Notes"], ["There may be negative offence numbers in some quarters."]]),
    ]
    for year in years:
        rows = [head]
        for quarter in range(1, (quarters if year == years[-1] else 4) + 1):
            for force in forces:
                shown = "London, City of" if force == "City of London" else force
                for code, name in CLASS_NAMES.items():
                    if code == "8U" and year < 2020:
                        continue
                    sub = "Violence without injury" if code == "3B" else "Stalking and harassment"
                    rows.append(
                        [
                            f"{year}/{(year + 1) % 100:02d}",
                            quarter,
                            shown,
                            name,
                            "Violence against the person",
                            sub,
                            code,
                            rng.randint(60, 4_000),
                        ]
                    )
                rows.append(
                    [
                        f"{year}/{(year + 1) % 100:02d}",
                        quarter,
                        shown,
                        "Arson endangering life",
                        "Criminal damage and arson",
                        "Arson",
                        "56A",
                        rng.randint(0, 60),
                    ]
                )
            rows.append(
                [
                    f"{year}/{(year + 1) % 100:02d}",
                    quarter,
                    "Action Fraud",
                    "Fraud offences recorded by Action Fraud",
                    "Fraud offences",
                    "Fraud: action fraud",
                    "AF",
                    rng.randint(60_000, 70_000),
                ]
            )
        sheets.append((f"{year}-{(year + 1) % 100:02d}", rows))
    return sheets


def outcomes(year: int = 2024, seed: int = 4, forces=FORCES) -> list:
    """The Home Office outcomes workbook of one year."""
    rng = random.Random(seed)
    rows = [
        [
            "Financial Year",
            "Financial Quarter",
            "Force Name",
            "Offence Description",
            "Offence Group",
            "Offence Subgroup",
            "Offence Code",
            "Outcome Type",
            "Outcome Group",
            "Force outcomes recorded in quarter",
            "Force outcomes for offences recorded in quarter",
        ]
    ]
    for quarter in (1, 2, 3, 4):
        for force in forces:
            for code in ("8L", "8Q"):
                for kind in TYPES:
                    if kind in ("1A", "2A", "3A"):
                        continue
                    rows.append(
                        [
                            f"{year}/{(year + 1) % 100:02d}",
                            quarter,
                            force,
                            CLASS_NAMES[code],
                            "Violence against the person",
                            "Stalking and harassment",
                            code,
                            float(kind),
                            OUTCOME_GROUPS[TYPES[kind][1]],
                            rng.randint(0, 90),
                            rng.randint(0, 90),
                        ]
                    )
    return [
        ("Cover_sheet", [["Crime outcomes open data tables"], ["Published 18 July 2025"]]),
        (f"Outcomes {year}-{(year + 1) % 100:02d}", rows),
    ]


def partner_survey(seed: int = 5) -> list:
    """The CSV of indicator 5.2.1."""
    rng = random.Random(seed)
    head = [
        "Year",
        "Series",
        "Units",
        "Type of partner abuse",
        "Abuse sub-category",
        "Age",
        "Region",
        "Unit multiplier",
        "Observation status",
        "GeoCode",
        "Value",
    ]
    rows = [head]
    for year in range(2011, 2022):
        text = f"{year}/{(year + 1) % 100:02d}"
        kinds = ("Non-sexual", "Sexual (including attempts)", "Stalking by a partner/ex-partner")
        for kind in kinds:
            missing = year == 2020
            value = "" if missing else repr(rng.uniform(0.8, 1.7))
            rows.append(
                [
                    text,
                    "Women aged 16 to 59",
                    "Percentage (%)",
                    kind,
                    "",
                    "",
                    "",
                    "Units",
                    "Missing value" if missing else "Normal value",
                    "",
                    value,
                ]
            )
    return [("", rows)]


def family_survey(seed: int = 6) -> list:
    """The CSV of indicator 5.2.2."""
    rng = random.Random(seed)
    rows = [
        [
            "Year",
            "Type of non-partner abuse",
            "Abuse sub-type",
            "Relationship to perpetrator",
            "Age",
            "Observation status",
            "Unit multiplier",
            "Unit measure",
            "Value",
        ]
    ]
    for year in range(2011, 2022):
        for kind in ("Sexual (including attempts)", "Stalking"):
            rows.append(
                [
                    f"{year}/{(year + 1) % 100:02d}",
                    kind,
                    "",
                    "Family member",
                    "16 to 59",
                    "Normal value",
                    "Units",
                    "Percentage (%)",
                    repr(rng.uniform(0.3, 0.8)),
                ]
            )
    return [("", rows)]


def rolling(style: str = "%d/%m/%Y", seed: int = 7) -> list:
    """The CSV of rolling years; `style` is how the publisher writes the days."""
    from datetime import date

    rng = random.Random(seed)
    rows = [["12 months ending", "PFA", "Region", "Offence", "Rolling year total number of offences"]]
    for day in (date(2003, 3, 31), date(2017, 9, 30), date(2018, 12, 31)):
        for force in FORCES:
            rows += [
                [day.strftime(style), force, PLACES.regions[force], offence, rng.randint(200, 9_000)]
                for offence in ("Stalking and harassment", "Homicide")
            ]
        rows.append([day.strftime(style), "Action Fraud", "Action Fraud", "Action Fraud", rng.randint(1_000, 9_000)])
    return [("", rows)]
