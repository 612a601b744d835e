"""What is wrong with one unit's rings by themselves: broken, spiked, slivered, doubled, empty. Each with its place."""

from __future__ import annotations

import re

import numpy
import shapely
from shapely import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from gazetteer.findings import Finding, Severity
from layers.boundaries.topology.measuring import Measure

SPIKE_DEGREES = 1.0
SLIVER_WIDTH_M = 2.0
SLIVER_AREA_M2 = 100.0
REASONS = {
    "Self-intersection": "边界自相交",
    "Ring Self-intersection": "环自相交",
    "Hole lies outside shell": "内环在外环之外",
    "Nested holes": "内环相互嵌套",
    "Nested shells": "外环相互嵌套",
    "Duplicate Rings": "有重复的环",
    "Interior is disconnected": "内部被分割",
    "Too few points in geometry component": "环的点太少",
    "Invalid Coordinate": "坐标不是有效数字",
    "Ring is not closed": "环没有闭合",
}


def check_rings(area: BaseGeometry | None, name: str, measure: Measure) -> tuple[list[Finding], Polygon | MultiPolygon]:
    """Findings about one unit, and the area by which it can be judged further (empty when there is none).

    A third dimension is left aside; lines and points of a mixed geometry are named and left aside.
    """
    if area is None or area.is_empty:
        return [_finding("topology.empty", Severity.ERROR, name, "没有图形", "补充图形")], Polygon()
    flat = shapely.force_2d(area)
    if not numpy.isfinite(shapely.get_coordinates(flat)).all():
        return [_finding("topology.coordinate", Severity.ERROR, name, "坐标中有不是数字的值", "重新采集")], Polygon()
    findings = []
    if not flat.is_valid:
        reason = shapely.is_valid_reason(flat)
        findings.append(_broken(name, reason, flat, measure))
        flat = shapely.make_valid(flat)
    areas = [part for part in _all_parts(flat) if isinstance(part, Polygon) and not part.is_empty]
    if not areas:
        return [*findings, _finding("topology.not_area", Severity.ERROR, name, "不是面图形", "导出为面")], Polygon()
    usable = areas[0] if len(areas) == 1 else shapely.multipolygons(areas)
    findings += _spikes(usable, name)
    findings += _slivers(areas, name, measure)
    assert isinstance(usable, Polygon | MultiPolygon)  # noqa: S101
    return findings, usable


def _all_parts(geometry: BaseGeometry) -> list[BaseGeometry]:
    parts: list[BaseGeometry] = []
    for part in shapely.get_parts(geometry).tolist():
        parts += _all_parts(part) if hasattr(part, "geoms") else [part]
    return parts


def _broken(name: str, reason: str, area: BaseGeometry, measure: Measure) -> Finding:
    words, _, place = reason.partition("[")
    repaired = shapely.make_valid(area)
    change = float(measure.areas_m2(numpy.array([repaired]))[0] - measure.areas_m2(numpy.array([area]))[0])
    where = re.sub(r"\s+", ", ", place.rstrip("]").strip())
    said = REASONS.get(words.strip(), words.strip())
    return _finding(
        "topology.invalid_ring",
        Severity.ERROR,
        name,
        f"{said}（{where}）" if where else said,
        f"改正边界；按规则重组后面积会变化 {change:+,.1f} m²，须由人确认",
        where,
    )


def _spikes(area: BaseGeometry, name: str) -> list[Finding]:
    """Vertices at which a ring turns back on itself by less than a degree."""
    findings = []
    for ring in shapely.get_rings(shapely.get_parts(area)).tolist():
        xy = shapely.get_coordinates(ring)[:-1]
        before, after = numpy.roll(xy, 1, axis=0) - xy, numpy.roll(xy, -1, axis=0) - xy
        cross = before[:, 0] * after[:, 1] - before[:, 1] * after[:, 0]
        along = (before * after).sum(axis=1)
        angle = numpy.degrees(numpy.abs(numpy.arctan2(cross, along)))
        for n in numpy.flatnonzero(angle < SPIKE_DEGREES).tolist():
            where = f"{xy[n, 0]:.7g}, {xy[n, 1]:.7g}"
            message = f"边界有尖刺（夹角 {angle[n]:.2f}°，在 {where}）"
            findings.append(_finding("topology.spike", Severity.WARNING, name, message, "核对该顶点", where))
    return findings


def _slivers(parts: list[Polygon], name: str, measure: Measure) -> list[Finding]:
    """Tiny or very narrow parts and holes beside a unit's main body."""
    largest = max(parts, key=lambda part: part.area)
    pieces = [("碎片", part) for part in parts if part is not largest]
    pieces += [("小洞", Polygon(ring)) for part in parts for ring in part.interiors]
    findings = []
    for word, piece in pieces:
        area, perimeter = measure.area_and_perimeter_m(piece)
        width = 2 * area / perimeter if perimeter else 0.0
        if area < SLIVER_AREA_M2 or width < SLIVER_WIDTH_M:
            point = piece.representative_point()
            where = f"{point.x:.7g}, {point.y:.7g}"
            message = f"有{word}：面积 {area:,.1f} m²，平均宽 {width:,.2f} m（在 {where}）"
            findings.append(
                _finding("topology.sliver", Severity.WARNING, name, message, "确认是飞地、插花地还是采集误差", where)
            )
    return findings


def _finding(rule: str, severity: Severity, name: str, message: str, remedy: str, value: str = "") -> Finding:
    return Finding(rule, severity, f"{name}：{message}", subject=name, value=value, remedy=remedy)
