"""Ways to check a coverage, each run in a process of its own: `python -m benchmarks.coverage_peers NAME FILE ANSWER`.

FILE holds the units and, last, the frame, as WKB; the answer its faces as WKB with their kinds, seconds, and the most
memory the process ever had, the data included. Set-ups, as one would write them:

`ours`: `check_coverage` in degrees with the frame; it also judges every ring, which no other does. `ours_with_lines`
draws the boundary lines between all neighbours in the same pass.
`shapely_is_valid`: `shapely.coverage_is_valid(units)`: yes or no.
`shapely_edges`: `shapely.coverage_invalid_edges(units, gap_width=1e-5)`, a metre: lines along what is wrong, no faces.
`geopandas_overlay`: `overlay(units, units, "intersection")`, every pair once: overlaps only.
`union_pairwise`: `union_all`, the holes of which are the gaps (those the frame has too, which it cannot know); intersections of all pairs an STRtree proposes and whose
interiors meet (`relate_pattern`).
`union_pairwise_frame`: the same, gaps being the frame less the union.
`postgis`: the tests' PostgreSQL 15 with PostGIS on a socket, units copied and indexed (GiST) before the clock starts:
`ST_Intersection` of pairs that `ST_Relate` 'T********', `ST_Difference(frame, ST_Union(units))`. Wall clock, as its
work is done by a server; its memory is not measured. (`ST_CoverageInvalidEdges` needs PostGIS 3.4.)
"""

from __future__ import annotations

import contextlib
import importlib
import pickle
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas
import numpy
import shapely

from layers.boundaries.topology import FaceKind, check_coverage

GAP_WIDTH = 1e-5
PATIENCE_S = 300
Faces = list[tuple[str, Any]]


class Absent(Exception):
    """A peer that is not here; how to get it."""


def ours(units: Any, frame: Any, with_lines: bool = False) -> Faces:
    names = [str(n) for n in range(len(units))]
    found = check_coverage(units, names, frame=frame, degrees=True, with_lines=with_lines)
    return [("overlap" if face.kind is FaceKind.OVERLAP else "gap", face.polygon) for face in found.faces]


def ours_with_lines(units: Any, frame: Any) -> Faces:
    return ours(units, frame, with_lines=True)


def shapely_is_valid(units: Any, _frame: Any) -> Faces:
    shapely.coverage_is_valid(units)
    return []


def shapely_edges(units: Any, _frame: Any) -> Faces:
    edges = shapely.coverage_invalid_edges(units, gap_width=GAP_WIDTH)
    return [("edge", part) for part in shapely.get_parts(edges).tolist() if not part.is_empty]


def geopandas_overlay(units: Any, _frame: Any) -> Faces:
    table = geopandas.GeoDataFrame({"n": range(len(units))}, geometry=units, crs="EPSG:4490")
    both = geopandas.overlay(table, table, "intersection")
    return _polygons("overlap", both[both.n_1 < both.n_2].geometry.to_numpy())


def union_pairwise(units: Any, _frame: Any) -> Faces:
    union = shapely.union_all(units)
    holes = [shapely.Polygon(hole) for part in shapely.get_parts(union).tolist() for hole in part.interiors]
    return _polygons("gap", holes) + _overlaps(units)


def union_pairwise_frame(units: Any, frame: Any) -> Faces:
    return _polygons("gap", [shapely.difference(frame, shapely.union_all(units))]) + _overlaps(units)


def _overlaps(units: Any) -> Faces:
    one, other = shapely.STRtree(units).query(units, predicate="intersects")
    one, other = one[one < other], other[one < other]
    common = shapely.relate_pattern(units[one], units[other], "T********")
    return _polygons("overlap", shapely.intersection(units[one[common]], units[other[common]]))


def _polygons(kind: str, grounds: Any) -> Faces:
    parts = shapely.get_parts(shapely.get_parts(numpy.asarray(grounds, dtype=object)))
    return [(kind, part) for part in parts.tolist() if part.geom_type == "Polygon" and not part.is_empty]


@contextlib.contextmanager
def _database(units: Any, frame: Any) -> Any:
    try:
        services: Any = importlib.import_module("tests.services")
        psycopg: Any = importlib.import_module("psycopg")
    except ImportError:
        raise Absent("pip install 'geo-app[postgis]'") from None
    if services.programs() is None:
        raise Absent("apt-get install postgresql-15 postgresql-15-postgis-3")
    with services.postgres_cluster() as cluster, psycopg.connect(cluster.database(), autocommit=True) as db:
        db.execute("CREATE TABLE unit (n int, shape geometry)")
        with db.cursor() as cursor, cursor.copy("COPY unit FROM STDIN") as copy:
            for n, unit in enumerate(shapely.to_wkb(numpy.append(units, frame), hex=True).tolist()):
                copy.write_row((n, unit))
        db.execute("CREATE INDEX ON unit USING gist (shape)")
        db.execute("ANALYZE unit")
        db.execute(f"SET statement_timeout = '{PATIENCE_S}s'")
        yield db


def _postgis(db: Any, last: int) -> Faces:
    overlaps = (
        "SELECT ST_AsBinary(ST_CollectionExtract(ST_Intersection(a.shape, b.shape), 3)) FROM unit a JOIN unit b "
        f"ON a.n < b.n AND a.shape && b.shape AND b.n < {last} AND ST_Relate(a.shape, b.shape, 'T********')"
    )
    gaps = "SELECT ST_AsBinary(ST_Difference((SELECT shape FROM unit WHERE n = %s), ST_Union(shape))) FROM unit WHERE n < %s"
    found = [shapely.from_wkb(bytes(row[0])) for row in db.execute(overlaps).fetchall()]
    empty = [shapely.from_wkb(bytes(row[0])) for row in db.execute(gaps, (last, last)).fetchall()]
    return _polygons("overlap", found) + _polygons("gap", empty)


WAYS: dict[str, Callable[[Any, Any], Faces]] = {
    "ours": ours,
    "ours_with_lines": ours_with_lines,
    "shapely_is_valid": shapely_is_valid,
    "shapely_edges": shapely_edges,
    "geopandas_overlay": geopandas_overlay,
    "union_pairwise": union_pairwise,
    "union_pairwise_frame": union_pairwise_frame,
}
NAMES = (*WAYS, "postgis")


def measured(name: str, units: Any, frame: Any) -> dict[str, Any]:
    """One way's faces and figures; `not_installed`, or `failed` where it gave up, say why there are none."""
    try:
        if name == "postgis":
            with _database(units, frame) as db:
                wall, faces = time.perf_counter(), []
                try:
                    faces = _postgis(db, len(units))
                except Exception as gave_up:  # a peer's failure is its result
                    return {"faces": [], "seconds": time.perf_counter() - wall, "failed": str(gave_up).split("\n")[0]}
                return {"faces": _packed(faces), "seconds": time.perf_counter() - wall}
        wall, processor = time.perf_counter(), time.process_time()
        faces = WAYS[name](units, frame)
        figures = {"seconds": time.perf_counter() - wall, "processor_seconds": time.process_time() - processor}
    except Absent as absent:
        return {"not_installed": str(absent)}
    return {"faces": _packed(faces), **figures, **_memory()}


def _memory() -> dict[str, float]:
    """The most this process ever had; the system's own count, as getrusage hands on that of the process before."""
    status = Path("/proc/self/status")
    if not status.exists():
        return {}
    [peak] = [line.split()[1] for line in status.read_text().splitlines() if line.startswith("VmHWM")]
    return {"megabytes": int(peak) / 1000}


def _packed(faces: Faces) -> list[tuple[str, bytes]]:
    return [(kind, shapely.to_wkb(shape)) for kind, shape in faces]


if __name__ == "__main__":
    _, wanted, given, answer = sys.argv
    shapes = shapely.from_wkb(numpy.array(pickle.loads(Path(given).read_bytes()), dtype=object))
    Path(answer).write_bytes(pickle.dumps(measured(wanted, shapes[:-1], shapes[-1])))
