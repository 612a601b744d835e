"""What the public pages say: a place with its names, a facility of any kind, a plate by its code."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from gazetteer.errors import NotFound
from geo_app.services.county import County
from geo_app.services.map_card import card, position_of
from geo_app.services.map_view import View, find_record, public_view, shown_where
from layers.catalog import layer
from layers.facilities import KINDS
from layers.layer import Layer
from layers.store import Condition, Operator, Query, Scope


@dataclass(frozen=True, slots=True)
class Name:
    """One name of a place, its spelling, and the acts upon it, oldest first."""

    text: str
    role: str
    status: str
    spelling: str
    acts: tuple[Act, ...]


@dataclass(frozen=True, slots=True)
class Act:
    """One act on a name: what, when, by whom, by which document."""

    act: str
    acted_on: date | None
    authority: str
    document: str


def divisions_above(county: County, code: str) -> list[str]:
    """Names of the county, township and village a row belongs to, outermost first."""
    codes = tuple(code[:digits] for digits in (6, 9, 12) if len(code) >= digits)
    query = Query(where=(Condition("code", Operator.IN, codes),), columns=("code", "name"), geometry=False)
    frame = county.store.read("division", Scope.everything(), query)
    names = dict(zip(frame["code"], frame["name"], strict=True))
    return [names[c] for c in codes if c in names]


def place_page(county: County, view: View, object_id: str) -> dict[str, Any]:
    """A place, its names (the standard one first) and what is known of them. Raises NotFound."""
    _, found = find_record(county, view, "place", object_id)
    return {
        "card": card(county, view, "place", object_id),
        "place": found,
        "names": names_of_place(county, view, object_id),
        "above": divisions_above(county, found.division),
    }


def names_of_place(county: County, view: View, place: str) -> list[Name]:
    """Names of a place with spelling and acts; standard names first, former ones last."""
    names = _rows(county, view, "place_name", Condition("place", Operator.EQUAL, place))
    ids = tuple(row["id"] for row in names)
    spellings = _rows(county, view, "place_name_spelling", Condition("name", Operator.IN, ids)) if ids else []
    acts = _rows(county, view, "naming_act", Condition("name", Operator.IN, ids)) if ids else []
    order = [choice.value for choice in layer("naming_act").field("act").choices]
    roles = [choice.value for choice in layer("place_name").field("role").choices]
    return [
        Name(
            text=row["text"],
            role=row["role"],
            status=row["status"],
            spelling=next((s["toned"] for s in spellings if s["name"] == row["id"]), ""),
            acts=tuple(
                Act(a["act"], a["acted_on"], a["authority"] or "", a["document_number"] or "")
                for a in sorted(acts, key=lambda act: (act["acted_on"] or date.min, order.index(act["act"])))
                if a["name"] == row["id"]
            ),
        )
        for row in sorted(names, key=lambda row: (roles.index(row["role"]), row["text"]))
    ]


def facility_page(county: County, view: View, object_id: str) -> dict[str, Any]:
    """A facility of whatever kind. Raises NotFound."""
    for kind in KINDS:
        try:
            _, found = find_record(county, view, kind.key, object_id)
        except NotFound:
            continue
        shown = card(county, view, kind.key, object_id)
        return {"card": shown, "kind": kind, "facility": found, "above": divisions_above(county, found.division)}
    raise NotFound.because("public.facility", "没有找到这处设施", remedy="从地图或搜索进入")


def plate_page(county: County, view: View, opaque: str) -> dict[str, Any]:
    """The plate with this opaque code, as anybody may see it. Raises NotFound."""
    plates = layer("door_plate")
    public = public_view(view)
    wanted = Query(where=(Condition("qr_id", Operator.EQUAL, opaque),), columns=(), geometry=False, limit=1)
    frame = county.store.read(plates.key, public.rows(plates), wanted)
    if frame.empty:
        raise NotFound.because(
            "public.plate", "没有登记这个二维码，或不在您的管辖范围", remedy="如门牌是真的，请把门牌文字告诉地名办"
        )
    found = county.store.get(plates.key, str(frame["id"].iloc[0]), public.rows(plates))
    return {
        "plate": found,
        "layer": plates,
        "position": position_of(county, public, plates, found),
        "above": divisions_above(county, found.division),
    }


def _rows(county: County, view: View, key: str, condition: Condition) -> list[dict[str, Any]]:
    declared: Layer = layer(key)
    where = (condition, *shown_where(county, view, declared))
    frame = county.store.read(key, view.rows(declared), Query(where=where, geometry=False))
    rows: list[dict[str, Any]] = frame.drop(columns="geometry").to_dict("records")
    return rows
