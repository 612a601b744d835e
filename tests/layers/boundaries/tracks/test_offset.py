"""A track in offset coordinates is suspected, never converted; an honest one is left alone."""

from __future__ import annotations

from dataclasses import replace

import numpy
import pytest

from benchmarks.track_simulator import Setting, simulate
from layers.boundaries.tracks import cover, suspected_offset
from layers.boundaries.tracks.intake import Taken
from layers.crs import gcj02_to_wgs84, wgs84_to_gcj02

WALK = simulate(3, Setting(length_m=6_000, stretches=2, crossings=1, parallel_m=0))
HONEST = Taken(WALK.lon, WALK.lat, WALK.when_s, numpy.zeros(len(WALK.lon), dtype=numpy.intp), len(WALK.lon))


def moved(conversion) -> Taken:
    lon, lat = conversion(HONEST.lon, HONEST.lat)
    return replace(HONEST, lon=lon, lat=lat)


@pytest.mark.parametrize(
    ("track", "system", "other"),
    [
        (moved(wgs84_to_gcj02), "EPSG:4326", "GCJ-02"),
        (moved(gcj02_to_wgs84), "GCJ-02", "EPSG:4326"),
        (HONEST, "EPSG:4326", None),
        (HONEST, "BD-09", None),
    ],
)
def test_what_fits_only_after_a_conversion_is_said(track: Taken, system: str, other: str | None) -> None:
    coverage = cover(WALK.line, [track])
    found = suspected_offset(WALK.line, [track], coverage, system)
    assert (found.value if found else None) == other
    if found:
        assert "没有替您换算" in found.message
        assert any(
            finding.rule == "track.nothing_walked" and "最近处" in finding.message for finding in coverage.findings
        )


def test_a_track_elsewhere_is_not_suspected() -> None:
    elsewhere = replace(HONEST, lat=HONEST.lat + 1.0)
    coverage = cover(WALK.line, [elsewhere])
    assert suspected_offset(WALK.line, [elsewhere], coverage, "EPSG:4326") is None
    assert "千米" in coverage.findings[-1].message
    nothing = HONEST.some(numpy.zeros(len(HONEST), dtype=bool))
    assert suspected_offset(WALK.line, [nothing], cover(WALK.line, [nothing]), "EPSG:4326") is None
