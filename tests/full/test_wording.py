"""The wording guard: terms of the field, units always said, nothing dramatic."""

import json
import re
from xml.etree import ElementTree

import pytest

from samples import ROOT

DC = "{http://purl.org/dc/elements/1.1/}"
# Terms the publishers of these figures do not use, and words that tell more than a count can.
BANNED = [
    r"child porn", r"\bkiddie", r"paedophile", r"\bepidemic", r"\bsurg(?:e|ed|ing)\b", r"\bsoar",
    r"skyrocket", r"\bplummet",
    r"stalking has risen", r"(?:increase|rise|growth) in (?:child sexual )?abuse", r"crime wave", r"revenge porn",
]  # fmt: skip
UNITS = re.compile(
    r"offences|outcomes|charge|reports|webpages|pages|URLs|images|imagery|videos|hashes|defendants|offenders|orders"
    r"|people|women|men\b|children|adults|stalkers|contacts|forces|share|percent",
)
IMAGERY = re.compile(r"Internet Watch Foundation|\bIWF\b")
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))


def cells(path):
    return json.loads(path.read_text(encoding="utf-8"))["cells"]


def drawings(path):
    """Title, alt text and all words of each chart stored in a notebook."""
    for cell in cells(path):
        for output in cell.get("outputs", []):
            if svg := "".join(output.get("data", {}).get("image/svg+xml", "")):
                tree = ElementTree.fromstring(svg)
                words = " ".join(text.strip() for text in tree.itertext() if text.strip())
                yield tree.find(f".//{DC}title").text, output["metadata"]["image/svg+xml"]["alt"], words


def said(path):
    """Everything a reader of a notebook sees but for the titles of sources, which are others' words."""
    for cell in cells(path):
        if cell["cell_type"] == "markdown":
            yield "".join(cell["source"])
        for output in cell.get("outputs", []):
            yield "".join(output.get("text", ""))
    for title, alt, _ in drawings(path):
        yield title
        yield alt


CHARTS = [(path, *drawing) for path in NOTEBOOKS for drawing in drawings(path)]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebooks_use_none_of_the_banned_words(path):
    for text in said(path):
        for words in BANNED:
            assert not re.search(words, text, re.I), (words, text[:80])


def test_data_code_and_pages_use_none_of_the_banned_words():
    """Titles and addresses in sources.json are cited as they are; ids of sources may carry such a word."""
    data = [ROOT / "data" / name for name in ("README.md", "breaks.csv", "series.csv", "conflicts.csv", "claims.csv")]
    files = [*(ROOT / "src").rglob("*.py"), *ROOT.glob("*.md"), *data]
    for path in files:
        text = path.read_text(encoding="utf-8")
        for words in BANNED:
            assert not re.search(words, text, re.I), (path.name, words)


def test_there_are_charts():
    assert len(CHARTS) >= 48


@pytest.mark.parametrize(("path", "title", "alt", "words"), CHARTS)
def test_every_chart_says_what_it_counts(path, title, alt, words):
    assert UNITS.search(alt), alt
    assert len(title) <= 130, title
    assert alt.endswith(".")


@pytest.mark.parametrize(("path", "title", "alt", "words"), CHARTS)
def test_the_group_is_never_shortened_to_stalking(path, title, alt, words):
    if "stalking and harassment" in alt.lower() and "stalking" in title.lower():
        assert re.search(r"stalking and harassment|stalking, harassment|\(group\)", title, re.I), title
    if "(group)" in words:
        assert "stalking and harassment" in words.lower()


@pytest.mark.parametrize(("path", "title", "alt", "words"), [c for c in CHARTS if IMAGERY.search(c[3])])
def test_imagery_is_found_and_acted_on(path, title, alt, words):
    """Counts of the Foundation follow its searching: said on the chart, in its own words and units."""
    assert re.search(r"found|acted on|confirmed|assessed|list of the", words, re.I), title
    assert re.search(r"child sexual abuse|AI-generated|reports assessed|AI images", words, re.I), title
    if "dark-web forum" not in words:
        assert "Counts follow how much is searched for and reported, not how much exists." in words
