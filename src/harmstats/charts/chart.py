"""A chart: what it says, the table it shows, and how it is drawn wide and narrow."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Protocol
from xml.sax.saxutils import escape

import pandas as pd

from ..core.errors import NotFound
from ..core.paths import data_dir
from ..core.registers import read
from ..core.words import day
from ..wording import references
from . import style
from .canvas import Canvas
from .label_placement import line_height, wrap, wrap_evenly

if TYPE_CHECKING:
    from matplotlib.figure import Figure

OGL = "Open Government Licence v3.0"


class Plot(Protocol):
    """What a chart shows between its headings and its notes, measured for one width."""

    height: float
    notes: list[str]

    def draw(self, canvas: Canvas, top: float) -> None:
        """Draw with the upper edge at `top`."""


@dataclass(frozen=True)
class Chart:
    """One chart in a wide and a narrow version.

    Parameters
    ----------
    name : str
        File name without ending.
    title : str
        Headline: the finding.
    subtitle : str
        What is counted, where and when.
    alt : str
        Text alternative, one sentence.
    description : str
        Longer text alternative with the first and last value of every comparable stretch.
    source : str
        Who published the figures.
    stamp : str
        What figures of this kind do not show; empty where nothing needs saying.
    data : DataFrame
        Exactly what is drawn.
    plot : callable
        Gives the :class:`Plot` for a width in pixels.
    licence, edition : str
        Licence of the figures, and the editions they are taken from.
    as_of : date
        Day as known on which the figures are shown.
    notes : tuple of str
        Further sentences under the chart.
    data_folder : path, optional
        Where the figures come from, and with them their references; the usual folder where not given.
    """

    name: str
    title: str
    subtitle: str
    alt: str
    description: str
    source: str
    stamp: str
    data: pd.DataFrame = field(repr=False, compare=False)
    plot: Callable[[float], Plot] = field(repr=False, compare=False)
    licence: str = OGL
    edition: str = ""
    as_of: date | None = None
    notes: tuple[str, ...] = ()
    data_folder: str | Path | None = None

    @property
    def credit(self) -> str:
        """The source line: publisher, edition, and the day as known on which it is shown."""
        parts = [f"Source: {self.source.rstrip('.')}."]
        if self.edition:
            parts.append(f"Edition: {self.edition}.")
        if self.as_of:
            parts.append(f"As known on {day(self.as_of)}.")
        return " ".join(parts)

    def svg(self, width: float = style.WIDE) -> str:
        """The chart as SVG text, with its title, description, source and licence inside."""
        if width not in self._drawn:
            self._drawn[width] = self._svg(width, self._figure(width))
        return self._drawn[width]

    def pictures(self, width: float) -> tuple[str, bytes]:
        """The chart as SVG text and as PNG at twice its size, from one drawing."""
        figure = self._figure(width)
        self._drawn[width] = self._svg(width, figure)
        png, texts = io.BytesIO(), {**self.metadata(), "Long description": self.description, "Software": None}
        with style.settings():
            figure.savefig(png, format="png", dpi=144, metadata=texts)
        return self._drawn[width], png.getvalue()

    @cached_property
    def _drawn(self) -> dict[float, str]:
        return {}

    def metadata(self) -> dict[str, str]:
        """What the picture files carry about themselves."""
        texts = {
            "Title": self.title,
            "Description": self.alt,
            "Source": self.credit,
            "Rights": self.licence,
            "Relation": self.edition,
            "Coverage": f"as known on {self.as_of.isoformat()}" if self.as_of else "",
            "Identifier": self.name,
            "Language": "en-GB",
            "Creator": "harmstats",
        }
        return {key: text for key, text in texts.items() if text}

    def references(self, style: str = "text") -> str:
        """The references of everything that is shown, each source once with its editions.

        Parameters
        ----------
        style : str
            One of :data:`harmstats.wording.references.STYLES`.

        Returns
        -------
        str
            Figures that name no registered source, such as those made by hand, have no reference.

        Raises
        ------
        NotFound
            If a data folder was named and does not hold a source of what is shown.
        """
        if "source" not in self.data:
            return references.render([], style)
        if self.data_folder is not None:
            registered = read(data_dir(self.data_folder)).sources
            for source in self.data["source"].unique():
                if source and source not in registered:
                    raise NotFound(f"chart '{self.name}': source '{source}' is not in {self.data_folder}/sources.json")
        return references.bibliography(self.data, style, data=self.data_folder)

    def _repr_mimebundle_(self, include=None, exclude=None):
        """SVG for the eye, the alt text for everybody else; never PNG, which nbval does not compare."""
        return {"image/svg+xml": self.svg(), "text/plain": self.alt}, {"image/svg+xml": {"alt": self.alt}}

    def _figure(self, width: float) -> Figure:
        """Draw the chart `width` pixels wide."""
        with style.settings():
            title, subtitle, small = (style.size(role, width) for role in ("title", "subtitle", "small"))
            room = width - 2 * style.EDGE
            title_lines = wrap_evenly(self.title, room, title, bold=True)
            subtitle_lines = wrap_evenly(self.subtitle, room, subtitle)
            plot = self.plot(width)
            stamp_lines = wrap(self.stamp, room, small, bold=True) if self.stamp else []
            note_lines = [line for note in [*plot.notes, *self.notes] for line in wrap(note, room, small)]
            credit_lines = wrap(self.credit, room, small)
            head = 10 + line_height(title) * len(title_lines) + 2 + line_height(subtitle) * len(subtitle_lines) + 12
            foot = 14 + line_height(small) * len(stamp_lines + note_lines + credit_lines) + 4 * 2 + 10
            canvas = Canvas(width, round(head + plot.height + foot))
            top = canvas.paragraph(style.EDGE, 10, title_lines, title, bold=True)
            canvas.paragraph(style.EDGE, top + 2, subtitle_lines, subtitle, colour=style.QUIET)
            plot.draw(canvas, head)
            top = head + plot.height + 14
            top = canvas.paragraph(style.EDGE, top, stamp_lines, small, bold=True) + 4
            top = canvas.paragraph(style.EDGE, top, note_lines, small) + 4
            canvas.paragraph(style.EDGE, top, credit_lines, small, colour=style.QUIET)
            return canvas.figure

    def _svg(self, width: float, figure: Figure) -> str:
        """Matplotlib's SVG made fit to stand in a page: names of its own, a role, pixels, a fallback face."""
        prefix = f"{self.name}-narrow" if style.is_narrow(width) else self.name
        stream = io.StringIO()
        with style.settings({"svg.hashsalt": prefix}):
            figure.savefig(stream, format="svg", metadata={"Date": None, **self.metadata()})
        svg = stream.getvalue()
        svg = svg[svg.index("<svg") :]
        svg = re.sub(r'\b(id="|href="#|url\(#)', rf"\g<1>{prefix}--", svg)
        svg = re.sub(r'(<svg[^>]*) width="([\d.]+)pt" height="([\d.]+)pt"', r'\1 width="\2" height="\3"', svg, count=1)
        svg = svg.replace(
            "<svg ",
            f'<svg id="{prefix}" role="img" aria-labelledby="{prefix}--title" aria-describedby="{prefix}--desc" '
            'xml:lang="en-GB" lang="en-GB" style="max-width: 100%; height: auto" ',
            1,
        )
        described = (
            f'<title id="{prefix}--title">{escape(self.title)}</title>\n'
            f' <desc id="{prefix}--desc">{escape(self.alt)} {escape(self.description)}</desc>'
        )
        svg = re.sub(r"<title>.*?</title>", lambda _: described, svg, count=1, flags=re.DOTALL)
        svg = svg.replace("*{stroke-linejoin", f"#{prefix} *{{stroke-linejoin")
        svg = svg.replace(f"font-family: '{style.FAMILY}'", f"font-family: {style.CSS_FAMILY}")
        return re.sub(r' transform="rotate\(-?0 [^)]*\)"', "", svg)
