"""Costs along roads (路网成本): a network built from lines, points put on their nearest road, shortest ways.

`build_network` → `by_length`, `by_speed` or `on_foot` → `NetworkCosts`.
"""

from layers.siting.network.building import RoadNetwork as RoadNetwork
from layers.siting.network.building import build_network as build_network
from layers.siting.network.costs import NetworkCosts as NetworkCosts
from layers.siting.network.travel import ASSUMED_SPEEDS_KMH as ASSUMED_SPEEDS_KMH
from layers.siting.network.travel import Travel as Travel
from layers.siting.network.travel import by_length as by_length
from layers.siting.network.travel import by_speed as by_speed
from layers.siting.network.travel import on_foot as on_foot
