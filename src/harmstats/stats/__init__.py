"""Numbers to numbers: intervals, ratios, models of counts, joinpoints, funnels, pooled effects.

In: numbers. Out: small frozen results, or frames of limits, with the method named. Knows nothing of:
registers, the data folder, where the numbers come from.
"""
