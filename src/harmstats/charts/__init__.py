"""Charts in one visual language: each carries its source, its caveat and its own description.

>>> from harmstats import charts
>>> charts.STAMPS["recorded"]
'Police recorded crime shows what police recorded, not how much happened.'
"""

from ..wording import STAMPS
from .bar_chart import bars
from .chart import OGL, Chart
from .dots import interval_dots
from .files import out_dir, read_metadata, save, show
from .lines import line
from .multiples import small_multiples
from .vintages import as_known, through_editions, typical

__all__ = [
    "OGL",
    "STAMPS",
    "Chart",
    "as_known",
    "bars",
    "interval_dots",
    "line",
    "out_dir",
    "read_metadata",
    "save",
    "show",
    "small_multiples",
    "through_editions",
    "typical",
]
