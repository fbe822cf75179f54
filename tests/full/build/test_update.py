"""An update runs what reads the new figures, nothing else, and says what they did."""

import json
import shutil

import pytest

from harmstats.build import update as updating
from harmstats.build.run import bring_up_to_date
from harmstats.build.validate import problems
from harmstats.cli.editions import update_json, update_text
from harmstats.cli.printing import plain
from harmstats.core.errors import HarmstatsError
from harmstats.core.registers import read
from harmstats.ingest import read_file
from harmstats.report.changes import Reading, changes
from harmstats.store import clean
from part_of_data import cut
from readers import publisher_samples as samples
from samples import ROOT, SVG, code, notebook, write

GROUP, STALKING, SURVEY = "prc-stalking-and-harassment", "prc-stalking-8q", "csew-stalking-any"
CLEAN = (
    "from harmstats.core import paths, registers\nfrom harmstats.store import clean, datapackage as package\n"
    "held = registers.read(paths.data_dir())\n"
    "made = clean.make(held)\n"
    "for family in FAMILIES.split():\n    print(clean.write(made, held, family))\n"
    "package.write(held)"
)
SHOW = (
    """
import json, os
from pathlib import Path
import harmstats as hs
found = hs.load(SERIES, geography="England and Wales", edition=EDITION or "latest", as_of=None if EDITION else AS_OF)
found = found[found["breakdown"].isin(["", "age=16 to 59;sex=female"])]
print(len(found), found["value"].iloc[-1])
charts = Path(os.environ["HARMSTATS_OUT"], "charts")
charts.mkdir()
about = dict(name=SERIES, title=f"{SERIES}: {found['value'].iloc[-1]}", subtitle="S", alt="A", source="Q")
about |= dict(description="D", licence="L")
_ = (charts / f"{SERIES}.json").write_text(json.dumps(about))
_ = (charts / f"{SERIES}.svg").write_text(%r)
_ = (charts / f"{SERIES}.csv").write_text(found[["period", "value"]].to_csv())
""".strip()
    % SVG
)
END = "print(hs.colophon(found))"
REPORT = """# Figures

Recorded were {{ value("prc-stalking-8q", "YE Mar 2025") }} offences. The survey found \
{{ value("csew-stalking-any", "YE Mar 2015", breakdown="age=16 to 59;sex=female") }}.
"""


def drawing(series, edition="", more="_ = 0"):
    parameters = f'SERIES = "{series}"\nREADS = [SERIES]\nEDITION = "{edition}"\nAS_OF = "2026-01-30"'
    return notebook(code(parameters, tags=["parameters"]), code(SHOW), code(more), code(END))


def cleaning(family, families):
    parameters = f'FAMILY = "{family}"\nFAMILIES = "{families}"'
    own = f"[s.id for s in held.series.values() if s.kind in clean.FAMILIES[{family!r}]]"
    end = f"import harmstats as hs\nprint(hs.colophon(hs.load({own}, edition='all')))"
    return notebook(code(parameters, tags=["parameters"]), code(CLEAN), code(end))


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """A project on a part of the data, with two cleaning notebooks and four that draw, built once."""
    root = tmp_path_factory.mktemp("project")
    cut(root / "data")
    (root / "src/harmstats").mkdir(parents=True)
    (root / "requirements.lock").write_text("a==1\n")
    (root / "CHANGELOG.md").write_text("# Changelog\n\n## 0.2\n\n- More.\n")
    (root / "reports").mkdir()
    (root / "reports/figures.md").write_text(REPORT)
    rest = " ".join(name for name in clean.FAMILIES if name != "recorded-offences")
    books = {
        "10_clean_recorded.ipynb": cleaning("recorded-offences", "recorded-offences"),
        "13_clean_surveys.ipynb": cleaning("surveys", rest),
        "20_group.ipynb": drawing(GROUP, "ons-appendix-ye-sep-2025"),
        "21_stalking.ipynb": drawing(STALKING),
        "22_pinned.ipynb": drawing("prc-harassment-8l", "ons-appendix-ye-sep-2022"),
        "40_survey.ipynb": drawing(SURVEY),
    }
    for name, book in books.items():
        write(root / "notebooks" / name, book)
    made = bring_up_to_date(root, data=root / "data", silent=True)
    assert made.failed == {}
    assert problems(root / "data") == []
    return root


@pytest.fixture
def project(built, tmp_path):
    return shutil.copytree(built, tmp_path / "project")


@pytest.fixture(scope="module")
def workbook(tmp_path_factory):
    """The tables of the year ending December 2025 in the publisher's layout, as no edition held has them."""
    return samples.write(tmp_path_factory.mktemp("file") / "tables.xlsx", samples.appendix(2025, 12, seed=4))


@pytest.fixture(scope="module")
def survey(tmp_path_factory):
    return samples.write(tmp_path_factory.mktemp("file") / "indicator.csv", samples.partner_survey())


def contents(root):
    return {p.relative_to(root).as_posix(): p.read_bytes() for p in sorted(root.rglob("*")) if p.is_file()}


def update(project, file, day="2026-05-20", **more):
    return updating.update(file, root=project, data=project / "data", published=day, **more)


def test_an_edition_moves_what_reads_it_and_nothing_else(project, workbook):
    before = contents(project)
    found = update(project, workbook)
    assert found.failed == {}
    assert found.run == ("10_clean_recorded.ipynb", "20_group.ipynb", "21_stalking.ipynb", "22_pinned.ipynb")
    assert found.notebooks == 6
    assert found.followed == ("20_group.ipynb", "21_stalking.ipynb")
    # the notebook that names an old edition was run, and says what it said
    assert [chart.id for chart in found.charts] == [GROUP, STALKING]
    after = contents(project)
    kept = {name for name, content in before.items() if after[name] == content}
    assert {"notebooks/13_clean_surveys.ipynb", "notebooks/22_pinned.ipynb", "notebooks/40_survey.ipynb"} <= kept
    assert b'EDITION = \\"ons-appendix-ye-dec-2025\\"' in after["notebooks/20_group.ipynb"]
    assert b'AS_OF = \\"2026-05-20\\"' in after["notebooks/21_stalking.ipynb"]
    assert problems(project / "data") == []
    page = update_text(found)
    assert "Notebooks run: 4 of 6" in page
    assert "20_group.ipynb, moved on to this edition" in page
    assert after["build/charts/prc-stalking-8q.json"] != before["build/charts/prc-stalking-8q.json"]
    # what was left alone says the same when all are run
    every = bring_up_to_date(project, data=project / "data", force=True, silent=True)
    assert (len(every.run), every.changed, every.failed) == (6, [], {})


def test_revisions_claims_and_sentences_are_told(project, workbook):
    found = update(project, workbook)
    largest = found.revisions[0]
    sizes = [abs(one.percent) for one in found.revisions if one.percent is not None]
    assert sizes == sorted(sizes, reverse=True)
    assert largest.percent == pytest.approx(100 * (largest.after - largest.before) / largest.before)
    (said,) = found.sentences
    now = read(project / "data")
    frame = clean.figures(now)
    newest = frame[(frame["series"] == STALKING) & (frame["edition"] == "ons-appendix-ye-dec-2025")]
    value = newest[(newest["period_end"] == "2025-03-31") & (newest["period_start"] == "2024-04-01")]["value"].iloc[0]
    old = frame[(frame["series"] == STALKING) & (frame["edition"] == "ons-appendix-ye-sep-2025")]
    was = old[(old["period_end"] == "2025-03-31") & (old["period_start"] == "2024-04-01")]["value"].iloc[0]
    assert said.before == f"Recorded were {was:,.0f} offences."
    assert said.after == f"Recorded were {value:,.0f} offences."
    assert said.why == (
        f"revised: YE Mar 2025: {was:,.0f} (ons-appendix-ye-sep-2025) is now {value:,.0f} (ons-appendix-ye-dec-2025)"
    )
    document = json.loads(json.dumps(plain(update_json(found)), allow_nan=False))
    assert document["edition"] == "ons-appendix-ye-dec-2025"
    assert document["sentences"][0]["after"] == said.after
    assert {"revisions", "run", "followed", "failed", "charts", "claims", "sentences"} <= document.keys()
    page = update_text(found)
    assert f"{largest.before:,.10g} -> {largest.after:,.10g}" in page
    assert said.why in page


def test_a_survey_leaves_recorded_crime_alone(project, survey):
    found = update(project, survey, "2024-05-01")
    assert found.run == ("13_clean_surveys.ipynb",)
    assert found.failed == {}
    # the figures of the sample are made up: they disagree with those held, and that is told
    disagreements = [line for line in found.plan.remarks if line.startswith("data/conflicts.csv: no entry")]
    assert problems(project / "data") == disagreements != []
    assert "Each disagreement needs an entry in data/conflicts.csv" in update_text(found)
    every = bring_up_to_date(project, data=project / "data", force=True, silent=True)
    assert (every.changed, every.failed) == ([], {})


def test_the_same_file_twice_has_nothing_to_do(project, survey):
    update(project, survey, "2024-05-01")
    before = contents(project)
    again = update(project, survey, "2024-05-01")
    assert (again.failed, again.run) == ({}, ())
    assert "Nothing to do" in update_text(again)
    assert contents(project) == before


def test_a_dry_run_writes_nothing_and_says_the_same(project, workbook):
    before = contents(project)
    dry = update(project, workbook, dry_run=True)
    assert contents(project) == before
    assert update_text(dry).endswith("Dry run: nothing was written.")
    found = update(project, workbook)
    assert (dry.run, dry.sentences, dry.claims) == (found.run, found.sentences, found.claims)
    assert dry.revisions == found.revisions


def test_a_refused_file_changes_nothing(project, workbook):
    before = contents(project)
    found = updating.update(workbook, root=project, data=project / "data")
    assert found.plan.refused or found.plan.published
    path = project / "data/published/ons-appendix-offences/ons-appendix-ye-sep-2025.csv"
    assert path.is_file()
    other = update(project, samples.write(project.parent / "sep.xlsx", samples.appendix(2025, 9)), day="2026-01-30")
    assert other.plan.refused
    assert "is held with other figures" in update_text(other)
    if found.plan.refused:
        assert contents(project) == before


def fail_at(project, name, source):
    path = project / "notebooks" / name
    book = json.loads(path.read_text())
    book["cells"][3]["source"] = source
    write(path, book)
    bring_up_to_date(project, data=project / "data", silent=True)
    return path


def test_a_notebook_that_fails_is_named_and_stays_as_it_was(project, workbook):
    path = fail_at(project, "21_stalking.ipynb", "assert 'ons-appendix-ye-dec-2025' not in set(found['edition'])")
    before = path.read_bytes()
    found = update(project, workbook)
    assert list(found.failed) == ["21_stalking.ipynb"]
    assert found.followed == ("20_group.ipynb",)
    assert path.read_bytes() == before
    page = update_text(found)
    assert "Notebooks that failed, and stay as they were:" in page
    assert "'ons-appendix-ye-dec-2025' is in, and data/clean/ is made anew" in page
    assert problems(project / "data") == []


def test_notebooks_that_fail_before_stop_it_with_nothing_changed(project, workbook):
    fail_at(project, "21_stalking.ipynb", "1 / 0")
    before = contents(project)
    with pytest.raises(HarmstatsError, match=r"before the update, 21_stalking\.ipynb fails .*nothing was ingested"):
        update(project, workbook)
    assert contents(project) == before


def test_what_fails_after_the_ingest_says_what_state_things_are_in(project, workbook, monkeypatch):
    def stop(*given):
        raise KeyboardInterrupt

    monkeypatch.setattr(updating, "clean_again", stop)
    with pytest.raises(HarmstatsError, match=r"was ingested, what depends on it is not complete.*'harmstats build'"):
        update(project, workbook)
    monkeypatch.undo()
    assert bring_up_to_date(project, data=project / "data", silent=True).failed == {}
    assert problems(project / "data") == []


def test_completing_an_edition_moves_no_parameter(project, workbook):
    update(project, workbook)
    path = project / "data/published/ons-appendix-offences/ons-appendix-ye-dec-2025.csv"
    lines = path.read_text().splitlines(keepends=True)
    lacking = [line for line in lines if not (line.startswith(STALKING) and ",2025-03-31," in line)]
    path.write_text("".join(lacking))
    bring_up_to_date(project, data=project / "data", silent=True)
    books = {p.name: p.read_bytes() for p in (project / "notebooks").glob("*.ipynb")}
    assert update(project, workbook).plan.refused
    found = update(project, workbook, complete=True)
    assert (found.failed, found.followed) == ({}, ())
    assert "21_stalking.ipynb" in found.run
    assert path.read_text() == "".join(lines)
    assert books["20_group.ipynb"] == (project / "notebooks/20_group.ipynb").read_bytes()


def test_other_data_leave_the_notebooks_of_the_project_alone(project, workbook, tmp_path):
    other = shutil.copytree(project / "data", tmp_path / "elsewhere/data")
    before = contents(project)
    found = updating.update(workbook, root=project, data=other, published="2026-05-20")
    assert (found.failed, found.followed) == ({}, ())
    assert contents(project) == before
    assert (tmp_path / "elsewhere/build/charts").is_dir()


def test_a_known_file_of_which_nothing_is_held_is_refused(project, tmp_path):
    path = tmp_path / "indicator.csv"
    path.write_text("Indicator,Value\n")
    with pytest.raises(read_file.Unreadable):
        updating.update(path, root=project, data=project / "data")


def test_a_cleaning_notebook_that_reads_another_family_is_run_too(project, workbook):
    path = project / "notebooks/13_clean_surveys.ipynb"
    book = json.loads(path.read_text())
    book["cells"][1]["source"] += f"\nREADS = [{STALKING!r}]"
    book["cells"][3]["source"] = f"import harmstats as hs\nprint(hs.colophon(hs.load({STALKING!r}, edition='all')))"
    write(path, book)
    assert bring_up_to_date(project, data=project / "data", silent=True).failed == {}
    assert "13_clean_surveys.ipynb" in update(project, workbook, dry_run=True).run
    assert "13_clean_surveys.ipynb" in update(project, workbook).run


def test_a_report_that_can_no_longer_be_rendered_is_told():
    held = read(ROOT / "data")
    failed = Reading("r.md", held, failure="r.md line 3: gone")
    (change,) = changes(Reading("r.md", held), failed)
    assert (change.where, change.after, change.why) == ("r.md", "cannot be rendered", "r.md line 3: gone")
    assert changes(failed, failed) == []
