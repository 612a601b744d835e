"""Random histories: what the store says of any day equals a plain model, any moment can be replayed, any act undone."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gazetteer.errors import Refused
from layers.store import Edit, EditAct, Event, Query, Record, Store
from tests.layers.store.rows import ALL, carry, load, number, plate, publish

FIRST = date(2020, 1, 1)
DAYS = 8
numbers = itertools.count(1)
Model = list[tuple[range, str]]  # slices as ranges of days; the last day stands for ever after
Step = tuple[EditAct, int, str, bool]
STEPS = st.lists(
    st.tuples(
        st.sampled_from([EditAct.CORRECT, EditAct.CHANGE, EditAct.CHANGE, EditAct.END, EditAct.WITHDRAW]),
        st.integers(0, DAYS - 2),
        st.sampled_from(["甲", "乙", "丙", "{{7*7}}"]),
        st.booleans(),
    ),
    min_size=1,
    max_size=6,
)


def day(n: int) -> date:
    return FIRST + timedelta(days=n)


def model_after(model: Model, act: EditAct, at: int, note: str) -> Model | None:
    """The same acts, told day by day; None when there is nothing to act on."""
    hit = next((i for i, (days, _) in enumerate(model) if at in days), None)
    if act is EditAct.WITHDRAW:
        return [] if model else None
    if hit is None:
        return None
    days, was = model[hit]
    before = range(days.start, at)
    if act is EditAct.CORRECT:
        return [*model[:hit], (days, note), *model[hit + 1 :]]
    if act is EditAct.END:
        return [*model[:hit], (before, was)] if before else None
    return [*model[:hit], *([(before, was)] if before else []), (range(at, days.stop), note), *model[hit + 1 :]]


def told(store: Store, n: int, moment: datetime | None = None) -> list[str | None]:
    """What the store says of each day, read as anybody reads."""
    notes: list[str | None] = []
    for d in range(DAYS):
        query = Query(as_of=day(d), recorded_at=moment, columns=("note",))
        frame = store.read("door_plate", ALL, query)
        mine = frame[frame["id"] == number(n)]["note"]
        notes.append(str(mine.iloc[0]) if len(mine) else None)
    return notes


def shown(model: Model) -> list[str | None]:
    return [next((note for days, note in model if d in days), None) for d in range(DAYS)]


def essence(records: Sequence[Record]) -> set[Any]:
    return {
        (r.valid_from, r.valid_to, r.division, tuple(sorted(r.values.items(), key=str)), str(r.geometry))
        for r in records
    }


def replayed(events: Sequence[Event]) -> set[Any]:
    believed: dict[tuple[int, date | None], Record] = {}
    for event in events:
        for record in event.before:
            del believed[record.version, record.valid_from]
        believed.update({(record.version, record.valid_from): record for record in event.after})
    return essence(list(believed.values()))


def believed(store: Store, n: int) -> list[Record]:
    return [r for r in store.timeline("door_plate", number(n), ALL) if r.recorded_to is None]


def live(store: Store, steps: list[Step]) -> None:
    """One record's whole life; every act may be undone again at once, as a new act."""
    n = next(numbers)
    model: Model = [(range(DAYS), "原")]
    moments: list[tuple[datetime, list[str | None], int]] = []

    def note_down() -> None:
        last = list(store.events(ALL, object_id=number(n)))[-1]
        moments.append((last.at, shown(model), last.sequence))

    load(store, plate(n, note="原", valid_from=FIRST))
    note_down()
    for act, at, note, undo in steps:
        after = model_after(model, act, at, note)
        version = max((r.version for r in believed(store, n)), default=None)
        edit = Edit(
            layer="door_plate",
            act=act,
            object_id=number(n),
            values={"note": note} if act in (EditAct.CORRECT, EditAct.CHANGE) else {},
            effective=day(at),
            base_version=version,
        )
        if after is None:
            with pytest.raises(Refused):
                publish(store, [edit])
            continue
        before = essence(believed(store, n))
        made = publish(store, [edit])
        if undo:
            carry(store, store.undo(made.change_set, author="clerk", reason="误").id)
            assert essence(believed(store, n)) == before
        else:
            model = after
        note_down()
    assert told(store, n) == shown(model)
    for moment, then, sequence in moments:
        assert told(store, n, moment) == then
        events = [e for e in store.events(ALL, object_id=number(n)) if e.sequence <= sequence]
        frame = store.read("door_plate", ALL, Query(recorded_at=moment, all_times=True))
        assert len(replayed(events)) == (frame["id"] == number(n)).sum()
    assert replayed(list(store.events(ALL, object_id=number(n)))) == essence(believed(store, n))


QUIET = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large]


@settings(max_examples=8, deadline=None, suppress_health_check=QUIET)
@given(steps=STEPS)
def test_random_histories(shared_store: Store, steps: list[Step]) -> None:
    live(shared_store, steps)


@pytest.mark.long
@pytest.mark.timeout(6 * 3600)
@settings(max_examples=5000, deadline=None, suppress_health_check=QUIET)
@given(steps=STEPS)
def test_ten_thousand_random_histories(shared_store: Store, steps: list[Step]) -> None:
    live(shared_store, steps)


def test_the_chain_holds_over_all_of_them(shared_store: Store) -> None:
    assert shared_store.verify() == []
