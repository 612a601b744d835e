"""Reading: a Query and a Scope become one SELECT, and its rows a GeoDataFrame or Records."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import geopandas
import numpy
import pandas
import shapely
from sqlalchemy import ColumnElement, Select, Table, Text, and_, false, func, not_, or_, select, true, union_all

from layers.layer import SYSTEM_COLUMNS, Layer
from layers.store.codec import moment, moment_text
from layers.store.contract import Condition, Operator, Query, Record, Scope
from layers.store.engines import StoreEngine
from layers.store.tables import GEOMETRY, Tables

STORAGE_CRS = "EPSG:4490"
LAST_CHARACTER = "\U0010ffff"
SLACK = 64
"""Rows an index may give at a box's edge that the exact recheck then drops; more are asked for when it was not enough."""


def in_scope(division: ColumnElement[str], scope: Scope) -> ColumnElement[bool]:
    """Rows owned by the scope's divisions or anything below them."""
    if "" in scope.codes:
        return true()
    if not scope.codes:
        return false()
    return or_(*(_begins(division, code) for code in scope.codes))


def _begins(column: ColumnElement[str], text: str) -> ColumnElement[bool]:
    """Text that begins with `text`, by the order of its characters, so that an index serves."""
    return and_(column >= text, column < text + LAST_CHARACTER)


def source_of(tables: Tables, layer: Layer, query: Query) -> Any:
    """What is believed now, or what was believed at `recorded_at`, as something to select from."""
    believed = tables.believed[layer.key]
    if query.recorded_at is None:
        return believed
    at = moment_text(query.recorded_at)
    past = tables.past[layer.key]
    names = [column.name for column in believed.columns]
    return union_all(
        select(*(believed.c[n] for n in names)).where(believed.c.recorded_from <= at),
        select(*(past.c[n] for n in names)).where(past.c.recorded_from <= at, past.c.recorded_to > at),
    ).subquery("then")


def conditions(engine: StoreEngine, layer: Layer, source: Any, scope: Scope, query: Query) -> list[Any]:
    """Everything of the query that SQL decides; the exact geometry recheck follows in Python."""
    found: list[Any] = [in_scope(source.c.division, scope)]
    if not query.all_times:
        day = query.as_of or _today()
        found.append(or_(source.c.valid_from.is_(None), source.c.valid_from <= day))
        found.append(or_(source.c.valid_to.is_(None), source.c.valid_to > day))
    found += [_condition(engine, source, condition) for condition in query.where]
    searched = [field.key for field in layer.fields if field.searched]
    for word in query.search.split():
        found.append(or_(*(engine.contains(source.c[key], word) for key in searched)) if searched else false())
    if query.bbox is not None and GEOMETRY in source.c and isinstance(source, Table):
        found.append(engine.in_box(source, query.bbox))
    return found


def _condition(  # noqa: C901, PLR0911  (one line an operator)
    engine: StoreEngine, source: Any, condition: Condition
) -> Any:
    column = source.c[condition.field]
    value = condition.value
    match condition.operator:
        case Operator.EQUAL:
            return column == value
        case Operator.NOT_EQUAL:
            return or_(column != value, column.is_(None))
        case Operator.IN:
            return column.in_(value if isinstance(value, tuple) else (value,))
        case Operator.NOT_IN:
            return or_(column.not_in(value if isinstance(value, tuple) else (value,)), column.is_(None))
        case Operator.CONTAINS:
            return engine.contains(column, str(value))
        case Operator.PREFIX:
            return _begins(column, str(value))
        case Operator.AT_LEAST:
            return column >= value
        case Operator.AT_MOST:
            return column <= value
        case Operator.EMPTY:
            return _is_empty(column)
        case Operator.NOT_EMPTY:
            return not_(_is_empty(column))


def _is_empty(column: ColumnElement[Any]) -> ColumnElement[bool]:
    missing = column.is_(None)
    return or_(missing, column == "") if isinstance(column.type, Text) else missing


def selection(
    engine: StoreEngine, tables: Tables, layer: Layer, scope: Scope, query: Query, *, most: int | None = None
) -> Select[Any]:
    """The SELECT of `read`: system columns, wanted fields, geometry last; `most` rows of a box before its recheck."""
    source = source_of(tables, layer, query)
    wanted = layer.keys if query.columns is None else tuple(layer.field(key).key for key in query.columns)
    columns = [_object_version(source) if name == "version" else source.c[name] for name in (*SYSTEM_COLUMNS, *wanted)]
    if layer.geometry and (query.geometry or query.bbox is not None):
        columns.append(source.c[GEOMETRY])
    statement = select(*columns).where(*conditions(engine, layer, source, scope, query))
    statement = statement.order_by(
        *(_ordering(source, key) for key in query.order_by), source.c.id, source.c.valid_from
    )
    if query.bbox is None:
        statement = statement.limit(query.limit) if query.limit is not None else statement
        statement = statement.offset(query.offset) if query.offset else statement
    return statement if most is None else statement.limit(most)


def _object_version(source: Any) -> Any:
    """The version of the whole object: another slice of it may have been corrected after this one was written."""
    if not isinstance(source, Table):
        return source.c.version  # as of an earlier moment, from which nobody edits
    slices = source.alias("slices")
    return select(func.max(slices.c.version)).where(slices.c.id == source.c.id).scalar_subquery().label("version")


def first_guess(query: Query) -> int | None:
    """How many rows to ask for when a box is read by pages; None: all of them."""
    return None if query.bbox is None or query.limit is None else query.offset + query.limit + SLACK


def _ordering(source: Any, key: str) -> Any:
    return source.c[key[1:]].desc() if key.startswith("-") else source.c[key]


def frame(layer: Layer, query: Query, keys: Sequence[str], rows: Sequence[Any]) -> geopandas.GeoDataFrame:
    """Rows as a GeoDataFrame in EPSG:4490; the bounding box is rechecked exactly here."""
    columns: dict[str, Any] = dict(zip(keys, zip(*rows, strict=True), strict=True)) if rows else dict.fromkeys(keys, ())
    wkb = columns.pop(GEOMETRY, None)
    geometry = shapely.from_wkb(numpy.array(wkb, dtype=object)) if wkb else numpy.full(len(rows), None, dtype=object)
    data = pandas.DataFrame({k: pandas.Series(list(v), dtype=object) for k, v in columns.items()})
    _settle_types(layer, data)
    data["recorded_from"] = [moment(text) for text in data["recorded_from"]]
    made = geopandas.GeoDataFrame(data, geometry=geopandas.GeoSeries(geometry, crs=STORAGE_CRS, index=data.index))
    if query.bbox is not None:
        made = made[shapely.intersects(made.geometry.values, shapely.box(*query.bbox))]
        stop = None if query.limit is None else query.offset + query.limit
        made = made.iloc[query.offset : stop].reset_index(drop=True)
    return made


def _settle_types(layer: Layer, data: pandas.DataFrame) -> None:
    data["version"] = data["version"].astype("int64")
    data["generated"] = data["generated"].astype(bool)
    for field in layer.fields:
        if field.key in data and field.kind.value == "number":
            data[field.key] = data[field.key].astype("float64")


def record(layer: Layer, row: Any) -> Record:
    """One row of a believed or past table as a Record."""
    values = row._mapping  # noqa: SLF001  (SQLAlchemy's public name for it)
    wkb = values.get(GEOMETRY)
    recorded_to = values.get("recorded_to")
    return Record(
        layer=layer.key,
        id=values["id"],
        version=values["version"],
        division=values["division"],
        values={key: values[key] for key in layer.keys},
        geometry=shapely.from_wkb(wkb) if wkb else None,
        valid_from=values["valid_from"],
        valid_to=values["valid_to"],
        recorded_from=moment(values["recorded_from"]),
        recorded_to=moment(recorded_to) if recorded_to else None,
        generated=bool(values["generated"]),
        source=values["source"],
    )


def unlimited(query: Query, column: str = "") -> Query:
    """The same question about all rows at once, wanting only what `column` (or `column:9`) says."""
    name = column.partition(":")[0]
    return replace(
        query, limit=None, offset=0, order_by=(), columns=(name,) if name not in ("", *SYSTEM_COLUMNS) else ()
    )


def counts(rows: geopandas.GeoDataFrame, column: str) -> dict[str, int]:
    """Rows already read, by the value of a column, in the order of the values."""
    name, _, digits = column.partition(":")
    found = Counter("" if pandas.isna(value) else str(value)[: int(digits) if digits else None] for value in rows[name])
    return dict(sorted(found.items()))


def grouping(source: Any, column: str) -> Any:
    """The column a count is grouped by; `division:9` cuts the code after nine digits."""
    name, _, digits = column.partition(":")
    return func.substr(source.c[name], 1, int(digits)) if digits else source.c[name]


def _today() -> date:
    return datetime.now(UTC).astimezone().date()
