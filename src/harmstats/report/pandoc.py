"""Reports on paper and screen: pandoc reads the Markdown once, what may not stand in it is refused, then it writes.

Raw HTML and TeX, classes and attributes are switched off, so they are read as text. Pictures come
from the report's own folder or its charts, links lead to the web, to mail or into the report.
"""

import json
import os
import re
import tempfile
import unicodedata
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from ..core.errors import HarmstatsError
from ..core.files import write_bytes, write_text
from . import word

FORMATS = (".md", ".html", ".docx")
# Pandoc's Markdown without anything that passes through as markup, code or attributes.
MARKDOWN = "markdown" + "".join(
    f"-{name}"
    for name in (
        "raw_html", "raw_tex", "raw_attribute", "tex_math_dollars", "tex_math_single_backslash", "implicit_figures",
        "bracketed_spans", "fenced_divs", "native_divs", "native_spans", "header_attributes", "fenced_code_attributes",
        "inline_code_attributes", "yaml_metadata_block", "pandoc_title_block",
    )
)  # fmt: skip
# What turns the direction of a text, so that a number or an address reads otherwise than it is.
UNSEEN = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
STYLE = """
<style>
body { max-width: 46rem; margin: 2rem auto; padding: 0 1rem; font: 1.05rem/1.5 system-ui, sans-serif; color: #1c1c1c; }
img { max-width: 100%; height: auto; vertical-align: top; }
table { border-collapse: collapse; }
th, td { padding: .2rem .8rem .2rem 0; text-align: left; border-bottom: 1px solid #ccc; }
td:nth-child(2), th:nth-child(2) { text-align: right; }
h1 { line-height: 1.2; }
.footnotes, #references ~ * { font-size: .9rem; overflow-wrap: anywhere; }
</style>
"""


def write(text: str, target: Path, charts: Path, beside: Path, when: date) -> None:
    """Write a report, whole or not at all.

    Parameters
    ----------
    text : str
        The report as Markdown.
    target : Path
        A file ending in one of `FORMATS`.
    charts : Path
        Folder of the charts that were drawn; only a Markdown report keeps them, beside it.
    beside : Path
        Folder of the report, where its own pictures lie.
    when : date
        The day as known: the same report on the same day gives the same bytes.

    Raises
    ------
    HarmstatsError
        A picture or link that may not stand in a report; a file that cannot be written.
    """
    try:
        tree = json.loads(_pandoc(text, "json", MARKDOWN))
        for node in _nodes(tree["blocks"]):
            _allowed(node, charts, beside)
        if target.suffix == ".md":
            _keep(charts, target)
            write_text(target, text)
        else:
            write_bytes(target, _converted(tree, target, charts, beside, when))
    except (OSError, RuntimeError) as error:
        reason = getattr(error, "strerror", None) or " ".join(str(error).split())[:200]
        raise HarmstatsError(f"--out {target.name}: cannot be written ({reason})") from None


def check_seen(text: str, where: str) -> None:
    """Raise for a character that no reader sees and that changes or breaks what is read."""
    for character in text:
        if character in UNSEEN or (unicodedata.category(character) == "Cc" and character not in "\t\n\r"):
            raise HarmstatsError(f"{where}: holds the unseen character U+{ord(character):04X}; take it out")


def _pandoc(text: str, to: str, source: str, **more):
    import pypandoc

    return pypandoc.convert_text(text, to, format=source, **more)


def _nodes(tree) -> Iterator[dict]:
    """Every link and picture of pandoc's tree."""
    if isinstance(tree, dict):
        if tree.get("t") in ("Link", "Image"):
            yield tree
        tree = list(tree.values())
    if isinstance(tree, list):
        for part in tree:
            yield from _nodes(part)


def _allowed(node: dict, charts: Path, beside: Path) -> None:
    (_, _, attributes), _, (address, _) = node["c"]
    if node["t"] == "Link":
        if not re.match(r"https?://|mailto:|#", address):
            raise HarmstatsError(f"link to '{address}': must lead to http, https, mailto or a heading of the report")
        return
    if any(name != "width" for name, _ in attributes):
        raise HarmstatsError(f"picture '{address}': only a width can be set")
    for folder in (charts.parent, beside):
        path = (folder / address).resolve()
        if path.is_relative_to(folder.resolve()) and path.is_file() and not Path(address).is_absolute():
            return
    raise HarmstatsError(f"picture '{address}': must be a file in the folder of the report")


def _keep(charts: Path, target: Path) -> None:
    """Put the charts beside a Markdown report, and take away those that it no longer shows."""
    made = {path.name: path for path in charts.glob("*")}
    kept = target.with_name(charts.name)
    for name, path in made.items():
        write_bytes(kept / name, path.read_bytes())
    for path in kept.glob("report-*"):
        if path.name not in made:
            path.unlink()


def _converted(tree: dict, target: Path, charts: Path, beside: Path, when: date) -> bytes:
    os.environ["SOURCE_DATE_EPOCH"] = str((when - date(1970, 1, 1)).days * 86400)
    first = next((block for block in tree["blocks"] if block["t"] == "Header" and block["c"][0] == 1), None)
    title = first["c"][2] if first else [{"t": "Str", "c": target.stem}]
    with tempfile.TemporaryDirectory() as folder:
        made, head = Path(folder, f"r{target.suffix}"), Path(folder, "head")
        arguments = ["--standalone", f"--resource-path={charts.parent}{os.pathsep}{beside}"]
        tree["meta"]["lang"] = {"t": "MetaString", "c": "en-GB"}
        if target.suffix == ".docx":
            # Word shows the title in its own style and holds it among the document's properties
            tree["meta"]["title"] = {"t": "MetaInlines", "c": title}
            blocks = [block for block in tree["blocks"] if block is not first]
            tree["blocks"] = word.small_references(blocks, "references")
            head.write_bytes(word.model())
            arguments.append(f"--reference-doc={head}")
        else:
            tree["meta"]["pagetitle"] = {"t": "MetaInlines", "c": title}
            head.write_text(STYLE, encoding="utf-8")
            arguments += ["--embed-resources", f"--include-in-header={head}"]
        _pandoc(json.dumps(tree), target.suffix[1:], "json", outputfile=str(made), extra_args=arguments)
        return made.read_bytes()
