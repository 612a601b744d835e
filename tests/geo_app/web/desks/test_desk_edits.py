"""Forms over HTTP: refused beside the field, stale ones merged, expired sessions lose nothing, programs held to versions."""

from __future__ import annotations

import re

import pytest

from geo_app.accounts.permissions import Person
from layers.store import Record, Scope
from tests.geo_app.services.desks import CLERK, COUNTY_CLERK, HOSTILE, REVIEWER, STRANGER, named, some
from tests.geo_app.web.desks.office import PASSWORD, Office, fields_of, page_of

WHY = {"reason": "实地核对", "document": "核实记录 3 号"}


def address(record: Record) -> str:
    desk = {"door_plate": "plates", "place_name": "names", "place": "names", "division": "boundaries"}[record.layer]
    return f"/{desk}/{record.layer}/{record.id}"


def opened(office: Office, person: Person, record: Record, **typed: str) -> dict[str, str]:
    form = fields_of(office.get(person, address(record) + "/edit"))
    return {**form, **WHY, **{key.replace("__", "."): value for key, value in typed.items()}}


def change_of(answer) -> str:
    assert answer.status_code == 302, answer.text
    return re.search(r"/changes/([\w-]+)", answer.headers["Location"])[1]


def saved(office: Office, person: Person, record: Record, **typed: str) -> str:
    return change_of(office.post(person, address(record) + "/edit", opened(office, person, record, **typed)))


def test_an_untouched_form_changes_nothing(office: Office) -> None:
    plate = some(office.county, "door_plate")
    answer = office.post(CLERK, address(plate) + "/edit", opened(office, CLERK, plate))
    assert answer.status_code == 422
    assert "没有任何改动" in answer.text


def test_a_refused_form_comes_back_as_typed_with_the_reason_beside_the_field(office: Office) -> None:
    plate = some(office.county, "door_plate")
    form = opened(office, CLERK, plate, v__accuracy_m="很准", v__note=HOSTILE[2], lon="东经31.2", reason="")
    answer = office.post(CLERK, address(plate) + "/edit", form)
    assert answer.status_code == 422
    again = fields_of(answer)
    assert (again["v.accuracy_m"], again["v.note"], again["lon"]) == ("很准", HOSTILE[2], "东经31.2")
    beside = re.findall(r'class="beside finding error".*?</p>', answer.text, re.DOTALL)
    assert len(beside) == 3
    assert office.county.store.change_sets(Scope.everything(), author=CLERK.name) == []


def test_a_code_and_a_name_that_disagree_are_refused_on_the_page(office: Office) -> None:
    township = named(office.county, "division", "云峰镇")
    form = opened(office, COUNTY_CLERK, township, v__name="石门镇")
    answer = office.post(COUNTY_CLERK, address(township) + "/edit", form)
    assert answer.status_code == 422
    assert "990101100 是云峰镇" in answer.text
    assert "石门镇的代码是 990101101" in answer.text


def test_what_stands_against_a_form_is_told_while_typing_and_nothing_is_saved(office: Office) -> None:
    plate = some(office.county, "door_plate")
    form = {**opened(office, CLERK, plate, v__number_text="", lat="99"), "record": plate.id}
    found = office.post(CLERK, "/plates/door_plate/check", form, Accept="application/json").json["findings"]
    assert {(f["column"], f["term"], f["mark"]) for f in found} >= {("门牌号", "错误", "▲"), ("位置", "错误", "▲")}
    assert office.post(STRANGER, "/plates/door_plate/check", form, Accept="application/json").status_code == 404
    assert office.county.store.change_sets(Scope.everything(), author=CLERK.name) == []


def test_a_stale_form_shows_both_versions_and_the_merge_saves(office: Office) -> None:
    plate = some(office.county, "door_plate")
    mine = opened(office, CLERK, plate, v__note="我的备注")
    theirs = {"v__note": "他的备注", "v__face_text": "他的牌面", "lon": f"{plate.geometry.x + 0.0001:.8f}"}
    office.published(saved(office, COUNTY_CLERK, plate, **theirs))
    answer = office.post(CLERK, address(plate) + "/edit", mine)
    assert answer.status_code == 412
    assert {"我的备注", "他的备注", "他的牌面"} <= {word.strip() for word in page_of(answer).words}
    assert office.county.store.change_sets(Scope.everything(), author=CLERK.name) == []
    merged = fields_of(answer)
    assert (merged["v.note"], merged["v.face_text"], merged["place"]) == ("我的备注", "他的牌面", "current")
    change = change_of(office.post(CLERK, address(plate) + "/edit", merged))
    [edit] = office.county.store.edits(change, CLERK.scope)
    assert dict(edit.values) == {"note": "我的备注"}
    assert not edit.sets_geometry
    assert edit.base_version == plate.version + 1
    office.published(change)
    now = office.county.store.get("door_plate", plate.id, Scope.everything())
    assert (now.values["note"], now.values["face_text"]) == ("我的备注", "他的牌面")
    assert now.geometry.x == pytest.approx(plate.geometry.x + 0.0001)


def test_a_merge_can_be_taken_back_to_the_form(office: Office) -> None:
    plate = some(office.county, "door_plate")
    mine = opened(office, CLERK, plate, v__note="我的备注")
    office.published(saved(office, COUNTY_CLERK, plate, v__face_text="他的牌面"))
    merged = fields_of(office.post(CLERK, address(plate) + "/edit", mine))
    form = fields_of(office.post(CLERK, address(plate) + "/edit", {**merged, "back": "yes"}))
    assert (form["v.note"], form["v.face_text"], form["base_version"]) == (
        "我的备注",
        "他的牌面",
        str(plate.version + 1),
    )


def test_a_form_whose_session_ended_comes_back_filled_after_signing_in(office: Office) -> None:
    plate = some(office.county, "door_plate")
    form = opened(office, CLERK, plate, v__note=HOSTILE[0], reason="写了很久的理由\r\n第二行")
    office.county.accounts.sessions.end_all(CLERK.name)
    asked = office.post(CLERK, address(plate) + "/edit", form)
    assert asked.status_code == 401
    kept = re.search(r'name="kept" value="([^"]+)"', asked.text)[1]
    entered = office.post(None, "/login", {"name": CLERK.name, "password": PASSWORD, "kept": kept})
    sessions = re.search(r"geo_session=([^;]+)", " ".join(entered.headers.getlist("Set-Cookie")))
    office.sessions[CLERK.name] = sessions[1]
    resumed = fields_of(entered)
    again = fields_of(office.post(CLERK, address(plate) + "/edit", {**resumed, "back": "yes"}))
    assert again["v.note"] == HOSTILE[0]
    assert again["reason"].replace("\r\n", "\n") == "写了很久的理由\n第二行"
    change = change_of(office.post(CLERK, address(plate) + "/edit", {k: v for k, v in again.items() if k != "back"}))
    assert office.county.store.edits(change, CLERK.scope)[0].values["note"] == HOSTILE[0]


def test_a_form_without_its_token_is_refused(office: Office) -> None:
    plate = some(office.county, "door_plate")
    form = {**opened(office, CLERK, plate, v__note="x"), "csrf_token": "forged"}
    assert office.post(CLERK, address(plate) + "/edit", form).status_code == 400


def test_a_draft_is_gone_on_with_as_it_stands(office: Office) -> None:
    name = some(office.county, "place_name", at=3)
    change = saved(office, CLERK, name, v__text="新柳湾", v__note="核对过")
    form = fields_of(office.get(CLERK, f"{address(name)}/edit?into={change}"))
    assert (form["v.text"], form["into"], form["continues"]) == ("新柳湾", change, change)
    form |= {**WHY, "v.text": str(name.values["text"])}
    office.post(CLERK, f"{address(name)}/edit?into={change}", form)
    edits = office.county.store.edits(change, CLERK.scope)
    assert [(edit.layer, dict(edit.values)) for edit in edits] == [("place_name", {"note": "核对过"})]


def test_a_new_record_is_drafted_and_gone_on_with(office: Office) -> None:
    form = fields_of(office.get(CLERK, "/plates/door_plate/new?division=990101100001"))
    plate = some(office.county, "door_plate")
    form |= {**WHY, **{f"v.{k}": str(plate.values[k]) for k in ("kind", "address_text", "number_text", "status")}}
    form |= {"v.plate_code": "990101100001-D09999", "lon": "117.0", "lat": "31.2"}
    change = change_of(office.post(CLERK, "/plates/door_plate/new", form))
    [edit] = office.county.store.edits(change, CLERK.scope)
    again = fields_of(office.get(CLERK, f"/plates/door_plate/new?into={change}&object={edit.object_id}"))
    assert again["v.plate_code"] == "990101100001-D09999"
    office.post(CLERK, "/plates/door_plate/new", {**again, **WHY, "v.note": "补充"})
    [edit] = office.county.store.edits(change, CLERK.scope)
    assert edit.values["note"] == "补充"


# Programs ---------------------------------------------------------------------------------------------


def document(**values: object) -> dict[str, object]:
    return {"values": values, **WHY}


def test_a_program_must_say_which_version_it_saw(office: Office) -> None:
    plate = some(office.county, "door_plate")
    answer = office.put(CLERK, address(plate), document(note="x"), Accept="application/json")
    assert answer.status_code == 428
    assert answer.json["findings"]


def test_a_program_with_the_present_version_drafts(office: Office) -> None:
    plate = some(office.county, "door_plate")
    tag = office.get(CLERK, address(plate) + ".json").headers["ETag"]
    point = {"type": "Point", "coordinates": [plate.geometry.x + 0.0001, plate.geometry.y]}
    sent = {**document(note="程序写的"), "geometry": point}
    answer = office.put(CLERK, address(plate), sent, If_Match=tag, Accept="application/json")
    assert answer.status_code == 201
    [edit] = office.county.store.edits(answer.json["change_set"]["id"], CLERK.scope)
    assert (dict(edit.values), edit.sets_geometry) == ({"note": "程序写的"}, True)


def test_a_program_with_an_old_version_gets_both_field_by_field(office: Office) -> None:
    plate = some(office.county, "door_plate")
    tag = office.get(CLERK, address(plate) + ".json").headers["ETag"]
    office.published(saved(office, COUNTY_CLERK, plate, v__note="他的"))
    answer = office.put(CLERK, address(plate), document(note="程序写的"), If_Match=tag, Accept="application/json")
    assert answer.status_code == 412
    assert answer.json["fields"] == [
        {"field": "note", "title": "备注", "seen": None, "current": "他的", "typed": "程序写的", "clash": True}
    ]


@pytest.mark.parametrize(
    "sent",
    [
        None,
        [],
        {"values": []},
        {"values": {"nothing": 1}},
        {"values": {}, "act": "destroy"},
        {"values": {"kind": "没有"}},
    ],
)
def test_a_document_that_makes_no_sense_is_refused_in_words(office: Office, sent: object) -> None:
    plate = some(office.county, "door_plate")
    tag = office.get(CLERK, address(plate) + ".json").headers["ETag"]
    answer = office.put(CLERK, address(plate), sent, If_Match=tag, Accept="application/json")
    assert answer.status_code == 422
    assert all(finding["message"] for finding in answer.json["findings"])


def test_a_reviewers_own_office_is_no_exception(office: Office) -> None:
    """A change set of a reviewer waits for another reviewer."""
    change = saved(office, REVIEWER, some(office.county, "door_plate"), v__note="x")
    office.post(REVIEWER, f"/changes/{change}/submit", {"version": "1"})
    answer = office.post(REVIEWER, f"/changes/{change}/approve", {"version": "2"})
    assert answer.status_code == 422
    assert "起草人不能审核自己的变更" in answer.text
