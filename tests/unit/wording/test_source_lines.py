"""What stands under a chart or a notebook: publishers, licences, editions and versions."""

from importlib.metadata import version

import pytest

from harmstats import __version__, colophon, licence_line, load, publishers, source_line
from harmstats.wording.source_lines import PACKAGES


def test_the_publisher_of_a_second_hand_figure_is_who_reports_it():
    assert publishers(load("umbrella-calls", edition="all")).unique().tolist() == [
        "The Example Post",
        "Example Charity",
    ]


def test_every_source_once_with_all_its_days():
    found = source_line(load(["umbrella-pages", "umbrella-trials"]))
    assert found == (
        "Example Charity, Annual report 2019 (published 14 April 2020); "
        "Example Charity, Annual report 2021 (published 12 April 2022); "
        "Example Office, Trials over umbrellas (published by 31 May 2022)"
    )


@pytest.mark.parametrize(
    ("series", "line"),
    [
        ("lost-umbrellas", "Open Government Licence v3.0"),
        ("umbrella-pages", "Creative Commons Attribution 4.0"),
        ("umbrella-trials", "Open Parliament Licence"),
        ("hat-study", "figures of Example University are quoted as facts, no licence stated"),
        ("umbrella-calls", "figures of Example Charity, The Example Post are quoted as facts, no licence stated"),
        (["hat-study", "lost-hats"],
         "Open Government Licence v3.0; figures of Example University are quoted as facts, no licence stated"),
    ],
)  # fmt: skip
def test_licences_in_one_line(series, line):
    assert licence_line(load(series)) == line


def test_a_colophon_changes_with_one_figure():
    figures = load(["lost-hats", "umbrella-trials"])
    lines = colophon(figures).splitlines()
    assert lines[:3] == [
        "Editions:",
        "  office-courts, courts-2022, by 31 May 2022",
        "  office-recorded, office-2022-07, 20 July 2022",
    ]
    assert lines[3].startswith("Figures: 8, fingerprint ")
    assert lines[4] == f"Versions: harmstats {__version__}, " + ", ".join(f"{n} {version(n)}" for n in PACKAGES)
    other = figures.assign(value=figures["value"].where(figures.index > 0, 1.0))
    assert colophon(other).splitlines()[3] != lines[3]
    assert colophon(figures.iloc[:2], figures.iloc[2:]).splitlines()[:3] == lines[:3]
