"""Citations of published figures: the sentence, and what must stand beside it."""

import json
import re
import subprocess
import sys

import pytest

from harmstats import cite
from harmstats.cli.printing import FIGURE_KEYS
from harmstats.core import paths, registers
from harmstats.report.citation import of_figure
from harmstats.store import catalogue, lookup

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
        found = of_figure(row, held)
        assert found.sentence.endswith(".")
        assert not re.search(r"\bnan\b", found.text())
        assert ".." not in found.text().replace("...", "")


def test_a_citation_as_a_document_needs_no_pandas():
    code = (
        "import sys; from harmstats.cli import main; "
        "main(['cite', 'prc-stalking-8q', 'YE Mar 2025', '--geography', 'Surrey', '--json']); "
        "print('pandas' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "False"


def test_cite_imports_neither_pandas_nor_matplotlib():
    code = (
        "import sys; from harmstats.cli import main; main(['cite', 'prc-stalking-8q', 'YE Mar 2025']); "
        "print(sorted({'pandas', 'numpy', 'matplotlib', 'scipy', 'citeproc', 'jinja2'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"
