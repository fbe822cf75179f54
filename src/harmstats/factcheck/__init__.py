"""Claims in print: what their words state, what the figures say to it, and the verdict.

In: statements and figures as known on a day. Out: verdicts for the day of print and for today. Knows
nothing of: drawing, reports.
"""
