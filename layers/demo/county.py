"""The whole demo county, layer by layer, in the order of the catalogue."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

from layers.demo.boundaries import boundary_edits
from layers.demo.divisions import division_edits, neighbour_edits
from layers.demo.facilities import facility_edits
from layers.demo.ground import lay_ground
from layers.demo.names import name_edits, places_of
from layers.demo.outlines import load_outlines
from layers.demo.plates import plan_plates, plate_edits
from layers.demo.settlements import (
    built_up_edits,
    group_edits,
    make_groups,
    make_streets,
    road_edits,
    street_edits,
)
from layers.facilities import KINDS
from layers.profile import CountyProfile
from layers.store.contract import Edit


def demo_layers(
    profile: CountyProfile, folder: Path, progress: Callable[[str], None] = lambda _: None
) -> Iterator[tuple[str, list[Edit]]]:
    """Pairs of layer key and CREATE edits. The same profile and folder always give the same edits.

    `folder` holds `divisions.csv` (and `plan_facts.csv`, `township_sites.csv` where known). Raises
    FileNotFoundError when the outline package is not installed.
    """
    progress("读取轮廓，生成乡镇和村的范围……")
    ground = lay_ground(profile, load_outlines(profile), folder)
    yield "division", division_edits(ground)
    yield "neighbouring_county", neighbour_edits(ground)
    progress("生成村民小组、街路巷和地名……")
    groups, streets = make_groups(ground), make_streets(ground)
    yield from name_edits(ground, places_of(ground, groups, streets)).items()
    yield "road", road_edits(ground, groups)
    yield "street", street_edits(ground, streets)
    progress("沿街、沿巷生成门楼牌和地址……")
    plates = plan_plates(ground, groups, streets)
    households = Counter(plate.group for plate in plates if plate.group)
    yield "villagers_group", group_edits(ground, groups, households)
    yield "built_up_area", built_up_edits(ground, streets)
    addresses, records = plate_edits(ground, plates)
    yield "address", addresses
    yield "door_plate", records
    progress("按公共边提取界线，生成界桩和设施……")
    yield from zip(("boundary_line", "boundary_marker", "marker_reference"), boundary_edits(ground), strict=True)
    facilities = facility_edits(ground, groups)
    yield from ((kind.key, facilities.get(kind.key, [])) for kind in KINDS)
