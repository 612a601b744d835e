"""The Lagrangian dual: a price per demand, and the lower bound that these prices prove.

With prices u the problem falls apart by site: bound = Σ u − (what the cheapest allowed set of sites earns). Prices
follow a deflected subgradient (Camerini, Fratta and Maffioli 1975). No price goes above `otherwise`, so a bound from
shortened lists holds for the whole table; pairs dearer than a working limit are left out only while no price reaches it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from layers.siting.deadline import Deadline
from layers.siting.selection import Picked, Selector
from layers.siting.service_lists import BySite, ServiceLists

Floats = NDArray[np.float64]
Indices = NDArray[np.int64]
DEFLECTION = 1.5
SLOW = 0.02
ROOM = 1.3
"""How far above a price the working limit lies."""


@dataclass(frozen=True, slots=True)
class Bound:
    """A lower bound, its prices, the site prices (adjusted for quotas) and the set that gave it."""

    value: float
    multipliers: Floats
    picked: Picked
    often: Floats
    """How often of late each site was in the cheapest set, 0 to 1."""

    def forced_in(self) -> Floats:
        """For each site outside the set a lower bound of every plan that holds it; the bound itself inside."""
        prices, sites = self.picked.prices, self.picked.sites
        raised = self.value + prices - prices[sites].max(initial=-np.inf)
        raised[sites] = self.value
        bounds: Floats = np.maximum(raised, self.value)
        return bounds

    def forced_out(self, selector: Selector) -> Floats:
        """For each site in the set a lower bound of every plan without it; the bound itself outside."""
        prices = self.picked.prices
        outside = ~selector.barred
        outside[self.picked.sites] = False
        spare = prices[outside].min(initial=np.inf)
        raised = np.full(len(prices), self.value)
        raised[self.picked.sites] = np.maximum(self.value, self.value + spare - prices[self.picked.sites])
        return raised


class DualAscent:
    """Climbs the dual of `lists` under `selector`, from given prices.

    `among` are the pairs to look at where that is known to be enough: those of all sites that are not barred.
    """

    def __init__(
        self, lists: ServiceLists, selector: Selector, multipliers: Floats, among: BySite | None = None
    ) -> None:
        self._lists, self._selector = lists, selector
        self._among = among or lists.everything
        self._floor = lists.costs.min(axis=1, initial=np.inf, where=np.isfinite(lists.costs))
        self._floor = np.minimum(self._floor, lists.otherwise)
        self._u = np.clip(multipliers, self._floor, lists.otherwise)
        self._often = np.zeros(lists.site_count)
        self._limit = np.zeros(0)
        self._pairs: BySite | None = None

    def climb(
        self,
        upper: float,
        iterations: int,
        deadline: Deadline,
        *,
        enough: Callable[[], float] | None = None,
        step: float = 1.0,
        patience: int = 20,
        on_pick: Callable[[Indices], float] | None = None,
        stretch: int = 0,
    ) -> Bound | None:
        """The best bound met; ends early once it reaches `enough`. None when no set of sites is allowed.

        `on_pick` may try each new set as a plan and answers with the best cost known. With a `stretch` it also ends
        when so many steps close less than SLOW of what is open.
        """
        best: Bound | None = None
        direction = np.zeros(self._lists.rows)
        since, mark = 0, -np.inf
        for turn in range(iterations):
            found = self._evaluate()
            if found is None:
                return None
            value, picked, slack = found
            self._often *= 0.95
            self._often[picked.sites] += 0.05
            if best is None or value > best.value + 1e-9 * abs(value):
                best, since = Bound(value, self._u.copy(), picked, self._often), 0
            else:
                since += 1
                if since >= patience:
                    step, since = step / 2, 0
                    self._u, direction = best.multipliers.copy(), np.zeros_like(direction)
            met = enough is not None and best.value >= enough()
            if met or (turn and deadline.over) or step < 1e-4:
                break
            if on_pick is not None:
                upper = on_pick(picked.sites)
            if stretch and turn % stretch == stretch - 1:
                if best.value - mark < SLOW * (upper - best.value):
                    break
                mark = best.value
            direction = _deflected(slack, direction)
            length = _across(direction, direction)
            if length == 0.0:
                break
            target = max(upper - value, 1e-6 * abs(upper))
            self._u = np.clip(self._u + step * target / length * direction, self._floor, self._lists.otherwise)
        return best

    def _evaluate(self) -> tuple[float, Picked, Floats] | None:
        """The bound of the present prices, its set, and per demand 1 − how often it is served."""
        pairs = self._pairs_in_use()
        profits, earned = pairs.profits(self._u)
        picked = self._selector.cheapest(-profits)
        if picked is None:
            return None
        times = pairs.served_times(earned, picked.sites, self._lists.rows)
        return float(self._u.sum()) + picked.value, picked, 1.0 - times

    def _pairs_in_use(self) -> BySite:
        """The pairs that can earn at the present prices, with some room above."""
        if self._pairs is None or (self._u > self._limit).any():
            self._limit = np.minimum(self._lists.otherwise, self._u + (ROOM - 1) * np.abs(self._u) + 1e-9)
            self._pairs = self._among.below(self._limit, ~self._selector.barred)
        return self._pairs


def _deflected(slack: Floats, before: Floats) -> Floats:
    across = _across(slack, before)
    if across >= 0:
        return slack
    return slack - DEFLECTION * across / _across(before, before) * before


def _across(one: Floats, other: Floats) -> float:
    """The inner product without BLAS, whose threads wait for one another on a busy machine."""
    return float(np.einsum("i,i->", one, other))


def opening_prices(lists: ServiceLists, first: Floats, second: Floats) -> Floats:
    """Prices to start from: between what a plan's first and second site cost each demand."""
    return np.minimum((first + second) / 2, lists.otherwise)
