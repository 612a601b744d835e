"""Estates, natural villages without a group of their own, and facilities: what addresses name beside streets and groups."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from gazetteer.addresses import AddressLevel, LexiconName
from gazetteer.categories import PlaceKind
from layers.addressing.store_rows import PUBLIC, rows_of
from layers.catalog import LAYERS
from layers.store.contract import Store

LEVELS: Mapping[str, AddressLevel] = {
    PlaceKind.RESIDENTIAL_OR_BUILDING.value: AddressLevel.ESTATE,
    PlaceKind.SETTLEMENT.value: AddressLevel.POI,
    PlaceKind.PARK_OR_RESERVE.value: AddressLevel.POI,
    PlaceKind.FACILITY.value: AddressLevel.POI,
    PlaceKind.OTHER.value: AddressLevel.POI,
}
"""Hills and rivers are no addresses; streets and divisions have layers of their own."""


def premises(
    store: Store, divisions: Collection[str], named: Collection[tuple[str, str]]
) -> Iterator[tuple[LexiconName, Mapping[str, Any]]]:
    """Names with the row each comes from; public ones only.

    `divisions` are the codes on record, `named` the (division, name) that groups have already.
    """
    for row in rows_of(store, "place", "label", "kind", "spelling", "security", "life_cycle", order="place_code"):
        level = LEVELS.get(row["kind"])
        if level and row["security"] == PUBLIC and (row["division"], row["label"]) not in named:
            spellings = (row["spelling"],) if row["spelling"] else ()
            yield from _named(row, row["label"], level, divisions, spellings)
    for layer in LAYERS:
        if layer.desk == "facilities" and layer.public:
            for row in rows_of(store, layer.key, layer.label):
                yield from _named(row, row[layer.label], AddressLevel.POI, divisions)


def _named(
    row: Mapping[str, Any], name: str, level: AddressLevel, divisions: Collection[str], spellings: tuple[str, ...] = ()
) -> Iterator[tuple[LexiconName, Mapping[str, Any]]]:
    """The name under the smallest division on record that holds it."""
    division = row["division"]
    parent = next((code for code in (division, division[:9], division[:6]) if code in divisions), "")
    if parent and name:
        yield LexiconName(key=row["id"], name=name, level=level, parent=parent, spellings=spellings), row
