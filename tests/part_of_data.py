"""A small data folder cut from the whole one, valid by the same rules: what reads it is quick."""

import csv
import shutil
from pathlib import Path

from harmstats.core.formulas import parse
from harmstats.store.problems import data_problems

ROOT = Path(__file__).resolve().parents[1]
TABLES = (
    "ons-appendix-offences", "ons-appendix-rates", "ons-appendix-sub-offences", "ons-appendix-online-flag",
    "crime-survey-sdg-521", "crime-survey-sdg-522", "ons-police-force-areas",
)  # fmt: skip


def cut(folder: Path, tables=TABLES) -> Path:
    """Write the part of the data that some tables need into a folder."""
    source = ROOT / "data"
    shutil.copytree(source / "reference", folder / "reference")
    for name in ("sources.json", "corrections.csv", "files.csv", "README.md"):
        shutil.copy(source / name, folder)
    found = set()
    for table in tables:
        shutil.copytree(source / "published" / table, folder / "published" / table)
        for path in (folder / "published" / table).glob("*.csv"):
            found |= {row["series"] for row in _rows(path)}
    series = {row["series"]: row for row in _rows(source / "series.csv")}
    with_population = {name for name, row in series.items() if row["kind"] == "population"}
    kept = found | with_population
    for _ in range(5):  # a series that is computed stays where all it is computed from does
        kept |= {name for name, row in series.items() if row["formula"] and _parts(row["formula"]) <= kept}
    editions = {(row["table"], row["edition"]) for row in _rows(source / "editions.csv")
                if row["table"] in (*tables, "population")}  # fmt: skip
    names = {edition for _, edition in editions}

    def breaks(row):
        row["series"] = ";".join(name for name in row["series"].split(";") if name in kept)
        own = [name for name in row["editions"].split(";") if name in names]
        fits = row["series"] and (own or not row["editions"])
        return row | {"editions": ";".join(own)} if fits else None

    keep = {
        "series.csv": lambda row: row if row["series"] in kept else None,
        "editions.csv": lambda row: row if (row["table"], row["edition"]) in editions else None,
        "repeats.csv": lambda row: row if (row["table"], row["edition"]) in editions else None,
        "breaks.csv": breaks,
        "conflicts.csv": lambda row: row if row["series"] in kept and row["used"] in names else None,
        "claims.csv": lambda row: row if row["series"] in kept and not row["of"] and not row["beside"] else None,
        "checks.csv": lambda row: row if _fits(row, kept) else None,
    }
    for name, change in keep.items():
        rows = [new for row in _rows(source / name) if (new := change(dict(row)))]
        _write(folder / name, _rows(source / name)[0].keys(), rows)
    unused = [line.split("'")[1] for line in data_problems(folder) if "applies to no figure" in line]
    checks = _rows(folder / "checks.csv")
    _write(folder / "checks.csv", checks[0].keys(), [row for row in checks if row["id"] not in unused])
    assert data_problems(folder) == []
    return folder


def _fits(row: dict, kept: set) -> bool:
    names = [row["series"], *row["of"].split("+"), *row["base"].split("+")]
    return all(not name or name.partition("[")[0] in kept for name in names)


def _parts(formula: str) -> set[str]:
    return {term.series for term in parse(formula).terms}


def _rows(path: Path) -> list[dict]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _write(path: Path, columns, rows: list[dict]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
