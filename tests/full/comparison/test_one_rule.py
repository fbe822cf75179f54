"""One rule says which figures may be compared, of every series in every place: nobody who asks it differs.

Lines over time that are alike in all that the rule asks (breaks, periods, editions, scopes, days of extract), as
those of most police forces are, are asked about once where every line has to be asked about alone.
"""

import itertools
import time

import numpy as np
import pandas as pd
import pytest

from harmstats import index, load
from harmstats.charts.drawn_figures import prepare_lines
from harmstats.charts.texts import Texts
from harmstats.comparison import trend as trending
from harmstats.comparison.comparability import LINE, comparable, reasons, stretches
from harmstats.comparison.selection import Selection
from harmstats.comparison.slopes import slopes
from harmstats.core.paths import data_dir
from harmstats.core.refusal import Refusal
from harmstats.core.registers import read
from harmstats.report.workbook import workbook

ORDER = [*LINE, "period_end", "period_start"]


@pytest.fixture(scope="module")
def registers():
    return read(data_dir())


@pytest.fixture(scope="module")
def figures(registers):
    """All dated figures, line by line in order of time, with the number of their stretch."""
    rows = load()
    rows = rows[rows["period_end"].notna()].sort_values(ORDER, ignore_index=True)
    return rows.assign(number=stretches(rows, registers))


@pytest.fixture(scope="module")
def lines(figures, registers):
    """One line of each kind, of two figures or more."""
    asked = list(zip(*(figures[name] for name in (*ORDER[-2:], "edition", "scope", "extracted")), strict=True))
    kinds = {}
    for (series, place, _, axis), rows in figures.groupby(list(LINE)):
        if len(rows) > 1:
            kinds.setdefault((series, axis, registers.breaks_of(series, place), *(asked[n] for n in rows.index)), rows)
    return list(kinds.values())


def test_neighbours_lie_in_one_stretch_just_where_they_may_be_compared(figures, registers):
    """All neighbours; a new stretch may begin earlier only where one further back is refused."""
    joined = refused = 0
    for _, rows in figures.groupby("series"):
        first, second = rows.iloc[:-1], rows.iloc[1:]
        one_line = (first[list(LINE)].to_numpy() == second[list(LINE)].to_numpy()).all(axis=1)
        first, second = first[one_line], second[one_line]
        same = first["number"].to_numpy() == second["number"].to_numpy()
        np.testing.assert_array_equal(same, comparable(first, second, registers), rows["series"].iloc[0])
        joined, refused = joined + same.sum(), refused + (~same).sum()
    assert joined > 10_000
    assert refused > 1_000


def test_all_figures_of_a_stretch_may_be_compared(lines, registers):
    for rows in lines:
        for _, stretch in rows.groupby("number"):
            first, second = np.triu_indices(len(stretch), 1)
            assert comparable(stretch.iloc[first], stretch.iloc[second], registers).all(), rows.iloc[0]


def test_a_hundred_thousand_pairs_are_answered_in_seconds(figures, registers):
    years = figures[figures["axis"].str.startswith("years")]
    sizes = years.groupby(list(LINE)).size()
    assert (sizes * (sizes - 1) / 2).sum() > 100_000
    start = time.process_time()
    stretches(years, registers)
    assert time.process_time() - start < 60


def test_the_reasons_of_a_pair_refuse_just_where_it_may_not_be_compared(lines, registers):
    for rows in lines:
        for (_, a), (_, b) in itertools.pairwise(rows.iterrows()):
            refused = any(reason.weight == "refuse" for reason in reasons(a, b, registers))
            assert refused == (a["number"] != b["number"]) == (not comparable(a, b, registers)), (a, b)


def test_trend_index_and_slopes_have_these_stretches(lines, registers, monkeypatch):
    for rows in lines:
        series, place = rows.iloc[0][["series", "geography"]]
        chosen = Selection(series, registers, place, rows.drop(columns="number"), [])
        monkeypatch.setattr(trending, "select", lambda *_, chosen=chosen, **__: chosen)
        found = trending.trend(series)
        assert found.figures["segment"].tolist() == rows["number"].tolist()
        ends = [(c.earlier["period"], c.later["period"], c.earlier["value"], c.later["value"]) for c in found.changes]
        several = [part for _, part in rows.groupby("number") if len(part) > 1]
        assert ends == [(*part["period"].iloc[[0, -1]], *part["value"].iloc[[0, -1]]) for part in several]
        assert all(change.comparable for change in found.changes)
        parts = [part for _, part in rows.groupby("number")]
        for part in parts:
            based = index(found.figures, part["period"].iloc[0])
            assert isinstance(based, Refusal) or based["period"].tolist() == part["period"].tolist()
        if rows["axis"].iloc[0].startswith("years"):  # fits of months and quarters take long
            for part, slope in zip(parts, slopes(found), strict=True):
                ends = part["period"].iloc[[0, -1]].tolist()
                assert isinstance(slope, Refusal) or [slope.first.label, slope.last.label] == ends


def test_charts_have_these_stretches(lines, registers):
    words = Texts(name="n", title="t", subtitle="s", source="s")
    for rows in lines:
        drawn = prepare_lines(rows, registers.breaks, "series", {}, words)
        assert (drawn["stretch"] - 1).tolist() == rows["number"].tolist(), rows.iloc[0]


def test_the_workbook_has_these_stretches(figures):
    tables = pd.concat([rows for rows in workbook().tables.values() if "stretch" in rows])
    tables = tables[tables["period_start"] != ""]
    key = ["series", "geography", "breakdown", "period_start", "period_end"]
    days = {name: figures[name].dt.strftime("%Y-%m-%d") for name in ("period_start", "period_end")}
    both = figures.assign(**days)[[*key, "number"]].merge(tables[[*key, "stretch"]], on=key, validate="1:1")
    assert len(both) == len(figures) == len(tables)
    assert (both["stretch"] - 1 == both["number"]).all()
