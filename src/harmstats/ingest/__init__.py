"""Publishers' files to published figures: fetch, read, plan, land an edition.

In: files as downloaded. Out: new files and rows in ``data/``, all or none. Knows nothing of:
notebooks, pages.
"""
