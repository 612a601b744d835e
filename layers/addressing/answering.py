"""From one parse to the places it may mean, each with what it costs: gate, unit, between two gates, or a whole place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from gazetteer.addresses import AddressLevel
from gazetteer.addresses.levels import (
    COUNTY_RANK,
    ESTATE_RANK,
    GROUP_RANK,
    LANE_RANK,
    POI_RANK,
    STREET_RANK,
    VILLAGE_RANK,
)
from gazetteer.addresses.lexicon import Lexicon
from gazetteer.addresses.numbers import NumberPart, number_key
from gazetteer.addresses.parsing import Parse
from gazetteer.addresses.resolving import said_ranks
from layers.address_match import AddressMatch, Precision
from layers.addressing.gates import NumberSpaces
from layers.addressing.rows import NamedPosition, PlateRow

SPACES = (LANE_RANK, ESTATE_RANK, STREET_RANK, GROUP_RANK)
"""Which place the number is looked up in first."""
OUTER_PENALTY = 0.1
"""The building or unit is not on record, its gate is."""
AS_NUMBER_PENALTY = 0.2
NO_UNIT = "登记到门牌，没有所写的楼或单元"
UNREAD = "门牌号没有认出"
MISSING_PENALTY = 0.5
NEIGHBOUR_PENALTY = 0.8
COARSE_PENALTY = 1.0
GROUP_UNSAID_PENALTY = 0.6
MOST_KEPT = 20_000
"""So many matches of places are kept for the next who asks."""
ALTERNATING = frozenset({STREET_RANK, LANE_RANK})
PRECISIONS = {
    AddressLevel.COUNTY: Precision.COUNTY,
    AddressLevel.TOWN: Precision.TOWN,
    AddressLevel.VILLAGE: Precision.VILLAGE,
    AddressLevel.GROUP: Precision.GROUP,
    AddressLevel.STREET: Precision.STREET,
    AddressLevel.LANE: Precision.STREET,
    AddressLevel.ESTATE: Precision.POI,
    AddressLevel.POI: Precision.POI,
}


class Answer(NamedTuple):
    """One possible answer: what it costs, whether it is all that was asked for, and the match."""

    cost: float
    complete: bool
    match: AddressMatch
    parse: Parse


class Answering:
    """Looks parses up in the number spaces of an index."""

    def __init__(
        self,
        lexicon: Lexicon,
        spaces: NumberSpaces,
        plates: Sequence[PlateRow],
        positions: Mapping[int, NamedPosition],
    ) -> None:
        self._lexicon, self._spaces, self._plates, self._positions = lexicon, spaces, plates, positions
        self._matches: dict[tuple[int, float, str], AddressMatch] = {}
        self._middles: dict[int, NamedPosition | None] = {}

    def answers(self, parse: Parse) -> Iterator[Answer]:
        """Every place this parse may mean, the best first."""
        if (parse.unexplained or self._village_dropped(parse)) and self._village_guessed(parse):
            places = (*parse.places[:VILLAGE_RANK], *[-1] * len(parse.places[VILLAGE_RANK:]))
            yield from self._places(replace(parse, places=places), complete=False, why="没有认出所写的村")
            return
        number = parse.number
        wanted = number.number or number.building or number.unit
        if not wanted or self._group_unknown(parse):
            yield from self._places(
                parse, complete=not (wanted or number.spare), why=UNREAD if number.spare and not wanted else ""
            )
            return
        found = False
        for rank in SPACES:
            space = parse.places[rank]
            if space >= 0:
                for answer in self._in_space(parse, space):
                    found = True
                    yield answer
                if found:
                    yield from self._in_group_too(parse, rank)
                    return
        if not any(parse.places[rank] >= 0 for rank in SPACES):
            for answer in self._in_village(parse):
                found = True
                yield answer
        if not found:
            yield from self._missing(parse)

    def _in_group_too(self, parse: Parse, rank: int) -> Iterator[Answer]:
        """A text that names a street and a group may mean the number of either: a person chooses."""
        group = parse.places[GROUP_RANK]
        if rank != GROUP_RANK and group >= 0:
            yield from self._in_space(replace(parse), group)

    def _village_dropped(self, parse: Parse) -> bool:
        """Whether the village or hamlet that the text names lies elsewhere than the rest of it."""
        ranks = self._lexicon.ranks
        return any(VILLAGE_RANK <= ranks[name.candidates[0].entry] <= GROUP_RANK for name in parse.dropped)

    def _village_guessed(self, parse: Parse) -> bool:
        """Whether the village follows from nothing but a group's number, which every village has."""
        group, village = parse.places[GROUP_RANK], parse.places[VILLAGE_RANK]
        if group < 0 or not self._lexicon.standard_key(group)[:1].isdigit():
            return False
        return VILLAGE_RANK not in said_ranks(parse.names, parse.places, self._lexicon) and village >= 0

    def _group_unknown(self, parse: Parse) -> bool:
        """Whether the text named a group that is not on record: then no number of it is."""
        return any(token.kind == "group" for token in parse.number.spare) or any(
            self._lexicon.ranks[name.candidates[0].entry] == GROUP_RANK for name in parse.dropped
        )

    def _in_space(self, parse: Parse, space: int) -> Iterator[Answer]:
        number = parse.number
        if number.until:
            yield from self._range(parse, space)
            return
        row = self._spaces.inside(space, number) if number.building or number.unit else -1
        if row >= 0:
            whole = self._is_whole(number, row)
            yield self._gate(parse, row, 0.0 if whole else OUTER_PENALTY, "" if whole else NO_UNIT)
            return
        row = self._spaces.gate(space, number.key)
        if row >= 0:
            outer = bool(number.building or number.unit)
            yield self._gate(parse, row, OUTER_PENALTY if outer else 0.0, NO_UNIT if outer else "")
            for twin in self._spaces.twins(row):
                yield self._gate(parse, twin, 0.0)
        elif not number.number and number.building and not number.unit:
            yield from self._building_as_number(parse, space)
        elif number.sub and not number.stem and not number.temporary:
            yield from self._ends(parse, space)

    def _building_as_number(self, parse: Parse, space: int) -> Iterator[Answer]:
        """12# or 12号楼 with no such building, in a street that has a gate 12."""
        digits = parse.number.building.rstrip("号楼座")
        row = self._spaces.gate(space, number_key(int(digits))) if digits.isdecimal() else -1
        if row >= 0:
            yield self._gate(parse, row, AS_NUMBER_PENALTY, f"没有登记{parse.number.building}，按门牌号理解")

    def _is_whole(self, number: NumberPart, row: int) -> bool:
        return not number.unit or self._plates[row].address.endswith("单元")

    def _gate(self, parse: Parse, row: int, penalty: float, why: str = "") -> Answer:
        plate, number = self._plates[row], parse.number
        precision = Precision.GATE
        if number.building or number.unit:
            if plate.address.endswith("单元"):
                precision = Precision.UNIT
            elif penalty == 0.0 or plate.address.endswith(("楼", "幢", "栋", "座")):
                precision = Precision.BUILDING
        cost = parse.penalty + penalty
        match = self.gate_match(row, cost, precision, why)
        return Answer(cost, not penalty, match, parse)

    def _range(self, parse: Parse, space: int) -> Iterator[Answer]:
        """Both ends of a range (12号至18号) and what lies between on the same side."""
        number = parse.number
        for value in range(number.number, min(number.until, number.number + 200) + 1, 2):
            row = self._spaces.gate(space, number_key(value))
            if row >= 0:
                yield self._gate(parse, row, 0.0)

    def _ends(self, parse: Parse, space: int) -> Iterator[Answer]:
        """12-18号 with no such sub-number, where 12 and 18 are both on record, was a range."""
        number = parse.number
        rows = [self._spaces.gate(space, number_key(value)) for value in (number.number, number.sub)]
        if number.number < number.sub and min(rows) >= 0:
            yield from (self._gate(parse, row, OUTER_PENALTY, "没有这个附号，按起止号理解") for row in rows)

    def _in_village(self, parse: Parse) -> Iterator[Answer]:
        """A village and a number, but no group: every group that has the number."""
        village = parse.places[VILLAGE_RANK]
        if village < 0:
            return
        number = parse.number
        if number.sub and not number.stem:
            yield from self._group_and_number(parse, village)
        for child in self._lexicon.below(village):
            row = self._spaces.gate(child, number.key)
            if row >= 0:
                places = list(parse.places)
                places[self._lexicon.ranks[child]] = child
                yield self._gate(
                    replace(parse, places=tuple(places)), row, GROUP_UNSAID_PENALTY, "没有写组，本村有这个号的组都列出"
                )

    def _group_and_number(self, parse: Parse, village: int) -> Iterator[Answer]:
        """A village with 3-15 and no such sub-number: people write the group and the number so."""
        number = parse.number
        for group in self._lexicon.children.get((village, f"{number.number}组"), ()):
            row = self._spaces.gate(group.entry, number_key(number.sub))
            if row >= 0:
                places = list(parse.places)
                places[GROUP_RANK] = group.entry
                meant = number._replace(number=number.sub, sub=0)
                why = f"{number.number}-{number.sub} 按组和门牌号理解"
                yield self._gate(replace(parse, places=tuple(places), number=meant), row, OUTER_PENALTY, why)

    def _missing(self, parse: Parse) -> Iterator[Answer]:
        """The number is not on record: between its neighbours where order holds, else they and the whole place."""
        number = parse.number
        for rank in SPACES:
            space = parse.places[rank]
            if space >= 0 and self._spaces.holds(space) and number.number:
                same = self._spaces.same_number(space, number.number)
                if same:
                    why = f"没有登记 {number.door_number()}，答到同号的门牌"
                    yield from (self._gate(parse, row, MISSING_PENALTY, why) for row in same)
                    return
                alternating = rank in ALTERNATING
                between = self._spaces.between(space, number.number, alternating=alternating)
                if between is not None:
                    yield self._between(parse, space, between.lon, between.lat, between.apart_m)
                else:
                    yield from self._places(parse, complete=False, why=f"没有登记 {number.number}号")
                before, after = self._spaces.neighbours(space, number.number, alternating=alternating)
                for row in (*before[:1], *after[:1]):
                    yield self._neighbour(parse, row)
                return
        yield from self._places(parse, complete=False, why="没有认出门牌号所在的街路或小组")

    def _between(self, parse: Parse, space: int, lon: float, lat: float, apart_m: float) -> Answer:
        cost = parse.penalty + MISSING_PENALTY
        door = parse.number.door_number()
        match = AddressMatch(
            address=self._lexicon.head(space) + str(door),
            plate="",
            lon=lon,
            lat=lat,
            precision=Precision.INTERPOLATED,
            score=1 / (1 + cost),
            radius_m=apart_m / 2,
            why=f"没有登记 {door}，按同侧相邻号推算",
        )
        return Answer(cost, False, match, parse)

    def _neighbour(self, parse: Parse, row: int) -> Answer:
        cost = parse.penalty + NEIGHBOUR_PENALTY
        return Answer(cost, False, self.gate_match(row, cost, Precision.NEIGHBOUR, "同侧相邻的门牌"), parse)

    def gate_match(self, row: int, cost: float, precision: Precision = Precision.GATE, why: str = "") -> AddressMatch:
        """The match that a plate is."""
        plate = self._plates[row]
        return AddressMatch(
            address=plate.address,
            plate=plate.plate,
            lon=plate.lon,
            lat=plate.lat,
            precision=precision,
            score=1 / (1 + cost),
            division=plate.division,
            record=plate.record,
            why=why,
        )

    def _places(self, parse: Parse, *, complete: bool, why: str = "") -> Iterator[Answer]:
        """The place itself; the county only when nothing finer was asked for."""
        entry = parse.finest
        if entry < 0 and complete and not parse.unexplained and self._county_said(parse):
            entry = self._lexicon.county
        if entry < 0:
            return
        if not complete and not why:
            why = "没有登记所写的小组"
        cost = parse.penalty + (0.0 if complete else COARSE_PENALTY)
        yield Answer(cost, complete, self.place_match(entry, cost, why), parse)

    def _county_said(self, parse: Parse) -> bool:
        return COUNTY_RANK in said_ranks(parse.names, parse.places, self._lexicon)

    def place_match(self, entry: int, cost: float, why: str = "") -> AddressMatch:
        """The match that a street, group, village, township or the county is."""
        key = (entry, cost, why)
        known = self._matches.get(key)
        if known is None:
            known = self._place_match(entry, cost, why)
            if len(self._matches) < MOST_KEPT:
                self._matches[key] = known
        return known

    def _place_match(self, entry: int, cost: float, why: str) -> AddressMatch:
        position = self.position(entry)
        return AddressMatch(
            address=self._written(entry),
            plate="",
            lon=position.lon if position else None,
            lat=position.lat if position else None,
            precision=PRECISIONS[self._lexicon.entries[entry].level],
            score=1 / (1 + cost),
            radius_m=position.radius_m if position else None,
            division=position.division if position else "",
            record=position.record if position else "",
            why=why,
        )

    def _written(self, entry: int) -> str:
        """The names from the largest to this one; premises are often called after their village or township already."""
        lexicon = self._lexicon
        name = lexicon.entries[entry].name
        if lexicon.ranks[entry] != POI_RANK:
            return lexicon.head(entry)
        above = [lexicon.entries[n].name for n in lexicon.lines[entry][:-1]]
        after = next((n for n, upper in enumerate(above) if name.startswith(upper)), len(above))
        return "".join((*above[:after], name))

    def position(self, entry: int) -> NamedPosition | None:
        """Where a place lies: as registered, else in the middle of its gates."""
        known = self._positions.get(entry)
        if known is not None:
            return known
        if entry not in self._middles:
            middle = self._spaces.middle(entry)
            self._middles[entry] = None if middle is None else NamedPosition(*middle)
        return self._middles[entry]
