"""Change sets over HTTP: tabs, old beside new, one map, deeds and who may do them."""

from __future__ import annotations

import io

from layers.store import ChangeState, Scope
from tests.geo_app.services.desks import CLERK, HOSTILE, REVIEWER, SECOND_REVIEWER, STRANGER, drafted, some
from tests.geo_app.web.desks.office import Office, page_of


def waiting(office: Office, note: str = "门口") -> tuple[str, str]:
    """A submitted change set that moves a plate and writes a note; its id and the plate's."""
    plate = some(office.county, "door_plate")
    change = drafted(office.county, CLERK, plate, {"note": note}, lat=f"{plate.geometry.y + 0.0001:.8f}")
    change = office.county.store.submit(change.id, actor=CLERK.name, version=change.version)
    return change.id, plate.id


def state(office: Office, change: str) -> ChangeState:
    return office.county.store.change_set(change, Scope.everything()).state


def test_old_and_new_stand_side_by_side_and_on_one_map(office: Office) -> None:
    change, _ = waiting(office, HOSTILE[2])
    answer = office.get(REVIEWER, f"/changes/{change}")
    page = page_of(answer)
    assert any(HOSTILE[2] in words for words in page.words)
    assert "11.1 m" in answer.text
    assert any("data-change-map" in attributes for _, attributes in page.tags)
    found = office.get(REVIEWER, f"/changes/{change}/map.json").json
    [edit] = found["edits"]
    assert edit["new"][0][0] - edit["old"][0][0] > 0.00009
    assert found["areas"]


def test_the_whole_way_over_the_pages(office: Office) -> None:
    change, plate = waiting(office)
    assert change in office.get(REVIEWER, "/changes?tab=waiting").text
    office.post(REVIEWER, f"/changes/{change}/approve", {"version": "2", "reason": "属实"})
    assert state(office, change) is ChangeState.APPROVED
    office.post(SECOND_REVIEWER, f"/changes/{change}/publish", {"version": "3"})
    assert state(office, change) is ChangeState.PUBLISHED
    undo = office.post(CLERK, f"/changes/{change}/undo", {"version": "4", "reason": "量错了"}).headers["Location"]
    shown = office.get(CLERK, undo.split("?")[0])
    assert "打开原变更" in shown.text
    office.published(undo.split("/changes/")[1].split("?")[0])
    history = office.get(CLERK, f"/plates/door_plate/{plate}").text
    assert history.count("<time datetime=") == 3
    assert "恢复原状" in history


def test_buttons_are_there_for_those_who_may_use_them(office: Office) -> None:
    change, _ = waiting(office)
    deeds = {
        person.name: {
            a["data-deed"] for _, a in page_of(office.get(person, f"/changes/{change}")).tags if "data-deed" in a
        }
        for person in (CLERK, REVIEWER)
    }
    assert deeds == {CLERK.name: {"withdraw"}, REVIEWER.name: {"approve", "approve-paper", "return"}}
    assert office.get(STRANGER, f"/changes/{change}").status_code == 404
    assert office.post(STRANGER, f"/changes/{change}/approve", {"version": "2"}).status_code == 404
    assert office.post(CLERK, f"/changes/{change}/publish", {"version": "2"}).status_code == 422


def test_a_refused_deed_keeps_what_was_typed(office: Office) -> None:
    change, _ = waiting(office)
    form = {"version": "2", "authority": "县人民政府", "document_number": "", "document_date": "2026-11-02"}
    answer = office.post(REVIEWER, f"/changes/{change}/approve-paper", form)
    assert answer.status_code == 422
    assert 'value="县人民政府"' in answer.text
    assert state(office, change) is ChangeState.SUBMITTED


def test_a_paper_decision_comes_with_its_scan(office: Office) -> None:
    change, _ = waiting(office)
    form = {
        "version": "2",
        "authority": "县人民政府",
        "document_number": "云政函〔2026〕3号",
        "document_date": "2026-11-02",
        "scan": (io.BytesIO(b"%PDF-1.7 signed"), "批文.pdf"),
    }
    office.post(REVIEWER, f"/changes/{change}/approve-paper", form)
    decision = office.county.store.change_set(change, Scope.everything()).decision
    assert decision is not None
    assert decision.scan_sha256
    assert list((office.county.settings.data_dir / "decisions").iterdir())
    assert "云政函〔2026〕3号" in office.get(REVIEWER, f"/changes/{change}").text
    scan = office.get(CLERK, f"/changes/{change}/scan")
    assert scan.get_data() == b"%PDF-1.7 signed"
    assert scan.headers["Content-Disposition"].startswith("attachment")
    assert office.get(STRANGER, f"/changes/{change}/scan").status_code == 404


def test_a_scan_that_is_none_is_refused(office: Office) -> None:
    change, _ = waiting(office)
    form = {
        "version": "2",
        "authority": "县人民政府",
        "document_number": "3号",
        "document_date": "2026-11-02",
        "scan": (io.BytesIO(b"<script>"), "批文.pdf"),
    }
    answer = office.post(REVIEWER, f"/changes/{change}/approve-paper", form)
    assert answer.status_code == 422
    assert "PDF" in answer.text
    assert state(office, change) is ChangeState.SUBMITTED


def test_an_old_page_does_not_decide(office: Office) -> None:
    change, _ = waiting(office)
    office.post(REVIEWER, f"/changes/{change}/approve", {"version": "2"})
    answer = office.post(SECOND_REVIEWER, f"/changes/{change}/return", {"version": "2", "reason": "不同意"})
    assert answer.status_code == 412
    assert state(office, change) is ChangeState.APPROVED


def test_the_queue_leads_on(office: Office) -> None:
    first, _ = waiting(office)
    other = drafted(office.county, CLERK, some(office.county, "door_plate", at=1), {"note": "y"})
    office.county.store.submit(other.id, actor=CLERK.name, version=other.version)
    tags = page_of(office.get(REVIEWER, f"/changes/{first}")).tags
    assert [a["href"] for _, a in tags if "data-next-change" in a] == [f"/changes/{other.id}"]


def test_json_stands_beside_the_page(office: Office) -> None:
    change, plate = waiting(office)
    answer = office.get(REVIEWER, f"/changes/{change}", Accept="application/json")
    assert answer.headers["ETag"] == f'"{change}-2"'
    assert answer.json["may"] == ["return", "approve", "approve-paper"]
    [edit] = answer.json["edits"]
    assert (edit["id"], edit["changed"][0]) == (plate, "note")
    listed = office.get(REVIEWER, "/changes?tab=waiting", Accept="application/json").json["changes"]
    assert [c["id"] for c in listed] == [change]
    unseen = office.post(REVIEWER, f"/changes/{change}/approve", {}, Accept="application/json")
    assert unseen.status_code == 428
    stale = office.post(REVIEWER, f"/changes/{change}/approve", {}, Accept="application/json", If_Match=f'"{change}-1"')
    assert stale.status_code == 412
    moved = office.post(
        REVIEWER, f"/changes/{change}/approve", {}, Accept="application/json", If_Match=answer.headers["ETag"]
    )
    assert moved.json["state"] == "approved"
    assert office.post(REVIEWER, f"/changes/{change}/explode", {"version": "3"}).status_code == 404


def test_what_has_changed_again_since_is_not_undone_over_it(office: Office) -> None:
    change, plate = waiting(office)
    office.post(REVIEWER, f"/changes/{change}/approve", {"version": "2"})
    office.post(REVIEWER, f"/changes/{change}/publish", {"version": "3"})
    later = drafted(
        office.county, CLERK, office.county.store.get("door_plate", plate, Scope.everything()), {"note": "z"}
    )
    office.published(later.id)
    answer = office.post(CLERK, f"/changes/{change}/undo", {"version": "4", "reason": "量错了"})
    assert answer.status_code in (412, 422)
    assert "量错了" in answer.text
    assert office.county.store.change_sets(Scope.everything(), author=CLERK.name, states=[ChangeState.DRAFT]) == []
