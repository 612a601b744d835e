"""Two editors never overwrite each other silently: not in one program, not in several."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from gazetteer.errors import Refused, Stale
from layers.catalog import LAYERS
from layers.profile import CountyProfile
from layers.store import Store, open_store
from tests.layers.store.rows import ALL, edit_of, load, number, person, plate, publish, value


def test_the_second_of_two_editors_is_told_and_nothing_is_lost(store: Store) -> None:
    load(store, plate(1, note="原"))
    seen = store.get("door_plate", number(1), ALL)
    mine = store.draft([edit_of(seen, values={"note": "甲的"})], author="甲", title="t", reason="r")
    publish(store, [edit_of(seen, values={"note": "乙的"})], author="乙")
    submitted = store.submit(mine.id, actor="甲", version=mine.version)
    approved = store.approve(mine.id, person(), version=submitted.version)
    with pytest.raises(Stale) as told:
        store.publish(mine.id, actor="reviewer", version=approved.version)
    (finding,) = told.value.findings
    assert (finding.subject, finding.value) == (number(1), "1")
    assert "您看到第 1 版，现为第 2 版" in finding.message
    assert "没有丢失" in finding.remedy
    assert value(store, 1, "note") == "乙的"
    kept = store.change_set(mine.id, ALL)
    assert kept.state is approved.state
    assert store.edits(mine.id, ALL)[0].values == {"note": "甲的"}


def test_everything_stale_is_named_at_once_and_nothing_is_written(store: Store) -> None:
    load(store, *(plate(n) for n in (1, 2, 3)))
    seen = [store.get("door_plate", number(n), ALL) for n in (1, 2, 3)]
    publish(store, [edit_of(record, values={"note": "先"}) for record in seen[:2]])
    head = store.head()
    with pytest.raises(Stale) as told:
        publish(store, [edit_of(record, values={"note": "后"}) for record in seen])
    assert {finding.subject for finding in told.value.findings} == {number(1), number(2)}
    assert store.head() == head
    assert value(store, 3, "note") is None


def test_two_reviewers_of_one_change_set(store: Store) -> None:
    load(store, plate(1))
    seen = store.get("door_plate", number(1), ALL)
    made = store.draft([edit_of(seen, values={"note": "x"})], author="clerk", title="t", reason="r")
    submitted = store.submit(made.id, actor="clerk", version=made.version)
    store.send_back(made.id, actor="one", version=submitted.version, reason="缺照片")
    with pytest.raises(Refused):
        store.approve(made.id, person("two"), version=submitted.version)


def bump(store: Store, times: int) -> tuple[int, int]:
    """Adds one to a counter as an editor would: look, edit, publish; look again when told to. Done, and told."""
    done = told = 0
    while done < times:
        seen = store.get("door_plate", number(1), ALL)
        more = str(int(str(seen.values["note"])) + 1)
        try:
            publish(store, [edit_of(seen, values={"note": more})])
        except Stale:
            told += 1
        else:
            done += 1
    return done, told


def test_many_threads_lose_no_update(store: Store) -> None:
    load(store, plate(1, note="0"))
    with ThreadPoolExecutor(6) as pool:
        results = list(pool.map(lambda _: bump(store, 5), range(6)))
    assert value(store, 1, "note") == "30" == str(sum(done for done, _ in results))
    assert store.get("door_plate", number(1), ALL).version == 31
    assert store.head()[0] == 31
    assert store.verify() == []


BUMPER = """
import sys
from layers.catalog import LAYERS
from layers.profile import shipped_profile
from layers.store import open_store
from tests.layers.store.test_versions import bump
store = open_store(sys.argv[1], shipped_profile("zhengning"), LAYERS)
print(*bump(store, int(sys.argv[2])))
store.close()
"""


def race(url: str, store: Store, processes: int, times: int) -> None:
    load(store, plate(1, note="0"))
    running = [
        subprocess.Popen([sys.executable, "-c", BUMPER, url, str(times)], stdout=subprocess.PIPE, text=True)
        for _ in range(processes)
    ]
    told = [process.communicate()[0].split() for process in running]
    assert [int(done) for done, _ in told] == [times] * processes
    assert value(store, 1, "note") == str(processes * times)
    assert store.verify() == []


def test_several_processes_lose_no_update(store_url: str, profile: CountyProfile) -> None:
    store = open_store(store_url, profile, LAYERS)
    race(store_url, store, processes=3, times=8)
    store.close()


@pytest.mark.long
@pytest.mark.timeout(3600)
def test_sixteen_processes_lose_none_of_thousands(store_url: str, profile: CountyProfile) -> None:
    store = open_store(store_url, profile, LAYERS)
    race(store_url, store, processes=16, times=400)
    store.close()


def test_readers_see_whole_publishings_only(store: Store) -> None:
    """While pairs are renamed together, no reader ever meets a pair of two minds."""
    load(store, plate(1, note="0"), plate(2, note="0"))
    torn: list[list[str]] = []

    def read() -> None:
        for _ in range(40):
            notes = list(store.read("door_plate", ALL)["note"])
            if len(set(notes)) != 1:
                torn.append(notes)

    with ThreadPoolExecutor(3) as pool:
        reading = [pool.submit(read) for _ in range(2)]
        for n in range(1, 15):
            pair = [store.get("door_plate", number(k), ALL) for k in (1, 2)]
            publish(store, [edit_of(record, values={"note": str(n)}) for record in pair])
        for future in reading:
            future.result()
    assert torn == []
