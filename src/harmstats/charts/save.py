"""Writing a chart beside its data."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pandas as pd

from ..core.cells import inert, plain_digits
from ..core.files import write_bytes
from . import style
from .chart import Chart

KINDS = ("svg", "svg-narrow", "png", "png-narrow", "csv", "json")


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
    paths = {}
    for kind in KINDS:
        form, dash, size = kind.partition("-")
        paths[kind] = folder / f"{chart.name}{dash}{size}.{form}"
    about = {
        **{name: getattr(chart, name) for name in ("name", "title", "subtitle", "alt", "description")},
        "source": chart.credit,
        "stamp": chart.stamp,
        "licence": chart.licence,
        "as_of": chart.as_of.isoformat() if chart.as_of else "",
        "files": {kind: path.name for kind, path in paths.items() if kind != "json"},
        "references": {style: chart.references(style) for style in ("text", "markdown", "bibtex")},
        "csl-json": json.loads(chart.references("csl-json")),
    }
    (wide, wide_png), (narrow, narrow_png) = chart.pictures(style.WIDE), chart.pictures(style.NARROW)
    table, text = csv_text(chart.data), json.dumps(about, indent=2, ensure_ascii=False) + "\n"
    contents = (wide.encode(), narrow.encode(), wide_png, narrow_png, table.encode(), text.encode())
    for path, content in zip(paths.values(), contents, strict=True):
        write_bytes(path, content)
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
    return str(table.map(_cell).rename(columns=_cell).to_csv(index=False, lineterminator="\n"))


def _cell(value: Any) -> str:
    if isinstance(value, str):
        return inert(value.replace("\r", " ").replace("\n", " "))
    if pd.isna(value):
        return ""
    if pd.api.types.is_bool(value):
        return str(value).lower()
    return str(value.isoformat()[:10]) if hasattr(value, "isoformat") else plain_digits(value)
