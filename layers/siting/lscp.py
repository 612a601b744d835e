"""LSCP (集合覆盖): the fewest sites so that every demand has one within the radius."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from gazetteer.findings import Finding, Severity
from layers.siting.among_equals import nearer_on_the_whole
from layers.siting.answers import Certain, check_radius, no_plan
from layers.siting.conflicts import why_no_cover
from layers.siting.coverage import Coverage, cover
from layers.siting.deadline import Deadline
from layers.siting.feasibility import impossible, impossible_capacity
from layers.siting.median_lists import only
from layers.siting.persistence import certain_sites
from layers.siting.plan import Plan, status_of_bounds
from layers.siting.problem import SitingProblem, accept
from layers.siting.remedies import out_of_reach, remedies_within
from layers.siting.service import serve
from layers.siting.set_cover import Cover, CoverProblem, smallest_cover
from layers.siting.shares_within import shared_within

Indices = NDArray[np.int64]
SEARCHING = 0.85
"""The share of the time for the plan; the rest says which sites are certain."""


def lscp(
    problem: SitingProblem,
    radius: float,
    *,
    deadline: Deadline | None = None,
    certain: bool = True,
    nearer: bool = True,
) -> Plan:
    """The plan with the fewest sites, fixed ones counted, so that every demand has one at most `radius` away.

    Radius in the unit of the costs; infeasible when nobody has a usable candidate so near. Every demand that weighs
    something has to be covered, however little. Demands that no usable candidate covers are left out, listed in
    `uncovered`, told in a warning and given a remedy each: the objective and its bounds are about the others. Of
    equally small plans one is given in which all together travel less. With capacities demand may be shared between
    sites within the radius, and nothing is said of dropping a site. Without `certain` nothing is said of single
    sites, without `nearer` any of the equal plans will do: both cost time. Raises Refused for input that makes no sense, and when the time ends before any plan is found.
    """
    deadline = deadline or Deadline()
    noticed = accept(problem)
    check_radius(radius)
    against = impossible(problem, None)
    if against:
        return no_plan("lscp", "min", deadline, [*noticed, *against])
    coverage = cover(problem, radius)
    if not coverage.matrix.shape[0]:
        plan = no_plan("lscp", "min", deadline, [*noticed, _nobody(radius)])
        uncovered = tuple(coverage.uncoverable.tolist())
        return replace(plan, uncovered=uncovered, remedies=out_of_reach(problem, coverage.uncoverable))
    question = CoverProblem(coverage.matrix, problem.rules, weights=coverage.weights)
    short = impossible_capacity(only(problem, coverage.demands[coverage.row_of >= 0]), None)
    if short:
        return no_plan("lscp", "min", deadline, [*noticed, *short])
    found = smallest_cover(question, deadline.within(deadline.left_s * SEARCHING) if certain else deadline)
    if found.sites is None:
        return _none(problem, question, found, deadline, noticed)
    sites = found.sites
    if nearer and not question.roomy:
        sites = nearer_on_the_whole(problem, sites, radius, deadline)
    sure: Certain = {"certain_open": (), "certain_closed": ()}
    if certain and not deadline.over:
        sure = certain_sites(question, len(sites), sites.tolist(), deadline)
    return _plan(problem, radius, coverage, replace(found, sites=sites), deadline, noticed, sure)


def _plan(
    problem: SitingProblem,
    radius: float,
    coverage: Coverage,
    found: Cover,
    deadline: Deadline,
    noticed: list[Finding],
    sure: Certain,
) -> Plan:
    assert found.sites is not None  # noqa: S101  (the caller has looked)
    service = serve(problem, found.sites)
    shares = shared_within(problem, coverage.demands[coverage.row_of >= 0], found.sites, radius, deadline)
    left = service.demands[~(service.cost <= radius)]
    upper = float(len(found.sites))
    lower = min(float(found.lower), upper)
    return Plan(
        method="lscp",
        status=status_of_bounds(lower, upper, whole=True),
        sense="min",
        open=tuple(found.sites.tolist()),
        objective=upper,
        lower_bound=lower,
        upper_bound=upper,
        seconds=deadline.seconds,
        uncovered=tuple(left.tolist()),
        dropping=service.uncovered_without(radius) if shares is None else {},
        served=service.served(radius) if shares is None else shares.served(found.sites),
        remedies=remedies_within(problem, service, radius, coverage.uncoverable),
        findings=(*noticed, *_told(problem, radius, coverage.uncoverable)),
        **sure,
    )


def _nobody(radius: float) -> Finding:
    message = f"没有一个需求在 {radius:g} 以内有可用的候选点"
    return Finding("site.uncoverable", Severity.ERROR, message, remedy="核对半径的单位，放宽半径，或增加候选点")


def _told(problem: SitingProblem, radius: float, uncoverable: Indices) -> list[Finding]:
    if not len(uncoverable):
        return []
    message = f"{problem.named(uncoverable, demands=True)}在 {radius:g} 以内没有可用的候选点，不计入“全覆盖”"
    remedy = "按补救办法增加候选点或放宽半径"
    return [Finding("site.uncoverable", Severity.WARNING, message, value=str(len(uncoverable)), remedy=remedy)]


def _none(
    problem: SitingProblem, question: CoverProblem, found: Cover, deadline: Deadline, noticed: list[Finding]
) -> Plan:
    if found.impossible:
        reasons = why_no_cover(problem, question, "按规定的名额不能全覆盖", deadline)
        return no_plan("lscp", "min", deadline, [*noticed, *reasons])
    message = "时限内没有找到任何方案（没有证明没有）"
    finding = Finding("site.time", Severity.ERROR, message, remedy="延长时限，或放宽名额")
    return no_plan("lscp", "min", deadline, [*noticed, finding], proved=False)
