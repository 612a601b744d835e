"""What a read finds, on either engine: boxes exactly, conditions literally, a scope's rows only, pages without a seam."""

from __future__ import annotations

import math
from datetime import date

import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gazetteer.errors import NotFound
from layers.layer import SYSTEM_COLUMNS
from layers.store import Condition, Operator, Query, Scope, Store
from tests.layers.store.rows import (
    ALL,
    OTHER_TOWN,
    OTHER_VILLAGE,
    TOWN,
    VILLAGE,
    edit_of,
    load,
    number,
    plate,
    publish,
)

DEGREES = st.floats(108.0, 108.002, allow_nan=False)


def found(store: Store, query: Query, scope: Scope = ALL) -> list[str]:
    return [str(code) for code in store.read("door_plate", scope, query)["plate_code"]]


def where(field: str, operator: Operator, value: object = None) -> Query:
    return Query(where=(Condition(field, operator, value),))  # type: ignore[arg-type]


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.differing_executors],
)
@given(data=st.data())
def test_a_box_gives_exactly_what_it_touches(store: Store, data: st.DataObject) -> None:
    if store.count("door_plate", ALL) == 0:
        load(store, *(plate(n, lon=108 + (n % 20) * 1e-4 / 3, lat=35 + (n // 20) * 1e-4 / 3) for n in range(1, 400)))
    frame = store.read("door_plate", ALL)
    xs = sorted(data.draw(st.lists(st.sampled_from(list(frame.geometry.x)) | DEGREES, min_size=2, max_size=2)))
    ys = sorted(data.draw(st.lists(st.sampled_from(list(frame.geometry.y)), min_size=2, max_size=2)))
    ys[0] = math.nextafter(ys[0], data.draw(st.sampled_from((0.0, 90.0, ys[0]))))
    query = Query(bbox=(xs[0], ys[0], xs[1], max(ys)), order_by=("plate_code",))
    expected = frame[shapely.intersects(frame.geometry.values, shapely.box(*query.bbox or ()))]
    assert found(store, query) == sorted(expected["plate_code"])
    assert store.count("door_plate", ALL, query) == len(expected)
    pages = [
        code
        for start in range(0, len(expected) + 7, 7)
        for code in found(store, Query(bbox=query.bbox, order_by=query.order_by, limit=7, offset=start))
    ]
    assert pages == sorted(expected["plate_code"])


def test_a_single_precision_index_alone_would_give_too_much(store: Store) -> None:
    edge = 108.1234567
    load(store, plate(1, lon=edge), plate(2, lon=math.nextafter(edge, 109)), plate(3, lon=edge + 1e-6))
    assert found(store, Query(bbox=(108.0, 35.0, edge, 36.0))) == ["P000001"]
    assert found(store, Query(bbox=(math.nextafter(edge, 109), 35.0, 109.0, 36.0))) == ["P000002", "P000003"]


def test_a_box_meets_lines_by_their_shape_not_by_their_bounds(store: Store) -> None:
    from layers.store import Edit, EditAct  # noqa: PLC0415

    line = shapely.LineString([(108.0, 35.0), (108.1, 35.1)])
    load(
        store,
        Edit(
            layer="road",
            act=EditAct.CREATE,
            object_id=number(1),
            division=TOWN,
            values={"road_code": "X001", "name": "测试路", "road_class": "county"},
            geometry=line,
            sets_geometry=True,
        ),
    )
    corner = (108.08, 35.01, 108.09, 35.02)
    assert store.count("road", ALL, Query(bbox=corner)) == 0
    assert store.count("road", ALL, Query(bbox=(108.04, 35.04, 108.06, 35.06))) == 1


def test_every_operator(store: Store) -> None:
    load(
        store,
        plate(1, note="甲", accuracy_m=1.5, installed_on=date(2020, 1, 1), photo_on_file=True),
        plate(2, note="", accuracy_m=2.5, installed_on=date(2021, 1, 1), photo_on_file=False),
        plate(3, note="甲乙", kind="large"),
    )
    cases = {
        ("note", Operator.EQUAL, "甲"): "1",
        ("note", Operator.NOT_EQUAL, "甲"): "23",
        ("kind", Operator.IN, ("large", "small")): "123",
        ("kind", Operator.IN, ()): "",
        ("kind", Operator.NOT_IN, ("large",)): "12",
        ("note", Operator.CONTAINS, "乙"): "3",
        ("note", Operator.PREFIX, "甲"): "13",
        ("accuracy_m", Operator.AT_LEAST, 2.5): "2",
        ("accuracy_m", Operator.AT_MOST, 2.4): "1",
        ("installed_on", Operator.AT_LEAST, date(2020, 6, 1)): "2",
        ("photo_on_file", Operator.EQUAL, False): "2",
        ("note", Operator.EMPTY, None): "2",
        ("note", Operator.NOT_EMPTY, None): "13",
        ("accuracy_m", Operator.EMPTY, None): "3",
        ("installed_on", Operator.NOT_EMPTY, None): "12",
        ("version", Operator.AT_LEAST, 1): "123",
        ("division", Operator.PREFIX, TOWN): "123",
    }
    told = {case: "".join(code[-1] for code in found(store, where(*case))) for case in cases}
    assert told == cases
    assert {case: store.count("door_plate", ALL, where(*case)) for case in cases} == {
        c: len(v) for c, v in cases.items()
    }


@pytest.mark.parametrize("text", ["100%", "a_b", "A_B", "\\", "'", "[x]", "*", "𠮷", "?"])
@pytest.mark.parametrize("operator", [Operator.CONTAINS, Operator.PREFIX])
def test_text_is_looked_for_literally(file_store: Store, text: str, operator: Operator) -> None:
    load(
        file_store,
        plate(1, note=f"{text}号"),
        plate(2, note="100米 aXb \\\\ 吉x"),
        plate(3, note=text.swapcase() + "!"),
    )
    expected = ["P000001"] + (["P000003"] if text.swapcase() == text else [])
    if text == "\\" and operator is Operator.CONTAINS:
        expected.insert(1, "P000002")
    assert found(file_store, where("note", operator, text)) == expected


def test_the_search_box_is_literal_and_wants_every_word(store: Store) -> None:
    load(
        store,
        plate(1, address_text="东街100%号"),
        plate(2, address_text="东街1000号"),
        plate(3, address_text="西街_号"),
        plate(4, address_text="东街a_b"),
        plate(5, address_text="东街A_B"),
        plate(6, address_text="东街aXb"),
    )
    searched = {word: found(store, Query(search=word)) for word in ("100%", "_", "东街 P000002", "a_b", "无", "'; --")}
    assert searched == {
        "100%": ["P000001"],
        "_": ["P000003", "P000004", "P000005"],
        "东街 P000002": ["P000002"],
        "a_b": ["P000004"],
        "无": [],
        "'; --": [],
    }


def test_another_township_finds_nothing_anywhere(store: Store) -> None:
    publication = load(store, plate(1), plate(2, division=OTHER_VILLAGE), plate(3, division=TOWN))
    ours, theirs = Scope.of(TOWN), Scope.of(OTHER_TOWN)
    assert found(store, Query(), ours) == ["P000001", "P000003"]
    assert found(store, Query(), theirs) == ["P000002"]
    assert found(store, Query(), Scope.of(TOWN, OTHER_TOWN)) == ["P000001", "P000002", "P000003"]
    assert found(store, Query(), Scope.of(VILLAGE)) == ["P000001"]
    for nobody in (Scope.nothing(), Scope.of("999999"), Scope.of(VILLAGE[:-1] + "9")):
        then = store.change_set(publication.change_set, ALL).created_at
        for query in (Query(), Query(search="测试"), Query(bbox=(0, 0, 180, 90)), Query(recorded_at=then)):
            assert store.count("door_plate", nobody, query) == len(store.read("door_plate", nobody, query)) == 0


def test_a_stranger_is_told_not_found_not_forbidden(store: Store) -> None:
    publication = load(store, plate(1))
    theirs = Scope.of(OTHER_TOWN)
    for asked in (
        lambda: store.get("door_plate", number(1), theirs),
        lambda: store.timeline("door_plate", number(1), theirs),
        lambda: store.change_set(publication.change_set, theirs),
        lambda: store.edits(publication.change_set, theirs),
        lambda: store.get("door_plate", number(99), ALL),
    ):
        with pytest.raises(NotFound) as told:
            asked()
        assert "没有找到" in str(told.value)
    assert list(store.events(theirs)) == []
    assert store.change_sets(theirs) == store.change_sets(Scope.nothing()) == []
    assert store.count_by("door_plate", "kind", theirs) == {}
    assert store.count_by("door_plate", "kind", Scope.nothing()) == {}


def test_edits_of_another_township_stay_hidden_in_a_shared_change_set(store: Store) -> None:
    load(store, plate(1), plate(2, division=OTHER_VILLAGE))
    mine, other = (store.get("door_plate", number(n), ALL) for n in (1, 2))
    made = store.draft(
        [edit_of(mine, values={"note": "甲"}), edit_of(other, values={"note": "乙"}), plate(3, division=OTHER_VILLAGE)],
        author="clerk",
        title="两乡镇",
        reason="核对",
    )
    assert [e.object_id for e in store.edits(made.id, Scope.of(TOWN))] == [number(1)]
    assert [e.object_id for e in store.edits(made.id, Scope.of(OTHER_TOWN))] == [number(2), number(3)]
    assert len(store.edits(made.id, ALL)) == 3


def test_an_empty_scope_code_is_refused() -> None:
    with pytest.raises(ValueError, match="everything"):
        Scope.of(TOWN, "")


def test_order_and_pages_are_stable_with_ties(store: Store) -> None:
    load(store, *(plate(n, note="同" if n % 2 else None, accuracy_m=float(n % 3)) for n in range(1, 31)))
    for order in (("note",), ("-note",), ("accuracy_m", "-plate_code"), (), ("-accuracy_m",)):
        whole = found(store, Query(order_by=order))
        pages = [c for at in range(0, 30, 4) for c in found(store, Query(order_by=order, limit=4, offset=at))]
        assert pages == whole
        assert len(set(whole)) == 30
    assert found(store, Query(order_by=("-plate_code",), limit=2)) == ["P000030", "P000029"]
    assert found(store, Query(limit=0)) == []
    assert found(store, Query(offset=100)) == []


def test_columns_and_geometry_come_as_asked(store: Store) -> None:
    load(store, plate(1, accuracy_m=3.0, installed_on=date(2024, 2, 29)))
    frame = store.read("door_plate", ALL, Query(columns=("accuracy_m", "installed_on", "note")))
    assert list(frame.columns) == [*SYSTEM_COLUMNS, "accuracy_m", "installed_on", "note", "geometry"]
    assert frame.crs.to_epsg() == 4490
    assert frame["accuracy_m"].iloc[0] == 3.0
    assert frame["installed_on"].iloc[0] == date(2024, 2, 29)
    assert store.read("door_plate", ALL, Query(geometry=False)).geometry.isna().all()
    assert not store.read("door_plate", ALL, Query(geometry=False, columns=())).columns.has_duplicates
    empty = store.read("road", ALL)
    assert len(empty) == 0
    assert list(empty.columns)[: len(SYSTEM_COLUMNS)] == list(SYSTEM_COLUMNS)
    assert len(store.read("place_name", ALL)) == 0


@pytest.mark.parametrize("field", ["nonsense", "id; DROP TABLE event", "geom"])
def test_only_declared_names_reach_the_database(file_store: Store, field: str) -> None:
    for query in (
        Query(columns=(field,)),
        *(() if field == "geom" else (Query(order_by=(field,)), where(field, Operator.EQUAL, 1))),
    ):
        with pytest.raises(KeyError):
            file_store.read("door_plate", ALL, query)
    with pytest.raises(KeyError):
        file_store.read(field, ALL)


def test_counts_by_value_and_by_township(store: Store) -> None:
    load(store, plate(1), plate(2, kind="large"), plate(3, division=OTHER_VILLAGE))
    assert store.count_by("door_plate", "kind", ALL) == {"large": 1, "small": 2}
    assert store.count_by("door_plate", "division:9", ALL) == {TOWN: 2, OTHER_TOWN: 1}
    assert store.count_by("door_plate", "division:9", ALL, Query(search="P000002")) == {TOWN: 1}
    assert store.count_by("door_plate", "note", Scope.of(TOWN)) == {"": 2}


def test_a_box_among_counts_is_exact_too(store: Store) -> None:
    edge = 108.1234567
    load(store, plate(1, lon=edge), plate(2, lon=math.nextafter(edge, 109)))
    box = Query(bbox=(108.0, 35.0, edge, 36.0))
    assert store.count_by("door_plate", "kind", ALL, box) == {"small": 1}


def test_a_moved_plate_leaves_its_old_box(store: Store) -> None:
    load(store, plate(1, lon=108.1))
    seen = store.get("door_plate", number(1), ALL)
    publish(store, [edit_of(seen, geometry=shapely.Point(108.9, 35.49), sets_geometry=True)])
    assert found(store, Query(bbox=(108.0, 35.0, 108.5, 36.0))) == []
    assert found(store, Query(bbox=(108.5, 35.0, 109.0, 36.0))) == ["P000001"]
    before = Query(bbox=(108.0, 35.0, 108.5, 36.0), recorded_at=seen.recorded_from)
    assert found(store, before) == ["P000001"]
