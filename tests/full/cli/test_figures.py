"""Figures, comparisons and editions as the commands print them: what was published, by whom, with which caveat."""

import json

from harmstats.cli.printing import FIGURE_KEYS

GROUP = "prc-stalking-and-harassment"


def test_show_lists_every_edition_with_its_source(cli):
    code, out, _ = cli("show", GROUP, "--period", "YE Mar 2020", "--edition", "all", "--json")
    document = json.loads(out)
    assert code == 0
    values = {figure["edition"]: figure["value"] for figure in document["figures"]}
    assert {494950, 494907, 494906} <= set(values.values())
    for figure in document["figures"]:
        assert tuple(figure) == FIGURE_KEYS
        assert document["sources"][figure["source"]]["title"]
    assert values["ho-prc-open-2026-04"] == 494906


def test_show_for_people(cli):
    code, out, _ = cli("show", GROUP, "--period", "YE Jun 2022", "--edition", "all")
    assert code == 0
    assert "715,785  official-revised  19 October 2023" in out
    assert "714,604  official-revised  23 April 2026" in out
    assert "Police recorded crime shows what police recorded, not how much happened." in out
    assert "Home Office: Police recorded crime open data" in out


def test_show_says_where_the_scope_differs(cli):
    _, out, _ = cli("show", GROUP, "--period", "YE Dec 2019", "--edition", "all")
    (line,) = [line for line in out.splitlines() if "460,351" in line]
    assert "without Greater Manchester" in line
    assert "1 July 2019: Greater Manchester Police sent no figures" in " ".join(out.split())


def test_show_by_place_and_breakdown(cli):
    _, out, _ = cli("show", GROUP, "--period", "YE Mar 2025", "--geography", "met", "--json")
    assert [f["geography"] for f in json.loads(out)["figures"]] == ["Metropolitan Police"]
    _, out, _ = cli("show", GROUP, "--period", "YE Mar 2025", "--geography", "all", "--json")
    assert len(json.loads(out)["figures"]) == 45
    args = ("show", "psni-stalking-and-harassment-victims", "--period", "YE Mar 2026", "--breakdown")
    _, out, _ = cli(*args, "gender=female", "--json")
    assert [f["breakdown"] for f in json.loads(out)["figures"]] == ["gender=female"]
    code, _, err = cli(*args, "gender=femal")
    assert code == 2
    assert "Did you mean 'gender=female'?" in err


def test_compare_refuses_with_exit_1(cli):
    code, out, _ = cli("compare", GROUP, "YE Mar 2020", "YE Jun 2022", "--json")
    found = json.loads(out)
    assert code == 1
    assert set(found) >= {"from", "to", "change", "percent_change", "comparable", "reasons", "nearest"}
    assert found["comparable"] is False
    assert round(found["percent_change"], 1) == 44.4
    assert [set(reason) >= {"kind", "date", "note", "source"} for reason in found["reasons"]] == [True, True]
    assert {reason["date"] for reason in found["reasons"]} == {"2020-04-01"}
    assert (found["nearest"]["from"], found["nearest"]["to"]) == ("YE Mar 2021", "YE Jun 2022")
    assert round(found["alternatives"][0]["percent_change"]) == 36


def test_compare_for_people(cli):
    code, out, _ = cli("compare", GROUP, "YE Mar 2020", "YE Jun 2022")
    text = " ".join(out.split())
    assert code == 1
    for words in (
        "(+44.4%) is arithmetic only: the two figures are not like for like",
        "1 April 2020, scope: Coercive control added.",
        "1 April 2020, counting rule: Ex-partner rule.",
        "Nearest valid comparison: Stalking and harassment offences (group) recorded by the police rose from 630,195",
        "(+35.9%)",
        "[ons-appendix-ye-sep-2022] Office for National Statistics",
    ):
        assert words in text


def test_compare_gives_other_reasons_on_another_day(cli):
    words = ("compare", GROUP, "YE Jun 2019", "YE Dec 2019", "--json")
    then_code, then, _ = cli(*words, "--as-of", "2020-06-30")
    now_code, now, _ = cli(*words)
    assert (then_code, now_code) == (1, 0)
    assert "coverage" in {reason["kind"] for reason in json.loads(then)["reasons"]}
    assert "coverage" not in {reason["kind"] for reason in json.loads(now)["reasons"]}


def test_series_and_editions(cli):
    _, out, _ = cli("series", "stalking", "scotland", "--json")
    assert "scot-stalking" in [row["series"] for row in json.loads(out)["series"]]
    _, out, _ = cli("editions", "home-office-recorded-crime", "--json")
    found = json.loads(out)["editions"]
    assert [row["edition"] for row in found] == ["ho-prc-open-2018", "ho-prc-open-2023-10", "ho-prc-open-2026-04"]
    _, out, _ = cli("editions")
    assert "by 30 January 2026" in out
    _, out, _ = cli("editions", "ons-appendix-offences", "--as-of", "2023-02-01")
    assert [line.split()[1] for line in out.splitlines()] == ["ons-appendix-ye-sep-2022"]
