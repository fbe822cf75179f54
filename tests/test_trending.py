"""Trends by comparable stretches, and what one edition says otherwise than another."""

import json

import pytest

from harmstats import diff, trend
from harmstats.errors import HarmstatsError, NotFound

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


def test_two_editions_of_the_appendix_tables(cli):
    """ONS, October 2025 and January 2026: the year ending March 2022 of the group, 717,657 and 716,824."""
    found = diff("ons-appendix-ye-jun-2025", "ons-appendix-ye-sep-2025")
    row = found.changes[(found.changes["series"] == GROUP) & (found.changes["period"] == "YE Mar 2022")]
    (row,) = row[row["breakdown"] == ""].to_dict("records")
    assert (row["old"], row["new"], row["change"]) == (717657, 716824, -833)
    sizes = found.changes["percent_change"].abs().fillna(float("inf")).tolist()
    assert sizes == sorted(sizes, reverse=True)
    code, out, _ = cli("diff", "ons-appendix-ye-jun-2025", "ons-appendix-ye-sep-2025", "--json")
    document = json.loads(out)
    assert code == 0
    assert set(document) >= {"from", "to", "changes", "appeared", "disappeared"}
    assert len(document["changes"]) == len(found.changes)


def test_editions_of_different_tables_are_not_compared(cli):
    code, _, err = cli("diff", "ons-appendix-ye-jun-2025", "iwf-ar-2023")
    assert code == 2
    assert "have no table in common" in err
