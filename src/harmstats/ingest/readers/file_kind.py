"""Say what a file is by its first bytes, before anything reads the whole of it."""

import zipfile
import zlib
from pathlib import Path

from .reading import Unreadable

MOST_WORKBOOK, MOST_CSV = 400 << 20, 150 << 20
DAMAGED = (zipfile.BadZipFile, OSError, EOFError, RuntimeError, zlib.error, NotImplementedError, ValueError)
# How a file begins that is none of ours, in lower case, and what to say of it.
_OTHERS = {
    (b"\xd0\xcf\x11\xe0",): "an encrypted or old (.xls) workbook; save it as .xlsx without a password",
    (b"<!doctype", b"<html"): "an HTML page, not a file with figures; download it again from the publisher",
    (b"%pdf",): "a PDF; the publisher's XLSX, ODS or CSV is needed",
    (b"\xff\xfe", b"\xfe\xff"): "UTF-16 text; save the CSV as UTF-8",
}


def kind(path: Path) -> str:
    """Say what a file is: ``xlsx``, ``ods`` or ``csv``.

    Raises
    ------
    Unreadable
        If it is missing, empty, too big, encrypted, something else, or not what its name says.
    """
    name = path.name
    try:
        size = path.stat().st_size
        if not path.is_file():  # a pipe or a device would never end
            raise Unreadable(f"{name}: not a file; XLSX, ODS or CSV is needed")
        with path.open("rb") as file:
            head = file.read(4096)
    except OSError as error:
        raise Unreadable(f"{name}: cannot be read ({error.strerror})") from None
    if not head:
        raise Unreadable(f"{name}: the file is empty; download it again")
    content = _kind_by_content(path, head)
    most = MOST_CSV if content == "csv" else MOST_WORKBOOK
    if size > most:
        raise Unreadable(f"{name}: {size >> 20} MB; a publisher's {content.upper()} has at most {most >> 20} MB")
    suffix = path.suffix.lower().lstrip(".")
    if suffix != content:
        raise Unreadable(f"{name}: the content is {content.upper()}, the name says '{suffix}'; rename it to .{content}")
    return content


def _kind_by_content(path: Path, head: bytes) -> str:
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    for beginnings, words in _OTHERS.items():
        if start.startswith(beginnings):
            raise Unreadable(f"{path.name}: {words}")
    if head.startswith(b"PK"):
        return _workbook_kind(path)
    if b"\x00" in head:
        raise Unreadable(f"{path.name}: neither a workbook nor text; XLSX, ODS or CSV is needed")
    return "csv"


def _workbook_kind(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
            mime = archive.open("mimetype").read(60) if "mimetype" in names else b""
    except DAMAGED:
        raise Unreadable(f"{path.name}: the workbook is truncated or damaged; download it again") from None
    if mime.startswith(b"application/vnd.oasis.opendocument.spreadsheet"):
        return "ods"
    if "[Content_Types].xml" in names and any(name.startswith("xl/") for name in names):
        return "xlsx"
    raise Unreadable(f"{path.name}: a ZIP file that is no workbook; unpack it and read the workbook inside")
