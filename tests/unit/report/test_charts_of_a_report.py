"""A chart of a report cites from the data folder of the report, as its text does."""

import json
import re

import pytest

pytestmark = pytest.mark.slow

REPORT = '# Lost things\n\n{{ chart("lost-umbrellas", ending="March") }}\n'


@pytest.fixture
def drawn(cli, data, tmp_path):
    """Render a report with one chart on the copied data folder; return its text and what the chart says of itself."""

    def render():
        (tmp_path / "r.md").write_text(REPORT, encoding="utf-8")
        assert cli("report", tmp_path / "r.md", "--out", tmp_path / "out.md", "--data", data)[0] == 0
        (about,) = (tmp_path / "out-charts").glob("*.json")
        return (tmp_path / "out.md").read_text(encoding="utf-8"), json.loads(about.read_text(encoding="utf-8"))

    return render


def rename(data, old, new):
    """Write another word for one in all registers and figures of a data folder."""
    for path in (data / "sources.json", *data.rglob("*.csv")):
        text = path.read_text(encoding="utf-8")
        path.write_text(re.sub(rf"(?<![\w-]){re.escape(old)}(?![\w-])", new, text), encoding="utf-8")


def test_a_source_renamed_in_the_folder_is_renamed_under_the_chart(drawn, data):
    title = drawn()[1]["csl-json"][-1]["title"]
    rename(data, title, "Another title altogether")
    text, about = drawn()
    assert "Another title altogether" in text
    assert "Another title altogether" in about["references"]["text"]
    assert "Another title altogether" in about["csl-json"][-1]["title"]


def test_a_source_that_only_this_folder_has_is_cited_under_the_chart(drawn, data):
    rename(data, drawn()[1]["csl-json"][0]["id"], "only-here")
    assert drawn()[1]["csl-json"][0]["id"] == "only-here"
