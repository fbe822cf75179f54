"""Two editions side by side: what is a revision, and what is none."""

import json

import pandas as pd
import pytest

from harmstats.cli.command_line import main
from harmstats.cli.comparisons import diff_json, diff_text
from harmstats.cli.printing import plain
from harmstats.comparison.editions import RANKED_BY, diff
from harmstats.core.errors import HarmstatsError, NotFound

GROUP = "prc-stalking-and-harassment"
# Home Office open data of October 2023 and of April 2026: the year ending March 2022.
YEAR_2022 = 718_514, 717_239
PAIRS = [
    ("ons-appendix-ye-jun-2025", "ons-appendix-ye-sep-2025"),
    ("ons-appendix-ye-sep-2022", "ons-appendix-ye-jun-2025"),
    ("ho-prc-open-2023-10", "ho-prc-open-2026-04"),
    ("ho-prc-open-2018", "ho-prc-open-2023-10"),
    ("ho-prc-open-2018", "ho-prc-open-2026-04"),
    ("bbc-sdu-2021", "bbc-sdu-2022"),
]


@pytest.fixture(scope="module", params=PAIRS, ids="-to-".join)
def found(request):
    return diff(*request.param)


def test_every_printed_cell_is_in_one_group_and_no_other(found):
    cell = ["series", "period", "geography", "breakdown"]
    groups = [found.changes, found.rescoped, found.new, found.withdrawn, found.outside]
    cells = pd.concat([rows[cell] for rows in groups])
    assert not cells.duplicated().any()
    assert found.appeared == len(found.new)
    assert found.disappeared == len(found.withdrawn) + len(found.outside)


def test_the_largest_percentage_stands_first_then_the_largest_change(found):
    for rows in (found.changes, found.rescoped):
        size = list(zip(rows["percent_change"].abs().fillna(-1), rows["change"].abs(), strict=True))
        assert size == sorted(size, reverse=True)
    assert (found.changes["change"] != 0).all()


def test_figures_that_were_zero_have_no_percentage_and_come_last():
    changes = diff(*PAIRS[0]).changes
    zero = changes[changes["old"] == 0]
    assert len(zero)
    assert zero["percent_change"].isna().all()
    assert zero.index.min() == len(changes) - len(zero)


def test_nothing_beyond_the_reach_of_the_later_edition_is_withdrawn():
    """The edition to September 2025 starts its months in October 2023 and has no years ending June."""
    found = diff(*PAIRS[0])
    assert found.withdrawn.empty
    assert set(found.outside["axis"]) == {"months", "years ending June"}
    assert set(found.outside.loc[found.outside["axis"] == "months", "period"]) == {"Jul 2023", "Aug 2023", "Sep 2023"}


def test_what_the_later_edition_could_have_printed_is_withdrawn():
    found = diff("nisra-evawg-2025-12", "nisra-evawg-2026-06")
    assert set(found.withdrawn["series"]) == {"psni-stalking-and-harassment-sanction-outcomes"}
    assert found.outside.empty


def test_printed_sums_meet_the_sums_of_forces_of_the_later_edition():
    """Home Office, October 2023 and April 2026: the year ending March 2022 from quarters printed and summed."""
    changes = diff("ho-prc-open-2023-10", "ho-prc-open-2026-04").changes
    quarters = changes[(changes["series"] == GROUP) & (changes["geography"] == "England and Wales")]
    four = ["Apr-Jun 2021", "Jul-Sep 2021", "Oct-Dec 2021", "Jan-Mar 2022"]
    change = quarters[quarters["period"].isin(four)]["change"].sum()
    assert change == YEAR_2022[1] - YEAR_2022[0]


def test_another_scope_is_no_revision():
    """The BBC's files: England and Wales of 2018/19 without British Transport Police, then complete."""
    found = diff("bbc-sdu-2021", "bbc-sdu-2022")
    row = found.rescoped[
        found.rescoped["why"].str.contains("British Transport Police") & (found.rescoped["old"] == 19374)
    ]
    assert row["period"].tolist() == ["YE Mar 2019"]
    assert row["why"].str.endswith("then complete").all()
    whole = found.changes.merge(found.rescoped, on=["series", "period", "geography", "breakdown"])
    assert whole.empty


def test_a_printed_share_and_one_computed_here_are_told_apart():
    rescoped = diff("bbc-sdu-2021", "bbc-sdu-2022").rescoped
    shares = rescoped[rescoped["series"] == "charge-share-of-assigned-stalking-8q"]
    assert len(shares)
    assert shares["why"].str.startswith("divided by").all()


def test_an_edition_differs_from_itself_in_nothing():
    same = diff("ho-prc-open-2018", "ho-prc-open-2018")
    assert (len(same.changes), len(same.rescoped), same.appeared, same.disappeared) == (0, 0, 0, 0)
    assert same.unchanged == 24


@pytest.mark.parametrize(
    ("pair", "error", "says"),
    [
        (PAIRS[0][::-1], HarmstatsError, "give the earlier edition first"),
        (("ho-prc-open-2018", "bbc-sdu-2022"), HarmstatsError, "no table in common"),
        (("ho-prc-open-2019", "ho-prc-open-2026-04"), NotFound, "ho-prc-open-2018"),
    ],
)
def test_what_cannot_be_compared_is_refused(pair, error, says):
    with pytest.raises(error, match=says):
        diff(*pair)


def test_json_keeps_the_contract_and_adds_what_is_apart(found):
    document = diff_json(found)
    first = ["from", "to", "changes", "unchanged", "appeared", "disappeared"]
    assert list(document)[:6] == first
    keys = ["series", "period", "geography", "breakdown", "old", "new", "change", "percent_change"]
    for row in document["changes"]:
        assert list(row) == keys
    assert document["ranked_by"] == RANKED_BY
    assert document["appeared"] == len(document["new"])
    assert document["disappeared"] == len(document["withdrawn"]) + len(document["outside"])
    json.dumps(plain(document), allow_nan=False)


def test_text_says_by_what_it_is_ranked_and_what_is_not_withdrawn():
    text = diff_text(diff(*PAIRS[0]))
    assert f"Revised (ranked by {RANKED_BY}):" in text
    assert "116 of periods the later edition does not reach" in text
    assert "Not withdrawn" in text
    assert "\nWithdrawn" not in text
    assert max(map(len, diff_text(diff(*PAIRS[2])).splitlines())) < 150


def test_the_command_prints_one_json_document(capsys):
    assert main(["diff", *PAIRS[3], "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["unchanged"] == 1
    assert main(["diff", *PAIRS[0][::-1]]) == 2
    assert "give the earlier edition first" in capsys.readouterr().err


def test_two_editions_of_the_appendix_tables(cli):
    """ONS, October 2025 and January 2026: the year ending March 2022 of the group, 717,657 and 716,824."""
    found = diff("ons-appendix-ye-jun-2025", "ons-appendix-ye-sep-2025")
    row = found.changes[(found.changes["series"] == GROUP) & (found.changes["period"] == "YE Mar 2022")]
    (row,) = row[row["breakdown"] == ""].to_dict("records")
    assert (row["old"], row["new"], row["change"]) == (717657, 716824, -833)
    sizes = found.changes["percent_change"].abs()
    assert sizes.isna().sum() == 2  # rose from 0, and stand last
    assert sizes.fillna(-1).is_monotonic_decreasing
    code, out, _ = cli("diff", "ons-appendix-ye-jun-2025", "ons-appendix-ye-sep-2025", "--json")
    document = json.loads(out)
    assert code == 0
    assert set(document) >= {"from", "to", "changes", "appeared", "disappeared"}
    assert len(document["changes"]) == len(found.changes)


def test_editions_of_different_tables_are_not_compared(cli):
    code, _, err = cli("diff", "iwf-ar-2023", "ons-appendix-ye-jun-2025")
    assert code == 2
    assert "have no table in common" in err
