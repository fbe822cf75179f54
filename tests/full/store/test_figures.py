"""Vintages: what was known when, and which figure stands first."""

import pytest

from harmstats import as_of, load
from harmstats.core.errors import HarmstatsError, NotFound
from harmstats.store.figures import COLUMNS

GROUP = "prc-stalking-and-harassment"
HERE = {"geography": "England and Wales"}


def test_every_edition_of_the_year_ending_march_2020():
    found = load(GROUP, period="YE Mar 2020", edition="all", **HERE).set_index("edition")["value"]
    assert found["ons-appendix-ye-sep-2022"] == 494950  # ONS, 26 January 2023
    assert found["ons-appendix-ye-sep-2025"] == 494907  # ONS, year ending September 2025
    assert found["ho-prc-open-2026-04"] == 494906  # Home Office, 23 April 2026


@pytest.mark.parametrize(
    ("day", "value", "edition"),
    [
        ("2022-07-21", 722574, "independent-2022-07-21"),
        ("2023-01-25", 722574, "independent-2022-07-21"),
        ("2023-01-26", 718480, "ons-appendix-ye-sep-2022"),
        ("2026-04-22", 716824, "ons-appendix-ye-sep-2025"),
        ("2026-04-23", 717239, "ho-prc-open-2026-04"),
    ],
)
def test_as_of_is_the_last_edition_out_by_the_day(day, value, edition):
    found = load(GROUP, period="YE Mar 2022", as_of=day, **HERE)
    assert found[["value", "edition"]].values.tolist() == [[value, edition]]
    vintages = load(GROUP, period="YE Mar 2022", edition="all", **HERE)
    assert as_of(vintages, day)["value"].tolist() == [value]


def test_first_and_latest():
    assert load(GROUP, period="YE Mar 2022", edition="first", **HERE)["value"].tolist() == [722574]
    assert load(GROUP, period="YE Mar 2022", **HERE)["value"].tolist() == [717239]


def test_a_second_hand_figure_never_stands_before_a_publishers_own():
    """The i printed 724,000 for the year ending September 2022; ONS 719,430."""
    everything = load(GROUP, period="YE Sep 2022", edition="all", **HERE)
    assert 724000 in everything["value"].tolist()
    assert load(GROUP, period="YE Sep 2022", **HERE)["status"].tolist() != ["secondary"]
    assert load(GROUP, period="YE Sep 2022", as_of="2023-12-31", **HERE)["status"].iloc[0].startswith("official")


def test_one_figure_per_cell_and_the_promised_columns():
    found = load(GROUP)
    assert list(found.columns) == COLUMNS
    assert not found.duplicated(["series", "geography", "breakdown", "period_start", "period_end"]).any()
    assert found["value"].dtype == "float64"
    assert str(found["period_start"].dtype).startswith("datetime64")


def test_breaks_name_what_lies_inside_the_figure():
    found = load(GROUP, period="YE Jun 2020", **HERE)["breaks"].iloc[0].split(";")
    assert {"coercive-control-enters-2020", "ex-partner-group-2020"} <= set(found)
    assert load(GROUP, period="YE Mar 2012", **HERE)["breaks"].tolist() == [""]


def test_a_gap_is_named_only_for_the_editions_that_have_it():
    found = load(GROUP, period="YE Dec 2019", edition="all", **HERE).set_index("edition")
    assert found.loc["ons-pfa-ye-dec-2019", "breaks"] == "gmp-gap-2019"
    assert found.loc["ons-pfa-ye-dec-2019", "scope"] == "without Greater Manchester"
    assert found.loc["ho-prc-open-2026-04", "breaks"] == ""


def test_figures_known_to_be_wrong_are_not_there():
    """328,000 in 2015/16, and the doubled BBC outcomes of 2016/17 (10,834)."""
    assert 328000 not in load(GROUP, edition="all")["value"].tolist()
    doubled = load("outcomes-stalking-8q", period="YE Mar 2017", edition="bbc-sdu-2021-forty-forces")
    assert doubled["value"].max() < 6000
    held = load("outcomes-stalking-8q", edition="all")
    assert 10834 not in held["value"].tolist()
    gone = held[(held["geography"] == "Greater Manchester") & (held["period"] == "YE Mar 2020")]
    assert gone.empty  # noughts that mean no data


@pytest.mark.parametrize(
    ("given", "error", "words"),
    [
        ({"series": "prc-stalkin-8q"}, NotFound, "Did you mean 'prc-stalking-8q'"),
        ({"series": GROUP, "geography": "Mersyside"}, NotFound, "Did you mean 'Merseyside'"),
        ({"series": GROUP, "geography": "Scotland"}, NotFound, "no figure for Scotland; it has"),
        ({"series": GROUP, "period": "YE Mar 1999"}, NotFound, "the nearest are YE Mar 2003"),
        ({"series": GROUP, "edition": "ho-prc-2026"}, NotFound, "Did you mean"),
        ({"series": GROUP, "edition": "bbc-sdu-2021"}, NotFound, "holds none of these figures"),
        ({"series": GROUP, "as_of": "2001-01-01"}, NotFound, "the first edition held"),
        ({"series": GROUP, "as_of": "January"}, HarmstatsError, "write it like 2023-01-31"),
    ],
)
def test_bad_input(given, error, words):
    with pytest.raises(error, match=words):
        load(**given)
