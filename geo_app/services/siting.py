"""Where to put facilities: demand, candidates and rules from files or own layers, a plan with bounds by any method."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy
import shapely

from gazetteer.errors import Refused
from gazetteer.findings import Finding, Severity
from geo_app.services.accessibility import DEMAND_WORDS, amounts_of
from geo_app.services.siting_costs import STRAIGHT, CostChoice, costs_between, matrix_shape
from geo_app.services.siting_files import Sources, counted, profile_of
from layers.siting.costs import Costs
from layers.siting.deadline import Deadline
from layers.siting.lscp import lscp
from layers.siting.mclp import mclp
from layers.siting.opening_rules import SiteRules
from layers.siting.p_center import p_center
from layers.siting.p_median import p_median
from layers.siting.placed_rows import PlacedRows, to_degrees
from layers.siting.plan import Plan, number
from layers.siting.problem import SitingProblem
from layers.siting.sensitivity import Sensitivity, sensitivity
from layers.siting.service import Service, serve

METHODS = ("p-median", "mclp", "lscp", "p-center")
COUNTED = ("p-median", "mclp", "p-center")
WITHIN_RADIUS = ("mclp", "lscp")
EVERY = "*"
"""Stands for each district in a quota."""
SHOWN = 200
"""So many uncovered demands are described one by one; all are numbered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is asked. `demand`, `candidates` and `existing` name files or own layers.

    With a matrix of costs `existing` may be its columns (`0,3`). `count` is the number of all sites (existing ones that
    stay included), `new` of those built besides; of the existing at most `may_close` are closed. `where` and
    `existing_where` (column, value) say which rows count. `fixed` and `prohibited` are names of candidates. `capacity`
    (how much each can serve) and `district` are columns of the candidates, `least` and `most` how many sites a
    district (`*`: each) must and may have. `radius` is in the costs' unit; `limit_s` how long each plan may take.
    """

    method: str
    demand: str
    candidates: str
    existing: str = ""
    count: int | None = None
    new: int | None = None
    may_close: int = 0
    radius: float | None = None
    weight: str = ""
    where: Sequence[tuple[str, str]] = ()
    existing_where: Sequence[tuple[str, str]] = ()
    fixed: Sequence[str] = ()
    prohibited: Sequence[str] = ()
    capacity: str = ""
    district: str = ""
    least: Mapping[str, int] = field(default_factory=dict)
    most: Mapping[str, int] = field(default_factory=dict)
    limit_s: float | None = None
    variants: bool = False
    choice: CostChoice = STRAIGHT


@dataclass(frozen=True, slots=True, eq=False)
class Answer:
    """A plan with the rows it is about; candidates are numbered from 0, the existing sites after the others."""

    question: Question
    plan: Plan
    problem: SitingProblem
    costs: Costs
    demand: PlacedRows
    candidates: PlacedRows
    service: Service
    notes: tuple[Finding, ...]
    sensitivity: Sensitivity | None = None

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What was noticed about the rows, then about the plan; the same of two files is told once."""
        return tuple(dict.fromkeys((*self.notes, *self.plan.findings)))

    @property
    def closed(self) -> tuple[int, ...]:
        """Existing sites that the plan closes."""
        return tuple(sorted(set(self.problem.rules.existing) - set(self.plan.open))) if self.plan.open else ()

    def as_json(self) -> dict[str, object]:
        """The JSON contract of the location methods of `geo-app site`."""
        return {
            **self.plan.as_json(),
            "radius": number(self.question.radius),
            "unit": self.costs.unit.value,
            "cost_method": self.costs.method,
            "demands": len(self.service.demands),
            "weight": float(self.service.weights.sum()),
            "candidates": len(self.candidates),
            "closed": list(self.closed),
            "sites": self.sites(),
            "uncovered_demands": self.left_out(),
            "sensitivity": None if self.sensitivity is None else self.sensitivity.as_json(),
            "findings": [finding.as_json() for finding in self.findings],
        }

    def sites(self) -> list[dict[str, Any]]:
        """The open sites: where they are, whom they serve, whether every plan as good has them."""
        places = self._degrees(self.plan.open)
        existing, certain = set(self.problem.rules.existing), set(self.plan.certain_open)
        return [
            {
                "site": site,
                "name": self.problem.candidate(site),
                "lon": lon,
                "lat": lat,
                "existing": site in existing,
                "certain": site in certain,
                "served": number(self.plan.served.get(site)),
                "dropping": number(self.plan.dropping.get(site)),
                **self._reach(place),
            }
            for place, (site, (lon, lat)) in enumerate(zip(self.plan.open, places, strict=True))
        ]

    def left_out(self) -> list[dict[str, Any]]:
        """The first of the demands left out, heaviest first, with the open site nearest to each."""
        place_of = {int(demand): place for place, demand in enumerate(self.service.demands)}
        heaviest = sorted(self.plan.uncovered, key=lambda demand: -self.problem.weights[demand])[:SHOWN]
        found = []
        for demand in heaviest:
            cost = float(self.service.cost[place_of[demand]]) if self.plan.open else numpy.inf
            site = int(self.service.open[self.service.nearest[place_of[demand]]]) if numpy.isfinite(cost) else None
            found.append(
                {
                    "demand": demand,
                    "name": self.problem.demand(demand),
                    "weight": float(self.problem.weights[demand]),
                    "nearest": None if site is None else self.problem.candidate(site),
                    "cost": number(cost),
                }
            )
        return found

    def write(self, file: Path) -> None:
        """Every demand that counts with the site it goes to, as CSV; the method and the costs in the last heading."""
        radius = numpy.inf if self.question.radius is None else self.question.radius
        with file.open("w", encoding="utf-8-sig", newline="") as stream:
            rows = csv.writer(stream)
            rows.writerow(["demand", "name", "weight", "site", "site_name", "cost", "covered", self.costs.method])
            for place, demand in enumerate(self.service.demands.tolist()):
                row = [demand, self.problem.demand(demand), float(self.problem.weights[demand])]
                cost = float(self.service.cost[place])
                if not numpy.isfinite(cost):
                    rows.writerow([*row, "", "", "", 0, ""])
                    continue
                site = int(self.service.open[self.service.nearest[place]])
                rows.writerow([*row, site, self.problem.candidate(site), cost, int(cost <= radius), ""])

    def _reach(self, place: int) -> dict[str, object]:
        """How far those go who have this site nearest: mean by weight, the farthest and who that is."""
        mine = (self.service.nearest == place) & numpy.isfinite(self.service.cost)
        if self.question.method in WITHIN_RADIUS and self.question.radius is not None:
            mine &= self.service.cost <= self.question.radius
        if not mine.any():
            return {"mean": None, "farthest": None, "farthest_name": None}
        costs, weights = self.service.cost[mine], self.service.weights[mine]
        farthest = int(self.service.demands[mine][costs.argmax()])
        return {
            "mean": float(weights @ costs / weights.sum()),
            "farthest": float(costs.max()),
            "farthest_name": self.problem.demand(farthest),
        }

    def _degrees(self, sites: Sequence[int]) -> list[tuple[float | None, float | None]]:
        shapes = self.candidates.shapes[list(sites)]
        if not len(shapes) or any(shape is None for shape in shapes) or not self.candidates.epsg:
            return [(None, None)] * len(sites)
        points = shapely.get_coordinates(to_degrees(shapely.point_on_surface(shapes), self.candidates.epsg))
        return [(float(lon), float(lat)) for lon, lat in points]


def site(question: Question, sources: Sources) -> Answer:
    """Answers a question. Raises Refused, everything at once where it can, for what cannot be read or asked."""
    demand, candidates, existing = _rows(question, sources)
    for column, value in question.where:
        demand = demand.only(column, value)
    people, told = amounts_of(demand, question.weight, DEMAND_WORDS, "每行需求按 1 计")
    costs = costs_between(demand, candidates, question.choice, sources)
    rules = _rules(question, candidates, existing)
    problem = SitingProblem(
        costs=costs,
        weights=numpy.asarray(people, dtype=float),
        rules=rules,
        demand_names=_called(demand),
        candidate_names=_called(candidates),
    )
    count = question.count
    if question.method in COUNTED and count is None:
        count = len(existing) + (question.new or 0)
    plan = _solve(question, problem, count or 0, question.radius or 0.0)
    varied = None
    if question.variants and plan.open:
        varied = sensitivity(
            lambda p, radius: _solve(question, problem, p, radius, brief=True),
            plan,
            count=count if question.method in COUNTED else None,
            radius=question.radius if question.method in WITHIN_RADIUS else None,
        )
    notes = (*demand.findings, *candidates.findings, *told, *costs.findings, *_doubles(candidates, costs))
    if question.capacity and plan.open:
        notes = (*notes, _shared())
    return Answer(question, plan, problem, costs, demand, candidates, serve(problem, plan.open), notes, varied)


def _solve(question: Question, problem: SitingProblem, count: int, radius: float, *, brief: bool = False) -> Plan:
    deadline = Deadline(question.limit_s)
    if question.method == "p-median":
        return p_median(problem, count, deadline=deadline)
    if question.method == "mclp":
        return mclp(problem, count, radius, deadline=deadline)
    if question.method == "lscp":
        return lscp(problem, radius, deadline=deadline, certain=not brief)
    return p_center(problem, count, deadline=deadline, certain=not brief)


def _rows(question: Question, sources: Sources) -> tuple[PlacedRows, PlacedRows, Sequence[int]]:
    """Demand, candidates with the existing sites after them, and the places of those."""
    given = question.choice.costs
    profile = profile_of(sources.settings)
    places = not given
    if question.demand or not given:
        demand = sources.rows(question.demand, needs_positions=places)
    else:
        demand = counted(matrix_shape(given)[0], "需求", profile)
    if question.candidates or not given:
        candidates = sources.rows(question.candidates, beside=demand, needs_positions=places)
    else:
        candidates = counted(matrix_shape(given)[1], "候选点", profile)
    if not len(demand) or not len(candidates):
        empty = demand if not len(demand) else candidates
        raise Refused.because("site.empty", f"{empty.title} 里没有一行", remedy="检查文件或图层")
    if not question.existing:
        return demand, candidates, ()
    if given and re.fullmatch(r"\d+([,，]\d+)*", question.existing):
        return demand, candidates, tuple(int(column) for column in re.split("[,，]", question.existing))
    standing = sources.rows(question.existing, beside=demand, needs_positions=places)
    for column, value in question.existing_where:
        standing = standing.only(column, value)
    first = len(candidates)
    return demand, _joined(candidates, standing), range(first, first + len(standing))


def _joined(candidates: PlacedRows, existing: PlacedRows) -> PlacedRows:
    """Both in one: the columns of either, empty where a row has none."""
    names = dict.fromkeys((*candidates.columns, *existing.columns))
    blank_1, blank_2 = [None] * len(candidates), [None] * len(existing)
    columns = {name: [*candidates.columns.get(name, blank_1), *existing.columns.get(name, blank_2)] for name in names}
    return replace(
        candidates,
        names=(*candidates.names, *existing.names),
        numbers=(*candidates.numbers, *existing.numbers),
        shapes=numpy.concatenate([candidates.shapes, existing.shapes]),
        columns=columns,
        findings=(*candidates.findings, *existing.findings),
    )


def _rules(question: Question, candidates: PlacedRows, existing: Sequence[int]) -> SiteRules:
    fixed, wrong_1 = _named(candidates, question.fixed, "必开")
    prohibited, wrong_2 = _named(candidates, question.prohibited, "禁用")
    if wrong := [*wrong_1, *wrong_2]:
        raise Refused(wrong)
    districts = tuple(candidates.texts(question.district)) if question.district else ()
    kept = existing if not question.may_close else ()
    return SiteRules(
        existing=tuple(existing),
        fixed=(*kept, *fixed),
        prohibited=tuple(prohibited),
        max_closed=question.may_close if existing and not kept else None,
        max_new=None if question.method in COUNTED and question.count is None else question.new,
        districts=districts,
        least=_quota(question.least, districts),
        most=_quota(question.most, districts),
        capacities=candidates.amounts(question.capacity) if question.capacity else None,
    )


def _quota(quota: Mapping[str, int], districts: Sequence[str]) -> dict[str, int]:
    every = dict.fromkeys(sorted(set(districts)), quota[EVERY]) if EVERY in quota else {}
    return every | {label: number for label, number in quota.items() if label != EVERY}


def _called(rows: PlacedRows) -> tuple[str, ...]:
    """The names of rows; none where they are only numbers, so that messages say what is numbered."""
    return () if rows.names == tuple(map(str, range(len(rows)))) else rows.names


def _named(candidates: PlacedRows, names: Sequence[str], word: str) -> tuple[list[int], list[Finding]]:
    """The places of candidates called so, and a finding for each name that nobody or several have."""
    found: list[int] = []
    wrong: list[Finding] = []
    for name in names:
        places = [place for place, known in enumerate(candidates.names) if known == name]
        if len(places) == 1:
            found += places
            continue
        what = f"有 {len(places)} 个候选点叫" if places else "没有候选点叫"
        message = f"{word}：{what}“{name[:40]}”"
        wrong.append(
            Finding("site.candidate_name", Severity.ERROR, message, value=name[:80], remedy="核对候选点的名称")
        )
    return found, wrong


def _shared() -> Finding:
    message = "有容量限制：“服务”按分担计；各处的平均和最远、以及 -o 的去向，仍按最近的一处计"
    return Finding("site.capacity_shared", Severity.WARNING, message, remedy="以“服务”的数量安排床位")


def _doubles(candidates: PlacedRows, costs: Costs) -> list[Finding]:
    """Candidates that stand on each other: any of them does, and none of them is certain."""
    if any(shape is None for shape in candidates.shapes) or costs.unit.value == "matrix":
        return []
    _, times = numpy.unique(numpy.round(candidates.points(), 3), axis=0, return_counts=True)
    doubled = int((times - 1).sum())
    if not doubled:
        return []
    message = f"{doubled} 个候选点与另一个在同一位置，选哪个都一样"
    return [Finding("site.candidate_double", Severity.INFO, message, value=str(doubled), remedy="去掉重复的候选点")]
