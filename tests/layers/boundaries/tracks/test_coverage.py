"""Coverage against simulated truth, and what must hold for any track: monotone, the same backwards, a partition."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

import numpy
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.track_simulator import TO_DEGREES, Setting, Walk, score, simulate
from gazetteer.errors import Refused
from layers.boundaries.lengths import geodesic_length_m
from layers.boundaries.tracks import Coverage, CoverageRules, Interval, cover
from layers.boundaries.tracks.intake import Taken

SMALL = Setting(length_m=6_000, stretches=2, crossings=2, parallel_m=800)


def taken(lon, lat, when=None, segment=None) -> Taken:
    n = len(lon)
    when = numpy.full(n, numpy.nan) if when is None else numpy.asarray(when, dtype=float)
    segment = numpy.zeros(n, dtype=numpy.intp) if segment is None else numpy.asarray(segment)
    return Taken(numpy.asarray(lon, dtype=float), numpy.asarray(lat, dtype=float), when, segment, n)


def track_of(walk: Walk) -> Taken:
    return taken(walk.lon, walk.lat, walk.when_s)


def planar(xy, when=None) -> Taken:
    lon, lat = TO_DEGREES.transform(*numpy.asarray(xy, dtype=float).T)
    return taken(lon, lat, when)


def straight(length_m: float = 3000.0) -> shapely.LineString:
    return shapely.LineString(numpy.column_stack(TO_DEGREES.transform([0, length_m], [0, 0])))


def walk_along(x0: float, x1: float, step: float = 10.0, y: float = 0.0):
    x = numpy.arange(x0, x1, step if x1 > x0 else -step)
    return numpy.column_stack([x, numpy.full(len(x), y)])


def told(coverage: Coverage) -> list[tuple[float, float]]:
    return [(one.start_m, one.end_m) for one in coverage.walked]


GRID = [
    (every, noise, drifting, vertex)
    for every in (1, 5, 15, 30)
    for noise, drifting in ((3, 0.7), (8, 0.7), (8, 0.0))
    for vertex in (20, 250)
]


@pytest.mark.parametrize(("every", "noise", "drifting", "vertex"), GRID)
def test_precision_and_recall_on_simulated_truth(every: int, noise: int, drifting: float, vertex: int) -> None:
    setting = Setting(every_s=every, noise_m=noise, drifting=drifting, vertex_m=vertex)
    scores = numpy.array([scored(seed, setting) for seed in range(100, 104)])
    assert scores.mean(axis=0).min() >= 0.98
    assert scores.min() >= 0.94, "no single short walk is far off"


@pytest.mark.long
@pytest.mark.parametrize(("every", "noise", "drifting", "vertex"), [*GRID, (60, 8, 0.7, 20), (60, 8, 0.0, 250)])
def test_precision_and_recall_over_many_seeds(every: int, noise: int, drifting: float, vertex: int) -> None:
    setting = Setting(every_s=every, noise_m=noise, drifting=drifting, vertex_m=vertex)
    scores = numpy.array([scored(seed, setting) for seed in range(1000, 1060)])
    assert scores.mean(axis=0).min() >= 0.98


def scored(seed: int, setting: Setting) -> tuple[float, float]:
    walk = simulate(seed, setting)
    return score(told(cover(walk.line, [track_of(walk)])), walk)


def test_a_crossing_and_a_parallel_road_walk_nothing() -> None:
    crossing = planar(numpy.column_stack([numpy.full(81, 1500.0), numpy.arange(-400, 401, 10)]))
    parallel = planar(walk_along(0, 3000, y=300))
    assert cover(straight(), [crossing, parallel]).walked == ()


def test_an_ending_walk_ends_where_it_ends() -> None:
    [one] = cover(straight(), [planar(walk_along(800, 1601))]).walked
    assert one.start_m == pytest.approx(800, abs=10)
    assert one.end_m == pytest.approx(1600, abs=10)


def test_a_teleport_covers_nothing_between() -> None:
    jump = planar(numpy.vstack([walk_along(0, 500), walk_along(2000, 2500)]))
    coverage = cover(straight(), [jump])
    assert told(coverage) == [pytest.approx((0, 490), abs=11), pytest.approx((2000, 2490), abs=11)]
    assert coverage.breaks["distance"] == 1


def test_a_long_silence_and_a_rush_break_a_track() -> None:
    xy = walk_along(0, 1500, step=100)
    when = numpy.arange(len(xy)) * 60.0
    late = when + numpy.where(numpy.arange(len(xy)) >= 8, 300.0, 0.0)
    assert cover(straight(), [planar(xy, when)]).walked_m == pytest.approx(1400, abs=20)
    assert cover(straight(), [planar(xy, late)]).breaks["time"] == 1
    assert cover(straight(), [planar(xy, late)]).walked_m == pytest.approx(1300, abs=40)
    fast = cover(straight(), [planar(xy, when / 60)])
    assert fast.breaks["speed"] == len(xy) - 1
    assert fast.walked == ()
    assert "track.sparse" in {f.rule for f in fast.findings}


def test_short_bits_count_only_at_a_marker() -> None:
    bit = planar(walk_along(1000, 1061, step=5))
    assert cover(straight(), [bit]).walked == ()
    lon, lat = TO_DEGREES.transform(1030.0, 3.0)
    with_marker = cover(straight(), [bit], markers={"012": (lon, lat)})
    assert with_marker.walked_m == pytest.approx(60, abs=20)
    [reached] = with_marker.markers
    assert reached.reached
    assert reached.nearest_m == pytest.approx(3, abs=0.2)
    assert reached.along_m == pytest.approx(1030, abs=6)


def test_standing_still_walks_nothing() -> None:
    rng = numpy.random.default_rng(1)
    rest = planar(numpy.array([1500.0, 5.0]) + rng.normal(0, 4, (600, 2)), numpy.arange(600))
    assert cover(straight(), [rest]).walked == ()


def test_days_are_told_apart_in_beijing_time() -> None:
    begin = 1_746_061_200.0  # 2025-05-01T09:00+08:00
    first, second = walk_along(0, 1000), walk_along(900, 2000)
    day = cover(
        straight(),
        [
            planar(first, begin + 10.0 * numpy.arange(len(first))),
            planar(second, begin + 86_400 + 10.0 * numpy.arange(len(second))),
        ],
    )
    assert list(day.by_date) == ["2025-05-01", "2025-05-02"]
    assert [some[0].length_m for some in day.by_date.values()] == [
        pytest.approx(990, abs=21),
        pytest.approx(1090, abs=21),
    ]
    assert day.walked_m == pytest.approx(1990, abs=20)


def test_no_fixes_and_no_tracks_are_answered() -> None:
    assert cover(straight(), []).walked == ()
    assert cover(straight(), [taken([], [])]).walked == ()
    assert cover(straight(), [taken([117.0], [31.2])]).walked == ()


@pytest.mark.parametrize("line", [shapely.LineString(), shapely.LineString([(117, 31), (117, 31)])])
def test_a_line_without_length_is_refused(line) -> None:
    with pytest.raises(Refused, match="长度"):
        cover(line, [planar(walk_along(0, 100))])


def test_a_line_of_parts_keeps_its_chainage() -> None:
    ends = numpy.column_stack(TO_DEGREES.transform([0, 1000, 1500, 2500], [0, 0, 0, 0]))
    parts = shapely.MultiLineString([ends[:2], ends[2:]])
    coverage = cover(parts, [planar(walk_along(0, 2500))])
    assert coverage.length_m == pytest.approx(2000, abs=1)
    assert coverage.percent == pytest.approx(100, abs=1)


def test_a_line_beside_itself_is_said() -> None:
    hairpin = numpy.array([(0, 0), (2000, 0), (2000, 20), (500, 20)])
    line = shapely.LineString(numpy.column_stack(TO_DEGREES.transform(*hairpin.T)))
    found = {f.rule: f.message for f in cover(line, [planar(walk_along(0, 1990))]).findings}
    told = re.search(r"自身有 (\d+) 米", found["track.line_near_itself"])
    assert told
    assert int(told[1]) == pytest.approx(3000, abs=200)
    bent = shapely.LineString(numpy.column_stack(TO_DEGREES.transform([0, 2000, 2000], [0, 0, 2000])))
    assert "track.line_near_itself" not in {f.rule for f in cover(bent, [planar(walk_along(0, 1990))]).findings}


def test_wrong_numbers_are_no_rules() -> None:
    with pytest.raises(ValueError, match="tolerance_m"):
        CoverageRules(tolerance_m=0)
    with pytest.raises(ValueError, match="course_deg"):
        CoverageRules(course_deg=120)


def test_the_answer_states_its_method() -> None:
    answer = cover(straight(), [planar(walk_along(0, 600))]).as_json()
    assert "30 米" in str(answer["method"])
    assert answer["rules"]["tolerance_m"] == 30.0  # type: ignore[index]
    assert answer["percent"] == pytest.approx(100 * answer["walked_m"] / answer["length_m"], abs=0.01)  # type: ignore[operator]


seeds = st.integers(0, 500)


@settings(max_examples=15, deadline=None)
@given(seeds, st.floats(5, 60), st.floats(0, 60))
def test_a_larger_tolerance_never_walks_less(seed: int, tolerance_m: float, more_m: float) -> None:
    walk = simulate(seed, SMALL)
    small = cover(walk.line, [track_of(walk)], rules=CoverageRules(tolerance_m=tolerance_m))
    large = cover(walk.line, [track_of(walk)], rules=CoverageRules(tolerance_m=tolerance_m + more_m))
    assert all(any(b.start_m <= a.start_m and a.end_m <= b.end_m for b in large.walked) for a in small.walked)


@settings(max_examples=15, deadline=None)
@given(seeds)
def test_backwards_is_the_same(seed: int) -> None:
    walk = simulate(seed, SMALL)
    forward = cover(walk.line, [track_of(walk)])
    back = taken(walk.lon[::-1], walk.lat[::-1], walk.when_s[-1] - (walk.when_s[::-1] - walk.when_s[0]))
    assert told(cover(walk.line, [back])) == [pytest.approx(one) for one in told(forward)]
    turned = cover(shapely.reverse(walk.line), [track_of(walk)])
    mirrored = [Interval(forward.length_m - i.end_m, forward.length_m - i.start_m) for i in reversed(forward.walked)]
    assert told(turned) == [pytest.approx((i.start_m, i.end_m), abs=1e-3) for i in mirrored]


@settings(max_examples=20, deadline=None)
@given(seeds, st.sampled_from([1.0, 5.0, 20.0]))
def test_walked_and_unwalked_are_the_line(seed: int, every_s: float) -> None:
    walk = simulate(seed, replace(SMALL, every_s=every_s))
    coverage = cover(walk.line, [track_of(walk)])
    both = sorted([*coverage.walked, *coverage.unwalked])
    assert both[0].start_m == 0
    assert both[-1].end_m == pytest.approx(geodesic_length_m(walk.line))
    assert all(a.end_m == pytest.approx(b.start_m) for a, b in pairwise(both))
    assert all(one.length_m > 0 for one in both)
    assert all(sum(i.length_m for i in some) <= coverage.walked_m + 1e-6 for some in coverage.by_date.values())


@settings(max_examples=10, deadline=None)
@given(seeds, st.integers(2, 5))
def test_many_files_walk_what_one_walks(seed: int, files: int) -> None:
    """Cut where the track breaks anyway, the files together say the same."""
    walk = simulate(seed, SMALL)
    one = track_of(walk)
    jumps = numpy.flatnonzero(numpy.diff(walk.when_s) > 120) + 1
    cuts = jumps[:: max(1, len(jumps) // files)]
    bounds = [0, *cuts.tolist(), len(one)]
    parts = [one.some(numpy.arange(a, b)) for a, b in pairwise(bounds)]
    assert told(cover(walk.line, parts)) == told(cover(walk.line, [one]))
