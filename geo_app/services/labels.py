"""What a record is called to a person, by its id."""

from __future__ import annotations

from collections.abc import Iterable

from layers.catalog import layer
from layers.layer import Layer
from layers.store import Condition, Operator, Query, Record, Scope, Store

CHUNK = 500


def label_of(declared: Layer, record: Record) -> str:
    """The record's own label, in words; its id's beginning when it has none."""
    value = record.values.get(declared.label)
    return str(value) if value not in (None, "") else f"{declared.title} {record.id[:8]}"


def labels_of(store: Store, scope: Scope, layer_key: str, ids: Iterable[str]) -> dict[str, str]:
    """Labels of the records with `ids` that `scope` may see, in whatever time they are valid."""
    declared, wanted = layer(layer_key), sorted(ids)
    found: dict[str, str] = {}
    for start in range(0, len(wanted), CHUNK):
        some = tuple(wanted[start : start + CHUNK])
        frame = store.read(
            layer_key,
            scope,
            Query(
                where=(Condition("id", Operator.IN, some),), columns=(declared.label,), geometry=False, all_times=True
            ),
        )
        for object_id, value in zip(frame["id"], frame[declared.label], strict=True):
            found[object_id] = str(value) if value else f"{declared.title} {object_id[:8]}"
    return found
