"""A covering problem bounded from below by prices of its rows, and what the prices say of single sites.

For any prices y ≥ 0 of the rows every cover has at least Σy + Σ min(0, 1 − Σ y of the rows a site covers) sites: a
site that earns more than it costs is taken, the others are not. The prices come from the linear relaxation; the bound
is reckoned from them anew, so that it does not rest on a solver's tolerance.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from layers.siting.deadline import Deadline
from layers.siting.mixed_program import INFINITE, Program, solve

Floats = NDArray[np.float64]
Indices = NDArray[np.int64]
Mask = NDArray[np.bool_]
ROUNDING = 1e-6
"""A bound is taken down by this before it is rounded up to a whole number of sites."""
LEAST_COST = 0.01
GREEDY_TRIES = 12
SEED = 20260101


@dataclass(frozen=True, slots=True, eq=False)
class Priced:
    """Prices of the rows, what they leave each site to cost, the bound, and a cover."""

    prices: Floats
    costs: Floats
    bound: float
    cover: Indices

    @property
    def lower(self) -> int:
        """The bound as a number of sites."""
        return whole_sites(self.bound)

    def needless(self, limit: int) -> Mask:
        """The sites that no cover of at most `limit` sites holds."""
        return np.ceil(self.bound + np.maximum(self.costs, 0.0) - ROUNDING) > limit

    def needed(self, limit: int) -> Mask:
        """The sites that every cover of at most `limit` sites holds."""
        return np.ceil(self.bound + np.maximum(-self.costs, 0.0) - ROUNDING) > limit


def whole_sites(bound: float) -> int:
    """The least number of sites that a bound allows."""
    return max(0, int(np.ceil(bound - ROUNDING)))


def priced(matrix: csr_matrix, deadline: Deadline) -> Priced:
    """The bound by the prices of the linear relaxation, and the best cover of a few greedy ones.

    Every row has a site. When there is no time for the relaxation, prices are taken that are valid without one.
    """
    matrix = csr_matrix(matrix, dtype=np.float64)
    by_site = csr_matrix(matrix.T)
    shares, prices = _relaxation(matrix, deadline)
    costs = 1.0 - by_site @ prices
    bound = float(prices.sum() + np.minimum(costs, 0.0).sum())
    tries = [np.ones(len(costs)), np.maximum(costs, LEAST_COST)]
    dice = np.random.default_rng(SEED)
    tries += [1.0 / (shares + LEAST_COST) ** dice.uniform(0.3, 1.0, len(costs)) for _ in range(GREEDY_TRIES)]
    cover = min((greedy_cover(matrix, by_site, prefer) for prefer in tries), key=len)
    return Priced(prices, costs, bound, cover)


def _relaxation(matrix: csr_matrix, deadline: Deadline) -> tuple[Floats, Floats]:
    """How far the relaxation opens each site, and the rows' prices."""
    rows, sites = matrix.shape
    program = Program(
        costs=np.ones(sites),
        matrix=matrix,
        row_low=np.ones(rows),
        row_high=np.full(rows, INFINITE),
        low=np.zeros(sites),
        high=np.full(sites, INFINITE),
        whole=np.zeros(sites, dtype=bool),
    )
    solved = solve(program, deadline)
    if solved.prices is None or solved.values is None:
        widest = csr_matrix(matrix.multiply(matrix.getnnz(axis=0))).max(axis=1).toarray().ravel()
        return np.zeros(sites), 1.0 / widest
    return solved.values, np.maximum(solved.prices, 0.0)


def greedy_cover(matrix: csr_matrix, by_site: csr_matrix, costs: Floats) -> Indices:
    """A cover in which no site can be spared, picked by rows newly covered for the cost."""
    open_rows = np.ones(matrix.shape[0], dtype=bool)
    gains = by_site.getnnz(axis=1).astype(float)
    chosen: list[int] = []
    while open_rows.any():
        site = int((gains / costs).argmax())
        rows = _members(by_site, site)
        rows = rows[open_rows[rows]]
        open_rows[rows] = False
        chosen.append(site)
        gains -= np.bincount(np.concatenate([_members(matrix, row) for row in rows]), minlength=len(gains))
    return without_spares(by_site, sorted(chosen, key=lambda site: -costs[site]))


def without_spares(by_site: csr_matrix, chosen: Iterable[int]) -> Indices:
    """The cover without the sites it can spare, tried in this order."""
    kept = list(chosen)
    times = np.zeros(by_site.shape[1], dtype=np.int64)
    for site in kept:
        times[_members(by_site, site)] += 1
    for site in list(kept):
        rows = _members(by_site, site)
        if (times[rows] > 1).all():
            times[rows] -= 1
            kept.remove(site)
    return np.sort(np.array(kept, dtype=np.int64))


def _members(matrix: csr_matrix, row: int) -> Indices:
    return np.asarray(matrix.indices[matrix.indptr[row] : matrix.indptr[row + 1]])
