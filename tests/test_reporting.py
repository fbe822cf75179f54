"""Reports: rendered as known on two days, their changes explained, and every way to fail in one line."""

import re
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest

from harmstats.core.errors import HarmstatsError
from harmstats.report.changes import since
from harmstats.report.render import render
from samples import ROOT

EXAMPLE = ROOT / "reports" / "stalking-in-figures.md"


@pytest.fixture
def report(tmp_path):
    """Write a report and return its path."""

    def write(text, name="r.md"):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return write


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


def test_since_tells_what_was_not_yet_published(report):
    path = report('A. {{ value("prc-stalking-8q", "YE Mar 2025") }} offences.')
    (change,) = since(path, "2023-01-31")
    assert change.why == "not yet published then"
    assert change.before == "[not yet published] offences."


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


def test_the_same_report_gives_the_same_bytes(report, tmp_path):
    path = report('# T\n\n{{ sentence("prc-stalking-8q", "YE Mar 2022") }}\n')
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
        '{{ change("prc-stalking-and-harassment", "YE Mar 2020", "YE Mar 2022", accept="<img src=x onerror=y>") }}\n'
    )
    render(path, out=tmp_path / "r.html")
    page = (tmp_path / "r.html").read_text(encoding="utf-8")
    assert "<script" not in page
    assert "<b " not in page
    assert "<img" not in page
    assert "&lt;img src=x onerror=y&gt;" in page
    render(path, out=tmp_path / "r.docx")
    document = zipfile.ZipFile(tmp_path / "r.docx").read("word/document.xml").decode()
    assert "&lt;script&gt;" in document


REFUSED = 'x\n\n{{ change("prc-stalking-and-harassment", "YE Mar 2020", "YE Jun 2022") }}'
BROKEN = {
    "comparison across a break": (REFUSED, "r.md line 3: the change of .* is not like for like \\(Coercive control"),
    "series misspelt": ('{{ value("prc-stalkin-8q", "YE Mar 2022") }}', "line 1: series 'prc-stalkin-8q' is not known"),
    "no such period": ('{{ value("prc-stalking-8q", "YE Mar 1999") }}', "line 1: .* has no figure for YE Mar 1999"),
    "expression misspelt": ('{{ valeu("a", "b") }}', "line 1: 'valeu' is undefined. Did you mean 'value'"),
    "broken template": ("a\n{% if %}", "r.md line 2: "),
    "unclosed expression": ("a\n{{ value(", "r.md line 2: "),
    "missing argument": (
        '{{ value("prc-stalking-8q") }}',
        r'line 1: value lacks period; write it like value\("SERIES", "PERIOD"\)',
    ),
    "number for text": ("{{ value(1, 2) }}", "line 1: value takes text in quotes, which 1 is not; write it like"),
    "too many": ('{{ value("a", "b", "c") }}', "line 1: value is given too much; write it like"),
    "word given twice": ('{{ value("a", "b", series="c") }}', "line 1: value is given series twice; write it like"),
    "word misspelt": (
        '{{ value("a", "b", geograhy="c") }}',
        "line 1: value knows no 'geograhy', only series, period, .*Did you mean 'geography'",
    ),
    "control character": ("a\x07b", r"r\.md: holds the unseen character U\+0007"),
    "turned text": ("a\u202eb", r"r\.md: holds the unseen character U\+202E"),
    "control character in a title": (
        '{{ chart("prc-stalking-8q", ending="March", title="a\\x01b") }}',
        r"line 1: holds the unseen character U\+0001",
    ),
    "note with a number of its own": ("a[^1]\n\n[^1]: b", r"r\.md: note \[\^1\]: numbers belong to the expressions"),
    "no width": ('{{ chart("prc-stalking-8q", ending="March", width="0%") }}', "line 1: width '0%' is not like 60%"),
    "unknown form": ('{{ value("prc-stalking-8q", "YE Mar 2022", form="x") }}', "form 'x' is not known"),
    "include that is not there": ('{% include "no.md" %}', "includes 'no.md', which is not beside it"),
    "include outside the folder": ('{% include "../secret.md" %}', "which is not beside it"),
    "include of itself": ('{% include "r.md" %}', "circular include: r.md -> r.md"),
    "way out of the sandbox": ("{{ ''.__class__.__mro__ }}", "line 1: access to attribute '__class__'"),
    "endless range": ("{% for i in range(10000000) %}{{ i }}{% endfor %}", "line 1: Range too big"),
    "five lines in a chart": (
        '{{ chart("prc-stalking-8q", "prc-harassment-8l", "prc-malicious-communications-8r", '
        '"prc-controlling-coercive-8u", "prc-threats-to-kill-3b") }}',
        "5 categories in one set of axes",
    ),
    "picture of another folder": ("![x](/etc/hostname)", "picture '/etc/hostname': must be a file in the folder"),
    "picture above the folder": ("![x](../x.png)", "picture '../x.png': must be a file in the folder"),
    "picture on the web": ("![x](https://example.org/x.png)", "must be a file in the folder of the report"),
    "script in a link": ("[x](javascript:alert)", "link to 'javascript:alert': must lead to http"),
    "arithmetic": ("{{ 3 * 4 }}", "line 1: '\\*' calculates"),
    "arithmetic on a figure": ('{{ value("prc-stalking-8q", "YE Mar 2025") | int }}', "line 1: 0 is not text"),
    "piece of a figure": ('{{ value("prc-stalking-8q", "YE Mar 2025")[:3] }}', "was changed after"),
    "figure changed": ('{{ value("prc-stalking-8q", "YE Mar 2025") | replace("1", "2") }}', "was changed after"),
    "expression without brackets": ("{{ value }}", "line 1: an expression without brackets"),
    "blank words of acceptance": (
        '{{ change("prc-stalking-and-harassment", "YE Mar 2020", "YE Mar 2022", accept=" ") }}',
        "is not like for like",
    ),
    "small number in thousands": (
        '{{ value("charge-share-of-assigned-stalking-8q", "YE Mar 2022", form="thousands") }}',
        "form 'thousands' does not fit",
    ),
    "month misspelt": ('{{ latest("prc-stalking-8q", "Mrach") }}', "line 1: 'Mrach' is not a month.*'March'"),
    "undated figure in a chart": ('{{ chart("helpline-relationship") }}', "line 1: .*has no"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_each_way_to_fail_is_one_line(report, tmp_path, cli, name):
    text, words = BROKEN[name]
    path, out = report(text), tmp_path / "out" / "r.html"
    out.parent.mkdir()
    code, printed, err = cli("report", path, "--out", out)
    assert (code, printed) == (2, "")
    assert err.count("\n") == 1
    assert re.search(words, err), err
    assert str(tmp_path) not in err
    assert not [p for p in out.parent.rglob("*") if p.is_file()]


def test_a_report_is_never_written_over_itself(report):
    path = report("{% include 'b.md' %}")
    part = report("b", "b.md")
    for out in (path, part):
        with pytest.raises(HarmstatsError, match="is the report itself or a part of it"):
            render(path, out=out)
    assert part.read_text(encoding="utf-8") == "b"


def test_charts_stay_only_beside_a_markdown_report(report, tmp_path):
    path = report('{{ chart("prc-stalking-8q", ending="March") }}')
    out = tmp_path / "new" / "folder"
    render(path, out=out / "r.html")
    assert [p.name for p in out.iterdir()] == ["r.html"]
    text = render(path, out=out / "r.md")
    assert (out / re.search(r"\]\((.*?)\)", text)[1]).is_file()


def test_attributes_are_text(report, tmp_path):
    path = report("# T {onclick=x}\n\n[a]{style=y} `b`{onclick=z}\n\n::: {onclick=w}\nc\n:::\n")
    render(path, out=tmp_path / "r.html")
    assert not re.search(r"<[^>]*\s(onclick|style)=", (tmp_path / "r.html").read_text(encoding="utf-8"))


def test_a_small_base_gives_no_percentage(report):
    """Home Office, 23 April 2026: 7 stalking offences at British Transport Police, then 14."""
    text = 'It {{ change("prc-stalking-8q", "YE Dec 2015", "YE Mar 2016", geography="British Transport Police") }}.'
    assert render(report(text)).startswith("It rose from 7 to 14[^1].")


def test_an_accepted_change_names_what_lies_between_in_its_note(report):
    text = render(report(REFUSED.replace(") }}", ', accept="as the newspapers did") }}')))
    assert "(not like for like: as the newspapers did)[^1]" in text
    assert re.search(r"^\[\^1\]: .*Between the two figures: Coercive control", text, re.M)


def test_a_circle_of_two(report):
    path = report('{% include "b.md" %}')
    report('{% include "r.md" %}', "b.md")
    with pytest.raises(HarmstatsError, match=re.escape("circular include: r.md -> b.md -> r.md")):
        render(path)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--as-of", "2099-01-01"), "lies in the future"),
        (("--as-of", "soon"), "write it like 2023-01-31"),
        (("--out", "r.pdf"), "must end in .md, .html, .docx"),
        (("--since", "2023-01-31", "--out", "x.md"), "takes no --out"),
    ],
)
def test_bad_arguments(report, cli, words, message):
    code, _, err = cli("report", report("x"), *words)
    assert code == 2
    assert message in err


def test_a_report_that_cannot_be_read(cli, tmp_path):
    assert "cannot be read" in cli("report", tmp_path / "none.md")[2]
    (tmp_path / "x.md").write_bytes(b"\xff\xfe")
    assert "not UTF-8 text" in cli("report", tmp_path / "x.md")[2]


def test_the_page_of_the_language_names_every_expression():
    from harmstats.core.paths import data_dir
    from harmstats.core.registers import read
    from harmstats.report.expressions import Language

    text = Path(ROOT / "docs" / "reports.md").read_text(encoding="utf-8")
    for name in Language(read(data_dir())).functions:
        assert f"`{name}(" in text
