"""Published figures to cleaned, derived and checked ones; loading them as known on a day.

In: ``data/published/`` and the registers. Out: ``data/clean/`` and frames of figures. Knows nothing
of: how anything is compared, said or drawn.
"""
