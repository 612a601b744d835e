"""LSCP and p-center: how good, how well proved, how soon; beside spopt over two solvers.

Three grounds, each with a fixed seed. `samples`: door plates and candidates in growing number, straight lines, LSCP at
the least radius that covers everything; every peer gets the same matrix in the same run.
`graphs`: OR-Library's instances where OR_LIBRARY names their folder, else generated ones (their names say so): the
p-center, its known optimum, processor seconds of the proof; peers are asked too, in growing size. `county`: every door
plate and 1,000 candidates: LSCP at 1, 2 and 3 km and the p-center of 5 and 20 sites, 30 s each.

spopt 0.7: `LSCP.from_cost_matrix(matrix, radius)` and `PCenter.from_cost_matrix(matrix, p_facilities=p)`,
`.solve(solver, results=False)` with `pulp.PULP_CBC_CMD` (the CBC that PuLP carries) or `pulp.HiGHS`, one thread, messages
off, LIMIT_S each. A peer that does not answer one size is not asked for a larger one of its kind.

The peers say nothing of single sites and give any of equal plans; on samples and graphs we are asked the same, on the
county for all that we give.

Seconds of samples and graphs are the processor's (a solver's own process included), those of the county the wall's. A
ratio of `…_value` is the peer's value ÷ ours: both are better small. `claims` counts what a peer called solved and was
not: a value worse than ours by more than a millionth.
"""

from __future__ import annotations

import csv
import json
import os
import sys
import warnings
from collections.abc import Callable, Iterator, Mapping
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Any

import numpy

from benchmarks import compared
from benchmarks.clock import county_at
from benchmarks.location_graphs import FOLDER, graphs
from benchmarks.location_peers import timed
from geo_app.services.siting_files import placed_layer
from layers.catalog import layer
from layers.siting.costs import PlanarCosts
from layers.siting.deadline import Deadline
from layers.siting.lscp import lscp
from layers.siting.p_center import p_center
from layers.siting.plan import Plan, PlanStatus
from layers.siting.problem import SitingProblem

try:
    import pulp
    from spopt.locate import LSCP, PCenter
except ImportError:
    pulp = None

SEED = 621027
LIMIT_S, PROOF_S = 30.0, 100.0
"""What a peer may take, and what we may for a proof, by the wall's clock; a busy machine makes them short."""
SMALL_COUNTY = 5000
SAMPLES = ((100, 40), (300, 80), (1000, 150), (3000, 300))
SMALL_SAMPLES = ((30, 10), (60, 15))
COUNTY_SITES = 1000
COUNTY_RADII_M = (1000.0, 2000.0, 3000.0)
COUNTY_COUNTS = (5, 20)


@dataclass(frozen=True)
class Question:
    """A matrix with the radius of an LSCP, or the number of sites of a p-center; `known`: its optimum."""

    name: str
    costs: Any
    radius: float | None = None
    count: int = 0
    known: float | None = None

    @property
    def kind(self) -> str:
        """Which method."""
        return "center" if self.radius is None else "cover"


Found = tuple[float | None, bool]
"""The value (None: no plan), and whether it is called solved."""


def run(folder: Path) -> dict[str, Any]:
    """Figures, ratios, what was claimed, and the county."""
    with county_at(folder) as county:
        points = placed_layer(county.store, county.profile, layer("door_plate")).points()
    small = len(points) < SMALL_COUNTY
    ours: dict[str, float] = {"rows": len(points)}
    theirs: dict[str, dict[str, float]] = {}
    claims: dict[str, int] = {}
    unable: set[tuple[str, str]] = set()
    checked = []
    for question in (*_samples(points, SMALL_SAMPLES if small else SAMPLES), *_graphs(small)):
        value, solved, seconds = astuple(timed(_ours, question))
        ours |= _figures(question.name, value, solved, seconds)
        checked.append({"name": question.name, "known": question.known, "value": value, "proved": solved,
                        "seconds": round(seconds, 3)})  # fmt: skip
        for peer, work in _peers().items():
            if (peer, question.kind) in unable:
                continue
            their_value, claimed, spent = astuple(timed(work, question))
            theirs.setdefault(peer, {}).update(_figures(question.name, their_value, claimed, spent))
            worse = their_value is not None and value is not None and their_value > value * (1 + 1e-6)
            claims[peer] = claims.get(peer, 0) + int(claimed and worse)
            if not claimed or spent > LIMIT_S / 2:
                unable.add((peer, question.kind))
    answer = compared(ours, theirs)
    for peer, count in claims.items():
        answer["peers"][peer]["claims"] = count
    if pulp is None:
        answer["peers"]["spopt"] = {"not_installed": "pip install 'geo-app[bench]'"}
    answer["ours"] |= {"questions": checked, "county": _county(points, small)}
    return answer


def _samples(points: Any, sizes: tuple[tuple[int, int], ...]) -> Iterator[Question]:
    for demands, sites in sizes:
        dice = numpy.random.default_rng(SEED + demands)
        chosen = points[dice.choice(len(points), demands + sites, replace=False)]
        between = chosen[:demands, None] - chosen[None, demands:]
        costs = numpy.hypot(between[..., 0], between[..., 1])
        radius = float(numpy.ceil(costs.min(axis=1).max()))
        yield Question(f"cover_{demands}x{sites}", costs, radius=radius)


def _graphs(small: bool) -> Iterator[Question]:
    known: dict[str, float] = {}
    folder = os.environ.get(FOLDER, "")
    if folder and not small:
        with (Path(folder) / "optima.csv").open(encoding="utf-8") as lines:
            known = {row["name"]: float(row["pcenter_opt"]) for row in csv.DictReader(lines)}
    for graph in graphs(small=small):
        yield Question(
            f"center_{graph.name}_p{graph.count}", graph.costs, count=graph.count, known=known.get(graph.name)
        )


def _ours(question: Question) -> Found:
    problem = SitingProblem.of_matrix(question.costs)
    if question.radius is None:
        plan = p_center(problem, question.count, deadline=Deadline(PROOF_S), certain=False, nearer=False)
    else:
        plan = lscp(problem, question.radius, deadline=Deadline(PROOF_S), certain=False, nearer=False)
    return plan.objective, plan.status is PlanStatus.OPTIMAL


def _peers() -> Mapping[str, Callable[[Question], Found]]:
    if pulp is None:
        return {}
    return {
        "spopt_cbc": lambda question: _spopt(question, pulp.PULP_CBC_CMD(msg=False, timeLimit=LIMIT_S, threads=1)),
        "spopt_highs": lambda question: _spopt(question, pulp.HiGHS(msg=False, timeLimit=LIMIT_S, threads=1)),
    }


def _spopt(question: Question, solver: Any) -> Found:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        if question.radius is None:
            model = PCenter.from_cost_matrix(question.costs, p_facilities=question.count)
        else:
            model = LSCP.from_cost_matrix(question.costs, question.radius)
        try:
            model.solve(solver, results=False)
        except (RuntimeError, pulp.PulpSolverError):
            return None, False
    value = pulp.value(model.problem.objective)
    return (None if value is None else float(value)), model.problem.status == pulp.LpStatusOptimal


def _figures(name: str, value: float | None, solved: bool, seconds: float) -> dict[str, float]:
    found = {f"{name}_seconds": max(seconds, 0.001), f"{name}_solved": float(solved)}
    return found if value is None else found | {f"{name}_value": value}


def _county(points: Any, small: bool) -> list[dict[str, Any]]:
    dice = numpy.random.default_rng(SEED)
    sites = 60 if small else COUNTY_SITES
    candidates = points[dice.choice(len(points), sites, replace=False)] + dice.normal(0, 50, (sites, 2))
    problem = SitingProblem(costs=PlanarCosts(points, candidates), weights=numpy.ones(len(points)))
    limit_s = 2.0 if small else LIMIT_S
    rows = [_row(f"lscp {radius:g} m", lscp(problem, radius, deadline=Deadline(limit_s))) for radius in COUNTY_RADII_M]
    return rows + [
        _row(f"p-center {count}", p_center(problem, count, deadline=Deadline(limit_s))) for count in COUNTY_COUNTS
    ]


def _row(name: str, plan: Plan) -> dict[str, Any]:
    return {
        "name": name,
        "value": plan.objective,
        "lower_bound": plan.lower_bound,
        "gap_percent": None if plan.gap is None else round(100 * plan.gap, 4),
        "status": plan.status.value,
        "wall_seconds": round(plan.seconds, 2),
        "uncovered": len(plan.uncovered),
        "certain_open": len(plan.certain_open),
        "certain_closed": len(plan.certain_closed),
    }


if __name__ == "__main__":
    print(json.dumps(run(Path(sys.argv[1] if len(sys.argv) > 1 else "county")), ensure_ascii=False, indent=1))
