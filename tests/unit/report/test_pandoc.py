"""What pandoc writes: pages and Word files that are the same every time and hold nothing that runs."""

import json
import re
import zipfile
from xml.etree import ElementTree

import pytest

from harmstats.report.pandoc import REFERENCE
from harmstats.report.render import render

pytestmark = pytest.mark.slow

CHART = '{{ chart("lost-umbrellas", ending="March") }}'


def word(path, part="word/document.xml"):
    return zipfile.ZipFile(path).read(part).decode()


def styles(path):
    """Each style of a Word file as canonical XML, by its id."""
    tree = ElementTree.fromstring(word(path, "word/styles.xml"))
    space = tree.tag.removesuffix("styles")
    found = tree.iter(f"{space}style")
    return {style.get(f"{space}styleId"): ElementTree.canonicalize(ElementTree.tostring(style)) for style in found}


def test_a_page_and_a_word_file_carry_their_picture_with_alt_text(report, tmp_path):
    path = report(f"# T\n\n{CHART}\n")
    render(path, out=tmp_path / "r.html")
    page = (tmp_path / "r.html").read_text(encoding="utf-8")
    assert len(re.findall(r'<img[^>]*alt="Line chart of [^"]+"', page)) == page.count("<img") == 1
    assert 'src="http' not in page
    assert 'lang="en-GB"' in page
    render(path, out=tmp_path / "r.docx")
    assert len(re.findall(r'<wp:docPr[^>]*descr="Line chart of [^"]+"', word(tmp_path / "r.docx"))) == 1


def test_a_word_file_looks_like_the_reference_document(report, tmp_path):
    """A4; the title in the style of titles; all that follows the last heading in the small style of references."""
    render(
        report('# T\n\n## References\n\n- a\n\n{{ sentence("lost-hats", "YE Mar 2021") }}\n'), out=tmp_path / "r.docx"
    )
    document = word(tmp_path / "r.docx")
    assert re.search(r'<w:pgSz (?=[^>]*w:w="11906")[^>]*w:h="16838"', document)
    assert re.search(r'<w:pStyle w:val="Title" ?/>\s*</w:pPr>\s*<w:r>\s*<w:t[^>]*>T<', document)
    assert document.count('<w:pStyle w:val="Bibliography"') == 2  # one source, and the day as known
    ours, written = styles(REFERENCE), styles(tmp_path / "r.docx")
    for style in ("Title", "Heading1", "BodyText", "Compact", "FootnoteText", "Bibliography"):
        assert written[style] == ours[style]
        assert "spacing" in ours[style]


def test_the_same_report_gives_the_same_bytes(report, tmp_path):
    path = report('# T\n\n{{ sentence("lost-umbrellas", "YE Mar 2022") }}\n')
    contents = []
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        for ending in ("html", "docx"):
            render(path, as_of="2024-01-01", out=tmp_path / name / f"r.{ending}")
            contents.append((tmp_path / name / f"r.{ending}").read_bytes())
    assert contents[:2] == contents[2:]


def test_markup_in_a_report_is_text(report, tmp_path):
    path = report(
        "# <script>alert(1)</script>\n\nA <b onclick=x>b</b> `c` \\input{d} "
        '{{ change("lost-things", "YE Mar 2020", "YE Mar 2021", accept="<img src=x onerror=y>") }}\n'
    )
    render(path, out=tmp_path / "r.html")
    page = (tmp_path / "r.html").read_text(encoding="utf-8")
    assert "<script" not in page
    assert "<b " not in page
    assert "<img" not in page
    assert "&lt;img src=x onerror=y&gt;" in page
    render(path, out=tmp_path / "r.docx")
    assert "&lt;script&gt;" in word(tmp_path / "r.docx")


def test_attributes_are_text(report, tmp_path):
    path = report("# T {onclick=x}\n\n[a]{style=y} `b`{onclick=z}\n\n::: {onclick=w}\nc\n:::\n")
    render(path, out=tmp_path / "r.html")
    assert not re.search(r"<[^>]*\s(onclick|style)=", (tmp_path / "r.html").read_text(encoding="utf-8"))


def test_charts_stay_only_beside_a_markdown_report_and_as_long_as_it_shows_them(report, tmp_path):
    out = tmp_path / "new" / "folder"
    render(report(CHART), out=out / "r.html")
    assert [p.name for p in out.iterdir()] == ["r.html"]
    text = render(report(CHART), out=out / "r.md")
    assert (out / re.search(r"\]\((.*?)\)", text)[1]).is_file()
    (out / "r-charts" / "mine.txt").write_text("a", encoding="utf-8")
    render(report("No chart."), out=out / "r.md")
    assert [p.name for p in (out / "r-charts").iterdir()] == ["mine.txt"]


def test_a_narrow_chart_is_drawn_as_for_a_small_screen(report, tmp_path):
    text = render(report(CHART.replace(") }}", ', width="46%") }}')), out=tmp_path / "out" / "r.md")
    assert re.search(r"\]\(r-charts/report-lost-umbrellas-1-narrow\.svg\)\{width=46%\}", text)


def test_a_report_whose_end_is_taken_for_code_is_written_all_the_same(report, tmp_path):
    render(report("```\nnever closed\n"), out=tmp_path / "r.docx")
    assert "never closed" in word(tmp_path / "r.docx")


def test_charts_take_their_references_from_the_data_folder_of_the_report(report, data, tmp_path):
    path = data / "sources.json"
    path.write_text(path.read_text(encoding="utf-8").replace("Annual report 2021", "Another title"), encoding="utf-8")
    render(report('{{ chart("umbrella-pages") }}'), out=tmp_path / "out" / "r.md", data=data)
    about = json.loads(next((tmp_path / "out" / "r-charts").glob("*.json")).read_text(encoding="utf-8"))
    assert "Another title" in about["source"]
    assert "Another title" in about["references"]["text"]
