"""Of plans that are equally good by their own measure, one in which all weight together travels less."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from layers.siting.deadline import Deadline
from layers.siting.p_median import p_median
from layers.siting.problem import SitingProblem
from layers.siting.service import serve

Indices = NDArray[np.int64]
MOST_PAIRS = 1_000_000
"""Beyond so many pairs the plan is left as it is."""
LOOKING_S = 2.0
NEAR_ENOUGH = 0.001


def nearer_on_the_whole(problem: SitingProblem, sites: Indices, radius: float, deadline: Deadline) -> Indices:
    """As many sites that leave nobody farther than `radius` who is not so already, with less weight × cost in all.

    The sites given, where no better ones are found in the time. Rules are kept.
    """
    demands, everywhere = problem.counted, np.arange(problem.costs.shape[1])
    if len(demands) * len(everywhere) > MOST_PAIRS or deadline.over:
        return sites
    costs = problem.costs.block(demands, everywhere)
    kept = costs[:, sites].min(axis=1) <= radius
    costs = np.where(costs <= radius, costs, np.inf)[kept]
    if not len(costs):
        return sites
    near = SitingProblem.of_matrix(costs, problem.weights[demands][kept], problem.rules)
    plan = p_median(near, len(sites), deadline=deadline.within(LOOKING_S), gap=NEAR_ENOUGH, start=sites.tolist())
    found = np.array(plan.open, dtype=np.int64)
    if len(found) != len(sites) or plan.objective is None:
        return sites
    now, then = serve(problem, sites), serve(problem, found)
    same = (then.cost <= radius) == (now.cost <= radius)
    return found if same.all() and then.total < now.total else sites
