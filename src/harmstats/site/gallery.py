"""One page with every chart of the build: plain HTML, no script, nothing fetched from elsewhere."""

import json
from collections.abc import Sequence
from html import escape
from pathlib import Path

from ..core.errors import HarmstatsError

_STYLE = """
:root { color-scheme: light dark; --ink: #1a1a1a; --quiet: #505050; --paper: #fff; --line: #d0d0d0; --link: #12436d }
@media (prefers-color-scheme: dark) {
  :root { --ink: #f0f0f0; --quiet: #bdbdbd; --paper: #161616; --line: #4a4a4a; --link: #8ec5ff }
}
body { margin: 0 auto; padding: 1rem; max-width: 52rem; font: 1rem/1.5 system-ui, sans-serif;
  color: var(--ink); background: var(--paper); overflow-wrap: anywhere }
a { color: var(--link) }
a:focus-visible, summary:focus-visible { outline: 3px solid var(--link); outline-offset: 2px }
h1 { font-size: 1.6rem; line-height: 1.25 } h2 { font-size: 1.2rem; line-height: 1.3; margin-bottom: .25rem }
section { border-top: 1px solid var(--line); margin-top: 2rem }
figure { margin: 1rem 0 .5rem } img { display: block; width: 100%; height: auto; background: #fff; border-radius: 4px }
details { color: var(--quiet) } .files a { margin-right: 1rem }
.heard { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap }
""".strip()

_PAGE = """<!DOCTYPE html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>harmstats: charts of published figures</title>
<style>
{style}
</style>
</head>
<body>
<header>
<h1>Published UK figures on stalking and online harm</h1>
<p>{intro}</p>
</header>
{contents}<main>
{sections}
</main>
</body>
</html>
"""

_SECTION = """<section id="{id}" aria-labelledby="{id}--heading">
<h2 id="{id}--heading" class="heard">{title}</h2>
<figure>
{picture}
</figure>
<p class="files">{files} <a href="#{id}" aria-label="Link to this chart: {title}">Link to this chart</a></p>
<details><summary>In words</summary>
<p>{title}. {subtitle}.</p>
<p>{alt} {description}</p>
<p>{source} Licence: {licence}.</p>
</details>
</section>"""

# The picture shows its title, subtitle and source; the page says them to who cannot see it.
_KEYS = ("name", "title", "subtitle", "alt", "description", "source", "licence")


def _sidecar(path: Path) -> dict[str, str]:
    try:
        stored = json.loads(path.read_text(encoding="utf-8"))
        return {key: str(stored[key]) for key in _KEYS}
    except (ValueError, KeyError, TypeError):
        raise HarmstatsError(f"{path.name}: must be a JSON object with {', '.join(_KEYS)}") from None


def _section(chart: dict[str, str], charts: Path) -> str:
    text = {key: escape(value) for key, value in chart.items()}
    name = text["name"]
    # A source that is not there would show a phone nothing at all.
    narrow = charts / f"{chart['name']}-narrow.svg"
    image = f'<img src="charts/{name}.svg" alt="{text["alt"]}" loading="lazy">'
    if narrow.is_file():
        image = f'<picture><source media="(max-width: 600px)" srcset="charts/{name}-narrow.svg">{image}</picture>'
    files = [kind for kind in ("svg", "png", "csv") if (charts / f"{chart['name']}.{kind}").is_file()]
    links = " ".join(f'<a href="charts/{name}.{kind}" download>{kind.upper()}</a>' for kind in files)
    return _SECTION.format(id=name, picture=image, files=links, **text)


def page(charts: str | Path, order: Sequence[str] = ()) -> str:
    """Return the page as HTML.

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
    charts = Path(charts)
    place = {name: number for number, name in enumerate(order)}
    paths = sorted(charts.glob("*.json"), key=lambda path: (place.get(path.stem, len(place)), path.stem))
    found = [_sidecar(path) for path in paths]
    if not found:
        intro, contents = "No chart has been drawn yet.", ""
    else:
        intro = "Every chart states its source and its edition. The CSV beside it holds exactly what is drawn."
        entries = "".join(f'<li><a href="#{escape(c["name"])}">{escape(c["title"])}</a></li>\n' for c in found)
        contents = f'<nav aria-label="Charts">\n<ul>\n{entries}</ul>\n</nav>\n'
    sections = "\n".join(_section(chart, charts) for chart in found)
    return _PAGE.format(style=_STYLE, intro=intro, contents=contents, sections=sections)
