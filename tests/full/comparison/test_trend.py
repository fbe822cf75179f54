"""Trends by comparable stretches, with what the command line says of them."""

import json

import pytest

from harmstats import index, trend
from harmstats.core.errors import HarmstatsError, NotFound

GROUP = "prc-stalking-and-harassment"


def test_the_stretches_of_recorded_stalking():
    found = trend("prc-stalking-8q", start="YE Mar 2015", end="YE Mar 2025")
    spans = [(c.earlier["period"], c.later["period"]) for c in found.changes]
    assert spans == [("YE Mar 2015", "YE Mar 2018"), ("YE Mar 2019", "YE Mar 2020"), ("YE Mar 2021", "YE Mar 2025")]
    assert all(c.comparable for c in found.changes)
    assert found.figures["period"].tolist()[0] == "YE Mar 2015"


def test_a_trend_shows_one_vintage_of_a_figure():
    """Charged of stalking, year ending March 2016: 22.0 in the edition shown, 22.9 in one of 40 forces only."""
    found = trend("charge-share-of-assigned-stalking-8q")
    shown = found.figures.set_index("period")
    assert shown.loc["YE Mar 2016", "value"].round(1) == 22.0
    assert not any("YE Mar 2016" in (change.earlier["period"], change.later["period"]) for change in found.changes)
    for change in found.changes:
        assert change.earlier["value"] == shown.loc[change.earlier["period"], "value"]
        assert change.later["value"] == shown.loc[change.later["period"], "value"]


def test_the_document_numbers_its_stretches(cli):
    document = json.loads(cli("trend", "prc-stalking-8q", "--from", "YE Mar 2015", "--to", "YE Mar 2025", "--json")[1])
    numbers = [figure["stretch"] for figure in document["figures"]]
    assert numbers == [figure["segment"] for figure in document["figures"]] == [0, 0, 0, 0, 1, 1, 2, 2, 2, 2, 2]
    assert [(row["from"], row["to"], row["axis"]) for row in document["stretches"]] == [
        ("YE Mar 2015", "YE Mar 2018", "years ending March"),
        ("YE Mar 2019", "YE Mar 2020", "years ending March"),
        ("YE Mar 2021", "YE Mar 2025", "years ending March"),
    ]
    assert [row["change"] for row in document["stretches"]] == [row["change"] for row in document["changes"]]
    alone = json.loads(cli("trend", "iwf-reports-confirmed", "--from", "2015", "--to", "2015", "--json")[1])
    (row,) = alone["stretches"]
    assert (row["from"], row["to"], row["change"], row["percent_change"], row["reasons"]) == (
        "YE Dec 2015", "YE Dec 2015", None, None, [],
    )  # fmt: skip


def test_a_trend_as_known_on_a_day():
    found = trend(GROUP, start="YE Mar 2021", end="YE Mar 2022", as_of="2023-01-31")
    assert found.figures["value"].tolist() == [629741, 718480]


@pytest.mark.parametrize(
    ("given", "error", "message"),
    [
        ({"start": "YE Mar 2015", "end": "2020"}, HarmstatsError, "are periods of different kinds"),
        ({"start": "YE Mar 2040"}, NotFound, "between these periods"),
        ({"breakdown": "x=y"}, NotFound, "no dated figure"),
        ({"geography": "Atlantis"}, NotFound, "is not known"),
    ],
)
def test_bad_input(given, error, message):
    with pytest.raises(error, match=message):
        trend("prc-stalking-8q", **given)


def test_trend_on_the_command_line(cli):
    code, out, _ = cli("trend", "prc-stalking-8q", "--from", "YE Mar 2015", "--to", "YE Mar 2025", "--json")
    document = json.loads(out)
    assert code == 0
    assert [c["percent_change"] is not None for c in document["changes"]] == [True] * 3
    code, out, _ = cli("trend", "prc-stalking-8q", "--from", "YE Mar 2015", "--to", "YE Mar 2025")
    assert "Not told across:" in out
    assert "1 April 2020: Ex-partner rule." in out


def test_slopes_of_the_stretches_on_the_command_line(cli):
    code, out, _ = cli("trend", "prc-stalking-8q", "--from", "YE Mar 2015", "--to", "YE Mar 2025", "--json")
    document = json.loads(out)
    assert code == 0
    rows = [(row["from"], row["points"], round(row["annual_percent_change"], 1)) for row in document["slopes"]]
    assert rows == [("YE Mar 2015", 4, 54.2), ("YE Mar 2021", 5, 7.3)]
    assert document["slopes"][1]["low"] < document["slopes"][1]["annual_percent_change"]
    (refused,) = document["refusals"]
    assert refused["reason"] == "a slope needs four points; YE Mar 2019 to YE Mar 2020 has 2."
    assert (refused["segment"], refused["from"], refused["points"]) == (1, "YE Mar 2019", 2)
    assert document["changes"][0]["interval"]["percent_low"] < document["changes"][0]["percent_change"]
    _, out, _ = cli("trend", "prc-stalking-8q", "--from", "YE Mar 2015", "--to", "YE Mar 2025")
    text = " ".join(out.split())
    assert "YE Mar 2021 to YE Mar 2025: +7.3% a year (95% interval +2.8% to +12.0%); quasi-Poisson through 5" in text
    assert "No slope: a slope needs four points; YE Mar 2019 to YE Mar 2020 has 2." in text


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("prc-stalking-and-harassment-rate", "--from", "YE Mar 2003"), "No slope: a rate has no model without its"),
        (("csew-stalking-any", "--breakdown", "age=16 to 59;sex=female"), "No slope: a percentage without counts"),
        (("population-mid-year",), "No slope: a slope is fitted to months, quarters or years; 30 Jun 2001 is none."),
        (("spo-applied",), "none is fitted; a slope needs four points in one stretch"),
    ],
)
def test_why_there_is_no_slope_in_one_line(cli, words, said):
    _, out, err = cli("trend", *words)
    assert said in " ".join(out.split())
    assert err == ""


def test_a_comparison_has_its_interval_or_says_why_not(cli):
    _, out, _ = cli("compare", "prc-stalking-8q", "YE Mar 2024", "YE Mar 2025")
    assert "95% interval of the change: +4.5% to +6.1% (variation if counts were Poisson" in " ".join(out.split())
    _, out, _ = cli("compare", "prc-stalking-8q", "YE Mar 2024", "YE Jun 2024")
    assert "No interval of the change: YE Mar 2024 and YE Jun 2024 share months" in " ".join(out.split())
    _, out, _ = cli("compare", GROUP, "YE Mar 2020", "YE Jun 2022")
    assert "95% interval of the change: +13.0% to +13.8%" in " ".join(out.split())
    _, out, _ = cli("compare", GROUP, "YE Mar 2020", "YE Jun 2022", "--json")
    document = json.loads(out)
    assert document["interval"] is None
    assert "not like for like" in document["no_interval"]
    _, out, _ = cli("compare", "charge-share-of-assigned-stalking-8q", "YE Mar 2021", "YE Mar 2022", "--json")
    interval = json.loads(out)["interval"]
    assert (interval["unit"], interval["confidence"]) == ("percentage points", 0.95)
    assert interval["low"] < json.loads(out)["change"] < interval["high"]


def test_index_stays_in_the_segment_of_its_base():
    figures = trend("prc-stalking-8q", start="YE Mar 2015", end="YE Mar 2025").figures
    found = index(figures, "YE Mar 2021")
    assert found["period"].tolist() == [f"YE Mar {year}" for year in range(2021, 2026)]
    assert found["index"].iloc[0] == 100
    assert found["base"].unique().tolist() == ["YE Mar 2021"]
    assert "no figure for YE Mar 2014" in index(figures, "YE Mar 2014").reason
    assert "cannot be set to 100" in index(figures.assign(value=0.0), "YE Mar 2021").reason
