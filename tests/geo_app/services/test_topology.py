"""Checking files of areas as people have them: layers to choose from, a frame in another system, no areas at all."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from gazetteer.errors import Refused
from geo_app.services.topology import check_file


def write(path: Path, *areas: list[list[float]], **properties: Any) -> Path:
    features = [
        {
            "type": "Feature",
            "properties": {"code": f"90010{n}", **properties},
            "geometry": {"type": "Polygon", "coordinates": [ring]},
        }
        for n, ring in enumerate(areas)
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    return path


def box(west: float, south: float, east: float, north: float) -> list[list[float]]:
    return [[west, south], [east, south], [east, north], [west, north], [west, south]]


def test_a_file_with_a_gap_is_told_with_its_units(tmp_path: Path) -> None:
    units = write(tmp_path / "units.geojson", box(117.0, 31.0, 117.1, 31.1), box(117.101, 31.0, 117.2, 31.1))
    frame = write(tmp_path / "frame.geojson", box(117.0, 31.0, 117.2, 31.1))
    checked = check_file(units, frame=frame)
    [face] = checked.as_json()["faces"]  # type: ignore[misc]
    assert (face["kind"], face["units"]) == ("gap_open", ["900100", "900101"])
    assert face["width_m"] == pytest.approx(95.5, rel=0.02)
    assert not checked.coverage.valid


def test_a_file_without_areas_is_refused_in_words(tmp_path: Path) -> None:
    table = tmp_path / "table.csv"
    table.write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(Refused, match="图形图层"):
        check_file(table)
