import re

import numpy as np
import pandas as pd
import pytest

from harmstats import charts
from harmstats.charts import style
from harmstats.charts.axes import middle
from harmstats.core.errors import HarmstatsError
from harmstats.core.periods import MixedPeriods, Period
from harmstats.wording.caveats import STAMPS

LONG = "Racially or religiously aggravated harassment and controlling or coercive behaviour"
NEAR = {
    "ends at nearly the same value": [[100, 500], [200, 501], [300, 502], [400, 503]],
    "all zero": [[0, 0, 0], [0, 0, 0]],
    "huge": [[1e9, 2_345_678_901], [1, 2_345_678_900]],
    "negative changes": [[-500, 300, -20], [40, -700, -690]],
    "one point": [[42]],
    "two points": [[42, 43]],
    "gaps": [[1, None, None, 4, 5, None, 7]],
    "small fractions": [[0.12, 0.34, 0.27], [0.41, 0.02, 0.33]],
}


def several(figures, lines, **columns):
    return pd.concat(
        [figures(values, series=f"prc-{n}", **columns) for n, values in enumerate(lines)], ignore_index=True
    )


def held_against_sidecar(picture, svg, data):
    """Read every segment back from the SVG and compare it with the table."""
    seen = picture(svg)
    value = seen.scale("ygrid-", 1)
    total = 0
    for (series, segment), rows in data.groupby(["series", "segment"]):
        points = seen.points(f"data-{series}-{segment}")
        assert len(points) == len(rows)
        step = abs(value(0) - value(1))
        np.testing.assert_allclose([value(y) for _, y in points], rows["value"], atol=step * 1e-3)
        total += len(points)
    assert total == len(data)
    return seen


@pytest.fixture
def group(figures, broken):
    """Eighteen years with breaks of both weights, some close together."""
    values = [33, 40, 52, 57, 58, 54, 51, 56, 53, 50, 56, 63, 86, 159, 214, 296, 445, 495, 630, 716, 705, 637, 599]
    frame = figures([v * 1000 for v in values])
    frame.loc[frame.index[-1], "status"] = "official-provisional"
    breaks = [
        broken("2008-04-01", "Split estimated before"),
        broken("2014-10-16", "Recording tightened", weight="warn"),
        broken("2015-04-01", "Malicious messages counted"),
        broken("2018-04-01", "Conduct crime recorded too"),
        broken("2020-04-01", "Coercive control included"),
        broken("2020-04-01", "Former partner rule"),
        broken("2023-05-01", "Double recording ends"),
        broken("2023-06-01", "Guidance on messages"),
        broken("2024-01-31", "Image offences move out", weight="warn"),
        broken("2019-04-01", "Concerns another series", series=("prc-other",)),
        broken("2017-04-01", "In another edition only", editions=("table-2019-01",)),
        broken("1999-04-01", "Before everything drawn"),
    ]
    return frame, breaks


def test_the_line_is_cut_where_the_break_is(figures, broken, words):
    chart = charts.line(figures([10, 20, 30, 40]), [broken("2005-04-01", "Rule changes")], **words)
    assert chart.data["segment"].tolist() == [1, 1, 1, 2]


def test_a_year_that_straddles_a_break_stands_alone(figures, broken, words):
    chart = charts.line(figures([10, 20, 30, 40]), [broken("2003-06-01", "Rule changes")], **words)
    assert chart.data["segment"].tolist() == [1, 2, 3, 3]


def test_breaks_that_warn_do_not_cut(figures, broken, words):
    chart = charts.line(figures([10, 20, 30]), [broken("2004-04-01", "Slow change", weight="warn")], **words)
    assert chart.data["segment"].nunique() == 1
    assert "Dotted line: gradual or smaller change." in chart.plot(800).notes


def test_missing_years_and_another_scope_cut_too(figures, words):
    frame = figures([10, None, 30, 40, 50])
    frame.loc[frame.index[-1], "scope"] = "without Greater Manchester"
    chart = charts.line(frame, **words)
    assert chart.data["segment"].tolist() == [1, 2, 2, 3]
    assert "Hollow square: without Greater Manchester." in chart.plot(400).notes


@pytest.mark.parametrize("width", [800, 400])
def test_sidecar_and_drawing_agree(group, words, picture, width):
    frame, breaks = group
    chart = charts.line(frame, breaks, **words)
    seen = held_against_sidecar(picture, chart.svg(width), chart.data)
    ticks = {name[len("xtick-") :]: seen.points(name)[0][0] for name in seen.ids("xtick-")}
    days = {
        str(row.period_end.date()): middle(Period(row.period_start.date(), row.period_end.date()))
        for row in chart.data.itertuples()
        if str(row.period_end.date()) in ticks
    }
    (d0, x0), (d1, x1) = [(days[day], ticks[day]) for day in (min(days), max(days))]
    for (series, segment), rows in chart.data.groupby(["series", "segment"]):
        wanted = [
            x0 + (middle(Period(r.period_start.date(), r.period_end.date())) - d0) / (d1 - d0) * (x1 - x0)
            for r in rows.itertuples()
        ]
        np.testing.assert_allclose([x for x, _ in seen.points(f"data-{series}-{segment}")], wanted, atol=0.01)


def test_the_reading_would_notice_a_wrong_value(group, words, picture):
    frame, breaks = group
    chart = charts.line(frame, breaks, **words)
    wrong = chart.data.copy()
    wrong.loc[5, "value"] += 3000
    with pytest.raises(AssertionError):
        held_against_sidecar(picture, chart.svg(), wrong)


@pytest.mark.parametrize("width", [800, 400])
def test_only_breaks_of_what_is_drawn_are_marked(group, words, picture, width):
    frame, breaks = group
    seen = picture(charts.line(frame, breaks, **words).svg(width))
    told = " ".join(text for text, *_ in seen.texts())
    for present in ("Conduct crime", "Coercive control", "Former partner", "Guidance on", "Image offences"):
        assert present in told
    for absent in ("another series", "another edition", "Before everything"):
        assert absent not in told
    assert len(seen.ids("break-2020")) == 1  # two breaks of one day share a mark


@pytest.mark.parametrize("width", [800, 400])
def test_words_of_the_group_chart(group, words, picture, width):
    frame, breaks = group
    notes = [("2022-03-31", 716000, "+44% on March 2020 is arithmetic only: not like for like")]
    chart = charts.line(frame, breaks, **words, labels={"prc-x": "Stalking and harassment (group)"}, notes=notes)
    assert picture(chart.svg(width)).problems() == []


@pytest.mark.parametrize("width", [800, 400])
@pytest.mark.parametrize("case", NEAR)
def test_words_never_overlap_or_leave_the_sheet(case, width, figures, words, picture):
    lines = NEAR[case]
    labels = {
        f"prc-{n}": text
        for n, text in zip(range(4), ("Stalking", "Harassment", LONG, "Malicious communications"), strict=True)
    }
    chart = charts.line(several(figures, lines), **words, labels=labels)
    seen = held_against_sidecar(picture, chart.svg(width), chart.data)
    assert seen.problems() == []
    assert "prc-" not in " ".join(text for text, *_ in seen.texts())


@pytest.mark.parametrize("width", [800, 400])
@pytest.mark.parametrize("first", ["YE Mar 2003", "Apr-Jun 2019", "Jul 2023"])
@pytest.mark.parametrize("long", [False, True])
def test_eight_breaks_close_together(first, long, width, figures, broken, words, picture):
    frame = figures(range(10, 34), first=first)
    days = pd.date_range(frame["period_end"].iloc[8], frame["period_end"].iloc[15], periods=8)
    breaks = [
        broken(str(day.date()), f"Change {n} of the counting rules" if long else f"Rule {n}")
        for n, day in enumerate(days)
    ]
    chart = charts.line(frame, breaks, **words)
    seen = picture(chart.svg(width))
    assert seen.problems() == []
    told = " ".join(text for text, *_ in seen.texts()).replace("\n", " ")
    assert all(f"{'Change' if long else 'Rule'} {n}" in told for n in range(8))


@pytest.mark.parametrize("width", [800, 400])
def test_the_measure_of_overlap_would_notice(picture, width, figures, words):
    svg = charts.line(figures([1, 2]), **words).svg(width)
    shifted = re.sub(r'(x=")[\d.]+(" y="[\d.]+">Offences<)', r"\g<1>-9\2", svg)
    assert shifted != svg
    assert picture(shifted).problems()
    small = svg.replace(f"font-size: {style.size('small', width)}px", "font-size: 10.9px")
    assert picture(small).problems()


@pytest.mark.parametrize("width", [800, 400])
def test_provisional_and_secondary_points_differ_and_are_explained(figures, words, picture, width):
    frame = figures([10, 20, 30, 40])
    frame["status"] = ["official", "secondary", "official", "official-provisional"]
    chart = charts.line(frame, **words)
    seen = picture(chart.svg(width))
    assert len(seen.ids("point-secondary")) == len(seen.ids("point-provisional")) == 1
    told = " ".join(text for text, *_ in seen.texts())
    assert "Hollow circle: provisional." in told
    assert "Hollow diamond:" in told
    assert "Provisional: YE Mar 2006." in chart.description
    assert "Not read at the publisher: YE Mar 2004." in chart.description


def test_a_band_is_drawn_from_the_limits(figures, words, picture):
    frame = figures([10, 20, 30], low=[8.0, 18.0, 28.0], high=[12.0, 22.0, 32.0])
    seen = picture(charts.line(frame, **words).svg())
    value = seen.scale("ygrid-", 1)
    path = next(seen.groups["band-prc-x-1"].iter("{http://www.w3.org/2000/svg}path"))
    assert path.get("d").count("L") >= 5
    assert value(seen.points("data-prc-x-1")[0][1]) == pytest.approx(10, abs=1e-3)


def test_the_axis_starts_at_zero_and_has_few_gridlines(figures, words, picture):
    seen = picture(charts.line(figures([900, 950, 990]), **words).svg())
    values = [float(name[len("ygrid-") :]) for name in seen.ids("ygrid-")]
    assert min(values) == 0
    assert len(values) <= 10


def test_periods_of_two_kinds_need_a_reason_which_is_printed(figures, words, picture):
    mixed = pd.concat([figures([1, 2]), figures([3], first="YE Jun 2005")])
    with pytest.raises(MixedPeriods, match="chart 'test-chart'"):
        charts.line(mixed, **words)
    chart = charts.line(mixed, **words, allow_mixed="The last figure is the newest year there is.")
    assert "newest year" in " ".join(text for text, *_ in picture(chart.svg(400)).texts())


def test_bad_input_is_one_clear_line(figures, words):
    frame = figures([1, 2])
    with pytest.raises(HarmstatsError, match="chart 'test-chart': no figures to draw"):
        charts.line(frame[:0], **words)
    with pytest.raises(HarmstatsError, match="chart 'test-chart': no figures to draw"):
        charts.line(frame.assign(value=float("nan")), **words)
    with pytest.raises(HarmstatsError, match="two figures for YE Mar 2003 in the line 'prc-x'"):
        charts.line(pd.concat([frame, frame]), **words)
    with pytest.raises(HarmstatsError, match="no column period_end"):
        charts.line(frame.drop(columns="period_end"), **words)
    with pytest.raises(HarmstatsError, match=r"chart name 'A b'.*'a-b'"):
        charts.line(frame, **{**words, "name": "A b"})


def test_more_than_four_lines_are_refused(figures, words):
    with pytest.raises(HarmstatsError, match="small_multiples"):
        charts.line(several(figures, [[1, 2]] * 5), **words)


def test_the_stamp_stands_on_recorded_crime_only(figures, words):
    assert charts.line(figures([1, 2]), **words).stamp == STAMPS["recorded"]
    assert charts.line(figures([1, 2], kind="survey"), **words).stamp == ""


def test_alt_text_compares_only_what_is_comparable(figures, broken, words):
    whole = charts.line(figures([10, 20, 30]), **words, measure="offences")
    assert whole.alt == "Line chart of offences, England and Wales, YE Mar 2003 to YE Mar 2005: from 10 to 30."
    cut = charts.line(figures([10, 20, 30, 40]), [broken("2004-04-01", "Rule")], **words, measure="offences")
    assert cut.alt.endswith("cut by one break: comparable only from 30 in YE Mar 2005 to 40 in YE Mar 2006.")
    assert "from 10" not in cut.alt
    lone = charts.line(figures([10, 20, 30]), [broken("2004-04-01", "Rule")], **words, measure="offences")
    assert lone.alt.endswith("30 in YE Mar 2005, not comparable with earlier figures.")
    assert "Not comparable across Apr 2004 (Rule)." in lone.description
    assert "YE Mar 2003 10 to YE Mar 2004 20; then, not joined to it, YE Mar 2005 30." in lone.description


def test_alt_text_is_one_sentence_of_bearable_length(group, words, figures):
    frame, breaks = group
    many = several(figures, NEAR["huge"] + NEAR["all zero"])
    labels = {"prc-0": "Stalking", "prc-1": "Harassment", "prc-2": LONG, "prc-3": "Malicious communications"}
    for chart in (
        charts.line(frame, breaks, **words, measure="offences"),
        charts.line(several(figures, NEAR["huge"]), **words),
    ):
        assert len(chart.alt) <= 175
        assert chart.alt.endswith(".")
        assert ". " not in chart.alt
    assert "prc-" not in charts.line(many[many["series"] < "prc-2"], **words, labels=labels).alt


def test_labels_set_the_order(figures, words):
    chart = charts.line(several(figures, [[1, 2], [3, 4]]), **words, labels={"prc-1": "B", "prc-0": "A"})
    assert chart.data["label"].drop_duplicates().tolist() == ["B", "A"]


def test_a_dollar_sign_is_a_dollar_sign(figures, words, picture):
    chart = charts.line(figures([1, 2]), **words, labels={"prc-x": "$a$ < b & c"})
    assert "$a$ < b & c" in [text for text, *_ in picture(chart.svg()).texts()]
