"""Least repairs from what the audit found: renumber, or correct the position; before → after, why, who is touched."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy

from gazetteer.numbering import Door, DoorNumber, Stock, next_number, renumber
from gazetteer.numbering.stock import ENDED, hold_is_over
from layers.numbering.along_streets import Side, disorder, from_start, in_order, sides_of, standing
from layers.numbering.axes import grouped
from layers.numbering.register import Integers
from layers.numbering.scene import Scene
from layers.numbering.sides import wrong_sides
from layers.numbering.uniqueness import duplicates, keeper
from layers.numbering.walks import FEWEST, Misplaced, judged, walks


@dataclass(frozen=True, slots=True)
class Change:
    """One plate's number before and after, and why."""

    plate: str
    label: str
    before: str
    after: str
    reason: str


@dataclass(frozen=True, slots=True)
class Move:
    """The other way: where a plate would stand if its number is right; `where` in words."""

    plate: str
    label: str
    number: str
    where: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """Repairs of one space for one rule: either all changes, or all moves, as the ground shows. Never applied."""

    rule: str
    space: str
    name: str
    changes: tuple[Change, ...] = ()
    moves: tuple[Move, ...] = ()

    @property
    def affected(self) -> int:
        """How many plates (and the households behind them) a renumbering touches."""
        return len({change.plate for change in self.changes})

    def as_json(self) -> dict[str, object]:
        """The proposal as an answer shows it."""
        return {
            "rule": self.rule,
            "space": self.space,
            "name": self.name,
            "affected": self.affected,
            "changes": [
                {"plate": c.plate, "label": c.label, "before": c.before, "after": c.after, "reason": c.reason}
                for c in self.changes
            ],
            "moves": [{"plate": m.plate, "label": m.label, "number": m.number, "where": m.where} for m in self.moves],
        }


def propose(scene: Scene) -> list[Proposal]:
    """A proposal for every street or group out of order, every wrong side, every number that hangs twice."""
    taken = taken_keys(scene)
    return [*_orders(scene, taken), *_walks(scene, taken), *_sides(scene, taken), *_twice(scene, taken)]


def taken_keys(scene: Scene) -> dict[int, set[tuple[int, int, int]]]:
    """Number space → keys in use."""
    register = scene.register
    return {
        space: {tuple(key) for key in register.numbers[at].tolist()}
        for space, at in grouped(scene.number_space, register.gates)
    }


def stock_of(scene: Scene, space: int, taken: Mapping[int, set[tuple[int, int, int]]]) -> Stock:
    """Numbers of a space: in use, reserved, and held back because their address was cancelled not long ago."""
    register = scene.register
    reserved = register.reserved.get(register.spaces[space].id, frozenset())
    return Stock(taken=taken.get(space, set()), reserved=reserved, held=_held(scene, space) - reserved)


def _held(scene: Scene, space: int) -> set[int]:
    register, years = scene.register, scene.profile.archive_hold_years
    if "address_status" not in register.columns:
        return set()
    statuses = register.columns["address_status"]
    days = register.columns.get("cancelled_on") or [None] * len(register)
    own = numpy.flatnonzero(scene.number_space == space).tolist()
    ended = [n for n in own if statuses[n] in ENDED and not hold_is_over(days[n], register.on, years)]
    return {int(register.numbers[n, 0]) for n in ended}


def _orders(scene: Scene, taken: dict[int, set[tuple[int, int, int]]]) -> Iterator[Proposal]:
    for side in sides_of(scene):
        wrong = disorder(scene, side)
        if not wrong:
            continue
        moving = {move.id for _, move in wrong}
        index_of = {move.id: index for index, move in wrong}
        stock = stock_of(scene, side.space, taken)
        changes = renumber(
            standing(scene, side),
            moving,
            stock.taken,
            side.step,
            reserved=stock.reserved,
            held=stock.held,
            style=scene.profile.sub_style,
        )
        yield Proposal(
            rule="numbering.order",
            space=scene.register.spaces[side.space].id,
            name=scene.register.spaces[side.space].name,
            changes=tuple(_change(scene, index_of[c.id], c.after, c.reason) for c in changes),
            moves=tuple(_move(scene, index, _stretch(move.from_m, move.to_m)) for index, move in wrong),
        )


def _stretch(from_m: float | None, to_m: float | None) -> str:
    if from_m is not None and to_m is not None:
        return f"距起点 {from_m:.0f}–{to_m:.0f} m"
    return f"距起点 {from_m:.0f} m 以后" if from_m is not None else f"距起点 {to_m or 0:.0f} m 以前"


def _walks(scene: Scene, taken: dict[int, set[tuple[int, int, int]]]) -> Iterator[Proposal]:
    """In a group, two doors that each fit where the other's number belongs change numbers; else sub-number or end."""
    register = scene.register
    for space, at in walks(scene):
        found = judged(register.xy[at], at) if len(at) >= FEWEST else None
        if not found:
            continue
        place = {int(index): n for n, index in enumerate(at)}
        changes = list(_group_changes(scene, space, found, place, taken))
        yield Proposal(
            rule="numbering.order",
            space=register.spaces[space].id,
            name=f"{register.spaces[space].village}{register.spaces[space].name}",
            changes=tuple(changes),
            moves=tuple(_move(scene, each.index, _beside(scene, at, place[each.index])) for each in found),
        )


def _group_changes(
    scene: Scene,
    space: int,
    found: Sequence[Misplaced],
    place: Mapping[int, int],
    taken: dict[int, set[tuple[int, int, int]]],
) -> Iterator[Change]:
    """Where another door that moves too stands in the stretch, its number is to be had; once each."""
    stretch = {each.index: (place[each.before], place[each.after]) for each in found}
    given: set[int] = set()
    for one, (low, high) in stretch.items():
        partner = next((n for n in stretch if n not in (one, *given) and low <= place[n] <= high), None)
        after = scene.register.parsed[partner] if partner is not None else None
        if partner is None or not isinstance(after, DoorNumber):
            before = next(index for index, n in place.items() if n == low)
            yield _change(scene, one, _insert(scene, space, before, taken), "按位置插在两户之间")
            continue
        given.add(partner)
        back = stretch[partner][0] <= place[one] <= stretch[partner][1]
        yield _change(scene, one, after, f"与“{scene.register.labels[partner]}”对调" if back else "取腾出的号")


def _beside(scene: Scene, at: Integers, n: int) -> str:
    around = [int(at[k]) for k in (n - 1, n + 1) if 0 <= k < len(at)]
    return f"{'和'.join(scene.number(index) for index in around)}旁边"


def _insert(scene: Scene, space: int, after: int, taken: dict[int, set[tuple[int, int, int]]]) -> DoorNumber:
    number = int(scene.register.numbers[after, 0])
    side = [Door(0.0, DoorNumber(number)), Door(2.0, DoorNumber(number + 1))]
    chosen = next_number(1.0, side, stock_of(scene, space, taken), scene.profile, None).number
    taken[space].add(chosen.key)
    return chosen


def _sides(scene: Scene, taken: dict[int, set[tuple[int, int, int]]]) -> Iterator[Proposal]:
    """A free number of the right parity for a door that is on the wrong side, if its position is right."""
    register = scene.register
    sides = {(side.space, int(register.numbers[side.at[0], 0]) % 2): in_order(scene, side) for side in sides_of(scene)}
    for index in wrong_sides(scene):
        if register.numbers[index, 2]:
            continue
        space = int(register.space_of[index])
        odd = register.numbers[index, 0] % 2 == 0
        side = sides.get((space, int(odd)))
        doors = _doors(scene, side) if side is not None else []
        along = float(from_start(scene, space, scene.stood.along[[index]])[0])
        chosen = next_number(along, doors, stock_of(scene, space, taken), scene.profile, bool(odd))
        taken[space].add(chosen.number.key)
        word = "单号" if odd else "双号"
        yield Proposal(
            rule="numbering.side",
            space=register.spaces[space].id,
            name=register.spaces[space].name,
            changes=(_change(scene, index, chosen.number, f"该侧为{word}：{chosen.basis.term}"),),
            moves=(_move(scene, index, "街道另一侧"),),
        )


def _doors(scene: Scene, side: Side) -> list[Door]:
    wrong = set(wrong_sides(scene).tolist())
    return [
        Door(along, number)
        for index, along in zip(side.at.tolist(), side.along.tolist(), strict=True)
        if index not in wrong and isinstance(number := scene.register.parsed[index], DoorNumber)
    ]


def _twice(scene: Scene, taken: dict[int, set[tuple[int, int, int]]]) -> Iterator[Proposal]:
    """A sub-number for every plate after the one that keeps a number."""
    register = scene.register
    for found in duplicates(scene):
        kept = keeper(scene, found)
        space = int(scene.number_space[kept])
        changes = []
        for index in found:
            if index == kept or index in scene.out_of_order:
                continue
            after = _insert(scene, space, kept, taken)
            changes.append(_change(scene, index, after, "重号：编为空号或附号"))
        if changes:
            yield Proposal(
                rule="numbering.duplicate",
                space=register.spaces[space].id,
                name=register.spaces[space].name,
                changes=tuple(changes),
            )


def _change(scene: Scene, index: int, after: DoorNumber, reason: str) -> Change:
    return Change(scene.register.ids[index], scene.register.labels[index], scene.number(index), str(after), reason)


def _move(scene: Scene, index: int, where: str) -> Move:
    return Move(scene.register.ids[index], scene.register.labels[index], scene.number(index), where)
