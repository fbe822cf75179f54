"""Charts in one visual language: each carries its source, its caveat and its own description.

In: figures and comparisons. Out: SVG, PNG and CSV, wide and narrow. Knows nothing of: notebooks,
reports, how a comparison was decided.

>>> from harmstats import charts
>>> charts.STAMPS["recorded"]
'Police recorded crime shows what police recorded, not how much happened.'
"""

from ..core.words import STAMPS
from .bar_chart import bars
from .chart import OGL, Chart
from .dot_chart import interval_dots
from .line_chart import line
from .revision_charts import as_known, through_editions, typical
from .save import out_dir, save, show
from .small_multiples import small_multiples
from .texts import Texts

__all__ = [
    "OGL",
    "STAMPS",
    "Chart",
    "Texts",
    "as_known",
    "bars",
    "interval_dots",
    "line",
    "out_dir",
    "save",
    "show",
    "small_multiples",
    "through_editions",
    "typical",
]
