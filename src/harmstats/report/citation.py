"""Cite: a sentence that can be printed, what must stand beside it, and the reference.

Made from the registers and the figure alone. A single figure is cited without pandas, so that the
command answers at once; a comparison is asked of the one rule.
"""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from .. import __version__
from ..comparison.result import Comparison
from ..core.cells import past_day
from ..core.paths import data_dir
from ..core.registers import Registers, read
from ..core.words import day
from ..store.lookup import one
from ..wording import caveats, references, sentences

THROUGH = f"Taken from harmstats {__version__}."


@dataclass(frozen=True)
class Citation:
    """What may be printed of a figure or a comparison.

    `items` are CSL-JSON, publishers of all sources of what is shown; :meth:`reference` sets them in a
    style. `attribution` is what the licences ask for. `refused` is True where `sentence` says why two
    figures must not be compared.
    """

    sentence: str
    caveats: tuple[str, ...]
    items: tuple[dict, ...]
    attribution: str
    figures: tuple[dict, ...]
    refused: bool = False

    def reference(self, style: str = "text") -> str:
        """The reference, or the references, in one of :data:`harmstats.wording.references.STYLES`."""
        return references.render(list(self.items), style)

    def text(self, style: str = "text") -> str:
        """Sentence, caveats, reference and attribution, a paragraph each; harmstats is named last."""
        as_text = references.escaped if style == "markdown" else str
        above = [as_text(self.sentence), as_text(" ".join(self.caveats))]
        return "\n\n".join(filter(None, [*above, self.reference(style), as_text(f"{self.attribution} {THROUGH}")]))


def cite(
    series: str,
    period: str,
    earlier: str | None = None,
    *,
    geography: str | None = None,
    breakdown: str = "",
    as_of: str | date | None = None,
    data: str | Path | None = None,
) -> Citation:
    """Cite a figure, or, where `earlier` is given, the change from that period.

    Parameters
    ----------
    series : str
    period : str
        As people write it, for example ``YE Mar 2025``; ``undated`` for a figure without a time.
    earlier : str, optional
        An earlier period: the citation is then of the comparison, or says why there is none.
    geography : str, optional
        Without it England and Wales, the United Kingdom, the World, or the only place the series has.
    breakdown : str
        ``key=value;key=value``; empty for the whole.
    as_of : str or date, optional
        With the editions known on this day.
    data : path, optional
        Another data folder.

    Returns
    -------
    Citation

    Raises
    ------
    NotFound
        If there is no such figure.
    HarmstatsError
        If a period or day is not understood, or the day lies in the future.

    Examples
    --------
    >>> cite("prc-stalking-8q", "YE Mar 2025").sentence
    'Stalking offences recorded by the police (8Q): 135,628 in England and Wales in the year ending March 2025.'
    """
    registers = read(data_dir(data))
    if as_of is not None:
        past_day(as_of, f"--as-of {as_of}: lies in the future; what will be known then is not known")
    if earlier is not None:
        from ..comparison.compare import compare

        comparison = compare(series, earlier, period, geography=geography, breakdown=breakdown, as_of=as_of, data=data)
        return of_comparison(comparison, registers)
    row = one(series, period, registers, geography=geography, breakdown=breakdown, as_of=as_of)
    return of_figure(row, registers)


def of_figure(row: dict, registers: Registers) -> Citation:
    """Cite one figure, given as :func:`harmstats.store.lookup.one` returns it."""
    return Citation(
        sentence=sentences.figure(row, registers),
        caveats=caveats.of_figure(row, registers),
        items=(_item(row, registers),),
        attribution=references.attribution([registers.sources[row["source"]]]),
        figures=(row,),
    )


def of_comparison(comparison: Comparison, registers: Registers) -> Citation:
    """Cite a comparison with all its sources; a refused one in words that can be printed instead."""
    rows, sentence = [comparison.earlier, comparison.later], comparison.summary()
    if not comparison.comparable:
        why = "; ".join(f"{r.label} ({day(r.date)})" if r.date else r.label for r in comparison.refusals)
        sentence += f" Between them: {why}."
        for other in (*comparison.alternatives, comparison.nearest):
            if other and other.comparable:
                sentence += f" {other.summary()}"
                rows += [other.earlier, other.later]
    stamp = caveats.STAMPS.get(registers.series[comparison.series].kind)
    care = [f"{reason.label}: {reason.note}" for reason in comparison.reasons if reason.weight == "warn"]
    first = {row["source"]: row for row in reversed(rows)}
    sources = list(dict.fromkeys([*(row["source"] for row in rows), *(r.source for r in comparison.reasons)]))
    return Citation(
        sentence=sentence,
        caveats=(stamp, *care) if stamp else tuple(care),
        items=tuple(_item(first[name], registers) if name in first else _whole(name, registers) for name in sources),
        attribution=references.attribution([registers.sources[name] for name in sources]),
        figures=(comparison.earlier, comparison.later),
        refused=not comparison.comparable,
    )


def _whole(name: str, registers: Registers) -> dict:
    """A source that tells of a break: with the edition that was made from it, where there is one."""
    editions = ", ".join(dict.fromkeys(e.id for e in registers.editions if e.source == name))
    return references.item(registers.sources[name], edition=editions)


def _item(row: dict, registers: Registers) -> dict:
    """The source of a figure: with its edition and its place there, and who counted where the source only reports."""
    counted = registers.series[row["series"]].publisher.removesuffix("; computed by harmstats")
    second_hand = row["status"] == "secondary" and not counted.startswith(("harmstats", "newspapers"))
    return references.item(
        registers.sources[row["source"]],
        edition=row["edition"],
        locator=row["locator"],
        reported_from=counted if second_hand else "",
    )
