"""Why rules together leave no plan: which of them, dropped alone, would leave one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from gazetteer.findings import Finding, Severity
from layers.siting.answers import rules_conflict
from layers.siting.deadline import Deadline
from layers.siting.opening_rules import SiteRules
from layers.siting.problem import SitingProblem
from layers.siting.set_cover import CoverProblem, smallest_cover

ASKING_S = 3.0
"""So long it is asked, rule by rule, whether there is a plan without it."""


def why_no_cover(problem: SitingProblem, question: CoverProblem, what: str, deadline: Deadline) -> list[Finding]:
    """A finding for each rule without which `question` has an answer; one for all of them together when there is none.

    `what` begins the message: that it cannot be done.
    """
    clock = deadline.within(ASKING_S)
    found = []
    for rule, rules in loosened(problem, question.rules):
        cover = smallest_cover(replace(question, rules=rules), clock)
        if cover.sites is None or (question.count is not None and len(cover.sites) > question.count):
            continue
        so_many = f"，共 {len(cover.sites)} 个站点" if question.count is None else ""
        message = f"{what}；只去掉“{rule}”这一条就有方案{so_many}"
        found.append(Finding("site.rules_conflict", Severity.ERROR, message, value=rule, remedy=f"放宽“{rule}”"))
    return found or [rules_conflict()]


def loosened(problem: SitingProblem, rules: SiteRules) -> Iterator[tuple[str, SiteRules]]:
    """Each rule by name, and the rules without it."""
    if rules.max_new is not None:
        yield f"最多新建 {rules.max_new} 个", replace(rules, max_new=None)
    if rules.max_closed is not None:
        yield f"最多关闭 {rules.max_closed} 个", replace(rules, max_closed=None)
    for label, least in rules.least.items():
        yield f"{label}至少 {least} 个", replace(rules, least={k: v for k, v in rules.least.items() if k != label})
    for label, most in rules.most.items():
        yield f"{label}至多 {most} 个", replace(rules, most={k: v for k, v in rules.most.items() if k != label})
    if rules.capacities is not None:
        yield "容量", replace(rules, capacities=None)
    if rules.fixed:
        yield f"必开 {problem.named(sorted(set(rules.fixed)))}", replace(rules, fixed=())
    if rules.prohibited:
        yield f"禁用 {problem.named(sorted(set(rules.prohibited)))}", replace(rules, prohibited=())
