"""The page that shows every chart of a build.

In: charts as written, with their sidecars. Out: plain HTML, nothing fetched from elsewhere. Knows
nothing of: how figures were found or drawn.
"""
