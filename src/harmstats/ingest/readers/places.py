"""Names of places as publishers write them, looked up in ``data/reference/``."""

import re
from dataclasses import dataclass
from pathlib import Path

from ...core.csv_reading import rows
from ...core.paths import data_dir
from ...core.schema import AREAS, FORCES
from .headers import clean

# Spellings of the tables that are no names of their own.
ALSO = {"E12000006": ("East",)}


def _key(text: str) -> str:
    return re.sub(r"[^a-z]", "", clean(text).lower().replace("&", "and"))


@dataclass(frozen=True)
class Places:
    """Names by code and by spelling; `forces` are the 44 forces, `regions` force to region."""

    codes: dict[str, str]
    forces: dict[str, str]
    regions: dict[str, str]
    spellings: dict[str, set]

    def force(self, text: str) -> str:
        """The force with this name; an empty string where there is none."""
        return self.forces.get(_key(text), "")

    def area(self, code: str, text: str) -> tuple[str, str]:
        """The place with this ONS code and name, and what is wrong where the two disagree.

        A code that nobody has is a misprint: the name of a force stands then.
        """
        code = code.strip()
        if code not in self.codes:
            name = self.force(text)
            unknown = f"code '{code[:12]}' is not in data/reference/"
            return name, "" if name else unknown if code else f"'{clean(text)[:40]}' without a code is no police force"
        name = self.codes[code]
        if _key(text) not in self.spellings[code]:
            return "", f"code {code} is {name}, but the name beside it is '{clean(text)[:40]}'"
        return name, ""


def read(folder: str | Path | None = None) -> Places:
    """Read the places of a data folder (the one of the package without `folder`).

    Examples
    --------
    >>> places = read()
    >>> places.force("London, City of"), places.area("E12000005", "West Midlands9")
    ('City of London', ('West Midlands region', ''))
    """
    data = data_dir(folder)
    codes: dict[str, str] = {}
    forces: dict[str, str] = {}
    regions: dict[str, str] = {}
    spellings: dict[str, set] = {}
    for _, row in rows(data / FORCES.path, FORCES):
        names = {_key(row["name"]), *(_key(a) for a in row["also"].split(";") if a)}
        forces |= dict.fromkeys(names, row["name"])
        regions[row["name"]] = row["region"]
        if row["code"]:
            codes[row["code"]] = row["name"]
            spellings[row["code"]] = names
    for _, row in rows(data / AREAS.path, AREAS):
        if row["code"]:
            codes.setdefault(row["code"], row["name"])
            plain = row["name"].removesuffix(" region")
            spellings.setdefault(row["code"], set()).update(
                _key(n) for n in (row["name"], plain, *row["also"].split(";"), *ALSO.get(row["code"], ())) if n
            )
    return Places(codes, forces, regions, spellings)
