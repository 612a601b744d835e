"""Ground nearer than a distance: buffers that never reach less far than they should."""

from __future__ import annotations

import math
from typing import Any

import numpy
import shapely
from numpy.typing import NDArray

SEGMENTS = 24
"""Chords per quarter circle asked for."""
WIDER = 1 / math.cos(1.5 * math.pi / (4 * SEGMENTS))
"""A chord lies inside its circle. GEOS makes one up to half as long again as asked for (it divides each arc evenly,
rounding the number of chords); drawn this much larger, even those reach outside: 0.14 % more."""
THIN_M = 0.01
"""Lines and points, which have no width, are taken this far around where nothing may stand on them."""


def around(shapes: NDArray[numpy.object_], distance_m: float) -> Any:
    """Everything nearer than `distance_m` to each of `shapes`, and at most 0.14 % of it more.

    At 0 the areas themselves, and lines and points made THIN_M thick.
    """
    if not distance_m:
        return numpy.where(shapely.get_dimensions(shapes) == 2, shapes, shapely.buffer(shapes, THIN_M))
    return shapely.buffer(shapes, distance_m * WIDER, quad_segs=SEGMENTS)
