"""Lines taken apart into their straight pieces, so that an index over them answers quickly however long a line is."""

from __future__ import annotations

from typing import Any

import numpy
import shapely
from numpy.typing import NDArray


def straight_pieces(lines: Any) -> tuple[NDArray[numpy.object_], NDArray[numpy.int64]]:
    """Two-point lines in their order along each of `lines`, and of which line each is; heights are left out."""
    xy, of = shapely.get_coordinates(lines, return_index=True)
    joined = numpy.flatnonzero(of[1:] == of[:-1])
    pieces = shapely.linestrings(numpy.stack([xy[joined], xy[joined + 1]], axis=1))
    return numpy.asarray(pieces, dtype=object), of[joined].astype(numpy.int64)
