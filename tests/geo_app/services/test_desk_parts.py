"""The smaller parts of a desk: references by name, divisions to choose from, surroundings, scans of decisions."""

from __future__ import annotations

import hashlib

import pytest

from gazetteer.errors import Refused
from geo_app.services.county import County
from geo_app.services.division_tree import division_path, divisions_within, narrowed
from geo_app.services.references import resolve
from geo_app.services.scans import LARGEST_BYTES, keep_scan
from geo_app.services.surroundings import box_around, box_of, paths_of, surroundings
from layers.catalog import layer as layer_of
from layers.store import Scope
from tests.geo_app.services.desks import CLERK, OTHER_TOWNSHIP, REVIEWER, STRANGER, TOWNSHIP, some

STREET = layer_of("door_plate").field("street")
PDF = b"%PDF-1.7\n%"


def test_a_reference_is_found_by_name_by_code_and_by_id(read_county: County) -> None:
    street = some(read_county, "street")
    for typed in (street.values["name"], street.values["street_code"], street.id):
        assert resolve(read_county, CLERK, STREET, str(typed), "") == (street.id, None)


def test_a_reference_that_is_not_there_or_not_mine_is_the_same(read_county: County) -> None:
    street = some(read_county, "street")
    for person, typed in ((CLERK, "没有这条路"), (STRANGER, str(street.values["street_code"]))):
        found, finding = resolve(read_county, person, STREET, typed, "")
        assert found is None
        assert finding is not None
        assert finding.remedy


def test_what_was_picked_counts_only_while_its_name_still_stands(read_county: County) -> None:
    first, second = some(read_county, "street"), some(read_county, "street", at=1)
    assert resolve(read_county, CLERK, STREET, str(second.values["name"]), first.id)[0] == second.id


def test_a_clerk_chooses_among_their_own_divisions_parents_first(read_county: County) -> None:
    offered = divisions_within(read_county.store, CLERK.scope)
    assert {division.code[:9] for division in offered} == {TOWNSHIP}
    assert [division.depth for division in offered][:2] == [0, 1]
    assert division_path(read_county.store, "990101100200") == "云峰镇 青石村"


def test_a_chosen_division_narrows_and_never_widens() -> None:
    assert narrowed(CLERK.scope, TOWNSHIP + "001") == Scope.of(TOWNSHIP + "001")
    assert narrowed(CLERK.scope, OTHER_TOWNSHIP) == Scope.nothing()
    assert narrowed(CLERK.scope, "990101") == CLERK.scope
    assert narrowed(CLERK.scope, "") == CLERK.scope


def test_surroundings_show_ones_own_neighbours_only(read_county: County) -> None:
    plate = some(read_county, "door_plate")
    box = box_around(plate.geometry)
    mine = surroundings(read_county, CLERK, layer_of("door_plate"), box, but=plate.id)
    theirs = surroundings(read_county, STRANGER, layer_of("door_plate"), box)
    assert mine["neighbours"]
    assert plate.id not in [neighbour[0] for neighbour in mine["neighbours"]]
    assert mine["lines"]
    assert theirs["neighbours"] == []


def test_a_box_holds_all_its_shapes_and_falls_back_to_the_county(read_county: County) -> None:
    plate = some(read_county, "door_plate")
    west, south, east, north = box_of([plate.geometry, None], read_county.profile)
    assert west < plate.geometry.x < east
    assert south < plate.geometry.y < north
    assert box_of([None], read_county.profile) == read_county.profile.bounds
    assert paths_of(plate.geometry) == [[round(plate.geometry.y, 8), round(plate.geometry.x, 8)]]


def test_a_scan_is_kept_under_its_own_digest(tiny_county: County) -> None:
    digest = keep_scan(tiny_county, REVIEWER, PDF)
    assert digest == hashlib.sha256(PDF).hexdigest()
    assert (tiny_county.settings.data_dir / "decisions" / f"{digest}.pdf").read_bytes() == PDF
    assert keep_scan(tiny_county, REVIEWER, PDF) == digest


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        (b"<html>", "scan.kind"),
        (b"", "scan.kind"),
        (b"MZ\x90", "scan.kind"),
        (PDF + b"0" * LARGEST_BYTES, "scan.size"),
    ],
)
def test_anything_but_a_readable_scan_is_refused(read_county: County, content: bytes, rule: str) -> None:
    with pytest.raises(Refused) as refused:
        keep_scan(read_county, REVIEWER, content)
    assert [f.rule for f in refused.value.findings] == [rule]


def test_only_who_may_approve_hands_in_a_scan(read_county: County) -> None:
    with pytest.raises(Refused):
        keep_scan(read_county, CLERK, PDF)
