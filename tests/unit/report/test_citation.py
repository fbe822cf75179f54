"""What is printed of a figure and of a comparison, and what stands beside it."""

import pytest

from harmstats import cite
from harmstats.core.errors import HarmstatsError, NotFound
from harmstats.report.citation import Citation


def test_a_figure_its_caveats_its_source_and_what_is_owed_to_whom():
    cited = cite("lost-umbrellas", "YE Mar 2021")
    assert cited.text().split("\n\n") == [
        "Umbrellas lost recorded by the police: 10,450 in England and Wales in the year ending March 2021.",
        "Police recorded crime shows what police recorded, not how much happened. "
        "Not comparable with periods before 1 April 2017 (Children count).",
        "Example Office: Lost things, year ending March 2022, 20 July 2022, edition office-2022-07; Table U1, "
        "Open Government Licence v3.0. https://example.org/lost-2022 (accessed 20 November 2026)",
        "Contains public sector information licensed under the Open Government Licence v3.0 (Example Office). "
        "Taken from harmstats 0.1.0.",
    ]


def test_who_counted_stands_before_who_reports_it():
    cited = cite("umbrella-calls", "2018")
    assert cited.caveats == ("Second-hand: read where somebody else reports it.",)
    assert cited.reference().startswith("Example Charity, as reported by The Example Post: Ten thousand umbrellas")


def test_a_figure_as_known_on_a_day():
    then, now = (cite("lost-umbrellas", "YE Mar 2021", as_of=day).sentence for day in ("2021-08-01", None))
    assert "10,400" in then
    assert "10,450" in now


def test_an_undated_estimate_without_an_interval():
    cited = cite("hat-study", "undated", breakdown="finder=friend")
    assert cited.sentence == "Who finds a hat (finder friend): 45% in Scotland (undated)."
    assert "An estimate from a sample; no interval is published." in cited.caveats


def test_a_refused_comparison_yields_what_can_be_printed_instead():
    cited = cite("lost-things", "YE Mar 2021", "YE Mar 2020")
    assert cited.refused
    assert cited.sentence == (
        "Umbrellas and hats lost (group) recorded by the police: 12,720 in the year ending March 2020, 13,570 in the "
        "year ending March 2021. The difference (+6.7%) is arithmetic only: the two figures are not like for like. "
        "Between them: Hats enter the group (1 April 2020). Things lost without hats fell from 12,720 in the year "
        "ending March 2020 to 10,450 in the year ending March 2021 (-17.8%). Umbrellas and hats lost (group) recorded "
        "by the police rose from 13,570 in the year ending March 2021 to 16,400 in the year ending March 2022 (+20.9%)."
    )
    # the figures, and who says that hats entered
    assert [item["id"] for item in cited.items] == ["office-2022", "office-2021"]
    assert [row["value"] for row in cited.figures] == [12720, 13570]


def test_an_allowed_comparison():
    cited = cite("lost-umbrellas", "YE Mar 2022", "YE Mar 2021")
    assert not cited.refused
    assert cited.sentence.endswith(
        "rose from 10,450 in the year ending March 2021 to 12,900 in the year ending March 2022 (+23.4%)."
    )


@pytest.mark.parametrize(
    ("words", "error", "message"),
    [
        (("lost-umbrelas", "YE Mar 2021"), NotFound, "Did you mean 'lost-umbrellas'"),
        (("lost-umbrellas", "YE Mar 1999"), NotFound, "has no figure for YE Mar 1999"),
        (("lost-umbrellas", "soon"), NotFound, "is not understood"),
        (("hat-survey", "YE Mar 2019"), NotFound, "--breakdown, one of"),
    ],
)
def test_bad_input(words, error, message):
    with pytest.raises(error, match=message):
        cite(*words)


def test_a_day_in_the_future():
    with pytest.raises(HarmstatsError, match="lies in the future"):
        cite("lost-umbrellas", "YE Mar 2021", as_of="2099-01-01")


def test_unknown_style_names_the_styles(cli):
    code, _, err = cli("cite", "lost-umbrellas", "YE Mar 2021", "--style", "vancouver")
    assert code == 2
    assert "the styles are text, markdown, bibtex, csl-json, apa, harvard" in err


def test_a_sentence_in_markdown_is_text():
    cited = Citation("a <b>*c*", ("<i>",), (), "d_e", ())
    assert cited.text("markdown").startswith("a \\<b\\>\\*c\\*\n\n\\<i\\>")
    assert cited.text("text").startswith("a <b>*c*\n\n<i>")
