"""What may not enter: doubles, wrong types, values out of range, shapes that are no place; by rule and by the database."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import numpy
import pytest
import shapely
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from gazetteer.errors import Refused
from layers.store import EditAct, Query, Store
from tests.layers.store.rows import ALL, edit_of, load, number, plate, publish


def test_a_natural_key_is_held_by_one_record(store: Store) -> None:
    load(store, plate(1), plate(2))
    with pytest.raises(Refused, match="门牌编码“P000001”已被另一条记录使用") as told:
        load(store, plate(3, plate_code="P000001"))
    assert told.value.findings[0].related == (number(1),)
    with pytest.raises(Refused, match="已被另一条记录使用"):
        load(store, plate(4), plate(5, plate_code="P000004"))
    with pytest.raises(Refused, match="已被另一条记录使用"):
        publish(store, [edit_of(store.get("door_plate", number(2), ALL), values={"plate_code": "P000001"})])
    assert store.count("door_plate", ALL) == 2


def test_a_key_is_free_again_once_its_record_has_ended(store: Store) -> None:
    load(store, plate(1, valid_from=date(2020, 1, 1)))
    publish(store, [edit_of(store.get("door_plate", number(1), ALL), EditAct.END, effective=date(2023, 1, 1))])
    load(store, plate(2, plate_code="P000001", valid_from=date(2023, 1, 1)))
    assert store.count("door_plate", ALL, Query(all_times=True)) == 2


def test_two_records_may_swap_their_keys_in_one_publishing(store: Store) -> None:
    load(store, plate(1), plate(2))
    one, two = (store.get("door_plate", number(n), ALL) for n in (1, 2))
    publish(
        store,
        [edit_of(one, values={"plate_code": "P000002"}), edit_of(two, values={"plate_code": "P000001"})],
    )
    assert store.get("door_plate", number(1), ALL).values["plate_code"] == "P000002"


def test_doubles_are_found_across_the_chunks_of_a_large_load(file_store: Store) -> None:
    with pytest.raises(Refused, match="P000001"):
        load(file_store, *(plate(n) for n in range(1, 4100)), plate(9999, plate_code="P000001"))
    assert file_store.count("door_plate", ALL) == 0


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"kind": "huge"}, "不在可选的值里"),
        ({"kind": 1}, "不是能保存的值"),
        ({"accuracy_m": -0.1}, "小于 0"),
        ({"accuracy_m": 100_001.0}, "大于 100000"),
        ({"accuracy_m": math.nan}, "不是能保存的值"),
        ({"accuracy_m": math.inf}, "不是能保存的值"),
        ({"accuracy_m": "3"}, "不是能保存的值"),
        ({"accuracy_m": True}, "不是能保存的值"),
        ({"installed_on": "2024-01-01"}, "不是能保存的值"),
        ({"installed_on": datetime(2024, 1, 1)}, "不是能保存的值"),  # noqa: DTZ001  (what a spreadsheet gives)
        ({"photo_on_file": 1}, "不是能保存的值"),
        ({"note": 5}, "不是能保存的值"),
        ({"nonsense": "x"}, "没有字段 nonsense"),
        ({"geom": "x"}, "没有字段 geom"),
        ({"plate_code": None}, "没有填写"),
    ],
)
def test_values_that_do_not_fit_are_refused_by_name(shared_store: Store, values: dict[str, Any], said: str) -> None:
    before = shared_store.head()
    with pytest.raises(Refused, match=said) as told:
        load(shared_store, plate(1, **values))
    assert told.value.findings[0].subject == number(1)
    assert shared_store.head() == before


def test_everything_wrong_is_told_at_once(shared_store: Store) -> None:
    with pytest.raises(Refused) as told:
        load(shared_store, plate(1, kind="huge", accuracy_m=-1.0), plate(2, note=7), plate(3, lon=999.0))
    assert len(told.value.findings) == 4


def test_numpys_numbers_become_plain_ones(store: Store) -> None:
    load(store, plate(1, accuracy_m=numpy.float64(2.5), photo_on_file=numpy.bool_(True)))
    values = store.get("door_plate", number(1), ALL).values
    assert (values["accuracy_m"], values["photo_on_file"]) == (2.5, True)
    assert type(values["photo_on_file"]) is bool
    assert store.verify() == []


SQUARE = shapely.box(108, 35, 109, 36)


@pytest.mark.parametrize(
    ("shape", "said"),
    [
        (SQUARE, "应为Point"),
        (shapely.Point(), "图形是空的"),
        (shapely.Point(108, 35, 1200), "带有高程"),
        (shapely.Point(35.0, 108.0), "坐标不是经纬度"),
        (shapely.Point(443_000.0, 3_929_000.0), "坐标不是经纬度"),
        (shapely.Point(math.nan, 35.0), "不能保存"),
        (shapely.MultiPoint([(108, 35)]), "应为Point"),
    ],
)
def test_shapes_that_are_no_place_are_refused(shared_store: Store, shape: Any, said: str) -> None:
    with pytest.raises(Refused, match=said):
        load(shared_store, replace(plate(1), geometry=shape))
    with pytest.raises(Refused, match="没有位置"):
        load(shared_store, replace(plate(1), geometry=None))


def test_positions_are_kept_to_the_last_bit(store: Store) -> None:
    lon, lat = math.nextafter(108.1, 109), math.nextafter(35.3, 36)
    load(store, plate(1, lon=lon, lat=lat))
    record = store.get("door_plate", number(1), ALL)
    assert record.geometry == shapely.Point(lon, lat)
    frame = store.read("door_plate", ALL)
    assert (frame.geometry.x.iloc[0], frame.geometry.y.iloc[0]) == (lon, lat)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE door_plate SET kind = 'huge'",
        "UPDATE door_plate SET accuracy_m = -1",
        "UPDATE door_plate SET plate_code = NULL",
        "UPDATE door_plate SET division = NULL",
        "INSERT INTO event (sequence) VALUES (99)",
        "UPDATE change_set SET version = 'many'",
    ],
)
def test_the_database_itself_holds_the_declarations(shared_store: Store, statement: str) -> None:
    """For whoever writes past the program."""
    if shared_store.head()[0] == 0:
        load(shared_store, plate(1))
    engine = shared_store.engine  # type: ignore[attr-defined]  # every store of ours has an engine
    with pytest.raises(DatabaseError), engine.sql.begin() as connection:
        connection.execute(text(statement))
    assert shared_store.verify() == []
