"""Branch and bound over sites with Lagrangian bounds: closes the last gap, or says how far it came.

At every node prices are improved a little from the parent's, sites whose bound reaches the best plan are fixed open
or closed, and the site that the recent cheapest sets agree least about is branched on. The node with the lowest
bound comes first, so that the proved bound rises all the time.
"""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from layers.siting.deadline import Deadline
from layers.siting.dual import Bound, DualAscent
from layers.siting.selection import Selector
from layers.siting.service_lists import ServiceLists

Floats = NDArray[np.float64]
Indices = NDArray[np.int64]
Mask = NDArray[np.bool_]
NODE_STEPS = 40
NODE_PATIENCE = 6


@dataclass(order=True, slots=True)
class _Node:
    bound: float
    number: int
    selector: Selector = field(compare=False)
    multipliers: Floats = field(compare=False)


class Branching:
    """The search tree of one problem.

    `goal` is the cost from which on a plan is no better than the best known; `try_plan` takes a set of sites, may
    improve the best plan with it, and answers with the best cost known; `cost_by_lists` bounds a set's cost from below.
    """

    def __init__(
        self,
        lists: ServiceLists,
        goal: Callable[[], float],
        try_plan: Callable[[Indices], float],
        cost_by_lists: Callable[[Indices], float],
    ) -> None:
        self._lists, self._goal, self._try_plan, self._cost = lists, goal, try_plan, cost_by_lists
        self._numbers = itertools.count()
        self._nodes: list[_Node] = []
        self._leaves = np.inf
        self._among = lists.everything

    def run(self, selector: Selector, root: Bound, deadline: Deadline) -> float:
        """The lower bound proved when done, or when time is up: never above the goal."""
        fixed, barred = _decided(selector, root, self._goal())
        selector = selector.narrowed(fixed, barred)
        self._among = self._lists.everything.below(self._lists.otherwise, ~selector.barred)
        self._push(root.value, selector, root.multipliers)
        while self._nodes and not deadline.over:
            node = heapq.heappop(self._nodes)
            if node.bound >= self._goal():
                self._nodes = []
                break
            self._open(node, deadline)
        lowest = self._nodes[0].bound if self._nodes else np.inf
        return float(min(self._goal(), self._leaves, lowest))

    def _push(self, bound: float, selector: Selector, multipliers: Floats) -> None:
        heapq.heappush(self._nodes, _Node(bound, next(self._numbers), selector, multipliers))

    def _open(self, node: _Node, deadline: Deadline) -> None:
        upper = self._try_plan(np.zeros(0, dtype=np.int64))
        ascent = DualAscent(self._lists, node.selector, node.multipliers, self._among)
        bound = ascent.climb(upper, NODE_STEPS, deadline, enough=self._goal, step=0.5, patience=NODE_PATIENCE)
        if bound is None or bound.value >= self._goal():
            return
        self._try_plan(bound.picked.sites)
        value = max(bound.value, node.bound)
        for child in _children(node.selector, bound, self._goal()):
            single = child.single
            if single is None:
                self._push(value, child, bound.multipliers)
            elif child.allows(single):
                self._try_plan(single)
                self._leaves = min(self._leaves, max(value, self._cost(single)))


def _children(selector: Selector, bound: Bound, goal: float) -> list[Selector]:
    """The halves of a node, after fixing what the bound decides."""
    fixed, barred = _decided(selector, bound, goal)
    none = np.zeros(len(fixed), dtype=bool)
    narrowed = selector.narrowed(fixed, barred)
    if narrowed.single is not None:
        return [narrowed]
    free = np.flatnonzero(~fixed & ~barred)
    one = none.copy()
    one[free[np.argmin(np.abs(bound.often[free] - 0.5))]] = True
    return [narrowed.narrowed(one, none), narrowed.narrowed(none, one)]


def _decided(selector: Selector, bound: Bound, goal: float) -> tuple[Mask, Mask]:
    """Sites in every better plan, and sites in none."""
    return (
        selector.fixed | (bound.forced_out(selector) >= goal),
        selector.barred | (bound.forced_in() >= goal),
    )
