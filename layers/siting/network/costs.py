"""NetworkCosts: shortest ways from points to points, each put on its nearest road.

Dijkstra (scipy) runs once from every destination against the direction of travel, in batches; an origin then
looks up the two ends of its own edge. So 59,466 origins cost no more than their look-up.
"""

from __future__ import annotations

import math
from copy import copy
from dataclasses import dataclass
from typing import Any

import numpy
import shapely
from scipy import sparse
from scipy.sparse.csgraph import dijkstra

from gazetteer.findings import Finding, Severity
from layers.siting.costs import Costs, Pairs
from layers.siting.costs.points import sound_points
from layers.siting.network.building import SAME_POINT_M, Floats, Indices, RoadNetwork
from layers.siting.network.travel import Travel
from layers.siting.straight_pieces import straight_pieces

FAR_M = 500.0
"""Access to the nearest road beyond this is told."""
BATCH = 64
CELLS_KEPT = 48_000_000
"""Destinations × nodes kept in memory (384 MB); beyond, ways are computed again for each question."""


@dataclass(frozen=True, slots=True, eq=False)
class Snapped:
    """Points on their nearest edge: the edge, metres along it, metres from the point to it."""

    edge: Indices
    along_m: Floats
    access_m: Floats


class NetworkCosts(Costs):
    """Costs of travel along `network` by `travel` from `origins` to `destinations` (planar metres).

    Points farther than `farthest_m` from every road are unreachable, as are points in parts of the network
    that do not hang together; `findings` says which and how large the parts are.
    """

    def __init__(
        self,
        network: RoadNetwork,
        travel: Travel,
        origins: Floats,
        destinations: Floats,
        *,
        farthest_m: float = math.inf,
    ) -> None:
        self.network, self.travel, self.unit = network, travel, travel.unit
        self._farthest_m = farthest_m
        self.origins = snap(network, sound_points(origins, "需求点", degrees=False))
        self.destinations = snap(network, sound_points(destinations, "设施点", degrees=False))
        self.shape = (len(self.origins.edge), len(self.destinations.edge))
        self._table: Floats | None = None
        self._limit = math.inf
        self._graph = _against(network, travel, self.destinations)

    @property
    def method(self) -> str:
        """Ways, joining, snapping."""
        return self.travel.method

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Points far from any road, and parts of the network with demand but no destination."""
        return (*self.network.findings, *self._far("需求点", self.origins), *self._far("设施点", self.destinations),
                *self._cut_off())  # fmt: skip

    def pairs(self, demands: Indices, candidates: Indices) -> Floats:
        """Costs, broadcast."""
        table, at = self._ways(candidates)
        edge = self.origins.edge[demands]
        back, ahead = _parts(self.network, self.travel, self.origins)
        through = numpy.minimum(
            back[demands] + table[at, self.network.tail[edge]], ahead[demands] + table[at, self.network.head[edge]]
        )
        through = numpy.minimum(through, self._along(demands, candidates))
        access = self._access(self.origins)[demands] + self._access(self.destinations)[candidates]
        return numpy.asarray(through + access)

    def within(self, limit: float) -> Pairs:
        """Ways are followed no farther than the limit, unless all are known already."""
        if self._table is not None or not math.isfinite(limit):
            return super().within(limit)
        bounded = copy(self)
        bounded._limit = limit  # noqa: SLF001  (a copy of itself)
        return Costs.within(bounded, limit)

    def _access(self, snapped: Snapped) -> Floats:
        near = snapped.access_m <= self._farthest_m
        return numpy.where(near, snapped.access_m * self.travel.access_per_m, numpy.inf)

    def _along(self, demands: Indices, candidates: Indices) -> Floats:
        """The way along one edge, where both points lie on it; else inf."""
        edge = self.origins.edge[demands]
        step = self.destinations.along_m[candidates] - self.origins.along_m[demands]
        rate = numpy.where(step >= 0, self.travel.forward[edge], self.travel.backward[edge])
        cost = _share(numpy.abs(step), self.network.lengths_m[edge], rate)
        return numpy.where(edge == self.destinations.edge[candidates], cost, numpy.inf)

    def _ways(self, candidates: Indices) -> tuple[Floats, Indices]:
        """Costs from every node to some destinations, and where in them each of `candidates` is."""
        if self.shape[1] * len(self.network.nodes) <= CELLS_KEPT:
            if self._table is None:
                self._table = self._search(numpy.arange(self.shape[1]))
            return self._table, candidates
        wanted, at = numpy.unique(candidates, return_inverse=True)
        return self._search(wanted), at.reshape(numpy.shape(candidates))

    def _search(self, destinations: Indices) -> Floats:
        nodes = len(self.network.nodes)
        table = numpy.empty((len(destinations), nodes))
        for first in range(0, len(destinations), BATCH):
            some = nodes + destinations[first : first + BATCH]
            table[first : first + BATCH] = dijkstra(self._graph, indices=some, limit=self._limit)[:, :nodes]
        return table

    def _far(self, what: str, snapped: Snapped) -> list[Finding]:
        far = numpy.flatnonzero(snapped.access_m > min(FAR_M, self._farthest_m))
        if not far.size:
            return []
        lost = int((snapped.access_m > self._farthest_m).sum())
        message = f"{far.size} 个{what}离最近的道路超过 {FAR_M:g} m，最远 {snapped.access_m.max():.0f} m（第 {snapped.access_m.argmax() + 1} 个）"
        if lost:
            message += f"；其中 {lost} 个超过 {self._farthest_m:g} m，视为不可达"
        return [Finding("network.far", Severity.WARNING, message, value=str(far.size), remedy="核对位置，或补画道路")]

    def _cut_off(self) -> list[Finding]:
        part = self.network.components()
        tail = self.network.tail
        served = numpy.unique(part[tail[self.destinations.edge]])
        mine = part[tail[self.origins.edge]]
        lost = ~numpy.isin(mine, served)
        return [self._cut_off_part(int(one), int((mine == one).sum()), part) for one in numpy.unique(mine[lost])]

    def _cut_off_part(self, one: int, origins: int, part: Indices) -> Finding:
        roads_m = float(self.network.lengths_m[part[self.network.tail] == one].sum())
        nodes = int((part == one).sum())
        message = (
            f"{origins} 个需求点所在的路网部分没有设施、与其他部分不相连：{nodes} 个节点，道路 {roads_m / 1000:.2f} km"
            f"（全网 {part.max() + 1} 个部分）"
        )
        return Finding(
            "network.cut_off", Severity.WARNING, message, value=str(origins), remedy="补画相连的道路，或放宽端点容差"
        )


def snap(network: RoadNetwork, points: Floats) -> Snapped:
    """Each point on its nearest edge."""
    if not len(points):
        nothing = numpy.empty(0, dtype=numpy.int64)
        return Snapped(nothing, numpy.empty(0), numpy.empty(0))
    line, along, away = _nearest_place(network, shapely.points(points))
    before = numpy.concatenate([[0.0], numpy.cumsum(shapely.length(network.lines))])
    edge = numpy.searchsorted(before[network.line] + network.start_m, before[line] + along, side="right") - 1
    first = numpy.searchsorted(network.line, line, side="left")
    last = numpy.searchsorted(network.line, line, side="right") - 1
    edge = numpy.clip(edge, first, last)
    along = numpy.clip(along, network.start_m[edge], network.end_m[edge]) - network.start_m[edge]
    return _on_first_of_twins(network, edge, along, away)


def _nearest_place(network: RoadNetwork, places: Any) -> tuple[Indices, Floats, Floats]:
    """Of each place the nearest line, how far along it, and how far away; by straight pieces, so that long lines cost no more."""
    pieces, line = straight_pieces(network.lines)
    (_, piece), away = shapely.STRtree(pieces).query_nearest(places, return_distance=True, all_matches=False)
    length = shapely.length(pieces)
    walked = numpy.cumsum(length) - length
    first = numpy.searchsorted(line, numpy.arange(len(network.lines)), side="left")
    along = walked[piece] - walked[first[line[piece]]] + shapely.line_locate_point(pieces[piece], places)
    return line[piece], along, away


def _on_first_of_twins(network: RoadNetwork, edge: Indices, along: Floats, away: Floats) -> Snapped:
    """Points on roads drawn over each other all go on the same one, so that the way between them is straight."""
    twin, upward = network.twins()
    _, first = numpy.unique(twin, return_index=True)
    chosen = first[twin[edge]]
    turned = upward[edge] != upward[chosen]
    along = numpy.where(turned, network.lengths_m[edge] - along, along)
    return Snapped(chosen.astype(numpy.int64), numpy.clip(along, 0, network.lengths_m[chosen]), away)


def _parts(network: RoadNetwork, travel: Travel, at: Snapped) -> tuple[Floats, Floats]:
    """From the points back to their edges' tails, and ahead to the heads."""
    length = network.lengths_m[at.edge]
    return (
        _share(at.along_m, length, travel.backward[at.edge]),
        _share(length - at.along_m, length, travel.forward[at.edge]),
    )


def _share(part_m: Floats, length_m: Floats, cost: Floats) -> Floats:
    """A part of an edge's cost; whoever stands at the end is there, even where the way is not allowed."""
    with numpy.errstate(invalid="ignore"):
        return numpy.where(part_m <= SAME_POINT_M, 0.0, part_m / numpy.maximum(length_m, SAME_POINT_M) * cost)


def _against(network: RoadNetwork, travel: Travel, destinations: Snapped) -> Any:
    """The graph against the direction of travel, the destinations added as nodes from which one only departs."""
    nodes, extra = len(network.nodes), numpy.arange(len(destinations.edge))
    length = network.lengths_m[destinations.edge]
    from_tail = _share(destinations.along_m, length, travel.forward[destinations.edge])
    from_head = _share(length - destinations.along_m, length, travel.backward[destinations.edge])
    start = numpy.concatenate([network.head, network.tail, nodes + extra, nodes + extra])
    end = numpy.concatenate(
        [network.tail, network.head, network.tail[destinations.edge], network.head[destinations.edge]]
    )
    cost = numpy.concatenate([travel.forward, travel.backward, from_tail, from_head])
    return _graph(start, end, cost, nodes + len(extra))


def _graph(start: Indices, end: Indices, cost: Floats, size: int) -> Any:
    """A CSR graph in which of several ways between two nodes the cheapest counts."""
    open_ = numpy.isfinite(cost)
    start, end, cost = start[open_], end[open_], cost[open_]
    order = numpy.lexsort((cost, end, start))
    start, end, cost = start[order], end[order], cost[order]
    first = numpy.ones(len(start), dtype=bool)
    first[1:] = (start[1:] != start[:-1]) | (end[1:] != end[:-1])
    starts = numpy.concatenate([[0], numpy.cumsum(numpy.bincount(start[first], minlength=size))])
    return sparse.csr_array((cost[first], end[first], starts), shape=(size, size))
