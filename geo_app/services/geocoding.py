"""Where a text is: the county's address index, kept until the next event."""

from __future__ import annotations

from threading import Lock

from gazetteer.findings import Finding, Severity
from geo_app.services.county import County
from layers.address_index import AddressIndex
from layers.addressing.geocoded import Geocoded
from layers.addressing.statuses import GeocodeStatus

_indexes: dict[tuple[object, ...], AddressIndex] = {}
_lock = Lock()


def find_address(county: County, text: str) -> tuple[Geocoded, list[Finding]]:
    """What a text as a person wrote it means in this county, and all findings. Never raises for a text.

    Where nothing certain was found, plates missing from the index are told too.
    """
    index = address_index(county)
    answer = index.geocode(text)
    certain = answer.status in (GeocodeStatus.OK, GeocodeStatus.OUT_OF_AREA)
    return answer, [*answer.findings, *([] if certain else unindexed(index))]


def unindexed(index: AddressIndex) -> list[Finding]:
    """One finding when plates could not be indexed, with the first of them; they cannot be found by their address."""
    if not index.findings:
        return []
    first = index.findings[0]
    return [
        Finding(
            "geocode.unindexed",
            Severity.WARNING,
            f"有 {len(index.findings)} 块门牌没有编入索引，查不到：{first.message}",
            subject=first.subject,
            value=str(len(index.findings)),
            remedy=first.remedy,
        )
    ]


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
