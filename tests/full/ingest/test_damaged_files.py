"""A thousand seeded mutations: right figures, or a line that names the place; never a wrong figure in silence."""

from collections import Counter

import pytest

from harmstats.ingest import read_file
from readers import outcomes_of_damage as judged
from readers import publisher_samples as samples
from readers.mutations import mutate

SAMPLES = {
    "appendix.xlsx": (samples.appendix(), 230),
    "appendix-2022.ods": (samples.appendix(2022, 9, old=True), 115),
    "areas.xlsx": (samples.force_areas(), 161),
    "areas-2025.ods": (samples.force_areas(2025, 6, old=False), 115),
    "areas-p1.csv": ([samples.force_areas(2025, 6, old=False)[1]], 115),
    "recorded.ods": (samples.recorded_crime((2020,), 2), 115),
    "partner.csv": (samples.partner_survey(), 92),
    "family.csv": (samples.family_survey(), 46),
    "rolling.csv": (samples.rolling(), 69),
    "outcomes.xlsx": (samples.outcomes(forces=samples.FORCES[:6]), 69),
}
# Tables without a total of their own: a figure that moves by less than revisions do is told by no rule
# of the file; `ingest` lists it as a revision.
NO_TOTALS = {"recorded.ods", "partner.csv", "family.csv", "rolling.csv", "outcomes.xlsx"}


def test_there_are_a_thousand():
    assert sum(number for _, number in SAMPLES.values()) >= 1_000


@pytest.mark.parametrize("name", SAMPLES)
def test_damage_is_never_accepted_in_silence(tmp_path, name):
    sheets, number = SAMPLES[name]
    path = samples.write(tmp_path / name, sheets)
    whole = read_file.read(path)
    counts: Counter = Counter()
    for seed in range(number):
        damaged, what = mutate(sheets, seed)
        samples.write(path, damaged)
        kind, line = judged.judge(path, whole, before=whole.figures)
        assert kind != judged.SILENT, f"seed {seed}: {what}: {line}"
        assert kind != judged.SMALL or name in NO_TOTALS, f"seed {seed}: {what}: {line}"
        counts[kind] += 1
    assert counts[judged.STOPPED] + counts[judged.SKIPPED] + counts[judged.DOUBTED] >= number / 5, counts
    print(name, dict(counts))
