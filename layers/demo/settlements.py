"""Demo settlements: villagers' groups with their hamlets, roads between them, streets in the towns."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy
import shapely
from scipy.sparse.csgraph import minimum_spanning_tree
from shapely import LineString, MultiLineString, MultiPolygon, Point

from layers.crs import GEOD
from layers.demo.ground import Ground, Unit
from layers.store.contract import Edit

HIGHEST_GULLY = 0.55
"""How deep in a gully (0 tableland, 1 bottom) people still build."""
NUMERALS = "零一二三四五六七八九十"
SURNAMES = (
    "王",
    "李",
    "张",
    "刘",
    "巩",
    "彭",
    "赵",
    "郭",
    "马",
    "杨",
    "郑",
    "石",
    "任",
    "党",
    "于",
    "雷",
    "高",
    "姚",
    "董",
    "樊",
)
LANDFORMS = ("庄", "湾", "沟", "坪", "塬", "咀", "圪崂", "畔", "台", "坡", "窑", "岭", "洼", "堡")
STREET_SPECIFICS = (
    "新兴",
    "文昌",
    "泰安",
    "和顺",
    "东升",
    "西苑",
    "南环",
    "北关",
    "光明",
    "裕丰",
    "长乐",
    "育才",
    "青松",
    "兴业",
    "怡园",
    "惠民",
)


@dataclass(frozen=True, slots=True)
class Group:
    """A villagers' group: its code, name, village, number, hamlet, centre and how its lanes run."""

    code: str
    name: str
    village: str
    number: int
    hamlet: str
    centre: tuple[float, float]
    bearing_deg: float


@dataclass(frozen=True, slots=True)
class Street:
    """A street: its code, name, kind, division, the line from the origin of numbering, in degrees."""

    code: str
    name: str
    kind: str
    division: str
    line: LineString
    starts_from: str
    odd_side: str


def chinese_number(number: int) -> str:
    """1 to 99 as people write a group's number: 三, 十二, 二十."""
    tens, ones = divmod(number, 10)
    if tens == 0:
        return NUMERALS[ones]
    return ("" if tens == 1 else NUMERALS[tens]) + "十" + (NUMERALS[ones] if ones else "")


def offset(lon: float, lat: float, bearing_deg: float, distance_m: float) -> tuple[float, float]:
    """The position `distance_m` away, on GRS80."""
    x, y, _ = GEOD.fwd(lon, lat, bearing_deg, distance_m)
    return float(x), float(y)


def make_groups(ground: Ground) -> list[Group]:
    """Six to eight groups a village, three a community, with hamlets named apart within the village."""
    random = ground.random("groups")
    groups = []
    for village in ground.villages.values():
        if village.level == "quasi_village":
            continue
        count = 3 if village.level == "community" else int(random.integers(6, 9))
        names = _hamlet_names(count, random)
        centres = _centres(ground, village, count, random)
        groups += [
            Group(
                f"{village.code}-{n + 1:02d}",
                f"{chinese_number(n + 1)}组",
                village.code,
                n + 1,
                names[n],
                centres[n],
                float(random.uniform(0, 180)),
            )
            for n in range(count)
        ]
    return groups


def _hamlet_names(count: int, random: numpy.random.Generator) -> list[str]:
    names: list[str] = []
    while len(names) < count:
        surname, landform = random.choice(SURNAMES), random.choice(LANDFORMS)
        name = f"{surname}家{landform}"
        if name not in names:
            names.append(name)
    return names


def _centres(ground: Ground, village: Unit, count: int, random: numpy.random.Generator) -> list[tuple[float, float]]:
    """Points inside the village's area, above the gullies, away from its edge and from each other."""
    core = village.area.buffer(-0.0015)
    area = core if not core.is_empty else village.area
    shapely.prepare(area)
    west, south, east, north = area.bounds
    tried = random.uniform((west, south), (east, north), (4000, 2))
    tried = tried[shapely.contains_xy(area, tried)]
    tableland = tried[ground.relief.gully(*tried.T) < HIGHEST_GULLY]
    tried = tableland if len(tableland) >= 40 * count else tried
    if len(tried) < count:
        tried = numpy.vstack([tried, numpy.tile(village.centre, (count, 1))])
    picked = [tried[int(numpy.argmin(numpy.hypot(*(tried - village.centre).T)))]]
    while len(picked) < count:
        gaps = numpy.min([numpy.hypot(*(tried - p).T) for p in picked], axis=0)
        towards = numpy.hypot(*(tried - village.centre).T)
        picked.append(tried[int(numpy.argmax(gaps - 0.45 * towards + random.uniform(0, 0.003, len(tried))))])
    return [(float(x), float(y)) for x, y in picked]


def make_streets(ground: Ground) -> list[Street]:
    """A main street, cross streets and lanes in every township's seat; more in the county town."""
    random = ground.random("streets")
    streets = []
    for township in ground.townships.values():
        seat = seat_of(ground, township.code)
        is_town = township.code == ground.profile.seat_township
        streets += _grid(ground, township, seat, 5 if is_town else 2, 4 if is_town else 2, random)
    return streets


def seat_of(ground: Ground, township: str) -> Unit:
    """The village-level unit where a township's seat stands: its first community, else its first village."""
    units = ground.villages_of(township)
    return next((u for u in units if u.level == "community"), units[0])


def _grid(
    ground: Ground, township: Unit, seat: Unit, across: int, along: int, random: numpy.random.Generator
) -> list[Street]:
    tilt = float(random.uniform(-12, 12))
    lon, lat = seat.centre
    half_m, gap_m = 160.0 * along, 230.0
    names = iter(random.permutation(STREET_SPECIFICS).tolist())
    prefix = (
        ""
        if township.code == ground.profile.seat_township
        else township.name.removesuffix("镇").removesuffix("乡").removesuffix("回族")
    )
    conventions = ground.profile.plates
    made = []
    serial = 0
    for n in range(across):
        middle = offset(lon, lat, tilt, (n - (across - 1) / 2) * gap_m)
        line = _line(
            middle, 90 + tilt, half_m * (1.0 if n == across // 2 else 0.7), conventions.starts_east_west_from == "east"
        )
        serial += 1
        made.append(
            _street(
                ground,
                township,
                seat,
                serial,
                f"{prefix}{next(names)}路",
                "road",
                line,
                conventions.starts_east_west_from,
            )
        )
    for n in range(along):
        middle = offset(lon, lat, 90 + tilt, (n - (along - 1) / 2) * gap_m * 1.2)
        line = _line(middle, tilt, gap_m * across / 2, conventions.starts_north_south_from == "north")
        serial += 1
        kind, word = ("street", "街") if n % 2 == 0 else ("lane", "巷")
        made.append(
            _street(
                ground,
                township,
                seat,
                serial,
                f"{prefix}{next(names)}{word}",
                kind,
                line,
                conventions.starts_north_south_from,
            )
        )
    return made


def _line(middle: tuple[float, float], bearing_deg: float, half_m: float, from_far_end: bool) -> LineString:
    steps = numpy.linspace(-half_m, half_m, 7)
    points = [offset(*offset(*middle, bearing_deg, s), bearing_deg + 90, 6 * math.sin(s / 90)) for s in steps]
    return LineString(points[::-1] if from_far_end else points)


def _street(
    ground: Ground, township: Unit, seat: Unit, serial: int, name: str, kind: str, line: LineString, starts: str
) -> Street:
    return Street(f"{township.code}-J{serial:02d}", name, kind, seat.code, line, starts, ground.profile.plates.odd_side)


def group_edits(ground: Ground, groups: list[Group], households: dict[str, int]) -> list[Edit]:
    """Villagers' groups as records."""
    return [
        ground.create(
            "villagers_group",
            group.code,
            group.village,
            {
                "group_code": group.code,
                "name": group.name,
                "number": group.number,
                "hamlet": group.hamlet,
                "households": households.get(group.code, 0),
            },
            Point(group.centre),
        )
        for group in groups
    ]


def street_edits(ground: Ground, streets: list[Street]) -> list[Edit]:
    """Streets as records."""
    return [
        ground.create(
            "street",
            street.code,
            street.division,
            {
                "street_code": street.code,
                "name": street.name,
                "kind": street.kind,
                "place": ground.identity("place", f"street/{street.code}"),
                "starts_from": street.starts_from,
                "odd_side": street.odd_side,
                "length_m": round(GEOD.geometry_length(street.line), 1),
                "note": "街名为演示生成",
            },
            MultiLineString([street.line]),
        )
        for street in streets
    ]


def road_edits(ground: Ground, groups: list[Group]) -> list[Edit]:
    """A tree of roads: county roads between the seats, village roads from hamlet to hamlet of each township."""
    random = ground.random("roads")
    seats = [(unit, seat_of(ground, unit.code).centre) for unit in ground.townships.values()]
    edits: list[Edit] = []
    for a, b in _shortest_tree([centre for _, centre in seats]):
        name = f"{seats[a][0].name[:-1]}—{seats[b][0].name[:-1]}公路"
        line = _winding(seats[a][1], seats[b][1], random, ground.outlines.county)
        edits.append(_road(ground, f"X{len(edits) + 1:03d}", name, "county", 7.0, seats[b][0].code, line))
    for township, centre in seats:
        stops = [(township.name, centre)] + [
            (g.hamlet, g.centre) for g in groups if g.village.startswith(township.code)
        ]
        for a, b in _shortest_tree([stop for _, stop in stops]):
            line = _winding(stops[a][1], stops[b][1], random, ground.outlines.county)
            name = f"{stops[a][0]}—{stops[b][0]}村道"
            edits.append(_road(ground, f"C{len(edits) + 1:04d}", name, "village", 4.5, township.code, line))
    return edits


def _shortest_tree(points: list[tuple[float, float]]) -> list[tuple[int, int]]:
    """Pairs of positions joined by the shortest tree that reaches all."""
    xy = numpy.array(points)
    gaps = numpy.hypot(xy[:, None, 0] - xy[None, :, 0], xy[:, None, 1] - xy[None, :, 1]) + 1e-9
    tree = minimum_spanning_tree(gaps).tocoo()
    return sorted(zip(tree.row.tolist(), tree.col.tolist(), strict=True))


def _road(
    ground: Ground, code: str, name: str, road_class: str, width_m: float, division: str, line: LineString
) -> Edit:
    return ground.create(
        "road",
        code,
        division,
        {"road_code": code, "name": name, "road_class": road_class, "width_m": width_m},
        MultiLineString([line]),
    )


def _winding(
    start: tuple[float, float], end: tuple[float, float], random: numpy.random.Generator, county: MultiPolygon
) -> LineString:
    steps = numpy.linspace(0, 1, 24)
    dx, dy = end[0] - start[0], end[1] - start[1]
    for strength in (0.07, 0.035, 0.0):
        phases = random.uniform(0, 2 * math.pi, 3)
        sway = (
            strength
            * sum(numpy.sin(steps * math.pi * (k + 2) + phases[k]) / (k + 1) for k in range(3))
            * numpy.sin(steps * math.pi)
        )
        line = LineString(numpy.column_stack([start[0] + dx * steps - dy * sway, start[1] + dy * steps + dx * sway]))
        if county.covers(line):
            return line
    return line


def built_up_edits(ground: Ground, streets: list[Street]) -> list[Edit]:
    """A built-up area around each seat's streets."""
    edits = []
    for township in ground.townships.values():
        lines = [street.line for street in streets if street.code.startswith(township.code)]
        hull = shapely.union_all([line.buffer(0.0022) for line in lines]).convex_hull.intersection(
            ground.outlines.county
        )
        name = f"{township.name}建成区"
        edits.append(
            ground.create(
                "built_up_area",
                name,
                township.code,
                {"name": name, "year": 2025, "document_number": None},
                MultiPolygon(list(shapely.get_parts(hull))),
            )
        )
    return edits
