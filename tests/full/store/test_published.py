"""Charge rates, courts, surveys and reports: facts with their published source."""

import pandas as pd

from harmstats import load
from harmstats.store import catalogue

MEASURES = {
    "charges in the year over offences in the year", "cohort", "share of assigned outcomes",
    "outcomes of investigations closed", "campaign ratio",
}  # fmt: skip


def one(series, period, breakdown="", **chosen):
    found = load(series, period=period, **chosen)
    (row,) = found[found["breakdown"] == breakdown].to_dict("records")
    return row


def test_charge_share_of_stalking_in_2021_22():
    """BBC Shared Data Unit, November 2022: 5,948 charged of 99,302 outcomes assigned."""
    row = one("charge-share-of-assigned-stalking-8q", "YE Mar 2022", geography="England and Wales")
    assert (row["numerator"], row["denominator"]) == (5948, 99302)
    assert [round(row[name], 2) for name in ("value", "low", "high")] == [5.99, 5.84, 6.14]
    assert "Wilson" in row["method"]
    assert row["status"] == "secondary"


def test_the_other_reading_of_the_same_year():
    """Super-complaint, November 2022: 5% of reports, open ones included."""
    row = one("charge-rate-cohort-stalking-8q", "YE Mar 2022", geography="England and Wales")
    assert (row["value"], row["source"]) == (5, "slt-super-complaint-2022")
    assert pd.isna(row["denominator"])


def test_the_five_definitions_are_measures_of_their_own():
    register = catalogue.series()
    assert set(register["measure"]) >= MEASURES
    rates = register[register["measure"].isin(MEASURES)]
    assert (rates["unit"] == "percent").sum() + (rates["unit"] != "percent").sum() == len(rates)
    assert set(rates["kind"]) == {"outcome"}


def test_every_share_of_counts_keeps_both_and_an_interval():
    register = catalogue.series()
    wilson = register[register["interval"] == "wilson"]["series"].tolist()
    found = load(wilson, edition="all")
    made = found[found["method"].str.contains("Wilson")]
    assert len(made) > 5000
    assert made[["numerator", "denominator", "low", "high"]].notna().all().all()
    assert (100 * made["numerator"] / made["denominator"] - made["value"]).abs().max() < 1e-5
    assert ((made["low"] <= made["value"]) & (made["value"] <= made["high"])).all()


def test_outcomes_of_2024_25_are_those_of_the_offences_recorded():
    """The reconstructed outcomes add up, by force and class, to the Home Office edition of 23 April 2026."""
    for offence in ("stalking-8q", "harassment-8l", "malicious-communications-8r", "controlling-coercive-8u"):
        outcomes = load(f"outcomes-{offence}", period="YE Mar 2025", edition="ho-outcomes-2024-25-reconstructed")
        offences = load(f"prc-{offence}", period="YE Mar 2025", edition="ho-prc-open-2026-04")
        both = outcomes[outcomes["breakdown"] == ""].merge(offences, on="geography")
        assert len(both) == 45
        assert both["value_x"].tolist() == both["value_y"].tolist()


def test_group_outcomes_add_up_breakdown_by_breakdown():
    parts = ["stalking-8q", "harassment-8l", "racially-religiously-aggravated-harassment-8m",
             "malicious-communications-8r", "controlling-coercive-8u"]  # fmt: skip
    for breakdown in ("", "outcome=charged", "outcome=not-yet-assigned"):
        here = {"geography": "England and Wales", "breakdown": breakdown}
        group = one("outcomes-stalking-and-harassment", "YE Mar 2025", **here)["value"]
        assert group == sum(one(f"outcomes-{part}", "YE Mar 2025", **here)["value"] for part in parts)


def test_a_negative_count_gives_no_share():
    """Home Office, 2024/25: -352 malicious communications not yet assigned in Humberside."""
    count = one("outcomes-malicious-communications-8r", "YE Mar 2025", geography="Humberside",
                breakdown="outcome=not-yet-assigned")  # fmt: skip
    assert count["value"] == -352
    shares = load("not-yet-assigned-share-cohort-malicious-communications-8r", period="YE Mar 2025")
    assert "Humberside" not in shares["geography"].tolist()


def test_reports_of_the_internet_watch_foundation():
    """Annual Report 2023: 392,665 assessed, 275,652 confirmed, printed as 8% more than 255,588."""
    assert one("iwf-reports-assessed", "2023")["value"] == 392665
    confirmed = one("iwf-reports-confirmed", "2023")["value"]
    assert confirmed == 275652
    printed = one("iwf-reports-confirmed-change-as-published", "2023", breakdown="compared_with_year_ending=2022-12-31")
    change = 100 * (confirmed / one("iwf-reports-confirmed", "2022")["value"] - 1)
    assert printed["value"] == round(change) == 8


def test_totals_since_the_beginning_are_no_yearly_counts():
    yearly = load("iwf-reports-assessed", edition="all")
    for total in (335558, 370000, 500000, 660000):
        assert total not in yearly["value"].tolist()
    since = load("iwf-reports-assessed-since-1996", edition="all")
    assert {335558, 370000, 500000, 660000} & set(since["value"])


def test_the_flow_of_the_forum_study():
    """Internet Watch Foundation, October 2023: 20,254 posted, 11,108 assessed, 2,562 and 416 criminal."""
    found = load("iwf-ai-forum-images", period="Sep 2023").set_index("breakdown")
    value = found["value"]
    acts = [name for name in value.index if name.startswith("law=") and "severity" not in name]
    assert sorted(value[acts]) == [416, 2562]
    assert value["step=criminal"] == value[acts].sum() == 2978
    assert (value["step=posted"], value["step=assessed"]) == (20254, 11108)
    assert sorted(value[[n for n in value.index if "severity=A" in n or n.startswith("age=")]]) == [564, 1372]
    assert found.loc["step=criminal", "status"] == "secondary"


def test_the_survey_of_stalking_is_published_without_an_interval():
    assert load("csew-stalking-any", edition="all")["low"].isna().all()
