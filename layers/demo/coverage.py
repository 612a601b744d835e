"""Generated areas of village-level units: a valid coverage of the county's outline, natural-looking.

The outline is filled with small Voronoi cells; cells are handed out along their neighbourhoods
(shortest noisy path from each seed), so every unit is one piece and neighbours share vertices exactly.
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
from shapely import MultiPolygon
from shapely.geometry.base import BaseGeometry


@dataclass(frozen=True, slots=True)
class Cells:
    """Small faces that cover an outline, their inner points and who touches whom along an edge."""

    faces: NDArray[numpy.object_]
    points: NDArray[numpy.float64]
    pairs: NDArray[numpy.int64]
    distances: NDArray[numpy.float64]

    def nearest(self, x: float, y: float) -> int:
        """The cell whose inner point is nearest to a position in degrees."""
        stretch = math.cos(math.radians(y))
        return int(numpy.argmin(((self.points[:, 0] - x) * stretch) ** 2 + (self.points[:, 1] - y) ** 2))


def make_cells(outline: MultiPolygon, count: int, random: numpy.random.Generator) -> Cells:
    """About `count` cells of an outline."""
    west, south, east, north = outline.bounds
    points = random.uniform(
        (west, south), (east, north), (int(count * (east - west) * (north - south) / outline.area), 2)
    )
    edges = shapely.voronoi_polygons(shapely.multipoints(points), extend_to=outline.envelope, only_edges=True)
    inside = shapely.intersection(edges, outline)
    noded = shapely.union_all(numpy.array([outline.boundary, inside], dtype=object))
    faces = shapely.get_parts(shapely.polygonize([noded]))
    inner = shapely.point_on_surface(faces)
    shapely.prepare(outline)
    faces = faces[shapely.contains_properly(outline, inner)]
    centres = shapely.get_coordinates(shapely.point_on_surface(faces))
    tree = shapely.STRtree(faces)
    left, right = tree.query(faces, predicate="touches")
    keep = left < right
    left, right = left[keep], right[keep]
    along = shapely.length(shapely.intersection(shapely.boundary(faces[left]), shapely.boundary(faces[right]))) > 0
    left, right = left[along], right[along]
    stretch = math.cos(math.radians((south + north) / 2))
    step = (centres[left] - centres[right]) * (stretch, 1.0)
    noise = random.uniform(0.7, 1.5, len(left))
    return Cells(faces, centres, numpy.column_stack([left, right]), numpy.hypot(step[:, 0], step[:, 1]) * noise)


def hand_out(cells: Cells, seeds: Sequence[int], members: NDArray[numpy.int64] | None = None) -> NDArray[numpy.int64]:
    """For every cell the position in `seeds` of the seed it belongs to; -1 for cells outside `members`."""
    chosen = numpy.arange(len(cells.faces)) if members is None else members
    inside = numpy.zeros(len(cells.faces), dtype=bool)
    inside[chosen] = True
    use = inside[cells.pairs].all(axis=1)
    pairs, weights = cells.pairs[use], cells.distances[use]
    size = len(cells.faces)
    graph = csr_matrix((weights, (pairs[:, 0], pairs[:, 1])), shape=(size, size))
    _, _, nearest = dijkstra(graph, directed=False, indices=list(seeds), min_only=True, return_predecessors=True)
    position = {seed: n for n, seed in enumerate(seeds)}
    owners = numpy.array([position.get(int(seed), -1) for seed in nearest])
    owners[~inside] = -1
    return owners


def spread_seeds(
    cells: Cells, members: NDArray[numpy.int64], count: int, centre: tuple[float, float], random: numpy.random.Generator
) -> list[int]:
    """`count` member cells, apart from each other and denser towards `centre`."""
    points = cells.points[members]
    distance = numpy.hypot(points[:, 0] - centre[0], points[:, 1] - centre[1])
    weight = numpy.exp(-distance / (distance.mean() * 1.3 + 1e-9))
    picked = [int(numpy.argmin(distance))]
    while len(picked) < count:
        tried = random.choice(len(members), size=12, p=weight / weight.sum())
        gaps = [min(float(numpy.hypot(*(points[t] - points[p]))) for p in picked) for t in tried]
        best = int(tried[int(numpy.argmax(numpy.array(gaps) * weight[tried] ** 0.5))])
        if best in picked:
            best = next(n for n in random.permutation(len(members)).tolist() if n not in picked)
        picked.append(best)
    return [int(members[p]) for p in picked]


def area_of(cells: Cells, owners: NDArray[numpy.int64], owner: int) -> BaseGeometry:
    """The union of an owner's cells."""
    merged = shapely.coverage_union_all(cells.faces[owners == owner])
    return MultiPolygon(list(shapely.get_parts(merged)))
