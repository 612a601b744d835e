"""The one way to change anything: who may move a change set where, found by driving it at random, then by name."""

from __future__ import annotations

import itertools
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from gazetteer.errors import NotFound, Refused, Stale
from layers.store import ChangeSet, ChangeState, Decision, Scope, Store
from tests.layers.store.rows import (
    ALL,
    OTHER_TOWN,
    OTHER_VILLAGE,
    TOWN,
    carry,
    console,
    edit_of,
    load,
    number,
    person,
    plate,
    value,
)

D, S, R, A, P, W = (ChangeState(s) for s in ("draft", "submitted", "returned", "approved", "published", "withdrawn"))
MOVES = {
    "amend": ({D: D, R: R}, "author"),
    "submit": ({D: S, R: S}, "author"),
    "withdraw": ({D: W, S: W, R: W}, "author"),
    "send_back": ({S: R, A: R}, "other"),
    "approve": ({S: A}, "other"),
    "publish": ({A: P}, "anyone"),
}
"""Written down here once more, on purpose: the machine below holds the store to it."""
PEOPLE = ("clerk", "second", "reviewer")
numbers = itertools.count(1)


def act(store: Store, deed: str, change_set: str, actor: str, version: int, note: str = "x") -> ChangeSet:
    if deed == "amend":
        edits = store.edits(change_set, ALL)
        return store.amend(change_set, [edits[0]], actor=actor, version=version, reason=note)
    if deed == "approve":
        return store.approve(change_set, person(actor), version=version)
    if deed == "send_back":
        return store.send_back(change_set, actor=actor, version=version, reason=note)
    if deed == "publish":
        store.publish(change_set, actor=actor, version=version)
        return store.change_set(change_set, ALL)
    moved: ChangeSet = getattr(store, deed)(change_set, actor=actor, version=version)
    return moved


class ChangeSets(RuleBasedStateMachine):
    """One plate, one change set on it, anybody trying anything with any version; a model says what must come of it."""

    store: Store

    @initialize(author=st.sampled_from(PEOPLE))
    def start(self, author: str) -> None:
        self.plate = next(numbers)
        load(self.store, plate(self.plate, note="before"))
        self.begin(author)

    def begin(self, author: str) -> None:
        record = self.store.get("door_plate", number(self.plate), ALL)
        note = f"after {record.version}"
        edit = edit_of(record, values={"note": note})
        self.known = self.store.draft([edit], author=author, title="改正", reason="核对")
        self.told: object = record.values["note"]
        self.planned: object = note

    @rule(deed=st.sampled_from(sorted(MOVES)), actor=st.sampled_from(PEOPLE), behind=st.sampled_from((0, 0, 0, 1)))
    def try_to(self, deed: str, actor: str, behind: int) -> None:
        moves, who = MOVES[deed]
        author = actor == self.known.author
        before, events = self.known, self.store.head()
        personal = who == "anyone" or (who == "author") == author
        if personal and before.state in moves and not behind:
            self.known = act(self.store, deed, before.id, actor, before.version)
            assert self.known.state is moves[before.state]
            assert self.known.version == before.version + 1
            if deed == "publish":
                self.replaced, self.told = self.told, self.planned
                assert self.store.head()[0] == events[0] + 1
            return
        with pytest.raises(Refused) as told:
            act(self.store, deed, before.id, actor, before.version - behind)
        assert isinstance(told.value, Stale) == (personal and before.state in moves)
        assert self.store.head() == events

    @rule(author=st.sampled_from(PEOPLE))
    def undo(self, author: str) -> None:
        if self.known.state is not P:
            with pytest.raises(Refused, match="还没有发布"):
                self.store.undo(self.known.id, author=author, reason="误")
            return
        undone = self.store.undo(self.known.id, author=author, reason="误")
        assert (undone.state, undone.undoes, undone.author) == (D, self.known.id, author)
        self.known, self.planned = undone, self.replaced

    @rule(author=st.sampled_from(PEOPLE))
    def start_again(self, author: str) -> None:
        if self.known.state in (P, W):
            self.begin(author)

    @invariant()
    def the_store_says_what_the_model_says(self) -> None:
        if hasattr(self, "known"):
            assert self.store.change_set(self.known.id, ALL) == self.known
            assert value(self.store, self.plate, "note") == self.told
            if self.known.state in (A, P) and self.known.decision:
                assert self.known.decision.decided_by != self.known.author


def drive(store: Store, examples: int, steps: int) -> None:
    class Machine(ChangeSets):
        pass

    Machine.store = store
    quiet = settings(
        max_examples=examples,
        stateful_step_count=steps,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        print_blob=False,
    )
    run_state_machine_as_test(Machine, settings=quiet)
    assert store.verify() == []


def test_nobody_gets_anywhere_they_may_not(store: Store) -> None:
    drive(store, examples=10, steps=25)


@pytest.mark.long
@pytest.mark.timeout(3600)
def test_nobody_gets_anywhere_they_may_not_for_hours(store: Store) -> None:
    drive(store, examples=2000, steps=60)


def drafted(store: Store, **options: Any) -> ChangeSet:
    load(store, plate(1))
    record = store.get("door_plate", number(1), ALL)
    return store.draft(
        [edit_of(record, values={"note": "x"}, **options)], author="clerk", title="改正", reason="核对原件"
    )


def test_the_author_is_told_why_they_cannot_approve(store: Store) -> None:
    made = drafted(store)
    submitted = store.submit(made.id, actor="clerk", version=made.version)
    with pytest.raises(Refused, match="不能批准自己起草的变更") as told:
        store.approve(made.id, person("clerk"), version=submitted.version)
    assert told.value.findings[0].remedy
    with pytest.raises(Refused, match="只有起草人可以操作"):
        store.withdraw(made.id, actor="second", version=submitted.version)


def test_a_signed_paper_can_be_the_approval_and_events_cite_it(store: Store) -> None:
    made = drafted(store)
    submitted = store.submit(made.id, actor="clerk", version=made.version)
    paper = Decision(
        basis="paper",
        decided_by="registrar",
        decided_at=datetime.now(UTC),
        authority="县人民政府",
        document_number="政发〔2024〕5号",
        document_date=date(2024, 5, 6),
        scan_sha256="ab" * 32,
    )
    approved = store.approve(made.id, paper, version=submitted.version)
    assert approved.decision == paper
    assert store.change_set(made.id, ALL).decision == paper
    store.publish(made.id, actor="registrar", version=approved.version)
    (event,) = store.events(ALL, change_set=made.id)
    assert event.document == "县人民政府 政发〔2024〕5号 2024-05-06"
    assert (event.actor, event.reason, event.act.value) == ("registrar", "核对原件", "correct")
    assert (event.before[0].values["note"], event.after[0].values["note"]) == (None, "x")


def test_a_decision_rests_on_something_known() -> None:
    with pytest.raises(ValueError, match="rumour"):
        Decision(basis="rumour", decided_by="x", decided_at=datetime.now(UTC))


def test_a_returned_change_comes_back_with_its_reason_and_without_its_approval(store: Store) -> None:
    made = drafted(store)
    submitted = store.submit(made.id, actor="clerk", version=made.version)
    approved = store.approve(made.id, person(), version=submitted.version)
    returned = store.send_back(made.id, actor="reviewer", version=approved.version, reason="缺照片")
    assert (returned.return_reason, returned.decision) == ("缺照片", None)
    with pytest.raises(Refused, match="退回补正，不能转为已发布"):
        store.publish(made.id, actor="reviewer", version=returned.version)
    again = store.submit(made.id, actor="clerk", version=returned.version)
    assert (again.return_reason, again.submitted_at is not None) == ("", True)


def test_publishing_twice_happens_once(store: Store) -> None:
    """Without a base version a second publishing would quietly apply the edits again."""
    made = drafted(store, base_version=None)
    carry(store, made.id)
    published, head = store.change_set(made.id, ALL), store.head()
    with pytest.raises(Refused, match="已发布，不能转为已发布"):
        store.publish(made.id, actor="reviewer", version=published.version)
    assert store.head() == head


def test_an_empty_change_is_not_kept(store: Store) -> None:
    with pytest.raises(Refused, match="没有任何修改"):
        store.draft([], author="clerk", title="空", reason="")
    made = drafted(store)
    with pytest.raises(Refused, match="没有任何修改"):
        store.amend(made.id, [], actor="clerk", version=made.version)
    assert store.edits(made.id, ALL) != []
    assert store.change_set(made.id, ALL).version == 1


def test_an_edit_is_kept_as_it_was_drafted(store: Store) -> None:
    made = drafted(store, effective=date(2024, 2, 29))
    record = store.get("door_plate", number(1), ALL)
    edit = edit_of(record, values={"note": "{{7*7}}", "installed_on": date(2024, 2, 29), "accuracy_m": 0.1})
    amended = store.amend(
        made.id, [edit, plate(2, lon=108.1)], actor="clerk", version=made.version, title="改两处", reason="核对两处"
    )
    assert (amended.title, amended.reason, amended.edit_count, amended.version) == ("改两处", "核对两处", 2, 2)
    kept = store.edits(made.id, ALL)
    assert kept == [edit, plate(2, lon=108.1)]


def test_lists_are_newest_first_and_keep_to_state_author_and_scope(store: Store) -> None:
    load(store, plate(1), plate(2, division=OTHER_VILLAGE))
    made = []
    for n, author in ((1, "clerk"), (2, "second"), (1, "second")):
        record = store.get("door_plate", number(n), ALL)
        made.append(store.draft([edit_of(record, values={"note": "x"})], author=author, title=f"{n}", reason=""))
    store.submit(made[0].id, actor="clerk", version=1)

    def ids(scope: Scope = ALL, **options: Any) -> list[int]:
        known = {c.id: n for n, c in enumerate(made)}
        return [known[c.id] for c in store.change_sets(scope, **options) if c.id in known]

    assert ids() == [2, 1, 0]
    assert ids(states=[S]) == [0]
    assert ids(author="second") == [2, 1]
    assert ids(limit=1, offset=1) == [1]
    assert ids(Scope.of(TOWN)) == [2, 0]
    assert ids(Scope.of(OTHER_TOWN)) == [1]
    assert ids(Scope.of("6")) == [2, 1, 0]
    assert ids(Scope.nothing()) == []
    with pytest.raises(NotFound):
        store.change_set(made[1].id, Scope.of(TOWN))
    with pytest.raises(NotFound):
        store.change_set("nonsense", ALL)


def test_a_refused_load_leaves_nothing_behind(store: Store) -> None:
    good, bad = plate(1), plate(2, kind="nonsense")
    with pytest.raises(Refused, match="不在可选的值里"):
        store.load([good, bad], decision=console(), title="装入", reason="")
    assert store.head() == (0, "")
    assert store.count("door_plate", ALL) == 0
    assert store.change_sets(ALL) == []


def test_a_load_that_breaks_off_half_way_leaves_nothing_behind(store: Store) -> None:
    def edits() -> Any:
        for n in range(1, 4500):
            yield plate(n)
        raise RuntimeError("the file ended early")

    with pytest.raises(RuntimeError, match="ended early"):
        store.load(edits(), decision=console(), title="装入", reason="")
    assert (store.head(), store.count("door_plate", ALL)) == ((0, ""), 0)
    load(store, plate(1))
    assert store.verify() == []
