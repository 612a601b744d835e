"""Generated areas of divisions: a valid coverage of an outline that keeps the outline's vertices and adds none.

The outline is filled with small cells; cells are handed out along their neighbourhoods (shortest way
from each seed, gullies being dear to cross), so every unit is one piece, borders run where the ground
suggests them, and neighbours share vertices exactly.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy
import shapely
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra
from scipy.spatial import cKDTree
from shapely import MultiPoint, MultiPolygon
from shapely.geometry.base import BaseGeometry

from layers.demo.relief import Numbers, Relief, to_plane

Indices = NDArray[numpy.int64]
Faces = NDArray[numpy.object_]
GULLY_COST = 3.0
SMOOTHING_DEG = 0.0016


@dataclass(frozen=True, slots=True)
class Cells:
    """Small faces that cover an outline; inner points (degrees), areas (m²), gullies; who touches whom, at what cost."""

    faces: Faces
    points: Numbers
    areas: Numbers
    gully: Numbers
    pairs: Indices
    costs: Numbers

    def nearest(self, lon: float, lat: float, members: Indices | None = None) -> int:
        """The cell (of `members`) whose inner point is nearest to a position."""
        chosen = numpy.arange(len(self.faces)) if members is None else members
        x_m, y_m = to_plane((lon, lat), *self.points[chosen].T)
        return int(chosen[numpy.argmin(numpy.hypot(x_m, y_m))])

    def graph(self) -> csr_matrix:
        """The cells' neighbourhoods with their costs, for shortest paths."""
        size = len(self.faces)
        return csr_matrix((self.costs, (self.pairs[:, 0], self.pairs[:, 1])), shape=(size, size))


def make_cells(outline: MultiPolygon, count: int, relief: Relief, random: numpy.random.Generator) -> Cells:
    """About `count` cells of an outline."""
    origin = (outline.centroid.x, outline.centroid.y)
    sites = _sites(outline, count, random)
    edges = shapely.get_parts(shapely.voronoi_polygons(sites, extend_to=outline.envelope, only_edges=True))
    inside = _ending_on_vertices(edges, outline)
    noded = shapely.union_all(numpy.array([outline.boundary, *inside], dtype=object))
    faces = shapely.get_parts(shapely.polygonize([noded]))
    shapely.prepare(outline)
    faces = faces[shapely.contains_properly(outline, shapely.point_on_surface(faces))]
    points = shapely.get_coordinates(shapely.point_on_surface(faces))
    gully = relief.gully(points[:, 0], points[:, 1])
    pairs = neighbours(faces)
    x_m, y_m = to_plane(origin, points[:, 0], points[:, 1])
    steps = numpy.hypot(x_m[pairs[:, 0]] - x_m[pairs[:, 1]], y_m[pairs[:, 0]] - y_m[pairs[:, 1]])
    costs = steps * (1 + GULLY_COST * gully[pairs].max(axis=1)) * random.uniform(0.9, 1.2, len(pairs))
    plane_m2 = float((to_plane(origin, origin[0] + 1, 0)[0]) * (to_plane(origin, 0, origin[1] + 1)[1]))
    return Cells(faces, points, shapely.area(faces) * plane_m2, gully, pairs, costs)


def _sites(outline: MultiPolygon, count: int, random: numpy.random.Generator) -> MultiPoint:
    """A shaken grid: cells of similar size that do not look like a grid."""
    west, south, east, north = outline.bounds
    stretch = math.cos(math.radians((south + north) / 2))
    step = math.sqrt(outline.area * stretch / count)
    lon, lat = numpy.meshgrid(numpy.arange(west, east + step, step / stretch), numpy.arange(south, north + step, step))
    shake = random.uniform(-0.45, 0.45, (2, *lon.shape)) * step
    sites = numpy.column_stack([(lon + shake[0] / stretch).ravel(), (lat + shake[1]).ravel()])
    return MultiPoint(sites)


def _ending_on_vertices(edges: Faces, outline: MultiPolygon) -> list[BaseGeometry]:
    """The edges inside the outline; one that reaches the border ends on a vertex of it, and never splits a side."""
    shapely.prepare(outline)
    whole = shapely.contains_properly(outline, edges)
    crossing = edges[~whole & shapely.intersects(outline, edges)]
    corners = shapely.get_coordinates(outline)
    nearest = cKDTree(corners)
    own_ends = {tuple(end) for end in shapely.get_coordinates(crossing).tolist()}
    clipped = shapely.get_parts(shapely.intersection(crossing, outline))
    moved = []
    for piece in clipped[shapely.get_type_id(clipped) == shapely.GeometryType.LINESTRING]:
        ends = [tuple(end) for end in shapely.get_coordinates(piece)[[0, -1]].tolist()]
        kept = [end if end in own_ends else tuple(corners[nearest.query(end)[1]].tolist()) for end in ends]
        if kept[0] != kept[1]:
            moved.append(shapely.linestrings(kept))
    lines = numpy.array(moved, dtype=object)
    return [*edges[whole], *lines[shapely.covers(outline, lines)]]


def neighbours(faces: Faces) -> Indices:
    """Pairs of faces (smaller position first) that have a side in common, exactly."""
    rings, face = shapely.get_rings(faces, return_index=True)
    xy, ring = shapely.get_coordinates(rings, return_index=True)
    same = ring[:-1] == ring[1:]
    sides = numpy.hstack([xy[:-1][same], xy[1:][same]])
    owner = face[ring[:-1][same]]
    swap = (sides[:, 0] > sides[:, 2]) | ((sides[:, 0] == sides[:, 2]) & (sides[:, 1] > sides[:, 3]))
    sides[swap] = sides[swap][:, [2, 3, 0, 1]]
    keys = numpy.ascontiguousarray(sides).view(numpy.dtype((numpy.void, 32))).ravel()
    order = numpy.argsort(keys, kind="stable")
    twins = numpy.flatnonzero(keys[order][:-1] == keys[order][1:])
    pairs = numpy.column_stack([owner[order[twins]], owner[order[twins + 1]]])
    return numpy.unique(numpy.sort(pairs, axis=1), axis=0)


def hand_out(
    cells: Cells, seeds: Sequence[int], shares: Sequence[float], members: Indices | None = None, rounds: int = 80
) -> Indices:
    """For every cell the position in `seeds` of its owner; -1 outside `members`. Areas come near to `shares`.

    Each owner is offered a head start that grows while it has too little and shrinks while it has too
    much; ownership always follows shortest ways, so nobody's land falls apart.
    """
    chosen = numpy.arange(len(cells.faces)) if members is None else members
    graph = cells.graph()[chosen][:, chosen]
    local = numpy.searchsorted(chosen, numpy.asarray(seeds))
    distances = dijkstra(graph, directed=False, indices=local)
    areas = cells.areas[chosen]
    wanted = numpy.asarray(shares, dtype=float) / float(numpy.sum(shares)) * areas.sum()
    between = distances[:, local]
    handicaps = numpy.zeros(len(local))
    step = 0.25 * float(numpy.median(between[between > 0])) if len(local) > 1 else 0.0
    for _ in range(rounds):
        owners = numpy.argmin(distances + handicaps[:, None], axis=0)
        held = numpy.bincount(owners, weights=areas, minlength=len(local))
        handicaps += step * numpy.clip(held / wanted - 1, -0.6, 0.6)
        for n in range(len(local)):
            others = numpy.delete(between[:, n] + handicaps, n)
            handicaps[n] = min(handicaps[n], float(others.min()) * (1 - 1e-9) - 1.0) if len(others) else 0.0
        step *= 0.97
    owners = numpy.argmin(distances + handicaps[:, None], axis=0)
    result = numpy.full(len(cells.faces), -1)
    result[chosen] = owners
    return result


def spread_seeds(cells: Cells, members: Indices, count: int, first: int, random: numpy.random.Generator) -> list[int]:
    """`count` member cells, `first` among them: on the tablelands, apart from each other, denser towards `first`."""
    x_m, y_m = to_plane((float(cells.points[first, 0]), float(cells.points[first, 1])), *cells.points[members].T)
    away = numpy.hypot(x_m, y_m)
    worth = numpy.exp(-away / (1.6 * away.mean() + 1.0)) * (1.05 - cells.gully[members])
    gaps = away.copy()
    picked = [first]
    for _ in range(count - 1):
        best = int(numpy.argmax(gaps * worth**0.5 * random.uniform(0.75, 1.0, len(members))))
        picked.append(int(members[best]))
        gaps = numpy.minimum(gaps, numpy.hypot(x_m - x_m[best], y_m - y_m[best]))
    return picked


def dissolve(cells: Cells, owners: Indices, count: int) -> list[MultiPolygon]:
    """The area of each owner, borders smoothed together; the outline's own vertices stay, all of them."""
    merged = numpy.array([shapely.coverage_union_all(cells.faces[owners == n]) for n in range(count)], dtype=object)
    smooth = shapely.coverage_simplify(merged, SMOOTHING_DEG, simplify_boundary=False)
    areas = smooth if shapely.coverage_is_valid(smooth) and shapely.is_valid(smooth).all() else merged
    return [as_multi(area) for area in areas]


def as_multi(area: BaseGeometry) -> MultiPolygon:
    """The same area as a MultiPolygon."""
    return MultiPolygon(list(shapely.get_parts(area)))
