"""Citations: the sentence, what must stand beside it, and references that other programs can read."""

import json
import re
import subprocess
import sys

import bibtexparser
import pytest

from harmstats import cite, load
from harmstats.cli.printing import FIGURE_KEYS
from harmstats.core import paths, registers
from harmstats.core import words as wording
from harmstats.core.errors import HarmstatsError, NotFound
from harmstats.report import citation as citing
from harmstats.store import catalogue, lookup
from harmstats.wording import references

GROUP = "prc-stalking-and-harassment"


@pytest.fixture(scope="module")
def held():
    return registers.read(paths.data_dir())


def test_a_figure_in_one_sentence():
    """Home Office, 23 April 2026: 135,628 stalking offences in the year ending March 2025."""
    found = cite("prc-stalking-8q", "YE Mar 2025")
    assert found.sentence == (
        "Stalking offences recorded by the police (8Q): 135,628 in England and Wales in the year ending March 2025."
    )
    assert found.caveats[0] == "Police recorded crime shows what police recorded, not how much happened."
    assert "Not comparable with periods before 1 April 2020 (Ex-partner rule)." in found.caveats
    assert found.attribution.startswith("Contains public sector information licensed under the Open Government Licence")
    assert found.text().endswith("Taken from harmstats 0.1.0.")


def test_a_share_says_interval_counts_and_who_reports_it():
    """BBC Shared Data Unit, November 2022, from Home Office outcomes."""
    found = cite("charge-share-of-assigned-stalking-8q", "YE Mar 2022")
    assert "5.99% in England and Wales" in found.sentence
    assert "95% interval 5.84 to 6.14%; 5,948 of 99,302" in found.sentence
    assert "Second-hand" in " ".join(found.caveats)
    assert found.reference().startswith("Home Office, as reported by BBC Shared Data Unit: ")


def test_a_figure_as_known_on_a_day():
    """ONS, 26 January 2023: 718,480; today 717,239."""
    then, now = (cite(GROUP, "YE Mar 2022", as_of=day).sentence for day in ("2023-01-31", None))
    assert "718,480" in then
    assert "717,239" in now


def test_a_survey_estimate_says_that_no_interval_is_published():
    found = cite("csew-stalking-any", "YE Mar 2016", breakdown="age=16 to 59;sex=female")
    assert "An estimate from a sample; no interval is published." in found.caveats
    assert "(age 16 to 59, sex female)" in found.sentence


def test_an_undated_figure_is_cited_as_undated(held):
    row = next(r for r in lookup.rows("helpline-relationship", held) if r["period"] == "undated")
    found = cite("helpline-relationship", "undated", breakdown=row["breakdown"])
    assert "(undated)" in found.sentence


def test_sources_that_disagree_are_told():
    assert any(c.startswith("Sources disagree: 275,655") for c in cite("iwf-reports-confirmed", "2023").caveats)


def test_a_refused_comparison_yields_what_can_be_printed_instead():
    found = cite(GROUP, "YE Jun 2022", "YE Mar 2020")
    assert found.refused
    assert "not like for like" in found.sentence
    assert "Coercive control added (1 April 2020)" in found.sentence
    assert "+35.9%" in found.sentence
    sources = {item["id"] for item in found.items}
    assert {"ho-prc-open-2026-04", "ons-appendix-ye-sep-2022"} <= sources


def test_an_allowed_comparison():
    found = cite(GROUP, "YE Mar 2022", "YE Mar 2021")
    assert not found.refused
    assert "rose from 630,195" in found.sentence


@pytest.mark.parametrize(
    ("words", "error", "message"),
    [
        (("prc-stalkin-8q", "YE Mar 2025"), NotFound, "Did you mean 'prc-stalking-8q'"),
        (("prc-stalking-8q", "YE Mar 1999"), NotFound, "has no figure for YE Mar 1999"),
        (("prc-stalking-8q", "soon"), NotFound, "is not understood"),
        (("csew-stalking-any", "YE Mar 2016"), NotFound, "--breakdown, one of"),
    ],
)
def test_bad_input(words, error, message):
    with pytest.raises(error, match=message):
        cite(*words)


def test_a_day_in_the_future():
    with pytest.raises(HarmstatsError, match="lies in the future"):
        cite("prc-stalking-8q", "YE Mar 2025", as_of="2099-01-01")


def test_the_light_lookup_answers_as_load_does(held):
    """Every series: value and edition of every figure that load calls the latest."""
    frame = load()
    for series, rows in frame.groupby("series"):
        if len(rows) > 400:  # long series by police force: the nation is enough
            rows = rows[~rows["geography"].isin(held.forces)]
        vintages = {}
        for row in lookup.rows(series, held, forces=rows["geography"].isin(held.forces).any()):
            cell = row["geography"], row["breakdown"], row["period_start"], row["period_end"]
            vintages.setdefault(cell, []).append(row)
        for row in rows.itertuples():
            start, end = (None, None) if row.period == "undated" else (row.period_start.date(), row.period_end.date())
            light = lookup.latest(vintages[row.geography, row.breakdown, start, end])
            assert (light["value"], light["edition"], light["breaks"]) == (row.value, row.edition, row.breaks), row


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of the parser in its own dependency
def test_references_of_all_sources_are_read_by_a_bibtex_parser(held):
    items = [references.item(source, locator="5% & <b>_x_</b> {y}") for source in held.sources.values()]
    parser = bibtexparser.bparser.BibTexParser(common_strings=True)
    found = bibtexparser.loads(references.render(items, "bibtex"), parser)
    assert len(found.entries) == len(items)
    for entry, source in zip(
        sorted(found.entries, key=lambda e: e["ID"]), sorted(items, key=lambda i: i["id"]), strict=True
    ):
        assert entry["ID"] == source["id"]
        assert source["author"][0]["literal"].split()[0].replace("&", "") in entry["author"].replace(r"\&", "")
        assert entry.get("url", "") == source.get("URL", "")


@pytest.mark.parametrize("style", ["apa", "harvard"])
def test_a_citation_processor_sets_every_source(held, style):
    items = [references.item(source) for source in held.sources.values()]
    lines = references.render(items, style).splitlines()
    assert len(lines) == len(items)
    assert all(
        source["author"][0]["literal"].split()[0].strip("'") in line for source, line in zip(items, lines, strict=True)
    )
    homes = [line for line in lines if "Police recorded crime open data" in line]
    assert homes
    assert all(line.startswith(("Home Office (", "Home Office. (")) for line in homes)


@pytest.mark.parametrize("style", references.STYLES)
def test_every_style_names_day_edition_and_licence(style):
    """Home Office, 23 April 2026; and who counted, where the BBC Shared Data Unit only reports it."""
    said = cite("prc-stalking-8q", "YE Mar 2025").reference(style)
    assert "edition ho-prc-open-2026-04" in said
    assert "Open Government Licence v3.0" in said
    day = {"bibtex": r"year = \{2026\},\s+month = \{4\},\s+day = \{23\}", "csl-json": r"\[\s*2026,\s*4,\s*23\s*\]"}
    assert re.search(day.get(style, "23 April 2026"), said)
    second = cite("charge-share-of-assigned-stalking-8q", "YE Mar 2022").reference(style)
    assert "Home Office" in second
    assert "BBC Shared Data Unit" in second


def test_a_sentence_in_markdown_is_text():
    found = citing.Citation("a <b>*c*", ("<i>",), (), "d_e", ())
    assert found.text("markdown").startswith("a \\<b\\>\\*c\\*\n\n\\<i\\>")
    assert found.text("text").startswith("a <b>*c*\n\n<i>")


def test_every_place_stands_naturally_in_a_sentence(held):
    """Police forces are areas of their own: Durham's is not the county, the West Midlands' not the region."""
    said = {name: wording.in_place(name, True) for name in held.forces}
    odd = {name: text for name, text in said.items() if text != f"in the {name} police area"}
    assert odd == {
        "Metropolitan Police": "in the Metropolitan Police area",
        "British Transport Police": "on the railways (British Transport Police)",
    }
    areas = {wording.in_place(name) for name in held.areas}
    assert {"in Scotland", "in Wales", "in the United Kingdom", "worldwide", "in the London region"} <= areas
    assert {"on the Isle of Man", "in the United States", "in the Yorkshire and The Humber region"} <= areas
    assert "in the Surrey police area" in cite("prc-stalking-8q", "YE Mar 2025", geography="Surrey").sentence


def test_a_rounded_nothing_is_not_called_nothing():
    """Internet Watch Foundation, 2024: Finland 0%, rounded; ONS, 2019: nobody in the sample, no rounding."""
    rounded = cite("iwf-hosting-share", "2024", breakdown="country=Finland").sentence
    assert rounded.endswith(": less than 0.5% worldwide in the year ending December 2024.")
    nobody = cite("csew-stalking-any", "YE Mar 2015", breakdown="age=16 to 59;ethnicity=other;sex=male")
    assert ": 0% in England and Wales" in nobody.sentence
    assert "Few people asked, none reported it." in nobody.caveats


def test_a_share_too_small_to_see_is_not_zero():
    """Home Office outcomes 2024/25: 1 of 64,975 stalking outcomes was taken into consideration."""
    name, part = "outcome-shares-of-assigned-stalking-8q", "outcome=taken-into-consideration"
    assert ": less than 0.01% in England and Wales" in cite(name, "YE Mar 2025", breakdown=part).sentence


def test_a_citation_as_one_document(cli):
    """Keys of the command contract first; whole numbers whole, breaks a list."""
    code, out, _ = cli("cite", GROUP, "YE Mar 2022", "--from", "YE Mar 2020", "--style", "harvard", "--json")
    found = json.loads(out)
    assert list(found["references"]) == ["text", "markdown", "bibtex", "harvard"]
    assert (code, found["refused"]) == (1, True)
    earlier, later = found["figures"]
    assert tuple(earlier) == FIGURE_KEYS
    assert (earlier["value"], later["value"]) == (494906, 717239)
    assert all(isinstance(row["value"], int) and isinstance(row["breaks"], list) for row in (earlier, later))
    _, out, _ = cli("cite", "prc-stalking-8q", "YE Mar 2024", "--json")
    (within,) = json.loads(out)["figures"]
    assert within["breaks"]
    assert all(name in {b.id for b in registers.read(paths.data_dir()).breaks} for name in within["breaks"])


def test_a_citation_as_a_document_needs_no_pandas():
    code = (
        "import sys; from harmstats.cli import main; "
        "main(['cite', 'prc-stalking-8q', 'YE Mar 2025', '--geography', 'Surrey', '--json']); "
        "print('pandas' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "False"


def test_csl_json_is_what_the_processor_reads(held):
    from citeproc.source.json import CiteProcJSON

    items = json.loads(references.render([references.item(s) for s in held.sources.values()], "csl-json"))
    assert set(CiteProcJSON(items)) == {item["id"] for item in items}


def test_markdown_takes_text_as_text():
    source = {"id": "x", "title": "<script>*a*", "author": [{"literal": "B_c"}], "custom": {"licence": "not stated"}}
    assert references.render([references.item(source)], "markdown") == (r"B\_c: *\<script\>\*a\**, no licence stated.")


def test_unknown_style_names_the_styles(cli):
    code, _, err = cli("cite", "prc-stalking-8q", "YE Mar 2025", "--style", "vancouver")
    assert code == 2
    assert "the styles are text, markdown, bibtex, csl-json, apa, harvard" in err


def test_cite_as_json(cli):
    code, out, _ = cli("cite", "charge-share-of-assigned-stalking-8q", "YE Mar 2022", "--json")
    document = json.loads(out)
    assert code == 0
    assert document["figures"][0]["value"] == pytest.approx(5.989809)
    assert set(document["references"]) == {"text", "markdown", "bibtex"}
    code, out, _ = cli("cite", GROUP, "YE Jun 2022", "--from", "YE Mar 2020", "--json")
    assert code == 1
    assert json.loads(out)["refused"]


def test_every_figure_that_stands_first_can_be_cited(held):
    for series in catalogue.series()["series"]:
        row = lookup.rows(series, held)[-1]
        found = citing.of_figure(row, held)
        assert found.sentence.endswith(".")
        assert not re.search(r"\bnan\b", found.text())
        assert ".." not in found.text().replace("...", "")


def test_cite_imports_neither_pandas_nor_matplotlib():
    code = (
        "import sys; from harmstats.cli import main; main(['cite', 'prc-stalking-8q', 'YE Mar 2025']); "
        "print(sorted({'pandas', 'numpy', 'matplotlib', 'scipy', 'citeproc', 'jinja2'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"
