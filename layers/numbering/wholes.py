"""Rules about whole spaces: like-sounding streets, villages that number otherwise, groups, totals, building order."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import combinations

import numpy

from gazetteer.findings import Finding
from gazetteer.numbering.running import scope_findings
from gazetteer.numbering.wording import Group, check_groups, check_totals
from gazetteer.plates import PlateKind
from gazetteer.romanization import romanize
from layers.numbering.axes import grouped
from layers.numbering.register import Floats, Space
from layers.numbering.scene import GroundRule, Scene

FEWEST_BUILDINGS = 5
ROW_GAP_M = 15.0
AGREEMENT = 0.5


def check_sound_alike(scene: Scene) -> Iterator[Finding]:
    """N03: two streets within the profile's reach, read alike, that have numbers in common; one finding a pair."""
    register = scene.register
    by_sound: dict[str, list[int]] = defaultdict(list)
    for n, space in enumerate(register.spaces):
        if space.is_street and space.axis is not None and space.name:
            by_sound[romanize(space.name).plain.lower()].append(n)
    alike = [pair for own in by_sound.values() for pair in combinations(own, 2)]
    if not alike:
        return
    doors = dict(grouped(register.space_of, register.gates))
    for one, other in alike:
        first, second = register.spaces[one], register.spaces[other]
        apart_km = _apart_m(first, second) / 1000
        common = {int(n) for n in register.numbers[doors.get(one, []), 0]} & {
            int(n) for n in register.numbers[doors.get(other, []), 0]
        }
        if apart_km <= scene.profile.sound_alike_km and common:
            yield scene.judge.finding(
                "N03",
                f"街路巷“{first.name}”与“{second.name}”读音相同，相距 {apart_km:.1f} km，有 {len(common)} 个相同的号",
                subject=first.id,
                column="街路巷",
                value=second.name,
                remedy="标准地址写全乡镇；更名时避开同音",
                related=(second.id,),
            )


def _apart_m(one: Space, other: Space) -> float:
    assert one.axis is not None  # noqa: S101  (chosen so)
    return float(one.axis.distance(other.axis))


def check_scopes(scene: Scene) -> Iterator[Finding]:
    """N29: villages whose numbers run otherwise than the profile says; one finding when most of them do."""
    yield from scope_findings(scene.scopes, scene.judge)


def check_group_names(scene: Scene) -> Iterator[Finding]:
    """N22: groups of a village."""
    spaces = [space for space in scene.register.spaces if space.kind == "group"]
    groups = [Group(space.id, space.name, space.group_number, space.village) for space in spaces]
    yield from check_groups(groups, scene.judge)


def check_counts(scene: Scene) -> Iterator[Finding]:
    """N20: plates by kind against the published totals."""
    counts = Counter(kind for kind in scene.register.columns["kind"] if kind)
    titles = {kind.value: kind.term for kind in PlateKind}
    yield from check_totals(counts, scene.register.totals, titles, scene.judge)


def check_building_order(scene: Scene) -> Iterator[Finding]:
    """N23: buildings of one compound against the order the profile lays down (S-shaped from the north-east)."""
    register = scene.register
    compounds: dict[str, list[int]] = defaultdict(list)
    for index, (kind, parent) in enumerate(zip(register.columns["kind"], register.columns["parent"], strict=True)):
        if kind == "building" and parent and register.placed[index] and register.live[index]:
            compounds[parent].append(index)
    for own in compounds.values():
        numbered = [(_leading(register.columns["number_text"][index]), index) for index in own]
        numbered = sorted((number, index) for number, index in numbered if number)
        if len(numbered) < FEWEST_BUILDINGS:
            continue
        order = snake(register.xy[[index for _, index in numbered]])
        agreement = _kendall(order)
        if agreement < AGREEMENT:
            first = numbered[0][1]
            yield scene.judge.finding(
                "N23",
                f"{scene.title(first)}所在院落的 {len(numbered)} 栋楼不按 S 形编排（次序一致 {agreement:.0%}）",
                subject=register.ids[first],
                column="门牌号",
                value=f"{agreement:.2f}",
                remedy="新建的楼按规定次序编；已用的楼号除确有必要不改",
                related=scene.related([index for _, index in numbered[1:]]),
            )


def _leading(text: object) -> int:
    digits = "".join(c for c in str(text or "") if c.isascii() and c.isdigit())
    return int(digits) if 0 < len(digits) < 6 else 0


def snake(xy: Floats) -> list[int]:
    """The rank of each point in rows from north to south, the first row from the east, then to and fro."""
    by_north = numpy.argsort(-xy[:, 1], kind="stable")
    breaks = numpy.flatnonzero(-numpy.diff(xy[by_north, 1]) > ROW_GAP_M) + 1
    rank = [0] * len(xy)
    place = 0
    for n, row in enumerate(numpy.split(by_north, breaks)):
        for point in row[numpy.argsort(xy[row, 0] * (-1 if n % 2 == 0 else 1), kind="stable")]:
            rank[int(point)] = place
            place += 1
    return rank


def _kendall(order: list[int]) -> float:
    pairs = list(combinations(order, 2))
    return sum(1 if a < b else -1 for a, b in pairs) / len(pairs)


def _order_laid_down(scene: Scene) -> str:
    return "" if scene.profile.building_order == "snake_north_east" else "编号规则档案没有写明楼号的次序"


WHOLE_RULES = (
    GroundRule("N03", check_sound_alike),
    GroundRule(
        "N22",
        check_group_names,
        (),
        lambda s: "" if any(x.kind == "group" for x in s.register.spaces) else "没有村民小组",
    ),
    GroundRule("N29", check_scopes, (), lambda s: "" if s.scopes else "没有分组的村"),
    GroundRule(
        "N20",
        check_counts,
        (),
        lambda s: "" if s.register.totals and s.register.whole else "没有公布的总数，或只看了部分门牌",
    ),
    GroundRule("N23", check_building_order, ("parent", "position"), _order_laid_down),
)
