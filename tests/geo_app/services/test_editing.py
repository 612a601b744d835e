"""Drafting: a filled form becomes edits, or findings beside its fields; nothing is saved half."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from gazetteer.errors import Refused
from geo_app.services.county import County
from geo_app.services.editing import propose, save_draft
from layers.catalog import layer as layer_of
from layers.store import ChangeState, Condition, EditAct, Operator, Scope
from tests.geo_app.services.desks import (
    CLERK,
    COUNTY_CLERK,
    HOSTILE,
    STRANGER,
    created,
    drafted,
    filled,
    named,
    proposed,
    rules,
    some,
)


def standard_name(county: County):
    return some(county, "place_name", Condition("role", Operator.EQUAL, "standard"), at=3)


def test_a_corrected_name_takes_the_places_label_along_in_the_same_change_set(tiny_county: County) -> None:
    name = standard_name(tiny_county)
    change = drafted(tiny_county, CLERK, name, {"text": "新柳湾"})
    edits = {edit.layer: edit for edit in tiny_county.store.edits(change.id, CLERK.scope)}
    assert edits["place_name"].values == {"text": "新柳湾"}
    assert edits["place"].values == {"label": "新柳湾"}
    assert edits["place"].object_id == name.values["place"]
    assert change.state is ChangeState.DRAFT


def test_a_changed_name_asks_to_look_at_its_spelling(read_county: County) -> None:
    name = standard_name(read_county)
    found = proposed(read_county, CLERK, name, filled(read_county, CLERK, name, {"text": "新柳湾"}))
    [note] = [f for f in found.findings if f.rule == "names.spelling_to_check"]
    spelling = some(read_county, "place_name_spelling", Condition("name", Operator.EQUAL, name.id))
    assert note.value == spelling.values["toned"]
    assert found.acceptable
    untouched = proposed(read_county, CLERK, name, filled(read_county, CLERK, name, {"note": "x"}))
    assert "names.spelling_to_check" not in rules(untouched.findings)


def test_a_draft_changes_nothing_that_anybody_reads(tiny_county: County) -> None:
    name = standard_name(tiny_county)
    before = tiny_county.store.head()
    drafted(tiny_county, CLERK, name, {"text": "新柳湾"})
    assert tiny_county.store.head() == before
    assert tiny_county.store.get("place_name", name.id, Scope.everything()).values == name.values


def test_everything_that_is_missing_is_said_at_once(tiny_county: County) -> None:
    plate = some(tiny_county, "door_plate")
    form = filled(tiny_county, CLERK, plate, {"number_text": "", "accuracy_m": "很准"}, reason=" ", document="")
    found = proposed(tiny_county, CLERK, plate, form)
    assert {f.column for f in found.findings} == {"理由", "依据", "门牌号", "位置精度"}
    assert all(f.remedy for f in found.findings)
    assert not found.acceptable
    with pytest.raises(Refused):
        save_draft(tiny_county, CLERK, layer_of("door_plate"), found, form, "x")
    assert tiny_county.store.change_sets(Scope.everything(), author=CLERK.name) == []


def test_a_form_without_a_change_is_no_draft(read_county: County) -> None:
    plate = some(read_county, "door_plate")
    assert rules(proposed(read_county, CLERK, plate, filled(read_county, CLERK, plate)).findings) == ["edit.unchanged"]


def test_degrees_minutes_and_seconds_move_a_plate(read_county: County) -> None:
    plate = some(read_county, "door_plate")
    form = filled(read_county, CLERK, plate, lon="东经116°59′24″", lat="31°12′36″N")
    edit = proposed(read_county, CLERK, plate, form).edit
    assert edit.sets_geometry
    assert (edit.geometry.x, edit.geometry.y) == pytest.approx((116.99, 31.21))
    assert dict(edit.values) == {}


@pytest.mark.parametrize(
    ("lon", "lat", "rule"),
    [
        ("31.21", "116.99", "position.unreadable"),  # a latitude of 116 is no latitude
        ("31.2", "31.2", "position.outside"),
        ("0", "0", "position.zero"),
        ("NaN", "31.2", "position.unreadable"),
        ("121.5", "31.2", "position.outside"),
        ("", "31.2", "position.unreadable"),
        ("北纬116.99", "31.2", "position.unreadable"),
    ],
)
def test_a_doubtful_position_is_refused_and_never_put_right(read_county: County, lon: str, lat: str, rule: str) -> None:
    plate = some(read_county, "door_plate")
    found = proposed(read_county, CLERK, plate, filled(read_county, CLERK, plate, lon=lon, lat=lat))
    assert rule in rules(found.findings)
    assert not found.acceptable
    assert not found.edit.sets_geometry


def test_a_plate_does_not_lose_its_position(read_county: County) -> None:
    plate = some(read_county, "door_plate")
    found = proposed(read_county, CLERK, plate, filled(read_county, CLERK, plate, lon="", lat=""))
    assert [(f.column, f.severity.value) for f in found.findings] == [("位置", "error")]


@pytest.mark.parametrize(
    ("texts", "right"),
    [
        ({"name": "石门镇"}, "石门镇的代码是 990101101"),
        ({"code": "990101200"}, "990101200 是白鹿乡"),
        ({"code": "990102100"}, "云峰镇的代码是 990101100"),
    ],
)
def test_a_code_and_a_name_that_disagree_are_refused_with_the_right_pair(
    read_county: County, texts: dict[str, str], right: str
) -> None:
    township = named(read_county, "division", "云峰镇")
    found = proposed(read_county, COUNTY_CLERK, township, filled(read_county, COUNTY_CLERK, township, texts))
    said = [f.message for f in found.findings if f.rule == "divisions.code_name"]
    assert len(said) == 1
    assert right in said[0]
    assert not found.acceptable


def test_another_countys_code_with_this_countys_name_is_refused_for_a_new_division(read_county: County) -> None:
    form = created("division", {"code": "990102", "name": "云岭县", "level": "county"}, division="990101")
    found = propose(read_county, COUNTY_CLERK, layer_of("division"), None, form)
    said = " ".join(f.message for f in found.findings if f.rule == "divisions.code_name")
    assert "990102 是松岗县" in said
    assert "云岭县的代码是 990101" in said


def test_a_slip_in_a_divisions_own_name_can_be_corrected(read_county: County) -> None:
    township = named(read_county, "division", "云峰镇")
    found = proposed(
        read_county, COUNTY_CLERK, township, filled(read_county, COUNTY_CLERK, township, {"name": "云锋镇"})
    )
    assert found.acceptable
    assert found.edit.values == {"name": "云锋镇"}


@pytest.mark.parametrize("name", HOSTILE)
def test_any_text_is_kept_character_by_character(tiny_county: County, name: str) -> None:
    change = drafted(tiny_county, CLERK, standard_name(tiny_county), {"text": name})
    texts = [edit.values.get("text") for edit in tiny_county.store.edits(change.id, CLERK.scope)]
    assert name in texts
    assert name in change.title


def test_a_number_in_use_is_refused_and_named(read_county: County) -> None:
    first, second = some(read_county, "door_plate"), some(read_county, "door_plate", at=1)
    form = filled(read_county, CLERK, second, {"plate_code": str(first.values["plate_code"])})
    found = [f for f in proposed(read_county, CLERK, second, form).findings if f.rule == "store.duplicate"]
    assert found[0].value == first.values["plate_code"]


def test_another_townships_record_does_not_exist_for_a_clerk(tiny_county: County) -> None:
    with pytest.raises(Refused):
        drafted(tiny_county, STRANGER, some(tiny_county, "door_plate"), {"note": "x"})


def test_a_record_cannot_be_pushed_into_another_township(read_county: County) -> None:
    plate = some(read_county, "door_plate")
    found = proposed(read_county, CLERK, plate, filled(read_county, CLERK, plate, division="990101101200"))
    assert [(f.rule, f.column) for f in found.findings] == [("edit.division", "所属区划")]


def test_two_records_go_into_one_draft_and_a_second_edit_completes_the_first(tiny_county: County) -> None:
    plate, other = some(tiny_county, "door_plate"), some(tiny_county, "door_plate", at=1)
    change = drafted(tiny_county, CLERK, plate, {"note": "一"})
    drafted(tiny_county, CLERK, other, {"note": "二"}, into=change.id)
    drafted(tiny_county, CLERK, plate, {"face_text": "三"}, into=change.id)
    edits = {edit.object_id: dict(edit.values) for edit in tiny_county.store.edits(change.id, CLERK.scope)}
    assert edits == {plate.id: {"note": "一", "face_text": "三"}, other.id: {"note": "二"}}


def test_a_form_that_went_on_with_a_draft_replaces_what_it_said(tiny_county: County) -> None:
    name = standard_name(tiny_county)
    change = drafted(tiny_county, CLERK, name, {"text": "新柳湾", "note": "核对过"})
    drafted(tiny_county, CLERK, name, {"note": "只改备注"}, into=change.id, continues=change.id)
    edits = tiny_county.store.edits(change.id, CLERK.scope)
    assert [(edit.layer, dict(edit.values)) for edit in edits] == [("place_name", {"note": "只改备注"})]


def test_a_draft_does_not_do_two_different_things_to_one_record(tiny_county: County) -> None:
    plate = some(tiny_county, "door_plate")
    change = drafted(tiny_county, CLERK, plate, {"note": "一"})
    with pytest.raises(Refused) as refused:
        drafted(tiny_county, CLERK, plate, act=EditAct.END, effective="2026-01-01", into=change.id)
    assert rules(refused.value.findings) == ["change_set.two_acts"]


def test_nobody_writes_into_anothers_draft(tiny_county: County) -> None:
    plate = some(tiny_county, "door_plate")
    change = drafted(tiny_county, CLERK, plate, {"note": "一"})
    with pytest.raises(Refused):
        drafted(tiny_county, COUNTY_CLERK, plate, {"note": "二"}, into=change.id)


@pytest.mark.parametrize("act", [EditAct.CHANGE, EditAct.END])
def test_what_begins_or_ends_asks_for_its_day(read_county: County, act: EditAct) -> None:
    plate = some(read_county, "door_plate")
    form = filled(read_county, CLERK, plate, {"note": "x"}, act=act)
    assert "edit.effective" in rules(proposed(read_county, CLERK, plate, form).findings)
    dated = proposed(read_county, CLERK, plate, replace(form, effective="2026-03-01"))
    assert dated.acceptable
    assert dated.edit.effective == date(2026, 3, 1)


def test_line_ends_of_a_browser_are_no_change(tiny_county: County) -> None:
    place = some(tiny_county, "place", at=3)
    change = drafted(tiny_county, CLERK, place, {"origin": "第一行\n第二行"})
    [edit] = tiny_county.store.edits(change.id, CLERK.scope)
    assert edit.values["origin"] == "第一行\n第二行"
    found = proposed(tiny_county, CLERK, place, filled(tiny_county, CLERK, place, {"origin": "第一行\r\n第二行"}))
    assert found.edit.values["origin"] == "第一行\n第二行"


def test_a_new_record_needs_what_the_layer_declares(read_county: County) -> None:
    form = created("door_plate", {"plate_code": "990101100001-D99999"}, division="990101100001")
    found = propose(read_county, CLERK, layer_of("door_plate"), None, form)
    assert {f.column for f in found.findings} >= {"门牌类型", "标准地址", "门牌号", "状态", "位置"}
