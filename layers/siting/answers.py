"""What all location methods say alike: no plan and why, and what is certain."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, TypedDict

import numpy as np
from numpy.typing import NDArray

from gazetteer.errors import Refused
from gazetteer.findings import Finding, Severity
from layers.siting.deadline import Deadline
from layers.siting.plan import Plan, PlanStatus


class Certain(TypedDict):
    """Sites in, and out of, every plan at least as good."""

    certain_open: tuple[int, ...]
    certain_closed: tuple[int, ...]


class Decided(Protocol):
    """What a search knows of single sites."""

    @property
    def certain_in(self) -> NDArray[np.int64]:
        """Sites in every plan at least as good."""
        ...

    @property
    def certain_out(self) -> NDArray[np.int64]:
        """Sites in none."""
        ...


def certain(found: Decided) -> Certain:
    """What a search has decided for good."""
    return {
        "certain_open": tuple(found.certain_in.tolist()),
        "certain_closed": tuple(found.certain_out.tolist()),
    }


def no_plan(method: str, sense: str, deadline: Deadline, findings: Sequence[Finding], *, proved: bool = True) -> Plan:
    """The answer when there is no plan, with the reasons.

    Raises Refused when that is not `proved`: that a problem is infeasible is a claim too.
    """
    if not proved:
        raise Refused(findings)
    return Plan(
        method=method,
        status=PlanStatus.INFEASIBLE,
        sense=sense,
        seconds=deadline.seconds,
        findings=tuple(findings),
    )


def check_count(count: int) -> list[Finding]:
    """Nothing, or Refused when p is below 1 or no whole number."""
    if not count >= 1 or count % 1:
        raise Refused.because("site.p", f"p = {count}，应是不小于 1 的整数")
    return []


def check_radius(radius: float) -> None:
    """Raises Refused when a radius is negative or no number."""
    if not radius >= 0:
        raise Refused.because("site.radius", f"半径 {radius} 应是不小于 0 的数")


def rules_conflict() -> Finding:
    """No set of sites keeps all rules, though none of them is impossible alone."""
    message = "名额、必开、禁用与现有站点的规定合在一起，没有任何一组站点能同时满足"
    return Finding("site.rules_conflict", Severity.ERROR, message, remedy="逐项放宽规定再试")
