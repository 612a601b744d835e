"""Every gap and overlap of a coverage, ours beside others, on one coverage with planted defects (`coverage_data`).

What the others are and how they were set up stands in `coverage_peers`; each runs once, in a process of its own, on
the same file. `found` of the planted faces: one of the right kind lies there and has its area, good to a thousandth;
`missed` the rest; `invented` are faces of 0.1 m² and more where nothing was planted. Those that give no faces are
counted by what their answer shows: edges touch a planted face (`touched`, `untouched`), or yes and no.

`seconds` is the wall clock, `processor_seconds` the process's own, `megabytes` the most it had, the data included.
"""

from __future__ import annotations

import json
import pickle
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy
import shapely

from benchmarks import compared
from benchmarks.clock import county_at
from benchmarks.coverage_data import LEAST_M2, Planted, planted, square_metres
from benchmarks.coverage_peers import NAMES
from layers.store.contract import Scope

FIGURES = ("seconds", "processor_seconds", "megabytes")
NEAR = 1e-9
"""Degrees: a tenth of a millimetre."""


def run(folder: Path) -> dict[str, Any]:
    """Figures of everybody, and how many of the planted faces each found."""
    with county_at(folder) as county:
        plates = county.store.count("door_plate", Scope.everything())
    coverage = planted(plates)
    answers = dict(zip(NAMES, _answers(coverage), strict=True))
    told = {name: answer for name, answer in answers.items() if "not_installed" not in answer}
    figures = {name: {key: answer[key] for key in FIGURES if key in answer} for name, answer in told.items()}
    lines = figures.pop("ours_with_lines")
    answer = compared(figures.pop("ours"), figures)
    answer["ours"] |= {
        "rows": len(coverage.units),
        "vertices": int(shapely.get_num_coordinates(coverage.units).sum()),
        "data": coverage.source,
        "planted_faces": len(coverage.true_faces),
        **{f"{key}_with_lines": round(value, 4) for key, value in lines.items()},
        **_score(told.pop("ours"), coverage),
    }
    del told["ours_with_lines"]
    for name, one in told.items():
        answer["peers"][name] |= _score(one, coverage)
    return {**answer, "peers": answer["peers"] | {name: one for name, one in answers.items() if "not_installed" in one}}


def _answers(coverage: Planted) -> list[dict[str, Any]]:
    with tempfile.TemporaryDirectory() as folder:
        given, taken = Path(folder) / "units", Path(folder) / "answer"
        given.write_bytes(pickle.dumps(shapely.to_wkb(numpy.append(coverage.units, coverage.frame)).tolist()))
        answers = []
        for name in NAMES:
            command = [sys.executable, "-W", "ignore", "-m", "benchmarks.coverage_peers", name, str(given), str(taken)]
            subprocess.run(command, check=True, cwd=Path(__file__).parents[1], stdout=subprocess.DEVNULL)
            answers.append(pickle.loads(taken.read_bytes()))
        return answers


def _score(answer: dict[str, Any], coverage: Planted) -> dict[str, Any]:
    if "failed" in answer:
        return {"failed": answer["failed"]}
    faces = [(kind, shapely.from_wkb(shape)) for kind, shape in answer["faces"]]
    if not faces:
        return {"gives": "yes or no"}
    if faces[0][0] == "edge":
        return _touched([edge for _, edge in faces], coverage)
    found, invented = 0, 0
    for kind in ("gap", "overlap"):
        mine, true = (_of(kind, some) for some in (faces, coverage.true_faces))
        mine = mine[square_metres(mine) >= LEAST_M2 * 0.9]
        hit, right = _matched(mine, true)
        found += right
        invented += int((~hit & (square_metres(mine) >= LEAST_M2)).sum())
    return {"found": found, "missed": len(coverage.true_faces) - found, "invented": invented}


def _of(kind: str, faces: Sequence[tuple[str, Any]]) -> Any:
    return numpy.array([shape for one, shape in faces if one == kind], dtype=object)


def _matched(mine: Any, true: Any) -> tuple[Any, int]:
    """Which faces lie on a planted one; how many planted ones have a face of their area."""
    hit = numpy.zeros(len(mine), dtype=bool)
    if len(mine) == 0 or len(true) == 0:
        return hit, 0
    one, other = shapely.STRtree(true).query(shapely.point_on_surface(mine), predicate="dwithin", distance=NEAR)
    hit[one] = True
    alike = numpy.isclose(shapely.area(mine[one]), shapely.area(true[other]), rtol=1e-3)
    return hit, len(numpy.unique(other[alike]))


def _touched(edges: Sequence[Any], coverage: Planted) -> dict[str, Any]:
    tree = shapely.STRtree(list(edges))
    borders = shapely.boundary(numpy.array([shape for _, shape in coverage.true_faces], dtype=object))
    touched = len(numpy.unique(tree.query(borders, predicate="dwithin", distance=NEAR)[0]))
    return {"gives": "edges", "touched": touched, "untouched": len(borders) - touched}


if __name__ == "__main__":
    print(json.dumps(run(Path(sys.argv[1] if len(sys.argv) > 1 else "county")), ensure_ascii=False, indent=1))
