"""One page with every chart of the build: plain HTML, no script, nothing fetched from elsewhere."""

import json
from collections.abc import Sequence
from html import escape
from pathlib import Path

from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup

from ..core.errors import HarmstatsError

# The picture shows its title, subtitle and source; the page says them to who cannot see it.
KEYS = ("name", "title", "subtitle", "alt", "description", "source", "licence")


def page(charts: str | Path, order: Sequence[str] = ()) -> str:
    """Return the page as HTML, from gallery.html beside this module.

    Parameters
    ----------
    charts : path
        Folder with, for every chart, ``<name>.json`` (name, title, subtitle, alt, description, source,
        licence) beside its ``.svg``, ``.png``, ``.csv`` and ``-narrow.svg``; the page is meant to stand
        beside this folder.
    order : sequence of str
        Names of charts in the order of the page; others follow by name.

    Raises
    ------
    HarmstatsError
        If a ``.json`` file there does not describe a chart.
    """
    place = {name: number for number, name in enumerate(order)}
    paths = sorted(Path(charts).glob("*.json"), key=lambda path: (place.get(path.stem, len(place)), path.stem))
    templates = Environment(loader=FileSystemLoader(Path(__file__).parent), autoescape=True, trim_blocks=True)
    return templates.get_template("gallery.html").render(charts=[_chart(path) for path in paths]) + "\n"


def _chart(path: Path) -> dict[str, object]:
    """What is said of a chart, as HTML, and the endings of the files that it has."""
    try:
        sidecar = json.loads(path.read_text(encoding="utf-8"))
        chart = {key: Markup(escape(str(sidecar[key]))) for key in KEYS}
    except (ValueError, KeyError, TypeError):
        raise HarmstatsError(f"{path.name}: must be a JSON object with {', '.join(KEYS)}") from None
    endings = (".svg", ".png", ".csv", "-narrow.svg")
    return {**chart, "files": [ending for ending in endings if path.with_name(path.stem + ending).is_file()]}
