"""A small writer of accessible OpenDocument spreadsheets, with the standard library only.

It can write just what the Government Analysis Function asks of a reference table: sheets with a title
in A1, lines of text, then one table with one header row, marked up as a named range. Merged cells,
frozen panes, filters, pictures and formulas are not refused: there is no way to write them.
"""

import io
import re
import zipfile
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from string import ascii_uppercase
from xml.sax.saxutils import escape, quoteattr

from ..core.cells import plain_digits
from ..core.errors import HarmstatsError

MIMETYPE = "application/vnd.oasis.opendocument.spreadsheet"
NARROW, WIDE = 12, 46
PROSE = 110
# Control characters, marks that turn the direction of text, and what XML does not allow.
_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ud800-\udfff\ufeff\ufffe\uffff]")
_SPACES = {
    "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
    "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
    "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
    "style": "urn:oasis:names:tc:opendocument:xmlns:style:1.0",
    "number": "urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0",
    "fo": "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0",
    "meta": "urn:oasis:names:tc:opendocument:xmlns:meta:1.0",
    "dc": "http://purl.org/dc/elements/1.1/",
    "xlink": "http://www.w3.org/1999/xlink",
}
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_ROOT = " ".join(f'xmlns:{name}="{address}"' for name, address in _SPACES.items()) + ' office:version="1.3"'


@dataclass(frozen=True)
class Link:
    """Text that leads to a sheet (``#Name``) or to an address on the web."""

    text: str
    target: str


@dataclass(frozen=True)
class Heading:
    """A line that heads the lines after it."""

    text: str


Line = str | Link | Heading
Cell = str | float | Link


@dataclass(frozen=True)
class Sheet:
    """One sheet: a title, lines of text, and at most one table.

    `columns` are the headers of the table; a row holds text, numbers and links.
    """

    name: str
    title: str
    lines: tuple[Line, ...]
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[Cell, ...], ...] = ()

    def __post_init__(self):
        where = f"sheet '{self.name}'"
        if not re.fullmatch(r"[A-Za-z][A-Za-z0-9_]{0,30}", self.name):
            raise HarmstatsError(f"{where}: a name is a letter, then at most 30 letters, digits and underscores")
        if not all(self.columns) or len(set(self.columns)) != len(self.columns) or len(self.columns) > 26:
            raise HarmstatsError(f"{where}: headers must be filled, different from each other, and at most 26")
        for number, row in enumerate(self.rows, start=1):
            if len(row) != len(self.columns):
                raise HarmstatsError(f"{where}: row {number} has {len(row)} cells for {len(self.columns)} columns")


@dataclass(frozen=True)
class Document:
    """A workbook and its properties; `creator` is an organisation, `day` the day it speaks of."""

    title: str
    description: str
    creator: str
    keywords: tuple[str, ...]
    day: date
    sheets: tuple[Sheet, ...]


def plain(text: str) -> str:
    """Return text as one line without anything a reader could not see.

    Examples
    --------
    >>> plain("a\\x00\\tb \\u202ec")
    'a b c'
    """
    return " ".join(_UNSEEN.sub(" ", text).split())


def decimals(value: float) -> int:
    """How many decimals a number is shown with: those it has, at most two, four for the very small.

    Examples
    --------
    >>> decimals(717239.0), decimals(4.7), decimals(5.98980886), decimals(0.0014)
    (0, 1, 2, 4)
    """
    most = 4 if 0 < abs(value) < 0.1 else 2
    return next((n for n in range(most) if round(value, n) == value), most)


def write(document: Document) -> bytes:
    """Return the workbook as the bytes of an ``.ods`` file.

    Raises
    ------
    HarmstatsError
        If two sheets have one name, or a cell holds what is no number.

    Examples
    --------
    >>> sheet = Sheet("Cases", "Cases by year", ("One row is one year.",), ("Year", "Cases"), (("2024", 7),))
    >>> content = write(Document("Cases", "An example", "A publisher", ("cases",), date(2026, 4, 23), (sheet,)))
    >>> zipfile.ZipFile(io.BytesIO(content)).namelist()[0]
    'mimetype'
    """
    names = [sheet.name.lower() for sheet in document.sheets]
    if len(set(names)) != len(names):
        raise HarmstatsError("two sheets of a workbook have one name")
    parts = {"mimetype": MIMETYPE, "META-INF/manifest.xml": _manifest(), "meta.xml": _meta(document)}
    parts |= {"styles.xml": _styles(), "content.xml": _content(document)}
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for name, text in parts.items():
            # two runs give the same bytes: the clock does not enter, nor the machine
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.create_system = 3
            entry.external_attr = 0o644 << 16
            # readers tell the kind of file by its first bytes, so this one stands plain
            entry.compress_type = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            archive.writestr(entry, text.encode("utf-8"))
    return target.getvalue()


def _content(document: Document) -> str:
    tables = "".join(_table(sheet) for sheet in document.sheets)
    ranges = "".join(_range(sheet) for sheet in document.sheets if sheet.columns)
    widths = "".join(
        f'<style:style style:name="w{n}" style:family="table-column"><style:table-column-properties '
        f'style:column-width="{0.23 * n + 0.5:.2f}cm"/></style:style>'
        for n in (*range(NARROW, WIDE + 1), PROSE)
    )
    return (
        f"{_HEAD}<office:document-content {_ROOT}><office:automatic-styles>{widths}"
        '<style:style style:name="row" style:family="table-row">'
        '<style:table-row-properties style:use-optimal-row-height="true"/></style:style>'
        '<style:style style:name="sheet" style:family="table" style:master-page-name="Default">'
        '<style:table-properties table:display="true" style:writing-mode="lr-tb"/></style:style>'
        f"</office:automatic-styles><office:body><office:spreadsheet>{tables}"
        f"<table:database-ranges>{ranges}</table:database-ranges>"
        "</office:spreadsheet></office:body></office:document-content>\n"
    )


def _table(sheet: Sheet) -> str:
    # a header wraps between words, never within one
    widths = [max(NARROW, *map(len, name.split())) for name in sheet.columns]
    body = []
    for row in sheet.rows:
        cells = [_cell(value) for value in row]
        widths = [max(width, min(length, WIDE)) for width, (_, length) in zip(widths, cells, strict=True)]
        body.append(_row([xml for xml, _ in cells]))
    columns = "".join(f'<table:table-column table:style-name="w{n}"/>' for n in widths or [PROSE])
    lines = [_row([_text(sheet.title, "Heading_20_1")])]
    lines += [_row([_line(line, "Text" if sheet.columns else "Prose")]) for line in sheet.lines]
    if sheet.columns:
        headers = _row([_text(name, "Table_20_Header") for name in sheet.columns])
        lines.append(f"<table:table-header-rows>{headers}</table:table-header-rows>")
    rows = "".join(lines + body)
    return f'<table:table table:name="{sheet.name}" table:style-name="sheet">{columns}{rows}</table:table>'


def _row(cells: list[str]) -> str:
    return f'<table:table-row table:style-name="row">{"".join(cells)}</table:table-row>'


def _line(line: Line, style: str) -> str:
    if isinstance(line, Heading):
        return _text(line.text, "Heading_20_2")
    return _text(line.text, style, line.target) if isinstance(line, Link) else _text(line, style)


@lru_cache(4096, typed=True)  # places, periods and statuses recur
def _cell(value: Cell) -> tuple[str, int]:
    """Return a cell and its length; text is typed as text, so that no program takes it for a formula."""
    if isinstance(value, str):
        return _text(value, "Cell"), len(value)
    if isinstance(value, Link):
        return _text(value.text, "Cell", value.target), len(value.text)
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) < float("inf"):
        raise HarmstatsError(f"a cell of a workbook holds text, a number or a link, not {value!r}")
    places = decimals(value)
    shown = f"{value:,.{places}f}"
    typed = f'office:value-type="float" office:value="{plain_digits(value)}"'
    style = f'table:style-name="Number_20_{places}"'
    return f"<table:table-cell {style} {typed}><text:p>{shown}</text:p></table:table-cell>", len(shown)


def _text(text: str, style: str, target: str = "") -> str:
    words = escape(plain(text))
    if re.match(r"#|https?://", target):  # no address of another kind may run
        words = f'<text:a xlink:type="simple" xlink:href={quoteattr(plain(target))}>{words}</text:a>'
    return (
        f'<table:table-cell table:style-name="{style}" office:value-type="string">'
        f"<text:p>{words}</text:p></table:table-cell>"
    )


def _range(sheet: Sheet) -> str:
    """Mark the table up: what LibreOffice calls a database range is a named table elsewhere."""
    header = len(sheet.lines) + 2
    first, last = f"A{header}", f"{ascii_uppercase[len(sheet.columns) - 1]}{header + len(sheet.rows)}"
    return (
        f'<table:database-range table:name="table_{sheet.name.lower()}" table:contains-header="true" '
        f'table:target-range-address="{sheet.name}.{first}:{sheet.name}.{last}" table:display-filter-buttons="false"/>'
    )


def _meta(document: Document) -> str:
    words = "".join(f"<meta:keyword>{escape(plain(word))}</meta:keyword>" for word in document.keywords)
    day, creator = f"{document.day.isoformat()}T00:00:00", escape(plain(document.creator))
    return (
        f"{_HEAD}<office:document-meta {_ROOT}><office:meta><meta:generator>harmstats</meta:generator>"
        f"<dc:title>{escape(plain(document.title))}</dc:title>"
        f"<dc:description>{escape(plain(document.description))}</dc:description>{words}"
        f"<meta:initial-creator>{creator}</meta:initial-creator><dc:creator>{creator}</dc:creator>"
        f"<meta:creation-date>{day}</meta:creation-date><dc:date>{day}</dc:date><dc:language>en-GB</dc:language>"
        "</office:meta></office:document-meta>\n"
    )


def _styles() -> str:
    top = 'style:vertical-align="top" fo:padding="0.08cm"'
    wrap = f'<style:table-cell-properties fo:wrap-option="wrap" {top}/>'
    flat = '<style:table-cell-properties fo:wrap-option="no-wrap"/>'
    right = f'<style:table-cell-properties {top}/><style:paragraph-properties fo:text-align="end"/>'
    cells = _style("Heading_20_1", flat, 'fo:font-size="16pt" fo:font-weight="bold"')
    cells += _style("Heading_20_2", flat, 'fo:font-size="14pt" fo:font-weight="bold"')
    cells += _style("Text", flat) + _style("Prose", wrap) + _style("Cell", wrap)
    cells += _style("Table_20_Header", wrap, 'fo:font-weight="bold"')
    for n in range(5):
        cells += (
            f'<number:number-style style:name="n{n}"><number:number number:decimal-places="{n}" '
            f'number:min-decimal-places="{n}" number:min-integer-digits="1" number:grouping="true"/>'
            f"</number:number-style>{_style(f'Number_20_{n}', right, data=f'n{n}')}"
        )
    return (
        f"{_HEAD}<office:document-styles {_ROOT}><office:styles>"
        '<style:default-style style:family="table-cell"><style:text-properties fo:font-family="Arial" '
        'style:font-family-generic="swiss" fo:font-size="12pt" fo:language="en" fo:country="GB"/></style:default-style>'
        f'<style:style style:name="Default" style:family="table-cell"/>{cells}</office:styles><office:automatic-styles>'
        '<style:page-layout style:name="page"><style:page-layout-properties fo:page-width="42cm" '
        'fo:page-height="29.7cm" style:print-orientation="landscape" style:scale-to-X="1" style:scale-to-Y="0"/>'
        "</style:page-layout></office:automatic-styles><office:master-styles>"
        '<style:master-page style:name="Default" style:page-layout-name="page"/></office:master-styles>'
        "</office:document-styles>\n"
    )


def _style(name: str, look: str, letters: str = "", data: str = "") -> str:
    names = f'style:name="{name}" style:display-name="{name.replace("_20_", " ")}"'
    shown = f' style:data-style-name="{data}"' if data else ""
    kind = f'style:family="table-cell" style:parent-style-name="Default"{shown}'
    letters = f"<style:text-properties {letters}/>" if letters else ""
    return f"<style:style {names} {kind}>{look}{letters}</style:style>"


def _manifest() -> str:
    space = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
    kinds = {"/": MIMETYPE} | dict.fromkeys(("content.xml", "styles.xml", "meta.xml"), "text/xml")
    files = (f'<manifest:file-entry manifest:full-path="{n}" manifest:media-type="{k}"/>' for n, k in kinds.items())
    root = f'manifest:manifest xmlns:manifest="{space}" manifest:version="1.3"'
    return f"{_HEAD}<{root}>{''.join(files)}</manifest:manifest>\n"
