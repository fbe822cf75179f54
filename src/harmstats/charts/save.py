"""Writing a chart beside its data, and reading back what the files say of themselves."""

from __future__ import annotations

import csv
import io
import json
import os
from pathlib import Path
from xml.etree import ElementTree

import pandas as pd

from ..core.errors import HarmstatsError
from ..core.files import write_bytes
from . import style
from .chart import Chart

DC = "{http://purl.org/dc/elements/1.1/}"
SVG = "{http://www.w3.org/2000/svg}"
CC = "{http://creativecommons.org/ns#}"
KEYS = ("Title", "Description", "Source", "Rights", "Relation", "Coverage", "Identifier", "Language", "Creator")


def out_dir() -> Path:
    """Folder of the charts: below ``$HARMSTATS_OUT``, or ``build/charts`` of the clone one stands in."""
    if chosen := os.environ.get("HARMSTATS_OUT"):
        return Path(chosen) / "charts"
    here = Path.cwd()
    root = next((p for p in (here, *here.parents) if (p / "pyproject.toml").is_file() and (p / "data").is_dir()), here)
    return root / "build" / "charts"


def save(chart: Chart, folder: str | Path | None = None) -> dict[str, Path]:
    """Write a chart wide and narrow as SVG and PNG, its data as CSV; as JSON what it says and its references.

    Parameters
    ----------
    chart : Chart
    folder : path, optional
        Where to; `out_dir()` where not given.

    Returns
    -------
    dict
        Path of each file: ``svg``, ``svg-narrow``, ``png``, ``png-narrow``, ``csv``, ``json``.
    """
    folder = Path(folder) if folder is not None else out_dir()
    paths = {
        "svg": folder / f"{chart.name}.svg",
        "svg-narrow": folder / f"{chart.name}-narrow.svg",
        "png": folder / f"{chart.name}.png",
        "png-narrow": folder / f"{chart.name}-narrow.png",
        "csv": folder / f"{chart.name}.csv",
        "json": folder / f"{chart.name}.json",
    }
    about = {
        "name": chart.name,
        "title": chart.title,
        "subtitle": chart.subtitle,
        "alt": chart.alt,
        "description": chart.description,
        "source": chart.credit,
        "stamp": chart.stamp,
        "licence": chart.licence,
        "as_of": chart.as_of.isoformat() if chart.as_of else "",
        "files": {kind: path.name for kind, path in paths.items() if kind != "json"},
        "references": {style: chart.references(style) for style in ("text", "markdown", "bibtex")},
        "csl-json": json.loads(chart.references("csl-json")),
    }
    (wide, wide_png), (narrow, narrow_png) = chart.pictures(style.WIDE), chart.pictures(style.NARROW)
    contents = {
        "svg": wide.encode(),
        "svg-narrow": narrow.encode(),
        "png": wide_png,
        "png-narrow": narrow_png,
        "csv": csv_text(chart.data).encode(),
        "json": (json.dumps(about, indent=2, ensure_ascii=False) + "\n").encode(),
    }
    for kind, path in paths.items():
        write_bytes(path, contents[kind])
    return paths


def show(chart: Chart) -> Chart:
    """Save a chart and return it, so that a notebook displays it."""
    save(chart)
    return chart


def csv_text(table: pd.DataFrame) -> str:
    """A table as CSV in which no cell can be taken for a formula.

    Examples
    --------
    >>> csv_text(pd.DataFrame({"label": ["=1+1", "a"], "value": [-5.0, 0.25]}))
    "label,value\\n'=1+1,-5\\na,0.25\\n"
    """
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow([_cell(str(column)) for column in table.columns])
    for row in table.itertuples(index=False):
        writer.writerow([_cell(value) for value in row])
    return stream.getvalue()


def _cell(value) -> str:
    if value is None or pd.isna(value):
        return ""
    if isinstance(value, pd.Timestamp):
        return value.date().isoformat()
    if hasattr(value, "isoformat"):
        return value.isoformat()
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (int, float)) or hasattr(value, "dtype"):
        number = float(value)
        return str(int(number)) if number.is_integer() and abs(number) < 1e15 else repr(number)
    text = str(value).replace("\r", " ").replace("\n", " ")
    # Spreadsheets run a cell that starts with one of these; an apostrophe makes it text.
    return f"'{text}" if text.lstrip(" ").startswith(("=", "+", "-", "@", "\t", "＝", "＋", "－", "＠")) else text


def read_metadata(path: str | Path) -> dict[str, str]:
    """Read what a chart file says of itself.

    Parameters
    ----------
    path : path
        An SVG or PNG written by `save`.

    Returns
    -------
    dict
        ``title, description, source, rights, relation, coverage, identifier, language, creator`` as far
        as the file has them, and ``desc``: the long description.
    """
    path = Path(path)
    if path.suffix == ".png":
        from PIL import Image

        with Image.open(path) as image:
            texts = dict(image.text)
        found = {key.lower(): texts[key] for key in KEYS if key in texts}
        return found | {"desc": f"{texts.get('Description', '')} {texts.get('Long description', '')}".strip()}
    if path.suffix == ".svg":
        root = ElementTree.parse(path).getroot()
        found = {}
        for key in KEYS:
            node = root.find(f".//{CC}Work/{DC}{key.lower()}")
            if node is not None:
                found[key.lower()] = " ".join("".join(node.itertext()).split())
        return found | {"desc": root.findtext(f"{SVG}desc", "")}
    raise HarmstatsError(f"{path}: only .svg and .png carry the metadata of a chart")
