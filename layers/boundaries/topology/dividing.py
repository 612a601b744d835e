"""Ground that several units cover in different ways, divided along the borders that run through it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy
import shapely
from shapely.geometry.base import BaseGeometry

from layers.boundaries.topology.covering import cover_of, inner_points
from layers.boundaries.topology.half_edges import OUTSIDE, Flags, Geometries, HalfEdges, Indices, Numbers
from layers.boundaries.topology.linework import enclosed, single_lines
from layers.boundaries.topology.measuring import Measure


@dataclass(frozen=True, slots=True)
class Piece:
    """Ground that is covered wrongly: the units that cover it, by position, and whether it is within the frame."""

    polygon: shapely.Polygon
    units: tuple[int, ...]
    within: bool
    area_m2: float


@dataclass(frozen=True)
class Dividing:
    """What is needed to divide pieces; indexes are made when the first piece needs them, as most never do."""

    edges: HalfEdges
    units: Geometries
    frame: BaseGeometry | None
    measure: Measure
    least_area_m2: float

    def divided(self, wholes: Sequence[Piece]) -> Iterator[Piece]:
        """The pieces, those that others' borders run through in parts, each as large as the least area."""
        rows = self._borders_through(wholes)
        for n, whole in enumerate(wholes):
            yield from self._parts(whole, rows[n]) if n in rows else [whole]

    def _borders_through(self, wholes: Sequence[Piece]) -> dict[int, Indices]:
        """By piece the half-edges (rows) near it whose owners share its ground without being known to."""
        covered = [n for n, whole in enumerate(wholes) if whole.units]
        if not covered:
            return {}
        polygons = numpy.array([wholes[n].polygon for n in covered], dtype=object)
        others = self._others([wholes[n] for n in covered], polygons)
        found: dict[int, Indices] = {}
        for place, strangers in others.items():
            rows = numpy.unique(numpy.concatenate([self._rows_of(owner) for owner in strangers]))
            rows = rows[_beside(self.edges.segments[rows], polygons[place])]
            lines = single_lines(self.edges.chosen(rows))
            shapely.prepare(polygons[place])
            found[covered[place]] = rows[shapely.intersects(polygons[place], lines)]
        return {n: rows for n, rows in found.items() if len(rows)}

    def _others(self, wholes: Sequence[Piece], polygons: Geometries) -> dict[int, set[int]]:
        """By piece the units that have ground in common with it but do not cover it where it was asked."""
        others: dict[int, set[int]] = defaultdict(set)
        piece, unit = shapely.STRtree(self.units).query(polygons)
        strange = numpy.array([u not in wholes[p].units for p, u in zip(piece.tolist(), unit.tolist(), strict=True)])
        piece, unit = piece[strange.astype(bool)], unit[strange.astype(bool)]
        common = shapely.relate_pattern(polygons[piece], self.units[unit], "T********")
        for p, u in zip(piece[common].tolist(), unit[common].tolist(), strict=True):
            others[p].add(u)
        if self._frame_rows is not None:
            tree = shapely.STRtree(single_lines(self.edges.chosen(self._frame_rows)))
            for p in numpy.unique(tree.query(polygons, predicate="intersects")[0]).tolist():
                others[p].add(OUTSIDE)
        return others

    @cached_property
    def _frame_rows(self) -> Indices | None:
        rows = self._rows_of(OUTSIDE) if self.frame is not None else numpy.empty(0, dtype=numpy.int64)
        return rows if len(rows) else None

    @cached_property
    def _by_owner(self) -> tuple[Indices, Indices]:
        """Rows of half-edges in order of their owners, and those owners.

        All of them: an unmatched one that dangles in the first division may be a side of a piece in the second.
        """
        order = numpy.argsort(self.edges.owner, kind="stable")
        return order, self.edges.owner[order]

    def _rows_of(self, owner: int) -> Indices:
        rows, owners = self._by_owner
        return rows[slice(*numpy.searchsorted(owners, [owner, owner + 1]))]

    def _parts(self, whole: Piece, rows: Indices) -> list[Piece]:
        lines = [whole.polygon.boundary, *single_lines(self.edges.chosen(rows)).tolist()]
        polygons = enclosed(lines)
        polygons = polygons[shapely.intersects(whole.polygon, inner_points(polygons))]
        cover = cover_of(polygons, self.units, self.frame)
        groups: dict[tuple[tuple[int, ...], bool], list[int]] = defaultdict(list)
        for n, (covering, within) in enumerate(zip(cover.units, cover.within.tolist(), strict=True)):
            if len(covering) > (1 if within else 0):
                groups[covering, within].append(n)
        made = []
        for (covering, within), members in groups.items():
            parts = shapely.get_parts(shapely.union_all(polygons[members]))
            areas = self.measure.areas_m2(parts).tolist()
            made += [Piece(part, covering, within, area) for part, area in zip(parts.tolist(), areas, strict=True)]
        kept = [piece for piece in made if piece.area_m2 >= self.least_area_m2]
        everyone = tuple(sorted({unit for piece in made for unit in piece.units}))
        return kept or [Piece(whole.polygon, everyone or whole.units, whole.within, whole.area_m2)]


def _beside(segments: Numbers, polygon: shapely.Polygon) -> Flags:
    """Whether the box around each segment meets the one around a polygon."""
    left, bottom, right, top = polygon.bounds
    x1, y1, x2, y2 = segments.T
    across = (numpy.minimum(x1, x2) <= right) & (numpy.maximum(x1, x2) >= left)
    level = (numpy.minimum(y1, y2) <= top) & (numpy.maximum(y1, y2) >= bottom)
    return numpy.asarray(across & level)
