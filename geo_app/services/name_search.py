"""The search box: the index of names kept until the next event, and what one reader finds in it."""

from __future__ import annotations

from threading import Lock

from geo_app.services.county import County
from geo_app.services.map_view import View
from layers.catalog import layer
from layers.search import NameIndex, find_plates

MOST = 20
_indexes: dict[tuple[object, ...], NameIndex] = {}
_lock = Lock()


def found_by(county: County, view: View, text: str) -> list[dict[str, str]]:
    """What a few words find: names and facilities first, then plates. Literal text; nothing is a pattern."""
    internal = view.full(layer("place"))
    hits = names_of(county).find(text, view.scope, internal=internal, limit=MOST)
    plates = layer("door_plate")
    if view.sees(plates) and len(hits) < MOST:
        hits += find_plates(county.store, text, view.rows(plates), limit=min(8, MOST - len(hits)))
    return [{"layer": h.layer, "id": h.id, "title": h.title, "note": h.note, "kind": h.kind} for h in hits]


def names_of(county: County) -> NameIndex:
    """The index of the county's names as they are now."""
    key = (county.settings.data_dir, county.settings.database_url, county.store.head())
    with _lock:
        found = _indexes.get(key)
        if found is None:
            found = NameIndex.build(county.store)
            _indexes.clear()
            _indexes[key] = found
    return found
