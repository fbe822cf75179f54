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


def home_office_beside_ons():
    """Years in both: Home Office (23 April 2026) summed over forces, ONS Table A5a a quarter older."""
    summed = load([GROUP, *PARTS], geography="England and Wales", edition="ho-prc-open-2026-04")
    printed = load([GROUP, *PARTS], geography="England and Wales", edition="ons-appendix-ye-sep-2025")
    printed = printed[(printed["table"] == "ons-appendix-offences") & (printed["breakdown"] == "")]
    both = summed.merge(printed, on=["series", "period"], suffixes=("", "_ons"))
    return both[both["axis"].str.startswith("years")]


def test_home_office_sums_equal_ons_table_a5a():
    """In the years ending March 2013 to 2015, which neither edition revised, to the last offence."""
    settled = home_office_beside_ons().query("period_end <= '2015-03-31'")
    assert len(settled) == 9
    assert settled["value"].tolist() == settled["value_ons"].tolist()
    assert settled["method"].isin(["sum of four quarters"]).all()


def test_home_office_sums_are_near_ons_table_a5a_where_forces_still_revise():
    """The two come from one return; up to March 2020 they differ by 3 offences at most, later by under 1%."""
    both = home_office_beside_ons()
    assert len(both) == 74
    difference = (both["value"] - both["value_ons"]).abs()
    assert difference[both["period_end"] <= "2020-03-31"].max() <= 3
    assert (difference / both["value_ons"]).max() < 0.01


def test_rolling_years_by_force_equal_table_p1():
    """The file of rolling years to December 2018, summed over 44 forces, and ONS Table P1 of that release."""
    found = load(GROUP, period="YE Dec 2018", geography="England and Wales", edition="all").set_index("edition")[
        "value"
    ]
    assert found["ons-rec-crime-pfa-2018-12"] == found["ons-pfa-ye-dec-2018"]


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
