"""Who is served where when sites are of limited capacity: demand is shared between open sites, cheapest in all.

A demand is a number of persons and may be divided. Small questions are a transport problem, solved exactly; large
ones are filled site by site, those first who would lose most by going elsewhere, which is a plan and no proof.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack, identity, vstack

from layers.siting.deadline import Deadline
from layers.siting.mixed_program import INFINITE, Program, solve

Floats = NDArray[np.float64]
Indices = NDArray[np.int64]
EXACT_PAIRS = 200_000
"""Up to so many pairs of demand and open site the sharing is exact."""
ROUNDING = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class Transport:
    """`costs` of one unit of each demand (rows) at each open site (columns), infinite where it cannot go.

    `weights`: how much demand there is; `room`: how much each site can serve. `left_cost`: what a unit that is
    served nowhere costs; None: every unit has to be served.
    """

    costs: Floats
    weights: Floats
    room: Floats
    left_cost: float | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Shares:
    """`amounts` of demand (rows × open sites), what each demand pays and all together, and what is served nowhere."""

    amounts: Floats
    paid: Floats
    cost: float
    left: Floats
    exact: bool

    def served(self, open_sites: Indices) -> dict[int, float]:
        """How much each site serves."""
        sums = self.amounts.sum(axis=0)
        return {int(site): float(total) for site, total in zip(open_sites, sums, strict=True)}


def share(question: Transport, deadline: Deadline) -> Shares | None:
    """The cheapest sharing (beyond EXACT_PAIRS: a good one); None when not all that must be served can be, or was."""
    nearest = _nearest(question)
    if nearest is not None:
        return nearest
    if np.isfinite(question.costs).sum() <= EXACT_PAIRS:
        exact = _by_program(question, deadline)
        if exact is not None:
            return exact
    filled = _filled(question)
    must = question.left_cost is None
    return None if must and filled.left.sum() > ROUNDING * question.weights.sum() else filled


def _nearest(question: Transport) -> Shares | None:
    """Everybody at their cheapest site, where that fits."""
    line = np.arange(len(question.weights))
    best = question.costs.argmin(axis=1)
    reached = np.isfinite(question.costs[line, best])
    if question.left_cost is None and not reached.all():
        return None
    amounts = np.zeros_like(question.costs)
    amounts[line[reached], best[reached]] = question.weights[reached]
    fits = bool((amounts.sum(axis=0) <= question.room * (1 + ROUNDING)).all())
    return _reckoned(question, amounts, exact=True) if fits else None


def _by_program(question: Transport, deadline: Deadline) -> Shares | None:
    rows, columns = np.nonzero(np.isfinite(question.costs))
    demands, sites = question.costs.shape
    unit = float(question.weights.mean())
    scale = float(question.costs[rows, columns].max(initial=0.0)) or 1.0
    pairs = np.arange(len(rows))
    served = csr_matrix((np.ones(len(rows)), (rows, pairs)), shape=(demands, len(rows)))
    used = csr_matrix((np.ones(len(rows)), (columns, pairs)), shape=(sites, len(rows)))
    costs = question.costs[rows, columns] / scale
    must = question.left_cost is None
    if not must:
        served = csr_matrix(hstack([served, identity(demands)]))
        used = csr_matrix(hstack([used, csr_matrix((sites, demands))]))
        costs = np.concatenate([costs, np.full(demands, (question.left_cost or 0.0) / scale)])
    solved = solve(
        Program(
            costs=costs,
            matrix=csr_matrix(vstack([served, used])),
            row_low=np.concatenate([question.weights / unit, np.full(sites, -INFINITE)]),
            row_high=np.concatenate([question.weights / unit, question.room / unit]),
            low=np.zeros(len(costs)),
            high=np.full(len(costs), INFINITE),
            whole=np.zeros(len(costs), dtype=bool),
        ),
        deadline,
    )
    if solved.values is None or solved.impossible:
        return None
    amounts = np.zeros_like(question.costs)
    amounts[rows, columns] = np.maximum(solved.values[: len(rows)], 0.0) * unit
    amounts[amounts < ROUNDING * unit] = 0.0
    if must:
        amounts *= (question.weights / np.maximum(amounts.sum(axis=1), np.finfo(float).tiny))[:, None]
    return _reckoned(question, amounts, exact=True)


def _filled(question: Transport) -> Shares:
    """Round by round everybody asks the cheapest site with room; a site takes whom refusing would cost most."""
    left, room = question.weights.copy(), question.room.copy()
    amounts = np.zeros_like(question.costs)
    for _ in range(question.costs.shape[1]):
        asking = np.flatnonzero(left > ROUNDING * question.weights)
        costs = np.where(room > 0, question.costs[asking], np.inf)
        best = costs.argmin(axis=1)
        line = np.arange(len(asking))
        cheapest = costs[line, best]
        costs[line, best] = np.inf
        able = np.isfinite(cheapest)
        if not able.any():
            break
        with np.errstate(invalid="ignore"):
            regret = costs.min(axis=1) - cheapest
        asking, best, regret = asking[able], best[able], regret[able]
        order = np.lexsort((-regret, best))
        asking, best = asking[order], best[order]
        before = np.cumsum(left[asking]) - left[asking]
        first = np.searchsorted(best, best)
        taken = np.clip(room[best] - (before - before[first]), 0.0, left[asking])
        amounts[asking, best] += taken
        left[asking] -= taken
        room -= np.bincount(best, taken, minlength=len(room))
        room[room < ROUNDING * question.room] = 0.0
    return _reckoned(question, amounts, exact=False)


def _reckoned(question: Transport, amounts: Floats, *, exact: bool) -> Shares:
    left = np.maximum(question.weights - amounts.sum(axis=1), 0.0)
    left[left < ROUNDING * question.weights] = 0.0
    paid = np.where(amounts > 0, amounts * np.where(amounts > 0, question.costs, 0.0), 0.0).sum(axis=1)
    paid += left * (question.left_cost or 0.0)
    return Shares(amounts, paid, float(paid.sum()), left, exact)
