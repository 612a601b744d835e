"""Linear and mixed-integer programs on HiGHS, with a deadline, a person's cancel, a warm start and an honest bound."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import highspy
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from layers.siting.deadline import Deadline

Floats = NDArray[np.float64]
INFINITE = highspy.kHighsInf


@dataclass(frozen=True, slots=True, eq=False)
class Program:
    """Minimise costs · x, with row_low ≤ matrix x ≤ row_high, low ≤ x ≤ high, and x whole where `whole`."""

    costs: Floats
    matrix: csr_matrix
    row_low: Floats
    row_high: Floats
    low: Floats
    high: Floats
    whole: NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Solved:
    """`values` of the best solution (None: none found), the proved lower bound, and whether there is none at all.

    `prices` are the rows' dual values, for linear programs solved to the end.
    """

    values: Floats | None
    bound: float
    impossible: bool
    prices: Floats | None = None


def solve(
    program: Program, deadline: Deadline, *, start: Floats | None = None, gap: float = 0.0, threads: int = 1
) -> Solved:
    """Solves within the deadline. A `start` is offered to the solver; the answer may still be worse than it."""
    solver = _Quiet(deadline)
    if np.isfinite(deadline.left_s):
        solver.setOptionValue("time_limit", max(0.01, deadline.left_s))
    solver.setOptionValue("mip_rel_gap", gap)
    solver.setOptionValue("threads", threads)
    solver.passModel(_model(program))
    if start is not None:
        solution = highspy.HighsSolution()
        solution.col_value = start.tolist()
        solver.setSolution(solution)
    solver.run()
    return _answer(solver, program)


class _Quiet(highspy.Highs):
    """HiGHS that says nothing: its own constructor prints a banner, so only the one below it is called."""

    def __init__(self, deadline: Deadline) -> None:
        super(highspy.Highs, self).__init__()
        self.silent()
        kinds = highspy.cb.HighsCallbackType
        self.setCallback(_ask, deadline)
        for kind in (kinds.kCallbackMipInterrupt, kinds.kCallbackSimplexInterrupt, kinds.kCallbackIpmInterrupt):
            self.startCallback(kind)


def _ask(_kind: Any, _message: str, _out: Any, into: Any, deadline: Deadline) -> None:
    """Lets the solver go on, or not."""
    if into is not None and deadline.called_off:
        into.user_interrupt = True


def _model(program: Program) -> Any:
    model = highspy.HighsLp()
    rows, columns = program.matrix.shape
    model.num_row_, model.num_col_ = rows, columns
    model.col_cost_ = program.costs
    model.col_lower_, model.col_upper_ = program.low, program.high
    model.row_lower_, model.row_upper_ = program.row_low, program.row_high
    model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    model.a_matrix_.start_ = program.matrix.indptr
    model.a_matrix_.index_ = program.matrix.indices
    model.a_matrix_.value_ = program.matrix.data.astype(np.float64)
    if program.whole.any():
        kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
        model.integrality_ = [kinds[int(flag)] for flag in program.whole]
    return model


def _answer(solver: Any, program: Program) -> Solved:
    status, info = solver.getModelStatus(), solver.getInfo()
    if status in {highspy.HighsModelStatus.kInfeasible, highspy.HighsModelStatus.kUnboundedOrInfeasible}:
        return Solved(None, INFINITE, impossible=True)
    feasible = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
    values = np.array(solver.getSolution().col_value) if feasible else None
    if program.whole.any():
        return Solved(values, float(info.mip_dual_bound), impossible=False)
    done = status == highspy.HighsModelStatus.kOptimal
    bound = float(info.objective_function_value) if done else -INFINITE
    prices = np.array(solver.getSolution().row_dual) if done else None
    return Solved(values, bound, impossible=False, prices=prices)
