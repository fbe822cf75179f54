"""``data/clean/``: published figures with corrections applied and declared series derived.

The cleaning notebook writes it, everything downstream reads it. A stamp of contents says whether it
was made from the published files that lie beside it; where not, the figures are made anew in
memory, so that an answer never rests on a stale copy.
"""

import hashlib
import json
from functools import lru_cache
from pathlib import Path

import pandas as pd

from . import published
from .derive import derive
from .errors import DataError
from .files import write_text
from .registers import Registers
from .tables import number, rows, short

COLUMNS = ["table", "edition", *published.COLUMNS]
CORRECTION_COLUMNS = (
    "table", "edition", "series", "period_start", "period_end", "geography", "breakdown",
    "expected", "corrected", "reason", "source",
)  # fmt: skip
FILES = ("national.csv", "police-forces.csv")
STAMP = "stamp.json"
ORDER = ["series", "geography", "breakdown", "period_end", "period_start", "table", "edition"]
INPUTS = ("series.csv", "editions.csv", "corrections.csv", "reference/*.csv", "published/*/*.csv")


def figures(registers: Registers) -> pd.DataFrame:
    """Return all figures, from ``data/clean/`` where it is current, else made from the published files.

    Returns
    -------
    pandas.DataFrame
        One row a figure; columns as :data:`COLUMNS`, dates datetime64, numbers float64, others text.

    Raises
    ------
    DataError
        If a published file or a correction breaks a rule.
    """
    if not is_current(registers.folder):
        return make(registers)
    folder = registers.folder / "clean"
    return _stored(folder, (folder / STAMP).read_text(encoding="utf-8")).copy(deep=False)


def make(registers: Registers) -> pd.DataFrame:
    """Read what is published, apply the corrections, add the derived figures; sorted."""
    found = corrected(published.read(registers), registers)
    everything = pd.concat([found, derive(found, registers)], ignore_index=True)
    return everything.sort_values(ORDER, ignore_index=True)


def corrected(found: pd.DataFrame, registers: Registers) -> pd.DataFrame:
    """Apply ``data/corrections.csv``.

    Raises
    ------
    DataError
        If a correction names no figure, or the source no longer has the value it expects: then
        the publisher may have mended the error and the correction must go.
    """
    path = registers.folder / "corrections.csv"
    result = found.copy()
    for line, row in rows(path, CORRECTION_COLUMNS):
        where = f"{short(path)} line {line}"
        if row["source"] not in registers.sources:
            raise DataError(f"{where}: source '{row['source']}' is not in data/sources.json")
        hit = pd.Series(True, index=result.index)
        for name in published.KEY:
            hit &= result[name].astype(str) == row[name]
        if hit.sum() != 1:
            raise DataError(f"{where}: no figure of edition '{row['edition']}' answers to this correction")
        expected, mended = number(row["expected"]), number(row["corrected"])
        if expected is None or mended is None or not row["reason"]:
            raise DataError(f"{where}: expected and corrected must be numbers in plain digits, with a reason")
        value = result.loc[hit, "value"].iloc[0]
        if value != expected:
            raise DataError(
                f"{where}: {row['series']} is {value:g} at the source, the correction expects {row['expected']}; "
                "look whether the publisher has mended it"
            )
        result.loc[hit, "value"] = mended
        result.loc[hit, "note"] = f"corrected from {row['expected']}: {row['reason']}"
    return result


def write(frame: pd.DataFrame, registers: Registers) -> dict[str, int]:
    """Write ``data/clean/``: national figures, police forces, and the stamp last.

    Returns
    -------
    dict
        Rows by file.
    """
    folder = registers.folder / "clean"
    local = frame["geography"].isin(registers.forces)
    parts = dict(zip(FILES, (frame[~local], frame[local]), strict=True))
    stamp = {"made from": fingerprint(registers.folder), "files": {}}
    for name, part in parts.items():
        text = _csv(part)
        write_text(folder / name, text)
        stamp["files"][name] = hashlib.sha256(text.encode()).hexdigest()
    write_text(folder / STAMP, json.dumps(stamp, indent=2) + "\n")
    return {name: len(part) for name, part in parts.items()}


def is_current(data: Path) -> bool:
    """True where ``data/clean/`` was made from the files that lie beside it, and not touched since."""
    folder = data / "clean"
    try:
        stamp = json.loads((folder / STAMP).read_text(encoding="utf-8"))
        files = {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in FILES}
        return stamp == {"made from": fingerprint(data), "files": files}
    except (OSError, ValueError):
        return False


def fingerprint(data: Path) -> str:
    """SHA-256 over names and contents of everything that ``data/clean/`` is made from."""
    total = hashlib.sha256()
    for pattern in INPUTS:
        for path in sorted(data.glob(pattern)):
            total.update(f"{path.relative_to(data).as_posix()}\n".encode())
            total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


def _csv(frame: pd.DataFrame) -> str:
    text = frame.assign(
        period_start=frame["period_start"].dt.strftime("%Y-%m-%d"),
        period_end=frame["period_end"].dt.strftime("%Y-%m-%d"),
        **{name: [_plain(number) for number in frame[name]] for name in ("value", "low", "high")},
    )
    return text[COLUMNS].to_csv(index=False, lineterminator="\n")


def _plain(number: float) -> str:
    """Write 494906 as digits and a rate with its decimals, the same on every machine."""
    if number != number:
        return ""
    return str(int(number)) if number == int(number) else repr(float(number))


@lru_cache(maxsize=1)
def _stored(folder: Path, stamp: str) -> pd.DataFrame:
    """Read the stored tables; read again only when their stamp is another."""
    text = [name for name in COLUMNS if name not in ("period_start", "period_end", "value", "low", "high")]
    kinds = dict.fromkeys(text, "str") | dict.fromkeys(("value", "low", "high"), "float64")
    parts = [pd.read_csv(folder / name, dtype=kinds, parse_dates=["period_start", "period_end"]) for name in FILES]
    frame = pd.concat(parts, ignore_index=True)
    frame[text] = frame[text].fillna("")
    return frame.sort_values(ORDER, ignore_index=True)
