"""Numbering faults planted in a register at random, by kind, with a seed: what an audit is measured on.

Each kind takes a sound register and returns one with `count` faults of that kind, each fault with the plates it
touches and the rules that may rightly name it. Positions, numbers and columns are changed as people get them wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy
import shapely
from scipy.spatial import cKDTree

from layers.crs import wgs84_to_gcj02
from layers.numbering.axes import beside, grouped
from layers.numbering.register import Floats, Integers, Register

PLACES = (4, 20)
"""How many doors further a door out of order stands or counts."""

FAR_M = 80.0


@dataclass(frozen=True, slots=True)
class Fault:
    """One planted fault: subjects of which a finding must name one, all that it touches, a text its value must hold."""

    subjects: tuple[str, ...]
    touches: frozenset[str]
    value: str = ""


@dataclass(frozen=True, slots=True)
class Planted:
    """A register with faults of one kind."""

    register: Register
    faults: tuple[Fault, ...]


class Bed:
    """A register being spoilt: copies of its columns and positions, and what a fault needs to know of it."""

    def __init__(self, register: Register, seed: int) -> None:
        self.sound, self.random = register, numpy.random.default_rng(seed)
        self.columns: dict[str, list[Any]] = {key: list(values) for key, values in register.columns.items()}
        self.xy = register.xy.copy()
        self.lon, self.lat = register.lon.copy(), register.lat.copy()
        self.faults: list[Fault] = []
        main = register.numbers[:, 2] == 0
        self.street_doors = dict(grouped(register.space_of, register.on_street & main))
        self.group_doors = dict(grouped(register.space_of, register.in_group & register.placed & main))
        self.moved = numpy.zeros(len(register), dtype=bool)

    def fault(self, *at: int, also: Sequence[str] = (), value: str = "") -> None:
        """Notes a fault; the first plate is the one to be named."""
        ids = [self.sound.ids[index] for index in at]
        spaces = {self.sound.spaces[int(self.sound.space_of[index])].id for index in at}
        self.faults.append(Fault((ids[0], *also), frozenset({*ids, *also, *spaces}), value))

    def move(self, index: int, xy: Floats) -> None:
        """A plate's position in metres, from now on."""
        self.xy[index], self.moved[index] = xy, True

    def renumber(self, index: int, number: int) -> None:
        """A plate's number, from now on; the sub-number stays as it is."""
        before = str(self.sound.numbers[index, 0])
        for key in ("number_text", "face_text", "label"):
            text = self.columns[key][index]
            head, found, tail = text.rpartition(f"{before}号")
            self.columns[key][index] = f"{head}{number}号{tail}" if found else text

    def done(self) -> Planted:
        """The spoilt register, positions taken back to degrees."""
        at = numpy.flatnonzero(self.moved)
        if len(at):
            self.lon[at], self.lat[at] = degrees(self.sound, at, self.xy[at])
        return Planted(replace(self.sound, columns=self.columns, lon=self.lon, lat=self.lat), tuple(self.faults))

    def some(self, at: Integers, count: int) -> list[int]:
        """At most `count` of the plates at random."""
        return [int(n) for n in self.random.permutation(at)[:count]]

    def sides(self, fewest: int) -> list[tuple[int, Integers]]:
        """Street and its main doors of one parity by rising number, where there are enough."""
        numbers = self.sound.numbers[:, 0]
        found = []
        for space, doors in self.street_doors.items():
            for parity in (0, 1):
                own = doors[numbers[doors] % 2 == parity]
                if len(own) >= fewest:
                    found.append((space, own[numpy.argsort(numbers[own], kind="stable")]))
        return found


def degrees(register: Register, at: Integers, xy: Floats) -> tuple[Floats, Floats]:
    """Metres back to degrees, by Newton's way from where the plates stood."""
    lon, lat = register.lon[at].copy(), register.lat[at].copy()
    small = 1e-6
    for _ in range(6):
        here = numpy.column_stack(register.metres(lon, lat))
        east = (numpy.column_stack(register.metres(lon + small, lat)) - here) / small
        north = (numpy.column_stack(register.metres(lon, lat + small)) - here) / small
        off = xy - here
        size = east[:, 0] * north[:, 1] - east[:, 1] * north[:, 0]
        lon += (off[:, 0] * north[:, 1] - off[:, 1] * north[:, 0]) / size
        lat += (east[:, 0] * off[:, 1] - east[:, 1] * off[:, 0]) / size
    return lon, lat


Plant = Callable[[Bed, int], None]


def _pairs(bed: Bed, count: int, fewest: int = 8) -> Iterator[tuple[int, Integers, int, int]]:
    """A street, a side, and two places on it that are a few doors apart; no plate twice."""
    used: set[int] = set()
    sides = bed.sides(fewest)
    if not sides:
        return
    for n in bed.random.integers(0, len(sides), 20 * count).tolist():
        space, own = sides[n]
        low, high = PLACES[0], min(PLACES[1], len(own) - 1)
        apart = int(bed.random.integers(low, high + 1))
        one = int(bed.random.integers(0, len(own) - apart))
        one, other = (one, one + apart) if bed.random.random() < 0.5 else (one + apart, one)
        if used & {int(own[one]), int(own[other])}:
            continue
        used |= {int(own[one]), int(own[other])}
        yield space, own, one, other
        if len(used) >= 2 * count:
            return


def duplicate_on_street(bed: Bed, count: int) -> None:
    for _, own, one, other in _pairs(bed, count):
        bed.renumber(int(own[one]), int(bed.sound.numbers[own[other], 0]))
        bed.fault(int(own[one]), int(own[other]))


def duplicate_in_group(bed: Bed, count: int) -> None:
    groups = [doors for doors in bed.group_doors.values() if len(doors) >= 4]
    for n in bed.random.permutation(len(groups))[:count].tolist():
        one, other = bed.some(groups[n], 2)
        bed.renumber(one, int(bed.sound.numbers[other, 0]))
        # In a group nobody can tell the original from the copy: either may be named.
        bed.fault(one, other, also=(bed.sound.ids[other],))


def wrong_side(bed: Bed, count: int) -> None:
    register = bed.sound
    for index in bed.some(_on_judged_streets(bed), count):
        axis = register.spaces[int(register.space_of[index])].axis
        _, _, foot = beside(numpy.array([axis], dtype=object), bed.xy[[index]])
        bed.move(index, 2 * foot[0] - bed.xy[index] + bed.random.uniform(0.8, 1.2, 2))
        bed.fault(index)


def _on_judged_streets(bed: Bed) -> Integers:
    """Plates of streets with enough doors on both sides to show a convention; at most a fifth of a street is spoilt."""
    chosen = []
    for space, doors in bed.street_doors.items():
        parity = bed.sound.numbers[doors, 0] % 2
        if min(int(parity.sum()), int(len(doors) - parity.sum())) >= 4:
            own = numpy.flatnonzero(bed.sound.on_street & (bed.sound.space_of == space))
            chosen.append(bed.random.permutation(own)[: len(own) // 5])
    return numpy.concatenate(chosen) if chosen else numpy.empty(0, dtype=numpy.int64)


def wrong_parity(bed: Bed, count: int) -> None:
    main = [n for n in bed.random.permutation(_on_judged_streets(bed)).tolist() if bed.sound.numbers[n, 2] == 0]
    for index in main[:count]:
        bed.renumber(index, int(bed.sound.numbers[index, 0]) + 1)
        bed.fault(index, *_beside_in_street(bed, index))


def _beside_in_street(bed: Bed, index: int) -> list[int]:
    """Plates of the street whose number is the next one: renumbering has made it theirs too."""
    numbers = bed.sound.numbers[:, 0]
    same = (bed.sound.space_of == bed.sound.space_of[index]) & (numpy.abs(numbers - numbers[index]) <= 1)
    return numpy.flatnonzero(same & bed.sound.gates).tolist()


def out_of_order_by_position(bed: Bed, count: int) -> None:
    """A door stands a few doors further along its side."""
    register = bed.sound
    for space, own, one, other in _pairs(bed, count):
        axis: Any = numpy.array([register.spaces[space].axis] * 2, dtype=object)
        _, offset, foot = beside(axis, register.xy[[own[one], own[other]]])
        away = register.xy[own[other]] - foot[1]
        aside = away / max(float(numpy.hypot(*away)), 0.1)
        along = numpy.array([-aside[1], aside[0]]) * 2.5
        bed.move(int(own[one]), foot[1] + aside * abs(float(offset[0])) + along)
        bed.fault(int(own[one]))


def out_of_order_by_number(bed: Bed, count: int) -> None:
    """A door bears a free number of its parity from beyond the street's last one."""
    numbers = bed.sound.numbers[:, 0]
    given: dict[int, int] = {}
    for space, own, one, _ in _pairs(bed, count):
        if one >= len(own) - 2:
            continue
        last = given.get(space, int(numbers[bed.sound.space_of == space].max()))
        last += 2 if last % 2 == numbers[own[one]] % 2 else 3
        given[space] = last
        bed.renumber(int(own[one]), last)
        # What hangs on the number loses its main number.
        bed.fault(int(own[one]), *_with_number(bed, int(own[one])))


def _with_number(bed: Bed, index: int) -> list[int]:
    register = bed.sound
    same = (register.space_of == register.space_of[index]) & (register.numbers[:, 0] == register.numbers[index, 0])
    return numpy.flatnonzero(same & register.gates).tolist()


def out_of_order_in_group(bed: Bed, count: int) -> None:
    """A door of a group stands beside another one of it, 80 m and more away, not on the way between its neighbours."""
    groups = [doors for doors in bed.group_doors.values() if len(doors) >= 12]
    for n in bed.random.permutation(len(groups))[:count].tolist():
        doors = groups[n][numpy.argsort(bed.sound.numbers[groups[n], 0], kind="stable")]
        place = int(bed.random.integers(0, len(doors)))
        away = numpy.hypot(*(bed.xy[doors] - bed.xy[doors[place]]).T)
        far = doors[away >= FAR_M]
        if len(far):
            there = bed.xy[int(bed.random.choice(far))] + 4.0
            around = [bed.xy[doors[k]] for k in (place - 1, place + 1) if 0 <= k < len(doors)]
            ways = [float(numpy.hypot(*(there - each))) for each in around]
            way = sum(ways) - (float(numpy.hypot(*(around[0] - around[1]))) if len(around) > 1 else 0.0)
            if way >= FAR_M / 2:
                bed.move(int(doors[place]), there)
                bed.fault(int(doors[place]))


def skipped_on_street(bed: Bed, count: int) -> None:
    """From one door on, a side's numbers are a few too high."""
    numbers, sides = bed.sound.numbers[:, 0], bed.sides(6)
    for n in bed.random.permutation(len(sides))[:count].tolist():
        space, own = sides[n]
        steps = numpy.diff(numbers[own])
        tight = numpy.flatnonzero(steps == 2) + 1
        if not len(tight):
            continue
        at = int(bed.random.choice(tight))
        more, first = 2 * int(bed.random.integers(2, 6)), int(numbers[own[at]])
        parity = numbers % 2 == first % 2
        later = numpy.flatnonzero((bed.sound.space_of == space) & parity & (numbers >= first) & bed.sound.gates)
        for index in later.tolist():
            bed.renumber(index, int(numbers[index]) + more)
        bed.fault(*later.tolist(), also=(bed.sound.spaces[space].id,), value=str(first))


def skipped_in_group(bed: Bed, count: int) -> None:
    """From one door on, a group's numbers are a few too high."""
    groups = [(space, doors) for space, doors in bed.group_doors.items() if len(doors) >= 4]
    for n in bed.random.permutation(len(groups))[:count].tolist():
        space, doors = groups[n]
        first = int(bed.sound.numbers[int(bed.random.choice(doors)), 0])
        more = int(bed.random.integers(1, 6))
        later = [int(d) for d in doors if bed.sound.numbers[d, 0] >= first]
        for index in later:
            bed.renumber(index, int(bed.sound.numbers[index, 0]) + more)
        bed.fault(*later, also=(bed.sound.spaces[space].id,), value=str(first))


def wrong_village(bed: Bed, count: int) -> None:
    """A plate stands among the doors of another village."""
    divisions = bed.columns["division"]
    doors = numpy.concatenate(list(bed.group_doors.values()))
    for index in bed.some(doors, count):
        other = next(n for n in bed.some(doors, 50) if divisions[n] != divisions[index])
        bed.move(index, bed.xy[other] + bed.random.uniform(3, 6, 2))
        bed.fault(index)


def wrong_group(bed: Bed, count: int) -> None:
    """A plate stands among the doors of another group of its village."""
    register = bed.sound
    by_village: dict[str, list[int]] = {}
    for space in bed.group_doors:
        by_village.setdefault(register.spaces[space].village, []).append(space)
    middles = {space: bed.sound.xy[doors].mean(axis=0) for space, doors in bed.group_doors.items()}
    several = [spaces for spaces in by_village.values() if len(spaces) > 1]
    done: set[int] = set()
    for n in bed.random.integers(0, max(1, len(several)), count if several else 0).tolist():
        one, other = bed.random.permutation(several[n])[:2].tolist()
        doors = bed.group_doors[one]
        nearest = numpy.hypot(*(middles[other] - register.xy[doors]).T).min()
        index = int(bed.random.choice(doors))
        if len(doors) >= 8 and nearest > 400 and one not in done:
            done.add(one)
            bed.move(index, middles[other] + bed.random.uniform(3, 6, 2))
            bed.fault(index)


def wrong_street(bed: Bed, count: int) -> None:
    """A plate stands beside another street, nowhere near its own."""
    register = bed.sound
    on = numpy.flatnonzero(register.on_street)
    for index in bed.some(on, count):
        own = register.spaces[int(register.space_of[index])].axis
        for other in bed.some(on, 60):
            if register.space_of[other] != register.space_of[index] and own.distance(_point(bed, other)) > 60:
                bed.move(index, register.xy[other] + bed.random.uniform(1, 2, 2))
                bed.fault(index)
                break


def _point(bed: Bed, index: int) -> shapely.Point:
    return shapely.Point(bed.sound.xy[index])


def across_a_street(bed: Bed, count: int) -> None:
    """A plate stands across the next street from its own, away from the corners."""
    register = bed.sound
    named = [n for n, space in enumerate(register.spaces) if space.axis is not None]
    tree = shapely.STRtree([register.spaces[n].axis for n in named])
    for index in bed.some(numpy.flatnonzero(register.on_street), 40 * count):
        own = register.spaces[int(register.space_of[index])].axis
        _, _, foot = beside(numpy.array([own], dtype=object), register.xy[[index]])
        way = (register.xy[index] - foot[0]) / numpy.hypot(*(register.xy[index] - foot[0]))
        ray: Any = shapely.LineString([foot[0] + 6 * way, foot[0] + 250 * way])
        hits = [n for n in tree.query(ray, predicate="crosses").tolist() if register.spaces[named[n]].axis is not own]
        crossed = [(shapely.Point(foot[0]).distance(ray.intersection(register.spaces[named[n]].axis)), n) for n in hits]
        if not crossed or min(crossed)[0] < 45:
            continue
        gate = foot[0] + (min(crossed)[0] + 12) * way
        if own.distance(shapely.Point(gate)) < min(crossed)[0]:
            continue
        bed.move(index, gate)
        bed.fault(index)
        if len(bed.faults) >= count:
            return


def same_point(bed: Bed, count: int) -> None:
    register = bed.sound
    at = numpy.flatnonzero(register.gates & register.placed)
    _, near = cKDTree(register.xy[at]).query(register.xy[at], k=2)
    for row in bed.some(numpy.arange(len(at)), 3 * count):
        one, other = int(at[row]), int(at[near[row, 1]])
        differ = (
            register.space_of[one] != register.space_of[other] or register.numbers[one, 0] != register.numbers[other, 0]
        )
        if differ and not bed.moved[one] and not bed.moved[other]:
            bed.move(one, bed.xy[other].copy())
            bed.moved[other] = True
            bed.fault(one, other, also=(register.ids[other],))
            if len(bed.faults) >= count:
                return


def one_address_twice(bed: Bed, count: int) -> None:
    """A plate hangs for the address of another one far away."""
    doors = numpy.flatnonzero(bed.sound.in_group & bed.sound.placed)  # nothing hangs on these
    chosen = bed.some(doors, 4 * count)
    for one, other in zip(chosen[::2], chosen[1::2], strict=False):
        if numpy.hypot(*(bed.xy[one] - bed.xy[other])) > 200 and len(bed.faults) < count:
            bed.columns["address"][one] = bed.columns["address"][other]
            bed.fault(one, other, also=(bed.sound.ids[other],))


def reference_system(bed: Bed, count: int) -> None:
    """All plates of a village are given in GCJ-02 and said to be the register's own."""
    divisions = numpy.array([d or "" for d in bed.columns["division"]])
    placed = numpy.flatnonzero(bed.sound.gates & bed.sound.placed)
    words, counts = numpy.unique(divisions[placed], return_counts=True)
    for word in bed.random.permutation(words[counts >= 20])[:count].tolist():
        at = numpy.flatnonzero((divisions == word) & bed.sound.placed)
        bed.lon[at], bed.lat[at] = wgs84_to_gcj02(bed.lon[at], bed.lat[at])
        bed.fault(*at.tolist(), also=tuple(bed.sound.ids[int(n)] for n in at))


def other_convention(bed: Bed, count: int) -> None:
    """A whole street stands mirrored: one finding for the street, none for its doors."""
    register = bed.sound
    streets = [(space, doors) for space, doors in bed.street_doors.items() if len(doors) >= 10]
    for n in bed.random.permutation(len(streets))[:count].tolist():
        space, _ = streets[n]
        own = numpy.flatnonzero(register.on_street & (register.space_of == space))
        axes: Any = numpy.array([register.spaces[space].axis] * len(own), dtype=object)
        _, _, foot = beside(axes, register.xy[own])
        for index, place in zip(own.tolist(), 2 * foot - register.xy[own] + 0.8, strict=True):
            bed.move(index, place)
        _street_fault(bed, space, own)


def _street_fault(bed: Bed, space: int, own: Integers) -> None:
    identity = bed.sound.spaces[space].id
    bed.faults.append(Fault((identity,), frozenset({identity, *(bed.sound.ids[int(n)] for n in own)})))


def other_direction(bed: Bed, count: int) -> None:
    """A whole street is numbered from the other end, odd and even on the sides laid down."""
    register = bed.sound
    streets = [(space, doors) for space, doors in bed.street_doors.items() if len(doors) >= 12]
    for n in bed.random.permutation(len(streets))[:count].tolist():
        space, _ = streets[n]
        own = numpy.flatnonzero(register.gates & (register.space_of == space))
        most = int(register.numbers[own, 0].max())
        most += most % 2
        for index in own.tolist():
            # 1 becomes the highest even number and so on: sides change with the direction, as the profile wants.
            bed.renumber(index, most + 1 - int(register.numbers[index, 0]))
        _street_fault(bed, space, own)


def _written(key: str, change: Callable[[str], str], *, street: bool = False, kinds: Sequence[str] = ()) -> Plant:
    """Faults of one column's text."""

    def plant(bed: Bed, count: int) -> None:
        register = bed.sound
        chosen = register.on_street if street else register.gates
        if kinds:
            chosen = numpy.array([kind in kinds for kind in register.columns["kind"]])
        for index in bed.some(numpy.flatnonzero(chosen & (register.numbers[:, 2] == 0)), count):
            bed.columns[key][index] = change(bed.columns[key][index])
            bed.fault(index, *_with_number(bed, index))

    return plant


def _without_main(bed: Bed, count: int) -> None:
    """A door's number becomes a sub-number of one that does not exist."""
    for index in bed.some(numpy.flatnonzero(bed.sound.in_group), count):
        bed.columns["number_text"][index] = "9001号附2号"
        bed.columns["face_text"][index] = None
        bed.fault(index)


def _same_code(bed: Bed, count: int) -> None:
    chosen = bed.some(numpy.arange(len(bed.sound)), 2 * count)
    for one, other in zip(chosen[::2], chosen[1::2], strict=False):
        bed.columns["qr_id"][one] = bed.columns["qr_id"][other]
        bed.fault(one, other, also=(bed.sound.ids[other],))


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of fault: how it is planted, which rules may name it."""

    plant: Plant
    rules: frozenset[str]


def _kind(plant: Plant, *rules: str) -> Kind:
    return Kind(plant, frozenset(f"numbering.{rule}" if "." not in rule else rule for rule in rules))


KINDS: Mapping[str, Kind] = {
    "duplicate_on_street": _kind(duplicate_on_street, "duplicate"),
    "duplicate_in_group": _kind(duplicate_in_group, "duplicate"),
    "wrong_side": _kind(wrong_side, "side"),
    "wrong_parity": _kind(wrong_parity, "side"),
    "out_of_order_by_position": _kind(out_of_order_by_position, "order"),
    "out_of_order_by_number": _kind(out_of_order_by_number, "order"),
    "out_of_order_in_group": _kind(out_of_order_in_group, "order"),
    "skipped_on_street": _kind(skipped_on_street, "gap"),
    "skipped_in_group": _kind(skipped_in_group, "gap"),
    "wrong_village": _kind(wrong_village, "plates.outside_village", "outside_group"),
    "wrong_group": _kind(wrong_group, "outside_group"),
    "wrong_street": _kind(wrong_street, "crossing"),
    "across_a_street": _kind(across_a_street, "crossing"),
    "same_point": _kind(same_point, "same_point"),
    "one_address_twice": _kind(one_address_twice, "far_apart"),
    "reference_system": _kind(reference_system, "reference_system"),
    "other_convention": _kind(other_convention, "convention"),
    "other_direction": _kind(other_direction, "direction"),
    "unreadable": _kind(_written("number_text", lambda text: f"{text}半"), "form"),
    "full_width": _kind(
        _written("number_text", lambda text: text.translate({48 + n: 0xFF10 + n for n in range(10)})), "characters"
    ),
    "wrong_face": _kind(
        _written("face_text", lambda text: text.translate({48 + n: str((n + 1) % 10) for n in range(10)})), "face_text"
    ),
    "wrong_kind": _kind(_written("kind", lambda _: "large", kinds=("small",)), "kind"),
    "sub_without_main": _kind(_without_main, "sub_number"),
    "same_code": _kind(_same_code, "plates.qr_twice"),
}
"""Every kind of fault that is planted."""


def plant(register: Register, kind: str, count: int, seed: int) -> Planted:
    """The register with about `count` faults of one kind; fewer where the register offers no more places for it."""
    bed = Bed(register, seed)
    KINDS[kind].plant(bed, count)
    return bed.done()
