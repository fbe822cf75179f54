"""What may be said of two figures, of a series, and of two editions.

In: frames of figures and the registers. Out: comparisons, stretches, slopes, revisions, or a refusal
with its reason. Knows nothing of: claims in print, drawing.
"""
