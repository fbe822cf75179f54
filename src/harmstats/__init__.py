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
    "Period": "periods",
    "annual_change": "differences",
    "as_of": "figures",
    "bibliography": "citing",
    "breaks": "catalogue",
    "change": "differences",
    "charts": "",
    "check": "claiming",
    "cite": "citing",
    "claims": "claiming",
    "colophon": "catalogue",
    "compare": "comparing",
    "diff": "revising",
    "editions": "catalogue",
    "forecast": "slopes",
    "funnel": "funnels",
    "index": "differences",
    "intervals": "",
    "licence_line": "catalogue",
    "load": "figures",
    "publishers": "catalogue",
    "ranks": "funnels",
    "revisions": "revising",
    "revisions_by_age": "revising",
    "segments": "comparing",
    "series": "catalogue",
    "source_line": "catalogue",
    "trend": "trending",
}
__all__ = list(_PUBLIC)


def __getattr__(name: str):
    if name not in _PUBLIC:
        raise AttributeError(f"module 'harmstats' has no attribute '{name}'")
    home = _PUBLIC[name]
    return getattr(import_module(f".{home}", __name__), name) if home else import_module(f".{name}", __name__)
