"""The linear relaxation of maximal coverage: prices to start the dual from, and a plan rounded from its solution."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack, identity, vstack

from layers.siting.coverage import Coverage
from layers.siting.deadline import Deadline
from layers.siting.mixed_program import INFINITE, Program, solve
from layers.siting.opening_rules import SiteRules
from layers.siting.selection import Selector

Floats = NDArray[np.float64]
Indices = NDArray[np.int64]
USUAL_TOTAL = 1e4
"""Weights are scaled to this sum: the solver's absolute tolerances then mean little."""
SOLVER_TOLERANCE = 1e-6


@dataclass(frozen=True, slots=True, eq=False)
class Relaxed:
    """A price for each row of the coverage, and the allowed set the relaxation leans to."""

    prices: Floats
    rounded: Indices | None


def relax(coverage: Coverage, rules: SiteRules, selector: Selector, deadline: Deadline) -> Relaxed | None:
    """Solves the relaxation; None when there was no time to."""
    program = maximal_coverage(coverage, rules, selector.count, whole=False)
    solved = solve(program, deadline)
    if solved.prices is None or solved.values is None:
        return None
    sites = coverage.matrix.shape[1]
    prices = np.clip(solved.prices[: len(coverage.weights)], 0.0, coverage.weights)
    return Relaxed(prices, selector.exactly_cheapest(-solved.values[:sites]))


@dataclass(frozen=True, slots=True, eq=False)
class Whole:
    """What the whole program found: a set (None: none), and that no set leaves less weight uncovered than `lower`."""

    sites: Indices | None
    lower: float


def solve_whole(coverage: Coverage, rules: SiteRules, selector: Selector, deadline: Deadline) -> Whole:
    """Asks the mixed-integer program; its bound is taken down by what its tolerances allow."""
    total = float(coverage.weights.sum())
    if total <= 0:
        return Whole(None, 0.0)
    scale = total / USUAL_TOTAL
    scaled = replace(coverage, weights=coverage.weights / scale)
    solved = solve(maximal_coverage(scaled, rules, selector.count, whole=True), deadline)
    lower = max(0.0, solved.bound * scale - SOLVER_TOLERANCE * total) if not solved.impossible else 0.0
    if solved.values is None:
        return Whole(None, lower)
    return Whole(np.flatnonzero(solved.values[: coverage.matrix.shape[1]] > 0.5), lower)


def maximal_coverage(coverage: Coverage, rules: SiteRules, count: int, *, whole: bool) -> Program:
    """Minimise the uncovered weight: one variable a site, one a row that is left out."""
    rows, sites = coverage.matrix.shape
    quotas, quota_low, quota_high = rules.rows(sites)
    left, right = coverage.matrix.astype(float), identity(rows)
    numbers = csr_matrix(np.ones((1, sites)))
    below = hstack([vstack([quotas, numbers]), csr_matrix((quotas.shape[0] + 1, rows))])
    low, high = rules.bounds(sites)
    return Program(
        costs=np.concatenate([np.zeros(sites), coverage.weights]),
        matrix=csr_matrix(vstack([hstack([left, right]), below])),
        row_low=np.concatenate([np.ones(rows), quota_low, [float(count)]]),
        row_high=np.concatenate([np.full(rows, INFINITE), quota_high, [float(count)]]),
        low=np.concatenate([low, np.zeros(rows)]),
        high=np.concatenate([high, np.ones(rows)]),
        whole=np.concatenate([np.full(sites, whole), np.zeros(rows, dtype=bool)]),
    )
