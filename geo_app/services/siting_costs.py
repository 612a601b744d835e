"""Which costs siting reckons with, as a person chose them: straight lines, longer ones, roads, or a matrix."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy

from gazetteer.errors import Refused
from geo_app.services.siting_files import Sources
from layers.exchange.reader import read_file
from layers.exchange.table import Cell
from layers.siting.costs import Costs, DetourCosts, PlanarCosts, costs_of_rows, load_matrix
from layers.siting.network import NetworkCosts, RoadNetwork, Travel, build_network, by_length, by_speed, on_foot
from layers.siting.network.travel import ASSUMED_SPEEDS_KMH
from layers.siting.placed_rows import PlacedRows

TRAVELS = ("length", "walk", "drive")
CLASS_COLUMNS = ("road_class", "等级", "道路等级")
ONE_WAY_COLUMNS = ("oneway", "one_way", "单行")
DIRECTIONS = {"1": 1, "yes": 1, "true": 1, "是": 1, "-1": -1}
TRIPLE = ("origin", "destination", "cost")


@dataclass(frozen=True, slots=True)
class CostChoice:
    """`costs` a .npy or a table of origin, destination, cost; else `roads` with `travel`; else straight × `detour`.

    Ends of roads within `joined_within_m` are one; points farther than `farthest_m` from every road are unreachable.
    """

    costs: str = ""
    roads: str = ""
    travel: str = "length"
    detour: float = 1.0
    joined_within_m: float = 1.0
    farthest_m: float = math.inf


STRAIGHT = CostChoice()


def costs_between(origins: PlacedRows, destinations: PlacedRows, choice: CostChoice, sources: Sources) -> Costs:
    """The costs chosen, between two sets of rows. Raises Refused for a matrix of another size and all unusable input."""
    if choice.costs:
        return _given(Path(choice.costs), origins, destinations)
    here, there = origins.points(), destinations.points()
    if choice.roads:
        rows = sources.rows(choice.roads, beside=origins)
        network = build_network(rows.shapes.tolist(), tolerance_m=choice.joined_within_m, directions=_directions(rows))
        return NetworkCosts(network, _travel(network, rows, choice.travel), here, there, farthest_m=choice.farthest_m)
    straight = PlanarCosts(here, there, crs=f"EPSG:{origins.epsg}" if origins.epsg else "plane")
    return straight if choice.detour == 1 else DetourCosts(straight, choice.detour)


def matrix_shape(text: str) -> tuple[int, int]:
    """Origins and destinations of a .npy matrix. Raises Refused for another file, which does not tell them."""
    file = Path(text)
    if file.suffix.lower() != ".npy":
        raise Refused.because(
            "costs.matrix", f"{file.name} 不是 .npy，须同时给出需求和设施", remedy="用 --demand、--supply"
        )
    return load_matrix(file).shape


def _given(file: Path, origins: PlacedRows, destinations: PlacedRows) -> Costs:
    if file.suffix.lower() == ".npy":
        costs: Costs = load_matrix(file)
    else:
        costs = costs_of_rows(_triples(file), origins.names, destinations.names)
    wanted = (len(origins), len(destinations))
    if costs.shape != wanted:
        raise Refused.because(
            "costs.matrix",
            f"成本矩阵是 {costs.shape[0]} × {costs.shape[1]}，需求 {wanted[0]} 个、设施 {wanted[1]} 个",
            remedy="行按需求的次序，列按设施的次序",
        )
    return costs


def _triples(file: Path) -> Iterator[tuple[int, str, str, float | None]]:
    tables = read_file(file, file.name).tables
    columns = [name.strip().lower() for name in tables[0].columns] if tables else []
    if not set(TRIPLE) <= set(columns):
        raise Refused.because(
            "costs.columns", f"{file.name} 应有 origin、destination、cost 三列", remedy="或用 .npy 矩阵"
        )
    origin, destination, cost = (columns.index(name) for name in TRIPLE)
    for row in tables[0].rows:
        yield row.number, _text(row.cells[origin]), _text(row.cells[destination]), _cost(row.cells[cost])


def _text(cell: Cell) -> str:
    return "" if cell is None else str(cell).strip()


def _cost(cell: Cell) -> float | None:
    try:
        return float(str(cell))
    except ValueError:
        return None


def _directions(rows: PlacedRows) -> list[int]:
    column = next((name for name in rows.columns if name.lower() in ONE_WAY_COLUMNS), None)
    if column is None:
        return [0] * len(rows)
    return [DIRECTIONS.get(str(cell).strip().lower(), 0) for cell in rows.columns[column]]


def _travel(network: RoadNetwork, rows: PlacedRows, travel: str) -> Travel:
    if travel == "walk":
        return on_foot(network)
    if travel == "length":
        return by_length(network)
    column = next((name for name in rows.columns if name in CLASS_COLUMNS), None)
    if column is None:
        raise Refused.because(
            "network.class",
            f"{rows.title} 没有道路等级列，不能按车速计",
            remedy=f"补上 {CLASS_COLUMNS[0]} 列，或用 --travel length",
        )
    speeds = numpy.array([ASSUMED_SPEEDS_KMH.get(str(cell), numpy.nan) for cell in rows.columns[column]])
    if numpy.isnan(speeds).any():
        unknown = {str(cell) for cell, speed in zip(rows.columns[column], speeds, strict=True) if numpy.isnan(speed)}
        raise Refused.because(
            "network.class",
            f"道路等级不认识：{'、'.join(sorted(unknown)[:10])}",
            remedy=f"可用：{'、'.join(ASSUMED_SPEEDS_KMH)}",
        )
    return by_speed(network, speeds)
