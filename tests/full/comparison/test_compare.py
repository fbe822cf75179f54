"""Comparisons of the figures held: what is refused, why, and what is offered instead."""

from datetime import date

import pytest

from harmstats import breaks, compare, load, segments
from harmstats.core.errors import HarmstatsError, NotFound

GROUP = "prc-stalking-and-harassment"


def test_the_rise_of_45_percent_is_refused_with_both_changes_of_april_2020():
    """The News article of January 2023 compares the years ending March 2020 and June 2022."""
    found = compare(GROUP, "YE Mar 2020", "YE Jun 2022")
    assert not found.comparable
    assert round(found.percent_change, 1) == 44.4
    assert [(r.label, r.date, r.weight) for r in found.reasons] == [
        ("Coercive control added", date(2020, 4, 1), "refuse"),
        ("Ex-partner rule", date(2020, 4, 1), "warn"),
    ]
    assert all(r.source == "ons-appendix-ye-sep-2022" for r in found.reasons)
    assert (found.nearest.earlier["period"], found.nearest.later["period"]) == ("YE Mar 2021", "YE Jun 2022")
    assert found.nearest.comparable
    (other,) = found.alternatives
    assert other.series == f"{GROUP}-without-8u"
    assert other.comparable
    assert round(other.percent_change) == 36


def test_greater_manchester_counts_against_the_edition_of_the_day_only():
    """ONS, 23 April 2020: year ending December 2019 without Greater Manchester; the Home Office filled it in later."""
    then = compare(GROUP, "YE Jun 2019", "YE Dec 2019", as_of="2020-06-30")
    now = compare(GROUP, "YE Jun 2019", "YE Dec 2019")
    assert not then.comparable
    assert "Greater Manchester missing" in [r.label for r in then.reasons]
    assert then.later["scope"] == "without Greater Manchester"
    assert now.comparable
    assert [r.kind for r in now.reasons] == ["overlap"]
    assert now.later["scope"] == ""


def test_scopes_that_differ_are_refused_even_without_a_registered_gap(data):
    path = data / "breaks.csv"
    kept = [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("gmp-gap-2019")]
    path.write_text("\n".join(kept) + "\n", encoding="utf-8")
    found = compare(GROUP, "YE Jun 2019", "YE Dec 2019", as_of="2020-06-30", data=data)
    assert not found.comparable
    assert "Scope differs" in [r.label for r in found.reasons]


def test_inside_one_segment_a_change_is_given():
    found = compare("prc-stalking-8q", "YE Mar 2021", "YE Mar 2023")
    assert found.comparable
    assert found.earlier["edition"] == found.later["edition"]
    assert "rose from 99,106 in the year ending March 2021 to" in found.summary()
    assert found.nearest is None


def test_the_nearest_comparison_keeps_its_cautions(cli):
    found = compare(GROUP, "YE Mar 2024", "YE Mar 2025")
    assert found.nearest.caution == "Take care: Intimate images leave (January 2024)."
    _, out, _ = cli("compare", GROUP, "YE Mar 2024", "YE Mar 2025")
    assert "Take care: Intimate images leave (January 2024)." in " ".join(out.split())
    assert not found.alternatives  # taking 8U out takes no reason away


def test_left_out_of_both_a_force_parts_nothing():
    found = compare(GROUP, "YE Sep 2019", "YE Dec 2019", as_of="2020-06-30")
    assert found.comparable
    assert "Greater Manchester missing" in [r.label for r in found.reasons]


@pytest.mark.parametrize(
    ("series", "earlier", "later", "label"),
    [
        ("prc-threats-to-kill-3b", "YE Mar 2018", "YE Mar 2020", "No break registered"),
        ("charge-share-of-assigned-stalking-8q", "YE Mar 2021", "YE Mar 2022", "Second-hand figure"),
        ("charge-share-of-assigned-stalking-8q", "YE Mar 2022", "YE Mar 2025", "Provisional year"),
        ("iwf-reports-confirmed", "2022", "2023", "Sources disagree"),
        ("prc-stalking-8q", "Jul-Sep 2022", "Jan-Mar 2023", "Different months"),
    ],
)
def test_cautions_read_off_the_figures(series, earlier, later, label):
    assert label in [r.label for r in compare(series, earlier, later).reasons]


def test_a_refused_change_is_never_told_as_a_rise():
    text = compare(GROUP, "YE Mar 2020", "YE Jun 2022").summary()
    assert "rose" not in text
    assert "arithmetic only" in text


def test_a_share_changes_by_percentage_points():
    found = compare("prc-stalking-harassment-online-flagged-share", "YE Jun 2025", "YE Sep 2025")
    assert "percentage points" in found.summary()


def test_editions_may_differ_but_it_is_said():
    found = compare("scot-stalking", "YE Mar 2012", "YE Mar 2018")
    assert not found.reasons
    mixed = compare(GROUP, "YE Mar 2018", "YE Mar 2019", as_of="2019-07-31")
    assert "edition" in [r.kind for r in mixed.reasons]


@pytest.mark.parametrize(
    ("earlier", "later", "error", "words"),
    [
        ("YE Mar 2021", "YE Mar 2020", HarmstatsError, "is not before"),
        ("YE Mar 2021", "YE Mar 2021", HarmstatsError, "is not before"),
        ("Apr-Jun 2021", "YE Mar 2022", HarmstatsError, "different length"),
        ("YE Mar 1990", "YE Mar 2020", NotFound, "no figure for YE Mar 1990; the nearest are"),
    ],
)
def test_bad_input(earlier, later, error, words):
    with pytest.raises(error, match=words):
        compare(GROUP, earlier, later)


def test_segments_agree_with_the_gate_on_real_figures():
    years = load(GROUP, geography="England and Wales", edition="ons-appendix-ye-sep-2025")
    years = years[years["axis"] == "years ending March"].reset_index(drop=True)
    numbers = segments(years, breaks(GROUP))
    for one, two in [(0, 5), (5, 6), (6, 12), (12, 13), (15, 16), (17, 18), (18, 20), (20, 21), (21, 22)]:
        found = compare(GROUP, years["period"][one], years["period"][two], as_of="2026-01-30")
        assert found.comparable == (numbers[one] == numbers[two]), (years["period"][one], years["period"][two])


def test_undated_figures_and_equal_ages():
    """An undated figure is in no comparison; survey estimates of one age range are, with what is missing said."""
    found = compare("csew-stalking-any", "YE Mar 2015", "YE Mar 2016", breakdown="age=16 to 59;sex=female")
    assert "No interval published" in [r.label for r in found.reasons]
    with pytest.raises(NotFound, match="it has age="):
        compare("csew-stalking-any", "YE Mar 2015", "YE Mar 2016")


def test_the_half_year_of_interviews_is_compared_with_nothing():
    """Crime Survey, year ending March 2022: six months of fieldwork."""
    found = compare("csew-stalking-partner", "YE Mar 2020", "YE Mar 2022", breakdown="age=16 to 59;sex=female")
    assert not found.comparable
    assert "Half a year of interviews" in [r.label for r in found.reasons]


def test_own_searches_of_the_foundation_part_2013_from_2014():
    """Internet Watch Foundation: analysts search themselves from April 2014."""
    found = compare("iwf-urls-confirmed", "2013", "2014")
    assert not found.comparable
    assert any(r.date == date(2014, 4, 1) and r.weight == "refuse" for r in found.reasons)


def test_bundled_reports_are_no_fall():
    """NCMEC CyberTipline: 36.2 million reports in 2023, 20.5 million bundled ones in 2024."""
    found = compare("ncmec-cybertipline-reports", "2023", "2024")
    assert not found.comparable
    assert "fell" not in found.summary()
