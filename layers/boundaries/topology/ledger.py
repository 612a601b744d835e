"""Proposals: what closing a gap or settling an overlap would give and take, in square metres, for each unit.

A proposal is paper. Nothing here changes a unit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy
import shapely
from shapely.geometry.base import BaseGeometry

from layers.boundaries.topology.faces import Face, FaceKind
from layers.boundaries.topology.measuring import Measure


@dataclass(frozen=True, slots=True)
class Transfer:
    """For one face: the unit that would hold it, by position, and square metres gained (+) or lost (-) by unit."""

    face: Face
    holder: int
    changes_m2: tuple[tuple[int, float], ...]
    reason: str


def propose(faces: Sequence[Face], units: Sequence[BaseGeometry], *, degrees: bool = False) -> list[Transfer]:
    """One proposal a face: it goes to the unit with the longest border on it; the reason says so.

    Faces beyond the frame would leave the unit that reaches out. Faces that border on no unit get none.
    """
    measure = Measure(degrees)
    return [made for face in faces if (made := _propose(face, units, measure))]


def _propose(face: Face, units: Sequence[BaseGeometry], measure: Measure) -> Transfer | None:
    if not face.units:
        return None
    if face.outside:
        return Transfer(face, -1, tuple((unit, -face.area_m2) for unit in face.units), "超出外框")
    near = measure.units_per_m(face.polygon) * 1e-3
    rim = shapely.buffer(face.polygon.boundary, near, quad_segs=1)
    lengths = [float(shapely.length(shapely.intersection(units[unit].boundary, rim))) for unit in face.units]
    holder = face.units[int(numpy.argmax(lengths))]
    if face.kind is FaceKind.OVERLAP:
        losers = tuple((unit, -face.area_m2) for unit in face.units if unit != holder)
        return Transfer(face, holder, losers, "归公共边界最长的一方，其余单元减去重叠")
    return Transfer(face, holder, ((holder, face.area_m2),), "归公共边界最长的一方")
