"""Covering by sites of limited room as a mixed-integer program: rows may be shared between sites that cover them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, diags, hstack, identity, vstack

from layers.siting.mixed_program import INFINITE, Program

Floats = NDArray[np.float64]
Rules = tuple[csr_matrix, Floats, Floats]


def program_with_room(
    matrix: csr_matrix, weights: Floats, room: Floats, rules: Rules, bounds: tuple[Floats, Floats], costs: Floats
) -> Program:
    """Open or not for each site (the first columns), then the part of each row's weight that each of its sites serves.

    Every row is served wholly, no site beyond its room, and `rules` (rows over the sites, least, most) hold.
    """
    count, sites = matrix.shape
    rows, columns = matrix.nonzero()
    pairs = np.arange(len(rows))
    unit = float(weights.mean()) if count else 1.0
    served = csr_matrix((np.ones(len(pairs)), (rows, pairs)), shape=(count, len(pairs)))
    used = csr_matrix((weights[rows] / unit, (columns, pairs)), shape=(sites, len(pairs)))
    opened = csr_matrix((np.ones(len(pairs)), (pairs, columns)), shape=(len(pairs), sites))
    fits = np.minimum(room, weights.sum()) / unit
    parts = [
        hstack([csr_matrix((count, sites)), served]),
        hstack([-diags(fits), used]),
        hstack([-opened, identity(len(pairs))]),
        hstack([rules[0], csr_matrix((rules[0].shape[0], len(pairs)))]),
    ]
    nothing = np.full(sites + len(pairs), -INFINITE)
    return Program(
        costs=np.concatenate([costs, np.zeros(len(pairs))]),
        matrix=csr_matrix(vstack(parts)),
        row_low=np.concatenate([np.ones(count), nothing, rules[1]]),
        row_high=np.concatenate([np.ones(count), np.zeros(len(nothing)), rules[2]]),
        low=np.concatenate([bounds[0], np.zeros(len(pairs))]),
        high=np.concatenate([bounds[1], np.ones(len(pairs))]),
        whole=np.arange(sites + len(pairs)) < sites,
    )
