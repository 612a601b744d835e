"""Greedy start and fast interchange: a good plan first, by opening and swapping sites.

The swap search keeps, for every site, what opening it would gain, for every open site what closing it would lose,
and for every pair the correction that makes the two add up (Whitaker 1983; Resende and Werneck 2007). After a swap
only the demands whose first or second site changed are looked at again.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from layers.siting.deadline import Deadline
from layers.siting.selection import Selector
from layers.siting.service_lists import ServiceLists

Floats = NDArray[np.float64]
Indices = NDArray[np.int64]
Mask = NDArray[np.bool_]
TOLERANCE = 1e-10


class Interchange:
    """A set of open sites that is being improved. `total` is its cost by the lists."""

    def __init__(self, lists: ServiceLists, open_sites: Indices) -> None:
        self.lists = lists
        self.open_sites = np.array(open_sites, dtype=np.int64)
        self.is_open = np.zeros(lists.site_count, dtype=bool)
        self.is_open[self.open_sites] = True
        self._slot = np.full(lists.site_count, -1)
        self._slot[self.open_sites] = np.arange(len(self.open_sites))
        self._gain = np.zeros(lists.site_count)
        self._loss = np.zeros(len(self.open_sites))
        self._both = np.zeros((lists.site_count, len(self.open_sites)))
        self._first, self._first_at, self._second, self._second_at = lists.served(self.is_open)
        self._count(np.arange(lists.rows), 1.0)

    @property
    def total(self) -> float:
        """What all demands cost now."""
        return float(self._first.sum())

    @property
    def left(self) -> Indices:
        """The demands that no open site on their list serves."""
        return np.flatnonzero(self._first_at < 0)

    def improve(self, selector: Selector, deadline: Deadline) -> None:
        """Swaps as long as a swap pays and there is time, always the best one."""
        while not deadline.over:
            worth = self._gain[:, None] - self._loss[None, :] + self._both
            worth[~selector.exchanges(self.open_sites)] = -np.inf
            entering, slot = divmod(int(worth.argmax()), len(self.open_sites)) if worth.size else (0, 0)
            if not worth.size or worth[entering, slot] <= TOLERANCE * max(1.0, self.total):
                return
            self._swap(entering, slot)

    def _swap(self, entering: int, slot: int) -> None:
        leaving = self.open_sites[slot]
        lists, pairs = self.lists, self.lists.everything
        touched = self._uses(self._first_at, leaving) | self._uses(self._second_at, leaving)
        near = pairs.rows[pairs.starts[entering] : pairs.starts[entering + 1]]
        costs = pairs.costs[pairs.starts[entering] : pairs.starts[entering + 1]]
        touched[near[costs < self._second[near]]] = True
        rows = np.flatnonzero(touched)
        self._count(rows, -1.0)
        self.is_open[[leaving, entering]] = False, True
        self._slot[[leaving, entering]] = -1, slot
        self.open_sites[slot] = entering
        found = lists.served_rows(rows, self.is_open)
        self._first[rows], self._first_at[rows], self._second[rows], self._second_at[rows] = found
        self._count(rows, 1.0)

    def _uses(self, places: Indices, site: int) -> Mask:
        used: Mask = self.lists.sites[np.arange(self.lists.rows), places] == site
        return used & (places >= 0)

    def _count(self, rows: Indices, sign: float) -> None:
        """Adds (or with -1 takes away) what these demands say about gains, losses and pairs."""
        first, second = self._first[rows], self._second[rows]
        first_site = self.lists.sites[rows, self._first_at[rows]]
        slots = np.where(self._first_at[rows] >= 0, self._slot[first_site], -1)
        held = slots >= 0
        self._loss += sign * np.bincount(slots[held], (second - first)[held], minlength=len(self._loss))
        costs = self.lists.costs[rows]
        line, place = np.nonzero(costs < second[:, None])
        cost, site = costs[line, place], self.lists.sites[rows[line], place]
        gains = np.maximum(first[line] - cost, 0.0)
        self._gain += sign * np.bincount(site, gains, minlength=len(self._gain))
        mine = slots[line]
        paired = mine >= 0
        more = second[line] - np.maximum(cost, first[line])
        cells = site[paired] * len(self._loss) + mine[paired]
        self._both += sign * np.bincount(cells, more[paired], minlength=self._both.size).reshape(self._both.shape)


def greedy(lists: ServiceLists, selector: Selector) -> Indices | None:
    """Opens the site that gains most, one after another, where the rules leave room; None when no set is allowed."""
    paid = lists.otherwise.copy()
    gains, _ = lists.everything.profits(paid)
    if selector.crossing:
        return selector.exactly_cheapest(-gains)
    fixed, none = np.zeros(lists.site_count, dtype=bool), np.zeros(lists.site_count, dtype=bool)
    waiting = list(np.flatnonzero(selector.fixed))
    while True:
        picked = selector.narrowed(fixed, none).cheapest(-gains)
        if picked is None or fixed.sum() >= selector.count:
            return None if picked is None else picked.sites
        fresh = picked.sites[~fixed[picked.sites]]
        site = int(waiting.pop()) if waiting else int(fresh[np.argmax(gains[fresh])])
        fixed[site] = True
        _serve(lists, paid, gains, site)


def _serve(lists: ServiceLists, paid: Floats, gains: Floats, site: int) -> None:
    """Lets the site serve whom it serves best; what others would gain shrinks."""
    pairs = lists.everything
    piece = slice(pairs.starts[site], pairs.starts[site + 1])
    better = pairs.costs[piece] < paid[pairs.rows[piece]]
    rows, fallen = pairs.rows[piece][better], pairs.costs[piece][better]
    costs = lists.costs[rows]
    line, place = np.nonzero(costs < paid[rows, None])
    lost = paid[rows][line] - np.maximum(costs[line, place], fallen[line])
    gains -= np.bincount(lists.sites[rows[line], place], lost, minlength=len(gains))
    paid[rows] = fallen
