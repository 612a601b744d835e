"""Displacement: measured rightly, judged only as far as both methods can know, and refused across datums."""

from __future__ import annotations

import math

import numpy
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gazetteer.errors import Refused
from gazetteer.findings import Severity
from layers.boundaries.displacement import CONCLUSIVE_RMSE_M, Position, Verdict, displacement
from layers.boundaries.displacement_methods import METHODS, Confidence, survey_method
from layers.crs import GEOD, gcj02_to_bd09, planar, wgs84_to_gcj02

EPSG = 4548  # CGCS2000, central meridian 117° E
LON, LAT = 117.0123, 31.2345
GOOD = {method.key for method in METHODS if method.rmse_m <= CONCLUSIVE_RMSE_M}


def moved(azimuth_deg: float, distance_m: float) -> tuple[float, float]:
    lon, lat, _ = GEOD.fwd(LON, LAT, azimuth_deg, distance_m)
    return float(lon), float(lat)


def compared(azimuth_deg: float, distance_m: float, before: str = "rtk", after: str = "rtk", **options):
    lon, lat = moved(azimuth_deg, distance_m)
    first = Position(x=LON, y=LAT, method=before)
    return displacement(first, Position(x=lon, y=lat, method=after), planar_epsg=EPSG, **options)


def rules(found) -> list[str]:
    return [finding.rule for finding in found.findings]


@settings(deadline=None)
@given(st.floats(0, 359.99), st.floats(0.01, 500))
def test_distance_azimuth_and_components_agree(azimuth_deg: float, distance_m: float) -> None:
    found = compared(azimuth_deg, distance_m)
    assert found.distance_m == pytest.approx(distance_m, abs=1e-6)
    assert (found.azimuth_deg - azimuth_deg + 180) % 360 - 180 == pytest.approx(0, abs=1e-4 / distance_m + 1e-6)
    assert math.hypot(found.north_m, found.east_m) == pytest.approx(distance_m, rel=1e-5)
    assert found.direction


@settings(deadline=None)
@given(st.floats(0, 359), st.floats(0, 300), st.sampled_from(METHODS), st.sampled_from(METHODS))
def test_only_good_methods_prove_a_movement(azimuth_deg: float, distance_m: float, before, after) -> None:
    found = compared(azimuth_deg, distance_m, before.key, after.key)
    if found.verdict in (Verdict.MOVED, Verdict.IN_PLACE):
        assert {before.key, after.key} <= GOOD
    assert (found.verdict in (Verdict.MOVED, Verdict.NEEDS_RTK)) == (found.distance_m > found.threshold_m)
    assert found.threshold_m == pytest.approx(2 * math.hypot(before.rmse_m, after.rmse_m))


@pytest.mark.parametrize(
    ("before", "after", "distance_m", "verdict"),
    [
        ("rtk", "rtk", 0.13, Verdict.IN_PLACE),
        ("rtk", "rtk", 0.15, Verdict.MOVED),
        ("", "rtk", 1.9, Verdict.IN_PLACE),
        ("", "rtk", 2.1, Verdict.MOVED),
        ("rtk", "phone", 11.0, Verdict.NOT_SEEN),
        ("rtk", "phone", 13.0, Verdict.NEEDS_RTK),
        ("rtk", "handheld", 11.0, Verdict.NEEDS_RTK),
        ("map", "rtk", 49.0, Verdict.NOT_SEEN),
        ("rtk", "rtk", 0.0, Verdict.IN_PLACE),
    ],
)
def test_the_verdict_knows_the_method(before: str, after: str, distance_m: float, verdict: Verdict) -> None:
    assert compared(45.0, distance_m, before, after).verdict is verdict


def test_an_unmoved_marker_is_seldom_called_moved() -> None:
    dice = numpy.random.default_rng(4)
    to_plane, to_degrees = planar(EPSG)
    east, north = to_plane.transform(LON, LAT)
    spread = 0.05 / math.sqrt(2)  # an RMSE of the position is shared by both axes
    away = dice.normal(0, spread, (2000, 4))
    alarms = 0
    for east0, north0, east1, north1 in away:
        (lon0, lon1), (lat0, lat1) = to_degrees.transform(
            [east + east0, east + east1], [north + north0, north + north1]
        )
        first, second = Position(x=lon0, y=lat0, method="rtk"), Position(x=lon1, y=lat1, method="rtk")
        alarms += displacement(first, second, planar_epsg=EPSG).verdict is Verdict.MOVED
    assert 0.008 < alarms / 2000 < 0.03  # exp(−4) = 0.018


def test_planar_and_geographic_positions_compare() -> None:
    east, north = planar(EPSG)[0].transform(*moved(90.0, 3.0))
    found = displacement(
        Position(x=LON, y=LAT, method="rtk"),
        Position(x=east, y=north, system=f"EPSG:{EPSG}", method="rtk"),
        planar_epsg=EPSG,
    )
    assert found.distance_m == pytest.approx(3.0, abs=1e-4)
    assert found.direction == "东"
    assert (found.east_m, found.north_m) == (pytest.approx(3.0, abs=0.01), pytest.approx(0.0, abs=0.01))


@pytest.mark.parametrize(
    "system", ["EPSG:4610", "EPSG:4214", "EPSG:2381", "EPSG:2412", "EPSG:4555", "西安80", "北京54"]
)
@pytest.mark.parametrize("side", ["before", "after"])
def test_other_datums_are_refused(system: str, side: str) -> None:
    old, new = Position(x=LON, y=LAT, system=system), Position(x=LON, y=LAT)
    pair = (old, new) if side == "before" else (new, old)
    with pytest.raises(Refused) as caught:
        displacement(*pair, planar_epsg=EPSG)
    [finding] = caught.value.findings
    assert finding.rule == "displacement.untransformed"
    assert ("原位置" if side == "before" else "现位置") in finding.message
    assert "转换" in finding.remedy


@pytest.mark.parametrize(
    ("position", "rule"),
    [
        (Position(x=math.nan, y=LAT), "displacement.position"),
        (Position(x=math.inf, y=LAT), "displacement.position"),
        (Position(x=LAT, y=LON), "displacement.position"),
        (Position(x=117.0, y=95.0), "displacement.position"),
        (Position(x=0.0, y=0.0), "displacement.position"),
        (Position(x=3456789.0, y=501234.0, system=f"EPSG:{EPSG}"), "displacement.position"),
        (Position(x=501234.0, y=3456789.0), "displacement.position"),
        (Position(x=LON, y=LAT, system=""), "displacement.system"),
        (Position(x=LON, y=LAT, system="EPSG:999999"), "displacement.system"),
        (Position(x=LON, y=LAT, system="我县独立坐标系"), "displacement.system"),
        (Position(x=LON, y=LAT, method="eye"), "displacement.method"),
        (Position(x=LON, y=LAT, rmse_m=0.0), "displacement.rmse"),
        (Position(x=LON, y=LAT, rmse_m=math.nan), "displacement.rmse"),
    ],
)
def test_what_cannot_be_compared_is_refused(position: Position, rule: str) -> None:
    with pytest.raises(Refused) as caught:
        displacement(position, Position(x=LON, y=LAT), planar_epsg=EPSG)
    assert [finding.rule for finding in caught.value.findings] == [rule]


def test_both_positions_are_refused_at_once() -> None:
    with pytest.raises(Refused) as caught:
        displacement(Position(x=LON, y=LAT, system="西安80"), Position(x=math.nan, y=LAT), planar_epsg=EPSG)
    assert [f.rule for f in caught.value.findings] == ["displacement.untransformed", "displacement.position"]


@pytest.mark.parametrize("system", ["GCJ-02", "BD-09", "gcj02"])
def test_offset_systems_are_converted_said_and_weighed(system: str) -> None:
    lon, lat = wgs84_to_gcj02(numpy.array([LON]), numpy.array([LAT]))
    if system.startswith("BD"):
        lon, lat = gcj02_to_bd09(lon, lat)
    found = displacement(
        Position(x=LON, y=LAT, method="rtk"),
        Position(x=float(lon[0]), y=float(lat[0]), system=system, method="rtk"),
        planar_epsg=EPSG,
    )
    assert found.distance_m == pytest.approx(0, abs=0.01)
    assert "displacement.shifted_system" in rules(found)
    assert found.after.rmse_m == pytest.approx(math.hypot(0.05, 0.5))


@pytest.mark.parametrize("backwards", [False, True])
def test_the_offset_of_maps_is_no_movement(backwards: bool) -> None:
    lon, lat = wgs84_to_gcj02(numpy.array([LON]), numpy.array([LAT]))
    pair = [Position(x=LON, y=LAT, method="rtk"), Position(x=float(lon[0]) + 3e-5, y=float(lat[0]), method="rtk")]
    found = displacement(*(reversed(pair) if backwards else pair), planar_epsg=EPSG)
    assert found.distance_m > 300
    assert found.verdict is Verdict.SYSTEM_SUSPECT
    assert "GCJ-02" in found.findings[-1].message


def test_what_is_far_is_doubted() -> None:
    assert "displacement.far" in rules(compared(200.0, 80.0))
    assert "displacement.far" not in rules(compared(200.0, 8.0))


def test_the_finding_says_how_far_whither_and_by_which_limit() -> None:
    [told] = compared(67.0, 3.0, subject="012Q").findings
    assert told.severity is Severity.ERROR
    assert told.subject == "012Q"
    assert "3.00 米" in told.message
    assert "东偏东北（67.0°）" in told.message
    assert "= 0.14 米" in told.message


def test_every_method_says_its_source_and_how_sure_it_is() -> None:
    assert all(method.source and method.rmse_m > 0 for method in METHODS)
    assert "未核实" in survey_method("handheld").told
    assert survey_method("phone").confidence is Confidence.REPORTED
    with pytest.raises(KeyError, match="rtk"):
        survey_method("eye")
    answer = compared(0.0, 1.0, "rtk", "phone").as_json()
    assert answer["after"]["confidence"] == "reported"  # type: ignore[index]
    stated = displacement(
        Position(x=LON, y=LAT, method="phone", rmse_m=0.8), Position(x=LON, y=LAT, method="rtk"), planar_epsg=EPSG
    )
    assert stated.before.stated
    assert "0.8 米（填报）" in stated.before.told
