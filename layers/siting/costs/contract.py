"""Costs: what it takes to get from each origin (需求点) to each destination (设施、候选点).

A cost is a number ≥ 0 in `unit`; inf means there is no way; NaN never occurs. Rows are origins, columns
destinations. Everything can be asked in parts, so that 59,466 × 1,000 never has to be in memory at once.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy
from numpy.typing import NDArray
from scipy import sparse

from gazetteer.findings import Finding
from gazetteer.terms import Term

Floats = NDArray[numpy.float64]
Indices = NDArray[numpy.int64]

CELLS_AT_ONCE = 4_000_000
"""Origins × destinations that are worked on at once: 32 MB a block."""


class Unit(Term):
    """What a cost is counted in."""

    METRES = "m", "米", "metres"
    MINUTES = "min", "分钟", "minutes"
    MATRIX = "matrix", "矩阵自己的单位", "the matrix's own unit"


@dataclass(frozen=True, slots=True)
class Pairs:
    """Some origin–destination pairs, row by row (CSR).

    Row i holds `destinations[starts[i]:starts[i + 1]]`, ascending, with `costs` beside them. All costs are
    finite. A cost of 0 is kept.
    """

    shape: tuple[int, int]
    starts: Indices
    destinations: Indices
    costs: Floats

    def __len__(self) -> int:
        return int(self.destinations.size)

    @property
    def counts(self) -> Indices:
        """How many destinations each origin has."""
        return numpy.diff(self.starts)

    @property
    def origins(self) -> Indices:
        """The origin of every pair."""
        return numpy.repeat(numpy.arange(self.shape[0]), self.counts)

    def matrix(self, values: Floats | None = None) -> Any:
        """The pairs as a scipy csr_array of `values` (default: the costs); zeros stay explicit."""
        data = self.costs if values is None else values
        return sparse.csr_array((data, self.destinations, self.starts), shape=self.shape)

    def kept(self, keep: NDArray[numpy.bool_]) -> Pairs:
        """Only the pairs marked in `keep`."""
        if keep.all():
            return self
        before = numpy.concatenate([[0], numpy.cumsum(keep)])
        return Pairs(self.shape, before[self.starts], self.destinations[keep], self.costs[keep])

    def kept_within(self, limit: float) -> Pairs:
        """Only the pairs that cost at most `limit`."""
        return self.kept(self.costs <= limit)


def pairs_of(shape: tuple[int, int], origins: Indices, destinations: Indices, costs: Floats) -> Pairs:
    """Pairs in any order, each once, put in rows, each row ordered by destination."""
    rows = sparse.csr_array((costs, (origins, destinations)), shape=shape)
    rows.sort_indices()
    return Pairs(shape, rows.indptr.astype(numpy.int64), rows.indices.astype(numpy.int64), rows.data)


class Costs(ABC):
    """Costs of all pairs of `shape` (origins, destinations), computed when asked for; also a `CostTable`."""

    shape: tuple[int, int]
    unit: Unit

    @property
    @abstractmethod
    def method(self) -> str:
        """How costs are found, in Chinese: distance or roads, reference system, snapping, tolerances."""

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What was noticed: points far from a road, parts of the network that do not hang together."""
        return ()

    @abstractmethod
    def pairs(self, demands: Indices, candidates: Indices) -> Floats:
        """The costs from demands[i] to candidates[i], inf where there is no way; the two broadcast as in numpy."""

    def block(self, demands: Indices, candidates: Indices) -> Floats:
        """The costs from all `demands` (rows) to all `candidates` (columns)."""
        return self.pairs(demands[:, None], candidates[None, :])

    def blocks(self) -> Iterator[tuple[int, Floats]]:
        """All costs, some destinations at a time: the first destination, and origins × destinations."""
        step = max(1, CELLS_AT_ONCE // max(1, self.shape[0]))
        everyone = numpy.arange(self.shape[0])
        for first in range(0, self.shape[1], step):
            yield first, self.block(everyone, numpy.arange(first, min(first + step, self.shape[1])))

    def dense(self) -> Floats:
        """All costs at once: origins × destinations."""
        whole = numpy.empty(self.shape)
        for first, block in self.blocks():
            whole[:, first : first + block.shape[1]] = block
        return whole

    def within(self, limit: float) -> Pairs:
        """The pairs that cost at most `limit` (which may be inf: all that can be reached)."""
        found: list[tuple[Indices, Indices, Floats]] = []
        for first, block in self.blocks():
            origins, destinations = numpy.nonzero((block <= limit) & numpy.isfinite(block))
            found.append((origins, destinations + first, block[origins, destinations]))
        if not found:
            nothing = numpy.empty(0, dtype=numpy.int64)
            return pairs_of(self.shape, nothing, nothing, numpy.empty(0))
        origins, destinations, costs = (numpy.concatenate(column) for column in zip(*found, strict=True))
        return pairs_of(self.shape, origins, destinations, costs)

    def nearest(self, demands: Indices, count: int) -> tuple[Indices, Floats]:
        """The `count` cheapest destinations of each of `demands` and their costs, cheapest first; ties by number.

        Where fewer can be reached, the rest of a row costs inf.
        """
        count = min(count, self.shape[1])
        costs, which = numpy.empty((len(demands), 0)), numpy.empty((len(demands), 0), dtype=numpy.int64)
        step = max(1, CELLS_AT_ONCE // max(1, len(demands)))
        for first in range(0, self.shape[1], step):
            some = numpy.arange(first, min(first + step, self.shape[1]))
            numbers = numpy.broadcast_to(some, (len(demands), len(some)))
            costs = numpy.hstack([costs, self.block(demands, some)])
            which = numpy.hstack([which, numbers])
            order = numpy.argsort(costs, axis=1, kind="stable")[:, :count]
            costs, which = numpy.take_along_axis(costs, order, axis=1), numpy.take_along_axis(which, order, axis=1)
        return which, costs

    def cheapest(self) -> Floats:
        """For each origin the cost of its cheapest destination; inf where none can be reached."""
        if not self.shape[1]:
            return numpy.full(self.shape[0], numpy.inf)
        return self.nearest(numpy.arange(self.shape[0]), 1)[1][:, 0]
