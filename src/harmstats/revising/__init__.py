"""How figures move: what one edition says otherwise than another, and how far each has been revised.

A revision is another number for the same thing. Another scope, a rounded print, a second-hand
statement or a rate over another population is not; such figures are told apart, never counted in.
"""

from .ages import revisions_by_age
from .between import Difference, diff
from .moves import revisions

__all__ = ["Difference", "diff", "revisions", "revisions_by_age"]
