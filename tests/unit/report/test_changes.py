"""What other figures do to a report: each expression that changed, its sentence before and after, and every reason."""

import pytest

from harmstats.core.errors import HarmstatsError
from harmstats.core.registers import read
from harmstats.report.changes import Reading, changes, reading, since


def test_nothing_has_changed_since_today(report):
    assert since(report('{{ value("lost-umbrellas", "YE Mar 2021") }}'), "2026-11-24") == []


def test_each_change_tells_its_sentence_before_and_after(report):
    path = report(
        'Much was lost. In one year {{ value("lost-umbrellas", "YE Mar 2021") }} were umbrellas. What else?\n\n'
        '- Hats {{ change("lost-hats", "YE Mar 2021", "YE Mar 2022") }}.\n'
        '- {{ value("lost-hats", "YE Mar 2021") }} hats\n'
    )
    lost, rise, hats = since(path, "2021-08-01")
    assert (lost.where, lost.what) == ("r.md line 1", "value of lost-umbrellas, YE Mar 2021")
    assert lost.before == "In one year 10,400 were umbrellas."
    assert lost.after == "In one year 10,450 were umbrellas."
    assert lost.why == (
        "revised: YE Mar 2021: 10,400 (office-2021-07) is now 10,450 (office-2022-07) | "
        "status: YE Mar 2021: official, now official-revised"
    )
    assert (rise.what, rise.before) == ("change of lost-hats, YE Mar 2021 to YE Mar 2022", "Hats [not yet published].")
    assert (rise.after, rise.why) == ("Hats rose by 12.2%.", "not yet published then")
    assert (hats.where, hats.before, hats.after) == ("r.md line 4", "3,100 hats", "3,120 hats")


def test_a_table_names_new_periods_and_those_left_out(report):
    (change,) = since(report('{{ table("lost-umbrellas", ending="March") }}'), "2021-08-01")
    assert change.why.startswith("new period: YE Mar 2022 | left out: YE Mar 2017 | revised: YE Mar 2018: 11,800 (")
    assert change.before.startswith("| Period | Lost umbrellas (umbrellas) | Status | |:--|--:|:--| | YE Mar 2017 |")


def test_a_break_that_has_come_to_lie_within_is_named(report):
    (change,) = since(report('{{ chart("umbrella-pages") }}'), "2021-12-01")
    assert change.why.endswith("break that did not concern it then: No page counted twice (1 July 2020)")


def test_the_same_figure_of_a_newer_edition_is_no_change_of_its_own(report):
    """People in the middle of 2019: 2,000,000, in a newer edition 2,004,000; rounded, nothing has changed."""
    assert since(report('{{ value("population-mid-year", "30 Jun 2019", form="millions") }}'), "2021-01-01") == []


def test_a_comparison_that_is_refused_now(report):
    (change,) = since(report('It {{ change("umbrella-pages", "2019", "2020") }}.'), "2021-12-01")
    assert change.before == "It rose by 34.6%."
    assert change.after == "It [refused]."
    assert change.why.startswith(
        "now refused: the change of umbrella-pages from 2019 to 2020 is not like for like (No page"
    )
    (accepted,) = since(report('It {{ change("umbrella-pages", "2019", "2020", accept="as printed") }}.'), "2021-12-01")
    assert accepted.why.startswith("now refused: a break lies between the two figures | revised: YE Dec 2020")


def test_an_expression_that_is_set_and_never_shown_is_told_by_what_it_gave(report):
    (change,) = since(report('{% set x = value("lost-umbrellas", "YE Mar 2021") %}Nothing.'), "2021-08-01")
    assert (change.before, change.after) == ("10,400", "10,450")


def test_charts_on_lines_of_their_own_are_told_apart(report):
    text = '{{ chart("lost-umbrellas", ending="March") }}\n{{ chart("lost-hats") }}\n'
    umbrellas, hats = since(report(text), "2021-08-01")
    assert "hats" not in umbrellas.after
    assert "umbrellas" not in hats.after


def test_a_report_that_takes_another_way_through_its_text(report, small):
    text = '{% if latest("lost-hats") == "YE Mar 2021" %}{{ value("lost-hats", "YE Mar 2021") }}{% endif %}'
    with pytest.raises(HarmstatsError, match="holds 1 expressions on 2021-08-01 and 0 today; compare by eye"):
        since(report(text), "2021-08-01")
    registers = read(small)
    before = reading(report(text), registers, as_of=registers.edition("office-2021-07").published)
    (change,) = changes(before, reading(report(text), registers))
    assert (change.before, change.after) == ("1 expressions", "0 expressions")


def test_a_report_that_can_no_longer_be_rendered_is_told(small):
    registers = read(small)
    failed = Reading("r.md", registers, failure="r.md line 3: gone")
    (change,) = changes(Reading("r.md", registers), failed)
    assert (change.where, change.after, change.why) == ("r.md", "cannot be rendered", "r.md line 3: gone")
    assert changes(failed, failed) == []
