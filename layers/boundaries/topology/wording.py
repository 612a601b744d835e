"""What was found about a coverage, in words: what, where, how large, between whom, what to do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

import numpy
import shapely
from shapely.geometry.base import BaseGeometry

from gazetteer.findings import Finding, Severity
from layers.boundaries.topology.faces import Face, FaceKind
from layers.boundaries.topology.half_edges import Geometries, HalfEdges
from layers.boundaries.topology.places import place

WORDS = {FaceKind.GAP: "缝隙", FaceKind.OVERLAP: "重叠", FaceKind.GAP_OPEN: "向外敞开的缺口"}
SLIGHT_M, SERIOUS_M = 1.0, 10.0
"""Widths (m) from which a face is a warning, and an error: survey accuracy, and ten times that."""
SHOWN_UNITS = 6


def face_finding(face: Face, names: Sequence[str], tolerance_m: float) -> Finding:
    """The finding about a face; units are named, its place is a point inside it."""
    units = [names[unit] for unit in face.units]
    what = "超出外框的部分" if face.outside else WORDS[face.kind]
    where = place(shapely.get_coordinates(shapely.point_on_surface(face.polygon))[0])
    size = f"面积 {face.area_m2:,.1f} m²，宽约 {face.width_m:,.2f} m"
    return Finding(
        f"topology.{face.kind.value}",
        _severity(face.width_m, tolerance_m),
        f"{_shown(units) or '外框内'}：{what}，{size}（在 {where}）",
        subject="；".join(units),
        value=where,
        remedy="查看图形并由相关单元确认；系统不会自动修改归属",
        related=tuple(units),
    )


def _severity(width_m: float, tolerance_m: float) -> Severity:
    if width_m < max(SLIGHT_M, tolerance_m):
        return Severity.INFO
    return Severity.WARNING if width_m < SERIOUS_M else Severity.ERROR


def _shown(units: Sequence[str]) -> str:
    return "、".join(units[:SHOWN_UNITS]) + ("等" if len(units) > SHOWN_UNITS else "")


def units_wrong(names: Sequence[str], expected: Sequence[str]) -> Iterable[Finding]:
    """Units that occur more than once, that are missing, and that nobody expected (when a list was given)."""
    for name, count in Counter(names).items():
        if count > 1:
            message = f"单元“{name}”出现 {count} 次"
            yield _about(name, "topology.duplicate_unit", Severity.ERROR, message, "保留一个，或改正代码")
    for name in dict.fromkeys(expected):
        if name not in set(names):
            message = f"缺少单元“{name}”"
            yield _about(name, "topology.missing_unit", Severity.ERROR, message, "补充该单元的图形")
    for name in dict.fromkeys(names if expected else ()):
        if name not in set(expected):
            message = f"单元“{name}”不在应有单元的名单里"
            yield _about(name, "topology.unknown_unit", Severity.WARNING, message, "核对代码，或补充名单")


def _about(name: str, rule: str, severity: Severity, message: str, remedy: str) -> Finding:
    return Finding(rule, severity, message, subject=name, value=name, remedy=remedy)


def frame_apart(frame: BaseGeometry, units: Geometries) -> list[Finding]:
    """That the units lie nowhere near their frame, as when one of the files has another reference system."""
    bounds = shapely.bounds(units)
    if frame.is_empty or not numpy.isfinite(bounds).any():
        return []
    left, bottom, right, top = shapely.bounds(frame)
    within = (bounds[:, 0] < right) & (bounds[:, 2] > left) & (bounds[:, 1] < top) & (bounds[:, 3] > bottom)
    if within.any():
        return []
    remedy = "核对两个文件的坐标系，以及外框是否选对"
    return [Finding("topology.frame_apart", Severity.ERROR, "外框里没有任何单元", remedy=remedy)]


def loose_finding(loose: HalfEdges, names: Sequence[str]) -> list[Finding]:
    """Edges that only one side has without a gap or overlap worth reporting."""
    if len(loose) == 0:
        return []
    units = [names[unit] for unit in numpy.unique(loose.owner).tolist()]
    where = place(loose.segments[0])
    return [
        Finding(
            "topology.edge_mismatch",
            Severity.INFO,
            f"{_shown(units)}：有 {len(loose)} 条边只有一侧有顶点，没有形成达到面积下限的缝隙或重叠（如 {where} 处）",
            subject="；".join(units),
            value=where,
            remedy="建库时让相邻单元共用同一组顶点",
            related=tuple(units),
        )
    ]


def no_frame() -> Finding:
    """What cannot be judged without a frame."""
    return Finding(
        "topology.no_frame",
        Severity.INFO,
        "没有给出外框，向外敞开的缺口和外缘缺失无法判断",
        remedy="用 --frame 给出上级区划的范围",
    )


def unbalanced(imbalance_m2: float, least_area_m2: float) -> list[Finding]:
    """That the faces do not add up to what the areas differ by, so that one of them may have been missed."""
    if imbalance_m2 < least_area_m2:
        return []
    message = f"自检不平：各面的面积与单元面积之差不符，差 {imbalance_m2:,.1f} m²，可能有缝隙或重叠没有列出"
    remedy = "把坐标取到毫米（或 1e-8 度）后再检查，并把文件交给维护者"
    return [Finding("topology.unbalanced", Severity.ERROR, message, remedy=remedy)]
