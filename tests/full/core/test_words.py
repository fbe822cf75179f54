"""Every registered place as it stands in a sentence."""

from harmstats import cite
from harmstats.core import paths, registers
from harmstats.core.words import in_place


def test_every_place_stands_naturally_in_a_sentence():
    """Police forces are areas of their own: Durham's is not the county, the West Midlands' not the region."""
    held = registers.read(paths.data_dir())
    said = {name: in_place(name, True) for name in held.forces}
    odd = {name: text for name, text in said.items() if text != f"in the {name} police area"}
    assert odd == {
        "Metropolitan Police": "in the Metropolitan Police area",
        "British Transport Police": "on the railways (British Transport Police)",
    }
    areas = {in_place(name) for name in held.areas}
    assert {"in Scotland", "in Wales", "in the United Kingdom", "worldwide", "in the London region"} <= areas
    assert {"on the Isle of Man", "in the United States", "in the Yorkshire and The Humber region"} <= areas
    assert "in the Surrey police area" in cite("prc-stalking-8q", "YE Mar 2025", geography="Surrey").sentence
