"""What it costs to travel an edge, in each direction: metres, minutes by road class, minutes on foot with slope."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy

from gazetteer.errors import Refused
from layers.siting.costs import Unit
from layers.siting.network.building import Floats, RoadNetwork

ASSUMED_SPEEDS_KMH: Mapping[str, float] = {
    "expressway": 80.0,
    "national": 60.0,
    "provincial": 50.0,
    "county": 40.0,
    "township": 30.0,
    "village": 20.0,
    "street": 25.0,
}
"""Speeds by road class (道路等级). An assumption, 未核实: the office replaces it by what it has measured."""
WALKING_KMH = 4.0
"""Elders walk slower than the 5 km/h usually taken; an assumption, 未核实."""
TOBLER_FLAT_KMH = 6.0 * float(numpy.exp(-3.5 * 0.05))


@dataclass(frozen=True, slots=True, eq=False)
class Travel:
    """`forward` and `backward` cost of each edge in `unit` (inf: not allowed); `access_per_m` off the road."""

    forward: Floats
    backward: Floats
    access_per_m: float
    unit: Unit
    method: str


def by_length(network: RoadNetwork) -> Travel:
    """Metres along the roads; the way to the road is counted in metres too."""
    return _travel(network, network.lengths_m, network.lengths_m, 1.0, Unit.METRES, "沿道路的里程")


def by_speed(network: RoadNetwork, speeds_kmh: Sequence[float] | Floats, *, walking_kmh: float = WALKING_KMH) -> Travel:
    """Minutes at the speed of each road (one per input row); to the road on foot. Raises Refused for a speed ≤ 0."""
    speeds = numpy.asarray(speeds_kmh, dtype=float)[network.row][network.line]
    _positive(speeds, "车速")
    minutes = network.lengths_m * _minutes_per_m(speeds)
    return _travel(
        network,
        minutes,
        minutes,
        _walked(walking_kmh),
        Unit.MINUTES,
        f"沿道路行车时间，到路边步行 {walking_kmh:g} km/h",
    )


def on_foot(network: RoadNetwork, *, walking_kmh: float = WALKING_KMH, slope: bool = False) -> Travel:
    """Minutes on foot, one-ways ignored. With `slope`, Tobler's function between the heights of an edge's ends.

    Tobler: 6·exp(−3.5·|rise/run + 0.05|) km/h, scaled so that flat ground is walked at `walking_kmh`. Raises
    Refused when `slope` is asked for and a node has no height.
    """
    per_m = _walked(walking_kmh)
    up = down = network.lengths_m * per_m
    words = f"沿道路步行时间（{walking_kmh:g} km/h）"
    if slope:
        if numpy.isnan(network.heights_m).any():
            raise Refused.because(
                "network.height", "道路没有高程，不能计坡度", remedy="用带高程（Z）的道路，或不计坡度"
            )
        rise = (network.heights_m[network.head] - network.heights_m[network.tail]) / numpy.maximum(
            network.lengths_m, 1e-9
        )
        up, down = up / _tobler(rise), down / _tobler(-rise)
        words += "，按 Tobler 函数计坡度"
    return Travel(up, down, per_m, Unit.MINUTES, f"{words}，{_joined(network)}")


def _tobler(rise: Floats) -> Floats:
    """Speed as a share of the speed on the flat."""
    return 6.0 * numpy.exp(-3.5 * numpy.abs(rise + 0.05)) / TOBLER_FLAT_KMH


def _travel(
    network: RoadNetwork, forward: Floats, backward: Floats, access_per_m: float, unit: Unit, words: str
) -> Travel:
    direction = network.direction[network.line]
    ahead, back = _best_of_twins(
        network, numpy.where(direction >= 0, forward, numpy.inf), numpy.where(direction <= 0, backward, numpy.inf)
    )
    return Travel(ahead, back, access_per_m, unit, f"{words}，{_joined(network)}")


def _best_of_twins(network: RoadNetwork, forward: Floats, backward: Floats) -> tuple[Floats, Floats]:
    """Where roads are drawn over each other, whoever stands on one may take the other."""
    twin, upward = network.twins()
    up, down = numpy.where(upward, forward, backward), numpy.where(upward, backward, forward)
    best_up, best_down = (numpy.full(int(twin.max()) + 1, numpy.inf) for _ in range(2))
    numpy.minimum.at(best_up, twin, up)
    numpy.minimum.at(best_down, twin, down)
    up, down = best_up[twin], best_down[twin]
    return numpy.where(upward, up, down), numpy.where(upward, down, up)


def _joined(network: RoadNetwork) -> str:
    crossings = "交叉处相通" if network.noded else "只在端点处相通"
    return f"端点相距 {network.tolerance_m:g} m 以内视为相连，{crossings}；点就近接到路边（不是接到路口），接入距离计入"


def _walked(walking_kmh: float) -> float:
    _positive(numpy.array([walking_kmh]), "步行速度")
    return float(_minutes_per_m(numpy.array([walking_kmh]))[0])


def _minutes_per_m(speeds_kmh: Floats) -> Floats:
    return numpy.asarray(60.0 / (1000.0 * speeds_kmh))


def _positive(speeds: Floats, what: str) -> None:
    if not (numpy.isfinite(speeds) & (speeds > 0)).all():
        raise Refused.because("network.speed", f"{what}应为大于零的数", remedy="补上每条道路的等级或速度")
