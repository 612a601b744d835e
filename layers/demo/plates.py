"""Demo addresses and door plates, clustered as people live: along streets in the towns, along lanes in hamlets.

Numbers follow the profile's conventions: on streets odd and even by side, growing from the origin; in
villages running through each villagers' group.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy
import shapely
from shapely.geometry.base import BaseGeometry

from layers.crs import GEOD
from layers.demo.ground import Ground
from layers.demo.settlements import Group, Street, offset
from layers.store.contract import Edit

KIND_LETTERS = {"large": "D", "medium": "Z", "small": "X", "building": "L", "building_unit": "U"}
HOUSE_STEP_M = 17.0
LANE_STEP_M = 42.0
STREET_STEP_M = 8.0
SUB_NUMBER_STEP_M = 2.5
FIRST_INSTALLED = date(2019, 4, 1)


@dataclass(slots=True)
class PlannedPlate:
    """A plate before it has an id: where it hangs, what it says, what it belongs to."""

    kind: str
    division: str
    lon: float
    lat: float
    full_text: str
    face_text: str
    number_text: str
    number: int | None
    suffix: str
    address_kind: str
    street: str = ""
    group: str = ""
    parent: str = ""
    code: str = ""


def plan_plates(ground: Ground, groups: Sequence[Group], streets: Sequence[Street]) -> list[PlannedPlate]:
    """Exactly as many plates of each kind as the profile counts."""
    totals = ground.profile.plates.totals
    on_streets = _street_plates(ground, streets, totals["large"], totals["medium"])
    buildings = _building_plates(on_streets, totals["building"], totals["building_unit"])
    in_villages = _village_plates(ground, groups, totals["small"])
    plates = [*on_streets, *buildings, *in_villages]
    _keep_inside(ground, plates)
    serials: dict[tuple[str, str], int] = {}
    for plate in plates:
        key = (plate.division, plate.kind)
        serials[key] = serials.get(key, 0) + 1
        plate.code = f"{plate.division}-{KIND_LETTERS[plate.kind]}{serials[key]:05d}"
    return plates


def _street_plates(ground: Ground, streets: Sequence[Street], large: int, medium: int) -> list[PlannedPlate]:
    """Large plates on roads, medium ones on the rest and, where streets run out of frontage, as sub-numbers."""
    random = ground.random("street plates")
    slots = [slot for street in streets for slot in _frontage(street)]
    wanted = large + medium
    roads = [slot for slot in slots if slot[0].kind == "road"]
    chosen_large = {id(slot) for slot in _evenly(roads, large)}
    plates = [_on_street(ground, slot, "large", "") for slot in slots if id(slot) in chosen_large]
    rest = [slot for slot in slots if id(slot) not in chosen_large]
    plates += [_on_street(ground, slot, "medium", "") for slot in _evenly(rest, min(medium, len(rest)))]
    parents = list(plates)
    round_number = 1
    while len(plates) < wanted:
        for parent in random.permutation(len(parents))[: wanted - len(plates)].tolist():
            plates.append(_sub_number(parents[parent], round_number))
        round_number += 1
    return sorted(plates, key=lambda p: (p.street, p.number or 0, p.suffix))


def _frontage(street: Street) -> list[tuple[Street, int, float, float]]:
    """Gates along both sides: street, number, longitude, latitude."""
    xy = shapely.get_coordinates(street.line)
    bearings, _, steps = GEOD.inv(xy[:-1, 0], xy[:-1, 1], xy[1:, 0], xy[1:, 1])
    ends = numpy.cumsum(steps)
    slots = []
    odd_is_left = street.odd_side == "left"
    for n, along in enumerate(numpy.arange(10.0, float(ends[-1]) - 8.0, STREET_STEP_M)):
        k = int(numpy.searchsorted(ends, along))
        start = along - (ends[k - 1] if k else 0.0)
        lon, lat = offset(xy[k, 0], xy[k, 1], float(bearings[k]), float(start))
        for number, left in ((2 * n + 1, odd_is_left), (2 * n + 2, not odd_is_left)):
            gate = offset(lon, lat, float(bearings[k]) + (-90 if left else 90), 13.0)
            slots.append((street, number, *gate))
    return slots


def _evenly(items: Sequence[tuple[Street, int, float, float]], count: int) -> list[tuple[Street, int, float, float]]:
    if count >= len(items):
        return list(items)
    return [items[int(n)] for n in numpy.linspace(0, len(items) - 1, count)]


def _on_street(ground: Ground, slot: tuple[Street, int, float, float], kind: str, suffix: str) -> PlannedPlate:
    street, number, lon, lat = slot
    text = f"{number}号{suffix}"
    head = ground.head(street.division[:9])
    return PlannedPlate(
        kind,
        street.division,
        lon,
        lat,
        f"{head}{street.name}{text}",
        f"{street.name}{text}",
        text,
        number,
        suffix,
        "gate",
        street=street.code,
    )


def _sub_number(parent: PlannedPlate, serial: int) -> PlannedPlate:
    suffix = f"附{serial}号"
    lon, lat = offset(parent.lon, parent.lat, 90.0, SUB_NUMBER_STEP_M * serial)
    return PlannedPlate(
        "medium",
        parent.division,
        lon,
        lat,
        parent.full_text + suffix,
        parent.face_text + suffix,
        parent.number_text + suffix,
        parent.number,
        suffix,
        "gate",
        street=parent.street,
        parent=parent.full_text,
    )


def _building_plates(gates: Sequence[PlannedPlate], buildings: int, units: int) -> list[PlannedPlate]:
    """Buildings behind large gates, with their unit entrances."""
    compounds = [gate for gate in gates if gate.kind == "large" and not gate.suffix]
    plates: list[PlannedPlate] = []
    per_compound: dict[int, int] = {}
    made: list[PlannedPlate] = []
    for n in range(buildings):
        k = int(n * 0.61803398875 * len(compounds)) % len(compounds)
        per_compound[k] = per_compound.get(k, 0) + 1
        made.append(
            _within(
                compounds[k], "building", f"{per_compound[k]}号楼", per_compound[k], "building", 24.0 * per_compound[k]
            )
        )
    plates += made
    per_building: dict[int, int] = {}
    for n in range(units):
        k = n % len(made)
        per_building[k] = per_building.get(k, 0) + 1
        plates.append(
            _within(made[k], "building_unit", f"{per_building[k]}单元", per_building[k], "unit", 9.0 * per_building[k])
        )
    return plates


def _within(parent: PlannedPlate, kind: str, words: str, number: int, address_kind: str, away_m: float) -> PlannedPlate:
    lon, lat = offset(parent.lon, parent.lat, 35.0 + 70.0 * (number % 5), away_m)
    return PlannedPlate(
        kind,
        parent.division,
        lon,
        lat,
        parent.full_text + words,
        words,
        words,
        number,
        "",
        address_kind,
        street=parent.street,
        parent=parent.full_text,
    )


def _village_plates(ground: Ground, groups: Sequence[Group], count: int) -> list[PlannedPlate]:
    random = ground.random("village plates")
    weights = random.gamma(6.0, 1.0, len(groups))
    shares = numpy.floor(weights / weights.sum() * count).astype(int)
    shares[numpy.argsort(-weights)[: count - int(shares.sum())]] += 1
    return [
        plate
        for group, houses in zip(groups, shares.tolist(), strict=True)
        for plate in _hamlet(ground, group, houses, random)
    ]


def _hamlet(ground: Ground, group: Group, houses: int, random: numpy.random.Generator) -> Iterator[PlannedPlate]:
    """Houses in rows on both sides of a few lanes, numbered as one walks."""
    head = ground.head(group.village) + group.name
    per_lane = max(8, round((houses * 1.6) ** 0.5) * 2)
    lanes = -(-houses // per_lane)
    along, across = [], []
    for n in range(houses):
        lane, place = divmod(n, per_lane)
        side, step = place % 2, place // 2
        along.append((step - per_lane / 4) * HOUSE_STEP_M)
        across.append((lane - (lanes - 1) / 2) * LANE_STEP_M + (7.0 if side else -7.0))
    jitter = random.normal(0, 2.0, (houses, 2))
    curve = numpy.array(along) ** 2 / 900.0
    lon, lat = _place(group, numpy.array(along) + jitter[:, 0], numpy.array(across) + jitter[:, 1] + curve)
    for n in range(houses):
        text = f"{n + 1}号"
        yield PlannedPlate(
            "small",
            group.village,
            float(lon[n]),
            float(lat[n]),
            head + text,
            f"{group.name}{text}",
            text,
            n + 1,
            "",
            "gate",
            group=group.code,
        )


def _place(group: Group, along_m: numpy.ndarray, across_m: numpy.ndarray) -> tuple[numpy.ndarray, numpy.ndarray]:
    distance = numpy.hypot(along_m, across_m)
    bearing = group.bearing_deg + numpy.degrees(numpy.arctan2(across_m, along_m))
    size = len(distance)
    lon, lat, _ = GEOD.fwd(numpy.full(size, group.centre[0]), numpy.full(size, group.centre[1]), bearing, distance)
    return numpy.asarray(lon), numpy.asarray(lat)


def _keep_inside(ground: Ground, plates: list[PlannedPlate]) -> None:
    """Street plates belong to the unit they stand in; village plates are drawn towards their group until inside."""
    units = list(ground.villages.values())
    tree = shapely.STRtree([unit.area for unit in units])
    streetside = [plate for plate in plates if plate.street]
    hits, where = tree.query(shapely.points([(p.lon, p.lat) for p in streetside]), predicate="within")
    for hit, unit in zip(hits.tolist(), where.tolist(), strict=True):
        streetside[hit].division = units[unit].code
    by_village: dict[str, list[PlannedPlate]] = {}
    for plate in plates:
        by_village.setdefault(plate.division, []).append(plate)
    for code, own in by_village.items():
        _draw_in(ground.villages[code].area, own, ground.villages[code].centre)


def _draw_in(area: BaseGeometry, plates: list[PlannedPlate], centre: tuple[float, float]) -> None:
    shapely.prepare(area)
    inside = shapely.contains_xy(area, [p.lon for p in plates], [p.lat for p in plates])
    outside = [plate for plate, fine in zip(plates, inside.tolist(), strict=True) if not fine]
    for shrink in (0.8, 0.6, 0.4, 0.2, 0.05):
        outside = [p for p in outside if not shapely.contains_xy(area, p.lon, p.lat)]
        for plate in outside:
            plate.lon = centre[0] + (plate.lon - centre[0]) * shrink
            plate.lat = centre[1] + (plate.lat - centre[1]) * shrink


def plate_edits(ground: Ground, plates: Sequence[PlannedPlate]) -> tuple[list[Edit], list[Edit]]:
    """Addresses and plates as records, joined."""
    random = ground.random("plate facts")
    days = random.integers(0, 500, len(plates)).tolist()
    codes = random.integers(0, 2**63 - 1, len(plates)).tolist()
    photos = (random.random(len(plates)) < 0.82).tolist()
    states = random.choice(["activated", "damaged", "missing"], len(plates), p=[0.991, 0.006, 0.003]).tolist()
    points = shapely.points([(plate.lon, plate.lat) for plate in plates])
    address_codes = {plate.full_text: f"A-{plate.code}" for plate in plates}
    addresses, records = [], []
    for n, plate in enumerate(plates):
        address = ground.identity("address", address_codes[plate.full_text])
        addresses.append(
            ground.create(
                "address",
                address_codes[plate.full_text],
                plate.division,
                _address_values(ground, plate, address_codes),
                points[n],
            )
        )
        installed = FIRST_INSTALLED + timedelta(days=days[n])
        records.append(
            ground.create(
                "door_plate",
                plate.code,
                plate.division,
                {
                    "plate_code": plate.code,
                    "kind": plate.kind,
                    "address_text": plate.full_text,
                    "face_text": plate.face_text,
                    "number_text": plate.number_text,
                    "status": states[n],
                    "address": address,
                    "street": ground.identity("street", plate.street) if plate.street else None,
                    "villagers_group": ground.identity("villagers_group", plate.group) if plate.group else None,
                    "qr_id": f"{codes[n]:016x}",
                    "installed_on": installed,
                    "activated_on": installed + timedelta(days=3),
                    "position_method": "generated",
                    "photo_on_file": photos[n],
                },
                points[n],
            )
        )
    return addresses, records


def _address_values(ground: Ground, plate: PlannedPlate, codes: Mapping[str, str]) -> dict[str, str | int | None]:
    return {
        "address_code": codes[plate.full_text],
        "full_text": plate.full_text,
        "kind": plate.address_kind,
        "status": "current",
        "street": ground.identity("street", plate.street) if plate.street else None,
        "villagers_group": ground.identity("villagers_group", plate.group) if plate.group else None,
        "number": plate.number,
        "number_suffix": plate.suffix or None,
        "parent": ground.identity("address", codes[plate.parent]) if plate.parent else None,
    }
