"""Reading the plates of one screen: the store's index against GDAL with its index, and against reading everything.

GDAL reads a snapshot in a process of its own; its start is not counted.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import shapely

from benchmarks import compared
from benchmarks.clock import ROUNDS, county_at, seconds
from layers.store import BoundingBox, Query, Scope, Store, snapshot

SIDE_DEGREES = 0.01
GDAL = """
import json, statistics, sys, time, pyogrio
path, box = sys.argv[1], tuple(json.loads(sys.argv[2]))
def timed(**options):
    found = []
    for _ in range(int(sys.argv[3])):
        started = time.perf_counter()
        rows = len(pyogrio.read_dataframe(path, layer="door_plate", **options))
        found.append(time.perf_counter() - started)
    return statistics.median(found), rows
pyogrio.read_dataframe(path, layer="door_plate", bbox=box)
print(json.dumps([timed(bbox=box), timed()]))
"""


def run(folder: Path) -> dict[str, Any]:
    """Milliseconds for the box, after one reading that warms every cache."""
    with county_at(folder) as county, tempfile.TemporaryDirectory() as place:
        box = busiest(county.store)
        query = Query(bbox=box)
        found = len(county.store.read("door_plate", Scope.everything(), query))
        ours = {"box_ms": 1000 * seconds(lambda: county.store.read("door_plate", Scope.everything(), query), 9)}
        file = Path(place) / "snapshot.gpkg"
        snapshot(county.store, file, layers=("door_plate",))
        command = [sys.executable, "-c", GDAL, str(file), json.dumps(box), str(ROUNDS)]
        (indexed, rows), (whole, _) = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    if rows != found:
        raise RuntimeError(f"the box holds {found} plates for us and {rows} for GDAL")
    answer = compared(ours, {"pyogrio_box": {"box_ms": 1000 * indexed}, "pyogrio_whole_file": {"box_ms": 1000 * whole}})
    answer["ours"]["rows"] = found
    return answer


def busiest(store: Store) -> BoundingBox:
    """A screen around a plate in the middle of the seat's township."""
    seat = store.read("door_plate", Scope.of(store.profile.seat_township), Query(columns=()))
    x, y = shapely.get_coordinates(shapely.union_all(seat.geometry.to_numpy()).centroid)[0].tolist()
    nearest = seat.geometry.to_numpy()[shapely.distance(seat.geometry.to_numpy(), shapely.Point(x, y)).argmin()]
    half = SIDE_DEGREES / 2
    return (nearest.x - half, nearest.y - half, nearest.x + half, nearest.y + half)
