"""Taking an edition in: what is counted, what is refused, and that it lands whole or not at all."""

import hashlib
import json
import shutil
from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from harmstats.cli.editions import ingest_json, ingest_text
from harmstats.cli.printing import plain
from harmstats.comparison.editions import diff
from harmstats.core.errors import DataError, HarmstatsError
from harmstats.core.registers import read
from harmstats.ingest import commit, read_file
from harmstats.ingest import ingest as ingesting
from harmstats.ingest import land_edition as landing
from harmstats.store.problems import data_problems
from harmstats.store.published import COLUMNS
from killing import child
from part_of_data import cut
from readers import publisher_samples as samples
from samples import ROOT

APPENDIX = ROOT / "data/published/ons-appendix-offences/ons-appendix-ye-sep-2025.csv"
SOURCE = {
    "type": "dataset",
    "title": "Tables",
    "author": [{"literal": "Somebody else"}],
    "custom": {"licence": "OGL-UK-3.0"},
}

KEY = ["series", "period_start", "period_end", "geography", "breakdown"]


def held():
    figures = pd.read_csv(APPENDIX, dtype="str", keep_default_na=False).astype(object)
    return figures.assign(value=figures["value"].astype(float))


def reading(
    figures=None,
    table="ons-appendix-offences",
    edition="ons-appendix-ye-dec-2025-next",
    published=date(2026, 4, 23),
    skipped=(),
    doubts=(),
):
    """The next edition of the appendix tables, made by hand from the last that is held."""
    figures = held() if figures is None else figures
    if "table" not in figures:
        figures = figures.assign(table=table)
    known = read_file.Recognised("Office for National Statistics", "Appendix tables", table, edition, published, None)
    return read_file.Reading(edition, published, figures, tuple(figures["locator"]), skipped, (), doubts, known)


def plan_of(made, **more):
    """What a file would add whose figures are made by hand."""
    return ingesting.plan_of(made, APPENDIX, **{"published": None, "complete": False} | more)


def with_source(data, name):
    """Register a source of one's own."""
    path = data / "sources.json"
    items = sorted([*json.loads(path.read_text()), SOURCE | {"id": name}], key=lambda item: item["id"])
    path.write_text(json.dumps(items, indent=2, ensure_ascii=False) + "\n")


def contents(folder):
    found = {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}
    return {name: content for name, content in found.items() if commit.FOLDER not in name and "clean/" not in name}


def counts(found):
    return tuple(found.counts[name] for name in ("new", "revised", "unchanged", "withdrawn"))


@pytest.fixture(scope="module")
def part(tmp_path_factory):
    """The part of the data that these tests need: each looks at the whole folder several times."""
    return cut(tmp_path_factory.mktemp("part") / "data")


@pytest.fixture
def data(part, tmp_path):
    return shutil.copytree(part, tmp_path / "data")


@pytest.fixture
def log(data):
    """The changelog beside the data."""
    path = data.parent / "CHANGELOG.md"
    path.write_text("# Changelog\n\n## 0.2 (unreleased)\n\n- More.\n\n## 0.1\n\n- First.\n")
    return path


def moved():
    """Figures with one of each: new, revised, withdrawn."""
    figures = held()
    one, two, three = figures.index[figures["series"] == "prc-threats-to-kill-3b"][:3]
    figures.loc[one, "value"] += 10
    more = figures.loc[[two]].assign(geography="Wales")
    return pd.concat([figures.drop(index=three), more], ignore_index=True)


def test_an_edition_is_counted_against_the_last_and_written(data, log):
    before = contents(data)
    found = plan_of(reading(moved()), data=data)
    total = len(held())
    assert counts(found) == (1, 1, total - 2, 1)
    assert found.against["ons-appendix-offences"].id == "ons-appendix-ye-sep-2025"
    assert contents(data) == before
    landing.land(found, data)
    changed = {name for name, content in contents(data).items() if before.get(name) != content}
    assert changed == {
        "editions.csv",
        "sources.json",
        "published/ons-appendix-offences/ons-appendix-ye-dec-2025-next.csv",
    }
    assert data_problems(data) == []
    registers = read(data)
    edition = registers.edition("ons-appendix-ye-dec-2025-next")
    assert (edition.published, edition.dated, edition.data_to) == (date(2026, 4, 23), "exact", date(2025, 9, 30))
    assert registers.sources[edition.source]["title"] == "Appendix tables"
    difference = diff("ons-appendix-ye-sep-2025", "ons-appendix-ye-dec-2025-next", data=data)
    assert (len(difference.changes), difference.appeared, difference.disappeared) == (1, 1, 1)
    lines = log.read_text().splitlines()
    line = (
        f"- `ons-appendix-ye-dec-2025-next` of `ons-appendix-offences`, published 2026-04-23: {total} figures, "
        "1 new, 1 revised, 1 withdrawn."
    )
    assert lines[2:10] == ["## 0.2 (unreleased)", "", "- More.", "", landing.HEADING, "", line, ""]
    assert not (data / commit.FOLDER).exists()


def test_registers_are_changed_by_one_entry_and_no_other_byte(data, part):
    landing.land(plan_of(reading(), data=data), data)
    for name in ("editions.csv", "sources.json"):
        old, new = ((folder / name).read_text("utf-8") for folder in (part, data))
        lines = new.splitlines(keepends=True)
        if name == "editions.csv":
            assert "".join(line for line in lines if "ye-dec-2025-next" not in line) == old
        else:
            own = next(n for n, line in enumerate(lines) if "ye-dec-2025-next" in line)
            start = max(n for n, line in enumerate(lines[:own]) if line == "  {\n")
            end = start + lines[start:].index("  },\n") + 1
            assert "".join(lines[:start] + lines[end:]) == old


def test_the_same_file_twice_has_nothing_to_do(data, log):
    landing.land(plan_of(reading(moved()), data=data), data)
    before, said = contents(data), log.read_text()
    again = plan_of(reading(moved().sample(frac=1, random_state=3)), data=data)
    assert again.held
    landing.land(again, data)
    assert "Nothing to do" in ingest_text(again)
    assert (contents(data), log.read_text()) == (before, said)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda f: f.assign(value=f["value"] + (f.index == 3)), "1 differ, 0 are not in it, 0 only in it"),
        (lambda f: f.assign(value=f["value"] + (f.index == 3)).drop(index=5), "1 differ, 0 are not in it, 1 only"),
        (
            lambda f: pd.concat([f.assign(value=f["value"] + (f.index == 3)), f.loc[[4]].assign(geography="Wales")]),
            "1 differ, 1 are not in it, 0 only in it",
        ),
    ],
)
@pytest.mark.parametrize("complete", [False, True])
def test_an_edition_that_is_held_with_other_figures_is_refused(data, change, said, complete):
    before = contents(data)
    file = reading(change(held()), edition="ons-appendix-ye-sep-2025")
    found = plan_of(file, data=data, complete=complete)
    assert said in found.refused
    assert "Would be refused" in ingest_text(found, dry_run=True)
    with pytest.raises(HarmstatsError, match="a published file is never edited"):
        landing.land(found, data)
    assert contents(data) == before


SEP = "published/ons-appendix-offences/ons-appendix-ye-sep-2025.csv"


def lacking(data, rows):
    """Hold the last edition without some of its rows, as where it came from one file of several."""
    path = data / SEP
    lines = path.read_text().splitlines(keepends=True)
    path.write_text("".join(line for number, line in enumerate(lines, start=-1) if number not in rows))
    return path, "".join(lines)


def test_a_file_that_holds_a_part_of_what_is_held_has_nothing_to_do_and_says_so(data):
    """Nothing is written, so nothing is at risk: an edition may lie in several files."""
    before = contents(data)
    found = plan_of(reading(held().drop(index=[3, 7]), edition="ons-appendix-ye-sep-2025"), data=data)
    assert (found.held, found.refused, found.counts["missing"], found.counts["withdrawn"], found.counts["outside"]) == (
        True,
        "",
        2,
        0,
        0,
    )
    assert "2 held figures of this edition are not in this file, and stay" in ingest_text(found)
    assert ingest_json(found)["missing"] == 2
    landing.land(found, data)
    assert contents(data) == before


def test_an_edition_that_is_held_in_part_is_completed_only_when_asked(data, log):
    path, whole = lacking(data, {0, 3, 200, len(held()) - 1})
    before = contents(data)
    file = reading(edition="ons-appendix-ye-sep-2025")
    found = plan_of(file, data=data)
    assert "is held in part: 4 figures of this file are not in it, none differs; --complete adds them" in found.refused
    with pytest.raises(HarmstatsError, match="--complete adds them"):
        landing.land(found, data)
    assert contents(data) == before
    found = plan_of(file, data=data, complete=True)
    assert (found.write, found.complete, counts(found)) == ((), ("ons-appendix-offences",), (4, 0, len(held()) - 4, 0))
    assert ingest_json(found)["completed"] == ("ons-appendix-offences",)
    old = path.read_text().splitlines()
    landing.land(found, data)
    new = path.read_text().splitlines()
    assert [line.split(",")[:5] for line in new] == [line.split(",")[:5] for line in whole.splitlines()]
    assert [line for line in new if line in old] == old
    changed = {name for name, content in contents(data).items() if before[name] != content}
    assert changed == {SEP}
    line = (
        "- `ons-appendix-ye-sep-2025` of `ons-appendix-offences`, published 2026-01-30, completed from "
        "ons-appendix-ye-sep-2025.csv: 4 figures more."
    )
    assert line in log.read_text().splitlines()
    assert data_problems(data) == []
    assert plan_of(file, data=data).held


def test_a_file_of_other_rows_completes_too_and_what_it_lacks_stays(data):
    path, whole = lacking(data, {5})
    found = plan_of(reading(held().loc[[4, 5, 6]], edition="ons-appendix-ye-sep-2025"), data=data, complete=True)
    assert (found.counts["new"], found.counts["unchanged"], found.counts["missing"]) == (1, 2, len(held()) - 3)
    landing.land(found, data)
    assert path.read_text().count("\n") == whole.count("\n")


def test_completing_moves_the_last_day_covered_on(data):
    path = data / SEP
    lines = path.read_text().splitlines(keepends=True)
    late = [line for line in lines if ",2025-09-30," in line]
    path.write_text("".join(line for line in lines if line not in late))
    last = max(line.split(",")[2] for line in lines[1:] if line not in late)
    register = data / "editions.csv"
    row = "ons-appendix-offences,ons-appendix-ye-sep-2025,"
    text = register.read_text()
    old = next(line for line in text.splitlines() if line.startswith(row))
    register.write_text(text.replace(old, old.replace("2025-09-30", last)))
    landing.land(plan_of(reading(edition="ons-appendix-ye-sep-2025"), data=data, complete=True), data)
    assert register.read_text() == text


def test_rows_of_a_file_in_no_known_order_stay_and_new_ones_come_last(data):
    text = (data / SEP).read_text()
    head, *rows = text.splitlines(keepends=True)
    mixed = head + "".join([*rows[50:], *rows[:50]])
    more = head + rows[10].replace("England and Wales", "Wales")
    assert landing.merged(mixed, more) == mixed + more.partition("\n")[2]


def test_withdrawn_are_only_figures_that_the_file_covers(data):
    """What only the earlier edition prints, within table, series and time; the rest is told apart."""
    figures = held()
    year = (figures["period_start"] == "2023-04-01") & (figures["period_end"] == "2024-03-31")
    rest = figures[~year | (figures["series"] != "prc-threats-to-kill-3b")]
    assert len(rest) == len(figures) - 1
    rest = rest[(rest["series"] != "prc-stalking-8q") & (rest["period_start"] > "2021-01-01")]
    lost = len(figures) - 1 - len(rest)
    found = plan_of(reading(rest, edition="ons-appendix-next"), data=data)
    assert (found.counts["withdrawn"], found.counts["outside"], found.counts["missing"]) == (1, lost, 0)
    assert f"{lost:,} more are of series and periods that this file does not cover" in ingest_text(found)
    assert ingest_json(found)["outside"] == lost


def test_months_that_the_next_edition_no_longer_prints_are_not_withdrawn(data):
    """The months move on; that years before them are printed does not make them covered."""
    figures = held()
    month = figures["series"].eq("prc-stalking-8q") & figures["period_start"].str[:7].eq(figures["period_end"].str[:7])
    first = figures[month].index[:3]
    found = plan_of(reading(figures.drop(index=first), edition="ons-appendix-next"), data=data)
    assert (found.counts["withdrawn"], found.counts["outside"]) == (0, 3)


def test_a_day_that_differs_from_the_one_held_is_told(data):
    found = plan_of(reading(edition="ons-appendix-ye-sep-2025"), data=data, published="2026-02-02")
    assert found.published == date(2026, 1, 30)
    assert found.remarks == ("held as published by 2026-01-30: 2026-02-02 was not used",)


def test_an_older_edition_is_counted_against_what_was_out_by_then(data):
    found = plan_of(reading(published=date(2025, 11, 1)), data=data)
    assert found.against["ons-appendix-offences"].id == "ons-appendix-ye-jun-2025"


def test_the_first_edition_of_a_table_is_all_new(data):
    with_source(data, "ons-appendix-ye-dec-2025-next")
    found = plan_of(reading(table="ons-appendix-other"), data=data)
    assert counts(found) == (len(held()), 0, 0, 0)
    assert "against nothing held" in ingest_text(found)
    landing.land(found, data)
    assert (data / "published/ons-appendix-other/ons-appendix-ye-dec-2025-next.csv").is_file()
    assert data_problems(data) == []


def test_one_workbook_may_fill_several_tables(data, log):
    rates = pd.read_csv(
        ROOT / "data/published/ons-appendix-rates/ons-appendix-ye-sep-2025.csv", dtype="str", keep_default_na=False
    ).astype({"value": float})
    both = pd.concat([held().assign(table="ons-appendix-offences"), rates.assign(table="ons-appendix-rates")])
    found = plan_of(reading(both), data=data)
    assert counts(found) == (0, 0, len(both), 0)
    landing.land(found, data)
    assert data_problems(data) == []
    assert plan_of(reading(both), data=data).held
    part = replace(found, write=("ons-appendix-rates",))
    assert "published/ons-appendix-offences/" not in str(list(landing.files(part, data, {})))
    partly = both[both["table"] == "ons-appendix-rates"].assign(table="ons-appendix-more")
    mixed = plan_of(reading(pd.concat([both, partly])), data=data)
    assert (mixed.write, mixed.counts["new"]) == (("ons-appendix-more",), len(partly))


def test_what_is_not_known_is_listed_with_its_place(data):
    figures = held()
    figures.loc[0, ["series", "locator"]] = "prc-stalking-8x", "Table A5a, row 60"
    figures.loc[1, ["geography", "locator"]] = "Mercia", "Table A5a, row 61"
    figures.loc[2, "geography"] = "E&W"
    figures.loc[3, ["value", "locator"]] = float("nan"), "Table A5a, row 63"
    found = plan_of(reading(figures, skipped=(("Table A9", "not\x07 known"),)), data=data)
    assert found.skipped[0] == ("Table A9", "not known")
    assert [where for where, _ in found.skipped[1:]] == ["Table A5a, row 60", "Table A5a, row 61", "Table A5a, row 63"]
    assert "Did you mean 'prc-stalking-8q'?" in found.skipped[1][1]
    assert counts(found) == (0, 0, len(figures) - 3, 0)
    assert found.counts["outside"] == 3  # the first years of a series
    document = json.loads(json.dumps(plain(ingest_json(found, dry_run=True)), allow_nan=False))
    assert list(document)[:8] == [
        "edition", "table", "published", "figures", "new", "revised", "unchanged", "withdrawn",
    ]  # fmt: skip
    assert document["figures"] == len(figures) - 3
    assert document["skipped"][3] == {"where": "Table A5a, row 63", "why": "no value"}
    assert document["written"] is False


def test_nothing_known_is_refused_and_says_what_was_found(data):
    found = plan_of(reading(held().assign(series="x", locator="row 1")), data=data)
    assert "no figure of a series in data/series.csv is in this file (row 1: series 'x' is not known" in found.refused
    with pytest.raises(HarmstatsError, match="no figure"):
        landing.land(found, data)


def one(**cells):
    figures = held()
    for name, value in cells.items():
        figures.loc[0, name] = value
    return figures


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"figures": one(period_end="2026-12-31")}, "a figure up to 2026-12-31, but the edition was published 2026"),
        ({"figures": one(period_end="2025-02-31")}, "period_end '2025-02-31' is not a date"),
        ({"figures": one(status="offical")}, "status 'offical' is not one of"),
        ({"figures": one(breakdown="=1+1")}, "breakdown '=1+1' is not key=value"),
        ({"figures": one(low=2e9)}, "do not enclose"),
        ({"figures": one(value=float("inf"))}, "value 'inf' is not a number"),
        ({"figures": one(value=1e300)}, "is not a number"),
        ({"figures": pd.concat([held(), held().iloc[[0]]])}, "stands twice, also at Table_A5a"),
        ({"published": date(2126, 1, 1)}, "is a day to come"),
        ({"edition": "../../etc"}, "ids are made of lower-case letters"),
        ({"table": "population"}, "ids are made of lower-case letters"),
        ({"table": "new-table"}, "its source is not in data/sources.json"),
    ],
)
def test_what_breaks_a_rule_is_refused(data, given, said):
    before = contents(data)
    with pytest.raises(HarmstatsError) as error:
        plan_of(reading(**given), data=data)
    assert said in str(error.value)
    assert "\n" not in str(error.value)
    assert contents(data) == before


def test_a_day_that_the_file_does_not_say_is_asked_for(data):
    found = plan_of(reading(published=None), data=data)
    assert "add --published" in found.refused
    assert ingest_json(found, dry_run=True)["published"] is None
    given = plan_of(reading(), data=data, published="2026-05-02")
    assert (given.published, given.note) == (date(2026, 5, 2), "the file itself says 2026-04-23")
    with pytest.raises(HarmstatsError, match="date 'May' is not understood"):
        plan_of(reading(), data=data, published="May")


def test_a_total_that_does_not_match_its_parts_stops_it(data):
    figures = held()
    whole = (figures["series"] == "prc-stalking-and-harassment") & (figures["period_end"] == "2025-03-31")
    figures.loc[whole, "value"] += 50
    with pytest.raises(DataError, match=r"check '.*' fails for prc-stalking-and-harassment"):
        plan_of(reading(figures), data=data)


def test_text_cannot_start_a_formula_in_a_spreadsheet(data):
    figures = held()
    row = figures.index[figures["series"] == "prc-threats-to-kill-3b"][0]
    figures.loc[row, ["note", "locator", "value"]] = "=HYPERLINK(1)", "@sum\x00\n1", -3.0
    found = plan_of(reading(figures), data=data)
    landing.land(found, data)
    path = data / "published/ons-appendix-offences/ons-appendix-ye-dec-2025-next.csv"
    assert ",'@sum 1,'=HYPERLINK(1)\n" in path.read_text()
    cells = [cell for line in path.read_text().splitlines()[1:] for cell in line.split(",")]
    assert {cell for cell in cells if cell[:1] in set("=+-@\t\r")} == {"-3", "-25.847712"}


def test_numbers_are_written_in_plain_digits(data):
    values = {0: 1e-7, 1: 5.99, 2: 30.0, 3: 123456789012.0}
    figures = held()
    for row, value in values.items():
        figures.loc[row, "value"] = value
    found = ingesting._figures(reading(figures), read(data), date(2026, 4, 23))[0]["value"]
    assert {"0.0000001", "5.99", "30", "123456789012"} <= set(found)


def test_a_disagreement_is_told_and_not_hidden(data):
    path = ROOT / "data/published/crime-survey-sdg-521/ons-sdg-521-202304.csv"
    figures = pd.read_csv(path, dtype="str", keep_default_na=False).astype({"value": float})
    figures["value"] += 1.5
    figures[["low", "high"]] = ""
    figures["status"] = "official"
    with_source(data, "other")
    other = reading(figures, table="survey-elsewhere", edition="other", doubts=(("cell B4", "too far"),))
    found = plan_of(other, data=data)
    assert found.remarks[0] == "cell B4: too far"
    assert found.remarks[1].startswith("data/conflicts.csv: no entry for")
    assert "to look at" in ingest_text(found)


def test_a_workbook_goes_through_the_readers_and_back(data, tmp_path):
    """In the publisher's layout; the genuine files are held against by hand: tests/readers/official_files.py."""
    path = samples.write(tmp_path / "tables.xlsx", samples.appendix(2025, 12, seed=4))
    found = ingesting.ingest(path, data=data)
    figures = read_file.read(path, data=data).figures.astype({"period_start": str, "period_end": str})
    assert sorted(found.write) == sorted(set(figures["table"]))
    for table in found.write:
        landed = pd.read_csv(data / f"published/{table}/{found.edition}.csv", keep_default_na=False)
        held = figures[figures["table"] == table]
        both = [f.sort_values(KEY)[[*KEY, "value"]].reset_index(drop=True) for f in (landed, held)]
        pd.testing.assert_frame_equal(*both, check_dtype=False)
    before = contents(data)
    assert ingesting.ingest(path, data=data).held
    assert contents(data) == before


def test_a_file_goes_from_disk_to_the_register(data, tmp_path, monkeypatch):
    path = tmp_path / "tables.xlsx"
    path.write_bytes(b"workbook")
    monkeypatch.setattr(read_file, "read", lambda path, **more: reading(moved()))
    before = contents(data)
    assert ingesting.ingest(path, data=data, dry_run=True).counts["new"] == 1
    assert contents(data) == before
    ingesting.ingest(path, data=data)
    source = read(data).sources["ons-appendix-ye-dec-2025-next"]
    assert source["custom"]["file"] == {
        "name": "tables.xlsx",
        "sha256": hashlib.sha256(b"workbook").hexdigest(),
    }
    assert source["issued"] == {"date-parts": [[2026, 4, 23]]}
    assert source["custom"]["licence"] == "OGL-UK-3.0"
    with pytest.raises(HarmstatsError, match="there is no such file"):
        ingesting.ingest(tmp_path / "absent.xlsx", data=data)


@pytest.mark.parametrize("step", [2, 9, 20, 27, 32, 38])
def test_an_ingest_killed_half_way_leaves_valid_data(data, log, step):
    """The whole of it on the real data: after the next start it is there, or it never was."""
    found = plan_of(reading(moved()), data=data)
    old = contents(data)
    child(data, step, "kill", landing.files(found, data, read(data).sources))
    commit.settle(data)
    again = plan_of(reading(moved()), data=data)
    assert again.held == (contents(data) != old)
    landing.land(again, data)
    assert plan_of(reading(moved()), data=data).held
    assert log.read_text().count("ye-dec-2025-next") == 1
    assert set(COLUMNS) <= set(again.figures.columns)
