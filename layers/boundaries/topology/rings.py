"""What is wrong with single units by themselves: broken, empty, spiked, slivered. Each with its place."""

from __future__ import annotations

import math
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy
import shapely
from shapely import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from gazetteer.findings import Finding, Severity
from layers.boundaries.topology.broken import what_breaks
from layers.boundaries.topology.half_edges import Flags, Geometries, HalfEdges, Numbers
from layers.boundaries.topology.measuring import Measure
from layers.boundaries.topology.places import place

SPIKE_DEGREES = 1.0
SLIVER_WIDTH_M = 2.0
SLIVER_AREA_M2 = 100.0
SURELY = 0.2
"""What a true area is at least of the one counted in degrees as if at the equator, or in a Mercator plane."""
THREADS = 2


def usable_areas(
    areas: Sequence[BaseGeometry | None] | Geometries, names: Sequence[str], measure: Measure
) -> tuple[list[Finding], Geometries]:
    """Findings about broken units, and by unit the area by which it can be judged further (empty if there is none).

    A third dimension is left aside; lines and points of a mixed geometry are left aside and that is said.
    """
    usable = numpy.empty(len(areas), dtype=object)
    usable[:] = list(areas)
    deep = shapely.has_z(usable) | shapely.has_m(usable)
    usable[deep] = shapely.force_2d(usable[deep])
    bounds = numpy.abs(shapely.bounds(usable))
    placed = (bounds <= (180, 90, 180, 90)).all(axis=1) if measure.degrees else numpy.isfinite(bounds).all(axis=1)
    sound = placed & _valid(usable) & numpy.isin(shapely.get_type_id(usable), (3, 6)) & ~shapely.is_empty(usable)
    findings = []
    for unit in numpy.flatnonzero(~sound).tolist():
        found, usable[unit] = _repaired(usable[unit], names[unit], measure)
        findings += found
    return findings, usable


def _valid(areas: Geometries) -> Flags:
    """Whether each is valid; GEOS runs beside itself."""
    with ThreadPoolExecutor(THREADS) as pool:
        return numpy.concatenate(list(pool.map(shapely.is_valid, numpy.array_split(areas, THREADS * 4))))


def _repaired(area: BaseGeometry | None, name: str, measure: Measure) -> tuple[list[Finding], Polygon | MultiPolygon]:
    if area is None or area.is_empty:
        return [_finding("topology.empty", Severity.ERROR, name, "没有图形", "补充图形")], Polygon()
    if wrong := _impossible(shapely.get_coordinates(area), measure):
        return [_finding("topology.coordinate", Severity.ERROR, name, *wrong)], Polygon()
    findings = []
    if not area.is_valid:
        repaired = shapely.make_valid(area, method="structure", keep_collapsed=False)
        change = _square_m(repaired, measure) - _square_m(area, measure)
        remedy = f"改正边界；按规则重组后面积会变化 {change:+,.1f} m²，须由人确认"
        for words, where in what_breaks(area):
            message = f"{words}（{where}）" if where else words
            findings.append(_finding("topology.invalid_ring", Severity.ERROR, name, message, remedy, where))
        area = repaired
    parts = all_parts(area)
    polygons = [part for part in parts if isinstance(part, Polygon) and not part.is_empty]
    if not polygons:
        return [*findings, _finding("topology.not_area", Severity.ERROR, name, "不是面图形", "导出为面")], Polygon()
    if len(polygons) < len(parts) and not findings:
        message = f"图形里另有 {len(parts) - len(polygons)} 个点或线，没有计入"
        findings.append(_finding("topology.mixed", Severity.INFO, name, message, "只保留面"))
    return findings, polygons[0] if len(polygons) == 1 else shapely.multipolygons(polygons)


def _impossible(xy: Numbers, measure: Measure) -> tuple[str, ...]:
    """What coordinates no place has, and what to do; nothing when they are possible."""
    if not numpy.isfinite(xy).all():
        return "坐标中有不是数字的值", "重新采集"
    if measure.degrees and (beyond := (numpy.abs(xy) > (180, 90)).any(axis=1)).any():
        first = ", ".join(f"{number:g}" for number in xy[int(beyond.argmax())])
        return f"坐标超出经纬度的范围（{first}）", "核对坐标系：可能是平面坐标，或经度和纬度写反", first
    return ()


def _square_m(area: BaseGeometry, measure: Measure) -> float:
    polygons = [part for part in all_parts(area) if isinstance(part, Polygon)]
    return float(measure.areas_m2(numpy.array(polygons, dtype=object)).sum())


def all_parts(geometry: BaseGeometry) -> list[BaseGeometry]:
    """The simple geometries within collections of any depth."""
    parts: list[BaseGeometry] = []
    for part in shapely.get_parts(geometry).tolist():
        parts += all_parts(part) if hasattr(part, "geoms") else [part]
    return parts


def spikes(edges: HalfEdges, names: Sequence[str], measure: Measure) -> list[Finding]:
    """Vertices at which a ring turns back on itself by less than a degree."""
    if len(edges) == 0:
        return []
    begins = numpy.r_[True, edges.ring[1:] != edges.ring[:-1]]
    firsts = numpy.flatnonzero(begins)
    following = numpy.arange(1, len(edges) + 1)
    following[numpy.r_[firsts[1:], len(edges)] - 1] = firsts
    step = edges.segments[:, 2:] - edges.segments[:, :2]
    step[:, 0] *= measure.stretch(edges.segments[:, 1])
    after = step[following]
    cross = numpy.abs(step[:, 0] * after[:, 1] - step[:, 1] * after[:, 0])
    back = -(step * after).sum(axis=1)
    rows = numpy.flatnonzero((back > 0) & (cross < back * math.tan(math.radians(SPIKE_DEGREES))))
    findings = []
    for row in rows.tolist():
        where = place(edges.segments[row, 2:])
        message = f"边界有尖刺（夹角 {math.degrees(math.atan2(cross[row], back[row])):.2f}°，在 {where}）"
        name = names[int(edges.owner[row])]
        findings.append(_finding("topology.spike", Severity.WARNING, name, message, "核对该顶点", where))
    return findings


def slivers(units: Geometries, names: Sequence[str], measure: Measure) -> list[Finding]:
    """Tiny or very narrow parts and holes beside a unit's main body."""
    parts, unit = shapely.get_parts(units, return_index=True)
    rings, part = shapely.get_rings(parts, return_index=True)
    if len(rings) == 0:
        return []
    grounds = numpy.asarray(shapely.polygons(rings), dtype=object)
    areas = shapely.area(grounds) / measure.units_per_m() ** 2
    inner = numpy.r_[False, part[1:] == part[:-1]]
    owner = unit[part]
    largest = numpy.zeros(len(units))
    numpy.maximum.at(largest, owner, areas)
    beside = inner | (areas < largest[owner])
    lengths = shapely.length(grounds) / measure.units_per_m()
    small = (areas * SURELY < SLIVER_AREA_M2) | (2 * areas * SURELY < SLIVER_WIDTH_M * lengths)
    asked = numpy.flatnonzero(beside & small)
    areas = measure.areas_m2(grounds[asked])
    widths = 2 * areas / numpy.maximum(measure.perimeters_m(grounds[asked]), 1e-300)
    findings = []
    for n in numpy.flatnonzero((areas < SLIVER_AREA_M2) | (widths < SLIVER_WIDTH_M)).tolist():
        ring = asked[n]
        where = place(shapely.get_coordinates(shapely.point_on_surface(grounds[ring]))[0])
        word = "小洞" if inner[ring] else "碎片"
        message = f"有{word}：面积 {areas[n]:,.1f} m²，平均宽 {widths[n]:,.2f} m（在 {where}）"
        remedy = "确认是飞地、插花地还是采集误差"
        findings.append(_finding("topology.sliver", Severity.WARNING, names[owner[ring]], message, remedy, where))
    return findings


def _finding(rule: str, severity: Severity, name: str, message: str, remedy: str, value: str = "") -> Finding:
    return Finding(rule, severity, f"{name}：{message}", subject=name, value=value, remedy=remedy)
