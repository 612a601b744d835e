"""The fewest sites that cover every row: reduced, bounded by prices, finished by HiGHS; proved or told how far."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, vstack

from layers.siting.cover_bound import Priced, priced, whole_sites
from layers.siting.cover_reduction import Reduced, reduce_cover
from layers.siting.cover_with_room import program_with_room
from layers.siting.deadline import Deadline
from layers.siting.mixed_program import INFINITE, Program, solve
from layers.siting.opening_rules import SiteRules

Floats = NDArray[np.float64]
Indices = NDArray[np.int64]
Mask = NDArray[np.bool_]
NOBODY = np.zeros(0, dtype=np.int64)


@dataclass(frozen=True, slots=True, eq=False)
class Cover:
    """The smallest cover found (None: none yet), and that none has fewer than `lower` sites.

    `impossible`: there is none at all.
    """

    sites: Indices | None
    lower: int
    impossible: bool = False

    @property
    def proved(self) -> bool:
        """Whether nothing is left open."""
        return self.impossible or (self.sites is not None and len(self.sites) <= self.lower)


@dataclass(frozen=True, slots=True, eq=False)
class CoverProblem:
    """Cover every row of `matrix` (rows × sites, 1 where a site covers it) by sites that keep the `rules`.

    `count`: exactly so many sites (None: as few as can be). With `weights` of the rows and capacities in the rules,
    every row has to find room, shared between sites where need be.
    """

    matrix: csr_matrix
    rules: SiteRules
    count: int | None = None
    weights: Floats | None = None

    @property
    def sites(self) -> int:
        """How many candidates."""
        return int(self.matrix.shape[1])

    def masks(self) -> tuple[Mask, Mask]:
        """Which sites are fixed, which barred."""
        low, high = self.rules.bounds(self.sites)
        return low > 0, high < 1

    def rule_rows(self) -> tuple[csr_matrix, Floats, Floats]:
        """The rules on numbers of sites, with the exact count."""
        matrix, low, high = self.rules.rows(self.sites)
        if self.count is None:
            return matrix, low, high
        every = csr_matrix(np.ones((1, self.sites)))
        exactly = [float(self.count)]
        return csr_matrix(vstack([matrix, every])), np.append(low, exactly), np.append(high, exactly)

    @property
    def plain(self) -> bool:
        """Whether no rule but fixed and barred sites binds, so that one site is as good as another that covers more."""
        rules = self.rules
        numbers = rules.least or rules.most or rules.max_closed is not None or rules.max_new is not None
        return not numbers and not self.roomy

    @property
    def roomy(self) -> bool:
        """Whether room is asked for, so that no row stands for another."""
        return self.weights is not None and self.rules.capacities is not None


def smallest_cover(
    problem: CoverProblem, deadline: Deadline, *, enough: int | None = None, prove: bool = True
) -> Cover:
    """The fewest sites, as far as the time goes; ends early with a cover of at most `enough` or a bound above it.

    Without `prove` it stops at what prices say at once; where quotas bind they say nothing, and it does not stop.
    With a `count` any cover of that many sites will do; unused ones are filled up by whom it pleases.
    """
    if problem.count is not None:
        enough = problem.count
    fixed, barred = problem.masks()
    if (fixed & barred).any():
        return Cover(None, 0, impossible=True)
    if problem.roomy:
        return _answered(problem, _with_room(problem), deadline, int(fixed.sum()))
    reduced = reduce_cover(problem.matrix, fixed, barred, replace_sites=problem.plain)
    if reduced is None:
        return Cover(None, 0, impossible=True)
    if problem.plain:
        return _plain(problem, reduced, deadline, enough, prove=prove)
    return _answered(problem, _with_rules(problem, reduced), deadline, len(reduced.chosen))


def _plain(problem: CoverProblem, reduced: Reduced, deadline: Deadline, enough: int | None, *, prove: bool) -> Cover:
    base = len(reduced.chosen)
    if reduced.solved:
        return Cover(reduced.chosen, base)
    core = csr_matrix(problem.matrix[reduced.rows][:, reduced.columns])
    left = None if enough is None else enough - base
    price = priced(core, deadline)
    cover = np.sort(np.concatenate([reduced.chosen, reduced.columns[price.cover]]))
    found = Cover(cover, base + price.lower)
    settled = found.proved or (enough is not None and (found.lower > enough or len(cover) <= enough))
    return found if settled or not prove or deadline.over else _finish(core, reduced, price, deadline, left)


def _finish(core: csr_matrix, reduced: Reduced, price: Priced, deadline: Deadline, enough: int | None) -> Cover:
    """By HiGHS, over the sites that a smaller cover could hold."""
    goal = len(price.cover) - 1 if enough is None else enough
    useful = np.flatnonzero(~price.needless(goal))
    base, known = len(reduced.chosen), Cover(np.sort(np.append(reduced.chosen, reduced.columns[price.cover])), 0)
    matrix = csr_matrix(core[:, useful])
    if (matrix.getnnz(axis=1) == 0).any():
        return Cover(known.sites, base + goal + 1)
    rows, sites = matrix.shape
    program = Program(
        costs=np.ones(sites) if enough is None else np.zeros(sites),
        matrix=csr_matrix(vstack([matrix, np.ones((1, sites))])),
        row_low=np.append(np.ones(rows), float(price.lower)),
        row_high=np.append(np.full(rows, INFINITE), float(goal)),
        low=np.zeros(sites),
        high=np.ones(sites),
        whole=np.ones(sites, dtype=bool),
    )
    solved = solve(program, deadline)
    if solved.impossible:
        return Cover(known.sites, base + goal + 1)
    lower = base + max(price.lower, whole_sites(solved.bound) if np.isfinite(solved.bound) else 0)
    if solved.values is None:
        return Cover(known.sites, lower)
    better = reduced.columns[useful[solved.values > 0.5]]
    sites_found = np.sort(np.append(reduced.chosen, better))
    return Cover(sites_found, min(lower, len(sites_found)))


def _with_rules(problem: CoverProblem, reduced: Reduced) -> Program:
    """By HiGHS alone: quotas make covers of sites that prices cannot tell apart."""
    rule_rows, rule_low, rule_high = problem.rule_rows()
    covering = csr_matrix(problem.matrix[reduced.rows], dtype=np.float64)
    low, high = problem.rules.bounds(problem.sites)
    low[reduced.chosen] = 1.0
    return Program(
        costs=_costs(problem),
        matrix=csr_matrix(vstack([covering, rule_rows])),
        row_low=np.concatenate([np.ones(covering.shape[0]), rule_low]),
        row_high=np.concatenate([np.full(covering.shape[0], INFINITE), rule_high]),
        low=low,
        high=high,
        whole=np.ones(problem.sites, dtype=bool),
    )


def _with_room(problem: CoverProblem) -> Program:
    assert problem.weights is not None  # noqa: S101  (that is what roomy means)
    room = np.asarray(problem.rules.capacities, dtype=np.float64)
    bounds = problem.rules.bounds(problem.sites)
    return program_with_room(problem.matrix, problem.weights, room, problem.rule_rows(), bounds, _costs(problem))


def _costs(problem: CoverProblem) -> Floats:
    """One for each site; nothing where their number is given."""
    return np.ones(problem.sites) if problem.count is None else np.zeros(problem.sites)


def _answered(problem: CoverProblem, program: Program, deadline: Deadline, least: int) -> Cover:
    """The program's answer; `least` sites are open in any case."""
    solved = solve(program, deadline)
    if solved.impossible:
        return Cover(None, 0, impossible=True)
    lower = max(least, whole_sites(solved.bound) if np.isfinite(solved.bound) else 0)
    if problem.count is not None:
        lower = problem.count
    if solved.values is None:
        return Cover(None, lower)
    sites = np.flatnonzero(solved.values[: problem.sites] > 0.5)
    return Cover(sites, min(lower, len(sites)))
