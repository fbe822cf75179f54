"""A report to write and to render."""

import pytest


@pytest.fixture
def report(tmp_path):
    """Write a report and return its path."""

    def write(text, name="r.md"):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return write
