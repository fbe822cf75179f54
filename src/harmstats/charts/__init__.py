"""Charts in one visual language: each carries its source, its caveat and its own description.

In: figures and comparisons. Out: SVG, PNG and CSV, wide and narrow. Knows nothing of: notebooks,
reports, how a comparison was decided.
"""

from .bar_chart import bars
from .chart import Chart
from .dot_chart import interval_dots
from .funnel_chart import funnel
from .line_chart import line
from .revision_charts import as_known, through_editions, typical
from .save import save, show
from .small_multiples import small_multiples
from .texts import Texts

__all__ = [
    "Chart",
    "Texts",
    "as_known",
    "bars",
    "funnel",
    "interval_dots",
    "line",
    "save",
    "show",
    "small_multiples",
    "through_editions",
    "typical",
]
