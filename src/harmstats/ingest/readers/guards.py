"""Look at a file before a library opens it: what it is, and whether it would burst memory.

Workbooks are ZIP files of XML. Each member is unpacked once in small pieces to count its true size, and
its text is watched for what makes a library take memory (:mod:`watching`).
"""

import zipfile
import zlib
from pathlib import Path

from . import xml_limits as watching
from .reading import Unreadable

MOST_BYTES, MOST_CSV = 400 << 20, 150 << 20
MOST_UNPACKED = 2 << 30
MOST_RATIO = 250
MOST_MEMBERS = 2_000
PIECE = 1 << 18  # small enough to stay near the processor while it is looked at


def kind(path: Path) -> str:
    """Say what a file is by its first bytes: ``xlsx``, ``ods`` or ``csv``.

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
    if size > MOST_BYTES:
        raise Unreadable(f"{name}: {size >> 20} MB; a publisher's file has at most {MOST_BYTES >> 20} MB")
    found = _sniff(name, head, path)
    if found == "csv" and size > MOST_CSV:
        raise Unreadable(f"{name}: {size >> 20} MB; a publisher's CSV has at most {MOST_CSV >> 20} MB")
    said = path.suffix.lower().lstrip(".")
    if said != found:
        raise Unreadable(f"{name}: the content is {found.upper()}, the name says '{said}'; rename it to .{found}")
    return found


def _sniff(name: str, head: bytes, path: Path) -> str:
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        raise Unreadable(f"{name}: an encrypted or old (.xls) workbook; save it as .xlsx without a password")
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<!doctype", b"<html")):
        raise Unreadable(f"{name}: an HTML page, not a file with figures; download it again from the publisher")
    if start.startswith(b"%pdf"):
        raise Unreadable(f"{name}: a PDF; the publisher's XLSX, ODS or CSV is needed")
    if head.startswith(b"PK"):
        return _zip_kind(name, path)
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise Unreadable(f"{name}: UTF-16 text; save the CSV as UTF-8")
    if b"\x00" in head:
        raise Unreadable(f"{name}: neither a workbook nor text; XLSX, ODS or CSV is needed")
    return "csv"


def _zip_kind(name: str, path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
            mime = archive.read("mimetype")[:60] if "mimetype" in names else b""
    except (zipfile.BadZipFile, OSError, EOFError, RuntimeError, zlib.error, NotImplementedError, ValueError):
        raise Unreadable(f"{name}: the workbook is truncated or damaged; download it again") from None
    if mime.startswith(b"application/vnd.oasis.opendocument.spreadsheet"):
        return "ods"
    if "[Content_Types].xml" in names and any(n.startswith("xl/") for n in names):
        return "xlsx"
    raise Unreadable(f"{name}: a ZIP file that is no workbook; unpack it and read the workbook inside")


def check_zip(path: Path) -> None:
    """Unpack every member in pieces and raise Unreadable where one would burst memory or is damaged."""
    name = path.name
    total, watch = 0, watching.Watch(name, path.suffix.lower() == ".ods")
    try:
        with zipfile.ZipFile(path) as archive, path.open("rb") as raw:
            members = archive.infolist()
            if len(members) > MOST_MEMBERS:
                raise Unreadable(f"{name}: {len(members)} parts; a publisher's workbook has at most {MOST_MEMBERS}")
            # The table of texts first: what it holds tells how dear a reference to it is.
            for member in sorted(members, key=lambda m: not m.filename.endswith("sharedStrings.xml")):
                if member.flag_bits & 1:
                    raise Unreadable(f"{name}: encrypted; save it without a password")
                total += _scan(name, member, raw, MOST_UNPACKED - total, watch)
    except (zipfile.BadZipFile, OSError, EOFError, zlib.error, NotImplementedError, ValueError):
        raise Unreadable(f"{name}: the workbook is truncated or damaged; download it again") from None


def _pieces(member: zipfile.ZipInfo, raw):
    raw.seek(member.header_offset)
    local = raw.read(30)
    if local[:4] != b"PK\x03\x04":
        raise zipfile.BadZipFile
    raw.seek(int.from_bytes(local[26:28], "little") + int.from_bytes(local[28:30], "little"), 1)
    left = member.compress_size
    if member.compress_type == zipfile.ZIP_STORED:
        while left and (piece := raw.read(min(PIECE, left))):
            left -= len(piece)
            yield piece
        return
    if member.compress_type != zipfile.ZIP_DEFLATED:
        raise NotImplementedError
    unpack = zlib.decompressobj(-15)
    while left and not unpack.eof:
        packed = raw.read(min(PIECE, left))
        if not packed:
            raise EOFError
        left -= len(packed)
        yield unpack.decompress(packed, PIECE)
        while unpack.unconsumed_tail and not unpack.eof:
            yield unpack.decompress(unpack.unconsumed_tail, PIECE)
    if not unpack.eof:
        raise EOFError


def _scan(name: str, member: zipfile.ZipInfo, raw, room: int, watch: watching.Watch) -> int:
    inside = f"{name}, part {member.filename[:60]}"
    look = watch.over(member.filename)
    size, tail = 0, b""
    for piece in _pieces(member, raw):
        size += len(piece)
        if size > room or (size > 64 << 20 and size > MOST_RATIO * max(member.compress_size, 1)):
            raise Unreadable(f"{inside}: unpacks to more than {size >> 20} MB; it looks like a zip bomb")
        tail = look(tail + piece)
    if size != member.file_size:
        raise zipfile.BadZipFile
    return size
