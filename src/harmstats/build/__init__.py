"""Run the notebooks that have changed, and what a new edition changes.

In: notebooks, data, a new edition. Out: executed notebooks, charts, the page, what the edition changed.
Knows nothing of: the command line.
"""
