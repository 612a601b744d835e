"""A photograph is believed tag by tag: each malformed case is said by name, and none is put right."""

from __future__ import annotations

from datetime import UTC
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gazetteer.errors import Refused
from layers.boundaries.photos import PhotoClaims, read_claims
from layers.crs import wgs84_to_gcj02
from layers.exchange.field_files import photo_tags, read_photo
from tests.layers.boundaries.photos.picture import gps, picture, rationals

GOOD: dict[str, str | None] = {
    "latitude": "31.0 14.0 4.2",
    "latitude_ref": "N",
    "longitude": "117.0 0.0 44.28",
    "longitude_ref": "E",
    "gps_date": "2026:05:01",
    "gps_time": "2.0 30.0 0.0",
    "taken": "2026:05:01 10:30:00",
    "taken_offset": "+08:00",
}


def rules(claims: PhotoClaims) -> list[str]:
    return [finding.rule for finding in claims.findings]


def test_a_good_one_says_where_and_when() -> None:
    claims = read_claims(GOOD)
    assert claims.position is not None
    assert (claims.position.lon, claims.position.lat) == (pytest.approx(117.0123), pytest.approx(31.2345))
    assert claims.position.error_m == 6.0
    assert claims.moment is not None
    assert claims.moment.told == "2026-05-01T10:30:00+08:00"
    assert claims.findings == ()


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"latitude": None}, "photo.no_position"),
        ({"longitude": None, "latitude": None}, "photo.no_position"),
        ({"latitude_ref": None}, "photo.no_hemisphere"),
        ({"longitude_ref": ""}, "photo.no_hemisphere"),
        ({"latitude_ref": "E"}, "photo.no_hemisphere"),
        ({"latitude": "nan nan nan"}, "photo.position_malformed"),
        ({"latitude": "31.0 14.0 nan"}, "photo.position_malformed"),
        ({"latitude": "31.0 75.0 0.5"}, "photo.position_malformed"),
        ({"latitude": "31.0 14.0 61.0"}, "photo.position_malformed"),
        ({"latitude": "31.0"}, "photo.position_malformed"),
        ({"latitude": "-31.0 14.0 4.2"}, "photo.position_malformed"),
        ({"latitude": "95.0 0.0 0.0"}, "photo.position_malformed"),
        ({"longitude": "181.0 0.0 0.0"}, "photo.position_malformed"),
        ({"latitude": "0.0 0.0 0.0", "longitude": "0.0 0.0 0.0"}, "photo.zero_zero"),
        ({"latitude_ref": "S"}, "photo.hemisphere"),
        ({"longitude_ref": "W"}, "photo.hemisphere"),
        ({"latitude": "31.0 0.0 1.0", "longitude": "87.0 0.0 1.0", "latitude_ref": "S"}, "photo.hemisphere"),
        ({"latitude": "87.5 0.0 0.0", "longitude": "31.2 0.0 0.0"}, "photo.swapped"),
        ({"latitude": "48.0 51.0 30.0", "longitude": "2.0 17.0 40.0"}, "photo.abroad"),
        ({"datum": "TOKYO"}, "photo.datum"),
    ],
)
def test_a_position_that_cannot_be_used_is_none_and_said(change: dict[str, str | None], rule: str) -> None:
    claims = read_claims({**GOOD, **change}, name="a.jpg")
    assert claims.position is None
    assert rules(claims) == [rule]
    assert claims.findings[0].subject == "a.jpg"
    assert claims.findings[0].remedy


@pytest.mark.parametrize("datum", ["WGS-84", "wgs84", "CGCS2000", None])
def test_the_usual_datums_are_taken(datum: str | None) -> None:
    assert read_claims({**GOOD, "datum": datum}).position is not None


def test_a_rounded_position_is_said() -> None:
    claims = read_claims({**GOOD, "latitude": "31.0 14.0 0.0", "longitude": "117.0 1.0 0.0"})
    assert claims.position is not None
    assert rules(claims) == ["photo.position_rounded"]
    decimal = read_claims({**GOOD, "latitude": "31.2345 0.0 0.0", "longitude": "117.0123 0.0 0.0"})
    assert decimal.findings == ()


@pytest.mark.parametrize(("told", "error_m", "stated"), [("3.5", 3.5, True), ("nan", 6.0, False), ("-2.0", 6.0, False)])
def test_the_receivers_own_error_counts(told: str, error_m: float, stated: bool) -> None:
    claims = read_claims({**GOOD, "error_m": told})
    assert claims.position is not None
    assert (claims.position.error_m, claims.position.stated) == (error_m, stated)
    assert ("photo.error_unreadable" in rules(claims)) is not stated


def test_offset_systems_are_converted_and_said() -> None:
    claims = read_claims(GOOD, system="GCJ-02")
    assert claims.position is not None
    back = wgs84_to_gcj02(claims.position.lon, claims.position.lat)  # type: ignore[arg-type]
    assert float(back[0]) == pytest.approx(117.0123, abs=1e-6)
    assert rules(claims) == ["photo.shifted_system"]
    with pytest.raises(Refused):
        read_claims(GOOD, system="EPSG:4610")


NO_GPS_TIME = {"gps_date": None, "gps_time": None}


@pytest.mark.parametrize(
    ("change", "told", "clock", "rule"),
    [
        (NO_GPS_TIME, "2026-05-01T10:30:00+08:00", "camera", None),
        (NO_GPS_TIME | {"taken_offset": None}, "2026-05-01T10:30:00+08:00", "camera", "photo.time_zone_assumed"),
        (NO_GPS_TIME | {"taken_offset": "Z"}, "2026-05-01T18:30:00+08:00", "camera", None),
        (NO_GPS_TIME | {"taken_offset": "-05:30"}, "2026-05-02T00:00:00+08:00", "camera", None),
        (NO_GPS_TIME | {"taken_offset": "+99:00"}, "2026-05-01T10:30:00+08:00", "camera", "photo.time_zone_assumed"),
        ({"taken": None}, "2026-05-01T10:30:00+08:00", "gps", None),
        ({"taken": "0000:00:00 00:00:00"}, "2026-05-01T10:30:00+08:00", "gps", None),
        ({"taken": "    :  :     :  :  "}, "2026-05-01T10:30:00+08:00", "gps", None),
        ({"taken": "gestern"}, "2026-05-01T10:30:00+08:00", "gps", "photo.time_malformed"),
        ({"taken": "1970:01:01 08:00:00"}, "2026-05-01T10:30:00+08:00", "gps", "photo.time_impossible"),
        ({"gps_time": "nan nan nan"}, "2026-05-01T10:30:00+08:00", "camera", "photo.gps_time_malformed"),
        ({"gps_time": "25.0 0.0 0.0"}, "2026-05-01T10:30:00+08:00", "camera", "photo.gps_time_malformed"),
        ({"gps_date": None}, "2026-05-01T10:30:00+08:00", "camera", "photo.gps_time_malformed"),
        ({"gps_time": None}, "2026-05-01T10:30:00+08:00", "camera", "photo.gps_time_malformed"),
        ({"gps_date": "2026:13:01"}, "2026-05-01T10:30:00+08:00", "camera", "photo.gps_time_malformed"),
        ({"taken": "2026:05:01 02:30:00"}, "2026-05-01T10:30:00+08:00", "gps", "photo.time_zone"),
        ({"taken_offset": "+09:00"}, "2026-05-01T10:30:00+08:00", "gps", "photo.time_zone"),
        ({"gps_date": "2006:09:15"}, "2026-05-01T10:30:00+08:00", "camera", "photo.week_rollover"),
        ({"taken": "2026:05:01 10:33:00"}, "2026-05-01T10:30:00+08:00", "gps", None),
    ],
)
def test_two_clocks_are_compared(change: dict[str, str | None], told: str, clock: str, rule: str | None) -> None:
    claims = read_claims({**GOOD, **change})
    assert claims.moment is not None
    assert (claims.moment.told, claims.moment.source) == (told, clock)
    assert rules(claims) == ([rule] if rule else [])


def test_clocks_that_differ_for_no_known_reason_make_a_span() -> None:
    later = read_claims({**GOOD, "taken": "2026:05:01 11:17:00"})
    assert later.moment is not None
    assert later.moment.latest_s - later.moment.earliest_s == 47 * 60
    assert later.moment.stale_fix
    assert "先前" in later.findings[0].message
    earlier = read_claims({**GOOD, "taken": "2026:05:01 09:43:00"})
    assert earlier.moment is not None
    assert not earlier.moment.stale_fix
    assert rules(earlier) == ["photo.time_disagree"]


def test_no_clock_at_all_is_said() -> None:
    claims = read_claims({**GOOD, **NO_GPS_TIME, "taken": None})
    assert claims.moment is None
    assert rules(claims) == ["photo.no_time"]


def test_another_zone_can_be_given_for_cameras_without_one() -> None:
    claims = read_claims({**GOOD, **NO_GPS_TIME, "taken_offset": None}, zone=UTC)
    assert claims.moment is not None
    assert claims.moment.told == "2026-05-01T18:30:00+08:00"
    assert "UTC" in claims.findings[0].message


@pytest.mark.parametrize(
    ("told", "reference", "azimuth", "magnetic"),
    [("90.5", "T", 90.5, False), ("360.0", "M", 0.0, True), ("10.0", None, 10.0, None), ("370.0", "T", None, None),
     ("nan", "T", None, None)],
)  # fmt: skip
def test_direction(told: str, reference: str | None, azimuth: float | None, magnetic: bool | None) -> None:
    claims = read_claims({**GOOD, "direction": told, "direction_ref": reference})
    if azimuth is None:
        assert claims.direction is None
        assert rules(claims) == ["photo.direction_malformed"]
    else:
        assert claims.direction is not None
        assert (claims.direction.azimuth_deg, claims.direction.magnetic) == (azimuth, magnetic)


text = st.one_of(st.none(), st.text(max_size=20), st.sampled_from([*map(str, GOOD.values()), "nan", "1e400", "N", "0"]))


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from([*GOOD, "direction", "direction_ref", "error_m", "datum"]), text))
def test_nothing_a_photograph_says_breaks_the_reading(tags: dict[str, str | None]) -> None:
    claims = read_claims(tags)
    assert (claims.position is not None) or claims.findings
    assert (claims.moment is not None) or claims.findings
    claims.as_json()


@pytest.mark.parametrize(
    ("place", "rule"),
    [
        (gps(), None),
        ({}, "photo.no_position"),
        (gps(GPSLatitude=[(31, 1), (0, 0), (0, 0)]), "photo.position_malformed"),
        (gps(GPSLongitude=[(117, 0), (1, 0), (0, 0)]), "photo.position_malformed"),
        (gps(GPSLatitudeRef=""), "photo.no_hemisphere"),
        (gps(GPSLongitudeRef="W"), "photo.hemisphere"),
        (gps(0.0, 0.0), "photo.zero_zero"),
        (gps(GPSTimeStamp=[(0, 0), (0, 0), (0, 0)]), "photo.gps_time_malformed"),
        (gps(GPSImgDirection=rationals(45.5), GPSImgDirectionRef="T"), None),
    ],
)
def test_out_of_a_real_file_by_way_of_the_child(tmp_path: Path, place, rule: str | None) -> None:
    read = read_photo(picture(tmp_path / "照片.jpg", place))
    claims = read_claims(photo_tags(read), name="照片.jpg", sha256=read.sha256)
    assert rules(claims) == ([rule] if rule else [])
    assert claims.camera == "Phone 1"
    if rule is None:
        assert claims.position is not None
        assert claims.position.lon == pytest.approx(117.0123, abs=1e-7)
        assert claims.moment is not None
        assert claims.moment.told == "2026-05-01T10:30:00+08:00"
