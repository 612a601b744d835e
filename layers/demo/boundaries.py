"""Demo boundary lines by shared edges of the outlines; markers and reference objects generated upon them."""

from __future__ import annotations

from datetime import date

import numpy
import shapely
from shapely import MultiLineString, Point

from layers.boundaries.lengths import chainages_m, geodesic_length_m
from layers.boundaries.shared_edges import shared_line
from layers.demo.ground import Ground
from layers.profile import Neighbour
from layers.store.contract import Edit

MARKER_SPACING_M = 6_500.0
OBJECTS = ("独立树", "窑洞口", "电杆", "水泥涵洞", "地埂角", "房屋西南角", "水塔", "桥头")


def boundary_edits(ground: Ground) -> tuple[list[Edit], list[Edit], list[Edit]]:
    """Lines, markers and reference objects."""
    lines, markers, references = [], [], []
    serials: dict[str, int] = {}
    for neighbour in sorted(ground.profile.neighbours, key=lambda n: n.code):
        line = shared_line(ground.county.area, ground.outlines.neighbours[neighbour.code])
        if line.is_empty:
            continue
        edit = _line(ground, neighbour, line)
        lines.append(edit)
        numbering = _numbering_unit(ground, neighbour)
        for k, (lon, lat, chainage_m) in enumerate(_positions(line)):
            serials[numbering] = serials.get(numbering, 0) + 1
            marker = _marker(ground, edit, neighbour, numbering, serials[numbering], (lon, lat), chainage_m, k)
            markers.append(marker)
            references += _references(ground, marker)
    return lines, markers, references


def _numbering_unit(ground: Ground, neighbour: Neighbour) -> str:
    """A provincial line is numbered as a whole by its two province codes, smaller first; a county line by itself."""
    ours, theirs = ground.profile.code[:2], neighbour.code[:2]
    return "".join(sorted((ours, theirs))) if ours != theirs else "".join(sorted((ground.profile.code, neighbour.code)))


def _line(ground: Ground, neighbour: Neighbour, line: MultiLineString) -> Edit:
    profile = ground.profile
    provincial = profile.province != neighbour.province
    sides = sorted([(profile.code, profile.name), (neighbour.code, neighbour.name)])
    code = (
        f"{_numbering_unit(ground, neighbour)}-{neighbour.code}" if provincial else _numbering_unit(ground, neighbour)
    )
    first, last = line.geoms[0].coords[0], line.geoms[-1].coords[-1]
    return ground.create(
        "boundary_line",
        code,
        profile.code,
        {
            "line_code": code,
            "name": f"{profile.name}—{neighbour.name}线",
            "level": "province" if provincial else "county",
            "status": "schematic",
            "side_a_code": sides[0][0],
            "side_a_name": sides[0][1],
            "side_b_code": sides[1][0],
            "side_b_name": sides[1][1],
            "approving_authority": None,
            "agreement_number": None,
            "agreement_length_m": None,
            "computed_length_m": round(geodesic_length_m(line), 1),
            "geometry_scale": ground.outlines.source[:190],
            "start_description": f"起点约在东经{first[0]:.4f}°、北纬{first[1]:.4f}°",
            "end_description": f"终点约在东经{last[0]:.4f}°、北纬{last[1]:.4f}°",
            "note": "线形示意，编码未核实；协议长度未录入" + ("；本段为省级界线的一段" if provincial else ""),
        },
        line,
        generated=ground.outlines.generated,
        source=ground.outlines.source,
    )


def _positions(line: MultiLineString) -> list[tuple[float, float, float]]:
    """Positions on vertices, both ends included, about MARKER_SPACING_M apart: longitude, latitude, chainage."""
    xy, along = shapely.get_coordinates(line), chainages_m(line)
    count = max(2, round(float(along[-1]) / MARKER_SPACING_M) + 1)
    picked = sorted(
        {int(numpy.argmin(numpy.abs(along - target))) for target in numpy.linspace(0, float(along[-1]), count)}
    )
    return [(float(xy[k, 0]), float(xy[k, 1]), float(along[k])) for k in picked]


def _marker(
    ground: Ground,
    line: Edit,
    neighbour: Neighbour,
    numbering: str,
    serial: int,
    position: tuple[float, float],
    chainage_m: float,
    k: int,
) -> Edit:
    random = ground.random(f"marker {numbering} {serial}")
    prefix = numbering if len(numbering) == 4 else ""
    number_text = f"{prefix}{serial:03d}Q"
    condition = "faded" if random.random() < 0.2 else "tilted" if random.random() < 0.08 else "intact"
    village = min(
        ground.villages.values(), key=lambda v: (v.centre[0] - position[0]) ** 2 + (v.centre[1] - position[1]) ** 2
    )
    township = ground.townships[village.parent_code].name
    return ground.create(
        "boundary_marker",
        f"{line.object_id}/{number_text}",
        ground.profile.code,
        {
            "number_text": number_text,
            "line": line.object_id,
            "serial": serial,
            "stand": "single",
            "material": "石质",
            "faces": 2,
            "location_a": f"{ground.profile.name}{township}{village.name}",
            "location_b": neighbour.name,
            "chainage_m": round(chainage_m, 1),
            "height_m": round(float(random.uniform(1050, 1480)), 1),
            "height_datum": "1985 国家高程基准",
            "method": "generated",
            "rmse_m": 1.0,
            "manager_side": "A" if k % 2 == 0 else "B",
            "status": "in_use",
            "condition": condition,
            "erected_on": date(1998, 9, 1),
            "inspected_on": date(2024, 6, 10),
            "note": "演示生成",
        },
        Point(position),
    )


def _references(ground: Ground, marker: Edit) -> list[Edit]:
    random = ground.random(f"references {marker.object_id}")
    names = random.choice(OBJECTS, 3, replace=False)
    azimuths = (float(random.uniform(0, 110)), float(random.uniform(125, 230)), float(random.uniform(245, 355)))
    return [
        ground.create(
            "marker_reference",
            f"{marker.object_id}/{n + 1}",
            ground.profile.code,
            {
                "marker": marker.object_id,
                "serial": n + 1,
                "name": str(names[n]),
                "point_description": "中心",
                "azimuth_deg": round(azimuths[n], 1),
                "distance_m": round(float(random.uniform(12, 90)), 2),
            },
        )
        for n in range(3)
    ]
