"""Accessibility: who can reach how much, from files or own layers, by straight lines, roads or a given matrix."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy

from gazetteer.errors import Refused
from gazetteer.findings import Finding, Severity
from geo_app.services.siting_costs import STRAIGHT, CostChoice, costs_between, matrix_shape
from geo_app.services.siting_files import Sources, counted, profile_of
from layers.siting.accessibility import (
    Accessibility,
    Coverage,
    Decay,
    Indicator,
    Method,
    coverage,
    floating_catchment,
    gaussian,
    reached_supply,
    thirds,
    threshold,
    zones,
)
from layers.siting.costs import Costs
from layers.siting.costs.contract import Floats
from layers.siting.placed_rows import PlacedRows

DEMAND_WORDS = ("需求", "需求量", "人口", "人数", "老年人口", "population", "pop", "demand", "weight", "elderly")
SUPPLY_WORDS = ("供给", "供给量", "床位", "床位数", "座位", "supply", "beds", "capacity", "seats", "weight")
METHODS = (*(method.value for method in Method), "coverage", "cumulative")


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is asked. `demand` and `supply` name files or own layers; `weight` and `amount` columns of them ("": look).

    `where` (column, value) says which facilities count, `by` by which column of the demand ratios are given too.
    `steps` are zones (outer cost, weight); `bandwidth` > 0 asks for a Gaussian. `limit` is in the costs' unit.
    """

    demand: str
    supply: str
    method: str
    limit: float
    weight: str = ""
    amount: str = ""
    where: Sequence[tuple[str, str]] = ()
    by: str = ""
    steps: Sequence[tuple[float, float]] = ()
    bandwidth: float = 0.0
    choice: CostChoice = STRAIGHT


@dataclass(frozen=True, slots=True, eq=False)
class Answer:
    """The answer of any method: its definition, county-wide ratios, and a row for each place and facility.

    `parts` is what each place adds to numerator and denominator of the first ratio.
    """

    question: Question
    costs: Costs
    definition: str
    indicators: tuple[Indicator, ...]
    summary: dict[str, object]
    places: list[dict[str, object]]
    parts: Floats
    facilities: list[dict[str, object]]
    findings: tuple[Finding, ...]
    groups: tuple[Indicator, ...] = ()

    def as_json(self) -> dict[str, object]:
        """The JSON contract of `geo-app site accessibility`."""
        return {
            "method": self.question.method,
            "definition": self.definition,
            "threshold": self.question.limit,
            "unit": self.costs.unit.value,
            "cost_method": self.costs.method,
            "indicators": [indicator.as_json() for indicator in self.indicators],
            "summary": self.summary,
            "groups": [group.as_json() for group in self.groups],
            "places": self.places,
            "facilities": self.facilities,
            "findings": [finding.as_json() for finding in self.findings],
        }

    def write(self, file: Path) -> None:
        """The places as CSV, one row each, with the definition nowhere lost: it is the last column's heading."""
        with file.open("w", encoding="utf-8-sig", newline="") as stream:
            rows = csv.writer(stream)
            rows.writerow([*(self.places[0] if self.places else ("name",)), self.definition])
            rows.writerows([*place.values(), ""] for place in self.places)


def accessibility(question: Question, sources: Sources) -> Answer:
    """Answers a question. Raises Refused, everything at once where it can, for what cannot be read or counted."""
    demand, supply = _asked(question, sources)
    groups = demand.texts(question.by) if question.by else ()
    answer = _answered(question, demand, supply, sources)
    return replace(answer, groups=_by_group(answer, groups)) if groups else answer


def _answered(question: Question, demand: PlacedRows, supply: PlacedRows, sources: Sources) -> Answer:
    for column, value in question.where:
        supply = supply.only(column, value)
    people, told = amounts_of(demand, question.weight, DEMAND_WORDS, "每行需求按 1 计")
    beds, more = ([], []) if question.method == "coverage" else amounts_of(
        supply, question.amount, SUPPLY_WORDS, "每处设施供给按 1 计"
    )  # fmt: skip
    costs = costs_between(demand, supply, question.choice, sources)
    notes = (*demand.findings, *supply.findings, *told, *more, *costs.findings)
    if question.method == "coverage":
        return _covered(question, costs, coverage(costs, people, question.limit), demand, notes)
    supplies = numpy.asarray(beds, dtype=float)
    if question.method == "cumulative":
        return _reached(question, costs, people, supplies, demand, notes)
    found = floating_catchment(costs, people, supplies, _decay(question), Method.of(question.method))
    return _shared(question, costs, found, demand, supply, notes)


def _by_group(answer: Answer, groups: Sequence[str]) -> tuple[Indicator, ...]:
    """The first of the county-wide ratios for each group of places, in order of the groups' names."""
    ratio = answer.indicators[0]
    sums: dict[str, Floats] = {}
    for group, parts in zip(groups, answer.parts, strict=True):
        sums[group] = sums.get(group, numpy.zeros(2)) + parts
    return tuple(
        Indicator(ratio.key, group, float(parts[0]), float(parts[1]), ratio.definition)
        for group, parts in sorted(sums.items())
    )


def _asked(question: Question, sources: Sources) -> tuple[PlacedRows, PlacedRows]:
    """Demand and supply; with a matrix of costs they need no positions, and none at all where each counts 1."""
    given = question.choice.costs
    profile = profile_of(sources.settings)
    if question.demand or not given:
        demand = sources.rows(question.demand, needs_positions=not given)
    else:
        demand = counted(matrix_shape(given)[0], "需求", profile)
    if question.supply or not given:
        supply = sources.rows(question.supply, beside=demand, needs_positions=not given)
    else:
        supply = counted(matrix_shape(given)[1], "设施", profile)
    if not len(demand):
        raise Refused.because("accessibility.no_rows", f"{demand.title} 里没有一行需求", remedy="检查文件或图层")
    return demand, supply


def _decay(question: Question) -> Decay:
    if question.bandwidth:
        return gaussian(question.bandwidth, question.limit)
    if question.steps:
        return zones(question.steps)
    return threshold(question.limit) if question.method == Method.TWO_STEP.value else thirds(question.limit)


def amounts_of(rows: PlacedRows, column: str, words: Sequence[str], otherwise: str) -> tuple[Floats, list[Finding]]:
    """The amounts of a named column, of the one that says so itself and is not empty, or 1 each; what was taken is told."""
    if column:
        return rows.amounts(column), []
    filled = [name for name, cells in rows.columns.items() if any(cell not in (None, "") for cell in cells)]
    name = next((name for word in words for name in filled if name.lower() == word), "")
    if name:
        message = f"{rows.title}：数量取自“{name}”列"
        return rows.amounts(name), [Finding("siting.amount_column", Severity.INFO, message, value=name)]
    message = f"{rows.title} 没有指明数量列，{otherwise}"
    return numpy.ones(len(rows)), [
        Finding("siting.amount_one", Severity.WARNING, message, remedy="用 --weight、--amount 指明列")
    ]


def _covered(question: Question, costs: Costs, found: Coverage, demand: PlacedRows, notes: Sequence[Finding]) -> Answer:
    worst = found.worst
    summary: dict[str, object] = {
        "mean": found.mean,
        "p90": found.p90,
        "worst": None if worst < 0 else {"name": demand.names[worst], "cost": float(found.nearest[worst])},
        "unreachable": int((~numpy.isfinite(found.nearest)).sum()),
    }
    places: list[dict[str, object]] = [
        {"name": name, "demand": people, "nearest": _finite(cost), "covered": cost <= question.limit}
        for name, people, cost in zip(demand.names, found.demand.tolist(), found.nearest.tolist(), strict=True)
    ]
    findings = (*notes, *found.findings)
    parts = numpy.column_stack([found.demand * (found.nearest <= question.limit), found.demand])
    return Answer(question, costs, found.definition, found.indicators, summary, places, parts, [], findings)


def _reached(
    question: Question, costs: Costs, people: Floats, supply: Floats, demand: PlacedRows, notes: Sequence[Finding]
) -> Answer:
    reached = reached_supply(costs, supply, question.limit)
    everyone = float(people.sum())
    words = f"成本不超过 {question.limit:g} 的全部供给，不分摊（累积机会）。成本（{costs.unit.term}）：{costs.method}"
    indicators = (
        Indicator(
            "mean", "人均累积可达供给", float((people * reached).sum()), everyone, "Σ（需求×可达供给）÷ 全部需求"
        ),
    )
    places: list[dict[str, object]] = [
        {"name": name, "demand": weight, "reached": amount}
        for name, weight, amount in zip(demand.names, people.tolist(), reached.tolist(), strict=True)
    ]
    parts = numpy.column_stack([people * reached, people])
    return Answer(question, costs, words, indicators, {}, places, parts, [], tuple(notes))


def _shared(
    question: Question,
    costs: Costs,
    found: Accessibility,
    demand: PlacedRows,
    supply: PlacedRows,
    notes: Sequence[Finding],
) -> Answer:
    columns = zip(
        demand.names, found.demand.tolist(), found.score.tolist(), found.facilities.astype(int).tolist(), strict=True
    )
    places: list[dict[str, object]] = [
        {"name": name, "demand": people, "score": score, "facilities": count} for name, people, score, count in columns
    ]
    sides = zip(supply.names, found.supply.tolist(), found.claim.tolist(), found.ratio.tolist(), strict=True)
    facilities: list[dict[str, object]] = [
        {"name": name, "supply": beds, "claim": claim, "ratio": _finite(ratio)} for name, beds, claim, ratio in sides
    ]
    summary: dict[str, object] = {"gini": found.gini}
    findings = (*notes, *found.findings)
    parts = numpy.column_stack([found.demand * found.score, found.demand])
    return Answer(question, costs, found.definition, found.indicators, summary, places, parts, facilities, findings)


def _finite(number: float) -> float | None:
    return number if numpy.isfinite(number) else None


def parse_steps(text: str) -> tuple[tuple[float, float], ...]:
    """Zones as written, `1000:1,2000:0.68`. Raises Refused when they cannot be read."""
    try:
        pairs = [part.split(":") for part in text.replace("，", ",").replace("：", ":").split(",") if part.strip()]
        return tuple((float(cost), float(weight)) for cost, weight in pairs)
    except ValueError:
        raise Refused.because(
            "accessibility.zones", f"分区“{text[:60]}”读不懂", remedy="写成 1000:1,2000:0.68,3000:0.22"
        ) from None
