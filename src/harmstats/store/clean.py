"""``data/clean/``: published figures with corrections applied and declared series derived.

The cleaning notebooks write it, one family of figures each; everything downstream reads it. A stamp
of contents beside each family says whether it was made from the published files that lie there
(contents decide, never times of files: a fresh clone has none that mean anything). Where one was not,
the figures are made anew in memory, so that an answer never rests on a stale copy.

pandas is imported where it is needed: a citation asks only whether the folder is current.
"""

from __future__ import annotations

import hashlib
import json
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from ..core import schema
from ..core.cells import plain_digits
from ..core.csv_reading import rows
from ..core.errors import DataError
from ..core.files import contents, write_text
from ..core.registers import Registers, read

if TYPE_CHECKING:
    import pandas as pd

# What a cleaning notebook writes: the kinds of series in it.
FAMILIES = {
    "recorded-offences": ("recorded", "population"),
    "outcomes": ("outcome",),
    "courts-and-orders": ("court",),
    "surveys": ("survey",),
    "helplines-and-studies": ("helpline", "study"),
    "reports": ("report",),
}
BY_FORCE = "-by-force.csv"
INPUTS = ("series.csv", "editions.csv", "corrections.csv", "reference/*.csv", "published/*/*.csv")
COLUMNS = list(schema.CLEAN.columns)
NUMBERS = ["value", "low", "high", "numerator", "denominator"]
DATES = ["period_start", "period_end"]
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
    files = {name: digest for family in current(registers.folder).values() for name, digest in family.items()}
    if files:
        return _stored(registers.folder / "clean", tuple(files.items())).copy(deep=False)
    return _made(registers.folder, contents(registers.folder, INPUTS)).copy(deep=False)


def make(registers: Registers) -> pd.DataFrame:
    """Read what is published, apply the corrections, add the derived figures; sorted."""
    import pandas as pd

    from . import published
    from .derived import derive

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
    result, key = found.copy(), ["table", "edition", *schema.PUBLISHED.key]
    path = registers.folder / schema.CORRECTIONS.path
    for where, row in rows(path, schema.CORRECTIONS, {"source": registers.sources}):
        hit = (result[key].astype(str) == [str(row[name]) for name in key]).all(axis="columns")
        if hit.sum() != 1:
            raise DataError(f"{where}: no figure of edition '{row['edition']}' answers to this correction")
        expected, mended = row["expected"], row["corrected"]
        if expected != expected or mended != mended or not row["reason"]:
            raise DataError(f"{where}: expected and corrected must be numbers in plain digits, with a reason")
        value, was = result.loc[hit, "value"].iloc[0], plain_digits(expected)
        if value != expected:
            raise DataError(
                f"{where}: {row['series']} is {value:g} at the source, the correction expects {was}; "
                "look whether the publisher has mended it"
            )
        result.loc[hit, ["value", "note"]] = mended, f"corrected from {was}: {row['reason']}"
    return result


def of_family(frame: pd.DataFrame, registers: Registers, family: str) -> pd.DataFrame:
    """Return the rows of a table of figures whose series belong to one family of :data:`FAMILIES`."""
    return frame[frame["series"].isin([s.id for s in registers.series.values() if s.kind in FAMILIES[family]])]


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
    files, counts = {}, {}
    for name, part in ((f"{family}.csv", frame[~local]), (f"{family}{BY_FORCE}", frame[local])):
        if part.empty:
            (folder / name).unlink(missing_ok=True)
            continue
        days = {column: part[column].dt.strftime("%Y-%m-%d") for column in DATES}
        numbers = {column: part[column].map(plain_digits) for column in NUMBERS}
        text = part.assign(**days, **numbers)[COLUMNS].to_csv(index=False, lineterminator="\n")
        write_text(folder / name, text)
        files[name] = hashlib.sha256(text.encode()).hexdigest()
        counts[name] = len(part)
    stamp = {"made from": contents(registers.folder, INPUTS), "files": files}
    write_text(folder / f"{family}.json", json.dumps(stamp, indent=2) + "\n")
    return counts


def current(data: Path) -> dict[str, dict[str, str]]:
    """Return the files in ``data/clean/`` with their SHA-256, by family.

    None where any of them was not made from the files that lie beside it, or touched since.
    """
    folder, made_from, families = data / "clean", contents(data, INPUTS), {}
    try:
        for family in FAMILIES:
            stamp = json.loads((folder / f"{family}.json").read_text(encoding="utf-8"))
            files = {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in stamp["files"]}
            if stamp != {"made from": made_from, "files": files}:
                return {}
            families[family] = files
    except (OSError, ValueError, KeyError, TypeError):
        return {}
    return families


@lru_cache(maxsize=1)
def _made(folder: Path, made_from: str) -> pd.DataFrame:
    """Figures made in memory; made again only when what they are made from is another."""
    return make(read(folder))


@lru_cache(maxsize=1)
def _stored(folder: Path, files: tuple[tuple[str, str], ...]) -> pd.DataFrame:
    """Read the stored tables; read again only when the SHA-256 of one is another."""
    import pandas as pd

    text = [name for name in COLUMNS if name not in DATES + NUMBERS]
    kinds = dict.fromkeys(text, "str") | dict.fromkeys(NUMBERS, "float64")
    frame = pd.concat([pd.read_csv(folder / name, dtype=kinds) for name, _ in files], ignore_index=True)
    for name in DATES:
        frame[name] = pd.to_datetime(frame[name]).astype("datetime64[s]")
    frame[text] = frame[text].fillna("")
    return frame.sort_values(ORDER, ignore_index=True)
