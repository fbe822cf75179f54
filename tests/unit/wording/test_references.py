"""References of sources made by hand."""

from harmstats.wording import references


def test_markdown_takes_text_as_text():
    source = {"id": "x", "title": "<script>*a*", "author": [{"literal": "B_c"}], "custom": {"licence": "not stated"}}
    assert references.render([references.item(source)], "markdown") == (r"B\_c: *\<script\>\*a\**, no licence stated.")
