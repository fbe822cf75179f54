"""Fetch publishers' files from their official addresses, and accept nothing but the file that is registered.

``data/files.csv`` names each file with its size, SHA-256 and address. Nothing is fetched at import or
build: only :func:`fetch` with a name goes to the network.
"""

import hashlib
import logging
import re
import sys
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from ..core.cells import plain_digits
from ..core.csv_reading import rows
from ..core.errors import DataError, HarmstatsError, NotFound, suggest
from ..core.paths import data_dir
from ..core.schema import FILES

if TYPE_CHECKING:
    from rich.progress import Progress

LOOPBACK = ("127.0.0.1", "localhost")
# Seconds without a byte; and the slowest that is waited for, bytes a second after the first minute.
TIMEOUT, GRACE, SLOWEST = 30.0, 60.0, 1024


@dataclass(frozen=True)
class File:
    """A publisher's file as registered: the size in bytes, and what is in it."""

    name: str
    size: int
    sha256: str
    url: str
    what: str


@dataclass(frozen=True)
class Fetched:
    """A registered file and where it lies; `state` is ``there``, ``not there``, ``other content`` or ``fetched``."""

    file: File
    path: Path
    state: str


def known(data: str | Path | None = None) -> dict[str, File]:
    """Return the registered files by name.

    Raises
    ------
    DataError
        One line naming the line of ``data/files.csv``, the rule and what would be right.

    Examples
    --------
    >>> known()["prc-pfa-mar2013-onwards-tables-230726.ods"].size
    14856073
    """
    files: dict[str, File] = {}
    for where, row in rows(data_dir(data) / FILES.path, FILES):
        if not re.fullmatch(r"\w[\w.-]*", row["name"], re.ASCII) or row["name"] in files:
            raise DataError(f"{where} stands twice, or is not a plain file name")
        if not (0 < row["size"] < 1e12 and row["size"].is_integer()):
            raise DataError(f"{where}: size '{plain_digits(row['size'])}' is not a number of bytes")
        if not re.fullmatch(r"[0-9a-f]{64}", row["sha256"]):
            raise DataError(f"{where}: sha256 must be 64 digits and letters a to f")
        address = urlsplit(row["url"])
        if not address.hostname or address.scheme != ("http" if address.hostname in LOOPBACK else "https"):
            raise DataError(f"{where}: url must start with https://")
        files[row["name"]] = File(row["name"], int(row["size"]), row["sha256"], row["url"], row["what"])
    return files


def fetch(
    name: str | None = None, folder: str | Path | None = None, *, data: str | Path | None = None
) -> tuple[Fetched, ...]:
    """Download one registered file; without a name, list all of them and touch no network.

    Parameters
    ----------
    name : str, optional
        A name in ``data/files.csv``.
    folder : path, optional
        Where it goes; without it the cache folder of the user.
    data : path, optional
        Another data folder.

    Returns
    -------
    tuple of Fetched
        One for every file asked for.

    Raises
    ------
    NotFound
        If the name is not registered.
    HarmstatsError
        If the file cannot be had or is another than registered; a file that was there is kept.
    """
    files = known(data)
    if name is not None and name not in files:
        raise NotFound(
            f"file '{name}' is not known.{suggest(name, files) or ' harmstats fetch lists the known files.'}"
        )
    if folder is None:
        import pooch

        folder = pooch.os_cache("harmstats")
    place = Path(folder)
    asked = files.values() if name is None else (files[name],)
    there = tuple(Fetched(file, place / file.name, _state(file, place / file.name)) for file in asked)
    if name is None or there[0].state == "there":
        return there
    _download(files[name], place)
    return (replace(there[0], state="fetched"),)


def _state(file: File, path: Path) -> str:
    try:
        if not path.is_file():
            return "not there"
        with path.open("rb") as content:
            same = hashlib.file_digest(content, "sha256").hexdigest() == file.sha256
    except OSError as error:
        raise HarmstatsError(f"{path}: cannot be read ({error.strerror})") from None
    return "there" if same else "other content"


def _download(file: File, folder: Path) -> None:
    """Let pooch fetch into a temporary file beside, compare the hash, and only then put it in place."""
    import pooch
    from requests.exceptions import ConnectionError as NoConnection
    from requests.exceptions import RequestException

    pooch.get_logger().setLevel(logging.WARNING)
    hashes, urls = {file.name: f"sha256:{file.sha256}"}, {file.name: file.url}
    keeper = pooch.create(path=folder, base_url="", registry=hashes, urls=urls, retry_if_failed=2)
    host = urlsplit(file.url).hostname
    try:
        keeper.fetch(file.name, downloader=lambda url, target, _: _get(file, url, target))
    except NoConnection as error:
        offline = "Max retries" in str(error) or "resolve" in str(error)
        why = f"no connection to {host}: are you offline?" if offline else f"{host} broke off the connection."
        raise HarmstatsError(f"{file.name}: {why} Nothing was changed; try again later") from None
    except RequestException as error:
        raise HarmstatsError(f"{file.name}: {host}: {error}. Nothing was changed; try again later") from None
    except ValueError:
        raise _other(file, "its SHA-256 is not the registered one") from None
    except OSError as error:
        raise HarmstatsError(f"{folder}: cannot be written ({error.strerror or error})") from None


def _get(file: File, url: str, target: str) -> None:
    """Download into `target`; what is plainly not the file ends at once, what may heal is left to the next try."""
    import requests

    with requests.get(url, stream=True, timeout=TIMEOUT, headers={"Accept-Encoding": "identity"}) as response:
        if 400 <= response.status_code < 500:
            raise HarmstatsError(
                f"{file.name}: {urlsplit(url).hostname} answers {response.status_code} {response.reason}: "
                "the publisher has moved or removed it; look for its new address"
            )
        response.raise_for_status()
        kind = response.headers.get("Content-Type", "").partition(";")[0].strip()
        length = response.headers.get("Content-Length", "")
        if kind in ("text/html", "application/xhtml+xml"):
            raise _other(file, f"the address gives a web page ({kind}), not the file")
        if length.isdigit() and int(length) != file.size:
            raise _other(file, f"it has {int(length):,} bytes, registered are {file.size:,}")
        with open(target, "wb") as out, _bar(file) as bar:
            for part in _parts(file, response):
                out.write(part)
                bar.advance(bar.task_ids[0], len(part))


def _parts(file: File, response):
    """Yield what arrives, never more than the registered size, and not for ever."""
    from requests.exceptions import ConnectionError as NoConnection
    from requests.exceptions import Timeout
    from urllib3.exceptions import HTTPError, ReadTimeoutError

    start, got = time.monotonic(), 0
    try:
        while part := response.raw.read1(1 << 16):
            got += len(part)
            if got > file.size:
                raise _other(file, f"it has more than the registered {file.size:,} bytes")
            spent = time.monotonic() - start
            if spent > GRACE and got < spent * SLOWEST:
                raise HarmstatsError(f"{file.name}: only {got:,} bytes in {spent:.0f} seconds. Nothing was changed")
            yield part
    except ReadTimeoutError:
        raise Timeout(f"no answer within {TIMEOUT:.0f} seconds") from None
    except HTTPError as error:
        raise NoConnection(f"broke off ({error})") from None
    if got < file.size:
        raise NoConnection(f"broke off after {got:,} of {file.size:,} bytes")


def _other(file: File, why: str) -> HarmstatsError:
    return HarmstatsError(f"{file.name}: {why}. It was not accepted, and what was there is kept")


def _bar(file: File) -> "Progress":
    """A bar of bytes on a terminal, nothing elsewhere."""
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TransferSpeedColumn

    columns = (TextColumn("{task.description}", markup=False), BarColumn(), DownloadColumn(), TransferSpeedColumn())
    bar = Progress(*columns, console=Console(stderr=True), disable=not sys.stderr.isatty())
    bar.add_task(file.name, total=file.size)
    return bar
