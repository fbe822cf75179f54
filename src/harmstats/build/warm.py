"""Imported once by the server that kernels are forked from, so that no kernel has to.

What cannot be imported is left out: the notebook that needs it says so, in its own cell.
"""

import gc
from contextlib import suppress
from importlib import import_module

MODULES = (
    "ipykernel.kernelapp",
    "matplotlib_inline.backend_inline",
    "matplotlib.pyplot",
    "matplotlib.backends.backend_agg",
    "matplotlib.backends.backend_svg",
    "PIL.PngImagePlugin",
    "pandas",
    "harmstats.charts",
    "harmstats.store.figures",
    "harmstats.store.catalogue",
    "harmstats.comparison.compare",
    "harmstats.stats.intervals",
)


def rehearse() -> None:
    """Draw one chart to nowhere: a first drawing loads fonts and glyphs, which a fork then has."""
    import harmstats as hs

    figures = hs.load("prc-stalking-8q", geography="England and Wales", edition="ho-prc-open-2026-04")
    years = figures[figures["axis"] == "years ending March"]
    chart = hs.charts.line(years, hs.breaks("prc-stalking-8q"), name="x", title="x", subtitle="x", source="x")
    for width in (800, 400):
        chart.pictures(width)


for name in MODULES:
    with suppress(Exception):
        import_module(name)
with suppress(Exception):
    rehearse()

# What is here now stays: a kernel's garbage collector need not look through it again and again.
gc.freeze()
