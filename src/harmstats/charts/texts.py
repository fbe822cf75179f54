"""The words that stand on every chart: what the caller says, and what follows from the figures."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pandas as pd

from ..core.errors import HarmstatsError
from ..core.schema import is_estimate
from ..wording.caveats import STAMPS
from . import alt_text
from .chart import OGL, Chart, Plot
from .drawn_figures import sidecar, slug


@dataclass(frozen=True, kw_only=True)
class Texts:
    """The words of a chart; every kind of chart takes these keywords.

    Parameters
    ----------
    name, title, subtitle, source : str
        File name; headline with the finding; what, where and when; publisher and publication.
    as_of : date or str, optional
        Day as known on which the figures are shown.
    measure : str
        What is counted, for the text alternative; made from labels or unit where empty.
    note : str
        A sentence for the foot of the chart.
    allow_mixed : str
        The reason why periods of different kinds may stand side by side; it is printed.
    edition : str, optional
        Editions to name; the ids in the figures where not given.
    licence : str
        Licence of the figures.
    data : path, optional
        The data folder the figures come from; the chart takes its references from there.

    Raises
    ------
    HarmstatsError
        If the name cannot be a file name and an id.
    """

    name: str
    title: str
    subtitle: str
    source: str
    as_of: date | str | None = None
    measure: str = ""
    note: str = ""
    allow_mixed: str = ""
    edition: str | None = None
    licence: str = OGL
    data: str | Path | None = None

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", self.name):
            raise HarmstatsError(
                f"chart name '{self.name}': use small letters, digits and single hyphens, "
                f"for example '{slug(self.name)}'"
            )

    def chart(
        self,
        rows: pd.DataFrame,
        plot: Callable[[float], Plot],
        *,
        alt: str,
        description: str,
        data: pd.DataFrame | None = None,
    ) -> Chart:
        """Make the chart of some rows.

        Parameters
        ----------
        rows : DataFrame
            What is drawn, as from `usable_rows`.
        plot : callable
            Gives the :class:`Plot` for a width in pixels.
        alt, description : str
            Short and long text alternative.
        data : DataFrame, optional
            The table beside the chart, where it is not in the columns of figures.
        """
        editions = sorted({edition for edition in rows["edition"] if edition})
        named = ", ".join(editions) if len(editions) <= 3 else f"{len(editions)} editions, named in the data file"
        return Chart(
            name=self.name,
            title=self.title,
            subtitle=self.subtitle,
            alt=alt,
            description=description,
            source=self.source,
            stamp=" ".join(text for kind, text in STAMPS.items() if kind in set(rows["kind"])),
            data=sidecar(rows) if data is None else data,
            plot=plot,
            licence=self.licence,
            edition=named if self.edition is None else self.edition,
            as_of=None if self.as_of is None else pd.Timestamp(self.as_of).date(),
            notes=tuple(note for note in (self.allow_mixed, self.note, _without_interval(rows)) if note),
            data_folder=self.data,
        )


def _without_interval(rows: pd.DataFrame) -> str:
    """Say of estimates from samples that no interval is published, where none is."""
    sampled = rows[[is_estimate(kind, unit) for kind, unit in zip(rows["kind"], rows["unit"], strict=True)]]
    bare = sampled[sampled["low"].isna()]
    if bare.empty:
        return ""
    if len(sampled) < len(rows):
        return f"No interval published for {alt_text.join(list(dict.fromkeys(bare['label'])))}."
    if len(bare) < len(sampled) and "period" in bare:
        return f"No interval published for {alt_text.join(list(dict.fromkeys(bare['period'])))}."
    return "No interval published."
