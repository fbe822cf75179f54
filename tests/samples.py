"""A small project and small notebooks for the tests of the build and of nbval."""

import copy
import json
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
ALT = "A line from 10 in 2020 to 12 in 2021"
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20"><path d="M 0 10 L 40 12"/></svg>'
SHOW = (
    "from IPython.display import display\n"
    f"drawing = {SVG!r}\n"
    f"display({{'image/svg+xml': drawing, 'text/plain': {ALT!r}}}, raw=True,\n"
    f"        metadata={{'image/svg+xml': {{'alt': {ALT!r}}}}})"
)
END = "print('Editions: x-2023. Versions: harmstats 0.1.0, pandas 3.1.1, matplotlib 3.11.2')"


def stream(text, name="stdout"):
    return {"output_type": "stream", "name": name, "text": text}


def code(source, count=None, *outputs, tags=()):
    metadata = {"tags": list(tags)} if tags else {}
    return {
        "cell_type": "code",
        "source": source,
        "metadata": metadata,
        "execution_count": count,
        "outputs": copy.deepcopy(list(outputs)),
    }


def notebook(*cells):
    """Return a notebook of these cells after a title, with ids and the plain kernel."""
    title = {"cell_type": "markdown", "source": "# A title\n\nWhat it shows.", "metadata": {}}
    return {
        "cells": [{**cell, "id": f"n{n:02d}"} for n, cell in enumerate([title, *cells], start=1)],
        "metadata": {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }


def executed():
    """Return a notebook as it is stored: run, with outputs, nothing wrong with it.

    Cells (index in the notebook): 1 parameters, 2 a print, 3 an expression, 4 a drawing, 5 versions.
    """
    drawing = {
        "output_type": "display_data",
        "data": {"image/svg+xml": SVG, "text/plain": ALT},
        "metadata": {"image/svg+xml": {"alt": ALT}},
    }
    value = {"output_type": "execute_result", "execution_count": 3, "data": {"text/plain": "14"}, "metadata": {}}
    return notebook(
        code("START = 10", 1, tags=["parameters"]),
        code("end = START + 2\nprint(end)", 2, stream("12\n")),
        code("end + 2", 3, value),
        code(SHOW, 4, drawing),
        code(END, 5, stream(END[7:-2] + "\n")),
    )


def write(path, content):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return path


CLEAN = "from pathlib import Path\nnumber = int(Path('../data/published/x.csv').read_text())"
KEEP = "Path('../data/clean').mkdir(exist_ok=True)\n_ = Path('../data/clean/x.csv').write_text(str(number * FACTOR))"
DRAW = (
    "import json, os\nfrom pathlib import Path\n"
    "number = Path('../data/clean/x.csv').read_text()\n"
    "charts = Path(os.environ['HARMSTATS_OUT'], 'charts')\ncharts.mkdir()\n"
    "about = {'name': NAME, 'title': 'T', 'subtitle': 'S', 'alt': 'A', 'source': 'Q'}\n"
    "about |= {'description': 'D', 'licence': 'L'}\n"
    "_ = (charts / f'{NAME}.json').write_text(json.dumps(about))\n"
    f"_ = (charts / f'{{NAME}}.svg').write_text({SVG!r})\nprint(number)"
)


def small_project(folder):
    """Write a project of one cleaning notebook and two that draw, none of them run yet."""
    for name in ("published", "reference"):
        (folder / "data" / name).mkdir(parents=True)
    (folder / "data/published/x.csv").write_text("21")
    (folder / "src/harmstats").mkdir(parents=True)
    (folder / "src/harmstats/a.py").write_text("A = 1\n")
    (folder / "requirements.lock").write_text("a==1\n")
    books = {
        "11_clean.ipynb": [code("FACTOR = 2", tags=["parameters"]), code(CLEAN), code(KEEP), code(END)],
        "21_one.ipynb": [code("NAME = 'one'", tags=["parameters"]), code(DRAW), code(SHOW), code(END)],
        "22_two.ipynb": [code("NAME = 'two'", tags=["parameters"]), code(DRAW), code(END)],
    }
    for name, cells in books.items():
        write(folder / "notebooks" / name, notebook(*cells))
    return folder
