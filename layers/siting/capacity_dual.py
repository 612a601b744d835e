"""The bound under capacities: prices per demand as without, but a site earns only as far as its room goes.

At given prices each site fills its room with the demand that pays most per unit; a demand may be divided, so this is
exact. The sets that come out know of capacities, and are worth trying as plans.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from layers.siting.dual import DualAscent
from layers.siting.selection import Picked, Selector
from layers.siting.service_lists import BySite, ServiceLists

Floats = NDArray[np.float64]
Indices = NDArray[np.int64]


class CapacityDual(DualAscent):
    """Climbs the dual of serving rows that weigh `weights` from sites with `room`."""

    def __init__(
        self, lists: ServiceLists, selector: Selector, multipliers: Floats, weights: Floats, room: Floats
    ) -> None:
        super().__init__(lists, selector, multipliers)
        self._weights, self._room = weights, room

    def _evaluate(self) -> tuple[float, Picked, Floats] | None:
        pairs = self._pairs_in_use()
        parts, profits = filled(pairs, self._u, self._weights, self._room)
        picked = self._selector.cheapest(-profits)
        if picked is None:
            return None
        chosen = [slice(pairs.starts[site], pairs.starts[site + 1]) for site in picked.sites]
        rows = np.concatenate([pairs.rows[piece] for piece in chosen])
        served: Floats = np.zeros(self._lists.rows)
        served += np.bincount(rows, np.concatenate([parts[piece] for piece in chosen]), minlength=self._lists.rows)
        return float(self._u.sum()) + picked.value, picked, 1.0 - served


def filled(pairs: BySite, multipliers: Floats, weights: Floats, room: Floats) -> tuple[Floats, Floats]:
    """The part of its row that each pair takes when every site fills its room best, and what each site earns so."""
    earned = multipliers[pairs.rows] - pairs.costs
    paying = np.flatnonzero(earned > 0)
    site = np.searchsorted(pairs.starts, paying, side="right") - 1
    amounts = weights[pairs.rows[paying]]
    order = np.lexsort((-earned[paying] / amounts, site))
    paying, site, amounts = paying[order], site[order], amounts[order]
    before = np.cumsum(amounts) - amounts
    first = np.searchsorted(site, site)
    taken = np.clip((room[site] - (before - before[first])) / amounts, 0.0, 1.0)
    parts = np.zeros(len(earned))
    parts[paying] = taken
    return parts, np.bincount(site, taken * earned[paying], minlength=len(room)).astype(np.float64)
