"""Tracks as evidence (轨迹): which stretches of a line were walked, when, and how that was judged.

Fixes are taken or dropped with a reason, split where a receiver jumped, and compared with the line by
distance and course. Chainages are geodesic metres from the line's beginning.
"""

from layers.boundaries.tracks.coverage import Coverage as Coverage
from layers.boundaries.tracks.coverage import MarkerReached as MarkerReached
from layers.boundaries.tracks.coverage import cover as cover
from layers.boundaries.tracks.intake import RawFix as RawFix
from layers.boundaries.tracks.intake import Taken as Taken
from layers.boundaries.tracks.intake import take_fixes as take_fixes
from layers.boundaries.tracks.intervals import Interval as Interval
from layers.boundaries.tracks.offset import suspected_offset as suspected_offset
from layers.boundaries.tracks.rules import CoverageRules as CoverageRules
