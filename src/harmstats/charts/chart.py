"""A chart: what it says, the table it shows, and how it is drawn wide and narrow."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from xml.sax.saxutils import escape

import pandas as pd

from ..core.periods import MONTHS
from ..wording import references
from . import style
from .canvas import Canvas, balance, line_height, wrap

OGL = "Open Government Licence v3.0"
EDGE = 8.0  # pixels kept free at the left and right


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
    drawing : object
        Has ``fit(width)``, which returns an object with ``height`` (px), ``notes`` (list of str)
        and ``draw(canvas, top)``.
    licence, edition : str
        Licence of the figures, and the editions they are taken from.
    as_of : date
        Day as known on which the figures are shown.
    notes : tuple of str
        Further sentences under the chart.
    """

    name: str
    title: str
    subtitle: str
    alt: str
    description: str
    source: str
    stamp: str
    data: pd.DataFrame = field(repr=False, compare=False)
    drawing: object = field(repr=False, compare=False)
    licence: str = OGL
    edition: str = ""
    as_of: date | None = None
    notes: tuple[str, ...] = ()

    @property
    def credit(self) -> str:
        """The source line: publisher, edition, and the day as known on which it is shown."""
        parts = [f"Source: {self.source.rstrip('.')}."]
        if self.edition:
            parts.append(f"Edition: {self.edition}.")
        if self.as_of:
            parts.append(f"As known on {self.as_of.day} {MONTHS[self.as_of.month - 1]} {self.as_of.year}.")
        return " ".join(parts)

    def figure(self, width: float = style.WIDE):
        """Draw the chart `width` pixels wide on a matplotlib Figure."""
        from matplotlib import rc_context

        with rc_context(style.RC):
            return _compose(self, width)

    def svg(self, width: float = style.WIDE) -> str:
        """The chart as SVG text, with its title, description, source and licence inside."""
        if width not in self._drawn:
            self._drawn[width] = _svg(self, width, self.figure(width))
        return self._drawn[width]

    @cached_property
    def _drawn(self) -> dict[float, str]:
        return {}

    def pictures(self, width: float) -> tuple[str, bytes]:
        """The chart as SVG text and as PNG at twice its size, from one drawing."""
        figure = self.figure(width)
        self._drawn[width] = _svg(self, width, figure)
        return self._drawn[width], _png(self, figure)

    def metadata(self) -> dict[str, str]:
        """What the picture files carry about themselves."""
        return {
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

    def references(self, style: str = "text", *, data: str | Path | None = None) -> str:
        """The references of everything that is shown, each source once with its editions.

        Parameters
        ----------
        style : str
            One of :data:`harmstats.wording.references.STYLES`.
        data : path, optional
            Another data folder.

        Returns
        -------
        str
            Figures that name no registered source, such as those made by hand, have no reference.
        """
        if "source" not in self.data:
            return references.render([], style)
        return references.bibliography(self.data, style, data=data)

    def _repr_mimebundle_(self, include=None, exclude=None):
        """SVG for the eye, the alt text for everybody else; never PNG, which nbval does not compare."""
        return {"image/svg+xml": self.svg(), "text/plain": self.alt}, {"image/svg+xml": {"alt": self.alt}}


def _compose(chart: Chart, width: float):
    title, subtitle, small = (style.size(role, width) for role in ("title", "subtitle", "small"))
    room = width - 2 * EDGE
    title_lines = balance(chart.title, room, title, bold=True)
    subtitle_lines = balance(chart.subtitle, room, subtitle)
    fitted = chart.drawing.fit(width)
    stamp_lines = wrap(chart.stamp, room, small, bold=True) if chart.stamp else []
    note_lines = [line for note in [*fitted.notes, *chart.notes] for line in wrap(note, room, small)]
    credit_lines = wrap(chart.credit, room, small)
    head = 10 + line_height(title) * len(title_lines) + 2 + line_height(subtitle) * len(subtitle_lines) + 12
    foot = 14 + line_height(small) * len(stamp_lines + note_lines + credit_lines) + 4 * 2 + 10
    canvas = Canvas(width, round(head + fitted.height + foot))
    top = canvas.paragraph(EDGE, 10, title_lines, title, bold=True)
    canvas.paragraph(EDGE, top + 2, subtitle_lines, subtitle, colour=style.QUIET)
    fitted.draw(canvas, head)
    top = head + fitted.height + 14
    top = canvas.paragraph(EDGE, top, stamp_lines, small, bold=True) + 4
    top = canvas.paragraph(EDGE, top, note_lines, small) + 4
    canvas.paragraph(EDGE, top, credit_lines, small, colour=style.QUIET)
    return canvas.figure


def _texts(chart: Chart) -> dict[str, str]:
    return {key: value for key, value in chart.metadata().items() if value}


def _svg(chart: Chart, width: float, figure) -> str:
    from matplotlib import rc_context

    prefix = (
        chart.name if width == style.WIDE else f"{chart.name}-{'narrow' if width == style.NARROW else round(width)}"
    )
    stream = io.StringIO()
    with rc_context({**style.RC, "svg.hashsalt": prefix}):
        figure.savefig(stream, format="svg", metadata={"Date": None, **_texts(chart)})
    return _finish(stream.getvalue(), chart, prefix)


def _png(chart: Chart, figure) -> bytes:
    from matplotlib import rc_context

    stream = io.BytesIO()
    texts = _texts(chart) | {"Long description": chart.description, "Software": None}
    with rc_context(style.RC):
        figure.savefig(stream, format="png", dpi=144, metadata=texts)
    return stream.getvalue()


def _finish(svg: str, chart: Chart, prefix: str) -> str:
    """Make matplotlib's SVG fit to stand in a page: names of its own, a role, pixels, a fallback face."""
    svg = svg[svg.index("<svg") :]
    svg = re.sub(r'\b(id="|href="#|url\(#)', rf"\g<1>{prefix}--", svg)
    svg = re.sub(r'(<svg[^>]*) width="([\d.]+)pt" height="([\d.]+)pt"', r'\1 width="\2" height="\3"', svg, count=1)
    svg = svg.replace(
        "<svg ",
        f'<svg id="{prefix}" role="img" aria-labelledby="{prefix}--title" aria-describedby="{prefix}--desc" '
        'xml:lang="en-GB" lang="en-GB" style="max-width: 100%; height: auto" ',
        1,
    )
    svg = re.sub(
        r"<title>.*?</title>",
        lambda _: (
            f'<title id="{prefix}--title">{escape(chart.title)}</title>\n'
            f' <desc id="{prefix}--desc">{escape(chart.alt)} {escape(chart.description)}</desc>'
        ),
        svg,
        count=1,
        flags=re.DOTALL,
    )
    svg = svg.replace("*{stroke-linejoin", f"#{prefix} *{{stroke-linejoin")
    svg = svg.replace(f"font-family: '{style.FAMILY}'", f"font-family: {style.CSS_FAMILY}")
    return re.sub(r' transform="rotate\(-?0 [^)]*\)"', "", svg)
