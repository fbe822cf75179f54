"""All checks of data and notebooks in one list."""

from pathlib import Path

from ..core.errors import HarmstatsError
from ..core.paths import data_dir
from ..factcheck.check import claims
from ..store import clean
from ..store import datapackage as package
from ..store.problems import data_problems
from .notebook_rules import problems as notebook_problems


def problems(data: str | Path | None = None) -> list[str]:
    """Return everything wrong with a data folder and the notebooks beside it, one line each.

    Later checks need what earlier ones read: what is made from the data is looked at once they are right.

    Raises
    ------
    HarmstatsError
        If there is no data folder at all.
    """
    folder = data_dir(data)
    if wrong := data_problems(folder):
        return wrong
    try:
        claims(data=folder)
    except HarmstatsError as error:
        return [str(error)]
    if clean.current(folder):
        wrong = package.problems(folder)
    else:
        wrong = ["data/clean/: not made from the files beside it; 'harmstats build' makes it anew"]
    return wrong + [
        line for path in sorted(folder.parent.glob("notebooks/*.ipynb")) for line in notebook_problems(path)
    ]
