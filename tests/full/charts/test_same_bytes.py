"""The same figures give the same files, whatever the process."""

import hashlib
import os
import subprocess
import sys

SCRIPT = """
import sys, pandas as pd
from harmstats import charts
days = pd.to_datetime(["2003-03-31", "2004-03-31", "2005-03-31"])
frame = pd.DataFrame({"period_end": days, "period_start": days - pd.DateOffset(years=1) + pd.DateOffset(days=1)})
frame = frame.assign(series="prc-x", kind="recorded", geography="England and Wales", value=[10, 20, 30])
frame = frame.assign(unit="offences", edition="table-2026-04", published=pd.Timestamp("2026-04-23"))
words = dict(title="T", subtitle="S", source="O", as_of="2026-04-23")
charts.save(charts.line(frame, name="one", **words), sys.argv[1])
charts.save(charts.small_multiples(frame, name="two", **words), sys.argv[1])
charts.save(charts.interval_dots(frame[:1], name="three", **words), sys.argv[1])
"""


def test_two_processes_write_the_same_bytes(tmp_path):
    sums = []
    for seed in ("1", "2"):
        out = tmp_path / seed
        env = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(sys.path)}
        subprocess.run([sys.executable, "-c", SCRIPT, out], env=env, check=True)
        sums.append({path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(out.iterdir())})
    assert len(sums[0]) == 18
    assert sums[0] == sums[1]
