"""What may be opened and closed: existing sites, fixed and prohibited ones, quotas per district, capacities."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, vstack

from layers.siting.selection import Selector

Floats = NDArray[np.float64]
Indices = NDArray[np.int64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SiteRules:
    """Candidates are named by their place in the table, from 0.

    `fixed` are open in every plan, `prohibited` in none. Of the `existing` at most `max_closed` are closed and at
    most `max_new` others opened (None: any number). `districts` gives every candidate a label; `least` and `most` say
    how many sites a label must and may have. `capacities`: how much weight each candidate can serve.
    """

    existing: Sequence[int] = ()
    fixed: Sequence[int] = ()
    prohibited: Sequence[int] = ()
    max_closed: int | None = None
    max_new: int | None = None
    districts: Sequence[str] = ()
    least: Mapping[str, int] = field(default_factory=dict)
    most: Mapping[str, int] = field(default_factory=dict)
    capacities: Floats | None = None

    def keep(self, count: int) -> int:
        """How many of the existing a plan of `count` sites has to keep."""
        by_closing = 0 if self.max_closed is None else len(set(self.existing)) - self.max_closed
        by_opening = 0 if self.max_new is None else count - self.max_new
        return max(by_closing, by_opening, 0)

    def labels(self) -> list[str]:
        """The labels of districts, in order."""
        return sorted(set(self.districts) | set(self.least) | set(self.most))

    def selector(self, sites: int, count: int) -> Selector:
        """The allowed sets of exactly `count` of `sites`."""
        fixed, barred, existing = (_mask(sites, who) for who in (self.fixed, self.prohibited, self.existing))
        keep = self.keep(count)
        if int((fixed & existing).sum()) >= keep:
            keep = 0
        if not self.least and not self.most:
            least, most = np.array([0, keep]), np.array([sites, sites])
            plain = (np.zeros(sites, np.int64), least[:1], most[:1])
            group, least, most = (existing.astype(np.int64), least, most) if keep else plain
            return Selector(count, fixed, barred, group, least, most, existing)
        group, least, most = self._quotas(sites)
        return Selector(count, fixed, barred, group, least, most, existing, keep)

    def _quotas(self, sites: int) -> tuple[Indices, Indices, Indices]:
        labels = self.labels()
        number = {label: place for place, label in enumerate(labels)}
        group = np.array([number[label] for label in self.districts], dtype=np.int64)
        least = np.array([self.least.get(label, 0) for label in labels], dtype=np.int64)
        most = np.array([self.most.get(label, sites) for label in labels], dtype=np.int64)
        return group, least, most

    def rows(self, sites: int) -> tuple[csr_matrix, Floats, Floats]:
        """The rules on numbers of sites as rows of a linear program over open or not: matrix, lower, upper."""
        existing = _mask(sites, self.existing)
        parts = [csr_matrix((0, sites))]
        low: list[float] = []
        high: list[float] = []
        if self.max_closed is not None:
            parts.append(csr_matrix(existing[None, :].astype(float)))
            low, high = [*low, float(existing.sum() - self.max_closed)], [*high, np.inf]
        if self.max_new is not None:
            parts.append(csr_matrix((~existing)[None, :].astype(float)))
            low, high = [*low, 0.0], [*high, float(self.max_new)]
        if self.least or self.most:
            group, least, most = self._quotas(sites)
            members = csr_matrix((np.ones(sites), (group, np.arange(sites))), shape=(len(least), sites))
            parts.append(members)
            low, high = [*low, *least.astype(float)], [*high, *most.astype(float)]
        return csr_matrix(vstack(parts)), np.array(low), np.array(high)

    def bounds(self, sites: int) -> tuple[Floats, Floats]:
        """For each site the least and most it can be open: 0 or 1."""
        fixed, barred = _mask(sites, self.fixed), _mask(sites, self.prohibited)
        return fixed.astype(np.float64), (~barred).astype(np.float64)


def _mask(sites: int, members: Sequence[int]) -> Mask:
    mask = np.zeros(sites, dtype=bool)
    mask[np.asarray(members, dtype=np.int64)] = True
    return mask
