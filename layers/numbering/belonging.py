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
ALONE_M = 100.0
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
        scene.usable[index] = False
        yield scene.judge.finding(
            "N11",
            f"{scene.title(index)}在所属区划 {divisions[index]} 范围外 {metres:.0f} m",
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
        for index, away in _strays(register.xy[at], at):
            _, near = tree.query(register.xy[index], k=min(NEIGHBOURS + 1, len(at_all)))
            others = [int(at_all[n]) for n in numpy.atleast_1d(near) if at_all[n] != index]
            foreign = {int(register.space_of[other]) for other in others}
            among = register.spaces[foreign.pop()].name if len(foreign) == 1 and space not in foreign else ""
            village = f"，在“{register.space(others[0]).village} {among}”的门牌中间" if among else ""
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


def _strays(xy: Floats, at: Integers) -> Iterator[tuple[int, float]]:
    """Plates far outside the spread of their group (median and MAD) and alone there; how far to the next one."""
    if len(at) < 5:
        return
    away = numpy.hypot(*(xy - numpy.median(xy, axis=0)).T)
    spread = 1.4826 * float(numpy.median(numpy.abs(away - numpy.median(away))))
    far = numpy.flatnonzero(away > numpy.median(away) + max(SPREADS * spread, LEAST_M))
    for n in far:
        others = numpy.delete(xy, n, axis=0)
        nearest = float(numpy.hypot(*(others - xy[n]).T).min())
        if nearest > ALONE_M:
            yield int(at[n]), nearest


def check_crossing(scene: Scene) -> Iterator[Finding]:
    """N12: the way from a plate to its own street crosses another, or another street is much nearer.

    A corner plot takes the number of the main road: standing near two streets is no error.
    """
    register, stood = scene.register, scene.stood
    at = numpy.flatnonzero(register.on_street & scene.usable)
    named = [n for n, space in enumerate(register.spaces) if space.axis is not None]
    if not len(at) or len(named) < 2:
        return
    axes = numpy.array([register.spaces[n].axis for n in named], dtype=object)
    tree = shapely.STRtree(axes)
    wrong: dict[int, int] = {}
    off = numpy.abs(stood.offset[at])
    own = numpy.array([space.axis for space in register.spaces], dtype=object)[register.space_of[at]]
    for row, other in _crossed(tree, axes, register.xy[at], stood.foot[at]):
        foreign = named[other] != register.space_of[at[row]]
        if foreign and not (off[row] <= CORNER_M and _junction_near(own[row], axes[other], stood.foot[at[row]])):
            wrong.setdefault(int(at[row]), named[other])
    far = numpy.flatnonzero(off > FAR_FROM_AXIS_M)
    if len(far):
        rows, nearest = tree.query_nearest(shapely.points(register.xy[at[far]]), all_matches=False)
        apart = shapely.distance(shapely.points(register.xy[at[far[rows]]]), axes[nearest])
        for row, other, metres in zip(far[rows].tolist(), nearest.tolist(), apart.tolist(), strict=True):
            if named[other] != register.space_of[at[row]] and metres < NEARER * off[row]:
                wrong.setdefault(int(at[row]), named[other])
    for index, other in sorted(wrong.items()):
        scene.usable[index] = False
        name = register.spaces[other].name
        yield scene.judge.finding(
            "N12",
            f"{scene.title(index)}离“{register.space(index).name}” {abs(stood.offset[index]):.0f} m，与它之间隔着“{name}”",
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
