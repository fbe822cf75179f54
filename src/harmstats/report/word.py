"""The look of a Word report: A4, narrow margins and small notes, made from pandoc's own model document.

The letters are Arial, which every machine has, or has letters of the same width for: the same report
fills the same pages everywhere.
"""

import io
import re
import subprocess
import zipfile

# Twentieths of a point for the page (A4, margins of about two centimetres).
PAGE = '<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1021" w:right="1134" w:bottom="964" w:left="1134" '
PAGE += 'w:header="709" w:footer="709" w:gutter="0"/>'
FONT = '<w:rFonts w:ascii="Arial" w:hAnsi="Arial" w:cs="Arial" w:eastAsia="Arial"/>'
BODY = 19  # half points
# The style of the list of references, which pandoc's model has and pandoc itself uses for nothing else.
REFERENCES = "Bibliography"
# Half points, and twentieths of a point before and after, of each style that differs from pandoc's.
STYLES = {
    "Title": (36, 0, 80),
    "Heading1": (28, 200, 60),
    "Heading2": (24, 140, 40),
    "Heading3": (21, 120, 40),
    "BodyText": (BODY, 70, 70),
    "Compact": (17, 20, 20),
    "FootnoteText": (15, 0, 30),
    REFERENCES: (15, 0, 30),
}


def model() -> bytes:
    """Return a model document for pandoc's ``--reference-doc``."""
    import pypandoc

    command = [pypandoc.get_pandoc_path(), "--print-default-data-file", "reference.docx"]
    plain = zipfile.ZipFile(io.BytesIO(subprocess.run(command, capture_output=True, check=True).stdout))
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as file:
        for item in plain.infolist():
            content = plain.read(item)
            if item.filename == "word/document.xml":
                content = _page(content.decode()).encode()
            elif item.filename == "word/styles.xml":
                content = _styled(content.decode()).encode()
            file.writestr(item, content)
    return made.getvalue()


def small_references(blocks: list[dict], heading: str) -> list[dict]:
    """Set all that follows a heading in the style of references.

    Parameters
    ----------
    blocks : list of dict
        Blocks of pandoc's tree.
    heading : str
        The id of the heading; the last one of this id counts, since the references stand last.

    Returns
    -------
    list of dict
    """
    at = [n for n, block in enumerate(blocks) if block["t"] == "Header" and block["c"][1][0] == heading]
    if not at:
        return blocks
    rest = [_loose(block) for block in blocks[at[-1] + 1 :]]
    return [*blocks[: at[-1] + 1], {"t": "Div", "c": [["", [], [["custom-style", REFERENCES]]], rest]}]


def _loose(block: dict) -> dict:
    """A list whose items are paragraphs: pandoc sets those of a tight list in a style of its own."""
    if block["t"] != "OrderedList":
        return block
    numbers, items = block["c"]
    return {"t": "OrderedList", "c": [numbers, [[part | {"t": "Para"} for part in item] for item in items]]}


def _page(xml: str) -> str:
    xml = re.sub(r"<w:pg(?:Sz|Mar)\b[^>]*/>", "", xml)
    if re.search(r"<w:sectPr\b[^>]*/>", xml):
        return re.sub(r"<w:sectPr\b[^>]*/>", f"<w:sectPr>{PAGE}</w:sectPr>", xml)
    if "<w:sectPr" in xml:
        return re.sub(r"</w:sectPr>", f"{PAGE}</w:sectPr>", xml)
    return xml.replace("</w:body>", f"<w:sectPr>{PAGE}</w:sectPr></w:body>")


def _styled(xml: str) -> str:
    xml = re.sub(r"<w:rFonts\b[^>]*Theme[^>]*/>", FONT, xml)
    defaults = re.search(r"<w:rPrDefault>.*?</w:rPrDefault>", xml, re.S)[0]
    xml = xml.replace(defaults, re.sub(r'(<w:sz(?:Cs)? w:val=")\d+', rf"\g<1>{BODY}", defaults))
    for name, (size, before, after) in STYLES.items():
        style = re.search(rf'<w:style [^>]*w:styleId="{name}".*?</w:style>', xml, re.S)[0]
        made = re.sub(r"<w:(?:pPr|rPr) />|<w:(?:sz|szCs|spacing)\b[^>]*/>", "", style)
        made = _within(made, "rPr", f'<w:sz w:val="{size}"/><w:szCs w:val="{size}"/>')
        made = _within(made, "pPr", f'<w:spacing w:before="{before}" w:after="{after}"/>')
        xml = xml.replace(style, made)
    return xml


def _within(style: str, part: str, more: str) -> str:
    """Put `more` where it belongs in a part of a style: Word wants every property in its place."""
    if f"</w:{part}>" not in style:
        # properties of the paragraph stand before those of the letters
        before = "<w:rPr>" if part == "pPr" and "<w:rPr>" in style else "</w:style>"
        return style.replace(before, f"<w:{part}>{more}</w:{part}>{before}", 1)
    after = r"<w:(?:ind|contextualSpacing|jc|outlineLvl)\b|" if part == "pPr" else ""
    return re.sub(rf"(?={after}</w:{part}>)", more, style, count=1)
