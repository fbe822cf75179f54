"""A sentence that can be printed, its caveats and its reference."""

import json
from argparse import Namespace

from ..report.citation import Citation
from ..report.citation import cite as citation_of
from ..wording.references import check_style
from .printing import answer, figure_json, options


def cite(arguments: Namespace) -> int:
    """Cite a figure or a comparison; a no where the comparison is refused."""
    style = check_style(arguments.style)
    cited = citation_of(**options(arguments, "style"))
    text = cited.reference if style in ("bibtex", "csl-json") else cited.text
    return answer(arguments, lambda: cite_json(cited, style), lambda: text(style), no=cited.refused)


def cite_json(cited: Citation, style: str) -> dict:
    """Return a citation: sentence, caveats, references in each style for machines and in the one asked for."""
    styles = dict.fromkeys(("text", "markdown", "bibtex", *([style] if style != "csl-json" else [])))
    return {
        "sentence": cited.sentence,
        "caveats": cited.caveats,
        "references": {name: cited.reference(name) for name in styles},
        "csl-json": json.loads(cited.reference("csl-json")),
        "attribution": cited.attribution,
        "refused": cited.refused,
        "figures": [figure_json(row) for row in cited.figures],
    }
