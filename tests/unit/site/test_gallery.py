"""The page of charts: what it says to who cannot see them, and what stands in their names stays text."""

import json

import pytest

from harmstats.core.errors import HarmstatsError
from harmstats.site.gallery import page


@pytest.fixture
def chart(tmp_path):
    """Write the sidecar of a chart and some of its files; returns their folder."""

    def write(name, *endings, **more):
        about = {"name": name, "title": f"Title of {name}", "subtitle": "Where and when", "alt": "A line that rises"}
        about |= {"description": "From 1 to 2.", "source": "Example Office.", "licence": "OGL", **more}
        (tmp_path / f"{name}.json").write_text(json.dumps(about), encoding="utf-8")
        for ending in endings:
            (tmp_path / f"{name}{ending}").write_text("x", encoding="utf-8")
        return tmp_path

    return write


def test_every_chart_has_its_picture_its_files_and_its_words(chart):
    text = page(chart("one", ".svg", ".csv"))
    assert '<li><a href="#one">Title of one</a></li>' in text
    assert '<figure>\n<img src="charts/one.svg" alt="A line that rises" loading="lazy">\n</figure>' in text
    assert (
        '<p class="files"><a href="charts/one.svg" download>SVG</a> <a href="charts/one.csv" download>CSV</a> '
        '<a href="#one" aria-label="Link to this chart: Title of one">Link to this chart</a></p>'
    ) in text
    assert "<p>Title of one. Where and when.</p>\n<p>A line that rises From 1 to 2.</p>" in text
    assert "<p>Example Office. Licence: OGL.</p>" in text


def test_a_phone_is_shown_the_narrow_picture_where_there_is_one(chart):
    source = '<picture><source media="(max-width: 600px)" srcset="charts/one-narrow.svg">'
    assert source in page(chart("one", ".svg", "-narrow.svg"))
    assert "<picture>" not in page(chart("two", ".svg")).split('<section id="two"')[1]


def test_charts_stand_in_the_order_asked_for_then_by_name(chart):
    for name in ("a", "b", "c"):
        folder = chart(name)
    places = [page(folder, ["c"]).index(f'<section id="{name}"') for name in ("c", "a", "b")]
    assert places == sorted(places)


def test_words_of_a_chart_are_text(chart):
    text = page(chart("one", title="<script>alert(1)</script> & 'x'", alt='" onload="alert(1)'))
    assert "<script" not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; &#x27;x&#x27;" in text
    assert 'alt="&quot; onload=&quot;alert(1)"' in text


def test_no_chart_yet(tmp_path):
    text = page(tmp_path)
    assert "<p>No chart has been drawn yet.</p>" in text
    assert "<nav" not in text


@pytest.mark.parametrize("text", ["[1]", "no json", '{"name": "one"}'])
def test_a_sidecar_that_describes_no_chart_is_named(tmp_path, text):
    (tmp_path / "one.json").write_text(text, encoding="utf-8")
    with pytest.raises(HarmstatsError, match=r"one\.json: must be a JSON object with name, title"):
        page(tmp_path)
