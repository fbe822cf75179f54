"""What may be said of two figures, of a series over time, and of two editions.

In: frames of figures and the registers. Out: comparisons, stretches, changes and slopes with their limits,
revisions; or a refusal with its reason. Knows nothing of: claims in print, drawing.
"""
