"""Making a covering problem smaller without changing its answer: rows that others imply, sites that others replace."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

Floats = NDArray[np.float32]
Indices = NDArray[np.int64]
Mask = NDArray[np.bool_]
MOST_CELLS = 40_000_000
"""Rows × sites beyond this are not compared with each other: the table would take more than 160 MB."""
FIRST_CHUNK, MOST_CHUNK = 32, 512
"""Few strong rows drop most of the others, so the first comparison is a small one."""


@dataclass(frozen=True, slots=True, eq=False)
class Reduced:
    """`rows` still to be covered by some of `columns`; `chosen` are open already. Places in the matrix given."""

    rows: Indices
    columns: Indices
    chosen: Indices

    @property
    def solved(self) -> bool:
        """Whether the chosen sites cover everything."""
        return not len(self.rows)


def reduce_cover(matrix: csr_matrix, fixed: Mask, barred: Mask, *, replace_sites: bool) -> Reduced | None:
    """The covering problem without what need not be looked at; None when a row is left that no site covers.

    A row is dropped when another one's sites are all among its own; a site that alone covers a row is chosen. With
    `replace_sites` a site is dropped when another covers all it does: a smallest cover survives, not every one, so
    this may be done neither where sites differ otherwise (quotas) nor to tell what all covers have in common.
    """
    rows, columns, chosen = np.arange(matrix.shape[0]), np.flatnonzero(~fixed & ~barred), np.flatnonzero(fixed)
    if len(rows) and len(chosen):
        rows = rows[np.asarray(matrix[:, chosen].sum(axis=1)).ravel() == 0]
    while True:
        before = (len(rows), len(columns))
        if len(rows) * len(columns) > MOST_CELLS:
            return Reduced(rows, columns, chosen)
        table = matrix[rows][:, columns].toarray().astype(np.float32)
        counts = table.sum(axis=1)
        if len(rows) and not counts.all():
            return None
        only = np.unique(table[counts == 1].argmax(axis=1)) if len(rows) else np.zeros(0, np.int64)
        if len(only):
            chosen = np.concatenate([chosen, columns[only]])
            left = table[:, only].sum(axis=1) == 0
            stay = np.setdiff1d(np.arange(len(columns)), only)
            table, rows, columns = table[left][:, stay], rows[left], columns[stay]
        kept = least_rows(table)
        table, rows = table[kept], rows[kept]
        if replace_sites:
            columns = columns[greatest_rows(table.T)]
        if before == (len(rows), len(columns)) or not len(rows):
            return Reduced(rows, columns, np.sort(chosen))


def least_rows(table: Floats) -> Indices:
    """The rows of a 0/1 table that hold no other row (of equal ones the first)."""
    sizes = table.sum(axis=1)
    order = np.argsort(sizes, kind="stable")
    alive = np.ones(len(table), dtype=bool)
    for start, stop in _chunks(len(order)):
        some, rest = order[start:stop], order[start:]
        first, others = np.flatnonzero(alive[some]), np.flatnonzero(alive[rest])
        shared = table[some[first]] @ table[rest[others]].T
        inside = (shared > sizes[some[first]][:, None] - 0.5) & (others[None, :] > first[:, None])
        alive[rest[others[inside.any(axis=0)]]] = False
    return np.flatnonzero(alive)


def greatest_rows(table: Floats) -> Indices:
    """The rows of a 0/1 table that no other row holds (of equal ones the first), empty ones left out."""
    sizes = table.sum(axis=1)
    order = np.argsort(-sizes, kind="stable")
    order = order[sizes[order] > 0]
    alive = np.ones(len(table), dtype=bool)
    alive[sizes == 0] = False
    for start, stop in _chunks(len(order)):
        some, rest = order[start:stop], order[start:]
        first, others = np.flatnonzero(alive[some]), np.flatnonzero(alive[rest])
        shared = table[some[first]] @ table[rest[others]].T
        inside = (shared > sizes[rest[others]][None, :] - 0.5) & (others[None, :] > first[:, None])
        alive[rest[others[inside.any(axis=0)]]] = False
    return np.flatnonzero(alive)


def _chunks(length: int) -> Iterator[tuple[int, int]]:
    start, size = 0, FIRST_CHUNK
    while start < length:
        yield start, min(start + size, length)
        start, size = start + size, min(2 * size, MOST_CHUNK)
