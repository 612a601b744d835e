"""Which sets of sites are allowed, and the cheapest of them for given prices: the heart of every bound here.

Prices separate over sites, so the cheapest allowed set is found by sorting: first what each group must have, then
the best of the rest that no group's maximum forbids. Quotas per district together with "keep so many of the existing"
cross each other; then the second is priced by a multiplier, which leaves the value a valid lower bound.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_matrix

Floats = NDArray[np.float64]
Indices = NDArray[np.int64]
Mask = NDArray[np.bool_]
MULTIPLIER_STEPS = 40


@dataclass(frozen=True, slots=True)
class Picked:
    """The cheapest allowed set: its sites, a lower bound of its price, and the prices that decided."""

    sites: Indices
    value: float
    prices: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Selector:
    """Sets of exactly `count` sites holding all `fixed`, none `barred`, each group within [least, most].

    `group` numbers the group of each site; `existing` sites must be among them at least `keep` times.
    """

    count: int
    fixed: Mask
    barred: Mask
    group: Indices
    least: Indices
    most: Indices
    existing: Mask
    keep: int = 0

    @classmethod
    def plain(cls, sites: int, count: int) -> Selector:
        """Any `count` of `sites`."""
        nothing = np.zeros(sites, dtype=bool)
        group = np.zeros(sites, dtype=np.int64)
        return cls(count, nothing, nothing, group, np.zeros(1, np.int64), np.full(1, sites), nothing)

    @property
    def crossing(self) -> bool:
        """Whether two kinds of quota cross, so that sorting alone does not decide."""
        return self.keep > 0

    @property
    def single(self) -> Indices | None:
        """The one set that is left (or the only one that could be, with the rules against it); None when more are."""
        if self.fixed.sum() >= self.count:
            return np.flatnonzero(self.fixed)
        if (~self.barred).sum() <= self.count:
            return np.flatnonzero(~self.barred)
        return None

    def narrowed(self, more_fixed: Mask, more_barred: Mask) -> Selector:
        """The sets among these that hold `more_fixed` and nothing of `more_barred`."""
        return replace(self, fixed=self.fixed | more_fixed, barred=self.barred | more_barred)

    def allows(self, sites: Indices) -> bool:
        """Whether the set is one of these; places that do not exist make it none."""
        if len(sites) and not 0 <= int(sites.min()) <= int(sites.max()) < len(self.fixed):
            return False
        chosen = np.zeros(len(self.fixed), dtype=bool)
        chosen[sites] = True
        counts = np.bincount(self.group[chosen], minlength=len(self.least))
        return bool(
            chosen.sum() == self.count
            and chosen[self.fixed].all()
            and not chosen[self.barred].any()
            and (counts >= self.least).all()
            and (counts <= self.most).all()
            and (chosen & self.existing).sum() >= self.keep
        )

    def cheapest(self, prices: Floats) -> Picked | None:
        """The cheapest of these sets; None when there is none. With crossing quotas the set may break `keep`."""
        if not self.crossing:
            sites = self._by_sorting(prices)
            return None if sites is None else Picked(sites, float(prices[sites].sum()), prices)
        return self._with_multiplier(prices)

    def _by_sorting(self, prices: Floats) -> Indices | None:
        if (self.fixed & self.barred).any():
            return None
        taken = np.flatnonzero(self.fixed)
        free = np.flatnonzero(~self.fixed & ~self.barred)
        wanted = self.count - len(taken)
        if wanted < 0 or wanted > len(free):
            return None
        if len(self.least) == 1:
            best = free if wanted == len(free) else free[np.argpartition(prices[free], wanted - 1)[:wanted]]
            return np.concatenate([taken, best if wanted else free[:0]])
        return self._within_groups(prices, taken, free, wanted)

    def _within_groups(self, prices: Floats, taken: Indices, free: Indices, wanted: int) -> Indices | None:
        have = np.bincount(self.group[taken], minlength=len(self.least))
        order = free[np.lexsort((prices[free], self.group[free]))]
        groups = self.group[order]
        first = np.searchsorted(groups, np.arange(len(self.least)))
        place = np.arange(len(order)) - first[groups] + have[groups]
        must = place < self.least[groups]
        may = (place < self.most[groups]) & ~must
        filled = have + np.bincount(groups[must], minlength=len(self.least))
        rest = wanted - int(must.sum())
        if (filled < self.least).any() or (have > self.most).any() or rest < 0 or rest > may.sum():
            return None
        others = order[may]
        best = others[np.argsort(prices[others], kind="stable")[:rest]]
        return np.concatenate([taken, order[must], best])

    def _with_multiplier(self, prices: Floats) -> Picked | None:
        """The best multiplier for `keep`, by halving: the more an existing site is favoured, the more are taken."""
        best: Picked | None = None
        low, high = 0.0, float(np.ptp(prices)) + 1.0
        favour = 0.0
        for _ in range(MULTIPLIER_STEPS):
            adjusted = np.where(self.existing, prices - favour, prices)
            sites = self._by_sorting(adjusted)
            if sites is None:
                return None
            value = float(adjusted[sites].sum()) + favour * self.keep
            if best is None or value > best.value:
                best = Picked(sites, value, adjusted)
            enough = int(self.existing[sites].sum()) >= self.keep
            if (enough and favour == 0) or high - low <= 1e-12 * max(1.0, high):
                break
            low, high = (low, favour) if enough else (favour, high)
            favour = (low + high) / 2
        return best

    def exactly_cheapest(self, prices: Floats) -> Indices | None:
        """The cheapest set that keeps every rule, crossing ones too; None when there is none."""
        if not self.crossing:
            return self._by_sorting(prices)
        sites = len(prices)
        groups = csr_matrix((np.ones(sites), (self.group, np.arange(sites))), shape=(len(self.least), sites))
        rules = [
            LinearConstraint(groups, self.least, self.most),
            LinearConstraint(np.ones((1, sites)), self.count, self.count),
            LinearConstraint(self.existing[None, :].astype(float), self.keep, np.inf),
        ]
        if (self.fixed & self.barred).any():
            return None
        bounds = Bounds(self.fixed.astype(float), 1.0 - self.barred)
        found = milp(prices, integrality=np.ones(sites), bounds=bounds, constraints=rules)
        return None if found.x is None else np.flatnonzero(found.x > 0.5)

    def exchanges(self, open_sites: Indices) -> Mask:
        """Sites × open sites: whether the set stays allowed when the second makes room for the first."""
        counts = np.bincount(self.group[open_sites], minlength=len(self.least))
        inside = np.zeros(len(self.fixed), dtype=bool)
        inside[open_sites] = True
        entering = ~inside & ~self.barred
        allowed = entering[:, None] & ~self.fixed[open_sites][None, :]
        if len(self.least) > 1:
            joins, leaves = self.group, self.group[open_sites]
            fits = (counts < self.most)[joins][:, None] & (counts > self.least)[leaves][None, :]
            allowed &= fits | (joins[:, None] == leaves[None, :])
        if self.crossing and int(self.existing[open_sites].sum()) <= self.keep:
            allowed &= self.existing[:, None] | ~self.existing[open_sites][None, :]
        return allowed
