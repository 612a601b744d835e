"""Where rows are: positions that cannot be, shapes that are not valid, points outside the county's outline."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

import numpy
import shapely

from gazetteer.findings import Finding, Severity
from layers.checks.ground import Ground
from layers.layer import Geometry, Layer
from layers.positions import check_position


def check_positions(ground: Ground, declared: Layer) -> Iterator[Finding]:
    """Missing, swapped, zero, not a number, outside the county's bounds; shapes that are not valid."""
    if declared.geometry is None:
        return
    shapes = ground.frame(declared.key).geometry.to_numpy()
    missing = shapely.is_missing(shapes)
    if declared.geometry is Geometry.POINT:
        wrong = ~missing & ~_within_bounds(ground, shapes)
    else:
        wrong = ~missing & ~shapely.is_valid(shapes)
    if not declared.geometry_required:
        missing[:] = False
    for index in numpy.flatnonzero(wrong | missing):
        row = ground.rows(declared)[index]
        if missing[index]:
            yield row.finding("position.missing", Severity.ERROR, "没有位置", remedy="在地图上点选，或填写坐标")
        elif declared.geometry is Geometry.POINT:
            for finding in check_position(shapely.get_x(shapes[index]), shapely.get_y(shapes[index]), ground.profile):
                message = f"{declared.title}“{row.label}”{finding.message}"
                yield dataclasses.replace(finding, subject=row.id, message=message)
        else:
            reason = shapely.is_valid_reason(shapes[index])
            yield row.finding(
                "geometry.invalid", Severity.ERROR, f"的图形不合规：{reason}", remedy="在图形编辑中改正自相交等问题"
            )


def _within_bounds(ground: Ground, shapes: numpy.ndarray) -> numpy.ndarray:
    west, south, east, north = ground.profile.bounds
    x, y = shapely.get_x(shapes), shapely.get_y(shapes)
    return (west <= x) & (x <= east) & (south <= y) & (y <= north)


def check_outline(ground: Ground, declared: Layer) -> Iterator[Finding]:
    """Points within the county's bounds but outside its outline. What stands on the boundary is not asked."""
    outline = ground.division_areas.get(ground.profile.code)
    if declared.geometry is not Geometry.POINT or declared.desk == "boundaries" or outline is None:
        return
    shapes = ground.frame(declared.key).geometry.to_numpy()
    outside = ~shapely.is_missing(shapes) & _within_bounds(ground, shapes)
    shapely.prepare(outline)
    outside &= ~shapely.intersects(outline, shapes)
    if not outside.any():
        return
    away_m = shapely.distance(ground.in_metres(outline), ground.in_metres(shapes[outside]))
    rows = ground.rows(declared)
    for index, metres in zip(numpy.flatnonzero(outside), away_m, strict=True):
        yield rows[index].finding(
            "position.outside_outline",
            Severity.WARNING,
            f"在县域轮廓外 {metres:.0f} m",
            value=f"{shapely.get_x(shapes[index])}, {shapely.get_y(shapes[index])}",
            remedy="核对坐标；轮廓为示意时以实地为准",
        )
