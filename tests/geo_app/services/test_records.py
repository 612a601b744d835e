"""One record as a person meets it: its values in two times, its history, what belongs to it."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from gazetteer.errors import NotFound
from geo_app.services.county import County
from geo_app.services.records import open_record
from geo_app.services.reviewing import move
from layers.catalog import layer as layer_of
from layers.store import EditAct
from tests.geo_app.services.desks import CLERK, COUNTY_CLERK, REVIEWER, STRANGER, drafted, named, some

PLATES = layer_of("door_plate")


def published(county: County, *arguments, **more) -> None:
    change = drafted(county, CLERK, *arguments, **more)
    for deed, person in (("submit", CLERK), ("approve", REVIEWER), ("publish", REVIEWER)):
        change = move(county, person, change.id, deed, {"version": str(change.version)})


def test_a_place_shows_its_names_and_through_them_spellings_and_acts(read_county: County) -> None:
    place = some(read_county, "place", at=3)
    page = open_record(read_county, CLERK, layer_of("place"), place.id)
    assert {related.layer.key for related in page.related} >= {"place_name", "place_name_spelling", "naming_act"}
    assert page.findings == []
    assert page.label == place.values["label"]


def test_a_record_of_another_township_is_not_found(read_county: County) -> None:
    plate = some(read_county, "door_plate")
    with pytest.raises(NotFound):
        open_record(read_county, STRANGER, PLATES, plate.id)


def test_a_reference_is_shown_by_name(read_county: County) -> None:
    plate = some(read_county, "door_plate")
    street = read_county.store.get("street", str(plate.values["street"]), CLERK.scope)
    assert open_record(read_county, CLERK, PLATES, plate.id).labels["street"] == street.values["name"]


def test_a_division_counts_what_it_holds(read_county: County) -> None:
    village = named(read_county, "division", "青石村")
    page = open_record(read_county, COUNTY_CLERK, layer_of("division"), village.id)
    assert page.counts_within["door_plate"] > 0


def test_history_says_who_when_why_by_what_and_what_changed(tiny_county: County) -> None:
    plate = some(tiny_county, "door_plate")
    published(tiny_county, plate, {"note": "门口有树"}, reason="实地核对", document="核实记录 9 号")
    page = open_record(tiny_county, CLERK, PLATES, plate.id)
    [latest, first] = page.history
    assert (latest.event.actor, latest.event.reason) == (REVIEWER.name, "实地核对")
    assert REVIEWER.name in latest.event.document
    assert latest.difference.new is not None
    assert latest.difference.new.source == "核实记录 9 号"
    assert ("note", None, "门口有树") in [(d.field.key, d.old, d.new) for d in latest.difference.fields]
    assert first.event.act is EditAct.CREATE
    assert page.latest_version == plate.version + 1


def test_both_times_can_be_asked_for(tiny_county: County) -> None:
    plate = some(tiny_county, "door_plate")
    before = datetime.now(UTC)
    published(tiny_county, plate, {"status": "missing"}, act=EditAct.CHANGE, effective="2026-06-01")
    asked = [
        {"as_of": date(2026, 5, 31)},
        {"as_of": date(2026, 6, 1)},
        {"as_of": date(2026, 6, 1), "recorded_at": before},
    ]
    found = [open_record(tiny_county, CLERK, PLATES, plate.id, **times).record.values["status"] for times in asked]
    assert found == [plate.values["status"], "missing", plate.values["status"]]


def test_another_time_is_set_beside_now(tiny_county: County) -> None:
    plate = some(tiny_county, "door_plate")
    before = datetime.now(UTC)
    published(tiny_county, plate, {"note": "后来写的"})
    then = open_record(tiny_county, CLERK, PLATES, plate.id, recorded_at=before).since_then
    assert then is not None
    assert ("note", None, "后来写的") in [(d.field.key, d.old, d.new) for d in then.fields]
    assert open_record(tiny_county, CLERK, PLATES, plate.id).since_then is None


def test_a_withdrawn_record_is_still_shown_as_it_was(tiny_county: County) -> None:
    plate = some(tiny_county, "door_plate")
    published(tiny_county, plate, act=EditAct.WITHDRAW)
    page = open_record(tiny_county, CLERK, PLATES, plate.id)
    assert page.latest_version == 0
    assert page.record.values["plate_code"] == plate.values["plate_code"]
