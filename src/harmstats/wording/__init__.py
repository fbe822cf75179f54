"""Where a sentence to be printed is made: sentences, caveats, references and lines of sources.

In: figures, what was reckoned of them, and sources. Out: plain English text. Knows nothing of: how a
comparison was decided, drawing, or where a text is printed.
"""
