"""What there is: periods, places, registers, numbers and dates in words, errors, which data folder.

In: text and the registers' CSV files. Out: small frozen values. Knows nothing of: frames of figures,
models, drawing, publishers' files; it imports from no other package of harmstats.
"""
