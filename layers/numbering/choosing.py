"""The next lawful number for a position: which space, which side, between which doors."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy
import shapely
from scipy.spatial import cKDTree

from gazetteer.errors import Refused
from gazetteer.numbering import Door, DoorNumber, Suggestion, next_number
from layers.numbering.along_streets import from_start, in_order, sides_of
from layers.numbering.axes import DEAD_ZONE_M, beside
from layers.numbering.proposals import stock_of, taken_keys
from layers.numbering.register import Floats
from layers.numbering.scene import Scene
from layers.numbering.walks import walks

NEAR_STREET_M = 60.0
NEAR_GROUP_M = 500.0
OCCUPIED_M = 3.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """A suggestion with the ground it rests on. `side` is left or right as numbers rise, "" in groups.

    `along_m` counts from where the street's numbers start; `off_m` is the way to its axis, or to the group's nearest
    door. `occupied_by` is the plate that hangs within 3 m already, None for none.
    """

    suggestion: Suggestion
    space: int
    side: str
    odd: bool | None
    along_m: float
    off_m: float
    occupied_by: int | None = None


def choose_number(scene: Scene, x_m: float, y_m: float, space: int | None = None) -> Chosen:
    """The number for a gate at a position in the register's metres, in `space` or in the nearest one.

    Raises Refused where no street or group is near, where the position lies on the axis, or where nobody knows
    which end the street starts from.
    """
    xy = numpy.array([[x_m, y_m]])
    at = _nearest(scene, xy) if space is None else space
    chosen = _on_street(scene, at, xy) if scene.register.spaces[at].axis is not None else _in_group(scene, at, xy)
    return replace(chosen, occupied_by=_occupied(scene, xy))


def _occupied(scene: Scene, xy: Floats) -> int | None:
    at = numpy.flatnonzero(scene.register.gates & scene.register.placed)
    if not len(at):
        return None
    away = numpy.hypot(*(scene.register.xy[at] - xy[0]).T)
    nearest = int(numpy.argmin(away))
    return int(at[nearest]) if away[nearest] <= OCCUPIED_M else None


def _nearest(scene: Scene, xy: Floats) -> int:
    register = scene.register
    point = shapely.Point(xy[0])
    streets = [(space.axis.distance(point), n) for n, space in enumerate(register.spaces) if space.axis is not None]
    if streets and min(streets)[0] <= NEAR_STREET_M:
        return min(streets)[1]
    at = numpy.flatnonzero(register.in_group & register.placed & scene.usable)
    if len(at):
        away, nearest = cKDTree(register.xy[at]).query(xy[0])
        if away <= NEAR_GROUP_M:
            return int(register.space_of[at[nearest]])
    raise Refused.because(
        "numbering.nothing_near",
        f"{NEAR_STREET_M:.0f} m 内没有街路巷，{NEAR_GROUP_M:.0f} m 内没有已编号的小组",
        remedy="用 --street 或 --group 指明编号范围",
    )


def _on_street(scene: Scene, at: int, xy: Floats) -> Chosen:
    register, followed = scene.register, scene.streets.get(at)
    name = register.spaces[at].name
    along, offset, _ = beside(numpy.array([register.spaces[at].axis], dtype=object), xy)
    if followed is None or not followed.heading:
        raise Refused.because(
            "numbering.start_unknown",
            f"“{name}”没有可据以编号的门牌，也不知道起点",
            remedy="先登记该路的编号起点和单号侧",
        )
    if abs(float(offset[0])) < DEAD_ZONE_M:
        raise Refused.because("numbering.on_axis", f"位置在“{name}”的轴线上，分不出哪一侧", remedy="点在门口")
    left = float(offset[0]) * followed.heading > 0
    apart = followed.judged_by.parity == "sides"
    odd = (left == (followed.judged_by.odd_side == "left")) if apart else None
    along_m = float(from_start(scene, at, along)[0])
    sides = [in_order(scene, side) for side in sides_of(scene) if side.space == at]
    doors = [
        Door(metres, number)
        for side in sides
        for index, metres in zip(side.at.tolist(), side.along.tolist(), strict=True)
        if isinstance(number := register.parsed[index], DoorNumber) and (odd is None or number.is_odd is odd)
    ]
    suggestion = next_number(along_m, doors, stock_of(scene, at, taken_keys(scene)), scene.profile, odd)
    return Chosen(
        suggestion=suggestion,
        space=at,
        side="left" if left else "right",
        odd=odd,
        along_m=along_m,
        off_m=abs(float(offset[0])),
    )


def _in_group(scene: Scene, at: int, xy: Floats) -> Chosen:
    """Between the two doors of the walk where the way round is shortest, or after the last one."""
    register = scene.register
    space = int(scene.number_space[register.space_of == at][0]) if (register.space_of == at).any() else at
    own = next((doors for n, doors in walks(scene) if n == space), numpy.empty(0, dtype=numpy.int64))
    own = own[[int(index) not in scene.out_of_order for index in own]] if len(own) else own
    places = register.xy[own]
    to = numpy.hypot(*(places - xy[0]).T) if len(own) else numpy.empty(0)
    inside = to[:-1] + to[1:] - numpy.hypot(*numpy.diff(places, axis=0).T) if len(own) > 1 else numpy.empty(0)
    costs = numpy.append(inside, to[-1:])
    best = float(numpy.argmin(costs)) + 0.5 if len(costs) else 0.0
    doors = [
        Door(float(n), number)
        for n, index in enumerate(own)
        if isinstance(number := register.parsed[index], DoorNumber)
    ]
    suggestion = next_number(best, doors, stock_of(scene, space, taken_keys(scene)), scene.profile, None)
    return Chosen(
        suggestion=suggestion,
        space=at,
        side="",
        odd=None,
        along_m=0.0,
        off_m=float(to.min()) if len(to) else 0.0,
    )
