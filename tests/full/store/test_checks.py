"""Figures held against each other: what does not hold is named, what is declared must be so."""

import csv
import json

import pytest

from harmstats.core import paths, registers
from harmstats.store import checks, clean, published
from harmstats.store.problems import data_problems


@pytest.fixture(scope="module")
def held():
    return registers.read(paths.data_dir())


@pytest.fixture(scope="module")
def figures(held):
    return clean.corrected(published.read(held), held)


def test_all_declared_arithmetic_is_used_and_the_discrepancies_are_the_declared_ones(held, figures):
    instances = checks.run(figures, held)
    assert {i.check for i in instances} == {c.id for c in held.checks}
    failing = [i for i in instances if not i.holds]
    assert len(failing) == sum(c.kind == "arithmetic" for c in held.conflicts)


def test_growth_printed_by_inhope_is_not_that_of_its_figures(held, figures):
    """INHOPE, 2023: prints 25%; 785,322 after 587,852 is 33.6%."""
    (found,) = [i for i in checks.run(figures, held) if i.check == "inhope-change" and not i.holds]
    assert found.found == 25
    assert found.expected == pytest.approx(100 * (785322 / 587852 - 1))


def edit(data, name, old, new):
    path = data / name
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{name} no longer has {old!r}"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_a_wrong_part_is_named(data):
    """Outcomes of one force no longer add up to its offences."""
    name = "published/home-office-outcomes/ho-outcomes-2024-25-reconstructed.csv"
    rows = (data / name).read_text(encoding="utf-8").splitlines(keepends=True)
    wanted = "outcomes-stalking-8q,2024-04-01,2025-03-31,Surrey,outcome=no-suspect,"
    (at,) = [n for n, row in enumerate(rows) if row.startswith(wanted)]
    cells = rows[at].split(",")
    cells[5] = str(int(cells[5]) + 1)
    (data / name).write_text("".join([*rows[:at], ",".join(cells), *rows[at + 1 :]]), encoding="utf-8")
    out = "\n".join(data_problems(data))
    assert "check 'outcomes-add-up-stalking-8q' fails for outcomes-stalking-8q, YE Mar 2025, Surrey" in out


def test_a_disagreement_must_be_registered(data):
    """Without its entry, 361,062 beside 361,026 reports assessed in 2021 is an error."""
    path = data / "conflicts.csv"
    rows = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(row for row in rows if not row.startswith("iwf-assessed-2021")), encoding="utf-8")
    out = "\n".join(data_problems(data))
    assert "no entry for iwf-reports-assessed, YE Dec 2021, World, where sources disagree" in out
    assert "361062" in out
    assert "361026" in out


def test_a_registered_disagreement_must_be_one(data):
    edit(data, "published/iwf-pages/iwf-ar-2021-tile.csv", "361026", "361062")
    out = "\n".join(data_problems(data))
    assert "conflict 'iwf-assessed-2021': the sources do not disagree" in out


def test_a_repeat_that_no_longer_holds(data):
    with (data / "repeats.csv").open(encoding="utf-8", newline="") as file:
        row = next(r for r in csv.DictReader(file) if r["form"] == "exact" and r["series"] == "iwf-reports-assessed")
    edit(
        data,
        "repeats.csv",
        f",{row['stated']},exact,{row['source']}",
        f",{int(row['stated']) + 1},exact,{row['source']}",
    )
    out = "\n".join(data_problems(data))
    assert f"data/repeats.csv: '{row['source']}' on iwf-reports-assessed" in out


def test_validate_counts_what_is_cross_checked(cli):
    code, out, _ = cli("validate", "--json")
    counts = json.loads(out)["counts"]
    assert code == 0
    assert counts["figures"] > 20000
    assert counts["cross_checked"] <= counts["second_source"] + counts["arithmetic"]
    assert max(counts["second_source"], counts["arithmetic"]) <= counts["cross_checked"] < counts["figures"]
    assert 0 < counts["one_secondary"] < counts["figures"]
    _, out, _ = cli("validate")
    assert f"{counts['one_secondary']:,} rest on one second-hand source" in out
