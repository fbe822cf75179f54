"""The small data folder is as valid as the published one, and has one of every kind."""

from harmstats.build.validate import problems
from harmstats.core import schema
from harmstats.core.registers import read
from harmstats.store.figures import load


def test_it_passes_every_check_of_a_data_folder(small):
    assert problems(small) == []


def test_one_of_every_kind_is_there(small):
    registers, figures = read(small), load(edition="all")
    assert {b.kind for b in registers.breaks} == set(schema.BREAKS.allowed["kind"])
    assert {b.weight for b in registers.breaks} == set(schema.BREAKS.allowed["weight"])
    assert {s.kind for s in registers.series.values()} == set(schema.SERIES.allowed["kind"])
    assert {s.interval for s in registers.series.values()} == {"", *schema.SERIES.allowed["interval"]}
    assert {c.kind for c in registers.conflicts} == set(schema.CONFLICTS.allowed["kind"])
    assert {c.kind for c in registers.checks} == set(schema.CHECKS.allowed["kind"])
    assert {r.form for r in registers.repeats} == set(schema.REPEATS.allowed["form"])
    assert set(figures["status"]) == set(schema.PUBLISHED.allowed["status"])
    axes = {"quarters", "months", "years ending March", "years ending December", "days", "part periods", "undated"}
    assert axes <= set(figures["axis"])
