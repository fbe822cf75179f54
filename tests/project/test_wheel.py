"""An installed harmstats carries its figures: it works outside the clone."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

from samples import ROOT

CODE = """
import harmstats as hs
found = hs.load("prc-stalking-and-harassment", period="YE Jun 2022", geography="England and Wales")
print(hs.__file__, found["value"].tolist())
from harmstats.report.pandoc import REFERENCE
from harmstats.site.gallery import page
assert REFERENCE.is_file() and "No chart has been drawn yet" in page(REFERENCE.parent)
"""


def test_the_wheel_carries_the_data_and_the_looks(tmp_path):
    build = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(tmp_path)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    place = tmp_path / "installed"
    zipfile.ZipFile(wheel).extractall(place)
    done = subprocess.run(
        [sys.executable, "-c", CODE],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(place)},
        capture_output=True,
        text=True,
        check=True,
    )
    where, value = done.stdout.split(maxsplit=1)
    assert Path(where).is_relative_to(place)
    assert value.strip() == "[714604.0]"
