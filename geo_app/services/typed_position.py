"""A position as a form posts it: two numbers for a point, GeoJSON or WKT for lines and areas."""

from __future__ import annotations

import json
from typing import Any

import numpy
import shapely
from shapely.geometry import shape as shape_of
from shapely.geometry.base import BaseGeometry

from gazetteer.findings import Finding, Severity
from layers.degrees import parse_degrees
from layers.layer import Geometry, Layer
from layers.positions import check_position
from layers.profile import CountyProfile

LONGEST_TEXT = 2_000_000
MOST_VERTICES = 100_000
COLUMN = "位置"

Read = tuple[BaseGeometry | None, list[Finding]]


def read_point(lon: str, lat: str, profile: CountyProfile) -> Read:
    """A point from two typed angles (decimal or degrees, minutes, seconds); None when both are empty.

    A position outside the county, swapped or zero is an error: it is never put right silently.
    """
    if not lon.strip() and not lat.strip():
        return None, []
    degrees, findings = [], []
    for text, axis in ((lon, "lon"), (lat, "lat")):
        try:
            degrees.append(parse_degrees(text, axis))
        except ValueError as wrong:
            title = "经度" if axis == "lon" else "纬度"
            findings.append(
                Finding(
                    "position.unreadable",
                    Severity.ERROR,
                    f"{title}：{wrong}",
                    column=COLUMN,
                    value=text[:60],
                    remedy="写成 108.3600 或 108°21′36″，或在地图上点选",
                )
            )
    if findings:
        return None, findings
    findings = check_position(degrees[0], degrees[1], profile)
    return (None, findings) if findings else (shapely.Point(*degrees), [])


def read_drawing(layer: Layer, text: str, profile: CountyProfile) -> Read:
    """A line or area from GeoJSON or WKT in degrees (EPSG:4490); None when empty.

    Refuses other kinds of geometry, self-crossing areas and anything beyond the county and its surroundings.
    """
    if not text.strip():
        return None, []
    if len(text) > LONGEST_TEXT:
        return None, [_finding("position.size", "图形太大", "简化后再提交，或用导入")]
    try:
        found = _parsed(text.strip())
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError, shapely.errors.ShapelyError):
        return None, [_finding("position.unreadable", "图形不是可读的 GeoJSON 或 WKT", "在地图上重画，或核对文本")]
    findings = _judged(layer, found, profile)
    return (None, findings) if findings else (_promoted(found), [])


def drawing_text(geometry: BaseGeometry | None) -> str:
    """The text a form shows for a line or area: GeoJSON with nine decimals at most kept as stored."""
    return "" if geometry is None else str(shapely.to_geojson(geometry))


def _parsed(text: str) -> BaseGeometry:
    if not text.startswith("{"):
        return shapely.force_2d(shapely.from_wkt(text))
    document: Any = json.loads(text)
    if document.get("type") == "FeatureCollection":
        [document] = document["features"]
    if document.get("type") == "Feature":
        document = document["geometry"]
    return shapely.force_2d(shape_of(document))


def _judged(layer: Layer, found: BaseGeometry, profile: CountyProfile) -> list[Finding]:
    wanted = {Geometry.LINE: ("LineString", "MultiLineString"), Geometry.AREA: ("Polygon", "MultiPolygon")}
    if layer.geometry is None or found.geom_type not in wanted.get(layer.geometry, ()):
        word = "线" if layer.geometry is Geometry.LINE else "面"
        return [_finding("position.kind", f"{layer.title}应为{word}，实际为 {found.geom_type}", "重画后再提交")]
    xy = shapely.get_coordinates(found)
    if found.is_empty or not len(xy) or not numpy.isfinite(xy).all():
        return [_finding("position.empty", "图形没有坐标或坐标不是数字", "重画后再提交")]
    if len(xy) > MOST_VERTICES:
        return [_finding("position.size", f"图形有 {len(xy)} 个点，超过 {MOST_VERTICES}", "简化后再提交，或用导入")]
    if not shapely.is_valid(found):
        return [
            _finding("position.invalid", f"图形自相交或有重复：{shapely.is_valid_reason(found)[:100]}", "改正后再提交")
        ]
    west, south, east, north = profile.bounds
    lon, lat = xy[:, 0].mean(), xy[:, 1].mean()
    if not (west <= xy[:, 0].max() and xy[:, 0].min() <= east and south <= xy[:, 1].max() and xy[:, 1].min() <= north):
        return check_position(float(lon), float(lat), profile)
    return []


def _promoted(found: BaseGeometry) -> BaseGeometry:
    if isinstance(found, shapely.LineString):
        return shapely.MultiLineString([found])
    return shapely.MultiPolygon([found]) if isinstance(found, shapely.Polygon) else found


def _finding(rule: str, message: str, remedy: str) -> Finding:
    return Finding(rule, Severity.ERROR, message, column=COLUMN, remedy=remedy)
