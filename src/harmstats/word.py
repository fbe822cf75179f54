"""The look of a Word report: A4, narrow margins and small notes, made from pandoc's own model document."""

import io
import re
import subprocess
import zipfile

# Twentieths of a point for the page (A4, margins of two centimetres), half points for letters.
PAGE = '<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1134" w:right="1134" w:bottom="1134" w:left="1134" '
PAGE += 'w:header="709" w:footer="709" w:gutter="0"/>'
BODY, SMALL = 19, 15


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
                content = _sizes(content.decode()).encode()
            file.writestr(item, content)
    return made.getvalue()


def _page(xml: str) -> str:
    xml = re.sub(r"<w:pg(?:Sz|Mar)\b[^>]*/>", "", xml)
    if re.search(r"<w:sectPr\b[^>]*/>", xml):
        return re.sub(r"<w:sectPr\b[^>]*/>", f"<w:sectPr>{PAGE}</w:sectPr>", xml)
    if "<w:sectPr" in xml:
        return re.sub(r"</w:sectPr>", f"{PAGE}</w:sectPr>", xml)
    return xml.replace("</w:body>", f"<w:sectPr>{PAGE}</w:sectPr></w:body>")


def _sizes(xml: str) -> str:
    defaults = re.search(r"<w:rPrDefault>.*?</w:rPrDefault>", xml, re.S)[0]
    sized = re.sub(r'(<w:sz(?:Cs)? w:val=")\d+', rf"\g<1>{BODY}", defaults)
    xml = xml.replace(defaults, sized)
    notes = re.search(r'<w:style [^>]*w:styleId="FootnoteText".*?</w:style>', xml, re.S)[0]
    return xml.replace(notes, notes.replace("</w:style>", f'<w:rPr><w:sz w:val="{SMALL}"/></w:rPr></w:style>'))
