"""Which characters of a name are written together (1984 rules 1 to 7; GB/T 38207-2019), by its kind."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from gazetteer.categories import PlaceKind
from gazetteer.romanization.ethnic_groups import ETHNIC_GROUPS, GROUPS_BEFORE_AUTONOMY
from gazetteer.romanization.generic_terms import (
    BY_KIND,
    COMMITTEE_BODIES,
    IN_TWO_WORDS,
    MODIFIED,
    MODIFIERS,
    WORDS_BEFORE,
)
from gazetteer.romanization.numerals import ORDINAL_GENERICS, street_ordinal

CODE_OR_REST = re.compile(r"[A-Za-z0-9]+|[^A-Za-z0-9]+")


class Part(StrEnum):
    """What a segment is to the name."""

    SPECIFIC = "specific"
    GENERIC = "generic"


@dataclass(frozen=True, slots=True)
class Segment:
    """Characters written as one word: their span in the name, and "" or what stands in their place (`12`)."""

    start: int
    stop: int
    part: Part
    written: str = ""


def split_name(name: str, kind: PlaceKind | None) -> list[Segment]:
    """The segments of a name, in order; they cover it without gap.

    Settlements and seats of committees are one segment; so is a name whose generic term is not known.
    """
    body = next((body for body in COMMITTEE_BODIES if name.endswith(body) and len(name) > len(body)), "")
    if body:
        return _committee(name, body)
    if kind is None or not BY_KIND[kind]:
        return [Segment(0, len(name), Part.SPECIFIC)]
    generic = generic_of(name, kind)
    if not generic:
        return _around_codes(name, len(name))
    at = len(name) - len(generic)
    if kind is PlaceKind.DIVISION:
        return [*_ethnic(name, at, generic), Segment(at, len(name), Part.GENERIC)]
    if kind is PlaceKind.STREET and (ordinal := _ordinal(name, at)):
        return ordinal
    start = _with_modifier(name, at, generic)
    return [*_specific(name, start, kind), *_generic(start, len(name), generic)]


def generic_of(name: str, kind: PlaceKind) -> str:
    """The longest generic term of the kind that ends the name and leaves a specific part; "" for none."""
    found = [term for term in BY_KIND[kind] if name.endswith(term) and len(name) > len(term)]
    return max(found, key=len, default="")


def _generic(start: int, stop: int, generic: str) -> list[Segment]:
    first = IN_TWO_WORDS.get(generic, 0)
    if not first:
        return [Segment(start, stop, Part.GENERIC)]
    middle = stop - len(generic) + first
    return [Segment(start, middle, Part.GENERIC), Segment(middle, stop, Part.GENERIC)]


def _committee(name: str, body: str) -> list[Segment]:
    """东关村村民委员会: the village and its term apart, then 村民 and 委员会 ([?] in the national rules)."""
    at = len(name) - len(body)
    village = [Segment(0, at, Part.SPECIFIC)]
    if name[at - 1] == "村" and at > 2:
        village = [Segment(0, at - 1, Part.SPECIFIC), Segment(at - 1, at, Part.GENERIC)]
    middle = len(name) - 3
    return [*village, Segment(at, middle, Part.GENERIC), Segment(middle, len(name), Part.GENERIC)]


def _ethnic(name: str, at: int, generic: str) -> list[Segment]:
    """The specific part of a division, the names of ethnic groups as words of their own."""
    known = (*ETHNIC_GROUPS, *GROUPS_BEFORE_AUTONOMY) if generic.startswith("自治") else ETHNIC_GROUPS
    groups: list[Segment] = []
    while group := next((g for g in known if name[:at].endswith(g) and at > len(g)), ""):
        groups.insert(0, Segment(at - len(group), at, Part.SPECIFIC))
        at -= len(group)
    return [*_specific(name, at, PlaceKind.DIVISION), *groups]


def _ordinal(name: str, at: int) -> list[Segment] | None:
    """A street's ordinal in digits: 二马路 2 Mǎlù, 经五路 Jīng 5 Lù, 东四十二条 Dōngsì 12 Tiáo."""
    if name[at:] not in ORDINAL_GENERICS:
        return None
    found = street_ordinal(name[:at])
    if found is None:
        return None
    head, digits = found
    segments = [Segment(0, len(head), Part.SPECIFIC)] if head else []
    return [*segments, Segment(len(head), at, Part.SPECIFIC, digits), Segment(at, len(name), Part.GENERIC)]


def _with_modifier(name: str, at: int, generic: str) -> int:
    """Where the generic term begins with the one-syllable modifiers that join it; a specific part of two stays."""
    if generic[-1] not in MODIFIED and generic not in MODIFIED:
        return at
    start = at
    while start > 2 and name[start - 1] in MODIFIERS:
        start -= 1
    return start


def _specific(name: str, stop: int, kind: PlaceKind) -> list[Segment]:
    if name.startswith("第") and stop > 3 and name[1] in "一二三四五六七八九十":
        return [Segment(0, 2, Part.SPECIFIC), Segment(2, stop, Part.SPECIFIC)]
    words: list[Segment] = []
    while word := next((w for w in WORDS_BEFORE.get(kind, ()) if name[:stop].endswith(w) and stop > len(w) + 1), ""):
        words.insert(0, Segment(stop - len(word), stop, Part.SPECIFIC))
        stop -= len(word)
    return [*_around_codes(name, stop), *words]


def _around_codes(name: str, stop: int) -> list[Segment]:
    """Letters and digits are a word of their own (rule 7): G69银百高速 G69 Yínbǎi Gāosù, 12号路 12 Hào Lù."""
    return [Segment(m.start(), m.end(), Part.SPECIFIC) for m in CODE_OR_REST.finditer(name, 0, stop)]
