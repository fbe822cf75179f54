"""The command line: one module a group of verbs, text and JSON of an answer side by side.

In: words typed. Out: text, or one JSON document, and an exit code. Knows nothing of: how an answer is
reckoned.
"""

from .command_line import EXAMPLES, main, parser

__all__ = ["EXAMPLES", "main", "parser"]
