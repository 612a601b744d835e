"""Well-known binary from a stranger, parsed here and written anew, so that the parent meets only our own."""

from __future__ import annotations

from collections.abc import Sequence

import numpy
import shapely

from layers.exchange.formats.features import bad_geometry
from layers.exchange.formats.noticed import Noticed


def checked(found: Sequence[bytes | None], noticed: Noticed) -> list[bytes | None]:
    """The geometries again, ISO and little-endian; None, with a finding, where it is none."""
    given = numpy.array(found, dtype=object)
    if not len(given):
        return []
    geometries = shapely.from_wkb(given, on_invalid="ignore")
    for index in numpy.flatnonzero(shapely.is_missing(geometries) & (given != None)):  # noqa: E711  (element by element)
        noticed.add(bad_geometry(int(index), "几何的二进制内容不完整或不合规范"))
    written = shapely.to_wkb(geometries, flavor="iso", output_dimension=4, byte_order=1)
    return [None if one is None else bytes(one) for one in written]
