"""Verdicts on the claims of two articles, as the commands print them."""

import json
import re

import pytest

from harmstats.cli.claims import list_text, verdict_json, verdict_text
from harmstats.cli.printing import plain
from harmstats.core.registers import read as read_registers
from harmstats.factcheck.check import claims
from samples import ROOT

CONTRACT = (
    "id", "statement", "stated", "verdict_then", "verdict_now", "value_then", "value_now", "reasons", "sources",
)  # fmt: skip


@pytest.fixture(scope="module")
def all_claims():
    return {verdict.id: verdict for verdict in claims()}


def test_json_keeps_the_contract(all_claims):
    for found in all_claims.values():
        said = verdict_json(found)
        assert tuple(said)[: len(CONTRACT)] == CONTRACT
        json.dumps(plain(said), allow_nan=False)
        for reason in said["reasons"]:
            assert {"kind", "date", "note", "source"} <= set(plain(reason))


def test_the_page_of_one_claim_says_it_all(all_claims):
    registers = read_registers(ROOT / "data")
    text = verdict_text(all_claims["A2-17"], registers)
    for said in ("not like for like, +44.4%", "Like for like:  +35.9%", "1 April 2020, Coercive control added."):
        assert said in text
    assert "Police recorded crime shows what police recorded, not how much happened." in " ".join(text.split())
    assert text.index("Why:") < text.index("What the editions say:") < text.index("Sources:")
    assert max(len(line) for line in text.splitlines() if "http" not in line) <= 100


def test_the_list_has_one_line_a_claim(all_claims):
    text = list_text(tuple(all_claims.values()))
    assert len([line for line in text.splitlines() if re.match(r"A[12]-\d\d ", line)]) == 42
    assert "42 claims. Now: " in text


def test_a_check_without_a_day_is_of_today(cli):
    code, out, _ = cli(
        "check", "--series", "prc-stalking-8q", "--says", "135,628", "--to", "YE Mar 2025", "--json"
    )  # fmt: skip
    (claim,) = json.loads(out)["claims"]
    assert code == 0
    assert claim["verdict_then"] == claim["verdict_now"] == "agrees"
