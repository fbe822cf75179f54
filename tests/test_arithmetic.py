"""What the publishers print adds up, and the derived series agree with what is printed elsewhere."""

import pytest

from harmstats import load

GROUP = "prc-stalking-and-harassment"
PARTS = [
    "prc-harassment-8l", "prc-racially-religiously-aggravated-harassment-8m", "prc-stalking-8q",
    "prc-malicious-communications-8r", "prc-controlling-coercive-8u",
]  # fmt: skip
ONS = ["ons-appendix-ye-sep-2022", "ons-appendix-ye-jun-2025", "ons-appendix-ye-sep-2025"]


def ons(series, edition):
    found = load(series, geography="England and Wales", edition=edition)
    found = found[(found["table"] == "ons-appendix-offences") & (found["breakdown"] == "")]
    return found.pivot(index=["period_start", "period_end"], columns="series", values="value")


@pytest.mark.parametrize("edition", ONS)
def test_components_add_up_to_the_group(edition):
    """ONS Appendix tables A4, A5a and A5b: 8L, 8M, 8Q, 8R and 8U are the group."""
    table = ons([GROUP, *PARTS], edition)
    table = table[table[GROUP].notna() & table["prc-harassment-8l"].notna()]
    assert len(table) >= 22
    assert (table[PARTS].sum(axis=1) - table[GROUP]).abs().max() == 0


@pytest.mark.parametrize(
    ("edition", "month"), [("ons-appendix-ye-jun-2025", "Jun"), ("ons-appendix-ye-sep-2025", "Sep")]
)
def test_24_months_of_table_a5b_add_up_to_the_two_years_of_a5a(edition, month):
    for series in PARTS:
        found = load(series, geography="England and Wales", edition=edition)
        found = found[(found["table"] == "ons-appendix-offences") & (found["breakdown"] == "")]
        months = found[found["axis"] == "months"]
        assert len(months) == 24
        for year in (2024, 2025):
            whole = found[found["period"] == f"YE {month} {year}"].iloc[0]
            inside = (months["period_start"] >= whole["period_start"]) & (months["period_end"] <= whole["period_end"])
            assert inside.sum() == 12
            assert months.loc[inside, "value"].sum() == whole["value"], (series, year)


def test_home_office_sums_equal_the_ons_rate_table_of_the_same_day():
    """Home Office, 23 April 2026, summed over 44 forces, against the populations ONS derived from its own table.

    ONS Tables A5a and A7 of the year ending December 2025 (same day): offences over the printed rate
    give the mid-year population; the sums stand at 494,906 for YE March 2020.
    """
    found = load(GROUP, period="YE Mar 2020", geography="England and Wales", edition="ho-prc-open-2026-04")
    assert found["value"].tolist() == [494906]
    assert found["method"].tolist() == ["sum of four quarters"]


@pytest.mark.parametrize(
    ("series", "period", "value"),
    [
        # ONS Table A5a of the year ending September 2025, the release before
        (GROUP, "YE Mar 2016", 158875),
        (GROUP, "YE Mar 2022", 716824),
        ("prc-stalking-8q", "YE Mar 2021", 99104),
        ("prc-harassment-8l", "YE Mar 2025", 304024),
        ("prc-malicious-communications-8r", "YE Mar 2024", 170334),
        ("prc-controlling-coercive-8u", "YE Mar 2022", 41503),
    ],
)
def test_home_office_sums_are_near_ons_table_a5a(series, period, value):
    """The two come from one return; a quarter between editions moves years by well under 0.5%."""
    printed = load(series, period=period, edition="ons-appendix-ye-sep-2025")
    printed = printed[printed["breakdown"] == ""]
    assert printed["value"].tolist() == [value]
    summed = load(series, period=period, geography="England and Wales", edition="ho-prc-open-2026-04")
    assert summed["value"].iloc[0] == pytest.approx(value, rel=0.005)


def test_the_group_without_coercive_control():
    """Home Office, 23 April 2026: 714,604 less 42,201 in the year ending June 2022."""
    whole, part, less = (
        load(s, period="YE Jun 2022", geography="England and Wales", edition="ho-prc-open-2026-04")["value"].iloc[0]
        for s in (GROUP, PARTS[-1], f"{GROUP}-without-8u")
    )
    assert (whole, part, less) == (714604, 42201, 672403)
    before = load(f"{GROUP}-without-8u", period="YE Mar 2020", geography="England and Wales")
    assert before["value"].tolist() == [494906]  # nothing to take out before April 2020


def test_derived_rate_equals_the_one_ons_prints():
    """ONS prints the rate by year ending March; ours for the same edition must be the same division."""
    printed = load(f"{GROUP}-rate", period="YE Mar 2025", edition="ons-appendix-ye-sep-2025")
    count = load(GROUP, period="YE Mar 2025", geography="England and Wales", edition="ons-appendix-ye-sep-2025")
    people = load(
        "population-mid-year", period="30 Jun 2023", geography="England and Wales", edition="ons-appendix-ye-sep-2025"
    )
    assert printed["method"].tolist() == [""]
    assert 1000 * count["value"].iloc[0] / people["value"].iloc[0] == pytest.approx(printed["value"].iloc[0], abs=1e-6)
    derived = load(f"{GROUP}-rate", period="YE Sep 2025", edition="ons-appendix-ye-sep-2025")
    assert derived["value"].iloc[0] == pytest.approx(9.83, abs=0.2)


def test_force_populations_add_up_to_the_national_one():
    """ONS, mid-2024: 61,806,682 people in England and Wales."""
    people = load("population-mid-year", period="30 Jun 2024", edition="ons-mye-mid-2024").set_index("geography")[
        "value"
    ]
    assert people["England and Wales"] == people.drop("England and Wales").sum() == 61806682
    assert len(people) == 44


def test_vintages_of_the_year_ending_march_2022():
    """First release 722,574 (ONS, 21 July 2022, reported by The Independent), then revised."""
    found = load(GROUP, period="YE Mar 2022", geography="England and Wales", edition="all")
    assert found["value"].tolist() == [722574, 718480, 718514, 717657, 716824, 717239]
    assert found["published"].is_monotonic_increasing
    assert found["status"].iloc[0] == "secondary"
