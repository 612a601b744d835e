"""Demo places, names, spellings and acts: one standard name a place, spelled by the rules; what they leave open says so."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from shapely import Point

from gazetteer.categories import PlaceKind
from gazetteer.romanization.segments import generic_of
from layers.demo.ground import Ground
from layers.demo.settlements import Group, Street
from layers.store.contract import Edit, Value

VARIANTS = {"五顷塬回族乡": "五顷原乡"}


@dataclass(frozen=True, slots=True)
class NamedPlace:
    """A place to be named: natural key, name, kind, class code, division, position; `former` is an earlier name."""

    natural: str
    name: str
    kind: str
    class_code: str | None
    division: str
    position: tuple[float, float]
    former: str = ""


def places_of(ground: Ground, groups: Sequence[Group], streets: Sequence[Street]) -> list[NamedPlace]:
    """Divisions, hamlets and streets as places."""
    places = [
        NamedPlace(
            f"division/{ground.county.code}",
            ground.county.name,
            "division",
            None,
            ground.county.code,
            ground.county.centre,
        )
    ]
    places += [
        NamedPlace(
            f"division/{township.code}",
            township.name,
            "division",
            None,
            township.code,
            township.centre,
            former=VARIANTS.get(township.name, ""),
        )
        for township in ground.townships.values()
    ]
    places += [
        NamedPlace(
            f"division/{village.code}",
            village.name,
            "committee_seat" if village.level != "quasi_village" else "other",
            "21610" if village.level == "village" else None,
            village.code,
            village.centre,
        )
        for village in ground.villages.values()
    ]
    places += [NamedPlace(f"group/{g.code}", g.hamlet, "settlement", "22200", g.village, g.centre) for g in groups]
    middles = [(street, street.line.interpolate(0.5, normalized=True)) for street in streets]
    places += [
        NamedPlace(f"street/{street.code}", street.name, "street", None, street.division, (middle.x, middle.y))
        for street, middle in middles
    ]
    return places


def name_edits(ground: Ground, places: Sequence[NamedPlace]) -> dict[str, list[Edit]]:
    """Edits of the four name layers."""
    edits: dict[str, list[Edit]] = {"place": [], "place_name": [], "place_name_spelling": [], "naming_act": []}
    for n, place in enumerate(places):
        for layer, edit in _place(ground, place, n + 1):
            edits[layer].append(edit)
    return edits


def _place(ground: Ground, place: NamedPlace, serial: int) -> Iterator[tuple[str, Edit]]:
    toned = ground.spell(place.name, place.kind).toned
    yield (
        "place",
        ground.create(
            "place",
            place.natural,
            place.division,
            {
                "place_code": f"{ground.profile.code}-{serial:06d}",
                "label": place.name,
                "kind": place.kind,
                "class_code": place.class_code,
                "life_cycle": "existing",
                "spelling": toned,
                "security": "public",
                "note": "代码为本库临时编号；拼写未核实",
            },
            Point(place.position),
        ),
    )
    yield from _name(ground, place, place.name, "standard", "announced", ("recognition",))
    if place.former:
        yield from _name(ground, place, place.former, "former", "former", ("census", "renaming"))


def _name(
    ground: Ground, place: NamedPlace, text: str, role: str, status: str, acts: tuple[str, ...]
) -> Iterator[tuple[str, Edit]]:
    """A name with its spelling and the acts whose fold is its status."""
    natural = f"{place.natural}/{role}"
    generic = generic_of(text, PlaceKind.of(place.kind))
    spelled = ground.spell(text, place.kind)
    name = ground.identity("place_name", natural)
    values: dict[str, dict[str, Value]] = {
        "place_name": {
            "place": ground.identity("place", place.natural),
            "text": text,
            "role": role,
            "status": status,
            "specific": text.removesuffix(generic),
            "generic": generic or None,
        },
        "place_name_spelling": {
            "name": name,
            "scheme": "national_1984",
            "toned": spelled.toned,
            "plain": spelled.plain,
            "reading_source": "unverified" if spelled.unresolved else "rule",
            "note": "、".join(r.character for r in spelled.unresolved) + "待审定读音" if spelled.unresolved else None,
        },
    }
    for layer, row in values.items():
        yield layer, ground.create(layer, natural, place.division, row)
    for act in acts:
        row = {
            "name": name,
            "act": act,
            "acted_on": date(2018, 6, 30),
            "authority": ground.profile.issuing_body,
            "document_title": "第二次全国地名普查成果（演示）",
        }
        yield "naming_act", ground.create("naming_act", f"{natural}/{act}", place.division, row)
