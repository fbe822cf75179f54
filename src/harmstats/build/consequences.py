"""What an edition changes: figures, charts, verdicts on claims, sentences of reports; each held before and after."""

import json
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from ..core.cells import day
from ..core.errors import HarmstatsError
from ..core.periods import label
from ..core.registers import read
from ..factcheck.check import claims as judged_claims
from ..factcheck.verdict import Verdict
from ..ingest.plan import Plan, compared
from ..report.changes import Change, Reading, changes, reading
from ..store import published
from .freshness import State


@dataclass(frozen=True)
class Revision:
    """A figure that an edition prints otherwise than the one before."""

    series: str
    title: str
    period: str
    geography: str
    breakdown: str
    before: float
    after: float
    percent: float | None


@dataclass(frozen=True)
class Chart:
    """A chart of the last build: what its title says, from which figures, drawn by which notebook."""

    title: str
    data_hash: str
    notebook: str


@dataclass(frozen=True)
class ChartChange:
    """A chart whose data changed; one that is gone has no title now."""

    id: str
    title: str
    was: str
    notebook: str


@dataclass(frozen=True)
class ClaimChange:
    """A claim whose verdict of today is another."""

    id: str
    was: str
    now: str
    value_was: float | None
    value_now: float | None


@dataclass(frozen=True)
class Statements:
    """What is said on the figures of a data folder: verdicts on claims, reports as they read, charts."""

    verdicts: dict[str, Verdict]
    reports: tuple[Reading, ...]
    charts: dict[str, Chart]


def statements(folder: Path, reports: list[Path], state: State | None = None) -> Statements:
    """Judge every claim, render every report (one that cannot be rendered says why), look up every chart of a build."""
    held, readings = read(folder), []
    for path in reports:
        try:
            readings.append(reading(path, held))
        except HarmstatsError as error:
            readings.append(Reading(path.name, held, failure=str(error)))
    verdicts = {verdict.id: verdict for verdict in judged_claims(data=folder)}
    return Statements(verdicts, tuple(readings), _charts(state) if state else {})


def _charts(state: State) -> dict[str, Chart]:
    charts = {}
    for notebook, record in sorted(state.notebooks.items()):
        for name, data_hash in record["charts"].items():
            if name.endswith(".csv"):
                chart = name.removesuffix(".csv")
                about = json.loads((state.out / "charts" / f"{chart}.json").read_bytes())
                charts[chart] = Chart(about["title"], data_hash, notebook)
    return charts


def changes_between(
    before: Statements, after: Statements
) -> tuple[tuple[ChartChange, ...], tuple[ClaimChange, ...], tuple[Change, ...]]:
    """Return the charts of other figures, the claims with another verdict, the sentences that say something else."""
    was, now = before.charts, after.charts
    charts = [
        ChartChange(name, chart.title, was[name].title if name in was else "", chart.notebook)
        for name, chart in now.items()
        if name not in was or was[name].data_hash != chart.data_hash
    ]
    gone = [ChartChange(name, "", chart.title, chart.notebook) for name, chart in was.items() if name not in now]
    verdicts = [(before.verdicts[name], new) for name, new in after.verdicts.items() if name in before.verdicts]
    claims = [
        ClaimChange(new.id, old.verdict_now, new.verdict_now, old.value_now, new.value_now)
        for old, new in verdicts
        if old.verdict_now != new.verdict_now
    ]
    sentences = [change for old, new in zip(before.reports, after.reports, strict=True) for change in changes(old, new)]
    return (*charts, *gone), tuple(claims), tuple(sentences)


def revisions(plan: Plan, folder: Path) -> tuple[Revision, ...]:
    """Return the figures that a planned edition revises, the largest relative change first, those from zero last."""
    held = read(folder)
    both = compared(plan.figures, published.read(held), plan.against)
    both = both[(both["state"] == "revised") & (both["value_old"] != both["value_new"])]
    before = both["value_old"].where(both["value_old"] != 0)
    both["percent"] = 100 * (both["value_new"] - before) / before.abs()
    order = both["percent"].abs().sort_values(ascending=False, kind="stable", na_position="last").index
    return tuple(
        Revision(
            row.series,
            held.series[row.series].title,
            label(day(row.period_start), day(row.period_end)),
            row.geography,
            row.breakdown,
            row.value_old,
            row.value_new,
            None if pd.isna(row.percent) else row.percent,
        )
        for row in both.loc[order].itertuples()
    )
