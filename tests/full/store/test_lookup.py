"""A figure read without pandas is the one that load gives."""

from harmstats import load
from harmstats.core import paths, registers
from harmstats.store import lookup


def test_the_light_lookup_answers_as_load_does():
    """Every series: value and edition of every figure that load calls the latest."""
    held, frame = registers.read(paths.data_dir()), load()
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
