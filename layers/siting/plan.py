"""Plan: an answer of a location method, with everything that is proved about it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from gazetteer.findings import Finding

PROVED_GAP = 1e-9
"""A plan is called optimal when its relative gap is at most this, or when whole numbers leave no room between.

For maximal coverage it is a share of the weight that can be covered."""


class PlanStatus(StrEnum):
    """What is known about a plan."""

    OPTIMAL = "optimal"
    FEASIBLE = "feasible"
    INFEASIBLE = "infeasible"

    @property
    def term(self) -> str:
        """The Chinese word shown to people."""
        return {"optimal": "已证明最优", "feasible": "可行，未证明最优", "infeasible": "无可行方案"}[self.value]


@dataclass(frozen=True, slots=True, kw_only=True)
class Remedy:
    """A way to reach demand that is left out.

    `kind` is `site` (open it too), `radius` (reach further), `sites` (so many more sites in all) or `none` (no
    candidate is near enough; `amount` is the cost of reaching the nearest, `site`).
    """

    kind: str
    message: str
    site: int | None = None
    demand: int | None = None
    amount: float | None = None
    weight: float | None = None

    def as_json(self) -> dict[str, object]:
        """The remedy as a JSON object; what does not apply is null."""
        return {
            "kind": self.kind,
            "site": self.site,
            "demand": self.demand,
            "amount": number(self.amount),
            "weight": number(self.weight),
            "message": self.message,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Sites to open and what they are worth. Sites and demands are places in the table, from 0.

    For `sense` min the objective is the upper bound, for max the lower. Every plan at least as good as this one holds
    all `certain_open` and none of `certain_closed`. `uncovered` are demands that no open site serves (within the
    radius, where there is one). `dropping`: how much worse the objective gets when only that site is taken away,
    infinite when the plan breaks. `served`: the weight each open site serves.
    """

    method: str
    status: PlanStatus
    sense: str
    open: tuple[int, ...] = ()
    objective: float | None = None
    lower_bound: float | None = None
    upper_bound: float | None = None
    seconds: float = 0.0
    uncovered: tuple[int, ...] = ()
    certain_open: tuple[int, ...] = ()
    certain_closed: tuple[int, ...] = ()
    dropping: Mapping[int, float] = field(default_factory=dict)
    served: Mapping[int, float] = field(default_factory=dict)
    remedies: tuple[Remedy, ...] = ()
    findings: tuple[Finding, ...] = ()

    @property
    def gap(self) -> float | None:
        """(upper − lower) / upper; 0 when both are 0; None without a plan."""
        if self.upper_bound is None or self.lower_bound is None:
            return None
        spread = self.upper_bound - self.lower_bound
        return 0.0 if spread <= 0 else spread / abs(self.upper_bound) if self.upper_bound else math.inf

    def as_json(self) -> dict[str, object]:
        """The plan as a JSON object; numbers that are infinite or missing are null."""
        return {
            "method": self.method,
            "status": self.status.value,
            "sense": self.sense,
            "open": list(self.open),
            "objective": number(self.objective),
            "lower_bound": number(self.lower_bound),
            "upper_bound": number(self.upper_bound),
            "gap": number(self.gap),
            "seconds": round(self.seconds, 4),
            "uncovered": list(self.uncovered),
            "certain_open": list(self.certain_open),
            "certain_closed": list(self.certain_closed),
            "sites": [
                {"site": site, "served": number(self.served.get(site)), "dropping": number(self.dropping.get(site))}
                for site in self.open
            ],
            "remedies": [remedy.as_json() for remedy in self.remedies],
            "findings": [finding.as_json() for finding in self.findings],
        }


def number(value: float | None) -> float | None:
    """A number that JSON can hold."""
    return None if value is None or not math.isfinite(value) else float(value)


def status_of_bounds(lower: float, upper: float, *, whole: bool = False) -> PlanStatus:
    """Optimal only when two finite bounds meet: within PROVED_GAP, or under 1 apart where only whole numbers occur."""
    spread = upper - lower
    met = math.isfinite(upper) and (spread <= PROVED_GAP * abs(upper) or (whole and spread < 1 - 1e-6))
    return PlanStatus.OPTIMAL if met else PlanStatus.FEASIBLE
