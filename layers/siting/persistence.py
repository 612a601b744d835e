"""Which sites every cover as small holds, and which none does: by prices, then by asking for a cover without one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from layers.siting.answers import Certain
from layers.siting.cover_bound import Priced, priced
from layers.siting.cover_reduction import Reduced, reduce_cover
from layers.siting.deadline import Deadline
from layers.siting.set_cover import CoverProblem, smallest_cover

Indices = NDArray[np.int64]
ASKING_S = 3.0
"""So long it is asked, site by site, whether there is a cover without it."""


def certain_sites(problem: CoverProblem, limit: int, plan: Sequence[int], deadline: Deadline) -> Certain:
    """What all covers of at most `limit` sites have in common, as far as it is proved; `plan` is one of them.

    Fixed sites are certainly in, barred ones certainly out.
    """
    fixed, barred = problem.masks()
    reduced = reduce_cover(problem.matrix, fixed, barred, replace_sites=False)
    if reduced is None:
        return {"certain_open": (), "certain_closed": ()}
    price = _price(problem, reduced, deadline)
    left = limit - len(reduced.chosen)
    inside = set(reduced.chosen.tolist()) | set(reduced.columns[price.needed(left)].tolist())
    outside = set(np.flatnonzero(barred).tolist()) | set(reduced.columns[price.needless(left)].tolist())
    inside |= _asked(problem, limit, set(map(int, plan)) - inside, deadline.within(ASKING_S))
    return {"certain_open": tuple(sorted(inside)), "certain_closed": tuple(sorted(outside - inside))}


def _price(problem: CoverProblem, reduced: Reduced, deadline: Deadline) -> Priced:
    if reduced.solved:
        return Priced(np.zeros(0), np.ones(len(reduced.columns)), 0.0, np.zeros(0, dtype=np.int64))
    return priced(csr_matrix(problem.matrix[reduced.rows][:, reduced.columns]), deadline)


def _asked(problem: CoverProblem, limit: int, open_question: set[int], deadline: Deadline) -> set[int]:
    """Those of these sites without which no cover is small enough."""
    needed: set[int] = set()
    while open_question and not deadline.over:
        site = open_question.pop()
        without = replace(problem.rules, prohibited=(*problem.rules.prohibited, site))
        found = smallest_cover(replace(problem, rules=without), deadline, enough=limit)
        if found.impossible or found.lower > limit:
            needed.add(site)
        elif found.sites is not None and len(found.sites) <= limit:
            open_question &= set(found.sites.tolist())
    return needed
