"""Instances of the p-median on graphs: OR-Library's where its files are given, else some of the same kind.

OR-Library's files `pmedN.txt` (J. E. Beasley): nodes, edges, p; then an edge a line, of which the last counts where
one is listed twice. Every node is demand of weight 1 and candidate. `optima.csv` beside them tells the known optima.
The environment's OR_LIBRARY names their folder; they are not part of this repository.
"""

from __future__ import annotations

import csv
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy

FOLDER = "OR_LIBRARY"
GENERATED = ((100, 5), (200, 10), (300, 5))
SMALL = ((40, 3), (60, 5))
SEED = 1985


@dataclass(frozen=True)
class Graph:
    """All shortest paths of a graph, how many sites, and the known optimum (None: made up, not known)."""

    name: str
    costs: Any
    count: int
    optimum: float | None = None


def graphs(*, small: bool) -> Iterator[Graph]:
    """OR-Library's instances by size, or generated ones; few and small ones where the county is small."""
    folder = os.environ.get(FOLDER, "")
    if folder and not small:
        yield from _published(Path(folder))
        return
    for nodes, count in SMALL if small else GENERATED:
        yield Graph(f"generated{nodes}", _generated(nodes), count)


def _published(folder: Path) -> Iterator[Graph]:
    with (folder / "optima.csv").open(encoding="utf-8") as lines:
        for row in sorted(csv.DictReader(lines), key=lambda row: int(row["n"])):
            numbers = [int(word) for word in (folder / f"{row['name']}.txt").read_text().split()]
            nodes, edges, count = numbers[:3]
            ends = numpy.array(numbers[3 : 3 + 3 * edges]).reshape(-1, 3)
            yield Graph(row["name"], _shortest(nodes, ends), count, float(row["pmedian_opt"]))


def _generated(nodes: int) -> Any:
    """A ring, so that it hangs together, and four times as many edges as nodes in all."""
    dice = numpy.random.default_rng(SEED + nodes)
    ring = numpy.stack([numpy.arange(nodes), numpy.roll(numpy.arange(nodes), 1)], axis=1)
    ends = numpy.concatenate([ring, dice.integers(0, nodes, (3 * nodes, 2))]) + 1
    return _shortest(nodes, numpy.column_stack([ends, dice.integers(1, 101, len(ends))]))


def _shortest(nodes: int, edges: Any) -> Any:
    costs = numpy.full((nodes, nodes), numpy.inf)
    for one, other, length in edges:
        costs[one - 1, other - 1] = costs[other - 1, one - 1] = length
    numpy.fill_diagonal(costs, 0.0)
    for middle in range(nodes):
        numpy.minimum(costs, costs[:, middle, None] + costs[None, middle], out=costs)
    return costs
