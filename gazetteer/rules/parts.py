"""Specific part and generic term (专名 + 通名) of a name, by its kind.

The generic terms are those by which names are spelled (`gazetteer.romanization`); settlements, which are
written as one word there, have theirs from the endings of village names.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from gazetteer.categories import PlaceKind
from gazetteer.divisions import place_name_of
from gazetteer.romanization.ethnic_groups import ETHNIC_GROUPS
from gazetteer.romanization.generic_terms import BY_KIND, COMMITTEE_BODIES
from gazetteer.romanization.surnames import HOMESTEADS

COMMITTEE_TERMS = (*COMMITTEE_BODIES, "村委会", "居委会", "社区", "新村", "村", "嘎查", "牧委会")
SETTLEMENT_TERMS = tuple(dict.fromkeys(("新村", *HOMESTEADS, "社区", "生活区", "镇", "铺", "岘", "塄", "崾岘")))

NEEDS_GENERIC = frozenset(
    {
        PlaceKind.DIVISION,
        PlaceKind.COMMITTEE_SEAT,
        PlaceKind.STREET,
        PlaceKind.NATURAL_ENTITY,
        PlaceKind.PARK_OR_RESERVE,
        PlaceKind.RESIDENTIAL_OR_BUILDING,
        PlaceKind.FACILITY,
    }
)
"""Kinds whose names have both parts; names of natural villages (马莲台, 老庄) may do without."""


@dataclass(frozen=True, slots=True)
class Parts:
    """A name taken apart; `generic` is "" when no term of the kind ends it, `group` the ethnic group of a division."""

    specific: str
    generic: str
    group: str = ""


@cache
def terms_of(kind: PlaceKind) -> tuple[str, ...]:
    """The generic terms that may end a name of the kind, the longest first."""
    own: Mapping[PlaceKind, tuple[str, ...]] = {
        PlaceKind.COMMITTEE_SEAT: COMMITTEE_TERMS,
        PlaceKind.SETTLEMENT: SETTLEMENT_TERMS,
    }
    return tuple(sorted(set(own.get(kind, BY_KIND[kind])), key=lambda term: (-len(term), term)))


def split_parts(name: str, kind: PlaceKind) -> Parts:
    """The longest generic term that leaves a specific part before it; ethnic groups stand apart in divisions."""
    generic = next((term for term in terms_of(kind) if name.endswith(term) and len(name) > len(term)), "")
    specific = name[: len(name) - len(generic)]
    group = ""
    if kind is PlaceKind.DIVISION:
        while found := next((g for g in ETHNIC_GROUPS if specific.endswith(g) and len(specific) > len(g)), ""):
            group, specific = found + group, specific[: -len(found)]
    return Parts(specific, generic, group)


def plain_name(text: str, kind: PlaceKind) -> str:
    """The name by which others are compared: a committee's is that of its village (东关村村民委员会 is 东关村)."""
    return place_name_of(text) if kind is PlaceKind.COMMITTEE_SEAT else text


def kinds_ending_in(name: str, but: PlaceKind) -> tuple[tuple[PlaceKind, str], ...]:
    """Other kinds one of whose terms of two characters or more ends the name, with the term."""
    found = [(kind, split_parts(name, kind).generic) for kind in NEEDS_GENERIC - {but}]
    return tuple(sorted((kind, term) for kind, term in found if len(term) > 1))
