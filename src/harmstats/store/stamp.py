"""Whether ``data/clean/`` was made from the published files that lie beside it.

Contents decide, never times of files: a fresh clone has none that mean anything.
"""

import hashlib
import json
from pathlib import Path

from ..core.files import contents

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


def is_current(data: Path) -> bool:
    """True where all of ``data/clean/`` was made from the files that lie beside it, and not touched since."""
    folder = data / "clean"
    try:
        made_from = fingerprint(data)
        for family in FAMILIES:
            stamp = json.loads(stamp_of(folder, family).read_text(encoding="utf-8"))
            files = {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in stamp["files"]}
            if stamp != {"made from": made_from, "files": files}:
                return False
        return True
    except (OSError, ValueError, KeyError, TypeError):
        return False


def fingerprint(data: Path) -> str:
    """SHA-256 over names and contents of everything that ``data/clean/`` is made from."""
    return contents(data, INPUTS)


def stamp_of(folder: Path, family: str) -> Path:
    """Name the stamp of a family in ``data/clean/``."""
    return folder / f"{family}.json"
