"""Plates that stand elsewhere: outside their village, far from their group, across another street."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy
import shapely
from scipy.spatial import cKDTree
from shapely.geometry.base import BaseGeometry

from gazetteer.findings import Finding
from layers.numbering.axes import DEAD_ZONE_M, grouped
from layers.numbering.register import Floats, Integers
from layers.numbering.scene import GroundRule, Scene

SPREADS = 8.0
LEAST_M = 80.0
ALONE_M, LONELY = 100.0, 4.0
"""A plate is alone when its group's next one is so far away, and so many times as far as is usual there."""

NEIGHBOURS = 3
FAR_FROM_AXIS_M = 40.0
NEARER = 0.5
TOLERANCE_M = 1.0
CORNER_M = 25.0
"""Within this of a junction a plate belongs to either street: a corner plot takes the main road's number."""


def outside_areas(divisions: Sequence[Any], shapes: Any, areas: Mapping[str, BaseGeometry]) -> tuple[Integers, Floats]:
    """Positions of the shapes that do not touch the area of their division, and how far off they are.

    Shapes and areas are in one planar CRS in metres. A division whose area is not known is not asked.
    """
    names, codes = numpy.unique(numpy.array([str(code or "") for code in divisions]), return_inverse=True)
    found, away = [numpy.empty(0, dtype=numpy.int64)], [numpy.empty(0)]
    for code, at in grouped(codes.ravel().astype(numpy.int64), ~shapely.is_missing(shapes)):
        area = areas.get(str(names[code]))
        if area is None:
            continue
        shapely.prepare(area)
        outside = at[~shapely.intersects(area, shapes[at])]
        if len(outside):
            found.append(outside)
            away.append(shapely.distance(area, shapes[outside]))
    order = numpy.argsort(numpy.concatenate(found), kind="stable")
    return numpy.concatenate(found)[order], numpy.concatenate(away)[order]


def check_village(scene: Scene) -> Iterator[Finding]:
    """N11: plates outside the area of the village that owns them, as far as it is known."""
    register = scene.register
    there = scene.usable & register.placed & register.live
    shapes = numpy.full(len(register), None, dtype=object)
    shapes[there] = shapely.points(register.xy[there])
    divisions = register.columns["division"]
    for index, metres in zip(*outside_areas(divisions, shapes, register.areas), strict=True):
        if metres < TOLERANCE_M:
            continue
        # A street may run along a border: beside its own street a door is judged along it all the same.
        beside_street = register.on_street[index] and abs(scene.stood.offset[index]) <= FAR_FROM_AXIS_M
        scene.usable[index] &= beside_street
        yield scene.judge.finding(
            "N11",
            f"{scene.title(index)}在所属的{register.division(divisions[index])}范围外 {metres:.0f} m",
            subject=register.ids[index],
            column="位置",
            value=str(divisions[index]),
            remedy="核对位置和所属区划；范围为示意时以实地为准",
        )


def check_group(scene: Scene) -> Iterator[Finding]:
    """N11: a plate alone, far from its group's other plates. A second cluster of the group is no error."""
    register = scene.register
    everybody = register.gates & register.placed & scene.usable
    if not everybody.any():
        return
    at_all = numpy.flatnonzero(everybody)
    tree = cKDTree(register.xy[at_all])
    for space, at in grouped(register.space_of, register.in_group & register.placed & scene.usable):
        for index, away, spread_out in _strays(register.xy[at], at):
            _, near = tree.query(register.xy[index], k=min(NEIGHBOURS + 1, len(at_all)))
            others = [int(at_all[n]) for n in numpy.atleast_1d(near) if at_all[n] != index]
            foreign = {int(register.space_of[other]) for other in others}
            among = register.space(others[0]) if len(foreign) == 1 and space not in foreign else None
            if among is None and not spread_out:
                continue
            village = f"，在{among.village}“{among.name}”的门牌中间" if among else ""
            scene.usable[index] = False
            yield scene.judge.finding(
                "N11",
                f"{scene.title(index)}离“{register.spaces[space].name}”其他门牌 {away:.0f} m{village}",
                name="numbering.outside_group",
                subject=register.ids[index],
                column="位置",
                value=f"{away:.0f}",
                remedy="核对位置和所属小组",
            )


def _strays(xy: Floats, at: Integers) -> Iterator[tuple[int, float, bool]]:
    """Plates alone in their group; how far to its next one (m); whether far outside its spread too (median and MAD)."""
    if len(at) < 5:
        return
    nearest = cKDTree(xy).query(xy, k=2)[0][:, 1]
    away = numpy.hypot(*(xy - numpy.median(xy, axis=0)).T)
    spread = 1.4826 * float(numpy.median(numpy.abs(away - numpy.median(away))))
    outside = away > numpy.median(away) + max(SPREADS * spread, LEAST_M)
    for n in numpy.flatnonzero(nearest > max(ALONE_M, LONELY * float(numpy.median(nearest)))):
        yield int(at[n]), float(nearest[n]), bool(outside[n])


def check_crossing(scene: Scene) -> Iterator[Finding]:
    """N12: the way from a plate to its own street crosses another, or another street is much nearer.

    A corner plot takes the number of the main road: standing near two streets is no error.
    """
    register, stood = scene.register, scene.stood
    at = numpy.flatnonzero(register.on_street & ~scene.shifted)
    named = [n for n, space in enumerate(register.spaces) if space.axis is not None]
    if not len(at) or len(named) < 2:
        return
    axes = numpy.array([register.spaces[n].axis for n in named], dtype=object)
    tree = shapely.STRtree(axes)
    wrong: dict[int, tuple[int, float | None]] = {}
    off = numpy.abs(stood.offset[at])
    own = numpy.array([space.axis for space in register.spaces], dtype=object)[register.space_of[at]]
    for row, other in _crossed(tree, axes, register.xy[at], stood.foot[at]):
        foreign = named[other] != register.space_of[at[row]]
        if foreign and not (off[row] <= CORNER_M and _junction_near(own[row], axes[other], stood.foot[at[row]])):
            wrong.setdefault(int(at[row]), (named[other], None))
    far = numpy.flatnonzero(off > FAR_FROM_AXIS_M)
    if len(far):
        rows, nearest = tree.query_nearest(shapely.points(register.xy[at[far]]), all_matches=False)
        apart = shapely.distance(shapely.points(register.xy[at[far[rows]]]), axes[nearest])
        for row, other, metres in zip(far[rows].tolist(), nearest.tolist(), apart.tolist(), strict=True):
            if named[other] != register.space_of[at[row]] and metres < NEARER * off[row]:
                wrong.setdefault(int(at[row]), (named[other], metres))
    for index, (other, apart_m) in sorted(wrong.items()):
        scene.usable[index] = False
        name = register.spaces[other].name
        where = f"中间隔着“{name}”" if apart_m is None else f"离“{name}”只有 {apart_m:.0f} m"
        yield scene.judge.finding(
            "N12",
            f"{scene.title(index)}离“{register.space(index).name}” {abs(stood.offset[index]):.0f} m，{where}",
            subject=register.ids[index],
            column="位置",
            value=name,
            remedy=f"核对位置；门开在“{name}”上的改编该处的号",
            related=(register.spaces[other].id,),
        )


def _crossed(tree: Any, axes: Any, gates: Floats, feet: Floats) -> Iterator[tuple[int, int]]:
    """Pairs of gate and axis where the line from gate to foot meets the axis well between its ends."""
    ways: Any = shapely.linestrings(numpy.stack([gates, feet], axis=1))
    rows, others = tree.query(ways, predicate="intersects")
    if not len(rows):
        return
    met = shapely.intersection(ways[rows], axes[others])
    clear = shapely.distance(met, shapely.points(feet[rows])) > 2 * DEAD_ZONE_M
    clear &= shapely.distance(met, shapely.points(gates[rows])) > DEAD_ZONE_M
    yield from zip(rows[clear].tolist(), others[clear].tolist(), strict=True)


def _junction_near(own: Any, other: Any, foot: Floats) -> bool:
    """Whether the two streets meet about where the plate stands: then it stands on the corner."""
    return bool(shapely.distance(shapely.intersection(own, other), shapely.Point(foot)) <= CORNER_M)


BELONGING_RULES = (
    GroundRule("N11", check_village, ("position",), lambda s: "" if s.register.areas else "没有村级区划的范围"),
    GroundRule("N11", check_group, ("position",)),
    GroundRule(
        "N12", check_crossing, ("position",), lambda s: "" if s.register.on_street.any() else "没有街路巷的轴线"
    ),
)
