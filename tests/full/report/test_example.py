"""The example report: as known in January 2023 and today, and what changed in between."""

import re
import shutil
import subprocess
import zipfile

import pytest

from harmstats.report.changes import since
from harmstats.report.render import render
from samples import ROOT

EXAMPLE = ROOT / "reports" / "stalking-in-figures.md"


def test_the_example_as_known_in_january_2023_and_today():
    """ONS, 26 January 2023: 718,480 and 117,973; Home Office, 23 April 2026: 717,239 and 135,628."""
    then, now = render(EXAMPLE, as_of="2023-01-31"), render(EXAMPLE)
    assert "718,480" in then
    assert "118 thousand[^1] stalking offences in the year ending March 2022" in then
    assert "717,239" in now
    assert "136 thousand[^1] stalking offences in the year ending March 2025" in now
    assert then.count("Chart: Line chart") == now.count("Chart: Line chart") == 3
    for text in (then, now):
        marks = {int(n) for n in re.findall(r"\[\^(\d+)\](?!:)", text)}
        assert marks == {int(n) for n in re.findall(r"^\[\^(\d+)\]:", text, re.M)} == set(range(1, len(marks) + 1))
        assert "not like for like: controlling or coercive behaviour entered the group" in text
        listed = {int(n) for n in re.findall(r"^(\d+)\. ", text, re.M)}
        named = {int(n) for line in re.findall(r"Reference ([\d and,]+)", text) for n in re.findall(r"\d+", line)}
        assert named <= listed


def test_since_explains_each_difference():
    found = since(EXAMPLE, "2023-01-31")
    by_what = {change.what: change for change in found}
    revised = by_what["value of prc-stalking-and-harassment, YE Mar 2022"]
    assert "718,480" in revised.before
    assert "717,239" in revised.after
    assert (
        revised.why == "revised: YE Mar 2022: 718,480 (ons-appendix-ye-sep-2022) is now 717,239 (ho-prc-open-2026-04)"
    )
    assert by_what["value of prc-stalking-8q, YE Mar 2025"].why == "new period: YE Mar 2025 | left out: YE Mar 2022"
    drawn = by_what["chart of prc-stalking-8q"].why.split(" | ")
    assert drawn[0] == "new period: YE Mar 2023; YE Mar 2024; YE Mar 2025"
    assert "YE Mar 2022: 117,973 (ons-appendix-ye-sep-2022) is now 117,692 (ho-prc-open-2026-04)" in drawn[1]
    assert drawn[2:] == [
        "newer edition, same figure: YE Mar 2015: ons-appendix-ye-sep-2022 is now ho-prc-open-2026-04",
        "break that did not concern it then: Double recording ends (1 May 2023)",
    ]
    assert "harassment" not in by_what["chart of prc-stalking-8q"].after
    assert all(change.why for change in found)
    assert since(EXAMPLE, "2026-11-24") == []


@pytest.mark.skipif(not shutil.which("soffice"), reason="needs LibreOffice, which make does not set up")
@pytest.mark.parametrize("day", [None, "2023-01-31"])
def test_the_example_fills_two_pages(tmp_path, day):
    render(EXAMPLE, as_of=day, out=tmp_path / "r.docx")
    command = ["soffice", f"-env:UserInstallation=file://{tmp_path}/u", "--headless", "--convert-to", "pdf"]
    subprocess.run([*command, "--outdir", tmp_path, tmp_path / "r.docx"], check=True, capture_output=True)
    assert len(re.findall(rb"/Type\s*/Page\b", (tmp_path / "r.pdf").read_bytes())) == 2


def test_references_in_a_word_file_have_a_small_style_and_name_their_editions(tmp_path):
    text = render(EXAMPLE, out=tmp_path / "r.docx")
    document = zipfile.ZipFile(tmp_path / "r.docx").read("word/document.xml").decode()
    assert document.count('<w:pStyle w:val="Bibliography"') == len(re.findall(r"^\d+\. ", text, re.M)) + 1
    listed = re.findall(r"^\d+\. .*", text, re.M)
    assert len(listed) == 6
    assert all(", edition " in line and ("icence v3.0" in line or "no licence stated" in line) for line in listed)


def test_a_page_and_a_word_file_carry_their_pictures_with_alt_text(tmp_path):
    render(EXAMPLE, out=tmp_path / "r.html")
    page = (tmp_path / "r.html").read_text(encoding="utf-8")
    assert page.count("<img") == 3
    assert len(re.findall(r'<img[^>]*alt="Line chart of [^"]+"', page)) == 3
    assert 'src="http' not in page
    assert 'lang="en-GB"' in page
    render(EXAMPLE, out=tmp_path / "r.docx")
    document = zipfile.ZipFile(tmp_path / "r.docx").read("word/document.xml").decode()
    assert len(re.findall(r'<wp:docPr[^>]*descr="Line chart of [^"]+"', document)) == 3


@pytest.mark.skipif(not shutil.which("make"), reason="needs make")
def test_make_knows_every_file_that_the_example_is_made_of():
    command = ["make", "--print-data-base", "--dry-run", "build/stalking-in-figures.html"]
    rules = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False).stdout
    (needed,) = re.findall(r"^build/stalking-in-figures\.html: (.*)$", rules, re.M)
    files = {path for path in (ROOT / "src/harmstats").rglob("*") if path.is_file() and path.suffix != ".pyc"}
    files |= {ROOT / name for name in ("data/breaks.csv", "data/reference/areas.csv", "data/clean/outcomes.csv")}
    assert {path.relative_to(ROOT).as_posix() for path in files} <= set(needed.split())


def test_a_small_base_gives_no_percentage(tmp_path):
    """Home Office, 23 April 2026: 7 stalking offences at British Transport Police, then 14."""
    path = tmp_path / "r.md"
    place = 'geography="British Transport Police"'
    path.write_text(f'It {{{{ change("prc-stalking-8q", "YE Dec 2015", "YE Mar 2016", {place}) }}}}.', encoding="utf-8")
    assert render(path).startswith("It rose from 7 to 14[^1].")
