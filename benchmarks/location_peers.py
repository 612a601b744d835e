"""The peers of the location benchmark: spopt over two solvers, and the plain program on scipy's HiGHS.

Each gets a dense matrix and weights, one thread and LIMIT_S, and answers with its value, whether it calls that solved,
and the processor seconds of model and solver (those of a solver in a process of its own included).

- spopt 0.7: `PMedian.from_cost_matrix(matrix, weights, p_facilities=p)` and `MCLP.from_cost_matrix(matrix, weights,
  radius, p_facilities=p)`, `.solve(solver, results=False)` with `pulp.PULP_CBC_CMD` (the CBC that PuLP carries) or
  `pulp.HiGHS`, messages off.
- scipy: `milp` on the program every textbook gives (x ≤ y for each pair), sparse, built with numpy.
"""

from __future__ import annotations

import os
import resource
import sys
import time
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

try:
    import pulp
    from spopt.locate import MCLP, PMedian
except ImportError:
    pulp = None

LIMIT_S = 60.0


@dataclass(frozen=True)
class Question:
    """A matrix, weights, how many sites, and the radius for maximal coverage (None: p-median)."""

    costs: Any
    weights: Any
    count: int
    radius: float | None = None


@dataclass(frozen=True)
class Answer:
    """The value (None: no plan), whether it is called solved, and processor seconds."""

    value: float | None
    solved: bool
    seconds: float


Peer = Callable[[Question], tuple[float | None, bool]]


def timed(work: Peer, question: Question) -> Answer:
    """The answer of one run."""
    before = _spent_s()
    with _quiet():
        value, solved = work(question)
    return Answer(value, solved, _spent_s() - before)


def _spent_s() -> float:
    """Processor seconds of this process and of those it has waited for."""
    others = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + others.ru_utime + others.ru_stime


@contextmanager
def _quiet() -> Iterator[None]:
    """Solvers print a banner past Python's own stdout, where `--json` allows one document only."""
    sys.stdout.flush()
    kept = os.dup(1)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 1)
        yield
    finally:
        os.dup2(kept, 1)
        os.close(kept)
        os.close(nowhere)


def peers() -> Mapping[str, Peer | None]:
    """All peers by name; None for one that is not installed."""
    if pulp is None:
        return {"spopt_cbc": None, "spopt_highs": None, "scipy_milp": _milp}
    return {
        "spopt_cbc": lambda question: _spopt(question, pulp.PULP_CBC_CMD(msg=False, timeLimit=LIMIT_S, threads=1)),
        "spopt_highs": lambda question: _spopt(question, pulp.HiGHS(msg=False, timeLimit=LIMIT_S, threads=1)),
        "scipy_milp": _milp,
    }


def _spopt(question: Question, solver: Any) -> tuple[float | None, bool]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        if question.radius is None:
            model = PMedian.from_cost_matrix(question.costs, question.weights, p_facilities=question.count)
        else:
            model = MCLP.from_cost_matrix(
                question.costs, question.weights, question.radius, p_facilities=question.count
            )
        try:
            model.solve(solver, results=False)
        except (RuntimeError, pulp.PulpSolverError):
            return None, False
    value = pulp.value(model.problem.objective)
    return (None if value is None else float(value)), model.problem.status == pulp.LpStatusOptimal


def _milp(question: Question) -> tuple[float | None, bool]:
    program = _median(question) if question.radius is None else _coverage(question)
    costs, matrix, low, high, offset = program
    found = milp(
        costs,
        integrality=(numpy.arange(len(costs)) < question.costs.shape[1]).astype(int),
        bounds=Bounds(0, 1),
        constraints=LinearConstraint(matrix, low, high),
        options={"time_limit": LIMIT_S},
    )
    return (None, False) if found.x is None else (abs(float(found.fun) + offset), found.status == 0)


def _median(question: Question) -> tuple[Any, Any, Any, Any, float]:
    """Open sites first, then demand × site: each demand once, only at open sites."""
    demands, sites = question.costs.shape
    each = sparse.hstack([sparse.csr_matrix((demands, sites)), sparse.kron(sparse.eye(demands), numpy.ones(sites))])
    opened = sparse.kron(numpy.ones((demands, 1)), sparse.eye(sites))
    linked = sparse.hstack([opened, -sparse.eye(demands * sites)])
    number = sparse.csr_matrix(numpy.concatenate([numpy.ones(sites), numpy.zeros(demands * sites)])[None])
    low = numpy.concatenate([numpy.ones(demands), numpy.zeros(demands * sites), [question.count]])
    high = numpy.concatenate([numpy.ones(demands), numpy.full(demands * sites, numpy.inf), [question.count]])
    prices = numpy.concatenate([numpy.zeros(sites), (question.costs * question.weights[:, None]).ravel()])
    return prices, sparse.vstack([each, linked, number], format="csr"), low, high, 0.0


def _coverage(question: Question) -> tuple[Any, Any, Any, Any, float]:
    """Open sites first, then whether each demand is left out, which is what is minimised."""
    demands, sites = question.costs.shape
    near = sparse.csr_matrix((question.costs <= question.radius).astype(float))
    number = sparse.csr_matrix(numpy.concatenate([numpy.ones(sites), numpy.zeros(demands)])[None])
    matrix = sparse.vstack([sparse.hstack([near, sparse.eye(demands)]), number], format="csr")
    low = numpy.concatenate([numpy.ones(demands), [question.count]])
    high = numpy.concatenate([numpy.full(demands, numpy.inf), [question.count]])
    prices = numpy.concatenate([numpy.zeros(sites), question.weights])
    return prices, matrix, low, high, -float(question.weights.sum())
