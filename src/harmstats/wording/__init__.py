"""The sentences, caveats and references that are printed.

In: figures, comparisons and sources. Out: plain English text. Knows nothing of: how a comparison was
decided, drawing, or files.
"""
