"""Rows of a store as plain mappings."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from layers.store.contract import Query, Scope, Store

PUBLIC = "public"
"""The security level of what anybody may know."""


def rows_of(store: Store, layer: str, *columns: str, order: str = "", geometry: bool = True) -> list[dict[str, Any]]:
    """The rows of a layer valid today: `columns`, `id`, `division` and, if wanted, `geometry`; None where nothing is."""
    frame = store.read(
        layer, Scope.everything(), Query(columns=columns, geometry=geometry, order_by=(order,) if order else ())
    )
    wanted = ["id", "division", *columns, *(["geometry"] if geometry else [])]
    return [dict(zip(wanted, row, strict=True)) for row in _values(frame, wanted)]


def _values(frame: Any, wanted: list[str]) -> Iterator[tuple[Any, ...]]:
    columns = [[None if value != value else value for value in frame[key].tolist()] for key in wanted]  # noqa: PLR0124  (NaN)
    return zip(*columns, strict=True)
