"""Where the data are: a folder given by hand, the packaged copy, or the clone's own ``data/``."""

import os
from pathlib import Path

from .errors import HarmstatsError

PACKAGE = Path(__file__).resolve().parents[1]


def data_dir(data: str | Path | None = None) -> Path:
    """Return the data folder.

    Parameters
    ----------
    data : path, optional
        A folder laid out like ``data/``. Without it: the folder that the environment variable
        ``HARMSTATS_DATA`` names, else the copy inside an installed package, else the one beside
        ``src/`` in a clone.

    Raises
    ------
    HarmstatsError
        If the folder does not exist or is not a harmstats data folder.
    """
    if data is None:
        packaged = PACKAGE / "_data"
        data = os.environ.get("HARMSTATS_DATA") or (packaged if packaged.is_dir() else PACKAGE.parents[1] / "data")
    folder = Path(data)
    if not (folder / "series.csv").is_file():
        raise HarmstatsError(
            f"--data {folder}: no series.csv there; a data folder holds series.csv, breaks.csv, "
            "editions.csv, sources.json and published/"
        )
    return folder
