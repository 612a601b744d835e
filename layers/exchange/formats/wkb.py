"""Geometry written as in GeoJSON → well-known binary (ISO, little-endian), or a reason why not."""

from __future__ import annotations

import math
import struct
from collections.abc import Callable, Sequence
from typing import Any

CODES = {
    "Point": 1,
    "LineString": 2,
    "Polygon": 3,
    "MultiPoint": 4,
    "MultiLineString": 5,
    "MultiPolygon": 6,
    "GeometryCollection": 7,
}
PARTS = {"MultiPoint": "Point", "MultiLineString": "LineString", "MultiPolygon": "Polygon"}
DIMENSION_CODES = {2: 0, 3: 1000, 4: 3000}
DEEPEST_COLLECTION = 8
LEAST = {"LineString": 2}


class BadGeometry(ValueError):
    """Why it is no geometry, in Chinese."""


def from_geojson(geometry: Any, depth: int = 0) -> bytes:
    """The binary of a GeoJSON geometry. Raises BadGeometry."""
    if not isinstance(geometry, dict):
        raise BadGeometry("几何不是一个对象")
    kind = geometry.get("type")
    if not isinstance(kind, str) or kind not in CODES:
        raise BadGeometry(f"几何类型“{str(kind)[:40]}”不认识")
    if kind == "GeometryCollection":
        return _collection(geometry, depth)
    coordinates = geometry.get("coordinates")
    dimension = _dimension(coordinates)
    return _written(kind, coordinates, dimension)


def _collection(geometry: dict[str, Any], depth: int) -> bytes:
    members = geometry.get("geometries")
    if not isinstance(members, list) or depth >= DEEPEST_COLLECTION:
        raise BadGeometry("几何集合写得不对，或套得太深")
    parts = [from_geojson(member, depth + 1) for member in members]
    return struct.pack("<BII", 1, CODES["GeometryCollection"], len(parts)) + b"".join(parts)


def _dimension(coordinates: Any) -> int:
    """How many numbers a position has, by the first one."""
    first = coordinates
    while isinstance(first, list) and first and isinstance(first[0], list):
        first = first[0]
    if not isinstance(first, list) or not first:
        raise BadGeometry("没有坐标")
    if len(first) not in DIMENSION_CODES:
        raise BadGeometry(f"一个位置应有 2 或 3 个数，实际有 {len(first)} 个")
    return len(first)


def _written(kind: str, coordinates: Any, dimension: int) -> bytes:
    head = struct.pack("<BI", 1, CODES[kind] + DIMENSION_CODES[dimension])
    if kind == "Point":
        return head + _position(coordinates, dimension)
    if kind == "LineString":
        return head + _positions(coordinates, dimension, 2)
    if kind == "Polygon":
        return head + _counted(coordinates, lambda ring: _ring(ring, dimension))
    return head + _counted(coordinates, lambda part: _written(PARTS[kind], part, dimension))


def _counted(parts: Any, written: Callable[[Any], bytes]) -> bytes:
    if not isinstance(parts, list) or not parts:
        raise BadGeometry("没有坐标")
    return struct.pack("<I", len(parts)) + b"".join(map(written, parts))


def _ring(ring: Any, dimension: int) -> bytes:
    if isinstance(ring, list) and ring and ring[0] != ring[-1]:
        raise BadGeometry("面的边界没有闭合（首尾两点不同）")
    return _positions(ring, dimension, 4)


def _positions(positions: Any, dimension: int, least: int) -> bytes:
    if not isinstance(positions, list) or len(positions) < least:
        raise BadGeometry(f"点数不够，至少 {least} 个")
    return struct.pack("<I", len(positions)) + b"".join([_position(one, dimension) for one in positions])


def _position(position: Any, dimension: int) -> bytes:
    if not isinstance(position, list) or len(position) != dimension:
        raise BadGeometry("坐标写得不对，或各点的维数不同")
    if not all(map(_is_number, position)):
        raise BadGeometry(f"坐标不是有限的数字：{_shown(position)}")
    return struct.pack(f"<{dimension}d", *position)


def _is_number(value: Any) -> bool:
    return type(value) in {int, float} and math.isfinite(value)


def _shown(position: Sequence[Any]) -> str:
    return "，".join(str(value)[:20] for value in position)
