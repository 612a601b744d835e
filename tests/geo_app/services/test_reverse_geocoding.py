"""Asking for a position in any declared system, as a person wrote it."""

from __future__ import annotations

import numpy
import pytest

from gazetteer.errors import Refused
from geo_app.services.county import County
from geo_app.services.reverse_geocoding import address_at, reverse_index
from layers.crs import gcj02_to_bd09, planar, wgs84_to_gcj02
from layers.store import Query, Scope


def first_gate(county: County) -> tuple[str, float, float]:
    plates = county.store.read("door_plate", Scope.everything(), Query(order_by=("plate_code",)))
    row = plates[plates["kind"] == "small"].iloc[0]
    return row["address_text"], row.geometry.x, row.geometry.y


def test_every_system_leads_to_the_same_gate(tiny_county: County) -> None:
    address, lon, lat = first_gate(tiny_county)
    there = wgs84_to_gcj02(numpy.array([lon]), numpy.array([lat]))
    further = gcj02_to_bd09(*there)
    east, north = planar(tiny_county.profile.planar_epsg)[0].transform(lon, lat)
    asked = {
        "EPSG:4490": (lon, lat),
        "epsg:4326": (lon, lat),
        "GCJ-02": (there[0][0], there[1][0]),
        "gcj_02": (there[0][0], there[1][0]),
        "BD-09": (further[0][0], further[1][0]),
        f"EPSG:{tiny_county.profile.planar_epsg}": (east, north),
    }
    for system, (x, y) in asked.items():
        answer = address_at(tiny_county, f"{x:.7f}", f"{y:.7f}", crs=system)
        assert answer.matches[0].address == address, system
        converted = "reverse.converted" in {finding.rule for finding in answer.findings}
        assert converted == (system.upper().replace("_", "-") in ("GCJ-02", "BD-09"))


def test_undeclared_offsets_are_not_put_right(tiny_county: County) -> None:
    _, lon, lat = first_gate(tiny_county)
    there = wgs84_to_gcj02(numpy.array([lon]), numpy.array([lat]))
    answer = address_at(tiny_county, f"{there[0][0]:.7f}", f"{there[1][0]:.7f}")
    assert all(
        match.distance_m is None or match.precision.value != "gate" or match.distance_m < 61 for match in answer.matches
    )
    assert answer.lon == pytest.approx(there[0][0], abs=1e-6)


def test_degrees_minutes_seconds_are_read(tiny_county: County) -> None:
    assert address_at(tiny_county, "东经116°57′00″", "31°12′N").within.county == tiny_county.profile.name


@pytest.mark.parametrize(
    ("x", "y", "crs", "rule"),
    [
        ("here", "31.2", "EPSG:4490", "reverse.unreadable"),
        ("nan", "31.2", "EPSG:4490", "reverse.unreadable"),
        ("31.2", "116.95", "EPSG:4490", "position.swapped"),
        ("116.95", "31.2", "EPSG:4610", "crs.parameters"),
        ("116.95", "31.2", "EPSG:999999", "crs.unknown"),
        ("116.95", "31.2", "", "crs.unknown"),
        ("inf", "1", "EPSG:4548", "reverse.unreadable"),
    ],
)
def test_what_cannot_be_read_is_refused(tiny_county: County, x: str, y: str, crs: str, rule: str) -> None:
    with pytest.raises(Refused) as refused:
        address_at(tiny_county, x, y, crs=crs)
    assert rule in {finding.rule for finding in refused.value.findings}


def test_the_index_is_kept_until_something_happens(tiny_county: County) -> None:
    assert reverse_index(tiny_county) is reverse_index(tiny_county)
