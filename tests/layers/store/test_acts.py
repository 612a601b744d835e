"""What each act does to a record's two times, and what does not fit a timeline."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import shapely

from gazetteer.errors import NotFound, Refused, Stale
from layers.store import EditAct, Query, Record, Store
from layers.store import writing as writing_module
from tests.layers.store.rows import (
    ALL,
    OTHER_VILLAGE,
    VILLAGE,
    carry,
    edit_of,
    load,
    number,
    plate,
    publish,
    value,
)

START, MIDDLE, LATE = date(2020, 1, 1), date(2022, 7, 1), date(2024, 3, 1)


def seen(store: Store, n: int = 1) -> Record:
    return store.get("door_plate", number(n), ALL)


def believed(store: Store, n: int = 1) -> list[tuple[Any, ...]]:
    rows = [r for r in store.timeline("door_plate", number(n), ALL) if r.recorded_to is None]
    return sorted((r.valid_from, r.valid_to, r.values["note"]) for r in rows)


def test_a_rename_keeps_both_times_apart(store: Store) -> None:
    """The office learns in March that a plate has read otherwise since July; both questions have their answer."""
    load(store, plate(1, note="南关路", valid_from=START))
    before = datetime.now(UTC)
    publish(store, [edit_of(seen(store), EditAct.CHANGE, values={"note": "南大街"}, effective=MIDDLE)])
    assert value(store, 1, "note", as_of=date(2021, 1, 1)) == "南关路"
    assert value(store, 1, "note", as_of=MIDDLE) == "南大街"
    assert believed(store) == [(START, MIDDLE, "南关路"), (MIDDLE, None, "南大街")]
    as_reported = store.get("door_plate", number(1), ALL, as_of=LATE, recorded_at=before)
    assert (as_reported.values["note"], as_reported.valid_to) == ("南关路", None)
    then = store.read("door_plate", ALL, Query(as_of=LATE, recorded_at=before))
    assert list(then["note"]) == ["南关路"]
    corrected = store.read("door_plate", ALL, Query(as_of=LATE))
    assert list(corrected["note"]) == ["南大街"]
    assert list(store.read("door_plate", ALL, Query(as_of=date(2019, 1, 1)))["note"]) == []
    assert len(store.read("door_plate", ALL, Query(all_times=True))) == 2


def test_a_correction_replaces_what_was_believed_and_keeps_its_valid_time(store: Store) -> None:
    load(store, plate(1, note="错字", valid_from=START))
    before = datetime.now(UTC)
    publish(store, [edit_of(seen(store), values={"note": "正字"})])
    assert believed(store) == [(START, None, "正字")]
    assert value(store, 1, "note", as_of=START) == "正字"
    assert store.get("door_plate", number(1), ALL, recorded_at=before).values["note"] == "错字"
    timeline = store.timeline("door_plate", number(1), ALL)
    assert [(r.values["note"], r.version, r.recorded_to is None) for r in timeline] == [
        ("错字", 1, False),
        ("正字", 2, True),
    ]
    assert timeline[0].recorded_to == timeline[1].recorded_from


def test_a_correction_can_aim_at_a_past_slice_and_mend_its_dates(store: Store) -> None:
    load(store, plate(1, note="一", valid_from=START))
    publish(store, [edit_of(seen(store), EditAct.CHANGE, values={"note": "二"}, effective=MIDDLE)])
    publish(store, [edit_of(seen(store), values={"note": "壹"}, effective=START)])
    assert believed(store) == [(START, MIDDLE, "壹"), (MIDDLE, None, "二")]
    assert seen(store).version == store.read("door_plate", ALL)["version"].iloc[0] == 3
    publish(store, [edit_of(seen(store), effective=START, valid_from=date(2019, 5, 1))])
    assert believed(store)[0] == (date(2019, 5, 1), MIDDLE, "壹")


def test_a_change_on_the_first_day_leaves_no_empty_slice(store: Store) -> None:
    load(store, plate(1, note="一", valid_from=START))
    publish(store, [edit_of(seen(store), EditAct.CHANGE, values={"note": "二"}, effective=START)])
    assert believed(store) == [(START, None, "二")]


def test_an_end_closes_the_record_and_what_was_planned_after_it(store: Store) -> None:
    load(store, plate(1, note="一", valid_from=START))
    publish(store, [edit_of(seen(store), EditAct.CHANGE, values={"note": "二"}, effective=LATE)])
    publish(store, [edit_of(seen(store), EditAct.END, effective=MIDDLE)])
    assert believed(store) == [(START, MIDDLE, "一")]
    assert store.count("door_plate", ALL, Query(as_of=MIDDLE)) == 0
    assert store.count("door_plate", ALL, Query(as_of=MIDDLE - timedelta(days=1))) == 1
    assert seen(store).valid_to == MIDDLE


def test_a_withdrawal_says_it_never_held_and_its_identity_is_not_given_again(store: Store) -> None:
    load(store, plate(1, valid_from=START))
    before = datetime.now(UTC)
    publish(store, [edit_of(seen(store), EditAct.WITHDRAW)])
    assert store.count("door_plate", ALL, Query(all_times=True)) == 0
    with pytest.raises(NotFound):
        seen(store)
    assert store.get("door_plate", number(1), ALL, recorded_at=before).version == 1
    assert [r.recorded_to is not None for r in store.timeline("door_plate", number(1), ALL)] == [True]
    with pytest.raises(Refused, match="编号曾经用过"):
        load(store, plate(1))
    load(store, plate(2, plate_code="P000001"))


def test_a_record_may_change_hands(store: Store) -> None:
    load(store, plate(1, valid_from=START))
    publish(store, [edit_of(seen(store), EditAct.CHANGE, division=OTHER_VILLAGE, effective=MIDDLE)])
    assert store.get("door_plate", number(1), ALL, as_of=START).division == VILLAGE
    assert seen(store).division == OTHER_VILLAGE
    assert [e.division for e in store.events(ALL)] == [VILLAGE, OTHER_VILLAGE]


def test_geometry_untouched_and_geometry_taken_away_differ(store: Store) -> None:
    values = {"address_code": "A7", "full_text": "测试街7号", "kind": "gate", "status": "current"}
    load(store, plate(1, lon=108.1), replace(plate(7), layer="address", values=values))
    publish(store, [edit_of(seen(store), values={"note": "x"})])
    assert seen(store).geometry == shapely.Point(108.1, 35.49)
    address = store.get("address", number(7), ALL)
    publish(store, [edit_of(address, sets_geometry=True, geometry=None)])
    assert store.get("address", number(7), ALL).geometry is None
    with pytest.raises(Refused, match="没有位置"):
        publish(store, [edit_of(seen(store), sets_geometry=True, geometry=None)])


@pytest.mark.parametrize(
    ("act", "options", "said"),
    [
        (EditAct.CHANGE, {"effective": date(2019, 1, 1)}, "没有生效的记录"),
        (EditAct.CORRECT, {"effective": date(2019, 1, 1)}, "没有生效的记录"),
        (EditAct.END, {"effective": START}, "不晚于"),
        (EditAct.CORRECT, {"valid_to": date(2019, 1, 1)}, "不晚于"),
    ],
)
def test_what_does_not_fit_the_timeline_is_refused_whole(
    file_store: Store, act: EditAct, options: dict[str, Any], said: str
) -> None:
    load(file_store, plate(1, valid_from=START), plate(2, valid_from=START))
    good, bad = seen(file_store, 2), seen(file_store, 1)
    before = file_store.head()
    with pytest.raises(Refused, match=said) as told:
        publish(file_store, [edit_of(good, values={"note": "x"}), edit_of(bad, act, **options)])
    assert told.value.findings[0].subject == number(1)
    assert file_store.head() == before
    assert seen(file_store, 2).version == 1


def test_overlapping_slices_are_refused(file_store: Store) -> None:
    load(file_store, plate(1, valid_from=START))
    publish(file_store, [edit_of(seen(file_store), EditAct.CHANGE, values={"note": "二"}, effective=MIDDLE)])
    with pytest.raises(Refused, match="有效时间重叠"):
        publish(file_store, [edit_of(seen(file_store), effective=START, valid_to=LATE)])


def test_unknown_objects_and_second_creations_are_refused(file_store: Store) -> None:
    load(file_store, plate(1))
    with pytest.raises(Refused, match="已有这个编号"):
        load(file_store, plate(1, plate_code="P9"))
    ghost = edit_of(seen(file_store), values={"note": "x"})
    with pytest.raises(Refused, match="已被他人修改"):
        load(file_store, replace(ghost, object_id=number(404)))
    with pytest.raises(Refused, match="不存在"):
        load(file_store, replace(ghost, object_id=number(404), base_version=None))


def test_several_acts_on_one_record_in_one_publishing(store: Store) -> None:
    load(store, plate(1, note="一", valid_from=START))
    record = seen(store)
    publication = publish(
        store,
        [
            edit_of(record, EditAct.CHANGE, values={"note": "二"}, effective=MIDDLE),
            edit_of(record, EditAct.CHANGE, values={"note": "三"}, effective=LATE),
        ],
    )
    assert believed(store) == [(START, MIDDLE, "一"), (MIDDLE, LATE, "二"), (LATE, None, "三")]
    assert [e.act for e in store.events(ALL, change_set=publication.change_set)] == [EditAct.CHANGE] * 2
    undone = store.undo(publication.change_set, author="clerk", reason="核对有误")
    carry(store, undone.id)
    assert believed(store) == [(START, None, "一")]
    assert store.verify() == []


def test_every_act_can_be_undone_as_a_new_act(store: Store) -> None:
    load(store, plate(1, note="一", valid_from=START))
    for act, options in (
        (EditAct.CORRECT, {"values": {"note": "误"}}),
        (EditAct.CHANGE, {"values": {"note": "二"}, "effective": MIDDLE}),
        (EditAct.END, {"effective": MIDDLE}),
        (EditAct.WITHDRAW, {}),
    ):
        publication = publish(store, [edit_of(seen(store), act, **options)])
        events = store.head()[0]
        undone = store.undo(publication.change_set, author="clerk", reason="有误")
        assert (undone.undoes, undone.title) == (publication.change_set, "撤销：改正")
        carry(store, undone.id)
        assert believed(store) == [(START, None, "一")], act
        assert store.head()[0] == events + 1
    made = load(store, plate(2))
    carry(store, store.undo(made.change_set, author="clerk", reason="误登").id)
    assert store.count("door_plate", ALL) == 1
    assert [e.act.value for e in store.events(ALL, object_id=number(2))] == ["create", "restore"]
    assert store.verify() == []


def test_an_undo_is_refused_when_the_record_has_changed_since(store: Store) -> None:
    load(store, plate(1, note="一"))
    first = publish(store, [edit_of(seen(store), values={"note": "二"})])
    drafted = store.undo(first.change_set, author="clerk", reason="有误")
    publish(store, [edit_of(seen(store), values={"note": "三"})])
    with pytest.raises(Refused, match="此后又有变更"):
        store.undo(first.change_set, author="clerk", reason="有误")
    with pytest.raises(Stale):
        carry(store, drafted.id)
    assert value(store, 1, "note") == "三"


def test_recorded_time_never_runs_backwards(file_store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine whose clock was set back must not make a later statement look like an earlier one."""

    class Yesterday(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> datetime:  # type: ignore[override]  # always with a zone here
            return datetime.now(tz) - timedelta(days=1)

    load(file_store, plate(1, note="一"))
    moment = seen(file_store).recorded_from
    monkeypatch.setattr(writing_module, "datetime", Yesterday)
    publication = publish(file_store, [edit_of(seen(file_store), values={"note": "二"})])
    after = seen(file_store)
    assert after.recorded_from > moment
    assert file_store.change_set(publication.change_set, ALL).published_at == after.recorded_from
    assert file_store.get("door_plate", number(1), ALL, recorded_at=moment).values["note"] == "一"
    assert file_store.verify() == []
