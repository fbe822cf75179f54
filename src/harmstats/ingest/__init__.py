"""Publishers' files to published figures: fetch, read, plan, land an edition.

In: files as downloaded. Out: new files and rows in ``data/`` and a line of the changelog, all or none.
Knows nothing of: notebooks, pages.
"""
