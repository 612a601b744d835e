"""Where a text is: the county's address index, kept until the next event."""

from __future__ import annotations

from threading import Lock

from geo_app.services.county import County
from layers.address_index import AddressIndex
from layers.addressing.geocoded import Geocoded

_indexes: dict[tuple[object, ...], AddressIndex] = {}
_lock = Lock()


def find_address(county: County, text: str) -> Geocoded:
    """What a text as a person wrote it means in this county. Never raises for a text."""
    return address_index(county).geocode(text)


def address_index(county: County) -> AddressIndex:
    """The index of the county as it is now."""
    key = (county.settings.data_dir, county.settings.database_url, county.store.head())
    with _lock:
        found = _indexes.get(key)
        if found is None:
            found = AddressIndex.from_store(county.store, county.profile)
            _indexes.clear()
            _indexes[key] = found
    return found
