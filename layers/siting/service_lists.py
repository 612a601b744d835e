"""What serving each demand costs, by site: the form in which the location methods see every problem.

Costs are already multiplied by the demand's weight. A demand that none of the open sites on its list serves costs
`otherwise`: for complete lists more than every site, for shortened lists the first cost left out (so that bounds
stay bounds), for coverage the whole weight.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Indices = NDArray[np.int64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class ServiceLists:
    """Rows are demands: `sites` and `costs` (rows × length), cheapest first, padded with infinite costs."""

    sites: Indices
    costs: Floats
    otherwise: Floats
    site_count: int

    @property
    def rows(self) -> int:
        """How many demands."""
        return len(self.otherwise)

    @cached_property
    def everything(self) -> BySite:
        """All pairs that are worth using, by site; made once."""
        rows, places = np.nonzero(self.costs < self.otherwise[:, None])
        sites = self.sites[rows, places]
        order = np.argsort(sites, kind="stable")
        starts = np.searchsorted(sites[order], np.arange(self.site_count + 1))
        return BySite(rows[order].astype(np.int32), self.costs[rows, places][order], starts)

    def served(self, is_open: Mask) -> tuple[Floats, Indices, Floats, Indices]:
        """For each demand its cheapest open site's cost and place in the list, then the same of the second.

        A place of -1 (and the cost `otherwise`) says there is none.
        """
        return self.served_rows(np.arange(self.rows), is_open)

    def served_rows(self, rows: Indices, is_open: Mask) -> tuple[Floats, Indices, Floats, Indices]:
        """As `served`, for some rows."""
        costs = self.costs[rows]
        usable = is_open[self.sites[rows]] & (costs < self.otherwise[rows, None])
        line = np.arange(len(rows))
        first = usable.argmax(axis=1) if usable.shape[1] else np.zeros(len(rows), dtype=np.int64)
        any_first = usable[line, first]
        usable[line, first] = False
        second = usable.argmax(axis=1)
        any_second = usable[line, second]
        cost_1 = np.where(any_first, costs[line, first], self.otherwise[rows])
        cost_2 = np.where(any_second, costs[line, second], self.otherwise[rows])
        return cost_1, np.where(any_first, first, -1), cost_2, np.where(any_second, second, -1)


@dataclass(frozen=True, slots=True, eq=False)
class BySite:
    """Pairs ordered by site: site j has those from starts[j] to starts[j + 1]."""

    rows: Indices
    costs: Floats
    starts: Indices

    def below(self, limit: Floats, keep: Mask) -> BySite:
        """The pairs of kept sites that cost less than `limit` of their row."""
        chosen = self.costs < limit[self.rows]
        chosen &= np.repeat(keep, np.diff(self.starts))
        before = np.concatenate([[0], np.cumsum(chosen)])
        return BySite(self.rows[chosen], self.costs[chosen], before[self.starts])

    def profits(self, multipliers: Floats) -> tuple[Floats, Floats]:
        """What each site earns at these multipliers, and what each pair adds to it."""
        earned = multipliers[self.rows]
        earned -= self.costs
        np.maximum(earned, 0.0, out=earned)
        totals = np.zeros(len(self.starts) - 1)
        filled = self.starts[:-1] < self.starts[1:]
        if filled.any():
            totals[filled] = np.add.reduceat(earned, self.starts[:-1][filled])
        return totals, earned

    def served_times(self, earned: Floats, chosen: Indices, rows: int) -> Floats:
        """How many of the chosen sites each row would use."""
        pieces = [slice(self.starts[j], self.starts[j + 1]) for j in chosen]
        if not pieces:
            return np.zeros(rows)
        used = np.concatenate([self.rows[piece][earned[piece] > 0] for piece in pieces])
        return np.bincount(used, minlength=rows).astype(np.float64)
