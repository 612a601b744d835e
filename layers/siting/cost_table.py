"""Costs between demand and candidates, read in blocks so that a large table never has to be whole in memory."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

Floats = NDArray[np.float64]
Indices = NDArray[np.int64]
BLOCK_CELLS = 4_000_000
"""Cells of a matrix that are looked at together: about 32 MB."""


class CostTable(Protocol):
    """Costs of a demand (row) reaching a candidate (column), in the caller's unit; infinite where it cannot."""

    @property
    def shape(self) -> tuple[int, int]:
        """How many demands, how many candidates."""
        ...

    def pairs(self, demands: Indices, candidates: Indices) -> Floats:
        """The costs of demands[i] reaching candidates[i]."""
        ...

    def block(self, demands: Indices, candidates: Indices) -> Floats:
        """The costs of all `demands` (rows) reaching all `candidates` (columns)."""
        ...

    def nearest(self, demands: Indices, count: int) -> tuple[Indices, Floats]:
        """The `count` cheapest candidates of each demand, cheapest first, and their costs: two arrays of rows."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class MatrixCosts:
    """A matrix of demands × candidates; any real dtype, may be a memory map."""

    matrix: NDArray[np.floating]

    @property
    def shape(self) -> tuple[int, int]:
        """How many demands, how many candidates."""
        return self.matrix.shape[0], self.matrix.shape[1]

    def pairs(self, demands: Indices, candidates: Indices) -> Floats:
        """The costs of demands[i] reaching candidates[i]."""
        return np.asarray(self.matrix[demands, candidates], dtype=np.float64)

    def block(self, demands: Indices, candidates: Indices) -> Floats:
        """The costs of all `demands` reaching all `candidates`."""
        return np.asarray(self.matrix[np.ix_(demands, candidates)], dtype=np.float64)

    def nearest(self, demands: Indices, count: int) -> tuple[Indices, Floats]:
        """The `count` cheapest candidates of each demand, cheapest first, equal costs in the matrix's order."""
        columns = self.shape[1]
        count = min(count, columns)
        sites = np.empty((len(demands), count), dtype=np.int64)
        costs = np.empty((len(demands), count))
        step = max(1, BLOCK_CELLS // max(columns, 1))
        for start in range(0, len(demands), step):
            rows = np.asarray(self.matrix[demands[start : start + step]], dtype=np.float64)
            if count < columns:
                kept = np.sort(np.argpartition(rows, count - 1, axis=1)[:, :count], axis=1)
                order = np.argsort(np.take_along_axis(rows, kept, axis=1), axis=1, kind="stable")
                found = np.take_along_axis(kept, order, axis=1)
            else:
                found = np.argsort(rows, axis=1, kind="stable")
            sites[start : start + step] = found
            costs[start : start + step] = np.take_along_axis(rows, found, axis=1)
        return sites, costs


@dataclass(frozen=True, slots=True, eq=False)
class PointCosts:
    """Straight-line distances between points in one planar system, in its unit; `demand` and `candidates` are (n, 2)."""

    demand: Floats
    candidates: Floats

    @property
    def shape(self) -> tuple[int, int]:
        """How many demands, how many candidates."""
        return len(self.demand), len(self.candidates)

    def pairs(self, demands: Indices, candidates: Indices) -> Floats:
        """The distances from demands[i] to candidates[i]."""
        between = self.demand[demands] - self.candidates[candidates]
        return np.hypot(between[:, 0], between[:, 1])

    def block(self, demands: Indices, candidates: Indices) -> Floats:
        """The distances from all `demands` to all `candidates`."""
        here, there = self.demand[demands], self.candidates[candidates]
        return np.hypot(here[:, 0, None] - there[None, :, 0], here[:, 1, None] - there[None, :, 1])

    def nearest(self, demands: Indices, count: int) -> tuple[Indices, Floats]:
        """The `count` nearest candidates of each demand, nearest first."""
        count = min(count, len(self.candidates))
        _, sites = cKDTree(self.candidates).query(self.demand[demands], k=np.arange(1, count + 1), workers=-1)
        found = np.asarray(sites, dtype=np.int64)
        repeated = np.repeat(demands, count)
        return found, self.pairs(repeated, found.ravel()).reshape(found.shape)
