"""How a plan changes with what was asked: one site fewer or more, a shorter or longer reach, and which sites stay."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from gazetteer.errors import Refused
from gazetteer.findings import Finding
from layers.siting.plan import Plan, PlanStatus, number

Solve = Callable[[int, float], Plan]
"""A method asked for a number of sites and a radius; one that needs only one of them ignores the other."""
REACH_SHARE = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """What was asked otherwise (`p` or `radius`) and the answer; refused ones have findings and no plan."""

    changed: str
    value: float
    plan: Plan | None
    findings: tuple[Finding, ...] = ()

    def as_json(self) -> dict[str, object]:
        """The variant as a JSON object."""
        plan = self.plan
        return {
            "changed": self.changed,
            "value": self.value,
            "status": PlanStatus.INFEASIBLE.value if plan is None else plan.status.value,
            "objective": None if plan is None else number(plan.objective),
            "lower_bound": None if plan is None else number(plan.lower_bound),
            "upper_bound": None if plan is None else number(plan.upper_bound),
            "open": [] if plan is None else list(plan.open),
            "findings": [finding.as_json() for finding in self.findings],
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Sensitivity:
    """The variants, in the order of their values, and the sites that are open in the plan and in all of them.

    That a site is open in all these plans is an observation, not a proof: other plans may be as good.
    """

    variants: tuple[Variant, ...]
    persistent: tuple[int, ...]

    def as_json(self) -> dict[str, object]:
        """The same as a JSON object."""
        return {"variants": [variant.as_json() for variant in self.variants], "persistent": list(self.persistent)}


def sensitivity(
    solve: Solve,
    plan: Plan,
    *,
    count: int | None = None,
    radius: float | None = None,
    shares: Sequence[float] = (-REACH_SHARE, REACH_SHARE),
) -> Sensitivity:
    """Asks again with p − 1 and p + 1, where there is a `count`, and a radius changed by `shares`, where there is one.

    `plan` is the answer to `count` and `radius` themselves. Each question takes as long as `solve` lets it.
    """
    asked: list[tuple[str, float]] = []
    if count is not None:
        asked += [("p", value) for value in (count - 1, count + 1) if value >= 1]
    if radius is not None:
        asked += [("radius", radius * (1 + share)) for share in shares if radius > 0]
    variants = tuple(_variant(solve, changed, value, count or 0, radius or 0.0) for changed, value in asked)
    answered = [variant.plan for variant in variants if variant.plan is not None and variant.plan.open]
    persistent = set(plan.open).intersection(*(other.open for other in answered))
    return Sensitivity(variants=variants, persistent=tuple(sorted(persistent)))


def _variant(solve: Solve, changed: str, value: float, count: int, radius: float) -> Variant:
    try:
        plan = solve(int(value), radius) if changed == "p" else solve(count, value)
    except Refused as refused:
        return Variant(changed=changed, value=value, plan=None, findings=refused.findings)
    against = () if plan.open else plan.findings
    return Variant(changed=changed, value=value, plan=plan, findings=against)
