"""A line read whole from the store, and the lines of the demo county derived from shared edges."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import shapely

from gazetteer.errors import NotFound
from geo_app.services.county import County
from layers.boundaries.checks import check_line
from layers.boundaries.lengths import geodesic_length_m
from layers.boundaries.overview import Times, find_line, list_lines, overview
from layers.boundaries.shared_edges import shared_line
from layers.store import Decision, Edit, EditAct, Scope, Store
from tests.county import copied, invented_profile, load_tiny_county, opened

ALL = Scope.everything()
ON = date(2026, 11, 25)


def rename(county: County, line_id: str, name: str) -> None:
    old = county.store.get("boundary_line", line_id, ALL)
    edit = Edit(layer="boundary_line", act=EditAct.CORRECT, object_id=line_id, values={"name": name},
                base_version=old.version)  # fmt: skip
    decision = Decision(basis="console", decided_by="tests", decided_at=datetime.now(UTC))
    county.store.load([edit], decision=decision, title="改名", reason="测试")


def test_a_line_is_found_by_code_name_part_of_name_and_id(tiny_county: County) -> None:
    for id_, code, name, *_ in list_lines(tiny_county.store, ALL):
        for wanted in (id_, code, name, name.split("—")[1]):
            assert find_line(tiny_county.store, ALL, wanted).id == id_


@pytest.mark.parametrize("wanted", ["不存在的线", "", "县", "'; DROP TABLE boundary_line; --"])
def test_what_is_not_there_or_not_clear_names_the_lines_there_are(tiny_county: County, wanted: str) -> None:
    with pytest.raises(NotFound) as refused:
        find_line(tiny_county.store, ALL, wanted)
    known = [code for _, code, *_ in list_lines(tiny_county.store, ALL)]
    assert known
    assert all(code in refused.value.findings[0].remedy for code in known)


def test_who_may_not_see_a_line_learns_nothing_of_it(tiny_county: County) -> None:
    id_, code, name, *_ = list_lines(tiny_county.store, ALL)[0]
    elsewhere = Scope.of(tiny_county.profile.seat_township)
    assert list_lines(tiny_county.store, elsewhere) == []
    for wanted in (id_, code, name):
        with pytest.raises(NotFound) as refused:
            find_line(tiny_county.store, elsewhere, wanted)
        assert name not in refused.value.findings[0].remedy
        assert refused.value.findings[0].remedy.endswith("没有可看的界线")


def test_a_line_is_seen_with_its_markers_in_order_sides_and_townships(tiny_county: County) -> None:
    for id_, *_ in list_lines(tiny_county.store, ALL):
        line = tiny_county.store.get("boundary_line", id_, ALL)
        seen = overview(tiny_county.store, ALL, line)
        assert seen.generated
        assert len(seen.markers) >= 2
        along = [marker.along_m for marker in seen.markers]
        assert None not in along
        assert along == sorted(along)  # type: ignore[type-var]  # none is None
        assert all(len(seen.references[marker.record.id]) == 3 for marker in seen.markers)
        assert set(seen.areas) == {line.values["side_a_code"], line.values["side_b_code"]}
        assert seen.townships
        assert seen.computed_length_m == pytest.approx(geodesic_length_m(line.geometry), rel=1e-12)
        assert len(seen.stretches) == len(seen.markers) - 1
        total_m = sum(one.end_m - one.start_m for one in seen.stretches)
        assert total_m == pytest.approx(seen.computed_length_m, rel=1e-6)


def test_two_times_are_kept_as_reported_then_and_as_corrected_since(tiny_county: County) -> None:
    id_, _, name, *_ = list_lines(tiny_county.store, ALL)[0]
    before = datetime.now(UTC)
    rename(tiny_county, id_, "改过的线")
    assert find_line(tiny_county.store, ALL, id_).values["name"] == "改过的线"
    assert find_line(tiny_county.store, ALL, id_, Times(recorded_at=before)).values["name"] == name
    with pytest.raises(NotFound):
        find_line(tiny_county.store, ALL, id_, Times(recorded_at=before - timedelta(days=365)))


@pytest.fixture(scope="module")
def demo(demo_county_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[County]:
    with copied(demo_county_folder, tmp_path_factory.mktemp("lines") / "county") as county:
        yield county


LENGTHS_KM = {
    "宁县": (83.7, 99.9),
    "旬邑县": (75.8, 87.8),
    "彬州市": (17.3, 19.6),
    "黄陵县": (8.2, 9.0),
    "长武县": (3.6, 3.9),
}
"""By neighbour: the span of geodesic lengths that published outlines of different makers give, in kilometres."""


@pytest.mark.demo
def test_the_demo_county_has_one_county_line_and_four_stretches_of_the_provincial_one(demo: County) -> None:
    lines = [demo.store.get("boundary_line", id_, ALL) for id_, *_ in list_lines(demo.store, ALL)]
    assert sorted(str(line.values["level"]) for line in lines) == ["county", *["province"] * 4]
    for line in lines:
        other = next(
            n for n in demo.profile.neighbours if n.code in (line.values["side_a_code"], line.values["side_b_code"])
        )
        low, high = LENGTHS_KM[other.name]
        assert low * 0.98 <= geodesic_length_m(line.geometry) / 1000 <= high * 1.02
        assert len(shapely.get_parts(line.geometry)) == 1
        assert line.values["agreement_length_m"] is None, "nobody has seen the agreement"


@pytest.mark.demo
def test_the_demo_lines_are_the_shared_edges_and_judged_sound_but_for_papers_and_conditions(demo: County) -> None:
    together = []
    for id_, *_ in list_lines(demo.store, ALL):
        line = demo.store.get("boundary_line", id_, ALL)
        seen = overview(demo.store, ALL, line)
        a, b = (seen.areas[str(line.values[f"side_{side}_code"])] for side in "ab")
        assert shapely.equals(shared_line(a, b), line.geometry)
        found = {finding.rule for finding in check_line(seen, demo.profile, ON)}
        assert found <= {"boundary.papers", "boundary.not_legal", "boundary.condition"}
        together.append(line.geometry)
    county = demo.store.read("division", ALL).set_index("code").geometry[demo.profile.code]
    assert shapely.union_all(together).length == pytest.approx(county.boundary.length, rel=1e-9)


def test_reading_leaves_the_folder_as_it_was(tiny_county_folder: Path, tmp_path: Path) -> None:
    shutil.copytree(tiny_county_folder, tmp_path / "county")
    with opened(tmp_path / "county") as county:
        before = county.store.head()
        id_, *_ = list_lines(county.store, ALL)[0]
        overview(county.store, ALL, county.store.get("boundary_line", id_, ALL))
        assert county.store.head() == before


def test_a_line_is_read_whole_from_either_engine(store: Store) -> None:
    load_tiny_county(store, "division", "neighbouring_county", "boundary_line", "boundary_marker", "marker_reference")
    for id_, code, *_ in list_lines(store, ALL):
        seen = overview(store, ALL, find_line(store, ALL, code))
        assert seen.line.id == id_
        assert len(seen.markers) >= 2
        assert all(len(objects) == 3 for objects in seen.references.values())
        assert len(seen.areas) == 2
        rules = {finding.rule for finding in check_line(seen, invented_profile(), ON)}
        assert rules <= {"boundary.papers", "boundary.not_legal", "boundary.condition"}
