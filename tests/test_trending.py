"""Trends by comparable stretches, and what one edition says otherwise than another."""

import json

import pytest

from harmstats import diff, trend
from harmstats.core.errors import HarmstatsError, NotFound

GROUP = "prc-stalking-and-harassment"


def test_the_stretches_of_recorded_stalking():
    found = trend("prc-stalking-8q", start="YE Mar 2015", end="YE Mar 2025")
    spans = [(c.earlier["period"], c.later["period"]) for c in found.changes]
    assert spans == [("YE Mar 2015", "YE Mar 2018"), ("YE Mar 2019", "YE Mar 2020"), ("YE Mar 2021", "YE Mar 2025")]
    assert all(c.comparable for c in found.changes)
    assert found.figures["period"].tolist()[0] == "YE Mar 2015"


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
        (("iwf-reports-confirmed",), "differ in what they cover and may not be compared throughout"),
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


def test_two_editions_of_the_appendix_tables(cli):
    """ONS, October 2025 and January 2026: the year ending March 2022 of the group, 717,657 and 716,824."""
    found = diff("ons-appendix-ye-jun-2025", "ons-appendix-ye-sep-2025")
    row = found.changes[(found.changes["series"] == GROUP) & (found.changes["period"] == "YE Mar 2022")]
    (row,) = row[row["breakdown"] == ""].to_dict("records")
    assert (row["old"], row["new"], row["change"]) == (717657, 716824, -833)
    sizes = found.changes["percent_change"].abs()
    assert sizes.isna().sum() == 2  # rose from 0, and stand last
    assert sizes.fillna(-1).is_monotonic_decreasing
    code, out, _ = cli("diff", "ons-appendix-ye-jun-2025", "ons-appendix-ye-sep-2025", "--json")
    document = json.loads(out)
    assert code == 0
    assert set(document) >= {"from", "to", "changes", "appeared", "disappeared"}
    assert len(document["changes"]) == len(found.changes)


def test_editions_of_different_tables_are_not_compared(cli):
    code, _, err = cli("diff", "iwf-ar-2023", "ons-appendix-ye-jun-2025")
    assert code == 2
    assert "have no table in common" in err
