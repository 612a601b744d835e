"""Where a villagers' group (村民小组) lives: its recorded area, else one inferred from its own plates.

An inferred area is the convex hull of the group's plates, those far from all the others left out (more than 3.5
robust deviations from the median), widened by `MARGIN_M`. It is an orientation, never a boundary; whoever is told of
it is told that it is inferred.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

MARGIN_M = 20.0
OUTLIER_DEVIATIONS = 3.5
NORMAL_OF_MAD = 1.4826
LEAST_DEVIATION_M = 30.0
"""Plates this near to each other are never outliers, however tightly the rest stands."""


@dataclass(frozen=True, slots=True)
class GroupArea:
    """A group's id and area in planar metres; `inferred` tells that nobody recorded it."""

    group: str
    area: BaseGeometry
    inferred: bool


class GroupAreas:
    """The areas of all groups, to be asked by position."""

    def __init__(self, areas: list[GroupArea]) -> None:
        self._areas = areas
        self._tree = shapely.STRtree([area.area for area in areas])

    @classmethod
    def of(
        cls, recorded: Mapping[str, BaseGeometry | None], plates: Mapping[str, NDArray[numpy.float64]]
    ) -> GroupAreas:
        """From recorded shapes by group (only areas count) and plates (n, 2) by group, all in planar metres."""
        areas = []
        for group in dict.fromkeys((*recorded, *plates)):
            shape = recorded.get(group)
            if shape is not None and shape.geom_type.endswith("Polygon"):
                areas.append(GroupArea(group, shape, inferred=False))
            elif len(plates.get(group, ())):
                areas.append(GroupArea(group, hull_of(plates[group]), inferred=True))
        return cls(areas)

    def holding(self, point: NDArray[numpy.float64]) -> list[GroupArea]:
        """The areas a point (x, y) lies in; inferred ones may overlap."""
        return [self._areas[n] for n in sorted(self._tree.query(shapely.Point(point), predicate="intersects"))]


def hull_of(points: NDArray[numpy.float64]) -> BaseGeometry:
    """The widened hull of points (n, 2), outliers left out. At least one point is needed."""
    away = numpy.hypot(*(points - numpy.median(points, axis=0)).T)
    middle = numpy.median(away)
    deviation = NORMAL_OF_MAD * numpy.median(numpy.abs(away - middle))
    near = away <= middle + OUTLIER_DEVIATIONS * max(deviation, LEAST_DEVIATION_M)
    return shapely.MultiPoint(points[near]).convex_hull.buffer(MARGIN_M)
