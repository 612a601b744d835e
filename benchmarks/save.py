"""Saving one correction with history, event and index, on a copy of the county: how long until it is acknowledged.

The peers are the least there could be, one durable SQLite commit of one row in the same folder, and what an
office does without a store: write the layer's whole GeoPackage anew with GDAL.
"""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks import compared
from benchmarks.clock import county_at, seconds
from layers.catalog import layer
from layers.exchange.writers import format_of, gather
from layers.store import Decision, Edit, EditAct, Query, Scope, Store

SAVES = 31


def run(folder: Path) -> dict[str, Any]:
    """Milliseconds, medians."""
    with tempfile.TemporaryDirectory(dir=folder.parent) as place:
        copy = Path(place) / "county"
        shutil.copytree(folder, copy)
        with county_at(copy) as county:
            ours = {"save_ms": 1000 * seconds(_saver(county.store), SAVES)}
            rows = gather(county.store, layer("door_plate"), Scope.everything(), Query())
        file = Path(place) / "plates.gpkg"
        whole = seconds(lambda: (file.unlink(missing_ok=True), format_of(file.name).write(rows, file)), rounds=1)
        bare = seconds(_bare(Path(place) / "bare.sqlite"), SAVES)
    answer = compared(ours, {"sqlite_one_row": {"save_ms": 1000 * bare}, "gpkg_rewritten": {"save_ms": 1000 * whole}})
    answer["ours"]["rows"] = rows.count
    return answer


def _saver(store: Store) -> Any:
    ids = iter(store.read("door_plate", Scope.everything(), Query(columns=(), geometry=False, limit=SAVES + 1))["id"])

    def save() -> None:
        edit = Edit(
            layer="door_plate",
            act=EditAct.CORRECT,
            object_id=next(ids),
            base_version=1,
            values={"note": "测速"},
            source="测速",
        )
        decision = Decision(basis="console", decided_by="bench", decided_at=datetime.now(UTC))
        store.load([edit], decision=decision, title="测速", reason="测速")

    return save


def _bare(path: Path) -> Any:
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("CREATE TABLE plate (id INTEGER PRIMARY KEY, note TEXT)")
    return lambda: connection.execute("INSERT INTO plate (note) VALUES ('测速')")
