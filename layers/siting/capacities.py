"""Choosing sites of limited capacity: any good set first, prices for a bound, swaps, then a mixed-integer program for proof."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, diags, hstack, identity, vstack

from layers.siting.capacity_dual import CapacityDual, filled
from layers.siting.deadline import Deadline
from layers.siting.dual import opening_prices
from layers.siting.mixed_program import INFINITE, Program, solve
from layers.siting.opening_rules import SiteRules
from layers.siting.plan import PROVED_GAP
from layers.siting.selection import Selector
from layers.siting.service_lists import ServiceLists
from layers.siting.shares import Shares

Floats = NDArray[np.float64]
Indices = NDArray[np.int64]
DUAL_STEPS, DUAL_STRETCH, TRIED_EVERY = 1000, 100, 10
PROGRAM_PAIRS = 20_000
"""Up to so many pairs of demand and candidate the program is asked: larger ones it bounds no better, and while it
solves its first relaxation it does not listen to a cancel."""
SWAPPING_S = 10.0
"""Swaps are tried so long before the program is asked, or for a third of the time where that is less."""
SWAPPING_ALONE_S = 60.0
"""And so long where the problem is too large for it."""
SOLVER_TOLERANCE = 1e-6
"""How far below a plan a bound of the program may lie that proves it: what the solver itself allows."""
USUAL_COST = 1e4
"""Costs are scaled so that a plan costs about this: the solver's absolute tolerances then mean little."""


@dataclass(frozen=True, slots=True, eq=False)
class CapacityQuestion:
    """Serve the rows of `lists` (which weigh `weights`) from an allowed set of sites with `room`.

    A row, or a part of it, that is served by no site on its list costs `otherwise`; `must`: there is no otherwise.
    `evaluate` says how a set really serves, None when it cannot.
    """

    lists: ServiceLists
    weights: Floats
    room: Floats
    rules: SiteRules
    selector: Selector
    must: bool
    evaluate: Callable[[Indices], Shares | None]


@dataclass(frozen=True, slots=True, eq=False)
class Placed:
    """The best set (None: none found), how it serves, the proved lower bound, and whether there is provably none."""

    sites: Indices | None
    shares: Shares | None
    lower: float
    impossible: bool = False


class CapacitySearch:
    """One search. `lower` is a bound known before: that of the same question without capacities."""

    def __init__(self, question: CapacityQuestion, lower: float, deadline: Deadline) -> None:
        self._question, self._lower, self._deadline = question, lower, deadline
        self._sites: Indices | None = None
        self._shares: Shares | None = None
        self._seen: set[bytes] = set()

    def run(self, starts: Sequence[Indices]) -> Placed:
        """The best found within the time."""
        for sites in (*starts, *self._roomiest()):
            if self._question.selector.allows(sites):
                self._try(sites)
        if not self._met():
            self._climb(starts)
        if not self._met():
            asked = self._pairs() <= PROGRAM_PAIRS
            limit_s = min(SWAPPING_S, self._deadline.left_s / 3) if asked else SWAPPING_ALONE_S
            self._swap(self._deadline.within(limit_s))
        if not self._met() and self._pairs() <= PROGRAM_PAIRS and not self._deadline.over and self._program():
            return Placed(None, None, self._lower, impossible=True)
        return Placed(self._sites, self._shares, self._cost() if self._met() else self._lower)

    def _cost(self) -> float:
        return np.inf if self._shares is None else self._shares.cost

    def _met(self) -> bool:
        return self._lower >= self._cost() * (1 - PROVED_GAP)

    def _pairs(self) -> int:
        return int(np.isfinite(self._question.lists.costs).sum())

    def _roomiest(self) -> list[Indices]:
        """The allowed set with the most room."""
        found = self._question.selector.exactly_cheapest(-self._question.room)
        return [] if found is None else [found]

    def _try(self, sites: Indices) -> bool:
        sites = np.sort(sites)
        if sites.tobytes() in self._seen:
            return False
        self._seen.add(sites.tobytes())
        shares = self._question.evaluate(sites)
        if shares is None or shares.cost >= self._cost() * (1 - 1e-12):
            return False
        self._sites, self._shares = sites, shares
        return True

    def _climb(self, starts: Sequence[Indices]) -> None:
        """Raises the bound by prices that know of room, and tries the sets that come up."""
        question = self._question
        is_open = np.zeros(question.lists.site_count, dtype=bool)
        is_open[starts[0] if self._sites is None else self._sites] = True
        first, _, second, _ = question.lists.served(is_open)
        prices = opening_prices(question.lists, first, second)
        most = float(question.lists.otherwise.sum())
        turn = 0

        def on_pick(sites: Indices) -> float:
            nonlocal turn
            turn += 1
            if turn % TRIED_EVERY == 0 and question.selector.allows(sites):
                self._try(sites)
            return min(self._cost(), most)

        dual = CapacityDual(question.lists, question.selector, prices, question.weights, question.room)
        clock = self._deadline.within(self._deadline.left_s / 3)
        bound = dual.climb(
            min(self._cost(), most), DUAL_STEPS, clock, enough=self._cost, on_pick=on_pick, stretch=DUAL_STRETCH
        )
        if bound is not None:
            self._lower = max(self._lower, bound.value * (1 - 1e-12))

    def _swap(self, deadline: Deadline) -> None:
        """Swaps one site for another as long as that pays."""
        better = True
        while better and self._sites is not None:
            better = any(self._try(sites) for sites in self._neighbours(self._sites, deadline))

    def _neighbours(self, sites: Indices, deadline: Deadline) -> Iterator[Indices]:
        """Sets with one site exchanged, the most promising first."""
        allowed = np.argwhere(self._question.selector.exchanges(sites))
        worth = self._promise(sites)[allowed[:, 0], allowed[:, 1]]
        for entering, slot in allowed[np.argsort(-worth, kind="stable")]:
            if deadline.over:
                return
            yield np.append(np.delete(sites, slot), entering)

    def _promise(self, sites: Indices) -> Floats:
        """About what an exchange saves (sites × open sites).

        What the new site would earn, within its room, at what demand pays now, less what those nearest to the old one
        would pay more at their second.
        """
        question, lists = self._question, self._question.lists
        assert self._shares is not None  # noqa: S101  (there is a set to exchange from)
        _, gains = filled(lists.everything, self._shares.paid, question.weights, question.room)
        slot = np.full(lists.site_count, -1)
        slot[sites] = np.arange(len(sites))
        first, first_at, second, _ = lists.served(slot >= 0)
        near = np.flatnonzero(first_at >= 0)
        slots = slot[lists.sites[near, first_at[near]]]
        losses = np.bincount(slots, (second - first)[near], minlength=len(sites))
        promise: Floats = gains[:, None] - losses[None, :]
        return promise

    def _program(self) -> bool:
        """Asks the program; whether it proves that no set serves everybody."""
        lists = self._question.lists
        scale = self._cost() / USUAL_COST if 0 < self._cost() < np.inf else float(lists.otherwise.max()) or 1.0
        program = capacity_program(self._question, scale)
        solved = solve(program, self._deadline, start=self._start())
        if solved.values is not None:
            self._try(np.flatnonzero(solved.values[: lists.site_count] > 0.5))
        if solved.impossible:
            return self._question.must and self._sites is None
        self._lower = max(self._lower, solved.bound * scale)
        if self._lower >= self._cost() * (1 - SOLVER_TOLERANCE):
            self._lower = self._cost()
        return False

    def _start(self) -> Floats | None:
        """The best set as a point of the program."""
        if self._sites is None or self._shares is None:
            return None
        lists = self._question.lists
        slot = np.full(lists.site_count, -1)
        slot[self._sites] = np.arange(len(self._sites))
        rows, places = np.nonzero(np.isfinite(lists.costs))
        slots = slot[lists.sites[rows, places]]
        parts = np.where(slots >= 0, self._shares.amounts[rows, slots], 0.0) / self._question.weights[rows]
        left = np.maximum(1.0 - np.bincount(rows, parts, minlength=lists.rows), 0.0)
        opened = (slot >= 0).astype(np.float64)
        return np.concatenate([opened, parts, *([] if self._question.must else [left])])


def capacity_program(question: CapacityQuestion, scale: float) -> Program:
    """Open sites, then the part of each row that each listed site serves, then (unless `must`) the part left over."""
    lists, sites = question.lists, question.lists.site_count
    rows, places = np.nonzero(np.isfinite(lists.costs))
    site, pairs, left = lists.sites[rows, places], len(rows), 0 if question.must else lists.rows
    number = np.arange(pairs)
    served = csr_matrix((np.ones(pairs), (rows, number)), shape=(lists.rows, pairs))
    unit = float(question.weights.mean())
    used = csr_matrix((question.weights[rows] / unit, (site, number)), shape=(sites, pairs))
    opened = csr_matrix((np.ones(pairs), (number, site)), shape=(pairs, sites))
    quotas, quota_low, quota_high = question.rules.rows(sites)
    numbers = vstack([quotas, csr_matrix(np.ones((1, sites)))])
    blocks = [
        [csr_matrix((lists.rows, sites)), served, identity(lists.rows)],
        [-diags(question.room / unit), used, csr_matrix((sites, lists.rows))],
        [-opened, identity(pairs), csr_matrix((pairs, lists.rows))],
        [numbers, csr_matrix((numbers.shape[0], pairs)), csr_matrix((numbers.shape[0], lists.rows))],
    ]
    low, high = question.rules.bounds(sites)
    count = [float(question.selector.count)]
    free = np.full(sites + pairs, -INFINITE)
    return Program(
        costs=np.concatenate([np.zeros(sites), lists.costs[rows, places], lists.otherwise[:left]]) / scale,
        matrix=csr_matrix(vstack([hstack(block if left else block[:2]) for block in blocks])),
        row_low=np.concatenate([np.ones(lists.rows), free, quota_low, count]),
        row_high=np.concatenate([np.ones(lists.rows), np.zeros(sites + pairs), quota_high, count]),
        low=np.concatenate([low, np.zeros(pairs + left)]),
        high=np.concatenate([high, np.ones(pairs + left)]),
        whole=np.arange(sites + pairs + left) < sites,
    )
