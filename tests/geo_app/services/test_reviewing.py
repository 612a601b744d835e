"""Change sets on their way: who may move them where, what a reviewer sees, and the undo that is a new act."""

from __future__ import annotations

import pytest

from gazetteer.errors import NotFound, Refused, Stale
from geo_app.accounts.permissions import Person
from geo_app.services.county import County
from geo_app.services.reviewing import list_changes, may, move, next_waiting, open_change, waiting_for
from layers.store import ChangeSet, ChangeState, Scope
from tests.geo_app.services.desks import (
    CLERK,
    COUNTY_CLERK,
    REVIEWER,
    SECOND_REVIEWER,
    STRANGER,
    drafted,
    rules,
    some,
)


def step(county: County, person: Person, change: ChangeSet, deed: str, **form: str) -> ChangeSet:
    return move(county, person, change.id, deed, {"version": str(change.version), **form})


def submitted(county: County, note: str = "x", person: Person = CLERK, at: int = 0) -> ChangeSet:
    change = drafted(county, person, some(county, "door_plate", at=at), {"note": note})
    return step(county, person, change, "submit")


def test_a_correction_is_submitted_returned_mended_approved_published_and_undone(tiny_county: County) -> None:
    plate = some(tiny_county, "door_plate")
    change = step(tiny_county, CLERK, drafted(tiny_county, CLERK, plate, {"note": "一"}), "submit")
    change = step(tiny_county, REVIEWER, change, "return", reason="请写明楼层")
    assert (change.state, change.return_reason) == (ChangeState.RETURNED, "请写明楼层")
    drafted(tiny_county, CLERK, plate, {"note": "一层"}, into=change.id, continues=change.id)
    change = step(tiny_county, CLERK, tiny_county.store.change_set(change.id, CLERK.scope), "submit")
    change = step(tiny_county, REVIEWER, change, "approve")
    change = step(tiny_county, REVIEWER, change, "publish")
    assert tiny_county.store.get("door_plate", plate.id, Scope.everything()).values["note"] == "一层"
    undo = step(tiny_county, CLERK, change, "undo", reason="登记在别的门上了")
    assert (undo.state, undo.undoes, undo.author) == (ChangeState.DRAFT, change.id, CLERK.name)
    undo = step(tiny_county, CLERK, undo, "submit")
    undo = step(tiny_county, REVIEWER, undo, "approve")
    step(tiny_county, REVIEWER, undo, "publish")
    assert tiny_county.store.get("door_plate", plate.id, Scope.everything()).values["note"] is None
    acts = [event.act.value for event in tiny_county.store.events(Scope.everything(), object_id=plate.id)]
    assert acts == ["create", "correct", "restore"]


@pytest.mark.parametrize("deed", ["approve", "approve-paper", "return"])
def test_the_author_never_judges_their_own(tiny_county: County, deed: str) -> None:
    change = submitted(tiny_county, person=REVIEWER)
    assert not may(REVIEWER, deed, change)
    with pytest.raises(Refused) as refused:
        step(tiny_county, REVIEWER, change, deed, reason="我看可以")
    assert rules(refused.value.findings) == ["change_set.permission"]
    assert may(SECOND_REVIEWER, deed, change)


@pytest.mark.parametrize("person", [CLERK, COUNTY_CLERK], ids=lambda p: p.name)
def test_clerks_do_not_approve_or_publish(tiny_county: County, person: Person) -> None:
    change = submitted(tiny_county)
    with pytest.raises(Refused):
        step(tiny_county, person, change, "approve")
    approved = step(tiny_county, REVIEWER, change, "approve")
    with pytest.raises(Refused):
        step(tiny_county, person, approved, "publish")


@pytest.mark.parametrize("deed", ["return", "undo"])
def test_a_reason_is_asked_for(tiny_county: County, deed: str) -> None:
    change = submitted(tiny_county)
    if deed == "undo":
        change = step(tiny_county, REVIEWER, step(tiny_county, REVIEWER, change, "approve"), "publish")
    with pytest.raises(Refused) as refused:
        step(tiny_county, REVIEWER, change, deed, reason="  ")
    assert rules(refused.value.findings) == ["change_set.reason"]


def test_a_paper_decision_says_everything_it_lacks_and_is_kept(tiny_county: County) -> None:
    change = submitted(tiny_county)
    with pytest.raises(Refused) as refused:
        step(tiny_county, REVIEWER, change, "approve-paper", document_date="昨天")
    assert len(refused.value.findings) == 3
    paper = {"authority": "县人民政府", "document_number": "云政函〔2026〕3号", "document_date": "2026-11-02"}
    decision = step(tiny_county, REVIEWER, change, "approve-paper", **paper).decision
    assert decision is not None
    assert (decision.basis, decision.authority, str(decision.document_date)) == ("paper", "县人民政府", "2026-11-02")


def test_two_reviewers_do_not_overrule_each_other_unseen(tiny_county: County) -> None:
    change = submitted(tiny_county)
    step(tiny_county, REVIEWER, change, "approve")
    with pytest.raises((Stale, Refused)):
        step(tiny_county, SECOND_REVIEWER, change, "return", reason="不同意")
    assert tiny_county.store.change_set(change.id, Scope.everything()).state is ChangeState.APPROVED


def test_a_draft_is_its_authors_alone_and_another_township_sees_nothing(tiny_county: County) -> None:
    change = drafted(tiny_county, CLERK, some(tiny_county, "door_plate"), {"note": "x"})
    for person in (REVIEWER, COUNTY_CLERK, STRANGER):
        with pytest.raises(NotFound):
            open_change(tiny_county, person, change.id)
    change = step(tiny_county, CLERK, change, "submit")
    assert open_change(tiny_county, REVIEWER, change.id).visible == 1
    with pytest.raises(NotFound):
        open_change(tiny_county, STRANGER, change.id)
    seen = [found.id for found in list_changes(tiny_county, STRANGER, tuple(ChangeState), own=False)]
    assert change.id not in seen


def test_a_record_that_moved_on_since_the_draft_is_said_before_publishing(tiny_county: County) -> None:
    plate = some(tiny_county, "door_plate")
    slow = step(tiny_county, CLERK, drafted(tiny_county, CLERK, plate, {"note": "慢"}), "submit")
    quick = step(tiny_county, COUNTY_CLERK, drafted(tiny_county, COUNTY_CLERK, plate, {"note": "快"}), "submit")
    step(tiny_county, REVIEWER, step(tiny_county, REVIEWER, quick, "approve"), "publish")
    [view] = open_change(tiny_county, REVIEWER, slow.id).edits
    assert rules(view.findings) == ["store.stale"]
    approved = step(tiny_county, REVIEWER, slow, "approve")
    with pytest.raises(Stale):
        step(tiny_county, REVIEWER, approved, "publish")
    assert tiny_county.store.get("door_plate", plate.id, Scope.everything()).values["note"] == "快"


def test_the_difference_shows_the_fields_and_how_far_a_plate_moved(tiny_county: County) -> None:
    plate = some(tiny_county, "door_plate")
    change = drafted(tiny_county, CLERK, plate, {"note": "门口"}, lat=f"{plate.geometry.y + 0.0001:.8f}")
    [view] = open_change(tiny_county, CLERK, change.id).edits
    assert next((d.field.key, d.old, d.new) for d in view.difference.fields) == ("note", None, "门口")
    assert view.difference.position is not None
    assert view.difference.position.distance_m == pytest.approx(11.09, abs=0.02)


def test_a_published_change_set_shows_what_it_did_not_what_it_would_do_now(tiny_county: County) -> None:
    change = submitted(tiny_county, note="当时")
    change = step(tiny_county, REVIEWER, step(tiny_county, REVIEWER, change, "approve"), "publish")
    later = submitted(tiny_county, note="后来")
    step(tiny_county, REVIEWER, step(tiny_county, REVIEWER, later, "approve"), "publish")
    [view] = open_change(tiny_county, REVIEWER, change.id).edits
    assert [(d.old, d.new) for d in view.difference.fields if d.field.key == "note"] == [(None, "当时")]
    assert view.findings == ()


def test_a_reviewer_sees_what_stands_against_the_record_as_it_would_be(tiny_county: County) -> None:
    name = some(tiny_county, "place_name", at=3)
    change = step(tiny_county, CLERK, drafted(tiny_county, CLERK, name, {"text": "新柳湾"}), "submit")
    views = open_change(tiny_county, REVIEWER, change.id).edits
    assert {rule for view in views for rule in rules(view.findings)} == {"names.spelling_to_check"}


def test_the_queue_goes_round_and_leaves_out_ones_own(tiny_county: County) -> None:
    first, second = submitted(tiny_county, at=0), submitted(tiny_county, at=1)
    submitted(tiny_county, person=REVIEWER, at=2)
    assert [change.id for change in waiting_for(tiny_county, REVIEWER)] == [first.id, second.id]
    assert waiting_for(tiny_county, CLERK) == []
    following = next_waiting(tiny_county, REVIEWER, first)
    assert following is not None
    assert following.id == second.id
    around = next_waiting(tiny_county, REVIEWER, second)
    assert around is not None
    assert around.id == first.id


def test_removing_the_last_edit_withdraws_the_draft(tiny_county: County) -> None:
    change = drafted(tiny_county, CLERK, some(tiny_county, "door_plate"), {"note": "x"})
    drafted(tiny_county, CLERK, some(tiny_county, "door_plate", at=1), {"note": "y"}, into=change.id)
    change = tiny_county.store.change_set(change.id, CLERK.scope)
    change = step(tiny_county, CLERK, change, "remove", position="0")
    assert (change.state, change.edit_count) == (ChangeState.DRAFT, 1)
    assert step(tiny_county, CLERK, change, "remove", position="0").state is ChangeState.WITHDRAWN
