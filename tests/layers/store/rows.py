"""Rows and acts that the store's tests share."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import shapely

from layers.store import Decision, Edit, EditAct, Publication, Record, Scope, Store

ALL = Scope.everything()
TOWN, OTHER_TOWN = "621025100", "621025102"
VILLAGE, OTHER_VILLAGE = "621025100200", "621025102201"


def number(n: int) -> str:
    return str(uuid.UUID(int=n))


def plate(n: int, *, division: str = VILLAGE, lon: float = 108.36, lat: float = 35.49, **values: Any) -> Edit:
    """The creation of door plate `n`."""
    times = {key: values.pop(key) for key in ("valid_from", "valid_to") if key in values}
    known = {
        "plate_code": f"P{n:06d}",
        "kind": "small",
        "address_text": f"测试街{n}号",
        "number_text": f"{n}号",
        "status": "activated",
    }
    return Edit(
        layer="door_plate",
        act=EditAct.CREATE,
        object_id=number(n),
        division=division,
        values=known | values,
        geometry=shapely.Point(lon, lat),
        sets_geometry=True,
        source="测试",
        **times,
    )


def edit_of(record: Record, act: EditAct = EditAct.CORRECT, **options: Any) -> Edit:
    """An edit of a record as its reader saw it."""
    options.setdefault("base_version", record.version)
    return Edit(layer=record.layer, act=act, object_id=record.id, **options)


def console(name: str = "operator") -> Decision:
    return Decision(basis="console", decided_by=name, decided_at=datetime.now(UTC))


def person(name: str = "reviewer") -> Decision:
    return Decision(basis="person", decided_by=name, decided_at=datetime.now(UTC))


def load(store: Store, *edits: Edit) -> Publication:
    return store.load(edits, decision=console(), title="装入", reason="测试")


def publish(store: Store, edits: Iterable[Edit], *, author: str = "clerk", reviewer: str = "reviewer") -> Publication:
    """The whole way: draft, submit, approve, publish."""
    drafted = store.draft(list(edits), author=author, title="改正", reason="核对原件")
    return carry(store, drafted.id, reviewer=reviewer)


def carry(store: Store, change_set: str, *, reviewer: str = "reviewer") -> Publication:
    """Submits, approves and publishes a drafted change set."""
    drafted = store.change_set(change_set, ALL)
    submitted = store.submit(drafted.id, actor=drafted.author, version=drafted.version)
    approved = store.approve(submitted.id, person(reviewer), version=submitted.version)
    return store.publish(approved.id, actor=reviewer, version=approved.version)


def value(store: Store, n: int, key: str, *, as_of: date | None = None) -> Any:
    return store.get("door_plate", number(n), ALL, as_of=as_of).values[key]


def file_of(store: Store) -> Path:
    return Path(store.engine.path)  # type: ignore[attr-defined]
