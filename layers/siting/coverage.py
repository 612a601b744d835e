"""Who is covered from where: pairs within the radius, demands with the same covering sites merged into one row."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from layers.siting.cost_table import CostTable, pairs_within
from layers.siting.costs import Costs
from layers.siting.problem import SitingProblem
from layers.siting.service_lists import ServiceLists

Floats = NDArray[np.float64]
Indices = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Coverage:
    """`matrix`: rows × sites, 1 where a site covers the demands of a row; `weights` of the rows.

    `row_of` gives the row of each of `demands` (those that count), −1 for one that no site covers.
    """

    matrix: csr_matrix
    weights: Floats
    demands: Indices
    row_of: Indices

    @property
    def uncoverable(self) -> Indices:
        """The demands that no site covers."""
        return self.demands[self.row_of < 0]

    def lists(self) -> ServiceLists:
        """Coverage as service lists: a covered row costs nothing, another its weight."""
        rows, sites = self.matrix.shape
        lengths = np.diff(self.matrix.indptr)
        places = np.arange(self.matrix.nnz) - np.repeat(self.matrix.indptr[:-1], lengths)
        shape = (rows, int(lengths.max(initial=1)))
        listed, costs = np.zeros(shape, dtype=np.int32), np.full(shape, np.inf)
        lines = np.repeat(np.arange(rows), lengths)
        listed[lines, places] = self.matrix.indices
        costs[lines, places] = 0.0
        return ServiceLists(listed, costs, self.weights, sites)


def cover(problem: SitingProblem, radius: float, *, usable_only: bool = True) -> Coverage:
    """The coverage of the counted demands within `radius` (reached exactly counts), without prohibited sites."""
    demands, sites = problem.counted, problem.costs.shape[1]
    lines, columns = pairs_near(problem.costs, demands, radius)
    if usable_only and len(problem.rules.prohibited):
        kept = ~np.isin(columns, np.asarray(problem.rules.prohibited))
        lines, columns = lines[kept], columns[kept]
    return _merged(demands, problem.weights[demands], lines, columns, sites)


def pairs_near(costs: CostTable, demands: Indices, radius: float) -> tuple[Indices, Indices]:
    """Pairs within the radius, ordered by demand; by a search tree where the costs know one."""
    if not isinstance(costs, Costs):
        return pairs_within(costs, demands, radius)
    pairs = costs.within(radius)
    place = np.full(costs.shape[0], -1)
    place[demands] = np.arange(len(demands))
    lines = place[pairs.origins]
    return lines[lines >= 0], pairs.destinations[lines >= 0]


def _merged(demands: Indices, weights: Floats, lines: Indices, columns: Indices, sites: int) -> Coverage:
    """One row for all demands with the same sites: told apart by two sums of random 64-bit numbers and the length."""
    counts = np.bincount(lines, minlength=len(demands))
    marks = np.random.default_rng(20260101).integers(0, 2**63, size=(2, sites), dtype=np.uint64)
    starts = np.concatenate([[0], np.cumsum(counts)])[:-1]
    covered = np.flatnonzero(counts)
    keys = [counts[covered].astype(np.uint64)]
    keys += [np.add.reduceat(mark[columns], starts[covered]) if len(covered) else keys[0] for mark in marks]
    _, first, inverse = np.unique(np.stack(keys, axis=1), axis=0, return_index=True, return_inverse=True)
    order = np.argsort(first)
    row_of = np.full(len(demands), -1)
    row_of[covered] = np.argsort(order)[inverse.ravel()]
    chosen = covered[first[order]]
    matrix = csr_matrix((np.ones(len(columns), dtype=np.int8), (lines, columns)), shape=(len(demands), sites))
    summed = np.bincount(row_of[covered], weights[covered], minlength=len(chosen)).astype(np.float64)
    return Coverage(csr_matrix(matrix[chosen]), summed, demands, row_of)
