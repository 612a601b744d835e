"""An acknowledged commit survives kill -9, and no half of a publishing is ever left."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from layers.catalog import LAYERS
from layers.profile import CountyProfile
from layers.store import open_store
from tests.layers.store.rows import ALL

BATCH = 3
WRITER = """
import sys
from layers.catalog import LAYERS
from layers.profile import shipped_profile
from layers.store import open_store
from tests.layers.store.rows import load, plate
url, start, batch = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
store = open_store(url, shipped_profile("zhengning"), LAYERS)
print("ready", flush=True)
n = start
while True:
    load(store, *(plate(n + k, note="x" * 500) for k in range(batch)))
    print(n, flush=True)  # the acknowledgement: only after this may anybody rely on it
    n += batch
"""


def one_life(url: str, start: int, seconds: float) -> list[int]:
    """A writer that is killed after `seconds`; the batches that it acknowledged before."""
    writer = subprocess.Popen(
        [sys.executable, "-c", WRITER, url, str(start), str(BATCH)], stdout=subprocess.PIPE, text=True
    )
    assert writer.stdout is not None
    assert writer.stdout.readline() == "ready\n"
    time.sleep(seconds)
    os.kill(writer.pid, signal.SIGKILL)
    said = writer.stdout.read().split()
    assert writer.wait() == -signal.SIGKILL
    return [int(line) for line in said]


def kill_again_and_again(url: str, profile: CountyProfile, lives: int) -> int:
    chance = random.Random(9)
    acknowledged: list[int] = []
    for life in range(lives):
        told = one_life(url, 1_000_000 * (life + 1), chance.uniform(0.02, 0.4))
        acknowledged += told
        store = open_store(url, profile, LAYERS)
        kept = {int(code[1:]) for code in store.read("door_plate", ALL)["plate_code"]}
        store.close()
        expected = {n + k for n in acknowledged for k in range(BATCH)}
        assert expected <= kept
        assert len(kept) % BATCH == 0
        assert len(kept) - len(expected) <= BATCH * (life + 1)  # committed, killed before saying so
    store = open_store(url, profile, LAYERS)
    assert store.verify() == []
    store.close()
    return len(acknowledged)


def test_acknowledged_commits_survive(store_url: str, profile: CountyProfile) -> None:
    assert kill_again_and_again(store_url, profile, lives=3) > 3


@pytest.mark.long
@pytest.mark.timeout(6 * 3600)
def test_acknowledged_commits_survive_thousands_of_kills(store_url: str, profile: CountyProfile) -> None:
    assert kill_again_and_again(store_url, profile, lives=2500) > 2500


def test_a_reader_beside_a_killed_writer_reads_on(tmp_path: Path, profile: CountyProfile) -> None:
    url = f"sqlite:///{tmp_path / 'county.gpkg'}"
    store = open_store(url, profile, LAYERS)
    told = one_life(url, 1, 0.3)
    assert store.count("door_plate", ALL) >= len(told) * BATCH
    assert store.verify() == []
    store.close()
