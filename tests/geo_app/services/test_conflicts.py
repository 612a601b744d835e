"""A stale form: both versions field by field, and a merge that takes nothing back silently."""

from __future__ import annotations

from dataclasses import replace

from geo_app.services.conflicts import Conflict, conflict_of
from geo_app.services.county import County
from geo_app.services.edit_form import EditForm
from geo_app.services.records import open_record
from geo_app.services.reviewing import move
from layers.catalog import layer as layer_of
from layers.store import Record, Scope
from tests.geo_app.services.desks import CLERK, COUNTY_CLERK, REVIEWER, drafted, filled, some


def published(county: County, record: Record, texts: dict[str, str] | None = None, **more: str) -> None:
    """Somebody else's change of the record, published meanwhile."""
    change = drafted(county, COUNTY_CLERK, record, texts, **more)
    for deed, person in (("submit", COUNTY_CLERK), ("approve", REVIEWER), ("publish", REVIEWER)):
        change = move(county, person, change.id, deed, {"version": str(change.version)})


def conflict(county: County, record: Record, form: EditForm) -> Conflict:
    latest = open_record(county, CLERK, layer_of(record.layer), record.id).latest_version
    found = conflict_of(county, CLERK, layer_of(record.layer), record.id, form, latest)
    assert found is not None
    return found


def test_a_form_on_the_latest_version_has_no_conflict(tiny_county: County) -> None:
    plate = some(tiny_county, "door_plate")
    form = filled(tiny_county, CLERK, plate, {"note": "x"})
    assert conflict_of(tiny_county, CLERK, layer_of("door_plate"), plate.id, form, plate.version) is None


def test_what_only_the_other_changed_is_kept_as_they_made_it(tiny_county: County) -> None:
    plate = some(tiny_county, "door_plate")
    form = filled(tiny_county, CLERK, plate, {"note": "我的"})
    published(tiny_county, plate, {"face_text": "他的"})
    rows = {row.field.key: row for row in conflict(tiny_county, plate, form).rows}
    assert set(rows) == {"note", "face_text"}
    assert (rows["note"].merged, rows["note"].clash) == ("我的", False)
    assert (rows["face_text"].merged, rows["face_text"].clash) == ("他的", False)


def test_what_both_changed_is_a_clash_and_mine_is_not_thrown_away(tiny_county: County) -> None:
    plate = some(tiny_county, "door_plate")
    form = filled(tiny_county, CLERK, plate, {"note": "我的"})
    published(tiny_county, plate, {"note": "他的"})
    [row] = conflict(tiny_county, plate, form).rows
    assert (row.seen, row.current, row.typed, row.merged, row.clash) == (None, "他的", "我的", "我的", True)


def test_the_same_change_twice_is_no_clash(tiny_county: County) -> None:
    plate = some(tiny_county, "door_plate")
    form = filled(tiny_county, CLERK, plate, {"note": "一样"})
    published(tiny_county, plate, {"note": "一样"})
    [row] = conflict(tiny_county, plate, form).rows
    assert not row.clash


def test_a_position_moved_by_the_other_is_not_moved_back(tiny_county: County) -> None:
    plate = some(tiny_county, "door_plate")
    form = filled(tiny_county, CLERK, plate, {"note": "我的"})
    published(tiny_county, plate, lon=f"{plate.geometry.x + 0.0001:.8f}")
    found = conflict(tiny_county, plate, form)
    assert found.position is not None
    assert not found.position.mine
    assert not found.position.clash
    both = conflict(tiny_county, plate, replace(form, lat=f"{plate.geometry.y + 0.0002:.8f}"))
    assert both.position is not None
    assert both.position.mine
    assert both.position.clash


def test_a_reference_is_shown_by_name_and_merged_by_id(tiny_county: County) -> None:
    plate = some(tiny_county, "door_plate")
    streets = tiny_county.store.read("street", Scope.of("990101100"))
    other = streets[streets["id"] != plate.values["street"]].iloc[0]
    form = filled(tiny_county, CLERK, plate, {"note": "我的"})
    published(tiny_county, plate, {"street": other["name"]}, reference_ids={"street": other["id"]})
    row = next(r for r in conflict(tiny_county, plate, form).rows if r.field.key == "street")
    assert (row.current, row.merged, row.merged_id, row.clash) == (other["name"], other["name"], other["id"], False)


def test_a_program_gets_the_same_by_json(tiny_county: County) -> None:
    plate = some(tiny_county, "door_plate")
    form = filled(tiny_county, CLERK, plate, {"note": "我的"}, lon=f"{plate.geometry.x + 0.0001:.8f}")
    published(tiny_county, plate, {"note": "他的"})
    document = conflict(tiny_county, plate, form).as_json()
    assert document["current_version"] == plate.version + 1
    assert {field["field"]: field["clash"] for field in document["fields"]} == {"note": True, "geometry": False}
    assert document["findings"][0]["rule"] == "edit.stale"
