"""``data/clean/``: published figures with corrections applied and declared series derived.

The cleaning notebooks write it, one family of figures each; everything downstream reads it. A stamp
of contents beside each family says whether it was made from the published files that lie there;
where one was not, the figures are made anew in memory, so that an answer never rests on a stale copy.
"""

import hashlib
import json
from functools import lru_cache
from pathlib import Path

import pandas as pd

from ..core.errors import DataError
from ..core.files import write_text
from ..core.registers import Registers, read
from ..core.strict_csv import number, rows, short
from . import published
from .derived import derive
from .stamp import BY_FORCE, FAMILIES, fingerprint, is_current, stamp_of

COLUMNS = ["table", "edition", *published.COLUMNS, "numerator", "denominator"]
NUMBERS = ("value", "low", "high", "numerator", "denominator")
DATES = ("period_start", "period_end")
CORRECTION_COLUMNS = (
    "table", "edition", "series", "period_start", "period_end", "geography", "breakdown",
    "expected", "corrected", "reason", "source",
)  # fmt: skip
ORDER = ["series", "geography", "breakdown", "period_end", "period_start", "table", "edition"]


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
        try:
            return _made(registers.folder, fingerprint(registers.folder)).copy(deep=False)
        except OSError:
            return make(registers)  # which says what is wrong with the file
    folder = registers.folder / "clean"
    stamps = tuple(stamp_of(folder, family).read_text(encoding="utf-8") for family in FAMILIES)
    return _stored(folder, stamps).copy(deep=False)


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


def of_family(frame: pd.DataFrame, registers: Registers, family: str) -> pd.DataFrame:
    """Return the rows of a table of figures whose series belong to one family of :data:`FAMILIES`."""
    kinds = frame["series"].map({s.id: s.kind for s in registers.series.values()})
    return frame[kinds.isin(FAMILIES[family])]


def write(frame: pd.DataFrame, registers: Registers, family: str) -> dict[str, int]:
    """Write one family into ``data/clean/``: national figures, police forces, and the stamp last.

    Parameters
    ----------
    frame : DataFrame
        All figures, as from :func:`make`.
    registers : Registers
    family : str
        A key of :data:`FAMILIES`.

    Returns
    -------
    dict
        Rows by file; a file without rows is not written.
    """
    folder = registers.folder / "clean"
    frame = of_family(frame, registers, family)
    local = frame["geography"].isin(registers.forces)
    stamp = {"made from": fingerprint(registers.folder), "files": {}}
    counts = {}
    for name, part in ((f"{family}.csv", frame[~local]), (f"{family}{BY_FORCE}", frame[local])):
        if part.empty:
            (folder / name).unlink(missing_ok=True)
            continue
        text = _csv(part)
        write_text(folder / name, text)
        stamp["files"][name] = hashlib.sha256(text.encode()).hexdigest()
        counts[name] = len(part)
    write_text(stamp_of(folder, family), json.dumps(stamp, indent=2) + "\n")
    return counts


def files(data: Path) -> list[str]:
    """Name the tables in ``data/clean/``, sorted."""
    return sorted(path.name for path in (data / "clean").glob("*.csv"))


def _csv(frame: pd.DataFrame) -> str:
    text = frame.assign(
        **{name: frame[name].dt.strftime("%Y-%m-%d") for name in DATES},
        **{name: [_plain(number) for number in frame[name]] for name in NUMBERS},
    )
    return text[COLUMNS].to_csv(index=False, lineterminator="\n")


def _plain(number: float) -> str:
    """Write 494906 as digits and a rate with its decimals, the same on every machine."""
    if number != number:
        return ""
    return str(int(number)) if number == int(number) else repr(float(number))


@lru_cache(maxsize=1)
def _made(folder: Path, made_from: str) -> pd.DataFrame:
    """Figures made in memory; made again only when what they are made from is another."""
    return make(read(folder))


@lru_cache(maxsize=1)
def _stored(folder: Path, stamps: tuple[str, ...]) -> pd.DataFrame:
    """Read the stored tables; read again only when a stamp is another."""
    text = [name for name in COLUMNS if name not in DATES + NUMBERS]
    kinds = dict.fromkeys(text, "str") | dict.fromkeys(NUMBERS, "float64")
    names = [name for stamp in stamps for name in json.loads(stamp)["files"]]
    frame = pd.concat([pd.read_csv(folder / name, dtype=kinds) for name in names], ignore_index=True)
    for name in DATES:
        frame[name] = pd.to_datetime(frame[name]).astype("datetime64[s]")
    frame[text] = frame[text].fillna("")
    return frame.sort_values(ORDER, ignore_index=True)
