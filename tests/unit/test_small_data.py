"""The small data folder is as valid as the published one, and has one of every kind."""

from harmstats.build.validate import problems
from harmstats.core import crosschecks, schema
from harmstats.core.registers import read
from harmstats.store.figures import load
from harmstats.store.published import STATUSES


def test_it_passes_every_check_of_a_data_folder(small):
    assert problems(small) == []


def test_one_of_every_kind_is_there(small):
    registers, figures = read(small), load(edition="all")
    assert {b.kind for b in registers.breaks} == set(schema.BREAK_KINDS)
    assert {b.weight for b in registers.breaks} == set(schema.WEIGHTS)
    assert {s.kind for s in registers.series.values()} == set(schema.SERIES_KINDS)
    assert {s.interval for s in registers.series.values()} == set(schema.INTERVALS)
    assert {c.kind for c in registers.conflicts} == set(crosschecks.CONFLICT_KINDS)
    assert {c.kind for c in registers.checks} == set(crosschecks.CHECK_KINDS)
    assert {r.form for r in registers.repeats} == set(crosschecks.FORMS)
    assert set(figures["status"]) == set(STATUSES)
    axes = {"quarters", "months", "years ending March", "years ending December", "days", "part periods", "undated"}
    assert axes <= set(figures["axis"])
