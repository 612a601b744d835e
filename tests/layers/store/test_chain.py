"""Whatever is altered behind the store's back is found, and the place is named."""

from __future__ import annotations

import random
from typing import Any

import pytest
from sqlalchemy import text

from gazetteer.findings import Finding, Severity
from layers.store import EditAct, Store, verifying
from layers.store.codec import moment_text
from tests.layers.store.rows import ALL, edit_of, load, number, plate, publish


@pytest.fixture
def lived(shared_store: Store) -> Store:
    """A store with a past: creations, a correction, an end, a withdrawal; twelve events."""
    if shared_store.head()[0] == 0:
        load(shared_store, *(plate(n, note=f"n{n}") for n in range(1, 9)))
        for n, act in ((1, EditAct.CORRECT), (2, EditAct.END), (3, EditAct.WITHDRAW), (4, EditAct.CORRECT)):
            record = shared_store.get("door_plate", number(n), ALL)
            values: dict[str, Any] = {"note": "later"} if act is EditAct.CORRECT else {}
            publish(shared_store, [edit_of(record, act, values=values)])
    assert shared_store.verify() == []
    return shared_store


class _Undone(Exception):
    pass


def told_after(store: Any, *statements: str, head: str = "", **values: Any) -> str:
    """What is found after tampering, as somebody would who has the database but not the program; then it is undone."""
    findings: list[Finding] = []
    with pytest.raises(_Undone), store.engine.writing() as connection:
        for statement in statements:
            assert connection.execute(text(statement), values).rowcount != 0
        findings = verifying.examine(store.engine, connection, store.tables, store.layers, head)
        raise _Undone
    assert all(f.severity is Severity.BLOCK and f.remedy for f in findings)
    return "\n".join(f.message for f in findings)


COLUMNS = (
    "at",
    "actor",
    "change_set",
    "layer",
    "object_id",
    "division",
    "act",
    "reason",
    "document",
    "before",
    "after",
)


@pytest.mark.parametrize("column", [*COLUMNS, "hash", "previous_hash"])
def test_a_character_added_to_any_part_of_an_event_is_found(lived: Store, column: str) -> None:
    assert "事件 5 " in told_after(lived, f'UPDATE event SET "{column}" = "{column}" || \'x\' WHERE sequence = 5')


def test_an_event_that_is_gone_is_missed(lived: Store) -> None:
    assert "事件序号从 4 跳到 6" in told_after(lived, "DELETE FROM event WHERE sequence = 5")


def test_events_renumbered_after_a_deletion_are_found(lived: Store) -> None:
    close_up = "UPDATE event SET sequence = 5 WHERE sequence = 12"
    assert "事件 5 " in told_after(lived, "DELETE FROM event WHERE sequence = 5", close_up)


def test_an_inserted_event_is_found(lived: Store) -> None:
    names = ", ".join(f'"{c}"' for c in (*COLUMNS, "hash", "previous_hash"))
    inserted = f"INSERT INTO event (sequence, {names}) SELECT 99, {names} FROM event WHERE sequence = 12"
    assert "事件 99 与前一事件衔接不上" in told_after(lived, inserted)


def test_two_events_that_changed_places_are_found(lived: Store) -> None:
    moves = [
        f"UPDATE event SET sequence = {after} WHERE sequence = {was}" for was, after in ((5, 999), (6, 5), (999, 6))
    ]
    assert "事件 5 " in told_after(lived, *moves)


def test_a_tail_that_was_cut_needs_a_noted_head(lived: Store) -> None:
    """The cut log is sound in itself, and a careful hand mends the tables too: only the noted head tells."""
    before = lived.get("door_plate", number(6), ALL)
    last = publish(lived, [edit_of(before, values={"note": "last"})])
    cut = (
        "DELETE FROM event WHERE sequence = :last",
        "UPDATE door_plate SET note = :note, version = :version, recorded_from = :recorded WHERE id = :id",
        "DELETE FROM door_plate_past WHERE id = :id AND version = :version",
    )
    told: dict[str, Any] = {
        "last": last.sequence,
        "note": before.values["note"],
        "version": before.version,
        "recorded": moment_text(before.recorded_from),
        "id": number(6),
    }
    assert told_after(lived, *cut, **told) == ""
    assert "末尾的事件可能被删除" in told_after(lived, *cut, head=last.head, **told)
    assert lived.verify(last.head) == []


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE door_plate SET note = 'forged' WHERE plate_code = 'P000005'",
        "UPDATE door_plate SET division = '621025102201' WHERE plate_code = 'P000005'",
        "UPDATE door_plate SET valid_to = '2020-01-01' WHERE plate_code = 'P000005'",
        "UPDATE door_plate SET version = 9 WHERE plate_code = 'P000005'",
        "UPDATE door_plate SET generated = NOT generated WHERE plate_code = 'P000005'",
        "UPDATE door_plate SET source = '' WHERE plate_code = 'P000005'",
        "UPDATE door_plate SET recorded_from = '2001-01-01T00:00:00.000000Z' WHERE plate_code = 'P000005'",
        "UPDATE door_plate SET geom = NULL WHERE plate_code = 'P000005'",
        "DELETE FROM door_plate WHERE plate_code = 'P000005'",
        "UPDATE door_plate SET id = 'somebody' WHERE plate_code = 'P000005'",
        "UPDATE door_plate_past SET note = 'forged' WHERE plate_code = 'P000001'",
        "DELETE FROM door_plate_past WHERE plate_code = 'P000003'",
        "UPDATE door_plate_past SET recorded_to = '2999-01-01T00:00:00.000000Z' WHERE plate_code = 'P000004'",
    ],
)
def test_rows_altered_without_an_event_are_named(lived: Store, change: str) -> None:
    assert "与事件链不一致" in told_after(lived, change)


def test_a_row_smuggled_in_is_found(lived: Store) -> None:
    table = lived.tables.believed["door_plate"]  # type: ignore[attr-defined]  # every store of ours has tables
    names = ", ".join(f'"{c.name}"' for c in table.columns if c.name not in ("fid", "id"))
    smuggled = (
        f"INSERT INTO door_plate (fid, id, {names}) SELECT 999, 'smuggled', {names} FROM door_plate WHERE fid = 5"
    )
    assert "smuggled" in told_after(lived, smuggled)


def test_a_hundred_random_tamperings_are_all_found(file_store: Store) -> None:
    load(file_store, *(plate(n, note=f"n{n}") for n in range(1, 40)))
    chance = random.Random(20240229)
    everything = ", ".join(f'"{c}"' for c in (*COLUMNS, "hash", "previous_hash"))
    for _ in range(100):
        one, other = chance.sample(range(1, 39), 2)
        column, letter = chance.choice(COLUMNS), chance.choice("0123456789abcXYZ")
        kinds = {
            "flip": (f'UPDATE event SET "{column}" = "{column}" || :letter WHERE sequence = :one',),
            "delete": ("DELETE FROM event WHERE sequence = :one",),
            "insert": (
                f"INSERT INTO event (sequence, {everything}) SELECT 40, {everything} FROM event WHERE sequence = :one",
            ),
            "reorder": (
                "UPDATE event SET sequence = 100 WHERE sequence = :one",
                "UPDATE event SET sequence = :one WHERE sequence = :other",
                "UPDATE event SET sequence = :other WHERE sequence = 100",
            ),
        }
        kind = chance.choice(sorted(kinds))
        found = told_after(file_store, *kinds[kind], one=one, other=other, letter=letter)
        assert "事件" in found, (kind, one, other, column)
    assert file_store.verify() == []


def test_a_spatial_index_that_lost_an_entry_is_found(file_store: Store) -> None:
    load(file_store, plate(1), plate(2))
    assert "空间索引与记录有 1 处不一致" in told_after(file_store, "DELETE FROM rtree_door_plate_geom WHERE id = 1")


def test_a_byte_changed_on_the_disk_is_found(file_store: Store) -> None:
    load(file_store, *(plate(n) for n in range(1, 40)))
    path = file_store.engine.path  # type: ignore[attr-defined]  # a store on a file
    file_store.close()
    content = path.read_bytes()
    path.write_bytes(content.replace("测试街7号".encode(), "测试街1号".encode()))
    findings = file_store.verify()
    assert number(7) in {finding.subject for finding in findings}
