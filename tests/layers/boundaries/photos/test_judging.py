"""A photograph supports what it is near, in time for, and on the track of; else it says why not, or that it cannot tell."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gazetteer.findings import Severity
from layers.boundaries.photos import PhotoRules, Span, Target, Verdict, judge_photo, read_claims
from layers.boundaries.photos.judging import Answer
from layers.boundaries.tracks.intake import Taken
from layers.crs import GEOD
from tests.layers.boundaries.photos.test_claims import GOOD

LON, LAT = 117.0123, 31.2345
TAKEN_S = datetime(2026, 5, 1, 2, 30, tzinfo=UTC).timestamp()
DAY = Span(TAKEN_S - 3600, TAKEN_S + 3600)


def claims(**change: str | None):
    return read_claims({**GOOD, **change}, name="a.jpg")


def target(azimuth_deg: float, distance_m: float, name: str = "012Q") -> Target:
    lon, lat, _ = GEOD.fwd(LON, LAT, azimuth_deg, distance_m)
    return Target(name, float(lon), float(lat))


def rules(judged) -> list[str]:
    return [finding.rule for finding in judged.findings]


@pytest.mark.parametrize(
    ("distance_m", "error_m", "near", "verdict"),
    [
        (3.0, None, Answer.YES, Verdict.SUPPORTS),
        (49.0, None, Answer.YES, Verdict.SUPPORTS),
        (58.0, None, Answer.UNCLEAR, Verdict.INSUFFICIENT),
        (80.0, None, Answer.NO, Verdict.CONTRADICTS),
        (80.0, "20.0", Answer.UNCLEAR, Verdict.INSUFFICIENT),
        (80.0, "2.0", Answer.NO, Verdict.CONTRADICTS),
    ],
)
def test_near_knows_the_error_of_the_position(
    distance_m: float, error_m: str | None, near: Answer, verdict: Verdict
) -> None:
    judged = judge_photo(claims(error_m=error_m), targets=[target(200.0, distance_m)], span=DAY)
    assert (judged.near, judged.verdict) == (near, verdict)
    assert judged.distance_m == pytest.approx(distance_m, abs=1e-3)


def test_far_says_how_far_from_what() -> None:
    judged = judge_photo(claims(), targets=[target(10.0, 430.0)])
    [finding] = judged.findings
    assert finding.severity is Severity.ERROR
    assert "距 012Q 430 米" in finding.message


def test_the_nearest_of_several_is_meant() -> None:
    judged = judge_photo(claims(), targets=[target(0.0, 900.0, "011Q"), target(0.0, 12.0, "012Q")])
    assert judged.target is not None
    assert (judged.target.name, judged.near) == ("012Q", Answer.YES)


def test_without_a_position_nothing_is_near() -> None:
    judged = judge_photo(claims(latitude=None), targets=[target(0.0, 1.0)], span=DAY)
    assert (judged.near, judged.timely, judged.verdict) == (Answer.UNCLEAR, Answer.YES, Verdict.INSUFFICIENT)


def test_an_old_fix_is_no_place() -> None:
    judged = judge_photo(claims(taken="2026:05:01 11:17:00"), targets=[target(0.0, 1.0)], span=DAY)
    assert judged.near is Answer.UNCLEAR
    assert judged.verdict is Verdict.INSUFFICIENT
    assert judge_photo(claims(taken="2026:05:01 11:17:00"), targets=[target(0.0, 999.0)]).near is Answer.UNCLEAR


@pytest.mark.parametrize(
    ("days", "timely"), [(0.0, Answer.YES), (0.9, Answer.YES), (3.0, Answer.NO), (-3.0, Answer.NO)]
)
def test_time_allows_a_day(days: float, timely: Answer) -> None:
    span = Span(DAY.begin_s + days * 86_400, DAY.end_s + days * 86_400)
    judged = judge_photo(claims(), span=span)
    assert judged.timely is timely
    assert ("photo.untimely" in rules(judged)) == (timely is Answer.NO)


def test_a_moment_half_inside_is_unclear() -> None:
    narrow = Span(TAKEN_S - 60, TAKEN_S + 60)
    judged = judge_photo(claims(taken="2026:05:01 11:17:00"), span=narrow, rules=PhotoRules(margin_s=0))
    assert judged.timely is Answer.UNCLEAR
    assert "photo.timely_unclear" in rules(judged)


def test_nothing_asked_is_not_judged() -> None:
    assert judge_photo(claims()).verdict is Verdict.NOT_JUDGED


@pytest.mark.parametrize(
    ("direction", "reference", "facing"),
    [
        ("90.0", "T", Answer.YES),
        ("140.0", "T", Answer.YES),
        ("155.0", "T", Answer.NO),
        ("155.0", "M", Answer.YES),
        ("270.0", None, Answer.NO),
    ],
)
def test_whither_it_looked(direction: str, reference: str | None, facing: Answer) -> None:
    judged = judge_photo(claims(direction=direction, direction_ref=reference), targets=[target(90.0, 30.0)])
    assert judged.facing is facing
    assert judged.verdict is Verdict.SUPPORTS, "direction is told, and decides nothing"
    assert ("photo.looks_away" in rules(judged)) == (facing is Answer.NO)


def test_beside_the_marker_direction_cannot_be_told() -> None:
    assert judge_photo(claims(direction="270.0"), targets=[target(90.0, 5.0)]).facing is Answer.UNCLEAR


def track(offset_m: float = 0.0, shift_s: float = 0.0) -> Taken:
    """Walking east past the photograph's place, a fix every 10 s."""
    seconds = numpy.arange(-600, 601, 10.0)
    lon, lat, _ = GEOD.fwd(
        numpy.full(len(seconds), LON), numpy.full(len(seconds), LAT), numpy.full(len(seconds), 90.0), seconds * 1.2
    )
    lat = lat + offset_m / 111_000
    return Taken(lon, lat, TAKEN_S + shift_s + seconds, numpy.zeros(len(seconds), dtype=numpy.intp), len(seconds))


@pytest.mark.parametrize(
    ("walked", "on_track", "rule"),
    [
        (track(), Answer.YES, None),
        (track(shift_s=3.0), Answer.YES, None),
        (track(500.0), Answer.NO, "photo.off_track"),
        (track(shift_s=7200.0), Answer.UNCLEAR, "photo.no_track_then"),
    ],
)
def test_the_track_is_where_the_photograph_was(walked: Taken, on_track: Answer, rule: str | None) -> None:
    judged = judge_photo(claims(), track=walked)
    assert judged.on_track is on_track
    assert rules(judged) == ([rule] if rule else [])


def test_a_pause_of_the_track_is_no_place() -> None:
    walked = track()
    judged = judge_photo(claims(), track=walked.some(numpy.abs(walked.when_s - TAKEN_S) > 200))
    assert judged.on_track is Answer.UNCLEAR
    nothing = walked.some(numpy.zeros(len(walked), dtype=bool))
    assert judge_photo(claims(), track=nothing).on_track is Answer.UNCLEAR


@settings(deadline=None)
@given(st.floats(0, 359), st.floats(0, 2000), st.floats(1, 40), st.floats(0, 60))
def test_a_larger_error_never_makes_a_contradiction(
    azimuth_deg: float, distance_m: float, error_m: float, more_m: float
) -> None:
    place = [target(azimuth_deg, distance_m)]
    exact = judge_photo(claims(error_m=str(error_m)), targets=place)
    vague = judge_photo(claims(error_m=str(error_m + more_m)), targets=place)
    assert not (vague.near is Answer.NO and exact.near is not Answer.NO)
    assert exact.as_json()["near"] in {"yes", "no", "unclear"}


def test_rules_are_told_and_checked() -> None:
    assert "50 米" in PhotoRules().told()
    with pytest.raises(ValueError, match="near_m"):
        PhotoRules(near_m=-1)
