"""Changes of the figures held with their limits, and refused where they would mislead."""

import pandas as pd
import pytest

import harmstats as hs
from harmstats.comparison.change import change
from harmstats.core.refusal import Refusal
from harmstats.stats.intervals import RECORDED
from harmstats.stats.ratios import NEWCOMBE, POISSON_RATIO


def changed(*periods):
    return change(hs.compare(*periods))


def test_recorded_stalking_in_one_year():
    found = changed("prc-stalking-8q", "YE Mar 2024", "YE Mar 2025")
    assert found.change == 135628 - 128829
    assert [round(x, 2) for x in (found.percent, found.percent_low, found.percent_high)] == [5.28, 4.48, 6.08]
    assert found.method == POISSON_RATIO
    assert RECORDED in found.summary()
    assert "Take care: Double recording ends (May 2023)." in found.summary()
    row = found.to_frame().iloc[0]
    assert (row["from"], row["to"], row["low"], row["package"]) == (
        "YE Mar 2024", "YE Mar 2025", found.low, f"harmstats {hs.__version__}",
    )  # fmt: skip


def test_a_small_count_is_told_as_a_count():
    found = change(hs.compare("prc-stalking-8q", "YE Mar 2024", "YE Mar 2025", geography="City of London"))
    assert "95% interval of the change: +4 to +31 offences (" in found.summary()


def test_the_charge_share_by_newcombe():
    found = changed("charge-share-of-assigned-stalking-8q", "YE Mar 2021", "YE Mar 2022")
    assert (found.unit, found.method) == ("percentage points", NEWCOMBE)
    assert found.low < found.change < found.high < 0
    assert found.percent_low < found.percent < found.percent_high < 0


@pytest.mark.parametrize(
    ("series", "earlier", "later", "words"),
    [
        ("prc-stalking-and-harassment", "YE Mar 2020", "YE Jun 2022", "not like for like: Coercive control added"),
        ("prc-stalking-8q", "YE Mar 2024", "YE Jun 2024", "share months"),
        ("prc-stalking-and-harassment-rate", "YE Mar 2022", "YE Mar 2023", "a rate in offences per 1,000 population"),
    ],
)
def test_refused_with_the_reason(series, earlier, later, words):
    found = changed(series, earlier, later)
    assert isinstance(found, Refusal)
    assert words in found.reason
    assert found.summary().startswith("No figure is given: ")


def test_a_refusal_names_the_nearest_valid_comparison():
    found = changed("prc-stalking-and-harassment", "YE Mar 2020", "YE Jun 2022")
    assert found.nearest.earlier["period"] == "YE Mar 2021"
    assert "Nearest valid: " in found.summary()


def fake(earlier, later, **fields):
    """A comparable pair of stalking figures with other values."""
    from dataclasses import replace

    real = hs.compare("prc-stalking-8q", "YE Mar 2022", "YE Mar 2025")
    figures = [{**side, "value": value, **fields} for side, value in ((real.earlier, earlier), (real.later, later))]
    return replace(real, earlier=figures[0], later=figures[1], change=later - earlier)


def test_from_zero_there_is_a_change_but_no_percentage():
    found = change(fake(0.0, 12.0))
    assert (found.change, found.percent, found.percent_low) == (12, None, None)
    assert "nan" not in found.summary()


@pytest.mark.parametrize(
    ("pair", "words"),
    [
        (fake(-3.0, 4.0), "correction of earlier ones"),
        (fake(0.0, 0.0), "both counts are zero"),
        (fake(5.0, 6.0, kind="survey"), "an interval is not published with both"),
    ],
)
def test_no_figures_no_change(pair, words):
    assert words in change(pair).reason


def test_survey_intervals_as_published():
    """Estimates of 5% (4% to 6%) and 7% (6% to 8%): 2 points, square and add gives 2 plus or minus root 2."""
    from dataclasses import replace

    pair = fake(5.0, 7.0, kind="survey", unit="percent")
    pair = replace(pair, earlier=pair.earlier | {"low": 4, "high": 6}, later=pair.later | {"low": 6, "high": 8})
    found = change(pair)
    assert (found.low, found.high) == pytest.approx((2 - 2**0.5, 2 + 2**0.5))
    assert found.percent is None


SURVEYS = {"csew-stalking-any": "age=16 to 59;sex=female", "csew-stalking-partner": "age=16 to 59;sex=female"}


@pytest.mark.parametrize("series", SURVEYS)
def test_real_survey_estimates_are_given_no_interval_of_our_own(series):
    """None of the survey estimates held is published with one; the change of each pair says so."""
    figures = hs.load(series)
    assert figures[["low", "high"]].isna().all(axis=None)
    pair = hs.compare(series, "YE Mar 2013", "YE Mar 2015", breakdown=SURVEYS[series])
    found = change(pair)
    assert pair.comparable
    assert "an interval is not published with both estimates" in found.reason


def test_a_survey_interval_from_elsewhere_goes_with_the_real_estimates():
    """The day a file with limits is held: those of both years are carried into the change, and nothing else is."""
    from dataclasses import replace

    pair = hs.compare("csew-stalking-any", "YE Mar 2013", "YE Mar 2015", breakdown=SURVEYS["csew-stalking-any"])
    assert isinstance(change(replace(pair, later=pair.later | {"low": 4.0, "high": 5.9})), Refusal)


@pytest.mark.parametrize("name", ["official-rounded"])
def test_a_rounded_figure_has_no_interval(name):
    assert "rounding is larger than chance" in change(fake(300.0, 400.0, status=name)).reason


def test_a_population_is_no_count_of_events():
    assert "no count of events" in change(fake(5e7, 6e7, kind="population")).reason


def test_the_limits_alone_for_under_a_sentence():
    counts = changed("prc-stalking-8q", "YE Mar 2024", "YE Mar 2025")
    said = "variation if counts were Poisson, not recording error"
    assert counts.limits == f"95% interval of the change: +4.5% to +6.1% ({said})."
    share = changed("charge-share-of-assigned-stalking-8q", "YE Mar 2021", "YE Mar 2022").limits
    assert share.startswith("95% interval of the change: -1.35 to -0.91 percentage points (")
    small = change(hs.compare("prc-stalking-8q", "YE Mar 2024", "YE Mar 2025", geography="City of London"))
    assert small.limits == f"95% interval of the change: +4 to +31 offences ({said})."


def test_every_row_has_a_number():
    frame = changed("prc-stalking-8q", "YE Mar 2024", "YE Mar 2025").to_frame()
    assert isinstance(frame, pd.DataFrame)
    assert frame.notna().all(axis=None)
