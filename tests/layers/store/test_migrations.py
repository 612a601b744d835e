"""An older place is brought up to date with everything in it, on both engines; what cannot be is left alone."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import inspect, text

from gazetteer.errors import Refused
from layers.catalog import LAYERS, layer
from layers.layer import Choice, Layer
from layers.profile import CountyProfile
from layers.store import Query, Scope, Store, migrating, open_store
from layers.store.engines import engine_for
from layers.store.migrations import LATEST
from layers.store.tables import declare_tables
from layers.store.upgrading import prepare
from tests.layers.store.rows import ALL, edit_of, load, number, person, plate

PLATE, ROAD = layer("door_plate"), layer("road")
RENAME = '''"""The word for a reason was another once."""

from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    with op.batch_alter_table("change_set") as batch:
        batch.alter_column("remark", new_column_name="reason")
    op.execute("UPDATE setting SET value = value || '' WHERE key = 'county'")
'''
BROKEN = '''"""Ends half-way."""

from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.execute("DELETE FROM change_set")
    raise RuntimeError("the power went")
'''


def changed(base: Layer, **fields: dict[str, Any] | None) -> Layer:
    """A layer with some fields declared otherwise, or (None) not yet."""
    kept = [replace(f, **(fields[f.key] or {})) if f.key in fields else f for f in base.fields]
    return replace(base, fields=tuple(f for f in kept if fields.get(f.key, {}) is not None))


@contextmanager
def opened(url: str, profile: CountyProfile, layers: tuple[Layer, ...]) -> Iterator[Store]:
    store = open_store(url, profile, layers)
    try:
        yield store
    finally:
        store.close()


def differences(store: Any) -> list[Any]:
    with store.engine.reading() as connection:
        return migrating.differences(connection, store.tables)


def revision(store: Any) -> str:
    with store.engine.reading() as connection:
        return str(connection.scalar(text("SELECT version_num FROM alembic_version")))


def test_a_new_place_is_what_the_declarations_say(store: Store) -> None:
    assert differences(store) == []
    assert revision(store) == LATEST
    with store.engine.reading() as connection:  # type: ignore[attr-defined]  # every store of ours has an engine
        config = migrating.configuration(connection, store.tables)  # type: ignore[attr-defined]  # and tables
        assert migrating.latest(config) == LATEST


def test_opening_again_changes_nothing(store_url: str, profile: CountyProfile) -> None:
    with opened(store_url, profile, LAYERS) as store:
        load(store, plate(1))
    before = Path(store_url.removeprefix("sqlite:///"))
    content = before.read_bytes() if before.exists() else b""
    with opened(store_url, profile, LAYERS) as store:
        assert store.count("door_plate", ALL) == 1
    assert content == (before.read_bytes() if before.exists() else b"")


def test_declarations_that_grew_are_taken_in_with_the_data_kept(store_url: str, profile: CountyProfile) -> None:
    """A field, a choice, a bound, an index and a whole layer more."""
    few = tuple(c for c in PLATE.field("kind").choices if c.value != "large")
    older = changed(
        PLATE, face_text=None, kind={"choices": few}, accuracy_m={"maximum": 10}, plate_code={"indexed": False}
    )
    with opened(store_url, profile, (older,)) as store:
        load(store, *(plate(n, note=f"{{{{n}}}} 𠮷 {n}") for n in range(1, 30)))
        with pytest.raises(Refused, match="不在可选的值里"):
            load(store, plate(90, kind="large"))
        head, seen = store.head(), store.get("door_plate", number(7), ALL)
        store.load([edit_of(seen, values={"note": "later"})], decision=person(), title="t", reason="r")
        frame = store.read("door_plate", ALL, Query(order_by=("plate_code",)))
        head = store.head()
    with opened(store_url, profile, (PLATE, ROAD)) as store:
        again = store.read("door_plate", ALL, Query(order_by=("plate_code",)))
        assert again.drop(columns="face_text").equals(frame)
        assert again["face_text"].isna().all()
        assert store.head() == head
        assert store.verify(head[1]) == []
        assert differences(store) == []
        load(store, plate(90, kind="large", face_text="新", accuracy_m=50.0, lon=108.9))
        assert store.count("road", ALL) == 0
        assert store.count("door_plate", ALL, Query(bbox=(108.8, 35.0, 109.0, 36.0))) == 1
        assert store.count("door_plate", ALL, Query(bbox=(108.0, 35.0, 108.5, 36.0))) == 29
        assert [r.values["note"] for r in store.timeline("door_plate", number(7), ALL)] == ["{{n}} 𠮷 7", "later"]
        assert store.verify() == []
        with store.engine.reading() as connection:  # type: ignore[attr-defined]  # every store of ours has an engine
            indexes = {str(i["name"]) for i in inspect(connection).get_indexes("door_plate")}
        assert "ix_door_plate_plate_code" in indexes


def test_a_field_no_program_knows_is_not_thrown_away(store_url: str, profile: CountyProfile) -> None:
    with opened(store_url, profile, (PLATE,)) as store:
        load(store, plate(1, note="kept"))
    with (
        pytest.raises(Refused, match="程序不认识的列 note，没有改动"),
        opened(store_url, profile, (changed(PLATE, note=None),)),
    ):
        pass
    with opened(store_url, profile, (PLATE,)) as store:
        assert store.get("door_plate", number(1), ALL).values["note"] == "kept"


@pytest.mark.parametrize(
    "narrower", [{"note": {"required": True}}, {"kind": {"choices": (Choice("large", "大", "large"),)}}]
)
def test_a_rule_that_old_rows_break_is_refused_and_nothing_is_touched(
    store_url: str, profile: CountyProfile, narrower: dict[str, Any]
) -> None:
    with opened(store_url, profile, (PLATE,)) as store:
        load(store, plate(1), plate(2, kind="medium"))
    with pytest.raises(Refused, match="不符合图层的约束"), opened(store_url, profile, (changed(PLATE, **narrower),)):
        pass
    with opened(store_url, profile, (PLATE,)) as store:
        assert store.count("door_plate", ALL) == 2
        assert store.verify() == []
        assert differences(store) == []


@pytest.fixture
def versions(tmp_path: Path) -> Path:
    """The written migrations of a later program: ours, and one more."""
    folder = tmp_path / "versions"
    folder.mkdir()
    for file in (migrating.MIGRATIONS / "versions").glob("v*.py"):
        shutil.copy(file, folder)
    (folder / "v0002_rename.py").write_text(RENAME, encoding="utf-8")
    return folder


def aged(url: str, profile: CountyProfile) -> None:
    """A place as an older program left it: with content, and one column under its older name."""
    with opened(url, profile, LAYERS) as store:
        load(store, plate(1, note="kept"))
        record = store.get("door_plate", number(1), ALL)
        store.draft([edit_of(record, values={"note": "x"})], author="clerk", title="题", reason="一个理由")
        with store.engine.writing() as connection:  # type: ignore[attr-defined]  # every store of ours has an engine
            connection.execute(text("ALTER TABLE change_set RENAME COLUMN reason TO remark"))


def test_a_written_migration_brings_an_older_layout_up(store_url: str, profile: CountyProfile, versions: Path) -> None:
    aged(store_url, profile)
    engine, tables = engine_for(store_url), declare_tables(LAYERS)
    prepare(engine, tables, profile.code, versions=versions)
    with engine.reading() as connection:
        assert migrating.differences(connection, tables) == []
        assert connection.scalar(text("SELECT version_num FROM alembic_version")) == "0002"
        assert set(connection.scalars(text("SELECT reason FROM change_set"))) == {"测试", "一个理由"}
    prepare(engine, tables, profile.code, versions=versions)
    engine.sql.dispose()
    with pytest.raises(Refused, match="更新的程序写成（结构版本 0002）"), opened(store_url, profile, LAYERS):
        pass


def test_a_migration_that_breaks_off_leaves_the_place_as_it_was(
    store_url: str, profile: CountyProfile, versions: Path
) -> None:
    aged(store_url, profile)
    (versions / "v0003_broken.py").write_text(BROKEN, encoding="utf-8")
    engine, tables = engine_for(store_url), declare_tables(LAYERS)
    with pytest.raises(RuntimeError, match="the power went"):
        prepare(engine, tables, profile.code, versions=versions)
    with engine.reading() as connection:
        assert connection.scalar(text("SELECT version_num FROM alembic_version")) == LATEST
        assert set(connection.scalars(text("SELECT remark FROM change_set"))) == {"测试", "一个理由"}
    (versions / "v0003_broken.py").unlink()
    prepare(engine, tables, profile.code, versions=versions)
    engine.sql.dispose()


def test_two_programs_may_open_an_empty_place_at_once(store_url: str, profile: CountyProfile) -> None:
    from concurrent.futures import ThreadPoolExecutor  # noqa: PLC0415

    with ThreadPoolExecutor(4) as pool:
        stores = list(pool.map(lambda _: open_store(store_url, profile, (PLATE,)), range(4)))
    assert [store.count("door_plate", Scope.everything()) for store in stores] == [0, 0, 0, 0]
    assert differences(stores[0]) == []
    for store in stores:
        store.close()
