"""Who goes where when sites have room for so much and nobody may go farther than a radius."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from layers.siting.deadline import Deadline
from layers.siting.problem import SitingProblem
from layers.siting.shares import Shares, Transport, share

Indices = NDArray[np.int64]
SHARING_S = 10.0


def shared_within(
    problem: SitingProblem, demands: Indices, sites: Indices, radius: float, deadline: Deadline
) -> Shares | None:
    """The cheapest sharing of these demands between the sites, wholly within the radius.

    None without capacities, and when none was found: then the nearest site is all that can be said. It is reckoned
    even when the time is over, for a little.
    """
    if problem.rules.capacities is None or deadline.called_off:
        return None
    costs = problem.costs.block(demands, sites)
    room = np.asarray(problem.rules.capacities, dtype=np.float64)[sites]
    question = Transport(np.where(costs <= radius, costs, np.inf), problem.weights[demands], room)
    return share(question, Deadline(SHARING_S))
