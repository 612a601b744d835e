"""Nothing the server does opens the county's live file with GDAL or another SQLite library.

The detector is the harm itself: a second library that opens and closes the file in this process drops
the lock of a writer, and another process gets in. While the writer's place is held here, everything
that reads is done; then another process must still be kept waiting.
"""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from geo_app.factory import create_app
from geo_app.services.county import County
from geo_app.services.exports import export_file, formats_for
from geo_app.services.keeping import back_up
from layers.catalog import LAYERS, layer
from layers.store import Query, Scope, snapshot
from layers.store.sqlite_library import library

pytestmark = pytest.mark.skipif(library().name != "pysqlite3", reason="one library only: nothing to collide with")

STRANGER = """
import sys
from pysqlite3 import dbapi2
connection = dbapi2.connect(sys.argv[1], isolation_level=None, timeout=0.2)
try:
    connection.execute("BEGIN IMMEDIATE")
except dbapi2.OperationalError as wrong:
    print("waits" if "locked" in str(wrong) else wrong)
else:
    print("got in")
"""


def stranger(path: Path) -> str:
    """Whether another process is kept from writing."""
    done = subprocess.run([sys.executable, "-c", STRANGER, path], capture_output=True, text=True, check=True)
    return done.stdout.strip()


def test_the_lock_outlives_everything_that_reads(tiny_county: County, tmp_path: Path) -> None:
    live = tiny_county.settings.data_dir / "county.gpkg"
    client = create_app(tiny_county).test_client()
    rules = client.application.url_map.iter_rules()
    pages = sorted(r.rule for r in rules if "GET" in (r.methods or ()) and not r.arguments)
    assert stranger(live) == "got in"
    with tiny_county.store.writing():
        for page in pages:
            client.get(page).close()
        snapshot(tiny_county.store, tmp_path / "all.gpkg")
        for made in formats_for(layer("door_plate")):
            export_file(tiny_county, layer("door_plate"), tmp_path / f"plates{made.ending}", Query(limit=20))
        for declared in LAYERS:
            tiny_county.store.read(declared.key, Scope.everything(), Query(bbox=(0, 0, 180, 90)))
        back_up(tiny_county, tmp_path / "backup.zip")
        assert tiny_county.store.verify() == []
        assert stranger(live) == "waits"
    assert len(pages) > 10


def test_the_detector_sees_a_second_library(tiny_county: County) -> None:
    """The same arrangement with one careless line in it."""
    live = tiny_county.settings.data_dir / "county.gpkg"
    with pytest.raises(RuntimeError, match="undone"), tiny_county.store.writing():
        assert stranger(live) == "waits"
        sqlite3.connect(live).execute("SELECT count(*) FROM setting").connection.close()
        assert stranger(live) == "got in"
        raise RuntimeError("undone")
