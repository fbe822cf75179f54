"""Series made by hand, with what is to be found in them planted."""

from datetime import date
from types import SimpleNamespace

import numpy as np
import pandas as pd


def months(values, first="2020-01-01"):
    """Values of months, as rows of figures."""
    starts = pd.date_range(first, periods=len(values), freq="MS")
    return pd.DataFrame({"period_start": starts, "period_end": starts + pd.offsets.MonthEnd(0), "value": values})


def quarters(values, first="2014-04-01"):
    """Values of quarters, as rows of figures."""
    starts = pd.date_range(first, periods=len(values), freq="QS")
    return pd.DataFrame({"period_start": starts, "period_end": starts + pd.offsets.QuarterEnd(0), "value": values})


def rules(*days):
    """Known changes on these days, each named by its day."""
    return [SimpleNamespace(date=date.fromisoformat(day), label=day) for day in days]


def line(n, per=1):
    """A design of a level and a trend through n points, so many a year."""
    return pd.DataFrame({"intercept": 1.0, "year": np.arange(n) / per})


def scattered(generator, mean, dispersion):
    """Counts with a variance of `dispersion` times their mean."""
    return generator.poisson(generator.gamma(mean / (dispersion - 1), dispersion - 1))
