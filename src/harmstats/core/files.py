"""Write a file whole or not at all, and tell files apart by what is in them."""

import hashlib
import os
from collections.abc import Iterable
from pathlib import Path

JOURNAL = ".ingest/journal.json"  # in a data folder while an edition lands: then nobody reads it


def contents(folder: Path, patterns: Iterable[str]) -> str:
    """SHA-256 over names and contents of the files of a folder that match; empty where one cannot be read."""
    total = hashlib.sha256()
    try:
        for pattern in patterns:
            for path in sorted(folder.glob(pattern)):
                total.update(f"{path.relative_to(folder).as_posix()}\n".encode())
                total.update(hashlib.sha256(path.read_bytes()).digest())
    except OSError:
        return ""  # whoever reads the file says what is wrong with it
    return total.hexdigest()


def write_bytes(path: Path, content: bytes) -> None:
    """Write `content` to a temporary name beside `path`, then rename: never half a file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        temporary.write_bytes(content)
        os.replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)


def write_text(path: Path, text: str) -> None:
    """Write `text` as UTF-8 with the line ends it has; whole or not at all."""
    write_bytes(path, text.encode("utf-8"))
