"""Costs between demand and candidates, read in blocks so that a large table never has to be whole in memory."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from gazetteer.findings import Finding, Severity

Floats = NDArray[np.float64]
Indices = NDArray[np.int64]
BLOCK_CELLS = 4_000_000
"""Cells of a matrix that are looked at together: about 32 MB."""
SHOWN = 5
"""How many wrong places a message lists."""


class CostTable(Protocol):
    """Costs of a demand (row) reaching a candidate (column), in the caller's unit; infinite where it cannot."""

    @property
    def shape(self) -> tuple[int, int]:
        """How many demands, how many candidates."""
        ...

    def pairs(self, demands: Indices, candidates: Indices) -> Floats:
        """The costs of demands[i] reaching candidates[i]."""
        ...

    def block(self, demands: Indices, candidates: Indices) -> Floats:
        """The costs of all `demands` (rows) reaching all `candidates` (columns)."""
        ...

    def nearest(self, demands: Indices, count: int) -> tuple[Indices, Floats]:
        """The `count` cheapest candidates of each demand, cheapest first, and their costs: two arrays of rows."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class MatrixCosts:
    """A matrix of demands × candidates; any real dtype, may be a memory map."""

    matrix: NDArray[np.floating]

    @property
    def shape(self) -> tuple[int, int]:
        """How many demands, how many candidates."""
        return self.matrix.shape[0], self.matrix.shape[1]

    def pairs(self, demands: Indices, candidates: Indices) -> Floats:
        """The costs of demands[i] reaching candidates[i]."""
        return np.asarray(self.matrix[demands, candidates], dtype=np.float64)

    def block(self, demands: Indices, candidates: Indices) -> Floats:
        """The costs of all `demands` reaching all `candidates`."""
        if len(candidates) == self.shape[1] and (candidates == np.arange(self.shape[1])).all():
            return np.asarray(self.matrix[demands], dtype=np.float64)
        return np.asarray(self.matrix[np.ix_(demands, candidates)], dtype=np.float64)

    def nearest(self, demands: Indices, count: int) -> tuple[Indices, Floats]:
        """The `count` cheapest candidates of each demand, cheapest first, equal costs in the matrix's order."""
        columns = self.shape[1]
        count = min(count, columns)
        sites = np.empty((len(demands), count), dtype=np.int64)
        costs = np.empty((len(demands), count))
        step = max(1, BLOCK_CELLS // max(columns, 1))
        for start in range(0, len(demands), step):
            rows = np.asarray(self.matrix[demands[start : start + step]], dtype=np.float64)
            if count < columns:
                kept = np.sort(np.argpartition(rows, count - 1, axis=1)[:, :count], axis=1)
                order = np.argsort(np.take_along_axis(rows, kept, axis=1), axis=1, kind="stable")
                found = np.take_along_axis(kept, order, axis=1)
            else:
                found = np.argsort(rows, axis=1, kind="stable")
            sites[start : start + step] = found
            costs[start : start + step] = np.take_along_axis(rows, found, axis=1)
        return sites, costs

    def faults(self) -> list[Finding]:
        """Costs that are no number, or negative; the first few with row and column."""
        broken, negative = _Places(), _Places()
        step = max(1, BLOCK_CELLS // max(self.shape[1], 1))
        for start in range(0, self.shape[0], step):
            rows = np.asarray(self.matrix[start : start + step])
            for places, wrong in ((broken, np.isnan(rows)), (negative, rows < 0)):
                places.note(start, wrong)
        return [
            *_faults("site.cost_nan", "不是数（NaN）", "补上费用；不可达的写作无穷大（inf）", broken),
            *_faults("site.cost_negative", "为负", "费用应不小于 0", negative),
        ]


def pairs_within(table: CostTable, demands: Indices, radius: float) -> tuple[Indices, Indices]:
    """All pairs at most `radius` apart, ordered by demand: places in `demands`, and candidates."""
    everyone = np.arange(table.shape[1])
    lines, columns = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
    step = max(1, BLOCK_CELLS // max(len(everyone), 1))
    for start in range(0, len(demands), step):
        line, column = np.nonzero(table.block(demands[start : start + step], everyone) <= radius)
        lines.append(line + start)
        columns.append(column)
    return np.concatenate(lines), np.concatenate(columns)


@dataclass(slots=True)
class _Places:
    """How many cells are wrong, and where the first few are."""

    count: int = 0
    first: list[tuple[int, int]] = field(default_factory=list)

    def note(self, start: int, wrong: NDArray[np.bool_]) -> None:
        self.count += int(wrong.sum())
        if len(self.first) < SHOWN and wrong.any():
            some = np.flatnonzero(wrong)[: SHOWN - len(self.first)]
            self.first += [
                (start + int(row), int(column))
                for row, column in zip(*np.unravel_index(some, wrong.shape), strict=True)
            ]


def _faults(rule: str, what: str, remedy: str, places: _Places) -> list[Finding]:
    if not places.count:
        return []
    listed = "、".join(f"第 {row} 行第 {column} 列" for row, column in places.first)
    message = f"费用矩阵有 {places.count} 个值{what}（从 0 起：{listed}）"
    return [Finding(rule, Severity.ERROR, message, remedy=remedy)]
