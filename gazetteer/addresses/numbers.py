"""The number part of an address: door number, range, temporary mark, building, unit, floor, room."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from gazetteer.addresses.scanning import PART, PartToken
from gazetteer.addresses.units import STEMS
from gazetteer.numbering import MAX_NUMBER, DoorNumber, SubStyle

SHORTEST_ROOM = 3
"""A bare number behind a building is a room when it tells the storey too (501)."""
STEM_ROOM, SUB_ROOM = len(STEMS) + 1, MAX_NUMBER + 1


class NumberPart(NamedTuple):
    """What the numbers of a text say; 0 and "" where they do not. `at` is where the door number stands, -1 without one.

    `until` is the far end of a range. `building` is 3号楼, `unit` 2单元, `floor` 5层, `room` 501室, canonical.
    `spare` are numbers that found no use.
    """

    number: int = 0
    sub: int = 0
    stem: str = ""
    temporary: bool = False
    until: int = 0
    building: str = ""
    unit: str = ""
    floor: str = ""
    room: str = ""
    at: int = -1
    spare: tuple[PartToken, ...] = ()

    @property
    def key(self) -> int:
        """What tells door numbers of one street or group apart; equal for 128-3, 128附3号 and 128号之三."""
        return number_key(self.number, self.sub, self.stem)

    def text_of(self, kind: str) -> str:
        """The building, unit, floor or room; "" when there is none, and for any other kind."""
        return {"building": self.building, "unit": self.unit, "floor": self.floor, "room": self.room}.get(kind, "")

    def door_number(self, style: SubStyle = SubStyle.HYPHEN) -> DoorNumber | None:
        """The door number, its sub-number written in `style`; None without one or beyond the range of door numbers."""
        if not self.number:
            return None
        return DoorNumber(self.number, self.sub, self.stem, style if self.sub else SubStyle.NONE)


NO_NUMBER = NumberPart()


def number_key(number: int, sub: int = 0, stem: str = "") -> int:
    """One integer for a door number, in the order of the street; see `NumberPart.key`."""
    return (number * STEM_ROOM + (STEMS.index(stem) + 1 if stem else 0)) * SUB_ROOM + sub


def number_part(tokens: Sequence[PartToken]) -> NumberPart:
    """Reads the numbers of a text, in any order; the first of each kind counts, the others are `spare`."""
    if len(tokens) == 1 and tokens[0].kind == "number":
        return _door(tokens[0]) or NumberPart(spare=tuple(tokens))
    if not tokens:
        return NO_NUMBER
    found = NO_NUMBER
    spare: list[PartToken] = []
    for token in sorted(tokens, key=_bare_last):
        if token.kind == "group":
            spare.append(token)
            continue
        following = _with(found, token)
        if following is None:
            spare.append(token)
        else:
            found = following
    return found._replace(spare=tuple(spare)) if spare else found


def _bare_last(token: PartToken) -> bool:
    """A number without 号 is a door number only when no other is."""
    return token.kind == "number" and not token.text.endswith("号")


def _with(found: NumberPart, token: PartToken) -> NumberPart | None:
    """The part with one more token; None when its place is taken or it means nothing here."""
    kind, text = token.kind, token.text
    if kind == "number":
        return _bare_or_door(found, token)
    if kind == "range":
        first, last = text.rstrip("号").split("~")
        if found.number or not int(first) < int(last):
            return None
        return found._replace(number=int(first), until=int(last), at=token.start)
    if kind == "inner":
        return _inner(found, text)
    if found.text_of(kind):
        return None
    return _filled(found, kind, text)


def _filled(found: NumberPart, kind: str, text: str) -> NumberPart | None:
    match kind:
        case "building":
            return found._replace(building=text)
        case "unit":
            return found._replace(unit=text)
        case "floor":
            return found._replace(floor=text)
        case "room":
            return found._replace(room=text)
    return None


def _bare_or_door(found: NumberPart, token: PartToken) -> NumberPart | None:
    """A number without 号 after a building is a room (3号楼501) or unit and room (3号楼2-501), else a door number."""
    text = token.text
    if not text.endswith("号") and (found.building or found.unit):
        if "-" in text:
            return _inner(found, text)
        if not found.room and text.isdigit() and len(text) >= SHORTEST_ROOM and token.start > 0:
            return found._replace(room=text + "室")
        return None
    if found.number:
        return None
    door = _door(token)
    if door is None:
        return None
    return found._replace(number=door.number, sub=door.sub, stem=door.stem, temporary=door.temporary, at=door.at)


def _inner(found: NumberPart, text: str) -> NumberPart | None:
    """3-2-501 is building, unit, room; 2-501 unit and room."""
    *outer, room = text.rstrip("室").split("-")
    if found.room or found.unit or (len(outer) == 2 and found.building):
        return None
    if len(outer) == 2:
        return found._replace(building=f"{outer[0]}号楼", unit=f"{outer[1]}单元", room=f"{room}室")
    return found._replace(unit=f"{outer[0]}单元", room=f"{room}室")


def tail_part(text: str) -> NumberPart | None:
    """The number part of canonical text that holds nothing else (128-3号3号楼2单元); None when it does."""
    tokens, at = [], 0
    while at < len(text):
        match = PART.match(text, at)
        if match is None:
            return None
        tokens.append(PartToken(at, match.end(), match.lastgroup or "", match.group()))
        at = match.end()
    found = number_part(tokens)
    return None if found.spare else found


def _door(token: PartToken) -> NumberPart | None:
    text = token.text
    temporary = text.startswith("临时")
    digits = text[2:] if temporary else text
    stem = digits[0] if digits[0] in STEMS else ""
    number, _, sub = digits[len(stem) :].rstrip("号").partition("-")
    if not 1 <= int(number) <= MAX_NUMBER or (sub and int(sub) == 0):
        return None
    return NumberPart(int(number), int(sub or 0), stem, temporary, at=token.start)
