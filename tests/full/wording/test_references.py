"""References of all registered sources, held against programs that read references."""

import json
import re

import bibtexparser
import pytest

from harmstats import cite
from harmstats.core import paths, registers
from harmstats.wording import references


@pytest.fixture(scope="module")
def held():
    return registers.read(paths.data_dir())


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


def test_csl_json_is_what_the_processor_reads(held):
    from citeproc.source.json import CiteProcJSON

    items = json.loads(references.render([references.item(s) for s in held.sources.values()], "csl-json"))
    assert set(CiteProcJSON(items)) == {item["id"] for item in items}
