"""p-median and maximal coverage: how good, how well proved, how soon; beside spopt and a plain mixed-integer program.

Three grounds, each with a fixed seed:

- `county`: every door plate is demand of 1 to 3 people (half of them nobody), 1,000 candidates within some 50 m of
  plates, straight lines; p = 75 in 20 s, and coverage at 1, 2 and 3 km in 10 s each: value, proved gap, seconds of
  the wall (it works against the clock, so a machine busy with something else proves less) and of the processor, and
  the most memory this process has held by then.
- `graphs`: OR-Library's instances where OR_LIBRARY names their folder, else generated ones (their names say so):
  whether the known optimum is the value after 1 s, whether it is proved, and processor seconds of the proof.
- samples: two of the graphs, and plates and candidates in growing number, with every peer on the same matrix in the
  same run (`location_peers` tells their set-up; 60 s each), in processor seconds, a solver's own process included. A
  peer that does not solve one size is not asked for a larger one of its kind.

A ratio of `…_value` is the peer's value ÷ ours: p-median is better small, coverage large. `unsolved` names what was
not called solved; `claims` counts what a peer called solved and was not: worse than ours by more than a millionth.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy

from benchmarks import compared
from benchmarks.clock import county_at, processor_seconds
from benchmarks.location_graphs import Graph, graphs
from benchmarks.location_peers import Answer, Question, peers, timed
from geo_app.services.siting_files import placed_layer
from layers.catalog import layer
from layers.siting.costs import PlanarCosts
from layers.siting.deadline import Deadline
from layers.siting.mclp import mclp
from layers.siting.p_median import p_median
from layers.siting.plan import Plan, PlanStatus
from layers.siting.problem import SitingProblem

SEED = 621027
SMALL_COUNTY = 5000
COUNTY_SITES, COUNTY_COUNT = 1000, 75
SAMPLES = ((100, 40, 5), (300, 60, 8), (600, 80, 10), (1000, 100, 20))
SMALL_SAMPLES = ((30, 10, 3), (60, 15, 4))
COVERED_SHARE = 0.6
"""The radius of a sample is what the median plan's demands have to go at this quantile."""
VALUE_S, PROOF_S = 1.0, 100.0


def run(folder: Path) -> dict[str, Any]:
    """Figures, ratios, and what was claimed."""
    with county_at(folder) as county:
        points = placed_layer(county.store, county.profile, layer("door_plate")).points()
    small = len(points) < SMALL_COUNTY
    county_rows = _county(points, small)  # first: the most memory held is this process's, peers' included
    ours: dict[str, float] = {"rows": len(points)}
    found: dict[str, dict[str, float]] = {}
    missing: set[str] = set()
    claims: dict[str, int] = {}
    unsolved: dict[str, list[str]] = {"ours": []}
    unable: set[tuple[str, str]] = set()
    for name, kind, question in _samples(points, small):
        mine = timed(_ours, question)
        ours |= _figures(name, mine)
        unsolved["ours"] += [] if mine.solved else [name]
        for peer, work in peers().items():
            if work is None:
                missing.add(peer)
            elif (peer, kind) not in unable:
                answer = timed(work, question)
                found.setdefault(peer, {}).update(_figures(name, answer))
                claims[peer] = claims.get(peer, 0) + _wrongly_solved(answer, mine, question)
                unsolved.setdefault(peer, [])
                if not answer.solved:
                    unable.add((peer, kind))
                    unsolved[peer].append(name)
    answer = compared(ours, found)
    for peer, count in claims.items():
        answer["peers"][peer] |= {"claims": count, "unsolved": unsolved[peer]}
    answer["peers"] |= {peer: {"not_installed": "pip install 'geo-app[bench]'"} for peer in missing}
    answer["ours"] |= {"unsolved": unsolved["ours"], "graphs": _graphs(small), "county": county_rows}
    return answer


def _samples(points: Any, small: bool) -> Iterator[tuple[str, str, Question]]:
    sizes: dict[int, Graph] = {}
    for graph in graphs(small=small):
        sizes.setdefault(len(graph.costs), graph)
    for graph in list(sizes.values())[:2]:
        yield f"median_{graph.name}", "graph", Question(graph.costs, numpy.ones(len(graph.costs)), graph.count)
    for demands, sites, count in SMALL_SAMPLES if small else SAMPLES:
        dice = numpy.random.default_rng(SEED + demands)
        chosen = points[dice.choice(len(points), demands + sites, replace=False)]
        between = chosen[:demands, None] - chosen[None, demands:]
        costs, weights = numpy.hypot(between[..., 0], between[..., 1]), dice.integers(1, 4, demands).astype(float)
        nearest = numpy.sort(costs, axis=1)[:, sites // count]
        radius = round(float(numpy.quantile(nearest, COVERED_SHARE)) / 2, 1)
        size = f"{demands}x{sites}_p{count}"
        yield f"median_{size}", "median", Question(costs, weights, count)
        yield f"coverage_{size}", "coverage", Question(costs, weights, count, radius)


def _ours(question: Question) -> tuple[float | None, bool]:
    problem = SitingProblem.of_matrix(question.costs, question.weights)
    deadline = Deadline(PROOF_S)
    if question.radius is None:
        plan = p_median(problem, question.count, deadline=deadline)
    else:
        plan = mclp(problem, question.count, question.radius, deadline=deadline)
    return plan.objective, plan.status is PlanStatus.OPTIMAL


def _figures(name: str, answer: Answer) -> dict[str, float]:
    value = {} if answer.value is None else {f"{name}_value": answer.value}
    return {f"{name}_seconds": answer.seconds, **value}


def _wrongly_solved(theirs: Answer, mine: Answer, question: Question) -> int:
    if not theirs.solved or theirs.value is None or mine.value is None:
        return 0
    worse = theirs.value - mine.value if question.radius is None else mine.value - theirs.value
    return int(worse > 1e-6 * abs(mine.value))


def _graphs(small: bool) -> list[dict[str, Any]]:
    rows = []
    for graph in graphs(small=small):
        problem = SitingProblem.of_matrix(graph.costs)
        found: dict[str, Plan] = {}

        def proof(problem: SitingProblem = problem, count: int = graph.count, found: Any = found) -> None:
            found["proof"] = p_median(problem, count, deadline=Deadline(PROOF_S))

        seconds = processor_seconds(proof, 1)
        soon = p_median(problem, graph.count, deadline=Deadline(VALUE_S))
        optimum = found["proof"].objective if graph.optimum is None else graph.optimum
        rows.append(
            {
                "name": graph.name,
                "nodes": len(graph.costs),
                "p": graph.count,
                "optimum": optimum,
                "value_after_1_s": soon.objective,
                "value": found["proof"].objective,
                "proved": found["proof"].status is PlanStatus.OPTIMAL,
                "proof_seconds": round(seconds, 3),
            }
        )
    return rows


def _county(points: Any, small: bool) -> list[dict[str, Any]]:
    dice = numpy.random.default_rng(SEED)
    sites, count = (60, 8) if small else (COUNTY_SITES, COUNTY_COUNT)
    candidates = points[dice.choice(len(points), sites, replace=False)] + dice.normal(0, 50, (sites, 2))
    people = dice.choice([0.0, 1.0, 2.0, 3.0], len(points), p=[0.5, 0.35, 0.12, 0.03])
    problem = SitingProblem(costs=PlanarCosts(points, candidates), weights=people)
    rows = [_row("p-median", lambda: p_median(problem, count, deadline=Deadline(2.0 if small else 20.0)))]
    for radius in (1000.0, 2000.0, 3000.0):

        def covered(radius: float = radius) -> Plan:
            return mclp(problem, count, radius, deadline=Deadline(2.0 if small else 10.0))

        rows.append(_row(f"mclp {radius:g} m", covered))
    return rows


def _row(name: str, work: Callable[[], Plan]) -> dict[str, Any]:
    started = time.process_time()
    plan = work()
    return {
        "name": name,
        "value": plan.objective,
        "lower_bound": plan.lower_bound,
        "upper_bound": plan.upper_bound,
        "gap_percent": None if plan.gap is None else round(100 * plan.gap, 5),
        "status": plan.status.value,
        "wall_seconds": round(plan.seconds, 2),
        "processor_seconds": round(time.process_time() - started, 2),
        "certain_open": len(plan.certain_open),
        "certain_closed": len(plan.certain_closed),
        "most_memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }


if __name__ == "__main__":
    print(json.dumps(run(Path(sys.argv[1] if len(sys.argv) > 1 else "county")), ensure_ascii=False, indent=1))
