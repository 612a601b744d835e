"""Rows of a store, within a reader's divisions, gathered into an Export."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import shapely

from layers.catalog import layer as layer_called
from layers.exchange.writers.export import About, Column, Export
from layers.layer import Field, FieldKind, Layer
from layers.store.contract import Query, Scope, Store, Value

MOST_SOURCES = 3
CODED = ("_code", "_id", "_number")


def gather(
    store: Store,
    layer: Layer,
    scope: Scope,
    query: Query,
    *,
    columns: Sequence[str] | None = None,
    notes: Sequence[str] = (),
    whole: bool = True,
    timed: bool = True,
) -> Export:
    """The rows of `query` that `scope` may see, with `columns` (None: every field).

    `whole` adds identity, version and recorded time, `timed` the valid times; the owner's division, the
    generated mark and the source always stand beside the columns.
    """
    keys = layer.keys if columns is None else tuple(key for key in layer.keys if key in set(columns))
    read = tuple(dict.fromkeys((*keys, layer.label)))
    frame = store.read(layer.key, scope, dataclasses.replace(query, columns=read))
    values = {key: _plain(frame[key].tolist()) for key in frame.columns if key != "geometry"}
    labels = [str(label or identity) for label, identity in zip(values[layer.label], values["id"], strict=True)]
    shapes = frame.geometry.to_numpy() if layer.geometry else None
    return Export(
        layer=layer,
        columns=(
            *(_field_column(store, scope, layer.field(key), values[key]) for key in keys),
            *_system_columns(store, values, whole=whole, timed=timed),
        ),
        shapes=shapes,
        labels=labels,
        about=_about(store, layer, query, values, notes),
    )


def _plain(values: Sequence[Any]) -> list[Any]:
    return [None if value is None or value != value else value for value in values]  # noqa: PLR0124  (NaN is unequal to itself)


def _field_column(store: Store, scope: Scope, field: Field, stored: Sequence[Value]) -> Column:
    shown: Sequence[Value] = stored
    if field.kind is FieldKind.CHOICE:
        titles = {choice.value: choice.title for choice in field.choices}
        shown = [titles.get(str(value), value) for value in stored]
    elif field.kind is FieldKind.REFERENCE:
        codes = reference_codes(store, scope, field.references)
        shown = [codes.get(str(value), value) for value in stored]
    coded = bool(field.pattern) or field.key.endswith(CODED) or field.kind is FieldKind.REFERENCE
    return Column(key=field.key, title=field.title, kind=field.kind, stored=stored, shown=shown, coded=coded)


def reference_codes(store: Store, scope: Scope, layer_key: str) -> Mapping[str, str]:
    """Id → code of the records of a layer that `scope` may see; empty when no single code identifies them."""
    target = layer_called(layer_key)
    key = target.natural_key[0]
    if len(target.natural_key) > 1 or target.field(key).references:
        return {}
    frame = store.read(layer_key, scope, Query(columns=(key,), geometry=False, all_times=True))
    return dict(zip(frame["id"], frame[key], strict=True))


def _system_columns(store: Store, values: Mapping[str, list[Any]], *, whole: bool, timed: bool) -> list[Column]:
    names = division_names(store)
    places = [" ".join(names.get(c, c) for c in _path(code)) for code in values["division"]]
    recorded = [moment.isoformat(timespec="milliseconds") for moment in values["recorded_from"]]
    text = FieldKind.TEXT
    beside = [
        _column("division", "所属区划代码", text, values["division"], coded=True),
        _column("division_name", "所属区划", text, places),
    ]
    times = [
        _column("valid_from", "有效起", FieldKind.DATE, values["valid_from"]),
        _column("valid_to", "有效止", FieldKind.DATE, values["valid_to"]),
    ]
    identity = [
        _column("id", "标识", text, values["id"], coded=True),
        _column("version", "版本", FieldKind.INTEGER, values["version"]),
        _column("recorded_from", "记录时间", text, recorded),
    ]
    marks = [
        _column("generated", "演示生成", FieldKind.BOOLEAN, values["generated"]),
        _column("source", "来源", text, values["source"]),
    ]
    return [*beside, *(times if timed else ()), *(identity if whole else ()), *marks]


def division_names(store: Store) -> Mapping[str, str]:
    """Code → name of every division; names of divisions are public."""
    frame = store.read("division", Scope.everything(), Query(columns=("code", "name"), geometry=False))
    return dict(zip(frame["code"], frame["name"], strict=True))


def _path(code: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys((code[:9], code[:12]))) if len(code) > 6 else (code,)


def _column(key: str, title: str, kind: FieldKind, values: Sequence[Value], *, coded: bool = False) -> Column:
    shown = ["是" if v else "否" for v in values] if kind is FieldKind.BOOLEAN else values
    return Column(key=key, title=title, kind=kind, stored=values, shown=shown, coded=coded)


def _about(store: Store, layer: Layer, query: Query, values: Mapping[str, list[Any]], notes: Sequence[str]) -> About:
    now = datetime.now(UTC)
    sources = Counter(source for source in values["source"] if source)
    more = [f"另有 {len(sources) - MOST_SOURCES} 种来源，见各行"] if len(sources) > MOST_SOURCES else []
    return About(
        title=layer.title,
        issuer=store.profile.issuing_body,
        as_of=query.as_of or now.astimezone().date(),
        recorded_at=query.recorded_at,
        exported_at=now,
        sources=(*(source for source, _ in sources.most_common(MOST_SOURCES)), *more),
        count=len(values["id"]),
        generated=sum(map(bool, values["generated"])),
        notes=tuple(notes),
    )


def without_shape(export: Export) -> int:
    """How many rows of a layer with shapes have none."""
    return 0 if export.shapes is None else int(shapely.is_missing(export.shapes).sum())
