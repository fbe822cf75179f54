"""The tables for people, read back as a reader gets them."""

import io
import re
import zipfile
from functools import cached_property
from pathlib import Path
from xml.etree import ElementTree

import pandas as pd

from harmstats.report import ods
from harmstats.report.workbook import FILE

NS = {name: f"{{{address}}}" for name, address in ods._SPACES.items()}
TABLE, OFFICE, TEXT = NS["table"], NS["office"], NS["text"]


def read_cell(cell):
    """A number, or the text of a cell."""
    if cell.get(f"{OFFICE}value-type") == "float":
        return float(cell.get(f"{OFFICE}value"))
    return "".join("".join(p.itertext()) for p in cell.iter(f"{TEXT}p"))


def read_sheets(content):
    """The tree of a workbook, and the name of each sheet with its rows."""
    tree = ElementTree.fromstring(zipfile.ZipFile(io.BytesIO(content)).read("content.xml"))
    return tree, {
        table.get(f"{TABLE}name"): [
            [read_cell(cell) for cell in row.iter(f"{TABLE}table-cell")] for row in table.iter(f"{TABLE}table-row")
        ]
        for table in tree.iter(f"{TABLE}table")
    }


class Book:
    """A folder that `write_tables` has written."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.content = (folder / FILE).read_bytes()
        self.tree, self.pages = read_sheets(self.content)

    @cached_property
    def ranges(self):
        """Name, first row, last row and last column of the named range on each sheet."""
        ranges = {}
        for one in self.tree.iter(f"{TABLE}database-range"):
            address = one.get(f"{TABLE}target-range-address")
            sheet, first, again, column, last = re.fullmatch(r"(\w+)\.A(\d+):(\w+)\.([A-Z])(\d+)", address).groups()
            assert sheet == again
            assert one.get(f"{TABLE}contains-header") == "true"
            assert one.get(f"{TABLE}display-filter-buttons") == "false"
            ranges[sheet] = one.get(f"{TABLE}name"), int(first), int(last), ord(column) - ord("A") + 1
        return ranges

    @cached_property
    def tables(self):
        """Each table as a frame."""
        return {
            name: pd.DataFrame(self.pages[name][first:last], columns=self.pages[name][first - 1])
            for name, (_, first, last, _) in self.ranges.items()
        }


def only(table, **wanted):
    """The one row of a table with these values, as a dict; headers with an underscore for a space."""
    hit = pd.Series(True, index=table.index)
    for name, value in wanted.items():
        hit &= table[name.replace("_", " ")] == value
    (row,) = table[hit].to_dict("records")
    return row
