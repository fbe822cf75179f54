"""A report is rendered whole, or stops with one line that says where and why."""

import re

import pytest

from harmstats.core.errors import HarmstatsError
from harmstats.core.registers import read
from harmstats.report.expressions import Language
from harmstats.report.render import render
from samples import ROOT


def test_expressions_become_text_with_notes_and_references(report):
    text = render(report('# Lost\n\nThere were {{ value("lost-umbrellas", "YE Mar 2021") }} umbrellas.\n'))
    assert text.splitlines()[2] == "There were 10,450[^1] umbrellas."
    assert text.splitlines()[5:-2] == [
        "[^1]: Police recorded crime shows what police recorded, not how much happened. Not comparable with periods "
        "before 1 April 2017 \\(Children count\\). Reference 1 (Table U1).",
        "",
        "## References",
        "",
        "1. Example Office: *Lost things, year ending March 2022*, 20 July 2022, edition office-2022-07, Open "
        "Government Licence v3.0. <https://example.org/lost-2022> (accessed 20 November 2026)",
    ]
    assert text.endswith(
        "from harmstats. Contains public sector information licensed under the Open Government Licence v3.0 "
        "(Example Office).\n"
    )


@pytest.mark.parametrize(("day", "value"), [("2021-08-01", "10,400"), ("2022-08-01", "10,450")])
def test_a_figure_is_that_of_the_day_as_known(report, day, value):
    text = render(report('{{ value("lost-umbrellas", "YE Mar 2021") }}'), as_of=day)
    assert text.startswith(f"{value}[^1]")
    assert f"As known on 1 August {day[:4]}, from harmstats." in text


@pytest.mark.parametrize(
    ("expression", "text"),
    [
        ('value("lost-umbrellas", "YE Mar 2021", form="thousands")', "10 thousand[^1]"),
        ('value("population-mid-year", "30 Jun 2019", form="millions")', "2 million[^1]"),
        ('value("umbrella-return-share", "YE Mar 2022", form="whole")', "7%[^1]"),
        ('value("lost-umbrellas", "Oct-Dec 2021", geography="Northshire")', "1,700[^1]"),
        ('change("lost-umbrellas", "YE Mar 2021", "YE Mar 2022")', "rose by 23.4%[^1]"),
        ('change("umbrella-trials", "2020", "2021", geography="Northshire")', "rose from 0 to 12[^1]"),
        ('cite("lost-umbrellas", "YE Mar 2021")', "[^1]"),
        ('latest("lost-umbrellas", "June")', "YE Jun 2022"),
        (
            'sentence("umbrella-return-share", "YE Mar 2022")',
            "Umbrellas returned, share of outcomes assigned: 7.14% in England and Wales in the year ending March 2022 "
            "\\(95% interval 6.65 to 7.67%; 700 of 9,800\\).[^1]",
        ),
    ],
)
def test_what_an_expression_gives(report, expression, text):
    assert render(report(f"{{{{ {expression} }}}}")).splitlines()[0] == text


def test_a_table_holds_the_last_five_years_or_those_named(report):
    text = render(report('{{ table("lost-umbrellas", ending="March") }}'))
    assert text.splitlines()[:7] == [
        "| Period | Lost umbrellas (umbrellas) | Status |",
        "|:--|--:|:--|",
        "| YE Mar 2018 | 11,850[^1] | revised |",
        "| YE Mar 2019 | 12,350[^2] | revised |",
        "| YE Mar 2020 | 12,720^1^ | revised |",
        "| YE Mar 2021 | 10,450^1^ | revised |",
        "| YE Mar 2022 | 12,930[^3] |  |",
    ]
    named = render(report('{{ table("lost-umbrellas", "Jul-Sep 2021", geography="Southshire") }}'))
    assert named.splitlines()[2:4] == ["| Jul-Sep 2021 | 1,500[^1] |  |", ""]


def test_a_chart_stands_as_its_text_alternative_where_none_is_written(report):
    text = render(report('{{ chart("umbrella-pages") }}'))
    assert text.startswith("Chart: Line chart of webpages about umbrellas confirmed, World, YE Dec 2018 to YE Dec 2021")
    assert re.findall(r"^\d\. Example Charity: \*(.*)\*", text, re.M) == ["Annual report 2019", "Annual report 2021"]


def test_an_accepted_change_names_what_lies_between_in_its_note(report):
    text = render(report(REFUSED.replace(") }}", ', accept="as the newspapers did") }}')))
    assert "rose by 6.7% (not like for like: as the newspapers did)[^1]" in text
    assert re.search(r"^\[\^1\]: .*Between the two figures: Hats enter the group\. Reference 1 and 2", text, re.M)


def test_an_expression_that_is_set_and_shown_twice_keeps_its_note(report):
    text = render(report('{% set lost = value("lost-umbrellas", "YE Mar 2021") %}First {{ lost }}, then {{ lost }}.'))
    assert text.startswith("First 10,450[^1], then 10,450[^1].")


def test_a_part_beside_the_report_is_included(report):
    report('{{ value("lost-umbrellas", "YE Mar 2021") }} lost', "part.md")
    assert render(report('Of {% include "part.md" %}.')).startswith("Of 10,450[^1] lost.")


REFUSED = 'x\n\n{{ change("lost-things", "YE Mar 2020", "YE Mar 2021") }}'
BROKEN = {
    "comparison across a break": (
        REFUSED,
        "r.md line 3: the change of .* is not like for like \\(Hats enter the group",
    ),
    "series misspelt": ('{{ value("lost-umbrela", "YE Mar 2022") }}', "line 1: series 'lost-umbrela' is not known"),
    "no such period": ('{{ value("lost-umbrellas", "YE Mar 1999") }}', "line 1: .* has no figure for YE Mar 1999"),
    "expression misspelt": ('{{ valeu("a", "b") }}', "line 1: 'valeu' is undefined. Did you mean 'value'"),
    "broken template": ("a\n{% if %}", "r.md line 2: "),
    "unclosed expression": ("a\n{{ value(", "r.md line 2: "),
    "missing argument": (
        '{{ value("lost-umbrellas") }}',
        r'line 1: value lacks period; write it like value\("SERIES", "PERIOD"\)',
    ),
    "number for text": ("{{ value(1, 2) }}", "line 1: value takes text in quotes, which 1 is not; write it like"),
    "too many": ('{{ value("a", "b", "c") }}', "line 1: value is given too much; write it like"),
    "word given twice": ('{{ value("a", "b", series="c") }}', "line 1: value is given series twice; write it like"),
    "word misspelt": (
        '{{ value("a", "b", geograhy="c") }}',
        "line 1: value knows no 'geograhy', only series, period, .*Did you mean 'geography'",
    ),
    "filter without what it needs": (
        '{{ value("lost-umbrellas", "YE Mar 2022") | replace }}',
        r"line 1: \{\{ value\(.*\) \| replace \}\} cannot be worked out: a filter or a call lacks what it needs",
    ),
    "entry of an empty list": ("{{ [].pop() }}", r"line 1: \{\{ \[\]\.pop\(\) \}\} cannot be worked out"),
    "control character": ("a\x07b", r"r\.md: holds the unseen character U\+0007"),
    "turned text": ("a\u202eb", r"r\.md: holds the unseen character U\+202E"),
    "control character in a title": (
        '{{ chart("lost-umbrellas", ending="March", title="a\\x01b") }}',
        r"line 1: holds the unseen character U\+0001",
    ),
    "note with a number of its own": ("a[^1]\n\n[^1]: b", r"r\.md: note \[\^1\]: numbers belong to the expressions"),
    "no width": ('{{ chart("lost-umbrellas", ending="March", width="0%") }}', "line 1: width '0%' is not like 60%"),
    "unknown form": ('{{ value("lost-umbrellas", "YE Mar 2022", form="x") }}', "form 'x' is not known"),
    "include that is not there": ('{% include "no.md" %}', "includes 'no.md', which is not beside it"),
    "include outside the folder": ('{% include "../secret.md" %}', "which is not beside it"),
    "include of itself": ('{% include "r.md" %}', "circular include: r.md -> r.md"),
    "include by a name that is worked out": (
        '{% set n = "b.md" %}{% include n %}',
        "must name its file in plain words",
    ),
    "way out of the sandbox": ("{{ ''.__class__.__mro__ }}", "line 1: access to attribute '__class__'"),
    "endless range": ("{% for i in range(10000000) %}{{ i }}{% endfor %}", "line 1: Range too big"),
    "five lines in a chart": (
        '{{ chart("lost-umbrellas", "lost-things", "lost-things-without-hats", "lost-hats", "lost-umbrellas-rate", '
        'ending="March") }}',
        "5 categories in one set of axes",
    ),
    "picture of another folder": ("![x](/etc/hostname)", "picture '/etc/hostname': must be a file in the folder"),
    "picture above the folder": ("![x](../x.png)", "picture '../x.png': must be a file in the folder"),
    "picture on the web": ("![x](https://example.org/x.png)", "must be a file in the folder of the report"),
    "picture with more than a width": ("![x](r.md){height=3}", "picture 'r.md': only a width can be set"),
    "script in a link": ("[x](javascript:alert)", "link to 'javascript:alert': must lead to http"),
    "arithmetic": ("{{ 3 * 4 }}", "line 1: '\\*' calculates"),
    "negative": ("{{ -3 }}", "line 1: '-' calculates"),
    "arithmetic on a figure": ('{{ value("lost-umbrellas", "YE Mar 2021") | int }}', "line 1: 0 is not text"),
    "piece of a figure": ('{{ value("lost-umbrellas", "YE Mar 2021")[:3] }}', "was changed after"),
    "figure changed": ('{{ value("lost-umbrellas", "YE Mar 2021") | replace("1", "2") }}', "was changed after"),
    "expression without brackets": ("{{ value }}", "line 1: an expression without brackets"),
    "blank words of acceptance": (REFUSED.replace(") }}", ', accept=" ") }}'), "is not like for like"),
    "small number in thousands": (
        '{{ value("umbrella-return-share", "YE Mar 2022", form="thousands") }}',
        "form 'thousands' does not fit 7.14%; write exact or whole",
    ),
    "month misspelt": ('{{ latest("lost-umbrellas", "Mrach") }}', "line 1: 'Mrach' is not a month.*'March'"),
    "undated figure in a chart": ('{{ chart("hat-study") }}', "line 1: .*has no year for Scotland"),
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


def test_the_page_of_the_language_names_every_expression(small):
    text = (ROOT / "docs" / "reports.md").read_text(encoding="utf-8")
    for name in Language(read(small)).functions:
        assert f"`{name}(" in text
