"""Remedies: each does exactly what it says, reckoned anew from the costs."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings

from layers.siting.opening_rules import SiteRules
from layers.siting.problem import SitingProblem
from layers.siting.remedies import out_of_reach, remedies_within
from layers.siting.service import serve
from tests.layers.siting.covering_cases import Case, cases


def uncoverable(problem: SitingProblem, radius: float) -> np.ndarray:
    usable = np.setdiff1d(np.arange(problem.costs.shape[1]), problem.rules.prohibited)
    counted = problem.counted
    if not len(usable):
        return counted
    return counted[~(problem.costs.block(counted, usable) <= radius).any(axis=1)]


@given(cases())
@settings(max_examples=200, deadline=None)
def test_each_remedy_does_what_it_says(case: Case) -> None:
    problem, radius = case.problem, case.radius
    usable = np.setdiff1d(np.arange(problem.costs.shape[1]), problem.rules.prohibited)
    open_sites = list(map(int, usable[:1]))
    service = serve(problem, open_sites)
    hopeless = uncoverable(problem, radius)
    remedies = remedies_within(problem, service, radius, hopeless)
    assert bool(remedies) == bool((~(service.cost <= radius)).any()) or len(usable) == 0
    offered = [remedy for remedy in remedies if remedy.kind == "site"]
    for remedy in offered:
        assert remedy.site in usable
        before = serve(problem, open_sites).within(radius)
        open_sites.append(remedy.site)
        assert serve(problem, open_sites).within(radius) - before == remedy.weight
        assert remedy.weight > 0
    for remedy in remedies:
        assert remedy.message
        if remedy.kind == "radius":
            assert service.within(remedy.amount) == service.weights.sum()
            assert service.within(np.nextafter(remedy.amount, 0)) < service.weights.sum()
    named = {remedy.demand: remedy for remedy in remedies if remedy.kind == "none"}
    if len(usable):
        assert set(named) == set(hopeless.tolist())
    for demand, remedy in named.items():
        nearest = problem.costs.block(np.array([demand]), usable).min()
        assert remedy.amount == (nearest if np.isfinite(nearest) else None)


def test_so_many_more_sites_are_enough() -> None:
    matrix = np.where(np.eye(5) > 0, 1.0, 9.0)
    problem = SitingProblem.of_matrix(matrix, np.array([1.0, 5.0, 2.0, 4.0, 3.0]))
    remedies = remedies_within(problem, serve(problem, [0]), 2.0, np.zeros(0, np.int64))
    assert [(remedy.site, remedy.weight) for remedy in remedies if remedy.kind == "site"] == [(1, 5), (3, 4), (4, 3)]
    [number] = [remedy for remedy in remedies if remedy.kind == "sites"]
    assert (number.amount, number.weight) == (4, 14)
    assert next(remedy.amount for remedy in remedies if remedy.kind == "radius") == 9


def test_a_prohibited_candidate_is_no_remedy() -> None:
    problem = SitingProblem.of_matrix(np.array([[1.0, 9.0, 9.0], [9.0, 1.0, 7.0]]), rules=SiteRules(prohibited=(1,)))
    remedies = remedies_within(problem, serve(problem, [0]), 2.0, np.array([1]))
    assert [(remedy.kind, remedy.site, remedy.amount) for remedy in remedies] == [
        ("radius", None, 9.0),
        ("none", 2, 7.0),
    ]
    assert out_of_reach(SitingProblem.of_matrix(np.ones((1, 1)), rules=SiteRules(prohibited=(0,))), np.array([0])) == ()
