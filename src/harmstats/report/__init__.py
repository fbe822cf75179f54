"""Citations, reports and tables for people: text whose figures are expressions, and workbooks.

In: figures, comparisons, references and charts. Out: Markdown, HTML, Word, ODS and CSV. Knows nothing
of: publishers' files, notebooks.
"""
