"""Numbers to numbers: intervals, ratios, models of counts, joinpoints, funnels, pooled effects.

In: numbers. Out: small frozen results with the method named. Knows nothing of: registers, the data
folder, or what the numbers count.
"""
