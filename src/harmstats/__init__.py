"""Published UK figures on stalking and online harm, with source, edition, break and caveat.

Examples
--------
>>> import harmstats as hs
>>> hs.load("prc-stalking-and-harassment", period="YE Jun 2022", geography="England and Wales")["value"].tolist()
[714604.0]
"""

from importlib import import_module

__version__ = "0.1.0"

# Names and their modules: imported when first used, so that `import harmstats` costs nothing.
_PUBLIC = {
    "Period": "core.periods",
    "as_of": "store.figures",
    "bibliography": "wording.references",
    "breaks": "store.catalogue",
    "change": "comparison.change",
    "charts": "charts",
    "check": "factcheck.check",
    "cite": "report.citation",
    "claims": "factcheck.check",
    "colophon": "wording.source_lines",
    "compare": "comparison.compare",
    "diff": "comparison.editions",
    "editions": "store.catalogue",
    "funnel": "stats.funnels",
    "index": "comparison.trend",
    "intervals": "stats.intervals",
    "licence_line": "wording.source_lines",
    "load": "store.figures",
    "publishers": "wording.source_lines",
    "ranks": "stats.funnels",
    "revisions": "comparison.revisions",
    "revisions_by_age": "comparison.revisions",
    "segments": "comparison.comparability",
    "series": "store.catalogue",
    "source_line": "wording.source_lines",
    "trend": "comparison.trend",
}
__all__ = list(_PUBLIC)


def __getattr__(name: str):
    if name not in _PUBLIC:
        raise AttributeError(f"module 'harmstats' has no attribute '{name}'")
    module = import_module(f".{_PUBLIC[name]}", __name__)
    return module if _PUBLIC[name].endswith(name) and not hasattr(module, name) else getattr(module, name)
