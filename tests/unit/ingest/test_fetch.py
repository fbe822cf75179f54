"""Fetching against a server on loopback that misbehaves: right file or one line, and the old file kept."""

import hashlib
import subprocess
import sys
import threading
import time
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pooch
import pytest

from harmstats.cli.editions import fetch_json, fetch_text
from harmstats.core.errors import DataError, HarmstatsError, NotFound
from harmstats.ingest import fetch as fetching

CONTENT = b"PK\x03\x04" + bytes(range(256)) * 400
SIZE = len(CONTENT)
SHA = hashlib.sha256(CONTENT).hexdigest()
PAGE = b"<!DOCTYPE html><title>Moved</title>" + b" " * len(CONTENT)
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class Handler(BaseHTTPRequestHandler):
    """One way of answering a path; every request is counted."""

    def log_message(self, *words):
        pass

    def answer(self, body, kind=SHEET, code=200, length=None):
        self.send_response(code)
        self.send_header("Content-Type", kind)
        if length != "none":
            self.send_header("Content-Length", str(length or len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        self.server.asked.append(self.path)
        with suppress(BrokenPipeError, ConnectionResetError):
            getattr(self, "do_" + self.path.strip("/").replace("-", "_"))()

    def do_good(self):
        self.answer(CONTENT)

    def do_odd_type(self):
        self.answer(CONTENT, kind="text/plain")

    def do_redirect(self):
        self.send_response(302)
        self.send_header("Location", "/good")
        self.end_headers()

    def do_round(self):
        self.send_response(302)
        self.send_header("Location", "/round")
        self.end_headers()

    def do_slow(self):
        self.send_response(200)
        self.end_headers()
        for start in range(0, len(CONTENT), len(CONTENT) // 5):
            self.wfile.write(CONTENT[start : start + len(CONTENT) // 5])
            time.sleep(0.05)

    def do_silent(self):
        self.send_response(200)
        self.send_header("Content-Length", str(len(CONTENT)))
        self.end_headers()
        self.wfile.write(CONTENT[:1000])
        self.wfile.flush()
        self.server.over.wait(10)

    def do_drip(self):
        self.send_response(200)
        self.send_header("Content-Length", str(len(CONTENT)))
        self.end_headers()
        for byte in CONTENT:
            if self.server.over.wait(0.02):
                return
            self.wfile.write(bytes([byte]))

    def do_cut(self):
        self.answer(CONTENT[:5000], length=len(CONTENT))

    def do_short(self):
        self.answer(CONTENT[:5000], length="none")

    def do_once_cut(self):
        self.answer(CONTENT[:5000] if len(self.server.asked) == 1 else CONTENT, length=len(CONTENT))

    def do_missing(self):
        self.answer(b"gone", kind="text/html", code=404)

    def do_broken(self):
        self.answer(b"oops", kind="text/html", code=500)

    def do_once_broken(self):
        self.answer(*((b"oops", "text/html", 500) if len(self.server.asked) == 1 else (CONTENT,)))

    def do_page(self):
        self.answer(PAGE, kind="text/html; charset=utf-8")

    def do_hidden_page(self):
        self.answer(PAGE[: len(CONTENT)])

    def do_other(self):
        self.answer(CONTENT[:-1] + b"!")

    def do_longer(self):
        self.answer(CONTENT + b"more")

    def do_endless(self):
        self.send_response(200)
        self.end_headers()
        while not self.server.over.is_set():
            self.wfile.write(CONTENT)


@pytest.fixture
def server(monkeypatch):
    """A server on loopback that ends with the test."""
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(pooch.core.time, "sleep", lambda seconds, sleep=time.sleep: sleep(min(seconds, 0.06)))
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as found:
        found.asked, found.over = [], threading.Event()
        thread = threading.Thread(target=found.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        yield found
        found.over.set()
        found.shutdown()
        thread.join(10)


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "data").mkdir()
    (tmp_path / "data/series.csv").write_text("series\n")
    return tmp_path


def register(folder, url, name="tables.xlsx", size=SIZE, sha=SHA):
    (folder / "data/files.csv").write_text(f"name,size,sha256,url,what\n{name},{size},{sha},{url},A table\n")


def get(folder, server, way):
    register(folder, f"http://127.0.0.1:{server.server_port}/{way}")
    return fetching.fetch("tables.xlsx", folder / "cache", data=folder / "data")


@pytest.mark.parametrize(
    ("way", "times"),
    [("good", 1), ("odd-type", 1), ("redirect", 2), ("slow", 1), ("once-cut", 2), ("once-broken", 2)],
)
def test_the_right_file_arrives(folder, server, way, times):
    (found,) = get(folder, server, way)
    assert found.state == "fetched"
    assert found.path.read_bytes() == CONTENT
    assert len(server.asked) == times
    (again,) = get(folder, server, way)
    assert (again.state, len(server.asked)) == ("there", times)
    assert [p.name for p in (folder / "cache").iterdir()] == ["tables.xlsx"]


@pytest.mark.parametrize(
    ("way", "said", "times"),
    [
        ("missing", "answers 404 Not Found: the publisher has moved or removed it", 1),
        ("broken", "500 Server Error", 3),
        ("cut", "broke off", 3),
        ("short", "broke off", 3),
        ("silent", "no answer within 0 seconds", 3),
        ("drip", "bytes in 0 seconds", 1),
        ("page", "gives a web page (text/html), not the file", 1),
        ("hidden-page", "its SHA-256 is not the registered one", 3),
        ("other", "its SHA-256 is not the registered one", 3),
        ("longer", "it has 102,408 bytes, registered are 102,404", 1),
        ("endless", "more than the registered 102,404 bytes", 1),
        ("round", "Exceeded 30 redirects", 93),
    ],
)
def test_anything_else_is_one_line_and_the_old_file_is_kept(folder, server, monkeypatch, way, said, times):
    if way == "silent":
        monkeypatch.setattr(fetching, "TIMEOUT", 0.3)
    if way == "drip":
        monkeypatch.setattr(fetching, "GRACE", 0.2)
    (folder / "cache").mkdir()
    (folder / "cache/tables.xlsx").write_bytes(b"old")
    with pytest.raises(HarmstatsError) as error:
        get(folder, server, way)
    assert said in str(error.value)
    assert "\n" not in str(error.value)
    assert len(server.asked) == times
    assert {p.name: p.read_bytes() for p in (folder / "cache").iterdir()} == {"tables.xlsx": b"old"}


def test_an_older_file_is_replaced_once_the_new_one_is_whole(folder, server):
    (folder / "cache").mkdir()
    (folder / "cache/tables.xlsx").write_bytes(b"old")
    (found,) = get(folder, server, "good")
    assert found.path.read_bytes() == CONTENT


def test_offline_is_said(folder, server):
    server.shutdown()
    server.server_close()
    with pytest.raises(HarmstatsError, match=r"no connection to 127\.0\.0\.1: are you offline"):
        get(folder, server, "good")
    assert not list((folder / "cache").iterdir())


def test_a_name_that_does_not_resolve_is_said(folder, monkeypatch):
    import socket

    def fail(*words, **more):
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", fail)
    monkeypatch.setattr(pooch.core.time, "sleep", lambda seconds: None)
    register(folder, "https://assets.example.gov.uk/tables.xlsx")
    with pytest.raises(HarmstatsError, match=r"no connection to assets\.example\.gov\.uk: are you offline"):
        fetching.fetch("tables.xlsx", folder / "cache", data=folder / "data")


def test_a_folder_that_cannot_be_written_is_said(folder, server):
    (folder / "cache").write_text("a file")
    with pytest.raises(HarmstatsError, match="cannot be"):
        get(folder, server, "good")


def test_a_full_disk_keeps_the_old_file(folder, server, monkeypatch):
    def full(file):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(fetching, "_bar", full)
    (folder / "cache").mkdir()
    (folder / "cache/tables.xlsx").write_bytes(b"old")
    with pytest.raises(HarmstatsError, match="No space left on device"):
        get(folder, server, "good")
    assert {p.name: p.read_bytes() for p in (folder / "cache").iterdir()} == {"tables.xlsx": b"old"}


def test_without_a_name_the_files_are_listed_and_nothing_is_asked(folder, server):
    register(folder, f"http://127.0.0.1:{server.server_port}/good")
    states = []
    for content in (None, b"other", CONTENT[:-1] + b"!", CONTENT):
        if content:
            (folder / "cache").mkdir(exist_ok=True)
            (folder / "cache/tables.xlsx").write_bytes(content)
        found = fetching.fetch(folder=folder / "cache", data=folder / "data")
        states.append(found[0].state)
    assert states == ["not there", "other content", "other content", "there"]
    assert server.asked == []
    (one,) = fetch_json(found)["files"]
    assert (one["name"], one["state"], one["sha256"]) == ("tables.xlsx", "there", SHA)
    assert "as registered" in fetch_text(found)


def test_an_unknown_name_gets_the_nearest(folder, server):
    register(folder, f"http://127.0.0.1:{server.server_port}/good")
    with pytest.raises(NotFound, match=r"Did you mean 'tables\.xlsx'\?"):
        fetching.fetch("table.xlsx", folder / "cache", data=folder / "data")


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"name": "../tables.xlsx"}, "plain file name"),
        ({"size": 0}, "not a number of bytes"),
        ({"sha": "abc"}, "sha256 must be"),
        ({"url": "ftp://example.org/x"}, "url must start with https://"),
        ({"url": "http://example.org/x"}, "url must start with https://"),
        ({"url": "file:///etc/passwd"}, "url must start with https://"),
    ],
)
def test_the_register_is_read_strictly(folder, wrong, said):
    register(folder, **({"url": "https://example.org/x"} | wrong))
    with pytest.raises(DataError, match=said):
        fetching.known(folder / "data")


def test_the_official_files_are_registered():
    files = fetching.known()
    assert len(files) == 13
    assert all(file.url == f"https://{file.url[8:].rpartition('/')[0]}/{name}" for name, file in files.items())
    assert {file.url.split("/")[2] for file in files.values()} == {"assets.publishing.service.gov.uk"}
    said = fetch_text(fetching.fetch(folder="nowhere"))
    assert said.count("not there") == 13
    assert "Folder: nowhere" in said


def test_a_bar_is_shown_on_a_terminal_only(monkeypatch, capsys):
    file = fetching.File("tables.xlsx", 10, SHA, "https://example.org/x", "A table")
    with fetching._bar(file) as bar:
        bar.advance(bar.task_ids[0], 10)
    assert capsys.readouterr().err == ""
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    with fetching._bar(file) as bar:
        bar.advance(bar.task_ids[0], 10)
    assert "tables.xlsx" in capsys.readouterr().err


def test_importing_brings_no_network_library():
    large = {"pooch", "requests", "urllib3", "pandas"}
    code = f"import sys, harmstats.ingest.fetch; print(sorted({large} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
