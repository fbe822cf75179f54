"""What a stored notebook must be like, so that it can be trusted without running it.

nbval compares stored outputs with a fresh run, but a cell that was never run, or a picture as PNG,
it does not compare at all. The rules here close those gaps; :func:`normalise` brings a freshly run
notebook into the one form that is stored.
"""

import json
import re
from pathlib import Path

LANGUAGE = {
    "codemirror_mode": {"name": "ipython", "version": 3},
    "file_extension": ".py",
    "mimetype": "text/x-python",
    "name": "python",
    "nbconvert_exporter": "python",
    "pygments_lexer": "ipython3",
}
KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}
SVG = "image/svg+xml"

# Two or more parts after a slash that continues no word, address, tag or placeholder.
_PATH = re.compile(r"(?<![\w:/.<+\-})\]])/(?:[\w.@+~-]+/)+[\w.@+~-]+|\bfile://|\b[A-Za-z]:\\\w|(?<![\w.])~/\w")
# Marks with which nbval leaves a cell out or compares less of it, as comment or as tag.
_EXEMPT = re.compile(r"^\s*#+\s*(?:PYTEST_VALIDATE_IGNORE_OUTPUT|NBVAL_(?:IGNORE_OUTPUT|SKIP|RAISES_EXCEPTION))", re.M)
_EXEMPT_TAG = re.compile(
    r"pytest-validate-ignore-output|nbval-(?:ignore-output|skip|raises-exception)|raises-exception|skip-execution"
)
_VERSION = re.compile(r"\b(harmstats|pandas|matplotlib)\W{1,3}\d+\.\d+")


def _text(value) -> str:
    return "".join(value) if isinstance(value, list) else value if isinstance(value, str) else json.dumps(value)


def _output_text(output: dict) -> str:
    if output["output_type"] == "stream":
        return _text(output["text"])
    return "\n".join(_text(value) for kind, value in output.get("data", {}).items() if not _is_raster(kind))


def _is_raster(kind: str) -> bool:
    return kind == "application/pdf" or (kind.startswith("image/") and kind != SVG)


def _output_problems(output: dict) -> list[str]:
    if output["output_type"] == "error":
        return [f"stores an error ({output.get('ename')}); repair the cell and run harmstats build"]
    broken = []
    if output["output_type"] == "stream" and output.get("name") == "stderr":
        broken.append("wrote to stderr; a stored notebook is free of warnings")
    for kind in output.get("data", {}):
        if _is_raster(kind):
            broken.append(f"output {kind} is never compared by nbval; show the drawing as {SVG}")
    alt = output.get("metadata", {}).get(SVG, {}).get("alt", "")
    if SVG in output.get("data", {}) and len(alt.strip()) < 20:
        broken.append("drawing without alt text; put it into the metadata of the output as 'alt'")
    text = re.sub(r"base64,[A-Za-z0-9+/=\s]+", "", _output_text(output))
    if address := re.search(r"\b0x[0-9a-fA-F]{6,}\b", text):
        broken.append(f"memory address {address[0]} in the output; print something that stays the same")
    if path := _PATH.search(text):
        broken.append(f"absolute path {path[0]} in the output; print a path relative to the project")
    return broken


def _cell_problems(cell: dict, expected_count: int) -> list[str]:
    broken = []
    source = _text(cell["source"])
    count = cell.get("execution_count")
    if not source.strip():
        return ["empty code cell; delete it"]
    if count is None:
        broken.append("was never run; run harmstats build")
    elif count != expected_count:
        broken.append(f"execution count is {count}, {expected_count} expected; run harmstats build")
    tags = cell.get("metadata", {}).get("tags", [])
    if _EXEMPT.search(source) or any(map(_EXEMPT_TAG.fullmatch, tags)):
        broken.append("is exempted from the comparison; compare every cell")
    if path := _PATH.search(source):
        broken.append(f"absolute path {path[0]} in the code; use a path relative to the project")
    for output in cell.get("outputs", []):
        broken += _output_problems(output)
    return broken


def _frame_problems(name: str, notebook: dict) -> list[str]:
    """Problems of the notebook as a whole: name, kernel, first and last cell, cell ids."""
    broken = []
    if not re.fullmatch(r"[1-9]\d_[a-z0-9_]+\.ipynb", name):
        broken.append("name must be two digits and lower-case words, as 21_since_2003.ipynb")
    metadata = notebook.get("metadata", {})
    if (kernel := metadata.get("kernelspec", {}).get("name")) != "python3":
        broken.append(f"kernel is named {kernel!r}, 'python3' expected; run harmstats build")
    if "version" in metadata.get("language_info", {}):
        broken.append("stores the Python version of the machine it ran on; run harmstats build")
    cells = notebook["cells"]
    ids = [cell.get("id") for cell in cells]
    if None in ids or len(set(ids)) < len(ids):
        broken.append("cell ids are missing or not unique; run harmstats build")
    first = cells[0] if cells else {"cell_type": "none", "source": ""}
    if first["cell_type"] != "markdown" or not re.match(r"# \S[^\n]*\n+\S", _text(first["source"])):
        broken.append("first cell must be a title (# ...) and what the notebook shows, as text")
    code = [cell for cell in cells if cell["cell_type"] == "code"]
    if not code:
        return [*broken, "no code cell"]
    tagged = [n for n, cell in enumerate(code) if "parameters" in cell.get("metadata", {}).get("tags", [])]
    if tagged != [0]:
        broken.append("the first code cell, and no other, must be tagged 'parameters'")
    last = "\n".join(_output_text(output) for output in code[-1].get("outputs", []))
    named = {match[1] for match in _VERSION.finditer(last)}
    if "edition" not in last.lower() or not {"harmstats", "pandas"} <= named:
        broken.append("last code cell must print the editions and the versions of harmstats and pandas used")
    return broken


def rules_broken(name: str, notebook: dict) -> list[str]:
    """Return what is wrong with a notebook that has been read as JSON, one line each.

    Parameters
    ----------
    name : str
        File name, checked too.
    notebook : dict
        Content of the file.
    """
    broken = _frame_problems(name, notebook)
    count = 0
    for number, cell in enumerate(notebook["cells"], start=1):
        if cell["cell_type"] == "code":
            count += 1
            broken += [f"cell {number} {problem}" for problem in _cell_problems(cell, count)]
    return [f"{name}: {problem}" for problem in broken]


def problems(path: Path) -> list[str]:
    """Return what is wrong with a stored notebook, one line each; an empty list if nothing is.

    Parameters
    ----------
    path : Path
        An ``.ipynb`` file.
    """
    try:
        notebook = json.loads(path.read_text(encoding="utf-8"))
        notebook["cells"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        return [f"{path.name}: not a readable notebook ({type(error).__name__})"]
    return rules_broken(path.name, notebook)


def _join_streams(outputs: list) -> list:
    """Join neighbouring pieces of one stream: where a print is cut into messages is chance."""
    joined: list = []
    for output in outputs:
        last = joined[-1] if joined else None
        if last and output["output_type"] == "stream" == last["output_type"] and output["name"] == last["name"]:
            last["text"] += output["text"]
        else:
            joined.append(output)
    return joined


def normalise(notebook) -> None:
    """Strip from a freshly run notebook what differs from machine to machine, in place.

    Cell ids are numbered, the kernel has its plain name, of the cell metadata only tags stay.

    Parameters
    ----------
    notebook : nbformat.NotebookNode
        Version 4 with outputs as one string each, as ``nbformat.read`` gives it.
    """
    notebook.metadata.clear()
    notebook.metadata.update({"kernelspec": dict(KERNEL), "language_info": dict(LANGUAGE)})
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    for number, cell in enumerate(notebook.cells, start=1):
        cell["id"] = f"n{number:02d}"
        tags = cell.metadata.get("tags")
        cell.metadata.clear()
        if tags:
            cell.metadata["tags"] = tags
        if cell.cell_type == "code":
            cell.outputs = _join_streams(cell.outputs)
