"""The whole search over service lists: a good plan, prices that bound it, and branching until the two meet."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from layers.siting.branching import Branching
from layers.siting.deadline import Deadline
from layers.siting.dual import Bound, DualAscent, opening_prices
from layers.siting.interchange import Interchange, greedy
from layers.siting.plan import PROVED_GAP
from layers.siting.selection import Selector
from layers.siting.service_lists import ServiceLists

Floats = NDArray[np.float64]
Indices = NDArray[np.int64]
Mask = NDArray[np.bool_]
PROVED = PROVED_GAP / 2
NEARLY_ONE = 0.99
"""Where costs are whole numbers, a bound this close below a plan proves it, with room for rounding."""
ROOT_STEPS = 1500
ROOT_STRETCH = 100
TRIES_EVERY = 20
"""Every so many steps the cheapest set is improved as a plan; the pause grows while that finds nothing."""
MOST_SEEN = 20_000


@dataclass(frozen=True, slots=True)
class Found:
    """The best set of sites, its cost, the proved lower bound, and the sites every plan as good must hold or lack."""

    sites: Indices
    cost: float
    lower: float
    certain_in: Indices
    certain_out: Indices


class Search:
    """One search.

    `beyond` says what rows that no open site on their list serves cost with these sites, all together; without it
    they cost `otherwise`.

    `whole` says that every cost is a whole number, so that a bound above cost − 1 proves; `gap` is the relative gap
    that is good enough (0: prove); `program` is asked for a set and a lower bound before
    branching, where prices alone do not prove.
    """

    def __init__(
        self,
        lists: ServiceLists,
        selector: Selector,
        deadline: Deadline,
        *,
        beyond: Callable[[Indices, Indices], float] | None = None,
        whole: bool = False,
        gap: float = 0.0,
        program: Callable[[], tuple[Indices | None, float]] | None = None,
    ) -> None:
        self._lists, self._selector, self._deadline = lists, selector, deadline
        self._beyond = beyond
        self._whole, self._gap, self._program = whole, gap, program
        self._best: Indices | None = None
        self._cost = np.inf
        self._seen: set[bytes] = set()

    def run(self, starts: Sequence[Indices] = (), prices: Floats | None = None) -> Found | None:
        """The best found within the time; None when the rules leave no set.

        `starts` are plans to begin with, `prices` of the rows the dual's start, where better ones than ours are known.
        """
        opened = greedy(self._lists, self._selector)
        if opened is None:
            return None
        for sites in (*starts, opened):
            if self._selector.allows(sites):
                self._improve(sites)
        root = self._root(prices)
        if root is None or self._best is None:
            return None
        lower = root.value
        if lower < self._goal() and self._program is not None and not self._deadline.over:
            suggested, bound = self._program()
            lower = max(lower, bound)
            if suggested is not None and self._selector.allows(suggested):
                self._improve(suggested)
        if lower < self._goal():
            lower = max(lower, self._branch(root))
        return self._found(root, lower)

    def _root(self, prices: Floats | None) -> Bound | None:
        if self._best is None:
            return None
        is_open = np.zeros(self._lists.site_count, dtype=bool)
        is_open[self._best] = True
        first, _, second, _ = self._lists.served(is_open)
        if prices is None:
            prices = opening_prices(self._lists, first, second)
        ascent = DualAscent(self._lists, self._selector, prices)
        waited, pause = 0, TRIES_EVERY

        def on_pick(sites: Indices) -> float:
            nonlocal waited, pause
            waited += 1
            if waited >= pause:
                before, waited = self._cost, 0
                pause = TRIES_EVERY if self._try_plan(sites) < before else pause * 3 // 2
            return self._cost

        return ascent.climb(
            self._cost, ROOT_STEPS, self._deadline, enough=self._goal, on_pick=on_pick, stretch=ROOT_STRETCH
        )

    def _branch(self, root: Bound) -> float:
        tree = Branching(self._lists, self._goal, self._try_plan, self._cost_by_lists)
        return tree.run(self._selector, root, self._deadline)

    def _found(self, root: Bound, lower: float) -> Found:
        assert self._best is not None  # noqa: S101  (the caller has looked)
        within = self._cost * (1 + PROVED)
        certain_in = np.flatnonzero(self._selector.fixed | (root.forced_out(self._selector) > within))
        certain_out = np.flatnonzero(self._selector.barred | (root.forced_in() > within))
        if self._whole:
            lower = float(np.ceil(lower - (1 - NEARLY_ONE) / 2))
        return Found(np.sort(self._best), self._cost, min(lower, self._cost), certain_in, certain_out)

    def _goal(self) -> float:
        """The bound that is enough: nothing better than the best plan can lie above it."""
        proved = self._cost - NEARLY_ONE if self._whole else self._cost * (1 - PROVED)
        return min(proved, self._cost * (1 - self._gap)) if self._gap else proved

    def _cost_by_lists(self, sites: Indices) -> float:
        is_open = np.zeros(self._lists.site_count, dtype=bool)
        is_open[sites] = True
        return float(self._lists.served(is_open)[0].sum())

    def _try_plan(self, sites: Indices) -> float:
        key = np.sort(sites).tobytes()
        if len(sites) and key not in self._seen and len(self._seen) < MOST_SEEN and self._selector.allows(sites):
            self._seen.add(key)
            self._improve(sites)
        return self._cost

    def _improve(self, sites: Indices) -> None:
        local = Interchange(self._lists, sites)
        local.improve(self._selector, self._deadline)
        cost = local.total
        if self._beyond is not None:
            left = local.left
            cost += self._beyond(left, local.open_sites) - float(self._lists.otherwise[left].sum())
        if cost < self._cost:
            self._best, self._cost = local.open_sites.copy(), cost
