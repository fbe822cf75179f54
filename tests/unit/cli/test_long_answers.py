"""What is left out of a long answer is counted."""

from harmstats.cli import comparisons


def test_changes_beyond_the_first_are_counted(cli, monkeypatch):
    monkeypatch.setattr(comparisons, "MOST", 3)
    code, out, _ = cli("diff", "office-2021-07", "office-2022-07")
    assert code == 0
    assert "lost-umbrellas  YE Mar 2021  England and Wales  10,400  10,450" in out
    assert "and 1 more: --json lists them all" in out
    assert "12,720" not in out
