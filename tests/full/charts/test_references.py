"""What a chart cites, read back by parsers that are not ours."""

import json

import pytest

import harmstats as hs
from harmstats import charts


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of the parser in its own dependency
def test_the_json_holds_the_references_of_all_that_is_shown(tmp_path):
    """The group since 2003 comes from two publishers: read back with a BibTeX and a CSL parser."""
    import bibtexparser
    from citeproc.source.json import CiteProcJSON

    rows = hs.load("prc-stalking-and-harassment", geography="England and Wales")
    rows = rows[(rows["axis"] == "years ending March") & (rows["breakdown"] == "")]
    sources = dict.fromkeys(rows["source"])
    assert len(sources) == 2
    words = {"name": "group", "title": "T", "subtitle": "S", "source": "ONS", "as_of": "2026-04-23"}
    drawn = charts.line(rows, hs.breaks("prc-stalking-and-harassment"), **words)
    about = json.loads(charts.save(drawn, tmp_path)["json"].read_text(encoding="utf-8"))
    parser = bibtexparser.bparser.BibTexParser(common_strings=True)
    entries = bibtexparser.loads(about["references"]["bibtex"], parser).entries
    assert {entry["ID"] for entry in entries} == set(sources)
    assert all(f"edition {edition}" in str(entries) for edition in set(rows["edition"]))
    assert set(CiteProcJSON(about["csl-json"])) == set(sources)
    for style in ("text", "markdown"):
        lines = about["references"][style].splitlines()
        assert [line.split(":")[0] for line in lines] == ["Office for National Statistics", "Home Office"]
    assert drawn.references("harvard").count("Available at") == 2
