"""Bands of age, and how figures of the small data folder have moved."""

import pytest

from harmstats.comparison.revisions import NOT_KNOWN, _band


@pytest.mark.parametrize(
    ("least", "most", "band"),
    [(3.7, 3.7, "under 6 months"), (0, 4, "under 6 months"), (6, 11.9, "6 to 11 months"), (12, 12, "1 to 2 years"),
     (21, 27.6, NOT_KNOWN), (33, 39.6, "2 to 4 years"), (47.9, 48, NOT_KNOWN), (96, 300, "8 years or more")],
)  # fmt: skip
def test_an_age_has_a_band_only_where_both_bounds_lie_in_it(least, most, band):
    assert _band(least, most) == band
