"""Small covering problems with rules, and their answers by trying every set of sites."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from hypothesis import strategies as st

from layers.siting.opening_rules import SiteRules
from layers.siting.problem import SitingProblem

LABELS = ("北", "南")


@dataclass(frozen=True)
class Case:
    """A matrix of few different costs (ties), weights with zeros, and rules that may contradict each other."""

    problem: SitingProblem
    count: int
    radius: float

    @property
    def costs(self) -> np.ndarray:
        return self.problem.costs.block(self.problem.counted, np.arange(self.problem.costs.shape[1]))

    def allowed(self, count: int | None = None) -> Iterator[tuple[int, ...]]:
        """Every set that keeps the rules, of `count` sites or of any number."""
        sites = self.problem.costs.shape[1]
        for size in range(sites + 1) if count is None else [count]:
            for chosen in combinations(range(sites), size):
                if keeps(self.problem.rules, set(chosen)):
                    yield chosen


def keeps(rules: SiteRules, chosen: set[int]) -> bool:
    """The rules, read one by one as they are written."""
    existing = set(rules.existing)
    if not set(rules.fixed) <= chosen or chosen & set(rules.prohibited):
        return False
    if rules.max_closed is not None and len(existing - chosen) > rules.max_closed:
        return False
    if rules.max_new is not None and len(chosen - existing) > rules.max_new:
        return False
    if not rules.districts:
        return True
    counts = {label: sum(rules.districts[site] == label for site in chosen) for label in LABELS}
    least = all(counts[label] >= number for label, number in rules.least.items())
    return least and all(counts[label] <= number for label, number in rules.most.items())


@st.composite
def cases(draw: st.DrawFn, *, ruled: bool = True) -> Case:
    demands, sites = draw(st.integers(1, 7)), draw(st.integers(1, 7))
    cost = st.sampled_from([0.0, 1.0, 2.0, 2.5, 4.0, 7.0, float("inf")])
    matrix = np.array(
        draw(st.lists(st.lists(cost, min_size=sites, max_size=sites), min_size=demands, max_size=demands))
    )
    weights = np.array(draw(st.lists(st.sampled_from([0.0, 1.0, 3.5]), min_size=demands, max_size=demands)))
    weights[0] = 1.0
    rules = draw(site_rules(sites)) if ruled and draw(st.booleans()) else SiteRules()
    problem = SitingProblem.of_matrix(matrix, weights, rules)
    return Case(problem, draw(st.integers(1, sites)), draw(st.sampled_from([0.0, 1.0, 2.0, 3.0, 5.0])))


@st.composite
def site_rules(draw: st.DrawFn, sites: int) -> SiteRules:
    few = st.lists(st.integers(0, sites - 1), max_size=2, unique=True)
    some = st.one_of(st.none(), st.integers(0, 3))
    quotas = draw(st.booleans())
    numbers = st.dictionaries(st.sampled_from(LABELS), st.integers(0, 3), max_size=2)
    return SiteRules(
        existing=tuple(draw(few)),
        fixed=tuple(draw(few)),
        prohibited=tuple(draw(few)),
        max_closed=draw(some),
        max_new=draw(some),
        districts=tuple(draw(st.lists(st.sampled_from(LABELS), min_size=sites, max_size=sites))) if quotas else (),
        least=draw(numbers) if quotas else {},
        most=draw(numbers) if quotas else {},
    )
