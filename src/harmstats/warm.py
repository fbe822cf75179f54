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
    "harmstats.figures",
    "harmstats.comparing",
)

for name in MODULES:
    with suppress(Exception):
        import_module(name)

# What is here now stays: a kernel's garbage collector need not look through it again and again.
gc.freeze()
