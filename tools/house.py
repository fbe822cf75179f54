"""The house drawn from its imports: lines of code, rooms and arrows by package.

    python tools/house.py [SRC]

`SRC` is the folder of the package, `src/harmstats` unless given; an older checkout can be named, so that
two states of the house are told with one measure. A line of code is a line with a token that is neither
comment nor docstring. An arrow goes from a module to one that it imports; a floor is the longest way
down from a room.
"""

import ast
import io
import sys
import tokenize
from collections import Counter, defaultdict
from pathlib import Path

# From the bottom up: a package may import from those before it.
ORDER = (
    "core",
    "stats",
    "store",
    "wording",
    "comparison",
    "factcheck",
    "charts",
    "report",
    "ingest",
    "site",
    "build",
    "cli",
)
_LAYOUT = {
    tokenize.COMMENT,
    tokenize.NL,
    tokenize.NEWLINE,
    tokenize.INDENT,
    tokenize.DEDENT,
    tokenize.ENDMARKER,
    tokenize.ENCODING,
}


def code_lines(text: str) -> int:
    """Count the lines that bear a token which is neither comment nor part of a docstring."""
    docstrings: set[int] = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            first = node.body[0] if node.body else None
            if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
                docstrings.update(range(first.lineno, (first.end_lineno or first.lineno) + 1))
    used: set[int] = set()
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type not in _LAYOUT:
            used.update(range(token.start[0], token.end[0] + 1))
    return len(used - docstrings)


def modules(source: Path) -> dict[str, Path]:
    """Name every module of a package folder: ``core.periods`` and its file; a package by its own name."""
    named = {}
    for path in sorted(source.rglob("*.py")):
        parts = path.relative_to(source).with_suffix("").parts
        named[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return named


def arrows(source: Path) -> set[tuple[str, str]]:
    """Return the imports between modules as pairs: who imports, and what."""
    named = modules(source)
    found = set()
    for name, path in named.items():
        package = name.split(".") if path.name == "__init__.py" else name.split(".")[:-1]
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.ImportFrom) or not node.level:
                continue
            base = [part for part in package if part][: len(package) - node.level + 1]
            for alias in node.names:
                target = ".".join([*base, *filter(None, [node.module])])
                inside = f"{target}.{alias.name}" if target else alias.name
                found.add((name, inside if inside in named else target))
    return {(one, other) for one, other in found if other in named and one != other}


def floors(pairs: set[tuple[str, str]]) -> int:
    """Return how many floors the house has: the rooms on the longest way down. Circles count once."""
    below = defaultdict(set)
    for one, other in pairs:
        below[one].add(other)
    depth: dict[str, int] = {}

    def deep(room: str, way: frozenset[str]) -> int:
        if room not in depth:
            depth[room] = 1 + max((deep(n, way | {room}) for n in below[room] - way), default=0)
        return depth[room]

    return max((deep(room, frozenset({room})) for room in list(below)), default=1)


def package_of(name: str) -> str:
    """Name the package of a module; a module beside the packages is a room of its own."""
    return name.split(".")[0]


def upward(pairs: set[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return the arrows that point up in :data:`ORDER`."""
    place = {name: index for index, name in enumerate(ORDER)}
    return sorted(
        (one, other)
        for one, other in pairs
        if package_of(one) in place and package_of(other) in place and place[package_of(one)] < place[package_of(other)]
    )


def main(source: Path) -> None:
    """Print the house."""
    named, pairs = modules(source), arrows(source)
    code: Counter[str] = Counter()
    rooms: Counter[str] = Counter()
    for name, path in named.items():
        code[package_of(name) or "harmstats"] += code_lines(path.read_text(encoding="utf-8"))
        rooms[package_of(name) or "harmstats"] += path.name != "__init__.py"
    between = {(package_of(a), package_of(b)) for a, b in pairs if package_of(a) != package_of(b)}
    known = [name for name in ORDER if name in code]
    for name in [*known, *sorted(code.keys() - {*known}, key=lambda other: -code[other])]:
        print(f"{name:<16}{code[name]:>7,} lines of code  {rooms[name]:>3} modules")
    print(f"{'all':<16}{code.total():>7,} lines of code  {rooms.total():>3} modules")
    print(
        f"{len(pairs)} arrows between modules on {floors(pairs)} floors; "
        f"{len(between)} between packages on {floors({p for p in between if p[0]})}"
    )
    for one, other in upward(pairs):
        print(f"points up: {one} imports {other}")


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "src/harmstats"))
