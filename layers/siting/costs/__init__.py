"""Costs (成本) between demand and sites: straight lines, roads, or a matrix; one interface, always with unit and method.

`Costs` is what accessibility asks (`within`, `cheapest`); it is also a `CostTable`, so every optimiser takes it.
"""

from layers.siting.costs.contract import Costs as Costs
from layers.siting.costs.contract import Pairs as Pairs
from layers.siting.costs.contract import Unit as Unit
from layers.siting.costs.detour import DetourCosts as DetourCosts
from layers.siting.costs.matrix import GivenCosts as GivenCosts
from layers.siting.costs.matrix import costs_of_rows as costs_of_rows
from layers.siting.costs.matrix import load_matrix as load_matrix
from layers.siting.costs.straight import GeodesicCosts as GeodesicCosts
from layers.siting.costs.straight import PlanarCosts as PlanarCosts
