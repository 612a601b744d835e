"""Every fix is taken or counted with a reason."""

from __future__ import annotations

import numpy
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gazetteer.errors import Refused
from layers.boundaries.tracks import RawFix, take_fixes
from layers.boundaries.tracks.intake import Drop
from layers.boundaries.tracks.moments import beijing_date, beijing_time, read_moments
from layers.crs import wgs84_to_gcj02

GOOD = RawFix("117.0", "31.2", "2025-05-01T01:00:00Z")


@pytest.mark.parametrize(
    ("lon", "lat", "reason"),
    [
        ("nan", "31", Drop.NOT_A_NUMBER),
        ("NaN", "NaN", Drop.NOT_A_NUMBER),
        ("inf", "31", Drop.NOT_A_NUMBER),
        ("117,5", "31", Drop.NOT_A_NUMBER),
        ("117", "95", Drop.OUT_OF_RANGE),
        ("181", "31", Drop.OUT_OF_RANGE),
        ("0", "0.0", Drop.ZERO_ZERO),
        (None, "31", Drop.NO_POSITION),
        ("117", None, Drop.NO_POSITION),
        ("", "", Drop.NO_POSITION),
    ],
)
def test_a_bad_fix_is_dropped_for_its_reason(lon: str | None, lat: str | None, reason: Drop) -> None:
    taken = take_fixes([GOOD, RawFix(lon, lat), GOOD._replace(lon="117.1")])
    assert taken.dropped == {reason: 1}
    assert len(taken) == 2
    [finding] = [f for f in taken.findings if f.rule == "track.dropped"]
    assert reason.term in finding.message
    assert "共 3 个点，舍去 1 个" in finding.message


odd = st.sampled_from(["117.0", "117.001", "31.2", "0", "nan", "inf", "95", "1e400", "x", "", None, "-200"])
times = st.sampled_from([None, "", "2025-05-01T01:00:00Z", "2025-05-01T00:00:00Z", "yesterday", "2025-05-01 09:00:00"])


@settings(deadline=None)
@given(
    st.lists(
        st.builds(RawFix, st.one_of(st.just("117.0"), odd), st.one_of(st.just("31.2"), odd), times, st.integers(0, 2))
    )
)
def test_taken_and_dropped_are_what_was_read(rows: list[RawFix]) -> None:
    try:
        taken = take_fixes(rows)
    except Refused:
        usable = [row for row in rows if row.lon == row.lat == "31.2" or (row.lon, row.lat) == ("117.0", "31.2")]
        swapped = [row for row in rows if (row.lon, row.lat) in {("31.2", lat) for lat in ("117.0", "117.001", "95")}]
        assert not usable or len(swapped) > 1
        return
    assert len(taken) + sum(taken.dropped.values()) == taken.read == len(rows)
    assert numpy.isfinite(taken.lon).all()
    assert (numpy.abs(taken.lat) <= 90).all()


def test_shuffled_times_are_put_in_order_and_said() -> None:
    rows = [GOOD._replace(lon=f"117.{n}", time=f"2025-05-01T01:00:0{n}Z") for n in (0, 3, 1, 2, 4)]
    taken = take_fixes([*rows, GOOD._replace(lon="117.9", time=None)])
    assert taken.lon.tolist() == [117.0, 117.1, 117.2, 117.3, 117.4]
    assert taken.dropped == {Drop.UNORDERED: 1}
    assert any(f.rule == "track.unordered" and "1 处" in f.message for f in taken.findings)


def test_missing_times_in_order_stay_in_place() -> None:
    rows = [GOOD, GOOD._replace(lon="117.1", time=None), GOOD._replace(lon="117.2", time="2025-05-01T01:00:09Z")]
    taken = take_fixes(rows)
    assert taken.lon.tolist() == [117.0, 117.1, 117.2]
    assert numpy.isnan(taken.when_s[1])


def test_repeated_fixes_are_counted() -> None:
    assert take_fixes([GOOD, GOOD, GOOD]).dropped == {Drop.REPEATED: 2}
    other = take_fixes([GOOD, GOOD._replace(time="2025-05-01T01:00:09Z")])
    assert len(other) == 2, "standing still is no repetition"


def test_swapped_positions_are_refused_never_turned() -> None:
    with pytest.raises(Refused, match="写反"):
        take_fixes([RawFix("31.2", "117.0"), RawFix("31.2", "117.1")])
    with pytest.raises(Refused, match="写反"):
        take_fixes([RawFix("31.2", "87.0"), RawFix("31.2", "87.1")])


def test_nothing_usable_is_refused_with_the_reasons() -> None:
    with pytest.raises(Refused) as caught:
        take_fixes([RawFix("nan", "nan")], subject="a.gpx")
    assert [f.rule for f in caught.value.findings] == ["track.dropped", "track.no_times", "track.no_fixes"][0::2]
    assert all(f.subject == "a.gpx" for f in caught.value.findings)


def test_offset_systems_are_converted_and_said() -> None:
    lon, lat = wgs84_to_gcj02(numpy.array([117.0]), numpy.array([31.2]))
    taken = take_fixes([RawFix(repr(float(lon[0])), repr(float(lat[0])))], system="GCJ-02")
    assert taken.lon[0] == pytest.approx(117.0, abs=1e-7)
    assert any(f.rule == "track.shifted_system" for f in taken.findings)


def test_old_datums_are_refused() -> None:
    with pytest.raises(Refused, match="1980 西安"):
        take_fixes([GOOD], system="EPSG:4610")


@pytest.mark.parametrize(
    ("text", "local"),
    [
        ("2025-05-01T01:00:00Z", "2025-05-01T09:00:00+08:00"),
        ("2025-05-01T01:00:00.250Z", "2025-05-01T09:00:00+08:00"),
        ("2025-05-01T09:00:00+08:00", "2025-05-01T09:00:00+08:00"),
        ("2025-05-01 20:00:00", "2025-05-02T04:00:00+08:00"),
        ("2025/05/01 01:00:00", "2025-05-01T09:00:00+08:00"),
    ],
)
def test_times_as_they_are_written(text: str, local: str) -> None:
    moments = read_moments([text])
    assert beijing_time(float(moments.when_s[0])) == local
    assert beijing_date(float(moments.when_s[0])) == local[:10]
    assert moments.without_offset == (0 if text[-1] == "Z" or "+" in text else 1)


@pytest.mark.parametrize("text", ["yesterday", "1970-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "2025-13-01T00:00:00Z"])
def test_unusable_times_are_counted(text: str) -> None:
    moments = read_moments([text, None])
    assert moments.unusable == 1
    assert numpy.isnan(moments.when_s).all()
    assert beijing_time(float(moments.when_s[0])) == ""
