"""What show and series say of published figures."""

import json

import pytest

from harmstats.store import catalogue


def test_charges_2019_20_have_four_values(cli):
    """BBC 2022: 3,620; Suzy Lamplugh Trust: 3,506; BBC 2021, 39 forces: 3,394; The Sun: 3,068."""
    args = ("show", "outcomes-stalking-8q", "--period", "YE Mar 2020", "--breakdown", "outcome=charged")
    _, out, _ = cli(*args, "--json")
    document = json.loads(out)
    (conflict,) = document["conflicts"]
    assert {f["value"] for f in conflict["figures"]} == {3620, 3506, 3394, 3068}
    assert [f["value"] for f in document["figures"]] == [3620]
    _, out, _ = cli(*args)
    assert "Sources disagree" in out
    assert "Charts use bbc-sdu-2022" in out


@pytest.mark.parametrize(
    ("series", "period", "values"),
    [
        ("iwf-reports-confirmed", "2013", {13182, 13330, 13343}),
        ("iwf-reports-assessed", "2021", {361062, 361026}),
    ],
)
def test_show_lists_all_values_where_pages_disagree(cli, series, period, values):
    _, out, _ = cli("show", series, "--period", period, "--json")
    (conflict,) = [c for c in json.loads(out)["conflicts"] if not c["breakdown"]]
    assert {f["value"] for f in conflict["figures"]} == values
    assert all(f["note"] or f["locator"] for f in conflict["figures"])


def test_undated_figures_are_shown_and_never_on_a_time_axis(cli):
    code, out, _ = cli("show", "helpline-relationship", "--period", "undated", "--json")
    figures = json.loads(out)["figures"]
    assert code == 0
    assert figures
    assert all(f["period"] == "undated" and f["period_start"] is None for f in figures)
    code, _, err = cli("show", "prc-stalking-8q", "--period", "undated")
    assert code == 2
    assert "has no undated figure" in err


def test_show_answers_for_every_kind_of_series(cli):
    """One of every publisher, kind, measure and interval."""
    for series in catalogue.series().drop_duplicates(["publisher", "kind", "measure", "interval"])["series"]:
        code, out, err = cli("show", series, "--geography", "all")
        assert code == 0, (series, err)
        assert out.startswith(catalogue.series(series).iloc[0]["title"][:20]) or out


def test_series_are_grouped_by_kind(cli):
    _, out, _ = cli("series")
    headings = [line for line in out.splitlines() if line and not line.startswith(" ")]
    assert [h.partition(" (")[0] for h in headings][:3] == [
        "Recorded by the police", "Outcomes of police investigations", "Prosecutors, courts and orders",
    ]  # fmt: skip
    assert sum(int(h.partition(" (")[2].rstrip(")")) for h in headings) == len(catalogue.series())


def test_a_survey_without_interval_says_so(cli):
    _, out, _ = cli("show", "csew-stalking-any", "--period", "YE Mar 2016")
    assert "no interval published" in out
