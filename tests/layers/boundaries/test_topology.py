"""Coverage checks: every defect found with its true area, none invented, nothing repaired."""

from __future__ import annotations

from typing import Any

import numpy
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import MultiPolygon, Polygon, box
from shapely.affinity import translate

from layers.boundaries.shared_edges import shared_line
from layers.boundaries.topology import FaceKind, arrangement, check_coverage, propose, shared_lines
from layers.boundaries.topology.half_edges import half_edges
from layers.boundaries.topology.linework import enclosed
from layers.boundaries.topology.matching import match
from tests.layers.demo.test_county import areas

WEST, EAST = box(0, 0, 1000, 2000), box(1000, 0, 2000, 2000)
FRAME = Polygon([(0, 0), (1000, 0), (2000, 0), (2000, 2000), (1000, 2000), (0, 2000)])


def check(*areas: Any, frame: Any = FRAME, **more: Any) -> Any:
    return check_coverage(list(areas), [f"单元{n + 1}" for n in range(len(areas))], frame=frame, **more)


def rules(coverage: Any) -> set[str]:
    return {finding.rule for finding in coverage.findings}


def test_a_sound_coverage_is_valid() -> None:
    coverage = check(WEST, EAST)
    assert coverage.valid
    assert (coverage.faces, coverage.findings, coverage.unmatched) == ((), (), 0)


@pytest.mark.parametrize("width", [0.05, 0.3, 1.0, 50.0, 400.0])
def test_a_gap_of_any_width_is_found_with_its_area(width: float) -> None:
    coverage = check(WEST, box(1000 + width, 0, 2000, 2000))
    [face] = coverage.faces
    assert face.kind is FaceKind.GAP_OPEN
    assert face.area_m2 == pytest.approx(width * 2000)
    assert face.width_m == pytest.approx(width, rel=0.25)
    assert face.units == (0, 1)
    assert not coverage.valid


def test_a_closed_gap_is_not_an_open_one() -> None:
    hole = box(400, 400, 500, 500)
    [face] = check(WEST - hole, EAST).faces
    assert (face.kind, face.area_m2, face.units) == (FaceKind.GAP, 10_000, (0,))
    assert face.width_m == pytest.approx(100, rel=0.01)


def test_an_inlet_open_to_the_outside_needs_the_frame() -> None:
    inlet = box(0, 900, 300, 902)
    [face] = check(WEST - inlet, EAST).faces
    assert (face.kind, face.area_m2) == (FaceKind.GAP_OPEN, pytest.approx(600))
    without = check(WEST - inlet, EAST, frame=None)
    assert without.faces == ()
    assert "topology.no_frame" in rules(without)


def test_an_overlap_names_both_units() -> None:
    [face] = check(WEST, box(995, 0, 2000, 2000)).faces
    assert (face.kind, face.units) == (FaceKind.OVERLAP, (0, 1))
    assert face.area_m2 == pytest.approx(10_000)


def test_the_same_unit_twice_is_all_overlap() -> None:
    coverage = check_coverage([WEST, WEST, EAST], ["甲", "甲", "乙"], frame=FRAME)
    [face] = coverage.faces
    assert (face.kind, face.area_m2) == (FaceKind.OVERLAP, 2_000_000)
    assert "topology.duplicate_unit" in rules(coverage)


def test_a_shift_makes_a_gap_and_an_overlap() -> None:
    kinds = {face.kind: face.area_m2 for face in check(WEST, translate(EAST, 0, 0.01)).faces}
    assert kinds == {FaceKind.GAP_OPEN: pytest.approx(10), FaceKind.OVERLAP: pytest.approx(10)}


def test_what_reaches_beyond_the_frame_is_said() -> None:
    [face] = check(WEST, box(1000, 0, 2003, 2000)).faces
    assert face.outside
    assert face.area_m2 == pytest.approx(6_000)


def test_a_vertex_only_one_side_has_is_information() -> None:
    with_vertex = Polygon([(1000, 0), (2000, 0), (2000, 2000), (1000, 2000), (1000, 777)])
    coverage = check(WEST, with_vertex)
    assert coverage.faces == ()
    assert coverage.valid
    assert [f.rule for f in coverage.findings] == ["topology.edge_mismatch"]


def test_a_missing_unit_is_named_and_its_ground_is_a_gap() -> None:
    coverage = check_coverage([WEST], ["甲"], frame=FRAME, expected=["甲", "乙"])
    assert [face.area_m2 for face in coverage.faces] == [2_000_000]
    assert "topology.missing_unit" in rules(coverage)


@pytest.mark.parametrize(
    ("broken", "rule"),
    [
        (Polygon([(0, 0), (1000, 2000), (1000, 0), (0, 2000)]), "topology.invalid_ring"),
        (Polygon([(0, 0), (1000, 0), (1000, float("nan")), (0, 2000)]), "topology.coordinate"),
        (None, "topology.empty"),
        (Polygon(), "topology.empty"),
        (shapely.LineString([(0, 0), (1, 1)]), "topology.not_area"),
        (Polygon([(0, 0), (1000, 0), (1000, 2000), (500, 2000), (500.1, 2600), (499.9, 2000), (0, 2000)]), "topology.spike"),
        (MultiPolygon([WEST, box(-30, 0, -29, 50)]), "topology.sliver"),
        (shapely.GeometryCollection([WEST, shapely.Point(1, 1)]), None),
        (shapely.force_3d(WEST, 7), None),
    ],
)  # fmt: skip
def test_one_broken_geometry_is_named_and_hides_nothing(broken: Any, rule: str | None) -> None:
    coverage = check(broken, EAST, box(1000, 0, 1010, 100))
    assert rule is None or rule in rules(coverage)
    assert any(face.kind is FaceKind.OVERLAP and face.area_m2 == pytest.approx(1000) for face in coverage.faces)


def test_exclaves_and_holes_are_sound() -> None:
    island = box(300, 300, 600, 600)
    coverage = check(WEST - island, MultiPolygon([EAST, island]))
    assert coverage.valid


def test_degrees_are_measured_on_the_ellipsoid() -> None:
    west, east = box(108.0, 35.3, 108.2, 35.5), box(108.2001, 35.3, 108.4, 35.5)
    coverage = check(west, east, frame=box(108.0, 35.3, 108.4, 35.5), degrees=True)
    [face] = coverage.faces
    assert face.area_m2 == pytest.approx(9.09 * 22_187, rel=0.01)
    assert face.width_m == pytest.approx(9.09, rel=0.01)


def test_proposals_say_who_gains_and_loses_and_change_nothing() -> None:
    before = [WEST.wkt, EAST.wkt]
    units = [box(0, 0, 1005, 2000), EAST]
    faces = check(*units).faces
    [proposal] = propose(faces)
    assert dict(proposal.changes_m2) == {1 - proposal.holder: pytest.approx(-10_000)}
    assert [WEST.wkt, EAST.wkt] == before


def test_every_crossing_of_a_broken_ring_is_named_with_its_place() -> None:
    zigzag = Polygon([(400, 0), (700, 0), (700, 100), (650, -50), (600, 100), (550, -50), (500, 100), (400, 100)])
    told = [f for f in check(zigzag, EAST).findings if f.rule == "topology.invalid_ring"]
    assert len(told) == 4
    assert {f.value.split(", ")[1] for f in told} == {"0.00"}
    assert all("面积会变化" in f.remedy for f in told)


def test_rings_that_occur_twice_are_named() -> None:
    hole = [(10, 10), (90, 10), (90, 90)]
    [told] = [f for f in check(Polygon(WEST.exterior, [hole, hole[::-1]]), EAST).findings if "ring" in f.rule]
    assert "重复的环" in told.message


def test_shells_are_taken_together_and_holes_taken_away_when_rings_are_broken() -> None:
    hole = box(300, 300, 600, 600)
    plugged = MultiPolygon([WEST - hole, hole])
    coverage = check(plugged, EAST)
    assert "topology.invalid_ring" in rules(coverage)
    assert coverage.faces == ()
    reaching_out = Polygon(WEST.exterior, [box(950, 300, 1050, 400).exterior])
    [face] = check(reaching_out, EAST).faces
    assert (face.kind, face.area_m2) == (FaceKind.GAP, pytest.approx(5_000))


@pytest.mark.parametrize("frame", [Polygon(), shapely.LineString([(0, 0), (1, 1)])])
def test_a_frame_that_is_no_area_is_told_and_not_used(frame: Any) -> None:
    coverage = check(WEST, EAST, frame=frame)
    assert coverage.faces == ()
    assert not coverage.valid
    assert {"topology.no_frame"} < rules(coverage)


def test_as_many_names_as_areas() -> None:
    with pytest.raises(ValueError, match="2 areas and 1 names"):
        check_coverage([WEST, EAST], ["甲"])


def test_units_beyond_the_list_and_a_frame_elsewhere_are_told() -> None:
    coverage = check(WEST, frame=translate(FRAME, 10_000), expected=["别的单元"])
    assert {"topology.unknown_unit", "topology.missing_unit", "topology.frame_apart"} <= rules(coverage)


def test_a_face_that_got_lost_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The areas themselves tell how much there is to find."""

    def all_but_one(lines: Any) -> Any:
        found = enclosed(lines)
        return found[shapely.area(found) > 5_000]

    areas = (WEST - box(100, 100, 150, 150), box(990, 0, 2000, 2000))
    assert "topology.unbalanced" not in rules(check(*areas))
    monkeypatch.setattr(arrangement, "enclosed", all_but_one)
    coverage = check(*areas)
    assert len(coverage.faces) == 1
    [told] = [f for f in coverage.findings if f.rule == "topology.unbalanced"]
    assert "2,500.0 m²" in told.message


def test_ground_as_wide_as_a_unit_is_not_given_away() -> None:
    coverage = check(box(0, 0, 1000, 1800), EAST, box(1000, 0, 2000, 2000))
    assert {face.kind for face in coverage.faces} == {FaceKind.GAP_OPEN, FaceKind.OVERLAP}
    assert coverage.proposals() == []


def test_shared_lines_are_what_pairs_share() -> None:
    island = box(300, 300, 600, 600)
    units = [WEST - island, EAST, island]
    found = {(line.first, line.second): line.line for line in shared_lines(units)}
    assert set(found) == {(0, 1), (0, 2)}
    assert found[0, 1].length == shared_line(units[0], units[1]).length == 2000
    assert found[0, 2].length == 1200


@given(st.integers(2, 7), st.integers(2, 7), st.integers(0, 10_000))
@settings(max_examples=30, deadline=None)
def test_faces_partition_the_frame(columns: int, rows: int, seed: int) -> None:
    """Units cut from a frame and some of them moved: units + gaps − overlaps fill the frame exactly."""
    random = numpy.random.default_rng(seed)
    units = [box(x * 100, y * 100, x * 100 + 100, y * 100 + 100) for x in range(columns) for y in range(rows)]
    moved = [translate(u, *random.uniform(-20, 20, 2)) if random.random() < 0.3 else u for u in units]
    frame = box(0, 0, columns * 100, rows * 100)
    faces = check(*moved, frame=frame).faces
    gaps = sum(f.area_m2 for f in faces if f.kind is not FaceKind.OVERLAP)
    inside = shapely.union_all(moved).intersection(frame).area
    assert gaps == pytest.approx(frame.area - inside, abs=1)
    twice = sum(f.area_m2 * (len(f.units) - 1) for f in faces if f.kind is FaceKind.OVERLAP and not f.outside)
    assert twice == pytest.approx(sum(u.intersection(frame).area for u in moved) - inside, abs=1)


@given(st.integers(0, 10_000))
@settings(max_examples=30, deadline=None)
def test_the_order_of_units_and_the_start_of_rings_do_not_matter(seed: int) -> None:
    random = numpy.random.default_rng(seed)
    units = [WEST, box(990, 0, 2000, 2000)]
    rolled = [Polygon(numpy.roll(numpy.array(u.exterior.coords)[:-1], int(random.integers(4)), axis=0)) for u in units]
    rolled = [rolled[n] for n in random.permutation(2)]
    assert [f.area_m2 for f in check(*rolled).faces] == [f.area_m2 for f in check(*units).faces]


def test_half_edges_match_exactly_once_each_way() -> None:
    edges = half_edges([WEST, EAST])
    matching = match(edges)
    assert len(matching.pairs) == 1
    assert matching.unmatched.sum() == len(edges) - 2


@pytest.mark.demo
def test_the_demo_county_is_a_sound_coverage() -> None:
    units, county = areas("zhengning", 12), areas("zhengning", 6)
    coverage = check_coverage(list(units.values()), list(units), frame=next(iter(county.values())), degrees=True)
    assert coverage.faces == ()
    assert coverage.unmatched == 0
