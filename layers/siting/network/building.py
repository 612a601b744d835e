"""From road centre lines to a network: where lines are cut, which cut points are one node.

Lines are planar, in metres. They are joined where ends lie within `tolerance_m` of each other (chains of near
ends become one node), where an end lies within it of another line's middle, and, when `noded`, where lines of
the same level cross. Nothing is moved: an edge keeps its true length; only its ends get a common name.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy
import shapely
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree
from shapely.geometry.base import BaseGeometry

from gazetteer.errors import Refused
from gazetteer.findings import Finding, Severity

Floats = NDArray[numpy.float64]
Indices = NDArray[numpy.int64]
Shapes = NDArray[numpy.object_]

SAME_POINT_M = 1e-6
"""Ends nearer than this are one point even with a tolerance of 0."""


@dataclass(frozen=True, slots=True, eq=False)
class RoadNetwork:
    """Nodes and edges. Edge e runs along `lines[line[e]]` from `start_m` to `end_m`, from `tail` to `head`.

    `nodes` is n × 2 (east, north, metres), `heights_m` their heights (NaN where lines have none). `row` is the
    input row of each line (MultiLineStrings have several lines). `direction` of a line is 1 when it may only
    be travelled as drawn, −1 when only against, 0 both ways. Edges are ordered by line and `start_m`.
    """

    lines: Shapes
    row: Indices
    direction: Indices
    nodes: Floats
    heights_m: Floats
    line: Indices
    start_m: Floats
    end_m: Floats
    tail: Indices
    head: Indices
    tolerance_m: float
    noded: bool
    findings: tuple[Finding, ...]

    @property
    def lengths_m(self) -> Floats:
        """The length of every edge."""
        return self.end_m - self.start_m

    def twins(self) -> tuple[Indices, NDArray[numpy.bool_]]:
        """Edges drawn over each other (one road drawn twice, once for each direction): their common number.

        And whether an edge runs from its lower to its higher node, so that twins can be compared.
        """
        low, high = numpy.minimum(self.tail, self.head), numpy.maximum(self.tail, self.head)
        middle = shapely.get_coordinates(
            shapely.line_interpolate_point(self.lines[self.line], (self.start_m + self.end_m) / 2)
        )
        order = numpy.lexsort((self.lengths_m, high, low))
        here, there = order[1:], order[:-1]
        near = max(self.tolerance_m, SAME_POINT_M)
        twin = (low[here] == low[there]) & (high[here] == high[there])
        twin &= numpy.abs(self.lengths_m[here] - self.lengths_m[there]) <= near
        twin &= numpy.hypot(*(middle[here] - middle[there]).T) <= near
        number = numpy.empty(len(order), dtype=numpy.int64)
        number[order] = numpy.concatenate([[0], numpy.cumsum(~twin)])
        return number, self.tail <= self.head

    def components(self) -> Indices:
        """For every node, the number of the part of the network it hangs together with, directions ignored."""
        joined = sparse.coo_array((numpy.ones(len(self.tail)), (self.tail, self.head)), shape=(len(self.nodes),) * 2)
        return numpy.asarray(connected_components(joined, directed=False)[1], dtype=numpy.int64)


def build_network(
    roads: Sequence[BaseGeometry | None] | Shapes,
    *,
    tolerance_m: float = 1.0,
    noded: bool = True,
    directions: Sequence[int] | Indices | None = None,
    levels: Sequence[int] | Indices | None = None,
) -> RoadNetwork:
    """The network of LineStrings and MultiLineStrings (z allowed).

    `directions` per road (1 as drawn, −1 against, 0 both); `levels` per road: roads of different levels
    (bridges, tunnels) do not meet where they cross. Rows without a usable line are left out and told.
    Raises Refused when no line is left or the coordinates look like degrees.
    """
    shapes = numpy.asarray(roads, dtype=object)
    lines, row, findings = _usable(shapes)
    lines, row = _simple(lines, row) if noded else (lines, row)
    level = numpy.zeros(len(shapes), dtype=numpy.int64) if levels is None else numpy.asarray(levels, dtype=numpy.int64)
    way = numpy.zeros(len(shapes), dtype=numpy.int64) if directions is None else numpy.asarray(directions)
    cut_line, cut_m = _cuts(lines, level[row], tolerance_m, noded=noded)
    points = shapely.line_interpolate_point(lines[cut_line], cut_m)
    node, nodes, heights = _nodes(points, tolerance_m)
    same = cut_line[1:] == cut_line[:-1]
    return RoadNetwork(
        lines=lines,
        row=row,
        direction=way[row].astype(numpy.int64),
        nodes=nodes,
        heights_m=heights,
        line=cut_line[:-1][same],
        start_m=cut_m[:-1][same],
        end_m=cut_m[1:][same],
        tail=node[:-1][same],
        head=node[1:][same],
        tolerance_m=tolerance_m,
        noded=noded,
        findings=tuple(findings),
    )


def _usable(shapes: Shapes) -> tuple[Shapes, Indices, list[Finding]]:
    there = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    lineal = there & numpy.isin(shapely.get_type_id(shapes), (1, 2, 5))
    lineal &= ~numpy.isnan(shapely.length(shapes)) & (shapely.length(shapes) > SAME_POINT_M)
    lineal &= numpy.isfinite(shapely.bounds(shapes)).all(axis=1)
    findings = [
        Finding(
            "network.line",
            Severity.WARNING,
            f"第 {row + 1} 条道路没有可用的线（空、不是线、长度为零或坐标不是数），没有计入",
            row=int(row) + 1,
            remedy="在原图层中补画",
        )
        for row in numpy.flatnonzero(~lineal)
    ]
    if not lineal.any():
        raise Refused([*findings[:20], Finding("network.empty", Severity.ERROR, "没有一条可用的道路")])
    lines, part = shapely.get_parts(shapes[lineal], return_index=True)
    _refuse_degrees(lines)
    return lines, numpy.flatnonzero(lineal)[part].astype(numpy.int64), findings


def _refuse_degrees(lines: Shapes) -> None:
    west, south, east, north = shapely.total_bounds(lines)
    if max(-west, east) <= 180 and max(-south, north) <= 90:
        raise Refused.because(
            "network.unit", "道路坐标看来是经纬度，路网要用平面坐标（米）", remedy="先转换到平面坐标系"
        )


def _simple(lines: Shapes, row: Indices) -> tuple[Shapes, Indices]:
    """Lines that cross themselves, cut where they do."""
    crossed = ~shapely.is_simple(lines)
    if not crossed.any():
        return lines, row
    pieces, owner = shapely.get_parts(shapely.node(lines[crossed]), return_index=True)
    real = shapely.length(pieces) > SAME_POINT_M
    return (
        numpy.concatenate([lines[~crossed], pieces[real]]),
        numpy.concatenate([row[~crossed], row[crossed][owner][real]]),
    )


def _cuts(lines: Shapes, level: Indices, tolerance_m: float, *, noded: bool) -> tuple[Indices, Floats]:
    """Where every line begins, ends, is crossed or is met: line numbers and metres along them, in order."""
    everyone = numpy.arange(len(lines))
    length = shapely.length(lines)
    found = [(everyone, numpy.zeros(len(lines))), (everyone, length)]
    tree = shapely.STRtree(lines)
    ends = numpy.concatenate([shapely.get_point(lines, 0), shapely.get_point(lines, -1)])
    end, met = tree.query(ends, predicate="dwithin", distance=max(tolerance_m, SAME_POINT_M))
    other = (end % len(lines)) != met
    found.append((met[other], shapely.line_locate_point(lines[met[other]], ends[end[other]])))
    if noded:
        found += _crossings(lines, level, tree)
    which = numpy.concatenate([line for line, _ in found]).astype(numpy.int64)
    along = numpy.clip(numpy.concatenate([m for _, m in found]), 0, length[which])
    along = numpy.where(length[which] - along <= SAME_POINT_M, length[which], along)
    order = numpy.lexsort((along, which))
    which, along = which[order], along[order]
    apart = numpy.ones(len(which), dtype=bool)
    apart[1:] = (which[1:] != which[:-1]) | (along[1:] - along[:-1] > SAME_POINT_M)
    return which[apart], along[apart]


def _crossings(lines: Shapes, level: Indices, tree: shapely.STRtree) -> list[tuple[Indices, Floats]]:
    one, other = tree.query(lines, predicate="intersects")
    pair = (one < other) & (level[one] == level[other])
    one, other = one[pair], other[pair]
    points, of = shapely.get_coordinates(shapely.intersection(lines[one], lines[other]), return_index=True)
    places = shapely.points(points)
    return [(line[of], shapely.line_locate_point(lines[line[of]], places)) for line in (one, other)]


def _nodes(points: Shapes, tolerance_m: float) -> tuple[Indices, Floats, Floats]:
    """The node of every cut point, the nodes' positions (means of their points) and heights."""
    xyz = shapely.get_coordinates(points, include_z=True)
    near = cKDTree(xyz[:, :2]).query_pairs(max(tolerance_m, SAME_POINT_M), output_type="ndarray")
    joined = sparse.coo_array((numpy.ones(len(near)), (near[:, 0], near[:, 1])), shape=(len(xyz),) * 2)
    count, node = connected_components(joined, directed=False)
    members = numpy.bincount(node, minlength=count)
    mean = [numpy.bincount(node, weights=xyz[:, axis], minlength=count) / members for axis in range(3)]
    return node.astype(numpy.int64), numpy.column_stack(mean[:2]), numpy.asarray(mean[2], dtype=float)
