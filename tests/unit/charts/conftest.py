"""Small frames made by hand, and a reader that measures a chart from its SVG alone."""

import re
from datetime import date
from xml.etree import ElementTree

import pandas as pd
import pytest

from harmstats.charts.label_placement import text_width
from harmstats.core.periods import Period
from harmstats.core.registers import Break

SVG = "{http://www.w3.org/2000/svg}"
HREF = "{http://www.w3.org/1999/xlink}href"


def _figures(values, *, series="prc-x", first="YE Mar 2003", **columns):
    """One line of figures; `values` follow on from period `first`, None leaves a period out."""
    start = Period.parse(first)
    rows = []
    for n, value in enumerate(values):
        if value is None:
            continue
        period = start.shifted(n * start.months)
        rows.append(
            {
                "series": series,
                "kind": "recorded",
                "period": period.label,
                "period_start": pd.Timestamp(period.start),
                "period_end": pd.Timestamp(period.end),
                "geography": "England and Wales",
                "breakdown": "",
                "value": float(value),
                "unit": "offences",
                "low": float("nan"),
                "high": float("nan"),
                "method": "",
                "status": "official",
                "scope": "",
                "edition": "table-2026-04",
                "table": "t",
                "published": pd.Timestamp("2026-04-23"),
                "dated": "exact",
                "source": "ons-x",
                "locator": "Table 1",
                "note": "",
                "breaks": "",
            }
        )
    frame = pd.DataFrame(rows)
    for column, value in columns.items():
        frame[column] = value
    return frame


def _break(day, label, *, weight="refuse", series=("prc-x",), name=None, editions=()):
    return Break(
        id=name or f"b-{day}-{label}",
        date=date.fromisoformat(day),
        until=None,
        series=tuple(series),
        kind="definition",
        effect="up",
        weight=weight,
        geography=(),
        editions=tuple(editions),
        label=label,
        note="A note.",
        source="ons-x",
    )


class Picture:
    """What an SVG shows, read from its text alone."""

    def __init__(self, svg: str):
        self.root = ElementTree.fromstring(svg)
        self.width, self.height = (float(v) for v in self.root.get("viewBox").split()[2:])
        self.prefix = self.root.get("id") + "--"
        self.groups = {
            g.get("id")[len(self.prefix) :]: g
            for g in self.root.iter(f"{SVG}g")
            if g.get("id", "").startswith(self.prefix)
        }

    def ids(self, start):
        return [name for name in self.groups if name.startswith(start)]

    def points(self, name):
        """Points of the path (or of the markers) of a group, in pixels."""
        group = self.groups[name]
        uses = [(float(u.get("x")), float(u.get("y"))) for u in group.iter(f"{SVG}use")]
        if uses:
            return uses
        path = next(group.iter(f"{SVG}path"))
        return [(float(x), float(y)) for x, y in re.findall(r"[ML] (-?[\d.e-]+) (-?[\d.e-]+)", path.get("d"))]

    def scale(self, start, axis):
        """A function from pixel to value, from two gridlines whose ids say their values."""
        ids = self.ids(start)
        known = [(self.points(name)[0][axis], float(name[len(start) :])) for name in ids]
        (p0, v0), (p1, v1) = known[0], known[-1]
        return lambda p: v0 + (p - p0) / (p1 - p0) * (v1 - v0)

    def texts(self):
        """(words, left, top, right, bottom, size) of every line of text."""
        found = []
        for node in self.root.iter(f"{SVG}text"):
            style = node.get("style")
            size = float(re.search(r"font-size: ([\d.]+)px", style)[1])
            words, bold = node.text, "font-weight: 700" in style
            width = text_width(words, size, bold)
            x, y = float(node.get("x")), float(node.get("y"))
            anchor = re.search(r"text-anchor: (\w+)", style)[1]
            left = x - {"start": 0, "middle": width / 2, "end": width}[anchor]
            found.append((words, left, y - 0.76 * size, left + width, y + 0.2 * size, size))
        return found

    def problems(self):
        """Words that are too small, leave the sheet, or run into other words."""
        texts, found = self.texts(), []
        for n, (words, left, top, right, bottom, size) in enumerate(texts):
            if size < 11:
                found.append(f"'{words}' is {size} px high")
            if left < 0 or top < 0 or right > self.width or bottom > self.height:
                found.append(f"'{words}' leaves the sheet: {left:.0f} {top:.0f} {right:.0f} {bottom:.0f}")
            for other, l2, t2, r2, b2, _ in texts[n + 1 :]:
                if left < r2 and l2 < right and top < b2 and t2 < bottom:
                    found.append(f"'{words}' meets '{other}'")
        return found


@pytest.fixture(scope="session")
def figures():
    return _figures


@pytest.fixture(scope="session")
def broken():
    return _break


@pytest.fixture(scope="session")
def picture():
    return Picture


@pytest.fixture(scope="session")
def words():
    """The words every chart needs."""
    return {
        "name": "test-chart",
        "title": "A headline that says what was found",
        "subtitle": "Offences recorded by the police, England and Wales",
        "source": "Office for National Statistics",
        "as_of": "2026-04-23",
    }
