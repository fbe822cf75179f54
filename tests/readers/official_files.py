"""Hold the publishers' own files against the figures landed here; by hand, since they are not in the repository.

python tests/readers/official_files.py FOLDER
"""

import csv
import sys
from pathlib import Path

from harmstats.core.paths import data_dir
from harmstats.ingest import read_file
from harmstats.ingest.readers import places

KEY = ("series", "period_start", "period_end", "geography", "breakdown")
GROUP = ("harassment-8l", "-8m", "-8q", "-8r")


def differences(path: Path) -> tuple[int, list[str]]:
    """How many landed figures were compared, and those that the file prints otherwise."""
    reading, regions = read_file.read(path), places.read().regions
    compared, wrong = 0, []
    for table, figures in reading.figures.groupby("table"):
        landed = data_dir(None) / "published" / table / f"{reading.edition}.csv"
        if not landed.is_file():
            continue
        got = {tuple(map(str, row[:-1])): row[-1] for row in figures[[*KEY, "value"]].itertuples(index=False)}
        with landed.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                at = tuple(row[k] for k in KEY)
                value = got.get(at)
                if value is None and row["method"] == "sum of forces":
                    ends = GROUP if at[0] == "prc-stalking-and-harassment" else (at[0],)
                    mine = [k for k in got if k[1:3] == at[1:3] and k[3] in regions and k[0].endswith(ends)]
                    value = sum(got[k] for k in mine)
                if value is None:  # another file of the same edition has it
                    continue
                compared += 1
                if value != float(row["value"]):
                    wrong.append(f"{path.name}: {at}: {value} is landed as {row['value']}")
    return compared, wrong


def main() -> int:
    bad = 0
    for path in sorted(p for p in Path(sys.argv[1]).rglob("*") if p.is_file()):
        compared, wrong = differences(path)
        bad += len(wrong)
        print(f"{path.name}: {compared} figures compared, {len(wrong)} differ")
        print(*wrong, sep="\n", end="\n" if wrong else "")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
