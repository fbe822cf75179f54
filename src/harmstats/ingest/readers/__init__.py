"""One module for each layout of a publisher's file, and what they share.

In: a file as downloaded (XLSX, ODS, CSV). Out: its figures in the columns of ``data/published/``, what was left
out with its place, or one line that says why nothing of it may be used. Knows nothing of: what is held already,
other than the names of places.
"""
