"""Reports on paper and screen: pandoc reads the Markdown once, what may not stand in it is refused, then it writes.

Raw HTML and TeX, classes and attributes are switched off, so they are read as text. Pictures come
from the report's own folder or its charts, links lead to the web, to mail or into the report. A Word
file looks like reference.docx beside this module.
"""

import json
import os
import re
import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from ..core.errors import HarmstatsError
from ..core.files import write_bytes, write_text

FORMATS = (".md", ".html", ".docx")
# Pandoc's Markdown without anything that passes through as markup, code or attributes.
MARKDOWN = (
    "markdown-raw_html-raw_tex-raw_attribute-tex_math_dollars-tex_math_single_backslash-implicit_figures"
    "-bracketed_spans-fenced_divs-native_divs-native_spans-header_attributes-fenced_code_attributes"
    "-inline_code_attributes-yaml_metadata_block-pandoc_title_block"
)
REFERENCE = Path(__file__).with_name("reference.docx")
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
        The report as Markdown, its references after its last heading.
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
        for node in _links_and_pictures(tree["blocks"]):
            _check(node, charts, beside)
        if target.suffix == ".md":
            _keep(charts, target)
            write_text(target, text)
        else:
            write_bytes(target, _converted(tree, target, charts, beside, when))
    except (OSError, RuntimeError) as error:
        reason = getattr(error, "strerror", None) or " ".join(str(error).split())[:200]
        raise HarmstatsError(f"--out {target.name}: cannot be written ({reason})") from None


def _pandoc(text: str, to: str, source: str, **options: Any) -> str:
    import pypandoc

    return str(pypandoc.convert_text(text, to, format=source, **options))


def _links_and_pictures(tree: Any) -> Iterator[dict]:
    """Every link and picture of pandoc's tree."""
    if isinstance(tree, dict):
        if tree.get("t") in ("Link", "Image"):
            yield tree
        tree = list(tree.values())
    if isinstance(tree, list):
        for part in tree:
            yield from _links_and_pictures(part)


def _check(node: dict, charts: Path, beside: Path) -> None:
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
    kept = target.with_name(charts.name)
    for path in charts.glob("*"):
        write_bytes(kept / path.name, path.read_bytes())
    for path in kept.glob("report-*"):
        if not (charts / path.name).exists():
            path.unlink()


def _converted(tree: dict, target: Path, charts: Path, beside: Path, when: date) -> bytes:
    os.environ["SOURCE_DATE_EPOCH"] = str((when - date(1970, 1, 1)).days * 86400)
    first = next((block for block in tree["blocks"] if block["t"] == "Header" and block["c"][0] == 1), None)
    title = {"t": "MetaInlines", "c": first["c"][2] if first else [{"t": "Str", "c": target.stem}]}
    tree["meta"]["lang"] = {"t": "MetaString", "c": "en-GB"}
    arguments = ["--standalone", f"--resource-path={charts.parent}{os.pathsep}{beside}"]
    with tempfile.TemporaryDirectory() as folder:
        written, head = Path(folder, f"r{target.suffix}"), Path(folder, "head")
        if target.suffix == ".docx":
            # Word shows the title in its own style and holds it among the document's properties
            tree["meta"]["title"] = title
            tree["blocks"] = _small_references([block for block in tree["blocks"] if block is not first])
            arguments.append(f"--reference-doc={REFERENCE}")
        else:
            tree["meta"]["pagetitle"] = title
            head.write_text(STYLE, encoding="utf-8")
            arguments += ["--embed-resources", f"--include-in-header={head}"]
        _pandoc(json.dumps(tree), target.suffix[1:], "json", outputfile=str(written), extra_args=arguments)
        return written.read_bytes()


def _small_references(blocks: list[dict]) -> list[dict]:
    """Set what follows the last heading in the style of references."""
    start = max((number for number, block in enumerate(blocks, start=1) if block["t"] == "Header"), default=len(blocks))
    for block in blocks[start:]:
        if block["t"] == "OrderedList":  # as paragraphs: pandoc sets those of a tight list in a style of its own
            block["c"][1] = [[part | {"t": "Para"} for part in item] for item in block["c"][1]]
    # a style that pandoc's own documents have, and pandoc itself uses for nothing else
    return [*blocks[:start], {"t": "Div", "c": [["", [], [["custom-style", "Bibliography"]]], blocks[start:]]}]
