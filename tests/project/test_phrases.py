"""Every phrase that an answer is made of is held by a stored answer or a test, so that a changed word is noticed."""

import ast
import re

import pytest

from samples import ROOT

# What says something to the reader of a command, a chart's caveat or a report; errors of files are held elsewhere.
SAYING = (
    "cli/claims.py", "cli/comparisons.py", "cli/figures.py", "comparison/*.py", "core/periods.py", "core/words.py",
    "factcheck/claim.py", "factcheck/verdict.py", "store/catalogue.py", "store/figures.py", "store/lookup.py",
    "wording/*.py",
)  # fmt: skip
MODULES = sorted(path for pattern in SAYING for path in (ROOT / "src" / "harmstats").glob(pattern))
WORDS = re.compile(r"[A-Za-z]{2,}")
# Patterns that text is read with say nothing.
PATTERN = re.compile(r"[\\^$]|\(\?|\w\|\w")


def plain(text):
    """Text without line breaks and quotes, as it may be broken and quoted in another way where it is held."""
    return " ".join(re.sub(r"[\\\"']", "", text).split())


def phrases(path):
    """Return the pieces of text of three words and more in a module, but for its docstrings."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    documented = [node for node in ast.walk(tree) if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)]
    described = {id(node.body[0].value) for node in documented if isinstance(node.body[0], ast.Expr)}
    texts = [n.value for n in ast.walk(tree) if isinstance(n, ast.Constant) and isinstance(n.value, str)
             and id(n) not in described]  # fmt: skip
    return [text for text in texts if len(WORDS.findall(text)) >= 3 and " " in text and not PATTERN.search(text)]


@pytest.fixture(scope="module")
def held():
    """All that tests say and all stored answers, as one text."""
    paths = [path for path in (ROOT / "tests").rglob("*") if path.suffix in (".py", ".txt") and path.is_file()]
    return " ".join(plain(path.read_text(encoding="utf-8")) for path in sorted(paths))


@pytest.mark.parametrize("path", MODULES, ids=lambda path: "/".join(path.parts[-2:]))
def test_every_phrase_of_an_answer_is_held(path, held):
    assert [text for text in phrases(path) if plain(text) not in held] == []
