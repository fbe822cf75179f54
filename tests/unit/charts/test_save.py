import csv
import io
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pandas as pd
import pytest
from PIL import Image

from harmstats import charts
from harmstats.charts.chart import OGL
from harmstats.charts.save import csv_text, out_dir
from harmstats.core.errors import NotFound
from harmstats.wording.caveats import STAMPS

pytestmark = pytest.mark.slow

DC = "{http://purl.org/dc/elements/1.1/}"
SVG = "{http://www.w3.org/2000/svg}"
CC = "{http://creativecommons.org/ns#}"


def read_metadata(path):
    """What a picture says of itself, by key, and ``desc``: its long description."""
    if path.suffix == ".png":
        with Image.open(path) as image:
            texts = dict(image.text)
        desc = f"{texts['Description']} {texts['Long description']}"
        return {key.lower(): text for key, text in texts.items()} | {"desc": desc}
    root = ElementTree.parse(path).getroot()
    work = root.find(f".//{CC}Work")
    about = {node.tag.removeprefix(DC): " ".join("".join(node.itertext()).split()) for node in work}
    return about | {"desc": root.findtext(f"{SVG}desc")}


@pytest.fixture
def chart(figures, words):
    return charts.line(figures([10, 20, 30]), **words, labels={"prc-x": "Ünïcode – label"})


@pytest.mark.parametrize("kind", ["svg", "svg-narrow", "png", "png-narrow"])
def test_a_picture_carries_its_description_and_citation(chart, tmp_path, kind):
    about = read_metadata(charts.save(chart, tmp_path)[kind])
    assert about["title"] == chart.title
    assert about["description"] == chart.alt
    assert (
        about["source"] == "Source: Office for National Statistics. Edition: table-2026-04. As known on 23 April 2026."
    )
    assert about["rights"] == OGL
    assert about["relation"] == "table-2026-04"
    assert about["coverage"] == "as known on 2026-04-23"
    assert about["desc"] == f"{chart.alt} {chart.description}"


def test_six_files_and_what_the_json_says(chart, tmp_path):
    paths = charts.save(chart, tmp_path)
    names = [
        "test-chart-narrow.png",
        "test-chart-narrow.svg",
        "test-chart.csv",
        "test-chart.json",
        "test-chart.png",
        "test-chart.svg",
    ]
    assert sorted(path.name for path in tmp_path.iterdir()) == names
    about = json.loads(paths["json"].read_text())
    assert list(about) == [
        "name",
        "title",
        "subtitle",
        "alt",
        "description",
        "source",
        "stamp",
        "licence",
        "as_of",
        "files",
        "references",
        "csl-json",
    ]
    assert about["as_of"] == "2026-04-23"
    assert about["stamp"] == STAMPS["recorded"]
    assert set(about["files"].values()) == set(names) - {"test-chart.json"}


def test_figures_made_by_hand_have_no_references(chart, tmp_path):
    about = json.loads(charts.save(chart, tmp_path)["json"].read_text())
    assert about["csl-json"] == []
    assert about["references"] == {"text": "", "markdown": "", "bibtex": ""}


def renamed_source(data):
    """The first source of a copied data folder, its title changed."""
    path = data / "sources.json"
    sources = json.loads(path.read_text(encoding="utf-8"))
    sources[0]["title"] = "A title that only this folder has"
    path.write_text(json.dumps(sources), encoding="utf-8")
    return sources[0]["id"]


def test_references_come_from_the_folder_of_the_figures(figures, words, data, tmp_path):
    frame = figures([10, 20], source=renamed_source(data))
    about = json.loads(charts.save(charts.line(frame, **words, data=data), tmp_path)["json"].read_text())
    assert "A title that only this folder has" in about["references"]["text"]
    assert about["csl-json"][0]["title"] == "A title that only this folder has"
    assert "A title that only this folder has" not in charts.line(frame, **words).references()


def test_a_source_that_only_the_other_folder_has_is_cited_from_there(figures, words, data):
    path = data / "sources.json"
    sources = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps([*sources, sources[0] | {"id": "only-here", "title": "Only here"}]), encoding="utf-8")
    frame = figures([10, 20], source="only-here")
    assert "Only here" in charts.line(frame, **words, data=data).references()
    assert charts.line(frame, **words).references() == ""


def test_a_source_that_the_named_folder_lacks_is_not_dropped_silently(figures, words, small, tmp_path):
    chart = charts.line(figures([10, 20], source="elsewhere"), **words, data=small)
    with pytest.raises(NotFound, match="chart 'test-chart': source 'elsewhere' is not in"):
        charts.save(chart, tmp_path)
    assert not list(tmp_path.iterdir())


def test_the_csv_is_what_is_drawn(chart, tmp_path):
    rows = list(csv.DictReader(charts.save(chart, tmp_path)["csv"].read_text().splitlines()))
    assert [row["value"] for row in rows] == ["10", "20", "30"]
    assert [row["segment"] for row in rows] == ["1", "1", "1"]
    wanted = {
        "period_start",
        "period_end",
        "low",
        "high",
        "method",
        "status",
        "scope",
        "edition",
        "published",
        "source",
        "unit",
    }
    assert wanted <= set(rows[0])
    assert rows[0]["period_end"] == "2003-03-31"


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@x", "\t=1", "\r=1", " =1", "\n@x", "＝1"])
def test_no_text_cell_starts_a_formula(cell):
    (text,) = list(csv.reader(io.StringIO(csv_text(pd.DataFrame({"a": [cell]})), newline="")))[1]
    assert text == f"'{cell.replace(chr(13), ' ').replace(chr(10), ' ')}"


def test_numbers_keep_their_value_and_sign():
    assert csv_text(pd.DataFrame({"a": [-5.0, 0.1, float("nan"), 494907.0]})) == 'a\n-5\n0.1\n""\n494907\n'


def test_a_chart_drawn_twice_and_shown_is_the_same(figures, words, tmp_path, monkeypatch):
    monkeypatch.setenv("HARMSTATS_OUT", str(tmp_path))
    first, second = (charts.line(figures([10, 20, 30]), **words) for _ in range(2))
    before = first.svg()
    shown = charts.show(first)
    assert shown is first
    assert (tmp_path / "charts" / "test-chart.svg").read_text() == before == second.svg() == shown.svg()


def test_the_notebook_gets_svg_and_words_never_png(chart):
    data, metadata = chart._repr_mimebundle_()
    assert set(data) == {"image/svg+xml", "text/plain"}
    assert data["text/plain"] == chart.alt
    assert metadata["image/svg+xml"]["alt"] == chart.alt
    svg = data["image/svg+xml"]
    assert 'role="img"' in svg
    assert '<title id="test-chart--title">' in svg
    assert '<desc id="test-chart--desc">' in svg
    assert "<image" not in svg


def test_ids_of_two_charts_and_of_two_widths_never_clash(figures, words):
    frame = figures([10, 20, 30], low=1.0, high=40.0)
    one, two = (charts.line(frame, **{**words, "name": name}) for name in ("one", "two"))
    pages = [one.svg(), one.svg(400), two.svg()]
    ids = [set(re.findall(r'\bid="([^"]+)"', page)) for page in pages]
    assert all(len(a & b) == 0 for n, a in enumerate(ids) for b in ids[n + 1 :])
    for page, own in zip(pages, ids, strict=True):
        assert set(re.findall(r'href="#([^"]+)"', page)) | set(re.findall(r"url\(#([^)]+)\)", page)) <= own
        assert set(re.findall(r'aria-\w+="([^"]+)"', page)) <= own
        assert not re.search(r"^\s*(<style[^>]*>)?\*", page, re.MULTILINE)  # a rule for "*" would reach the whole page


def test_text_stays_text_in_a_face_that_cannot_overflow(chart):
    svg = chart.svg(400)
    assert "Ünïcode – label" in svg
    assert svg.count("<text") == svg.count("font-family: 'DejaVu Sans', Verdana, sans-serif")


def test_a_failed_write_leaves_the_old_file(chart, tmp_path, monkeypatch):
    charts.save(chart, tmp_path)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}

    def fail(*_):
        raise OSError("disk full")

    monkeypatch.setattr(os, "replace", fail)
    with pytest.raises(OSError, match="disk full"):
        charts.save(chart, tmp_path)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_where_charts_go(tmp_path, monkeypatch):
    monkeypatch.setenv("HARMSTATS_OUT", str(tmp_path / "out"))
    assert out_dir() == tmp_path / "out" / "charts"
    monkeypatch.delenv("HARMSTATS_OUT")
    (tmp_path / "pyproject.toml").touch()
    (tmp_path / "data").mkdir()
    (tmp_path / "notebooks").mkdir()
    monkeypatch.chdir(tmp_path / "notebooks")
    assert out_dir() == Path(tmp_path / "build" / "charts")


def test_importing_charts_does_not_load_matplotlib():
    code = "import sys, harmstats.charts; print(any(m.split('.')[0] in ('matplotlib', 'seaborn') for m in sys.modules))"
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    assert (
        subprocess.run([sys.executable, "-c", code], env=env, check=True, capture_output=True, text=True).stdout
        == "False\n"
    )
