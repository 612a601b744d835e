"""The line's own shape: whole, simple, begun at the right end, and equal to the edge both sides share."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import shapely
from shapely.geometry.base import BaseGeometry

from gazetteer.findings import Finding, Severity
from layers.boundaries.along import farthest_from
from layers.boundaries.checks.judging import REGULATION, SURVEY_STANDARD, Desk, Family, finding
from layers.boundaries.overview import LineOverview
from layers.boundaries.shared_edges import begins_west_or_north, shared_line
from layers.crs import GEOD

BROKEN_M = 0.1
DEVIATES_M, DEVIATES_MUCH_M = 1.0, 25.0  # survey accuracy; half a millimetre on a map of 1:50 000


def judge(seen: LineOverview, desk: Desk) -> Iterator[Finding]:  # noqa: ARG001  (every family is asked alike)
    """Findings about the shape of a line."""
    shape = seen.line.geometry
    if shape is None or shape.is_empty:
        yield finding("no_shape", Severity.ERROR, "界线没有图形", seen.line.id, clause=REGULATION, remedy="补录线形")
        return
    yield from _own_shape(seen, shape)
    yield from _shared_edge(seen, shape)


def _own_shape(seen: LineOverview, shape: BaseGeometry) -> Iterator[Finding]:
    if not shape.is_simple:
        yield finding(
            "self_crossing", Severity.ERROR, "界线与自身相交", seen.line.id, clause=SURVEY_STANDARD, remedy="改正线形"
        )
    parts = shapely.get_parts(shape)
    for n, (first, second) in enumerate(pairwise(parts), 1):
        (x1, y1), (x2, y2) = first.coords[-1][:2], second.coords[0][:2]
        gap_m = GEOD.inv(x1, y1, x2, y2)[2]
        if gap_m > BROKEN_M:
            yield finding(
                "broken",
                Severity.WARNING,
                f"界线第 {n} 段与第 {n + 1} 段之间断开 {gap_m:.1f} m",
                seen.line.id,
                remedy="核对是否缺段；确为两段的，在备注中说明",
            )
    if not _begins_as_measured(seen, shape):
        yield finding(
            "direction",
            Severity.WARNING,
            "线形的起点不在里程起点端（西端；南北走向的为北端），里程和桩号将反向",
            seen.line.id,
            clause="界桩自西向东、自北向南编号",
            remedy="把线形改为自西（北）端起",
        )


def _begins_as_measured(seen: LineOverview, shape: BaseGeometry) -> bool:
    """Whether the line begins at the end its chainages are registered to start from, else at its western or northern."""
    xy = shapely.get_coordinates(shape)
    (x1, y1), (x2, y2) = xy[0], xy[-1]
    origin = seen.line.values.get("measured_from")
    return bool({"west": x1 <= x2, "north": y1 >= y2}.get(str(origin or ""), begins_west_or_north(shape)))


def _shared_edge(seen: LineOverview, shape: BaseGeometry) -> Iterator[Finding]:
    sides = [seen.areas.get(str(seen.line.values[f"side_{side}_code"])) for side in "ab"]
    if sides[0] is None or sides[1] is None:
        message = "没有双方的区划图形，界线与区划边缘是否一致未核对"
        yield finding("areas_missing", Severity.INFO, message, seen.line.id, remedy="补录双方区划图形")
        return
    edge = shared_line(sides[0], sides[1])
    if edge.is_empty:
        message = "双方区划图形没有公共边，之间有缝隙或重叠"
        yield finding("edge_none", Severity.ERROR, message, seen.line.id, remedy="核对双方区划图形")
        return
    off_m = max(farthest_from(shape, edge), farthest_from(edge, shape))
    if off_m > DEVIATES_M:
        yield finding(
            "edge_deviation",
            Severity.ERROR if off_m > DEVIATES_MUCH_M else Severity.WARNING,
            f"界线与双方区划的公共边最远相差 {off_m:.1f} m（容许 {DEVIATES_M:g} m）",
            seen.line.id,
            clause=SURVEY_STANDARD,
            remedy="核对界线与区划图形，以协议书附图为准；系统不自动改线",
        )


FAMILY = Family("线形是否连续、不自交、自西（北）端起；与双方区划图形的公共边是否一致", judge)
